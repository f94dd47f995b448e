//! The cells of a batch as values.

use std::fmt;

use arrow_array::cast::AsArray;
use arrow_array::types::{DurationNanosecondType, TimestampNanosecondType};
use arrow_array::{Array, ArrayRef, BinaryArray, BooleanArray, FixedSizeBinaryArray, PrimitiveArray, StringArray};
use arrow_schema::DataType;

use super::json;
use super::kind::{Coding, EnumNumbers, Integer, Kind, Sign, Slot};
use super::wire::{self, sized, varint, zigzag};
use crate::format::encode::{Numbers, TextCells};
use crate::format::protobuf::plan::JsonMessage;

/// Why a cell cannot be written.
pub(super) type Fault = Box<str>;

const NANOS: i64 = 1_000_000_000;

/// The cells of a column, or those inside of its lists, and how they are written.
pub(super) struct Cells<'a> {
    array: &'a ArrayRef,
    slot: &'a Slot,
    values: Values<'a>,
}

enum Values<'a> {
    Bool(&'a BooleanArray),
    Integer(Numbers<'a>, Integer),
    Float(Numbers<'a>),
    Double(Numbers<'a>),
    Text(&'a StringArray),
    Shown(TextCells<'a>),
    Binary(&'a BinaryArray),
    Fixed(&'a FixedSizeBinaryArray),
    Enum(&'a StringArray, &'a EnumNumbers),
    Timestamp(&'a PrimitiveArray<TimestampNanosecondType>),
    Duration(&'a PrimitiveArray<DurationNanosecondType>),
    Json(&'a StringArray, JsonMessage),
}

impl<'a> Cells<'a> {
    /// Of an array of the type that the slot was made for.
    pub fn new(slot: &'a Slot, array: &'a ArrayRef) -> Self {
        let values = match &slot.kind {
            Kind::Bool => Values::Bool(array.as_boolean()),
            Kind::Integer(integer) => Values::Integer(Numbers::of(array), *integer),
            Kind::Float => Values::Float(Numbers::of(array)),
            Kind::Double => Values::Double(Numbers::of(array)),
            Kind::Text => Values::Text(array.as_string()),
            Kind::Shown(kind) => Values::Shown(kind.cells(array)),
            Kind::Bytes => match array.data_type() {
                DataType::Utf8 => Values::Text(array.as_string()),
                DataType::FixedSizeBinary(_) => Values::Fixed(array.as_fixed_size_binary()),
                _ => Values::Binary(array.as_binary()),
            },
            Kind::Enum(numbers) => Values::Enum(array.as_string(), numbers),
            Kind::Timestamp => Values::Timestamp(array.as_primitive()),
            Kind::Duration => Values::Duration(array.as_primitive()),
            Kind::Json(message) => Values::Json(array.as_string(), *message),
        };
        Cells { array, slot, values }
    }

    #[inline]
    pub fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row)
    }

    /// Appends the cell at `row`, which is not null, as the value of a field; what it has appended is of no use when it
    /// fails.
    #[inline]
    pub fn write(&self, row: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        if self.slot.is_wrapped {
            return sized(out, |out| self.write_wrapped(row, out));
        }
        match &self.values {
            Values::Timestamp(_) | Values::Duration(_) | Values::Json(..) => {
                sized(out, |out| self.write_content(row, out))
            }
            _ => self.write_plain(row, out),
        }
    }

    /// The same for a message that has nothing before it.
    pub fn write_content(&self, row: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        match &self.values {
            _ if self.slot.is_wrapped => self.write_wrapped(row, out),
            Values::Timestamp(values) => {
                let value = values.value(row);
                time(value.div_euclid(NANOS), value.rem_euclid(NANOS), out);
                Ok(())
            }
            Values::Duration(values) => {
                let value = values.value(row);
                time(value / NANOS, value % NANOS, out);
                Ok(())
            }
            Values::Json(texts, message) => json::write(*message, texts.value(row), out),
            _ => self.write_plain(row, out),
        }
    }

    /// Appends the only field of a message, unless it is the default.
    fn write_wrapped(&self, row: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        let start = out.len();
        out.push(1 << 3 | self.slot.kind.wire() as u8);
        self.write_plain(row, out)?;
        drop_default(start, start + 1, out);
        Ok(())
    }

    #[inline]
    fn write_plain(&self, row: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        match &self.values {
            Values::Bool(values) => out.push(u8::from(values.value(row))),
            Values::Integer(numbers, integer) => {
                let value = numbers.integer(row).and_then(|value| integer.fitting(value));
                integer.write(value.ok_or_else(|| self.unlike(numbers.double(row)))?, out);
            }
            Values::Float(numbers) => {
                let value = numbers.float(row);
                if value.is_infinite() && numbers.double(row).is_finite() {
                    return Err(self.unlike(numbers.double(row)));
                }
                out.extend_from_slice(&value.to_le_bytes());
            }
            Values::Double(numbers) => out.extend_from_slice(&numbers.double(row).to_le_bytes()),
            Values::Text(values) => wire::bytes(values.value(row).as_bytes(), out),
            Values::Shown(cells) => {
                return sized(out, |out| {
                    cells.write_text(row, out);
                    Ok(())
                });
            }
            Values::Binary(values) => wire::bytes(values.value(row), out),
            Values::Fixed(values) => wire::bytes(values.value(row), out),
            Values::Enum(names, numbers) => {
                let name = names.value(row);
                let number = numbers.of(name).ok_or_else(|| no_name(name, &numbers.names))?;
                varint(i64::from(number) as u64, out);
            }
            Values::Timestamp(_) | Values::Duration(_) | Values::Json(..) => return self.write_content(row, out),
        }
        Ok(())
    }

    #[cold]
    pub fn unlike(&self, found: impl fmt::Display) -> Fault {
        format!("{found}, expected {}", self.slot.expected).into()
    }
}

#[cold]
fn no_name(name: &str, known: &str) -> Fault {
    format!("{name:?}, expected one of {known}").into()
}

impl Kind {
    /// The wire type of a single value, as a field of its own.
    pub fn wire(&self) -> u32 {
        use crate::format::protobuf::cursor::wire;
        match self {
            Kind::Bool | Kind::Enum(_) => wire::VARINT,
            Kind::Integer(Integer {
                coding: Coding::Fixed,
                is_int,
                ..
            }) => {
                if *is_int {
                    wire::FIXED32
                } else {
                    wire::FIXED64
                }
            }
            Kind::Integer(_) => wire::VARINT,
            Kind::Float => wire::FIXED32,
            Kind::Double => wire::FIXED64,
            _ => wire::LEN,
        }
    }
}

impl Integer {
    /// The number as the field has it, if it does.
    #[inline]
    fn fitting(self, value: i64) -> Option<i64> {
        let fits = match (self.sign, self.is_int) {
            (Sign::Bits, true) => return Some(i64::from(value as u32)),
            (Sign::Bits, false) => true,
            (Sign::Signed, is_int) => !is_int || i32::try_from(value).is_ok(),
            (Sign::Unsigned, true) => u32::try_from(value).is_ok(),
            (Sign::Unsigned, false) => value >= 0,
        };
        fits.then_some(value)
    }

    #[inline]
    fn write(self, value: i64, out: &mut Vec<u8>) {
        match self.coding {
            Coding::Varint => varint(value as u64, out),
            Coding::Zigzag => varint(zigzag(value), out),
            Coding::Fixed if self.is_int => out.extend_from_slice(&(value as u32).to_le_bytes()),
            Coding::Fixed => out.extend_from_slice(&value.to_le_bytes()),
        }
    }
}

/// Takes back a field that begins at `start`, and its value at `value`, if the value is the default: those, and only those,
/// consist of zeros.
#[inline]
pub(super) fn drop_default(start: usize, value: usize, out: &mut Vec<u8>) {
    if out[value..].iter().all(|byte| *byte == 0) {
        out.truncate(start);
    }
}

/// The fields of a `Timestamp` or a `Duration`.
#[inline]
fn time(seconds: i64, nanos: i64, out: &mut Vec<u8>) {
    for (tag, value) in [(1 << 3, seconds), (2 << 3, nanos)] {
        if value != 0 {
            out.push(tag);
            varint(value as u64, out);
        }
    }
}

/// The bytes of a `Timestamp` as the value of a field.
pub(super) fn timestamp(nanos: i64) -> Vec<u8> {
    let mut content = Vec::new();
    time(nanos.div_euclid(NANOS), nanos.rem_euclid(NANOS), &mut content);
    let mut value = Vec::new();
    wire::bytes(&content, &mut value);
    value
}
