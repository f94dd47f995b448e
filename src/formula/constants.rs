//! Constants of a script as values of the language.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, DurationNanosecondType, Float64Type, Int32Type, Int64Type, TimestampNanosecondType,
};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, DurationNanosecondArray, Float32Array, Float64Array, Int8Array,
    Int16Array, Int32Array, Int64Array, ListArray, StringArray, Time64NanosecondArray, UInt16Array,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, TimeUnit};
use arrow_select::concat::concat;

use super::kernels::decimal;
use super::literal::instant_literal;
use super::types::Type;
use super::value::Value;
use crate::calendar;
use crate::spec::Constant;

/// The type of a constant and an array of its value; none where a number is none, or a list mixes types.
pub(super) fn of(constant: &Constant) -> Option<(Type, ArrayRef)> {
    let text = |of: Type, text: &str| -> (Type, ArrayRef) { (of, Arc::new(StringArray::from(vec![text]))) };
    Some(match constant {
        Constant::Null(()) => (Type::Null, Value::null(&Type::Null).array().clone()),
        Constant::NullOf(column_type) => {
            let of = Type::of(&column_type.field(""));
            let value = Value::null(&of).array().clone();
            (of, value)
        }
        Constant::Boolean(value) => (Type::Boolean, Arc::new(BooleanArray::from(vec![*value]))),
        Constant::Byte(value) => (Type::Byte, Arc::new(Int8Array::from(vec![*value]))),
        Constant::Char(value) => {
            let unit = u16::try_from(u32::from(*value)).ok()?;
            (Type::Char, Arc::new(UInt16Array::from(vec![unit])))
        }
        Constant::Short(value) => (Type::Short, Arc::new(Int16Array::from(vec![*value]))),
        Constant::Int(value) => (Type::Int, Arc::new(Int32Array::from(vec![*value]))),
        Constant::Long(value) => (Type::Long, Arc::new(Int64Array::from(vec![*value]))),
        Constant::Float(value) => (Type::Float, Arc::new(Float32Array::from(vec![*value as f32]))),
        Constant::Double(value) => (Type::Double, Arc::new(Float64Array::from(vec![*value]))),
        Constant::String(value) => text(Type::String, value),
        Constant::Instant(nanos) => instant_literal(*nanos),
        Constant::Duration(nanos) => (Type::Duration, Arc::new(DurationNanosecondArray::from(vec![*nanos]))),
        Constant::LocalDate(days) => (Type::LocalDate, Arc::new(Date32Array::from(vec![*days]))),
        Constant::LocalTime(nanos) => (Type::LocalTime, Arc::new(Time64NanosecondArray::from(vec![*nanos]))),
        Constant::Period(value) => text(Type::Period, value),
        Constant::ZoneId(value) => text(Type::ZoneId, value),
        Constant::BigDecimal(digits) => decimal::literal(digits)?,
        Constant::BigInteger(digits) => {
            let (_, value) = decimal::literal(digits).filter(|(of, _)| *of == Type::BigDecimal(0))?;
            (Type::BigInteger, value)
        }
        Constant::Calendar(number) => {
            calendar::by_number(*number)?;
            (Type::Calendar, Arc::new(Int64Array::from(vec![*number])))
        }
        Constant::List(items) => list(items)?,
    })
}

/// The first value of an array as a constant; none if constants have no such type.
pub(crate) fn constant(value: &ArrayRef) -> Option<Constant> {
    if value.is_null(0) {
        return Some(Constant::Null(()));
    }
    Some(match value.data_type() {
        DataType::Boolean => Constant::Boolean(value.as_boolean().value(0)),
        DataType::Int32 => Constant::Int(value.as_primitive::<Int32Type>().value(0)),
        DataType::Int64 => Constant::Long(value.as_primitive::<Int64Type>().value(0)),
        DataType::Float64 => Constant::Double(value.as_primitive::<Float64Type>().value(0)),
        DataType::Utf8 => Constant::String(value.as_string::<i32>().value(0).to_owned()),
        DataType::Date32 => Constant::LocalDate(value.as_primitive::<Date32Type>().value(0)),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            Constant::Instant(value.as_primitive::<TimestampNanosecondType>().value(0))
        }
        DataType::Duration(TimeUnit::Nanosecond) => {
            Constant::Duration(value.as_primitive::<DurationNanosecondType>().value(0))
        }
        DataType::List(_) => {
            let items = value.as_list::<i32>().value(0);
            let items = (0..items.len()).map(|place| constant(&items.slice(place, 1)));
            Constant::List(items.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn list(items: &[Constant]) -> Option<(Type, ArrayRef)> {
    let items: Vec<(Type, ArrayRef)> = items.iter().map(of).collect::<Option<_>>()?;
    let of = items.iter().try_fold(Type::Null, |known, (of, _)| known.unified(of))?;
    let values = items.into_iter().map(|(from, value)| match from {
        Type::Null => Some(Value::null(&of).array().clone()),
        from if from == of => Some(value),
        // Numbers of several types.
        _ if of.is_number() => Some(
            super::kernels::arithmetic::widened(&Value::constant(value), 1, &of)
                .array()
                .clone(),
        ),
        _ => None,
    });
    let values: Vec<ArrayRef> = values.collect::<Option<_>>()?;
    let arrays: Vec<&dyn Array> = values.iter().map(AsRef::as_ref).collect();
    let values = match arrays.as_slice() {
        [] => arrow_array::new_empty_array(&of.data_type()),
        arrays => concat(arrays).ok()?,
    };
    let offsets = OffsetBuffer::from_lengths([values.len()]);
    let list = ListArray::try_new(of.item_field(), offsets, values, None).ok()?;
    Some((Type::Array(Box::new(of)), Arc::new(list)))
}
