//! What rows are written as, and what is refused.

mod columns;
mod decimals;
mod refusals;
mod registry;

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value;
use arrow_array::{ArrayRef, RecordBatch};

use super::AvroEncoder;
use crate::error::Result;
use crate::format::{BadRecord, Encoder, EncoderContext, PayloadBuffer};
use crate::spec::{AvroEncoding, ProduceAvro, Properties, Role};

/// A record of one field `f` of a type.
fn one(field_type: &str) -> String {
    record(&format!(r#"{{"name": "f", "type": {field_type}}}"#))
}

fn record(fields: &str) -> String {
    format!(r#"{{"type": "record", "name": "R", "namespace": "t", "fields": [{fields}]}}"#)
}

/// Records of a schema without anything before them.
fn raw(schema: &str) -> ProduceAvro {
    ProduceAvro::text(schema).encoding(AvroEncoding::Raw)
}

fn encoder(spec: &ProduceAvro, batch: &RecordBatch) -> Result<AvroEncoder> {
    let properties = Properties::new();
    let context = EncoderContext {
        role: Role::Value,
        topic: Some("t"),
        has_topic_column: false,
        properties: &properties,
    };
    AvroEncoder::new(spec, &batch.schema(), context)
}

/// The payloads of the rows, and the bad ones among them.
fn encode(spec: &ProduceAvro, batch: &RecordBatch) -> (Vec<Option<Vec<u8>>>, Vec<BadRecord>) {
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
fn payloads(spec: &ProduceAvro, batch: &RecordBatch) -> Vec<Vec<u8>> {
    let (payloads, bad) = encode(spec, batch);
    assert_eq!(bad, []);
    payloads.into_iter().map(|payload| payload.expect("a record")).collect()
}

/// The rows as records of a schema, without anything before them.
pub(in crate::format::avro) fn encoded_rows(schema: &str, batch: &RecordBatch) -> Vec<Vec<u8>> {
    payloads(&raw(schema), batch)
}

/// What apache-avro reads of the rows of a schema.
fn read(schema: &str, batch: &RecordBatch) -> Vec<Value> {
    let payloads = payloads(&raw(schema), batch);
    payloads.iter().map(|payload| read_one(schema, payload)).collect()
}

fn read_one(schema: &str, mut payload: &[u8]) -> Value {
    let schema = Schema::parse_str(schema).expect("a schema");
    let reader = GenericDatumReader::builder(&schema).build().expect("a reader");
    let value = reader.read_value(&mut payload).expect("a record");
    assert!(payload.is_empty(), "{} bytes too many", payload.len());
    value
}

/// The values of the one field of the rows; those of unions without the branch.
fn values(field_type: &str, column: ArrayRef) -> Vec<Value> {
    let batch = RecordBatch::try_from_iter_with_nullable([("f", column, true)]).expect("a batch");
    values_of(field_type, &batch)
}

fn values_of(field_type: &str, batch: &RecordBatch) -> Vec<Value> {
    let records = read(&one(field_type), batch);
    let field = |record| match record {
        Value::Record(mut fields) => match fields.remove(0).1 {
            Value::Union(_, value) => *value,
            value => value,
        },
        other => panic!("expected a record: {other:?}"),
    };
    records.into_iter().map(field).collect()
}

/// The reasons of the rows that are bad.
fn reasons(field_type: &str, column: ArrayRef) -> Vec<(usize, String)> {
    let batch = RecordBatch::try_from_iter_with_nullable([("f", column, true)]).expect("a batch");
    let (payloads, bad) = encode(&raw(&one(field_type)), &batch);
    assert_eq!(payloads.len(), batch.num_rows());
    let reason = |bad: BadRecord| {
        assert_eq!(bad.field.as_deref(), Some("f"));
        assert_eq!(payloads[bad.index], None);
        (bad.index, bad.reason)
    };
    bad.into_iter().map(reason).collect()
}
