//! Tables one after another.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, new_empty_array};
use arrow_schema::{DataType, SchemaRef};
use arrow_select::concat::concat;

use super::{Flow, Operation};
use crate::error::{Error, Result};
use crate::table::{Change, Column, RowSet, Snapshot};

/// The rows of all inputs, which have the same columns: each input has a range of row keys of its own, in which its
/// rows have their order. Inputs may be added at any time.
pub(crate) struct Merge {
    flow: Flow,
    /// Shared with the columns, so that a cycle copies one list.
    inputs: Arc<Vec<Snapshot>>,
    result: Snapshot,
}

/// The row keys of one input.
const KEYS: u64 = 1 << 40;

impl Merge {
    pub fn new(schema: &SchemaRef, inputs: Vec<Snapshot>, flow: Flow) -> Result<Self> {
        if let Some(other) = inputs.iter().find(|input| input.schema() != schema) {
            let names = |schema: &SchemaRef| {
                let fields = schema.fields().iter();
                fields
                    .map(|field| format!("{} {}", field.name(), field.data_type()))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            return Err(Error::invalid(format!(
                "tables of other columns cannot be merged: [{}] and [{}]",
                names(schema),
                names(other.schema())
            )));
        }
        let rows = inputs.iter().enumerate().fold(RowSet::empty(), |rows, (index, input)| {
            rows.union(&input.row_keys().shifted(KEYS * index as u64))
        });
        let inputs = Arc::new(inputs);
        let result = merged(schema, &inputs, rows);
        Ok(Merge { flow, inputs, result })
    }
}

fn merged(schema: &SchemaRef, inputs: &Arc<Vec<Snapshot>>, rows: RowSet) -> Snapshot {
    let column = |index: usize| {
        Arc::new(MergedColumn {
            inputs: inputs.clone(),
            index,
            data_type: schema.field(index).data_type().clone(),
        }) as Arc<dyn Column>
    };
    let columns = (0..schema.fields().len()).map(column).collect();
    Snapshot::new(schema.clone(), rows, columns)
}

impl Operation for Merge {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let schema = self.result.schema().clone();
        let parts = Arc::make_mut(&mut self.inputs);
        if parts.len() < inputs.len() {
            parts.resize(inputs.len(), Snapshot::empty(schema.clone()));
        }
        let [mut added, mut removed, mut modified] = [RowSet::empty(), RowSet::empty(), RowSet::empty()];
        for (index, change) in inputs.iter().enumerate() {
            let Some(change) = change else { continue };
            let shifted = |keys: &RowSet| keys.shifted(KEYS * index as u64);
            added = added.union(&shifted(&change.added));
            removed = removed.union(&shifted(&change.removed));
            modified = modified.union(&shifted(&change.modified));
            parts[index] = change.after.clone();
        }
        let before = self.result.clone();
        let rows = before.row_keys().minus(&removed).union(&added);
        let after = merged(&schema, &self.inputs, rows);
        self.result = after.clone();
        let change = Change {
            added,
            removed,
            modified,
            before,
            after,
        };
        Ok((!change.is_empty()).then_some(change))
    }
}

/// A column of each input, one after another.
struct MergedColumn {
    inputs: Arc<Vec<Snapshot>>,
    index: usize,
    data_type: DataType,
}

impl MergedColumn {
    fn part(&self, part: u64) -> Option<&Arc<dyn Column>> {
        self.inputs.get(part as usize)?.column(self.index)
    }
}

impl Column for MergedColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let mut pieces: Vec<ArrayRef> = Vec::new();
        let mut ranges = keys.ranges().peekable();
        while let Some(first) = ranges.peek() {
            let part = first.start / KEYS;
            let base = part * KEYS;
            let of_part = std::iter::from_fn(|| ranges.next_if(|range| range.start / KEYS == part));
            let keys = RowSet::from_ranges(of_part.map(|range| range.start - base..range.end - base));
            let column = self.part(part);
            let column = column.ok_or_else(|| Error::internal(format!("no merged table has row key {base}")))?;
            pieces.push(column.read(&keys)?);
        }
        match pieces.len() {
            0 => Ok(new_empty_array(&self.data_type)),
            1 => Ok(pieces.remove(0)),
            _ => {
                let pieces: Vec<&dyn Array> = pieces.iter().map(AsRef::as_ref).collect();
                Ok(concat(&pieces)?)
            }
        }
    }

    fn memory_size(&self) -> usize {
        let parts = self.inputs.iter().filter_map(|input| input.column(self.index));
        parts.map(|part| part.memory_size()).sum()
    }

    fn contiguous(&self, key: u64) -> u64 {
        let (part, base) = (key / KEYS, key / KEYS * KEYS);
        let end = self.part(part).map_or(KEYS, |part| part.contiguous(key - base));
        base + end.min(KEYS)
    }
}
