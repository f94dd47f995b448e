//! What a real broker does not do on demand: a source that sends what a test says, when it says it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use rstest::rstest;

use super::assembler::Assembler;
use super::*;
use crate::ErrorKind;
use crate::graph::Session;
use crate::graph::consume::assembler::OnBad;
use crate::kafka::{Batch, Progress, Waker};
use crate::spec::{ColumnType, OnError, Properties, Spec, TableType, field};

/// What the source does next.
enum Event {
    /// Records of partition 0 with these values, from the next offset on.
    Records(Vec<&'static str>),
    /// So many of one value.
    Many(usize, &'static str),
    Fail,
    Panic,
    Hang(Duration),
}

/// The offsets that were committed.
type Commits = Arc<Mutex<Vec<i64>>>;

/// The rows of large batches that sources were asked for.
static SOURCE_READ: AtomicUsize = AtomicUsize::new(0);

struct Scripted {
    events: Receiver<Event>,
    offset: i64,
    commits: Commits,
}

mod dead_letters;
mod lanes;
mod parked;
mod registry;

impl Source for Scripted {
    fn poll(&mut self, batch: &mut Batch, wait: Duration) -> Result<()> {
        // A real source is woken; this one looks often.
        match self.events.recv_timeout(wait.min(Duration::from_millis(5))) {
            Ok(Event::Records(values)) => {
                if values.len() > 1000 {
                    SOURCE_READ.fetch_add(values.len(), Ordering::Relaxed);
                }
                for value in values {
                    batch.push(0, self.offset, 1000 * self.offset, None, Some(value.as_bytes()));
                    self.offset += 1;
                }
                Ok(())
            }
            Ok(Event::Many(records, value)) => {
                for _ in 0..records {
                    batch.push(0, self.offset, 1000 * self.offset, None, Some(value.as_bytes()));
                    self.offset += 1;
                }
                Ok(())
            }
            Ok(Event::Fail) => Err(Error::not_found("the topic is gone")),
            Ok(Event::Panic) => panic!("a source went wrong"),
            Ok(Event::Hang(time)) => {
                std::thread::sleep(time);
                Ok(())
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(()),
        }
    }

    fn is_finished(&self) -> bool {
        false
    }

    fn partitions(&self) -> &[i32] {
        &[0]
    }

    fn progress(&self) -> Vec<Progress> {
        Vec::new()
    }

    fn commit(&mut self, positions: &[(i32, i64)]) {
        self.commits
            .lock()
            .unwrap()
            .extend(positions.iter().map(|(_, offset)| *offset));
    }

    fn await_commits(&mut self, _: Duration) -> bool {
        true
    }

    fn pause(&mut self, _: i32) {}

    fn resume(&mut self, _: i32) {}

    fn waker(&self) -> Waker {
        Box::new(|| {})
    }
}

fn consume(session: &Session, table_type: TableType) -> (Table, Sender<Event>) {
    consume_with(session, table_type, &[])
}

fn properties(entries: &[(&str, &str)]) -> Properties {
    entries
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn consume_with(session: &Session, table_type: TableType, entries: &[(&str, &str)]) -> (Table, Sender<Event>) {
    let (table, sender, _) = consume_to(session, table_type, entries, &|_| Ok(None));
    (table, sender)
}

fn consume_to(
    session: &Session,
    table_type: TableType,
    entries: &[(&str, &str)],
    letters: OpenLetters<'_>,
) -> (Table, Sender<Event>, Commits) {
    let commits = Commits::default();
    let (sender, events) = channel();
    let consume = Consume {
        properties: properties(entries),
        topic: "t".to_owned(),
        partitions: Partitions::All,
        offsets: Offsets::Beginning,
        key: Spec::Ignore,
        value: Spec::json([field("V", ColumnType::Long)]),
        table_type,
    };
    let layout = Layout::new(&consume).unwrap();
    let (table, consumer) = start(
        session.engine(),
        &consume,
        layout,
        Box::new(Scripted {
            events,
            offset: 0,
            commits: commits.clone(),
        }),
        letters,
    )
    .unwrap();
    session.watch(consumer);
    (table, sender, commits)
}

const SOON: Duration = Duration::from_secs(5);

#[track_caller]
fn await_rows(table: &Table, rows: u64) {
    let deadline = Instant::now() + SOON;
    while table.num_rows() != rows {
        assert!(Instant::now() < deadline, "{} rows, expected {rows}", table.num_rows());
        // A failure is seen by the caller.
        let _ = table.await_change(Duration::from_millis(100));
    }
}

#[track_caller]
fn await_failure(table: &Table) -> Error {
    let deadline = Instant::now() + SOON;
    loop {
        if let Some(failure) = table.failure() {
            return failure;
        }
        assert!(Instant::now() < deadline, "the table does not fail");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn good_rows_around_a_bad_record_are_kept_and_it_is_named() {
    let session = Session::new().unwrap();
    let (table, events) = consume(&session, TableType::Append);
    let sums = table.view(["V"]).unwrap().sum_by::<String>([]).unwrap();
    events
        .send(Event::Records(vec!["{\"V\":1}", "{\"V\":\"x\"}", "{\"V\":3}"]))
        .unwrap();
    let failure = await_failure(&table);
    assert_eq!(table.num_rows(), 2);
    assert_eq!(
        failure.message(),
        "the table of topic \"t\" has failed: the record at offset 1 of partition 0 of topic \"t\" is bad: field \"V\": \
         \"x\" does not fit: expected a whole number from -9223372036854775808 to 9223372036854775807"
    );
    assert_eq!(failure.kind(), ErrorKind::TableFailed);
    let details: Vec<(&str, &str)> = failure.context().filter(|(name, _)| *name != "reason").collect();
    assert_eq!(
        details,
        [("topic", "t"), ("partition", "0"), ("offset", "1"), ("field", "V")]
    );

    // What is derived has the last good rows too, and names the origin.
    let derived = await_failure(&sums);
    assert_eq!(derived.message(), failure.message());
    assert_eq!(sums.num_rows(), 1);
    // The change is seen before the failure.
    assert!(table.await_change(SOON).unwrap());
    assert_eq!(table.await_change(SOON).unwrap_err().kind(), ErrorKind::TableFailed);
    assert_eq!(table.where_(["V > 1"]).unwrap_err().kind(), ErrorKind::TableFailed);
}

#[rstest]
#[case(Event::Fail, "the table of topic \"t\" has failed: the topic is gone")]
#[case(
    Event::Panic,
    "the table of topic \"t\" has failed: a fault in the consumer: a source went wrong"
)]
fn a_source_that_ends_fails_its_table_only(#[case] end: Event, #[case] message: &str) {
    let session = Session::new().unwrap();
    let (table, events) = consume(&session, TableType::Append);
    let (other, other_events) = consume(&session, TableType::Append);
    events.send(Event::Records(vec!["{\"V\":1}"])).unwrap();
    events.send(end).unwrap();
    assert_eq!(await_failure(&table).message(), message);
    assert_eq!(table.num_rows(), 1);
    other_events
        .send(Event::Records(vec!["{\"V\":1}", "{\"V\":2}"]))
        .unwrap();
    await_rows(&other, 2);
    assert!(other.failure().is_none());
}

#[test]
fn a_blink_table_empties_by_itself_and_its_aggregations_do_not() {
    let session = Session::new().unwrap();
    let (table, events) = consume(&session, TableType::Blink);
    let count = table.count_by::<String>("N", []).unwrap();
    for _ in 0..3 {
        events.send(Event::Records(vec!["{\"V\":1}", "{\"V\":2}"])).unwrap();
        assert!(table.await_change(SOON).unwrap());
        await_rows(&table, 0);
    }
    let batch = count.snapshot().batches().next().unwrap().unwrap();
    assert_eq!(format!("{:?}", batch.column(0)), "PrimitiveArray<Int64>\n[\n  6,\n]");
}

#[test]
fn a_held_session_keeps_its_tables_still_and_loses_nothing() {
    let session = Session::new().unwrap();
    let (table, events) = consume(&session, TableType::Blink);
    let hold = session.hold();
    let second = session.hold();
    events.send(Event::Records(vec!["{\"V\":1}"])).unwrap();
    assert!(!table.await_change(Duration::from_millis(150)).unwrap());
    drop(hold);
    assert!(!table.await_change(Duration::from_millis(50)).unwrap());
    let count = table.count_by::<String>("N", []).unwrap();
    drop(second);
    await_rows(&count, 1);
}

#[test]
fn a_table_that_nobody_takes_from_holds_its_source_back() {
    let session = Session::new().unwrap();
    let (table, events) = consume(&session, TableType::Append);
    let hold = session.hold();
    let read = SOURCE_READ.load(Ordering::Relaxed);
    for _ in 0..20 {
        events.send(Event::Records(vec!["{\"V\":1}"; 50_000])).unwrap();
    }
    let mut taken = 0;
    loop {
        std::thread::sleep(Duration::from_millis(300));
        let now = SOURCE_READ.load(Ordering::Relaxed) - read;
        if now == taken {
            break;
        }
        taken = now;
    }
    // The queue takes 2^18 rows and the block that passes the limit; one more block waits with the consumer.
    assert!((200_000..=450_000).contains(&taken), "{taken} rows were read");
    assert_eq!(table.num_rows(), 0);
    drop(hold);
    await_rows(&table, 1_000_000);
}

#[test]
fn a_batch_may_be_larger_than_what_waits_for_the_table() {
    let session = Session::new().unwrap();
    let (table, events) = consume(&session, TableType::Append);
    // Several threads decode it, each more rows than may wait.
    events.send(Event::Many(1_200_000, "{\"V\":1}")).unwrap();
    await_rows(&table, 1_200_000);
    let feed = Arc::new(Feed::new());
    let block = |rows| crate::table::Block {
        columns: Vec::new(),
        rows,
    };
    let positions = BTreeMap::from([(0, 7)]);
    let (pushing, after) = (feed.clone(), positions.clone());
    let pushed = std::thread::spawn(move || pushing.push(vec![block(1 << 20), block(1)], after));
    let deadline = Instant::now() + SOON;
    while feed.accepted() != positions {
        assert!(
            Instant::now() < deadline,
            "the second block waits for the first one to be taken"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    pushed.join().unwrap();
    assert!(feed.is_full());
}

#[test]
fn closing_ends_in_bounded_time_whatever_the_source_does() {
    let session = Session::new().unwrap();
    let (table, events) = consume(&session, TableType::Append);
    events.send(Event::Records(vec!["{\"V\":1}"])).unwrap();
    await_rows(&table, 1);
    events.send(Event::Hang(Duration::from_secs(4))).unwrap();
    std::thread::sleep(Duration::from_millis(50));
    let waiter = {
        let table = table.clone();
        // The rows above may be a change that it has not seen.
        std::thread::spawn(move || {
            loop {
                if let Err(error) = table.await_change(Duration::from_secs(60)) {
                    return error;
                }
            }
        })
    };
    let start = Instant::now();
    session.close();
    session.close();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(waiter.join().unwrap().kind(), ErrorKind::Closed);
    assert_eq!(table.num_rows(), 1);
    assert_eq!(session.consume("t").append().unwrap_err().kind(), ErrorKind::Closed);
}

#[test]
fn a_table_that_nobody_has_ends_its_consumer() {
    let session = Session::new().unwrap();
    let (table, events) = consume(&session, TableType::Append);
    let derived = table.view(["V"]).unwrap();
    drop(table);
    events.send(Event::Records(vec!["{\"V\":1}"])).unwrap();
    await_rows(&derived, 1);
    drop(derived);
    let deadline = Instant::now() + SOON;
    // The receiving end goes with the thread.
    while events.send(Event::Records(Vec::new())).is_ok() {
        assert!(Instant::now() < deadline, "the consumer goes on");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn partitions_are_chosen_by_what_there_is() {
    let request = |partitions, offsets| Consume {
        properties: Default::default(),
        topic: "t".to_owned(),
        partitions,
        offsets,
        key: Spec::Ignore,
        value: Spec::simple("V", ColumnType::String),
        table_type: TableType::Append,
    };
    let options = ConsumeOptions::from_properties(&Properties::new()).unwrap();
    let choose = |consume: &Consume, known: &[i32]| choose(consume, &options, known);
    let all = choose(&request(Partitions::All, Offsets::Beginning), &[0, 1]).unwrap();
    assert_eq!(all, [(0, Start::Beginning), (1, Start::Beginning)]);
    let some = request(
        Partitions::List(vec![2, 0, 2]),
        Offsets::Partitions([(0, 5), (2, -3)].into()),
    );
    assert_eq!(
        choose(&some, &[0, 1, 2]).unwrap(),
        [(0, Start::Offset(5)), (2, Start::End)]
    );
    let refused = |list: Vec<i32>, known: &[i32]| {
        choose(&request(Partitions::List(list), Offsets::End), known)
            .unwrap_err()
            .message()
            .to_owned()
    };
    assert_eq!(
        refused(vec![0, 3], &[0, 1, 2]),
        "partition 3 of topic \"t\" does not exist (it has 0..2)"
    );
    assert_eq!(
        refused(vec![-1], &[0]),
        "partition -1 of topic \"t\" does not exist (it has 0)"
    );
    assert_eq!(
        refused(vec![], &[0, 2]),
        "the partition filter matches none of topic \"t\"'s partitions (it has 0, 2)"
    );
}

#[test]
fn bad_records_leave_their_places_in_all_common_columns() {
    let consume = Consume {
        properties: properties(&[
            ("deephaven.valuebytes.column.name", "Size"),
            ("deephaven.receivetime.column.name", "Received"),
        ]),
        topic: "t".to_owned(),
        partitions: Partitions::All,
        offsets: Offsets::Beginning,
        key: Spec::simple("K", ColumnType::Short),
        value: Spec::simple("V", ColumnType::Int),
        table_type: TableType::Append,
    };
    let mut assembler = Assembler::new(Layout::new(&consume).unwrap()).unwrap();
    let mut batch = Batch::default();
    let good: Option<&[u8]> = Some(b"\0\0\0\x07");
    batch.push(0, 10, 1, Some(b"\0\x01"), good);
    batch.push(0, 11, 2, Some(b"\0\x01"), Some(b"bad value"));
    batch.push(0, 12, 3, Some(b"bad key"), Some(b"bad value"));
    batch.push(1, 5, 4, Some(b"bad key"), good);
    batch.push(1, 6, 5, None, None);
    batch.push(1, 9, -1, Some(b"\0\x02"), good);
    let bad = assembler.absorb(
        &batch,
        0..batch.len(),
        77,
        OnBad {
            policy: OnError::Skip,
            ends: false,
        },
    );
    let indices: Vec<usize> = bad.iter().map(|record| record.index).collect();
    assert_eq!(indices, [1, 2, 2, 3]);
    assert_eq!(assembler.rows(), 3);
    let block = assembler.finish();
    let columns: Vec<String> = block
        .columns
        .iter()
        .map(|chunk| {
            format!("{:?}", chunk.read(0..3).unwrap())
                .split_whitespace()
                .skip(1)
                .collect::<Vec<_>>()
                .join("")
        })
        .collect();
    assert_eq!(columns[0], "[0,1,1,]");
    assert_eq!(columns[1], "[10,6,9,]");
    assert_eq!(columns[4], "[4,null,4,]");
    assert_eq!(columns[5], "[1,null,2,]");
    assert_eq!(columns[6], "[7,null,7,]");
    assert!(columns[3].contains("1970-01-01T00:00:00.000000077"), "{}", columns[3]);
    assert_eq!(assembler.rows(), 0);
}

/// The bad records of a table: the offset, the reason's first word, and the value.
fn errors(table: &Table) -> Vec<(i64, String, Vec<u8>)> {
    let mut found = Vec::new();
    for batch in table.errors().unwrap().snapshot().batches() {
        let batch = batch.unwrap();
        let offsets = batch.column(2).as_primitive::<Int64Type>();
        let (reasons, values) = (batch.column(5).as_string::<i32>(), batch.column(7).as_binary::<i32>());
        for row in 0..batch.num_rows() {
            let reason = reasons.value(row).split(' ').next().unwrap().to_owned();
            found.push((offsets.value(row), reason, values.value(row).to_vec()));
        }
    }
    found
}

#[rstest]
#[case("fail", 3)]
#[case("skip", 4)]
#[case("null", 6)]
fn bad_records_are_treated_as_asked_and_listed(#[case] policy: &str, #[case] rows: u64) {
    let session = Session::new().unwrap();
    let (table, events) = consume_with(&session, TableType::Append, &[("topictable.on.error", policy)]);
    events
        .send(Event::Records(vec![
            "{\"V\":1}",
            "{\"V\":\"x\"}",
            "{\"V\":3}",
            "[",
            "{\"V\":4}",
        ]))
        .unwrap();
    // One that has failed may not be there any more.
    let sent = events.send(Event::Records(vec!["{\"V\":5}"]));
    assert!(sent.is_ok() || policy == "fail");
    await_rows(&table, rows);
    await_rows(&table.errors().unwrap(), 2);
    let expected = [
        (1, "\"x\"".to_owned(), b"{\"V\":\"x\"}".to_vec()),
        (3, "not".to_owned(), b"[".to_vec()),
    ];
    assert_eq!(errors(&table), expected);
    if policy == "fail" {
        assert_eq!(await_failure(&table).detail("offset"), Some("1"));
    } else {
        assert!(table.failure().is_none());
    }
    assert!(table.view(["V"]).is_err() || table.view(["V"]).unwrap().errors().is_err());
}

#[track_caller]
fn await_commits(commits: &Commits, expected: &[i64]) {
    let deadline = Instant::now() + SOON;
    while *commits.lock().unwrap() != expected {
        assert!(Instant::now() < deadline, "{commits:?}, expected {expected:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn positions_are_committed_once_rows_are_in_the_table() {
    let session = Session::new().unwrap();
    let group = [("group.id", "g"), ("auto.commit.interval.ms", "20")];
    let (table, events, commits) = consume_to(&session, TableType::Append, &group, &|_| Ok(None));
    let await_commits = |expected: &[i64]| await_commits(&commits, expected);
    // In a session that is held, those that wait for the table count too.
    let hold = session.hold();
    events.send(Event::Records(vec!["{\"V\":1}"])).unwrap();
    await_commits(&[1]);
    assert_eq!(table.num_rows(), 0);
    drop(hold);
    events.send(Event::Records(vec!["{\"V\":2}"])).unwrap();
    await_commits(&[1, 2]);
    assert_eq!(table.num_rows(), 2);
    // What could not be read is to be read again.
    events
        .send(Event::Records(vec!["{\"V\":3}", "no", "{\"V\":5}"]))
        .unwrap();
    await_failure(&table);
    session.close();
    assert_eq!(*commits.lock().unwrap(), [1, 2, 3]);
}

#[test]
fn a_table_keeps_to_its_budget() {
    let session = Session::new().unwrap();
    let fails = [("topictable.memory.max", "1k"), ("topictable.memory.policy", "fail")];
    let (failing, failing_events) = consume_with(&session, TableType::Append, &fails);
    let (waiting, waiting_events) = consume_with(&session, TableType::Append, &[("topictable.memory.max", "1k")]);
    for events in [&failing_events, &waiting_events] {
        for _ in 0..100 {
            events.send(Event::Records(vec!["{\"V\":1}"; 100])).unwrap();
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    let failure = await_failure(&failing);
    assert!(
        failure
            .message()
            .ends_with("have reached the 1024 bytes of topictable.memory.max"),
        "{failure}"
    );
    assert_eq!(failure.detail("property"), Some("topictable.memory.max"));
    std::thread::sleep(Duration::from_millis(300));
    let rows = waiting.num_rows();
    assert!((50..10_000).contains(&rows), "{rows} rows");
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(waiting.num_rows(), rows);
    let start = Instant::now();
    session.close();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}
