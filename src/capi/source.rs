//! Tables that are not fed from topics.

use std::ffi::c_char;
use std::ptr;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;

use super::error::tt_error;
use super::operation::texts;
use super::pointer::{Out, borrow, run};
use super::session::tt_session;
use super::table::tt_table;
use crate::boundary::{import_stream, read_stream};
use crate::error::{Error, Result};
use crate::graph::TimeTable;

/// Takes a stream, so that it is released whatever follows.
///
/// # Safety
/// The pointer is NULL or valid.
pub(super) unsafe fn take(stream: *mut FFI_ArrowArrayStream) -> Option<FFI_ArrowArrayStream> {
    // SAFETY: the caller's promise.
    (!stream.is_null()).then(|| unsafe { ptr::replace(stream, FFI_ArrowArrayStream::empty()) })
}

pub(super) fn given(stream: Option<FFI_ArrowArrayStream>) -> Result<FFI_ArrowArrayStream> {
    stream.ok_or_else(|| Error::invalid("stream is NULL").with("argument", "stream"))
}

/// Makes a table of all rows of a stream; it never changes. The stream is taken in any case, also when the call
/// fails: it is released before the call returns, and `stream` is left released.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_import(
    session: *mut tt_session,
    stream: *mut FFI_ArrowArrayStream,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        let taken = take(stream);
        run(error, || {
            let out = Out::handle(table, "table")?;
            let stream = given(taken)?;
            let session = borrow(session, "session")?;
            out.give(tt_table::new(import_stream(&session.session, stream)?));
            Ok(())
        })
    }
}

/// Makes a table of so many rows without any column, for formulas over their numbers: i, ii.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_empty_table(
    session: *mut tt_session,
    rows: u64,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(table, "table")?;
            out.give(tt_table::new(borrow(session, "session")?.session.empty_table(rows)?));
            Ok(())
        })
    }
}

/// Makes a live table of one column, Timestamp, with a row for each period that begins. `start`, which may be NULL, is
/// the time of the first row in nanoseconds since 1970, by default the last whole multiple of the period; `period` is in
/// nanoseconds and at least 1. Unless `blink` is 0, each update has only its own rows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_time_table(
    session: *mut tt_session,
    start: *const i64,
    period: i64,
    blink: i32,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(table, "table")?;
            let options = TimeTable {
                start: start.as_ref().copied(),
                period,
                blink: blink != 0,
            };
            out.give(tt_table::new(borrow(session, "session")?.session.time_table(options)?));
            Ok(())
        })
    }
}

/// Makes a table with the columns and the rows of a stream, to which tt_table_add_rows adds others. With key columns a
/// row takes the place of the one with an equal key, where null equals null, and tt_table_delete_rows takes rows away;
/// without any, rows only come. The stream is taken as by tt_table_import.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_input_table(
    session: *mut tt_session,
    stream: *mut FFI_ArrowArrayStream,
    keys: *const *const c_char,
    keys_len: usize,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        let taken = take(stream);
        run(error, || {
            let out = Out::handle(table, "table")?;
            let (schema, batches) = read_stream(given(taken)?)?;
            let keys = texts(keys, keys_len, "keys")?;
            let rows = batches.collect::<Result<Vec<_>>>()?;
            let session = &borrow(session, "session")?.session;
            out.give(tt_table::new(session.input_table_of(schema, &keys, &rows)?));
            Ok(())
        })
    }
}

/// Adds the rows of a stream to an input table. They have its columns, in any order. They are in the table when this
/// returns, unless the session is held or a subscriber stops its updates. The stream is taken as by tt_table_import.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_add_rows(
    table: *const tt_table,
    stream: *mut FFI_ArrowArrayStream,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        let taken = take(stream);
        run(error, || {
            let (_, mut batches) = read_stream(given(taken)?)?;
            let table = &borrow(table, "table")?.table;
            batches.try_for_each(|batch| table.add_rows(&batch?))
        })
    }
}

/// Takes the rows with the keys in a stream, which has the key columns, away from a keyed input table. Keys that are not
/// there are left out. The stream is taken as by tt_table_import.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_delete_rows(
    table: *const tt_table,
    stream: *mut FFI_ArrowArrayStream,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        let taken = take(stream);
        run(error, || {
            let (_, mut batches) = read_stream(given(taken)?)?;
            let table = &borrow(table, "table")?.table;
            batches.try_for_each(|batch| table.delete_rows(&batch?))
        })
    }
}
