//! Sessions.

use std::collections::BTreeMap;
use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::{Mutex, PoisonError};

use super::error::tt_error;
use super::pointer::{Out, array, borrow, free, run, sized, text};
use super::table::tt_table;
use crate::error::{Error, Result};
use crate::graph::{Hold, Session, SessionOptions};

/// Makes tables and keeps them up to date. May be used from any thread.
pub struct tt_session {
    pub(super) session: Session,
    holds: Mutex<Vec<Hold>>,
}

/// A property: both texts are terminated where their length is 0.
#[repr(C)]
pub struct tt_property {
    /// The name.
    pub name: *const c_char,
    /// The value.
    pub value: *const c_char,
    /// The bytes of the name, or 0 when it is terminated.
    pub name_len: usize,
    /// The bytes of the value, or 0 when it is terminated.
    pub value_len: usize,
}

/// Settings of a session. Initialise it with TT_SESSION_OPTIONS_INIT.
#[repr(C)]
pub struct tt_session_options {
    /// The size of this structure.
    pub size: usize,
    /// Properties: topictable.cycle.min.ms is the shortest time between two update cycles (10).
    pub properties: *const tt_property,
    /// How many properties there are.
    pub properties_len: usize,
}

/// Reads an array of properties.
///
/// # Safety
/// `properties` is NULL or points to `len` properties with live texts.
pub(super) unsafe fn properties(properties: *const tt_property, len: usize) -> Result<BTreeMap<String, String>> {
    // SAFETY: the caller's promise.
    unsafe { properties_of(properties, len, "options.properties") }
}

/// The same of an argument of this name.
///
/// # Safety
/// As above.
pub(super) unsafe fn properties_of(
    properties: *const tt_property,
    len: usize,
    argument: &str,
) -> Result<BTreeMap<String, String>> {
    // SAFETY: the caller's promise.
    let properties = unsafe { array(properties, len, argument) }?;
    let mut read = BTreeMap::new();
    for (index, property) in properties.iter().enumerate() {
        // SAFETY: the caller's promise.
        let (name, value) = unsafe {
            (
                text(property.name, property.name_len, &format!("{argument}[{index}].name"))?,
                text(
                    property.value,
                    property.value_len,
                    &format!("{argument}[{index}].value"),
                )?,
            )
        };
        read.insert(name.to_owned(), value.to_owned());
    }
    Ok(read)
}

/// Opens a session. `options` may be NULL for the defaults. The session is freed with tt_session_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_open(
    options: *const tt_session_options,
    session: *mut *mut tt_session,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(session, "session")?;
            let options = if options.is_null() {
                SessionOptions::default()
            } else {
                let options = sized(options, "options")?;
                SessionOptions::from_properties(&properties(options.properties, options.properties_len)?)?
            };
            out.give(tt_session {
                session: Session::with_options(&options)?,
                holds: Mutex::default(),
            });
            Ok(())
        })
    }
}

/// Ends the session's consumers and update cycles, within two seconds whatever the cluster does. Its tables keep
/// their last state and can still be read. Closing a closed session does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_close(session: *mut tt_session, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            borrow(session, "session")?.session.close();
            Ok(())
        })
    }
}

/// Keeps the session's tables from changing until tt_session_release, so that several can be made or read in one
/// state; records that arrive meanwhile wait. Without a hold, a reader of two tables may see one of them a moment
/// earlier than the other. Returns when no update is running. Holds are counted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_hold(session: *mut tt_session, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let session = borrow(session, "session")?;
            let hold = session.session.hold();
            session.holds.lock().unwrap_or_else(PoisonError::into_inner).push(hold);
            Ok(())
        })
    }
}

/// Takes back one tt_session_hold.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_release(session: *mut tt_session, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let session = borrow(session, "session")?;
            let hold = session.holds.lock().unwrap_or_else(PoisonError::into_inner).pop();
            hold.map(drop)
                .ok_or_else(|| Error::invalid("the session is not held: tt_session_hold comes first"))
        })
    }
}

/// Closes the session, if that was not done, and frees the handle; NULL is nothing. Tables are freed by themselves,
/// before or after.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_free(session: *mut tt_session) {
    // SAFETY: the caller's promise.
    unsafe { free(session) };
}

/// What the session's consumers are doing, as a live table that is written every second: a row for each partition that
/// is read, with the columns Consumer, Partition, Topic, State (reading, waiting, finished, failed or closed), Position,
/// End, Lag, Records, RecordsPerSecond, Bytes, BytesPerSecond, BadRecords, MemoryBytes, Error and Updated. It is freed
/// with tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_status(
    session: *mut tt_session,
    status: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(status, "status")?;
            out.give(tt_table::new(borrow(session, "session")?.session.status()?));
            Ok(())
        })
    }
}

/// What the session's publishers are doing, as a live table with a row for each, written anew every second: Publisher (a
/// number), Topic, State (running, retrying, finished, stopped or failed), Records, RecordsPerSecond, Delivered, Unsent,
/// BadRows, Error and Updated. One that has ended is told of once more, one that has failed always.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_publishers(
    session: *mut tt_session,
    publishers: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(publishers, "publishers")?;
            out.give(tt_table::new(borrow(session, "session")?.session.publishers()?));
            Ok(())
        })
    }
}

/// The same, as of now, in the text format of Prometheus: terminated, and freed with tt_text_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_metrics(
    session: *mut tt_session,
    metrics: *mut *mut c_char,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(metrics, ptr::null_mut(), "metrics")?;
            let text = CString::new(borrow(session, "session")?.session.metrics())
                .map_err(|_| Error::internal("the metrics hold a NUL"))?;
            out.set(text.into_raw());
            Ok(())
        })
    }
}

/// Frees a text that the library has handed out; NULL is nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_text_free(text: *mut c_char) {
    if !text.is_null() {
        // SAFETY: the caller's promise: the text came from `CString::into_raw`, above.
        drop(unsafe { CString::from_raw(text) });
    }
}
