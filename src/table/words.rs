//! Columns of 64 bits by row key that are changed together.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, make_array};
use arrow_buffer::{Buffer, NullBuffer};
use arrow_data::ArrayDataBuilder;
use arrow_schema::DataType;

use super::radix::Radix;
use super::slots::{NO_ROW, Read, abandoned, pieces};
use super::{Column, RowSet};
use crate::error::Result;

/// Rows of a block, all columns of which are copied when one row changes.
const ROWS: u64 = 64;

/// Values of 64 bits, or null, of some columns for each row key, in blocks that clones share.
#[derive(Clone)]
pub(super) struct Words {
    blocks: Radix<Block>,
    columns: usize,
}

/// For each column a word with a bit for each row that has a value, and the values.
type Block = Box<[u64]>;

/// What a block has of a column.
const COLUMN_WORDS: usize = 1 + ROWS as usize;

/// Values that a column is given.
pub(super) struct NewWords {
    words: Buffer,
    nulls: Option<NullBuffer>,
    is_double: bool,
}

/// Whether [`Words`] can hold values of this type.
pub(super) fn is_word(data_type: &DataType) -> bool {
    data_type.primitive_width() == Some(size_of::<u64>()) && !matches!(data_type, DataType::Interval(_))
}

impl NewWords {
    /// The values of an array of such a type.
    pub fn new(values: &ArrayRef) -> Self {
        let data = values.to_data();
        NewWords {
            words: data.buffers()[0].slice_with_length(data.offset() * size_of::<u64>(), data.len() * size_of::<u64>()),
            nulls: values.nulls().filter(|nulls| nulls.null_count() > 0).cloned(),
            is_double: *values.data_type() == DataType::Float64,
        }
    }

    /// Whether two values are other ones; all NaNs are the same.
    fn differ(&self, left: u64, right: u64) -> bool {
        let is_nan = |word| f64::from_bits(word).is_nan();
        left != right && !(self.is_double && is_nan(left) && is_nan(right))
    }
}

impl Words {
    pub fn new(columns: usize) -> Self {
        Words {
            blocks: Radix::default(),
            columns,
        }
    }

    /// Gives the rows `keys` these values, a column each, and marks in `changed`, if there is room, the rows that were
    /// something else before.
    pub fn replace(&mut self, keys: &[u64], columns: &[NewWords], changed: &mut [bool]) {
        let mut start = 0;
        for keys in keys.chunk_by(|left, right| left / ROWS == right / ROWS) {
            let columns_words = self.columns * COLUMN_WORDS;
            let block = self
                .blocks
                .entry(keys[0] / ROWS, || vec![0; columns_words].into_boxed_slice());
            for (column, part) in columns.iter().zip(block.chunks_exact_mut(COLUMN_WORDS)) {
                let new = &column.words.typed_data::<u64>()[start..start + keys.len()];
                let Some((valid, words)) = part.split_first_mut() else {
                    continue;
                };
                for (row, (key, new)) in keys.iter().zip(new).enumerate() {
                    let place = key % ROWS;
                    let word = &mut words[place as usize];
                    let is_valid = column.nulls.as_ref().is_none_or(|nulls| nulls.is_valid(start + row));
                    if let Some(changed) = changed.get_mut(start + row) {
                        let was_valid = *valid >> place & 1 == 1;
                        *changed |= was_valid != is_valid || is_valid && column.differ(*word, *new);
                    }
                    *word = *new;
                    *valid = *valid & !(1 << place) | u64::from(is_valid) << place;
                }
            }
            start += keys.len();
        }
    }

    /// The values of all columns, which have these types, under ascending keys; null for rows that have none.
    pub fn gather<'a>(&self, keys: &[u64], types: impl Iterator<Item = &'a DataType>) -> Result<Vec<ArrayRef>> {
        let mut columns: Vec<Read<u64>> = (0..self.columns).map(|_| Read::with_capacity(keys.len())).collect();
        for keys in keys.chunk_by(|left, right| left / ROWS == right / ROWS) {
            let Some(block) = self.blocks.get(keys[0] / ROWS) else {
                columns.iter_mut().for_each(|column| column.nulls(keys.len()));
                continue;
            };
            for (column, part) in columns.iter_mut().zip(block.chunks_exact(COLUMN_WORDS)) {
                let Some((valid, words)) = part.split_first() else {
                    continue;
                };
                let rows = keys.iter().map(|key| key % ROWS);
                if *valid == u64::MAX {
                    column.validity_of(keys.len(), u128::MAX);
                    column.values.extend(rows.map(|row| words[row as usize]));
                    continue;
                }
                for row in rows {
                    column.validity_of(1, u128::from(valid >> row));
                    column.values.push(words[row as usize]);
                }
            }
        }
        columns
            .into_iter()
            .zip(types)
            .map(|(read, data_type)| array(read, data_type))
            .collect()
    }

    /// The column at `index` as it is now, with values of this type.
    pub fn column(&self, index: usize, data_type: &DataType) -> Arc<dyn Column> {
        Arc::new(WordColumn {
            words: self.clone(),
            index,
            data_type: data_type.clone(),
        })
    }

    /// Lets go of the blocks of rows that are gone, where no row of `rows` is left.
    pub fn forget(&mut self, gone: &RowSet, rows: &RowSet) {
        let blocks = abandoned(gone, rows, ROWS);
        blocks.into_iter().for_each(|block| self.blocks.remove(block));
    }
}

/// One of the columns.
struct WordColumn {
    words: Words,
    index: usize,
    data_type: DataType,
}

impl WordColumn {
    /// The validity and the values of a block.
    fn part(&self, number: u64) -> Option<(u64, &[u64])> {
        let block = self.words.blocks.get(number)?;
        let (valid, words) = block.chunks_exact(COLUMN_WORDS).nth(self.index)?.split_first()?;
        Some((*valid, words))
    }
}

fn array(read: Read<u64>, data_type: &DataType) -> Result<ArrayRef> {
    let (values, nulls) = read.finish();
    let data = ArrayDataBuilder::new(data_type.clone())
        .len(values.len())
        .add_buffer(Buffer::from_vec(values))
        .nulls(nulls);
    Ok(make_array(data.build()?))
}

impl Column for WordColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let mut read = Read::with_capacity(keys.len() as usize);
        for (block, rows) in pieces(keys, ROWS) {
            match self.part(block) {
                Some((valid, words)) => {
                    read.validity_of(rows.len(), u128::from(valid >> rows.start));
                    read.values.extend_from_slice(&words[rows]);
                }
                None => read.nulls(rows.len()),
            }
        }
        array(read, &self.data_type)
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let mut read = Read::with_capacity(keys.len());
        let mut current = (u64::MAX, None);
        for key in keys {
            let (number, row) = (key / ROWS, key % ROWS);
            if number != current.0 {
                current = (number, self.part(number));
            }
            match current.1 {
                Some((valid, words)) if *key != NO_ROW => {
                    read.validity_of(1, u128::from(valid >> row));
                    read.values.push(words[row as usize]);
                }
                _ => read.nulls(1),
            }
        }
        array(read, &self.data_type)
    }

    fn memory_size(&self) -> usize {
        self.words.blocks.things().len() * COLUMN_WORDS * size_of::<u64>()
    }
}
