//! Tables into the library, through the Arrow C data interface.

use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_schema::ArrowError;

use crate::error::{Error, Result};
use crate::graph::{Session, Table};

/// A table of all rows of a stream, which never changes. The stream is taken, and released, in any case.
pub(crate) fn import_stream(session: &Session, stream: FFI_ArrowArrayStream) -> Result<Table> {
    let reader = RecordBatchStreamReader::try_new(stream).map_err(bad_stream)?;
    session.import(
        reader.schema(),
        reader.map(|batch| batch.map_err(bad_stream).and_then(checked)),
    )
}

/// Arrow trusts what comes through its C interface; we look first, since a wrong offset would be read out of bounds.
fn checked(batch: RecordBatch) -> Result<RecordBatch> {
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        column.to_data().validate_full().map_err(|error| {
            Error::invalid(format!(
                "column {:?} of the Arrow stream is broken: {error}",
                field.name()
            ))
            .with("column", field.name())
        })?;
    }
    Ok(batch)
}

fn bad_stream(error: ArrowError) -> Error {
    Error::invalid(format!("the Arrow stream cannot be read: {error}"))
}
