//! The types of columns and fields.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DurationNanosecondArray, Float32Array,
    Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, TimestampNanosecondArray, UInt16Array,
};
use rstest::rstest;

use super::{batch, encode, fault, message, payloads, proto3, read, texts};
use crate::spec::ProduceProtobuf;

fn arc(array: impl arrow_array::Array + 'static) -> ArrayRef {
    Arc::new(array)
}

#[rstest]
#[case("int32", arc(Int32Array::from(vec![-1])), "f:-1")]
#[case("int32", arc(Int8Array::from(vec![-7])), "f:-7")]
#[case("int32", arc(Int64Array::from(vec![7])), "f:7")]
#[case("int32", arc(Float64Array::from(vec![7.0])), "f:7")]
#[case("sint32", arc(Int32Array::from(vec![i32::MIN])), "f:-2147483648")]
#[case("sfixed32", arc(Int16Array::from(vec![-2])), "f:-2")]
#[case("uint32", arc(Int32Array::from(vec![-1])), "f:4294967295")]
#[case("uint32", arc(Int64Array::from(vec![4_294_967_295])), "f:4294967295")]
#[case("uint32", arc(UInt16Array::from(vec![65_535])), "f:65535")]
#[case("fixed32", arc(Int32Array::from(vec![-1])), "f:4294967295")]
#[case("int64", arc(Int64Array::from(vec![i64::MIN])), "f:-9223372036854775808")]
#[case("sint64", arc(Int64Array::from(vec![i64::MIN])), "f:-9223372036854775808")]
#[case("uint64", arc(Int64Array::from(vec![-1])), "f:18446744073709551615")]
#[case("sfixed64", arc(Int32Array::from(vec![-3])), "f:-3")]
#[case("fixed64", arc(Int64Array::from(vec![-1])), "f:18446744073709551615")]
#[case("float", arc(Float32Array::from(vec![1.5])), "f:1.5")]
#[case("float", arc(Float64Array::from(vec![0.1])), "f:0.1")]
#[case("double", arc(Float64Array::from(vec![-0.25])), "f:-0.25")]
#[case("double", arc(Int64Array::from(vec![3])), "f:3.0")]
#[case("bool", arc(BooleanArray::from(vec![true])), "f:true")]
#[case("string", texts(&[Some("é")]), "f:\"\\303\\251\"")]
#[case("string", arc(Date32Array::from(vec![1])), "f:\"1970-01-02\"")]
#[case("string", arc(UInt16Array::from(vec![0xe9])), "f:\"\\303\\251\"")]
#[case("bytes", arc(BinaryArray::from(vec![&b"ab"[..]])), "f:\"ab\"")]
#[case("bytes", texts(&[Some("ab")]), "f:\"ab\"")]
#[case("E", texts(&[Some("B")]), "f:B")]
#[case("E", texts(&[Some("UNKNOWN_ENUM_VALUE_E_77")]), "f:77")]
#[case("google.protobuf.Timestamp", arc(TimestampNanosecondArray::from(vec![-1])), "f{seconds:-1,nanos:999999999}")]
#[case("google.protobuf.Duration", arc(DurationNanosecondArray::from(vec![-1_000_000_001])), "f{seconds:-1,nanos:-1}")]
#[case("google.protobuf.UInt32Value", arc(Int32Array::from(vec![-1])), "f{value:4294967295}")]
#[case("google.protobuf.StringValue", texts(&[Some("")]), "f{}")]
#[case("google.protobuf.FieldMask", texts(&[Some("\"a.bC,d\"")]), "f{paths:[\"a.b_c\",\"d\"]}")]
#[case("google.protobuf.Struct", texts(&[Some("{\"a\":[1,null]}")]),
    "f{fields:[{key:\"a\",value{list_value{values:[{number_value:1.0},{null_value:NULL_VALUE}]}}}]}")]
#[case("google.protobuf.Value", texts(&[Some("true")]), "f{bool_value:true}")]
#[case("google.protobuf.Any", texts(&[Some("{\"@type\":\"u/T\",\"value\":\"YQ==\"}")]), "f{type_url:\"u/T\",value:\"a\"}")]
fn cells_are_values_of_fields(#[case] field: &str, #[case] column: ArrayRef, #[case] expected: &str) {
    for label in ["", "optional"] {
        let spec = message(&format!("{label} {field} f = 1; enum E {{ A = 0; B = 5; }}"));
        assert_eq!(read(&spec, vec![("f", column.clone())]), [expected], "{label} {field}");
    }
}

#[test]
fn decimals_are_texts() {
    let decimals = arc(Decimal128Array::from(vec![1250])
        .with_precision_and_scale(9, 2)
        .unwrap());
    assert_eq!(read(&message("string f = 1;"), vec![("f", decimals)]), ["f:\"12.50\""]);
}

#[test]
fn a_default_is_no_field_unless_it_may_be_missing() {
    let zeros = || vec![("f", arc(Int32Array::from(vec![0]))), ("g", texts(&[Some("")]))];
    assert_eq!(
        payloads(&message("int32 f = 1; string g = 2;"), &batch(zeros())),
        [[0_u8; 0]]
    );
    assert_eq!(
        payloads(
            &message("optional int32 f = 1; optional string g = 200;"),
            &batch(zeros())
        ),
        [vec![8, 0, 0xc2, 0x0c, 0]]
    );
    let nulls = vec![("f", arc(Int32Array::from(vec![None]))), ("g", texts(&[None]))];
    assert_eq!(
        payloads(&message("optional int32 f = 1; optional string g = 2;"), &batch(nulls)),
        [[0_u8; 0]]
    );
}

#[test]
fn lists_are_packed_as_the_schema_says() {
    let mut lists = ListBuilder::new(Int32Builder::new());
    lists.append_value([Some(1), Some(300)]);
    lists.append_value([]);
    lists.append_null();
    let columns = || vec![("f", arc(lists.finish_cloned()))];
    let expected = [vec![10, 3, 1, 0xac, 2], vec![], vec![]];
    assert_eq!(payloads(&message("repeated int32 f = 1;"), &batch(columns())), expected);
    let unpacked = ProduceProtobuf::text("two.proto", "syntax = \"proto2\"; message M { repeated int32 f = 1; }").raw();
    let expected = [vec![8, 1, 8, 0xac, 2], vec![], vec![]];
    assert_eq!(payloads(&unpacked, &batch(columns())), expected);
}

#[test]
fn maps_have_entries() {
    let mut maps = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    maps.keys().append_value("a");
    maps.values().append_value(0);
    maps.append(true).unwrap();
    maps.append(false).unwrap();
    let expected = [vec![10, 5, 10, 1, b'a', 16, 0], vec![]];
    assert_eq!(
        payloads(
            &message("map<string, int32> f = 1;"),
            &batch(vec![("f", arc(maps.finish()))])
        ),
        expected
    );
}

#[test]
fn a_message_is_there_if_one_of_its_cells_is() {
    let spec = proto3(
        "message M { In in = 1; message In { optional int32 a = 1; Deep deep = 2; } message Deep { int32 b = 1; } }",
    );
    let columns = vec![
        ("in_a", arc(Int32Array::from(vec![Some(1), None, None]))),
        ("in_deep_b", arc(Int32Array::from(vec![None, Some(0), None]))),
    ];
    assert_eq!(read(&spec, columns), ["in{a:1}", "in{deep{}}", ""]);
}

#[test]
fn lengths_of_any_size() {
    let spec = proto3("message M { A a = 1; message A { string s = 1; string t = 2; } }");
    for len in [0, 1, 126, 127, 128, 129, 16_383, 16_384, 2_100_000] {
        let text = "x".repeat(len);
        let columns = vec![("a_s", texts(&[Some(&text)])), ("a_t", texts(&[Some("y")]))];
        let s = if len == 0 {
            String::new()
        } else {
            format!("s:\"{text}\",")
        };
        assert_eq!(read(&spec, columns), [format!("a{{{s}t:\"y\"}}")]);
    }
}

#[test]
fn messages_of_lists_that_are_equally_long() {
    let spec = proto3("message M { repeated I i = 1; message I { int32 a = 1; optional string b = 2; } }");
    let lists = |values: &[&[i32]]| {
        let mut lists = ListBuilder::new(Int32Builder::new());
        values
            .iter()
            .for_each(|list| lists.append_value(list.iter().copied().map(Some)));
        arc(lists.finish())
    };
    let mut names = ListBuilder::new(StringBuilder::new());
    names.append_value([None, Some("x")]);
    names.append_value([Some("y")]);
    let columns = || vec![("i_a", lists(&[&[1, 2], &[3]])), ("i_b", arc(names.finish_cloned()))];
    assert_eq!(read(&spec, columns()), ["i:[{a:1},{a:2,b:\"x\"}]", "i:[{a:3,b:\"y\"}]"]);
    let columns = vec![("i_a", lists(&[&[1, 2], &[3, 4]])), ("i_b", arc(names.finish()))];
    assert_eq!(
        fault(&spec, columns),
        "i_b: field i/b: 1 items where column \"i_a\" has 2: expected as many, for one message each"
    );
}

#[test]
fn groups_and_required_fields_of_proto2() {
    let text = "message M { required int32 r = 1; optional group G = 2 { optional string s = 3; } repeated group L = 4 \
                { optional int32 n = 5; } }";
    let spec = ProduceProtobuf::text("two.proto", format!("syntax = \"proto2\"; {text}")).raw();
    let mut lists = ListBuilder::new(Int32Builder::new());
    lists.append_value([Some(1), None]);
    let columns = |r: Option<i32>| {
        vec![
            ("r", arc(Int32Array::from(vec![r]))),
            ("g_s", texts(&[Some("x")])),
            ("l_n", arc(lists.finish_cloned())),
        ]
    };
    assert_eq!(
        payloads(&spec, &batch(columns(Some(0)))),
        [vec![8, 0, 0x13, 0x1a, 1, b'x', 0x14, 0x23, 0x28, 1, 0x24, 0x23, 0x24]]
    );
    assert_eq!(fault(&spec, columns(None)), "r: field r: null, expected int32");
}

#[test]
fn the_time_of_writing() {
    let spec = message("google.protobuf.Timestamp at = 1; int32 f = 2;").timestamp("at");
    let found = read(&spec, vec![("f", arc(Int32Array::from(vec![1])))]);
    assert!(
        found[0].starts_with("at{seconds:1") && found[0].ends_with(",f:1"),
        "{found:?}"
    );
}

#[test]
fn a_message_that_is_one_value() {
    let spec = ProduceProtobuf::text(
        "w.proto",
        "syntax = \"proto3\"; import \"google/protobuf/wrappers.proto\"; message M {}",
    )
    .message("google.protobuf.Int32Value")
    .raw()
    .column("", "N");
    let (payloads, bad) = encode(
        &spec,
        &batch(vec![("N", arc(Int32Array::from(vec![Some(5), Some(0), None])))]),
    );
    assert_eq!(payloads, [Some(vec![8, 5]), Some(vec![]), None]);
    assert_eq!(bad.len(), 1);
}
