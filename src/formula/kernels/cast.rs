//! Casts, which narrow as Java's do: whole numbers lose their high bits, floats saturate, NaN becomes 0.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type,
};
use arrow_array::{Array, ArrayRef, PrimitiveArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::DataType;

use super::operand::{BLOCK, Number, Operand};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Outcome, Value};

/// Casts a number to a type of numbers. What lands on the value that stands for null in the mirrored API is null.
pub(crate) fn number(to: &Type, arguments: &Arguments<'_>) -> Outcome {
    let [value] = arguments.values else {
        return Err(crate::error::Error::internal("a cast has one argument").into());
    };
    let rows = arguments.rows;
    let float = matches!(value.array().data_type(), DataType::Float32 | DataType::Float64);
    Ok(match (to, float) {
        (Type::Byte, false) => cast::<i64, Int8Type>(value, rows, |value| value as i8, Some(i8::MIN)),
        (Type::Char, false) => cast::<i64, UInt16Type>(value, rows, |value| value as u16, Some(u16::MAX)),
        (Type::Short, false) => cast::<i64, Int16Type>(value, rows, |value| value as i16, Some(i16::MIN)),
        (Type::Int, false) => cast::<i64, Int32Type>(value, rows, |value| value as i32, Some(i32::MIN)),
        (Type::Long, false) => cast::<i64, Int64Type>(value, rows, |value| value, None),
        (Type::Float, false) => cast::<i64, Float32Type>(value, rows, |value| value as f32, None),
        (_, false) => cast::<i64, Float64Type>(value, rows, |value| value as f64, None),
        (Type::Byte, true) => cast::<f64, Int8Type>(value, rows, |value| value as i32 as i8, Some(i8::MIN)),
        (Type::Char, true) => cast::<f64, UInt16Type>(value, rows, |value| value as i32 as u16, Some(u16::MAX)),
        (Type::Short, true) => cast::<f64, Int16Type>(value, rows, |value| value as i32 as i16, Some(i16::MIN)),
        (Type::Int, true) => cast::<f64, Int32Type>(value, rows, |value| value as i32, Some(i32::MIN)),
        (Type::Long, true) => cast::<f64, Int64Type>(value, rows, |value| value as i64, Some(i64::MIN)),
        (Type::Float, true) => cast::<f64, Float32Type>(value, rows, |value| value as f32, None),
        (_, true) => cast::<f64, Float64Type>(value, rows, |value| value, None),
    })
}

fn cast<F: Number, T: ArrowPrimitiveType>(
    value: &Value,
    rows: usize,
    f: impl Fn(F) -> T::Native,
    null: Option<T::Native>,
) -> ArrayRef {
    let operand = Operand::<F>::of(value);
    let mut buffer = [F::default(); BLOCK];
    let mut values: Vec<T::Native> = Vec::with_capacity(rows);
    for start in (0..rows).step_by(BLOCK) {
        let len = BLOCK.min(rows - start);
        values.extend(operand.block(start, len, &mut buffer).iter().map(|value| f(*value)));
    }
    let mut valid = value.nulls(rows);
    if let Some(null) = null.filter(|null| values.contains(null)) {
        let there = BooleanBuffer::collect_bool(rows, |row| values[row] != null);
        valid = NullBuffer::union(Some(&NullBuffer::new(there)), valid.as_ref());
    }
    Arc::new(PrimitiveArray::<T>::new(values.into(), valid))
}
