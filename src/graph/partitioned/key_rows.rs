//! Keys that only ever come, as a table.

use arrow_array::ArrayRef;
use arrow_schema::SchemaRef;

use crate::error::Result;
use crate::spec::TableType;
use crate::table::{Block, Change, Chunk, Retention, Snapshot};

/// A row for each constituent, in the order in which they came.
pub(super) struct KeyRows {
    rows: Retention,
    schema: SchemaRef,
}

impl KeyRows {
    pub fn new(schema: SchemaRef) -> Self {
        KeyRows {
            rows: Retention::new(TableType::Append),
            schema,
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of_store(self.schema.clone(), self.rows.rows(), self.rows.store())
    }

    /// Adds so many rows, an array a column; nothing is changed by none.
    pub fn append(&mut self, columns: &[ArrayRef], rows: usize) -> Result<Option<Change>> {
        if rows == 0 {
            return Ok(None);
        }
        let before = self.snapshot();
        self.rows.absorb(vec![Block {
            columns: columns.iter().cloned().map(Chunk::from).collect(),
            rows,
        }])?;
        Ok(Change::of_rows(before, self.snapshot()).if_any())
    }
}
