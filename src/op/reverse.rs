//! Rows from the last to the first.

use std::sync::Arc;

use arrow_array::{ArrayRef, UInt32Array};
use arrow_select::take::take;

use super::{Flow, Operation};
use crate::error::Result;
use crate::table::{Change, Column, NO_ROW, RowSet, Snapshot};

/// The rows of the input under keys that are their distances from a largest key.
pub(crate) struct Reverse {
    flow: Flow,
    /// At least the largest key of the input.
    top: u64,
    result: Snapshot,
}

/// The largest key of most tables.
const TOP: u64 = (1 << 40) - 1;

/// A largest key with room above: one less than a power of two.
fn top_of(rows: &RowSet) -> u64 {
    let last = rows.last().unwrap_or(0);
    if last <= TOP / 2 {
        return TOP;
    }
    // Row keys are less than 2^64 - 1.
    last.saturating_mul(4)
        .checked_next_power_of_two()
        .map_or(NO_ROW - 1, |top| top - 1)
}

impl Reverse {
    pub fn new(input: &Snapshot, flow: Flow) -> Self {
        let top = top_of(input.row_keys());
        Reverse {
            flow: if flow == Flow::Append { Flow::Free } else { flow },
            top,
            result: reversed(input, top, mirrored(input.row_keys(), top)),
        }
    }
}

/// Each key as its distance from `top`.
fn mirrored(rows: &RowSet, top: u64) -> RowSet {
    let ranges: Vec<_> = rows.ranges().collect();
    let mirrored = ranges.into_iter().rev();
    RowSet::from_ranges(mirrored.map(|range| top + 1 - range.end..top + 1 - range.start))
}

fn reversed(input: &Snapshot, top: u64, rows: RowSet) -> Snapshot {
    let columns = (0..input.schema().fields().len()).filter_map(|index| input.column(index));
    let columns = columns.map(|source| -> Arc<dyn Column> {
        let source = source.clone();
        Arc::new(ReversedColumn { source, top })
    });
    Snapshot::new(input.schema().clone(), rows, columns.collect())
}

impl Operation for Reverse {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let before = self.result.clone();
        let old = before.row_keys();
        let rows = change.after.row_keys();
        let change = if rows.last().is_some_and(|last| last > self.top) {
            // All rows get other keys, which happens once for every two bits of the largest one.
            self.top = top_of(rows);
            let rows = mirrored(rows, self.top);
            self.result = reversed(&change.after, self.top, rows.clone());
            Change {
                added: rows.minus(old),
                removed: old.minus(&rows),
                modified: rows.intersection(old),
                before,
                after: self.result.clone(),
            }
        } else {
            let [added, removed, modified] =
                [&change.added, &change.removed, &change.modified].map(|keys| mirrored(keys, self.top));
            self.result = reversed(&change.after, self.top, old.minus(&removed).union(&added));
            Change {
                added,
                removed,
                modified,
                before,
                after: self.result.clone(),
            }
        };
        Ok(change.if_any())
    }
}

/// A column of a source from the last row to the first.
struct ReversedColumn {
    source: Arc<dyn Column>,
    top: u64,
}

impl Column for ReversedColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let values = self.source.read(&mirrored(keys, self.top))?;
        let positions: UInt32Array = (0..values.len() as u32).rev().collect();
        Ok(take(&values, &positions, None)?)
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let mirrored = |key: &u64| if *key == NO_ROW { NO_ROW } else { self.top - key };
        self.source.gather(&keys.iter().map(mirrored).collect::<Vec<u64>>())
    }

    fn memory_size(&self) -> usize {
        self.source.memory_size()
    }
}
