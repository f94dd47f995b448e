//! Files.

use std::ffi::c_char;

use super::error::tt_error;
use super::pointer::{Out, borrow, run, text};
use super::session::tt_session;
use super::table::tt_table;
use crate::spec::{CsvSpecs, FileOptions, FileOutput};

/// A table of the rows of a file, which never changes: CSV, JSON lines, Arrow or Parquet, as its name says. The path is
/// terminated. The table is freed with tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_read_file(
    session: *mut tt_session,
    path: *const c_char,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(table, "table")?;
            let session = borrow(session, "session")?;
            let read = session
                .session
                .read_file(text(path, 0, "path")?, &FileOptions::default())?;
            out.give(tt_table::new(read));
            Ok(())
        })
    }
}

/// A table of the rows of a CSV file with a header, which never changes. A column is Boolean, int, long, double, Instant,
/// char or String, the first of these that all its values are; an empty value is null. `delimiter` is the character
/// between two fields, 0 for a comma. The path is terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_read_csv(
    session: *mut tt_session,
    path: *const c_char,
    delimiter: c_char,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(table, "table")?;
            let session = borrow(session, "session")?;
            let mut specs = CsvSpecs::default();
            if delimiter != 0 {
                specs = specs.delimiter(char::from(delimiter as u8));
            }
            out.give(tt_table::new(session.session.read_csv(text(path, 0, "path")?, &specs)?));
            Ok(())
        })
    }
}

/// Writes the rows that the table has now to a file, in the place of what is there: CSV, Arrow (a stream where the name
/// ends with .arrows) or Parquet, as its name says. The path is terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_write_file(table: *const tt_table, path: *const c_char, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let table = borrow(table, "table")?;
            table.table.write_file(text(path, 0, "path")?, &FileOutput::default())
        })
    }
}
