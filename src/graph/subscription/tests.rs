//! Mirrors that are kept by changes alone, against the tables themselves.

mod driver;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use arrow_array::{Array, RecordBatch};
use arrow_cast::display::array_value_to_string;
use arrow_schema::{DataType, Field, Schema};
use driver::{Driver, Kind, LONG, Row, Step, columns, schema, session};
use futures_util::StreamExt;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use rstest::rstest;

use super::*;
use crate::error::{Error, ErrorKind, Result};
use crate::table::Snapshot;

type Rows = BTreeMap<u64, Vec<String>>;

fn rows(snapshot: &Snapshot) -> Rows {
    let mut rows = Rows::new();
    for batch in snapshot.batches().with_row_keys() {
        let batch: RecordBatch = batch.unwrap();
        let keys = batch.column(0).as_any().downcast_ref::<arrow_array::UInt64Array>();
        for (row, key) in keys.unwrap().values().iter().enumerate() {
            let cells = batch.columns()[1..].iter();
            rows.insert(
                *key,
                cells.map(|cell| array_value_to_string(cell, row).unwrap()).collect(),
            );
        }
    }
    assert!(rows.keys().copied().eq(snapshot.row_keys().iter()));
    rows
}

/// Applies a change to a mirror, which must be as the change says that the table was.
fn apply(mirror: &mut Rows, change: &TableChange) -> Result<(), TestCaseError> {
    prop_assert_eq!(&*mirror, &rows(&change.before()));
    for (key, row) in rows(&change.removed()) {
        prop_assert_eq!(mirror.remove(&key), Some(row));
    }
    for (key, row) in rows(&change.modified_before()) {
        prop_assert_eq!(mirror.get(&key), Some(&row));
    }
    let mut columns = Vec::new();
    for (key, row) in rows(&change.modified()) {
        let old = mirror.insert(key, row.clone()).unwrap_or_default();
        columns.extend((0..row.len()).filter(|column| old[*column] != row[*column]));
    }
    columns.sort_unstable();
    columns.dedup();
    prop_assert_eq!(change.modified_columns().unwrap(), columns);
    for (key, row) in rows(&change.added()) {
        prop_assert_eq!(mirror.insert(key, row), None);
    }
    prop_assert_eq!(&*mirror, &rows(&change.after()));
    prop_assert_eq!(mirror.len() as u64, change.num_rows());
    Ok(())
}

fn steps(kind: Kind) -> BoxedStrategy<Vec<Step>> {
    let row = || (0i64..4, prop_oneof![Just("a"), Just("b"), Just("c")]);
    let step = match kind {
        Kind::Free => proptest::collection::btree_map(0u64..8, proptest::option::of(row()), 1..5)
            .prop_map(|rows| Step::Set(rows.into_iter().collect()))
            .boxed(),
        _ => proptest::collection::vec(row(), 1..6).prop_map(Step::Rows).boxed(),
    };
    proptest::collection::vec(step, 1..14).boxed()
}

/// Follows a table with a subscriber that takes its changes at the steps that `takes` says.
fn follow(
    kind: Kind,
    policy: Policy,
    capacity: usize,
    begin: usize,
    steps: &[Step],
    takes: &[bool],
) -> Result<(), TestCaseError> {
    let driver = Driver::new(kind);
    let begin = begin.min(steps.len());
    steps[..begin].iter().for_each(|step| driver.step(step.clone()));
    let options = SubscribeOptions {
        policy,
        capacity,
        ..SubscribeOptions::default()
    };
    let changes = driver.table.subscribe(&options).unwrap();
    let (mut mirror, mut waiting, mut sequence, mut done) = (Rows::new(), 1, None, 0);
    let mut take_all = |waiting: &mut usize, done: u64| -> Result<(), TestCaseError> {
        while let Some(change) = changes.next_change(Duration::ZERO).unwrap() {
            prop_assert_eq!(change.is_initial(), sequence.is_none());
            if let Some(last) = sequence {
                let next = change.sequence();
                prop_assert!(next == last + 1 || next > last && policy == Policy::Coalesce);
            }
            sequence = Some(change.sequence());
            apply(&mut mirror, &change)?;
        }
        *waiting = 0;
        prop_assert_eq!(&mirror, &rows(&driver.table.snapshot()));
        // What was coalesced to nothing is not told of.
        prop_assert!(sequence == Some(done) || policy == Policy::Coalesce);
        Ok(())
    };
    for (step, take) in steps[begin..].iter().zip(takes.iter().cycle()) {
        if policy == Policy::Block && waiting >= capacity {
            take_all(&mut waiting, done)?;
        }
        let version = driver.table.version();
        driver.step(step.clone());
        if driver.table.version() > version {
            done += 1;
            waiting += 1;
        }
        if policy == Policy::Fail && waiting > capacity {
            let error = changes.next_change(Duration::ZERO).unwrap_err();
            prop_assert_eq!(error.kind(), ErrorKind::Overrun);
            let lost = waiting.to_string();
            prop_assert_eq!(error.detail("not_taken"), Some(lost.as_str()));
            return Ok(());
        }
        if *take {
            take_all(&mut waiting, done)?;
        }
    }
    take_all(&mut waiting, done)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_mirror_is_kept_by_changes_alone(
        (kind, steps) in prop_oneof![
            Just(Kind::Append), Just(Kind::Ring), Just(Kind::Blink), Just(Kind::Keyed), Just(Kind::Free)
        ].prop_flat_map(|kind| steps(kind).prop_map(move |steps| (kind, steps))),
        policy in prop_oneof![Just(Policy::Block), Just(Policy::Coalesce), Just(Policy::Fail)],
        capacity in 1usize..4,
        begin in 0usize..4,
        takes in proptest::collection::vec(any::<bool>(), 1..8),
    ) {
        follow(kind, policy, capacity, begin, &steps, &takes)?;
    }
}

fn add(values: std::ops::Range<i64>) -> Step {
    Step::Rows(values.map(|value| (value, "a")).collect())
}

fn with(policy: Policy, capacity: usize) -> SubscribeOptions {
    SubscribeOptions {
        policy,
        capacity,
        ..SubscribeOptions::default()
    }
}

fn next(changes: &Changes) -> TableChange {
    changes.next_change(LONG).unwrap().unwrap()
}

fn end(changes: &Changes) -> Error {
    changes.next_change(LONG).unwrap_err()
}

#[test]
fn only_the_columns_that_are_wanted_are_given_in_their_order() {
    let driver = Driver::new(Kind::Keyed);
    driver.step(add(0..1));
    let options = |columns: &[&str]| SubscribeOptions {
        columns: Some(columns.iter().map(|column| (*column).to_owned()).collect()),
        ..SubscribeOptions::default()
    };
    let changes = driver.table.subscribe(&options(&["V"])).unwrap();
    driver.step(add(5..6));
    assert_eq!(rows(&next(&changes).added()), Rows::from([(0, vec!["0".to_owned()])]));
    let change = next(&changes);
    assert_eq!(rows(&change.modified()), Rows::from([(0, vec!["5".to_owned()])]));
    assert_eq!(rows(&change.modified_before()), Rows::from([(0, vec!["0".to_owned()])]));
    assert_eq!(change.modified_columns().unwrap(), [0]);
    let both = driver.table.subscribe(&options(&["V", "S"])).unwrap();
    assert_eq!(next(&both).after().schema().field(0).name(), "V");
    let error = |options| driver.table.subscribe(&options).map(|_| ()).unwrap_err();
    assert_eq!(error(options(&["X"])).kind(), ErrorKind::NotFound);
    assert_eq!(error(options(&["V", "V"])).kind(), ErrorKind::InvalidArgument);
    assert_eq!(error(with(Policy::Block, 0)).detail("argument"), Some("capacity"));
    assert!(
        next(&changes_of(&driver, &options(&[])))
            .after()
            .schema()
            .fields()
            .is_empty()
    );
}

fn changes_of(driver: &Driver, options: &SubscribeOptions) -> Changes {
    driver.table.subscribe(options).unwrap()
}

#[test]
fn a_row_key_column_has_a_name_of_its_own() {
    let schema = Arc::new(Schema::new(vec![
        Field::new("RowKey", DataType::Int64, true),
        Field::new("RowKey_", DataType::Int64, true),
    ]));
    let batches = Snapshot::empty(schema).batches().with_row_keys();
    assert_eq!(batches.schema().field(0).name(), "RowKey__");
    let narrow = batches.columns(&["RowKey_"]).unwrap();
    assert_eq!(narrow.schema().field(0).name(), "RowKey");
}

#[test]
fn a_subscriber_that_takes_nothing_stops_the_cycles_and_nothing_else() {
    let driver = Driver::new(Kind::Append);
    let changes = changes_of(&driver, &with(Policy::Block, 2));
    driver.step(add(0..1));
    driver.send([add(1..2), add(2..3)]);
    thread::sleep(Duration::from_millis(30));
    assert_eq!(driver.table.num_rows(), 1, "no cycle begins");
    // Nobody else waits: sessions are held, tables made and subscribed to.
    drop(driver.session.hold());
    let derived = driver.table.where_(["V >= 0"]).unwrap();
    let other = derived.changes().unwrap();
    assert_eq!(next(&other).num_rows(), 1);
    // Holding the session while the changes are taken is no deadlock, and keeps the cycles still.
    let hold = driver.session.hold();
    assert_eq!(next(&changes).num_rows(), 0);
    assert_eq!(next(&changes).num_rows(), 1);
    assert!(changes.next_change(Duration::from_millis(20)).unwrap().is_none());
    drop(hold);
    assert_eq!(next(&changes).num_rows(), 2);
    assert_eq!(next(&changes).num_rows(), 3);
    assert_eq!(next(&other).num_rows(), 2);
    // A subscription that ends stops nobody.
    driver.step(add(3..4));
    driver.send([add(4..5), add(5..6), add(6..7)]);
    drop(changes);
    driver.settle();
    assert_eq!(driver.table.num_rows(), 7);
    assert_eq!(driver.table.core().subscribers().len(), 0);
}

#[test]
fn closing_waits_for_no_subscriber() {
    let driver = Driver::new(Kind::Append);
    let changes = changes_of(&driver, &with(Policy::Block, 1));
    driver.send([add(0..1)]);
    let begin = Instant::now();
    driver.session.close();
    assert!(begin.elapsed() < Duration::from_secs(2));
    // What waits is still there.
    assert!(next(&changes).is_initial());
    assert_eq!(end(&changes).message(), "the session of a stepped table is closed");
    // A closed session's table gives what it has.
    let late = driver.table.changes().unwrap();
    assert!(next(&late).is_initial());
    assert_eq!(end(&late).kind(), ErrorKind::Closed);
}

#[test]
fn a_close_at_any_time_leaves_the_mirror_and_the_table_alike() {
    for turn in 0..300 {
        let driver = Driver::new(Kind::Append);
        let changes = changes_of(&driver, &with(Policy::Coalesce, 1));
        driver.send((0..20).map(|value| add(value..value + 1)));
        (0..turn * 10).for_each(|_| std::hint::spin_loop());
        driver.session.close();
        // Waits for a cycle that had begun.
        drop(driver.session.hold());
        assert_eq!(mirrored(&changes), rows(&driver.table.snapshot()));
    }
}

#[test]
fn a_failure_follows_the_last_change() {
    let driver = Driver::new(Kind::Append);
    let derived = driver.table.where_(["V > 0"]).unwrap();
    let (changes, of_derived) = (driver.table.changes().unwrap(), derived.changes().unwrap());
    driver.step(add(0..3));
    driver.step(Step::Fail);
    for (changes, rows) in [(&changes, 3), (&of_derived, 2)] {
        assert!(next(changes).is_initial());
        assert_eq!(next(changes).num_rows(), rows);
        assert_eq!(end(changes).kind(), ErrorKind::TableFailed);
        assert_eq!(end(changes).kind(), ErrorKind::TableFailed, "again");
    }
    let late = driver.table.changes().unwrap();
    assert_eq!(next(&late).num_rows(), 3);
    assert_eq!(end(&late).kind(), ErrorKind::TableFailed);
}

#[rstest]
#[case::with_its_last_rows(vec![(2, "a")], 2)]
#[case::after_them(vec![], 1)]
fn a_table_that_is_finished_ends_its_subscriptions_after_the_last_change(#[case] last: Vec<Row>, #[case] rows: u64) {
    let driver = Driver::new(Kind::Append);
    let derived = driver.table.last_by(["V"]).unwrap();
    let (changes, of_derived) = (driver.table.changes().unwrap(), derived.changes().unwrap());
    let waiting = thread::spawn(move || of_derived.into_iter().map(|change| change.unwrap().num_rows()).last());
    driver.step(add(1..2));
    driver.step(Step::Last(last));
    let seen: Vec<u64> = changes.into_iter().map(|change| change.unwrap().num_rows()).collect();
    assert_eq!(seen, (0..=rows).collect::<Vec<_>>());
    assert_eq!(end(&changes).kind(), ErrorKind::Closed);
    assert_eq!(waiting.join().unwrap(), Some(rows), "whoever waits is woken");
    let late: Vec<bool> = changes_of(&driver, &SubscribeOptions::default())
        .into_iter()
        .map(|change| change.unwrap().is_initial())
        .collect();
    assert_eq!(late, [true]);
}

#[test]
fn a_table_that_never_changes_has_one_change() {
    let session = session();
    let batch = RecordBatch::try_new(schema(), columns(&[(1, "a")])).unwrap();
    let table = session.import(schema(), [Ok(batch)]).unwrap();
    let changes: Vec<TableChange> = table.changes().unwrap().into_iter().map(Result::unwrap).collect();
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].is_initial(), changes[0].num_rows()), (true, 1));
}

#[test]
fn a_stream_gives_every_change_and_one_error() {
    let driver = Driver::new(Kind::Append);
    let mut changes = driver.table.changes().unwrap();
    let reader = thread::spawn(move || {
        futures_executor::block_on(async move {
            let mut seen = Vec::new();
            while let Some(change) = changes.next().await {
                seen.push(change.map(|change| change.num_rows()).map_err(|error| error.kind()));
            }
            seen
        })
    });
    for value in 0..3 {
        driver.step(add(value..value + 1));
        thread::sleep(Duration::from_millis(2));
    }
    driver.step(Step::Fail);
    let expected = [Ok(0), Ok(1), Ok(2), Ok(3), Err(ErrorKind::TableFailed)];
    assert_eq!(reader.join().unwrap(), expected);
}

#[rstest]
#[case::of_the_subscription(false)]
#[case::of_the_session(true)]
fn a_close_ends_whoever_waits(#[case] whole_session: bool) {
    let driver = Driver::new(Kind::Append);
    let changes = Arc::new(driver.table.changes().unwrap());
    let waiting = changes.clone();
    let counted = thread::spawn(move || waiting.into_iter().filter(Result::is_ok).count());
    let mut stream = driver.table.changes().unwrap();
    let streamed = thread::spawn(move || futures_executor::block_on(async { while stream.next().await.is_some() {} }));
    thread::sleep(Duration::from_millis(20));
    if whole_session {
        driver.session.close();
        streamed.join().unwrap();
    } else {
        changes.close();
    }
    assert_eq!(counted.join().unwrap(), 1);
}

#[test]
fn a_thousand_subscriptions_come_and_go_while_the_table_runs() {
    let driver = Arc::new(Driver::new(Kind::Append));
    let stop = AtomicBool::new(false);
    let connected = AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                driver.send([add(0..2)]);
                thread::sleep(Duration::from_micros(200));
            }
        });
        let subscribers = (0..4).map(|thread| {
            let (driver, connected) = (&driver, &connected);
            scope.spawn(move || {
                for turn in 0..250 {
                    let policy = [Policy::Block, Policy::Coalesce, Policy::Fail][(thread + turn) % 3];
                    // However slow this thread is, it is not too slow.
                    let capacity = if policy == Policy::Fail { 1_000_000 } else { 8 };
                    let changes = changes_of(driver, &with(policy, capacity));
                    let mut rows = 0;
                    for change in changes.into_iter().take(turn % 4) {
                        let change = change.unwrap();
                        // Neither gap nor overlap.
                        assert_eq!(change.added().row_keys().first().unwrap_or(rows), rows);
                        rows += change.added().num_rows();
                        assert_eq!(rows, change.num_rows());
                        connected.fetch_add(1, Ordering::Relaxed);
                    }
                }
            })
        });
        let subscribers: Vec<_> = subscribers.collect();
        let ended: Vec<_> = subscribers.into_iter().map(|subscriber| subscriber.join()).collect();
        // Also when one has failed: the scope waits for all threads.
        stop.store(true, Ordering::Relaxed);
        ended.into_iter().for_each(|ended| ended.unwrap());
    });
    let expected: usize = 4 * (0..250).map(|turn| turn % 4).sum::<usize>();
    assert_eq!(connected.load(Ordering::Relaxed), expected);
    assert_eq!(driver.table.core().subscribers().len(), 0);
}

/// Takes all changes until the table is finished, and gives the mirror that they keep.
fn mirrored(changes: &Changes) -> Rows {
    let mut mirror = Rows::new();
    for change in changes {
        apply(&mut mirror, &change.unwrap()).unwrap();
    }
    mirror
}

#[rstest]
fn mirrors_of_threads_of_their_own_are_the_table_when_it_is_finished(
    #[values(Kind::Append, Kind::Ring, Kind::Blink, Kind::Keyed)] kind: Kind,
) {
    let driver = Driver::new(kind);
    let subscribers = [
        with(Policy::Block, 1),
        with(Policy::Block, 8),
        with(Policy::Coalesce, 1),
        with(Policy::Coalesce, 8),
        with(Policy::Fail, 1000),
    ];
    let subscribers = subscribers.map(|options| changes_of(&driver, &options));
    let mirrors = thread::scope(|scope| {
        let threads = subscribers
            .each_ref()
            .map(|changes| scope.spawn(move || mirrored(changes)));
        driver.send((0..150).map(|step| Step::Rows(vec![(step, "a"), (step % 7, "b"), (-step, "c")])));
        driver.send([Step::Last(vec![(1, "d")])]);
        threads.map(|thread| thread.join().unwrap())
    });
    let table = rows(&driver.table.snapshot());
    assert!(!table.is_empty());
    for mirror in mirrors {
        assert_eq!(mirror, table);
    }
}

#[test]
fn changes_that_become_one_keep_two_states_of_the_table_and_nothing_between() {
    let driver = Driver::new(Kind::Ring);
    driver.step(add(0..4));
    let changes = changes_of(&driver, &with(Policy::Coalesce, 1));
    assert!(next(&changes).is_initial());
    for value in 0..500 {
        driver.step(add(value..value + 2));
    }
    let change = next(&changes);
    assert_eq!(change.sequence(), 500);
    assert_eq!((change.added().num_rows(), change.removed().num_rows()), (4, 4));
    // 1,000 rows would be five times as much.
    let kept = change.before().memory_size() + change.after().memory_size();
    assert!(kept < 4000, "{kept} bytes");
    assert!(changes.next_change(Duration::ZERO).unwrap().is_none());
}
