//! Rows as Protobuf messages.
//!
//! The layout by which a message is read and the table's columns make a [`Program`] once: a tree of the messages inside of
//! each other, with the columns that they are written from. A row is one run of it, which appends to the bytes of the rows
//! before it; the length of a message is written when it is known, into room that was kept for it. A cell that has no place in
//! its field makes the row a bad one.

mod batch;
mod cells;
mod compile;
mod given;
mod json;
mod kind;
mod program;
mod published;
mod wire;

use std::time::{SystemTime, UNIX_EPOCH};

use arrow_array::{ArrayRef, StringArray};
use arrow_schema::Schema as Columns;

use self::batch::Batch;
use self::given::{Given, position};
use self::program::{Program, Value};
use super::{descriptor, layout};
use crate::error::Result;
use crate::format::encode::{Choice, Header, SchemaText, Subjects};
use crate::format::{BadRecord, Encoder, EncoderContext, PayloadBuffer};
use crate::kafka::registry::{Registry, SchemaKind};
use crate::spec::{ProduceProtobuf, ProtobufProtocol};

pub(in crate::format) struct ProtobufEncoder {
    program: Program,
    header: Header,
}

impl ProtobufEncoder {
    /// For a table of these columns. A registry may be asked, and waited for.
    pub fn new(spec: &ProduceProtobuf, columns: &Columns, context: EncoderContext<'_>) -> Result<Self> {
        let mut given = Given::of(spec, columns, context)?;
        let mut message = descriptor::message(&given.protobuf)?;
        let header = match spec.protocol {
            ProtobufProtocol::Raw => Header::Fixed(Box::default()),
            ProtobufProtocol::Serdes => {
                let registry = Registry::of(context.properties)?;
                let choice = Choice::of(context, message.full_name(), &registry)?;
                if let Choice::Registered(schema) = &choice {
                    given = given.replaced(schema, &message)?;
                    message = descriptor::message(&given.protobuf)?;
                }
                let registers = matches!(choice, Choice::Own { registers: true });
                let schema = SchemaText {
                    kind: SchemaKind::Protobuf,
                    record: message.full_name().to_owned(),
                    text: given.text()?,
                    references: given.references(&message.parent_file(), &registry, registers)?,
                };
                let after = position(&message);
                Header::registered(Subjects::new(context, registry, schema, &after, None, &choice)?)
            }
        };
        let plan = layout::plan_named(&given.protobuf, |_, path| path.to_owned())?;
        Ok(ProtobufEncoder {
            program: compile::compile(&plan, &message, spec, columns)?,
            header,
        })
    }
}

impl Encoder for ProtobufEncoder {
    fn columns(&self) -> &[usize] {
        &self.program.columns
    }

    fn ready(&mut self, topics: Option<&StringArray>) -> Result<()> {
        self.header.ready(topics)
    }

    fn encode(&mut self, columns: &[ArrayRef], rows: usize, into: &mut PayloadBuffer, bad: &mut Vec<BadRecord>) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = cells::timestamp(now.as_nanos() as i64);
        let mut batch = Batch::new(&self.program, columns, &now);
        for index in 0..rows {
            let written = into.push(|out| {
                out.extend_from_slice(self.header.of(index));
                batch.write(index, out)
            });
            if let Err((value, fault)) = written {
                bad.push(self::bad(&self.program.values[value], index, &fault));
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
