//! Changes of a table as records.

use super::rows::{RowWriter, What};
use crate::error::Result;
use crate::graph::subscription::TableChange;
use crate::graph::table::Table;
use crate::kafka::Sink;
use crate::op::Flow;
use crate::table::RowSet;

/// Writes what changes of one table say.
pub(super) struct CycleWriter {
    rows: RowWriter,
    table: Table,
    /// Whether rows are modified only by newer ones of their key.
    last_by: bool,
}

impl CycleWriter {
    pub fn new(rows: RowWriter, table: Table, last_by: bool) -> Self {
        CycleWriter { rows, table, last_by }
    }

    /// How many rows could not be written.
    pub fn bad_rows(&self) -> u64 {
        self.rows.bad_rows()
    }

    /// Writes the changes of some cycles again, as if for the first time: `bad_rows` is how many there were before.
    pub fn write_again(&mut self, bad_rows: u64, changes: &[TableChange], sink: &mut dyn Sink) -> Result<()> {
        self.rows.set_bad_rows(bad_rows);
        changes.iter().try_for_each(|change| self.write(change, sink))
    }

    /// Writes what a change says: what is gone, and then what is new and changed in row order.
    pub fn write(&mut self, change: &TableChange, sink: &mut dyn Sink) -> Result<()> {
        let (before, after) = (change.before(), change.after());
        if self.table.flow() == Flow::Blink {
            return self.rows.write(&after, change.added_keys(), What::Record, sink);
        }
        let modified = change.modified_keys();
        let (renamed, rewritten) = if modified.is_empty() {
            (RowSet::empty(), false)
        } else if self.last_by {
            (RowSet::empty(), !self.is_key_only())
        } else {
            (
                self.rows.changed_keys(&before, &after, modified)?,
                self.is_rewritten(change)?,
            )
        };
        let gone = change.removed_keys().union(&renamed);
        self.rows.write(&before, &gone, What::Tombstone, sink)?;
        let written = if rewritten { modified.clone() } else { renamed };
        let written = change.added_keys().union(&written);
        self.rows.write(&after, &written, What::Record, sink)
    }

    /// Whether the value says nothing that the key does not say.
    fn is_key_only(&self) -> bool {
        let keys = self.rows.key_columns();
        self.rows.value_columns().iter().all(|column| keys.contains(column))
    }

    /// Whether modified rows are to be written: a column of the value has changed in one of them, or none of any column,
    /// so that rows were replaced by equal ones.
    fn is_rewritten(&self, change: &TableChange) -> Result<bool> {
        if self.is_key_only() {
            return Ok(false);
        }
        for column in self.rows.value_columns() {
            if change.is_modified_column(*column)? {
                return Ok(true);
            }
        }
        Ok(change.modified_columns()?.is_empty())
    }
}
