//! t-digests of the values of each group.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{ArrayRef, BinaryArray};
use arrow_cast::cast;
use arrow_schema::{DataType, Field};

use super::fold::for_each;
use super::keys::{float_of_key, key_of_float};
use super::multiset::Multiset;
use super::percentile::is_approximated;
use super::{Accumulator, Rows};
use crate::digest::Sketch;
use crate::error::Result;

/// The accumulator of the digests of a column; none if it has no numbers.
pub(super) fn of(field: &Field, compression: f64, retracts: bool) -> Result<Option<Box<dyn Accumulator>>> {
    let empty = Sketch::new(compression)?;
    Ok(match is_approximated(field.data_type()) {
        true if retracts => Some(Box::new(Kept {
            groups: Vec::new(),
            empty,
        })),
        true => Some(Box::new(Sketches {
            groups: Vec::new(),
            empty,
        })),
        false => None,
    })
}

/// Calls `apply` with the group and the value of each row that has one.
fn for_each_number(rows: &Rows<'_>, apply: impl FnMut(u32, f64)) -> Result<()> {
    let values = cast(rows.operand(0)?, &DataType::Float64)?;
    for_each(values.as_primitive::<Float64Type>(), rows.groups, apply);
    Ok(())
}

/// The digests, to which values are only added.
struct Sketches {
    groups: Vec<Sketch>,
    empty: Sketch,
}

impl Accumulator for Sketches {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.groups.resize_with(rows.count, || self.empty.clone());
        for_each_number(rows, |group, value| self.groups[group as usize].add(value))
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        let digests = groups.iter().map(|group| self.groups[*group as usize].digest());
        Ok(Arc::new(BinaryArray::from_iter_values(digests)))
    }
}

/// All values of each group, as a digest takes none back.
struct Kept {
    groups: Vec<Multiset<i64>>,
    empty: Sketch,
}

impl Accumulator for Kept {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.groups.resize_with(rows.count, Multiset::default);
        for_each_number(rows, |group, value| {
            self.groups[group as usize].add(key_of_float(value), 1);
        })
    }

    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        for_each_number(rows, |group, value| {
            self.groups[group as usize].remove(&key_of_float(value));
        })
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        let digests = groups.iter().map(|group| {
            let mut sketch = self.empty.clone();
            let values = self.groups[*group as usize].rows.iter();
            sketch.extend(values.flat_map(|(key, rows)| (0..*rows).map(|_| float_of_key(*key))));
            sketch.digest()
        });
        Ok(Arc::new(BinaryArray::from_iter_values(digests)))
    }
}
