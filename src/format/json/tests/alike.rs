//! Records of the same fields in the same order.

use proptest::prelude::*;

use super::super::super::tests::check_rollback;
use super::properties::{damaged, value};
use super::*;

const OTHERS: [&str; 5] = ["[1, {\"I\": 2}]", "{\"I\":{}}", "\"\\\"é\"", "-1.5e+3", "null"];

/// Where the values of a record are, and the pointers to those of columns.
const LAYOUTS: [(&str, &[(&str, &str)]); 5] = [
    (
        "{\"Bool\":@0,\"B\":@1,\"C\":@2,\"Sh\":@3,\"I\":@4,\"L\":@5,\"F\":@6,\"D\":@7,\"S\":@8,\"T\":@9}",
        &[],
    ),
    (
        "{\"S\": @8, \"other\": @x, \"I\": @4, \"D\": @7, \"a name of more than sixteen bytes\": @x, \"L\": @5}\n",
        &[],
    ),
    (
        "{\"in\":{\"I\":@4,\"x\":@x,\"deep\":{\"L\":@5,\"S\":@8}},\"D\":@7,\"in a place with a long name\":@9}",
        &[
            ("/in/I", "I"),
            ("/in/deep/L", "L"),
            ("/in/deep/S", "S"),
            ("in a place with a long name", "T"),
        ],
    ),
    (
        "{\"in\":{\"I\":@4},\"L\":@5,\"in\":{\"S\":@8}}",
        &[("/in/I", "I"), ("/in/S", "S")],
    ),
    ("\t{ \"S\" : @8 , \"S\" : @8 , \"F\" : @6 }", &[]),
];

/// Some records of a layout, each perhaps damaged.
fn records() -> impl Strategy<Value = (usize, Vec<Vec<u8>>)> {
    let values: Vec<_> = (0..10).map(value).collect();
    let damage = proptest::option::weighted(0.2, (any::<prop::sample::Index>(), any::<u8>(), 0..3));
    let record = (values, prop::sample::select(OTHERS.as_slice()), damage);
    (0..LAYOUTS.len(), prop::collection::vec(record, 1..20)).prop_map(|(layout, records)| {
        let written = records.into_iter().map(|(values, other, damage)| {
            let mut record = LAYOUTS[layout].0.replace("@x", other);
            for (column, (value, _)) in values.iter().enumerate() {
                // A value may have such a text in it, which is then a part of the value.
                record = record.replacen(&format!("@{column}"), value, 1);
            }
            damaged(record.into_bytes(), damage)
        });
        (layout, written.collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Read together they are what each is alone, whatever is wrong with others.
    #[test]
    fn records_that_are_alike((layout, records) in records()) {
        let payloads: Vec<Option<&[u8]>> = records.iter().map(|record| Some(record.as_slice())).collect();
        let fresh = || decoder(&all_types(), LAYOUTS[layout].1);
        check_rollback(&mut fresh(), || Box::new(fresh()), &payloads)?;
    }
}

#[test]
fn text_that_is_not_utf8_is_repaired() {
    let columns = [
        field("S", ColumnType::String),
        field("C", ColumnType::Char),
        field("J", ColumnType::Json),
    ];
    let record = |text: &[u8]| [b"{\"S\":\"", text, b"\",\"C\":\"", text, b"\",\"J\":[\"", text, b"\"]}"].concat();
    let broken = "\u{fffd}";
    for (last, repaired) in [
        (&b"\xff"[..], broken),
        (b"\xa0\x80", "\u{fffd}\u{fffd}"),
        ("é".as_bytes(), "é"),
    ] {
        let records = [b"a", b"b", last, b"d"].map(record);
        let payloads: Vec<Option<&[u8]>> = records.iter().map(|record| Some(record.as_slice())).collect();
        let (columns, bad) = decode(&mut decoder(&columns, &[]), &payloads);
        assert_eq!(bad, []);
        let cells = |column: usize| -> Vec<String> { (0..4).map(|row| text(&columns[column], row)).collect() };
        assert_eq!(cells(0)[2..], [format!("{repaired:?}"), "\"d\"".to_owned()]);
        let unit = repaired.encode_utf16().next().unwrap();
        assert_eq!(cells(1)[2..], [format!("u{unit:04x}"), "u0064".to_owned()]);
        assert_eq!(
            cells(2)[2..],
            [format!("{:?}", format!("[{repaired:?}]")), "\"[\\\"d\\\"]\"".to_owned()]
        );
    }
}
