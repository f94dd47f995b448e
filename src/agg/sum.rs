//! Sums, sums of absolute values, and averages.

use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type,
};
use arrow_schema::DataType;

use super::Accumulator;
use super::fold::{Fold, State};
use super::total::{Plain, Retractable, Total};

/// The wrapping sum of whole numbers.
#[derive(Clone, Copy, Default)]
pub(super) struct Whole {
    pub sum: i64,
    pub values: u64,
}

impl<V: Into<i64>> State<V> for Whole {
    #[inline]
    fn add(&mut self, value: V) {
        self.sum = self.sum.wrapping_add(value.into());
        self.values += 1;
    }

    #[inline]
    fn remove(&mut self, value: V) {
        self.sum = self.sum.wrapping_sub(value.into());
        self.values -= 1;
    }
}

impl Whole {
    /// What has this sum, where values only come: how many they were no longer matters.
    fn of_sum(sum: i64) -> Self {
        Whole { sum, values: 1 }
    }

    pub fn sum(&self) -> Option<i64> {
        (self.values > 0).then_some(self.sum)
    }
}

/// The wrapping sum of the absolute values of whole numbers.
#[derive(Clone, Copy, Default)]
struct AbsWhole(Whole);

impl<V: Into<i64>> State<V> for AbsWhole {
    #[inline]
    fn add(&mut self, value: V) {
        self.0.add(value.into().wrapping_abs());
    }

    #[inline]
    fn remove(&mut self, value: V) {
        self.0.remove(value.into().wrapping_abs());
    }
}

/// The exact sum of whole numbers.
#[derive(Clone, Copy, Default)]
struct Wide {
    sum: i128,
    values: u64,
}

impl<V: Into<i64>> State<V> for Wide {
    #[inline]
    fn add(&mut self, value: V) {
        self.sum += i128::from(value.into());
        self.values += 1;
    }

    #[inline]
    fn remove(&mut self, value: V) {
        self.sum -= i128::from(value.into());
        self.values -= 1;
    }
}

/// The sum of floats.
#[derive(Clone, Copy, Default)]
pub(super) struct Float<T> {
    pub total: T,
    pub values: u64,
}

impl<V: Into<f64>, T: Total> State<V> for Float<T> {
    #[inline]
    fn add(&mut self, value: V) {
        self.total.add(value.into());
        self.values += 1;
    }

    #[inline]
    fn remove(&mut self, value: V) {
        self.total.remove(value.into());
        self.values -= 1;
    }
}

impl<T: Total> Float<T> {
    /// As [`Whole::of_sum`].
    fn of_sum(sum: f64) -> Self {
        let mut total = T::default();
        total.add(sum);
        Float { total, values: 1 }
    }

    pub fn sum(&self) -> Option<f64> {
        (self.values > 0).then(|| self.total.sum())
    }

    fn average(&self) -> Option<f64> {
        (self.values > 0).then(|| self.total.sum() / self.values as f64)
    }
}

/// The sum of the absolute values of floats.
#[derive(Clone, Copy, Default)]
struct AbsFloat<T>(Float<T>);

impl<V: Into<f64>, T: Total> State<V> for AbsFloat<T> {
    #[inline]
    fn add(&mut self, value: V) {
        self.0.add(value.into().abs());
    }

    #[inline]
    fn remove(&mut self, value: V) {
        self.0.remove(value.into().abs());
    }
}

/// What is made of the sum.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Summing {
    Sum,
    AbsSum,
    Average,
}

type Made = (DataType, Box<dyn Accumulator>);

/// The type of the result for a column of numbers of this type, and its accumulator; none for other types.
pub(super) fn of(data_type: &DataType, summing: Summing, retracts: bool) -> Option<Made> {
    Some(match data_type {
        DataType::Int8 => whole::<Int8Type>(summing),
        DataType::UInt16 => whole::<UInt16Type>(summing),
        DataType::Int16 => whole::<Int16Type>(summing),
        DataType::Int32 => whole::<Int32Type>(summing),
        DataType::Int64 => whole::<Int64Type>(summing),
        DataType::Float32 if retracts => float32::<Retractable>(summing),
        DataType::Float32 => float32::<Plain>(summing),
        DataType::Float64 if retracts => float64::<Retractable>(summing),
        DataType::Float64 => float64::<Plain>(summing),
        _ => return None,
    })
}

fn whole<V: ArrowPrimitiveType<Native: Into<i64>>>(summing: Summing) -> Made {
    match summing {
        Summing::Sum => (
            Int64Type::DATA_TYPE,
            Box::new(Fold::<V, Whole, Int64Type>::new(Whole::sum).restored(Whole::of_sum)),
        ),
        Summing::AbsSum => (
            Int64Type::DATA_TYPE,
            Box::new(
                Fold::<V, AbsWhole, Int64Type>::new(|state| state.0.sum()).restored(|sum| AbsWhole(Whole::of_sum(sum))),
            ),
        ),
        Summing::Average => (
            Float64Type::DATA_TYPE,
            Box::new(Fold::<V, Wide, Float64Type>::new(|state| {
                (state.values > 0).then(|| state.sum as f64 / state.values as f64)
            })),
        ),
    }
}

fn float32<T: Total + 'static>(summing: Summing) -> Made {
    match summing {
        Summing::Sum => (
            Float32Type::DATA_TYPE,
            Box::new(Fold::<Float32Type, Float<T>, Float32Type>::new(|state| {
                state.sum().map(|sum| sum as f32)
            })),
        ),
        Summing::AbsSum => (
            Float32Type::DATA_TYPE,
            Box::new(Fold::<Float32Type, AbsFloat<T>, Float32Type>::new(|state| {
                state.0.sum().map(|sum| sum as f32)
            })),
        ),
        Summing::Average => (
            Float64Type::DATA_TYPE,
            Box::new(Fold::<Float32Type, Float<T>, Float64Type>::new(Float::average)),
        ),
    }
}

fn float64<T: Total + 'static>(summing: Summing) -> Made {
    let accumulator: Box<dyn Accumulator> = match summing {
        Summing::Sum => Box::new(Fold::<Float64Type, Float<T>, Float64Type>::new(Float::sum).restored(Float::of_sum)),
        Summing::AbsSum => Box::new(
            Fold::<Float64Type, AbsFloat<T>, Float64Type>::new(|state| state.0.sum())
                .restored(|sum| AbsFloat(Float::of_sum(sum))),
        ),
        Summing::Average => Box::new(Fold::<Float64Type, Float<T>, Float64Type>::new(Float::average)),
    };
    (Float64Type::DATA_TYPE, accumulator)
}
