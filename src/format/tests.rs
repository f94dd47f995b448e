use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampNanosecondType, UInt16Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use proptest::prelude::*;

use super::*;
use crate::spec::{ColumnSpec, ColumnType, Properties, Role, Spec, field};

/// The payloads as one buffer with spans.
pub(super) fn batch(payloads: &[Option<&[u8]>]) -> (Vec<u8>, Vec<Span>) {
    // Something in front, so that spans do not begin with 0.
    let mut buffer = b"##".to_vec();
    let spans = payloads
        .iter()
        .map(|payload| {
            payload.map_or(Span::NULL, |payload| {
                let span = Span::new(buffer.len(), payload.len());
                buffer.extend_from_slice(payload);
                span
            })
        })
        .collect();
    (buffer, spans)
}

/// Decodes payloads into finished columns.
pub(super) fn decode(decoder: &mut dyn Decoder, payloads: &[Option<&[u8]>]) -> (Vec<ArrayRef>, Vec<BadRecord>) {
    let mut columns = builders(&decoder.columns());
    let mut bad = Vec::new();
    let (buffer, spans) = batch(payloads);
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

pub(super) fn builders(columns: &[ColumnSpec]) -> Vec<ColumnBuilder> {
    columns
        .iter()
        .map(|column| ColumnBuilder::new(&column.column_type).unwrap())
        .collect()
}

/// A cell as text, `null` for a null; floats as Rust prints them.
pub(super) fn text(array: &ArrayRef, row: usize) -> String {
    if array.is_null(row) {
        return "null".to_owned();
    }
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).to_string(),
        DataType::UInt16 => format!("u{:04x}", array.as_primitive::<UInt16Type>().value(row)),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).to_string(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Float32 => format!("{:?}", array.as_primitive::<Float32Type>().value(row)),
        DataType::Float64 => format!("{:?}", array.as_primitive::<Float64Type>().value(row)),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            array.as_primitive::<TimestampNanosecondType>().value(row).to_string()
        }
        DataType::Utf8 => format!("{:?}", array.as_string::<i32>().value(row)),
        DataType::Binary => format!("{:02x?}", array.as_binary::<i32>().value(row)),
        DataType::Date32 => array.as_primitive::<Date32Type>().value(row).to_string(),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Decimal256(..) => array.as_primitive::<Decimal256Type>().value_as_string(row),
        DataType::List(_) => format!("[{}]", texts(&array.as_list::<i32>().value(row)).join(", ")),
        _ => format!("{:02x?}", array.as_fixed_size_binary().value(row)),
    }
}

pub(super) fn texts(array: &ArrayRef) -> Vec<String> {
    (0..array.len()).map(|row| text(array, row)).collect()
}

fn simple(column_type: ColumnType) -> Box<dyn Decoder> {
    compile(&Spec::simple("V", column_type), Role::Value, &Properties::new()).unwrap()
}

fn decode_simple(column_type: ColumnType, payloads: &[Option<&[u8]>]) -> (Vec<String>, Vec<BadRecord>) {
    let (columns, bad) = decode(&mut *simple(column_type), payloads);
    (texts(&columns[0]), bad)
}

#[test]
fn simple_numbers_are_big_endian() {
    let all = |column_type, payloads: &[&[u8]]| {
        let payloads: Vec<Option<&[u8]>> = payloads.iter().copied().map(Some).chain([None]).collect();
        let (values, bad) = decode_simple(column_type, &payloads);
        assert_eq!(bad, []);
        values
    };
    assert_eq!(
        all(ColumnType::Short, &[b"\x00\x01", b"\xfe\xd4"]),
        ["1", "-300", "null"]
    );
    assert_eq!(
        all(ColumnType::Int, &[b"\x00\x00\x00\x07", b"\x80\x00\x00\x00"]),
        ["7", "-2147483648", "null"]
    );
    assert_eq!(
        all(ColumnType::Long, &[b"\x00\x20\x00\x00\x00\x00\x00\x01"]),
        ["9007199254740993", "null"]
    );
    assert_eq!(all(ColumnType::Float, &[b"\x3f\x8c\xcc\xcd"]), ["1.1", "null"]);
    assert_eq!(
        all(ColumnType::Double, &[b"\x40\x60\xf3\x33\x33\x33\x33\x33"]),
        ["135.6", "null"]
    );
    assert_eq!(
        all(ColumnType::Bytes, &[b"\x00\x7f\xff", b""]),
        ["[00, 7f, ff]", "[]", "null"]
    );
    assert_eq!(
        all(ColumnType::String, &["日本 📈".as_bytes(), b""]),
        ["\"日本 📈\"", "\"\"", "null"]
    );
}

#[test]
fn simple_numbers_of_another_size_are_bad() {
    let payloads: [Option<&[u8]>; 4] = [Some(b"\0\0\0\x01"), Some(b"135.60"), None, Some(b"\0\0\0\x02")];
    let (values, bad) = decode_simple(ColumnType::Int, &payloads);
    assert_eq!(values, ["1", "null", "null", "2"]);
    let reason = "6 bytes are no int, which has 4".to_owned();
    assert_eq!(
        bad,
        [BadRecord {
            index: 1,
            field: Some("V".to_owned()),
            reason
        }]
    );
}

#[test]
fn simple_text_that_is_not_utf8_is_repaired_as_java_does() {
    // The second value ends and the third begins in the middle of a character: together they would be one.
    let payloads: [Option<&[u8]>; 4] = [Some(b"ok"), Some(b"a\xc3"), Some(b"\xa9b"), Some("é".as_bytes())];
    let (values, bad) = decode_simple(ColumnType::String, &payloads);
    assert_eq!(values, ["\"ok\"", "\"a\u{fffd}\"", "\"\u{fffd}b\"", "\"é\""]);
    assert_eq!(bad, []);
}

#[test]
fn uuids_are_text() {
    let payloads: [Option<&[u8]>; 4] = [
        Some(b"123e4567-e89b-12d3-a456-426614174000"),
        Some(b"1-2-3-4-5"),
        None,
        Some(b"no uuid"),
    ];
    let (values, bad) = decode_simple(ColumnType::Uuid, &payloads);
    assert_eq!(
        values[0],
        "[12, 3e, 45, 67, e8, 9b, 12, d3, a4, 56, 42, 66, 14, 17, 40, 00]"
    );
    assert_eq!(
        values[1],
        "[00, 00, 00, 01, 00, 02, 00, 03, 00, 04, 00, 00, 00, 00, 00, 05]"
    );
    assert_eq!((values[2].as_str(), values[3].as_str()), ("null", "null"));
    assert_eq!(bad.len(), 1);
    assert!(bad[0].reason.starts_with("\"no uuid\" is no UUID"), "{}", bad[0].reason);
}

/// `rawSpec` of one of Kafka's own deserializers.
fn raw(deserializer: &str, properties: &Properties) -> crate::error::Result<Box<dyn Decoder>> {
    let class = format!("org.apache.kafka.common.serialization.{deserializer}Deserializer");
    compile(&Spec::raw("V", class), Role::Value, properties)
}

#[test]
fn raw_specs_read_as_kafkas_deserializers() {
    // The encoding of simple specs is not theirs.
    let properties = Properties::from([("topictable.simple.encoding".to_owned(), "text".to_owned())]);
    let cases: [(&str, &[u8], Option<&str>); 14] = [
        ("Boolean", &[1], Some("true")),
        ("Boolean", &[2], None),
        ("Boolean", &[], None),
        ("Short", &[1, 2], Some("258")),
        ("Integer", b"1234", Some("825373492")),
        ("Integer", b"12", None),
        ("Long", &[0, 0, 0, 0, 0, 0, 0, 7], Some("7")),
        ("Float", &[0x3f, 0xc0, 0, 0], Some("1.5")),
        ("Double", &[0x3f, 0xf8, 0, 0, 0, 0, 0, 0], Some("1.5")),
        ("String", b"text", Some("\"text\"")),
        ("UUID", b"nonsense", None),
        ("ByteArray", &[1, 255], Some("[01, ff]")),
        ("Void", b"", None),
        ("Bytes", b"", Some("[]")),
    ];
    for (name, payload, expected) in cases {
        let (columns, bad) = decode(&mut *raw(name, &properties).unwrap(), &[Some(payload), None]);
        assert_eq!(bad.len(), usize::from(expected.is_none()), "{name} of {payload:?}");
        let values = texts(&columns[0]);
        assert_eq!(values[0], expected.unwrap_or("null"), "{name} of {payload:?}");
        assert_eq!(values[1], "null");
    }
    let latin = Properties::from([("value.deserializer.encoding".to_owned(), "ISO-8859-1".to_owned())]);
    let (columns, _) = decode(&mut *raw("String", &latin).unwrap(), &[Some(b"\xe9")]);
    assert_eq!(texts(&columns[0]), ["\"é\""]);
}

#[test]
fn raw_specs_of_other_classes_and_types_are_refused() {
    let error = raw("List", &Properties::new()).err().unwrap();
    assert!(error.message().contains("none of Kafka's own deserializers"), "{error}");
    let spec = Spec::Raw {
        column: "V".to_owned(),
        column_type: Some(ColumnType::Long),
        deserializer: "org.apache.kafka.common.serialization.IntegerDeserializer".to_owned(),
    };
    let error = compile(&spec, Role::Key, &Properties::new()).err().unwrap();
    assert!(error.message().ends_with("expected a column of type int"), "{error}");
}

#[test]
fn simple_specs_of_other_types_are_refused() {
    let refused = compile(
        &Spec::simple("Flag", ColumnType::Boolean),
        Role::Key,
        &Properties::new(),
    );
    let message = refused.err().unwrap().message().to_owned();
    assert!(
        message.starts_with("column \"Flag\": Kafka has no deserializer for type Boolean"),
        "{message}"
    );
}

proptest! {
    /// A builder is a list of values or nulls that can be cut back and thinned out.
    #[test]
    fn builders_are_lists(
        values in proptest::collection::vec(proptest::option::weighted(0.8, "[a-zé]{0,4}"), 0..60),
        cut in 0usize..70,
        gone in proptest::collection::btree_set(0usize..60, 0..20),
        more in proptest::collection::vec(proptest::option::of("[x-z]{0,3}"), 0..10),
    ) {
        let mut text = ColumnBuilder::new(&ColumnType::String).unwrap();
        let mut number = ColumnBuilder::new(&ColumnType::Long).unwrap();
        let mut flag = ColumnBuilder::new(&ColumnType::Boolean).unwrap();
        let mut model: Vec<Option<String>> = Vec::new();
        let push = |value: &Option<String>, columns: [&mut ColumnBuilder; 3]| {
            for column in columns {
                match (column, value) {
                    (ColumnBuilder::String(bytes), Some(value)) => bytes.push(value.as_bytes()),
                    (ColumnBuilder::Long(values), Some(value)) => values.push(value.len() as i64),
                    (ColumnBuilder::Boolean(values), Some(value)) => values.push(value.is_empty()),
                    (column, _) => column.push_null(),
                }
            }
        };
        for value in &values {
            push(value, [&mut text, &mut number, &mut flag]);
            model.push(value.clone());
        }
        let cut = cut.min(model.len());
        let gone: Vec<usize> = gone.into_iter().filter(|row| *row < cut).collect();
        for column in [&mut text, &mut number, &mut flag] {
            column.truncate(cut);
            column.remove(&gone);
        }
        model.truncate(cut);
        let mut row = 0;
        model.retain(|_| {
            row += 1;
            !gone.contains(&(row - 1))
        });
        for value in &more {
            push(value, [&mut text, &mut number, &mut flag]);
            model.push(value.clone());
        }
        prop_assert_eq!(text.len(), model.len());
        let expected: Vec<String> = model.iter().map(|value| value.as_ref().map_or("null".into(), |value| format!("{value:?}"))).collect();
        prop_assert_eq!(texts(&text.finish()), expected);
        let expected: Vec<String> = model.iter().map(|value| value.as_ref().map_or("null".into(), |value| value.len().to_string())).collect();
        prop_assert_eq!(texts(&number.finish()), expected);
        let expected: Vec<String> = model.iter().map(|value| value.as_ref().map_or("null".into(), |value| value.is_empty().to_string())).collect();
        prop_assert_eq!(texts(&flag.finish()), expected);
        prop_assert_eq!((text.len(), number.len(), flag.len()), (0, 0, 0));
    }

    /// A bad record anywhere costs only itself, in every simple type.
    #[test]
    fn a_bad_number_costs_only_itself(records in proptest::collection::vec(proptest::option::of(proptest::collection::vec(any::<u8>(), 0..10)), 0..40)) {
        let payloads: Vec<Option<&[u8]>> = records.iter().map(|record| record.as_deref()).collect();
        for column_type in [ColumnType::Short, ColumnType::Int, ColumnType::Long, ColumnType::Float, ColumnType::Double, ColumnType::Uuid, ColumnType::String, ColumnType::Bytes] {
            check_rollback(&mut *simple(column_type.clone()), || simple(column_type.clone()), &payloads)?;
        }
    }
}

/// Decodes the payloads together and one by one: every record must give the same either way.
pub(super) fn check_rollback(
    decoder: &mut dyn Decoder,
    fresh: impl Fn() -> Box<dyn Decoder>,
    payloads: &[Option<&[u8]>],
) -> Result<(), TestCaseError> {
    let (together, bad) = decode(decoder, payloads);
    let mut bad = bad.into_iter().peekable();
    for (index, payload) in payloads.iter().enumerate() {
        let (alone, alone_bad) = decode(&mut *fresh(), &[*payload]);
        for (column, alone) in together.iter().zip(&alone) {
            prop_assert_eq!(column.len(), payloads.len());
            prop_assert_eq!(text(column, index), text(alone, 0));
        }
        let expected: Vec<BadRecord> = alone_bad
            .into_iter()
            .map(|record| BadRecord { index, ..record })
            .collect();
        let found: Vec<BadRecord> = std::iter::from_fn(|| bad.next_if(|record| record.index == index)).collect();
        prop_assert_eq!(&found, &expected);
        prop_assert!(found.len() <= 1);
        if !found.is_empty() {
            prop_assert!(together.iter().all(|column| column.is_null(index)));
        }
    }
    prop_assert!(bad.next().is_none());
    Ok(())
}

#[test]
fn rollback_of_a_batch_goes_on_where_it_was() {
    // Two batches into the same columns, the first with a bad end: nothing of it is left over.
    let spec = Spec::json([field("A", ColumnType::String), field("B", ColumnType::Int)]);
    let mut decoder = compile(&spec, Role::Value, &Properties::new()).unwrap();
    let mut columns = builders(&decoder.columns());
    let mut bad = Vec::new();
    for payloads in [
        [Some(&b"{\"A\":\"x\",\"B\":1}"[..]), Some(b"{\"A\":\"half\",\"B\":")],
        [Some(b"{\"B\":2}"), None],
    ] {
        let (buffer, spans) = batch(&payloads);
        decoder.decode(
            Payloads {
                buffer: &buffer,
                spans: &spans,
            },
            &mut columns,
            &mut bad,
        );
    }
    let columns: Vec<ArrayRef> = columns.iter_mut().map(ColumnBuilder::finish).collect();
    assert_eq!(texts(&columns[0]), ["\"x\"", "null", "null", "null"]);
    assert_eq!(texts(&columns[1]), ["1", "null", "2", "null"]);
    assert_eq!(bad.len(), 1);
    assert_eq!(bad[0].index, 1);
    assert_eq!(Arc::strong_count(&columns[0]), 1);
}

#[test]
fn a_plan_tells_where_each_column_is() {
    let columns = ["Px", "City", "First"].map(|name| field(name, ColumnType::String));
    let mapping = [("price", "Px"), ("/from/a~1b", "City"), ("/tags/0", "First")];
    let mapping = mapping
        .map(|(field, column)| (field.to_owned(), column.to_owned()))
        .into();
    let plan = plan::Plan::new(&columns, &mapping).unwrap();
    assert_eq!(plan.to_string(), "/price -> 0\n/from/a~1b -> 1\n/tags/0 -> 2\n");
}
