//! Fields of Avro records into columns.
//!
//! The reader's schema and the specification make a [`Plan`]: a flat list of columns, each of a field. For each schema
//! that records were written with, a [`Program`] is compiled once: a step for each of its fields, in their order, that
//! reads the field into its column, passes it, or promotes it to the reader's type; after them, defaults for columns that
//! the writer does not have. A record is one run of its program, in which nothing is looked up and nothing allocated.
//!
//! Each column is filled once by every program. A record that turns out to be bad is undone by cutting all columns back.
//!
//! Text is not checked value by value, but column by column after all records; only when some is not UTF-8 are they read
//! again, and checked one by one.

mod compile;
mod cursor;
mod decode;
mod default;
mod encode;
mod explain;
mod fault;
mod json;
mod plan;
mod program;
mod published;
mod resolve;
mod schema;
mod wire;

pub(super) use self::encode::AvroEncoder;
pub(crate) use self::encode::decimal_of_text;
pub(crate) use self::plan::AvroField;
pub(crate) use self::published::{DecimalDigits, FieldTypes, avro_schema_of, is_decimal};

use std::sync::Arc;

use self::fault::{Fault, Read};
use self::plan::Plan;
use self::program::Program;
use self::schema::Schema;
use super::rows::{Reason, add_rows, look_at_texts_later};
use super::{BadRecord, ColumnBuilder, Decoder, Payloads, Unready, Writers};
use crate::error::{Error, Result};
use crate::kafka::registry::{Framing, Registered, Registry, SchemaKind};
use crate::spec::{Avro, AvroEncoding, AvroSchema, ColumnSpec, Properties, Role};

pub(crate) struct AvroDecoder {
    plan: Arc<Plan>,
    programs: Programs,
}

/// The program of each record.
enum Programs {
    /// By the id of its schema in a registry.
    Registered(Box<Writers<Program>>),
    /// By the fingerprint of its schema; the one at `last` was used last.
    SingleObject { known: Arc<[(u64, Program)]>, last: usize },
    /// There is only one.
    Raw(Arc<Program>),
}

/// What a single object begins with, before the fingerprint.
const MARKER: [u8; 2] = [0xc3, 0x01];

impl AvroDecoder {
    /// `properties` tell the registry. The schema must be known: [`AvroSchema::Subject`] is refused.
    pub fn new(spec: &Avro, role: Role, properties: &Properties) -> Result<Self> {
        let plan = Plan::new(reader(spec)?, spec)?;
        let encoding = spec.encoding.unwrap_or_else(|| AvroEncoding::of(role, properties));
        let programs = match encoding {
            AvroEncoding::Confluent => {
                let writers = Writers::new(Registry::of(properties)?, Framing::of(properties)?);
                Programs::Registered(Box::new(writers))
            }
            AvroEncoding::SingleObject => {
                let mut known = vec![(plan.schema.fingerprint(), compile::compile(&plan.schema, &plan))];
                for text in &spec.writers {
                    let writer = Schema::parse(text, &[])?;
                    known.push((writer.fingerprint(), compile::compile(&writer, &plan)));
                }
                for (fingerprint, program) in &known {
                    tell(&format!("with fingerprint {fingerprint:016x}"), program, &plan);
                }
                Programs::SingleObject {
                    known: known.into(),
                    last: 0,
                }
            }
            AvroEncoding::Raw => {
                let program = match &spec.writers[..] {
                    [] => compile::compile(&plan.schema, &plan),
                    [text] => compile::compile(&Schema::parse(text, &[])?, &plan),
                    more => {
                        return Err(Error::invalid(format!(
                            "{} schemas are given that raw Avro records were written with: expected one at most",
                            more.len()
                        )));
                    }
                };
                tell("without a schema's id", &program, &plan);
                Programs::Raw(Arc::new(program))
            }
        };
        Ok(AvroDecoder {
            plan: Arc::new(plan),
            programs,
        })
    }

    /// Decodes the payloads; text that is not UTF-8 makes its record a bad one if it is `CHECKED`.
    fn decode_all<const CHECKED: bool>(
        &mut self,
        payloads: Payloads<'_>,
        columns: &mut [ColumnBuilder],
        bad: &mut Vec<BadRecord>,
    ) {
        add_rows(payloads.iter(), columns, bad, |payload, columns, _| {
            let (program, payload) = self.programs.of(payload)?;
            decode::record::<CHECKED>(program, payload, columns, &self.plan.paths)
        });
    }
}

impl From<Box<Fault>> for Reason {
    #[cold]
    fn from(fault: Box<Fault>) -> Self {
        (fault.field, fault.reason)
    }
}

impl Programs {
    /// The same for other records.
    fn again(&self) -> Self {
        match self {
            Programs::Registered(writers) => Programs::Registered(Box::new(writers.again())),
            Programs::SingleObject { known, last } => Programs::SingleObject {
                known: known.clone(),
                last: *last,
            },
            Programs::Raw(program) => Programs::Raw(program.clone()),
        }
    }

    /// The program of a record and its bytes after what tells it.
    #[inline]
    fn of<'t, 'p>(&'t mut self, payload: &'p [u8]) -> Read<(&'t Program, &'p [u8])> {
        match self {
            Programs::Registered(writers) => writers.of(payload).map_err(Fault::new),
            Programs::Raw(program) => Ok((program, payload)),
            Programs::SingleObject { known, last } => {
                let (print, rest) = single_object(payload)?;
                if known[*last].0 != print {
                    *last = known.iter().position(|known| known.0 == print).ok_or_else(|| {
                        Fault::new(format!(
                            "the schema with fingerprint {print:016x} is not known: expected the one of the spec or one \
                             of its writers"
                        ))
                    })?;
                }
                Ok((&known[*last].1, rest))
            }
        }
    }
}

/// Says how records are read.
fn tell(which: &str, program: &Program, plan: &Plan) {
    let columns: Vec<&str> = plan.columns.iter().map(|column| column.name.as_str()).collect();
    let columns = &columns;
    log::debug!(
        "records {which} are read so:\n{}",
        explain::Explained { program, columns }
    );
}

/// The fingerprint of the schema, and the record.
fn single_object(payload: &[u8]) -> Read<(u64, &[u8])> {
    let parts = payload.strip_prefix(&MARKER).and_then(<[u8]>::split_first_chunk);
    let (print, rest) = parts.ok_or_else(|| {
        let start = &payload[..payload.len().min(2)];
        Fault::new(format!(
            "its {} bytes begin with {start:02x?}: expected [c3, 01] and 8 bytes of a schema's fingerprint",
            payload.len()
        ))
    })?;
    Ok((u64::from_le_bytes(*print), rest))
}

/// The reader's schema of a specification.
fn reader(spec: &Avro) -> Result<Schema> {
    match &spec.schema {
        AvroSchema::Inline { text, references } => Schema::parse(text, references),
        AvroSchema::Subject { name, .. } => Err(Error::internal(format!(
            "subject {name:?} was not looked up in the registry"
        ))),
    }
}

/// A schema of a registry, for which there must be one of Avro.
fn written(schema: &Registered) -> Result<Schema> {
    let AvroSchema::Inline { text, references } = inline(schema)? else {
        return Err(Error::internal("a registered schema has a text"));
    };
    Schema::parse(&text, &references)
}

/// A registered schema with the texts of all that it refers to, each once.
pub(crate) fn inline(schema: &Registered) -> Result<AvroSchema> {
    if schema.kind != SchemaKind::Avro {
        return Err(Error::invalid(format!(
            "the schema is one of {}: expected one of AVRO",
            schema.kind.name()
        )));
    }
    let mut references: Vec<String> = Vec::new();
    let mut open: Vec<&Registered> = vec![schema];
    while let Some(schema) = open.pop() {
        for reference in &schema.references {
            if !references.iter().any(|known| **known == *reference.schema.text) {
                references.push(reference.schema.text.to_string());
                open.push(&reference.schema);
            }
        }
    }
    Ok(AvroSchema::Inline {
        text: schema.text.to_string(),
        references,
    })
}

/// All fields of a specification's schema, of which it may make columns, and the records around them.
pub(crate) fn avro_fields(spec: &Avro) -> Result<Vec<AvroField>> {
    plan::fields(&reader(spec)?, spec)
}

impl Decoder for AvroDecoder {
    fn columns(&self) -> Vec<ColumnSpec> {
        self.plan.columns.clone()
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(AvroDecoder {
            plan: self.plan.clone(),
            programs: self.programs.again(),
        })
    }

    fn ready(&mut self, payloads: Payloads<'_>) -> Option<Unready> {
        let Programs::Registered(writers) = &mut self.programs else {
            return None;
        };
        let plan = &self.plan;
        writers.ready(payloads, |schema| {
            let program = compile::compile(&written(schema)?, plan);
            tell(&format!("of schema id {}", schema.id), &program, plan);
            Ok(program)
        })
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        look_at_texts_later(columns, bad, |checked, columns, bad| match checked {
            false => self.decode_all::<false>(payloads, columns, bad),
            true => self.decode_all::<true>(payloads, columns, bad),
        });
    }
}

#[cfg(test)]
mod tests;
