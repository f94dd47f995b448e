//! Records that are not what they should be.

use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::columns::bytes;
use super::{decode, encoded, one, raw, reason, record, texts};
use crate::spec::Avro;

#[rstest]
#[case(r#""long""#, "", "f: the record ends too early: 1 bytes expected, 0 are left")]
#[case(r#""long""#, "8080", "f: the record ends too early: 1 bytes expected, 0 are left")]
#[case(r#""long""#, "ffffffffffffffffffff01", "f: a number has more than 64 bits")]
#[case(r#""int""#, "808080808001", "f: 17179869184 is no int: it has more than 32 bits")]
#[case(r#""int""#, "0205", "1 bytes follow the record, which has 1")]
#[case(
    r#""double""#,
    "00000000",
    "f: the record ends too early: 8 bytes expected, 4 are left"
)]
#[case(r#""boolean""#, "02", "f: byte 2 is no boolean: expected 0 or 1")]
#[case(r#""string""#, "03", "f: a length is negative: -2")]
#[case(
    r#""string""#,
    "feffffff0f61",
    "f: the record ends too early: 2147483647 bytes expected, 1 are left"
)]
#[case(
    r#""string""#,
    "feffffffffffffffff0161",
    "f: the record ends too early: 9223372036854775807 bytes expected, 1 are left"
)]
#[case(r#""string""#, "0461ff", "f: a text of 2 bytes is no UTF-8 from byte 1 on")]
#[case(
    r#"{"type": "array", "items": "string"}"#,
    "0202ff00",
    "f: a text of 1 bytes is no UTF-8 from byte 0 on"
)]
#[case(
    r#"["null", "int"]"#,
    "04",
    "f: branch of a union 2 does not exist: expected one from 0 to 1"
)]
#[case(
    r#"["null", "int"]"#,
    "01",
    "f: branch of a union -1 does not exist: expected one from 0 to 1"
)]
#[case(
    r#"["int", "string", "null"]"#,
    "06",
    "f: branch of a union 3 does not exist: expected one from 0 to 2"
)]
#[case(
    r#"{"type": "enum", "name": "E", "symbols": ["A"]}"#,
    "02",
    "f: symbol of an enum 1 does not exist: expected one from 0 to 0"
)]
#[case(
    r#"{"type": "array", "items": "int"}"#,
    "feffffff0f00",
    "f: a block says that it has 2147483647 items, 1 bytes are left"
)]
#[case(
    r#"{"type": "array", "items": "int"}"#,
    "01feffffff0f",
    "f: a block says that it has 2147483647 bytes, 0 are left"
)]
#[case(
    r#"{"type": "array", "items": "int"}"#,
    "01010200",
    "f: a block says that it has -1 bytes, 2 are left"
)]
#[case(
    r#"{"type": "array", "items": "int"}"#,
    "01040202",
    "f: a block of 1 items has 1 bytes, but says that it has 2"
)]
#[case(
    r#"{"type": "array", "items": "int"}"#,
    "ffffffffffffffffff0100",
    "f: a block says that it has 9223372036854775808 items, 0 bytes are left"
)]
#[case(
    r#"{"type": "array", "items": "null"}"#,
    "feffffff0f00",
    "f: a block says that it has 2147483647 items that may have no bytes: expected at most 65536 in a record"
)]
#[case(
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 3}"#,
    "0403e8",
    "f: a decimal has more than the 3 digits of decimal(3, 0)"
)]
#[case(
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 76}"#,
    "427fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "f: a decimal has more than the 76 digits of decimal(76, 0)"
)]
#[case(
    r#"{"type": "bytes", "logicalType": "decimal", "precision": 3}"#,
    "00",
    "f: a decimal of no bytes is no number"
)]
#[case(
    r#"{"type": "long", "logicalType": "timestamp-millis"}"#,
    "feffffffffffffffff01",
    "f: time 9223372036854775807000000 is beyond the years 1677 to 2262, which a column can hold"
)]
fn what_is_wrong_is_told_with_its_field(#[case] field_type: &str, #[case] hex: &str, #[case] expected: &str) {
    assert_eq!(reason(&raw(&one(field_type)), &bytes(hex)), expected);
}

#[test]
fn the_field_is_told_by_its_path() {
    let schema = record(
        r#"{"name": "a", "type": {"type": "record", "name": "A", "fields": [{"name": "n", "type": "long"}]}},
           {"name": "b", "type": ["null", {"type": "record", "name": "B", "fields": [{"name": "s", "type": "string"}]}]}"#,
    );
    let ends = "the record ends too early: 1 bytes expected, 0 are left";
    assert_eq!(reason(&raw(&schema), &[]), format!("a.n: {ends}"));
    assert_eq!(reason(&raw(&schema), &[2]), format!("b: {ends}"));
    assert_eq!(reason(&raw(&schema), &[2, 2]), format!("b.s: {ends}"));
    let only = raw(&schema).map("a.n", "n").mapped_only();
    assert_eq!(
        reason(&only, &[2, 2, 4]),
        "b: the record ends too early: 2 bytes expected, 0 are left"
    );
}

#[test]
fn nothing_is_too_deep_to_be_refused() {
    let tree = r#"{"type": "record", "name": "Tree", "fields": [
        {"name": "n", "type": "int"}, {"name": "next", "type": {"type": "array", "items": "Tree"}}]}"#;
    let deep = |depth: usize| {
        let inside = [2, 2].repeat(depth);
        [&inside[..], &[2, 0], &vec![0; depth]].concat()
    };
    let (all, one) = (raw(tree), raw(tree).map("n", "n").mapped_only());
    for spec in [&all, &one] {
        assert_eq!(decode(spec, &[&deep(100)]).1, []);
        let reason = reason(spec, &deep(1_000_000));
        assert_eq!(reason, "next: values are more than 256 deep inside of each other");
    }
}

/// Of every kind of step and column.
fn wide() -> Avro {
    raw(&record(
        r#"{"name": "b", "type": "boolean"}, {"name": "i", "type": "int"}, {"name": "l", "type": ["null", "long"]},
           {"name": "s", "type": ["string", "null"]},
           {"name": "o", "type": ["null", {"type": "record", "name": "O", "fields": [{"name": "d", "type": "double"},
               {"name": "y", "type": "bytes"}]}]},
           {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
           {"name": "n", "type": {"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2}},
           {"name": "a", "type": {"type": "array", "items": ["null", "string"]}},
           {"name": "m", "type": {"type": "map", "values": {"type": "array", "items": "int"}}},
           {"name": "u", "type": ["int", "string", {"type": "array", "items": "O"}]},
           {"name": "z", "type": "string"}"#,
    ))
}

fn good() -> Vec<u8> {
    let crate::spec::AvroSchema::Inline { text, .. } = wide().schema else {
        panic!("an inline schema")
    };
    let value = json!({"b": true, "i": 5, "l": 7, "s": "é", "o": {"d": 0.5, "y": "\u{ff}"}, "e": "B", "n": "\u{1}",
        "a": [null, "x"], "m": {"k": [1, 2], "l": []}, "u": [{"d": 1.0, "y": ""}], "z": "end"});
    encoded(&text, &value)
}

#[test]
fn a_record_that_is_cut_off_anywhere_costs_only_itself() {
    let (spec, good) = (wide(), good());
    for len in 0..good.len() {
        let (columns, bad) = decode(&spec, &[&good, &good[..len], &good]);
        assert_eq!(bad.iter().map(|bad| bad.index).collect::<Vec<_>>(), [1], "{len}");
        assert_eq!(texts(&columns, 0), texts(&columns, 2));
        assert!(columns.iter().all(|column| column.is_null(1)));
    }
}

#[test]
fn text_that_is_not_utf8_costs_only_its_record() {
    let (spec, good) = (wide(), good());
    let at = good.len() - 1;
    let mut broken = good.clone();
    broken[at] = 0xff;
    let (columns, bad) = decode(&spec, &[&good, &broken, &[], &good]);
    let told: Vec<_> = bad.iter().map(|bad| (bad.index, bad.field.as_deref())).collect();
    assert_eq!(told, [(1, Some("z")), (2, Some("b"))]);
    assert_eq!(texts(&columns, 0), texts(&columns, 3));
}

proptest! {
    #[test]
    fn any_bytes_cost_only_their_record(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let (spec, good) = (wide(), good());
        let mut other = good.clone();
        for (at, byte) in changes {
            let at = at.index(other.len());
            other[at] = byte;
        }
        other.truncate(cut.index(other.len()) + 1);
        let (columns, bad) = decode(&spec, &[&good, &other, &good]);
        prop_assert_eq!(texts(&columns, 0), texts(&columns, 2));
        prop_assert!(bad.iter().all(|bad| bad.index == 1));
        let (alone, alone_bad) = decode(&spec, &[&other]);
        prop_assert_eq!(texts(&columns, 1), texts(&alone, 0));
        prop_assert_eq!(bad.len(), alone_bad.len());
    }
}
