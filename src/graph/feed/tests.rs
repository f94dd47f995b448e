use std::sync::Arc;
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};

use super::*;
use crate::graph::{SubscribeOptions, TableChange};

const LONG: Duration = Duration::from_secs(20);

fn batch(values: &[i64]) -> RecordBatch {
    let values: ArrayRef = Arc::new(values.iter().map(|value| Some(*value)).collect::<Int64Array>());
    RecordBatch::try_from_iter_with_nullable([("V", values, true)]).unwrap()
}

fn values(rows: &Snapshot) -> Vec<i64> {
    let read = |batch: Result<RecordBatch>| batch.unwrap().column(0).as_primitive::<Int64Type>().values().to_vec();
    rows.batches().flat_map(read).collect()
}

fn keys(rows: &Snapshot) -> Vec<u64> {
    rows.row_keys().iter().collect()
}

fn next(changes: &crate::graph::Changes) -> TableChange {
    changes.next_change(LONG).unwrap().expect("a change in time")
}

#[test]
fn a_blink_table_has_the_rows_of_one_cycle() {
    let session = Session::new().unwrap();
    let hold = session.hold();
    let (feed, table) = session
        .feed(batch(&[]).schema(), Feeding::Blink, [batch(&[1])])
        .unwrap();
    assert_eq!(table.flow(), Flow::Blink);
    let sum = table.sum_by([""; 0]).unwrap();
    let changes = table.subscribe(&SubscribeOptions::default()).unwrap();
    feed.put([batch(&[2, 3]), batch(&[4])]).unwrap();
    feed.put([batch(&[5])]).unwrap();
    drop(hold);
    let cycles: Vec<Vec<i64>> = (0..3).map(|_| values(&next(&changes).after())).collect();
    assert_eq!(cycles, [vec![1], vec![2, 3, 4, 5], vec![]]);
    drop(session.hold());
    assert_eq!(values(&sum.snapshot()), [15], "an aggregation goes over all");
    feed.put([batch(&[6])]).unwrap();
    assert_eq!(values(&next(&changes).added()), [6]);
    let gone = next(&changes);
    assert_eq!((values(&gone.removed()), gone.after().num_rows()), (vec![6], 0));
}

#[test]
fn rows_are_replaced_by_position() {
    let session = Session::new().unwrap();
    let (feed, table) = session
        .feed(batch(&[]).schema(), Feeding::Replace, [batch(&[1, 2, 3])])
        .unwrap();
    let reversed = table.reverse().unwrap();
    let changes = table.subscribe(&SubscribeOptions::default()).unwrap();
    assert_eq!(values(&next(&changes).after()), [1, 2, 3]);
    feed.put([batch(&[1]), batch(&[5])]).unwrap();
    let change = next(&changes);
    assert_eq!(values(&change.after()), [1, 5]);
    assert_eq!((keys(&change.modified()), keys(&change.removed())), (vec![1], vec![2]));
    {
        let _hold = session.hold();
        feed.put([batch(&[7])]).unwrap();
        feed.put([batch(&[1, 6, 8, 9])]).unwrap();
    }
    let change = next(&changes);
    assert_eq!((keys(&change.modified()), keys(&change.added())), (vec![1], vec![2, 3]));
    // Its cycle is over when the session can be held.
    drop(session.hold());
    assert_eq!(values(&reversed.snapshot()), [9, 8, 6, 1]);
    feed.put([]).unwrap();
    assert_eq!(next(&changes).after().num_rows(), 0);
}

#[test]
fn rows_of_a_table_have_at_least_the_columns() {
    let session = Session::new().unwrap();
    let (feed, table) = session.feed(batch(&[]).schema(), Feeding::Replace, []).unwrap();
    let source = session.import(batch(&[]).schema(), [Ok(batch(&[3, 4]))]).unwrap();
    feed.put_rows_of(&source.update(["W = V * 2"]).unwrap()).unwrap();
    assert!(table.await_change(LONG).unwrap());
    assert_eq!(values(&table.snapshot()), [3, 4]);
    let refusal = |rows: &Table| feed.put_rows_of(rows).unwrap_err().message().to_owned();
    assert_eq!(
        refusal(&source.view(["W = V"]).unwrap()),
        "the rows have no column \"V\""
    );
    assert_eq!(
        refusal(&source.view(["V = (int) V"]).unwrap()),
        "column \"V\" of the rows has type Int32: expected Int64"
    );
    let text: ArrayRef = Arc::new(StringArray::from(vec!["x"]));
    let text = RecordBatch::try_from_iter([("V", text)]).unwrap();
    assert!(session.feed(batch(&[]).schema(), Feeding::Replace, [text]).is_err());
}

#[test]
fn a_failure_comes_after_the_rows_before_it() {
    let session = Session::new().unwrap();
    let (feed, table) = session.feed(batch(&[]).schema(), Feeding::Replace, []).unwrap();
    assert!(feed.is_alive());
    {
        let _hold = session.hold();
        feed.put([batch(&[1])]).unwrap();
        feed.fail("the source is gone");
        feed.fail("again");
        assert!(!feed.is_alive());
    }
    while table.failure().is_none() {
        let _ = table.await_change(LONG);
    }
    assert_eq!(values(&table.snapshot()), [1]);
    let failure = table.failure().unwrap();
    assert!(failure.message().contains("the source is gone"), "{failure}");
    assert_eq!(
        feed.put([batch(&[2])]).unwrap_err().message(),
        "a table whose rows are replaced has failed: the source is gone"
    );
}

#[test]
fn a_feed_does_not_keep_its_table() {
    let session = Session::new().unwrap();
    let (feed, table) = session.feed(batch(&[]).schema(), Feeding::Blink, []).unwrap();
    let sum = table.sum_by([""; 0]).unwrap();
    drop(table);
    assert!(feed.is_alive(), "a derived table is left");
    assert_eq!(feed.table().map(|table| table.num_rows()), Some(0));
    drop(sum);
    assert!(!feed.is_alive());
    assert!(feed.table().is_none());
    assert_eq!(feed.put([batch(&[2])]).unwrap_err().kind(), ErrorKind::Closed);
    let (feed, _table) = session.feed(batch(&[]).schema(), Feeding::Blink, []).unwrap();
    session.close();
    assert!(!feed.is_alive());
    assert_eq!(feed.put([batch(&[2])]).unwrap_err().kind(), ErrorKind::Closed);
}

#[test]
fn rows_that_come_to_a_table_are_there_for_one_cycle() {
    let session = Session::new().unwrap();
    let input = session.input_table(batch(&[]).schema(), [""; 0]).unwrap();
    input.add_rows(&batch(&[1, 2])).unwrap();
    let (blink, changes) = {
        let _hold = session.hold();
        let blink = input.add_only_to_blink().unwrap();
        assert_eq!(values(&blink.snapshot()), [1, 2], "those that are there come first");
        let changes = blink.subscribe(&SubscribeOptions::default()).unwrap();
        (blink, changes)
    };
    assert_eq!(blink.flow(), Flow::Blink);
    let mut told = vec![values(&next(&changes).after()), values(&next(&changes).after())];
    input.add_rows(&batch(&[3, 4])).unwrap();
    told.extend([values(&next(&changes).after()), values(&next(&changes).after())]);
    assert_eq!(told, [vec![1, 2], vec![], vec![3, 4], vec![]]);
    // Of a blink table it is that table.
    let same = blink.add_only_to_blink().unwrap();
    assert_eq!(same.flow(), Flow::Blink);
    let still = session.import(batch(&[]).schema(), [Ok(batch(&[3]))]).unwrap();
    assert_eq!(
        still.add_only_to_blink().unwrap_err().message(),
        "the table does not change: no row can come to it"
    );
}

#[test]
fn rows_that_go_or_change_cannot_be_a_blink_table() {
    let session = Session::new().unwrap();
    let input = session.input_table(batch(&[]).schema(), [""; 0]).unwrap();
    input.add_rows(&batch(&[1])).unwrap();
    let last = input.tail(1).unwrap().add_only_to_blink().unwrap();
    let sum = input.sum_by([""; 0]).unwrap().add_only_to_blink().unwrap();
    input.add_rows(&batch(&[2])).unwrap();
    let message = |table: &Table| table.failure().expect("it has failed").message().to_owned();
    assert!(message(&last).contains("row 0 has gone"), "{}", message(&last));
    assert!(message(&sum).contains("row 0 has changed"), "{}", message(&sum));
}
