//! Tables that a program feeds.

use std::ffi::c_char;

use arrow_array::RecordBatch;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;

use super::error::tt_error;
use super::pointer::{Out, borrow, free, run, text};
use super::session::tt_session;
use super::source::{given, take};
use super::table::tt_table;
use crate::boundary::{self, read_stream};
use crate::error::Result;
use crate::graph::Feed;

/// What becomes of the rows that a feed puts into its table.
#[repr(i32)]
pub enum tt_feeding {
    /// The table is a blink table: each update has the rows that were put since the one before, and no others.
    TT_FEED_BLINK = 1,
    /// The rows that were put last take the place of all others, position by position.
    TT_FEED_REPLACE = 2,
}

/// Puts rows into a table that it does not keep. May be used from any thread.
pub struct tt_feed {
    feed: Feed,
}

/// Makes a table with the columns of a stream, and with its rows to begin with, and its feed; `feeding` is a tt_feeding. The
/// feed is freed with tt_feed_free and the table with tt_table_free, in any order. The stream is taken as by
/// tt_table_import.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_feed(
    session: *mut tt_session,
    stream: *mut FFI_ArrowArrayStream,
    feeding: i32,
    feed: *mut *mut tt_feed,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        let taken = take(stream);
        run(error, || {
            let feed_out = Out::handle(feed, "feed")?;
            let table_out = Out::handle(table, "table")?;
            let (schema, batches) = read_stream(given(taken)?)?;
            let rows = batches.collect::<Result<Vec<RecordBatch>>>()?;
            let session = &borrow(session, "session")?.session;
            let (feed, table) = session.feed(schema, boundary::feeding(feeding)?, rows)?;
            feed_out.give(tt_feed { feed });
            table_out.give(tt_table::new(table));
            Ok(())
        })
    }
}

/// Puts the rows of a stream into the table, all of them in one update, for which this does not wait. They have the columns
/// of the table, in any order; others are left out. TT_CLOSED when nobody has the table any more. The stream is taken as by
/// tt_table_import.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_feed_put(
    feed: *const tt_feed,
    stream: *mut FFI_ArrowArrayStream,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        let taken = take(stream);
        run(error, || {
            let (_, batches) = read_stream(given(taken)?)?;
            let rows = batches.collect::<Result<Vec<RecordBatch>>>()?;
            borrow(feed, "feed")?.feed.put(rows)
        })
    }
}

/// Fails the table, which keeps the rows that were put before; what is put afterwards is refused. The message is terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_feed_fail(feed: *const tt_feed, message: *const c_char, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let message = text(message, 0, "message")?;
            borrow(feed, "feed")?.feed.fail(message);
            Ok(())
        })
    }
}

/// Whether rows still come into the table, 1 or 0: somebody has it or one that is derived from it, it has not failed, and
/// the session is open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_feed_is_alive(feed: *const tt_feed, alive: *mut i32, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(alive, 0, "alive")?;
            out.set(borrow(feed, "feed")?.feed.is_alive().into());
            Ok(())
        })
    }
}

/// Frees a feed; NULL is nothing. Its table keeps the rows that it has, and gets no others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_feed_free(feed: *mut tt_feed) {
    // SAFETY: the caller's promise.
    unsafe { free(feed) }
}
