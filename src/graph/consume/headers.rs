//! Headers of records as columns.

use std::sync::Arc;

use arrow_array::{ArrayRef, ListArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, Fields};

use crate::format::{Bytes, ColumnBuilder};
use crate::kafka::Batch;
use crate::spec::{ColumnType, HeaderColumn};

/// The type of the column of all headers: a list of keys and values, in their order in the record.
pub(super) fn headers_type() -> ColumnType {
    ColumnType::Other(DataType::List(Arc::new(item())))
}

fn item() -> Field {
    Field::new("item", DataType::Struct(fields()), false)
}

fn fields() -> Fields {
    Fields::from(vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("value", DataType::Binary, true),
    ])
}

/// The column of all headers, under construction.
#[derive(Debug)]
pub(super) struct HeadersBuilder {
    /// Where the headers of each row end; the first entry is 0.
    ends: Vec<i32>,
    keys: ColumnBuilder,
    values: ColumnBuilder,
}

impl HeadersBuilder {
    pub fn new() -> Self {
        HeadersBuilder {
            ends: vec![0],
            keys: ColumnBuilder::String(Bytes::default()),
            values: ColumnBuilder::Binary(Bytes::default()),
        }
    }

    /// Adds a row of the headers of a record.
    pub fn push(&mut self, batch: &Batch, index: usize) {
        for (key, value) in batch.headers(index) {
            push_text(&mut self.keys, Some(key));
            if let ColumnBuilder::Binary(values) = &mut self.values {
                values.push_option(value);
            }
        }
        self.ends.push(self.keys.len() as i32);
    }

    pub fn truncate(&mut self, rows: usize) {
        self.ends.truncate(rows + 1);
        let end = self.ends[rows] as usize;
        self.keys.truncate(end);
        self.values.truncate(end);
    }

    pub fn finish(&mut self) -> ArrayRef {
        let ends = OffsetBuffer::new(ScalarBuffer::from(std::mem::replace(&mut self.ends, vec![0])));
        let columns = vec![self.keys.finish(), self.values.finish()];
        let items = StructArray::new(fields(), columns, None);
        Arc::new(ListArray::new(
            Arc::new(item()),
            ends,
            Arc::new(items),
            None::<NullBuffer>,
        ))
    }
}

/// The column of one header, under construction: the value of its last occurrence, else null.
#[derive(Debug)]
pub(super) struct HeaderBuilder {
    header: String,
    values: ColumnBuilder,
}

impl HeaderBuilder {
    pub fn new(column: &HeaderColumn) -> Self {
        HeaderBuilder {
            header: column.header.clone(),
            values: match column.column_type {
                ColumnType::String => ColumnBuilder::String(Bytes::default()),
                _ => ColumnBuilder::Binary(Bytes::default()),
            },
        }
    }

    /// Adds a row of the header of a record.
    pub fn push(&mut self, batch: &Batch, index: usize) {
        let of_name = batch.headers(index).filter(|(name, _)| *name == self.header.as_bytes());
        let value = of_name.last().and_then(|(_, value)| value);
        match &mut self.values {
            ColumnBuilder::Binary(values) => values.push_option(value),
            text => push_text(text, value),
        }
    }

    pub fn truncate(&mut self, rows: usize) {
        self.values.truncate(rows);
    }

    pub fn finish(&mut self) -> ArrayRef {
        self.values.finish()
    }
}

/// Adds a text, with U+FFFD where its bytes are not UTF-8.
fn push_text(column: &mut ColumnBuilder, text: Option<&[u8]>) {
    if let ColumnBuilder::String(bytes) = column {
        bytes.push_option(text.map(String::from_utf8_lossy).as_deref().map(str::as_bytes));
    }
}
