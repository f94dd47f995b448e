//! Rows put in order, chosen by their positions, and put one after another.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::{self, derive};
use super::pointer::{Out, array, borrow, run, text};
use super::session::tt_session;
use super::table::tt_table;
use crate::error::Result;
use crate::spec::{SortColumn, TableOperation};

/// A column to sort by.
#[repr(C)]
pub struct tt_sort_column {
    /// Its name, terminated.
    pub name: *const c_char,
    /// Unless this is 0, the greatest value comes first.
    pub descending: i32,
}

/// The rows in the order of these columns. Null is less than everything else, NaN is greater than every number, text is
/// compared as Java does, by UTF-16 code units. Equal rows stay in the order in which they are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_sort(
    table: *const tt_table,
    columns: *const tt_sort_column,
    columns_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            let read = |(index, column): (usize, &tt_sort_column)| {
                Ok(SortColumn {
                    column: text(column.name, 0, &format!("columns[{index}].name"))?.to_owned(),
                    descending: column.descending != 0,
                })
            };
            let columns = array(columns, columns_len, "columns")?;
            let columns: Result<Vec<SortColumn>> = columns.iter().enumerate().map(read).collect();
            Ok(TableOperation::Sort { columns: columns? })
        })
    }
}

/// The first rows, as many as there are of so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_head(
    table: *const tt_table,
    rows: i64,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::Head { rows })) }
}

/// The last rows, as many as there are of so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_tail(
    table: *const tt_table,
    rows: i64,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::Tail { rows })) }
}

/// The first rows, a part of all from 0 to 1, rounded up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_head_pct(
    table: *const tt_table,
    fraction: f64,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::HeadPct { fraction })) }
}

/// The last rows, a part of all from 0 to 1, rounded up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_tail_pct(
    table: *const tt_table,
    fraction: f64,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::TailPct { fraction })) }
}

/// The rows from a position up to another one, without it; a negative position, and 0 after one, counts from the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_slice(
    table: *const tt_table,
    first: i64,
    last: i64,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::Slice { first, last })) }
}

/// The rows from a part of all up to another one, both from 0 to 1 and rounded down.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_slice_pct(
    table: *const tt_table,
    first: f64,
    last: f64,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::SlicePct { first, last })) }
}

/// The rows from the last to the first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_reverse(
    table: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::Reverse {})) }
}

/// The rows under row keys that are their positions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_flatten(
    table: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::Flatten {})) }
}

/// The rows of a blink table as those of one whose rows come and go: aggregations of it see only the rows that are there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_remove_blink(
    table: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::RemoveBlink {})) }
}

/// All rows that a blink table has from now on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_blink_to_append_only(
    table: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::BlinkToAppendOnly {})) }
}

/// A blink table of the rows that come to a table, first of those that are there. It fails when a row goes or changes;
/// TT_INVALID_ARGUMENT for a table that does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_add_only_to_blink(
    table: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::AddOnlyToBlink {})) }
}

/// The last `capacity` rows that have come to the table, be it blink or append, with those that are there now unless
/// `initialize` is 0. Rows that go or change are not followed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_ring(
    table: *const tt_table,
    capacity: u64,
    initialize: i32,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    let initialize = initialize != 0;
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            Ok(TableOperation::Ring { capacity, initialize })
        })
    }
}

/// The rows as they are now, as a table that never changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_freeze(
    table: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::Snapshot {})) }
}

/// A row for each column: its Name, DataType, ColumnType and IsPartitioning.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_meta(
    table: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(TableOperation::Meta {})) }
}

/// The rows of all tables, one after another; they have the same columns, in any order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_merge(
    session: *mut tt_session,
    tables: *const *const tt_table,
    tables_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(result, "result")?;
            let tables = operation::tables(tables, tables_len)?;
            out.give(tt_table::new(borrow(session, "session")?.session.merge(&tables)?));
            Ok(())
        })
    }
}

/// The rows of all tables in the order of a column, whose name is terminated; equal rows in the order of the tables.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_merge_sorted(
    session: *mut tt_session,
    column: *const c_char,
    tables: *const *const tt_table,
    tables_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(result, "result")?;
            let tables = operation::tables(tables, tables_len)?;
            let column = text(column, 0, "column")?;
            let session = &borrow(session, "session")?.session;
            out.give(tt_table::new(session.merge_sorted(column, &tables)?));
            Ok(())
        })
    }
}
