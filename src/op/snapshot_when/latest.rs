//! The last snapshot of a table.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_schema::{Schema, SchemaRef};

use super::stamps::{OneValue, Stamps, repeated};
use crate::error::{Error, Result};
use crate::op::{Flow, Operation};
use crate::spec::SnapshotWhenOptions;
use crate::table::{Change, Column, KeyedStore, RowSet, Snapshot};

/// The rows of the base, under their keys, as they were when the trigger last changed, and behind their columns the
/// stamps.
pub(super) struct Latest {
    stamps: Stamps,
    marks: Marks,
    flow: Flow,
    schema: SchemaRef,
    /// The rows of the base that are shown.
    shown: Snapshot,
    /// What the base has done since then.
    since: Option<Change>,
    result: Snapshot,
}

/// The stamps beside the rows.
enum Marks {
    /// Those of the last snapshot beside all.
    Same(Vec<ArrayRef>),
    /// Beside each row those of the snapshot with which it came or changed.
    Own(KeyedStore),
}

impl Latest {
    pub fn new(
        stamps: Stamps,
        options: &SnapshotWhenOptions,
        base: &Snapshot,
        trigger: &Snapshot,
        flow: Flow,
    ) -> Result<Self> {
        let fields = base.schema().fields().iter().chain(stamps.fields());
        let schema = Arc::new(Schema::new(fields.cloned().collect::<Vec<_>>()));
        let types = stamps.fields().iter().map(|field| field.data_type());
        let marks = match options.incremental {
            true => Marks::Own(KeyedStore::new(types)),
            false => Marks::Same(Vec::new()),
        };
        let shown = base.with_rows(RowSet::empty());
        let mut latest = Latest {
            stamps,
            marks,
            flow: if flow == Flow::Still { Flow::Still } else { Flow::Free },
            since: Change::of_rows(shown.clone(), base.clone()).if_any(),
            shown,
            result: Snapshot::empty(schema.clone()),
            schema,
        };
        if options.initial {
            latest.take(trigger)?;
        }
        Ok(latest)
    }

    /// Takes a snapshot.
    fn take(&mut self, trigger: &Snapshot) -> Result<Option<Change>> {
        let (mut added, mut removed, mut modified) = (RowSet::empty(), RowSet::empty(), RowSet::empty());
        if let Some(since) = self.since.take() {
            (added, removed, modified) = (since.added, since.removed, since.modified);
            self.shown = since.after;
        }
        let last = self.stamps.last(trigger)?;
        match &mut self.marks {
            Marks::Same(known) => {
                if *known != last {
                    modified = self.shown.row_keys().minus(&added);
                }
                *known = last;
            }
            Marks::Own(known) => {
                for rows in self.shown.pieces(&added.union(&modified)) {
                    let keys: Vec<u64> = rows.iter().collect();
                    let values = last.iter().map(|value| repeated(value, keys.len()));
                    known.set(&keys, &values.collect::<Result<Vec<_>>>()?)?;
                }
                known.forget(&removed, self.shown.row_keys());
            }
        }
        let after = self.show();
        let before = std::mem::replace(&mut self.result, after.clone());
        let change = Change {
            added,
            removed,
            modified,
            before,
            after,
        };
        Ok(change.if_any())
    }

    fn show(&self) -> Snapshot {
        let base = (0..self.shown.schema().fields().len()).filter_map(|index| self.shown.column(index));
        let mut columns: Vec<Arc<dyn Column>> = base.cloned().collect();
        match &self.marks {
            Marks::Same(values) => columns.extend(values.iter().map(|value| {
                let value = value.clone();
                Arc::new(OneValue(value)) as Arc<dyn Column>
            })),
            Marks::Own(values) => columns.extend(values.columns()),
        }
        Snapshot::new(self.schema.clone(), self.shown.row_keys().clone(), columns)
    }
}

impl Operation for Latest {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [base, trigger] = inputs else {
            return Err(Error::internal("a snapshot was not given the changes of two tables"));
        };
        if let Some(change) = base {
            self.since = match self.since.take() {
                Some(since) => since.then(change).if_any(),
                None => Some(change.clone()),
            };
        }
        match trigger {
            Some(trigger) => self.take(&trigger.after),
            None => Ok(None),
        }
    }
}
