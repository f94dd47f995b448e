//! Sums.

use std::marker::PhantomData;
use std::ops::AddAssign;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, PrimitiveArray};
use arrow_schema::{DataType, Field};

use super::{Accumulator, Rows};
use crate::error::{Error, Result};
use crate::table::Snapshot;

/// The type of the sum of a column and its accumulator: whole numbers and booleans give long, floats their own type.
pub(super) fn of(field: &Field) -> Result<(DataType, Box<dyn Accumulator>)> {
    Ok(match field.data_type() {
        DataType::Int8 => (DataType::Int64, Box::new(Sum::<Int8Type, Int64Type>::default())),
        DataType::Int16 => (DataType::Int64, Box::new(Sum::<Int16Type, Int64Type>::default())),
        DataType::Int32 => (DataType::Int64, Box::new(Sum::<Int32Type, Int64Type>::default())),
        DataType::Int64 => (DataType::Int64, Box::new(Sum::<Int64Type, Int64Type>::default())),
        DataType::Float32 => (DataType::Float32, Box::new(Sum::<Float32Type, Float32Type>::default())),
        DataType::Float64 => (DataType::Float64, Box::new(Sum::<Float64Type, Float64Type>::default())),
        other => {
            return Err(
                Error::unsupported(format!("column {:?} of type {other} cannot be summed", field.name()))
                    .with("column", field.name()),
            );
        }
    })
}

/// Sums of values of type `V` as type `S`. Nulls do not count; a sum without values is null. Overflow wraps.
struct Sum<V: ArrowPrimitiveType, S: ArrowPrimitiveType> {
    sums: Vec<S::Native>,
    has_value: Vec<bool>,
    values: PhantomData<fn() -> V>,
}

impl<V: ArrowPrimitiveType, S: ArrowPrimitiveType> Default for Sum<V, S> {
    fn default() -> Self {
        Sum {
            sums: Vec::new(),
            has_value: Vec::new(),
            values: PhantomData,
        }
    }
}

impl<V, S> Accumulator for Sum<V, S>
where
    V: ArrowPrimitiveType,
    S: ArrowPrimitiveType,
    S::Native: Wrapping + From<V::Native>,
{
    fn add(&mut self, rows: &Rows<'_>) {
        self.sums.resize(rows.count, S::Native::default());
        self.has_value.resize(rows.count, false);
        let Some(values) = rows.values else { return };
        let values = values.as_primitive::<V>();
        for (row, group) in rows.groups.iter().enumerate() {
            if values.is_valid(row) {
                let group = *group as usize;
                self.sums[group].add(S::Native::from(values.value(row)));
                self.has_value[group] = true;
            }
        }
    }

    fn results(&self, groups: &[u32], _: &Snapshot, _: Option<usize>) -> Result<ArrayRef> {
        let sums = groups.iter().map(|group| {
            let group = *group as usize;
            self.has_value[group].then_some(self.sums[group])
        });
        Ok(Arc::new(sums.collect::<PrimitiveArray<S>>()))
    }
}

/// Addition as Java does it.
trait Wrapping {
    fn add(&mut self, value: Self);
}

impl Wrapping for i64 {
    fn add(&mut self, value: i64) {
        *self = self.wrapping_add(value);
    }
}

impl Wrapping for f32 {
    fn add(&mut self, value: f32) {
        self.add_assign(value);
    }
}

impl Wrapping for f64 {
    fn add(&mut self, value: f64) {
        self.add_assign(value);
    }
}
