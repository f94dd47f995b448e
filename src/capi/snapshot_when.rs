//! Snapshots that are taken when another table changes.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::{combine, texts};
use super::table::tt_table;
use crate::error::{Error, Result};
use crate::spec::{PairOperation, SnapshotWhenOptions};

/// Which snapshots a table shows; numbers that can be added up.
#[repr(i32)]
pub enum tt_snapshot_flag {
    /// A first one is taken at once. Otherwise there are no rows until the trigger changes.
    TT_SNAPSHOT_INITIAL = 1,
    /// Stamps stand beside the rows with which they came or changed. Otherwise the last ones stand beside all rows.
    TT_SNAPSHOT_INCREMENTAL = 2,
    /// All snapshots are there, one after another: one for each row of the trigger, with the stamps before the other
    /// columns. Not with the other flags. Rows of the trigger must not go or change.
    TT_SNAPSHOT_HISTORY = 4,
}

use tt_snapshot_flag::{TT_SNAPSHOT_HISTORY, TT_SNAPSHOT_INCREMENTAL, TT_SNAPSHOT_INITIAL};

/// The rows as they were when another table, the trigger, last changed: when rows of it came, went or changed. `flags` are
/// 0 or of tt_snapshot_flag. Behind the columns stand stamps, what columns of the trigger held in its last row: `stamps` are
/// names, or "New = Old", and without any all columns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_snapshot_when(
    table: *const tt_table,
    trigger: *const tt_table,
    flags: i32,
    stamps: *const *const c_char,
    stamps_len: usize,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        combine([(table, "table"), (trigger, "trigger")], result, error, || {
            let stamps = texts(stamps, stamps_len, "stamps")?;
            Ok(PairOperation::SnapshotWhen(options(flags, stamps)?))
        })
    }
}

fn options(flags: i32, stamps: Vec<String>) -> Result<SnapshotWhenOptions> {
    let all = TT_SNAPSHOT_INITIAL as i32 | TT_SNAPSHOT_INCREMENTAL as i32 | TT_SNAPSHOT_HISTORY as i32;
    if flags & !all != 0 {
        return Err(
            Error::invalid(format!("there are no snapshot flags {flags}: expected 0 to {all}"))
                .with("argument", "flags"),
        );
    }
    let has = |flag: tt_snapshot_flag| flags & flag as i32 != 0;
    Ok(SnapshotWhenOptions {
        initial: has(TT_SNAPSHOT_INITIAL),
        incremental: has(TT_SNAPSHOT_INCREMENTAL),
        history: has(TT_SNAPSHOT_HISTORY),
        stamps,
    })
}
