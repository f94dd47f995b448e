//! Rows as Avro records.
//!
//! The schema and the table's columns make a [`Program`](program::Program) once: a step for each field, with the branch of
//! a union that its column is written as. A row is one run of it, which appends to the bytes of the rows before it and
//! looks nothing up; a cell that has no place in its field makes the row a bad one.

mod cells;
mod compile;
mod decimal;
mod kind;
mod program;

pub(crate) use self::decimal::parse as decimal_of_text;

use std::time::{SystemTime, UNIX_EPOCH};

use arrow_array::{ArrayRef, StringArray};
use arrow_schema::Schema as Columns;

use self::cells::{Cells, in_unit};
use self::program::{Program, Value};
use super::published::{DecimalDigits, FieldTypes, avro_schema_of};
use super::schema::{Schema, Type};
use super::wire::long;
use super::{MARKER, written};
use crate::error::{Error, Result};
use crate::format::encode::{Choice, Header, SchemaText, Subjects, chosen_columns, references_of};
use crate::format::{BadRecord, Encoder, EncoderContext, PayloadBuffer};
use crate::kafka::registry::{Registered, Registry, SchemaKind, Version};
use crate::spec::{AvroEncoding, LATEST, ProduceAvro, ProduceSchema};

pub(in crate::format) struct AvroEncoder {
    program: Program,
    header: Header,
}

/// The schema of a specification, with what a registry is told of it.
struct Given {
    schema: Schema,
    text: String,
    /// What the text refers to there: the name in the text, the subject and the version.
    references: Vec<(String, String, i32)>,
}

impl Given {
    fn of(spec: &ProduceAvro, columns: &Columns, context: EncoderContext<'_>) -> Result<Self> {
        let text = match &spec.schema {
            ProduceSchema::Inline { text } => text.clone(),
            ProduceSchema::Subject { name, version } => {
                let version: Version = version.as_deref().unwrap_or(LATEST).parse()?;
                return Self::registered(&*Registry::of(context.properties)?.subject(name, version)?);
            }
            ProduceSchema::Published {
                name,
                namespace,
                properties,
                ..
            } => {
                let wanted = chosen_columns(columns, spec.columns.as_deref())?;
                let wanted = wanted.iter().map(|column| columns.field(*column));
                let digits = |column: &str| DecimalDigits::of(column, properties);
                avro_schema_of(wanted, name, namespace.as_deref(), FieldTypes::Written, digits)?
            }
        };
        Ok(Given {
            schema: Schema::parse(&text, &[])?,
            text,
            references: Vec::new(),
        })
    }

    fn registered(registered: &Registered) -> Result<Self> {
        Ok(Given {
            schema: written(registered).map_err(|error| match &registered.subject {
                Some((subject, version)) => {
                    let what = format!("subject {subject:?}, version {version}: {}", error.message());
                    Error::new(error.kind(), what).with("subject", subject)
                }
                None => error,
            })?,
            text: registered.text.to_string(),
            references: references_of(registered),
        })
    }

    /// The full name of the record; empty if it is none.
    fn record(&self) -> &str {
        match self.schema.get(self.schema.root()) {
            Type::Record(names, _) => &names.name,
            _ => "",
        }
    }
}

impl AvroEncoder {
    /// For a table of these columns. A registry may be asked, and waited for.
    pub fn new(spec: &ProduceAvro, columns: &Columns, context: EncoderContext<'_>) -> Result<Self> {
        let mut given = Given::of(spec, columns, context)?;
        let EncoderContext { role, properties, .. } = context;
        let header = match spec.encoding.unwrap_or_else(|| AvroEncoding::of(role, properties)) {
            AvroEncoding::Raw => Header::Fixed(Box::default()),
            AvroEncoding::SingleObject => {
                let print = given.schema.fingerprint().to_le_bytes();
                Header::Fixed([&MARKER[..], &print].concat().into())
            }
            AvroEncoding::Confluent => {
                let registry = Registry::of(properties)?;
                let choice = Choice::of(context, given.record(), &registry)?;
                let published = match &spec.schema {
                    ProduceSchema::Published { name, .. } => Some((name.clone(), given.text.clone())),
                    _ => None,
                };
                if let Choice::Registered(schema) = &choice {
                    given = Given::registered(schema)?;
                }
                let schema = SchemaText {
                    kind: SchemaKind::Avro,
                    record: given.record().to_owned(),
                    text: given.text,
                    references: given.references,
                };
                Header::registered(Subjects::new(context, registry, schema, &[], published, &choice)?)
            }
        };
        Ok(AvroEncoder {
            program: compile::compile(given.schema, spec, columns)?,
            header,
        })
    }

    /// The bytes of the time at which records are made.
    fn now(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Some(unit) = self.program.now {
            let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            long(in_unit(nanos.as_nanos() as i64, unit), &mut bytes);
        }
        bytes
    }
}

impl Encoder for AvroEncoder {
    fn columns(&self) -> &[usize] {
        &self.program.columns
    }

    fn ready(&mut self, topics: Option<&StringArray>) -> Result<()> {
        self.header.ready(topics)
    }

    fn encode(&mut self, columns: &[ArrayRef], rows: usize, into: &mut PayloadBuffer, bad: &mut Vec<BadRecord>) {
        let program = &self.program;
        let values = program.values.iter();
        let cells: Vec<Cells<'_>> = values
            .map(|value| Cells::new(&value.slot, &columns[value.column], &program.schema))
            .collect();
        let now = self.now();
        for index in 0..rows {
            let written = into.push(|out| {
                out.extend_from_slice(self.header.of(index));
                program.write(&cells, &now, index, out)
            });
            if let Err((value, fault)) = written {
                let value = &program.values[value];
                bad.push(self::bad(value, index, &fault));
            }
        }
    }
}

#[cold]
fn bad(value: &Value, index: usize, fault: &str) -> BadRecord {
    BadRecord {
        index,
        field: Some(value.name.clone()),
        reason: format!("field {}: {fault}", value.field),
    }
}

#[cfg(test)]
pub(super) mod tests;
