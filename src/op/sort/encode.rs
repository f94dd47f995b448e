//! Values as sort keys: numbers or bytes that compare as the values do.

use std::any::type_name;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Date32Type, Decimal128Type, Decimal256Type, Int8Type, Int16Type};
use arrow_array::types::{DurationNanosecondType, Int32Type, Time64NanosecondType, UInt16Type};
use arrow_array::types::{Float32Type, Float64Type, Int64Type, TimestampNanosecondType};
use arrow_array::{Array, ArrayRef, FixedSizeBinaryArray};
use arrow_schema::{DataType, Schema, TimeUnit};

use super::keys::ByteKeys;
use crate::decimal::order;
use crate::error::{Error, Result};
use crate::spec::{JavaEnum, SortColumn, has_own_digits};
use crate::table::{RowSet, Snapshot, column_index};

/// How the rows of an input are ordered.
#[derive(Clone, Debug)]
pub(super) struct Encoder {
    columns: Vec<Part>,
}

/// One of the columns to sort by.
#[derive(Clone, Debug)]
struct Part {
    index: usize,
    /// Whose names the values are.
    constants: Option<JavaEnum>,
    kind: Kind,
    descending: bool,
}

/// How the values of a column become keys.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// A number below 2^bits, the same for equal values and 0 for null.
    Code {
        bits: u32,
    },
    /// Text, in the order of UTF-16 code units.
    Text,
    Bytes,
    /// A decimal number of so many bytes.
    Decimal(usize),
    /// Two signed longs.
    Uuid,
    /// The text of a decimal.
    Digits,
}

impl Encoder {
    pub fn new(schema: &Schema, columns: &[SortColumn]) -> Result<Self> {
        let columns = columns.iter().map(|column| Part::new(schema, column));
        Ok(Encoder {
            columns: columns.collect::<Result<_>>()?,
        })
    }

    /// Whether all columns together fit into a number.
    pub fn is_packed(&self) -> bool {
        let bits = self.columns.iter().map(|part| match part.kind {
            Kind::Code { bits } => bits,
            _ => u32::MAX,
        });
        bits.fold(0, u32::saturating_add) <= u64::BITS
    }
}

/// Reads the keys of rows, in the order of the rows.
pub(super) trait Encode: Sized {
    fn encode(encoder: &Encoder, input: &Snapshot, rows: &RowSet) -> Result<Self>;
}

/// For columns that are [packed](Encoder::is_packed).
impl Encode for Vec<u64> {
    fn encode(encoder: &Encoder, input: &Snapshot, rows: &RowSet) -> Result<Self> {
        let mut keys = Vec::with_capacity(rows.len() as usize);
        for piece in input.pieces(rows) {
            let from = keys.len();
            keys.resize(from + piece.len() as usize, 0u64);
            for part in &encoder.columns {
                let Kind::Code { bits } = part.kind else {
                    return Err(Error::internal("a sort key that is no number"));
                };
                let flip = part.flip(bits);
                let values = part.values(input, &piece)?;
                let mut rest = keys[from..].iter_mut();
                codes(&values, |code| {
                    if let Some(key) = rest.next() {
                        *key = key.checked_shl(bits).unwrap_or(0) | (code ^ flip);
                    }
                })?;
            }
        }
        Ok(keys)
    }
}

impl Encode for ByteKeys {
    fn encode(encoder: &Encoder, input: &Snapshot, rows: &RowSet) -> Result<Self> {
        let mut keys = ByteKeys::default();
        keys.ends.reserve(rows.len() as usize);
        for piece in input.pieces(rows) {
            let columns = encoder.columns.iter().map(|part| part.read(input, &piece));
            let columns: Vec<Bytes> = columns.collect::<Result<_>>()?;
            for row in 0..piece.len() as usize {
                for column in &columns {
                    column.write(row, &mut keys.bytes);
                }
                keys.ends.push(keys.bytes.len());
            }
        }
        Ok(keys)
    }
}

impl Part {
    fn new(schema: &Schema, column: &SortColumn) -> Result<Self> {
        let name = &column.column;
        let fields = schema.fields();
        let index = column_index(schema, name, " to sort by")?;
        let data_type = fields[index].data_type();
        let constants = JavaEnum::of(&fields[index]);
        let kind = if has_own_digits(&fields[index]) {
            Some(Kind::Digits)
        } else {
            Kind::of(constants.map_or(data_type, |_| &DataType::Int32))
        };
        let kind = kind.ok_or_else(|| {
            Error::invalid(format!(
                "column {name:?} of type {data_type} cannot be sorted by: its values have no order"
            ))
            .with("column", name)
        })?;
        Ok(Part {
            index,
            constants,
            kind,
            descending: column.descending,
        })
    }

    /// What turns the order of codes round.
    fn flip(&self, bits: u32) -> u64 {
        if self.descending {
            u64::MAX >> (u64::BITS - bits)
        } else {
            0
        }
    }

    /// The values of some rows: which constants they are, if they are such.
    fn values(&self, input: &Snapshot, rows: &RowSet) -> Result<ArrayRef> {
        let values = input.read(self.index, rows)?;
        Ok(match self.constants {
            Some(constants) => Arc::new(constants.ordinals(&values)?),
            None => values,
        })
    }

    /// The values of some rows, to be written as bytes.
    fn read(&self, input: &Snapshot, rows: &RowSet) -> Result<Bytes> {
        let values = self.values(input, rows)?;
        let flip = if self.descending { u8::MAX } else { 0 };
        let kind = self.kind;
        if let Kind::Code { bits } = kind {
            let mut written = Vec::with_capacity(values.len());
            let turn = self.flip(bits);
            codes(&values, |code| written.push(code ^ turn))?;
            return Ok(Bytes::Codes {
                codes: written,
                // The first bytes that are always 0 are left out.
                skip: 8 - bits.div_ceil(8) as usize,
            });
        }
        Ok(Bytes::Values { values, kind, flip })
    }
}

impl Kind {
    fn of(data_type: &DataType) -> Option<Kind> {
        let bits = match data_type {
            DataType::Boolean => 2,
            DataType::Int8 => 9,
            DataType::Int16 | DataType::UInt16 => 17,
            DataType::Int32 | DataType::Date32 => 33,
            DataType::Float32 => 32,
            DataType::Int64
            | DataType::Float64
            | DataType::Timestamp(TimeUnit::Nanosecond, _)
            | DataType::Time64(TimeUnit::Nanosecond)
            | DataType::Duration(TimeUnit::Nanosecond) => 64,
            DataType::Utf8 => return Some(Kind::Text),
            DataType::Binary => return Some(Kind::Bytes),
            DataType::Decimal128(..) => return Some(Kind::Decimal(16)),
            DataType::Decimal256(..) => return Some(Kind::Decimal(32)),
            DataType::FixedSizeBinary(16) => return Some(Kind::Uuid),
            _ => return None,
        };
        Some(Kind::Code { bits })
    }
}

/// The codes of values, one after another: 0 for null, and otherwise ascending with the values. Zeros are equal, and so
/// are NaNs, which are greatest. Of the numbers of 64 bits the least sorts with null, as in the mirrored API, to which
/// it is null.
fn codes(values: &ArrayRef, mut each: impl FnMut(u64)) -> Result<()> {
    match values.data_type() {
        DataType::Boolean => {
            let values = values.as_boolean_opt().ok_or_else(|| unlike("Boolean", values))?;
            values
                .iter()
                .for_each(|value| each(value.map_or(0, |value| u64::from(value) + 1)));
            Ok(())
        }
        DataType::Int8 => numbers::<Int8Type>(values, |value| u64::from(value as u8 ^ 1 << 7) + 1, each),
        DataType::Int16 => numbers::<Int16Type>(values, |value| u64::from(value as u16 ^ 1 << 15) + 1, each),
        DataType::UInt16 => numbers::<UInt16Type>(values, |value| u64::from(value) + 1, each),
        DataType::Int32 => numbers::<Int32Type>(values, |value| u64::from(value as u32 ^ 1 << 31) + 1, each),
        DataType::Date32 => numbers::<Date32Type>(values, |value| u64::from(value as u32 ^ 1 << 31) + 1, each),
        DataType::Int64 => numbers::<Int64Type>(values, long, each),
        DataType::Timestamp(..) => numbers::<TimestampNanosecondType>(values, long, each),
        DataType::Time64(_) => numbers::<Time64NanosecondType>(values, long, each),
        DataType::Duration(_) => numbers::<DurationNanosecondType>(values, long, each),
        DataType::Float32 => numbers::<Float32Type>(values, |value| u64::from(float(value)), each),
        _ => numbers::<Float64Type>(values, double, each),
    }
}

fn numbers<P: ArrowPrimitiveType>(
    values: &ArrayRef,
    code: impl Fn(P::Native) -> u64,
    mut each: impl FnMut(u64),
) -> Result<()> {
    let values = values
        .as_primitive_opt::<P>()
        .ok_or_else(|| unlike(type_name::<P>(), values))?;
    if values.null_count() == 0 {
        values.values().iter().for_each(|value| each(code(*value)));
    } else {
        values.iter().for_each(|value| each(value.map_or(0, &code)));
    }
    Ok(())
}

fn long(value: i64) -> u64 {
    value as u64 ^ 1 << 63
}

fn double(value: f64) -> u64 {
    if value.is_nan() {
        return u64::MAX;
    }
    // Adding zero makes minus zero plus zero.
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits ^ 1 << 63 }
}

fn float(value: f32) -> u32 {
    if value.is_nan() {
        return u32::MAX;
    }
    let bits = (value + 0.0).to_bits();
    if bits >> 31 == 1 { !bits } else { bits ^ 1 << 31 }
}

fn unlike(expected: &str, values: &ArrayRef) -> Error {
    Error::internal(format!("a sort of {expected} was given {}", values.data_type()))
}

/// The values of some rows of a column.
enum Bytes {
    Codes { codes: Vec<u64>, skip: usize },
    Values { values: ArrayRef, kind: Kind, flip: u8 },
}

/// Text ends so, null is less, and characters are greater.
const END: u8 = 1;
const NULL: u8 = 0;

/// UTF-8 bytes as bytes in the order of UTF-16, greater than [`END`]: the characters beyond 16 bits, which begin with
/// 0xF0 and more, come before those of 0xE000 and more, which begin with 0xEE and 0xEF.
const TEXT: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut byte = 0;
    while byte <= 0xF4 {
        let ordered = match byte {
            0xEE | 0xEF => byte + 5,
            0xF0.. => byte - 2,
            _ => byte,
        };
        bytes[byte] = ordered as u8 + 2;
        byte += 1;
    }
    bytes
};

impl Bytes {
    /// Writes a value; no other value's bytes begin with its bytes.
    fn write(&self, row: usize, bytes: &mut Vec<u8>) {
        match self {
            Bytes::Codes { codes, skip } => bytes.extend_from_slice(&codes[row].to_be_bytes()[*skip..]),
            Bytes::Values { values, kind, flip } => {
                let from = bytes.len();
                if values.is_null(row) {
                    bytes.push(NULL);
                } else {
                    write_value(values, *kind, row, bytes);
                }
                bytes[from..].iter_mut().for_each(|byte| *byte ^= flip);
            }
        }
    }
}

fn write_value(values: &ArrayRef, kind: Kind, row: usize, bytes: &mut Vec<u8>) {
    /// The sign bit turned round, so that the bytes ascend.
    fn signed(bytes: &mut Vec<u8>, value: &[u8]) {
        let from = bytes.len();
        bytes.extend_from_slice(value);
        if let Some(first) = bytes.get_mut(from) {
            *first ^= 1 << 7;
        }
    }
    match kind {
        Kind::Text => {
            let text = values.as_string::<i32>().value(row);
            bytes.extend(text.bytes().map(|byte| TEXT[byte as usize]));
            bytes.push(END);
        }
        // Greater than what null is.
        Kind::Digits => order::write(values.as_string::<i32>().value(row), bytes),
        Kind::Bytes => {
            bytes.push(END);
            for byte in values.as_binary::<i32>().value(row) {
                bytes.push(*byte);
                if *byte == 0 {
                    bytes.push(u8::MAX);
                }
            }
            bytes.extend([0, 0]);
        }
        Kind::Decimal(size) => {
            bytes.push(END);
            if size == 16 {
                signed(bytes, &values.as_primitive::<Decimal128Type>().value(row).to_be_bytes());
            } else {
                signed(bytes, &values.as_primitive::<Decimal256Type>().value(row).to_be_bytes());
            }
        }
        Kind::Uuid => {
            bytes.push(END);
            if let Some(values) = values.as_any().downcast_ref::<FixedSizeBinaryArray>() {
                // Java compares the halves of a UUID as signed numbers.
                values.value(row).chunks(8).for_each(|half| signed(bytes, half));
            }
        }
        Kind::Code { .. } => {}
    }
}

#[cfg(test)]
mod tests;
