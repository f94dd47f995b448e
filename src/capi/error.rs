//! Statuses and errors.

use std::ffi::{CString, c_char};
use std::ptr;

use super::pointer;
use crate::error::Error;

/// What a function returns. Anything but TT_OK and the outcomes from 100 on is an error.
#[repr(i32)]
pub enum tt_status {
    /// Success.
    TT_OK = 0,
    /// An argument, a spec or a property cannot be used as it is.
    TT_INVALID_ARGUMENT = 1,
    /// A topic, partition or column that was named does not exist.
    TT_NOT_FOUND = 2,
    /// A feature that this version does not have.
    TT_UNSUPPORTED = 3,
    /// No answer within the time that was allowed.
    TT_TIMEOUT = 4,
    /// The Kafka cluster or the schema registry refused a request or could not be reached.
    TT_KAFKA = 5,
    /// The Kafka cluster did not accept the credentials, or they do not permit what was asked.
    TT_AUTHENTICATION = 6,
    /// A record that does not fit the spec of its key or value.
    TT_BAD_RECORD = 7,
    /// The table has failed; the error tells where the failure began.
    TT_TABLE_FAILED = 8,
    /// The session was closed before.
    TT_CLOSED = 9,
    /// A fault of the library: please report it.
    TT_INTERNAL = 10,
    /// A subscriber did not take its changes in time, and its policy is TT_FAIL.
    TT_OVERRUN = 11,
    /// No error: the time is over and nothing has changed. No tt_error is made.
    TT_NO_CHANGE = 100,
}

/// An error. Belongs to the caller, who frees it; may be read from several threads at once.
pub struct tt_error {
    code: i32,
    message: CString,
    details: Vec<(CString, CString)>,
}

impl tt_error {
    pub(super) fn into_raw(error: Error) -> *mut tt_error {
        Box::into_raw(Box::new(tt_error::new(error)))
    }

    pub(super) fn new(error: Error) -> tt_error {
        let details = error
            .context()
            .map(|(name, value)| (c_string(name), c_string(value)))
            .collect();
        tt_error {
            code: error.kind() as i32,
            message: c_string(error.message()),
            details,
        }
    }
}

/// A NUL inside is shown as U+FFFD, so that the whole message is seen.
fn c_string(text: &str) -> CString {
    CString::new(text.replace('\0', "\u{fffd}")).unwrap_or_default()
}

/// The status that came with the error; TT_OK for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_error_code(error: *const tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { error.as_ref() }.map_or(0, |error| error.code)
}

/// The message: UTF-8, terminated, alive as long as the error. An empty string for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_error_message(error: *const tt_error) -> *const c_char {
    // SAFETY: the caller's promise.
    unsafe { error.as_ref() }.map_or(c"".as_ptr(), |error| error.message.as_ptr())
}

/// A fact about the error by its name, such as "topic", "partition", "offset", "field", "reason", "property", "column",
/// "argument" or "not_taken": UTF-8, terminated, alive as long as the error. NULL when the error has no such fact.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_error_detail(error: *const tt_error, name: *const c_char) -> *const c_char {
    // SAFETY: the caller's promise.
    let (error, name) = unsafe { (error.as_ref(), pointer::text(name, 0, "name")) };
    let (Some(error), Ok(name)) = (error, name) else {
        return ptr::null();
    };
    let detail = error
        .details
        .iter()
        .find(|(known, _)| known.to_bytes() == name.as_bytes());
    detail.map_or(ptr::null(), |(_, value)| value.as_ptr())
}

/// Frees an error; NULL is nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_error_free(error: *mut tt_error) {
    // SAFETY: the caller's promise; errors are boxed by `into_raw` as by `Out::give`.
    unsafe { pointer::free(error) };
}
