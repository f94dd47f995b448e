//! Values by row key that are changed one by one.

use std::marker::PhantomData;
use std::ops::Range;

use arrow_array::builder::BooleanBufferBuilder;
use arrow_buffer::{BooleanBuffer, NullBuffer};

use super::RowSet;
use super::radix::Radix;
use super::slot_block::{BLOCK_ROWS, PackedBlock, PlainBlock, SlotBlock};

/// Stands for no row in a list of row keys, which are less.
pub(crate) const NO_ROW: u64 = u64::MAX;

/// A whole number or null for each row key, in as little memory as the numbers of a block need.
pub(crate) type Slots<T> = SlotMap<T, PackedBlock>;

/// A value of any size or null for each row key.
pub(super) type PlainSlots<T> = SlotMap<T, PlainBlock<T>>;

/// A value or null for each row key, in blocks that clones share.
///
/// A clone costs a reference count; then a change copies the block of its row, and what lies above, once. Memory is
/// that of the blocks in which there is any value.
#[derive(Clone, Debug)]
pub(crate) struct SlotMap<T, B> {
    blocks: Radix<B>,
    values: PhantomData<fn() -> T>,
}

/// The number of the block of a row, and the row's place there.
pub(super) fn place(key: u64) -> (u64, usize) {
    (key / BLOCK_ROWS, (key % BLOCK_ROWS) as usize)
}

/// The parts of ranges that lie in one block of so many rows, as (block, places).
pub(super) fn pieces(keys: &RowSet, block_rows: u64) -> impl Iterator<Item = (u64, Range<usize>)> + '_ {
    keys.ranges().flat_map(move |range| {
        let blocks = range.start / block_rows..(range.end - 1) / block_rows + 1;
        blocks.map(move |block| {
            let first = block * block_rows;
            let (from, to) = (range.start.max(first), range.end.min(first.saturating_add(block_rows)));
            (block, (from - first) as usize..(to - first) as usize)
        })
    })
}

impl<T, B> Default for SlotMap<T, B> {
    fn default() -> Self {
        SlotMap {
            blocks: Radix::default(),
            values: PhantomData,
        }
    }
}

impl<T: Copy + Default, B: SlotBlock<T>> SlotMap<T, B> {
    pub fn get(&self, key: u64) -> Option<T> {
        let (block, row) = place(key);
        let block = self.blocks.get(block)?;
        (block.valid() >> row & 1 == 1).then(|| block.value(row))
    }

    /// Gives rows values, or null. Costs least in the order of the keys.
    pub fn set(&mut self, rows: impl IntoIterator<Item = (u64, Option<T>)>) {
        self.replace(rows, |_, _| {});
    }

    /// The same, and calls `each` with the old and the new value of every row.
    pub fn replace(
        &mut self,
        rows: impl IntoIterator<Item = (u64, Option<T>)>,
        mut each: impl FnMut(Option<T>, Option<T>),
    ) {
        let mut rows = rows.into_iter().peekable();
        while let Some((key, value)) = rows.next() {
            let (number, row) = place(key);
            let block = self.blocks.entry(number, B::empty);
            let is_next = |(key, _): &(u64, Option<T>)| place(*key).0 == number;
            if !rows.peek().is_some_and(is_next) {
                each(block.set(row, value), value);
                continue;
            }
            block.change(|block| {
                each(block.set(row, value), value);
                while let Some((key, value)) = rows.next_if(is_next) {
                    each(block.set(place(key).1, value), value);
                }
            });
        }
    }

    /// Gives the rows `keys` these values, one for each; those for which `is_null` is true are null.
    pub fn write(&mut self, keys: &RowSet, mut values: &[T], is_null: impl Fn(&T) -> bool) {
        for (number, rows) in pieces(keys, BLOCK_ROWS) {
            let Some((now, later)) = values.split_at_checked(rows.len()) else {
                return;
            };
            values = later;
            let all = u128::MAX >> (BLOCK_ROWS as usize - now.len());
            let valid = if now.iter().any(&is_null) {
                let bits = now.iter().rev().map(|value| u128::from(!is_null(value)));
                bits.fold(0, |valid, bit| valid << 1 | bit)
            } else {
                all
            };
            self.blocks.entry(number, B::empty).change(|block| {
                block.valid = block.valid & !(all << rows.start) | valid << rows.start;
                block.values[rows].copy_from_slice(now);
            });
        }
    }

    /// Lets go of the blocks of rows that are gone, where no row of `rows` is left.
    pub fn forget(&mut self, gone: &RowSet, rows: &RowSet) {
        self.remove(&abandoned(gone, rows, BLOCK_ROWS));
    }

    /// Lets go of the blocks of these numbers.
    pub(super) fn remove(&mut self, blocks: &[u64]) {
        blocks.iter().for_each(|block| self.blocks.remove(*block));
    }

    /// The values under `keys` in their order, with the default in the place of null.
    pub fn read(&self, keys: &RowSet) -> (Vec<T>, Option<NullBuffer>) {
        let mut read = Read::with_capacity(keys.len() as usize);
        for (block, rows) in pieces(keys, BLOCK_ROWS) {
            match self.blocks.get(block) {
                Some(block) => {
                    read.validity_of(rows.len(), block.valid() >> rows.start);
                    block.extend(rows, &mut read.values);
                }
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
                Some(block) if *key != NO_ROW => {
                    read.validity_of(1, block.valid() >> row);
                    read.values.push(block.value(row));
                }
                _ => read.nulls(1),
            }
        }
        read.finish()
    }

    pub fn memory_size(&self) -> usize {
        self.blocks.things().into_iter().map(B::memory_size).sum()
    }
}

/// The numbers of the blocks of so many rows in which rows have gone and none of `rows` is left.
pub(super) fn abandoned(gone: &RowSet, rows: &RowSet, block_rows: u64) -> Vec<u64> {
    let mut blocks: Vec<u64> = pieces(gone, block_rows).map(|(block, _)| block).collect();
    blocks.dedup();
    blocks.retain(|block| {
        let first = block * block_rows;
        rows.intersection(&RowSet::from(first..first.saturating_add(block_rows)))
            .is_empty()
    });
    blocks
}

/// Values as they are read. The validity is written from the first null on.
pub(super) struct Read<T> {
    pub values: Vec<T>,
    valid: Option<BooleanBufferBuilder>,
    capacity: usize,
}

impl<T: Copy + Default> Read<T> {
    pub fn with_capacity(capacity: usize) -> Self {
        Read {
            values: Vec::with_capacity(capacity),
            valid: None,
            capacity,
        }
    }

    /// Takes the validity of the next rows, whose values follow: the lowest bits of `valid`.
    pub fn validity_of(&mut self, rows: usize, valid: u128) {
        let all = u128::MAX >> (BLOCK_ROWS as usize - rows);
        if self.valid.is_some() || valid & all != all {
            self.validity().append_packed_range(0..rows, &valid.to_le_bytes());
        }
    }

    pub fn nulls(&mut self, rows: usize) {
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

    pub fn finish(self) -> (Vec<T>, Option<NullBuffer>) {
        let nulls = self.valid.map(|mut valid| {
            let valid: BooleanBuffer = valid.finish();
            NullBuffer::new(valid)
        });
        (self.values, nulls)
    }
}
