//! Records that nobody wrote by hand.

use proptest::prelude::*;
use serde::de::IgnoredAny;

use super::super::super::instant;
use super::super::super::tests::check_rollback;
use super::*;

/// A value for a column of every type: its JSON text, and the cell that it must become.
pub(super) fn value(column: usize) -> BoxedStrategy<(String, String)> {
    let null = Just(("null".to_owned(), "null".to_owned()));
    let value: BoxedStrategy<(String, String)> = match column {
        0 => any::<bool>()
            .prop_map(|value| (value.to_string(), value.to_string()))
            .boxed(),
        1 => any::<i8>()
            .prop_map(|value| (value.to_string(), value.to_string()))
            .boxed(),
        2 => any::<char>()
            .prop_map(|value| {
                (
                    json_text(&value.to_string()),
                    format!("u{:04x}", value.encode_utf16(&mut [0; 2])[0]),
                )
            })
            .boxed(),
        3 => any::<i16>()
            .prop_map(|value| (value.to_string(), value.to_string()))
            .boxed(),
        4 => any::<i32>()
            .prop_map(|value| (value.to_string(), value.to_string()))
            .boxed(),
        5 => any::<i64>()
            .prop_map(|value| (value.to_string(), value.to_string()))
            .boxed(),
        6 => (-1e30f32..1e30)
            .prop_map(|value| (format!("{value:e}"), format!("{value:?}")))
            .boxed(),
        7 => prop_oneof![
            any::<f64>().prop_filter("finite", |value| value.is_finite()
                && (*value != 0.0 || value.is_sign_positive())),
            (-1e6f64..1e6)
        ]
        .prop_map(|value| (format!("{value}"), format!("{value:?}")))
        .boxed(),
        8 => any::<String>()
            .prop_map(|value| (json_text(&value), format!("{value:?}")))
            .boxed(),
        // Some years around 2262 are too late for nanoseconds, whatever the unit.
        _ => (-9_000_000_000_000i64..9_000_000_000_000)
            .prop_filter_map("out of range", |value| {
                Some((value.to_string(), instant::from_epoch(value)?.to_string()))
            })
            .boxed(),
    };
    prop_oneof![8 => value, 1 => null].boxed()
}

fn json_text(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// A record: fields that are wanted or not, in any order, with any blanks; and the row that it must become.
fn record() -> impl Strategy<Value = (String, Vec<String>)> {
    let names: Vec<String> = all_types().into_iter().map(|column| column.name).collect();
    let wanted: Vec<_> = (0..10)
        .map(|column| proptest::option::weighted(0.8, value(column)))
        .collect();
    let other = prop_oneof![
        Just("[1, {\"I\": 2}]"),
        Just("{\"I\":{}}"),
        Just("\"\\\"\""),
        Just("-1.5e+3"),
        Just("null")
    ];
    let others = proptest::collection::vec(("x[a-z]{0,3}", other.prop_map(str::to_owned)), 0..3);
    (
        wanted,
        others,
        any::<u64>(),
        prop_oneof![Just(""), Just(" "), Just("\n\t ")],
    )
        .prop_map(move |(wanted, others, seed, blank)| {
            let mut fields: Vec<(String, String)> = others;
            let mut row = Vec::new();
            for (name, value) in names.iter().zip(wanted) {
                row.push(value.as_ref().map_or("null".to_owned(), |(_, cell)| cell.clone()));
                fields.extend(value.map(|(text, _)| (name.clone(), text)));
            }
            // Mostly in the usual order, so that predictions are right, and sometimes not.
            if seed % 3 == 0 && !fields.is_empty() {
                let by = (seed / 3) as usize % fields.len();
                fields.rotate_left(by);
            }
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{blank}{}{blank}:{blank}{value}{blank}", json_text(name)))
                .collect();
            (format!("{blank}{{{}}}{blank}", fields.join(",")), row)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn records_become_the_rows_that_were_written(records in proptest::collection::vec(record(), 1..8)) {
        let payloads: Vec<Option<&[u8]>> = records.iter().map(|(record, _)| Some(record.as_bytes())).collect();
        let (columns, bad) = decode(&mut decoder(&all_types(), &[]), &payloads);
        prop_assert_eq!(bad, vec![]);
        for (index, (record, row)) in records.iter().enumerate() {
            let found: Vec<String> = columns.iter().map(|column| text(column, index)).collect();
            prop_assert_eq!(&found, row, "{}", record);
        }
    }

    /// A bad record anywhere in a batch costs only itself, however it is broken.
    #[test]
    fn a_broken_record_costs_only_itself(
        records in proptest::collection::vec((record(), proptest::option::weighted(0.4, (any::<prop::sample::Index>(), any::<u8>(), 0..3))), 1..8),
    ) {
        let records: Vec<Vec<u8>> = records.into_iter().map(|((record, _), damage)| damaged(record.into_bytes(), damage)).collect();
        let payloads: Vec<Option<&[u8]>> = records.iter().map(|record| Some(record.as_slice())).collect();
        check_rollback(&mut decoder(&all_types(), &[]), || Box::new(decoder(&all_types(), &[])), &payloads)?;
    }

    /// What is JSON is decided as `serde_json` does: also in what nobody asked for.
    #[test]
    fn json_is_what_serde_takes_for_json((record, _) in record(), damage in (any::<prop::sample::Index>(), any::<u8>(), 0..3)) {
        let record = String::from_utf8_lossy(&damaged(record.into_bytes(), Some(damage))).into_owned();
        let columns = [field("no such field", ColumnType::Long)];
        let bad = decode(&mut decoder(&columns, &[]), &[Some(record.as_bytes())]).1;
        let first = serde_json::Deserializer::from_str(&record).into_iter::<IgnoredAny>().next();
        // Where a scalar that is a whole record ends, Jackson and serde_json differ.
        prop_assume!(!record.trim_start().starts_with(|first| !matches!(first, '{' | '[')));
        prop_assert_eq!(bad.is_empty(), first.is_none_or(|first| first.is_ok()), "{}: {:?}", record, bad);
    }

    #[test]
    fn doubles_are_the_nearest(text in "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?") {
        let expected: f64 = text.parse().unwrap();
        let expected = if expected == 0.0 && !text.contains(['e', 'E']) { 0.0 } else { expected };
        let found = cell(ColumnType::Double, &text).unwrap();
        prop_assert!(found == format!("{expected:?}") || expected == 0.0 && found.trim_start_matches('-') == "0.0", "{} became {}", text, found);
        let expected: f32 = text.parse().unwrap();
        let found = cell(ColumnType::Float, &text).unwrap();
        prop_assert!(found == format!("{expected:?}") || expected == 0.0 && found.trim_start_matches('-') == "0.0", "{} became {}", text, found);
    }
}

/// One byte changed, inserted or taken away.
pub(super) fn damaged(mut record: Vec<u8>, damage: Option<(prop::sample::Index, u8, i32)>) -> Vec<u8> {
    if let Some((at, byte, how)) = damage
        && !record.is_empty()
    {
        let at = at.index(record.len());
        // Bytes that mean something to JSON more often than others.
        let byte = if byte < 200 {
            b"{}[]\",:\\ 0-.eEtnu\x00"[byte as usize % 18]
        } else {
            byte
        };
        match how {
            0 => record[at] = byte,
            1 => record.insert(at, byte),
            _ => {
                record.remove(at);
            }
        }
    }
    record
}
