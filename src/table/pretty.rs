//! Snapshots as text.

use std::fmt;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_cast::pretty::pretty_format_batches_with_schema;

use super::Snapshot;
use crate::digest::Digest;
use crate::error::Result;
use crate::spec::is_digest;

/// The rows of a snapshot under the names of its columns, for people.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use std::sync::Arc;
/// # use arrow_array::{Int64Array, RecordBatch};
/// use topictable::{Session, pretty};
/// let session = Session::new()?;
/// let batch = RecordBatch::try_from_iter([("Qty", Arc::new(Int64Array::from(vec![1, 20])) as _)])?;
/// let table = session.import(batch.schema(), [Ok(batch)])?;
/// assert_eq!(pretty(&table.snapshot()).to_string(), "\
/// +-----+
/// | Qty |
/// +-----+
/// | 1   |
/// | 20  |
/// +-----+");
/// # Ok(())
/// # }
/// ```
pub fn pretty(snapshot: &Snapshot) -> impl fmt::Display {
    Pretty(snapshot.clone())
}

struct Pretty(Snapshot);

impl fmt::Display for Pretty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let batches: Vec<_> = self
            .0
            .batches()
            .map(|batch| readable(batch?))
            .collect::<Result<_>>()
            .map_err(|_| fmt::Error)?;
        let text = pretty_format_batches_with_schema(self.0.schema().clone(), &batches).map_err(|_| fmt::Error)?;
        write!(f, "{text}")
    }
}

/// The batch with texts for its t-digests, which are bytes.
fn readable(batch: RecordBatch) -> Result<RecordBatch> {
    let schema = batch.schema();
    if !schema.fields().iter().any(|field| is_digest(field)) {
        return Ok(batch);
    }
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, column)| {
        let digests = column.as_binary_opt::<i32>().filter(|_| is_digest(field));
        let column = digests.map_or(column.clone(), |digests| {
            let text = |bytes| Digest::read(bytes).map_or_else(|reason| reason, |digest| digest.to_string());
            let texts = digests.iter().map(|bytes| bytes.map(text));
            Arc::new(texts.collect::<StringArray>()) as ArrayRef
        });
        (field.name(), column, true)
    });
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}

#[cfg(test)]
mod tests;
