//! Values of a class of their own, which functions of a program give: JSON text, one class a value.
//!
//! Numbers, booleans, lists and maps are what they are in JSON; texts, times, and numbers that JSON does not have (NaN,
//! infinities) are strings.

use std::fmt::Write;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, DurationNanosecondType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, Time64NanosecondType, TimestampNanosecondType, UInt16Type,
};
use arrow_array::{Array, ArrayRef, BooleanArray, ListArray, PrimitiveArray, StringArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::DataType;
use serde_json::{Number, Value as Json};

use super::concat::shown;
use crate::error::Error;
use crate::formula::syntax::Binary;
use crate::formula::time;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome, Value};

/// Values of any type as objects.
pub(crate) fn boxed(of: &Type, arguments: &Arguments<'_>) -> Outcome {
    let [value] = arguments.values else {
        return Err(Error::internal("what becomes an object is one value").into());
    };
    let array = value.array();
    let mut texts = StringBuilder::with_capacity(arguments.rows, 8 * arguments.rows);
    for row in 0..arguments.rows {
        if value.is_null(row) {
            texts.append_null();
        } else {
            texts.append_value(json(of, array, value.index(row)));
        }
    }
    Ok(Arc::new(texts.finish()))
}

/// The JSON text of a value.
fn json(of: &Type, array: &ArrayRef, index: usize) -> String {
    if array.is_null(index) {
        return "null".to_owned();
    }
    match (of, array.as_list_opt::<i32>()) {
        (Type::Array(item) | Type::Vector(item), Some(lists)) => {
            let items = lists.value(index);
            let items: Vec<String> = (0..items.len()).map(|row| json(item, &items, row)).collect();
            return format!("[{}]", items.join(","));
        }
        (Type::Json | Type::Object, _) => return array.as_string::<i32>().value(index).to_owned(),
        _ => {}
    }
    let text = shown(array, index);
    let bare = match array.data_type() {
        DataType::Float32 => array.as_primitive::<Float32Type>().value(index).is_finite(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(index).is_finite(),
        _ => *of == Type::Boolean || *of == Type::Bytes || of.is_decimal() || (of.is_whole() && *of != Type::Char),
    };
    if bare { text } else { Json::String(text).to_string() }
}

/// Whether objects can be cast to a type.
pub(crate) fn can_be(to: &Type) -> bool {
    match to {
        Type::Array(item) | Type::Vector(item) => can_be(item),
        Type::Boolean | Type::String | Type::Instant | Type::LocalDate | Type::LocalTime | Type::Duration => true,
        to => to.is_number(),
    }
}

/// Objects as values of a type that they can be; fails for one of another class. What lands on the value that stands
/// for null in the mirrored API is null.
pub(crate) fn cast(to: &Type, arguments: &Arguments<'_>) -> Outcome {
    let values = objects(arguments, 0)?;
    let values: Vec<Option<&Json>> = values.iter().map(Option::as_ref).collect();
    array(to, &values).map_err(|failure| match failure {
        Mismatch::Value(row) => {
            let object = values[row].map(ToString::to_string).unwrap_or_default();
            Failure::of(
                row,
                0,
                format!("the value {object} of class Object cannot be cast to {to}"),
            )
        }
        Mismatch::Fault(error) => Failure::Whole(error),
    })
}

/// Why objects are not values of a type.
enum Mismatch {
    /// That at this position is not.
    Value(usize),
    Fault(Error),
}

fn array(to: &Type, values: &[Option<&Json>]) -> Result<ArrayRef, Mismatch> {
    Ok(match to {
        Type::Boolean => Arc::new(BooleanArray::from(each(values, |value| value.as_bool().map(Some))?)),
        Type::String => {
            let texts = each(values, |value| value.as_str().map(|text| Some(text.to_owned())))?;
            Arc::new(StringArray::from(texts))
        }
        Type::Char => numbers::<UInt16Type>(values, |value| {
            let mut units = value.as_str()?.encode_utf16();
            let unit = units.next()?;
            units.next().is_none().then_some((unit != u16::MAX).then_some(unit))
        })?,
        Type::Byte => numbers::<Int8Type>(values, |value| Some(not(int(value)? as i8, i8::MIN)))?,
        Type::Short => numbers::<Int16Type>(values, |value| Some(not(int(value)? as i16, i16::MIN)))?,
        Type::Int => numbers::<Int32Type>(values, |value| Some(not(int(value)?, i32::MIN)))?,
        Type::Long => numbers::<Int64Type>(values, |value| Some(not(long(value)?, i64::MIN)))?,
        Type::Float => numbers::<Float32Type>(values, |value| Some(not(real(value)? as f32, -f32::MAX)))?,
        Type::Double => numbers::<Float64Type>(values, |value| Some(not(real(value)?, -f64::MAX)))?,
        Type::Instant => {
            let instants = each(values, |value| time::instant(value.as_str()?).map(Some))?;
            let instants = PrimitiveArray::<TimestampNanosecondType>::from(instants);
            Arc::new(instants.with_timezone("UTC"))
        }
        Type::LocalDate => numbers::<Date32Type>(values, |value| time::local_date(value.as_str()?).map(Some))?,
        Type::LocalTime => {
            numbers::<Time64NanosecondType>(values, |value| time::local_time(value.as_str()?).map(Some))?
        }
        Type::Duration => numbers::<DurationNanosecondType>(values, |value| time::duration(value.as_str()?).map(Some))?,
        Type::Array(item) | Type::Vector(item) => {
            let lists = each(values, |value| Some(value.as_array()))?;
            if let Some(row) = (0..lists.len()).find(|row| lists[*row].is_none() && values[*row].is_some()) {
                return Err(Mismatch::Value(row));
            }
            let lengths = lists.iter().map(|list| list.map_or(0, Vec::len));
            let offsets = OffsetBuffer::from_lengths(lengths);
            let mut items: Vec<Option<&Json>> = Vec::new();
            let mut owners = Vec::new();
            for (row, list) in lists.iter().enumerate() {
                items.extend(
                    list.iter()
                        .flat_map(|list| list.iter())
                        .map(|item| Some(item).filter(|item| !item.is_null())),
                );
                owners.resize(items.len(), row);
            }
            let items = array(item, &items).map_err(|mismatch| match mismatch {
                Mismatch::Value(item) => Mismatch::Value(owners[item]),
                fault => fault,
            })?;
            let nulls = NullBuffer::from_iter(lists.iter().map(Option::is_some));
            let list = ListArray::try_new(item_field(to), offsets, items, Some(nulls));
            Arc::new(list.map_err(|error| Mismatch::Fault(error.into()))?)
        }
        other => {
            return Err(Mismatch::Fault(Error::internal(format!(
                "no object can be cast to {other}"
            ))));
        }
    })
}

fn item_field(list: &Type) -> arrow_schema::FieldRef {
    list.item().unwrap_or(&Type::Null).item_field()
}

/// Each value read by `read`, which gives nothing for one of another class.
fn each<'v, T>(
    values: &[Option<&'v Json>],
    read: impl Fn(&'v Json) -> Option<Option<T>>,
) -> Result<Vec<Option<T>>, Mismatch> {
    let mut results = Vec::with_capacity(values.len());
    for (row, value) in values.iter().enumerate() {
        match value {
            None => results.push(None),
            Some(value) => results.push(read(value).ok_or(Mismatch::Value(row))?),
        }
    }
    Ok(results)
}

fn numbers<T: ArrowPrimitiveType>(
    values: &[Option<&Json>],
    read: impl Fn(&Json) -> Option<Option<T::Native>>,
) -> Result<ArrayRef, Mismatch> {
    Ok(Arc::new(PrimitiveArray::<T>::from_iter(each(values, read)?)))
}

fn not<T: PartialEq>(value: T, null: T) -> Option<T> {
    (value != null).then_some(value)
}

/// A number as Java makes it whole: fractions are cut off and saturate, whole numbers lose their high bits.
fn int(value: &Json) -> Option<i32> {
    let number = value.as_number()?;
    number
        .as_i64()
        .map(|value| value as i32)
        .or_else(|| Some(number.as_f64()? as i32))
}

fn long(value: &Json) -> Option<i64> {
    let number = value.as_number()?;
    number.as_i64().or_else(|| Some(number.as_f64()? as i64))
}

fn real(value: &Json) -> Option<f64> {
    match value {
        Json::Number(number) => number.as_f64(),
        Json::String(name) => match name.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

/// The texts of objects, as Java prints them.
pub(crate) fn text(arguments: &Arguments<'_>) -> Outcome {
    let value = &arguments.values[0];
    let documents = value.array().as_string::<i32>();
    let mut texts = StringBuilder::with_capacity(arguments.rows, 8 * arguments.rows);
    for (row, object) in objects(arguments, 0)?.iter().enumerate() {
        match object {
            None => texts.append_null(),
            // With all the digits that it was given.
            Some(Json::Number(_)) => texts.append_value(documents.value(value.index(row))),
            Some(value) => {
                // A builder is written to without errors.
                let _ = print(value, &mut texts);
                texts.append_value("");
            }
        }
    }
    Ok(Arc::new(texts.finish()))
}

fn print(value: &Json, into: &mut impl Write) -> std::fmt::Result {
    match value {
        Json::Null => into.write_str("null"),
        Json::Bool(value) => write!(into, "{value}"),
        Json::Number(number) if number.is_f64() => {
            crate::formula::text::double(number.as_f64().unwrap_or(f64::NAN), into)
        }
        Json::Number(number) => write!(into, "{number}"),
        Json::String(text) => into.write_str(text),
        Json::Array(items) => {
            into.write_char('[')?;
            for (position, item) in items.iter().enumerate() {
                into.write_str(if position == 0 { "" } else { ", " })?;
                print(item, into)?;
            }
            into.write_char(']')
        }
        Json::Object(entries) => {
            into.write_char('{')?;
            for (position, (name, value)) in entries.iter().enumerate() {
                write!(into, "{}{name}=", if position == 0 { "" } else { ", " })?;
                print(value, into)?;
            }
            into.write_char('}')
        }
    }
}

/// Whether two objects are equal, or are not: numbers are whatever their classes, null equals null.
pub(crate) fn equal(operator: Binary, arguments: &Arguments<'_>) -> Outcome {
    let (left, right) = (objects(arguments, 0)?, objects(arguments, 1)?);
    let wanted = operator == Binary::Equal;
    let same = |(left, right): (&Option<Json>, &Option<Json>)| match (left, right) {
        (Some(Json::Number(left)), Some(Json::Number(right))) => same_number(left, right),
        (left, right) => left == right,
    };
    let answers = left.iter().zip(&right).map(|sides| Some(same(sides) == wanted));
    Ok(Arc::new(answers.collect::<BooleanArray>()))
}

fn same_number(left: &Number, right: &Number) -> bool {
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => left == right,
        _ => left.as_f64() == right.as_f64(),
    }
}

/// The objects of an argument, one a row.
fn objects(arguments: &Arguments<'_>, argument: usize) -> Outcome<Vec<Option<Json>>> {
    let value: &Value = &arguments.values[argument];
    let texts = value.array().as_string::<i32>();
    let object = |row: usize| {
        if value.is_null(row) {
            return Ok(None);
        }
        let text = texts.value(value.index(row));
        let parsed = serde_json::from_str(text);
        parsed
            .map(Some)
            .map_err(|error| Failure::of(row, argument, format!("an object is no JSON text: {error}")))
    };
    (0..arguments.rows).map(object).collect()
}
