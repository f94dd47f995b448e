//! One row for each group of rows.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::{derive, derive_from, texts};
use super::pointer::{array, borrow, text};
use super::table::tt_table;
use crate::error::{Error, Result};
use crate::spec::{Aggregation, FilterSpec, TableOperation, Variables};

/// What is made of the rows of a group.
#[repr(i32)]
pub enum tt_aggregation_kind {
    /// The sum: long for whole numbers and booleans, the column's type for floats.
    TT_AGG_SUM = 1,
    /// The sum of the absolute values.
    TT_AGG_ABS_SUM = 2,
    /// The average, as double.
    TT_AGG_AVG = 3,
    /// The least value.
    TT_AGG_MIN = 4,
    /// The greatest value.
    TT_AGG_MAX = 5,
    /// The value of the first row, be it null.
    TT_AGG_FIRST = 6,
    /// The value of the last row, be it null.
    TT_AGG_LAST = 7,
    /// The standard deviation of a sample, as double.
    TT_AGG_STD = 8,
    /// The variance of a sample, as double.
    TT_AGG_VAR = 9,
    /// The value in the middle; with TT_AGG_AVERAGE the average of the two in the middle.
    TT_AGG_MEDIAN = 10,
    /// The value at `fraction` of the way from the least, 0, to the greatest, 1.
    TT_AGG_PERCENTILE = 11,
    /// The average weighted by the column `with`.
    TT_AGG_WEIGHTED_AVG = 12,
    /// The sum of the columns times the column `with`.
    TT_AGG_WEIGHTED_SUM = 13,
    /// The number of rows; `columns` is the name of the result.
    TT_AGG_COUNT = 14,
    /// The number of rows for which all filters `with` are true; `columns` is the name of the result.
    TT_AGG_COUNT_WHERE = 15,
    /// The number of different values; nulls count with TT_AGG_NULLS.
    TT_AGG_COUNT_DISTINCT = 16,
    /// The different values, sorted, as a list; nulls are among them with TT_AGG_NULLS.
    TT_AGG_DISTINCT = 17,
    /// The value, if there is only one; nulls are values with TT_AGG_NULLS.
    TT_AGG_UNIQUE = 18,
    /// The value of the row that is first when the rows are sorted by the columns `with`.
    TT_AGG_SORTED_FIRST = 19,
    /// The value of the row that is last when the rows are sorted by the columns `with`.
    TT_AGG_SORTED_LAST = 20,
    /// The values of all rows, nulls too, as a list.
    TT_AGG_GROUP = 21,
}

/// Flag of an aggregation: null and NaN are values like any other.
pub const TT_AGG_NULLS: i32 = 1;
/// Flag of an aggregation: of an even number of values the average of the two in the middle.
pub const TT_AGG_AVERAGE: i32 = 2;

/// An aggregation. Nulls are left out, and what is made of nulls only is null, unless something else is said.
#[repr(C)]
pub struct tt_aggregation {
    /// One of tt_aggregation_kind.
    pub kind: i32,
    /// TT_AGG_NULLS, TT_AGG_AVERAGE, both added, or 0.
    pub flags: i32,
    /// The columns that are aggregated, each a name, or "Out = In"; terminated.
    pub columns: *const *const c_char,
    /// How many there are.
    pub columns_len: usize,
    /// What the kind needs beside them: the weight, filters, or columns to sort by; terminated.
    pub with: *const *const c_char,
    /// How many there are.
    pub with_len: usize,
    /// For TT_AGG_PERCENTILE: from 0 to 1.
    pub fraction: f64,
}

/// # Safety
/// The pointers in `given` are NULL or valid, its texts terminated.
unsafe fn read(given: &tt_aggregation) -> Result<Aggregation> {
    // SAFETY: the caller's promise.
    let (mut columns, with) = unsafe {
        (
            texts(given.columns, given.columns_len, "columns")?,
            texts(given.with, given.with_len, "with")?,
        )
    };
    let one = |texts: &[String], what: &str| match texts {
        [text] => Ok(text.clone()),
        _ => Err(Error::invalid(format!(
            "aggregation kind {} needs one {what}, and got {}",
            given.kind,
            texts.len()
        ))
        .with("argument", "aggregations")),
    };
    let (nulls, average) = (given.flags & TT_AGG_NULLS != 0, given.flags & TT_AGG_AVERAGE != 0);
    Ok(match given.kind {
        1 => Aggregation::Sum { columns },
        2 => Aggregation::AbsSum { columns },
        3 => Aggregation::Avg { columns },
        4 => Aggregation::Min { columns },
        5 => Aggregation::Max { columns },
        6 => Aggregation::First { columns },
        7 => Aggregation::Last { columns },
        8 => Aggregation::Std { columns },
        9 => Aggregation::Var { columns },
        10 => Aggregation::Median {
            average_evenly_divided: average,
            columns,
        },
        11 => Aggregation::Percentile {
            fraction: given.fraction,
            average_evenly_divided: average,
            columns,
        },
        12 => Aggregation::WeightedAvg {
            weight: one(&with, "weight")?,
            columns,
        },
        13 => Aggregation::WeightedSum {
            weight: one(&with, "weight")?,
            columns,
        },
        14 => Aggregation::Count {
            column: one(&columns, "column")?,
        },
        15 => Aggregation::CountWhere {
            column: one(&std::mem::take(&mut columns), "column")?,
            filters: with.into_iter().map(FilterSpec::Text).collect(),
        },
        16 => Aggregation::CountDistinct {
            count_nulls: nulls,
            columns,
        },
        17 => Aggregation::Distinct {
            include_nulls: nulls,
            columns,
        },
        18 => Aggregation::Unique {
            include_nulls: nulls,
            columns,
        },
        19 => Aggregation::SortedFirst { by: with, columns },
        20 => Aggregation::SortedLast { by: with, columns },
        21 => Aggregation::Group { columns },
        other => {
            let message = format!("{other} is no kind of aggregation: expected one of tt_aggregation_kind");
            return Err(Error::invalid(message).with("argument", "aggregations"));
        }
    })
}

/// What the aggregations make of each group of rows with equal keys, in the order in which the groups were first seen; the
/// key columns come first. Without keys one row, if there are any.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_agg_by(
    table: *const tt_table,
    aggregations: *const tt_aggregation,
    aggregations_len: usize,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            let aggregations = array(aggregations, aggregations_len, "aggregations")?;
            let aggregations: Result<Vec<Aggregation>> = aggregations.iter().map(|given| read(given)).collect();
            Ok(TableOperation::AggBy {
                aggregations: aggregations?,
                keys: texts(keys, keys_len, "keys")?,
            })
        })
    }
}

/// What one aggregation, which names no columns, makes of all columns that are neither keys nor weights; otherwise as
/// tt_table_agg_by.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_agg_all_by(
    table: *const tt_table,
    aggregation: *const tt_aggregation,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            Ok(TableOperation::AggAllBy {
                aggregation: read(borrow(aggregation, "aggregation")?)?,
                keys: texts(keys, keys_len, "keys")?,
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

/// The values of all other columns as lists, for each group of rows with equal keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_group_by(
    table: *const tt_table,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (keys, keys_len, "keys"), result, error, |keys| {
            TableOperation::GroupBy { keys }
        })
    }
}

/// A row for each element of the lists in these columns, or in all columns of lists; the other columns are repeated. The
/// lists of a row have the same length; unless `null_fill` is 0, shorter ones go on with nulls.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_ungroup(
    table: *const tt_table,
    null_fill: i32,
    columns: *const *const c_char,
    columns_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (columns, columns_len, "columns"), result, error, |columns| {
            TableOperation::Ungroup {
                columns,
                null_fill: null_fill != 0,
            }
        })
    }
}

/// Each combination of values once, in these columns, each a name, or "New = formula"; without any, in all columns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_select_distinct(
    table: *const tt_table,
    columns: *const *const c_char,
    columns_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (columns, columns_len, "columns"), result, error, |columns| {
            TableOperation::SelectDistinct {
                columns,
                variables: Variables::new(),
            }
        })
    }
}

/// The first rows of each group of rows with equal keys, group by group.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_head_by(
    table: *const tt_table,
    rows: i64,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (keys, keys_len, "keys"), result, error, |keys| {
            TableOperation::HeadBy { rows, keys }
        })
    }
}

/// The last rows of each group of rows with equal keys, group by group.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_tail_by(
    table: *const tt_table,
    rows: i64,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_from(table, (keys, keys_len, "keys"), result, error, |keys| {
            TableOperation::TailBy { rows, keys }
        })
    }
}
