//! CSV rows into columns.
//!
//! A payload is one row. The crate csv-core splits it; a field is then read as the same text in a JSON string would be,
//! by the same code. A row with too few or too many fields, or with one that does not fit its column, is a bad record,
//! which is undone by cutting all columns back.

mod row;

pub(super) use self::row::Dialect;

use self::row::{Broken, Splitter};
use super::json::read_text;
use super::rows::{Reason, add_rows, as_text};
use super::{BadRecord, ColumnBuilder, Decoder, Format, Payloads};
use crate::error::{Error, Result};
use crate::spec::{ColumnSpec, Csv};

#[derive(Clone)]
pub(crate) struct CsvDecoder {
    columns: Vec<ColumnSpec>,
    /// The position of each column's field in a row.
    places: Vec<usize>,
    /// What the fields are called.
    names: Vec<String>,
    null: Option<String>,
    splitter: Splitter,
}

impl CsvDecoder {
    pub fn new(csv: &Csv) -> Result<Self> {
        if csv.columns.is_empty() {
            return Err(Error::invalid("a CSV spec needs at least one column"));
        }
        for column in &csv.columns {
            Format::Csv.check(Some(&column.name), &column.column_type)?;
        }
        let (names, places) = match &csv.header {
            Some(header) => (header.clone(), places(&csv.columns, header)?),
            None => {
                let names = csv.columns.iter().map(|column| column.name.clone()).collect();
                (names, (0..csv.columns.len()).collect())
            }
        };
        log::debug!("a CSV row has the fields {names:?}, of which these positions are read: {places:?}");
        Ok(CsvDecoder {
            columns: csv.columns.clone(),
            places,
            splitter: Splitter::new(csv, names.len())?,
            names,
            null: csv.null.clone(),
        })
    }

    /// Reads one record into one new row. After a fault some columns have it and others do not.
    fn record(&mut self, payload: &[u8], columns: &mut [ColumnBuilder]) -> Result<(), Reason> {
        let fields = match self.splitter.split(payload) {
            Ok(fields) => fields,
            Err(broken) => return Err(self.reason(&broken)),
        };
        let null = self.null.as_ref().map(String::as_bytes);
        for (index, (place, column)) in self.places.iter().zip(columns).enumerate() {
            let text = fields.get(*place);
            if null == Some(text) {
                column.push_null();
            } else if let Err(reason) = read_text(text, column) {
                return Err((Some(self.columns[index].name.clone()), reason));
            }
        }
        Ok(())
    }

    #[cold]
    fn reason(&self, broken: &Broken) -> Reason {
        let expected = self.names.len();
        match broken {
            Broken::TooFew(found) => {
                let missing = self.names.get(*found).cloned();
                (
                    missing,
                    format!("the row ends after field {found}: expected {expected}"),
                )
            }
            Broken::TooMany => (None, format!("the row has more fields than the expected {expected}")),
            Broken::OpenQuote => (None, "the row ends inside of quotes".to_owned()),
            Broken::SeveralRows => (None, "the record has more than one row".to_owned()),
        }
    }
}

/// Where in a row of these fields each column is.
fn places(columns: &[ColumnSpec], header: &[String]) -> Result<Vec<usize>> {
    for (position, name) in header.iter().enumerate() {
        if header[..position].contains(name) {
            return Err(Error::invalid(format!("the header has field {name:?} twice")).with("field", name));
        }
    }
    let place = |column: &ColumnSpec| {
        header.iter().position(|name| *name == column.name).ok_or_else(|| {
            Error::invalid(format!(
                "column {:?} is no field of the header, which has {}",
                column.name,
                header.join(", ")
            ))
            .with("column", &column.name)
        })
    };
    columns.iter().map(place).collect()
}

impl Decoder for CsvDecoder {
    fn columns(&self) -> Vec<ColumnSpec> {
        self.columns.clone()
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        let all_text = payloads.are_text();
        add_rows(payloads.iter(), columns, bad, |payload, columns, _| {
            self.record(&as_text(payload, all_text), columns)
        });
    }
}

#[cfg(test)]
mod tests;
