//! The values of a few adjacent rows, as they are kept.

use std::ops::Range;

use super::packed::Packed;

/// Rows of a block: what is copied when one row changes.
pub(super) const BLOCK_ROWS: u64 = 128;

/// The values of [`BLOCK_ROWS`] adjacent rows.
pub(crate) trait SlotBlock<T>: Clone {
    /// Without any value.
    fn empty() -> Self;

    /// A bit for each row that has a value.
    fn valid(&self) -> u128;

    /// The value of a row, or anything if it is null.
    fn value(&self, row: usize) -> T;

    /// Adds the values of some rows to `out`, anything for those that are null.
    fn extend(&self, rows: Range<usize>, out: &mut Vec<T>);

    /// Gives a row a value, or null, and returns what it had.
    fn set(&mut self, row: usize, value: Option<T>) -> Option<T>;

    /// Lets values and validity be changed; costs least for many rows at once.
    fn change(&mut self, change: impl FnOnce(&mut PlainBlock<T>));

    fn memory_size(&self) -> usize;
}

#[derive(Clone, Debug)]
pub(crate) struct PlainBlock<T> {
    pub valid: u128,
    pub values: [T; BLOCK_ROWS as usize],
}

impl<T: Copy + Default> SlotBlock<T> for PlainBlock<T> {
    fn empty() -> Self {
        PlainBlock {
            valid: 0,
            values: [T::default(); BLOCK_ROWS as usize],
        }
    }

    fn valid(&self) -> u128 {
        self.valid
    }

    #[inline]
    fn value(&self, row: usize) -> T {
        self.values[row]
    }

    fn extend(&self, rows: Range<usize>, out: &mut Vec<T>) {
        out.extend_from_slice(&self.values[rows]);
    }

    fn set(&mut self, row: usize, value: Option<T>) -> Option<T> {
        let old = (self.valid >> row & 1 == 1).then(|| self.values[row]);
        match value {
            Some(value) => {
                self.values[row] = value;
                self.valid |= 1 << row;
            }
            None => self.valid &= !(1 << row),
        }
        old
    }

    fn change(&mut self, change: impl FnOnce(&mut PlainBlock<T>)) {
        change(self);
    }

    fn memory_size(&self) -> usize {
        size_of::<Self>()
    }
}

/// Whole numbers, near each other most often.
#[derive(Clone, Debug)]
pub(crate) struct PackedBlock {
    valid: u128,
    /// One for each row; of null rows those that cost least. None if all rows are null.
    numbers: Packed,
}

/// A number of at most 64 bits.
pub(crate) trait Whole: Copy + Default {
    fn widened(self) -> u64;

    /// Undoes [`widened`](Self::widened).
    fn narrowed(number: u64) -> Self;
}

impl Whole for u64 {
    fn widened(self) -> u64 {
        self
    }

    fn narrowed(number: u64) -> Self {
        number
    }
}

impl Whole for u32 {
    fn widened(self) -> u64 {
        self.into()
    }

    fn narrowed(number: u64) -> Self {
        number as u32
    }
}

impl<T: Whole> SlotBlock<T> for PackedBlock {
    fn empty() -> Self {
        PackedBlock {
            valid: 0,
            numbers: Packed::new(&[]),
        }
    }

    fn valid(&self) -> u128 {
        self.valid
    }

    #[inline]
    fn value(&self, row: usize) -> T {
        T::narrowed(if self.valid == 0 { 0 } else { self.numbers.get(row) })
    }

    fn extend(&self, rows: Range<usize>, out: &mut Vec<T>) {
        if self.valid == 0 {
            out.resize(out.len() + rows.len(), T::default());
        } else {
            self.numbers.extend(rows, T::narrowed, out);
        }
    }

    fn set(&mut self, row: usize, value: Option<T>) -> Option<T> {
        let old = (self.valid >> row & 1 == 1).then(|| self.value(row));
        match value {
            None => self.valid &= !(1 << row),
            Some(value) if self.valid != 0 && self.numbers.set(row, value.widened()) => self.valid |= 1 << row,
            Some(_) => self.change(|block| {
                block.set(row, value);
            }),
        }
        old
    }

    fn change(&mut self, change: impl FnOnce(&mut PlainBlock<T>)) {
        let mut plain = PlainBlock::empty();
        if self.valid != 0 {
            plain.valid = self.valid;
            self.numbers.write(T::narrowed, &mut plain.values);
        }
        change(&mut plain);
        let PlainBlock { valid, values } = plain;
        let Some(any) = values.get(valid.trailing_zeros() as usize).copied() else {
            *self = <Self as SlotBlock<T>>::empty();
            return;
        };
        let mut numbers = values.map(T::widened);
        if valid != u128::MAX {
            let missing = numbers.iter_mut().enumerate().filter(|(row, _)| valid >> row & 1 == 0);
            missing.for_each(|(_, number)| *number = any.widened());
        }
        let numbers = Packed::new(&numbers);
        *self = PackedBlock { valid, numbers };
    }

    fn memory_size(&self) -> usize {
        size_of::<Self>() + self.numbers.heap_size()
    }
}
