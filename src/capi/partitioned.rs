//! Topics as a table for each partition, and tables as one for each group.

use std::ffi::c_char;

use super::consume::{read, tt_consume_options};
use super::error::tt_error;
use super::operation::{self, texts};
use super::pointer::{Out, borrow, free, run, sized, text};
use super::session::tt_session;
use super::table::tt_table;
use crate::error::{Error, Result};
use crate::graph::{PartitionedTable, Table};

/// A live table for each partition of a topic, its constituents; constituents appear with new partitions. May be used
/// from any thread. The topic is read as long as there is this handle, one of a constituent, or one of a table that is
/// derived from them.
pub struct tt_partitioned_table {
    table: PartitionedTable,
}

/// Makes a partitioned table, which is handed out in an argument of this name.
///
/// # Safety
/// Pointers are NULL or valid.
unsafe fn make(
    (result, name): (*mut *mut tt_partitioned_table, &str),
    error: *mut *mut tt_error,
    make: impl FnOnce() -> Result<PartitionedTable>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(result, name)?;
            out.give(tt_partitioned_table { table: make()? });
            Ok(())
        })
    }
}

/// Makes a live table for each partition of a topic; otherwise as tt_consume_to_table. The partitioned table is freed
/// with tt_partitioned_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_consume_to_partitioned_table(
    session: *mut tt_session,
    options: *const tt_consume_options,
    table: *mut *mut tt_partitioned_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make((table, "table"), error, || {
            let session = borrow(session, "session")?;
            let consume = read(sized(options, "options")?)?;
            session.session.consume_to_partitioned_table(&consume)
        })
    }
}

/// Hands out a table that a partitioned one gives.
///
/// # Safety
/// Pointers are NULL or valid.
unsafe fn give(
    partitioned: *const tt_partitioned_table,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
    get: impl FnOnce(&PartitionedTable) -> Result<Table>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(table, "table")?;
            out.give(tt_table::new(get(&borrow(partitioned, "partitioned")?.table)?));
            Ok(())
        })
    }
}

/// The partitions that have a constituent, in the order in which they appeared: a live table of the int column
/// Partition. It is freed with tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_keys(
    partitioned: *const tt_partitioned_table,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { give(partitioned, table, error, |partitioned| Ok(partitioned.keys())) }
}

/// The keys of the constituents, with these in a column of tables: see tt_table_cell. The name is terminated. It is freed
/// with tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_table(
    partitioned: *const tt_partitioned_table,
    column: *const c_char,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        give(partitioned, table, error, |partitioned| {
            partitioned.table(text(column, 0, "column")?)
        })
    }
}

/// The table that a cell of a column of tables shows: at a row position, from 0 on; TT_NOT_FOUND where the cell is null.
/// In Arrow such cells are numbers, whose field has the extension type "topictable.table". The name is terminated. It is
/// freed with tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_cell(
    table: *const tt_table,
    column: *const c_char,
    position: u64,
    cell: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(cell, "cell")?;
            let (table, column) = (borrow(table, "table")?, text(column, 0, "column")?);
            let shown = table.table.cell(column, position)?;
            let shown = shown.ok_or_else(|| {
                Error::not_found(format!(
                    "column {column:?} has no table in row {position}: the cell is null"
                ))
            })?;
            out.give(tt_table::new(shown));
            Ok(())
        })
    }
}

/// The table of a partition; TT_NOT_FOUND when it has none, or not yet. It is freed with tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_constituent(
    partitioned: *const tt_partitioned_table,
    partition: i32,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    let find = |partitioned: &PartitionedTable| {
        if let Some(table) = partitioned.constituent_for_partition(partition)? {
            return Ok(table);
        }
        let known = partitioned.partitions()?;
        let message = format!("there is no table of partition {partition}, but of {known:?}");
        Err(Error::not_found(message).with("partition", partition))
    };
    // SAFETY: the caller's promise.
    unsafe { give(partitioned, table, error, find) }
}

/// Makes a live table for each group of rows with equal keys, in the order in which the groups were first seen; unless
/// `drop_keys` is 0, without the key columns. The partitioned table is freed with tt_partitioned_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_partition_by(
    table: *const tt_table,
    drop_keys: i32,
    keys: *const *const c_char,
    keys_len: usize,
    partitioned: *mut *mut tt_partitioned_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make((partitioned, "partitioned"), error, || {
            let keys = texts(keys, keys_len, "keys")?;
            borrow(table, "table")?.table.partition_by(keys, drop_keys != 0)
        })
    }
}

/// The tables in the cells of the column `column`, by the keys in other columns, which need not be unique. They come and go
/// with the rows: one that has gone has no rows until it comes back. Cells that are null are none. Such a column is in the
/// tables of tt_partitioned_table_table and of the aggregation "partition(Out)", and in what is made of them.
/// TT_INVALID_ARGUMENT when `column` has no tables, there is none in it to tell their columns, or two have other columns.
/// The partitioned table is freed with tt_partitioned_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_partitioned(
    table: *const tt_table,
    keys: *const *const c_char,
    keys_len: usize,
    column: *const c_char,
    partitioned: *mut *mut tt_partitioned_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make((partitioned, "partitioned"), error, || {
            let (keys, column) = (texts(keys, keys_len, "keys")?, text(column, 0, "column")?);
            borrow(table, "table")?.table.partitioned(keys, column)
        })
    }
}

/// Makes a partitioned table of tables with the same columns, without keys; TT_INVALID_ARGUMENT when there is none, they
/// have other columns, or they are of two sessions. It is freed with tt_partitioned_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_of_tables(
    tables: *const *const tt_table,
    tables_len: usize,
    partitioned: *mut *mut tt_partitioned_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make((partitioned, "partitioned"), error, || {
            PartitionedTable::of_tables(&operation::tables(tables, tables_len)?)
        })
    }
}

/// A table like a constituent, without rows: what is made of it shows tt_partitioned_table_transform what to do with each
/// constituent. It is freed with tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_prototype(
    partitioned: *const tt_partitioned_table,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { give(partitioned, table, error, |partitioned| Ok(partitioned.prototype())) }
}

/// Does with each constituent, also with those that appear later, what was done with `prototype` to make `result` of it:
/// any operations on tables, also with tables that have nothing to do with it. The keys stay.
///
/// ```c
/// tt_partitioned_table_prototype(by_symbol, &one, &error);
/// tt_table_tail(one, 10, &last, &error);
/// tt_partitioned_table_transform(by_symbol, one, last, &last_of_each, &error);
/// ```
///
/// `prototype` comes from tt_partitioned_table_prototype of this partitioned table; both may be freed afterwards.
/// TT_UNSUPPORTED when `result` depends on it otherwise than by operations on tables, such as snapshots. The partitioned
/// table is freed with tt_partitioned_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_transform(
    partitioned: *const tt_partitioned_table,
    prototype: *const tt_table,
    result: *const tt_table,
    transformed: *mut *mut tt_partitioned_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make((transformed, "transformed"), error, || {
            let (prototype, result) = (borrow(prototype, "prototype")?, borrow(result, "result")?);
            let partitioned = &borrow(partitioned, "partitioned")?.table;
            partitioned.transform_like(&prototype.table, &result.table)
        })
    }
}

/// The same for each constituent together with the one of another partitioned table that has the same key: `result` is made
/// of the prototypes of both. Keys belong together by the names of their columns, or, where these are others, by their
/// order. A constituent without a partner is left out, unless `matching` is not 0: then it is an error, with which the table
/// of the keys and merged tables fail when it comes about later.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_transform_pairs(
    partitioned: *const tt_partitioned_table,
    other: *const tt_partitioned_table,
    matching: i32,
    prototype: *const tt_table,
    other_prototype: *const tt_table,
    result: *const tt_table,
    transformed: *mut *mut tt_partitioned_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make((transformed, "transformed"), error, || {
            let (partitioned, other) = (borrow(partitioned, "partitioned")?, borrow(other, "other")?);
            let prototypes = [
                &borrow(prototype, "prototype")?.table,
                &borrow(other_prototype, "other_prototype")?.table,
            ];
            let result = &borrow(result, "result")?.table;
            let pairs = (&partitioned.table, &other.table);
            pairs.0.transform_pairs_like(pairs.1, matching != 0, prototypes, result)
        })
    }
}

/// How many constituents there are now.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_count(
    partitioned: *const tt_partitioned_table,
    count: *mut usize,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(count, 0, "count")?;
            out.set(borrow(partitioned, "partitioned")?.table.count());
            Ok(())
        })
    }
}

/// The constituent at a position, of the key in the row of tt_partitioned_table_keys at the same one; TT_NOT_FOUND when
/// there are fewer. It is freed with tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_at(
    partitioned: *const tt_partitioned_table,
    position: usize,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    let find = |partitioned: &PartitionedTable| {
        partitioned.constituent_at(position).ok_or_else(|| {
            let message = format!("there is no constituent {position}, but {}", partitioned.count());
            Error::not_found(message).with("position", position)
        })
    };
    // SAFETY: the caller's promise.
    unsafe { give(partitioned, table, error, find) }
}

/// The rows of all constituents, also of those that appear later, as one live table. The rows of a constituent stay
/// together, in its order. It is freed with tt_table_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_merge(
    partitioned: *const tt_partitioned_table,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { give(partitioned, table, error, PartitionedTable::merge) }
}

/// Frees the handle of a partitioned table; NULL is nothing. Tables that came from it are not concerned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_partitioned_table_free(partitioned: *mut tt_partitioned_table) {
    // SAFETY: the caller's promise.
    unsafe { free(partitioned) };
}
