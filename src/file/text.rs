//! Records of text into batches.

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::SchemaRef;

use super::BATCH_ROWS;
use super::records::Records;
use super::source::{Source, name};
use crate::error::{BadRecord, Error, Result};
use crate::format::{ColumnBuilder, Decoder, Payloads};
use crate::spec;

/// The batches of a file of text. The first records, in which the columns were found, have been read when it is made.
pub(super) struct TextReader {
    path: String,
    records: Records<Source>,
    decoder: Box<dyn Decoder>,
    builders: Vec<ColumnBuilder>,
    schema: SchemaRef,
    /// Whether the records at hand are those in which the columns were found.
    has_sample: bool,
    /// What comes behind the rows before it.
    failure: Option<Error>,
}

impl TextReader {
    /// Reads what `records` has at hand, and all that follows, with a decoder.
    pub fn new(path: &str, records: Records<Source>, decoder: Box<dyn Decoder>) -> Result<Self> {
        Ok(TextReader {
            path: path.to_owned(),
            records,
            builders: decoder.builders()?,
            schema: spec::schema(&decoder.columns()),
            decoder,
            has_sample: true,
            failure: None,
        })
    }

    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The next rows, at most so many thousand; none at the end. After an error there is nothing more to ask for.
    pub fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        if !std::mem::take(&mut self.has_sample) {
            self.records
                .fill(BATCH_ROWS)
                .map_err(|error| in_file(&error, &self.path))?;
        }
        let payloads = self.records.payloads();
        if payloads.len() == 0 {
            return Ok(None);
        }
        let mut bad = Vec::new();
        if let Some(index) = not_text(payloads) {
            bad.push(index);
        } else {
            self.decoder.decode(payloads, &mut self.builders, &mut bad);
        }
        let rows = payloads.len();
        let Some(first) = bad.first() else {
            return self.finish(rows).map(Some);
        };
        let error = self.misfit(first);
        let good = first.index;
        if good == 0 || self.builders.iter().any(|builder| builder.len() < good) {
            return Err(error);
        }
        self.failure = Some(error);
        Ok(Some(self.finish(rows)?.slice(0, good)))
    }

    fn finish(&mut self, rows: usize) -> Result<RecordBatch> {
        let columns = self.builders.iter_mut().map(ColumnBuilder::finish).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(
            self.schema.clone(),
            columns,
            &options,
        )?)
    }

    fn misfit(&self, bad: &BadRecord) -> Error {
        let line = self.records.line(bad.index);
        let field = bad.field.as_deref().map(|field| field.trim_start_matches('/'));
        let place = field.map_or(String::new(), |field| format!(", field {field:?}"));
        let error = Error::invalid(format!("line {line}{place} of {}: {}", name(&self.path), bad.reason))
            .with("file", &self.path)
            .with("line", line)
            .with("reason", &bad.reason);
        field.iter().fold(error, |error, field| error.with("field", field))
    }
}

/// The first record that is no UTF-8, which decoders would read with other characters.
fn not_text(payloads: Payloads<'_>) -> Option<BadRecord> {
    if payloads.are_text() {
        return None;
    }
    let mut broken = payloads.iter().flatten().map(std::str::from_utf8).enumerate();
    broken.find_map(|(index, text)| {
        let at = text.err()?.valid_up_to();
        Some(BadRecord {
            index,
            field: None,
            reason: format!("the byte at {at} of the record is not UTF-8"),
        })
    })
}

/// The same error with the file in which it is.
pub(super) fn in_file(error: &Error, path: &str) -> Error {
    Error::new(error.kind(), format!("{}: {}", name(path), error.message()))
        .with_all(error)
        .with("file", path)
}
