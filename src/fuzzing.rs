//! What the fuzz targets call: decoders on any bytes, with the promises that they make. The unit tests call it too.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BinaryArray, BooleanArray, StringArray, TimestampNanosecondArray};
use arrow_cast::cast;
use arrow_schema::{DataType, Schema, SchemaRef};
use serde::de::IgnoredAny;

use crate::format::{BadRecord, ColumnBuilder, Decoder, Payloads, Span, compile};
use crate::formula::{Filter, Formula, Frame, Scope};
use crate::spec::object::{DateTimeFormat, EpochUnit, Value};
use crate::spec::{ColumnType, Properties, Role, Spec, field};
use crate::table::{Chunk, RowGroup, RowSet, Snapshot, Store};

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

/// Records that are separated by 0xff, as JSON values of every kind.
pub fn object(data: &[u8]) {
    let inner = || {
        Value::object([
            ("x", Value::int().on_null(1).on_missing(2)),
            ("y", Value::string().lenient()),
        ])
    };
    let fields = [
        ("a", Value::any()),
        ("b", Value::bool().lenient()),
        ("c", Value::char()),
        ("d", Value::double().lenient()),
        ("e", Value::entries(inner())),
        ("f", Value::float()),
        ("g", Value::big_integer().lenient().decimals()),
        ("h", Value::big_decimal().lenient()),
        ("i", Value::instant()),
        ("j", Value::decimal(20, 4).lenient()),
        ("k", Value::skipped()),
        ("l", Value::long().lenient().decimals()),
        ("m", Value::instant_number(EpochUnit::EpochMillis).lenient().decimals()),
        ("n", Value::local_date()),
        ("o", inner().lenient().array()),
        ("p", Value::byte().array().array()),
        (
            "q",
            Value::typed_object("t", [("x", inner()), ("y", inner().allow_unknown_fields(false))]),
        ),
        ("r", Value::tuple([Value::short(), inner(), Value::any().array()])),
        ("s", Value::string().array().strict()),
    ];
    let zoned = Value::instant_of(DateTimeFormat::IsoZonedDateTime);
    check(&Spec::object(Value::object(fields)), data);
    check(
        &Spec::object(Value::tuple([
            zoned,
            Value::local_date_of(DateTimeFormat::BasicIsoDate),
        ])),
        data,
    );
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

/// A text as a formula and as a filter of a table with a column of every type: it is bound and evaluated, or refused.
pub fn formula(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let types = [
        ("a", ColumnType::Boolean),
        ("b", ColumnType::Byte),
        ("c", ColumnType::Char),
        ("d", ColumnType::Double),
        ("e", ColumnType::Instant),
        ("f", ColumnType::Float),
        ("h", ColumnType::Short),
        ("n", ColumnType::Int),
        ("l", ColumnType::Long),
        ("s", ColumnType::String),
        ("y", ColumnType::Bytes),
        ("j", ColumnType::Json),
    ];
    let schema: SchemaRef = Arc::new(Schema::new(
        types
            .iter()
            .map(|(name, column)| column.field(name))
            .collect::<Vec<_>>(),
    ));
    let arrays = schema.fields().iter().map(|field| values(field.data_type()));
    let chunks = arrays.map(Chunk::from).collect();
    let mut store = Store::default();
    store.push(RowGroup::new(0, ROWS, chunks), 0).expect("one group");
    let rows = Snapshot::of_store(schema.clone(), RowSet::from(0..ROWS as u64), &Arc::new(store));
    let scope = Scope::of(&schema);
    if let Ok(formula) = Formula::bind(text, &scope)
        && let Ok(values) = formula.evaluate(&Frame::new(&rows, schema.fields().len(), rows.row_keys()))
    {
        assert_eq!(values.len(), ROWS);
        assert_eq!(values.data_type(), formula.field("X").data_type());
        values.to_data().validate_full().expect("a column that Arrow accepts");
    }
    if let Ok(filter) = Filter::new(text, &scope)
        && let Ok(matching) = filter.matching(&rows, rows.row_keys())
    {
        assert_eq!(matching.minus(rows.row_keys()), RowSet::empty());
    }
}

/// The rows of the table that formulas are tried on.
const ROWS: usize = 3;

/// Small values of a type, a null between them.
fn values(data_type: &DataType) -> ArrayRef {
    let texts: ArrayRef = match data_type {
        DataType::Boolean => Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)])),
        DataType::Binary => Arc::new(BinaryArray::from(vec![Some(b"x".as_slice()), None, Some(b"")])),
        _ => Arc::new(StringArray::from(vec![Some("1"), None, Some("-3")])),
    };
    match data_type {
        DataType::Timestamp(_, zone) => {
            let instants = TimestampNanosecondArray::from(vec![Some(1), None, Some(-3)]);
            Arc::new(instants.with_timezone_opt(zone.clone()))
        }
        _ => cast(&texts, data_type).expect("a column of the type"),
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
            b"{\"a\":[1.50],\"e\":{\"k\":{\"x\":null}},\"s\":[],\"q\":{\"t\":\"y\",\"x\":1}}\xff{\"s\":[\"a\"],\"o\":[{\"X\":1},null",
            b"{\"s\":[null],\"p\":[[1],null],\"r\":[1,{},[[]]]}\xff[\"2024-01-02T03:04:05Z\",\"20240102Z\"]\xffnull",
        ] {
            super::json(seed);
            super::object(seed);
            super::simple(seed);
        }
        for seed in [
            "d * l + f",
            "s == null ? 0 : s.length()",
            "n in 1, 3 && !isNull(b)",
            "new int[n]",
            "n_[i-1] % 2",
            "(char)(h + c)",
            "e + 'P1D' - 'PT1h'",
            "y[0] + j + `x`",
        ] {
            super::formula(seed.as_bytes());
        }
    }
}
