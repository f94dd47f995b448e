//! Joins.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::texts;
use super::pointer::{Out, borrow, run};
use super::table::tt_table;
use crate::error::Result;
use crate::spec::{JoinOperation, Matching};

/// Makes the table of a join, which `read` reads from the arguments.
///
/// # Safety
/// Pointers are NULL or valid.
unsafe fn join(
    left: *const tt_table,
    right: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
    read: impl FnOnce() -> Result<JoinOperation>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(result, "result")?;
            let (left, right) = (borrow(left, "left")?, borrow(right, "right")?);
            out.give(tt_table::new(left.table.apply_with(&right.table, &read()?)?));
            Ok(())
        })
    }
}

/// Every left row, with the columns `add` of the right row that has its key, or nulls where there is none. `on` are the
/// columns by which rows match, each a name, or "Left = Right"; `add` are columns of the right table, each a name, or
/// "New = Old", and without any all of them. No two right rows may have a key that a left row has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_natural_join(
    left: *const tt_table,
    right: *const tt_table,
    on: *const *const c_char,
    on_len: usize,
    add: *const *const c_char,
    add_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        join(left, right, result, error, || {
            Ok(JoinOperation::Natural {
                on: texts(on, on_len, "on")?,
                add: texts(add, add_len, "add")?,
                matching: Matching::Unique,
            })
        })
    }
}

/// The same; each left row must have a right one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_exact_join(
    left: *const tt_table,
    right: *const tt_table,
    on: *const *const c_char,
    on_len: usize,
    add: *const *const c_char,
    add_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        join(left, right, result, error, || {
            Ok(JoinOperation::Exact {
                on: texts(on, on_len, "on")?,
                add: texts(add, add_len, "add")?,
            })
        })
    }
}

/// Every left row with every right row that has its key; otherwise as tt_table_natural_join.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_join(
    left: *const tt_table,
    right: *const tt_table,
    on: *const *const c_char,
    on_len: usize,
    add: *const *const c_char,
    add_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        join(left, right, result, error, || {
            Ok(JoinOperation::Cross {
                on: texts(on, on_len, "on")?,
                add: texts(add, add_len, "add")?,
            })
        })
    }
}

/// Every left row, with the columns `add` of the last right row that has its key and is not later, or nulls. The last item
/// of `on` says what is compared: "Time >= QuoteTime", or ">" for rows that are earlier; a name alone means ">=".
/// Otherwise as tt_table_natural_join.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_aj(
    left: *const tt_table,
    right: *const tt_table,
    on: *const *const c_char,
    on_len: usize,
    add: *const *const c_char,
    add_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        join(left, right, result, error, || {
            Ok(JoinOperation::AsOf {
                on: texts(on, on_len, "on")?,
                add: texts(add, add_len, "add")?,
            })
        })
    }
}

/// Every left row, with the columns `add` of the first right row that has its key and is not earlier: "Time <= QuoteTime",
/// or "<". Otherwise as tt_table_aj.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_raj(
    left: *const tt_table,
    right: *const tt_table,
    on: *const *const c_char,
    on_len: usize,
    add: *const *const c_char,
    add_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        join(left, right, result, error, || {
            Ok(JoinOperation::ReverseAsOf {
                on: texts(on, on_len, "on")?,
                add: texts(add, add_len, "add")?,
            })
        })
    }
}

/// The left rows whose key a right row has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_where_in(
    left: *const tt_table,
    right: *const tt_table,
    on: *const *const c_char,
    on_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        join(left, right, result, error, || {
            Ok(JoinOperation::WhereIn {
                on: texts(on, on_len, "on")?,
            })
        })
    }
}

/// The left rows whose key no right row has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_where_not_in(
    left: *const tt_table,
    right: *const tt_table,
    on: *const *const c_char,
    on_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        join(left, right, result, error, || {
            Ok(JoinOperation::WhereNotIn {
                on: texts(on, on_len, "on")?,
            })
        })
    }
}
