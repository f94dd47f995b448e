//! What cannot be meant, and rows that cannot be written.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array};
use rstest::rstest;

use super::{batch, encode, fault, message, proto3, read, refusal, texts};
use crate::spec::ProduceProtobuf;

fn ints(values: &[Option<i32>]) -> ArrayRef {
    Arc::new(Int32Array::from(values.to_vec()))
}

fn one() -> Vec<(&'static str, ArrayRef)> {
    vec![("a", ints(&[Some(1)])), ("b", texts(&[Some("x")]))]
}

#[test]
fn every_field_needs_a_column_of_the_right_type() {
    assert_eq!(
        refusal(
            &proto3("message M { int32 a = 1; int32 c = 2; In in = 3; message In { int32 d = 1; } }"),
            one()
        ),
        "unknown column names [c, in_d], available column names are [a, b]"
    );
    assert_eq!(
        refusal(&message("int32 a = 1; int32 b = 2;"), one()),
        "column b of type java.lang.String cannot be written as field b of type int32"
    );
    assert_eq!(
        refusal(&message("repeated int32 a = 1;"), one()),
        "column a of type int cannot be written as field a of type repeated int32"
    );
    assert_eq!(
        refusal(&message("google.protobuf.Timestamp a = 1;"), one()),
        "column a of type int cannot be written as field a of type google.protobuf.Timestamp"
    );
}

#[test]
fn columns_are_chosen_and_named() {
    let spec = || proto3("message M { int32 c = 1; In in = 2; message In { string d = 1; } }");
    assert_eq!(
        read(&spec().column("c", "a").column("in/d", "b"), one()),
        ["c:1,in{d:\"x\"}"]
    );
    assert_eq!(read(&spec().column("c", "a").exclude("in"), one()), ["c:1"]);
    assert_eq!(
        read(&spec().column("c", "a").column("in/d", "b").of(["b"]), one()),
        ["in{d:\"x\"}"]
    );
    assert_eq!(
        refusal(&spec().column("x/y", "a"), one()),
        "message t.M has no field \"x/y\" that a column can be of: it has c, in/d"
    );
    assert_eq!(
        refusal(&spec().of(["a", "z"]), one()),
        "unknown column names [z], available column names are [a, b]"
    );
    assert_eq!(
        refusal(&spec().column("c", "a").of(["a", "b"]), one()),
        "message t.M has no field for column \"b\": its fields are those of columns a, in_d"
    );
    assert_eq!(
        refusal(&message("int32 a = 1;").timestamp("a"), one()),
        "field a has the type int32: expected google.protobuf.Timestamp for the time at which the record is made"
    );
}

#[test]
fn a_required_field_cannot_be_left_out() {
    let spec = ProduceProtobuf::text(
        "two.proto",
        "message M { required int32 a = 1; optional string b = 2; }",
    )
    .raw();
    assert_eq!(read(&spec.clone().exclude("b"), one()), ["a:1"]);
    for spec in [spec.clone().exclude("a"), spec.of(["b"])] {
        assert_eq!(
            refusal(&spec, one()),
            "field a of message M is required, and there is no column that it is written from"
        );
    }
}

#[test]
fn schemas_that_are_none() {
    let broken = refusal(&proto3("message M { int32 a = ; }"), one());
    assert!(broken.starts_with("\"test.proto\" is no Protobuf schema: "), "{broken}");
    assert_eq!(
        refusal(&proto3("message M {}").message("N"), one()),
        "there is no message \"N\" in \"test.proto\": it has t.M"
    );
    let cyclic = refusal(&proto3("message M { M m = 1; int32 a = 2; }"), one());
    assert!(cyclic.starts_with("cyclical protobuf message"), "{cyclic}");
    assert_eq!(
        read(&proto3("message M { M m = 1; int32 a = 2; }").exclude("m"), one()),
        ["a:1"]
    );
}

#[rstest]
#[case("int32", Arc::new(Int32Array::from(vec![None])), "null, and the field is not optional, expected int32")]
#[case("int32", Arc::new(Int64Array::from(vec![1 << 31])), "2147483648, expected int32")]
#[case("int32", Arc::new(Float64Array::from(vec![1.5])), "1.5, expected int32")]
#[case("uint32", Arc::new(Int64Array::from(vec![-1])), "-1, expected uint32")]
#[case("uint64", Arc::new(Int32Array::from(vec![-1])), "-1, expected uint64")]
#[case("float", Arc::new(Float64Array::from(vec![1e39])), "1000000000000000000000000000000000000000, expected float")]
#[case("E", texts(&[Some("C")]), "\"C\", expected one of A, B")]
#[case("google.protobuf.Struct", texts(&[Some("[]")]), "[], expected JSON that is an object")]
#[case("google.protobuf.Value", texts(&[Some("{")]), "no JSON: EOF while parsing an object at line 1 column 1")]
#[case("google.protobuf.Any", texts(&[Some("{\"value\":1}")]), "expected an object of the texts \"@type\" and \"value\"")]
fn cells_that_do_not_fit(#[case] field: &str, #[case] column: ArrayRef, #[case] expected: &str) {
    let spec = message(&format!("{field} f = 1; enum E {{ A = 0; B = 5; }}"));
    assert_eq!(fault(&spec, vec![("f", column)]), format!("f: field f: {expected}"));
}

#[test]
fn nulls_in_lists_and_maps() {
    let mut lists = ListBuilder::new(Int32Builder::new());
    lists.append_value([Some(1), None]);
    assert_eq!(
        fault(&message("repeated int32 f = 1;"), vec![("f", Arc::new(lists.finish()))]),
        "f: field f: null in a list, expected int32"
    );
    let mut maps = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    maps.keys().append_value("a");
    maps.values().append_null();
    maps.append(true).unwrap();
    assert_eq!(
        fault(
            &message("map<string, int32> f = 1;"),
            vec![("f", Arc::new(maps.finish()))]
        ),
        "f: field f: null in a map, expected int32"
    );
}

#[test]
fn a_oneof_has_one_value() {
    let spec = message("oneof choice { int32 a = 1; string b = 2; }");
    let columns = |a: Option<i32>, b: Option<&str>| vec![("a", ints(&[a])), ("b", texts(&[b]))];
    assert_eq!(read(&spec, columns(Some(0), None)), ["a:0"]);
    assert_eq!(read(&spec, columns(None, Some(""))), ["b:\"\""]);
    assert_eq!(read(&spec, columns(None, None)), [""]);
    assert_eq!(
        fault(&spec, columns(Some(1), Some("x"))),
        "b: field b: the row has a value in column \"a\", too: expected one value for oneof choice"
    );
}

#[test]
fn a_row_that_cannot_be_written_costs_no_other_one() {
    let spec = proto3("message M { In in = 1; message In { string s = 1; int32 n = 2; bool b = 3; } }");
    let columns = batch(vec![
        ("in_s", texts(&[Some("a"), Some("b"), Some("c")])),
        ("in_n", Arc::new(Int64Array::from(vec![1, 1 << 40, 3]))),
        ("in_b", Arc::new(BooleanArray::from(vec![true, true, false]))),
    ]);
    let (payloads, bad) = encode(&spec, &columns);
    assert_eq!(
        payloads,
        [
            Some(vec![10, 7, 10, 1, b'a', 16, 1, 24, 1]),
            None,
            Some(vec![10, 5, 10, 1, b'c', 16, 3])
        ]
    );
    assert_eq!(bad.len(), 1);
    assert_eq!((bad[0].index, bad[0].field.as_deref()), (1, Some("in_n")));
    assert_eq!(bad[0].reason, "field in/n: 1099511627776, expected int32");
}
