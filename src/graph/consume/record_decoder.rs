//! Records that are in memory into columns, as a consumed table would decode them.

use std::ops::Range;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::SchemaRef;

use super::schemas;
use crate::error::{BadRecord, Error, Result};
use crate::format::{self, ColumnBuilder, Decoder, Payloads, Span};
use crate::graph::import::check_names;
use crate::spec::{self, Properties, Role, Spec};

/// Decodes keys or values of records without a topic: to try a [`Spec`] on some bytes, or to use a decoder by itself.
///
/// It belongs to one thread at a time, and learns from the records that it has seen: keep it for more of the same.
///
/// ```
/// # fn main() -> topictable::Result<()> {
/// use arrow_schema::DataType::{Float64, Utf8};
/// use topictable::{Properties, RecordDecoder, Spec, field};
///
/// let spec = Spec::json([field("Sym", Utf8), field("Price", Float64)]);
/// let mut decoder = RecordDecoder::of_values(&spec, &Properties::new())?;
/// let decoded = decoder.decode([Some(r#"{"Sym":"AAPL","Price":131.5}"#), None, Some(r#"{"Price":"much"}"#)])?;
/// assert_eq!(decoded.rows.num_rows(), 3);
/// assert_eq!(decoded.bad[0].index, 2);
/// assert_eq!(decoded.bad[0].field.as_deref(), Some("Price"));
/// # Ok(())
/// # }
/// ```
pub struct RecordDecoder {
    decoder: Box<dyn Decoder>,
    columns: Vec<ColumnBuilder>,
    schema: SchemaRef,
}

/// What a [`RecordDecoder`] has made of some records.
#[derive(Debug)]
pub struct Decoded {
    /// One row for each record, in their order; that of a bad record is all null.
    pub rows: RecordBatch,
    /// The records that did not fit, in their order.
    pub bad: Vec<BadRecord>,
}

impl RecordDecoder {
    /// A decoder of values. `properties` complete what the specification leaves open, as when a topic is consumed.
    pub fn of_values(spec: &Spec, properties: &Properties) -> Result<Self> {
        RecordDecoder::new(spec, Role::Value, properties)
    }

    /// A decoder of keys.
    pub fn of_keys(spec: &Spec, properties: &Properties) -> Result<Self> {
        RecordDecoder::new(spec, Role::Key, properties)
    }

    fn new(spec: &Spec, role: Role, properties: &Properties) -> Result<Self> {
        let spec = schemas::resolve(spec, properties)?;
        let decoder = format::compile(&spec, role, properties)?;
        let columns = decoder.columns();
        check_names(columns.iter().map(|column| column.name.as_str()))?;
        Ok(RecordDecoder {
            columns: decoder.builders()?,
            schema: spec::schema(&columns),
            decoder,
        })
    }

    /// The columns that are decoded.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Decodes records; none is a null key or value. Waits for schemas that a registry is asked for. Fails for more than 2 GiB at once.
    pub fn decode<R: AsRef<[u8]>>(&mut self, records: impl IntoIterator<Item = Option<R>>) -> Result<Decoded> {
        let mut buffer = Vec::new();
        let places = records.into_iter().map(|record| {
            let start = buffer.len();
            buffer.extend_from_slice(record.as_ref()?.as_ref());
            Some(start..buffer.len())
        });
        let places: Vec<Option<Range<usize>>> = places.collect();
        self.decode_in_place(&buffer, places)
    }

    /// Decodes the records at these places of a buffer, without copying them; none is a null key or value. Fails for
    /// a place that the buffer does not have, and for a buffer of more than 2 GiB.
    pub fn decode_in_place(
        &mut self,
        buffer: &[u8],
        records: impl IntoIterator<Item = Option<Range<usize>>>,
    ) -> Result<Decoded> {
        if i32::try_from(buffer.len()).is_err() {
            return Err(Error::invalid(format!(
                "{} bytes of records: expected at most 2 GiB at once",
                buffer.len()
            )));
        }
        let span = |place: Option<Range<usize>>| match place {
            None => Ok(Span::NULL),
            Some(place) if buffer.get(place.clone()).is_some() => Ok(Span::new(place.start, place.len())),
            Some(Range { start, end }) => Err(Error::invalid(format!(
                "a record at bytes {start}..{end} of a buffer of {} bytes",
                buffer.len()
            ))),
        };
        let spans: Vec<Span> = records.into_iter().map(span).collect::<Result<_>>()?;
        let mut bad = Vec::new();
        let payloads = Payloads { buffer, spans: &spans };
        self.columns.iter_mut().for_each(|column| column.reserve(spans.len()));
        let mut start = 0;
        while start < spans.len() {
            let rest = payloads.slice(start..spans.len());
            let unready = self.decoder.ready(rest);
            let ready = unready.as_ref().map_or(rest.len(), |unready| unready.ready);
            let before = bad.len();
            self.decoder.decode(rest.slice(0..ready), &mut self.columns, &mut bad);
            bad[before..].iter_mut().for_each(|record| record.index += start);
            start += ready;
            if let Some(unready) = unready {
                unready.schema.wait();
            }
        }
        let columns = self.columns.iter_mut().map(ColumnBuilder::finish).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(spans.len()));
        let rows = RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)?;
        Ok(Decoded { rows, bad })
    }
}
