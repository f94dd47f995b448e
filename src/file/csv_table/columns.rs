//! Columns of cells by the first parser that reads them all.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, PrimitiveBuilder, StringBuilder};
use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampNanosecondType,
    UInt16Type,
};
use arrow_array::{ArrayRef, new_null_array};

use super::cells::Column;
use crate::error::{Error, Result};
use crate::format::parse_instant;
use crate::spec::{CsvParser, CsvSpecs, instant};

/// A column and the parser that has read it.
pub(super) fn of(name: &str, index: usize, column: &Column, specs: &CsvSpecs) -> Result<(CsvParser, ArrayRef)> {
    let nulls = specs.null_value_literals_for_name.get(name);
    let nulls = nulls.or_else(|| specs.null_value_literals_for_index.get(&index));
    let nulls = nulls.unwrap_or(&specs.null_value_literals);
    let stated = specs.parsers_for_name.get(name);
    let stated = stated.or_else(|| specs.parsers_for_index.get(&index));
    let mut parsers = stated.unwrap_or(&specs.parsers).clone();
    parsers.sort_unstable();
    let cells = Nullable { column, nulls };
    if column.len() == 0 || cells.iter().all(|cell| cell.is_none()) {
        let parser = match parsers[..] {
            [only] => only,
            _ => specs.null_parser,
        };
        let data_type = parser.column_type().field(name).data_type().clone();
        return Ok((parser, new_null_array(&data_type, column.len())));
    }
    let mut refused = None;
    for parser in &parsers {
        match cells.read(*parser) {
            Ok(values) => return Ok((*parser, values)),
            Err(row) => refused = Some((parser, row)),
        }
    }
    let Some((parser, row)) = refused else {
        return Err(Error::invalid(format!("column {name:?} has no parsers")).with("column", name));
    };
    let cell = cells.iter().nth(row).flatten().unwrap_or_default();
    let (what, number) = (parser.column_type(), row + 1);
    Err(Error::invalid(format!(
        "column {name:?}: {cell:?}, the value of row {number} of the table, is no {what:?}, and no other parser is left"
    ))
    .with("column", name)
    .with("row", number))
}

/// Cells, of which some are null.
struct Nullable<'a> {
    column: &'a Column,
    nulls: &'a [String],
}

impl Nullable<'_> {
    fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        self.column
            .cells()
            .map(|cell| match self.nulls.iter().any(|null| null == cell) {
                true => None,
                false => Some(cell),
            })
    }

    /// The values; or the first row that is none.
    fn read(&self, parser: CsvParser) -> Result<ArrayRef, usize> {
        match parser {
            CsvParser::Boolean => self.booleans(),
            CsvParser::Byte => self.numbers::<Int8Type>(|cell| whole(cell, i64::from(i8::MIN))?.try_into().ok()),
            CsvParser::Short => self.numbers::<Int16Type>(|cell| whole(cell, i64::from(i16::MIN))?.try_into().ok()),
            CsvParser::Int => self.numbers::<Int32Type>(|cell| whole(cell, i64::from(i32::MIN))?.try_into().ok()),
            CsvParser::Long => self.numbers::<Int64Type>(|cell| whole(cell, i64::MIN)),
            CsvParser::Float => self.numbers::<Float32Type>(|cell| decimal(cell)?.parse().ok()),
            CsvParser::Double => self.numbers::<Float64Type>(|cell| decimal(cell)?.parse().ok()),
            CsvParser::Datetime => self.instants(datetime),
            CsvParser::Char => self.numbers::<UInt16Type>(|cell| {
                let mut chars = cell.chars();
                let (char, more) = (chars.next()?, chars.next());
                u16::try_from(u32::from(char)).ok().filter(|_| more.is_none())
            }),
            CsvParser::String => self.texts(),
            CsvParser::TimestampSeconds => self.since(1_000_000_000),
            CsvParser::TimestampMillis => self.since(1_000_000),
            CsvParser::TimestampMicros => self.since(1_000),
            CsvParser::TimestampNanos => self.since(1),
        }
    }

    fn numbers<T: ArrowPrimitiveType>(&self, parse: impl Fn(&str) -> Option<T::Native>) -> Result<ArrayRef, usize> {
        Ok(Arc::new(self.primitives::<T>(parse)?.finish()))
    }

    fn primitives<T: ArrowPrimitiveType>(
        &self,
        parse: impl Fn(&str) -> Option<T::Native>,
    ) -> Result<PrimitiveBuilder<T>, usize> {
        let mut values = PrimitiveBuilder::<T>::with_capacity(self.column.len());
        for (row, cell) in self.iter().enumerate() {
            match cell {
                None => values.append_null(),
                Some(cell) => values.append_value(parse(cell).ok_or(row)?),
            }
        }
        Ok(values)
    }

    fn instants(&self, parse: impl Fn(&str) -> Option<i64>) -> Result<ArrayRef, usize> {
        let mut values = self.primitives::<TimestampNanosecondType>(parse)?;
        let values = values.finish();
        Ok(Arc::new(values.with_data_type(instant())))
    }

    /// Instants as numbers of units since 1970.
    fn since(&self, nanos: i64) -> Result<ArrayRef, usize> {
        self.instants(|cell| whole(cell, i64::MIN)?.checked_mul(nanos))
    }

    fn booleans(&self) -> Result<ArrayRef, usize> {
        let mut values = BooleanBuilder::with_capacity(self.column.len());
        for (row, cell) in self.iter().enumerate() {
            match cell {
                None => values.append_null(),
                Some(cell) if cell.eq_ignore_ascii_case("true") => values.append_value(true),
                Some(cell) if cell.eq_ignore_ascii_case("false") => values.append_value(false),
                Some(_) => return Err(row),
            }
        }
        Ok(Arc::new(values.finish()))
    }

    fn texts(&self) -> Result<ArrayRef, usize> {
        let mut values = StringBuilder::with_capacity(self.column.len(), 0);
        let mut size = 0usize;
        for (row, cell) in self.iter().enumerate() {
            size += cell.map_or(0, str::len);
            if i32::try_from(size).is_err() {
                return Err(row);
            }
            values.append_option(cell);
        }
        Ok(Arc::new(values.finish()))
    }
}

/// A date and a time, with `T` or a blank between, and a zone.
fn datetime(cell: &str) -> Option<i64> {
    let bytes = cell.as_bytes();
    if bytes.get(4) != Some(&b'-') {
        return None;
    }
    match cell.split_once(' ') {
        Some((date, time)) if date.len() == 10 => parse_instant(&format!("{date}T{time}")),
        _ => parse_instant(cell),
    }
}

/// A whole number greater than the least, which stands for null in the mirrored API.
fn whole(cell: &str, least: i64) -> Option<i64> {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    cell.parse().ok().filter(|value| is_number && *value > least)
}

/// The text of a number as Java writes one, without the letter of its type.
fn decimal(cell: &str) -> Option<&str> {
    let unsigned = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    if matches!(unsigned, "NaN" | "Infinity") {
        return Some(cell);
    }
    let is_number = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.bytes().any(|byte| byte.is_ascii_digit());
    let plain = cell.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(cell);
    is_number.then_some(plain)
}
