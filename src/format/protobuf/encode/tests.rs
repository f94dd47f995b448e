//! What rows are written as, and what is refused. Random messages are in the tests of the decoder.

mod columns;
mod published;
mod refusals;
mod registry;

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::Schema;
use protox::prost_reflect::DynamicMessage;

use super::super::descriptor;
use super::ProtobufEncoder;
use crate::error::Result;
use crate::format::{BadRecord, Encoder, EncoderContext, PayloadBuffer};
use crate::spec::{ColumnSpec, ProduceProtobuf, Properties, Protobuf, ProtobufProtocol, Role};

/// A message of a file, alone in its payloads.
fn proto3(text: &str) -> ProduceProtobuf {
    ProduceProtobuf::text("test.proto", format!("syntax = \"proto3\"; package t; {text}")).raw()
}

/// The first message with these fields.
fn message(fields: &str) -> ProduceProtobuf {
    proto3(&format!("{WELL_KNOWN} message M {{ {fields} }}"))
}

const WELL_KNOWN: &str = "import \"google/protobuf/timestamp.proto\"; import \"google/protobuf/duration.proto\"; \
                          import \"google/protobuf/wrappers.proto\"; import \"google/protobuf/struct.proto\"; \
                          import \"google/protobuf/any.proto\"; import \"google/protobuf/field_mask.proto\";";

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn encoder(spec: &ProduceProtobuf, batch: &RecordBatch) -> Result<ProtobufEncoder> {
    let properties = Properties::new();
    let context = EncoderContext {
        role: Role::Value,
        topic: Some("t"),
        has_topic_column: false,
        properties: &properties,
    };
    ProtobufEncoder::new(spec, &batch.schema(), context)
}

/// The payloads of the rows, and the bad ones among them.
fn encode(spec: &ProduceProtobuf, batch: &RecordBatch) -> (Vec<Option<Vec<u8>>>, Vec<BadRecord>) {
    let mut encoder = encoder(spec, batch).expect("a good specification");
    let columns: Vec<ArrayRef> = encoder
        .columns()
        .iter()
        .map(|index| batch.column(*index).clone())
        .collect();
    let (mut payloads, mut bad) = (PayloadBuffer::default(), Vec::new());
    encoder.ready(None).expect("nothing to be asked for");
    // Twice: an encoder keeps nothing of the batch before.
    for _ in 0..2 {
        payloads.clear();
        bad.clear();
        encoder.encode(&columns, batch.num_rows(), &mut payloads, &mut bad);
    }
    (
        payloads.iter().map(|payload| payload.map(<[u8]>::to_vec)).collect(),
        bad,
    )
}

/// The payloads of rows that are all good.
fn payloads(spec: &ProduceProtobuf, batch: &RecordBatch) -> Vec<Vec<u8>> {
    let (payloads, bad) = encode(spec, batch);
    assert_eq!(bad, []);
    payloads
        .into_iter()
        .map(|payload| payload.expect("a message"))
        .collect()
}

/// The columns that a specification makes, written by the same one.
pub(in crate::format::protobuf) fn encoded(
    spec: &Protobuf,
    columns: &[ColumnSpec],
    arrays: &[ArrayRef],
) -> Vec<Vec<u8>> {
    let fields: Vec<_> = columns
        .iter()
        .map(|column| column.column_type.field(&column.name))
        .collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays.to_vec()).expect("columns of their types");
    payloads(&produced(spec), &batch)
}

/// Messages as a specification reads them.
fn produced(spec: &Protobuf) -> ProduceProtobuf {
    let Protobuf {
        schema,
        message,
        fields,
        ..
    } = spec.clone();
    ProduceProtobuf {
        schema: Some(schema),
        message,
        protocol: ProtobufProtocol::Raw,
        fields,
        columns: None,
        timestamp: None,
    }
}

fn descriptor_of(spec: &ProduceProtobuf) -> protox::prost_reflect::MessageDescriptor {
    let mut protobuf = Protobuf::new(spec.schema.clone().expect("a schema"));
    protobuf.message.clone_from(&spec.message);
    descriptor::message(&protobuf).expect("a good schema")
}

/// What prost-reflect reads of the rows, in its text form.
fn read(spec: &ProduceProtobuf, columns: Vec<(&str, ArrayRef)>) -> Vec<String> {
    let message = descriptor_of(spec);
    let payloads = payloads(spec, &batch(columns));
    let read = |payload: &Vec<u8>| {
        let message = DynamicMessage::decode(message.clone(), &**payload).expect("a message");
        assert_eq!(message.unknown_fields().count(), 0);
        message.to_string()
    };
    payloads.iter().map(read).collect()
}

/// The only bad row.
fn fault(spec: &ProduceProtobuf, columns: Vec<(&str, ArrayRef)>) -> String {
    let (payloads, bad) = encode(spec, &batch(columns));
    let [bad] = &bad[..] else {
        panic!("one bad row: {bad:?}")
    };
    assert_eq!(payloads[bad.index], None);
    format!("{}: {}", bad.field.as_deref().unwrap_or("-"), bad.reason)
}

fn refusal(spec: &ProduceProtobuf, columns: Vec<(&str, ArrayRef)>) -> String {
    match encoder(spec, &batch(columns)) {
        Ok(_) => panic!("{spec:?} is not refused"),
        Err(error) => error.message().to_owned(),
    }
}
