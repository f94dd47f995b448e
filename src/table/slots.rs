//! Values by row key that are changed one by one.

use std::ops::Range;

use arrow_array::builder::BooleanBufferBuilder;
use arrow_buffer::{BooleanBuffer, NullBuffer};

use super::RowSet;
use super::radix::Radix;

/// Rows of a block: what is copied when one row changes.
pub(super) const BLOCK_ROWS: u64 = 128;

/// Stands for no row in a list of row keys, which are less.
pub(crate) const NO_ROW: u64 = u64::MAX;

/// A value or null for each row key, in blocks that clones share.
///
/// A clone costs a reference count; then a change copies the block of its row, and what lies above, once. Memory is
/// that of the blocks in which there is any value.
#[derive(Clone, Debug)]
pub(crate) struct Slots<T> {
    blocks: Radix<Block<T>>,
}

#[derive(Clone, Debug)]
struct Block<T> {
    /// A bit for each row that has a value.
    valid: u128,
    values: [T; BLOCK_ROWS as usize],
}

/// The number of the block of a row, and the row's place there.
pub(super) fn place(key: u64) -> (u64, usize) {
    (key / BLOCK_ROWS, (key % BLOCK_ROWS) as usize)
}

/// The parts of ranges that lie in one block, as (block, places).
pub(super) fn pieces(keys: &RowSet) -> impl Iterator<Item = (u64, Range<usize>)> + '_ {
    keys.ranges().flat_map(|range| {
        let blocks = range.start / BLOCK_ROWS..(range.end - 1) / BLOCK_ROWS + 1;
        blocks.map(move |block| {
            let first = block * BLOCK_ROWS;
            let (from, to) = (range.start.max(first), range.end.min(first.saturating_add(BLOCK_ROWS)));
            (block, (from - first) as usize..(to - first) as usize)
        })
    })
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Slots {
            blocks: Radix::default(),
        }
    }
}

impl<T: Copy + Default> Slots<T> {
    pub fn get(&self, key: u64) -> Option<T> {
        let (block, row) = place(key);
        let block = self.blocks.get(block)?;
        (block.valid >> row & 1 == 1).then(|| block.values[row])
    }

    /// Gives rows values, or null. Costs least in the order of the keys.
    pub fn set(&mut self, rows: impl IntoIterator<Item = (u64, Option<T>)>) {
        let mut rows = rows.into_iter().peekable();
        while let Some(&(key, _)) = rows.peek() {
            let (number, _) = place(key);
            let block = self.blocks.entry(number, Block::empty);
            while let Some((key, value)) = rows.next_if(|(key, _)| place(*key).0 == number) {
                let (_, row) = place(key);
                match value {
                    Some(value) => {
                        block.values[row] = value;
                        block.valid |= 1 << row;
                    }
                    None => block.valid &= !(1 << row),
                }
            }
        }
    }

    /// Gives the rows `keys` these values, one for each; those for which `is_null` is true are null.
    pub fn write(&mut self, keys: &RowSet, mut values: &[T], is_null: impl Fn(&T) -> bool) {
        for (number, rows) in pieces(keys) {
            let Some((now, later)) = values.split_at_checked(rows.len()) else {
                return;
            };
            values = later;
            let block = self.blocks.entry(number, Block::empty);
            let all = u128::MAX >> (BLOCK_ROWS as usize - now.len());
            let valid = if now.iter().any(&is_null) {
                let bits = now.iter().rev().map(|value| u128::from(!is_null(value)));
                bits.fold(0, |valid, bit| valid << 1 | bit)
            } else {
                all
            };
            block.valid = block.valid & !(all << rows.start) | valid << rows.start;
            block.values[rows].copy_from_slice(now);
        }
    }

    /// Lets go of the blocks of rows that are gone, where no row of `rows` is left.
    pub fn forget(&mut self, gone: &RowSet, rows: &RowSet) {
        self.remove(&abandoned(gone, rows));
    }

    /// Lets go of the blocks of these numbers.
    pub(super) fn remove(&mut self, blocks: &[u64]) {
        blocks.iter().for_each(|block| self.blocks.remove(*block));
    }

    /// The values under `keys` in their order, with the default in the place of null.
    pub fn read(&self, keys: &RowSet) -> (Vec<T>, Option<NullBuffer>) {
        let mut read = Read::with_capacity(keys.len() as usize);
        for (block, rows) in pieces(keys) {
            match self.blocks.get(block) {
                Some(block) => read.extend(&block.values[rows.clone()], block.valid >> rows.start),
                None => read.nulls(rows.len()),
            }
        }
        read.finish()
    }

    /// The values under these keys, which may be in any order and twice there; null for [`NO_ROW`].
    pub fn gather(&self, keys: &[u64]) -> (Vec<T>, Option<NullBuffer>) {
        let mut read = Read::with_capacity(keys.len());
        let mut current = (u64::MAX, None);
        for key in keys {
            let (number, row) = place(*key);
            if number != current.0 {
                current = (number, self.blocks.get(number));
            }
            match current.1 {
                Some(block) if *key != NO_ROW => read.extend(&block.values[row..=row], block.valid >> row),
                _ => read.nulls(1),
            }
        }
        read.finish()
    }

    pub fn memory_size(&self) -> usize {
        self.blocks.things().len() * size_of::<Block<T>>()
    }
}

impl<T: Copy + Default> Block<T> {
    fn empty() -> Self {
        Block {
            valid: 0,
            values: [T::default(); BLOCK_ROWS as usize],
        }
    }
}

/// The numbers of the blocks in which rows have gone and none of `rows` is left.
pub(super) fn abandoned(gone: &RowSet, rows: &RowSet) -> Vec<u64> {
    let mut blocks: Vec<u64> = pieces(gone).map(|(block, _)| block).collect();
    blocks.dedup();
    blocks.retain(|block| {
        let first = block * BLOCK_ROWS;
        rows.intersection(&RowSet::from(first..first.saturating_add(BLOCK_ROWS)))
            .is_empty()
    });
    blocks
}

/// Values as they are read. The validity is written from the first null on.
struct Read<T> {
    values: Vec<T>,
    valid: Option<BooleanBufferBuilder>,
    capacity: usize,
}

impl<T: Copy + Default> Read<T> {
    fn with_capacity(capacity: usize) -> Self {
        Read {
            values: Vec::with_capacity(capacity),
            valid: None,
            capacity,
        }
    }

    /// Takes values and their validity, the lowest bits of `valid`.
    fn extend(&mut self, values: &[T], valid: u128) {
        let all = u128::MAX >> (BLOCK_ROWS as usize - values.len());
        if self.valid.is_some() || valid & all != all {
            self.validity()
                .append_packed_range(0..values.len(), &valid.to_le_bytes());
        }
        self.values.extend_from_slice(values);
    }

    fn nulls(&mut self, rows: usize) {
        self.validity().append_n(rows, false);
        self.values.resize(self.values.len() + rows, T::default());
    }

    fn validity(&mut self) -> &mut BooleanBufferBuilder {
        let (rows, capacity) = (self.values.len(), self.capacity);
        self.valid.get_or_insert_with(|| {
            let mut builder = BooleanBufferBuilder::new(capacity);
            builder.append_n(rows, true);
            builder
        })
    }

    fn finish(self) -> (Vec<T>, Option<NullBuffer>) {
        let nulls = self.valid.map(|mut valid| {
            let valid: BooleanBuffer = valid.finish();
            NullBuffer::new(valid)
        });
        (self.values, nulls)
    }
}
