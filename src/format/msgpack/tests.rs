use rmpv::Value as Written;

use super::super::json::{JsonDecoder, MAX_DEPTH};
use super::super::tests::{decode, text};
use super::*;
use crate::spec::{ColumnType, field};

mod properties;

fn decoder(columns: &[ColumnSpec], mapping: &[(&str, &str)]) -> MsgpackDecoder {
    MsgpackDecoder::new(columns, &owned(mapping)).unwrap()
}

fn owned(mapping: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(field, column): &(&str, &str)| ((*field).to_owned(), (*column).to_owned());
    mapping.iter().map(owned).collect()
}

fn written(value: &Written) -> Vec<u8> {
    let mut bytes = Vec::new();
    rmpv::encode::write_value(&mut bytes, value).unwrap();
    bytes
}

fn map<K: Into<Written>>(entries: impl IntoIterator<Item = (K, Written)>) -> Written {
    Written::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// The only cell of a record whose value is these bytes, read as `column_type`, or why there is none.
fn cell(column_type: ColumnType, value: &[u8]) -> std::result::Result<String, String> {
    let record = [b"\x81\xa1X", value].concat();
    let (columns, bad) = decode(&mut decoder(&[field("X", column_type)], &[]), &[Some(&record)]);
    match bad.into_iter().next() {
        None => Ok(text(&columns[0], 0)),
        Some(bad) => Err(bad.reason),
    }
}

#[track_caller]
fn assert_cells(column_type: ColumnType, cells: &[(&[u8], Option<&str>)]) {
    for (value, expected) in cells {
        let found = cell(column_type.clone(), value);
        assert_eq!(
            found.clone().ok().as_deref(),
            *expected,
            "{value:02x?} as {column_type}: {found:?}"
        );
    }
}

/// The bytes of a float after its marker.
fn double(number: f64) -> Vec<u8> {
    [&[0xcb][..], &number.to_be_bytes()].concat()
}

#[test]
fn whole_numbers_of_every_width() {
    assert_cells(
        ColumnType::Long,
        &[
            (b"\x00", Some("0")),
            (b"\x7f", Some("127")),
            (b"\xe0", Some("-32")),
            (b"\xff", Some("-1")),
            (b"\xcc\xff", Some("255")),
            (b"\xcd\xff\xff", Some("65535")),
            (b"\xce\xff\xff\xff\xff", Some("4294967295")),
            (b"\xcf\x7f\xff\xff\xff\xff\xff\xff\xff", Some("9223372036854775807")),
            (b"\xcf\x80\0\0\0\0\0\0\0", None),
            (b"\xd0\x80", Some("-128")),
            (b"\xd1\x80\0", Some("-32768")),
            (b"\xd2\x80\0\0\0", Some("-2147483648")),
            (b"\xd3\x80\0\0\0\0\0\0\0", Some("-9223372036854775808")),
            (b"\xca\x41\x40\0\0", Some("12")),
            (b"\xca\x41\x48\0\0", None),
            (b"\xc3", Some("1")),
            (b"\xc0", Some("null")),
            (b"\xa212", Some("12")),
            (b"\xd9\x02+5", Some("5")),
            (b"\xa3abc", None),
            (b"\x90", None),
            (b"\xc4\x0212", None),
        ],
    );
    assert_cells(ColumnType::Byte, &[(b"\xd0\x80", Some("-128")), (b"\xcc\x80", None)]);
    assert_cells(
        ColumnType::Short,
        &[(b"\xd1\x80\0", Some("-32768")), (b"\xcd\x80\0", None)],
    );
    assert_cells(
        ColumnType::Int,
        &[(b"\xce\x7f\xff\xff\xff", Some("2147483647")), (b"\xce\x80\0\0\0", None)],
    );
    assert_cells(
        ColumnType::Char,
        &[(b"\x41", Some("u0041")), (b"\xa2ab", Some("u0061")), (b"\xff", None)],
    );
    assert_cells(
        ColumnType::Boolean,
        &[
            (b"\xc2", Some("false")),
            (b"\x01", Some("true")),
            (b"\x00", None),
            (b"\xa1T", Some("true")),
        ],
    );
}

#[test]
fn fractions() {
    assert_cells(
        ColumnType::Double,
        &[
            (&double(135.6), Some("135.6")),
            (&double(-0.0), Some("-0.0")),
            (&double(f64::NAN), Some("NaN")),
            (b"\xca\x3f\xc0\0\0", Some("1.5")),
            (b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", Some("1.8446744073709552e19")),
            (b"\x07", Some("7.0")),
            (b"\xa31.5", Some("1.5")),
        ],
    );
    assert_cells(
        ColumnType::Float,
        &[
            (&double(1.1), Some("1.1")),
            (&double(1e300), Some("inf")),
            (b"\xca\x3f\x8c\xcc\xcd", Some("1.1")),
            (b"\xca\xff\x80\0\0", Some("-inf")),
        ],
    );
    assert_eq!(
        cell(ColumnType::Int, &double(f64::NAN)).unwrap_err(),
        "NaN does not fit: expected a whole number from -2147483648 to 2147483647"
    );
}

#[test]
fn texts() {
    assert_cells(
        ColumnType::String,
        &[
            (b"\xa0", Some("\"\"")),
            (b"\xd9\x01a", Some("\"a\"")),
            (b"\xda\0\x02\xc3\xa9", Some("\"é\"")),
            (b"\xdb\0\0\0\x01\"", Some("\"\\\"\"")),
            (b"\xa1\xff", None),
            (b"\xce\xff\xff\xff\xff", Some("\"4294967295\"")),
            (&double(1e300), Some("\"1E+300\"")),
            (&double(f64::NEG_INFINITY), Some("\"-Infinity\"")),
            (b"\xca\x3f\x8c\xcc\xcd", Some("\"1.1\"")),
            (b"\xc2", Some("\"false\"")),
            (b"\xc4\x03\x01\x02\x03", Some("\"AQID\"")),
            (b"\xd6\xff\0\0\0\x01", Some("\"1970-01-01T00:00:01Z\"")),
            (b"\xd4\x05\xff", Some("\"{\\\"type\\\":5,\\\"data\\\":\\\"/w==\\\"}\"")),
            (
                b"\x82\xa1a\x92\x01\xc0\xa1\"\xcb\x3f\xf8\0\0\0\0\0\0",
                Some("\"{\\\"a\\\":[1,null],\\\"\\\\\\\"\\\":1.5}\""),
            ),
            (b"\xc0", Some("null")),
        ],
    );
    assert_eq!(
        cell(ColumnType::String, b"\xa1\xff").unwrap_err(),
        "the text is not UTF-8"
    );
}

#[test]
fn bytes() {
    assert_cells(
        ColumnType::Bytes,
        &[
            (b"\xc4\x02\x01\xff", Some("[01, ff]")),
            (b"\xc5\0\x01\x07", Some("[07]")),
            (b"\xc6\0\0\0\0", Some("[]")),
            (b"\xa1\xff", Some("[ff]")),
            (b"\xc0", Some("null")),
            (b"\x05", None),
            (b"\x91\x05", None),
            (b"\xd4\x05\xff", None),
        ],
    );
    assert_eq!(
        cell(ColumnType::Bytes, b"\xd4\x05\xff").unwrap_err(),
        "extension 5 of 1 bytes does not fit: expected bytes"
    );
}

#[test]
fn points_in_time() {
    let longest = [b"\xc7\x0c\xff\0\0\0\x05".as_slice(), &(-1i64).to_be_bytes()].concat();
    let late = [b"\xc7\x0c\xff\0\0\0\0".as_slice(), &(1i64 << 40).to_be_bytes()].concat();
    assert_cells(
        ColumnType::Instant,
        &[
            (b"\xd6\xff\0\0\0\x01", Some("1000000000")),
            (b"\xd7\xff\0\0\0\x18\0\0\0\x02", Some("2000000006")),
            (&longest, Some("-999999995")),
            (&late, None),
            (b"\xd7\xff\xff\xff\xff\xff\0\0\0\x02", None),
            (b"\xd5\xff\0\0", None),
            (b"\xd6\x01\0\0\0\x01", None),
            (b"\x05", Some("5000000000")),
            (b"\xb41970-01-01T00:00:01Z", Some("1000000000")),
            (&double(5.0), None),
            (b"\xc0", Some("null")),
        ],
    );
    assert_cells(ColumnType::Long, &[(b"\xd6\xff\0\0\0\x01", None)]);
    assert_cells(
        ColumnType::Json,
        &[(
            b"\xd7\xff\0\0\0\x18\0\0\0\x02",
            Some("\"\\\"1970-01-01T00:00:02.000000006Z\\\"\""),
        )],
    );
    assert_eq!(
        cell(ColumnType::Json, &late).unwrap_err(),
        "a timestamp of 1099511627776 seconds since 1970 is in no year from -9999 to 9999"
    );
}

#[test]
fn trees() {
    assert_cells(
        ColumnType::Json,
        &[
            (b"\xc0", Some("\"null\"")),
            (b"\xc4\x01\x01", Some("\"\\\"AQ==\\\"\"")),
            (&double(f64::NAN), Some("\"\\\"NaN\\\"\"")),
            // Keys that are no texts, and one that comes twice.
            (
                b"\x85\x01\xc0\xc3\x01\xc4\x01b\x02\x01\x03\xcb\x3f\xf8\0\0\0\0\0\0\x04",
                Some("\"{\\\"1\\\":3,\\\"true\\\":1,\\\"b\\\":2,\\\"1.5\\\":4}\""),
            ),
            (b"\x81\x90\x01", None),
            (b"\x81\xa1\xff\x01", None),
            (b"\x91\xa1\xff", None),
        ],
    );
    let nested = |depth: usize| [vec![0x91; depth], vec![0x01]].concat();
    assert!(cell(ColumnType::Json, &nested(MAX_DEPTH)).is_ok());
    let reason = cell(ColumnType::Json, &nested(100_000)).unwrap_err();
    assert!(reason.starts_with("nested deeper than 1000 at byte "), "{reason}");
    // What nobody wants may be as deep as it likes.
    let (_, bad) = decode(
        &mut decoder(&[field("Y", ColumnType::Int)], &[]),
        &[Some(&nested(100_000))],
    );
    assert_eq!(bad, []);
}

#[test]
fn columns_of_nested_and_positional_values() {
    let columns = ["Bid", "Second", "Five", "Whole", "Bin"].map(|name| field(name, ColumnType::String));
    let mapping = [
        ("/quote/bid", "Bid"),
        ("/list/1", "Second"),
        ("5", "Five"),
        ("/quote", "Whole"),
    ];
    let quote = map([("ask", Written::from(2)), ("bid", Written::from(1))]);
    let record = Written::Map(vec![
        ("skipped".into(), map([("x", Written::Array(vec![1.into()]))])),
        ("list".into(), Written::Array(vec![0.into(), "b".into(), 7.into()])),
        (Written::Nil, 3.into()),
        (Written::Array(vec![1.into()]), 3.into()),
        (5.into(), true.into()),
        (Written::Binary(b"Bin".to_vec()), 4.into()),
        ("quote".into(), quote.clone()),
    ]);
    let twice = Written::Map(vec![("quote".into(), quote), ("quote".into(), 5.into())]);
    let records = [written(&record), written(&record), written(&twice)];
    let payloads: Vec<Option<&[u8]>> = records.iter().map(|record| Some(record.as_slice())).collect();
    let (columns, bad) = decode(&mut decoder(&columns, &mapping), &payloads);
    assert_eq!(bad, []);
    let row = |row| columns.iter().map(|column| text(column, row)).collect::<Vec<_>>();
    for same in [0, 1] {
        assert_eq!(
            row(same),
            [
                "\"1\"",
                "\"b\"",
                "\"true\"",
                "\"{\\\"ask\\\":2,\\\"bid\\\":1}\"",
                "\"4\""
            ]
        );
    }
    // Of a repeated field the last one counts, as a whole.
    assert_eq!(row(2), ["null", "null", "null", "\"5\"", "null"]);

    let rows = [field("Sym", ColumnType::String), field("Price", ColumnType::Double)];
    let mut decoder = decoder(&rows, &[("/0", "Sym"), ("/2", "Price")]);
    let long = written(&Written::Array(vec![
        "A".into(),
        Written::Nil,
        1.5.into(),
        map([("x", 1.into())]),
    ]));
    let short = written(&Written::Array(vec!["B".into()]));
    let (columns, bad) = decode(&mut decoder, &[Some(&long), Some(&short)]);
    assert_eq!(bad, []);
    assert_eq!([text(&columns[0], 0), text(&columns[1], 0)], ["\"A\"", "1.5"]);
    assert_eq!([text(&columns[0], 1), text(&columns[1], 1)], ["\"B\"", "null"]);
}

#[test]
fn what_has_no_fields_is_all_null() {
    for record in [
        &b""[..],
        b"\xc0",
        b"\x05",
        b"\xa1x",
        b"\x90",
        b"\x80",
        b"\xde\0\0",
        b"\xdd\0\0\0\0",
    ] {
        let (columns, bad) = decode(&mut decoder(&[field("X", ColumnType::Int)], &[]), &[Some(record), None]);
        assert_eq!(bad, [], "{record:02x?}");
        assert!(columns[0].is_null(0) && columns[0].is_null(1));
    }
}

#[test]
fn records_that_are_no_messagepack() {
    for (record, expected) in [
        (
            &b"\x81\xa1X"[..],
            "no MessagePack: 1 bytes were expected at byte 3, and 0 follow",
        ),
        (
            b"\x81\xa1X\xdbabcd",
            "no MessagePack: 1633837924 bytes were expected at byte 8, and 0 follow",
        ),
        (
            b"\xdf\xff\xff\xff\xff\xa1X",
            "no MessagePack: a map of 4294967295 entries begins at byte 0, and 2 bytes follow",
        ),
        (
            b"\x81\xa1Y\xdd\xff\xff\xff\xff\x01",
            "no MessagePack: an array of 4294967295 elements begins at byte 3, and 1 bytes follow",
        ),
        (
            b"\x81\xa1X\xc1",
            "no MessagePack: the byte 0xc1 at byte 3 begins no value",
        ),
        (
            b"\x81\xa1X\x01\x02\x03",
            "2 bytes follow the value, which ends at byte 4",
        ),
        (
            b"\xce\0",
            "no MessagePack: 4 bytes were expected at byte 1, and 1 follow",
        ),
    ] {
        let columns = [field("X", ColumnType::Int)];
        let (columns, bad) = decode(&mut decoder(&columns, &[]), &[Some(record)]);
        assert_eq!(bad[0].reason, expected, "{record:02x?}");
        assert_eq!(bad[0].field, None);
        assert!(columns[0].is_null(0));
    }
}

#[test]
fn keys_of_zeros_are_not_read_behind_the_end() {
    let columns = [field("X", ColumnType::Int)];
    let whole = b"\x82\xa1X\x01\xa3\0\0\0\x02";
    let payloads: [Option<&[u8]>; 2] = [Some(whole), Some(&whole[..7])];
    let (found, bad) = decode(&mut decoder(&columns, &[]), &payloads);
    assert_eq!(text(&found[0], 0), "1");
    assert_eq!(
        bad[0].reason,
        "no MessagePack: 3 bytes were expected at byte 5, and 2 follow"
    );
}

#[test]
fn wrong_specs_are_refused() {
    let refused = |columns: &[ColumnSpec], mapping: &[(&str, &str)]| {
        MsgpackDecoder::new(columns, &owned(mapping))
            .err()
            .unwrap()
            .message()
            .to_owned()
    };
    assert_eq!(refused(&[], &[]), "a MessagePack spec needs at least one column");
    assert_eq!(
        refused(&[field("U", ColumnType::Uuid)], &[]),
        "column \"U\": type UUID not supported for MessagePack: expected boolean, byte, char, short, int, long, float, \
         double, String, Instant, byte[] or JsonNode"
    );
    assert!(refused(&[field("A", ColumnType::Int)], &[("b", "B")]).contains("column \"B\", which is not defined"));
    // JSON has no bytes.
    assert!(JsonDecoder::new(&[field("B", ColumnType::Bytes)], &BTreeMap::new()).is_err());
}
