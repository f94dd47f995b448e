//! Changes of tables.

use std::ffi::c_void;
use std::ptr;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;

use super::error::{tt_error, tt_status};
use super::pointer::{Out, borrow, free, run};
use super::table::{selection, tt_snapshot_options};
use crate::boundary::{Callee, export_keyed_stream};
use crate::error::Result;
use crate::graph::TableChange;
use crate::table::Snapshot;

/// What happened to a table. Never changes; may be used from any thread. It keeps the rows that it tells of.
///
/// Added, removed and modified rows are Arrow streams whose first column is the row key: a uint64 without nulls, called
/// RowKey, with as many underscores behind as it takes to be no name of another column. No key is in two of them.
/// Applying the changes of a subscription in their order to nothing gives the table: take the removed rows out, then
/// put the added and the modified ones in. A table's rows are in ascending order of their keys.
pub struct tt_change {
    change: TableChange,
}

impl tt_change {
    pub(super) fn new(change: TableChange) -> Self {
        tt_change { change }
    }
}

/// Who is called with the changes of a subscription.
///
/// Calls come from one thread of the subscription's own and never overlap. tt_subscription_free waits for one that is
/// running, unless it is called inside of it: after it has returned none is running, and none follows. No lock of the
/// library's is held during a call: it may use every function, and must not wait for another thread that frees this
/// subscription. `call` must return in any case, without an exception or a longjmp.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct tt_change_callback {
    /// What `call` and `drop` are called with.
    pub context: *mut c_void,
    /// Called with each change, TT_OK and no error; and last, when no change follows, with no change, the status that
    /// tt_subscription_next would give, and its error. Change and error are freed after the call. Not called last when
    /// the subscription was freed. NULL for a subscription that is read with tt_subscription_next.
    pub call: Option<
        unsafe extern "C" fn(context: *mut c_void, status: i32, change: *const tt_change, error: *const tt_error),
    >,
    /// Called once, after the last call, by the subscription's thread, or by that of tt_table_subscribe when that
    /// fails; may be NULL. The options it was given with need not live that long.
    pub drop: Option<unsafe extern "C" fn(context: *mut c_void)>,
}

/// A callback that was handed over.
pub(super) struct Callback(tt_change_callback);

// SAFETY: whoever hands over a context promises that the subscription's thread may use it.
unsafe impl Send for Callback {}

impl Callback {
    /// The callback, if there is one. It is dropped in the end in any case.
    pub fn of(callback: &tt_change_callback) -> Option<Self> {
        callback.call.map(|_| Callback(*callback))
    }
}

impl Callee for Callback {
    fn call(&self, change: Result<TableChange>) {
        let Some(call) = self.0.call else { return };
        let context = self.0.context;
        match change {
            Ok(change) => {
                let change = tt_change::new(change);
                // SAFETY: the caller of tt_table_subscribe promised that `call` takes the context and these pointers,
                // which live during the call.
                unsafe { call(context, tt_status::TT_OK as i32, &raw const change, ptr::null()) };
            }
            Err(error) => {
                let status = error.kind() as i32;
                let error = tt_error::new(error);
                // SAFETY: as above.
                unsafe { call(context, status, ptr::null(), &raw const error) };
            }
        }
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        if let Some(drop) = self.0.drop {
            // SAFETY: the caller of tt_table_subscribe promised that `drop` takes the context; this runs once.
            unsafe { drop(self.0.context) };
        }
    }
}

/// Hands out a part of a change.
///
/// # Safety
/// Pointers are NULL or valid.
unsafe fn rows_of(
    change: *const tt_change,
    options: *const tt_snapshot_options,
    rows: *mut FFI_ArrowArrayStream,
    error: *mut *mut tt_error,
    part: impl FnOnce(&TableChange) -> Snapshot,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(rows, FFI_ArrowArrayStream::empty(), "rows")?;
            let change = borrow(change, "change")?;
            out.set(export_keyed_stream(&part(&change.change), &selection(options)?)?);
            Ok(())
        })
    }
}

/// The rows that are new, as they are after the change, with their keys as the first column. `options` may be NULL for
/// everything; columns are those of the table, and the row key comes by itself. The stream outlives the change. The
/// caller releases it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_added(
    change: *const tt_change,
    options: *const tt_snapshot_options,
    rows: *mut FFI_ArrowArrayStream,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { rows_of(change, options, rows, error, TableChange::added) }
}

/// The rows that are gone, as they were before the change; otherwise like tt_change_added.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_removed(
    change: *const tt_change,
    options: *const tt_snapshot_options,
    rows: *mut FFI_ArrowArrayStream,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { rows_of(change, options, rows, error, TableChange::removed) }
}

/// The rows that stayed and were written, as they are after the change; otherwise like tt_change_added.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_modified(
    change: *const tt_change,
    options: *const tt_snapshot_options,
    rows: *mut FFI_ArrowArrayStream,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { rows_of(change, options, rows, error, TableChange::modified) }
}

/// The rows of tt_change_modified as they were before the change, in the same order; otherwise like tt_change_added.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_modified_before(
    change: *const tt_change,
    options: *const tt_snapshot_options,
    rows: *mut FFI_ArrowArrayStream,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { rows_of(change, options, rows, error, TableChange::modified_before) }
}

/// Whether at least one of the modified rows holds something else than before in the column at `column`: 1 or 0.
/// Columns are counted from 0 among those that the subscription gives, without the row key. The values are compared,
/// so the cost is that of reading the modified rows of the column.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_is_modified_column(
    change: *const tt_change,
    column: usize,
    modified: *mut i32,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(modified, 0, "modified")?;
            out.set(i32::from(borrow(change, "change")?.change.is_modified_column(column)?));
            Ok(())
        })
    }
}

/// How many rows are new; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_added_count(change: *const tt_change) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { change.as_ref() }.map_or(0, |change| change.change.added_keys().len())
}

/// How many rows are gone; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_removed_count(change: *const tt_change) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { change.as_ref() }.map_or(0, |change| change.change.removed_keys().len())
}

/// How many rows stayed and were written; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_modified_count(change: *const tt_change) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { change.as_ref() }.map_or(0, |change| change.change.modified_keys().len())
}

/// How many rows the table has after the change; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_row_count(change: *const tt_change) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { change.as_ref() }.map_or(0, |change| change.change.num_rows())
}

/// How many changes the table has had since the subscription began: 0 for the first change, then one more from change
/// to change, or several more where changes were coalesced; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_sequence(change: *const tt_change) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { change.as_ref() }.map_or(0, |change| change.change.sequence())
}

/// Whether this is the first change of its subscription, with all rows of the table as added ones: 1 or 0; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_is_initial(change: *const tt_change) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { change.as_ref() }.map_or(0, |change| i32::from(change.change.is_initial()))
}

/// Frees a change; NULL is nothing. Streams of its rows are not concerned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_change_free(change: *mut tt_change) {
    // SAFETY: the caller's promise.
    unsafe { free(change) };
}
