//! All snapshots of a table.

use std::sync::Arc;

use arrow_schema::{Field, Schema, SchemaRef};

use super::stamps::{Stamps, repeated};
use crate::error::{Error, Result};
use crate::op::{Flow, Operation};
use crate::spec::TableType;
use crate::table::{Block, Change, Chunk, Retention, RowSet, Snapshot};

/// For each row of the trigger, in their order, the rows that the base had when it came, copied, with the stamps before
/// their columns. A column of the base that has the name of a stamp is in its place.
///
/// Rows of the trigger must not go or change, but for those of a blink table.
pub(super) struct History {
    stamps: Stamps,
    places: Vec<Place>,
    /// How rows of the trigger come and go.
    trigger: Flow,
    schema: SchemaRef,
    base: Snapshot,
    kept: Retention,
    result: Snapshot,
}

/// Where a column of the result comes from.
enum Place {
    /// The stamp at an index.
    Stamp(usize),
    /// The base's column at an index.
    Base(usize),
}

impl History {
    pub fn new(stamps: Stamps, base: &Snapshot, trigger: &Snapshot, flow: Flow) -> Result<Self> {
        let mut columns: Vec<(Arc<Field>, Place)> = Vec::new();
        for (index, field) in stamps.fields().iter().enumerate() {
            columns.push((field.clone(), Place::Stamp(index)));
        }
        for (index, field) in base.schema().fields().iter().enumerate() {
            let column = (field.clone(), Place::Base(index));
            match columns.iter_mut().find(|(known, _)| known.name() == field.name()) {
                Some(known) => *known = column,
                None => columns.push(column),
            }
        }
        let (fields, places): (Vec<Arc<Field>>, Vec<Place>) = columns.into_iter().unzip();
        let schema = Arc::new(Schema::new(fields));
        let mut history = History {
            stamps,
            places,
            trigger: flow,
            result: Snapshot::empty(schema.clone()),
            schema,
            base: base.clone(),
            kept: Retention::new(TableType::Append),
        };
        history.take(trigger, trigger.row_keys())?;
        Ok(history)
    }

    /// Takes a snapshot for each of these rows of the trigger.
    fn take(&mut self, trigger: &Snapshot, rows: &RowSet) -> Result<()> {
        let pieces = self.base.pieces(self.base.row_keys());
        for row in rows.iter() {
            let stamps = self.stamps.at(trigger, row)?;
            let block = |piece: &RowSet| -> Result<Block> {
                let rows = piece.len() as usize;
                let column = |place: &Place| -> Result<Chunk> {
                    Ok(Chunk::compact(match place {
                        Place::Stamp(index) => repeated(&stamps[*index], rows)?,
                        Place::Base(index) => self.base.read(*index, piece)?,
                    }))
                };
                Ok(Block {
                    columns: self.places.iter().map(column).collect::<Result<_>>()?,
                    rows,
                })
            };
            let blocks = pieces.iter().map(block).collect::<Result<_>>()?;
            self.kept.absorb(blocks)?;
        }
        self.result = Snapshot::of_store(self.schema.clone(), self.kept.rows(), self.kept.store());
        Ok(())
    }
}

impl Operation for History {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        match self.trigger {
            Flow::Still => Flow::Still,
            _ => Flow::Append,
        }
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [base, trigger] = inputs else {
            return Err(Error::internal("a history was not given the changes of two tables"));
        };
        if let Some(change) = base {
            self.base = change.after.clone();
        }
        let Some(trigger) = trigger else { return Ok(None) };
        if self.trigger != Flow::Blink && !(trigger.removed.is_empty() && trigger.modified.is_empty()) {
            return Err(Error::unsupported(
                "rows of the trigger of a history have gone or changed: expected a table to which rows are only added",
            ));
        }
        let before = self.result.clone();
        self.take(&trigger.after, &trigger.added)?;
        Ok(Change::of_rows(before, self.result.clone()).if_any())
    }
}
