//! Cells as JSON and as text.

use std::fmt::{self, Write};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Decimal256Type, DurationNanosecondType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, Time64NanosecondType, TimestampNanosecondType, UInt16Type,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, FixedSizeBinaryArray, ListArray, MapArray, PrimitiveArray, StringArray,
    StructArray,
};
use arrow_schema::{DataType, Field, TimeUnit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::spec::{EXTENSION_NAME, JAVA_CLASS, JSON_EXTENSION, OBJECT_EXTENSION};
use crate::text::{self, Utf8};

/// How the cells of a column are written: numbers and truth values as such, everything else as a string of what Java
/// prints, bytes in base 64; lists and maps of these; JSON as it is.
#[derive(Debug)]
pub(in crate::format) enum Kind {
    Boolean,
    Byte,
    Char,
    Short,
    Int,
    Long,
    Float,
    Double,
    Text,
    /// JSON text, and numbers as text.
    Json,
    Instant,
    LocalDate,
    LocalTime,
    Duration,
    Bytes,
    Uuid,
    Decimal128(i8),
    Decimal256(i8),
    List(Box<Kind>),
    Map(Box<Kind>, Box<Kind>),
    Struct(Vec<(String, Kind)>),
}

/// The cells of columns of these kinds.
pub(super) fn cells<'a>(kinds: &'a [Kind], columns: &'a [ArrayRef]) -> Vec<Cells<'a>> {
    kinds
        .iter()
        .zip(columns)
        .map(|(kind, column)| kind.cells(column))
        .collect()
}

impl Kind {
    /// That of a column; none for a type that has no text.
    pub fn of(field: &Field) -> Option<Self> {
        let metadata = |key: &str| field.metadata().get(key).map(String::as_str);
        let is_json = match (metadata(EXTENSION_NAME), metadata(JAVA_CLASS)) {
            (Some(JSON_EXTENSION | OBJECT_EXTENSION), _) => true,
            (_, class) => matches!(class, Some("java.math.BigDecimal" | "java.math.BigInteger")),
        };
        Some(match field.data_type() {
            DataType::Boolean => Kind::Boolean,
            DataType::Int8 => Kind::Byte,
            DataType::UInt16 => Kind::Char,
            DataType::Int16 => Kind::Short,
            DataType::Int32 => Kind::Int,
            DataType::Int64 => Kind::Long,
            DataType::Float32 => Kind::Float,
            DataType::Float64 => Kind::Double,
            DataType::Utf8 if is_json => Kind::Json,
            DataType::Utf8 => Kind::Text,
            DataType::Timestamp(TimeUnit::Nanosecond, _) => Kind::Instant,
            DataType::Date32 => Kind::LocalDate,
            DataType::Time64(TimeUnit::Nanosecond) => Kind::LocalTime,
            DataType::Duration(TimeUnit::Nanosecond) => Kind::Duration,
            DataType::Binary => Kind::Bytes,
            DataType::FixedSizeBinary(16) => Kind::Uuid,
            DataType::Decimal128(_, scale) => Kind::Decimal128(*scale),
            DataType::Decimal256(_, scale) => Kind::Decimal256(*scale),
            DataType::List(item) => Kind::List(Box::new(Self::of(item)?)),
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(entry) if entry.len() == 2 => {
                    Kind::Map(Box::new(Self::of(&entry[0])?), Box::new(Self::of(&entry[1])?))
                }
                _ => return None,
            },
            DataType::Struct(fields) => {
                let member =
                    |field: &std::sync::Arc<Field>| Some((format!("{}:", quoted(field.name())), Self::of(field)?));
                Kind::Struct(fields.iter().map(member).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }

    /// The cells of an array, which is of the kind's type.
    pub fn cells<'a>(&'a self, array: &'a ArrayRef) -> Cells<'a> {
        let values = match self {
            Kind::Boolean => Values::Boolean(array.as_boolean()),
            Kind::Byte => Values::Byte(array.as_primitive()),
            Kind::Char => Values::Char(array.as_primitive()),
            Kind::Short => Values::Short(array.as_primitive()),
            Kind::Int => Values::Int(array.as_primitive()),
            Kind::Long => Values::Long(array.as_primitive()),
            Kind::Float => Values::Float(array.as_primitive()),
            Kind::Double => Values::Double(array.as_primitive()),
            Kind::Text => Values::Text(array.as_string()),
            Kind::Json => Values::Json(array.as_string()),
            Kind::Instant => Values::Instant(array.as_primitive()),
            Kind::LocalDate => Values::LocalDate(array.as_primitive()),
            Kind::LocalTime => Values::LocalTime(array.as_primitive()),
            Kind::Duration => Values::Duration(array.as_primitive()),
            Kind::Bytes => Values::Bytes(array.as_binary()),
            Kind::Uuid => Values::Uuid(array.as_fixed_size_binary()),
            Kind::Decimal128(scale) => Values::Decimal128(array.as_primitive(), *scale),
            Kind::Decimal256(scale) => Values::Decimal256(array.as_primitive(), *scale),
            Kind::List(item) => {
                let list = array.as_list();
                Values::List(list, Box::new(item.cells(list.values())))
            }
            Kind::Map(key, value) => {
                let map = array.as_map();
                Values::Map(
                    map,
                    Box::new(key.cells(map.keys())),
                    Box::new(value.cells(map.values())),
                )
            }
            Kind::Struct(members) => {
                let group: &StructArray = array.as_struct();
                let members = members.iter().zip(group.columns());
                Values::Struct(
                    members
                        .map(|((name, kind), column)| (name.as_str(), kind.cells(column)))
                        .collect(),
                )
            }
        };
        Cells { array, values }
    }
}

/// The cells of a column.
pub(in crate::format) struct Cells<'a> {
    array: &'a ArrayRef,
    values: Values<'a>,
}

enum Values<'a> {
    Boolean(&'a BooleanArray),
    Byte(&'a PrimitiveArray<Int8Type>),
    Char(&'a PrimitiveArray<UInt16Type>),
    Short(&'a PrimitiveArray<Int16Type>),
    Int(&'a PrimitiveArray<Int32Type>),
    Long(&'a PrimitiveArray<Int64Type>),
    Float(&'a PrimitiveArray<Float32Type>),
    Double(&'a PrimitiveArray<Float64Type>),
    Text(&'a StringArray),
    Json(&'a StringArray),
    Instant(&'a PrimitiveArray<TimestampNanosecondType>),
    LocalDate(&'a PrimitiveArray<Date32Type>),
    LocalTime(&'a PrimitiveArray<Time64NanosecondType>),
    Duration(&'a PrimitiveArray<DurationNanosecondType>),
    Bytes(&'a BinaryArray),
    Uuid(&'a FixedSizeBinaryArray),
    Decimal128(&'a PrimitiveArray<Decimal128Type>, i8),
    Decimal256(&'a PrimitiveArray<Decimal256Type>, i8),
    List(&'a ListArray, Box<Cells<'a>>),
    Map(&'a MapArray, Box<Cells<'a>>, Box<Cells<'a>>),
    Struct(Vec<(&'a str, Cells<'a>)>),
}

impl Cells<'_> {
    #[inline]
    pub fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row)
    }

    /// Appends the cell, which is not null, as JSON.
    #[inline]
    pub fn write(&self, row: usize, out: &mut Vec<u8>) {
        self.write_as::<true>(row, out);
    }

    /// Appends the cell, which is not null, as the text that it is, without JSON's quotes and escapes. Lists and maps are
    /// JSON here, too.
    #[inline]
    pub fn write_text(&self, row: usize, out: &mut Vec<u8>) {
        self.write_as::<false>(row, out);
    }

    #[inline]
    fn write_as<const JSON: bool>(&self, row: usize, out: &mut Vec<u8>) {
        match &self.values {
            Values::Boolean(values) => out.extend_from_slice(if values.value(row) { b"true" } else { b"false" }),
            Values::Byte(values) => integer(values.value(row), out),
            Values::Short(values) => integer(values.value(row), out),
            Values::Int(values) => integer(values.value(row), out),
            Values::Long(values) => integer(values.value(row), out),
            Values::Float(values) => {
                let value = values.value(row);
                number::<JSON>(value.is_finite(), out, |out| text::float(value, out));
            }
            Values::Double(values) => {
                let value = values.value(row);
                number::<JSON>(value.is_finite(), out, |out| text::double(value, out));
            }
            Values::Char(values) => {
                let unit = values.value(row);
                // Half of a pair is no character by itself: its escape comes back as what it was.
                match char::from_u32(u32::from(unit)) {
                    Some(char) if JSON => string(char.encode_utf8(&mut [0; 4]), out),
                    Some(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
                    None if JSON => shown::<JSON>(out, |out| write!(out, "\\u{unit:04X}")),
                    None => out.push(b'?'),
                }
            }
            Values::Text(values) if JSON => string(values.value(row), out),
            Values::Text(values) => out.extend_from_slice(values.value(row).as_bytes()),
            Values::Json(values) => out.extend_from_slice(values.value(row).as_bytes()),
            Values::Instant(values) => shown::<JSON>(out, |out| text::instant(values.value(row), out)),
            Values::LocalDate(values) => shown::<JSON>(out, |out| text::local_date(values.value(row), out)),
            Values::LocalTime(values) => shown::<JSON>(out, |out| text::local_time(values.value(row), out)),
            Values::Duration(values) => shown::<JSON>(out, |out| text::duration(values.value(row), out)),
            Values::Bytes(values) => shown::<JSON>(out, |out| out.write_str(&STANDARD.encode(values.value(row)))),
            Values::Uuid(values) => shown::<JSON>(out, |out| text::uuid(values.value(row), out)),
            Values::Decimal128(values, scale) => {
                let digits = values.value(row).to_string();
                number::<JSON>(true, out, |out| text::decimal(&digits, i32::from(*scale), out));
            }
            Values::Decimal256(values, scale) => {
                let digits = values.value(row).to_string();
                number::<JSON>(true, out, |out| text::decimal(&digits, i32::from(*scale), out));
            }
            Values::List(lists, items) => {
                let offsets = lists.value_offsets();
                out.push(b'[');
                for item in offsets[row]..offsets[row + 1] {
                    if item > offsets[row] {
                        out.push(b',');
                    }
                    items.write_any(item as usize, out);
                }
                out.push(b']');
            }
            Values::Map(maps, keys, values) => {
                let offsets = maps.value_offsets();
                out.push(b'{');
                for entry in offsets[row]..offsets[row + 1] {
                    if entry > offsets[row] {
                        out.push(b',');
                    }
                    keys.write_key(entry as usize, out);
                    out.push(b':');
                    values.write_any(entry as usize, out);
                }
                out.push(b'}');
            }
            Values::Struct(members) => {
                out.push(b'{');
                for (index, (name, cells)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    out.extend_from_slice(name.as_bytes());
                    cells.write_any(row, out);
                }
                out.push(b'}');
            }
        }
    }

    /// Appends the cell, or `null`.
    fn write_any(&self, row: usize, out: &mut Vec<u8>) {
        if self.is_null(row) {
            out.extend_from_slice(b"null");
        } else {
            self.write(row, out);
        }
    }

    /// Appends the cell as the name of a field, which is a string always.
    fn write_key(&self, row: usize, out: &mut Vec<u8>) {
        let start = out.len();
        self.write_any(row, out);
        if out[start] != b'"' {
            out.insert(start, b'"');
            out.push(b'"');
        }
    }
}

fn integer(value: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// A number; one that is none, such as infinity, is a string.
#[inline]
fn number<const JSON: bool>(is_one: bool, out: &mut Vec<u8>, write: impl FnOnce(&mut Utf8<'_>) -> fmt::Result) {
    if is_one {
        // Writing to memory does not fail.
        let _ = write(&mut Utf8(out));
    } else {
        shown::<JSON>(out, write);
    }
}

/// A string, or the text, of what needs no escape.
#[inline]
fn shown<const JSON: bool>(out: &mut Vec<u8>, write: impl FnOnce(&mut Utf8<'_>) -> fmt::Result) {
    if JSON {
        out.push(b'"');
    }
    // Writing to memory does not fail.
    let _ = write(&mut Utf8(out));
    if JSON {
        out.push(b'"');
    }
}

/// The text as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    string(text, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Appends a string; only what JSON wants escaped is, as Jackson has it.
#[inline]
fn string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut start = 0;
    for (index, byte) in bytes.iter().enumerate() {
        if *byte >= b' ' && *byte != b'"' && *byte != b'\\' {
            continue;
        }
        out.extend_from_slice(&bytes[start..index]);
        start = index + 1;
        escape(*byte, out);
    }
    out.extend_from_slice(&bytes[start..]);
    out.push(b'"');
}

#[cold]
fn escape(byte: u8, out: &mut Vec<u8>) {
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        8 => b'b',
        12 => b'f',
        _ => {
            let _ = write!(Utf8(out), "\\u{byte:04X}");
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}
