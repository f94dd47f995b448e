//! CSV files as tables of columns that are found in them: what Deephaven's `CsvTools` reads.
//!
//! The text is cut into [`cells`], and each column is read by the first of its parsers that reads all of its cells
//! ([`columns`]). Names become those that columns can have ([`names`]). The whole text is in memory, and is looked at once
//! for each parser that is tried.

mod cells;
mod columns;
mod names;

use std::fs;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{Schema, SchemaRef};

use self::cells::Cells;
use super::source::unread;
use crate::error::{Error, Result};
use crate::spec::CsvSpecs;
use crate::text::BYTE_ORDER_MARK;

/// The columns and the rows of a file.
///
/// # Errors
/// [`NotFound`](crate::ErrorKind::NotFound) for a file that is not there; those of [`of_bytes`] with the file.
pub(crate) fn of_file(path: &str, specs: &CsvSpecs) -> Result<(SchemaRef, RecordBatch)> {
    let bytes = fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::not_found(format!("file {path:?} does not exist")).with("file", path),
        _ => unread(path, &error),
    })?;
    of_bytes(&bytes, specs).map_err(|error| error.with("file", path))
}

/// The columns and the rows of a text.
///
/// # Errors
/// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for a row of too many or too few fields, quotes that do not end,
/// names that no column can have, and values that a stated parser does not read, with the row or the column.
pub(crate) fn of_bytes(bytes: &[u8], specs: &CsvSpecs) -> Result<(SchemaRef, RecordBatch)> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    let mut cells = Cells::new(text, specs)?;
    for _ in 0..specs.skip_header_rows {
        cells.skip();
    }
    let header = if specs.has_header_row {
        let header = cells.row()?;
        Some(header.ok_or_else(|| {
            Error::invalid("there is no header: the file is empty, or shorter than skipHeaderRows says")
        })?)
    } else {
        None
    };
    let given = specs.headers.clone();
    for _ in 0..specs.skip_rows {
        cells.skip();
    }
    let width = match (&given, &header) {
        (Some(names), _) => names.len(),
        (None, Some(header)) => header.len(),
        (None, None) => cells
            .width()?
            .ok_or_else(|| Error::invalid("the file has no rows that tell its columns"))?,
    };
    let names = names::of(given.or(header), width, &specs.header_for_index)?;
    let columns = cells.columns(width)?;
    let rows = columns.first().map_or(0, cells::Column::len);
    let made = names.iter().zip(&columns).enumerate().map(|(index, (name, column))| {
        columns::of(name, index, column, specs).map(|(parser, values)| (parser.column_type().field(name), values))
    });
    let (fields, values): (Vec<_>, Vec<ArrayRef>) = made.collect::<Result<Vec<_>>>()?.into_iter().unzip();
    let schema = Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    debug_assert!(
        values.iter().all(|column| column.len() == rows),
        "columns have equal lengths"
    );
    Ok((
        schema.clone(),
        RecordBatch::try_new_with_options(schema, values, &options)?,
    ))
}

#[cfg(test)]
mod tests;
