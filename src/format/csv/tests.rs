use csv::{ReaderBuilder, Terminator, WriterBuilder};
use proptest::collection::vec;
use proptest::prelude::*;

use super::super::tests::{check_rollback, decode, text};
use super::*;
use crate::spec::{ColumnType, field};

fn texts(names: &[&str]) -> Csv {
    Csv::new(names.iter().map(|name| field(*name, ColumnType::String)))
}

fn decoder(csv: &Csv) -> CsvDecoder {
    CsvDecoder::new(csv).unwrap()
}

/// The cells of a row, or the field and the reason.
fn row(csv: &Csv, payload: &str) -> std::result::Result<Vec<String>, (Option<String>, String)> {
    let (columns, bad) = decode(&mut decoder(csv), &[Some(payload.as_bytes())]);
    match bad.into_iter().next() {
        None => Ok(columns.iter().map(|column| text(column, 0)).collect()),
        Some(bad) => Err((bad.field, bad.reason)),
    }
}

#[track_caller]
fn assert_row(csv: &Csv, payload: &str, cells: &[&str]) {
    assert_eq!(row(csv, payload).unwrap(), cells, "{payload:?}");
}

#[track_caller]
fn assert_bad(csv: &Csv, payload: &str, field: Option<&str>, reason: &str) {
    let (found, why) = row(csv, payload).unwrap_err();
    assert_eq!((found.as_deref(), why.as_str()), (field, reason), "{payload:?}");
}

#[test]
fn quotes_and_line_ends() {
    let csv = texts(&["A", "B"]);
    assert_row(&csv, "a,b", &["\"a\"", "\"b\""]);
    for end in ["\n", "\r\n", "\r"] {
        assert_row(&csv, &format!("a,b{end}"), &["\"a\"", "\"b\""]);
    }
    assert_row(&csv, "\"a,\"\"x\"\"\r\ny\",\"\"\n", &["\"a,\\\"x\\\"\\r\\ny\"", "null"]);
    assert_row(&csv, " a , b ", &["\" a \"", "\" b \""]);
    assert_row(&csv, "a\"b,\\u", &["\"a\\\"b\"", "\"\\\\u\""]);
    assert_row(&csv, "\u{feff}é,😀", &["\"é\"", "\"😀\""]);
    assert_row(&csv, ",", &["null", "null"]);
}

#[test]
fn a_record_is_one_row() {
    let csv = texts(&["A", "B"]);
    assert_bad(&csv, "a", Some("B"), "the row ends after field 1: expected 2");
    assert_bad(&csv, "", Some("B"), "the row ends after field 1: expected 2");
    assert_bad(&csv, "a,b,", None, "the row has more fields than the expected 2");
    assert_bad(&csv, "a,b,c,d,e", None, "the row has more fields than the expected 2");
    for several in ["a,b\nc,d", "a,b\n\n", "\na,b", "a\nb"] {
        assert_bad(&csv, several, None, "the record has more than one row");
    }
    for open in ["\"a,b", "a,\"b", "a,\"b\n", "a,\"b\"\""] {
        assert_bad(&csv, open, None, "the row ends inside of quotes");
    }
    let one = texts(&["A"]);
    for empty in ["", "\n", "\"\"", "\u{feff}"] {
        assert_row(&one, empty, &["null"]);
    }
    assert_row(&one.clone().without_null(), "", &["\"\""]);
    assert_bad(&one, "a,b", None, "the row has more fields than the expected 1");
}

#[test]
fn dialects() {
    let csv = texts(&["A", "B"]).delimiter('\t').quote('\'').null("\\N");
    assert_row(&csv, "'a\t''b'\t\\N", &["\"a\\t'b\"", "null"]);
    assert_row(&csv, "\t'\\N'", &["\"\"", "null"]);
    let plain = texts(&["A", "B"]).quote(None);
    assert_row(&plain, "\"a,\"b\"", &["\"\\\"a\"", "\"\\\"b\\\"\""]);
}

#[test]
fn columns_by_the_names_of_a_header() {
    let csv = Csv::new([field("C", ColumnType::Int), field("A", ColumnType::String)]).header(["A", "B", "C"]);
    assert_row(&csv, "x,anything,7", &["7", "\"x\""]);
    assert_bad(&csv, "x,y", Some("C"), "the row ends after field 2: expected 3");
    assert_bad(
        &csv,
        "x,y,z",
        Some("C"),
        "\"z\" does not fit: expected a whole number from -2147483648 to 2147483647",
    );
}

#[test]
fn a_field_is_read_as_a_json_string_of_the_same_text() {
    let cell = |column_type: ColumnType, payload: &str| {
        row(&Csv::new([field("X", column_type)]), payload)
            .ok()
            .map(|cells| cells[0].clone())
    };
    for (column_type, payload, expected) in [
        (ColumnType::Boolean, "T", Some("true")),
        (ColumnType::Boolean, "0", None),
        (ColumnType::Byte, "128", None),
        (ColumnType::Short, " +7 ", Some("7")),
        (ColumnType::Int, "12.0", Some("12")),
        (ColumnType::Int, "1,0", None),
        (ColumnType::Long, "9223372036854775808", None),
        (ColumnType::Float, "NaN", Some("NaN")),
        (ColumnType::Double, "1e400", Some("inf")),
        (ColumnType::Double, "abc", None),
        (ColumnType::Char, "xyz", Some("u0078")),
        (ColumnType::Char, "\\u", Some("u005c")),
        (ColumnType::Instant, "1970-01-01T00:00:01Z", Some("1000000000")),
        (ColumnType::Instant, "5", Some("5000000000")),
        (ColumnType::Instant, "1970-01-01", None),
        (
            ColumnType::Json,
            "\"{\"\"a\"\": [1, null]}\"",
            Some("\"{\\\"a\\\":[1,null]}\""),
        ),
        (ColumnType::Json, " 5 ", Some("\"5\"")),
        (ColumnType::Json, "5 6", None),
        (ColumnType::Json, "{", None),
        (ColumnType::Long, "", Some("null")),
    ] {
        assert_eq!(
            cell(column_type.clone(), payload).as_deref(),
            expected,
            "{payload:?} as {column_type}"
        );
    }
    let csv = Csv::new([field("X", ColumnType::Json)]);
    assert_bad(
        &csv,
        "5 6",
        Some("X"),
        "\"5 6\": not JSON at byte 2: found '6', expected the end of the value",
    );
}

#[test]
fn nulls_and_bytes_that_are_no_text() {
    let (columns, bad) = decode(&mut decoder(&texts(&["A", "B"])), &[None, Some(b"\xff,b"), None]);
    assert!(bad.is_empty());
    let cells: Vec<String> = (0..3).map(|row| text(&columns[0], row)).collect();
    assert_eq!(cells, ["null", "\"\u{fffd}\"", "null"]);
}

#[test]
fn specs_that_mean_nothing() {
    let refused = |csv: &Csv| CsvDecoder::new(csv).err().unwrap().to_string();
    let csv = texts(&["A"]);
    assert!(refused(&texts(&[])).contains("at least one column"));
    assert!(refused(&Csv::new([field("A", ColumnType::Bytes)])).contains("type byte[] not supported for CSV"));
    assert!(refused(&csv.clone().delimiter('é')).contains("delimiter 'é': expected an ASCII character"));
    assert!(refused(&csv.clone().quote('\n')).contains("quote '\\n': expected an ASCII character"));
    assert!(refused(&csv.clone().quote(',')).contains("',' is both delimiter and quote"));
    assert!(
        refused(&csv.clone().header(["B", "C"])).contains("column \"A\" is no field of the header, which has B, C")
    );
    assert!(refused(&csv.header(["A", "A"])).contains("the header has field \"A\" twice"));
}

fn mixed() -> Csv {
    Csv::new([
        field("S", ColumnType::String),
        field("I", ColumnType::Int),
        field("J", ColumnType::Json),
    ])
}

proptest! {
    /// What the crate csv writes is read back, in every dialect.
    #[test]
    fn rows_of_another_writer(
        rows in vec(vec(".{0,8}|[,;\"'\r\n]{0,4}", 3), 1..20),
        delimiter in prop::sample::select(vec![',', ';', '\t']),
        quote in prop::sample::select(vec!['"', '\'']),
    ) {
        // It would be taken for a byte order mark.
        prop_assume!(!rows.iter().any(|row| row[0].starts_with('\u{feff}')));
        let mut decoder = decoder(&texts(&["A", "B", "C"]).delimiter(delimiter).quote(quote).without_null());
        let written: Vec<Vec<u8>> = rows.iter().map(|row| {
            let mut writer = WriterBuilder::new()
                .delimiter(delimiter as u8)
                .quote(quote as u8)
                .terminator(Terminator::CRLF)
                .from_writer(Vec::new());
            writer.write_record(row).unwrap();
            writer.into_inner().unwrap()
        }).collect();
        let payloads: Vec<Option<&[u8]>> = written.iter().map(|row| Some(row.as_slice())).collect();
        let (columns, bad) = decode(&mut decoder, &payloads);
        prop_assert_eq!(bad, Vec::new());
        for (index, row) in rows.iter().enumerate() {
            for (column, expected) in columns.iter().zip(row) {
                prop_assert_eq!(text(column, index), format!("{expected:?}"));
            }
        }
    }

    /// Whatever is accepted, the crate csv reads the same from it.
    #[test]
    fn any_row_as_another_reader(payload in "[a,\"\r\n ]{0,12}") {
        let (columns, bad) = decode(&mut decoder(&texts(&["A", "B"]).without_null()), &[Some(payload.as_bytes())]);
        if bad.is_empty() {
            let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(payload.as_bytes());
            let rows: Vec<csv::StringRecord> = reader.records().map(std::result::Result::unwrap).collect();
            prop_assert_eq!(rows.len(), 1);
            let expected: Vec<String> = rows[0].iter().map(|field| format!("{field:?}")).collect();
            let found: Vec<String> = columns.iter().map(|column| text(column, 0)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    /// A bad record anywhere costs only itself.
    #[test]
    fn a_bad_row_costs_only_itself(records in vec(
        proptest::option::of(prop_oneof![
            "[a-z]{0,5},[0-9]{1,3},[0-9]{1,3}\n?".prop_map(String::into_bytes),
            "[a\",0-9\\[\\]\n]{0,12}".prop_map(String::into_bytes),
            vec(any::<u8>(), 0..8),
        ]),
        0..30,
    )) {
        let payloads: Vec<Option<&[u8]>> = records.iter().map(|record| record.as_deref()).collect();
        check_rollback(&mut decoder(&mixed()), || Box::new(decoder(&mixed())), &payloads)?;
    }
}
