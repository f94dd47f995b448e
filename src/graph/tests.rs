mod functions;

use std::sync::Arc;
use std::time::Duration;

use arrow_array::{Int64Array, RecordBatch};

use super::*;
use crate::ErrorKind;
use crate::error::{Error, Result};

fn batch(values: Vec<i64>) -> RecordBatch {
    RecordBatch::try_from_iter([("V", Arc::new(Int64Array::from(values)) as _)]).unwrap()
}

#[test]
fn an_imported_table_never_changes() {
    let session = Session::new().unwrap();
    let table = session
        .import(batch(vec![]).schema(), [Ok(batch(vec![1, 2])), Ok(batch(vec![3]))])
        .unwrap();
    assert_eq!(table.num_rows(), 3);
    assert!(!table.is_refreshing());
    // The rows that are there count as a change; no other can come, so that nothing is waited for.
    assert!(table.await_change(Duration::from_secs(60)).unwrap());
    assert!(!table.await_change(Duration::from_secs(60)).unwrap());
    assert!(!table.where_(["V > 1"]).unwrap().is_refreshing());
}

#[test]
fn broken_imports_are_refused() {
    let session = Session::new().unwrap();
    let twice = RecordBatch::try_from_iter([
        ("V", Arc::new(Int64Array::from(vec![1])) as _),
        ("V", Arc::new(Int64Array::from(vec![1])) as _),
    ])
    .unwrap();
    let error = session.import(twice.schema(), [Ok(twice)]).unwrap_err();
    assert_eq!(error.message(), "the columns include duplicate names [V]");
    let failing: Result<RecordBatch> = Err(Error::invalid("the reader broke"));
    let error = session
        .import(batch(vec![]).schema(), [Ok(batch(vec![1])), failing])
        .unwrap_err();
    assert_eq!(error.message(), "the reader broke");
    let other = RecordBatch::try_from_iter([("W", Arc::new(Int64Array::from(vec![1])) as _)]).unwrap();
    assert!(session.import(batch(vec![]).schema(), [Ok(other)]).is_err());
}

#[test]
fn session_properties_are_checked() {
    let read = |name: &str, value: &str| SessionOptions::from_properties(&[(name.to_owned(), value.to_owned())].into());
    assert_eq!(read("topictable.cycle.min.ms", "0").unwrap().cycle_min, Duration::ZERO);
    let error = read("topictable.cycle.min.ms", "soon").unwrap_err();
    assert_eq!(
        error.message(),
        "property topictable.cycle.min.ms = \"soon\": expected a number of milliseconds"
    );
    assert!(
        read("bootstrap.servers", "x")
            .unwrap_err()
            .message()
            .contains("is no property of a session")
    );
}

#[test]
fn handles_wait_for_themselves() {
    let session = Session::new().unwrap();
    let table = session.import(batch(vec![]).schema(), [Ok(batch(vec![1]))]).unwrap();
    let fresh = table.clone();
    assert!(table.await_change(Duration::ZERO).unwrap());
    let waited = table.clone();
    assert!(fresh.await_change(Duration::ZERO).unwrap());
    assert!(!waited.await_change(Duration::ZERO).unwrap());
}

#[test]
fn a_closed_session_makes_nothing() {
    let session = Session::new().unwrap();
    let table = session.import(batch(vec![]).schema(), [Ok(batch(vec![1]))]).unwrap();
    session.close();
    assert!(session.is_closed());
    assert_eq!(
        session.import(batch(vec![]).schema(), []).unwrap_err().kind(),
        ErrorKind::Closed
    );
    assert_eq!(table.snapshot().num_rows(), 1);
    drop(session);
    assert_eq!(table.snapshot().num_rows(), 1);
}

#[test]
fn an_empty_table_has_rows_and_no_columns() {
    let session = Session::new().unwrap();
    let table = session.empty_table(70_000).unwrap();
    assert_eq!((table.num_rows(), table.schema().fields().len()), (70_000, 0));
    let rows: usize = table.snapshot().batches().map(|batch| batch.unwrap().num_rows()).sum();
    assert_eq!(rows, 70_000);
}
