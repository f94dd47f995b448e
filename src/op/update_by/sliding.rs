//! Sums, averages, products, counts and deviations of windows.

use arrow_array::types::{ArrowPrimitiveType, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::extremes::Ranked;
use super::output::Output;
use super::rolling::{Items, Results, Sliding};
use super::rows::{doubles, longs, operand};
use crate::agg::{Keys, Retractable, Total};
use crate::error::Result;

/// Whole numbers and booleans as longs.
pub(super) struct Longs;

impl Items for Longs {
    type Item = i64;

    fn items(&self, values: &[ArrayRef]) -> Result<Vec<Option<i64>>> {
        Ok(longs(operand(values, 0)?)?.iter().collect())
    }
}

/// Numbers and booleans as doubles.
pub(super) struct Doubles;

impl Items for Doubles {
    type Item = f64;

    fn items(&self, values: &[ArrayRef]) -> Result<Vec<Option<f64>>> {
        Ok(doubles(operand(values, 0)?)?.iter().collect())
    }
}

/// Numbers and their weights; rows in which one of the two is null do not count.
pub(super) struct Weighted;

impl Items for Weighted {
    type Item = (f64, f64);

    fn items(&self, values: &[ArrayRef]) -> Result<Vec<Option<(f64, f64)>>> {
        let (values, weights) = (doubles(operand(values, 0)?)?, doubles(operand(values, 1)?)?);
        let pairs = values.iter().zip(weights.iter());
        Ok(pairs.map(|(value, weight)| value.zip(weight)).collect())
    }
}

/// Values of any type, of which only whether there is one matters.
pub(super) struct Present;

impl Items for Present {
    type Item = ();

    fn items(&self, values: &[ArrayRef]) -> Result<Vec<Option<()>>> {
        let values = operand(values, 0)?;
        let nulls = values.logical_nulls();
        let item = |row| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)).then_some(());
        Ok((0..values.len()).map(item).collect())
    }
}

/// Rows that are true.
pub(super) struct True;

impl Items for True {
    type Item = ();

    fn items(&self, values: &[ArrayRef]) -> Result<Vec<Option<()>>> {
        let longs = longs(operand(values, 0)?)?;
        Ok(longs.iter().map(|value| (value == Some(1)).then_some(())).collect())
    }
}

/// The sum of whole numbers, which wraps.
#[derive(Default)]
pub(super) struct WholeSum {
    sum: i64,
    values: usize,
}

impl Sliding<i64> for WholeSum {
    type Result = i64;

    fn push(&mut self, item: &i64) {
        self.sum = self.sum.wrapping_add(*item);
        self.values += 1;
    }

    fn pop(&mut self, item: &i64) {
        self.sum = self.sum.wrapping_sub(*item);
        self.values -= 1;
    }

    fn result(&self) -> Option<i64> {
        (self.values > 0).then_some(self.sum)
    }
}

/// The sum of doubles.
#[derive(Default)]
pub(super) struct Sum {
    total: Retractable,
    values: usize,
}

impl Sum {
    fn sum(&self) -> Option<f64> {
        (self.values > 0).then(|| self.total.sum())
    }
}

impl Sliding<f64> for Sum {
    type Result = f64;

    fn push(&mut self, item: &f64) {
        self.total.add(*item);
        self.values += 1;
    }

    fn pop(&mut self, item: &f64) {
        self.total.remove(*item);
        self.values -= 1;
    }

    fn result(&self) -> Option<f64> {
        self.sum()
    }
}

/// The average.
#[derive(Default)]
pub(super) struct Average(Sum);

impl Sliding<f64> for Average {
    type Result = f64;

    fn push(&mut self, item: &f64) {
        self.0.push(item);
    }

    fn pop(&mut self, item: &f64) {
        self.0.pop(item);
    }

    fn result(&self) -> Option<f64> {
        self.0.sum().map(|sum| sum / self.0.values as f64)
    }
}

/// The average by weight.
#[derive(Default)]
pub(super) struct WeightedAverage {
    products: Sum,
    weights: Sum,
}

impl Sliding<(f64, f64)> for WeightedAverage {
    type Result = f64;

    fn push(&mut self, (value, weight): &(f64, f64)) {
        self.products.push(&(value * weight));
        self.weights.push(weight);
    }

    fn pop(&mut self, (value, weight): &(f64, f64)) {
        self.products.pop(&(value * weight));
        self.weights.pop(weight);
    }

    fn result(&self) -> Option<f64> {
        Some(self.products.sum()? / self.weights.sum()?)
    }
}

/// The standard deviation of a sample; NaN of one value.
#[derive(Default)]
pub(super) struct Deviation {
    sum: Sum,
    squares: Sum,
}

impl Sliding<f64> for Deviation {
    type Result = f64;

    fn push(&mut self, item: &f64) {
        self.sum.push(item);
        self.squares.push(&(item * item));
    }

    fn pop(&mut self, item: &f64) {
        self.sum.pop(item);
        self.squares.pop(&(item * item));
    }

    fn result(&self) -> Option<f64> {
        let (sum, squares, count) = (self.sum.sum()?, self.squares.sum()?, self.sum.values as f64);
        if self.sum.values == 1 {
            return Some(f64::NAN);
        }
        let variance = (squares - sum * sum / count) / (count - 1.0);
        // Rounding may leave less than nothing of equal values.
        Some(if variance < 0.0 { 0.0 } else { variance.sqrt() })
    }
}

/// The product: two stacks, of which the one that items leave has the product of each item and all above it.
#[derive(Default)]
pub(super) struct Product {
    leaving: Vec<f64>,
    entered: Vec<f64>,
    of_entered: Option<f64>,
}

impl Sliding<f64> for Product {
    type Result = f64;

    fn push(&mut self, item: &f64) {
        self.entered.push(*item);
        self.of_entered = Some(self.of_entered.map_or(*item, |product| product * item));
    }

    fn pop(&mut self, _: &f64) {
        if self.leaving.is_empty() {
            let mut product = None;
            for item in self.entered.drain(..).rev() {
                let so_far = product.map_or(item, |product: f64| item * product);
                self.leaving.push(so_far);
                product = Some(so_far);
            }
            self.of_entered = None;
        }
        self.leaving.pop();
    }

    fn result(&self) -> Option<f64> {
        let product = match (self.leaving.last(), self.of_entered) {
            (Some(left), Some(right)) => Some(left * right),
            (left, right) => left.copied().or(right),
        };
        // Of a zero and a negative number it is zero, not minus zero.
        product.map(|product| product + 0.0)
    }
}

/// How many there are.
#[derive(Default)]
pub(super) struct Count(i64);

impl Sliding<()> for Count {
    type Result = i64;

    fn push(&mut self, _: &()) {
        self.0 += 1;
    }

    fn pop(&mut self, _: &()) {
        self.0 -= 1;
    }

    fn result(&self) -> Option<i64> {
        Some(self.0)
    }
}

/// Results as numbers.
pub(super) struct AsLongs;

/// Results as numbers.
pub(super) struct AsDoubles;

fn primitive<P: ArrowPrimitiveType>(results: Vec<Option<P::Native>>) -> ArrayRef {
    let mut output = Output::<P>::with_capacity(results.len());
    results.into_iter().for_each(|result| output.push(result));
    output.finish()
}

impl Results<i64> for AsLongs {
    fn data_type(&self) -> DataType {
        DataType::Int64
    }

    fn array(&self, results: Vec<Option<i64>>) -> Result<ArrayRef> {
        Ok(primitive::<Int64Type>(results))
    }
}

impl Results<f64> for AsDoubles {
    fn data_type(&self) -> DataType {
        DataType::Float64
    }

    fn array(&self, results: Vec<Option<f64>>) -> Result<ArrayRef> {
        Ok(primitive::<Float64Type>(results))
    }
}

/// Results as values of the column's type.
pub(super) struct AsValues<K> {
    pub keys: K,
    pub data_type: DataType,
}

impl<K: Keys> Results<Ranked<K::Key>> for AsValues<K> {
    fn data_type(&self) -> DataType {
        self.data_type.clone()
    }

    fn array(&self, results: Vec<Option<Ranked<K::Key>>>) -> Result<ArrayRef> {
        let nan = self.keys.nan();
        let keys = results.iter().map(|result| match result {
            None => None,
            Some(Ranked::Nan) => nan.as_ref(),
            Some(Ranked::Value(key)) => Some(key),
        });
        self.keys.values(keys)
    }
}
