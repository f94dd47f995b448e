//! Records of one schema read as another.

mod broken;
mod columns;
mod oracle;
mod resolution;

use arrow_array::ArrayRef;
use arrow_cast::display::array_value_to_string;
use serde_json::Value as Json;

use super::AvroDecoder;
use super::default::encode;
use super::schema::Schema;
use crate::error::Result;
use crate::format::{BadRecord, ColumnBuilder, Decoder, Payloads, Span};
use crate::spec::{Avro, AvroEncoding, Properties, Role};

/// A record of fields.
fn record(fields: &str) -> String {
    format!(r#"{{"type": "record", "name": "R", "namespace": "t", "fields": [{fields}]}}"#)
}

/// A record of one field `f` of a type.
fn one(field_type: &str) -> String {
    record(&format!(r#"{{"name": "f", "type": {field_type}}}"#))
}

/// A specification of raw records.
fn raw(schema: &str) -> Avro {
    Avro::text(schema).encoding(AvroEncoding::Raw)
}

/// A value in the encoding of a schema; of a union it is of the first branch that fits.
fn encoded(schema: &str, value: &Json) -> Vec<u8> {
    let schema = Schema::parse(schema, &[]).expect("a schema");
    encode(&schema, schema.root(), value)
        .expect("a value of the schema")
        .into()
}

fn decoder(spec: &Avro) -> Result<AvroDecoder> {
    AvroDecoder::new(spec, Role::Value, &Properties::new())
}

/// The columns of payloads, and the bad ones among them.
fn decode(spec: &Avro, payloads: &[&[u8]]) -> (Vec<ArrayRef>, Vec<BadRecord>) {
    let mut decoder = decoder(spec).expect("a good spec");
    let builder = |column: &crate::spec::ColumnSpec| ColumnBuilder::new(&column.column_type).expect("a column");
    let mut columns: Vec<ColumnBuilder> = decoder.columns().iter().map(builder).collect();
    let buffer = payloads.concat();
    let mut end = 0;
    let span = |payload: &&[u8]| {
        end += payload.len();
        Span::new(end - payload.len(), payload.len())
    };
    let spans: Vec<Span> = payloads.iter().map(span).collect();
    let mut bad = Vec::new();
    let payloads = Payloads {
        buffer: &buffer,
        spans: &spans,
    };
    assert!(decoder.ready(payloads).is_none());
    decoder.decode(payloads, &mut columns, &mut bad);
    let columns: Vec<ArrayRef> = columns.iter_mut().map(ColumnBuilder::finish).collect();
    for column in &columns {
        assert_eq!(column.len(), spans.len());
        column.to_data().validate_full().expect("a column that Arrow accepts");
    }
    (columns, bad)
}

/// The rows of good payloads as text, null as `null`.
fn rows(spec: &Avro, payloads: &[&[u8]]) -> Vec<Vec<String>> {
    let (columns, bad) = decode(spec, payloads);
    assert_eq!(bad, []);
    (0..payloads.len()).map(|row| texts(&columns, row)).collect()
}

fn texts(columns: &[ArrayRef], row: usize) -> Vec<String> {
    let text = |column: &ArrayRef| {
        if column.is_null(row) {
            "null".to_owned()
        } else {
            array_value_to_string(column, row).expect("a value")
        }
    };
    columns.iter().map(text).collect()
}

/// What the one column of a payload holds.
fn cell(spec: &Avro, payload: &[u8]) -> String {
    rows(spec, &[payload])[0].concat()
}

/// The reason for which a payload is bad, after its field.
fn reason(spec: &Avro, payload: &[u8]) -> String {
    let (_, bad) = decode(spec, &[payload]);
    let [
        BadRecord {
            index: 0,
            field,
            reason,
        },
    ] = &bad[..]
    else {
        panic!("expected one bad record: {bad:?}");
    };
    field
        .as_ref()
        .map_or(reason.clone(), |field| format!("{field}: {reason}"))
}
