//! What the library has to say.

use std::ffi::{CString, c_char, c_void};

use super::error::tt_error;
use super::pointer::run;
use crate::boundary::{self, Listener, Message};

/// How serious a message is.
#[repr(i32)]
pub enum tt_log_level {
    /// No messages.
    TT_LOG_OFF = 0,
    /// Something has failed.
    TT_LOG_ERROR = 1,
    /// Something does not do what was probably meant, or is being tried again.
    TT_LOG_WARN = 2,
    /// Something has begun or ended.
    TT_LOG_INFO = 3,
    /// For finding faults.
    TT_LOG_DEBUG = 4,
    /// For finding faults, in every detail.
    TT_LOG_TRACE = 5,
}

/// Who is called with the library's messages.
#[repr(C)]
pub struct tt_log_listener {
    /// Given to the functions.
    pub context: *mut c_void,
    /// Called with one of tt_log_level, the part of the library, such as "topictable.kafka", and the text; both are
    /// terminated and live until it returns.
    pub call:
        Option<unsafe extern "C" fn(context: *mut c_void, level: i32, source: *const c_char, text: *const c_char)>,
    /// Called once, after the last call; may be NULL.
    pub drop: Option<unsafe extern "C" fn(context: *mut c_void)>,
}

/// A listener that C has handed over.
struct Caller {
    context: *mut c_void,
    call: unsafe extern "C" fn(*mut c_void, i32, *const c_char, *const c_char),
    drop: Option<unsafe extern "C" fn(*mut c_void)>,
}

// SAFETY: the caller of tt_log_listen promises that the functions may be called from a thread of the library.
unsafe impl Send for Caller {}

impl Listener for Caller {
    fn call(&self, message: &Message) {
        let source = terminated(&message.source);
        let text = terminated(&message.text);
        // SAFETY: the caller of tt_log_listen promises that the function may be called until it is dropped.
        unsafe { (self.call)(self.context, message.level as i32, source.as_ptr(), text.as_ptr()) };
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        if let Some(drop) = self.drop {
            // SAFETY: as for the call; it is the last one.
            unsafe { drop(self.context) };
        }
    }
}

fn terminated(text: &str) -> CString {
    CString::new(text.replace('\0', "\u{fffd}")).unwrap_or_default()
}

/// Calls `listener` with the library's messages from `level` on (one of tt_log_level), in the place of the listener
/// before; NULL, or one without a `call`, ends that. The program has one listener. It is called by one thread of the
/// library's own, which holds no lock: it may call every function. Messages that come faster than they are taken are
/// counted and lost. When this returns, the listener before is not called any more and was dropped, unless this is
/// called by it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_log_listen(level: i32, listener: *const tt_log_listener, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            // Taken first, so that it is dropped whatever fails.
            let caller = listener.as_ref().and_then(|listener| {
                Some(Caller {
                    context: listener.context,
                    call: listener.call?,
                    drop: listener.drop,
                })
            });
            boundary::listen(boundary::level(level)?, caller)
        })
    }
}
