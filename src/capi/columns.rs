//! Rows and columns that are chosen and computed.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::{derive, derive_from, texts};
use super::table::tt_table;
use crate::spec::{FilterSpec, TableOperation, Variables};

/// The rows for which all filters are true, such as "Size > 50", "Sym in `AAPL`, `MSFT`" or "Price * Size > 1000". A
/// filter is a formula of type Boolean; null is less than everything else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_where(
    table: *const tt_table,
    filters: *const *const c_char,
    filters_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (filters, filters_len, "filters"), result, error, |filters| {
            TableOperation::Where {
                filters: filters.into_iter().map(FilterSpec::Text).collect(),
                variables: Variables::new(),
            }
        })
    }
}

/// These columns, each a name, or "New = formula", where a formula sees the columns before it. Formulas are evaluated for
/// the rows that are read, each time anew. Without columns all of them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_view(
    table: *const tt_table,
    columns: *const *const c_char,
    columns_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (columns, columns_len, "columns"), result, error, |columns| {
            TableOperation::View {
                columns,
                variables: Variables::new(),
            }
        })
    }
}

/// As tt_table_view, but formulas are evaluated once for each row, when it comes or changes. Without columns all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_select(
    table: *const tt_table,
    columns: *const *const c_char,
    columns_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (columns, columns_len, "columns"), result, error, |columns| {
            TableOperation::Select {
                columns,
                variables: Variables::new(),
            }
        })
    }
}

/// All columns, and new ones, or others in the place of old ones: "New = formula". Formulas are evaluated once for each
/// row, when it comes or changes; docs/functions.md lists what they may call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_update(
    table: *const tt_table,
    columns: *const *const c_char,
    columns_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (columns, columns_len, "columns"), result, error, |columns| {
            TableOperation::Update {
                columns,
                variables: Variables::new(),
            }
        })
    }
}

/// As tt_table_update, but formulas are evaluated for the rows that are read, each time anew.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_update_view(
    table: *const tt_table,
    columns: *const *const c_char,
    columns_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (columns, columns_len, "columns"), result, error, |columns| {
            TableOperation::UpdateView {
                columns,
                variables: Variables::new(),
            }
        })
    }
}

/// As tt_table_update; when formulas are evaluated is not promised.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_lazy_update(
    table: *const tt_table,
    columns: *const *const c_char,
    columns_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (columns, columns_len, "columns"), result, error, |columns| {
            TableOperation::LazyUpdate {
                columns,
                variables: Variables::new(),
            }
        })
    }
}

/// All columns but these.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_drop_columns(
    table: *const tt_table,
    columns: *const *const c_char,
    columns_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (columns, columns_len, "columns"), result, error, |columns| {
            TableOperation::DropColumns { columns }
        })
    }
}

/// All columns, some of them under another name: "New = Old". They keep their places.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_rename_columns(
    table: *const tt_table,
    pairs: *const *const c_char,
    pairs_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (pairs, pairs_len, "pairs"), result, error, |pairs| {
            TableOperation::RenameColumns { pairs }
        })
    }
}

/// All columns, these moved behind `index` of the others, or behind all; each a name, or "New = Old".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_move_columns(
    table: *const tt_table,
    index: i32,
    columns: *const *const c_char,
    columns_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            Ok(TableOperation::MoveColumns {
                index,
                columns: texts(columns, columns_len, "columns")?,
            })
        })
    }
}
