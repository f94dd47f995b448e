//! One value into one cell of a column.

use super::super::json::{Fault, Parsed, expected, read_json};
use super::super::{ColumnBuilder, instant};
use super::cursor::{Cursor, Value, check_text};
use super::{text, timestamp};

/// Adds a value to a column as a new row, the one of the column at position `index`. `inside` stands at what is inside of
/// it. A value that does not fit the column's type is a fault, and nothing is added.
///
/// Values of other types than the column's are read as their JSON would be, which `json` is memory for.
#[inline]
pub(super) fn put(
    value: Value<'_>,
    inside: Cursor<'_>,
    column: &mut ColumnBuilder,
    index: usize,
    json: &mut Vec<u8>,
) -> Parsed<()> {
    match (value, column) {
        (Value::Text(text), ColumnBuilder::String(bytes)) => {
            check_text(text).map_err(|fault| fault.of_column(index))?;
            bytes.push(text);
        }
        (Value::Double(number), ColumnBuilder::Double(values)) => values.push(number),
        (Value::Float(number), ColumnBuilder::Double(values)) => values.push(number.into()),
        (Value::Integer(number), ColumnBuilder::Double(values)) => values.push(number as f64),
        (Value::Integer(number), ColumnBuilder::Long(values)) => values.push(number),
        (Value::Integer(number), ColumnBuilder::Int(values)) if i32::try_from(number).is_ok() => {
            values.push(number as i32);
        }
        (Value::Float(number), ColumnBuilder::Float(values)) => values.push(number),
        (Value::Double(number), ColumnBuilder::Float(values)) => values.push(number as f32),
        (Value::Bool(value), ColumnBuilder::Boolean(values)) => values.push(value),
        (Value::Extension(timestamp::TYPE, bytes), ColumnBuilder::Instant(values)) => {
            values.push(timestamp::nanos(bytes).map_err(|fault| fault.of_column(index))?);
        }
        (Value::Integer(number), ColumnBuilder::Instant(values)) if instant::from_epoch(number).is_some() => {
            values.push(instant::from_epoch(number).unwrap_or_default());
        }
        (Value::Binary(value) | Value::Text(value), ColumnBuilder::Binary(bytes)) => bytes.push(value),
        (value, column) => return put_other(value, inside, column, index, json),
    }
    Ok(())
}

fn put_other(
    value: Value<'_>,
    mut inside: Cursor<'_>,
    column: &mut ColumnBuilder,
    index: usize,
    json: &mut Vec<u8>,
) -> Parsed<()> {
    if value == Value::Nil && !matches!(column, ColumnBuilder::Json(_)) {
        column.push_null();
        return Ok(());
    }
    let is_text = matches!(column, ColumnBuilder::String(_) | ColumnBuilder::Json(_));
    let has_json = match value {
        Value::Float(number) => number.is_finite(),
        Value::Double(number) => number.is_finite(),
        Value::Binary(_) | Value::Extension(..) => false,
        _ => !matches!(column, ColumnBuilder::Binary(_)),
    };
    if !is_text && (!has_json || matches!(value, Value::Array(_) | Value::Map(_))) {
        return Err(misfit(value, column, index));
    }
    json.clear();
    text::write(value, &mut inside, json, 0).map_err(|fault| fault.of_column(index))?;
    read_json(json, column, index)
}

#[cold]
fn misfit(value: Value<'_>, column: &ColumnBuilder, index: usize) -> Box<Fault> {
    let shown = match value {
        Value::Nil => "nil".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Unsigned(number) => number.to_string(),
        Value::Float(number) => text::named(number.into()).to_owned(),
        Value::Double(number) => text::named(number).to_owned(),
        Value::Text(text) => format!("a text of {} bytes", text.len()),
        Value::Binary(bytes) => format!("binary of {} bytes", bytes.len()),
        Value::Extension(timestamp::TYPE, _) => "a timestamp".to_owned(),
        Value::Extension(kind, bytes) => format!("extension {kind} of {} bytes", bytes.len()),
        Value::Array(elements) => format!("an array of {elements} elements"),
        Value::Map(entries) => format!("a map of {entries} entries"),
    };
    Fault::at(index, format!("{shown} does not fit: expected {}", expected(column)))
}
