//! The rows of another table in an order of their own, with room between them.

use std::sync::Arc;

use arrow_array::ArrayRef;

use super::packed::Packed;
use super::radix::Radix;
use super::slot_block::BLOCK_ROWS;
use super::slots::{NO_ROW, place};
use super::{Column, RowSet};
use crate::error::Result;

/// The labels of a block.
pub(crate) const BLOCK_LABELS: u32 = BLOCK_ROWS as u32;

/// Which row of a source stands under each **label**, which is the row key in the new order.
///
/// Labels are given out sparsely, so that rows can come between others. Blocks of 128 labels hold only the rows that
/// are there: memory is that of the rows, whatever the distance of the labels. Clones share blocks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Permutation {
    blocks: Radix<LabelBlock>,
}

/// The rows under 128 adjacent labels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LabelBlock {
    /// A bit for each label that has a row.
    valid: u128,
    /// Those of the source, in the order of their labels.
    rows: Packed,
}

/// The labels before `place` of a block.
fn below(place: u32) -> u128 {
    1u128.checked_shl(place).map_or(u128::MAX, |bit| bit - 1)
}

impl LabelBlock {
    /// The rows `rows` under the labels whose bits are set, of which there are as many.
    pub fn new(valid: u128, rows: &[u64]) -> Self {
        debug_assert_eq!(valid.count_ones() as usize, rows.len());
        LabelBlock {
            valid,
            rows: Packed::new(rows),
        }
    }

    /// The same rows and one more, with `rank` others before it, under the labels whose bits are set now.
    pub fn with(&self, rank: usize, row: u64, valid: u128) -> Self {
        debug_assert_eq!(valid.count_ones() as usize, self.len() + 1);
        LabelBlock {
            valid,
            rows: self.rows.with(rank, row),
        }
    }

    pub fn len(&self) -> usize {
        self.valid.count_ones() as usize
    }

    /// A bit for each label that has a row.
    pub fn valid(&self) -> u128 {
        self.valid
    }

    /// The row that has `rank` others of the block before it.
    pub fn row(&self, rank: usize) -> u64 {
        self.rows.get(rank)
    }

    /// How many rows are the same from the first on, and from the last on, in two blocks.
    pub fn common(&self, other: &LabelBlock) -> (usize, usize) {
        self.rows.common(&other.rows)
    }

    /// The row under the label at this place of the block.
    pub fn at(&self, place: u32) -> Option<u64> {
        let rank = (self.valid & below(place)).count_ones() as usize;
        (self.valid >> place & 1 == 1).then(|| self.row(rank))
    }

    fn memory_size(&self) -> usize {
        size_of::<LabelBlock>() + self.rows.heap_size()
    }
}

impl Permutation {
    /// The rows of the labels from 128 · `number` on.
    pub fn block(&self, number: u64) -> Option<&LabelBlock> {
        self.blocks.get(number)
    }

    /// Puts rows under the labels from 128 · `number` on, or takes all of them away.
    pub fn set(&mut self, number: u64, block: Option<Arc<LabelBlock>>) {
        match block {
            Some(block) => self.blocks.set(number, block),
            None => self.blocks.remove(number),
        }
    }

    /// The row under a label.
    pub fn get(&self, label: u64) -> Option<u64> {
        let (number, place) = place(label);
        self.block(number)?.at(place as u32)
    }

    /// The rows under these labels, [`NO_ROW`] where there is none.
    pub fn rows(&self, labels: impl IntoIterator<Item = u64>) -> impl Iterator<Item = u64> {
        let mut current = (u64::MAX, None);
        labels.into_iter().map(move |label| {
            let (number, place) = place(label);
            if number != current.0 {
                current = (number, self.block(number));
            }
            let row = current.1.and_then(|block| block.at(place as u32));
            row.unwrap_or(NO_ROW)
        })
    }

    /// The bytes that the blocks hold.
    pub fn memory_size(&self) -> usize {
        self.blocks.things().into_iter().map(LabelBlock::memory_size).sum()
    }
}

/// A column of a source, seen in another order.
pub(crate) struct PermutedColumn {
    permutation: Permutation,
    source: Arc<dyn Column>,
}

impl PermutedColumn {
    pub fn new(permutation: Permutation, source: Arc<dyn Column>) -> Self {
        PermutedColumn { permutation, source }
    }
}

impl Column for PermutedColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let mut rows = Vec::with_capacity(keys.len() as usize);
        rows.extend(self.permutation.rows(keys.iter()));
        self.source.gather(&rows)
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let rows: Vec<u64> = self.permutation.rows(keys.iter().copied()).collect();
        self.source.gather(&rows)
    }

    /// What the source holds is the source's.
    fn memory_size(&self) -> usize {
        self.permutation.memory_size()
    }
}

#[cfg(test)]
mod tests;
