//! What the mirrored API answered, except where a test says otherwise.

use super::super::super::tests::{check_rollback, decode, texts};
use super::*;
use crate::spec::ColumnType;
use crate::spec::object::{JsonType, ObjectField, RepeatedBehavior};

mod containers;
mod layout;
mod properties;
mod scalars;

fn decoder(value: &Value) -> ObjectDecoder {
    ObjectDecoder::new(value, None).unwrap()
}

/// The cells of a record, or `POINTER: REASON`.
fn read(value: &Value, record: &str) -> Result<Vec<String>, String> {
    let (columns, bad) = decode(&mut decoder(value), &[Some(record.as_bytes())]);
    match bad.into_iter().next() {
        None => Ok(columns.iter().flat_map(texts).collect()),
        Some(bad) => Err(format!("{}: {}", bad.field.unwrap_or_default(), bad.reason)),
    }
}

/// Each record with its cells, or none for a bad one.
#[track_caller]
fn assert_rows(value: &Value, rows: &[(&str, Option<&[&str]>)]) {
    for (record, expected) in rows {
        let found = read(value, record);
        let cells: Option<Vec<&str>> = found
            .as_ref()
            .ok()
            .map(|cells| cells.iter().map(String::as_str).collect());
        assert_eq!(cells.as_deref(), *expected, "{record}: {found:?}");
    }
}

/// Each value with its only cell, or none for a bad one.
#[track_caller]
fn assert_cells(value: &Value, cells: &[(&str, Option<&str>)]) {
    for (record, expected) in cells {
        let found = read(value, record);
        let cell = found.as_ref().ok().map(|cells| cells.join("|"));
        assert_eq!(cell.as_deref(), *expected, "{record}: {found:?}");
    }
}

#[track_caller]
fn assert_bad(value: &Value, record: &str, expected: &str) {
    assert_eq!(read(value, record).unwrap_err(), expected, "{record}");
}

fn names(value: &Value) -> Vec<String> {
    decoder(value).columns().into_iter().map(|column| column.name).collect()
}
