use proptest::prelude::*;

use super::{decode, hex, proto3, row};
use crate::spec::Protobuf;

fn spec() -> Protobuf {
    proto3(
        "message M { string s=1; repeated int32 r=2; repeated S m=3; map<string,S> w=4; S o=5; map<string,int32> kk=6; \
         double d=7; } message S { int32 x=1; repeated string y=2; }",
    )
}

/// A record with a value in every column.
const GOOD: &str = "0a0161 12020102 1a0808 0112016212 0163 220c 0a0161 1207 0801 120162 1200 2a02 0807 3205 0a0161 1005 \
                    39000000000000f03f";

#[test]
fn reasons() {
    let spec = spec();
    for (record, expected) in [
        ("0a", "s: the message ends in the middle of a field"),
        ("0aff", "s: the message ends in the middle of a field"),
        ("0affffffffffffffffff01", "s: the message ends in the middle of a field"),
        ("0a02c328", "s: the text is not UTF-8"),
        ("12030102", "r: the message ends in the middle of a field"),
        ("120180", "r: the message ends in the middle of a field"),
        ("1a021205", "m/y: the message ends in the middle of a field"),
        ("1a0412020a", "m: the message ends in the middle of a field"),
        ("1a0412 02c328", "m/y: the text is not UTF-8"),
        (
            "2206 0a0161 120208",
            "w/value: the message ends in the middle of a field",
        ),
        ("3204 0a02c328", "kk/key: the text is not UTF-8"),
        ("39 00", "d: the message ends in the middle of a field"),
        ("00", "-: a field has the number 0"),
        ("0c", "-: a group of field 1 ends that has not begun"),
        ("0b", "-: the message ends in the middle of a field"),
        ("0f00", "-: field 1 has the wire type 7, which is none"),
        ("ffffffffffffffffffff01", "-: a varint has more than ten bytes"),
    ] {
        assert_eq!(row(&spec, record), expected, "{record}");
    }
    let nested: String = "a306".repeat(101);
    assert_eq!(row(&spec, &nested), "-: it is nested more than 100 deep");
}

#[test]
fn prefixes() {
    let mut spec = proto3("message M { int32 a=1; }");
    spec.protocol = crate::spec::ProtobufProtocol::Serdes;
    for (record, expected) in [
        ("00 00000001 00 0805", "a=5"),
        ("00 00000001 00", "a=0"),
        ("00 00000001 02 00 0805", "a=5"),
        ("00 00000001 04 02 00 0805", "a=5"),
        (
            "01 00000001 00 0805",
            "-: unknown magic byte 1: expected a zero byte and the 4 of a schema's id",
        ),
        (
            "00 0000",
            "-: it has 3 bytes: expected a zero byte and the 4 of a schema's id",
        ),
        ("", "-: it is empty: expected a zero byte and the 4 of a schema's id"),
        (
            "00 00000001",
            "-: it ends before the position of the message in its schema",
        ),
        (
            "00 00000001 04 02",
            "-: it ends before the position of the message in its schema",
        ),
        (
            "00 00000001 feffffffffffffff7f",
            "-: it ends before the position of the message in its schema",
        ),
        (
            "00 00000001 01",
            "-: the position of the message in its schema has a negative length",
        ),
    ] {
        assert_eq!(row(&spec, record), expected, "{record}");
    }
}

#[test]
fn null_and_empty_payloads() {
    let (_, arrays, bad) = decode(&spec(), &[None, Some(Vec::new()), None]);
    assert!(bad.is_empty());
    for array in arrays {
        assert!(array.is_null(0) && array.is_null(2));
    }
}

proptest! {
    /// A bad record anywhere among good ones costs only itself, wherever in it the reading ends.
    #[test]
    fn a_bad_record_costs_only_itself(cuts in prop::collection::vec(prop::option::of(0_usize..64), 1..12)) {
        let good = hex(GOOD);
        let records: Vec<Option<Vec<u8>>> = cuts
            .iter()
            .map(|cut| match cut {
                None => Some(good.clone()),
                Some(cut) => Some([&good[..(*cut).min(good.len() - 1)], &[0xff; 12]].concat()),
            })
            .collect();
        let (_, expected, _) = decode(&spec(), &[Some(good)]);
        let (_, arrays, bad) = decode(&spec(), &records);
        let gone: Vec<usize> = bad.iter().map(|bad| bad.index).collect();
        let cut: Vec<usize> = (0..cuts.len()).filter(|at| cuts[*at].is_some()).collect();
        prop_assert_eq!(gone, cut);
        for (at, cut) in cuts.iter().enumerate() {
            for (array, expected) in arrays.iter().zip(&expected) {
                match cut {
                    None => prop_assert_eq!(array.slice(at, 1).to_data(), expected.to_data()),
                    Some(_) => prop_assert!(array.is_null(at)),
                }
            }
        }
    }
}
