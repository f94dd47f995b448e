//! Joins.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::{combine, parsed, texts};
use super::pointer::{Out, array, borrow, run};
use super::session::tt_session;
use super::table::tt_table;
use crate::error::Result;
use crate::graph::MultiJoinInput;
use crate::spec::{Matching, PairOperation};

/// Makes the table of a join, which `read` reads from the arguments.
///
/// # Safety
/// Pointers are NULL or valid.
unsafe fn join(
    left: *const tt_table,
    right: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
    read: impl FnOnce() -> Result<PairOperation>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { combine([(left, "left"), (right, "right")], result, error, read) }
}

/// The same for a join that takes nothing but the columns `on` and `add`.
///
/// # Safety
/// Pointers are NULL or valid; the names point to as many terminated strings.
unsafe fn join_on(
    tables: (*const tt_table, *const tt_table),
    (on, on_len): (*const *const c_char, usize),
    (add, add_len): (*const *const c_char, usize),
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
    operation: impl FnOnce(Vec<String>, Vec<String>) -> PairOperation,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        join(tables.0, tables.1, result, error, || {
            Ok(operation(texts(on, on_len, "on")?, texts(add, add_len, "add")?))
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
        join_on((left, right), (on, on_len), (add, add_len), result, error, |on, add| {
            PairOperation::Natural {
                on,
                add,
                matching: Matching::Unique,
            }
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
        join_on((left, right), (on, on_len), (add, add_len), result, error, |on, add| {
            PairOperation::Exact { on, add }
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
        join_on((left, right), (on, on_len), (add, add_len), result, error, |on, add| {
            PairOperation::Cross { on, add }
        })
    }
}

/// Every left row with every right row that has its key, or with nulls where there is none; otherwise as
/// tt_table_natural_join.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_left_outer_join(
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
        join_on((left, right), (on, on_len), (add, add_len), result, error, |on, add| {
            PairOperation::LeftOuter { on, add }
        })
    }
}

/// The same, and then every right row whose key no left row has, with nulls in the columns of the left table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_full_outer_join(
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
        join_on((left, right), (on, on_len), (add, add_len), result, error, |on, add| {
            PairOperation::FullOuter { on, add }
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
        join_on((left, right), (on, on_len), (add, add_len), result, error, |on, add| {
            PairOperation::AsOf { on, add }
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
        join_on((left, right), (on, on_len), (add, add_len), result, error, |on, add| {
            PairOperation::ReverseAsOf { on, add }
        })
    }
}

/// A table of a join of many.
#[repr(C)]
pub struct tt_multi_join_input {
    pub table: *const tt_table,
    /// The columns by which its rows belong to those of other tables, each a terminated name, or "Key = Column".
    pub on: *const *const c_char,
    pub on_len: usize,
    /// The columns that it adds, each a name, or "New = Old"; NULL for all but the keys.
    pub add: *const *const c_char,
    pub add_len: usize,
}

/// A row for each key that any of the tables has, in the order in which the keys are first seen, with columns of the row of
/// each table that has the key, or nulls. All tables have the same keys, in any order, and at most one row for each.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_multi_join(
    session: *mut tt_session,
    inputs: *const tt_multi_join_input,
    inputs_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(result, "result")?;
            let read = |(index, input): (usize, &tt_multi_join_input)| {
                let name = |field: &str| format!("inputs[{index}].{field}");
                let table = &borrow(input.table, &name("table"))?.table;
                let on = texts(input.on, input.on_len, &name("on"))?;
                Ok(MultiJoinInput::new(
                    table,
                    on,
                    texts(input.add, input.add_len, &name("add"))?,
                ))
            };
            let inputs = array(inputs, inputs_len, "inputs")?.iter().enumerate();
            let inputs: Result<Vec<MultiJoinInput>> = inputs.map(read).collect();
            let session = &borrow(session, "session")?.session;
            out.give(tt_table::new(session.multi_join(&inputs?)?));
            Ok(())
        })
    }
}

/// Every left row, with lists of the right rows that have its key and whose value is in its range. The last item of `on` is
/// the range, "Start <= Value < End": two left columns around a right one; "<-" before it also takes the nearest row before
/// the range, "->" behind it the nearest one behind. `aggregations` are groups: "group(Qty, Prices = Price)". Both tables
/// must not change any more: see tt_table_freeze. The right one has the values of each key in ascending order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_range_join(
    left: *const tt_table,
    right: *const tt_table,
    on: *const *const c_char,
    on_len: usize,
    aggregations: *const *const c_char,
    aggregations_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        join(left, right, result, error, || {
            Ok(PairOperation::Range {
                on: texts(on, on_len, "on")?,
                aggregations: parsed(aggregations, aggregations_len, "aggregations")?,
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
            Ok(PairOperation::WhereIn {
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
            Ok(PairOperation::WhereNotIn {
                on: texts(on, on_len, "on")?,
            })
        })
    }
}
