//! Columns of values that a request brings along.
//!
//! For each column one byte a row, 1 for a null, then the values, little-endian; a boolean is one byte, a decimal the 16
//! or 32 bytes of its digits. Text and bytes are four bytes of length and then the bytes themselves, a list four bytes of
//! length and then the column of its items. A null has a value too, which is not looked at.

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_buffer::i256;
use arrow_schema::DECIMAL256_MAX_PRECISION;
use serde::de::IgnoredAny;

use crate::error::{Error, Result};
use crate::format::{Bytes, ColumnBuilder, Lists, Values};
use crate::spec::{self, ColumnSpec};

/// A batch of `rows` rows with the columns that the payload holds.
pub(super) fn read(columns: &[ColumnSpec], rows: usize, payload: &[u8]) -> Result<RecordBatch> {
    let mut payload = Payload { bytes: payload };
    let arrays: Vec<ArrayRef> = columns
        .iter()
        .map(|column| {
            payload
                .column(column, rows)
                .map_err(|error| error.with("column", &column.name))
        })
        .collect::<Result<_>>()?;
    if !payload.bytes.is_empty() {
        return Err(Error::invalid(format!(
            "{} bytes follow the last column",
            payload.bytes.len()
        )));
    }
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(
        spec::schema(columns),
        arrays,
        &options,
    )?)
}

struct Payload<'a> {
    bytes: &'a [u8],
}

impl<'a> Payload<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(len)
            .ok_or_else(|| Error::invalid(format!("the payload is short of {} bytes", len - self.bytes.len())))?;
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.take(N)?
            .try_into()
            .map_err(|_| Error::internal("a slice has another length than was asked for"))
    }

    fn len(&mut self) -> Result<usize> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    fn column(&mut self, column: &ColumnSpec, rows: usize) -> Result<ArrayRef> {
        let mut builder = ColumnBuilder::new(&column.column_type).ok_or_else(|| refused(column))?;
        self.fill(column, &mut builder, rows)?;
        Ok(builder.finish())
    }

    /// Adds rows to a column.
    fn fill(&mut self, column: &ColumnSpec, builder: &mut ColumnBuilder, rows: usize) -> Result<()> {
        let nulls = self.take(rows)?;
        match builder {
            ColumnBuilder::Boolean(values) => self.values(values, nulls, |[byte]: [u8; 1]| byte != 0),
            ColumnBuilder::Byte(values) => self.values(values, nulls, i8::from_le_bytes),
            ColumnBuilder::Char(values) => self.values(values, nulls, u16::from_le_bytes),
            ColumnBuilder::Short(values) => self.values(values, nulls, i16::from_le_bytes),
            ColumnBuilder::Int(values) | ColumnBuilder::LocalDate(values) => {
                self.values(values, nulls, i32::from_le_bytes)
            }
            ColumnBuilder::Long(values)
            | ColumnBuilder::Instant(values)
            | ColumnBuilder::LocalTime(values)
            | ColumnBuilder::Duration(values) => self.values(values, nulls, i64::from_le_bytes),
            ColumnBuilder::Float(values) => self.values(values, nulls, f32::from_le_bytes),
            ColumnBuilder::Double(values) => self.values(values, nulls, f64::from_le_bytes),
            ColumnBuilder::Uuid(values) => self.values(values, nulls, |bytes| bytes),
            ColumnBuilder::Decimal128(values, precision, _) => {
                let limit = 10_i128.checked_pow(u32::from(*precision));
                let fits = |value: i128| limit.is_none_or(|limit| value.unsigned_abs() < limit.unsigned_abs());
                self.decimals(values, nulls, i128::from_le_bytes, |value| {
                    check(column, fits(value), "a decimal with too many digits")
                })
            }
            ColumnBuilder::Decimal256(values, precision, _) => {
                let digits = u32::from((*precision).min(DECIMAL256_MAX_PRECISION));
                let limit = i256::from_i128(10).wrapping_pow(digits);
                let fits = |value: i256| value > limit.wrapping_neg() && value < limit;
                self.decimals(values, nulls, i256::from_le_bytes, |value| {
                    check(column, fits(value), "a decimal with too many digits")
                })
            }
            ColumnBuilder::String(bytes) => {
                let from = bytes.len();
                self.bytes(bytes, nulls)?;
                check(column, bytes.is_text(from), "bytes that are not UTF-8")
            }
            ColumnBuilder::Json(bytes) => {
                let from = bytes.len();
                self.bytes(bytes, nulls)?;
                // Whoever reads the column relies on it being JSON.
                let is_json = |row: usize| serde_json::from_slice::<IgnoredAny>(bytes.value(from + row)).is_ok();
                let all = bytes.is_text(from) && nulls.iter().enumerate().all(|(row, null)| *null == 1 || is_json(row));
                check(column, all, "text that is no JSON")
            }
            ColumnBuilder::Binary(bytes) => self.bytes(bytes, nulls),
            ColumnBuilder::List(lists) => self.lists(column, lists, nulls),
            ColumnBuilder::Map(_) | ColumnBuilder::Pieces(_) => Err(refused(column)),
        }
    }

    fn values<T: Copy + Default, const N: usize>(
        &mut self,
        values: &mut Values<T>,
        nulls: &[u8],
        read: impl Fn([u8; N]) -> T,
    ) -> Result<()> {
        for null in nulls {
            let value = self.array()?;
            if *null == 1 {
                values.push_null();
            } else {
                values.push(read(value));
            }
        }
        Ok(())
    }

    fn decimals<T: Copy + Default, const N: usize>(
        &mut self,
        values: &mut Values<T>,
        nulls: &[u8],
        read: impl Fn([u8; N]) -> T,
        check: impl Fn(T) -> Result<()>,
    ) -> Result<()> {
        for null in nulls {
            let value = self.array()?;
            if *null == 1 {
                values.push_null();
                continue;
            }
            let value = read(value);
            check(value)?;
            values.push(value);
        }
        Ok(())
    }

    fn bytes(&mut self, values: &mut Bytes, nulls: &[u8]) -> Result<()> {
        for null in nulls {
            let len = self.len()?;
            let value = self.take(len)?;
            if *null == 1 {
                values.push_null();
            } else {
                values.push(value);
            }
        }
        Ok(())
    }

    fn lists(&mut self, column: &ColumnSpec, lists: &mut Lists, nulls: &[u8]) -> Result<()> {
        for null in nulls {
            let len = self.len()?;
            self.fill(column, lists.items(), len)?;
            if *null == 1 {
                lists.push_null();
            } else {
                lists.end_list();
            }
        }
        Ok(())
    }
}

fn refused(column: &ColumnSpec) -> Error {
    Error::unsupported(format!(
        "column {:?}: values of type {} cannot be given",
        column.name, column.column_type
    ))
}

fn check(column: &ColumnSpec, holds: bool, otherwise: &str) -> Result<()> {
    if holds {
        return Ok(());
    }
    Err(Error::invalid(format!("column {:?} holds {otherwise}", column.name)))
}
