//! The interface of all decoders.

use super::avro::AvroDecoder;
use super::charset::Charset;
use super::csv::CsvDecoder;
use super::json::{JsonDecoder, ObjectDecoder};
use super::msgpack::MsgpackDecoder;
use super::parser::ParserDecoder;
use super::protobuf::ProtobufDecoder;
use super::simple::SimpleDecoder;
use super::void::VoidDecoder;
use super::{ColumnBuilder, Payloads};
use crate::error::{BadRecord, Error, Result};
use crate::kafka::registry::Pending;
use crate::spec::{ColumnSpec, Properties, Role, SimpleColumn, Spec, raw_column};

/// Where a decoder has to wait.
#[derive(Debug)]
pub(crate) struct Unready {
    /// How many payloads before it can be decoded now.
    pub ready: usize,
    /// The schema of the next one.
    pub schema: Pending,
}

/// Turns the keys or the values of records into columns.
pub(crate) trait Decoder: Send {
    /// The columns that it fills, in order.
    fn columns(&self) -> Vec<ColumnSpec>;

    /// Empty columns for it to fill.
    fn builders(&self) -> Result<Vec<ColumnBuilder>> {
        let builder = |column: &ColumnSpec| {
            ColumnBuilder::new(&column.column_type).ok_or_else(|| {
                Error::unsupported(format!(
                    "column {:?}: no decoder fills {}",
                    column.name, column.column_type
                ))
            })
        };
        self.columns().iter().map(builder).collect()
    }

    /// Another one of the same specification, for other records. Nobody is asked again what the specification leaves
    /// open: all tables of a topic's partitions have the same columns.
    fn again(&self) -> Box<dyn Decoder>;

    /// Whether another one may decode other records at the same time: not where a program's own code does.
    fn is_parallel(&self) -> bool {
        true
    }

    /// Looks for a payload that cannot be decoded yet because its schema has only been asked for; none when all can be.
    ///
    /// It is called before `decode`, which is given no more payloads than are ready, and again when the schema is there
    /// or cannot be had. It does not wait. A payload without a schema's id, or whose schema cannot be had, is ready:
    /// `decode` finds it bad.
    fn ready(&mut self, payloads: Payloads<'_>) -> Option<Unready> {
        let _ = payloads;
        None
    }

    /// Adds one row to every one of `columns` for each payload, and to `bad` each record whose row is only a
    /// stand-in of nulls.
    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>);
}

/// The decoder of a specification; `properties` complete what it leaves open.
pub(crate) fn compile(spec: &Spec, role: Role, properties: &Properties) -> Result<Box<dyn Decoder>> {
    Ok(match spec {
        Spec::Ignore => Box::new(Ignore),
        Spec::Simple { column, column_type } => {
            let column = SimpleColumn::resolve(column.as_deref(), column_type.as_ref(), role, properties)?;
            Box::new(SimpleDecoder::new(column, role, properties)?)
        }
        Spec::Avro(spec) => Box::new(AvroDecoder::new(spec, role, properties)?),
        Spec::Json { columns, mapping } => Box::new(JsonDecoder::new(columns, mapping)?),
        Spec::Msgpack { columns, mapping } => Box::new(MsgpackDecoder::new(columns, mapping)?),
        Spec::Csv(csv) => Box::new(CsvDecoder::new(csv)?),
        Spec::Raw {
            column,
            column_type,
            deserializer,
        } => {
            let made = raw_column(column, column_type.as_ref(), deserializer)?;
            if made.is_void {
                Box::new(VoidDecoder::new(made.column))
            } else {
                Box::new(SimpleDecoder::raw(made.column, role, properties)?)
            }
        }
        Spec::Numbered { number, .. } => {
            return Err(Error::invalid(format!("there is no parser of the number {number}")));
        }
        Spec::Protobuf(protobuf) => Box::new(ProtobufDecoder::new(protobuf, properties)?),
        Spec::Object { value, columns, text } => {
            let charset = text.then(|| Charset::of(role, properties)).transpose()?;
            Box::new(ObjectDecoder::new(value, columns.as_deref())?.reading(charset))
        }
        Spec::Parser { columns, parser } => Box::new(ParserDecoder::new(columns, parser)?),
    })
}

/// The decoder of what nobody wants to see.
struct Ignore;

impl Decoder for Ignore {
    fn columns(&self) -> Vec<ColumnSpec> {
        Vec::new()
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(Ignore)
    }

    fn decode(&mut self, _: Payloads<'_>, _: &mut [ColumnBuilder], _: &mut Vec<BadRecord>) {}
}
