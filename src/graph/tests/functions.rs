//! Functions of a program, in tables that live.

use std::panic::panic_any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};

use super::batch;
use crate::error::{Error, ErrorKind, Result};
use crate::graph::{Session, SubscribeOptions, Table};
use crate::{Aggregation, Function};

fn times(factor: i64) -> Function {
    Function::new(DataType::Int64, move |arguments: &RecordBatch| {
        let values = arguments.column(0).as_primitive::<Int64Type>();
        Ok(Arc::new(values.unary::<_, Int64Type>(|value| value * factor)))
    })
}

fn longs(rows: usize) -> ArrayRef {
    Arc::new(Int64Array::from(vec![1; rows]))
}

/// A session with a table of a column `V` to which rows can be added.
fn live(values: Vec<i64>) -> (Session, Table) {
    let session = Session::new().unwrap();
    let schema = Schema::new(vec![Field::new("V", DataType::Int64, true)]);
    let table = session.input_table(Arc::new(schema), &[] as &[String]).unwrap();
    table.add_rows(&batch(values)).unwrap();
    (session, table)
}

fn column(table: &Table, name: &str) -> Vec<i64> {
    let snapshot = table.snapshot();
    let index = snapshot.schema().index_of(name).unwrap();
    let batches = snapshot.batches().map(Result::unwrap);
    batches
        .flat_map(|batch| batch.column(index).as_primitive::<Int64Type>().values().to_vec())
        .collect()
}

#[test]
fn an_operation_keeps_the_function_that_it_was_made_with() {
    let (session, table) = live(vec![1, 2]);
    session.register_function("gg", times(2)).unwrap();
    let doubled = table.update(["W = gg(V)"]).unwrap();
    session.register_function("gg", times(10)).unwrap();
    let tenfold = table.view(["W = gg.call(V)"]).unwrap();
    table.add_rows(&batch(vec![3])).unwrap();
    assert_eq!(column(&doubled, "W"), [2, 4, 6]);
    assert_eq!(column(&tenfold, "W"), [10, 20, 30]);
}

#[test]
fn every_operation_with_formulas_calls_functions() {
    let (session, table) = live(vec![1, 2, 3]);
    session.register_function("gg", times(2)).unwrap();
    assert_eq!(column(&table.where_(["gg(V) > 2"]).unwrap(), "V"), [2, 3]);
    assert_eq!(column(&table.select(["W = gg(V)"]).unwrap(), "W"), [2, 4, 6]);
    assert_eq!(column(&table.update_view(["V = gg(V)"]).unwrap(), "V"), [2, 4, 6]);
    assert_eq!(
        column(&table.select_distinct(["W = gg(V) > 2 ? 1L : 0L"]).unwrap(), "W"),
        [0, 1]
    );
    let counts = table.agg_by([Aggregation::count_where("N", ["gg(V) > 2"])], [] as [&str; 0]);
    assert_eq!(column(&counts.unwrap(), "N"), [2]);
}

#[test]
fn recorded_operations_call_functions_for_later_constituents() {
    let (session, table) = live(vec![1]);
    session.register_function("gg", times(2)).unwrap();
    let parts = table.partition_by(["V"], false).unwrap();
    let doubled = parts.transform(|table| table.update(["W = gg(V)"])).unwrap();
    session.register_function("gg", times(10)).unwrap();
    let merged = doubled.merge().unwrap();
    table.add_rows(&batch(vec![5])).unwrap();
    assert_eq!(column(&merged, "W"), [2, 10]);
}

#[test]
fn a_function_that_fails_ends_its_table_only() {
    let (session, table) = live(vec![1]);
    for (name, function) in [
        (
            "panics",
            Function::new(DataType::Int64, |arguments: &RecordBatch| {
                if arguments.column(0).as_primitive::<Int64Type>().values().contains(&2) {
                    panic_any("on purpose".to_owned());
                }
                Ok(longs(arguments.num_rows()))
            }),
        ),
        (
            "fails",
            Function::new(DataType::Int64, |arguments: &RecordBatch| {
                let values = arguments.column(0).as_primitive::<Int64Type>().values();
                match values.iter().position(|value| *value == 2) {
                    Some(row) => Err(Error::new(ErrorKind::InvalidArgument, "no two").with("row", row)),
                    None => Ok(longs(values.len())),
                }
            }),
        ),
    ] {
        session.register_function(name, function).unwrap();
    }
    let panics = table.update(["W = panics(V)"]).unwrap();
    let fails = table.update(["W = fails(V)"]).unwrap();
    let sound = table.update(["W = V"]).unwrap();
    table.add_rows(&batch(vec![3, 2])).unwrap();
    let failure = panics.failure().unwrap();
    assert!(
        failure
            .message()
            .ends_with("the function panics has panicked: on purpose"),
        "{failure}"
    );
    assert_eq!(failure.kind(), ErrorKind::TableFailed);
    assert_eq!(failure.detail("formula"), Some("panics(V)"));
    assert_eq!(failure.detail("row_keys"), Some("1..=2"));
    assert_eq!(failure.detail("column"), Some("W"));
    let failure = fails.failure().unwrap();
    assert!(
        failure
            .message()
            .ends_with("the formula fails(V) fails for row 2: the function fails failed: no two"),
        "{failure}"
    );
    assert_eq!(failure.detail("row_key"), Some("2"));
    assert_eq!(column(&panics, "W"), [1], "its last good state");
    assert_eq!(column(&sound, "W"), [1, 3, 2]);
}

#[test]
fn a_function_may_read_tables_but_not_wait() {
    let (session, table) = live(vec![1, 2]);
    let session = Arc::new(session);
    let (read, holder) = (table.clone(), session.clone());
    let refused = Arc::new(AtomicUsize::new(0));
    let count = refused.clone();
    let function = Function::new(DataType::Int64, move |arguments: &RecordBatch| {
        let refusals = [
            read.where_(["V > 1"]).err(),
            read.await_change(Duration::from_secs(60)).err(),
            read.subscribe(&SubscribeOptions::default()).err(),
            read.partition_by(["V"], false).err(),
            holder.empty_table(1).err(),
        ];
        for refusal in refusals {
            let refusal = refusal.expect("nothing is made");
            assert!(
                refusal.message().contains("within a function that a formula calls"),
                "{refusal}"
            );
            count.fetch_add(1, Ordering::Relaxed);
        }
        // Neither waits for the cycle that waits for this.
        read.add_rows(&batch(vec![]))?;
        drop(holder.hold());
        Ok(Arc::new(Int64Array::from(vec![
            read.num_rows() as i64;
            arguments.num_rows()
        ])))
    });
    session.register_function("rows", function).unwrap();
    let counted = table.update(["N = rows()"]).unwrap();
    table.add_rows(&batch(vec![3])).unwrap();
    assert_eq!(column(&counted, "N"), [2, 2, 2]);
    assert_eq!(refused.load(Ordering::Relaxed), 10);
    // The session holds the function, which holds the session.
    session.close();
}

#[test]
fn a_session_can_be_closed_within_a_function() {
    let (session, table) = live(vec![1]);
    let session = Arc::new(session);
    let closed = session.clone();
    let function = Function::new(DataType::Int64, move |arguments: &RecordBatch| {
        closed.close();
        Ok(longs(arguments.num_rows()))
    });
    session.register_function("ends", function).unwrap();
    assert_eq!(column(&table.update(["W = ends()"]).unwrap(), "W"), [1]);
    assert!(session.is_closed());
    let error = session.register_function("ends", times(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
}

#[test]
fn functions_end_with_their_last_table() {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let drops = Arc::new(AtomicUsize::new(0));
    let (session, table) = live(vec![1]);
    let counted = Counted(drops.clone());
    let function = Function::new(DataType::Int64, move |arguments: &RecordBatch| {
        let _ = &counted;
        Ok(longs(arguments.num_rows()))
    });
    session.register_function("one", function).unwrap();
    let update = table.update(["W = one()"]).unwrap();
    session.close();
    assert_eq!(drops.load(Ordering::Relaxed), 0);
    drop(update);
    assert_eq!(drops.load(Ordering::Relaxed), 1);
}

#[test]
fn readers_of_a_view_call_functions_at_once() {
    let (session, table) = live((0..1000).collect());
    session.register_function("gg", times(2)).unwrap();
    let view = table.view(["W = gg(V)"]).unwrap();
    let expected: Vec<i64> = (0..1000).map(|value| value * 2).collect();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..20).for_each(|_| assert_eq!(column(&view, "W"), expected)));
        }
    });
}
