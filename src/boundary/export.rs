//! Tables out of the library, through the Arrow C data interface.

use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, Schema, SchemaRef};

use super::guard;
use crate::error::{Error, Result};
use crate::table::{Batches, Snapshot};

/// Which part of a snapshot is wanted.
#[derive(Default)]
pub(crate) struct Selection {
    /// The position of the first row.
    pub first_row: u64,
    /// The most rows; none for all that follow.
    pub row_count: Option<u64>,
    /// The columns in their order; none for all.
    pub columns: Option<Vec<String>>,
}

impl Selection {
    fn of(&self, snapshot: &Snapshot) -> Result<Batches> {
        let end = self
            .row_count
            .map_or(u64::MAX, |rows| self.first_row.saturating_add(rows));
        let batches = snapshot.batches().rows(self.first_row..end);
        match &self.columns {
            Some(columns) => batches.columns(columns),
            None => Ok(batches),
        }
    }
}

/// The selected part of the snapshot as a stream that the receiver releases.
pub(crate) fn export_stream(snapshot: &Snapshot, selection: &Selection) -> Result<FFI_ArrowArrayStream> {
    Ok(stream(selection.of(snapshot)?))
}

/// The same with the row keys as the first column.
pub(crate) fn export_keyed_stream(snapshot: &Snapshot, selection: &Selection) -> Result<FFI_ArrowArrayStream> {
    Ok(stream(selection.of(snapshot)?.with_row_keys()))
}

fn stream(batches: Batches) -> FFI_ArrowArrayStream {
    let ended = false;
    FFI_ArrowArrayStream::new(Box::new(GuardedReader { batches, ended }))
}

/// Columns as a schema that the receiver releases.
pub(crate) fn export_schema(schema: &Schema) -> Result<FFI_ArrowSchema> {
    FFI_ArrowSchema::try_from(schema).map_err(Error::from)
}

/// A reader for the other side of the border: arrow's stream aborts the process when a reader panics, or when the
/// message of an error holds a NUL.
struct GuardedReader {
    batches: Batches,
    ended: bool,
}

impl Iterator for GuardedReader {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = guard(|| self.batches.next().transpose());
        self.ended = next.is_err();
        next.map_err(foreign).transpose()
    }
}

impl RecordBatchReader for GuardedReader {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.batches.schema())
    }
}

fn foreign(error: Error) -> ArrowError {
    ArrowError::ExternalError(error.message().replace('\0', "\u{fffd}").into())
}
