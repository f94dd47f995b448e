//! What the mirrored API answers, as asked of it; further files compare with another reader of the format.

mod answers;
mod bad;
mod columns;
mod properties;

use arrow_array::ArrayRef;
use arrow_cast::display::{ArrayFormatter, FormatOptions};

use super::super::{BadRecord, ColumnBuilder, Decoder, Payloads, Span};
use super::ProtobufDecoder;
use crate::error::Result;
use crate::spec::{ColumnSpec, Properties, Protobuf};

const PROTO3: &str = "syntax = \"proto3\"; package t; ";
const WELL_KNOWN: &str = "import \"google/protobuf/timestamp.proto\"; import \"google/protobuf/duration.proto\"; \
                          import \"google/protobuf/wrappers.proto\"; import \"google/protobuf/struct.proto\"; \
                          import \"google/protobuf/any.proto\"; import \"google/protobuf/field_mask.proto\"; ";

/// A message of a file, alone in its payloads.
fn proto3(text: &str) -> Protobuf {
    Protobuf::text("test.proto", format!("{PROTO3}{text}")).raw()
}

fn decoder(spec: &Protobuf) -> Result<ProtobufDecoder> {
    ProtobufDecoder::new(spec, &Properties::new())
}

/// The columns as `name:type`.
fn layout(spec: &Protobuf) -> Vec<String> {
    let columns = decoder(spec).expect("a good spec").columns();
    let class = |column: &ColumnSpec| crate::spec::java_class(&column.column_type.field(&column.name));
    columns
        .iter()
        .map(|column| format!("{}:{}", column.name, class(column)))
        .collect()
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().filter(|char| !char.is_whitespace()).collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).expect("hexadecimal digits");
    digits.chunks(2).map(byte).collect()
}

pub(super) fn decode(spec: &Protobuf, records: &[Option<Vec<u8>>]) -> (Vec<ColumnSpec>, Vec<ArrayRef>, Vec<BadRecord>) {
    let mut decoder = decoder(spec).expect("a good spec");
    let specs = decoder.columns();
    let builder = |column: &ColumnSpec| ColumnBuilder::new(&column.column_type).expect("a column");
    let mut columns: Vec<ColumnBuilder> = specs.iter().map(builder).collect();
    let mut buffer = Vec::new();
    let spans: Vec<Span> = records
        .iter()
        .map(|record| match record {
            None => Span::NULL,
            Some(record) => {
                buffer.extend_from_slice(record);
                Span::new(buffer.len() - record.len(), record.len())
            }
        })
        .collect();
    let mut bad = Vec::new();
    let payloads = Payloads {
        buffer: &buffer,
        spans: &spans,
    };
    decoder.decode(payloads, &mut columns, &mut bad);
    let arrays: Vec<ArrayRef> = columns.iter_mut().map(ColumnBuilder::finish).collect();
    for array in &arrays {
        assert_eq!(array.len(), records.len());
        array.to_data().validate_full().expect("a column that Arrow accepts");
    }
    (specs, arrays, bad)
}

/// The row of one record as `name=value`, or what is wrong with it.
fn row(spec: &Protobuf, record: &str) -> String {
    let (specs, arrays, bad) = decode(spec, &[Some(hex(record))]);
    if let Some(bad) = bad.first() {
        return format!("{}: {}", bad.field.as_deref().unwrap_or("-"), bad.reason);
    }
    let options = FormatOptions::new().with_null("null");
    let cells = specs.iter().zip(&arrays).map(|(column, array)| {
        let cell = ArrayFormatter::try_new(array, &options)
            .expect("a format")
            .value(0)
            .to_string();
        format!("{}={cell}", column.name)
    });
    cells.collect::<Vec<_>>().join(" ")
}
