//! Runs programs: the bytes of a record into one new row.

use std::str;

use arrow_buffer::i256;

use super::cursor::Cursor;
use super::fault::{Fault, Read};
use super::json;
use super::program::{Items, Program, Skip, Step, Value};
use super::schema::Digits;
use crate::format::ColumnBuilder;

/// Reads a record into the columns whose fields have these paths.
///
/// With `CHECKED`, text of columns must be UTF-8; without, it is up to the caller to find that out. Text inside of
/// anything else is always checked.
pub(super) fn record<const CHECKED: bool>(
    program: &Program,
    payload: &[u8],
    columns: &mut [ColumnBuilder],
    paths: &[String],
) -> Read<()> {
    let mut cursor = Cursor::new(payload);
    let mut row = Row {
        program,
        columns,
        paths,
    };
    row.steps::<CHECKED>(&program.steps, &mut cursor)?;
    match cursor.left() {
        0 => Ok(()),
        left => Err(Fault::new(format!(
            "{left} bytes follow the record, which has {}",
            cursor.position()
        ))),
    }
}

struct Row<'a> {
    program: &'a Program,
    columns: &'a mut [ColumnBuilder],
    paths: &'a [String],
}

impl Row<'_> {
    fn steps<const CHECKED: bool>(&mut self, steps: &[Step], cursor: &mut Cursor<'_>) -> Read<()> {
        for step in steps {
            match step {
                Step::Value { column, value } => self.value::<CHECKED>(*column, value, cursor)?,
                Step::Optional { column, null, value } => {
                    let branch = cursor.position_of("branch of a union", 2);
                    if branch.map_err(|fault| fault.in_field(&self.paths[*column]))? == *null {
                        self.columns[*column].push_null();
                    } else {
                        self.value::<CHECKED>(*column, value, cursor)?;
                    }
                }
                Step::Skip { skip: passed, field } => {
                    skip(passed, self.program, cursor).map_err(|fault| fault.in_field(field))?;
                }
                Step::Union { arms, field } => {
                    let arm = cursor.position_of("branch of a union", arms.len());
                    let arm = &arms[arm.map_err(|fault| fault.in_field(field))?];
                    self.steps::<CHECKED>(arm, cursor)?;
                }
                Step::Default { bytes, steps } => self.steps::<CHECKED>(steps, &mut Cursor::new(bytes))?,
                Step::Fault { field, reason } => return Err(Fault::new(reason.to_string()).in_field(field)),
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn value<const CHECKED: bool>(&mut self, column: usize, read: &Value, cursor: &mut Cursor<'_>) -> Read<()> {
        value::<CHECKED>(read, self.program, cursor, &mut self.columns[column])
            .map_err(|fault| fault.in_field(&self.paths[column]))
    }
}

/// Adds a value to a column or to the items of a list. It is part of the loop over a record's fields, where a call costs
/// as much as a number.
#[inline(always)]
fn value<const CHECKED: bool>(
    value: &Value,
    program: &Program,
    cursor: &mut Cursor<'_>,
    column: &mut ColumnBuilder,
) -> Read<()> {
    match (value, column) {
        (Value::Long, ColumnBuilder::Long(values) | ColumnBuilder::Instant(values)) => values.push(cursor.long()?),
        (Value::Double, ColumnBuilder::Double(values)) => values.push(cursor.double()?),
        (Value::Int, ColumnBuilder::Int(values)) => values.push(cursor.int()?),
        (Value::String, ColumnBuilder::String(bytes)) => {
            let (rest, len) = cursor.sized_start()?;
            if CHECKED {
                check_text(&rest[..len])?;
            }
            bytes.push_start(rest, len);
        }
        (Value::Boolean, ColumnBuilder::Boolean(values)) => values.push(cursor.boolean()?),
        (Value::Float, ColumnBuilder::Float(values)) => values.push(cursor.float()?),
        (Value::Scaled { to, from }, ColumnBuilder::Long(values) | ColumnBuilder::Instant(values)) => {
            values.push(scaled(cursor.long()?, *to, *from)?);
        }
        (Value::Enum(symbols), ColumnBuilder::String(bytes)) => bytes.push(symbol(symbols, cursor)?.as_bytes()),
        (Value::Bytes, ColumnBuilder::Binary(bytes)) => bytes.push(cursor.sized()?),
        (Value::Fixed(size), ColumnBuilder::Binary(bytes)) => bytes.push(cursor.take(*size)?),
        (value, column) => return other(value, program, cursor, column),
    }
    Ok(())
}

/// Adds a value that is inside of another one.
#[inline(never)]
fn item(read: &Value, program: &Program, cursor: &mut Cursor<'_>, column: &mut ColumnBuilder) -> Read<()> {
    value::<true>(read, program, cursor, column)
}

/// The rarer values.
#[inline(never)]
fn other(read: &Value, program: &Program, cursor: &mut Cursor<'_>, column: &mut ColumnBuilder) -> Read<()> {
    match (read, column) {
        (Value::Null, column) => column.push_null(),
        (Value::LongOfInt, ColumnBuilder::Long(values)) => values.push(i64::from(cursor.int()?)),
        (Value::FloatOfInt, ColumnBuilder::Float(values)) => values.push(cursor.int()? as f32),
        (Value::FloatOfLong, ColumnBuilder::Float(values)) => values.push(cursor.long()? as f32),
        (Value::DoubleOfInt, ColumnBuilder::Double(values)) => values.push(f64::from(cursor.int()?)),
        (Value::DoubleOfLong, ColumnBuilder::Double(values)) => values.push(cursor.long()? as f64),
        (Value::DoubleOfFloat, ColumnBuilder::Double(values)) => values.push(f64::from(cursor.float()?)),
        (Value::Decimal { size, digits }, ColumnBuilder::Decimal128(values, ..)) => {
            let bytes = decimal_bytes(*size, cursor)?;
            // More than 38 digits are never asked for here.
            let number = whole(bytes).and_then(i256::to_i128);
            let limit = 10_i128.pow(digits.precision as u32);
            match number.filter(|number| number.unsigned_abs() < limit.unsigned_abs()) {
                Some(number) => values.push(number),
                None => return Err(too_long(*digits)),
            }
        }
        (Value::Decimal { size, digits }, ColumnBuilder::Decimal256(values, ..)) => {
            values.push(decimal(*size, *digits, cursor)?);
        }
        (Value::List(items), ColumnBuilder::List(lists)) => {
            let Items { value, can_be_empty } = &**items;
            cursor
                .inside(|cursor| cursor.items(*can_be_empty, |cursor| item(value, program, cursor, lists.items())))?;
            lists.end_list();
        }
        (Value::Map(items), ColumnBuilder::Map(maps)) => {
            cursor.inside(|cursor| {
                cursor.items(false, |cursor| {
                    let [keys, values] = maps.entries();
                    item(&Value::String, program, cursor, keys)?;
                    item(&items.value, program, cursor, values)
                })
            })?;
            maps.end_map();
        }
        (Value::Union(arms), column) => {
            let arm = cursor.position_of("branch of a union", arms.len())?;
            item(&arms[arm], program, cursor, column)?;
        }
        (Value::Json(tree), ColumnBuilder::Json(bytes)) => {
            json::write(tree, program, cursor, bytes.buffer())?;
            bytes.end_value();
        }
        (Value::Fault(reason), _) => return Err(Fault::new(reason.to_string())),
        (value, column) => unreachable!("no {value:?} fills {column:?}"),
    }
    Ok(())
}

pub(super) fn check_text(bytes: &[u8]) -> Read<&str> {
    str::from_utf8(bytes).map_err(|error| {
        let valid = error.valid_up_to();
        Fault::new(format!(
            "a text of {} bytes is no UTF-8 from byte {valid} on",
            bytes.len()
        ))
    })
}

pub(super) fn symbol<'s>(symbols: &'s [Result<Box<str>, Box<str>>], cursor: &mut Cursor<'_>) -> Read<&'s str> {
    match &symbols[cursor.position_of("symbol of an enum", symbols.len())?] {
        Ok(text) => Ok(text),
        Err(reason) => Err(Fault::new(reason.to_string())),
    }
}

pub(super) fn scaled(time: i64, to: i64, from: i64) -> Read<i64> {
    let time = i128::from(time) * i128::from(to);
    i64::try_from(time.div_euclid(i128::from(from))).map_err(|_| {
        Fault::new(format!(
            "time {time} is beyond the years 1677 to 2262, which a column can hold"
        ))
    })
}

/// A decimal of any precision, as the digits of its unscaled value.
pub(super) fn decimal(size: Option<usize>, digits: Digits, cursor: &mut Cursor<'_>) -> Read<i256> {
    let number = whole(decimal_bytes(size, cursor)?);
    // 76 digits are the most that a column has.
    let limit = i256::from_i128(10).checked_pow(digits.precision.min(76) as u32);
    let fits = |number: &i256| {
        limit.is_some_and(|limit| *number < limit && number.checked_neg().is_some_and(|negative| negative < limit))
    };
    number.filter(fits).ok_or_else(|| too_long(digits))
}

fn decimal_bytes<'a>(size: Option<usize>, cursor: &mut Cursor<'a>) -> Read<&'a [u8]> {
    let bytes = match size {
        Some(size) => cursor.take(size)?,
        None => cursor.sized()?,
    };
    if bytes.is_empty() {
        return Err(Fault::new("a decimal of no bytes is no number".to_owned()));
    }
    Ok(bytes)
}

/// The number of two's complement, if it has no more than 256 bits.
fn whole(bytes: &[u8]) -> Option<i256> {
    const BYTES: usize = 32;
    let sign = if bytes[0] >= 0x80 { 0xff } else { 0 };
    let (extra, bytes) = bytes.split_at(bytes.len().saturating_sub(BYTES));
    let mut number = [sign; BYTES];
    number[BYTES - bytes.len()..].copy_from_slice(bytes);
    // What was left out must only have repeated the sign.
    let same_sign = (number[0] >= 0x80) == (sign == 0xff);
    (extra.iter().all(|byte| *byte == sign) && same_sign).then(|| i256::from_be_bytes(number))
}

#[cold]
fn too_long(digits: Digits) -> Box<Fault> {
    Fault::new(format!(
        "a decimal has more than the {} digits of {digits}",
        digits.precision
    ))
}

/// Passes a value.
pub(super) fn skip(passed: &Skip, program: &Program, cursor: &mut Cursor<'_>) -> Read<()> {
    match passed {
        Skip::Bytes(count) => cursor.take(*count).map(|_| ()),
        Skip::Varint => cursor.long().map(|_| ()),
        Skip::Sized => cursor.sized().map(|_| ()),
        Skip::Array(item, can_be_empty) => {
            cursor.inside(|cursor| cursor.skip_items(*can_be_empty, |cursor| skip(item, program, cursor)))
        }
        Skip::Map(value) => cursor.inside(|cursor| {
            cursor.skip_items(false, |cursor| {
                cursor.sized()?;
                skip(value, program, cursor)
            })
        }),
        Skip::Union(arms) => {
            let arm = cursor.position_of("branch of a union", arms.len())?;
            skip(&arms[arm], program, cursor)
        }
        Skip::Record(fields) => fields.iter().try_for_each(|field| skip(field, program, cursor)),
        Skip::Shared(position) => cursor.inside(|cursor| skip(&program.skips[*position], program, cursor)),
    }
}
