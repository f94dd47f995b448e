//! Values of an as-of column, in a form that compares as they do.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef};
use arrow_row::{RowConverter, SortField};
use arrow_schema::DataType;

use crate::error::{Error, Result};

/// Makes values comparable: null is least, NaN is greatest and equal to itself, zero and minus zero are equal.
pub(super) trait Moments: Send {
    type Moment: Ord + Clone + Send + Sync;

    /// A moment for each value.
    fn moments(&self, values: &ArrayRef) -> Result<Vec<Self::Moment>>;
}

/// Moments of 64 bits. The least long is equal to null, for which the mirrored API has it.
pub(super) struct Numbers;

/// Whether [`Numbers`] has moments for values of this type.
pub(super) fn is_number(data_type: &DataType) -> bool {
    match data_type {
        DataType::Boolean | DataType::Float32 | DataType::Float64 => true,
        DataType::Float16
        | DataType::UInt64
        | DataType::Interval(_)
        | DataType::Decimal32(..)
        | DataType::Decimal64(..) => false,
        other => matches!(other.primitive_width(), Some(1 | 2 | 4 | 8)),
    }
}

/// A double's bits in the order of the doubles, none of them 0.
fn ordered(value: f64) -> u64 {
    // Plus zero makes minus zero zero.
    let bits = if value.is_nan() { f64::NAN } else { value + 0.0 }.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

impl Moments for Numbers {
    type Moment = u64;

    fn moments(&self, values: &ArrayRef) -> Result<Vec<u64>> {
        let mut moments: Vec<u64> = match values.data_type() {
            DataType::Float32 => {
                let floats = values.as_primitive::<Float32Type>().values();
                floats.iter().map(|value| ordered(f64::from(*value))).collect()
            }
            DataType::Float64 => {
                let doubles = values.as_primitive::<Float64Type>().values();
                doubles.iter().map(|value| ordered(*value)).collect()
            }
            DataType::Boolean => values
                .as_boolean()
                .values()
                .iter()
                .map(|value| 1 + u64::from(value))
                .collect(),
            other => longs(values, other)?,
        };
        if let Some(nulls) = values.nulls().filter(|nulls| nulls.null_count() > 0) {
            let missing = moments.iter_mut().zip(nulls).filter(|(_, valid)| !valid);
            missing.for_each(|(moment, _)| *moment = 0);
        }
        Ok(moments)
    }
}

/// Whole numbers, and what is counted in them, in the order of the numbers. Only the least long is 0.
fn longs(values: &ArrayRef, data_type: &DataType) -> Result<Vec<u64>> {
    let data = values.to_data();
    let rows = values.len();
    fn moments<T: Copy + Into<i64>>(values: &[T]) -> Vec<u64> {
        let moment = |value: &T| (*value).into() as u64 ^ 1 << 63;
        values.iter().map(moment).collect()
    }
    Ok(match (data_type.primitive_width(), data_type.is_unsigned_integer()) {
        (Some(1), true) => moments(&data.buffer::<u8>(0)[..rows]),
        (Some(2), true) => moments(&data.buffer::<u16>(0)[..rows]),
        (Some(4), true) => moments(&data.buffer::<u32>(0)[..rows]),
        (Some(1), false) => moments(&data.buffer::<i8>(0)[..rows]),
        (Some(2), false) => moments(&data.buffer::<i16>(0)[..rows]),
        (Some(4), false) => moments(&data.buffer::<i32>(0)[..rows]),
        (Some(8), false) => moments(&data.buffer::<i64>(0)[..rows]),
        _ => {
            return Err(Error::internal(format!(
                "as-of values of type {data_type} are no numbers"
            )));
        }
    })
}

/// Moments of any type: bytes that compare as the values do.
pub(super) struct Rows(RowConverter);

impl Rows {
    /// Moments of values of this type; fails for one that has no order.
    pub fn new(data_type: &DataType) -> Result<Self> {
        let fields = vec![SortField::new(data_type.clone())];
        match RowConverter::new(fields) {
            Ok(converter) => Ok(Rows(converter)),
            Err(_) => Err(Error::unsupported(format!(
                "an as-of join cannot compare values of type {data_type}"
            ))),
        }
    }
}

impl Moments for Rows {
    type Moment = Box<[u8]>;

    fn moments(&self, values: &ArrayRef) -> Result<Vec<Box<[u8]>>> {
        let rows = self.0.convert_columns(std::slice::from_ref(values))?;
        Ok(rows.iter().map(|row| row.data().into()).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{
        BooleanArray, Date32Array, Float32Array, Float64Array, Int8Array, Int64Array, StringArray,
        TimestampNanosecondArray, UInt16Array,
    };

    use super::*;

    #[test]
    fn moments_are_in_the_order_of_the_values() {
        let ascending: [ArrayRef; 8] = [
            Arc::new(BooleanArray::from(vec![None, Some(false), Some(true)])),
            Arc::new(Int8Array::from(vec![None, Some(-128), Some(-1), Some(0), Some(127)])),
            Arc::new(UInt16Array::from(vec![
                None,
                Some(0),
                Some(1),
                Some(40_000),
                Some(65_535),
            ])),
            Arc::new(Int64Array::from(vec![
                None,
                Some(i64::MIN + 1),
                Some(-1),
                Some(0),
                Some(i64::MAX),
            ])),
            Arc::new(Date32Array::from(vec![None, Some(-3), Some(3)])),
            Arc::new(TimestampNanosecondArray::from(vec![None, Some(-3), Some(3)]).with_timezone("UTC")),
            Arc::new(Float32Array::from(vec![
                None,
                Some(f32::NEG_INFINITY),
                Some(-1.5),
                Some(0.0),
                Some(f32::NAN),
            ])),
            Arc::new(Float64Array::from(vec![
                None,
                Some(f64::NEG_INFINITY),
                Some(f64::MIN),
                Some(-1e-300),
                Some(0.0),
                Some(1e-300),
                Some(f64::INFINITY),
                Some(f64::NAN),
            ])),
        ];
        for values in ascending {
            assert!(is_number(values.data_type()));
            let moments = Numbers.moments(&values).unwrap();
            assert!(moments.is_sorted_by(|left, right| left < right), "{values:?}");
            // A slice has its own values.
            assert_eq!(Numbers.moments(&values.slice(1, 2)).unwrap(), moments[1..3]);
        }
        let zeros = Numbers
            .moments(&(Arc::new(Float64Array::from(vec![-0.0, 0.0])) as _))
            .unwrap();
        assert_eq!(zeros[0], zeros[1]);
        let nans = Float64Array::from(vec![f64::NAN, -f64::NAN]);
        let nans = Numbers.moments(&(Arc::new(nans) as _)).unwrap();
        assert_eq!(nans[0], nans[1]);
        let least = Int64Array::from(vec![None, Some(i64::MIN)]);
        let least = Numbers.moments(&(Arc::new(least) as _)).unwrap();
        assert_eq!(least[0], least[1]);
    }

    #[test]
    fn texts_have_moments_too() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec![
            None,
            Some(""),
            Some("a"),
            Some("a\0"),
            Some("ab"),
            Some("b"),
        ]));
        assert!(!is_number(texts.data_type()));
        let moments = Rows::new(texts.data_type()).unwrap().moments(&texts).unwrap();
        assert!(moments.is_sorted_by(|left, right| left < right));
    }
}
