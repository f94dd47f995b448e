//! One JSON value into one cell of a column.

use std::str;

use super::super::ColumnBuilder;
use super::super::builder::{Bytes, Values};
use super::super::instant;
use super::cursor::{Cursor, Number, RawString};
use super::fault::{Fault, Parsed};
use super::number::TextNumber;
use super::short::{self, AHEAD};
use super::text::{Lone, first_unit, write_compact};

/// A JSON value as the type of a column sees it; containers are left where they stand.
enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(Number<'a>),
    Text(RawString<'a>),
    Container,
}

/// Reads the value at the cursor into a new row of `column`, if the value is one of the common cases, text for a text or a
/// number for a number; false, and nothing has changed, when not.
#[inline]
pub(super) fn read_common(cursor: &mut Cursor<'_>, column: &mut ColumnBuilder) -> Parsed<bool> {
    if let Some(len) = short::read(cursor.ahead(&mut [0; AHEAD]), column) {
        cursor.at += len;
        return Ok(true);
    }
    match column {
        ColumnBuilder::String(bytes) if cursor.peek() == b'"' => push_text(cursor.string()?, bytes),
        _ => return Ok(false),
    }
    Ok(true)
}

/// Reads the value at the cursor into a new row of `column`, the one at position `index`. A value that does not fit
/// the column's type is a fault, and nothing is added.
pub(super) fn read(cursor: &mut Cursor<'_>, column: &mut ColumnBuilder, index: usize) -> Parsed<()> {
    if let ColumnBuilder::Json(bytes) = column {
        write_compact(cursor, bytes.buffer(), Lone::Escape)?;
        bytes.end_value();
        return Ok(());
    }
    let start = cursor.at;
    let scalar = scalar(cursor)?;
    if let Scalar::Null = scalar {
        column.push_null();
        return Ok(());
    }
    if put(cursor, &scalar, column)? {
        return Ok(());
    }
    Err(misfit(cursor, start, column, index))
}

/// Reads a JSON text, which is one value without anything around it, into a new row of `column`: see [`read`].
pub(in crate::format) fn read_json(text: &[u8], column: &mut ColumnBuilder, index: usize) -> Parsed<()> {
    read(&mut Cursor::new(text), column, index)
}

/// Reads UTF-8 text into a new row of `column`, as if it stood in a JSON string; for a column of JSON it is the value
/// itself. When it does not fit there is a reason and no row, but perhaps something for `truncate` to remove.
pub(in crate::format) fn read_text(text: &[u8], column: &mut ColumnBuilder) -> Result<(), String> {
    let mut cursor = Cursor::new(text);
    let read = if let ColumnBuilder::Json(bytes) = column {
        read_document(&mut cursor, bytes).map(|()| true)
    } else {
        let string = RawString {
            raw: text,
            escaped: false,
        };
        put(&mut cursor, &Scalar::Text(string), column)
    };
    match read {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("{} does not fit: expected {}", quoted(text), expected(column))),
        Err(fault) => Err(format!("{}: {}", quoted(text), fault.reason)),
    }
}

/// Reads a text that is one JSON value.
fn read_document(cursor: &mut Cursor<'_>, bytes: &mut Bytes) -> Parsed<()> {
    cursor.skip_space();
    write_compact(cursor, bytes.buffer(), Lone::Escape)?;
    cursor.skip_space();
    if !cursor.at_end() {
        return Err(cursor.unexpected("the end of the value"));
    }
    bytes.end_value();
    Ok(())
}

/// The beginning of a text, in quotes.
#[cold]
fn quoted(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let shown: String = text.chars().take(60).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    format!("{shown:?}{more}")
}

fn scalar<'a>(cursor: &mut Cursor<'a>) -> Parsed<Scalar<'a>> {
    Ok(match cursor.peek() {
        b'"' => Scalar::Text(cursor.string()?),
        b't' => cursor.word("true").map(|()| Scalar::Bool(true))?,
        b'f' => cursor.word("false").map(|()| Scalar::Bool(false))?,
        b'n' => cursor.word("null").map(|()| Scalar::Null)?,
        b'{' | b'[' => Scalar::Container,
        _ => Scalar::Number(cursor.number()?),
    })
}

#[inline]
pub(super) fn push_text(string: RawString<'_>, bytes: &mut Bytes) {
    if string.escaped {
        string.unescape(bytes.buffer());
        bytes.end_value();
    } else {
        bytes.push(string.raw);
    }
}

/// Adds the value, which is not null, to the column; false, and no row, when it does not fit.
fn put(cursor: &mut Cursor<'_>, scalar: &Scalar<'_>, column: &mut ColumnBuilder) -> Parsed<bool> {
    let put = match column {
        ColumnBuilder::String(bytes) => {
            match scalar {
                Scalar::Text(string) => string.unescape(bytes.buffer()),
                Scalar::Number(number) => number.write_text(bytes.buffer()),
                Scalar::Bool(value) => bytes.buffer().extend_from_slice(value.to_string().as_bytes()),
                Scalar::Container => write_compact(cursor, bytes.buffer(), Lone::Question)?,
                Scalar::Null => {}
            }
            bytes.end_value();
            true
        }
        ColumnBuilder::Double(values) => push(values, to_number(scalar, |number| number.to_f64())),
        ColumnBuilder::Float(values) => push(values, to_number(scalar, |number| number.to_f32())),
        ColumnBuilder::Long(values) => push(values, to_integer(scalar)),
        ColumnBuilder::Int(values) => push(values, to_integer(scalar)),
        ColumnBuilder::Short(values) => push(values, to_integer(scalar)),
        ColumnBuilder::Byte(values) => push(values, to_integer(scalar)),
        ColumnBuilder::Char(values) => push_or_null(values, to_char(scalar)),
        ColumnBuilder::Boolean(values) => push_or_null(values, to_bool(scalar)),
        ColumnBuilder::Instant(values) => push(values, to_instant(scalar)),
        // Refused when the decoder is made.
        _ => false,
    };
    Ok(put)
}

fn push<T: Copy + Default>(values: &mut Values<T>, value: Option<T>) -> bool {
    if let Some(value) = value {
        values.push(value);
    }
    value.is_some()
}

/// The same for conversions that can give null: the inner option.
fn push_or_null<T: Copy + Default>(values: &mut Values<T>, value: Option<Option<T>>) -> bool {
    match value {
        Some(None) => values.push_null(),
        Some(Some(value)) => values.push(value),
        None => return false,
    }
    true
}

/// The first UTF-16 unit of a text, `t` or `f`, or the unit with the number. Empty text is null.
fn to_char(scalar: &Scalar<'_>) -> Option<Option<u16>> {
    match scalar {
        Scalar::Text(string) => Some(first_unit(*string)),
        Scalar::Bool(value) => Some(Some(u16::from(if *value { b't' } else { b'f' }))),
        Scalar::Number(_) => to_integer(scalar).map(Some),
        _ => None,
    }
}

/// A number, a text that holds one, or a boolean as 1 or 0.
fn to_number<T: From<u8>>(scalar: &Scalar<'_>, convert: impl Fn(TextNumber<'_>) -> T) -> Option<T> {
    match scalar {
        Scalar::Number(number) => Some(convert(TextNumber::Json(*number))),
        Scalar::Bool(value) => Some(T::from(u8::from(*value))),
        Scalar::Text(string) => with_text(*string, |text| TextNumber::of(text).map(convert)),
        _ => None,
    }
}

/// The same for whole numbers, if the value is whole and fits.
fn to_integer<T: TryFrom<i64>>(scalar: &Scalar<'_>) -> Option<T> {
    let value = match scalar {
        Scalar::Number(number) => number.to_i64()?,
        Scalar::Bool(value) => i64::from(*value),
        Scalar::Text(string) => with_text(*string, |text| TextNumber::of(text)?.to_i64())?,
        _ => return None,
    };
    T::try_from(value).ok()
}

/// The inner option is none for empty text, which is null.
fn to_bool(scalar: &Scalar<'_>) -> Option<Option<bool>> {
    match scalar {
        Scalar::Bool(value) => Some(Some(*value)),
        Scalar::Number(number) => (number.text == b"1").then_some(Some(true)),
        Scalar::Text(string) => with_text(*string, |text| match text.trim() {
            "TRUE" | "True" | "true" | "T" | "t" | "1" => Some(Some(true)),
            "FALSE" | "False" | "false" | "F" | "f" => Some(Some(false)),
            "" => Some(None),
            _ => None,
        }),
        _ => None,
    }
}

fn to_instant(scalar: &Scalar<'_>) -> Option<i64> {
    match scalar {
        Scalar::Number(number) if number.integer => instant::from_epoch(number.to_i64()?),
        Scalar::Text(string) => with_text(*string, instant::parse),
        _ => None,
    }
}

/// The characters that a string stands for.
pub(super) fn with_text<T>(string: RawString<'_>, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    if !string.escaped {
        return read(str::from_utf8(string.raw).ok()?);
    }
    let mut plain = Vec::with_capacity(string.raw.len());
    string.unescape(&mut plain);
    read(str::from_utf8(&plain).ok()?)
}

/// The fault of a value that does not fit, or of what is no JSON to begin with.
#[cold]
fn misfit(cursor: &mut Cursor<'_>, start: usize, column: &ColumnBuilder, index: usize) -> Box<Fault> {
    match shown(cursor, start) {
        Ok(shown) => Fault::at(index, format!("{shown} does not fit: expected {}", expected(column))),
        Err(fault) => fault,
    }
}

/// The beginning of the value at `start`; a fault if it is no JSON.
pub(super) fn shown(cursor: &mut Cursor<'_>, start: usize) -> Parsed<String> {
    cursor.at = start;
    cursor.skip_value()?;
    let text = String::from_utf8_lossy(&cursor.bytes[start..cursor.at]);
    let shown: String = text.chars().take(60).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    Ok(format!("{shown}{more}"))
}

/// What a column takes.
pub(in crate::format) fn expected(column: &ColumnBuilder) -> &'static str {
    match column {
        ColumnBuilder::Boolean(_) => "true or false, or a text such as \"true\", \"T\", \"1\", \"false\" or \"F\"",
        ColumnBuilder::Byte(_) => "a whole number from -128 to 127",
        ColumnBuilder::Char(_) => "a text, or a whole number from 0 to 65535",
        ColumnBuilder::Short(_) => "a whole number from -32768 to 32767",
        ColumnBuilder::Int(_) => "a whole number from -2147483648 to 2147483647",
        ColumnBuilder::Long(_) => "a whole number from -9223372036854775808 to 9223372036854775807",
        ColumnBuilder::Float(_) | ColumnBuilder::Double(_) => "a number",
        ColumnBuilder::Instant(_) => {
            "a time such as \"2024-01-02T03:04:05.123Z\", or an integer of seconds, milliseconds, microseconds or \
             nanoseconds since 1970"
        }
        ColumnBuilder::Binary(_) => "bytes",
        _ => "a text",
    }
}
