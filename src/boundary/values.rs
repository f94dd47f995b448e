//! Columns of values that a request brings along.
//!
//! For each column one byte a row, 1 for a null, then the values, little-endian; a boolean is one byte, text and bytes
//! are four bytes of length and then the bytes themselves. A null has a value too, which is not looked at.

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};

use crate::error::{Error, Result};
use crate::format::{ColumnBuilder, Values};
use crate::spec::{self, ColumnSpec};

/// A batch of `rows` rows with the columns that the payload holds.
pub(super) fn read(columns: &[ColumnSpec], rows: usize, payload: &[u8]) -> Result<RecordBatch> {
    let mut payload = Payload { bytes: payload };
    let arrays: Vec<ArrayRef> = columns
        .iter()
        .map(|column| payload.column(column, rows))
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

    fn column(&mut self, column: &ColumnSpec, rows: usize) -> Result<ArrayRef> {
        let refused = || {
            Error::unsupported(format!(
                "column {:?}: values of type {} cannot be given",
                column.name, column.column_type
            ))
        };
        let mut builder = ColumnBuilder::new(&column.column_type).ok_or_else(refused)?;
        let nulls = self.take(rows)?;
        match &mut builder {
            ColumnBuilder::Boolean(values) => self.values(values, nulls, |[byte]: [u8; 1]| byte != 0)?,
            ColumnBuilder::Byte(values) => self.values(values, nulls, i8::from_le_bytes)?,
            ColumnBuilder::Char(values) => self.values(values, nulls, u16::from_le_bytes)?,
            ColumnBuilder::Short(values) => self.values(values, nulls, i16::from_le_bytes)?,
            ColumnBuilder::Int(values) | ColumnBuilder::LocalDate(values) => {
                self.values(values, nulls, i32::from_le_bytes)?;
            }
            ColumnBuilder::Long(values)
            | ColumnBuilder::Instant(values)
            | ColumnBuilder::LocalTime(values)
            | ColumnBuilder::Duration(values) => self.values(values, nulls, i64::from_le_bytes)?,
            ColumnBuilder::Float(values) => self.values(values, nulls, f32::from_le_bytes)?,
            ColumnBuilder::Double(values) => self.values(values, nulls, f64::from_le_bytes)?,
            ColumnBuilder::Uuid(values) => self.values(values, nulls, |bytes| bytes)?,
            // Whoever reads the column relies on it being JSON.
            ColumnBuilder::Json(_)
            | ColumnBuilder::Decimal128(..)
            | ColumnBuilder::Decimal256(..)
            | ColumnBuilder::List(_)
            | ColumnBuilder::Map(_)
            | ColumnBuilder::Pieces(_) => return Err(refused()),
            ColumnBuilder::String(bytes) | ColumnBuilder::Binary(bytes) => {
                for null in nulls {
                    let len = u32::from_le_bytes(self.array()?) as usize;
                    let value = self.take(len)?;
                    if *null == 1 {
                        bytes.push_null();
                    } else {
                        bytes.push(value);
                    }
                }
            }
        }
        if let ColumnBuilder::String(bytes) = &builder
            && !bytes.is_text(0)
        {
            return Err(Error::invalid(format!(
                "column {:?} holds bytes that are not UTF-8",
                column.name
            )));
        }
        Ok(builder.finish())
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
}
