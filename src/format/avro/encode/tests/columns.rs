//! Every type of column in every type of field that takes it, as apache-avro reads it.

use std::slice;
use std::sync::Arc;

use apache_avro::reader::single_object::GenericSingleObjectReader;
use apache_avro::types::Value;
use arrow_array::builder::{Int32Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, DurationNanosecondArray, FixedSizeBinaryArray, Float32Array,
    Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, RecordBatch, StringArray, StructArray,
    Time64NanosecondArray, TimestampNanosecondArray, UInt16Array,
};
use arrow_schema::{Field, Schema as Columns};
use rstest::rstest;
use serde_json::json;

use super::{encoder, one, payloads, raw, read, record, values, values_of};
use crate::format::Encoder;
use crate::format::avro::published::{FieldTypes, avro_schema_of};
use crate::spec::{AvroEncoding, ColumnType, ProduceAvro};

const UUID: [u8; 16] = [
    0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
];
const UUID_TEXT: &str = "01234567-89ab-cdef-0123-456789abcdef";

fn bytes() -> ArrayRef {
    Arc::new(BinaryArray::from_opt_vec(vec![Some(&[1, 255])]))
}

fn uuid() -> ArrayRef {
    let cells = [Some(UUID)].into_iter();
    Arc::new(FixedSizeBinaryArray::try_from_sparse_iter_with_size(cells, 16).unwrap())
}

macro_rules! of {
    ($array:ident, $value:expr) => {
        Arc::new($array::from(vec![Some($value)])) as ArrayRef
    };
}

#[rstest]
#[case::boolean(r#""boolean""#, of!(BooleanArray, true), Value::Boolean(true))]
#[case::byte(r#""int""#, of!(Int8Array, -8_i8), Value::Int(-8))]
#[case::char_as_int(r#""int""#, of!(UInt16Array, 65_u16), Value::Int(65))]
#[case::short(r#""int""#, of!(Int16Array, -300_i16), Value::Int(-300))]
#[case::int(r#""int""#, of!(Int32Array, i32::MIN), Value::Int(i32::MIN))]
#[case::int_as_long(r#""long""#, of!(Int32Array, -3), Value::Long(-3))]
#[case::int_as_float(r#""float""#, of!(Int32Array, 3), Value::Float(3.0))]
#[case::int_as_double(r#""double""#, of!(Int32Array, 3), Value::Double(3.0))]
#[case::long(r#""long""#, of!(Int64Array, i64::MIN), Value::Long(i64::MIN))]
#[case::long_as_int(r#""int""#, of!(Int64Array, 7_i64), Value::Int(7))]
#[case::long_as_double(r#""double""#, of!(Int64Array, 7_i64), Value::Double(7.0))]
#[case::float(r#""float""#, of!(Float32Array, 1.1_f32), Value::Float(1.1))]
#[case::float_as_double(r#""double""#, of!(Float32Array, 0.5_f32), Value::Double(0.5))]
#[case::double(r#""double""#, of!(Float64Array, -0.1), Value::Double(-0.1))]
#[case::double_as_float(r#""float""#, of!(Float64Array, 0.1), Value::Float(0.1))]
#[case::whole_double_as_long(r#""long""#, of!(Float64Array, -4.0), Value::Long(-4))]
#[case::infinity_as_float(r#""float""#, of!(Float64Array, f64::INFINITY), Value::Float(f32::INFINITY))]
#[case::text(r#""string""#, of!(StringArray, "a€"), Value::String("a€".into()))]
#[case::text_as_bytes(r#""bytes""#, of!(StringArray, "ab"), Value::Bytes(b"ab".into()))]
#[case::text_as_enum(r#"{"type": "enum", "name": "E", "symbols": ["A", "B"]}"#, of!(StringArray, "B"), Value::Enum(1, "B".into()))]
#[case::char_as_text(r#""string""#, of!(UInt16Array, 0x20ac_u16), Value::String("€".into()))]
#[case::half_a_pair(r#""string""#, of!(UInt16Array, 0xd800_u16), Value::String("?".into()))]
#[case::bytes(r#""bytes""#, bytes(), Value::Bytes(vec![1, 255]))]
#[case::fixed(r#"{"type": "fixed", "name": "F", "size": 2}"#, bytes(), Value::Fixed(2, vec![1, 255]))]
#[case::uuid_as_text(r#""string""#, uuid(), Value::String(UUID_TEXT.into()))]
#[case::uuid_as_bytes(r#""bytes""#, uuid(), Value::Bytes(UUID.into()))]
#[case::uuid_as_fixed(r#"{"type": "fixed", "name": "F", "size": 16}"#, uuid(), Value::Fixed(16, UUID.into()))]
#[case::date(r#"{"type": "int", "logicalType": "date"}"#, of!(Date32Array, -1), Value::Date(-1))]
#[case::int_as_date(r#"{"type": "int", "logicalType": "date"}"#, of!(Int32Array, 9), Value::Date(9))]
#[case::date_as_text(r#""string""#, of!(Date32Array, 0), Value::String("1970-01-01".into()))]
#[case::time_millis(r#"{"type": "int", "logicalType": "time-millis"}"#, of!(Time64NanosecondArray, 5_999_999_i64), Value::TimeMillis(5))]
#[case::time_micros(r#"{"type": "long", "logicalType": "time-micros"}"#, of!(Time64NanosecondArray, 5_999_999_i64), Value::TimeMicros(5_999))]
#[case::time_as_text(r#""string""#, of!(Time64NanosecondArray, 0_i64), Value::String("00:00".into()))]
#[case::duration_as_text(r#""string""#, of!(DurationNanosecondArray, 1_500_000_000_i64), Value::String("PT1.5S".into()))]
#[case::long_as_millis(r#"{"type": "long", "logicalType": "timestamp-millis"}"#, of!(Int64Array, 5_i64), Value::TimestampMillis(5))]
fn cells_are_written(#[case] field: &str, #[case] column: ArrayRef, #[case] expected: Value) {
    assert_eq!(values(field, column.clone()), slice::from_ref(&expected));
    // In a union of any order, whose other branches fit worse.
    for union in [format!(r#"[{field}, "null"]"#), format!(r#"["null", {field}]"#)] {
        assert_eq!(values(&union, column.clone()), slice::from_ref(&expected));
        let none = column.slice(0, 0);
        let null = arrow_array::new_null_array(column.data_type(), 1);
        assert_eq!(values(&union, null), [Value::Null]);
        assert_eq!(values(&union, none), []);
    }
}

#[rstest]
#[case::millis("timestamp-millis", 1_999_999, Value::TimestampMillis(1))]
#[case::millis_before_1970("timestamp-millis", -1, Value::TimestampMillis(-1))]
#[case::micros("timestamp-micros", 1_999, Value::TimestampMicros(1))]
#[case::micros_before_1970("timestamp-micros", -1_999, Value::TimestampMicros(-1))]
#[case::nanos("timestamp-nanos", -1_999, Value::TimestampNanos(-1_999))]
fn instants_are_cut_as_the_mirrored_api_cuts_them(#[case] unit: &str, #[case] nanos: i64, #[case] expected: Value) {
    let field = format!(r#"{{"type": "long", "logicalType": "{unit}"}}"#);
    let column = TimestampNanosecondArray::from(vec![nanos]).with_timezone("UTC");
    assert_eq!(values(&field, Arc::new(column)), [expected]);
}

#[rstest]
#[case::exact(r#"["null", "int", "long", "double"]"#, of!(Int64Array, 5_i64), Value::Long(5))]
#[case::wider(r#"["double", "long", "null"]"#, of!(Int16Array, 5_i16), Value::Long(5))]
#[case::other(r#"["string", "float", "double"]"#, of!(Int32Array, 5), Value::Double(5.0))]
#[case::text(r#"["bytes", {"type": "enum", "name": "E", "symbols": ["A"]}, "string"]"#, of!(StringArray, "A"), Value::String("A".into()))]
#[case::enumerated(r#"["bytes", {"type": "enum", "name": "E", "symbols": ["A"]}]"#, of!(StringArray, "A"), Value::Enum(0, "A".into()))]
#[case::plain(r#"[{"type": "int", "logicalType": "date"}, "long"]"#, of!(Int64Array, 5_i64), Value::Long(5))]
fn the_branch_that_fits_best_is_written(#[case] union: &str, #[case] column: ArrayRef, #[case] expected: Value) {
    assert_eq!(values(union, column), [expected]);
}

#[test]
fn lists_and_maps() {
    let mut lists = ListBuilder::new(Int32Builder::new());
    lists.append_value([Some(1), None]);
    lists.append_value([]);
    lists.append_null();
    let found = values(
        r#"["null", {"type": "array", "items": ["null", "long"]}]"#,
        Arc::new(lists.finish()),
    );
    let item = |branch, value| Value::Union(branch, Box::new(value));
    let items = vec![item(1, Value::Long(1)), item(0, Value::Null)];
    assert_eq!(found, [Value::Array(items), Value::Array(vec![]), Value::Null]);
    let mut maps = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    maps.keys().append_value("a");
    maps.values().append_value(1);
    maps.append(true).unwrap();
    maps.append(true).unwrap();
    let found = values(r#"{"type": "map", "values": "int"}"#, Arc::new(maps.finish()));
    let entry = [("a".to_owned(), Value::Int(1))].into_iter().collect();
    assert_eq!(found, [Value::Map(entry), Value::Map([].into())]);
}

#[test]
fn structs_are_records() {
    let member = |name: &str, array: ArrayRef| (Arc::new(Field::new(name, array.data_type().clone(), true)), array);
    let column = StructArray::from(vec![
        member("b", of!(StringArray, "x")),
        member("a", of!(Int32Array, 1)),
    ]);
    let inner = r#"{"type": "record", "name": "I", "fields": [{"name": "a", "type": "long"}, {"name": "b", "type": "string"}]}"#;
    let fields = vec![
        ("a".to_owned(), Value::Long(1)),
        ("b".to_owned(), Value::String("x".into())),
    ];
    assert_eq!(values(inner, Arc::new(column)), [Value::Record(fields)]);
}

#[test]
fn records_inside_are_written_from_the_columns_of_their_fields() {
    let schema = record(
        r#"{"name": "id", "type": "int"},
        {"name": "n", "type": ["null", {"type": "record", "name": "N", "fields": [
            {"name": "a", "type": ["null", "int"]},
            {"name": "deep", "type": {"type": "record", "name": "D", "fields": [{"name": "y", "type": ["string", "null"]}]}}]}]},
        {"name": "end", "type": "boolean"}"#,
    );
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("end", of!(BooleanArray, true), true),
        ("n__a", Arc::new(Int32Array::from(vec![None])) as ArrayRef, true),
        ("Y", of!(StringArray, "y"), true),
        ("id", of!(Int32Array, 1), true),
    ])
    .unwrap();
    let written = payloads(&raw(&schema).column("n.deep.y", "Y"), &batch);
    assert_eq!(written, [vec![2, 2, 0, 0, 2, b'y', 1]]);
    let nothing = RecordBatch::try_from_iter_with_nullable([
        ("end", of!(BooleanArray, true), true),
        ("n__a", Arc::new(Int32Array::from(vec![None])) as ArrayRef, true),
        (
            "n__deep__y",
            Arc::new(StringArray::from(vec![None::<&str>])) as ArrayRef,
            true,
        ),
        ("id", of!(Int32Array, 1), true),
    ])
    .unwrap();
    assert_eq!(payloads(&raw(&schema), &nothing), [vec![2, 0, 1]]);
}

#[test]
fn json_is_written_as_the_value_that_it_is() {
    let column = |text: &str| {
        let field = ColumnType::Json.field("f");
        let array: ArrayRef = Arc::new(StringArray::from(vec![text]));
        RecordBatch::try_new(Arc::new(Columns::new(vec![field])), vec![array]).unwrap()
    };
    let union = r#"["null", "string", "long", {"type": "array", "items": "boolean"}]"#;
    assert_eq!(values_of(union, &column("17")), [Value::Long(17)]);
    assert_eq!(
        values_of(union, &column("[true]")),
        [Value::Array(vec![Value::Boolean(true)])]
    );
    assert_eq!(
        values_of(r#""string""#, &column("[1, 2]")),
        [Value::String("[1, 2]".into())]
    );
}

#[test]
fn columns_are_found_by_field_and_written_in_the_order_of_the_schema() {
    let batch = RecordBatch::try_from_iter([
        ("A", of!(Int32Array, 1)),
        ("b", of!(StringArray, "x")),
        ("unused", of!(Int32Array, 9)),
    ])
    .unwrap();
    let schema =
        record(r#"{"name": "b", "type": "string"}, {"name": "a", "type": "int"}, {"name": "again", "type": "long"}"#);
    let spec = raw(&schema).column("a", "A").column("again", "A");
    assert_eq!(encoder(&spec, &batch).unwrap().columns(), [1, 0]);
    assert_eq!(payloads(&spec, &batch), [vec![2, b'x', 2, 2]]);
}

#[test]
fn a_column_that_is_left_out_leaves_a_default_or_null() {
    let batch = RecordBatch::try_from_iter([
        ("a", of!(Int32Array, 1)),
        ("b", of!(Int32Array, 2)),
        ("c", of!(Int32Array, 3)),
    ])
    .unwrap();
    let schema = record(
        r#"{"name": "a", "type": "int"}, {"name": "b", "type": "int", "default": 7},
        {"name": "c", "type": ["int", "null"]}"#,
    );
    assert_eq!(payloads(&raw(&schema).of(["a"]), &batch), [vec![2, 14, 2]]);
}

#[rstest]
#[case(r#"{"type": "long", "logicalType": "timestamp-millis"}"#, 1_000)]
#[case(r#"["null", {"type": "long", "logicalType": "timestamp-micros"}]"#, 1_000_000)]
#[case(r#"{"type": "long", "logicalType": "timestamp-nanos"}"#, 1_000_000_000)]
fn the_time_of_making_is_written(#[case] field_type: &str, #[case] a_second: i64) {
    let schema = record(&format!(
        r#"{{"name": "a", "type": "int"}}, {{"name": "made", "type": {field_type}}}"#
    ));
    let batch = RecordBatch::try_from_iter([("a", of!(Int32Array, 1))]).unwrap();
    let now = || {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs() as i64
    };
    let before = now();
    let payload = payloads(&raw(&schema).timestamp("made"), &batch).remove(0);
    let Value::Record(fields) = super::read_one(&schema, &payload) else {
        panic!("expected a record");
    };
    let made = match &fields[1].1 {
        Value::Union(1, value) => (**value).clone(),
        value => value.clone(),
    };
    let (Value::TimestampMillis(made) | Value::TimestampMicros(made) | Value::TimestampNanos(made)) = made else {
        panic!("expected a time: {made:?}");
    };
    assert!((before..=now()).contains(&(made / a_second)));
}

#[test]
fn a_single_object_begins_with_the_fingerprint() {
    let batch = RecordBatch::try_from_iter([("f", of!(Int32Array, 1))]).unwrap();
    let spec = ProduceAvro::text(one(r#""int""#)).encoding(AvroEncoding::SingleObject);
    let payload = payloads(&spec, &batch).remove(0);
    let schema = apache_avro::Schema::parse_str(&one(r#""int""#)).unwrap();
    let reader = GenericSingleObjectReader::builder().schema(schema).build().unwrap();
    let value = reader.read_value(&mut &*payload).unwrap();
    assert_eq!(value, Value::Record(vec![("f".into(), Value::Int(1))]));
}

/// A schema of the columns takes all of them, and what is read is what was there.
#[test]
fn a_schema_of_columns_takes_their_cells() {
    let (array_type, uuid_type) = (ColumnType::List(Box::new(ColumnType::Short)), ColumnType::Uuid);
    let columns: Vec<(&str, ColumnType, serde_json::Value)> = vec![
        ("Bool", ColumnType::Boolean, json!("boolean")),
        ("Byte", ColumnType::Byte, json!({"type": "int", "dhType": "byte"})),
        ("Char", ColumnType::Char, json!({"type": "int", "dhType": "char"})),
        (
            "Date",
            ColumnType::LocalDate,
            json!({"type": "int", "logicalType": "date"}),
        ),
        (
            "Time",
            ColumnType::LocalTime,
            json!({"type": "long", "logicalType": "time-micros"}),
        ),
        (
            "Took",
            ColumnType::Duration,
            json!({"type": "string", "dhType": "java.time.Duration"}),
        ),
        ("Raw", ColumnType::Bytes, json!("bytes")),
        ("Id", uuid_type, json!({"type": "string", "logicalType": "uuid"})),
        ("Any", ColumnType::Json, json!("string")),
        (
            "Big",
            ColumnType::BigInteger,
            json!({"type": "bytes", "logicalType": "decimal", "precision": 76, "scale": 0}),
        ),
        (
            "List",
            array_type,
            json!({"type": "array", "items": [{"type": "int", "dhType": "short"}, "null"]}),
        ),
        (
            "Map",
            ColumnType::Map(Box::new(ColumnType::String), Box::new(ColumnType::Double)),
            json!({"type": "map", "values": ["double", "null"]}),
        ),
    ];
    let fields: Vec<Field> = columns.iter().map(|(name, kind, _)| kind.field(name)).collect();
    let digits = |_: &str| panic!("there is no decimal");
    let text = avro_schema_of(&fields, "T", Some("n.s"), FieldTypes::Written, digits).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    for ((name, _, expected), field) in columns.iter().zip(schema["fields"].as_array().unwrap()) {
        assert_eq!(*field, json!({"name": name, "type": [expected, "null"]}));
    }
    let nulls = fields
        .iter()
        .map(|field| arrow_array::new_null_array(field.data_type(), 1));
    let batch = RecordBatch::try_new(Arc::new(Columns::new(fields.clone())), nulls.collect()).unwrap();
    let Value::Record(read) = read(&text, &batch).remove(0) else {
        panic!("expected a record");
    };
    assert!(
        read.iter()
            .all(|(_, value)| *value == Value::Union(1, Box::new(Value::Null)))
    );
}
