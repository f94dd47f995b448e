//! Elements of any type as what can be compared and looked up.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, DurationNanosecondType, Float64Type, Int32Type, Int64Type, Time64NanosecondType,
    TimestampNanosecondType,
};
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, StringArray};
use arrow_row::{RowConverter, Rows, SortField};
use arrow_schema::DataType;

use super::list::as_numbers;
use crate::error::Result;
use crate::formula::kernels::order;
use crate::formula::types::Type;

/// The elements of an array. Null comes first, what is no number last.
pub(super) enum Keys {
    Whole(Int64Array),
    Double(Float64Array),
    Text(StringArray),
    /// Anything else by its bytes.
    Rows(Rows, ArrayRef),
}

/// What equal elements share.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    Null,
    Whole(i64),
    Bits(u64),
    Text(&'a str),
    Row(&'a [u8]),
}

impl Keys {
    pub fn of(values: &ArrayRef) -> Result<Keys> {
        let longs = |values: &arrow_buffer::ScalarBuffer<i64>, nulls: Option<&arrow_buffer::NullBuffer>| {
            Keys::Whole(Int64Array::new(values.clone(), nulls.cloned()))
        };
        Ok(match values.data_type() {
            DataType::Int8 | DataType::UInt16 | DataType::Int16 | DataType::Int32 | DataType::Int64 => {
                Keys::Whole(as_numbers(values, &Type::Long).as_primitive::<Int64Type>().clone())
            }
            DataType::Float32 | DataType::Float64 => {
                Keys::Double(as_numbers(values, &Type::Double).as_primitive::<Float64Type>().clone())
            }
            DataType::Timestamp(_, _) => {
                let values = values.as_primitive::<TimestampNanosecondType>();
                longs(values.values(), values.nulls())
            }
            DataType::Time64(_) => {
                let values = values.as_primitive::<Time64NanosecondType>();
                longs(values.values(), values.nulls())
            }
            DataType::Duration(_) => {
                let values = values.as_primitive::<DurationNanosecondType>();
                longs(values.values(), values.nulls())
            }
            DataType::Date32 => {
                let days: ArrayRef = Arc::new(values.as_primitive::<Date32Type>().reinterpret_cast::<Int32Type>());
                return Keys::of(&days);
            }
            DataType::Utf8 => Keys::Text(values.as_string::<i32>().clone()),
            other => {
                let converter = RowConverter::new(vec![SortField::new(other.clone())])?;
                Keys::Rows(converter.convert_columns(std::slice::from_ref(values))?, values.clone())
            }
        })
    }

    fn nulls(&self) -> &dyn Array {
        match self {
            Keys::Whole(values) => values,
            Keys::Double(values) => values,
            Keys::Text(values) => values,
            Keys::Rows(_, values) => values,
        }
    }

    pub fn is_null(&self, place: usize) -> bool {
        self.nulls().is_null(place) || *self.nulls().data_type() == DataType::Null
    }

    /// Whether it is a double that is no number.
    pub fn is_nan(&self, place: usize) -> bool {
        matches!(self, Keys::Double(values) if values.is_valid(place) && values.value(place).is_nan())
    }

    /// Java's order.
    pub fn compare(&self, left: usize, right: usize) -> Ordering {
        match (self.is_null(left), self.is_null(right)) {
            (false, false) => {}
            (left, right) => return right.cmp(&left),
        }
        match self {
            Keys::Whole(values) => values.value(left).cmp(&values.value(right)),
            Keys::Double(values) => {
                let (left, right) = (values.value(left), values.value(right));
                left.partial_cmp(&right)
                    .unwrap_or_else(|| left.is_nan().cmp(&right.is_nan()))
            }
            Keys::Text(values) => order::compare(values.value(left), values.value(right)),
            Keys::Rows(rows, _) => rows.row(left).cmp(&rows.row(right)),
        }
    }

    /// The key of an element: equal elements have equal ones. All that is no number is equal here.
    pub fn key(&self, place: usize) -> Key<'_> {
        if self.is_null(place) {
            return Key::Null;
        }
        match self {
            Keys::Whole(values) => Key::Whole(values.value(place)),
            Keys::Double(values) => Key::Bits(match values.value(place) {
                value if value.is_nan() => f64::NAN.to_bits(),
                value => value.to_bits(),
            }),
            Keys::Text(values) => Key::Text(values.value(place)),
            Keys::Rows(rows, _) => Key::Row(rows.row(place).data()),
        }
    }
}
