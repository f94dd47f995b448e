//! Rows in the order of some of their columns.
//!
//! The result's row keys are **labels**, numbers below 2^40 that ascend with the order and leave room between
//! neighbours. The values stay where they are: the columns of the result are those of the input seen through a
//! [`Permutation`] from labels to the input's rows.
//!
//! - [`encode`] makes keys of values: numbers or bytes that compare as the values do.
//! - [`index`] keeps the rows by (key, row), so that a row is found by its key, and gives out labels.
//! - [`layout`] places the rows of a leaf of the index among the labels of a block, and [`numbers`] orders the blocks.

mod difference;
mod edits;
mod encode;
mod index;
mod keys;
mod layout;
mod numbers;
mod radix_sort;
mod runs;

use std::sync::Arc;

use arrow_schema::SchemaRef;

use self::difference::Difference;
use self::edits::{Edits, Sorted};
use self::encode::{Encode, Encoder};
use self::index::{Index, NUMBER_BITS};
use self::keys::{ByteKeys, KeyList};
use super::{Flow, Operation};
use crate::error::Result;
use crate::spec::SortColumn;
use crate::table::{Change, Column, Permutation, PermutedColumn, RowSet, Snapshot};

/// The rows of the input, the least first. Rows with equal keys are in the order of the input, in either direction.
struct Sort<K: KeyList> {
    encoder: Encoder,
    flow: Flow,
    index: Index<K>,
    /// In which half the first labels were taken; the next time it is the other one, so that no label is used in two
    /// successive cycles when all rows are new.
    upper: bool,
    result: Snapshot,
}

/// Sorts by at least one column.
pub(super) fn sort(input: &Snapshot, flow: Flow, columns: &[SortColumn]) -> Result<Box<dyn Operation>> {
    let encoder = Encoder::new(input.schema(), columns)?;
    Ok(if encoder.is_packed() {
        Box::new(Sort::<Vec<u64>>::new(input, flow, encoder, NUMBER_BITS)?)
    } else {
        Box::new(Sort::<ByteKeys>::new(input, flow, encoder, NUMBER_BITS)?)
    })
}

impl<K: KeyList + Encode> Sort<K> {
    fn new(input: &Snapshot, flow: Flow, encoder: Encoder, number_bits: u32) -> Result<Self> {
        let mut sort = Sort {
            encoder,
            flow: match flow {
                Flow::Still | Flow::Blink => flow,
                Flow::Append | Flow::Free => Flow::Free,
            },
            index: Index::new(number_bits),
            upper: false,
            result: Snapshot::empty(input.schema().clone()),
        };
        let rows = sort.begin(input)?;
        sort.result = sort.publish(input, rows);
        Ok(sort)
    }

    /// Takes all rows of the input anew; gives their labels.
    fn begin(&mut self, input: &Snapshot) -> Result<RowSet> {
        let keys = K::encode(&self.encoder, input, input.row_keys())?;
        let sorted = Sorted::new(keys, input.row_keys().iter().collect());
        self.index.fill(&sorted, self.upper)?;
        self.upper = !self.upper;
        Ok(self.index.labels())
    }

    fn publish(&self, input: &Snapshot, rows: RowSet) -> Snapshot {
        permuted(input.schema(), input, self.index.permutation(), rows)
    }

    /// What the change does to the rows, by their keys.
    fn edits(&self, change: &Change) -> Result<Edits<K>> {
        let gone = change.removed.union(&change.modified);
        let come = change.added.union(&change.modified);
        let old = K::encode(&self.encoder, &change.before, &gone)?;
        let new = K::encode(&self.encoder, &change.after, &come)?;
        let [mut removed, mut added, mut touched] = <[Sorted<K>; 3]>::default();
        let mut moved = Vec::new();
        let mut come = come.iter().enumerate().peekable();
        for (place, row) in gone.iter().enumerate() {
            while let Some((other, row)) = come.next_if(|(_, other)| *other < row) {
                added.push(new.key(other), row);
            }
            let key = old.key(place);
            match come.next_if(|(_, other)| *other == row) {
                Some((other, _)) if new.key(other) == key => touched.push(key, row),
                Some((other, _)) => {
                    moved.push(row);
                    removed.push(key, row);
                    added.push(new.key(other), row);
                }
                None => removed.push(key, row),
            }
        }
        for (other, row) in come {
            added.push(new.key(other), row);
        }
        Ok(Edits {
            removed: Sorted::new(removed.keys, removed.rows),
            added: Sorted::new(added.keys, added.rows),
            touched: Sorted::new(touched.keys, touched.rows),
            moved,
        })
    }
}

impl<K: KeyList + Encode> Operation for Sort<K> {
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
        // Nothing stays: sorting all rows is less work, and a blink table uses no label twice.
        let (rows, added, removed, modified) = if change.removed.len() == change.before.num_rows() {
            let rows = self.begin(&change.after)?;
            let modified = rows.intersection(old);
            (rows.clone(), rows.minus(old), old.minus(&rows), modified)
        } else {
            let earlier = self.index.permutation().clone();
            let edits = self.edits(change)?;
            self.index.apply(&edits)?;
            let (numbers, touched) = self.index.take_changed();
            let difference = Difference::new(&earlier, self.index.permutation(), &numbers, &touched, edits.moved);
            let rows = old.minus(&difference.removed).union(&difference.added);
            (rows, difference.added, difference.removed, difference.modified)
        };
        let after = self.publish(&change.after, rows);
        self.result = after.clone();
        let change = Change {
            added,
            removed,
            modified,
            before,
            after,
        };
        Ok(change.if_any())
    }
}

/// The columns of an input in another order.
fn permuted(schema: &SchemaRef, input: &Snapshot, permutation: &Permutation, rows: RowSet) -> Snapshot {
    let columns = (0..schema.fields().len()).filter_map(|index| input.column(index));
    let columns =
        columns.map(|column| -> Arc<dyn Column> { Arc::new(PermutedColumn::new(permutation.clone(), column.clone())) });
    Snapshot::new(schema.clone(), rows, columns.collect())
}

#[cfg(test)]
mod tests;
