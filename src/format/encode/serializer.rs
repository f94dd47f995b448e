//! Keys and values that a program writes itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::{Array, ArrayRef, BinaryArray, RecordBatch, RecordBatchOptions, StringArray};
use arrow_schema::{Schema, SchemaRef};
use hashbrown::HashSet;

use super::Encoder;
use super::columns::chosen;
use crate::error::{Error, Result, panic_text};
use crate::format::{BadRecord, PayloadBuffer};
use crate::spec::{Serialized, SharedSerializer};

/// Hands whole batches to a serializer, and checks what comes back.
pub(super) struct SerializerEncoder {
    columns: Vec<usize>,
    schema: SchemaRef,
    serializer: SharedSerializer,
    /// The topics of the rows that come next.
    topics: Option<StringArray>,
}

impl SerializerEncoder {
    pub fn new(columns: &[String], serializer: &SharedSerializer, schema: &Schema) -> Result<Self> {
        let columns = chosen(schema, Some(columns))?;
        if columns.is_empty() {
            return Err(Error::invalid("a serializer needs at least one column"));
        }
        Ok(SerializerEncoder {
            schema: schema.project(&columns)?.into(),
            columns,
            serializer: serializer.clone(),
            topics: None,
        })
    }

    fn serialize(&self, columns: &[ArrayRef], rows: usize) -> Result<Serialized> {
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(self.schema.clone(), columns.to_vec(), &options)?;
        let topics = self.topics.as_ref();
        let serialized =
            catch_unwind(AssertUnwindSafe(|| self.serializer.serialize(&batch, topics))).unwrap_or_else(|panic| {
                Err(Error::internal(format!(
                    "the serializer panicked: {}",
                    panic_text(&*panic)
                )))
            })?;
        if serialized.payloads.len() != rows {
            return Err(Error::invalid(format!(
                "the serializer has made {} keys or values of {rows} rows",
                serialized.payloads.len()
            )));
        }
        if let Some(row) = serialized.bad.iter().find(|row| row.index >= rows) {
            return Err(Error::invalid(format!(
                "the serializer calls row {} of {rows} bad",
                row.index
            )));
        }
        Ok(serialized)
    }
}

impl Encoder for SerializerEncoder {
    fn columns(&self) -> &[usize] {
        &self.columns
    }

    fn ready(&mut self, topics: Option<&StringArray>) -> Result<()> {
        self.topics = topics.cloned();
        Ok(())
    }

    fn encode(&mut self, columns: &[ArrayRef], rows: usize, into: &mut PayloadBuffer, bad: &mut Vec<BadRecord>) {
        let column = || Some(self.schema.field(0).name().clone());
        match self.serialize(columns, rows) {
            Ok(Serialized { payloads, bad: found }) => {
                push(&payloads, &found, into);
                bad.extend(found.into_iter().map(|row| BadRecord {
                    field: row.field.or_else(column),
                    ..row
                }));
            }
            Err(error) => {
                bad.extend((0..rows).map(|index| BadRecord {
                    index,
                    field: column(),
                    reason: error.message().to_owned(),
                }));
                (0..rows).for_each(|_| into.push_null());
            }
        }
    }
}

/// Adds the payloads; a bad row has none.
fn push(payloads: &BinaryArray, bad: &[BadRecord], into: &mut PayloadBuffer) {
    if bad.is_empty() {
        payloads.iter().for_each(|payload| into.push_option(payload));
        return;
    }
    let bad: HashSet<usize> = bad.iter().map(|row| row.index).collect();
    for (row, payload) in payloads.iter().enumerate() {
        into.push_option(payload.filter(|_| !bad.contains(&row)));
    }
}

#[cfg(test)]
mod tests;
