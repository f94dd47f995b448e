//! Columns into records.

mod columns;
mod json;
mod simple;

use arrow_array::ArrayRef;
use arrow_schema::Schema;

use super::{BadRecord, PayloadBuffer};
use crate::error::Result;
use crate::spec::{ProduceSpec, Properties, Role};

/// Writes rows as keys or values.
pub(crate) trait Encoder: Send {
    /// The positions in the table of the columns that `encode` is given, in this order.
    fn columns(&self) -> &[usize];

    /// Adds one payload to `into` for each of so many rows. A row that cannot be written is bad and has a null payload;
    /// its column is the bad record's field.
    fn encode(&mut self, columns: &[ArrayRef], rows: usize, into: &mut PayloadBuffer, bad: &mut Vec<BadRecord>);
}

/// The encoder of a specification for a table of these columns; none where nothing is written.
pub(crate) fn encoder(
    spec: &ProduceSpec,
    schema: &Schema,
    role: Role,
    properties: &Properties,
) -> Result<Option<Box<dyn Encoder>>> {
    Ok(match spec {
        ProduceSpec::Ignore => None,
        ProduceSpec::Simple { column } => Some(Box::new(simple::SimpleEncoder::new(column, schema, role, properties)?)),
        ProduceSpec::Raw { column, serializer } => Some(Box::new(simple::SimpleEncoder::raw(
            column, serializer, schema, role, properties,
        )?)),
        ProduceSpec::Json(spec) => Some(Box::new(json::JsonEncoder::new(spec, schema)?)),
    })
}

#[cfg(test)]
mod tests;
