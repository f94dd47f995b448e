//! Every conversion between what C hands over and what Rust works with.

use std::ffi::{CStr, c_char};
use std::{ptr, slice, str};

use super::error::{tt_error, tt_status};
use crate::boundary::guard;
use crate::error::{Error, Result};

/// Runs the body of an exported function: the status is returned, the error goes to `error` unless that is NULL.
///
/// # Safety
/// `error` is NULL or points to memory for a pointer.
pub(super) unsafe fn run(error: *mut *mut tt_error, body: impl FnOnce() -> Result<()>) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { run_with_status(error, || body().map(|()| tt_status::TT_OK)) }
}

/// The same for a function that has more than one good status.
///
/// # Safety
/// As for [`run`].
pub(super) unsafe fn run_with_status(error: *mut *mut tt_error, body: impl FnOnce() -> Result<tt_status>) -> i32 {
    if !error.is_null() {
        // SAFETY: not NULL, so it is memory for a pointer, which need not be initialised.
        unsafe { error.write(ptr::null_mut()) };
    }
    match guard(body) {
        Ok(status) => status as i32,
        Err(failure) => {
            let status = failure.kind() as i32;
            if !error.is_null() {
                // SAFETY: as above.
                unsafe { error.write(tt_error::into_raw(failure)) };
            }
            status
        }
    }
}

/// A place for a result: zero from the beginning, written on success only.
pub(super) struct Out<T>(*mut T);

impl<T> Out<*mut T> {
    /// # Safety
    /// `place` is NULL or points to memory for a pointer.
    pub unsafe fn handle(place: *mut *mut T, name: &str) -> Result<Self> {
        // SAFETY: the caller's promise.
        unsafe { Out::new(place, ptr::null_mut(), name) }
    }

    /// Hands the value over: C owns it until it frees it.
    pub fn give(self, value: T) {
        self.set(Box::into_raw(Box::new(value)));
    }
}

impl<T> Out<T> {
    /// # Safety
    /// `place` is NULL or points to memory for a `T`.
    pub unsafe fn new(place: *mut T, zero: T, name: &str) -> Result<Self> {
        if place.is_null() {
            return Err(null(name));
        }
        // SAFETY: not NULL, so it is memory for a `T`, which need not be initialised.
        unsafe { place.write(zero) };
        Ok(Out(place))
    }

    pub fn set(self, value: T) {
        // SAFETY: checked by `new`; what is overwritten is the zero, which owns nothing.
        unsafe { self.0.write(value) };
    }
}

/// A reference to what a pointer points to.
///
/// # Safety
/// `pointer` is NULL, or points to a `T` that nobody frees or changes during the call.
pub(super) unsafe fn borrow<'a, T>(pointer: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: the caller's promise.
    unsafe { pointer.as_ref() }.ok_or_else(|| null(name))
}

/// The elements of an array.
///
/// # Safety
/// `pointer` is NULL, or points to `len` elements that nobody changes during the call.
pub(super) unsafe fn array<'a, T>(pointer: *const T, len: usize, name: &str) -> Result<&'a [T]> {
    match (len, pointer.is_null()) {
        (0, _) => Ok(&[]),
        (_, true) => Err(null(name)),
        // SAFETY: the caller's promise.
        (_, false) => Ok(unsafe { slice::from_raw_parts(pointer, len) }),
    }
}

/// A text: `len` bytes, or up to the NUL when `len` is 0.
///
/// # Safety
/// `pointer` is NULL, or points to `len` bytes, or with `len` 0 to a terminated string.
pub(super) unsafe fn text<'a>(pointer: *const c_char, len: usize, name: &str) -> Result<&'a str> {
    if pointer.is_null() {
        return Err(null(name));
    }
    let bytes = if len == 0 {
        // SAFETY: the caller's promise.
        unsafe { CStr::from_ptr(pointer) }.to_bytes()
    } else {
        // SAFETY: the caller's promise.
        unsafe { slice::from_raw_parts(pointer.cast(), len) }
    };
    str::from_utf8(bytes).map_err(|error| {
        let wrong = error.valid_up_to();
        Error::invalid(format!("{name} is not UTF-8: byte {wrong} is wrong")).with("argument", name)
    })
}

/// A text that may be absent.
///
/// # Safety
/// As for [`text`].
pub(super) unsafe fn optional_text<'a>(pointer: *const c_char, len: usize, name: &str) -> Result<Option<&'a str>> {
    // SAFETY: the caller's promise.
    (!pointer.is_null())
        .then(|| unsafe { text(pointer, len, name) })
        .transpose()
}

/// Frees what [`Out::give`] handed over; NULL is nothing.
///
/// # Safety
/// `pointer` is NULL or came from `Out::give` and was not freed before.
pub(super) unsafe fn free<T>(pointer: *mut T) {
    if pointer.is_null() {
        return;
    }
    // A destructor that panics must not cross the border; there is nobody to tell.
    let freed = guard(|| {
        // SAFETY: the caller's promise.
        drop(unsafe { Box::from_raw(pointer) });
        Ok(())
    });
    if let Err(error) = freed {
        log::error!("a handle was freed, but {error}");
    }
}

fn null(name: &str) -> Error {
    Error::invalid(format!("{name} is NULL")).with("argument", name)
}

/// Options whose first field says how large the caller's version of the structure is.
///
/// # Safety
/// `options` is NULL, or points to a structure whose first field is its size and that has at least that size.
pub(super) unsafe fn sized<'a, T>(options: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: the caller's promise: the first field is there whatever the size.
    let size = *unsafe { borrow(options.cast::<usize>(), name) }?;
    // A structure of an older header is smaller; there is none yet, and a newer one is read as far as it is known.
    if size < size_of::<T>() {
        return Err(Error::invalid(format!(
            "{name}.size is {size}, expected at least {}: initialise the structure with its TT_…_INIT macro",
            size_of::<T>()
        ))
        .with("argument", name));
    }
    // SAFETY: the caller's promise.
    unsafe { borrow(options, name) }
}
