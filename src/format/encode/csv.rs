//! CSV rows of cells.
//!
//! A cell is written as its text, which is then looked through: one that holds a special character is put in quotes
//! where it stands.

use arrow_array::ArrayRef;
use arrow_schema::Schema;

use super::Encoder;
use super::cell::{Cells, Kind, cells};
use super::columns::{chosen, refused};
use crate::error::{Error, Result};
use crate::format::csv::Dialect;
use crate::format::{BadRecord, PayloadBuffer};
use crate::spec::ProduceCsv;
use crate::text::BYTE_ORDER_MARK;

/// Writes one row a record, without a line end.
pub(super) struct CsvEncoder {
    columns: Vec<usize>,
    /// Their names.
    names: Vec<String>,
    kinds: Vec<Kind>,
    /// For each field of a row the position of its column; none for one that is null in all rows.
    places: Vec<Option<usize>>,
    delimiter: u8,
    quote: Option<u8>,
    /// The text of null.
    null: Option<Vec<u8>>,
    /// The same as a field.
    null_field: Option<Vec<u8>>,
    /// Which bytes must be in quotes.
    special: [bool; 256],
}

impl CsvEncoder {
    pub fn new(spec: &ProduceCsv, schema: &Schema) -> Result<Self> {
        let columns = chosen(schema, spec.columns.as_deref())?;
        if columns.is_empty() {
            return Err(Error::invalid("a CSV spec needs at least one column"));
        }
        let names: Vec<String> = columns
            .iter()
            .map(|column| schema.field(*column).name().clone())
            .collect();
        let kind = |column: &usize| {
            let field = schema.field(*column);
            Kind::of(field).ok_or_else(|| refused(field, "CSV"))
        };
        let kinds = columns.iter().map(kind).collect::<Result<_>>()?;
        let Dialect { delimiter, quote } = Dialect::new(spec.delimiter, spec.quote)?;
        let mut special = [false; 256];
        for byte in [Some(delimiter), quote, Some(b'\r'), Some(b'\n')].into_iter().flatten() {
            special[usize::from(byte)] = true;
        }
        let mut encoder = CsvEncoder {
            places: places(spec.header.as_deref(), &names)?,
            null: spec.null.as_ref().map(|text| text.clone().into_bytes()),
            null_field: None,
            columns,
            names,
            kinds,
            delimiter,
            quote,
            special,
        };
        if let Some(mut null) = encoder.null.clone() {
            encoder.end_field(0, &mut null, false).map_err(|fault| {
                Error::invalid(format!(
                    "the text for null, {:?}, {fault}",
                    spec.null.as_deref().unwrap_or_default()
                ))
                .with("option", "null")
            })?;
            encoder.null_field = Some(null);
        }
        if encoder.null.is_none() && encoder.places.contains(&None) {
            return Err(Error::invalid(
                "the header has fields without a column, which are null, and no text stands for null",
            )
            .with("option", "header"));
        }
        Ok(encoder)
    }

    /// Appends a row; an error is the position of the column whose cell cannot be written, and why.
    #[inline]
    fn write(&self, cells: &[Cells<'_>], row: usize, out: &mut Vec<u8>) -> Result<(), (usize, &'static str)> {
        let first = out.len();
        for (index, place) in self.places.iter().enumerate() {
            if index > 0 {
                out.push(self.delimiter);
            }
            match place {
                Some(column) if !cells[*column].is_null(row) => {
                    let start = out.len();
                    cells[*column].write_text(row, out);
                    let is_null = self.null.as_deref() == Some(&out[start..]);
                    self.end_field(start, out, is_null).map_err(|fault| (*column, fault))?;
                }
                place => match &self.null_field {
                    Some(null) => out.extend_from_slice(null),
                    None => return Err((place.unwrap_or_default(), "is null, and no text stands for null")),
                },
            }
        }
        // What is nothing at all is no row for some readers.
        if let (Some(quote), true) = (self.quote, out.len() == first) {
            out.extend_from_slice(&[quote, quote]);
        }
        Ok(())
    }

    /// Puts what was written from `start` on in quotes, if it must be, or `wanted`, where there are such.
    #[inline]
    fn end_field(&self, start: usize, out: &mut Vec<u8>, wanted: bool) -> Result<(), &'static str> {
        let text = &out[start..];
        let must =
            text.iter().any(|byte| self.special[usize::from(*byte)]) || text.starts_with(BYTE_ORDER_MARK.as_bytes());
        match self.quote {
            Some(quote) if must || wanted => quoted(start, quote, out),
            None if must => return Err("holds a delimiter or a line end, and there are no quotes"),
            _ => {}
        }
        Ok(())
    }
}

/// Puts what was written from `start` on in quotes, and its own ones twice.
#[cold]
fn quoted(start: usize, quote: u8, out: &mut Vec<u8>) {
    let (old, inside) = (out.len(), out[start..].iter().filter(|byte| **byte == quote).count());
    out.resize(old + inside + 2, quote);
    // From behind, so that nothing is overwritten that has not been moved.
    let mut to = out.len() - 1;
    for from in (start..old).rev() {
        let byte = out[from];
        to -= 1;
        out[to] = byte;
        if byte == quote {
            to -= 1;
            out[to] = quote;
        }
    }
    out[start] = quote;
}

/// The column of each field of a row.
fn places(header: Option<&[String]>, names: &[String]) -> Result<Vec<Option<usize>>> {
    let Some(header) = header else {
        return Ok((0..names.len()).map(Some).collect());
    };
    for (position, name) in header.iter().enumerate() {
        if header[..position].contains(name) {
            return Err(Error::invalid(format!("the header has field {name:?} twice")).with("field", name));
        }
    }
    if let Some(name) = names.iter().find(|name| !header.contains(name)) {
        return Err(Error::invalid(format!(
            "column {name:?} is no field of the header, which has {}",
            header.join(", ")
        ))
        .with("column", name));
    }
    let place = |field: &String| names.iter().position(|name| name == field);
    Ok(header.iter().map(place).collect())
}

impl Encoder for CsvEncoder {
    fn columns(&self) -> &[usize] {
        &self.columns
    }

    fn encode(&mut self, columns: &[ArrayRef], rows: usize, into: &mut PayloadBuffer, bad: &mut Vec<BadRecord>) {
        let cells = cells(&self.kinds, columns);
        for index in 0..rows {
            if let Err((column, fault)) = into.push(|out| self.write(&cells, index, out)) {
                bad.push(BadRecord {
                    index,
                    field: Some(self.names[column].clone()),
                    reason: format!("the field {fault}"),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests;
