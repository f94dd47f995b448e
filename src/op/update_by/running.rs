//! Kernels that go from row to row: what a row gives depends on it and on the rows before it in its lane.

use std::marker::PhantomData;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float64Type, Int64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array};
use arrow_schema::DataType;

use super::output::Output;
use super::rows::{Rows, doubles, longs, operand};
use crate::error::{Error, Result};

/// What is kept of a row is its result, and whatever else it takes to go on behind it: then a row in the middle can be
/// taken up without those before it.
pub(super) trait Running: Send {
    /// The Arrow types of what is kept beside the result.
    fn hidden(&self) -> Vec<DataType> {
        Vec::new()
    }

    /// Forgets all lanes.
    fn clear(&mut self);

    /// Is in so many lanes behind rows of which this was kept; null where no row is before.
    fn resume(&mut self, kept: &[ArrayRef]) -> Result<()>;

    /// Goes on with rows; gives what is to be kept of each, the result first.
    fn run(&mut self, rows: &Rows<'_>) -> Result<Vec<ArrayRef>>;
}

/// What a lane remembers, where its last result tells it.
pub(super) trait Fold: Send + Sync + Default {
    type Value: Copy + Send;

    /// The state behind a row with a value.
    fn step(&self, state: Option<Self::Value>, value: Self::Value) -> Self::Value;
}

/// How values of numbers are read and results are written.
pub(super) trait Numeric: Copy + Send + 'static {
    type Arrow: ArrowPrimitiveType<Native = Self>;
    type Array: Array;

    fn read(values: &ArrayRef) -> Result<Self::Array>;

    fn at(array: &Self::Array, row: usize) -> Self;
}

impl Numeric for i64 {
    type Arrow = Int64Type;
    type Array = Int64Array;

    fn read(values: &ArrayRef) -> Result<Int64Array> {
        longs(values)
    }

    #[inline]
    fn at(array: &Int64Array, row: usize) -> i64 {
        array.values()[row]
    }
}

impl Numeric for f64 {
    type Arrow = Float64Type;
    type Array = Float64Array;

    fn read(values: &ArrayRef) -> Result<Float64Array> {
        doubles(values)
    }

    #[inline]
    fn at(array: &Float64Array, row: usize) -> f64 {
        array.values()[row]
    }
}

/// A fold over numbers. A row without a value has the result of the one before.
#[derive(Default)]
pub(super) struct Folding<F, V> {
    fold: F,
    states: Vec<Option<V>>,
}

impl<F: Fold<Value = V>, V: Numeric> Running for Folding<F, V> {
    fn clear(&mut self) {
        self.states.clear();
    }

    fn resume(&mut self, kept: &[ArrayRef]) -> Result<()> {
        let states = V::read(operand(kept, 0)?)?;
        let state = |row| states.is_valid(row).then(|| V::at(&states, row));
        self.states = (0..states.len()).map(state).collect();
        Ok(())
    }

    fn run(&mut self, rows: &Rows<'_>) -> Result<Vec<ArrayRef>> {
        if self.states.len() < rows.count {
            self.states.resize(rows.count, None);
        }
        let values = V::read(rows.operand(0)?)?;
        let nulls = values.nulls().filter(|nulls| nulls.null_count() > 0);
        let mut results = Output::<V::Arrow>::with_capacity(values.len());
        if let [state] = self.states.as_mut_slice() {
            for row in 0..values.len() {
                if nulls.is_none_or(|nulls| nulls.is_valid(row)) {
                    *state = Some(self.fold.step(*state, V::at(&values, row)));
                }
                results.push(*state);
            }
            return Ok(vec![results.finish()]);
        }
        for (row, lane) in rows.lanes.iter().enumerate() {
            let state = &mut self.states[*lane as usize];
            if nulls.is_none_or(|nulls| nulls.is_valid(row)) {
                *state = Some(self.fold.step(*state, V::at(&values, row)));
            }
            results.push(*state);
        }
        Ok(vec![results.finish()])
    }
}

/// The sum, which wraps where it is a whole number.
#[derive(Default)]
pub(super) struct Sum<V>(PhantomData<fn() -> V>);

impl Fold for Sum<i64> {
    type Value = i64;

    #[inline]
    fn step(&self, state: Option<i64>, value: i64) -> i64 {
        state.map_or(value, |sum| sum.wrapping_add(value))
    }
}

impl Fold for Sum<f64> {
    type Value = f64;

    #[inline]
    fn step(&self, state: Option<f64>, value: f64) -> f64 {
        state.map_or(value, |sum| sum + value)
    }
}

/// The product, which wraps where it is a whole number.
#[derive(Default)]
pub(super) struct Product<V>(PhantomData<fn() -> V>);

impl Fold for Product<i64> {
    type Value = i64;

    #[inline]
    fn step(&self, state: Option<i64>, value: i64) -> i64 {
        state.map_or(value, |product| product.wrapping_mul(value))
    }
}

impl Fold for Product<f64> {
    type Value = f64;

    #[inline]
    fn step(&self, state: Option<f64>, value: f64) -> f64 {
        state.map_or(value, |product| product * value)
    }
}

/// How many rows are true so far. None of them is null.
#[derive(Default)]
pub(super) struct Trues;

impl Fold for Trues {
    type Value = i64;

    #[inline]
    fn step(&self, state: Option<i64>, value: i64) -> i64 {
        state.unwrap_or(0) + value
    }
}

/// The row of the last value.
#[derive(Default)]
pub(super) struct LastValue {
    rows: Vec<Option<u64>>,
}

impl Running for LastValue {
    fn clear(&mut self) {
        self.rows.clear();
    }

    fn resume(&mut self, kept: &[ArrayRef]) -> Result<()> {
        let rows = operand(kept, 0)?.as_primitive_opt::<UInt64Type>();
        let rows = rows.ok_or_else(|| Error::internal("the rows of values are no row keys"))?;
        self.rows = rows.iter().collect();
        Ok(())
    }

    fn run(&mut self, rows: &Rows<'_>) -> Result<Vec<ArrayRef>> {
        if self.rows.len() < rows.count {
            self.rows.resize(rows.count, None);
        }
        let values = rows.operand(0)?;
        let nulls = values.logical_nulls();
        let mut results = Output::<UInt64Type>::with_capacity(values.len());
        for ((row, lane), key) in rows.lanes.iter().enumerate().zip(rows.keys) {
            let last = &mut self.rows[*lane as usize];
            if nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) {
                *last = Some(*key);
            }
            results.push(*last);
        }
        Ok(vec![results.finish()])
    }
}
