//! Which columns a schema has, and what is in them.

use rstest::rstest;
use serde_json::json;

use super::{cell, decoder, encoded, one, raw, record, rows};
use crate::format::Decoder;
use crate::format::avro::{avro_fields, plan::AvroField};
use crate::spec::{Avro, AvroEncoding, java_class};

#[rstest]
#[case(r#""null""#, "org.apache.avro.generic.GenericContainer")]
#[case(r#""boolean""#, "java.lang.Boolean")]
#[case(r#""int""#, "int")]
#[case(r#"{"type": "int", "logicalType": "date"}"#, "int")]
#[case(r#"{"type": "int", "logicalType": "time-millis"}"#, "int")]
#[case(r#"{"type": "int", "logicalType": "timestamp-millis"}"#, "int")]
#[case(r#""long""#, "long")]
#[case(r#"{"type": "long", "logicalType": "time-micros"}"#, "long")]
#[case(r#"{"type": "long", "logicalType": "timestamp-millis"}"#, "java.time.Instant")]
#[case(
    r#"["null", {"type": "long", "logicalType": "timestamp-micros"}]"#,
    "java.time.Instant"
)]
#[case(r#"{"type": "long", "logicalType": "timestamp-nanos"}"#, "long")]
#[case(r#"{"type": "long", "logicalType": "local-timestamp-micros"}"#, "long")]
#[case(r#""float""#, "float")]
#[case(r#"["double", "null"]"#, "double")]
#[case(r#""string""#, "java.lang.String")]
#[case(r#"{"type": "string", "logicalType": "uuid"}"#, "java.lang.String")]
#[case(r#"{"type": "enum", "name": "E", "symbols": ["A"]}"#, "java.lang.String")]
#[case(r#""bytes""#, "byte[]")]
#[case(r#"{"type": "fixed", "name": "F", "size": 4}"#, "byte[]")]
#[case(r#"{"type": "fixed", "name": "F", "size": 12, "logicalType": "duration"}"#, "byte[]")]
#[case(r#"{"type": "fixed", "name": "F", "size": 16, "logicalType": "uuid"}"#, "byte[]")]
#[case(r#"{"type": "bytes", "logicalType": "big-decimal"}"#, "byte[]")]
#[case(
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2}"#,
    "java.math.BigDecimal"
)]
#[case(
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 100}"#,
    "java.math.BigDecimal"
)]
#[case(
    r#"{"type": "fixed", "name": "F", "size": 4, "logicalType": "decimal", "precision": 5}"#,
    "java.math.BigDecimal"
)]
#[case(
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 7}"#,
    "byte[]"
)]
#[case(r#"["int", "string"]"#, "org.apache.avro.generic.GenericRecord")]
#[case(r#"["null", "int", "string"]"#, "org.apache.avro.generic.GenericRecord")]
#[case(r#"["string"]"#, "org.apache.avro.generic.GenericRecord")]
#[case(r#"{"type": "array", "items": "int"}"#, "int[]")]
#[case(r#"{"type": "array", "items": ["null", "long"]}"#, "long[]")]
#[case(
    r#"{"type": "array", "items": {"type": "long", "logicalType": "timestamp-millis"}}"#,
    "java.time.Instant[]"
)]
#[case(r#"{"type": "array", "items": "boolean"}"#, "java.lang.Boolean[]")]
#[case(r#"["null", {"type": "array", "items": "string"}]"#, "java.lang.String[]")]
#[case(r#"{"type": "array", "items": "bytes"}"#, "java.lang.Object[]")]
#[case(
    r#"{"type": "array", "items": {"type": "array", "items": "int"}}"#,
    "java.lang.Object[]"
)]
#[case(
    r#"{"type": "array", "items": {"type": "map", "values": "int"}}"#,
    "java.lang.Object[]"
)]
#[case(r#"{"type": "array", "items": ["int", "string"]}"#, "java.lang.Object[]")]
#[case(r#"{"type": "array", "items": "null"}"#, "java.lang.Object[]")]
#[case(r#"{"type": "map", "values": ["null", "string"]}"#, "java.util.Map")]
fn a_type_has_its_column(#[case] field_type: &str, #[case] class: &str) {
    let columns = decoder(&raw(&one(field_type))).expect("a decoder").columns();
    let field = columns[0].column_type.field(&columns[0].name);
    assert_eq!((field.name().as_str(), java_class(&field).as_str()), ("f", class));
}

#[test]
fn text_may_be_declared_as_avro_has_it() {
    let spec = Avro {
        utf8_strings: true,
        ..raw(&record(
            r#"{"name": "s", "type": ["null", "string"]}, {"name": "l", "type": {"type": "array", "items": "string"}}"#,
        ))
    };
    let columns = decoder(&spec).expect("a decoder").columns();
    let classes: Vec<String> = columns
        .iter()
        .map(|column| java_class(&column.column_type.field("")))
        .collect();
    assert_eq!(classes, ["org.apache.avro.util.Utf8", "java.lang.String[]"]);
}

const ORDER: &str = r#"{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"},
    {"name": "instrument", "type": {"type": "record", "name": "Instrument", "fields": [
        {"name": "symbol", "type": "string"},
        {"name": "venue", "type": ["null", {"type": "record", "name": "Venue", "fields": [
            {"name": "mic", "type": "string"}, {"name": "country", "type": ["null", "string"]}]}]}]}},
    {"name": "qty", "type": "int"}]}"#;

#[test]
fn fields_of_nested_records_are_columns() {
    let names: Vec<String> = decoder(&raw(ORDER))
        .expect("a decoder")
        .columns()
        .into_iter()
        .map(|column| column.name)
        .collect();
    assert_eq!(
        names,
        [
            "id",
            "instrument__symbol",
            "instrument__venue__mic",
            "instrument__venue__country",
            "qty"
        ]
    );
    let orders = [
        json!({"id": "o1", "instrument": {"symbol": "A", "venue": {"mic": "X", "country": null}}, "qty": 7}),
        json!({"id": "o2", "instrument": {"symbol": "B", "venue": null}, "qty": -2}),
    ];
    let payloads = orders.map(|order| encoded(ORDER, &order));
    assert_eq!(
        rows(&raw(ORDER), &[&payloads[0], &payloads[1]]),
        [["o1", "A", "X", "null", "7"], ["o2", "B", "null", "null", "-2"]]
    );
}

#[test]
fn a_mapping_renames_and_leaves_out() {
    let order = json!({"id": "o1", "instrument": {"symbol": "A", "venue": {"mic": "X", "country": "NO"}}, "qty": 7});
    let payload = encoded(ORDER, &order);
    let renamed = raw(ORDER)
        .map("instrument.venue.country", "Country")
        .map("instrument", "unused");
    let names = |spec: &Avro| -> Vec<String> {
        let columns = decoder(spec).expect("a decoder").columns();
        columns.into_iter().map(|column| column.name).collect()
    };
    assert_eq!(
        names(&renamed),
        ["id", "instrument__symbol", "instrument__venue__mic", "Country", "qty"]
    );
    let only = raw(ORDER)
        .map("qty", "Qty")
        .map("instrument.venue.country", "Country")
        .mapped_only();
    assert_eq!(names(&only), ["Country", "Qty"]);
    assert_eq!(rows(&only, &[&payload]), [["NO", "7"]]);
    let error = decoder(&raw(ORDER).map("instrument.mic", "x")).err().expect("an error");
    assert_eq!(
        error.message(),
        "the mapping mentions field \"instrument.mic\", which the Avro schema does not have; it has id, instrument, \
         instrument.symbol, instrument.venue, instrument.venue.country, instrument.venue.mic, qty"
    );
}

#[test]
fn fields_are_listed_after_their_records() {
    let fields = avro_fields(&raw(ORDER)).expect("fields");
    let paths: Vec<(&str, bool)> = fields
        .iter()
        .map(|field: &AvroField| (field.path.as_str(), field.column.is_none()))
        .collect();
    assert_eq!(
        paths,
        [
            ("id", false),
            ("instrument", true),
            ("instrument.symbol", false),
            ("instrument.venue", true),
            ("instrument.venue.mic", false),
            ("instrument.venue.country", false),
            ("qty", false)
        ]
    );
}

const CHAIN: &str = r#"{"type": "record", "name": "Chain", "fields": [{"name": "n", "type": "int"},
    {"name": "next", "type": ["null", "Chain"]}]}"#;

#[test]
fn a_record_inside_of_itself_is_refused_unless_it_is_left_out() {
    let error = decoder(&raw(CHAIN)).err().expect("an error");
    assert_eq!(
        error.message(),
        "field \"next\" of the Avro schema is a record Chain inside of itself, which has columns without end: map the \
         fields that are wanted, and only those"
    );
    assert!(decoder(&raw(CHAIN).map("n", "N").map("next", "Next").mapped_only()).is_err());
    let payload = encoded(
        CHAIN,
        &json!({"n": 1, "next": {"n": 2, "next": {"n": 3, "next": null}}}),
    );
    assert_eq!(rows(&raw(CHAIN).map("n", "N").mapped_only(), &[&payload]), [["1"]]);
    let second = raw(CHAIN).map("n", "N").map("next.n", "M").mapped_only();
    assert_eq!(rows(&second, &[&payload]), [["1", "2"]]);
    let listed = avro_fields(&raw(CHAIN)).expect("fields");
    let listed: Vec<(&str, bool)> = listed
        .iter()
        .map(|field| (field.path.as_str(), field.is_recursive))
        .collect();
    assert_eq!(listed, [("n", false), ("next", true)]);
}

#[rstest]
#[case(r#""int""#, "not a toplevel record definition: it is int")]
#[case(r#"["null", "int"]"#, "Avro schemas defined as a union of records are not supported")]
#[case(r#"{"type": "nonsense"}"#, "the Avro schema cannot be used")]
#[case("{", "the Avro schema cannot be used")]
#[case(
    r#"{"type": "record", "name": "R", "fields": [{"name": "d", "type":
        {"type": "bytes", "logicalType": "decimal", "precision": 90, "scale": 80}}]}"#,
    "field \"d\": decimal(90, 80) has too many digits behind the point: expected 76 at most"
)]
fn a_schema_that_has_no_columns_is_refused(#[case] schema: &str, #[case] message: &str) {
    let error = decoder(&raw(schema)).err().expect("an error");
    assert!(error.message().contains(message), "{}", error.message());
}

#[rstest]
#[case(r#""boolean""#, "01", "true")]
#[case(r#""int""#, "ffffffff0f", "-2147483648")]
#[case(r#""long""#, "ffffffffffffffffff01", "-9223372036854775808")]
#[case(r#""long""#, "80808080808020", "70368744177664")]
#[case(r#""float""#, "0000c03f", "1.5")]
#[case(r#""double""#, "000000000000f87f", "NaN")]
#[case(r#""string""#, "04c3a9", "é")]
#[case(r#""bytes""#, "0400ff", "00ff")]
#[case(r#"{"type": "fixed", "name": "F", "size": 2}"#, "00ff", "00ff")]
#[case(r#"{"type": "enum", "name": "E", "symbols": ["A", "B"]}"#, "02", "B")]
#[case(r#"["null", "int"]"#, "00", "null")]
#[case(r#"["int", "null"]"#, "0002", "1")]
#[case(
    r#"{"type": "long", "logicalType": "timestamp-millis"}"#,
    "01",
    "1969-12-31T23:59:59.999Z"
)]
#[case(
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2}"#,
    "02ff",
    "-0.01"
)]
#[case(
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 40, "scale": 2}"#,
    "0600ffff",
    "655.35"
)]
#[case(
    r#"{"type": "fixed", "name": "F", "size": 4, "logicalType": "decimal", "precision": 5}"#,
    "ffff8000",
    "-32768"
)]
#[case(r#"{"type": "array", "items": "int"}"#, "04020300", "[1, -2]")]
#[case(r#"{"type": "array", "items": "int"}"#, "03040203020100", "[1, -2, -1]")]
#[case(
    r#"{"type": "array", "items": {"type": "array", "items": ["null", "string"]}}"#,
    "040400020261000000",
    "[[, a], []]"
)]
#[case(r#"{"type": "map", "values": "int"}"#, "02026b0200", "{k: 1}")]
#[case(r#"["int", "string", "null"]"#, "020a736576656e", "\"seven\"")]
#[case(r#"["int", "string", "null"]"#, "000e", "7")]
#[case(r#"["int", "string", "null"]"#, "04", "null")]
#[case(r#"["double", "float"]"#, "00000000000000f07f", "\"Infinity\"")]
#[case(
    r#"["int", {"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 3}]"#,
    "0202f9",
    "-0.007"
)]
#[case(
    r#"{"type": "array", "items": {"type": "record", "name": "S", "fields": [
        {"name": "a", "type": ["null", "double"]}, {"name": "b", "type": "bytes"}]}}"#,
    "0202000000000000f83f0600ff2200",
    "[{\"a\":1.5,\"b\":\"\\u0000ÿ\\\"\"}]"
)]
fn a_value_is_read(#[case] field_type: &str, #[case] hex: &str, #[case] expected: &str) {
    assert_eq!(cell(&raw(&one(field_type)), &bytes(hex)), expected);
}

#[test]
fn single_objects_tell_their_schema_by_its_fingerprint() {
    let (reader, writer) = (one(r#""double""#), one(r#""int""#));
    let spec = Avro::text(&reader).encoding(AvroEncoding::SingleObject).writer(&writer);
    let object = |schema: &str, value| {
        let parsed = apache_avro::Schema::parse_str(schema).expect("a schema");
        let fingerprint = parsed.fingerprint::<apache_avro::rabin::Rabin>();
        [&[0xc3, 0x01][..], &fingerprint.bytes, &encoded(schema, &value)].concat()
    };
    let objects = [
        object(&writer, json!({"f": 7})),
        object(&reader, json!({"f": 0.5})),
        object(&writer, json!({"f": 8})),
    ];
    let payloads: Vec<&[u8]> = objects.iter().map(Vec::as_slice).collect();
    assert_eq!(rows(&spec, &payloads), [["7.0"], ["0.5"], ["8.0"]]);
    let other = object(&one(r#""long""#), json!({"f": 7}));
    assert!(super::reason(&spec, &other).starts_with("the schema with fingerprint "));
    assert_eq!(
        super::reason(&spec, &[0xc3, 2, 0]),
        "its 3 bytes begin with [c3, 02]: expected [c3, 01] and 8 bytes of a schema's fingerprint"
    );
}

/// Bytes of hexadecimal digits.
pub(super) fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}
