//! What cannot be written, and how it is told.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
    TimestampNanosecondArray,
};
use rstest::rstest;

use super::{encode, encoder, one, raw, reasons, record};
use crate::error::ErrorKind;
use crate::spec::ProduceAvro;

fn batch() -> RecordBatch {
    let instants = TimestampNanosecondArray::from(vec![0]).with_timezone("UTC");
    RecordBatch::try_from_iter([
        ("s", Arc::new(StringArray::from(vec!["a"])) as ArrayRef),
        ("T", Arc::new(instants)),
        ("b", Arc::new(BooleanArray::from(vec![true]))),
    ])
    .unwrap()
}

fn refused(spec: &ProduceAvro) -> (ErrorKind, String) {
    let error = encoder(spec, &batch()).map(drop).unwrap_err();
    (error.kind(), error.message().to_owned())
}

#[rstest]
#[case::one(
    r#"{"name": "s", "type": "string"}, {"name": "n", "type": "int"}"#,
    "unknown column names [n], available column names are [s, T, b]"
)]
#[case::several(
    r#"{"name": "n", "type": "int"}, {"name": "m", "type": "int"}"#,
    "unknown column names [n, m], available column names are [s, T, b]"
)]
#[case::inside(
    r#"{"name": "n", "type": {"type": "record", "name": "N", "fields": [{"name": "x", "type": "int"}]}}"#,
    "unknown column names [n], available column names are [s, T, b]"
)]
fn every_field_needs_a_column(#[case] fields: &str, #[case] told: &str) {
    assert_eq!(refused(&raw(&record(fields))), (ErrorKind::NotFound, told.to_owned()));
}

#[rstest]
#[case::no_logical_type(r#"{"name": "T", "type": "long"}"#, "field T for column T has no logical type.")]
#[case::optional(
    r#"{"name": "T", "type": ["null", "string"]}"#,
    "field T for column T has no logical type."
)]
#[case::another(
    r#"{"name": "T", "type": {"type": "long", "logicalType": "time-micros"}}"#,
    "field T for column T has unrecognized logical type time-micros: expected timestamp-millis, timestamp-micros or \
     timestamp-nanos"
)]
#[case::type_(
    r#"{"name": "b", "type": ["null", "int"]}"#,
    "column b of type java.lang.Boolean cannot be written as field b of type union [null, int]"
)]
fn types_must_fit(#[case] field: &str, #[case] told: &str) {
    let error = encoder(&raw(&record(field)), &batch()).map(drop).unwrap_err();
    assert_eq!(error.message(), told);
    assert!(error.detail("column").is_some() && error.detail("field").is_some());
}

#[rstest]
#[case::nobodys(
    r#"{"name": "s", "type": "string"}"#,
    "nope",
    "timestampFieldName=nope is not a field name in the provided schema."
)]
#[case::no_long(
    r#"{"name": "s", "type": "string"}"#,
    "s",
    "field of name timestampFieldName='s' has wrong type string: expected long of timestamp-millis, timestamp-micros or \
     timestamp-nanos"
)]
#[case::no_time(
    r#"{"name": "s", "type": "long"}"#,
    "s",
    "field of name timestampFieldName='s' has wrong logical type long: expected long of timestamp-millis, \
     timestamp-micros or timestamp-nanos"
)]
fn the_field_of_the_time_must_be_one(#[case] field: &str, #[case] name: &str, #[case] told: &str) {
    assert_eq!(refused(&raw(&record(field)).timestamp(name)).1, told);
}

#[test]
fn what_is_left_out_needs_a_default_or_null() {
    let told = refused(&raw(&record(r#"{"name": "s", "type": "string"}"#)).of(["b"])).1;
    assert_eq!(
        told,
        "field s of the schema needs a value, and its column s is left out: expected the column, or a field that has a \
         default or may be null"
    );
}

#[rstest]
#[case(r#""long""#, "the schema is not a toplevel record definition, but long")]
#[case(
    r#"["null", "long"]"#,
    "schemas defined as a union of records are not supported: expected a record"
)]
fn the_schema_must_be_a_record(#[case] schema: &str, #[case] told: &str) {
    assert_eq!(refused(&raw(schema)).1, told);
}

#[test]
fn a_schema_that_is_none_is_told() {
    let (kind, told) = refused(&raw("{"));
    assert_eq!(kind, ErrorKind::InvalidArgument);
    assert!(told.starts_with("the Avro schema cannot be used: "), "{told}");
}

#[test]
fn a_bad_row_costs_no_other() {
    let column: ArrayRef = Arc::new(Int32Array::from(vec![Some(1), None, Some(3)]));
    let batch = RecordBatch::try_from_iter_with_nullable([("N", column, true)]).unwrap();
    let (payloads, bad) = encode(&raw(&one(r#""int""#)).column("f", "N"), &batch);
    assert_eq!(payloads, [Some(vec![2]), None, Some(vec![6])]);
    assert_eq!(bad.len(), 1);
    assert_eq!((bad[0].index, bad[0].field.as_deref()), (1, Some("N")));
    assert_eq!(bad[0].reason, "field f: null, expected int");
}

#[test]
fn an_item_that_is_null_makes_a_row_bad() {
    let mut lists = ListBuilder::new(Int32Builder::new());
    lists.append_value([Some(1), None]);
    lists.append_value([Some(1)]);
    let found = reasons(r#"{"type": "array", "items": "int"}"#, Arc::new(lists.finish()));
    assert_eq!(found, [(0, "field f: null, expected int".to_owned())]);
}

#[rstest]
#[case::int(r#""int""#, Arc::new(Int64Array::from(vec![1 << 31])), "field f: 2147483648, expected int")]
#[case::fraction(r#""long""#, Arc::new(Float64Array::from(vec![0.5])), "field f: 0.5, expected long")]
#[case::no_number(r#""long""#, Arc::new(Float64Array::from(vec![f64::NAN])), "field f: NaN, expected long")]
#[case::float(r#""float""#, Arc::new(Float64Array::from(vec![1e39])), "field f: 1000000000000000000000000000000000000000, expected float")]
#[case::fixed(
    r#"{"type": "fixed", "name": "F", "size": 2}"#,
    Arc::new(BinaryArray::from_vec(vec![b"abc"])),
    "field f: a value of 3 bytes, expected fixed t.F of 2 bytes"
)]
#[case::symbol(
    r#"{"type": "enum", "name": "E", "symbols": ["B", "A"]}"#,
    Arc::new(StringArray::from(vec!["C"])),
    "field f: \"C\", expected one of B, A"
)]
#[case::nothing(r#""null""#, Arc::new(Int32Array::from(vec![1])), "field f: a value, expected null")]
fn what_does_not_fit_makes_a_row_bad(#[case] field: &str, #[case] column: ArrayRef, #[case] reason: &str) {
    assert_eq!(reasons(field, column), [(0, reason.to_owned())]);
}
