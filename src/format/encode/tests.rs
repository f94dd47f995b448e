use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::{
    BinaryArray, BooleanArray, Date32Array, Decimal128Array, DurationNanosecondArray, FixedSizeBinaryArray,
    Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, RecordBatch, StringArray,
    Time64NanosecondArray, TimestampNanosecondArray, UInt16Array,
};
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::error::Error;
use crate::spec::{ColumnType, ProduceJson, field};

type Columns = Vec<(&'static str, ArrayRef)>;

fn batch(columns: Columns) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

/// What a specification makes of the rows of a batch.
fn encoded(spec: &ProduceSpec, batch: &RecordBatch, properties: &[(&str, &str)]) -> Result<Vec<Option<Vec<u8>>>> {
    let properties = properties
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect();
    let context = EncoderContext {
        role: Role::Value,
        topic: Some("t"),
        has_topic_column: false,
        properties: &properties,
    };
    let mut encoder = encoder(spec, &batch.schema(), context)?.unwrap();
    let columns: Vec<ArrayRef> = encoder
        .columns()
        .iter()
        .map(|index| batch.column(*index).clone())
        .collect();
    let (mut payloads, mut bad) = (PayloadBuffer::default(), Vec::new());
    // Twice: an encoder keeps nothing of the batch before.
    for _ in 0..2 {
        payloads.clear();
        encoder.encode(&columns, batch.num_rows(), &mut payloads, &mut bad);
    }
    assert_eq!(bad, []);
    Ok(payloads.iter().map(|payload| payload.map(<[u8]>::to_vec)).collect())
}

fn texts(spec: &ProduceSpec, batch: &RecordBatch) -> Vec<Option<String>> {
    let payloads = encoded(spec, batch, &[]).unwrap();
    payloads
        .into_iter()
        .map(|payload| payload.map(|bytes| String::from_utf8(bytes).unwrap()))
        .collect()
}

fn json(json: ProduceJson, columns: Columns) -> Vec<String> {
    let payloads = texts(&ProduceSpec::json(json), &batch(columns));
    payloads.into_iter().map(Option::unwrap).collect()
}

fn refusal(spec: &ProduceSpec, columns: Columns, properties: &[(&str, &str)]) -> Error {
    encoded(spec, &batch(columns), properties).unwrap_err()
}

fn arc(array: impl arrow_array::Array + 'static) -> ArrayRef {
    Arc::new(array)
}

#[rstest]
#[case(arc(Int16Array::from(vec![Some(300), None])), &[1, 44])]
#[case(arc(Int32Array::from(vec![Some(-2), None])), &[255, 255, 255, 254])]
#[case(arc(Int64Array::from(vec![Some(1), None])), &[0, 0, 0, 0, 0, 0, 0, 1])]
#[case(arc(Float32Array::from(vec![Some(1.1), None])), &[0x3f, 0x8c, 0xcc, 0xcd])]
#[case(arc(Float64Array::from(vec![Some(1.5), None])), &[0x3f, 0xf8, 0, 0, 0, 0, 0, 0])]
#[case(arc(StringArray::from(vec![Some("Ω"), None])), "Ω".as_bytes())]
#[case(arc(BinaryArray::from(vec![Some(&[0_u8, 255][..]), None])), &[0, 255])]
fn simple_cells_are_what_kafkas_serializers_write(#[case] column: ArrayRef, #[case] expected: &[u8]) {
    let found = encoded(&ProduceSpec::simple("C"), &batch(vec![("C", column)]), &[]).unwrap();
    assert_eq!(found, [Some(expected.to_vec()), None]);
}

#[test]
fn a_uuid_is_its_text() {
    let bytes: Vec<u8> = (0..16).map(|byte| byte * 17).collect();
    let column = FixedSizeBinaryArray::try_from_iter([bytes].into_iter()).unwrap();
    let found = texts(&ProduceSpec::simple("U"), &batch(vec![("U", arc(column))]));
    assert_eq!(found, [Some("00112233-4455-6677-8899-aabbccddeeff".to_owned())]);
}

#[rstest]
#[case(arc(Int32Array::from(vec![-2])), "-2")]
#[case(arc(Int64Array::from(vec![i64::MAX])), "9223372036854775807")]
#[case(arc(Float32Array::from(vec![1.1])), "1.1")]
#[case(arc(Float64Array::from(vec![1e10])), "1.0E10")]
#[case(arc(StringArray::from(vec!["a"])), "a")]
fn numbers_are_text_where_it_is_wanted(#[case] column: ArrayRef, #[case] expected: &str) {
    let spec = ProduceSpec::simple("C");
    let found = encoded(
        &spec,
        &batch(vec![("C", column)]),
        &[("topictable.simple.encoding", "text")],
    )
    .unwrap();
    assert_eq!(found, [Some(expected.as_bytes().to_vec())]);
}

#[rstest]
#[case("ISO-8859-1", &[0xe9, b'?', b'a'])]
#[case("US-ASCII", b"??a")]
#[case("UTF-16", &[0xfe, 0xff, 0, 0xe9, 0x65, 0xe5, 0, b'a'])]
#[case("UTF-16LE", &[0xe9, 0, 0xe5, 0x65, b'a', 0])]
#[case("windows-1252", &[0xe9, b'?', b'a'])]
fn text_has_the_encoding_of_its_serializer(#[case] encoding: &str, #[case] expected: &[u8]) {
    let rows = batch(vec![("S", arc(StringArray::from(vec!["é日a"])))]);
    for property in ["serializer.encoding", "value.serializer.encoding"] {
        let found = encoded(&ProduceSpec::simple("S"), &rows, &[(property, encoding)]).unwrap();
        assert_eq!(found, [Some(expected.to_vec())]);
    }
}

#[test]
fn raw_serializers_take_their_types() {
    let class = |name: &str| format!("org.apache.kafka.common.serialization.{name}Serializer");
    let truth = vec![("B", arc(BooleanArray::from(vec![true])))];
    let found = encoded(&ProduceSpec::raw("B", class("Boolean")), &batch(truth.clone()), &[]).unwrap();
    assert_eq!(found, [Some(vec![1])]);
    let found = encoded(&ProduceSpec::raw("B", class("Void")), &batch(truth.clone()), &[]).unwrap();
    assert_eq!(found, [None]);
    let error = refusal(&ProduceSpec::raw("B", class("Long")), truth.clone(), &[]);
    assert_eq!(
        error.message(),
        "column \"B\" of type java.lang.Boolean cannot be written by \
         org.apache.kafka.common.serialization.LongSerializer: expected a column of type long"
    );
    let error = refusal(&ProduceSpec::raw("B", "com.example.MySerializer"), truth, &[]);
    assert!(
        error
            .message()
            .contains("com.example.MySerializer is none of Kafka's own serializers")
    );
}

#[test]
fn columns_that_cannot_be_written_are_refused() {
    let columns = || {
        vec![
            ("A", arc(BooleanArray::from(vec![true]))),
            ("B", arc(Int32Array::from(vec![1]))),
        ]
    };
    let error = refusal(&ProduceSpec::simple("Nope"), columns(), &[]);
    assert_eq!(
        error.message(),
        "unknown column names [Nope], available column names are [A, B]"
    );
    let error = refusal(&ProduceSpec::simple("A"), columns(), &[]);
    assert!(
        error
            .message()
            .starts_with("serializer not found for column A, type java.lang.Boolean")
    );
    let error = refusal(&ProduceSpec::json(ProduceJson::of(["A", "X", "Y"])), columns(), &[]);
    assert_eq!(
        error.message(),
        "includeColumns contains names not found in table columns: unknown column names [X, Y], available column names \
         are [A, B]"
    );
    let error = refusal(&ProduceSpec::json(ProduceJson::all().field("C", "c")), columns(), &[]);
    assert_eq!(error.detail("column"), Some("C"));
    for twice in [
        ProduceJson::all().field("A", "x").field("B", "x"),
        ProduceJson::all().field("A", "x").field("B", "x.y").nested("."),
        ProduceJson::all().field("A", "x.y").field("B", "x").nested("."),
        ProduceJson::all().timestamp("A"),
    ] {
        let error = refusal(&ProduceSpec::json(twice), columns(), &[]);
        assert!(error.message().contains("already"), "{error}");
    }
}

/// One row of every type, and one of nulls.
fn every_type() -> Columns {
    let mut list = ListBuilder::new(Int32Builder::new());
    list.append_value([Some(1), None]);
    list.append_null();
    let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    map.keys().append_value("k\"");
    map.values().append_value(1);
    map.append(true).unwrap();
    map.append(false).unwrap();
    vec![
        ("Bool", arc(BooleanArray::from(vec![Some(true), None]))),
        ("Byte", arc(Int8Array::from(vec![Some(-1), None]))),
        ("Char", arc(UInt16Array::from(vec![Some(0xe9), None]))),
        ("Short", arc(Int16Array::from(vec![Some(-300), None]))),
        ("Int", arc(Int32Array::from(vec![Some(i32::MIN), None]))),
        ("Long", arc(Int64Array::from(vec![Some(9_007_199_254_740_993), None]))),
        ("Float", arc(Float32Array::from(vec![Some(f32::NAN), None]))),
        ("Double", arc(Float64Array::from(vec![Some(1e10), None]))),
        ("Text", arc(StringArray::from(vec![Some("a\"b\\\n\u{1}日"), None]))),
        (
            "At",
            arc(TimestampNanosecondArray::from(vec![Some(-1_000_000), None]).with_timezone("UTC")),
        ),
        ("Day", arc(Date32Array::from(vec![Some(-1), None]))),
        (
            "Time",
            arc(Time64NanosecondArray::from(vec![Some(3_600_000_000_000), None])),
        ),
        (
            "Span",
            arc(DurationNanosecondArray::from(vec![Some(1_500_000_000), None])),
        ),
        ("Bytes", arc(BinaryArray::from(vec![Some(&[1_u8, 255][..]), None]))),
        (
            "Dec",
            arc(Decimal128Array::from(vec![Some(-1050), None])
                .with_precision_and_scale(10, 2)
                .unwrap()),
        ),
        ("List", arc(list.finish())),
        ("Map", arc(map.finish())),
    ]
}

#[test]
fn every_type_has_a_form_in_json() {
    let expected = concat!(
        r#"{"Bool":true,"Byte":-1,"Char":"é","Short":-300,"Int":-2147483648,"Long":9007199254740993,"Float":"NaN","#,
        r#""Double":1.0E10,"Text":"a\"b\\\n\u0001日","At":"1969-12-31T23:59:59.999Z","Day":"1969-12-31","Time":"01:00","#,
        r#""Span":"PT1.5S","Bytes":"Af8=","Dec":-10.50,"List":[1,null],"Map":{"k\"":1}}"#
    );
    assert_eq!(json(ProduceJson::all(), every_type()), [expected, "{}"]);
    let nulls = json(ProduceJson::all().with_nulls(), every_type());
    let parsed: serde_json::Value = serde_json::from_str(&nulls[1]).unwrap();
    assert_eq!(parsed.as_object().unwrap().len(), 17);
    assert!(parsed.as_object().unwrap().values().all(serde_json::Value::is_null));
}

#[test]
fn json_text_is_written_as_it_is() {
    let schema = crate::spec::schema(&[field("J", ColumnType::Json)]);
    let rows = RecordBatch::try_new(
        schema,
        vec![arc(StringArray::from(vec![Some(r#"{"a":[1]}"#), Some("null"), None]))],
    );
    let found = texts(&ProduceSpec::json(ProduceJson::all()), &rows.unwrap());
    let expected = [r#"{"J":{"a":[1]}}"#, r#"{"J":null}"#, "{}"];
    assert_eq!(found, expected.map(|text| Some(text.to_owned())));
}

#[test]
fn objects_come_before_the_fields_beside_them() {
    let columns = || -> Columns {
        let numbers = |values: Vec<Option<i32>>| arc(Int32Array::from(values));
        vec![
            ("A", numbers(vec![Some(1), None])),
            ("B", numbers(vec![Some(2), None])),
            ("C", numbers(vec![Some(3), None])),
            ("D", numbers(vec![Some(4), Some(5)])),
        ]
    };
    let spec = ProduceJson::of(["D", "A", "B", "C"])
        .field("A", "q.bid")
        .field("B", "s.total.lots")
        .field("C", "q.ask")
        .nested(".");
    assert_eq!(
        json(spec, columns()),
        [
            r#"{"q":{"bid":1,"ask":3},"s":{"total":{"lots":2}},"D":4}"#,
            r#"{"q":{},"s":{"total":{}},"D":5}"#
        ]
    );
    // Literally, and only where it is.
    let spec = ProduceJson::of(["A", "B"])
        .field("A", "q|a")
        .field("B", "q.b")
        .nested("|");
    assert_eq!(json(spec, columns())[0], r#"{"q":{"a":1},"q.b":2}"#);
    let error = refusal(&ProduceSpec::json(ProduceJson::all().nested("")), columns(), &[]);
    assert!(error.message().contains("delimiter"));
}

#[test]
fn the_time_comes_last() {
    let rows: Columns = vec![("A", arc(Int32Array::from(vec![Some(1), None])))];
    let found = json(ProduceJson::all().timestamp("ts"), rows);
    for (text, fields) in found.iter().zip([2, 1]) {
        let parsed: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(parsed.as_object().unwrap().len(), fields);
        let nanos: i64 = parsed["ts"].as_str().unwrap().parse().unwrap();
        assert!(nanos > 1_700_000_000_000_000_000, "{text}");
        assert!(text.ends_with(&format!("\"ts\":\"{nanos}\"}}")), "{text}");
    }
}

proptest! {
    /// Whatever the cells are, the record is JSON, and says what they are.
    #[test]
    fn json_comes_back(rows in prop::collection::vec((any::<Option<String>>(), any::<Option<f64>>(), any::<Option<i64>>()), 0..20), nulls: bool) {
        let columns: Columns = vec![
            ("S", arc(StringArray::from_iter(rows.iter().map(|row| row.0.clone())))),
            ("D", arc(Float64Array::from_iter(rows.iter().map(|row| row.1)))),
            ("L", arc(Int64Array::from_iter(rows.iter().map(|row| row.2)))),
        ];
        let spec = if nulls { ProduceJson::all().with_nulls() } else { ProduceJson::all() };
        let found = json(spec, columns);
        prop_assert_eq!(found.len(), rows.len());
        for (text, (string, double, long)) in found.iter().zip(rows) {
            let parsed: serde_json::Value = serde_json::from_str(text).unwrap();
            let object = parsed.as_object().unwrap();
            prop_assert_eq!(object.contains_key("S"), nulls || string.is_some());
            prop_assert_eq!(parsed["S"].as_str(), string.as_deref());
            prop_assert_eq!(parsed["L"].as_i64(), long);
            match double {
                Some(double) if double.is_finite() => prop_assert_eq!(parsed["D"].as_f64(), Some(double)),
                Some(double) => {
                    let mut shown = String::new();
                    crate::text::double(double, &mut shown).unwrap();
                    prop_assert_eq!(parsed["D"].as_str(), Some(shown.as_str()));
                }
                None => prop_assert!(parsed["D"].is_null()),
            }
        }
    }
}
