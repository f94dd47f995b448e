//! Messages that have a JSON form of their own, as JSON text: `Any`, `FieldMask`, `Struct`, `Value` and `ListValue`.

use serde::Serialize;

use super::cursor::{Cursor, MAX_DEPTH, too_deep, unopened, wire};
use super::fault::{Fault, Parsed};
use super::plan::JsonMessage;

/// The JSON of a message without fields.
pub(super) fn empty(message: JsonMessage) -> &'static [u8] {
    match message {
        JsonMessage::Any | JsonMessage::Struct => b"{}",
        JsonMessage::FieldMask => b"\"\"",
        JsonMessage::Value => b"null",
        JsonMessage::ListValue => b"[]",
    }
}

/// Adds the JSON of a message.
pub(super) fn write(message: JsonMessage, payload: &[u8], out: &mut Vec<u8>) -> Parsed<()> {
    write_nested(message, payload, out, 0)
}

fn write_nested(message: JsonMessage, payload: &[u8], out: &mut Vec<u8>, depth: usize) -> Parsed<()> {
    if depth == MAX_DEPTH {
        return Err(too_deep());
    }
    match message {
        JsonMessage::Any => write_any(payload, out),
        JsonMessage::FieldMask => write_field_mask(payload, out),
        JsonMessage::Struct => write_struct(payload, out, depth),
        JsonMessage::Value => write_value(payload, out, depth),
        JsonMessage::ListValue => {
            out.push(b'[');
            let start = out.len();
            each(payload, |number, field| match field {
                Field::Bytes(bytes) if number == 1 => {
                    separate(out, start);
                    write_nested(JsonMessage::Value, bytes, out, depth + 1)
                }
                _ => Ok(()),
            })?;
            out.push(b']');
            Ok(())
        }
    }
}

/// The value of a field.
#[derive(Clone, Copy)]
enum Field<'a> {
    Number(u64),
    Fixed(f64),
    Bytes(&'a [u8]),
}

/// Calls `take` with the number and the value of each field that has one of these forms.
fn each<'a>(payload: &'a [u8], mut take: impl FnMut(u32, Field<'a>) -> Parsed<()>) -> Parsed<()> {
    let mut cursor = Cursor::new(payload, 0);
    while !cursor.at_end() {
        let tag = cursor.tag()?;
        let number = tag >> 3;
        match tag & 7 {
            wire::VARINT => take(number, Field::Number(cursor.varint()?))?,
            wire::FIXED64 => take(number, Field::Fixed(f64::from_le_bytes(cursor.fixed64()?)))?,
            wire::LEN => take(number, Field::Bytes(cursor.bytes()?))?,
            wire::END_GROUP => return Err(unopened(number)),
            _ => cursor.skip(tag)?,
        }
    }
    Ok(())
}

/// `{"@type": …, "value": …}`, the value as Base64 whatever its type.
fn write_any(payload: &[u8], out: &mut Vec<u8>) -> Parsed<()> {
    let (mut url, mut value): (&[u8], &[u8]) = (&[], &[]);
    each(payload, |number, field| {
        match (number, field) {
            (1, Field::Bytes(bytes)) => url = bytes,
            (2, Field::Bytes(bytes)) => value = bytes,
            _ => {}
        }
        Ok(())
    })?;
    out.extend_from_slice(b"{\"@type\":");
    write_text(url, out)?;
    out.extend_from_slice(b",\"value\":");
    write_json(&openssl::base64::encode_block(value), out);
    out.push(b'}');
    Ok(())
}

/// The paths with commas between them, their names in camel case.
fn write_field_mask(payload: &[u8], out: &mut Vec<u8>) -> Parsed<()> {
    let mut paths = String::new();
    each(payload, |number, field| {
        if let (1, Field::Bytes(bytes)) = (number, field) {
            if !paths.is_empty() {
                paths.push(',');
            }
            let mut raised = false;
            for char in text(bytes)?.chars() {
                match char {
                    '_' => raised = true,
                    _ if raised => {
                        paths.extend(char.to_uppercase());
                        raised = false;
                    }
                    _ => paths.push(char),
                }
            }
        }
        Ok(())
    })?;
    write_json(&paths, out);
    Ok(())
}

fn write_struct(payload: &[u8], out: &mut Vec<u8>, depth: usize) -> Parsed<()> {
    out.push(b'{');
    let start = out.len();
    each(payload, |number, field| {
        let (1, Field::Bytes(entry)) = (number, field) else {
            return Ok(());
        };
        let (mut key, mut value): (&[u8], &[u8]) = (&[], &[]);
        each(entry, |number, field| {
            match (number, field) {
                (1, Field::Bytes(bytes)) => key = bytes,
                (2, Field::Bytes(bytes)) => value = bytes,
                _ => {}
            }
            Ok(())
        })?;
        separate(out, start);
        write_text(key, out)?;
        out.push(b':');
        write_nested(JsonMessage::Value, value, out, depth + 1)
    })?;
    out.push(b'}');
    Ok(())
}

fn write_value(payload: &[u8], out: &mut Vec<u8>, depth: usize) -> Parsed<()> {
    let mut last = None;
    each(payload, |number, field| {
        let is_kind = match field {
            Field::Number(_) => number == 1 || number == 4,
            Field::Fixed(_) => number == 2,
            Field::Bytes(_) => matches!(number, 3 | 5 | 6),
        };
        if is_kind {
            last = Some((number, field));
        }
        Ok(())
    })?;
    match last {
        Some((4, Field::Number(value))) => write_json(&(value != 0), out),
        // JSON has no such numbers.
        Some((_, Field::Fixed(number))) if number.is_nan() => write_json("NaN", out),
        Some((_, Field::Fixed(number))) if number.is_infinite() => {
            write_json(if number > 0.0 { "Infinity" } else { "-Infinity" }, out);
        }
        Some((_, Field::Fixed(number))) => write_json(&number, out),
        Some((3, Field::Bytes(bytes))) => write_text(bytes, out)?,
        Some((5, Field::Bytes(bytes))) => write_nested(JsonMessage::Struct, bytes, out, depth + 1)?,
        Some((_, Field::Bytes(bytes))) => write_nested(JsonMessage::ListValue, bytes, out, depth + 1)?,
        Some((_, Field::Number(_))) | None => out.extend_from_slice(b"null"),
    }
    Ok(())
}

/// Adds the comma before all members but the first, which begins at `start`.
fn separate(out: &mut Vec<u8>, start: usize) {
    if out.len() > start {
        out.push(b',');
    }
}

fn text(bytes: &[u8]) -> Parsed<&str> {
    simdutf8::basic::from_utf8(bytes).map_err(|_| Fault::new("the text is not UTF-8"))
}

fn write_text(bytes: &[u8], out: &mut Vec<u8>) -> Parsed<()> {
    write_json(text(bytes)?, out);
    Ok(())
}

fn write_json<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // A scalar can always be written into memory.
    let _ = serde_json::to_writer(out, value);
}
