//! Records that a program reads itself.

use arrow_array::builder::BinaryBuilder;
use arrow_array::{Array, ArrayRef, BinaryArray, UInt32Array};
use arrow_schema::DataType;
use arrow_select::take::take;

use super::builder::Pieces;
use super::{BadRecord, ColumnBuilder, Decoder, Payloads};
use crate::error::{Error, Result, panic_text};
use crate::spec::{ColumnSpec, Parsed, SharedParser};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Hands whole batches to a parser, and checks what comes back.
#[derive(Clone)]
pub(crate) struct ParserDecoder {
    columns: Vec<ColumnSpec>,
    parser: SharedParser,
}

impl ParserDecoder {
    pub fn new(columns: &[ColumnSpec], parser: &SharedParser) -> Result<Self> {
        if columns.is_empty() {
            return Err(Error::invalid("a parser needs at least one column"));
        }
        Ok(ParserDecoder {
            columns: columns.to_vec(),
            parser: parser.clone(),
        })
    }

    /// The rows of these records as columns, in which bad records have none of their values.
    fn parse(&self, records: &BinaryArray) -> Result<(Vec<ArrayRef>, Vec<BadRecord>)> {
        let parsed = catch_unwind(AssertUnwindSafe(|| self.parser.parse(records)))
            .unwrap_or_else(|panic| Err(Error::internal(format!("the parser panicked: {}", panic_text(&*panic)))))?;
        let Parsed { rows, bad } = parsed;
        if rows.num_rows() != records.len() {
            return Err(Error::invalid(format!(
                "the parser has made {} rows of {} records",
                rows.num_rows(),
                records.len()
            )));
        }
        let made: Vec<&DataType> = rows.columns().iter().map(|column| column.data_type()).collect();
        let wanted: Vec<DataType> = self
            .columns
            .iter()
            .map(|column| column.column_type.data_type())
            .collect();
        if !made.iter().copied().eq(&wanted) {
            return Err(Error::invalid(format!(
                "the parser has made columns of {made:?}: expected {wanted:?}"
            )));
        }
        if let Some(record) = bad.iter().find(|record| record.index >= records.len()) {
            return Err(Error::invalid(format!(
                "the parser calls record {} of {} bad",
                record.index,
                records.len()
            )));
        }
        let columns = rows.columns().iter().map(|column| without(column, &bad));
        Ok((columns.collect::<Result<_>>()?, bad))
    }
}

/// The column with null in the rows of bad records.
fn without(column: &ArrayRef, bad: &[BadRecord]) -> Result<ArrayRef> {
    if bad.is_empty() {
        return Ok(column.clone());
    }
    let mut rows: Vec<Option<u32>> = (0..column.len() as u32).map(Some).collect();
    bad.iter().for_each(|record| rows[record.index] = None);
    Ok(take(column, &UInt32Array::from(rows), None)?)
}

impl Decoder for ParserDecoder {
    fn columns(&self) -> Vec<ColumnSpec> {
        self.columns.clone()
    }

    fn builders(&self) -> Result<Vec<ColumnBuilder>> {
        let builder = |column: &ColumnSpec| ColumnBuilder::Pieces(Pieces::new(column.column_type.data_type()));
        Ok(self.columns.iter().map(builder).collect())
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }

    fn is_parallel(&self) -> bool {
        false
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        let bytes: i64 = payloads.spans.iter().filter_map(|span| span.len()).map(i64::from).sum();
        let mut records = BinaryBuilder::with_capacity(payloads.len(), bytes as usize);
        payloads.iter().for_each(|payload| records.append_option(payload));
        let records = records.finish();
        let parsed = match self.parse(&records) {
            Ok((parsed, found)) => {
                bad.extend(found);
                Some(parsed)
            }
            Err(error) => {
                bad.extend((0..records.len()).map(|index| BadRecord {
                    index,
                    field: None,
                    reason: error.message().to_owned(),
                }));
                None
            }
        };
        for (index, column) in columns.iter_mut().enumerate() {
            let ColumnBuilder::Pieces(pieces) = column else {
                unreachable!("a parser fills columns of arrays");
            };
            match &parsed {
                Some(parsed) => pieces.push(parsed[index].clone()),
                None => pieces.push_nulls(records.len()),
            }
        }
    }
}

#[cfg(test)]
mod tests;
