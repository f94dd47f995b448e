//! One row for each group of rows.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::{derive, derive_from, texts};
use super::pointer::text;
use super::table::tt_table;
use crate::spec::TableOperation;

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
