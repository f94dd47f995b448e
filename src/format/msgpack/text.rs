//! Values as JSON text.

use std::fmt::Display;
use std::io::Write;

use openssl::base64::encode_block;
use serde::Serialize;

use super::super::json::{Fault, MAX_DEPTH, Parsed};
use super::cursor::{Cursor, Value, check_text};
use super::timestamp;

/// Appends a value as JSON. Bytes are Base64, a timestamp is a text in the form of ISO 8601, another extension an object
/// of its type and its bytes, and what is no number in JSON goes by its name, all as Jackson has them. The cursor stands
/// behind the value, or at what is inside of it, of which so many containers are around it.
pub(super) fn write(value: Value<'_>, cursor: &mut Cursor<'_>, out: &mut Vec<u8>, depth: usize) -> Parsed<()> {
    if depth == MAX_DEPTH && matches!(value, Value::Array(_) | Value::Map(_)) {
        return Err(Fault::new(format!(
            "nested deeper than {MAX_DEPTH} at byte {}",
            cursor.at
        )));
    }
    match value {
        Value::Text(bytes) => json(check_text(bytes)?, out),
        Value::Binary(bytes) => json(&encode_block(bytes), out),
        Value::Extension(timestamp::TYPE, bytes) => json(&timestamp::text(bytes)?, out),
        Value::Extension(kind, bytes) => {
            display(format_args!("{{\"type\":{kind},\"data\":"), out);
            json(&encode_block(bytes), out);
            out.push(b'}');
        }
        Value::Float(number) if !number.is_finite() => json(named(number.into()), out),
        Value::Double(number) if !number.is_finite() => json(named(number), out),
        Value::Array(elements) => {
            out.push(b'[');
            for element in 0..elements {
                comma(element, out);
                let value = cursor.value()?;
                write(value, cursor, out, depth + 1)?;
            }
            out.push(b']');
        }
        Value::Map(entries) => {
            out.push(b'{');
            for entry in 0..entries {
                comma(entry, out);
                key(cursor, out)?;
                out.push(b':');
                let value = cursor.value()?;
                write(value, cursor, out, depth + 1)?;
            }
            out.push(b'}');
        }
        scalar => plain(scalar, out),
    }
    Ok(())
}

/// Appends a null, a boolean or a finite number.
fn plain(scalar: Value<'_>, out: &mut Vec<u8>) {
    match scalar {
        Value::Bool(value) => display(value, out),
        Value::Integer(number) => display(number, out),
        Value::Unsigned(number) => display(number, out),
        Value::Float(number) => display(format_args!("{number:?}"), out),
        Value::Double(number) => display(format_args!("{number:?}"), out),
        _ => out.extend_from_slice(b"null"),
    }
}

/// Appends a key of a map as a field's name: a text, or what another scalar is in JSON.
fn key(cursor: &mut Cursor<'_>, out: &mut Vec<u8>) -> Parsed<()> {
    let start = cursor.at;
    match cursor.value()? {
        Value::Text(name) | Value::Binary(name) => json(check_text(name)?, out),
        Value::Array(_) | Value::Map(_) | Value::Extension(..) => {
            return Err(Fault::new(format!(
                "a map's key at byte {start} has no form in JSON: expected a text, a number, a boolean or nil"
            )));
        }
        Value::Float(number) if !number.is_finite() => json(named(number.into()), out),
        Value::Double(number) if !number.is_finite() => json(named(number), out),
        scalar => {
            out.push(b'"');
            plain(scalar, out);
            out.push(b'"');
        }
    }
    Ok(())
}

fn comma(position: usize, out: &mut Vec<u8>) {
    if position > 0 {
        out.push(b',');
    }
}

/// What is no number in JSON, by Java's name.
pub(super) fn named(number: f64) -> &'static str {
    match number {
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => "NaN",
    }
}

fn display(value: impl Display, out: &mut Vec<u8>) {
    // Writing to a vector never fails.
    let _ = write!(out, "{value}");
}

fn json<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // A text can always be written into memory.
    let _ = serde_json::to_writer(out, value);
}
