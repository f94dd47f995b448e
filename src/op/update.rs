//! Columns computed once for each row.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::plan::Plan;
use super::view::with_computed;
use super::{Flow, Operation};
use crate::error::Result;
use crate::table::{Change, Chunk, Column, KeyedStore, PositionedColumn, RowGroup, RowSet, Snapshot, Store};

/// The rows of the input with formulas over its columns, which are evaluated when a row comes or changes and kept.
pub(crate) struct Update {
    plan: Plan,
    flow: Flow,
    kept: Kept,
    result: Snapshot,
}

/// The values of the formulas.
enum Kept {
    /// Of rows that stay as they are, by their positions.
    Appended(Arc<Store>),
    /// Of rows that come, go and change, by their keys.
    Keyed(KeyedStore),
}

impl Update {
    pub fn new(input: &Snapshot, flow: Flow, plan: Plan) -> Result<Self> {
        let mut operation = Update {
            kept: match flow {
                Flow::Free => Kept::Keyed(KeyedStore::new(plan.computed_types())),
                Flow::Append | Flow::Blink | Flow::Still => Kept::Appended(Arc::default()),
            },
            plan,
            flow,
            result: input.clone(),
        };
        operation.compute(input, input.row_keys())?;
        operation.result = operation.publish(input);
        Ok(operation)
    }

    /// Evaluates the formulas for rows that are new or have changed.
    fn compute(&mut self, input: &Snapshot, rows: &RowSet) -> Result<()> {
        for keys in input.pieces(rows) {
            let columns = self.plan.evaluate(0..self.plan.len(), input, &keys)?;
            match &mut self.kept {
                Kept::Appended(store) => append(store, columns)?,
                Kept::Keyed(store) => store.set(&keys.iter().collect::<Vec<_>>(), &columns)?,
            }
        }
        Ok(())
    }

    fn publish(&self, input: &Snapshot) -> Snapshot {
        let computed: Vec<Arc<dyn Column>> = match &self.kept {
            Kept::Keyed(store) => store.columns().collect(),
            Kept::Appended(store) => {
                let column = |(index, data_type): (usize, &DataType)| {
                    PositionedColumn::of(input.row_keys(), store, index, data_type.clone())
                };
                self.plan.computed_types().enumerate().map(column).collect()
            }
        };
        with_computed(input, &self.plan, &computed)
    }
}

/// Adds values for the rows behind those that are there.
fn append(store: &mut Arc<Store>, columns: Vec<ArrayRef>) -> Result<()> {
    let rows = columns.first().map_or(0, |column| column.len());
    let chunks = columns.into_iter().map(|column| Chunk::compact(column).settled());
    let group = RowGroup::new(store.end(), rows, chunks.collect());
    Arc::make_mut(store).push(group, 0)
}

impl Operation for Update {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        match &mut self.kept {
            // All rows are new.
            Kept::Appended(store) if self.flow == Flow::Blink => *store = Arc::default(),
            Kept::Appended(_) => {}
            Kept::Keyed(store) => store.forget(&change.removed, change.after.row_keys()),
        }
        self.compute(&change.after, &change.added.union(&change.modified))?;
        let after = self.publish(&change.after);
        let before = std::mem::replace(&mut self.result, after.clone());
        Ok(Some(Change {
            before,
            after,
            ..change.clone()
        }))
    }
}
