//! A change as its subscriber sees it.

use std::fmt;
use std::sync::Arc;

use arrow_schema::SchemaRef;

use crate::error::Result;
use crate::kafka::GroupOffsets;
use crate::table::{Change, RowSet, Snapshot};

/// What happened to a table from one of its states to a later one.
///
/// Added, removed and modified rows are [`Snapshot`]s of those rows only: they share the table's memory, and make
/// Arrow batches when they are read. No row key is in two of them. A change can be kept as long as it is needed; it
/// keeps the rows that it tells of, and shares all others with the table.
///
/// Applying a subscription's changes in their order to an empty table gives the table: take the removed keys out, then
/// put the added and the modified rows in.
#[derive(Clone)]
pub struct TableChange {
    change: Change,
    initial: bool,
    sequence: u64,
    /// The columns that are wanted; none for all.
    columns: Option<Arc<Projection>>,
    /// The offsets of groups after the records whose rows the table has with this change, for who asked for them.
    offsets: Option<Arc<GroupOffsets>>,
}

/// Some columns of a table.
pub(super) struct Projection {
    schema: SchemaRef,
    indices: Vec<usize>,
}

impl Projection {
    /// The columns called so, in this order.
    pub fn new(snapshot: &Snapshot, columns: &[String]) -> Result<Self> {
        let indices: Vec<usize> = columns
            .iter()
            .map(|column| snapshot.column_index(column))
            .collect::<Result<_>>()?;
        let schema = Arc::new(snapshot.schema().project(&indices)?);
        super::super::import::check_names(schema.fields().iter().map(|field| field.name().as_str()))?;
        Ok(Projection { schema, indices })
    }
}

impl TableChange {
    /// The first change of a subscription: all rows are new.
    pub(super) fn initial(rows: Snapshot, columns: Option<Arc<Projection>>) -> Self {
        let change = Change {
            added: rows.row_keys().clone(),
            removed: RowSet::empty(),
            modified: RowSet::empty(),
            before: Snapshot::empty(rows.schema().clone()),
            after: rows,
        };
        TableChange {
            change,
            initial: true,
            sequence: 0,
            columns,
            offsets: None,
        }
    }

    pub(super) fn later(change: Change, sequence: u64, columns: Option<Arc<Projection>>) -> Self {
        TableChange {
            change,
            initial: false,
            sequence,
            columns,
            offsets: None,
        }
    }

    pub(super) fn with_offsets(self, offsets: Option<Arc<GroupOffsets>>) -> Self {
        TableChange { offsets, ..self }
    }

    /// The offsets of groups after the records whose rows the table has with this change; none for who has not asked for
    /// them.
    pub(in crate::graph) fn offsets(&self) -> Option<&GroupOffsets> {
        self.offsets.as_deref()
    }

    /// Becomes this change and then `next`.
    pub(super) fn extend(&mut self, next: &Change, sequence: u64) {
        self.change = self.change.then(next);
        self.sequence = sequence;
    }

    /// Whether nothing is left of it.
    pub(super) fn is_empty(&self) -> bool {
        self.change.is_empty()
    }

    /// Whether this is the first change of its subscription, with all rows of the table as new ones.
    pub fn is_initial(&self) -> bool {
        self.initial
    }

    /// How many changes the table has had since the subscription began: 0 for the initial change, then one more from
    /// change to change, or several more where changes were coalesced.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The rows that are new, as they are after the change.
    pub fn added(&self) -> Snapshot {
        self.part(&self.change.after, &self.change.added)
    }

    /// The rows that are gone, as they were before.
    pub fn removed(&self) -> Snapshot {
        self.part(&self.change.before, &self.change.removed)
    }

    /// The rows that stayed and were written, as they are after the change.
    pub fn modified(&self) -> Snapshot {
        self.part(&self.change.after, &self.change.modified)
    }

    /// The same rows as they were before.
    pub fn modified_before(&self) -> Snapshot {
        self.part(&self.change.before, &self.change.modified)
    }

    /// All rows of the table before the change.
    pub fn before(&self) -> Snapshot {
        self.part(&self.change.before, self.change.before.row_keys())
    }

    /// All rows of the table after the change.
    pub fn after(&self) -> Snapshot {
        self.part(&self.change.after, self.change.after.row_keys())
    }

    /// How many rows the table has after the change.
    pub fn num_rows(&self) -> u64 {
        self.change.after.num_rows()
    }

    /// The keys of the rows that are new.
    pub fn added_keys(&self) -> &RowSet {
        &self.change.added
    }

    /// The keys of the rows that are gone.
    pub fn removed_keys(&self) -> &RowSet {
        &self.change.removed
    }

    /// The keys of the rows that stayed and were written.
    pub fn modified_keys(&self) -> &RowSet {
        &self.change.modified
    }

    /// The columns that a row of the change has.
    pub fn schema(&self) -> &SchemaRef {
        match &self.columns {
            Some(columns) => &columns.schema,
            None => self.change.after.schema(),
        }
    }

    /// Whether at least one of the modified rows holds something else than before in the column at `column`. The values
    /// are compared, so the cost is that of reading the modified rows of the column.
    pub fn is_modified_column(&self, column: usize) -> Result<bool> {
        let (before, after) = (self.modified_before(), self.modified());
        let keys = after.row_keys();
        Ok(before.read(column, keys)? != after.read(column, keys)?)
    }

    /// The positions of the columns that are modified, as [`is_modified_column`](Self::is_modified_column) tells.
    pub fn modified_columns(&self) -> Result<Vec<usize>> {
        let columns = 0..self.schema().fields().len();
        columns
            .map(|column| Ok(self.is_modified_column(column)?.then_some(column)))
            .filter_map(Result::transpose)
            .collect()
    }

    fn part(&self, state: &Snapshot, rows: &RowSet) -> Snapshot {
        let rows = state.with_rows(rows.clone());
        match &self.columns {
            Some(columns) => rows.project(&columns.schema, &columns.indices),
            None => rows,
        }
    }
}

impl fmt::Debug for TableChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "TableChange({}{}: {} rows added, {} removed, {} modified)",
            self.sequence,
            if self.initial { ", initial" } else { "" },
            self.change.added.len(),
            self.change.removed.len(),
            self.change.modified.len()
        )
    }
}
