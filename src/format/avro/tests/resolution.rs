//! Records of one schema, read as another.

use rstest::rstest;
use serde_json::json;

use super::columns::bytes;
use super::{cell, decoder, encoded, one, raw, reason, record, rows};
use crate::format::avro::compile::compile;
use crate::format::avro::explain::Explained;
use crate::format::avro::plan::Plan;
use crate::format::avro::schema::Schema;

const MILLIS: &str = r#"{"type": "long", "logicalType": "timestamp-millis"}"#;
const MICROS: &str = r#"{"type": "long", "logicalType": "timestamp-micros"}"#;
const NANOS: &str = r#"{"type": "long", "logicalType": "timestamp-nanos"}"#;

#[rstest]
#[case(r#""int""#, "07", r#""long""#, "-4")]
#[case(r#""int""#, "07", r#""float""#, "-4.0")]
#[case(r#""int""#, "07", r#"["null", "double"]"#, "-4.0")]
#[case(r#""long""#, "07", r#""float""#, "-4.0")]
#[case(r#""long""#, "07", r#""double""#, "-4.0")]
#[case(r#""float""#, "cdcccc3d", r#""double""#, "0.10000000149011612")]
#[case(r#""string""#, "0461c3", r#""bytes""#, "61c3")]
#[case(r#""bytes""#, "0261", r#""string""#, "a")]
#[case(r#"["int", "string"]"#, "0002", r#""int""#, "1")]
#[case(r#"["int", "null"]"#, "02", r#"["null", "long"]"#, "null")]
#[case(r#""string""#, "0261", r#"["null", "int", "string"]"#, "\"a\"")]
#[case(r#""int""#, "02", r#"["null", "double", "long"]"#, "1.0")]
#[case(
    r#"{"type": "enum", "name": "E", "symbols": ["A", "B"]}"#,
    "00",
    r#"{"type": "enum", "name": "E", "symbols": ["B", "C"], "default": "C"}"#,
    "C"
)]
#[case(MILLIS, "02", MICROS, "1970-01-01T00:00:00.001Z")]
#[case(MICROS, "02", MILLIS, "1970-01-01T00:00:00.000001Z")]
#[case(NANOS, "02", MILLIS, "1970-01-01T00:00:00.000000001Z")]
#[case(MILLIS, "02", NANOS, "1000000")]
#[case(MICROS, "cf0f", NANOS, "-1000000")]
#[case(r#""int""#, "02", MILLIS, "1970-01-01T00:00:00.001Z")]
#[case(
    r#""bytes""#,
    "02ff",
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 3, "scale": 1}"#,
    "-0.1"
)]
#[case(
    r#"{"type": "fixed", "name": "F", "size": 2, "logicalType": "decimal", "precision": 3, "scale": 1}"#,
    "0005",
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 1}"#,
    "0.5"
)]
#[case(
    r#"{"type": "array", "items": "int"}"#,
    "020200",
    r#"{"type": "array", "items": ["null", "double"]}"#,
    "[1.0]"
)]
#[case(
    r#"{"type": "map", "values": ["int", "null"]}"#,
    "02026b0200",
    r#"{"type": "map", "values": ["null", "int"]}"#,
    "{k: }"
)]
fn a_type_is_read_as_another(#[case] written: &str, #[case] hex: &str, #[case] read: &str, #[case] expected: &str) {
    assert_eq!(cell(&raw(&one(read)).writer(one(written)), &bytes(hex)), expected);
}

#[rstest]
#[case(
    r#""string""#,
    "0261",
    r#""int""#,
    "f: it was written as string, which is not read as int"
)]
#[case(r#""long""#, "02", r#""int""#, "f: it was written as long, which is not read as int")]
#[case(
    r#"["int", "string"]"#,
    "020261",
    r#""long""#,
    "f: it was written as string, which is not read as long"
)]
#[case(
    r#"["null", "int"]"#,
    "00",
    r#""int""#,
    "f: it was written as null, which is not read as int"
)]
#[case(
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 3, "scale": 1}"#,
    "0205",
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 3, "scale": 2}"#,
    "f: it was written as bytes of decimal(3, 1), which is not read as bytes of decimal(3, 2)"
)]
#[case(
    r#"{"type": "fixed", "name": "F", "size": 1}"#,
    "05",
    r#"{"type": "fixed", "name": "F", "size": 2}"#,
    "f: it was written as fixed t.F of 1 bytes, which is not read as fixed t.F of 2 bytes"
)]
#[case(
    r#"{"type": "enum", "name": "E", "symbols": ["A", "B"]}"#,
    "00",
    r#"{"type": "enum", "name": "E", "symbols": ["B", "C"]}"#,
    "f: symbol A is unknown: expected one of B, C"
)]
#[case(
    r#"{"type": "map", "values": "string"}"#,
    "02026b0261",
    r#"{"type": "array", "items": "string"}"#,
    "f: it was written as map of string, which is not read as array of string"
)]
fn other_types_are_bad_records(#[case] written: &str, #[case] hex: &str, #[case] read: &str, #[case] expected: &str) {
    assert_eq!(reason(&raw(&one(read)).writer(one(written)), &bytes(hex)), expected);
}

const TRIP: &str = r#"{"type": "record", "name": "Trip", "fields": [
    {"name": "id", "type": "long"}, {"name": "from", "type": "string"}, {"name": "to", "type": "string"},
    {"name": "km", "type": "float"}, {"name": "tags", "type": {"type": "map", "values": "string"}}]}"#;

const READER: &str = r#"{"type": "record", "name": "Trip", "fields": [
    {"name": "km", "type": "double"}, {"name": "number", "type": "long", "aliases": ["id"]},
    {"name": "driver", "type": {"type": "record", "name": "Driver", "fields": [
        {"name": "name", "type": "string"}, {"name": "no", "type": ["null", "int"], "default": null}]},
        "default": {"name": "nobody"}},
    {"name": "to", "type": ["null", "string"]},
    {"name": "all", "type": {"type": "array", "items": "string"}, "default": ["a", "b"]}]}"#;

#[test]
fn fields_are_reordered_renamed_dropped_and_added() {
    let trips = [
        json!({"id": 1, "from": "A", "to": "B", "km": 1.5, "tags": {"x": "y"}}),
        json!({"id": 2, "from": "A", "to": "", "km": 0.5, "tags": {}}),
    ];
    let payloads = trips.map(|trip| encoded(TRIP, &trip));
    let spec = raw(READER).writer(TRIP);
    let names: Vec<String> = crate::format::Decoder::columns(&decoder(&spec).expect("a decoder"))
        .into_iter()
        .map(|column| column.name)
        .collect();
    assert_eq!(names, ["km", "number", "driver__name", "driver__no", "to", "all"]);
    assert_eq!(
        rows(&spec, &[&payloads[0], &payloads[1]]),
        [
            ["1.5", "1", "nobody", "null", "B", "[a, b]"],
            ["0.5", "2", "nobody", "null", "", "[a, b]"]
        ]
    );
}

#[test]
fn a_program_is_a_step_a_line() {
    let spec = raw(READER).map("driver.no", "no");
    let (reader, writer) = (Schema::parse(READER, &[]), Schema::parse(TRIP, &[]));
    let plan = Plan::new(reader.expect("a schema"), &spec).expect("a plan");
    let program = compile(&writer.expect("a schema"), &plan);
    let columns: Vec<&str> = plan.columns.iter().map(|column| column.name.as_str()).collect();
    let text = Explained {
        program: &program,
        columns: &columns,
    }
    .to_string();
    let expected = "\
number = long
skip from: bytes
to = string
km = float as double
skip tags: map of bytes
from the default 0c6e6f626f647900:
  driver__name = string
  no = int, or null at branch 0
from the default 040261026200:
  all = list of string
";
    assert_eq!(text, expected);
}

#[test]
fn a_field_without_a_default_is_needed() {
    let payload = encoded(TRIP, &json!({"id": 1, "from": "A", "to": "B", "km": 1.5, "tags": {}}));
    let reader = record(r#"{"name": "id", "type": "int"}, {"name": "via", "type": "string"}"#);
    assert_eq!(
        reason(&raw(&reader).map("via", "Via").mapped_only().writer(TRIP), &payload),
        "via: the schema that the record was written with has no such field, and there is no default"
    );
    // What nobody wants is not needed.
    let km = raw(&record(
        r#"{"name": "km", "type": "float"}, {"name": "via", "type": "string"}"#,
    ));
    assert_eq!(
        rows(&km.map("km", "Km").mapped_only().writer(TRIP), &[&payload]),
        [["1.5"]]
    );
}

#[test]
fn records_inside_of_columns_are_resolved_too() {
    let items = |fields: &str| {
        one(&format!(
            r#"{{"type": "array", "items": {{"type": "record", "name": "S", "fields": [{fields}]}}}}"#
        ))
    };
    let written = items(r#"{"name": "gone", "type": "string"}, {"name": "a", "type": "int"}"#);
    let read = items(
        r#"{"name": "b", "type": {"type": "map", "values": "int"}, "default": {"k": 1}},
           {"name": "x", "type": ["null", "double"], "aliases": ["a"]}"#,
    );
    let payload = encoded(&written, &json!({"f": [{"gone": "z", "a": 3}]}));
    assert_eq!(
        cell(&raw(&read).writer(&written), &payload),
        r#"[{"x":3.0,"b":{"k":1}}]"#
    );
}

#[test]
fn branches_of_records_are_found_by_name_else_by_their_fields() {
    let shape = |name: &str, field: &str| {
        format!(r#"{{"type": "record", "name": "{name}", "fields": [{{"name": "{field}", "type": "int"}}]}}"#)
    };
    let written = one(&format!("[{}, {}]", shape("A", "x"), shape("B", "y")));
    let read = one(&format!("[\"null\", {}, {}]", shape("B", "y"), shape("Other", "x")));
    let spec = raw(&read).writer(&written);
    assert_eq!(cell(&spec, &bytes("0002")), r#"{"x":1}"#);
    assert_eq!(cell(&spec, &bytes("0202")), r#"{"y":1}"#);
}

#[test]
fn types_that_a_schema_only_names_come_from_others() {
    let money = r#"{"type": "record", "name": "Money", "namespace": "t", "fields": [
        {"name": "amount", "type": "double"}, {"name": "currency", "type": "t.Currency"}]}"#;
    let currency = r#"{"type": "enum", "name": "Currency", "namespace": "t", "symbols": ["NOK", "EUR"]}"#;
    let mut spec = raw(&record(
        r#"{"name": "price", "type": "t.Money"}, {"name": "fee", "type": ["null", "t.Money"]}"#,
    ));
    if let crate::spec::AvroSchema::Inline { references, .. } = &mut spec.schema {
        *references = vec![money.to_owned(), currency.to_owned()];
    }
    assert_eq!(
        rows(&spec, &[&bytes("000000000000f83f02 02 000000000000f03f00")]),
        [["1.5", "EUR", "1.0", "NOK"]]
    );
}
