//! Tables made from values.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Schema, SchemaRef};

use super::node::Still;
use super::session::Session;
use super::table::{Table, TableCore, Traits};
use crate::error::{Error, Result};
use crate::op::Flow;
use crate::spec::TableType;
use crate::table::{Block, Chunk, Retention, RowSet, Snapshot};

impl Session {
    /// A table of the given rows, which never changes.
    pub fn import(&self, schema: SchemaRef, batches: impl IntoIterator<Item = Result<RecordBatch>>) -> Result<Table> {
        self.check_open()?;
        check_names(schema.fields().iter().map(|field| field.name().as_str()))?;
        let mut rows = Retention::new(TableType::Append);
        for batch in batches {
            let batch = batch?;
            if batch.schema_ref().fields() != schema.fields() {
                return Err(Error::invalid(format!(
                    "a batch has columns {:?}, the schema before it {:?}",
                    batch.schema_ref(),
                    schema
                )));
            }
            let columns = batch
                .columns()
                .iter()
                .map(|array: &ArrayRef| Chunk::from(array.clone()))
                .collect();
            rows.absorb(vec![Block {
                columns,
                rows: batch.num_rows(),
            }])?;
        }
        let snapshot = Snapshot::of_store(schema, rows.rows(), rows.store());
        self.still("an imported table", snapshot)
    }

    /// A table of so many rows without any column.
    pub fn empty_table(&self, rows: u64) -> Result<Table> {
        let rows = Snapshot::new(Arc::new(Schema::empty()), RowSet::from(0..rows), Vec::new());
        self.still("an empty table", rows)
    }

    /// A table that never changes.
    fn still(&self, label: &str, rows: Snapshot) -> Result<Table> {
        let traits = Traits {
            label: label.to_owned(),
            flow: Flow::Still,
            ..Traits::default()
        };
        let core = self
            .engine()
            .add(|_| Ok(Arc::new(TableCore::new(traits, rows, Box::new(Still)))))?;
        Ok(Table::new(self.engine().clone(), core))
    }
}

/// Refuses names that stand for more than one column.
pub(super) fn check_names<'a>(names: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen: Vec<&str> = Vec::new();
    let mut twice: Vec<&str> = Vec::new();
    for name in names {
        let list = if seen.contains(&name) { &mut twice } else { &mut seen };
        if !list.contains(&name) {
            list.push(name);
        }
    }
    if twice.is_empty() {
        return Ok(());
    }
    Err(Error::invalid(format!("the columns include duplicate names [{}]", twice.join(", "))).with("column", twice[0]))
}
