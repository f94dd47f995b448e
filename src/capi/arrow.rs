//! Tables from Arrow streams.

use std::ptr;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;

use super::error::tt_error;
use super::pointer::{Out, borrow, run};
use super::session::tt_session;
use super::table::tt_table;
use crate::boundary::import_stream;
use crate::error::Error;

/// Makes a table of all rows of a stream; it never changes. The stream is taken in any case, also when the call
/// fails: it is released before the call returns, and `stream` is left released.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_import(
    session: *mut tt_session,
    stream: *mut FFI_ArrowArrayStream,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        // Taken first, so that no way out forgets it.
        let taken = (!stream.is_null()).then(|| ptr::replace(stream, FFI_ArrowArrayStream::empty()));
        run(error, || {
            let out = Out::handle(table, "table")?;
            let stream = taken.ok_or_else(|| Error::invalid("stream is NULL").with("argument", "stream"))?;
            let session = borrow(session, "session")?;
            out.give(tt_table::new(import_stream(&session.session, stream)?));
            Ok(())
        })
    }
}
