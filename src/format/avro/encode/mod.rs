//! Rows as Avro records.
//!
//! The schema and the table's columns make a [`Program`](program::Program) once: a step for each field, with the branch of
//! a union that its column is written as. A row is one run of it, which appends to the bytes of the rows before it and
//! looks nothing up; a cell that has no place in its field makes the row a bad one.

mod cells;
mod compile;
mod decimal;
mod kind;
mod number;
mod program;
mod subjects;

pub(crate) use self::decimal::parse as decimal_of_text;

use std::time::{SystemTime, UNIX_EPOCH};

use arrow_array::{ArrayRef, StringArray};
use arrow_schema::{Field as Column, Schema as Columns};

use self::cells::{Cells, in_unit};
use self::program::{Program, Value};
use self::subjects::{Choice, Subjects};
use super::published::{DecimalDigits, FieldTypes, avro_schema_of};
use super::schema::{Schema, Type};
use super::wire::long;
use super::{MARKER, written};
use crate::error::{Error, Result};
use crate::format::encode::unknown_columns;
use crate::format::{BadRecord, Encoder, EncoderContext, PayloadBuffer};
use crate::kafka::registry::{Reference, Registered, Registry, Version};
use crate::spec::{AvroEncoding, LATEST, ProduceAvro, ProduceSchema};

pub(in crate::format) struct AvroEncoder {
    program: Program,
    header: Header,
}

/// What tells, before each record, which schema it was written with.
enum Header {
    /// The same in all of them.
    Fixed(Box<[u8]>),
    /// The id that a registry has for it.
    Registered {
        subjects: Box<Subjects>,
        /// The positions of the prefixes of rows; one for all of them where no column tells their topics.
        rows: Vec<usize>,
    },
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
                let wanted = wanted(spec, columns)?;
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
        let reference = |reference: &Reference| {
            let (subject, version) = reference.schema.subject.clone()?;
            Some((reference.name.clone(), subject, version))
        };
        Ok(Given {
            schema: written(registered).map_err(|error| match &registered.subject {
                Some((subject, version)) => {
                    let what = format!("subject {subject:?}, version {version}: {}", error.message());
                    Error::new(error.kind(), what).with("subject", subject)
                }
                None => error,
            })?,
            text: registered.text.to_string(),
            references: registered.references.iter().filter_map(reference).collect(),
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

/// The columns that a schema is made of.
fn wanted<'c>(spec: &ProduceAvro, columns: &'c Columns) -> Result<Vec<&'c Column>> {
    let Some(names) = &spec.columns else {
        return Ok(columns.fields().iter().map(|column| &**column).collect());
    };
    let missing = |name: &&str| columns.column_with_name(name).is_none();
    let missing: Vec<&str> = names.iter().map(String::as_str).filter(missing).collect();
    if !missing.is_empty() {
        return Err(unknown_columns(columns, &missing));
    }
    let found = names.iter().filter_map(|name| columns.column_with_name(name));
    Ok(found.map(|(_, column)| column).collect())
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
                let subjects = Subjects::new(context, registry, &given, published, &choice)?;
                Header::Registered {
                    subjects: Box::new(subjects),
                    rows: Vec::new(),
                }
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

impl Header {
    /// The bytes before the record of a row.
    #[inline]
    fn of(&self, row: usize) -> &[u8] {
        match self {
            Header::Fixed(bytes) => bytes,
            Header::Registered { subjects, rows } => match &rows[..] {
                [] => &[],
                [all] => subjects.prefix(*all),
                rows => rows.get(row).map_or(&[], |position| subjects.prefix(*position)),
            },
        }
    }
}

impl Encoder for AvroEncoder {
    fn columns(&self) -> &[usize] {
        &self.program.columns
    }

    fn ready(&mut self, topics: Option<&StringArray>) -> Result<()> {
        let Header::Registered { subjects, rows } = &mut self.header else {
            return Ok(());
        };
        rows.clear();
        let Some(topics) = topics else {
            rows.push(subjects.position(None)?);
            return Ok(());
        };
        let mut last: (Option<&str>, usize) = (None, subjects.position(None)?);
        for topic in topics {
            if topic != last.0 {
                last = (topic, subjects.position(topic)?);
            }
            rows.push(last.1);
        }
        Ok(())
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
