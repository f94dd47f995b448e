//! Tables of tables: constituents of the same columns by key.
//!
//! The keys are a live table whose rows stand for the constituents, in the order in which they appeared. What makes
//! constituents differs: a consumer makes one for each partition of a topic, [`partition`] one for each group of rows,
//! [`transform`] one for each constituent of another partitioned table. Constituents that are made in a cycle have no
//! rows before it, so that what follows them sees all their rows come.

mod aggregated;
mod cells;
mod constituents;
mod gate;
mod key_bytes;
mod key_rows;
mod listed;
mod pairs;
mod partition;
mod recipe;
mod transform;

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, Int32Array};
use arrow_schema::{Fields, SchemaRef};

pub(super) use constituents::Constituents;

use super::cycle::Engine;
use super::derive::merged;
use super::table::{Table, TableCore};
use crate::error::Result;
use crate::op::Flow;

/// Tables of the same columns by key: those of the partitions of a topic, or of groups of rows. Constituents appear with
/// new keys.
///
/// Handles are cheap to clone and may be used from any thread. A topic is read as long as there is a handle of it, of
/// one of its tables, or of what is derived from those.
#[derive(Clone)]
pub struct PartitionedTable {
    engine: Arc<Engine>,
    keys: Arc<TableCore>,
    constituents: Arc<Constituents>,
    /// Whether all tables that are made of it fail with its keys.
    strict: bool,
}

impl PartitionedTable {
    pub(super) fn new(engine: Arc<Engine>, keys: Arc<TableCore>, constituents: Arc<Constituents>) -> Self {
        PartitionedTable {
            engine,
            keys,
            constituents,
            strict: false,
        }
    }

    /// The keys of the constituents, in the order in which they appeared: a live table of the key columns, which for a
    /// topic is `Partition`.
    pub fn keys(&self) -> Table {
        self.handle(self.keys.clone())
    }

    /// The tables that there are now, in the order in which they appeared.
    pub fn constituents(&self) -> Vec<Table> {
        let tables = self.constituents.tables().into_iter();
        tables.map(|core| self.handle(core)).collect()
    }

    /// How many tables there are, those that have gone included.
    pub fn count(&self) -> usize {
        self.constituents.count()
    }

    /// The table of the key at a position of [`PartitionedTable::keys`], if there are so many.
    pub fn constituent_at(&self, position: usize) -> Option<Table> {
        let table = self.constituents.table_at(position)?;
        Some(self.handle(table))
    }

    /// The table of a key, if there is one: an array of one row for each key column.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when the arrays are not one for each key column, of its
    /// type.
    pub fn constituent_for(&self, key: &[ArrayRef]) -> Result<Option<Table>> {
        let found = self.constituents.find(key)?;
        Ok(found.map(|core| self.handle(core)))
    }

    /// The table of a partition of a topic, if there is one.
    pub fn constituent_for_partition(&self, partition: i32) -> Result<Option<Table>> {
        self.constituent_for(&[Arc::new(Int32Array::from(vec![partition]))])
    }

    /// The partitions that have a table now, in the order in which they appeared; none where the key is no partition.
    pub fn partitions(&self) -> Result<Vec<i32>> {
        let keys = self.constituents.keys()?;
        let partitions = keys.first().and_then(|keys| keys.as_primitive_opt::<Int32Type>());
        Ok(partitions.map_or(Vec::new(), |partitions| partitions.values().to_vec()))
    }

    /// The names and Arrow types of the columns of each constituent.
    pub fn constituent_schema(&self) -> &SchemaRef {
        self.constituents.schema()
    }

    /// The rows of all constituents, also of those that appear later. The rows of a constituent stay together, in its
    /// order.
    pub fn merge(&self) -> Result<Table> {
        let core = self.engine.add(|number| {
            let parents = self.constituents.tables_from(0);
            let label = "the merged tables of a partitioned table";
            let schema = self.constituents.schema();
            let grows = self.keys.flow() != Flow::Still;
            let core = merged(label, number, schema, parents, grows, Some(Arc::new(self.clone())))?;
            self.constituents.add_merged(number, &core);
            Ok(core)
        })?;
        let core = if self.strict { self.with_keys(&core)? } else { core };
        Ok(self.handle(core))
    }

    fn handle(&self, core: Arc<TableCore>) -> Table {
        Table::new(self.engine.clone(), core)
    }
}

/// Columns as messages name them.
fn described(fields: &Fields) -> String {
    let each = fields
        .iter()
        .map(|field| format!("{} {}", field.name(), field.data_type()));
    each.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
