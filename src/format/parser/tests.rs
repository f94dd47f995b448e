use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray};
use arrow_schema::DataType::{Int64, Utf8};
use rstest::rstest;

use crate::error::{BadRecord, Error, Result};
use crate::format::{ColumnBuilder, Payloads, Span, compile};
use crate::spec::{Parsed, Properties, Role, Spec, field};

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

/// A record is a number and a text; an empty one is bad.
fn spec() -> Spec {
    let parse = |records: &BinaryArray| -> Result<Parsed> {
        let texts: Vec<Option<&str>> = records.iter().map(|record| std::str::from_utf8(record?).ok()).collect();
        let numbers: Int64Array = texts
            .iter()
            .map(|text| text.and_then(|text| text.parse().ok()))
            .collect();
        let bad = (0..records.len())
            .filter(|index| texts[*index] == Some(""))
            .map(|index| BadRecord {
                index,
                field: Some("N".to_owned()),
                reason: "it is empty".to_owned(),
            });
        Ok(Parsed {
            bad: bad.collect(),
            rows: batch(vec![
                ("N", Arc::new(numbers)),
                ("S", Arc::new(StringArray::from(texts))),
            ]),
        })
    };
    Spec::parser([field("N", Int64), field("S", Utf8)], parse)
}

/// Decodes these records in two batches, and takes back the row of `removed`.
fn decoded(spec: &Spec, records: &[Option<&str>], removed: &[usize]) -> (Vec<ArrayRef>, Vec<(usize, String)>) {
    let mut decoder = compile(spec, Role::Value, &Properties::new()).unwrap();
    let mut columns = decoder.builders().unwrap();
    let mut bad = Vec::new();
    let half = records.len() / 2;
    let mut reasons = Vec::new();
    for (first, records) in [(0, &records[..half]), (half, &records[half..])] {
        let mut buffer = Vec::new();
        let span = |record: &Option<&str>| {
            let start = buffer.len();
            buffer.extend_from_slice(record.unwrap_or_default().as_bytes());
            record.map_or(Span::NULL, |record| Span::new(start, record.len()))
        };
        let spans: Vec<Span> = records.iter().map(span).collect();
        let payloads = Payloads {
            buffer: &buffer,
            spans: &spans,
        };
        decoder.decode(payloads, &mut columns, &mut bad);
        reasons.extend(bad.drain(..).map(|record| (first + record.index, record.reason)));
    }
    columns.iter_mut().for_each(|column| column.remove(removed));
    (columns.iter_mut().map(ColumnBuilder::finish).collect(), reasons)
}

#[test]
fn a_bad_record_costs_only_itself() {
    let records = [Some("1"), Some(""), Some("x"), None, Some(""), Some("6")];
    let (columns, bad) = decoded(&spec(), &records, &[1]);
    assert_eq!(bad, [(1, "it is empty".to_owned()), (4, "it is empty".to_owned())]);
    let numbers: Vec<Option<i64>> = columns[0].as_primitive::<Int64Type>().iter().collect();
    assert_eq!(numbers, [Some(1), None, None, None, Some(6)]);
    let texts: Vec<Option<&str>> = columns[1].as_string::<i32>().iter().collect();
    assert_eq!(texts, [Some("1"), Some("x"), None, None, Some("6")]);
}

#[test]
fn columns_are_cut_back() {
    let mut decoder = compile(&spec(), Role::Value, &Properties::new()).unwrap();
    let mut columns = decoder.builders().unwrap();
    let spans = [Span::new(0, 1), Span::new(1, 1), Span::new(2, 1)];
    let payloads = Payloads {
        buffer: b"123",
        spans: &spans,
    };
    for _ in 0..2 {
        decoder.decode(payloads, &mut columns, &mut Vec::new());
    }
    columns.iter_mut().for_each(|column| column.truncate(4));
    assert_eq!(columns[0].len(), 4);
    let numbers = columns[0].finish();
    assert_eq!(numbers.as_ref(), &Int64Array::from(vec![1, 2, 3, 1]));
    assert_eq!(columns[0].len(), 0);
}

fn fails(_: &BinaryArray) -> Result<Parsed> {
    Err(Error::invalid("no such model"))
}

fn panics(_: &BinaryArray) -> Result<Parsed> {
    panic!("out of ideas")
}

#[expect(clippy::unnecessary_wraps, reason = "the type of a parser")]
fn too_few(_: &BinaryArray) -> Result<Parsed> {
    Ok(batch(vec![("N", Arc::new(Int64Array::from(vec![1])))]).into())
}

#[expect(clippy::unnecessary_wraps, reason = "the type of a parser")]
fn another_type(records: &BinaryArray) -> Result<Parsed> {
    let texts: StringArray = records.iter().map(|_| Some("a")).collect();
    Ok(batch(vec![("N", Arc::new(texts))]).into())
}

#[expect(clippy::unnecessary_wraps, reason = "the type of a parser")]
fn bad_beyond(records: &BinaryArray) -> Result<Parsed> {
    let numbers: Int64Array = records.iter().map(|_| Some(1)).collect();
    let bad = vec![BadRecord {
        index: 9,
        field: None,
        reason: String::new(),
    }];
    Ok(Parsed {
        rows: batch(vec![("N", Arc::new(numbers))]),
        bad,
    })
}

#[rstest]
#[case(fails, "no such model")]
#[case(panics, "the parser panicked: out of ideas")]
#[case(too_few, "the parser has made 1 rows of 2 records")]
#[case(another_type, "the parser has made columns of [Utf8]: expected [Int64]")]
#[case(bad_beyond, "the parser calls record 9 of 2 bad")]
fn a_parser_that_fails_costs_its_batch(#[case] parser: fn(&BinaryArray) -> Result<Parsed>, #[case] reason: &str) {
    let spec = Spec::parser([field("N", Int64)], parser);
    let (columns, bad) = decoded(&spec, &[Some("a"), None, Some("b"), Some("c")], &[]);
    assert_eq!(bad, (0..4).map(|index| (index, reason.to_owned())).collect::<Vec<_>>());
    assert_eq!(columns[0].null_count(), 4);
}

#[test]
fn a_parser_of_no_columns_is_refused() {
    let error = compile(&Spec::parser([], fails), Role::Key, &Properties::new())
        .err()
        .unwrap();
    assert_eq!(error.message(), "a parser needs at least one column");
}
