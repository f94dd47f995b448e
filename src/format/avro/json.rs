//! Values that have no column type of their own, as JSON text.

use std::io::Write;

use super::cursor::Cursor;
use super::decode::{check_text, decimal, scaled, skip, symbol};
use super::fault::{Fault, Read};
use super::program::{Items, Member, Program, Value};

/// Writes a value as JSON: bytes as text of the characters of their numbers, as Avro's own JSON has them, decimals as
/// numbers, and what is no number in JSON by its name.
pub(super) fn write(value: &Value, program: &Program, cursor: &mut Cursor<'_>, json: &mut Vec<u8>) -> Read<()> {
    match value {
        Value::Null => json.extend_from_slice(b"null"),
        Value::Boolean => display(cursor.boolean()?, json),
        Value::Int | Value::LongOfInt => display(cursor.int()?, json),
        Value::Long => display(cursor.long()?, json),
        Value::Float => float(cursor.float()?, json),
        Value::FloatOfInt => float(cursor.int()? as f32, json),
        Value::FloatOfLong => float(cursor.long()? as f32, json),
        Value::Double => double(cursor.double()?, json),
        Value::DoubleOfInt => double(f64::from(cursor.int()?), json),
        Value::DoubleOfLong => double(cursor.long()? as f64, json),
        Value::DoubleOfFloat => double(f64::from(cursor.float()?), json),
        Value::Scaled { to, from } => display(scaled(cursor.long()?, *to, *from)?, json),
        Value::String => text(check_text(cursor.sized()?)?.chars(), json),
        Value::Bytes => bytes(cursor.sized()?, json),
        Value::Fixed(size) => bytes(cursor.take(*size)?, json),
        Value::Enum(symbols) => text(symbol(symbols, cursor)?.chars(), json),
        Value::Decimal { size, digits } => {
            let unscaled = decimal(*size, *digits, cursor)?.to_string();
            point(&unscaled, digits.scale, json);
        }
        Value::List(items) => {
            let Items { value, can_be_empty } = &**items;
            json.push(b'[');
            let mut first = true;
            cursor.inside(|cursor| {
                cursor.items(*can_be_empty, |cursor| {
                    comma(&mut first, json);
                    write(value, program, cursor, json)
                })
            })?;
            json.push(b']');
        }
        Value::Map(items) => {
            json.push(b'{');
            let mut first = true;
            cursor.inside(|cursor| {
                cursor.items(false, |cursor| {
                    comma(&mut first, json);
                    text(check_text(cursor.sized()?)?.chars(), json);
                    json.push(b':');
                    write(&items.value, program, cursor, json)
                })
            })?;
            json.push(b'}');
        }
        Value::Record(members) => record(members, program, cursor, json)?,
        Value::Shared(position) => {
            cursor.inside(|cursor| write(&program.values[*position], program, cursor, json))?;
        }
        Value::Union(arms) => {
            let arm = cursor.position_of("branch of a union", arms.len())?;
            write(&arms[arm], program, cursor, json)?;
        }
        Value::Json(value) => write(value, program, cursor, json)?,
        Value::Fault(reason) => return Err(Fault::new(reason.to_string())),
    }
    Ok(())
}

fn record(members: &[Member], program: &Program, cursor: &mut Cursor<'_>, json: &mut Vec<u8>) -> Read<()> {
    let mut first = true;
    json.push(b'{');
    let mut member = |name: &str, json: &mut Vec<u8>| {
        comma(&mut first, json);
        text(name.chars(), json);
        json.push(b':');
    };
    for field in members {
        match field {
            Member::Value { name, value } => {
                member(name, json);
                write(value, program, cursor, json)?;
            }
            Member::Default { name, bytes, value } => {
                member(name, json);
                write(value, program, &mut Cursor::new(bytes), json)?;
            }
            Member::Skip(passed) => skip(passed, program, cursor)?,
        }
    }
    json.push(b'}');
    Ok(())
}

fn comma(first: &mut bool, json: &mut Vec<u8>) {
    if !std::mem::take(first) {
        json.push(b',');
    }
}

fn display(value: impl std::fmt::Display, json: &mut Vec<u8>) {
    // Writing to a vector never fails.
    let _ = write!(json, "{value}");
}

fn float(value: f32, json: &mut Vec<u8>) {
    if value.is_finite() {
        let _ = write!(json, "{value:?}");
    } else {
        not_finite(f64::from(value), json);
    }
}

fn double(value: f64, json: &mut Vec<u8>) {
    if value.is_finite() {
        let _ = write!(json, "{value:?}");
    } else {
        not_finite(value, json);
    }
}

/// By Java's names.
fn not_finite(value: f64, json: &mut Vec<u8>) {
    json.extend_from_slice(match value {
        f64::INFINITY => b"\"Infinity\"",
        f64::NEG_INFINITY => b"\"-Infinity\"",
        _ => b"\"NaN\"",
    });
}

fn bytes(value: &[u8], json: &mut Vec<u8>) {
    text(value.iter().copied().map(char::from), json);
}

fn text(chars: impl Iterator<Item = char>, json: &mut Vec<u8>) {
    json.push(b'"');
    for char in chars {
        match char {
            '"' => json.extend_from_slice(b"\\\""),
            '\\' => json.extend_from_slice(b"\\\\"),
            '\0'..' ' => {
                let _ = write!(json, "\\u{:04x}", u32::from(char));
            }
            char => json.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    json.push(b'"');
}

/// The digits with the last `scale` behind a point.
fn point(unscaled: &str, scale: usize, json: &mut Vec<u8>) {
    let (sign, digits) = match unscaled.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", unscaled),
    };
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    display(sign, json);
    display(whole, json);
    if scale > 0 {
        json.push(b'.');
        display(fraction, json);
    }
}
