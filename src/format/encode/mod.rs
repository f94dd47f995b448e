//! Columns into records.

mod cell;
mod columns;
mod csv;
mod header;
mod json;
mod number;
mod serializer;
mod simple;
mod subjects;

use arrow_array::{ArrayRef, StringArray};
use arrow_schema::Schema;

pub(super) use self::cell::{Cells as TextCells, Kind as TextKind};
pub(super) use self::columns::{chosen as chosen_columns, unknown as unknown_columns};
pub(super) use self::header::Header;
pub(super) use self::number::Numbers;
pub(super) use self::subjects::{Choice, SchemaText, Subjects, references_of, register};
use super::avro::AvroEncoder;
use super::protobuf::ProtobufEncoder;
use super::{BadRecord, PayloadBuffer};
use crate::error::{Error, Result};
use crate::spec::{ProduceSpec, Properties, Role, is_table};

/// Writes rows as keys or values.
pub(crate) trait Encoder: Send {
    /// The positions in the table of the columns that `encode` is given, in this order.
    fn columns(&self) -> &[usize];

    /// Makes ready for rows that go to these topics, or to the one of all rows; null is that one, too. A registry may be
    /// asked, and waited for. To be called before `encode`, and as often as the topics change.
    fn ready(&mut self, topics: Option<&StringArray>) -> Result<()> {
        let _ = topics;
        Ok(())
    }

    /// Adds one payload to `into` for each of so many rows. A row that cannot be written is bad and has a null payload;
    /// its column is the bad record's field.
    fn encode(&mut self, columns: &[ArrayRef], rows: usize, into: &mut PayloadBuffer, bad: &mut Vec<BadRecord>);
}

/// What an encoder is for.
#[derive(Clone, Copy)]
pub(crate) struct EncoderContext<'a> {
    pub role: Role,
    /// The topic of rows that name none.
    pub topic: Option<&'a str>,
    /// Whether rows may name others.
    pub has_topic_column: bool,
    pub properties: &'a Properties,
}

/// The encoder of a specification for a table of these columns; none where nothing is written.
pub(crate) fn encoder(
    spec: &ProduceSpec,
    schema: &Schema,
    context: EncoderContext<'_>,
) -> Result<Option<Box<dyn Encoder>>> {
    let EncoderContext { role, properties, .. } = context;
    let encoder: Option<Box<dyn Encoder>> = match spec {
        ProduceSpec::Ignore => None,
        ProduceSpec::Simple { column } => Some(Box::new(simple::SimpleEncoder::new(column, schema, role, properties)?)),
        ProduceSpec::Raw { column, serializer } => Some(Box::new(simple::SimpleEncoder::raw(
            column, serializer, schema, role, properties,
        )?)),
        ProduceSpec::Json(spec) => Some(Box::new(json::JsonEncoder::new(spec, schema)?)),
        ProduceSpec::Csv(spec) => Some(Box::new(csv::CsvEncoder::new(spec, schema)?)),
        ProduceSpec::Serializer { columns, serializer } => Some(Box::new(serializer::SerializerEncoder::new(
            columns, serializer, schema,
        )?)),
        ProduceSpec::Numbered { number, .. } => {
            return Err(Error::internal(format!(
                "serializer {number} of Java has not been attached"
            )));
        }
        ProduceSpec::Avro(spec) => Some(Box::new(AvroEncoder::new(spec, schema, context)?)),
        ProduceSpec::Protobuf(spec) => Some(Box::new(ProtobufEncoder::new(spec, schema, context)?)),
    };
    let columns = encoder.iter().flat_map(|encoder| encoder.columns());
    if let Some(field) = columns
        .map(|column| schema.field(*column))
        .find(|field| is_table(field))
    {
        let name = field.name();
        return Err(
            Error::unsupported(format!("column {name:?} cannot be written: its cells are live tables"))
                .with("column", name),
        );
    }
    Ok(encoder)
}

#[cfg(test)]
mod tests;
