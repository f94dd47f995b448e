//! Functions of a program in formulas.

use std::ffi::{c_char, c_void};

use arrow_array::ffi::{FFI_ArrowArray, to_ffi};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::Field;
use arrow_schema::ffi::FFI_ArrowSchema;

use super::error::tt_error;
use super::pointer::{borrow, run, text};
use super::session::tt_session;
use crate::boundary::{column_type, import_array};
use crate::error::{Error, ErrorKind, Result};
use crate::formula::Function;

/// Why a call of a function fails, to be told with tt_failure_set. Lives as long as the call.
#[derive(Default)]
pub struct tt_failure {
    reason: Option<String>,
    row: Option<usize>,
}

/// A function that formulas call.
///
/// It is called by whichever thread computes the formula: that of the session, one that makes a table, or one that
/// reads a column of a view. Calls may be made by several threads at once. During a call tables may be read; what makes
/// tables or waits for changes fails with TT_INVALID_ARGUMENT, since what it would wait for waits for the call. `call`
/// must return in any case, without an exception or a longjmp.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct tt_function {
    /// What `call` and `drop` are called with.
    pub context: *mut c_void,
    /// Called with a batch of rows: a struct array without nulls, of which each child, with as many values, is an
    /// argument, and the types of the arguments. Both belong to the library and live until the call returns; the
    /// children may have offsets. Sets `result`, which is released, to an array of the function's type with a value for
    /// each row, to be released by the library, and returns 0. Any other number is a failure: the table fails with what
    /// was told with tt_failure_set, and `result` is released if it was set.
    pub call: Option<
        unsafe extern "C" fn(
            context: *mut c_void,
            types: *const FFI_ArrowSchema,
            arguments: *const FFI_ArrowArray,
            result: *mut FFI_ArrowArray,
            failure: *mut tt_failure,
        ) -> i32,
    >,
    /// Called once, after the last call, by any thread; may be NULL. It must not call the library.
    pub drop: Option<unsafe extern "C" fn(context: *mut c_void)>,
}

/// A function that was handed over.
struct Handed(tt_function);

// SAFETY: whoever hands over a function promises that any thread may call it, also several at once.
unsafe impl Send for Handed {}
// SAFETY: as above.
unsafe impl Sync for Handed {}

impl Handed {
    fn call(&self, arguments: &RecordBatch, result: &Field) -> Result<ArrayRef> {
        let call = self
            .0
            .call
            .ok_or_else(|| Error::internal("a function without a call was registered"))?;
        let (arguments, types) = to_ffi(&StructArray::from(arguments.clone()).to_data())?;
        let mut given = FFI_ArrowArray::empty();
        let mut failure = tt_failure::default();
        // SAFETY: the caller of tt_function_register promises that the function may be called until it is dropped; what
        // it is given lives until it returns.
        let status = unsafe {
            call(
                self.0.context,
                &raw const types,
                &raw const arguments,
                &raw mut given,
                &raw mut failure,
            )
        };
        if status == 0 {
            return import_array(given, result);
        }
        let reason = failure.reason.unwrap_or_else(|| format!("it gave status {status}"));
        let error = Error::new(ErrorKind::InvalidArgument, reason);
        Err(failure.row.into_iter().fold(error, |error, row| error.with("row", row)))
    }
}

impl Drop for Handed {
    fn drop(&mut self) {
        if let Some(drop) = self.0.drop {
            // SAFETY: as for the call; it is the last one.
            unsafe { drop(self.0.context) };
        }
    }
}

/// Has formulas of this session's tables that are made from now on call `function` by the name, which is terminated:
/// "X = name(A, B)"; its results are of the type `result_type`, one of tt_type. A function that was registered under the
/// name before is replaced; tables that call it go on doing so. The function is dropped when no table calls it any more
/// and the session is closed or has another one in its place, or at once when this fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_function_register(
    session: *mut tt_session,
    name: *const c_char,
    result_type: i32,
    function: *const tt_function,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            // Taken first, so that it is dropped whatever fails.
            let handed = function.as_ref().map(|function| Handed(*function));
            let session = borrow(session, "session")?;
            let name = text(name, 0, "name")?;
            let result = column_type(result_type)
                .map_err(|error| error.with("argument", "result_type"))?
                .field("");
            let handed = handed.filter(|handed| handed.0.call.is_some());
            let handed = handed.ok_or_else(|| {
                let what = if function.is_null() {
                    "function"
                } else {
                    "function.call"
                };
                Error::invalid(format!("{what} is NULL")).with("argument", what)
            })?;
            let returned = result.clone();
            let function = Function::typed(
                move |_| Ok(returned.clone()),
                move |arguments| handed.call(arguments, &result),
            );
            session.session.register_function(name, function)
        })
    }
}

/// Says why a call fails: a terminated text, which is copied, and the number of the row within the batch that is to
/// blame, or -1. Nothing when `failure` or `reason` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_failure_set(failure: *mut tt_failure, row: i64, reason: *const c_char) {
    // SAFETY: the caller's promise.
    let (failure, reason) = unsafe { (failure.as_mut(), reason.as_ref()) };
    if let (Some(failure), Some(reason)) = (failure, reason) {
        // SAFETY: the caller's promise: the text is terminated.
        let reason = unsafe { std::ffi::CStr::from_ptr(reason) };
        failure.reason = Some(reason.to_string_lossy().into_owned());
        failure.row = usize::try_from(row).ok();
    }
}
