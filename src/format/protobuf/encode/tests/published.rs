//! Schemas that are made of columns.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Decimal128Array, DurationNanosecondArray, Float32Array, Float64Array,
    Int8Array, Int64Array, NullArray, TimestampNanosecondArray, UInt16Array,
};
use arrow_schema::Field;

use super::super::given::position;
use super::super::published::schema_of;
use super::{batch, descriptor_of, payloads, proto3, refusal, texts};
use crate::spec::{ProduceProtobuf, Properties, Protobuf};

fn columns() -> Vec<(&'static str, ArrayRef)> {
    let mut lists = ListBuilder::new(Int32Builder::new());
    lists.append_value([Some(1)]);
    lists.append_null();
    let mut maps = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    maps.keys().append_value("k");
    maps.values().append_value(2);
    maps.append(true).unwrap();
    maps.append(false).unwrap();
    vec![
        ("Sym", texts(&[Some("é"), None])),
        ("Ok", Arc::new(BooleanArray::from(vec![Some(false), None]))),
        ("Small", Arc::new(Int8Array::from(vec![Some(-1), None]))),
        ("Char", Arc::new(UInt16Array::from(vec![Some(97), None]))),
        ("Qty", Arc::new(Int64Array::from(vec![Some(0), None]))),
        ("F", Arc::new(Float32Array::from(vec![Some(0.5), None]))),
        ("Price", Arc::new(Float64Array::from(vec![Some(1.5), None]))),
        (
            "At",
            Arc::new(TimestampNanosecondArray::from(vec![Some(0), None]).with_timezone("UTC")),
        ),
        ("For", Arc::new(DurationNanosecondArray::from(vec![Some(-5), None]))),
        (
            "Amount",
            Arc::new(
                Decimal128Array::from(vec![Some(125), None])
                    .with_precision_and_scale(9, 2)
                    .unwrap(),
            ),
        ),
        ("Raw", Arc::new(BinaryArray::from(vec![Some(&b"x"[..]), None]))),
        ("List", Arc::new(lists.finish())),
        ("Map", Arc::new(maps.finish())),
    ]
}

fn text(columns: Vec<(&str, ArrayRef)>, name: &str) -> String {
    let schema = batch(columns).schema();
    schema_of(schema.fields().iter().map(|field| &**field), name).unwrap()
}

#[test]
fn a_field_for_each_column() {
    let expected = "syntax = \"proto3\";\npackage market.data;\nimport \"google/protobuf/timestamp.proto\";\n\
                    import \"google/protobuf/duration.proto\";\n\nmessage Trade {\n  optional string Sym = 1;\n  \
                    optional bool Ok = 2;\n  optional int32 Small = 3;\n  optional string Char = 4;\n  optional int64 Qty = 5;\n  \
                    optional float F = 6;\n  optional double Price = 7;\n  optional google.protobuf.Timestamp At = 8;\n  \
                    optional google.protobuf.Duration For = 9;\n  optional string Amount = 10;\n  optional bytes Raw = 11;\n  \
                    repeated int32 List = 12;\n  map<string, int32> Map = 13;\n}\n";
    assert_eq!(text(columns(), "market.data.Trade"), expected);
    let plain = "syntax = \"proto3\";\n\nmessage T {\n  optional string S = 1;\n}\n";
    assert_eq!(text(vec![("S", texts(&[]))], "T"), plain);
}

#[test]
fn rows_come_back_from_such_a_schema() {
    let columns = columns();
    let payloads: Vec<Option<Vec<u8>>> = payloads(&ProduceProtobuf::published("a.B").raw(), &batch(columns.clone()))
        .into_iter()
        .map(Some)
        .collect();
    let spec = Protobuf::text("any.proto", text(columns.clone(), "a.B")).raw();
    let (found, arrays, bad) = crate::format::protobuf::tests::decode(&spec, &payloads);
    assert_eq!(bad, []);
    assert!(
        found
            .iter()
            .map(|column| column.name.as_str())
            .eq(columns.iter().map(|(name, _)| *name))
    );
    for ((name, expected), found) in columns.iter().zip(&arrays) {
        match *name {
            // Bytes are ints there, and chars and decimals texts.
            "Small" | "Char" | "Amount" => assert!(found.is_valid(0) && found.is_null(1), "{name}"),
            // Protobuf does not tell an empty list from none.
            "List" | "Map" => assert!(found.is_valid(1), "{name}"),
            _ => assert_eq!(found, expected, "{name}"),
        }
    }
    assert_eq!(arrays[9].as_ref(), &*texts(&[Some("1.25"), None]));
}

#[test]
fn names_and_types_that_protobuf_does_not_have() {
    for name in ["", "9", "a..b", "é", "a-b", ".a"] {
        let refused = refusal(&ProduceProtobuf::published(name).raw(), vec![("S", texts(&[]))]);
        assert!(
            refused.starts_with(&format!("{name:?} is no name of a Protobuf message")),
            "{refused}"
        );
    }
    assert_eq!(
        refusal(&ProduceProtobuf::published("M").raw(), vec![("a-b", texts(&[]))]),
        "column \"a-b\" cannot be a Protobuf field of its name: expected letters, digits and '_', and no digit in front; leave \
         it out, or give a schema"
    );
    let unlike: ArrayRef = Arc::new(NullArray::new(0));
    assert_eq!(
        refusal(&ProduceProtobuf::published("M").raw(), vec![("N", unlike)]),
        "column N of type java.lang.Object has no type in a Protobuf schema: leave it out, or give a schema"
    );
    let fields = vec![Field::new("S", arrow_schema::DataType::Utf8, true); 19_000];
    let text = schema_of(&fields, "M").unwrap();
    assert!(text.contains(" S = 18999;") && text.contains(" S = 20000;") && !text.contains(" S = 19000;"));
}

#[test]
fn a_message_is_found_by_its_position() {
    let text =
        "message A { message X { } map<string, int32> m = 1; message Y { message Z { int32 n = 1; } } } message B { }";
    let at = |name: &str| position(&descriptor_of(&proto3(text).message(name)));
    assert_eq!(at("A"), [0]);
    assert_eq!(at("B"), [2, 2]);
    assert_eq!(at("A.X"), [4, 0, 0]);
    // The entry of the map is no message of the file's text.
    assert_eq!(at("A.Y"), [4, 0, 2]);
    assert_eq!(at("A.Y.Z"), [6, 0, 2, 0]);
}

#[test]
fn a_schema_of_columns_needs_a_name() {
    let spec: crate::spec::ProduceSpec = serde_json::from_str("{\"protobuf\": {}}").unwrap();
    let publish = crate::spec::Publish {
        value: spec,
        properties: Properties::new(),
        ..crate::spec::Publish::to("t")
    };
    assert_eq!(
        publish.check().unwrap_err().message(),
        "a Protobuf message that is made of columns needs a name: expected \"message\""
    );
}
