//! Records that the crate rmpv has written, with the JSON decoder and that crate as oracles.

use std::io::Cursor as Bytes;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::super::super::tests::check_rollback;
use super::*;

const TYPES: [(&str, ColumnType); 12] = [
    ("a", ColumnType::Boolean),
    ("b", ColumnType::Byte),
    ("c", ColumnType::Char),
    ("d", ColumnType::Short),
    ("e", ColumnType::Int),
    ("f", ColumnType::Long),
    ("g", ColumnType::Float),
    ("h", ColumnType::Double),
    ("i", ColumnType::String),
    ("j", ColumnType::Instant),
    ("k", ColumnType::Json),
    ("inside", ColumnType::String),
];

const MAPPING: [(&str, &str); 1] = [("/k/e", "inside")];

fn columns() -> Vec<ColumnSpec> {
    TYPES.map(|(name, column_type)| field(name, column_type)).to_vec()
}

/// Any value that JSON has too, with the keys of the columns in maps.
fn value() -> impl Strategy<Value = Written> {
    let leaf = prop_oneof![
        2 => Just(Written::Nil),
        2 => any::<bool>().prop_map(Written::from),
        3 => any::<i64>().prop_map(Written::from),
        3 => (-200i64..200).prop_map(Written::from),
        1 => any::<u64>().prop_map(Written::from),
        // Floats too, so that rounding twice is rounding once.
        3 => any::<f32>().prop_filter("finite", |number| number.is_finite() && *number != 0.0).prop_map(|number| Written::from(f64::from(number))),
        2 => (-400i32..400).prop_map(|number| Written::from(f64::from(number) / 4.0 + 0.0)),
        2 => "[0-9.eE+-]{1,4}".prop_map(Written::from),
        3 => any::<String>().prop_map(Written::from),
        1 => Just(Written::from("2024-01-02T03:04:05.5Z")),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Written::Array),
            vec((key(), inner), 0..5).prop_map(map),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![4 => prop::sample::select(TYPES.map(|(name, _)| name.to_owned()).to_vec()), 1 => any::<String>()]
}

fn record() -> impl Strategy<Value = Written> {
    vec((key(), value()), 0..14).prop_map(map)
}

/// The same as JSON text, repeated fields too.
fn as_json(value: &Written, out: &mut String) {
    let mut list = |values: &mut dyn Iterator<Item = (Option<&Written>, &Written)>, brackets: [char; 2]| {
        out.push(brackets[0]);
        for (position, (key, value)) in values.enumerate() {
            if position > 0 {
                out.push(',');
            }
            if let Some(key) = key {
                as_json(key, out);
                out.push(':');
            }
            as_json(value, out);
        }
        out.push(brackets[1]);
    };
    match value {
        Written::Array(values) => list(&mut values.iter().map(|value| (None, value)), ['[', ']']),
        Written::Map(entries) => list(&mut entries.iter().map(|(key, value)| (Some(key), value)), ['{', '}']),
        Written::Nil => out.push_str("null"),
        Written::Boolean(value) => out.push_str(&value.to_string()),
        Written::Integer(number) => out.push_str(&number.to_string()),
        Written::F64(number) => out.push_str(&format!("{number:?}")),
        Written::String(text) => out.push_str(&json!(text.as_str()).to_string()),
        other => unreachable!("{other} is not made here"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever JSON has too is read as the same JSON, one row or one bad record.
    #[test]
    fn values_are_read_as_their_json(records in vec(record(), 1..6)) {
        let bytes: Vec<Vec<u8>> = records.iter().map(written).collect();
        let texts: Vec<String> = records.iter().map(|record| {
            let mut text = String::new();
            as_json(record, &mut text);
            text
        }).collect();
        let payloads: Vec<Option<&[u8]>> = bytes.iter().map(|record| Some(record.as_slice())).collect();
        let (found, bad) = decode(&mut decoder(&columns(), &MAPPING), &payloads);
        let payloads: Vec<Option<&[u8]>> = texts.iter().map(|text| Some(text.as_bytes())).collect();
        let mut json = JsonDecoder::new(&columns(), &owned(&MAPPING)).unwrap();
        let (expected, expected_bad) = decode(&mut json, &payloads);
        let of = |bad: &[BadRecord]| bad.iter().map(|bad| (bad.index, bad.field.clone())).collect::<Vec<_>>();
        prop_assert_eq!(of(&bad), of(&expected_bad), "{:?} for {:?}", bad, texts);
        for (column, expected) in found.iter().zip(&expected) {
            for (row, json) in texts.iter().enumerate() {
                prop_assert_eq!(text(column, row), text(expected, row), "{}", json);
            }
        }
    }

    /// What is MessagePack is decided as rmpv does, but for the one byte that it takes for nil.
    #[test]
    fn messagepack_is_what_rmpv_takes_for_it(record in damaged()) {
        let bad = decode(&mut decoder(&[field("none", ColumnType::Long)], &[]), &[Some(&record)]).1;
        let mut rest = Bytes::new(record.as_slice());
        let is_one = rmpv::decode::read_value(&mut rest).is_ok() && rest.position() == record.len() as u64;
        let expected = is_one || record.is_empty();
        let unused = bad.first().is_some_and(|bad| bad.reason.contains("0xc1"));
        prop_assert!(bad.is_empty() == expected || unused && expected, "{:02x?}: {:?}", record, bad);
    }

    /// A bad record anywhere in a batch costs only itself, however it is broken.
    #[test]
    fn a_broken_record_costs_only_itself(records in vec(proptest::option::weighted(0.9, damaged()), 1..8)) {
        let payloads: Vec<Option<&[u8]>> = records.iter().map(|record| record.as_deref()).collect();
        let fresh = || {
            let mut columns = columns();
            columns.push(field("l", ColumnType::Bytes));
            decoder(&columns, &MAPPING)
        };
        check_rollback(&mut fresh(), || Box::new(fresh()), &payloads)?;
    }
}

/// Records with one byte changed, inserted or taken away, or with nothing done to them; and any bytes.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let damaged = (record(), any::<prop::sample::Index>(), any::<u8>(), 0..4).prop_map(|(record, at, byte, how)| {
        let mut record = written(&record);
        let at = at.index(record.len());
        match how {
            0 => record[at] = byte,
            1 => record.insert(at, byte),
            2 => drop(record.remove(at)),
            _ => {}
        }
        record
    });
    prop_oneof![6 => damaged, 1 => vec(any::<u8>(), 0..12)]
}
