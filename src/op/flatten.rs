//! Rows under keys that are their positions.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::ArrayRef;

use super::{Flow, Operation};
use crate::error::Result;
use crate::table::{Change, Column, NO_ROW, RowSet, Snapshot};

/// The rows of the input in their order, under the keys 0, 1, 2 …
///
/// A row that comes or goes changes the positions of all behind it, which are told of as modified: that is a range and
/// costs nothing here, but what follows has to look at every row of it. An input whose keys are positions already, as
/// those of append tables and of tables made from values are, costs nothing at all. The rows of a blink table keep their
/// keys, which are used only once, as what follows relies on.
pub(crate) struct Flatten {
    flow: Flow,
    result: Snapshot,
}

impl Flatten {
    pub fn new(input: &Snapshot, flow: Flow) -> Self {
        Flatten {
            flow,
            result: flat(input, flow),
        }
    }
}

fn flat(input: &Snapshot, flow: Flow) -> Snapshot {
    let (keys, rows) = (input.row_keys(), RowSet::from(0..input.num_rows()));
    if flow == Flow::Blink || *keys == rows {
        return input.clone();
    }
    let columns = (0..input.schema().fields().len()).filter_map(|index| input.column(index));
    let columns = columns.map(|source| -> Arc<dyn Column> {
        Arc::new(FlatColumn {
            source: source.clone(),
            keys: keys.clone(),
        })
    });
    Snapshot::new(input.schema().clone(), rows, columns.collect())
}

impl Operation for Flatten {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let before = std::mem::replace(&mut self.result, flat(&change.after, self.flow));
        let after = self.result.clone();
        if self.flow == Flow::Blink {
            let change = Change {
                before,
                after,
                ..change.clone()
            };
            return Ok(Some(change));
        }
        let (old, new) = (before.num_rows(), after.num_rows());
        let stay = RowSet::from(0..old.min(new));
        let modified = RowSet::from_ranges(moved(change).into_iter()).union(&positions(change));
        let change = Change {
            added: RowSet::from(old..new.max(old)),
            removed: RowSet::from(new..old.max(new)),
            modified: modified.intersection(&stay),
            before,
            after,
        };
        Ok(change.if_any())
    }
}

/// The positions of rows that hold something else.
fn positions(change: &Change) -> RowSet {
    let rows = change.after.row_keys();
    let position = |key| rows.position_of(key);
    let positions = change.modified.ranges().filter_map(|range| {
        let first = position(range.start)?;
        Some(first..first + (range.end - range.start))
    });
    // Adjacent keys have adjacent positions, and so may the ranges.
    let mut joined: Vec<Range<u64>> = Vec::new();
    positions.for_each(|range| push(&mut joined, range));
    RowSet::from_ranges(joined.into_iter())
}

/// Adds a range behind others, as one with the last where it goes on.
fn push(ranges: &mut Vec<Range<u64>>, range: Range<u64>) {
    match ranges.last_mut() {
        _ if range.is_empty() => {}
        Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
        _ => ranges.push(range),
    }
}

/// The positions, in ascending order, at which there is another row than before.
fn moved(change: &Change) -> Vec<Range<u64>> {
    let (before, after) = (change.before.row_keys(), change.after.row_keys());
    let mut edges: Vec<(u64, i64)> = Vec::new();
    edges.extend(
        change
            .removed
            .ranges()
            .map(|range| (range.start, -((range.end - range.start) as i64))),
    );
    edges.extend(
        change
            .added
            .ranges()
            .map(|range| (range.start, (range.end - range.start) as i64)),
    );
    edges.sort_unstable();
    let end = before.len().max(after.len());
    // How many rows there are before a key that is in one of the sets at least.
    let at = |key: u64| {
        before
            .position_of(key)
            .or_else(|| after.position_of(key))
            .unwrap_or(end)
    };
    let mut moved = Vec::new();
    // The sum of what was added and removed so far, and where it became other than zero.
    let (mut shift, mut from) = (0i64, None);
    for (key, rows) in edges {
        let begin = *from.get_or_insert_with(|| at(key));
        shift += rows;
        if shift == 0 {
            // The rows behind are where they were.
            let last = key + rows.unsigned_abs() - 1;
            let until = if rows > 0 {
                after.position_of(last)
            } else {
                before.position_of(last)
            };
            push(&mut moved, begin..until.map_or(end, |until| until + 1));
            from = None;
        }
    }
    if let Some(begin) = from {
        push(&mut moved, begin..end);
    }
    moved
}

/// A column of a source by position.
struct FlatColumn {
    source: Arc<dyn Column>,
    keys: RowSet,
}

impl Column for FlatColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let mut ranges = keys.ranges();
        let first = ranges.next().unwrap_or(0..0);
        let mut rows = self.keys.slice(first);
        for range in ranges {
            rows = rows.union(&self.keys.slice(range));
        }
        self.source.read(&rows)
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let row = |key: &u64| self.keys.key_at(*key).unwrap_or(NO_ROW);
        self.source.gather(&keys.iter().map(row).collect::<Vec<u64>>())
    }

    fn memory_size(&self) -> usize {
        self.source.memory_size()
    }
}
