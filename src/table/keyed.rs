//! Rows whose values are changed in place, while snapshots keep what they have seen.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::ArrowPrimitiveType;
use arrow_array::{Array, ArrayRef, BooleanArray, PrimitiveArray, downcast_primitive, new_null_array};
use arrow_schema::DataType;
use arrow_select::concat::concat;
use arrow_select::interleave::interleave;

use super::radix::Radix;
use super::slots::{BLOCK_ROWS, NO_ROW, Slots, abandoned, pieces, place};
use super::{Column, RowSet};
use crate::error::{Error, Result};

/// Columns of values by row key, which can be changed. What was read before stays as it was.
///
/// A change costs the copy of a block of 128 rows for each block that it touches.
pub(crate) struct KeyedStore {
    columns: Vec<Box<dyn KeyedColumn>>,
}

impl KeyedStore {
    /// Columns of these types without any row.
    pub fn new<'a>(types: impl IntoIterator<Item = &'a DataType>) -> Self {
        KeyedStore {
            columns: types.into_iter().map(keyed_column).collect(),
        }
    }

    /// Sets the rows `keys` to the values in `columns`. Costs least in the order of the keys; no key is twice there.
    pub fn set(&mut self, keys: &[u64], columns: &[ArrayRef]) -> Result<()> {
        for (column, values) in self.columns.iter_mut().zip(columns) {
            if values.len() != keys.len() {
                return Err(Error::internal("values and row keys of a store differ in number"));
            }
            column.set(keys, values)?;
        }
        Ok(())
    }

    /// Lets go of the memory of rows that are gone, where none of `rows`, those that are left, is near.
    pub fn forget(&mut self, gone: &RowSet, rows: &RowSet) {
        let blocks = abandoned(gone, rows);
        self.columns.iter_mut().for_each(|column| column.forget(&blocks));
    }

    /// The columns as they are now.
    pub fn columns(&self) -> impl Iterator<Item = Arc<dyn Column>> + '_ {
        self.columns.iter().map(|column| column.snapshot())
    }
}

/// A column of a [`KeyedStore`].
trait KeyedColumn: Send {
    fn set(&mut self, keys: &[u64], values: &ArrayRef) -> Result<()>;

    fn forget(&mut self, blocks: &[u64]);

    fn snapshot(&self) -> Arc<dyn Column>;
}

fn keyed_column(data_type: &DataType) -> Box<dyn KeyedColumn> {
    macro_rules! numbers {
        ($primitive:ty) => {
            Box::new(Numbers::<$primitive> {
                data_type: data_type.clone(),
                slots: Slots::default(),
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
    slots: Slots<P::Native>,
}

impl<P: ArrowPrimitiveType> KeyedColumn for Numbers<P> {
    fn set(&mut self, keys: &[u64], values: &ArrayRef) -> Result<()> {
        let values = values
            .as_primitive_opt::<P>()
            .ok_or_else(|| unlike(&self.data_type, values))?;
        self.slots.set(keys.iter().copied().zip(values.iter()));
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
struct Booleans(Slots<bool>);

impl KeyedColumn for Booleans {
    fn set(&mut self, keys: &[u64], values: &ArrayRef) -> Result<()> {
        let values = values
            .as_boolean_opt()
            .ok_or_else(|| unlike(&DataType::Boolean, values))?;
        self.0.set(keys.iter().copied().zip(values.iter()));
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
    fn set(&mut self, keys: &[u64], values: &ArrayRef) -> Result<()> {
        if *values.data_type() != self.data_type {
            return Err(unlike(&self.data_type, values));
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
        for (block, rows) in pieces(keys) {
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

fn unlike(data_type: &DataType, values: &ArrayRef) -> Error {
    Error::internal(format!(
        "a store of {data_type} was given values of {}",
        values.data_type()
    ))
}

#[cfg(test)]
mod tests;
