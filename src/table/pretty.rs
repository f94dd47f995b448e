//! Snapshots as text.

use std::fmt;

use arrow_cast::pretty::pretty_format_batches_with_schema;

use super::Snapshot;
use crate::error::Result;

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
        let batches: Vec<_> = self.0.batches().collect::<Result<_>>().map_err(|_| fmt::Error)?;
        let text = pretty_format_batches_with_schema(self.0.schema().clone(), &batches).map_err(|_| fmt::Error)?;
        write!(f, "{text}")
    }
}
