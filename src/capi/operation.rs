//! Operations on tables.

use std::ffi::c_char;

use super::error::tt_error;
use super::pointer::{Out, array, borrow, run, text};
use super::table::tt_table;
use crate::error::Result;
use crate::spec::{FilterSpec, TableOperation, Variables};

/// Makes the table of an operation, which `read` reads from the arguments.
///
/// # Safety
/// Pointers are NULL or valid.
unsafe fn derive(
    table: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
    read: impl FnOnce() -> Result<TableOperation>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(result, "result")?;
            out.give(tt_table::new(borrow(table, "table")?.table.apply(&read()?)?));
            Ok(())
        })
    }
}

/// The same for an operation that takes nothing but texts; `name` is what the argument is called.
///
/// # Safety
/// Pointers are NULL or valid; `arguments` points to `len` terminated strings.
unsafe fn derive_from(
    table: *const tt_table,
    (arguments, len, name): (*const *const c_char, usize, &str),
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
    operation: impl FnOnce(Vec<String>) -> TableOperation,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(operation(texts(arguments, len, name)?))) }
}

/// # Safety
/// `pointer` is NULL or points to `len` terminated strings.
unsafe fn texts(pointer: *const *const c_char, len: usize, name: &str) -> Result<Vec<String>> {
    // SAFETY: the caller's promise.
    let pointers = unsafe { array(pointer, len, name) }?;
    // SAFETY: the caller's promise.
    let read = |(index, pointer): (usize, &*const c_char)| unsafe { text(*pointer, 0, &format!("{name}[{index}]")) };
    pointers
        .iter()
        .enumerate()
        .map(|pointer| read(pointer).map(str::to_owned))
        .collect()
}

/// The rows for which all filters are true, such as "Size > 50" or "Sym = `AAPL` && Price > 0": conditions of the formula
/// language, whose functions docs/functions.md lists. Null is less than everything else.
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

/// These columns, each a name, or "New = Old" for a column under another name.
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
            TableOperation::View { columns }
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

/// The last row of each group of rows with equal keys, in the order in which the groups were first seen; the key
/// columns come first. Without keys the last row of all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_last_by(
    table: *const tt_table,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (keys, keys_len, "keys"), result, error, |keys| {
            TableOperation::LastBy { keys }
        })
    }
}

/// The sums of all other columns for each group of rows with equal keys. Nulls are left out; the sum of nulls only is
/// null. Whole numbers give long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_sum_by(
    table: *const tt_table,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (keys, keys_len, "keys"), result, error, |keys| {
            TableOperation::SumBy { keys }
        })
    }
}

/// The number of rows of each group of rows with equal keys, in a column of the name `column`, which is terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_count_by(
    table: *const tt_table,
    column: *const c_char,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            let column = text(column, 0, "column")?.to_owned();
            Ok(TableOperation::CountBy {
                column,
                keys: texts(keys, keys_len, "keys")?,
            })
        })
    }
}
