//! The cells of columns of numbers.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type};
use arrow_array::{Array, PrimitiveArray};
use arrow_schema::DataType;

/// A column of numbers or chars.
pub(in crate::format) enum Numbers<'a> {
    Byte(&'a PrimitiveArray<Int8Type>),
    Char(&'a PrimitiveArray<UInt16Type>),
    Short(&'a PrimitiveArray<Int16Type>),
    Int(&'a PrimitiveArray<Int32Type>),
    Long(&'a PrimitiveArray<Int64Type>),
    Float(&'a PrimitiveArray<Float32Type>),
    Double(&'a PrimitiveArray<Float64Type>),
}

impl<'a> Numbers<'a> {
    /// Of an array of one of these types.
    pub fn of(array: &'a dyn Array) -> Self {
        match array.data_type() {
            DataType::Int8 => Numbers::Byte(array.as_primitive()),
            DataType::UInt16 => Numbers::Char(array.as_primitive()),
            DataType::Int16 => Numbers::Short(array.as_primitive()),
            DataType::Int32 => Numbers::Int(array.as_primitive()),
            DataType::Int64 => Numbers::Long(array.as_primitive()),
            DataType::Float32 => Numbers::Float(array.as_primitive()),
            _ => Numbers::Double(array.as_primitive()),
        }
    }

    /// The number, if it is whole.
    #[inline]
    pub fn integer(&self, row: usize) -> Option<i64> {
        Some(match self {
            Numbers::Byte(values) => values.value(row).into(),
            Numbers::Char(values) => values.value(row).into(),
            Numbers::Short(values) => values.value(row).into(),
            Numbers::Int(values) => values.value(row).into(),
            Numbers::Long(values) => values.value(row),
            Numbers::Float(values) => return whole(values.value(row).into()),
            Numbers::Double(values) => return whole(values.value(row)),
        })
    }

    /// The nearest number.
    #[inline]
    pub fn float(&self, row: usize) -> f32 {
        match self {
            Numbers::Float(values) => values.value(row),
            Numbers::Double(values) => values.value(row) as f32,
            // Not by way of a double, which would round twice.
            Numbers::Long(values) => values.value(row) as f32,
            Numbers::Int(values) => values.value(row) as f32,
            _ => self.double(row) as f32,
        }
    }

    /// The nearest number.
    #[inline]
    pub fn double(&self, row: usize) -> f64 {
        match self {
            Numbers::Byte(values) => values.value(row).into(),
            Numbers::Char(values) => values.value(row).into(),
            Numbers::Short(values) => values.value(row).into(),
            Numbers::Int(values) => values.value(row).into(),
            Numbers::Long(values) => values.value(row) as f64,
            Numbers::Float(values) => values.value(row).into(),
            Numbers::Double(values) => values.value(row),
        }
    }
}

fn whole(value: f64) -> Option<i64> {
    const END: f64 = 9_223_372_036_854_775_808.0;
    (value.trunc() == value && (-END..END).contains(&value)).then_some(value as i64)
}
