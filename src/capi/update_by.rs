//! All rows, with what is made of each and those around it.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::{derive, parsed, texts};
use super::table::tt_table;
use crate::decimal::MathContext;
use crate::spec::{TableOperation, Variables};

/// All rows and columns, with what the operations make of each row and those of its group before it, or around it. Rows with
/// equal keys are a group; without keys all rows are one. A result that has the name of a column takes its place.
///
/// An operation is a text: its name, and the columns that it is made of, each a name, or "Out = In"; without any, all columns
/// but the keys. What it needs beside them comes first, before a semicolon:
///
/// cumSum(Total = Size)  cumProd  cumMin  cumMax  fill  delta(In)  delta(zeroDominates; In)  cumCountWhere(Out; filter);
/// ema(2.5; In)  ema(Time, PT30S; In)  ems  emMin  emMax  emStd: a decay of so many rows, or of a time by a column of
/// timestamps, and maybe what nulls and NaNs do: "ema(2.5, onNull=reset, onNan=poison; In)", or skip, or throw; and to how
/// many digits decimals are rounded, and how: "ema(2.5, digits=16 halfUp; In)", or up, down, ceiling, floor, halfDown,
/// halfEven;
/// rollingSum(3; In)  rollingSum(3, 1; In)  rollingSum(Time, PT1M; In)  rollingSum(Time, PT1M, PT10S; In)  rollingAvg
/// rollingMin  rollingMax  rollingProduct  rollingCount  rollingStd  rollingGroup: a window of so many rows up to the row
/// itself, and so many behind it, or of the rows whose timestamps are so much earlier, and so much later;
/// rollingWAvg(3, Weight; In)  rollingCountWhere(3, Out; filter)  rollingFormula(3; Out = max(A) - min(B))
/// rollingFormula(3, sum(each), each; Out = In).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_update_by(
    table: *const tt_table,
    operations: *const *const c_char,
    operations_len: usize,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            Ok(TableOperation::UpdateBy {
                operations: parsed(operations, operations_len, "operations")?,
                keys: texts(keys, keys_len, "keys")?,
                context: MathContext::DECIMAL64,
                variables: Variables::new(),
            })
        })
    }
}
