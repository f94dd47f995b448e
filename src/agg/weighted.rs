//! Weighted sums and averages.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, Float64Array, Int64Array, PrimitiveArray};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;

use super::fold::Fold;
use super::keys::integers;
use super::sum::{Float, Whole};
use super::total::{Plain, Retractable, Total};
use super::{Accumulator, Rows};
use crate::error::{Error, Result};

/// Whether values of this type can be weights or be weighted.
pub(super) fn is_weighable(data_type: &DataType) -> bool {
    is_whole(data_type) || matches!(data_type, DataType::Float32 | DataType::Float64)
}

fn is_whole(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Int8 | DataType::UInt16 | DataType::Int16 | DataType::Int32 | DataType::Int64
    )
}

/// The type of the sums of `values` times `weights`, the first and the second operand, and their accumulator.
pub(super) fn sum(values: &DataType, weights: &DataType, retracts: bool) -> (DataType, Box<dyn Accumulator>) {
    fn doubles<T: Total + 'static>() -> Box<dyn Accumulator> {
        let sums = Fold::<Float64Type, Float<T>, Float64Type>::new(Float::sum);
        Box::new(Products {
            sums,
            product: |values, weights| {
                Ok(Arc::new(times(&doubles_of(values)?, &doubles_of(weights)?, |a, b| {
                    a * b
                })))
            },
        })
    }
    if is_whole(values) && is_whole(weights) {
        let sums = Fold::<Int64Type, Whole, Int64Type>::new(Whole::sum);
        let products = Products {
            sums,
            product: |values, weights| {
                Ok(Arc::new(times(
                    &longs_of(values)?,
                    &longs_of(weights)?,
                    i64::wrapping_mul,
                )))
            },
        };
        return (DataType::Int64, Box::new(products));
    }
    let accumulator = if retracts {
        doubles::<Retractable>()
    } else {
        doubles::<Plain>()
    };
    (DataType::Float64, accumulator)
}

/// The accumulator of the averages of the first operand, weighted by the second.
pub(super) fn average(retracts: bool) -> Box<dyn Accumulator> {
    if retracts {
        Box::new(Average::<Retractable>::default())
    } else {
        Box::new(Average::<Plain>::default())
    }
}

/// Sums of products of two columns, which are null where either is.
struct Products<A> {
    sums: A,
    product: fn(&ArrayRef, &ArrayRef) -> Result<ArrayRef>,
}

impl<A: Accumulator> Products<A> {
    fn products(&self, rows: &Rows<'_>) -> Result<[ArrayRef; 1]> {
        Ok([(self.product)(rows.operand(0)?, rows.operand(1)?)?])
    }
}

impl<A: Accumulator> Accumulator for Products<A> {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        let values = &self.products(rows)?;
        self.sums.add(&Rows { values, ..*rows })
    }

    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        let values = &self.products(rows)?;
        self.sums.remove(&Rows { values, ..*rows })
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        self.sums.results(groups)
    }
}

/// The sums of the products, and of the weights of rows that have a value.
#[derive(Default)]
struct Average<T> {
    states: Vec<Weighed<T>>,
}

#[derive(Clone, Copy, Default)]
struct Weighed<T> {
    products: T,
    weights: T,
    rows: u64,
}

impl<T: Total> Average<T> {
    #[inline]
    fn each(&mut self, rows: &Rows<'_>, apply: impl Fn(&mut Weighed<T>, f64, f64)) -> Result<()> {
        self.states.resize(rows.count, Weighed::default());
        let (values, weights) = (doubles_of(rows.operand(0)?)?, doubles_of(rows.operand(1)?)?);
        let nulls = NullBuffer::union(values.nulls(), weights.nulls());
        let states = self.states.as_mut_slice();
        let pairs = values.values().iter().zip(weights.values());
        for (row, (group, (value, weight))) in rows.groups.iter().zip(pairs).enumerate() {
            if nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) {
                apply(&mut states[*group as usize], *value, *weight);
            }
        }
        Ok(())
    }
}

impl<T: Total> Accumulator for Average<T> {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, |state, value, weight| {
            state.products.add(value * weight);
            state.weights.add(weight);
            state.rows += 1;
        })
    }

    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, |state, value, weight| {
            state.products.remove(value * weight);
            state.weights.remove(weight);
            state.rows -= 1;
        })
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        let averages = groups.iter().map(|group| {
            let state = &self.states[*group as usize];
            (state.rows > 0).then(|| state.products.sum() / state.weights.sum())
        });
        Ok(Arc::new(averages.collect::<Float64Array>()))
    }
}

fn times<P: ArrowPrimitiveType>(
    left: &PrimitiveArray<P>,
    right: &PrimitiveArray<P>,
    product: impl Fn(P::Native, P::Native) -> P::Native,
) -> PrimitiveArray<P> {
    let pairs = left.values().iter().zip(right.values());
    let products: Vec<P::Native> = pairs.map(|(left, right)| product(*left, *right)).collect();
    PrimitiveArray::new(products.into(), NullBuffer::union(left.nulls(), right.nulls()))
}

fn longs_of(values: &ArrayRef) -> Result<Int64Array> {
    Ok(Int64Array::new(integers(values)?.into(), values.nulls().cloned()))
}

fn doubles_of(values: &ArrayRef) -> Result<Float64Array> {
    let doubles: Vec<f64> = match values.data_type() {
        DataType::Float64 => return Ok(values.as_primitive::<Float64Type>().clone()),
        DataType::Float32 => {
            let floats = values.as_primitive::<Float32Type>().values();
            floats.iter().map(|value| f64::from(*value)).collect()
        }
        other if is_whole(other) => integers(values)?.iter().map(|value| *value as f64).collect(),
        other => return Err(Error::internal(format!("values of {other} were to be weighted"))),
    };
    Ok(Float64Array::new(doubles.into(), values.nulls().cloned()))
}
