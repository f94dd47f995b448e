//! What the fuzz targets call: decoders on any bytes, with the promises that they make. The unit tests call it too.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use serde::de::IgnoredAny;

use crate::format::{BadRecord, ColumnBuilder, Decoder, Payloads, Span, compile};
use crate::spec::{ColumnType, Properties, Role, Spec, field};

/// Records that are separated by 0xff, as JSON into a column of every type, two of them from inside.
pub fn json(data: &[u8]) {
    let spec = Spec::json([
        field("a", ColumnType::Boolean),
        field("b", ColumnType::Byte),
        field("c", ColumnType::Char),
        field("d", ColumnType::Double),
        field("e", ColumnType::Instant),
        field("f", ColumnType::Float),
        field("i", ColumnType::Int),
        field("l", ColumnType::Long),
        field("s", ColumnType::String),
        field("inside", ColumnType::String),
        field("item", ColumnType::Short),
        field("j", ColumnType::Json),
        field("tree", ColumnType::JsonObject),
    ]);
    check(&spec.map("/o/x", "inside").map("/o/0", "item").map("/o", "tree"), data);
}

/// Records that are separated by 0xff, in every simple type.
pub fn simple(data: &[u8]) {
    for column_type in [
        ColumnType::Short,
        ColumnType::Int,
        ColumnType::Long,
        ColumnType::Float,
        ColumnType::Double,
        ColumnType::String,
        ColumnType::Bytes,
        ColumnType::Uuid,
    ] {
        check(&Spec::simple("v", column_type), data);
    }
}

/// Every record gives one row, or one row of nulls and one reason; together the same as alone.
fn check(spec: &Spec, data: &[u8]) {
    let records: Vec<&[u8]> = data.split(|byte| *byte == 0xff).collect();
    let (together, bad) = decode(spec, &records);
    for column in &together {
        assert_eq!(column.len(), records.len());
        column.to_data().validate_full().expect("a column that Arrow accepts");
    }
    check_trees(spec, &together);
    for (index, record) in records.iter().enumerate() {
        let reasons: Vec<&BadRecord> = bad.iter().filter(|bad| bad.index == index).collect();
        assert!(reasons.len() <= 1);
        assert!(reasons.is_empty() || together.iter().all(|column| column.is_null(index)));
        let (alone, alone_bad) = decode(spec, &[record]);
        assert_eq!(
            reasons.first().map(|bad| &bad.reason),
            alone_bad.first().map(|bad| &bad.reason)
        );
        for (column, alone) in together.iter().zip(&alone) {
            assert_eq!(column.slice(index, 1).to_data(), alone.to_data());
        }
    }
}

/// What is kept as JSON text is JSON.
fn check_trees(spec: &Spec, columns: &[ArrayRef]) {
    let Spec::Json { columns: specs, .. } = spec else {
        return;
    };
    for (column, _) in columns
        .iter()
        .zip(specs)
        .filter(|(_, spec)| matches!(spec.column_type, ColumnType::Json | ColumnType::JsonObject))
    {
        for text in column.as_string::<i32>().iter().flatten() {
            serde_json::from_str::<IgnoredAny>(text).expect("JSON");
        }
    }
}

fn decode(spec: &Spec, records: &[&[u8]]) -> (Vec<ArrayRef>, Vec<BadRecord>) {
    let mut decoder: Box<dyn Decoder> = compile(spec, Role::Value, &Properties::new()).expect("a good spec");
    let builder = |column: &crate::spec::ColumnSpec| ColumnBuilder::new(&column.column_type).expect("a column");
    let mut columns: Vec<ColumnBuilder> = decoder.columns().iter().map(builder).collect();
    let mut buffer = Vec::new();
    let spans: Vec<Span> = records
        .iter()
        .map(|record| {
            buffer.extend_from_slice(record);
            Span::new(buffer.len() - record.len(), record.len())
        })
        .collect();
    let mut bad = Vec::new();
    decoder.decode(
        Payloads {
            buffer: &buffer,
            spans: &spans,
        },
        &mut columns,
        &mut bad,
    );
    (columns.iter_mut().map(ColumnBuilder::finish).collect(), bad)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_targets_hold_for_seeds() {
        for seed in [
            &b""[..],
            b"\xff",
            b"{\"a\":true}\xff{\"a\":1,\"o\":{\"x\":[1e3],\"x\":\"\\ud83d\"},\"j\":{\"k\":[null]}}\xff{\"i\":\"x\"}\xff{",
            b"\0\0\0\x01\xffab",
        ] {
            super::json(seed);
            super::simple(seed);
        }
    }
}
