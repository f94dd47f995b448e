//! Columns that keep a JSON value as it is, pointers, and halves of surrogate pairs.

use proptest::prelude::*;
use serde_json::Value;

use super::super::super::tests::check_rollback;
use super::*;

/// The cell of a column of JSON text, without Rust's quotes around it.
fn tree(value: &str) -> Result<String, String> {
    cell(ColumnType::Json, value).map(|text| serde_json::from_str::<String>(&text).unwrap_or(text))
}

#[test]
fn a_value_is_kept_as_compact_text() {
    for (value, expected) in [
        (
            "{ \"b\" : [1, 2.0, {\"c\":null}], \"a\":\"\\u00e9\\n\" }",
            "{\"b\":[1,2.0,{\"c\":null}],\"a\":\"é\\n\"}",
        ),
        ("\"x\"", "\"x\""),
        ("\"\\/\\u0041\\u001f\\u0022\\\\\"", "\"/A\\u001F\\\"\\\\\""),
        ("12", "12"),
        ("-0", "0"),
        ("1e3", "1E+3"),
        ("1.10", "1.10"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1E-400", "1E-400"),
        ("true", "true"),
        ("[ ]", "[]"),
        ("{ }", "{}"),
        // What is there and null is not what is missing.
        ("null", "null"),
    ] {
        assert_eq!(tree(value).as_deref(), Ok(expected), "{value}");
    }
    let missing = decode(
        &mut decoder(&[field("X", ColumnType::JsonObject)], &[]),
        &[Some(b"{}"), None, Some(b"[]")],
    );
    assert_eq!(missing.0[0].null_count(), 3);
    assert_eq!(missing.1, []);
}

#[test]
fn numbers_that_no_big_decimal_is() {
    for value in ["1e99999999999", "[1e-2147483648]", "{\"a\":1e2147483648}"] {
        assert!(
            tree(value)
                .unwrap_err()
                .starts_with("a number whose exponent has more than 32 bits"),
            "{value}"
        );
    }
    assert_eq!(tree("1e2147483647").unwrap(), "1E+2147483647");
    // A text column takes any number.
    let huge = "10e9223372036854775807";
    assert_eq!(cell(ColumnType::String, huge).unwrap(), "\"1.0E+9223372036854775807\"");
}

#[test]
fn of_repeated_fields_the_last_is_in_the_place_of_the_first() {
    assert_eq!(
        tree("{\"a\":1,\"b\":{\"x\":1,\"\\u0078\":2},\"c\":3,\"a\":[],\"c\":{}}").unwrap(),
        "{\"a\":[],\"b\":{\"x\":2},\"c\":{}}"
    );
    let many: Vec<String> = (0..20_000)
        .map(|index| format!("\"f{}\":{index}", index % 10_000))
        .collect();
    let expected: Vec<String> = (0..10_000)
        .map(|index| format!("\"f{index}\":{}", index + 10_000))
        .collect();
    assert_eq!(
        tree(&format!("{{{}}}", many.join(", "))).unwrap(),
        format!("{{{}}}", expected.join(","))
    );
}

/// As the mirrored API: such text is no reason to refuse a record, and what it prints is a question mark.
#[test]
fn half_a_pair() {
    for (value, text) in [
        ("\"\\ud83d\"", "?"),
        ("\"x\\ude00y\"", "x?y"),
        ("\"\\ud83d\\ud83d\\ude00\"", "?😀"),
        ("\"\\ude00\\ud83d\"", "??"),
        ("\"\\ud83d\\u0041\"", "?A"),
        ("{\"a\\ud83d\":\"\\ud83d\"}", "{\\\"a?\\\":\\\"?\\\"}"),
    ] {
        assert_eq!(
            cell(ColumnType::String, value).unwrap(),
            format!("\"{text}\""),
            "{value}"
        );
    }
    // JSON text keeps it.
    assert_eq!(
        tree("{\"a\\ud83d\":\"\\ude00\\ud83d\\ude00\"}").unwrap(),
        "{\"a\\uD83D\":\"\\uDE00😀\"}"
    );
}

fn json() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 64.0)),
    ];
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        any::<String>().prop_map(Value::from),
    ];
    scalar.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::hash_map(name(), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Few names, so that pointers meet something, and those that pointers write in their own way.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => "[ab012~/ é\"]{1,2}",
        1 => Just(String::new()),
        1 => any::<String>(),
    ]
}

fn document() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => proptest::collection::hash_map(name(), json(), 0..8).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        1 => proptest::collection::vec(json(), 0..8).prop_map(Value::from),
    ]
}

/// The document with blanks, escapes of all kinds, and fields that come twice.
fn spelled(value: &Value, seed: &mut u64, out: &mut String) {
    *seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    let choice = *seed >> 60;
    out.push_str(["", " ", "\n\t"][choice as usize % 3]);
    match value {
        Value::String(text) => spelled_text(text, choice, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { " ," } else { "" });
                spelled(item, seed, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (index, (name, value)) in fields.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                if choice == 7 {
                    spelled_text(name, choice + 1, out);
                    out.push_str(":[\"before\"],");
                }
                spelled_text(name, choice, out);
                out.push(':');
                spelled(value, seed, out);
            }
            out.push_str(" }");
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn spelled_text(text: &str, choice: u64, out: &mut String) {
    if !choice.is_multiple_of(3) {
        return out.push_str(&Value::from(text).to_string());
    }
    out.push('"');
    for unit in text.encode_utf16() {
        out.push_str(&format!("\\u{unit:04x}"));
    }
    out.push('"');
}

fn pointers() -> impl Strategy<Value = Vec<Vec<String>>> {
    proptest::collection::vec(proptest::collection::vec(name(), 1..4), 1..6)
}

fn written(pointer: &[String]) -> String {
    pointer
        .iter()
        .map(|token| format!("/{}", token.replace('~', "~0").replace('/', "~1")))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// What is at a pointer is what `serde_json` finds there.
    #[test]
    fn pointers_find_what_serde_finds(documents in proptest::collection::vec((document(), any::<u64>()), 1..4), pointers in pointers()) {
        let columns: Vec<ColumnSpec> = (0..pointers.len()).map(|index| field(format!("C{index}"), ColumnType::Json)).collect();
        let pointers: Vec<String> = pointers.iter().map(|pointer| written(pointer)).collect();
        let mapping: BTreeMap<String, String> = pointers.iter().zip(&columns).map(|(pointer, column)| (pointer.clone(), column.name.clone())).collect();
        // A pointer twice in the list has one column; the others are of fields that nobody has.
        let mut decoder = JsonDecoder::new(&columns, &mapping).unwrap();
        let records: Vec<String> = documents.iter().map(|(document, seed)| {
            let mut record = String::new();
            spelled(document, &mut seed.clone(), &mut record);
            record
        }).collect();
        let payloads: Vec<Option<&[u8]>> = records.iter().map(|record| Some(record.as_bytes())).collect();
        let (found, bad) = decode(&mut decoder, &payloads);
        prop_assert_eq!(bad, vec![], "{:?}", records);
        for (pointer, column) in &mapping {
            let index: usize = column[1..].parse().unwrap();
            for (row, (document, _)) in documents.iter().enumerate() {
                let found = (!found[index].is_null(row)).then(|| {
                    let text: &str = arrow_array::cast::AsArray::as_string::<i32>(&found[index]).value(row);
                    serde_json::from_str::<Value>(text).unwrap()
                });
                prop_assert_eq!(found.as_ref(), document.pointer(pointer), "{} in {}", pointer, records[row]);
            }
        }
    }

    /// A broken record costs only itself, also when a tree is half written.
    #[test]
    fn a_broken_tree_costs_only_itself(
        records in proptest::collection::vec((document(), any::<u64>(), proptest::option::weighted(0.5, (any::<prop::sample::Index>(), any::<u8>(), 0..3))), 1..8),
    ) {
        let columns = [field("a", ColumnType::Json), field("b", ColumnType::String), field("Deep", ColumnType::JsonObject), field("First", ColumnType::Json)];
        let fresh = || decoder(&columns, &[("/a/b", "Deep"), ("/0", "First")]);
        let records: Vec<Vec<u8>> = records.into_iter().map(|(document, mut seed, damage)| {
            let mut record = String::new();
            spelled(&document, &mut seed, &mut record);
            properties::damaged(record.into_bytes(), damage)
        }).collect();
        let payloads: Vec<Option<&[u8]>> = records.iter().map(|record| Some(record.as_slice())).collect();
        check_rollback(&mut fresh(), || Box::new(fresh()), &payloads)?;
    }
}
