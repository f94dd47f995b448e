//! Rows whose values are changed in place, while snapshots keep what they have seen.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::ArrowPrimitiveType;
use arrow_array::{
    Array, ArrayRef, ArrowNativeTypeOp, BooleanArray, PrimitiveArray, downcast_primitive, new_null_array,
};
use arrow_row::{RowConverter, SortField};
use arrow_schema::DataType;
use arrow_select::concat::concat;
use arrow_select::interleave::interleave;

use super::radix::Radix;
use super::slot_block::BLOCK_ROWS;
use super::slots::{NO_ROW, PlainSlots, abandoned, pieces, place};
use super::words::{NewWords, Words, is_word};
use super::{Column, RowSet};
use crate::error::{Error, Result};

/// Columns of values by row key, which can be changed. What was read before stays as it was.
///
/// A change costs the copy of a block of rows for each block that it touches; numbers of 64 bits share theirs.
pub(crate) struct KeyedStore {
    columns: Vec<Place>,
    words: Words,
}

/// Where a column is.
enum Place {
    /// The next one of the words.
    Words(DataType),
    Own(Box<dyn KeyedColumn>),
}

impl KeyedStore {
    /// Columns of these types without any row.
    pub fn new<'a>(types: impl IntoIterator<Item = &'a DataType>) -> Self {
        let place = |data_type: &DataType| match is_word(data_type) {
            true => Place::Words(data_type.clone()),
            false => Place::Own(keyed_column(data_type)),
        };
        let columns: Vec<Place> = types.into_iter().map(place).collect();
        let words = columns.iter().filter(|place| matches!(place, Place::Words(_))).count();
        KeyedStore {
            columns,
            words: Words::new(words),
        }
    }

    /// Sets the rows `keys` to the values in `columns`. Costs least in the order of the keys; no key is twice there.
    pub fn set(&mut self, keys: &[u64], columns: &[ArrayRef]) -> Result<()> {
        self.replace(keys, columns, &mut [])
    }

    /// The same, and marks in `changed`, of which there is one for each key or none, the rows that were something else
    /// before. All NaNs are the same.
    pub fn replace(&mut self, keys: &[u64], columns: &[ArrayRef], changed: &mut [bool]) -> Result<()> {
        let mut words = Vec::with_capacity(columns.len());
        for (place, values) in self.columns.iter_mut().zip(columns) {
            if values.len() != keys.len() {
                return Err(Error::internal("values and row keys of a store differ in number"));
            }
            match place {
                Place::Words(_) if is_word(values.data_type()) => words.push(NewWords::new(values)),
                Place::Words(data_type) => return Err(unlike(data_type, values)),
                Place::Own(column) => column.replace(keys, values, changed)?,
            }
        }
        if !words.is_empty() {
            self.words.replace(keys, &words, changed);
        }
        Ok(())
    }

    /// The same, and gives the keys of the rows that were something else before.
    pub fn update(&mut self, keys: &[u64], columns: &[ArrayRef]) -> Result<Vec<u64>> {
        let mut changed = vec![false; keys.len()];
        self.replace(keys, columns, &mut changed)?;
        let changed = keys.iter().zip(changed).filter(|(_, changed)| *changed);
        Ok(changed.map(|(key, _)| *key).collect())
    }

    /// The values under these keys, which ascend, a column each; null for rows that have none.
    pub fn gather(&self, keys: &[u64]) -> Result<Vec<ArrayRef>> {
        let types = self.columns.iter().filter_map(|place| match place {
            Place::Words(data_type) => Some(data_type),
            Place::Own(_) => None,
        });
        let mut words = self.words.gather(keys, types)?.into_iter();
        let column = |place: &Place| match place {
            Place::Words(_) => words
                .next()
                .ok_or_else(|| Error::internal("a store without its column")),
            Place::Own(column) => column.snapshot().gather(keys),
        };
        self.columns.iter().map(column).collect()
    }

    /// Lets go of the memory of rows that are gone, where none of `rows`, those that are left, is near.
    pub fn forget(&mut self, gone: &RowSet, rows: &RowSet) {
        self.words.forget(gone, rows);
        let blocks = abandoned(gone, rows, BLOCK_ROWS);
        for place in &mut self.columns {
            if let Place::Own(column) = place {
                column.forget(&blocks);
            }
        }
    }

    /// The columns as they are now.
    pub fn columns(&self) -> impl Iterator<Item = Arc<dyn Column>> + '_ {
        let mut next = 0..;
        self.columns.iter().filter_map(move |place| match place {
            Place::Words(data_type) => Some(self.words.column(next.next()?, data_type)),
            Place::Own(column) => Some(column.snapshot()),
        })
    }
}

/// A column of a [`KeyedStore`] that has its own blocks.
trait KeyedColumn: Send {
    fn replace(&mut self, keys: &[u64], values: &ArrayRef, changed: &mut [bool]) -> Result<()>;

    fn forget(&mut self, blocks: &[u64]);

    fn snapshot(&self) -> Arc<dyn Column>;
}

fn keyed_column(data_type: &DataType) -> Box<dyn KeyedColumn> {
    macro_rules! numbers {
        ($primitive:ty) => {
            Box::new(Numbers::<$primitive> {
                data_type: data_type.clone(),
                slots: PlainSlots::default(),
            })
        };
    }
    downcast_primitive! {
        data_type => (numbers),
        DataType::Boolean => Box::new(Booleans::default()),
        _ => Box::new(Objects { data_type: data_type.clone(), blocks: Radix::default() }),
    }
}

/// Values of fixed size.
struct Numbers<P: ArrowPrimitiveType> {
    /// With its time zone or precision.
    data_type: DataType,
    slots: PlainSlots<P::Native>,
}

impl<P: ArrowPrimitiveType> KeyedColumn for Numbers<P> {
    fn replace(&mut self, keys: &[u64], values: &ArrayRef, changed: &mut [bool]) -> Result<()> {
        let values = values
            .as_primitive_opt::<P>()
            .ok_or_else(|| unlike(&self.data_type, values))?;
        let mut changed = changed.iter_mut();
        let rows = keys.iter().copied().zip(values.iter());
        self.slots.replace(rows, |old, new| {
            if let Some(changed) = changed.next() {
                *changed |= match (old, new) {
                    (Some(old), Some(new)) => !is_same(old, new),
                    (old, new) => old.is_some() != new.is_some(),
                };
            }
        });
        Ok(())
    }

    fn forget(&mut self, blocks: &[u64]) {
        self.slots.remove(blocks);
    }

    fn snapshot(&self) -> Arc<dyn Column> {
        Arc::new(Numbers::<P> {
            data_type: self.data_type.clone(),
            slots: self.slots.clone(),
        })
    }
}

impl<P: ArrowPrimitiveType> Column for Numbers<P> {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let (values, nulls) = self.slots.read(keys);
        let values = PrimitiveArray::<P>::new(values.into(), nulls);
        Ok(Arc::new(values.with_data_type(self.data_type.clone())))
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let (values, nulls) = self.slots.gather(keys);
        let values = PrimitiveArray::<P>::new(values.into(), nulls);
        Ok(Arc::new(values.with_data_type(self.data_type.clone())))
    }

    fn memory_size(&self) -> usize {
        self.slots.memory_size()
    }
}

#[derive(Clone, Default)]
struct Booleans(PlainSlots<bool>);

impl KeyedColumn for Booleans {
    fn replace(&mut self, keys: &[u64], values: &ArrayRef, changed: &mut [bool]) -> Result<()> {
        let values = values
            .as_boolean_opt()
            .ok_or_else(|| unlike(&DataType::Boolean, values))?;
        let mut changed = changed.iter_mut();
        self.0.replace(keys.iter().copied().zip(values.iter()), |old, new| {
            if let Some(changed) = changed.next() {
                *changed |= old != new;
            }
        });
        Ok(())
    }

    fn forget(&mut self, blocks: &[u64]) {
        self.0.remove(blocks);
    }

    fn snapshot(&self) -> Arc<dyn Column> {
        Arc::new(self.clone())
    }
}

impl Column for Booleans {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let (values, nulls) = self.0.read(keys);
        Ok(Arc::new(BooleanArray::new(values.into(), nulls)))
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let (values, nulls) = self.0.gather(keys);
        Ok(Arc::new(BooleanArray::new(values.into(), nulls)))
    }

    fn memory_size(&self) -> usize {
        self.0.memory_size()
    }
}

/// Values of any type, in arrays of a block's rows.
#[derive(Clone)]
struct Objects {
    data_type: DataType,
    blocks: Radix<ArrayRef>,
}

impl Objects {
    fn no_values(&self) -> ArrayRef {
        new_null_array(&self.data_type, BLOCK_ROWS as usize)
    }
}

impl KeyedColumn for Objects {
    fn replace(&mut self, keys: &[u64], values: &ArrayRef, changed: &mut [bool]) -> Result<()> {
        if *values.data_type() != self.data_type {
            return Err(unlike(&self.data_type, values));
        }
        if !changed.is_empty() {
            let converter = RowConverter::new(vec![SortField::new(self.data_type.clone())])?;
            let old = converter.convert_columns(&[self.gather(keys)?])?;
            let new = converter.convert_columns(std::slice::from_ref(values))?;
            for ((old, new), changed) in old.iter().zip(&new).zip(changed) {
                *changed |= old != new;
            }
        }
        let mut from = 0;
        while from < keys.len() {
            let (number, _) = place(keys[from]);
            let until = from + keys[from..].iter().take_while(|key| place(**key).0 == number).count();
            // Without an old block every row that is not set is null.
            let old = self.blocks.get(number).cloned().unwrap_or_else(|| self.no_values());
            let mut picks: [(usize, usize); BLOCK_ROWS as usize] = std::array::from_fn(|row| (0, row));
            for (row, key) in (from..until).zip(&keys[from..until]) {
                picks[place(*key).1] = (1, row);
            }
            let block = interleave(&[&*old, &**values], &picks)?;
            *self.blocks.entry(number, || old) = block;
            from = until;
        }
        Ok(())
    }

    fn forget(&mut self, blocks: &[u64]) {
        blocks.iter().for_each(|block| self.blocks.remove(*block));
    }

    fn snapshot(&self) -> Arc<dyn Column> {
        Arc::new(self.clone())
    }
}

impl Column for Objects {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let mut parts = vec![new_null_array(&self.data_type, 0)];
        for (block, rows) in pieces(keys, BLOCK_ROWS) {
            parts.push(match self.blocks.get(block) {
                Some(block) => block.slice(rows.start, rows.len()),
                None => new_null_array(&self.data_type, rows.len()),
            });
        }
        let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
        Ok(concat(&parts)?)
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let nothing = self.no_values();
        let mut blocks: Vec<&dyn Array> = vec![&*nothing];
        let mut current = (u64::MAX, 0);
        let picks: Vec<(usize, usize)> = keys
            .iter()
            .map(|key| {
                let (number, row) = place(*key);
                if *key == NO_ROW {
                    return (0, 0);
                }
                if number != current.0 {
                    let block = self.blocks.get(number).map_or(0, |block| {
                        blocks.push(&**block);
                        blocks.len() - 1
                    });
                    current = (number, block);
                }
                (current.1, row)
            })
            .collect();
        Ok(interleave(&blocks, &picks)?)
    }

    fn memory_size(&self) -> usize {
        let blocks = self.blocks.things();
        blocks.into_iter().map(|block| block.get_buffer_memory_size()).sum()
    }
}

/// Whether two values are the same; zero and minus zero are not.
fn is_same<T: ArrowNativeTypeOp>(left: T, right: T) -> bool {
    let is_nan = |value: T| value.partial_cmp(&value).is_none();
    left.is_eq(right) || is_nan(left) && is_nan(right)
}

fn unlike(data_type: &DataType, values: &ArrayRef) -> Error {
    Error::internal(format!(
        "a store of {data_type} was given values of {}",
        values.data_type()
    ))
}

#[cfg(test)]
mod tests;
