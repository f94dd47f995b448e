//! Records that wait for a schema, with a decoder whose schemas are known when a test says so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::*;
use crate::format::{BadRecord, ColumnBuilder, Decoder, Payloads, Unready};
use crate::graph::consume::layout::Layout;
use crate::graph::consume::parked::PAUSED;
use crate::kafka::registry::{Pending, Wake};
use crate::spec::ColumnSpec;

/// What the test and the decoder share.
#[derive(Default)]
struct Schemas {
    known: BTreeSet<i64>,
    failed: BTreeSet<i64>,
    wakes: BTreeMap<i64, Vec<Wake>>,
}

type Shared = Arc<Mutex<Schemas>>;

/// Ends the question for a schema.
fn answer(schemas: &Shared, id: i64, known: bool) {
    let wakes = {
        let mut schemas = schemas.lock().unwrap();
        match known {
            true => schemas.known.insert(id),
            false => schemas.failed.insert(id),
        };
        schemas.wakes.remove(&id).unwrap_or_default()
    };
    wakes.iter().for_each(|wake| wake());
}

/// Decodes `7:42`, of the schema 7, as 42.
struct Prefixed(Shared);

fn parts(payload: &[u8]) -> (i64, i64) {
    let (id, value) = std::str::from_utf8(payload).unwrap().split_once(':').unwrap();
    (id.parse().unwrap(), value.parse().unwrap())
}

impl Decoder for Prefixed {
    fn columns(&self) -> Vec<ColumnSpec> {
        vec![field("V", ColumnType::Long)]
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(Prefixed(self.0.clone()))
    }

    fn ready(&mut self, payloads: Payloads<'_>) -> Option<Unready> {
        let schemas = self.0.lock().unwrap();
        let ids = payloads.iter().map(|payload| parts(payload.unwrap()).0);
        let waits = |id: &i64| !schemas.known.contains(id) && !schemas.failed.contains(id);
        let (ready, id) = ids.enumerate().find(|(_, id)| waits(id))?;
        let shared = self.0.clone();
        let schema = Pending::new(id, move |wake| {
            let mut schemas = shared.lock().unwrap();
            if schemas.known.contains(&id) || schemas.failed.contains(&id) {
                drop(schemas);
                wake();
            } else {
                schemas.wakes.entry(id).or_default().push(wake);
            }
        });
        Some(Unready { ready, schema })
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        let ColumnBuilder::Long(values) = &mut columns[0] else {
            panic!("a column of longs");
        };
        let schemas = self.0.lock().unwrap();
        for (index, payload) in payloads.iter().enumerate() {
            let (id, value) = parts(payload.unwrap());
            if schemas.failed.contains(&id) {
                values.push_null();
                let reason = format!("schema id {id} is not known to the registry");
                bad.push(BadRecord {
                    index,
                    field: None,
                    reason,
                });
            } else {
                assert!(
                    schemas.known.contains(&id),
                    "a record is decoded before its schema is there"
                );
                values.push(value);
            }
        }
    }
}

/// What the source was told.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Told {
    Pause(i32),
    Resume(i32),
    Commit(i32, i64),
}

/// Sends what the test says: batches of records of partitions. Ends when the test has nothing more.
struct Batches {
    batches: Receiver<Vec<(i32, &'static str)>>,
    next: BTreeMap<i32, i64>,
    told: Arc<Mutex<Vec<Told>>>,
    finished: bool,
}

impl Source for Batches {
    fn poll(&mut self, batch: &mut Batch, wait: Duration) -> Result<()> {
        match self.batches.recv_timeout(wait.min(Duration::from_millis(5))) {
            Ok(records) => {
                for (partition, value) in records {
                    let offset = self.next.entry(partition).or_default();
                    batch.push(partition, *offset, 1, None, Some(value.as_bytes()));
                    *offset += 1;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.finished = true,
        }
        Ok(())
    }

    fn is_finished(&self) -> bool {
        self.finished
    }

    fn partitions(&self) -> &[i32] {
        &[0, 1, 2]
    }

    fn progress(&self) -> Vec<Progress> {
        Vec::new()
    }

    fn commit(&mut self, positions: &[(i32, i64)]) {
        let commits = positions
            .iter()
            .map(|(partition, offset)| Told::Commit(*partition, *offset));
        self.told.lock().unwrap().extend(commits);
    }

    fn await_commits(&mut self, _: Duration) -> bool {
        true
    }

    fn pause(&mut self, partition: i32) {
        self.told.lock().unwrap().push(Told::Pause(partition));
    }

    fn resume(&mut self, partition: i32) {
        self.told.lock().unwrap().push(Told::Resume(partition));
    }

    fn waker(&self) -> Waker {
        Box::new(|| {})
    }
}

struct Fixture {
    session: Session,
    table: Table,
    schemas: Shared,
    batches: Option<Sent>,
    told: Arc<Mutex<Vec<Told>>>,
}

type Sent = Sender<Vec<(i32, &'static str)>>;

/// A request, its layout with schemas of which 1 is known, and a source that sends what it is given.
fn scripted(entries: &[(&str, &str)]) -> (Consume, Layout, Batches, Shared, Sent) {
    let schemas = Shared::default();
    schemas.lock().unwrap().known.insert(1);
    let consume = Consume {
        properties: properties(entries),
        topic: "t".to_owned(),
        partitions: Partitions::All,
        offsets: Offsets::Beginning,
        key: Spec::Ignore,
        value: Spec::json([field("V", ColumnType::Long)]),
        table_type: TableType::Append,
    };
    let mut layout = Layout::new(&consume).unwrap();
    layout.value = Box::new(Prefixed(schemas.clone()));
    let (sender, batches) = channel();
    let source = Batches {
        batches,
        next: BTreeMap::new(),
        told: Arc::default(),
        finished: false,
    };
    (consume, layout, source, schemas, sender)
}

impl Fixture {
    fn new(entries: &[(&str, &str)]) -> Self {
        let session = Session::new().unwrap();
        let (consume, layout, source, schemas, sender) = scripted(entries);
        let told = source.told.clone();
        let (table, consumer) = start(session.engine(), &consume, layout, Box::new(source), &|_| Ok(None)).unwrap();
        session.watch(consumer);
        Fixture {
            session,
            table,
            schemas,
            batches: Some(sender),
            told,
        }
    }

    fn send(&self, records: &[(i32, &'static str)]) {
        self.batches.as_ref().unwrap().send(records.to_vec()).unwrap();
    }

    fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    /// The partition, the offset and the value of each row.
    fn rows(&self) -> Vec<(i64, i64, i64)> {
        let mut rows = Vec::new();
        for batch in self
            .table
            .view(["P = (long)KafkaPartition", "KafkaOffset", "V"])
            .unwrap()
            .snapshot()
            .batches()
        {
            let batch = batch.unwrap();
            let column = |at: usize| batch.column(at).as_primitive::<Int64Type>().values().to_vec();
            let (partitions, offsets, values) = (column(0), column(1), column(2));
            rows.extend((0..batch.num_rows()).map(|row| (partitions[row], offsets[row], values[row])));
        }
        rows
    }
}

#[test]
fn an_unknown_schema_parks_its_partition_only() {
    let fixture = Fixture::new(&[]);
    fixture.send(&[
        (0, "1:10"),
        (1, "1:20"),
        (0, "7:11"),
        (0, "1:12"),
        (1, "1:21"),
        (2, "8:30"),
    ]);
    await_rows(&fixture.table, 3);
    // Also what comes later.
    fixture.send(&[(0, "1:13"), (1, "1:22"), (2, "1:31")]);
    await_rows(&fixture.table, 4);
    let metrics = fixture.session.metrics();
    let awaited = metrics
        .lines()
        .filter(|line| line.starts_with("topictable_awaited_schema{"));
    let awaited: Vec<&str> = awaited.map(|line| line.split_once("partition=").unwrap().1).collect();
    assert_eq!(awaited, ["\"0\"} 7", "\"2\"} 8"]);
    answer(&fixture.schemas, 8, true);
    await_rows(&fixture.table, 6);
    answer(&fixture.schemas, 7, true);
    await_rows(&fixture.table, 9);
    let mut rows = fixture.rows();
    let in_order = |partition| {
        let of = rows.iter().filter(|row| row.0 == partition);
        of.map(|row| (row.1, row.2)).collect::<Vec<_>>()
    };
    assert_eq!(in_order(0), [(0, 10), (1, 11), (2, 12), (3, 13)]);
    assert_eq!(in_order(1), [(0, 20), (1, 21), (2, 22)]);
    assert_eq!(in_order(2), [(0, 30), (1, 31)]);
    fixture.send(&[(0, "7:14")]);
    await_rows(&fixture.table, 10);
    rows = fixture.rows();
    assert_eq!(rows[9], (0, 4, 14));
    // So little has no partition paused.
    assert_eq!(fixture.told(), []);
    assert!(!fixture.session.metrics().contains("topictable_awaited_schema{"));
}

#[test]
fn a_partition_waits_for_one_schema_after_the_other() {
    let fixture = Fixture::new(&[]);
    fixture.send(&[(0, "7:1"), (0, "8:2"), (0, "7:3"), (0, "9:4")]);
    answer(&fixture.schemas, 9, true);
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(fixture.table.num_rows(), 0);
    answer(&fixture.schemas, 7, true);
    await_rows(&fixture.table, 1);
    answer(&fixture.schemas, 8, true);
    await_rows(&fixture.table, 4);
}

#[test]
fn a_partition_with_much_that_waits_is_paused() {
    let fixture = Fixture::new(&[]);
    // A long that takes much room.
    let long: &str = format!("1:{}2", "0".repeat(PAUSED)).leak();
    fixture.send(&[(0, "7:1"), (1, "7:3")]);
    fixture.send(&[(0, long), (2, "1:4")]);
    await_rows(&fixture.table, 1);
    fixture.send(&[(0, long), (2, "1:5")]);
    await_rows(&fixture.table, 2);
    assert_eq!(fixture.told(), [Told::Pause(0)]);
    answer(&fixture.schemas, 7, true);
    await_rows(&fixture.table, 6);
    fixture.send(&[(2, "1:6")]);
    await_rows(&fixture.table, 7);
    assert_eq!(fixture.told(), [Told::Pause(0), Told::Resume(0)]);
}

#[rstest]
#[case("fail", 1)]
#[case("skip", 2)]
#[case("null", 3)]
fn a_schema_that_cannot_be_had_makes_its_records_bad(#[case] policy: &str, #[case] rows: u64) {
    let fixture = Fixture::new(&[("topictable.on.error", policy)]);
    fixture.send(&[(0, "1:1"), (0, "7:2")]);
    await_rows(&fixture.table, 1);
    assert!(fixture.table.failure().is_none());
    fixture.send(&[(1, "8:3")]);
    answer(&fixture.schemas, 7, false);
    let expected = "schema id 7 is not known to the registry";
    if policy == "fail" {
        let failure = await_failure(&fixture.table);
        let told = failure.context().collect::<BTreeMap<_, _>>();
        assert_eq!(
            (told["partition"], told["offset"], told["reason"]),
            ("0", "1", expected)
        );
    } else {
        // What comes after it goes on.
        fixture.send(&[(0, "1:4")]);
    }
    await_rows(&fixture.table, rows);
    await_rows(&fixture.table.errors().unwrap(), 1);
}

#[test]
fn no_position_passes_a_record_that_waits() {
    let fixture = Fixture::new(&[("group.id", "g"), ("auto.commit.interval.ms", "20")]);
    fixture.send(&[(0, "1:1"), (0, "1:2"), (0, "7:3"), (0, "1:4"), (1, "7:5"), (2, "1:6")]);
    await_rows(&fixture.table, 3);
    std::thread::sleep(Duration::from_millis(100));
    let commits = |told: Vec<Told>| {
        told.into_iter()
            .filter(|told| matches!(told, Told::Commit(..)))
            .collect::<Vec<_>>()
    };
    assert_eq!(commits(fixture.told()), [Told::Commit(0, 2), Told::Commit(2, 1)]);
    // Closing is prompt, and commits no more than that.
    let start = Instant::now();
    fixture.session.close();
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(commits(fixture.told()), [Told::Commit(0, 2), Told::Commit(2, 1)]);
}

#[test]
fn a_table_does_not_end_while_records_wait() {
    let mut fixture = Fixture::new(&[]);
    fixture.send(&[(0, "1:1"), (0, "7:2")]);
    fixture.batches = None;
    await_rows(&fixture.table, 1);
    std::thread::sleep(Duration::from_millis(100));
    let state = |fixture: &Fixture, state: &str| {
        let metrics = fixture.session.metrics();
        metrics
            .lines()
            .any(|line| line.ends_with(&format!("state=\"{state}\"}} 1")))
    };
    assert!(state(&fixture, "reading"));
    answer(&fixture.schemas, 7, true);
    await_rows(&fixture.table, 2);
    let deadline = Instant::now() + SOON;
    while !state(&fixture, "finished") {
        assert!(Instant::now() < deadline, "the consumer does not end");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn closing_is_prompt_when_nothing_but_a_schema_is_waited_for() {
    let mut fixture = Fixture::new(&[]);
    fixture.send(&[(0, "1:1"), (0, "7:2")]);
    fixture.batches = None;
    await_rows(&fixture.table, 1);
    std::thread::sleep(Duration::from_millis(50));
    let start = Instant::now();
    fixture.session.close();
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
}

#[test]
fn a_table_for_each_partition_waits_by_itself() {
    let session = Session::new().unwrap();
    let (consume, layout, source, schemas, sender) = scripted(&[]);
    let (tables, consumer) =
        partitioned::start(session.engine(), &consume, layout, Box::new(source), &|_| Ok(None)).unwrap();
    session.watch(consumer);
    let tables = tables.constituents();
    sender
        .send(vec![
            (0, "1:1"),
            (0, "7:2"),
            (1, "1:3"),
            (0, "1:4"),
            (2, "8:5"),
            (1, "1:6"),
        ])
        .unwrap();
    await_rows(&tables[1], 2);
    await_rows(&tables[0], 1);
    answer(&schemas, 8, true);
    await_rows(&tables[2], 1);
    assert_eq!(tables[0].num_rows(), 1);
    answer(&schemas, 7, true);
    await_rows(&tables[0], 3);
    sender.send(vec![(0, "7:7"), (2, "1:8")]).unwrap();
    await_rows(&tables[0], 4);
    await_rows(&tables[2], 2);
}
