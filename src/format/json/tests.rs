use std::collections::BTreeMap;

use super::super::tests::{decode, text};
use super::*;
use crate::spec::{ColumnType, field};

mod alike;
mod instants;
mod properties;
mod trees;

fn all_types() -> Vec<ColumnSpec> {
    vec![
        field("Bool", ColumnType::Boolean),
        field("B", ColumnType::Byte),
        field("C", ColumnType::Char),
        field("Sh", ColumnType::Short),
        field("I", ColumnType::Int),
        field("L", ColumnType::Long),
        field("F", ColumnType::Float),
        field("D", ColumnType::Double),
        field("S", ColumnType::String),
        field("T", ColumnType::Instant),
    ]
}

pub(super) fn mapping(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(field, column)| ((*field).to_owned(), (*column).to_owned()))
        .collect()
}

fn decoder(columns: &[ColumnSpec], pairs: &[(&str, &str)]) -> JsonDecoder {
    JsonDecoder::new(columns, &mapping(pairs)).unwrap()
}

/// The only cell of a record, read as `column_type`, or why there is none.
fn cell(column_type: ColumnType, value: &str) -> Result<String, String> {
    let record = format!("{{\"X\": {value}}}");
    let (columns, bad) = decode(
        &mut decoder(&[field("X", column_type)], &[]),
        &[Some(record.as_bytes())],
    );
    match bad.into_iter().next() {
        None => Ok(text(&columns[0], 0)),
        Some(bad) => Err(bad.reason),
    }
}

#[track_caller]
fn assert_cells(column_type: ColumnType, cells: &[(&str, Option<&str>)]) {
    for (value, expected) in cells {
        let found = cell(column_type.clone(), value);
        assert_eq!(
            found.clone().ok().as_deref(),
            *expected,
            "{value} as {column_type}: {found:?}"
        );
    }
}

#[test]
fn whole_numbers() {
    assert_cells(
        ColumnType::Int,
        &[
            ("12", Some("12")),
            ("-0", Some("0")),
            ("2147483647", Some("2147483647")),
            ("2147483648", None),
            ("-2147483648", Some("-2147483648")),
            ("-2147483649", None),
            ("12.7", None),
            ("12.0", Some("12")),
            ("1e3", Some("1000")),
            ("1200e-2", Some("12")),
            ("1201e-2", None),
            ("0e99999999999", Some("0")),
            ("1e99999999999", None),
            ("1.00000000000000000000000000000", Some("1")),
            ("100000000000000000000e-20", Some("1")),
            ("true", Some("1")),
            ("false", Some("0")),
            ("null", Some("null")),
            ("\"12\"", Some("12")),
            ("\" +42 \"", Some("42")),
            ("\"-7\"", Some("-7")),
            ("\"007\"", Some("7")),
            ("\"1e2\"", Some("100")),
            ("\"\\u0031\"", Some("1")),
            ("\"abc\"", None),
            ("\"\"", None),
            ("\"0x10\"", None),
            ("\"1,000\"", None),
            ("\"12.7\"", None),
            ("\"NaN\"", None),
            ("{}", None),
            ("[1]", None),
        ],
    );
    assert_cells(
        ColumnType::Byte,
        &[
            ("127", Some("127")),
            ("128", None),
            ("-128", Some("-128")),
            ("-129", None),
        ],
    );
    assert_cells(ColumnType::Short, &[("-32768", Some("-32768")), ("32768", None)]);
    assert_cells(
        ColumnType::Long,
        &[
            ("9223372036854775807", Some("9223372036854775807")),
            ("9223372036854775808", None),
            ("-9223372036854775808", Some("-9223372036854775808")),
            ("-9223372036854775809", None),
            ("18446744073709551616", None),
            ("922337203685477580.7e1", Some("9223372036854775807")),
            ("\"9223372036854775807\"", Some("9223372036854775807")),
        ],
    );
}

#[test]
fn floats() {
    assert_cells(
        ColumnType::Double,
        &[
            ("135", Some("135.0")),
            ("-0.0", Some("0.0")),
            ("1e400", Some("inf")),
            ("-1e400", Some("-inf")),
            ("4.9e-324", Some("5e-324")),
            ("1.7976931348623157e308", Some("1.7976931348623157e308")),
            ("0.1", Some("0.1")),
            ("123456789012345678901234567890", Some("1.2345678901234568e29")),
            ("true", Some("1.0")),
            ("\"NaN\"", Some("NaN")),
            ("\"-Infinity\"", Some("-inf")),
            ("\"inf\"", None),
            ("\".5\"", Some("0.5")),
            ("\"5.\"", Some("5.0")),
            ("\".\"", None),
            ("\"1e\"", None),
            ("\" 135.60 \"", Some("135.6")),
            ("\"abc\"", None),
            ("[1]", None),
            ("{}", None),
            ("null", Some("null")),
        ],
    );
    assert_cells(
        ColumnType::Float,
        &[
            ("1.1", Some("1.1")),
            ("1e39", Some("inf")),
            ("16777217", Some("16777216.0")),
            ("1.4e-45", Some("1e-45")),
            ("0.1", Some("0.1")),
            ("16777215.5e-3", Some("16777.215")),
        ],
    );
}

#[test]
fn texts_and_chars() {
    assert_cells(
        ColumnType::String,
        &[
            ("\"x\"", Some("\"x\"")),
            (
                "\"\\u4e2d \\ud83d\\ude00 \\\"q\\\" \\\\ \\/ \\t\"",
                Some("\"中 😀 \\\"q\\\" \\\\ / \\t\""),
            ),
            ("\"lone \\ud83d!\"", Some("\"lone ?!\"")),
            ("12", Some("\"12\"")),
            ("-0", Some("\"0\"")),
            ("0.10", Some("\"0.10\"")),
            ("-0.0", Some("\"0.0\"")),
            ("1e3", Some("\"1E+3\"")),
            ("12.5e3", Some("\"1.25E+4\"")),
            ("1e-7", Some("\"1E-7\"")),
            ("0.000001", Some("\"0.000001\"")),
            ("0.0000001", Some("\"1E-7\"")),
            (
                "123456789012345678901234567890",
                Some("\"123456789012345678901234567890\""),
            ),
            ("-1.50", Some("\"-1.50\"")),
            ("0e3", Some("\"0E+3\"")),
            ("true", Some("\"true\"")),
            ("null", Some("null")),
            (
                "{ \"b\" : [1, 2.0, {\"c\":null}], \"a\":\"\\u00e9\\n\" }",
                Some("\"{\\\"b\\\":[1,2.0,{\\\"c\\\":null}],\\\"a\\\":\\\"é\\\\n\\\"}\""),
            ),
            ("{\"a\":1,\"b\":2,\"a\":3}", Some("\"{\\\"a\\\":3,\\\"b\\\":2}\"")),
            ("[ ]", Some("\"[]\"")),
        ],
    );
    assert_cells(
        ColumnType::Char,
        &[
            ("\"x\"", Some("u0078")),
            ("\"yes\"", Some("u0079")),
            ("\"é\"", Some("u00e9")),
            ("\"😀\"", Some("ud83d")),
            ("\"\\ude00\"", Some("ude00")),
            ("\"\"", Some("null")),
            ("12", Some("u000c")),
            ("70000", None),
            ("true", Some("u0074")),
            ("{}", None),
        ],
    );
}

#[test]
fn booleans() {
    for value in [
        "true",
        "\"TRUE\"",
        "\"True\"",
        "\"t\"",
        "\"T\"",
        "\"1\"",
        "1",
        "\" true \"",
    ] {
        assert_cells(ColumnType::Boolean, &[(value, Some("true"))]);
    }
    for value in ["false", "\"FALSE\"", "\"False\"", "\"f\"", "\"F\""] {
        assert_cells(ColumnType::Boolean, &[(value, Some("false"))]);
    }
    assert_cells(ColumnType::Boolean, &[("\"\"", Some("null")), ("null", Some("null"))]);
    for value in ["0", "\"0\"", "\"yes\"", "1.0", "{}", "[]"] {
        assert_cells(ColumnType::Boolean, &[(value, None)]);
    }
}

#[test]
fn reasons_name_the_value_and_what_was_expected() {
    assert_eq!(
        cell(ColumnType::Int, "\"abc\"").unwrap_err(),
        "\"abc\" does not fit: expected a whole number from -2147483648 to 2147483647"
    );
    assert_eq!(
        cell(ColumnType::Boolean, "[1]").unwrap_err(),
        "[1] does not fit: expected true or false, or a text such as \"true\", \"T\", \"1\", \"false\" or \"F\""
    );
    let long = format!("\"{}\"", "x".repeat(500));
    assert!(cell(ColumnType::Int, &long).unwrap_err().len() < 200);
}

/// What is wrong with a whole record.
fn fault(record: &[u8]) -> Option<String> {
    decode(&mut decoder(&all_types(), &[]), &[Some(record)])
        .1
        .into_iter()
        .next()
        .map(|bad| bad.reason)
}

#[test]
fn what_is_not_json_is_bad() {
    for record in [
        &b"{"[..],
        b"{\"I\"",
        b"{\"I\":",
        b"{\"I\":1",
        b"{\"I\":1,",
        b"{\"I\":1,}",
        b"{,}",
        b"{\"I\":01}",
        b"{\"I\":1.}",
        b"{\"I\":.5}",
        b"{\"I\":+1}",
        b"{\"I\":1e}",
        b"{'I':1}",
        b"{I:1}",
        b"{\"I\":1 \"L\":2}",
        b"{\"x\":NaN}",
        b"{\"x\":tru}",
        b"{\"x\":[1,]}",
        b"{\"x\":{\"a\":1,}}",
        b"{\"x\":[1}",
        b"{\"x\":\"\\x\"}",
        b"{\"x\":\"\\u12g4\"}",
        b"{\"x\":\"\n\"}",
        b"{\"S\":\"a\tb\"}",
        b"[",
        b"[1",
        b"[1 2]",
        b"\"open",
        b"nul",
        b"-",
        b"\xef\xbb\xbf{}",
        b"5x",
    ] {
        let reason = fault(record);
        assert!(
            reason
                .as_ref()
                .is_some_and(|reason| reason.starts_with("not JSON at byte ")),
            "{}: {reason:?}",
            String::from_utf8_lossy(record)
        );
    }
    assert_eq!(
        fault(b"{\"I\":1 \"L\":2}").unwrap(),
        "not JSON at byte 7: found '\"', expected ',' or '}'"
    );
    assert_eq!(
        fault(b"{\"I\":").unwrap(),
        "not JSON at byte 5: found the end, expected a value"
    );
}

#[test]
fn what_has_no_fields_is_all_null() {
    for record in [
        &b""[..],
        b"   ",
        b"\n",
        b"null",
        b"5",
        b"\"x\"",
        b"[]",
        b"[1, 2]",
        b"{}",
        b" { } ",
        b"true",
        b"5 trailing",
        b"{} trailing {",
    ] {
        let (columns, bad) = decode(&mut decoder(&all_types(), &[]), &[Some(record)]);
        assert_eq!(bad, [], "{}", String::from_utf8_lossy(record));
        assert!(columns.iter().all(|column| column.is_null(0)));
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{{\"x\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(fault(nested(1000).as_bytes()), None);
    assert!(
        fault(nested(1001).as_bytes())
            .unwrap()
            .starts_with("nested deeper than 1000 at byte ")
    );
    let text = |depth: usize| format!("{{\"S\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(fault(text(1000).as_bytes()), None);
    assert!(
        fault(text(1001).as_bytes())
            .unwrap()
            .starts_with("nested deeper than 1000")
    );
    assert!(
        fault(text(100_000).as_bytes())
            .unwrap()
            .starts_with("nested deeper than 1000")
    );
}

#[test]
fn the_last_of_repeated_fields_counts() {
    let columns = [
        field("A", ColumnType::String),
        field("Bid", ColumnType::Double),
        field("Ask", ColumnType::Double),
    ];
    let mapping = [("/q/bid", "Bid"), ("/q/ask", "Ask")];
    let record = b"{\"A\":\"first\",\"q\":{\"bid\":1,\"ask\":2},\"A\":null,\"q\":{\"bid\":3},\"A\":\"last\"}";
    let (columns, bad) = decode(&mut decoder(&columns, &mapping), &[Some(record)]);
    assert_eq!(bad, []);
    assert_eq!(
        [text(&columns[0], 0), text(&columns[1], 0), text(&columns[2], 0)],
        ["\"last\"", "3.0", "null"]
    );
}

#[test]
fn pointers_lead_into_objects_and_arrays() {
    let names = ["Bid", "Venue", "Dotted", "Slashed", "Whole", "Second", "Empty"];
    let columns: Vec<ColumnSpec> = names.iter().map(|name| field(*name, ColumnType::String)).collect();
    let mapping = [
        ("/quote/bid", "Bid"),
        ("/venues/0/name", "Venue"),
        ("a.b", "Dotted"),
        ("c/d", "Slashed"),
        ("/quote", "Whole"),
        ("/list/1", "Second"),
        ("/", "Empty"),
    ];
    let record = br#"{"venues":[{"name":"X"},{"name":"Y"}],"quote":{"ask":2,"bid":1},"a.b":1,"c/d":2,"a":{"b":9},"list":[0,[5],7],"":"e"}"#;
    let mut decoder = decoder(&columns, &mapping);
    let records: [Option<&[u8]>; 2] = [
        Some(record),
        Some(b"{\"venues\":{\"0\":{\"name\":\"Z\"}},\"quote\":5,\"list\":[1]}"),
    ];
    let (columns, bad) = decode(&mut decoder, &records);
    assert_eq!(bad, []);
    let row = |row| columns.iter().map(|column| text(column, row)).collect::<Vec<_>>();
    assert_eq!(
        row(0),
        [
            "\"1\"",
            "\"X\"",
            "\"1\"",
            "\"2\"",
            "\"{\\\"ask\\\":2,\\\"bid\\\":1}\"",
            "\"[5]\"",
            "\"e\""
        ]
    );
    assert_eq!(row(1), ["null", "\"Z\"", "null", "null", "\"5\"", "null", "null"]);
}

#[test]
fn wrong_specs_are_refused() {
    let refused = |columns: &[ColumnSpec], mapping: &[(&str, &str)]| {
        let mapping: BTreeMap<String, String> = mapping
            .iter()
            .map(|(field, column)| ((*field).to_owned(), (*column).to_owned()))
            .collect();
        JsonDecoder::new(columns, &mapping).err().unwrap().message().to_owned()
    };
    let sym = [field("Sym", ColumnType::String)];
    assert_eq!(refused(&[], &[]), "a JSON spec needs at least one column");
    assert_eq!(
        refused(&sym, &[("symbol", "Symbol")]),
        "the mapping sends field \"symbol\" to column \"Symbol\", which is not defined; defined are Sym"
    );
    assert_eq!(
        refused(&sym, &[("a", "Sym"), ("b", "Sym")]),
        "fields \"a\" and \"b\" are both mapped to column \"Sym\""
    );
    assert_eq!(
        refused(&[field("U", ColumnType::Uuid)], &[]),
        "column \"U\": type UUID not supported for JSON: expected boolean, byte, char, short, int, long, float, double, \
         String, Instant or JsonNode"
    );
    assert!(refused(&sym, &[("/a~2", "Sym")]).starts_with("\"/a~2\" is no JSON pointer"));
}

#[test]
fn many_fields_and_many_columns() {
    let columns: Vec<ColumnSpec> = (0..1000)
        .map(|index| field(format!("f{}", index * 10), ColumnType::Long))
        .collect();
    let record: Vec<String> = (0..10_000).map(|index| format!("\"f{index}\":{index}")).collect();
    let record = format!("{{{}}}", record.join(","));
    let mut decoder = decoder(&columns, &[]);
    let (columns, bad) = decode(&mut decoder, &[Some(record.as_bytes()), Some(record.as_bytes())]);
    assert_eq!(bad, []);
    for (index, column) in columns.iter().enumerate() {
        assert_eq!(
            [text(column, 0), text(column, 1)],
            [(index * 10).to_string(), (index * 10).to_string()]
        );
    }
}
