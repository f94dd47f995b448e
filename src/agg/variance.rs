//! Variances and standard deviations.

use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type,
};
use arrow_schema::DataType;

use super::Accumulator;
use super::fold::{Fold, State};
use super::total::{Plain, Retractable, Total};

/// Sums of the distances from the group's first value, and of their squares: where values lie close together and far
/// from zero, those of the values themselves would differ too little.
#[derive(Clone, Copy, Default)]
struct Spread<T> {
    origin: f64,
    distances: T,
    squares: T,
    values: u64,
    /// Values that are NaN or infinite.
    special: u64,
}

impl<V: AsDouble, T: Total> State<V> for Spread<T> {
    #[inline]
    fn add(&mut self, value: V) {
        let value = value.as_double();
        self.values += 1;
        if !value.is_finite() {
            self.special += 1;
            return;
        }
        if self.values - self.special == 1 {
            self.origin = value;
        }
        let distance = value - self.origin;
        self.distances.add(distance);
        self.squares.add(distance * distance);
    }

    #[inline]
    fn remove(&mut self, value: V) {
        let value = value.as_double();
        self.values -= 1;
        if !value.is_finite() {
            self.special -= 1;
            return;
        }
        let distance = value - self.origin;
        self.distances.remove(distance);
        self.squares.remove(distance * distance);
    }
}

impl<T: Total> Spread<T> {
    /// The variance of a sample: null for no value, NaN for one.
    fn variance(&self) -> Option<f64> {
        if self.values == 0 {
            return None;
        }
        if self.special > 0 || self.values == 1 {
            return Some(f64::NAN);
        }
        let (values, distances) = (self.values as f64, self.distances.sum());
        // One division, so that whole numbers give the same whatever their origin is.
        let variance = (values * self.squares.sum() - distances * distances) / (values * (values - 1.0));
        Some(variance.max(0.0))
    }
}

/// The nearest double.
trait AsDouble: Copy {
    fn as_double(self) -> f64;
}

macro_rules! as_double {
    ($($number:ty),*) => {
        $(impl AsDouble for $number {
            #[inline]
            fn as_double(self) -> f64 {
                self as f64
            }
        })*
    };
}

as_double!(i8, u16, i16, i32, i64, f32, f64);

/// The accumulator of the variances, or their roots, of a column of numbers of this type; none for other types.
pub(super) fn of(data_type: &DataType, root: bool, retracts: bool) -> Option<Box<dyn Accumulator>> {
    Some(match data_type {
        DataType::Int8 => fold::<Int8Type>(root, retracts),
        DataType::UInt16 => fold::<UInt16Type>(root, retracts),
        DataType::Int16 => fold::<Int16Type>(root, retracts),
        DataType::Int32 => fold::<Int32Type>(root, retracts),
        DataType::Int64 => fold::<Int64Type>(root, retracts),
        DataType::Float32 => fold::<Float32Type>(root, retracts),
        DataType::Float64 => fold::<Float64Type>(root, retracts),
        _ => return None,
    })
}

fn fold<V: ArrowPrimitiveType<Native: AsDouble>>(root: bool, retracts: bool) -> Box<dyn Accumulator> {
    fn of_total<V: ArrowPrimitiveType<Native: AsDouble>, T: Total + 'static>(root: bool) -> Box<dyn Accumulator> {
        Box::new(Fold::<V, Spread<T>, Float64Type>::new(if root {
            |state| state.variance().map(f64::sqrt)
        } else {
            Spread::variance
        }))
    }
    if retracts {
        of_total::<V, Retractable>(root)
    } else {
        of_total::<V, Plain>(root)
    }
}
