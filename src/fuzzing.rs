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
use crate::spec::{Avro, AvroEncoding, ColumnType, Csv, Properties, Protobuf, Role, Spec, field};
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

/// Records that are separated by 0xc1, with which no value begins, as MessagePack into a column of every type, some of
/// them from inside.
pub fn msgpack(data: &[u8]) {
    let spec = Spec::msgpack([
        field("a", ColumnType::Boolean),
        field("b", ColumnType::Byte),
        field("c", ColumnType::Char),
        field("d", ColumnType::Double),
        field("e", ColumnType::Instant),
        field("f", ColumnType::Float),
        field("i", ColumnType::Int),
        field("l", ColumnType::Long),
        field("s", ColumnType::String),
        field("y", ColumnType::Bytes),
        field("inside", ColumnType::String),
        field("item", ColumnType::Short),
        field("first", ColumnType::String),
        field("j", ColumnType::Json),
        field("tree", ColumnType::JsonObject),
    ]);
    let spec = spec
        .map("/o/x", "inside")
        .map("/o/0", "item")
        .map("/o", "tree")
        .map("/0", "first");
    check_records(&spec, &data.split(|byte| *byte == 0xc1).collect::<Vec<_>>());
}

/// Records that are separated by 0xff, as CSV rows with a column of every type, in two dialects.
pub fn csv(data: &[u8]) {
    let columns = || {
        [
            field("a", ColumnType::Boolean),
            field("b", ColumnType::Byte),
            field("c", ColumnType::Char),
            field("d", ColumnType::Double),
            field("e", ColumnType::Instant),
            field("f", ColumnType::Float),
            field("s", ColumnType::String),
            field("j", ColumnType::Json),
        ]
    };
    check(&Spec::csv(Csv::new(columns())), data);
    let header = ["j", "s", "x", "f", "e", "d", "c", "b", "a"];
    let other = Csv::new(columns()).header(header).delimiter('|').quote(None).null("-");
    check(&Spec::csv(other), data);
    check(
        &Spec::csv(Csv::new([field("s", ColumnType::String)]).without_null()),
        data,
    );
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

/// Raw Avro records that are separated by 0xff and were written with another schema than the one that they are read as;
/// every type is there, and everything that one is promoted to. Then the data as a schema, which is compiled or refused.
pub fn avro(data: &[u8]) {
    check(&avro_spec(), data);
    if let Ok(text) = std::str::from_utf8(data) {
        let spec = Avro::text(text).encoding(AvroEncoding::Raw);
        let _ = compile(&Spec::avro(spec), Role::Value, &Properties::new());
    }
}

fn avro_spec() -> Spec {
    let tree = r#"{"name": "tree", "type": ["null", {"type": "record", "name": "Tree", "fields": [
        {"name": "n", "type": "NUMBER"}, {"name": "text", "type": "string"},
        {"name": "inside", "type": {"type": "array", "items": "Tree"}}]}, "string"]}"#;
    let common = r#"{"name": "b", "type": "boolean"}, {"name": "s", "type": ["null", "string"]},
        {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
        {"name": "x", "type": {"type": "fixed", "name": "X", "size": 2}},
        {"name": "d", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "w", "type": {"type": "bytes", "logicalType": "decimal", "precision": 60, "scale": 2}},
        {"name": "lists", "type": {"type": "array", "items": {"type": "array", "items": ["null", "string"]}}},
        {"name": "nulls", "type": {"type": "array", "items": "null"}},
        {"name": "map", "type": {"type": "map", "values": ["long", "string", "null"]}},"#;
    let record = |fields: &str, number: &str| {
        let tree = tree.replace("NUMBER", number);
        format!(r#"{{"type": "record", "name": "R", "fields": [{common}{fields}, {tree}]}}"#)
    };
    let written = record(
        r#"{"name": "i", "type": "int"}, {"name": "l", "type": "long"}, {"name": "f", "type": ["null", "float"]},
           {"name": "t", "type": {"type": "long", "logicalType": "timestamp-millis"}}, {"name": "y", "type": "string"},
           {"name": "o", "type": ["null", {"type": "record", "name": "O", "fields": [{"name": "g", "type": "double"}]}]},
           {"name": "gone", "type": {"type": "map", "values": "bytes"}}"#,
        "int",
    );
    let read = record(
        r#"{"name": "o", "type": ["null", {"type": "record", "name": "O", "fields": [{"name": "g", "type": "double"},
               {"name": "h", "type": "string", "default": "none"}]}]},
           {"name": "i", "type": "long"}, {"name": "l", "type": "double"}, {"name": "f", "type": ["double", "null"]},
           {"name": "t", "type": {"type": "long", "logicalType": "timestamp-micros"}}, {"name": "y", "type": "bytes"}"#,
        "double",
    );
    let spec = Avro::text(read).encoding(AvroEncoding::Raw);
    Spec::avro(spec.writer(written))
}

/// Records that are separated by 0xff, as messages with a field of every kind, alone and as Confluent writes them.
pub fn protobuf(data: &[u8]) {
    const SCHEMA: &str = "syntax = \"proto3\"; package f; import \"google/protobuf/timestamp.proto\"; \
        import \"google/protobuf/wrappers.proto\"; import \"google/protobuf/struct.proto\"; \
        message M { int32 a = 1; string s = 2; repeated sint64 r = 3; S m = 4; repeated S l = 5; \
        map<string, S> w = 6; map<int32, bytes> p = 7; google.protobuf.Timestamp t = 8; \
        google.protobuf.Value v = 9; google.protobuf.Int64Value i64 = 10; oneof o { E e = 11; S x = 12; double d = 13; } \
        repeated fixed32 f = 14; map<uint64, One> one = 15; } \
        message S { bool b = 1; optional int32 n = 2; repeated string y = 3; repeated One z = 4; } \
        message One { float g = 1; } enum E { A = 0; B = 1; }";
    let spec = Protobuf::text("fuzz.proto", SCHEMA);
    check(&Spec::protobuf(spec.clone()), data);
    check(&Spec::protobuf(spec.raw()), data);
}

/// What a broker may send as an answer to a Fetch request.
pub fn fetch(data: &[u8]) {
    crate::kafka::check_answer(data);
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

/// [`check_records`] of records that are separated by 0xff.
fn check(spec: &Spec, data: &[u8]) {
    check_records(spec, &data.split(|byte| *byte == 0xff).collect::<Vec<_>>());
}

/// Every record gives one row, or one row of nulls and one reason; together the same as alone.
fn check_records(spec: &Spec, records: &[&[u8]]) {
    let (together, bad) = decode(spec, records);
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
    let decoder = compile(spec, Role::Value, &Properties::new()).expect("a good spec");
    let is_tree = |column: &ColumnType| match column {
        ColumnType::Declared(column, _) => **column == ColumnType::Json,
        column => matches!(column, ColumnType::Json | ColumnType::JsonObject),
    };
    for (column, _) in columns
        .iter()
        .zip(decoder.columns())
        .filter(|(_, spec)| is_tree(&spec.column_type))
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
            b"\x08\x05\x12\x01a\x1a\x02\x02\x04\x2a\x02\x10\x07\x2a\x00\x32\x03\x0a\x01k\xff\0\0\0\0\x01\0\x60\x01",
            b"{\"a\":[1.50],\"e\":{\"k\":{\"x\":null}},\"s\":[],\"q\":{\"t\":\"y\",\"x\":1}}\xff{\"s\":[\"a\"],\"o\":[{\"X\":1},null",
            b"{\"s\":[null],\"p\":[[1],null],\"r\":[1,{},[[]]]}\xff[\"2024-01-02T03:04:05Z\",\"20240102Z\"]\xffnull",
        ] {
            super::json(seed);
            super::csv(seed);
            super::msgpack(seed);
            super::object(seed);
            super::simple(seed);
            super::fetch(seed);
            super::avro(seed);
            super::protobuf(seed);
        }
        for seed in [
            &b"\x01\x02\x02a\x02ab\x02\x05\x02\x05\0\0\0\x02\x04\0\x01\x02\0\0\0\x02\0\x02\x02a\0"[..],
            b"\0\0\0ab\x02\x05\x02\x05\0\x04\0\0\x02\x04\0\x01\0\x02\0\0\0",
            b"{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": [\"null\", \"R\"]}]}",
        ] {
            super::avro(seed);
        }
        for seed in [
            &b"true,1,x,1.5,2024-01-02T03:04:05Z,1e3,\"a,\"\"b\"\"\",\"{\"\"k\"\":[1]}\"\xff,,,,,,\"\xff\"\xff\n\xff\xef\xbb\xbf"[..],
            b"[1]|a\"|x|-|5|1|\\u|2|T\xff|||||||||\xff{|a|x|1|1|1|1|1|1",
        ] {
            super::csv(seed);
        }
        for seed in [
            &b"\x84\xa1d\xca\x3f\xc0\0\0\xa1e\xd6\xff\0\0\0\x01\xa1j\x82\x01\xa1x\xa1k\xc4\x01y\xa1o\x81\xa1x\x01"[..],
            b"\x81\xa1s\xa1\xff\xc1\x92\xa1x\xc7\x0c\xff\0\0\0\0\0\0\0\0\0\0\0\0\xc1\xdf\xff\xff\xff\xff\xc1\xc1\x81\xa1o\x91\x07",
        ] {
            super::msgpack(seed);
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
