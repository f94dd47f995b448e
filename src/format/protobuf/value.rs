//! One value of a message into one cell of a column.

use super::super::ColumnBuilder;
use super::super::builder::{Bytes, Values};
use super::cursor::{Cursor, wire};
use super::fault::{Fault, Parsed};
use super::json;
use super::plan::{EnumNames, Plan, Value};

const NANOS_PER_SECOND: i128 = 1_000_000_000;

/// Reads a value into the row `row` of `column`, which is its next one, or its last one if the field was there before:
/// the last value counts, and one that is a message by itself goes on with what it had. False, and nothing changed, for
/// a number that a closed enum has no name for.
///
/// It is part of the loop over a message's fields, where a call costs as much as a number.
#[inline(always)]
pub(super) fn read(
    plan: &Plan,
    value: &Value,
    cursor: &mut Cursor<'_>,
    column: &mut ColumnBuilder,
    row: usize,
) -> Parsed<bool> {
    match (value, column) {
        (Value::Int32, ColumnBuilder::Int(values)) => set(values, row, cursor.varint()? as i32),
        (Value::Int64, ColumnBuilder::Long(values)) => set(values, row, cursor.varint()? as i64),
        (Value::Double, ColumnBuilder::Double(values)) => set(values, row, f64::from_le_bytes(cursor.fixed64()?)),
        (Value::Text { strict }, ColumnBuilder::String(bytes)) => {
            bytes.truncate_if_longer(row);
            read_text(cursor, *strict, bytes)?;
        }
        (Value::Enum(names), ColumnBuilder::String(bytes)) => {
            return Ok(read_enum(&plan.enums[*names], cursor.varint()? as i32, bytes, row));
        }
        (Value::Bool, ColumnBuilder::Boolean(values)) => set(values, row, cursor.varint()? != 0),
        (Value::Sint32, ColumnBuilder::Int(values)) => {
            let bits = cursor.varint()? as u32;
            set(values, row, (bits >> 1) as i32 ^ -((bits & 1) as i32));
        }
        (Value::Sint64, ColumnBuilder::Long(values)) => {
            let bits = cursor.varint()?;
            set(values, row, (bits >> 1) as i64 ^ -((bits & 1) as i64));
        }
        (Value::Fixed32, ColumnBuilder::Int(values)) => set(values, row, i32::from_le_bytes(cursor.fixed32()?)),
        (Value::Fixed64, ColumnBuilder::Long(values)) => set(values, row, i64::from_le_bytes(cursor.fixed64()?)),
        (Value::Float, ColumnBuilder::Float(values)) => set(values, row, f32::from_le_bytes(cursor.fixed32()?)),
        (Value::Bytes, ColumnBuilder::Binary(bytes)) => {
            let payload = cursor.bytes()?;
            bytes.truncate_if_longer(row);
            bytes.push(payload);
        }
        (value, column) => read_message(plan, value, cursor.bytes()?, column, row)?,
    }
    Ok(true)
}

/// The same where it is not so often done.
#[inline(never)]
pub(super) fn read_apart(
    plan: &Plan,
    value: &Value,
    cursor: &mut Cursor<'_>,
    column: &mut ColumnBuilder,
    row: usize,
) -> Parsed<bool> {
    read(plan, value, cursor, column, row)
}

/// The same for a value that is a message, without the length before it.
pub(super) fn read_message(
    plan: &Plan,
    value: &Value,
    payload: &[u8],
    column: &mut ColumnBuilder,
    row: usize,
) -> Parsed<()> {
    match (value, column) {
        (Value::Timestamp, ColumnBuilder::Instant(values)) | (Value::Duration, ColumnBuilder::Duration(values)) => {
            let before = values.as_slice().get(row).copied().unwrap_or_default();
            set(values, row, read_nanos(payload, before)?);
        }
        (Value::Wrapper(inner), column) => read_wrapper(plan, inner, payload, column, row)?,
        (Value::Json(message), ColumnBuilder::Json(bytes)) => {
            bytes.truncate_if_longer(row);
            json::write(*message, payload, bytes.buffer())?;
            bytes.end_value();
        }
        (value, column) => unreachable!("no {value:?} is laid out as {column:?}"),
    }
    Ok(())
}

/// Adds what a field is that is not there.
pub(super) fn push_default(plan: &Plan, value: &Value, column: &mut ColumnBuilder) {
    match (value, column) {
        (Value::Wrapper(inner), column) => push_default(plan, inner, column),
        (Value::Enum(names), ColumnBuilder::String(bytes)) => bytes.push(plan.enums[*names].default.as_bytes()),
        (Value::Json(message), ColumnBuilder::Json(bytes)) => bytes.push(json::empty(*message)),
        (_, ColumnBuilder::Boolean(values)) => values.push(false),
        (_, ColumnBuilder::Int(values)) => values.push(0),
        (_, ColumnBuilder::Long(values) | ColumnBuilder::Instant(values) | ColumnBuilder::Duration(values)) => {
            values.push(0);
        }
        (_, ColumnBuilder::Float(values)) => values.push(0.0),
        (_, ColumnBuilder::Double(values)) => values.push(0.0),
        (_, ColumnBuilder::String(bytes) | ColumnBuilder::Binary(bytes)) => bytes.push(&[]),
        (value, column) => unreachable!("no {value:?} is laid out as {column:?}"),
    }
}

#[inline]
fn set<T: Copy + Default>(values: &mut Values<T>, row: usize, value: T) {
    if values.len() > row {
        values.truncate(row);
    }
    values.push(value);
}

#[inline]
fn read_text(cursor: &mut Cursor<'_>, strict: bool, bytes: &mut Bytes) -> Parsed<()> {
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    let start = cursor.at;
    if let Some((word, len)) = cursor.short_bytes() {
        if word & HIGH_BITS == 0 {
            bytes.push_short(word, len);
            return Ok(());
        }
        cursor.at = start;
    }
    let text = cursor.bytes()?;
    if simdutf8::basic::from_utf8(text).is_ok() {
        bytes.push(text);
    } else if strict {
        return Err(Fault::new("the text is not UTF-8"));
    } else {
        bytes.push(String::from_utf8_lossy(text).as_bytes());
    }
    Ok(())
}

#[inline]
fn read_enum(names: &EnumNames, number: i32, bytes: &mut Bytes, row: usize) -> bool {
    match names.of(number) {
        Some(name) => {
            bytes.truncate_if_longer(row);
            bytes.push(name.as_bytes());
        }
        None if names.closed => return false,
        None => {
            bytes.truncate_if_longer(row);
            bytes.push(format!("UNKNOWN_ENUM_VALUE_{}_{number}", names.name).as_bytes());
        }
    }
    true
}

/// Reads seconds and nanoseconds as nanoseconds; a part that is missing stays as it was before.
fn read_nanos(payload: &[u8], before: i64) -> Parsed<i64> {
    const SECONDS: u32 = 1 << 3 | wire::VARINT;
    const NANOS: u32 = 2 << 3 | wire::VARINT;
    let mut seconds = i128::from(before).div_euclid(NANOS_PER_SECOND);
    let mut nanos = i128::from(before).rem_euclid(NANOS_PER_SECOND);
    let mut inside = Cursor::new(payload, 0);
    while !inside.at_end() {
        match inside.tag()? {
            SECONDS => seconds = i128::from(inside.varint()? as i64),
            NANOS => nanos = i128::from(inside.varint()? as i32),
            other => inside.skip(other)?,
        }
    }
    i64::try_from(seconds * NANOS_PER_SECOND + nanos).map_err(|_| {
        Fault::new(format!(
            "{seconds} seconds and {nanos} nanoseconds do not fit: expected a time that fits into 64 bits of nanoseconds"
        ))
    })
}

/// Reads a message with a single field.
fn read_wrapper(plan: &Plan, inner: &Value, payload: &[u8], column: &mut ColumnBuilder, row: usize) -> Parsed<()> {
    let wanted = 1 << 3 | inner.wire();
    let mut inside = Cursor::new(payload, 0);
    while !inside.at_end() {
        let tag = inside.tag()?;
        if tag == wanted {
            read_apart(plan, inner, &mut inside, column, row)?;
        } else {
            inside.skip(tag)?;
        }
    }
    if column.len() == row {
        push_default(plan, inner, column);
    }
    Ok(())
}
