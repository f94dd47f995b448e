//! One row for each group of rows.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::{combine, derive, derive_by, derive_from, parsed, texts};
use super::pointer::text;
use super::table::tt_table;
use crate::boundary::transpose_options;
use crate::spec::{Aggregation, PairOperation, TableOperation, Variables};

/// What the aggregations make of each group of rows with equal keys, in the order in which the groups were first seen; the
/// key columns come first. Without keys one row, if there are any.
///
/// An aggregation is a text: its name, and the columns that are aggregated, each a name, or "Out = In". What it needs
/// beside them comes first, before a semicolon or a comma:
///
/// sum(Qty)  absSum  avg  min  max  first  last  freeze  std  var  median  group, for example "max(High = Price, Low = Price)";
/// wavg(Weight, Out = In)  wsum(Weight, In)  pct(0.9, In)  approxPct(0.9, In)  tDigest(100; Out = In), see below;  sortedFirst(By; In)  sortedLast(By1, By2; In);
/// count(Out)  partition(Out), a column of tables, see tt_table_cell;  countWhere(Out, filter)  countDistinct(In)  distinct(In)  unique(In), the last three also with nulls as
/// values: "distinct(nulls; In)"; formula(Out = formula), where columns stand for the values of all rows of the group, and
/// formula(formula; each; Out = In, In), where "each" stands for the column.
///
/// tDigest makes t-digests of numbers, with a compression or without, which is 100. Formulas ask for "Out.quantile(0.99)",
/// "Out.cdf(5.0)", "Out.size()". In Arrow they are binaries with the extension name "topictable.tdigest": what
/// tdigest<double> of Apache DataSketches serializes, and deserializes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_agg_by(
    table: *const tt_table,
    aggregations: *const *const c_char,
    aggregations_len: usize,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            Ok(TableOperation::AggBy {
                preserve_empty: false,
                variables: Variables::new(),
                aggregations: parsed(aggregations, aggregations_len, "aggregations")?,
                keys: texts(keys, keys_len, "keys")?,
            })
        })
    }
}

/// The same with groups that need no rows. Those of `initial_groups`, a table with the key columns or NULL, come first, in
/// its order; it is read once. Unless `preserve_empty` is 0, groups stay that have no rows any more, or have none yet: counts
/// are 0 there, lists have no items, and all else is null; without keys the one group is there from the beginning. Not with
/// partition(Out).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_agg_by_keeping(
    table: *const tt_table,
    aggregations: *const *const c_char,
    aggregations_len: usize,
    keys: *const *const c_char,
    keys_len: usize,
    preserve_empty: i32,
    initial_groups: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        let (preserve_empty, variables) = (preserve_empty != 0, Variables::new());
        if initial_groups.is_null() {
            return derive(table, result, error, || {
                Ok(TableOperation::AggBy {
                    aggregations: parsed(aggregations, aggregations_len, "aggregations")?,
                    keys: texts(keys, keys_len, "keys")?,
                    preserve_empty,
                    variables,
                })
            });
        }
        combine(
            [(table, "table"), (initial_groups, "initial_groups")],
            result,
            error,
            || {
                Ok(PairOperation::AggBy {
                    aggregations: parsed(aggregations, aggregations_len, "aggregations")?,
                    keys: texts(keys, keys_len, "keys")?,
                    preserve_empty,
                    variables,
                })
            },
        )
    }
}

/// What one aggregation without columns, "avg", "pct(0.9)" or "wavg(Qty)", makes of all columns that are neither keys nor
/// weights; otherwise as tt_table_agg_by. The text is terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_agg_all_by(
    table: *const tt_table,
    aggregation: *const c_char,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            Ok(TableOperation::AggAllBy {
                aggregation: text(aggregation, 0, "aggregation")?.parse()?,
                keys: texts(keys, keys_len, "keys")?,
                variables: Variables::new(),
            })
        })
    }
}

/// What the aggregations make of each group of rows with equal keys, side by side: a row for each combination of values of
/// the columns `rows`, and columns for each of those of `columns` that there is now. They are called after the values of
/// `columns`, "INFO_1", and if there are several aggregations after what they make before: "Count_INFO_1". Aggregations are
/// texts as of tt_table_agg_by.
///
/// `initial_groups`, a table of all these columns, may be NULL: its groups come first, whether they have rows or not. When a
/// group comes later that there is no column for, the table fails; unless `ignore_new` is 0 it is left out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_keyed_transpose(
    table: *const tt_table,
    aggregations: *const *const c_char,
    aggregations_len: usize,
    rows: *const *const c_char,
    rows_len: usize,
    columns: *const *const c_char,
    columns_len: usize,
    initial_groups: *const tt_table,
    ignore_new: i32,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_by(table, result, error, |table| {
            let aggregations: Vec<Aggregation> = parsed(aggregations, aggregations_len, "aggregations")?;
            let rows = texts(rows, rows_len, "rows")?;
            let columns = texts(columns, columns_len, "columns")?;
            let initial = initial_groups.as_ref().map(|initial| &initial.table);
            let options = transpose_options(initial, ignore_new != 0);
            table.keyed_transpose(aggregations, rows, columns, &options)
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
