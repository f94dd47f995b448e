//! The cells of a batch as values.

use std::fmt;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, DurationNanosecondType, Int32Type, Time64NanosecondType, TimestampNanosecondType, UInt16Type,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, FixedSizeBinaryArray, ListArray, MapArray, PrimitiveArray, StringArray,
};
use arrow_schema::DataType;
use hashbrown::HashMap;

use super::decimal::{Decimals, Target};
use super::kind::{Kind, Null, Slot};
use crate::format::avro::default;
use crate::format::avro::schema::{Schema, TypeId};
use crate::format::avro::wire::{branch, long, sized};
use crate::format::encode::Numbers;
use crate::text::{self, Utf8};

/// Why a cell cannot be written.
pub(super) type Fault = Box<str>;

/// The cells of a column, and how they are written.
pub(super) struct Cells<'a> {
    array: &'a dyn Array,
    slot: &'a Slot,
    values: Values<'a>,
}

enum Values<'a> {
    Null,
    Boolean(&'a BooleanArray),
    Int(&'a PrimitiveArray<Int32Type>),
    Integer(Numbers<'a>, bool),
    Float(Numbers<'a>),
    Double(Numbers<'a>),
    Instant(&'a PrimitiveArray<TimestampNanosecondType>, i64),
    Date(&'a PrimitiveArray<Date32Type>),
    Time(&'a PrimitiveArray<Time64NanosecondType>, i64),
    Text(&'a StringArray),
    Shown(Shown<'a>),
    Bytes(Bytes<'a>),
    Fixed(Bytes<'a>, usize),
    Decimal(Decimals<'a>, &'a Target),
    Enum(&'a StringArray, &'a HashMap<Box<str>, u32>),
    Array(&'a ListArray, Box<Cells<'a>>),
    Map(&'a MapArray, &'a StringArray, Box<Cells<'a>>),
    Record(Vec<Cells<'a>>),
    Json(&'a StringArray, &'a Schema, TypeId),
}

enum Bytes<'a> {
    Binary(&'a BinaryArray),
    Fixed(&'a FixedSizeBinaryArray),
    Text(&'a StringArray),
}

/// What is no text and written as one.
enum Shown<'a> {
    Char(&'a PrimitiveArray<UInt16Type>),
    Uuid(&'a FixedSizeBinaryArray),
    Date(&'a PrimitiveArray<Date32Type>),
    Time(&'a PrimitiveArray<Time64NanosecondType>),
    Duration(&'a PrimitiveArray<DurationNanosecondType>),
    Decimal(Decimals<'a>),
}

impl<'a> Cells<'a> {
    /// Of an array of the type that the slot was made for.
    pub fn new(slot: &'a Slot, array: &'a ArrayRef, schema: &'a Schema) -> Self {
        let values = match &slot.kind {
            Kind::Null => Values::Null,
            Kind::Boolean => Values::Boolean(array.as_boolean()),
            Kind::Integer { .. } if *array.data_type() == DataType::Int32 => Values::Int(array.as_primitive()),
            Kind::Integer { is_int } => Values::Integer(Numbers::of(array), *is_int),
            Kind::Float => Values::Float(Numbers::of(array)),
            Kind::Double => Values::Double(Numbers::of(array)),
            Kind::Instant(unit) => Values::Instant(array.as_primitive(), *unit),
            Kind::Date => Values::Date(array.as_primitive()),
            Kind::Time(unit) => Values::Time(array.as_primitive(), *unit),
            Kind::Text => Values::Text(array.as_string()),
            Kind::Shown => Values::Shown(Shown::of(array)),
            Kind::Bytes => Values::Bytes(Bytes::of(array)),
            Kind::Fixed(size) => Values::Fixed(Bytes::of(array), *size),
            Kind::Decimal(target) => Values::Decimal(Decimals::of(array), target),
            Kind::Enum(symbols) => Values::Enum(array.as_string(), symbols),
            Kind::Array(item) => {
                let list = array.as_list();
                Values::Array(list, Box::new(Cells::new(item, list.values(), schema)))
            }
            Kind::Map(value) => {
                let map = array.as_map();
                let values = Cells::new(value, map.values(), schema);
                Values::Map(map, map.keys().as_string(), Box::new(values))
            }
            Kind::Record(members) => {
                let group = array.as_struct();
                let member = |(position, slot): &'a (usize, Slot)| Cells::new(slot, group.column(*position), schema);
                Values::Record(members.iter().map(member).collect())
            }
            Kind::Json(type_id) => Values::Json(array.as_string(), schema, *type_id),
        };
        Cells { array, slot, values }
    }

    #[inline]
    pub fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row)
    }

    /// Appends the cell at `row`; what it has appended is of no use when it fails.
    #[inline]
    pub fn write(&self, row: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        if self.array.is_null(row) {
            return match self.slot.null {
                Null::Branch(position) => {
                    branch(position, out);
                    Ok(())
                }
                Null::Empty => Ok(()),
                Null::Refused => Err(self.unlike("null")),
            };
        }
        if let Some(position) = self.slot.branch {
            branch(position, out);
        }
        match &self.values {
            Values::Int(values) => long(values.value(row).into(), out),
            Values::Double(numbers) => out.extend_from_slice(&numbers.double(row).to_le_bytes()),
            Values::Text(values) => sized(values.value(row).as_bytes(), out),
            Values::Integer(numbers, is_int) => {
                let value = numbers.integer(row);
                let fits = value.filter(|value| !is_int || i32::try_from(*value).is_ok());
                long(fits.ok_or_else(|| self.unlike(numbers.double(row)))?, out);
            }
            Values::Instant(values, unit) => long(in_unit(values.value(row), *unit), out),
            Values::Boolean(values) => out.push(u8::from(values.value(row))),
            Values::Float(numbers) => {
                let value = numbers.float(row);
                if value.is_infinite() && numbers.double(row).is_finite() {
                    return Err(self.unlike(numbers.double(row)));
                }
                out.extend_from_slice(&value.to_le_bytes());
            }
            Values::Date(values) => long(values.value(row).into(), out),
            Values::Time(values, unit) => long(values.value(row) / unit, out),
            Values::Shown(shown) => shown.write(row, out),
            Values::Bytes(bytes) => sized(bytes.value(row), out),
            Values::Fixed(bytes, size) => {
                let value = bytes.value(row);
                if value.len() != *size {
                    return Err(self.unlike(format_args!("a value of {} bytes", value.len())));
                }
                out.extend_from_slice(value);
            }
            Values::Decimal(decimals, target) => target.write(decimals, row, out)?,
            Values::Enum(values, symbols) => {
                let value = values.value(row);
                let position = symbols.get(value).ok_or_else(|| no_symbol(value, symbols))?;
                long(i64::from(*position), out);
            }
            Values::Array(lists, items) => {
                let offsets = lists.value_offsets();
                let (start, end) = (offsets[row], offsets[row + 1]);
                if end > start {
                    long(i64::from(end - start), out);
                    for item in start..end {
                        items.write(item as usize, out)?;
                    }
                }
                out.push(0);
            }
            Values::Map(maps, keys, values) => {
                let offsets = maps.value_offsets();
                let (start, end) = (offsets[row], offsets[row + 1]);
                if end > start {
                    long(i64::from(end - start), out);
                    for entry in start as usize..end as usize {
                        sized(keys.value(entry).as_bytes(), out);
                        values.write(entry, out)?;
                    }
                }
                out.push(0);
            }
            Values::Record(members) => members.iter().try_for_each(|member| member.write(row, out))?,
            Values::Null => return Err(self.unlike("a value")),
            Values::Json(texts, schema, type_id) => {
                let value = serde_json::from_str(texts.value(row)).ok();
                let bytes = value.and_then(|value| default::encode(schema, *type_id, &value));
                out.extend_from_slice(&bytes.ok_or_else(|| self.unlike(texts.value(row)))?);
            }
        }
        Ok(())
    }

    #[cold]
    fn unlike(&self, found: impl fmt::Display) -> Fault {
        format!("{found}, expected {}", self.slot.expected).into()
    }
}

/// An instant in units of so many nanoseconds, cut as the mirrored API does: milliseconds down, others towards 1970.
#[inline]
pub(super) fn in_unit(nanos: i64, unit: i64) -> i64 {
    match unit {
        // A division by a number that is known is a multiplication.
        1_000 => nanos / 1_000,
        1_000_000 => nanos.div_euclid(1_000_000),
        _ => nanos,
    }
}

#[cold]
fn no_symbol(value: &str, symbols: &HashMap<Box<str>, u32>) -> Fault {
    let mut known: Vec<(&u32, &str)> = symbols.iter().map(|(symbol, position)| (position, &**symbol)).collect();
    known.sort_unstable();
    let known: Vec<&str> = known.into_iter().map(|(_, symbol)| symbol).collect();
    format!("{value:?}, expected one of {}", known.join(", ")).into()
}

impl<'a> Bytes<'a> {
    fn of(array: &'a dyn Array) -> Self {
        match array.data_type() {
            DataType::FixedSizeBinary(_) => Bytes::Fixed(array.as_fixed_size_binary()),
            DataType::Utf8 => Bytes::Text(array.as_string()),
            _ => Bytes::Binary(array.as_binary()),
        }
    }

    #[inline]
    fn value(&self, row: usize) -> &'a [u8] {
        match self {
            Bytes::Binary(values) => values.value(row),
            Bytes::Fixed(values) => values.value(row),
            Bytes::Text(values) => values.value(row).as_bytes(),
        }
    }
}

impl<'a> Decimals<'a> {
    fn of(array: &'a dyn Array) -> Self {
        match array.data_type() {
            DataType::Decimal128(_, scale) => Decimals::Small(array.as_primitive(), i32::from(*scale)),
            DataType::Decimal256(_, scale) => Decimals::Large(array.as_primitive(), i32::from(*scale)),
            DataType::Utf8 => Decimals::Text(array.as_string()),
            _ => Decimals::Whole(Numbers::of(array)),
        }
    }

    fn show(&self, row: usize, out: &mut impl fmt::Write) -> fmt::Result {
        match self {
            Decimals::Small(values, scale) => text::decimal(&values.value(row).to_string(), *scale, out),
            Decimals::Large(values, scale) => text::decimal(&values.value(row).to_string(), *scale, out),
            Decimals::Whole(numbers) => write!(out, "{}", numbers.integer(row).unwrap_or_default()),
            Decimals::Text(texts) => out.write_str(texts.value(row)),
        }
    }
}

impl<'a> Shown<'a> {
    fn of(array: &'a dyn Array) -> Self {
        match array.data_type() {
            DataType::UInt16 => Shown::Char(array.as_primitive()),
            DataType::FixedSizeBinary(_) => Shown::Uuid(array.as_fixed_size_binary()),
            DataType::Date32 => Shown::Date(array.as_primitive()),
            DataType::Time64(_) => Shown::Time(array.as_primitive()),
            DataType::Duration(_) => Shown::Duration(array.as_primitive()),
            _ => Shown::Decimal(Decimals::of(array)),
        }
    }

    fn write(&self, row: usize, out: &mut Vec<u8>) {
        // Its length goes before it, and takes one byte: nothing of these is longer than 63 bytes but some decimals.
        let start = out.len();
        out.push(0);
        let into = &mut Utf8(out);
        // Writing to memory does not fail.
        let _ = match self {
            // Half of a pair is a question mark, as wherever Java encodes text.
            Shown::Char(values) => {
                fmt::Write::write_char(into, char::from_u32(values.value(row).into()).unwrap_or('?'))
            }
            Shown::Uuid(values) => text::uuid(values.value(row), into),
            Shown::Date(values) => text::local_date(values.value(row), into),
            Shown::Time(values) => text::local_time(values.value(row), into),
            Shown::Duration(values) => text::duration(values.value(row), into),
            Shown::Decimal(values) => values.show(row, into),
        };
        let len = out.len() - start - 1;
        if len < 64 {
            out[start] = (len as u8) << 1;
        } else {
            let shown = out.split_off(start + 1);
            out.truncate(start);
            sized(&shown, out);
        }
    }
}
