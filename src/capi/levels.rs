//! Tables with levels.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::{derive, derive_by, parsed, texts};
use super::pointer::text;
use super::table::tt_table;
use crate::spec::{FilterSpec, TableOperation, Variables};

/// What the aggregations, texts as for tt_table_agg_by, make of all rows, below it of each group of rows with an equal first
/// key, below each of these of each group with an equal second one, and so on. Unless `include_constituents` is 0, the rows
/// themselves are below the last groups. All levels are rows of the one table, each above those that are below it.
///
/// The columns are "__DEPTH__", the level from 1 on (int); "__EXPANDED__", true where there are rows below and null where
/// there are none; the keys, null where a row is not of one value of them; the results; and with constituents their other
/// columns, of which one with the name of a result has "_Constituent" behind its own. median, pct, approxPct and formulas
/// of one column are refused, and constituents of a blink table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_rollup(
    table: *const tt_table,
    aggregations: *const *const c_char,
    aggregations_len: usize,
    include_constituents: i32,
    keys: *const *const c_char,
    keys_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            Ok(TableOperation::Rollup {
                aggregations: parsed(aggregations, aggregations_len, "aggregations")?,
                keys: texts(keys, keys_len, "keys")?,
                include_constituents: include_constituents != 0,
                variables: Variables::new(),
            })
        })
    }
}

/// The rows whose column `parent` is null, below each those whose `parent` is its `id`, and so on: "__DEPTH__" and
/// "__EXPANDED__" as for tt_table_rollup, and the columns of the table. Rows that are below no root are not there. Both
/// names are terminated. The columns have one type; an identifier is that of one row at most, and there are at most 1,000
/// levels: a result that is not so fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_tree(
    table: *const tt_table,
    id: *const c_char,
    parent: *const c_char,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            Ok(TableOperation::Tree {
                id: text(id, 0, "id")?.to_owned(),
                parent: text(parent, 0, "parent")?.to_owned(),
            })
        })
    }
}

/// The rows for which all filters, texts as for tt_table_where, are true, and those above them: tt_table_tree shows what is
/// looked for and the way there. Both names are terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_with_ancestors(
    table: *const tt_table,
    filters: *const *const c_char,
    filters_len: usize,
    id: *const c_char,
    parent: *const c_char,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive(table, result, error, || {
            let filters = texts(filters, filters_len, "filters")?;
            Ok(TableOperation::WithAncestors {
                filters: filters.into_iter().map(FilterSpec::Text).collect(),
                id: text(id, 0, "id")?.to_owned(),
                parent: text(parent, 0, "parent")?.to_owned(),
                variables: Variables::new(),
            })
        })
    }
}

/// All rows, with null in `parent` where it is the `id` of no row: with these as roots tt_table_tree has all rows but those
/// that are below themselves. Both names are terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_promote_orphans(
    table: *const tt_table,
    id: *const c_char,
    parent: *const c_char,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        derive_by(table, result, error, |table| {
            table.promote_orphans(text(id, 0, "id")?, text(parent, 0, "parent")?)
        })
    }
}
