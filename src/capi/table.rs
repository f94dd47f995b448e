//! Tables.

use std::ffi::c_char;
use std::time::Duration;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_schema::ffi::FFI_ArrowSchema;

use super::error::{tt_error, tt_status};
use super::pointer::{Out, array, borrow, free, run, run_with_status, sized, text};
use crate::boundary::{Selection, export_schema, export_stream};
use crate::error::Result;
use crate::graph::Table;

/// A live table. May be used from any thread; it lives as long as this handle or a table derived from it.
pub struct tt_table {
    pub(super) table: Table,
}

impl tt_table {
    pub(super) fn new(table: Table) -> Self {
        tt_table { table }
    }
}

/// The names and Arrow types of the columns. The caller releases the schema.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_schema(
    table: *const tt_table,
    schema: *mut FFI_ArrowSchema,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(schema, FFI_ArrowSchema::empty(), "schema")?;
            out.set(export_schema(borrow(table, "table")?.table.schema())?);
            Ok(())
        })
    }
}

/// How many rows the table has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_row_count(table: *const tt_table, rows: *mut u64, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(rows, 0, "rows")?;
            out.set(borrow(table, "table")?.table.num_rows());
            Ok(())
        })
    }
}

/// Whether rows may come or go: 1, or 0 for a table that was made from values.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_is_refreshing(
    table: *const tt_table,
    refreshing: *mut i32,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(refreshing, 0, "refreshing")?;
            out.set(i32::from(borrow(table, "table")?.table.is_refreshing()));
            Ok(())
        })
    }
}

/// TT_OK while the table is well, else TT_TABLE_FAILED with the error that ended it. A failed table keeps its last
/// good state and can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_check(table: *const tt_table, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { run(error, || borrow(table, "table")?.table.failure().map_or(Ok(()), Err)) }
}

/// The records of the table's topic that could not be decoded, the last 65,536 of them (at most 256 MiB): a live table of
/// the columns Topic, Partition, Offset, Timestamp, Field, Reason, Key and Value. What such records do to the table says its
/// property topictable.on.error. TT_INVALID_ARGUMENT for a table that is not fed from a topic. It is freed with
/// tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_errors(
    table: *const tt_table,
    errors: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(errors, "errors")?;
            out.give(tt_table::new(borrow(table, "table")?.table.errors()?));
            Ok(())
        })
    }
}

/// Another handle of the same table. Each handle waits for itself: two threads that both want to see every change have
/// a handle each. It is freed with tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_clone(
    table: *const tt_table,
    clone: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(clone, "clone")?;
            out.give(tt_table::new(borrow(table, "table")?.table.clone()));
            Ok(())
        })
    }
}

/// Waits until the table has changed since this handle last waited, or was made. TT_OK when it has; TT_NO_CHANGE,
/// without an error, when `timeout_ms` milliseconds are over (a negative time never is) or the table never changes;
/// TT_TABLE_FAILED or TT_CLOSED, once the last change was seen, when no more can come.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_await_change(
    table: *const tt_table,
    timeout_ms: i64,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run_with_status(error, || {
            let timeout = u64::try_from(timeout_ms).map_or(Duration::MAX, Duration::from_millis);
            let changed = borrow(table, "table")?.table.await_change(timeout)?;
            Ok(if changed {
                tt_status::TT_OK
            } else {
                tt_status::TT_NO_CHANGE
            })
        })
    }
}

/// Which part of a table is wanted. Initialise it with TT_SNAPSHOT_OPTIONS_INIT; zero means everything.
#[repr(C)]
pub struct tt_snapshot_options {
    /// The size of this structure.
    pub size: usize,
    /// The position of the first row, from 0.
    pub first_row: u64,
    /// The most rows, or 0 for all that follow.
    pub row_count: u64,
    /// The names of the columns, in the order in which they are wanted; NULL for all.
    pub columns: *const *const c_char,
    /// How many columns there are.
    pub columns_len: usize,
    /// The bytes of each name; NULL, or 0 for a name, when it is terminated.
    pub column_lens: *const usize,
}

/// The rows as they were at the end of the last update cycle, as a stream of Arrow record batches. `options` may be
/// NULL for everything. The stream never changes, does not keep the table from changing, and outlives the table and
/// the session. The caller releases it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_snapshot(
    table: *const tt_table,
    options: *const tt_snapshot_options,
    rows: *mut FFI_ArrowArrayStream,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(rows, FFI_ArrowArrayStream::empty(), "rows")?;
            let table = borrow(table, "table")?;
            out.set(export_stream(&table.table.snapshot(), &selection(options)?)?);
            Ok(())
        })
    }
}

/// What the options select; everything for NULL.
///
/// # Safety
/// `options` is NULL or valid, and so are the pointers inside.
pub(super) unsafe fn selection(options: *const tt_snapshot_options) -> Result<Selection> {
    if options.is_null() {
        return Ok(Selection::default());
    }
    // SAFETY: the caller's promise.
    unsafe {
        let options = sized(options, "options")?;
        Ok(Selection {
            first_row: options.first_row,
            row_count: (options.row_count > 0).then_some(options.row_count),
            columns: columns(options.columns, options.columns_len, options.column_lens)?,
        })
    }
}

/// The names of columns in options; none for all.
///
/// # Safety
/// `columns` and `lens` are NULL or point to `len` elements; the names live.
pub(super) unsafe fn columns(
    columns: *const *const c_char,
    len: usize,
    lens: *const usize,
) -> Result<Option<Vec<String>>> {
    // SAFETY: the caller's promise.
    let (columns, lens) = unsafe {
        let lens_len = if lens.is_null() { 0 } else { len };
        (
            array(columns, len, "options.columns")?,
            array(lens, lens_len, "options.column_lens")?,
        )
    };
    let name = |(index, column): (usize, &*const c_char)| {
        let len = lens.get(index).copied().unwrap_or(0);
        // SAFETY: the caller's promise.
        unsafe { text(*column, len, &format!("options.columns[{index}]")) }.map(str::to_owned)
    };
    let names = columns.iter().enumerate().map(name).collect::<Result<Vec<_>>>()?;
    Ok((!names.is_empty()).then_some(names))
}

/// Frees a table's handle; NULL is nothing. Snapshots and derived tables are not concerned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_free(table: *mut tt_table) {
    // SAFETY: the caller's promise.
    unsafe { free(table) };
}
