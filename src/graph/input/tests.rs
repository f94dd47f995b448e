use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Int64Array, StringArray};

use super::*;
use crate::table::pretty;

fn batch(rows: &[(Option<&str>, i64)]) -> RecordBatch {
    let keys: StringArray = rows.iter().map(|row| row.0).collect();
    let values: Int64Array = rows.iter().map(|row| Some(row.1)).collect();
    RecordBatch::try_from_iter_with_nullable([("K", Arc::new(keys) as ArrayRef, true), ("V", Arc::new(values), true)])
        .unwrap()
}

fn values(table: &Table) -> Vec<i64> {
    let read = |batch: Result<RecordBatch>| {
        let batch = batch.unwrap();
        batch.column(1).as_primitive::<Int64Type>().values().to_vec()
    };
    table.snapshot().batches().flat_map(read).collect()
}

#[test]
fn rows_are_there_when_they_have_been_added() {
    let session = Session::new().unwrap();
    let table = session.input_table(batch(&[]).schema(), [""; 0]).unwrap();
    let sums = table.sum_by(["K"]).unwrap();
    table.add_rows(&batch(&[(Some("a"), 1), (None, 2)])).unwrap();
    table.add_rows(&batch(&[(Some("a"), 3)])).unwrap();
    assert_eq!(values(&table), [1, 2, 3]);
    assert_eq!(values(&sums), [4, 2]);
}

#[test]
fn a_row_takes_the_place_of_the_one_with_its_key() {
    let session = Session::new().unwrap();
    let table = session.input_table(batch(&[]).schema(), ["K"]).unwrap();
    table
        .add_rows(&batch(&[(Some("a"), 1), (None, 2), (Some("b"), 3), (Some("a"), 4)]))
        .unwrap();
    table.add_rows(&batch(&[(None, 5), (Some("c"), 6)])).unwrap();
    assert_eq!(values(&table), [4, 5, 3, 6], "{}", pretty(&table.snapshot()));
    let keys = batch(&[(None, 0), (Some("x"), 0), (Some("b"), 0)])
        .project(&[0])
        .unwrap();
    table.delete_rows(&keys).unwrap();
    assert_eq!(values(&table), [4, 6]);
    table.add_rows(&batch(&[(Some("b"), 7)])).unwrap();
    assert_eq!(values(&table), [4, 6, 7]);
}

#[test]
fn a_held_session_takes_rows_later() {
    let session = Session::new().unwrap();
    let table = session.input_table(batch(&[]).schema(), [""; 0]).unwrap();
    let hold = session.hold();
    table.add_rows(&batch(&[(None, 1)])).unwrap();
    assert_eq!(table.num_rows(), 0);
    drop(hold);
    assert!(table.await_change(Duration::from_secs(20)).unwrap());
    assert_eq!(values(&table), [1]);
}

#[test]
fn the_first_rows_wait_for_nobody() {
    let session = Session::new().unwrap();
    let hold = session.hold();
    let first = [batch(&[(Some("a"), 1), (None, 2)]), batch(&[(Some("a"), 3)])];
    let appended = session.input_table_of(first[0].schema(), [""; 0], &first).unwrap();
    let keyed = session.input_table_of(first[0].schema(), ["K"], &first).unwrap();
    assert_eq!(values(&appended), [1, 2, 3]);
    assert_eq!(values(&keyed), [3, 2]);
    let sums = appended.sum_by(["K"]).unwrap();
    assert_eq!(values(&sums), [4, 2]);
    drop(hold);
    keyed.add_rows(&batch(&[(None, 5)])).unwrap();
    appended.add_rows(&batch(&[(None, 5)])).unwrap();
    assert_eq!(values(&keyed), [3, 5]);
    assert_eq!(values(&sums), [4, 7]);
    let keys = batch(&[]).project(&[0]).unwrap();
    assert!(session.input_table_of(first[0].schema(), [""; 0], &[keys]).is_err());
}

#[test]
fn rows_that_do_not_fit_are_refused() {
    let session = Session::new().unwrap();
    let table = session.input_table(batch(&[]).schema(), ["K"]).unwrap();
    let refusal = |batch: &RecordBatch| table.add_rows(batch).unwrap_err().message().to_owned();
    let keys = batch(&[]).project(&[0]).unwrap();
    assert_eq!(refusal(&keys), "the rows have 1 columns: expected 2");
    let value: ArrayRef = Arc::new(StringArray::from(vec!["x"]));
    let text = RecordBatch::try_from_iter([("K", value.clone()), ("V", value.clone())]).unwrap();
    assert_eq!(refusal(&text), "column \"V\" of the rows has type Utf8: expected Int64");
    let other = RecordBatch::try_from_iter([("K", value.clone()), ("W", value)]).unwrap();
    assert_eq!(refusal(&other), "the rows have no column \"V\"");
    let view = table.view(["V"]).unwrap();
    assert!(
        view.add_rows(&keys)
            .unwrap_err()
            .message()
            .ends_with("is no input table")
    );
    let appended = session.input_table(keys.schema(), [""; 0]).unwrap();
    assert!(
        appended
            .delete_rows(&keys)
            .unwrap_err()
            .message()
            .contains("no key columns")
    );
    assert!(session.input_table(keys.schema(), ["Nope"]).is_err());
    session.close();
    assert!(appended.add_rows(&keys).is_err());
}
