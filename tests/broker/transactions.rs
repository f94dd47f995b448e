//! Tables as topics, in transactions.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use arrow_array::{Int64Array, RecordBatch};
use topictable::{
    ColumnType, End, ErrorKind, Offsets, ProduceSpec, PublishBuilder, Publisher, PublisherState, Session, Spec, Table,
    TimeTable,
};

use crate::load::close;
use crate::stack::{BOOTSTRAP, SECURED, Stack, Topic, await_that, lines, unique};

const SOON: Duration = Duration::from_secs(60);

/// Rows with the numbers of V.
fn rows(numbers: impl IntoIterator<Item = i64>) -> RecordBatch {
    let numbers = Int64Array::from_iter_values(numbers);
    RecordBatch::try_from_iter([("V", Arc::new(numbers) as _)]).unwrap()
}

/// An input table of the column V.
fn input(session: &Session) -> Table {
    session.input_table(rows([]).schema(), Vec::<String>::new()).unwrap()
}

/// Publishes the longs V as texts in transactions.
fn to<'a>(topic: &Topic, table: &'a Table, id: &str) -> PublishBuilder<'a> {
    table
        .publish_to(&topic.name)
        .property("bootstrap.servers", &topic.bootstrap)
        .property("topictable.simple.encoding", "text")
        .property("topictable.publish.transactional.id", id)
        .value(ProduceSpec::simple("V"))
}

/// The numbers that are in a topic now, as who reads at this level of isolation sees them.
fn values_at(topic: &Topic, isolation: &str) -> Vec<i64> {
    let session = Session::new().unwrap();
    let consume = || {
        topic
            .consume(&session)
            .property("isolation.level", isolation)
            .property("topictable.simple.encoding", "text")
            .offsets(Offsets::Beginning)
            .value(Spec::simple("V", ColumnType::Long))
            .until(End::Latest)
            .append()
    };
    // A broker that has just been started may refuse the first questions.
    let deadline = Instant::now() + SOON;
    let table = loop {
        match consume() {
            Ok(table) => break table,
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
        thread::sleep(Duration::from_millis(50));
    };
    await_that(&table, "the end", |table| !table.is_refreshing());
    let values = lines(&table.view(["V"]).unwrap());
    values.iter().map(|value| value.parse().unwrap()).collect()
}

pub fn committed(topic: &Topic) -> Vec<i64> {
    values_at(topic, "read_committed")
}

/// Waits until these are committed, each once and, with one partition, in this order. The broker shows a transaction a
/// moment after it has taken the commit.
#[track_caller]
pub fn await_committed(topic: &Topic, expected: impl IntoIterator<Item = i64>) {
    let expected: Vec<i64> = expected.into_iter().collect();
    let deadline = Instant::now() + SOON;
    let mut found = committed(topic);
    while found.len() < expected.len() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(20));
        found = committed(topic);
    }
    if topic.partitions > 1 {
        found.sort_unstable();
    }
    let first = found
        .iter()
        .zip(&expected)
        .position(|(found, expected)| found != expected);
    let around = |values: &[i64]| {
        let from = first.unwrap_or(values.len().min(found.len())).saturating_sub(3);
        values[from..values.len().min(from + 10)].to_vec()
    };
    assert!(
        found == expected,
        "{} values, expected {}: {:?}, expected {:?}",
        found.len(),
        expected.len(),
        around(&found),
        around(&expected)
    );
}

#[track_caller]
fn await_that_publisher(publisher: &Publisher, what: &str, holds: impl Fn(&Publisher) -> bool) {
    let deadline = Instant::now() + SOON;
    while !holds(publisher) {
        assert!(Instant::now() < deadline, "{publisher:?}, expected {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[track_caller]
fn await_state(publisher: &Publisher, state: PublisherState) {
    await_that_publisher(publisher, &format!("{state:?}"), |publisher| {
        publisher.status().state == state
    });
}

#[test]
fn readers_of_what_is_committed_see_whole_cycles() {
    const ROWS: i64 = 300;
    let topic = Topic::new("cycles", 1);
    let session = Session::new().unwrap();
    let table = input(&session);
    table.add_rows(&rows(std::iter::repeat_n(0, ROWS as usize))).unwrap();
    let publisher = to(&topic, &table, &unique("id")).start().unwrap();
    // The rows that are there are one transaction.
    await_committed(&topic, std::iter::repeat_n(0, ROWS as usize));
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for cycle in 1..100 {
                table
                    .add_rows(&rows(std::iter::repeat_n(cycle, ROWS as usize)))
                    .unwrap();
            }
        });
        let mut looks = 0;
        while !writer.is_finished() || looks < 3 {
            let mut sizes = BTreeMap::new();
            for cycle in committed(&topic) {
                *sizes.entry(cycle).or_insert(0) += 1;
            }
            assert!(sizes.values().all(|size| *size == ROWS), "{sizes:?}");
            assert!(sizes.keys().copied().eq(0..sizes.len() as i64), "{sizes:?}");
            looks += 1;
        }
    });
    publisher.stop().unwrap();
    let status = publisher.status();
    assert_eq!((status.records, status.delivered, status.unsent), (30_000, 30_000, 0));
    await_committed(
        &topic,
        (0..100).flat_map(|cycle| std::iter::repeat_n(cycle, ROWS as usize)),
    );
}

#[test]
fn javas_own_property_means_the_same() {
    let topic = Topic::new("java", 2);
    let session = Session::new().unwrap();
    let batch = rows(0..10);
    let table = session.import(batch.schema(), [Ok(batch)]).unwrap();
    let id = unique("id");
    let start = |property: &str, value: &str| {
        table
            .publish_to(&topic.name)
            .property("bootstrap.servers", &topic.bootstrap)
            .property("topictable.simple.encoding", "text")
            .property("transactional.id", &id)
            .property(property, value)
            .value(ProduceSpec::simple("V"))
            .start()
    };
    // Shorter than a delivery and a request may take otherwise.
    start("transaction.timeout.ms", "5000").unwrap();
    await_committed(&topic, 0..10);
    let error = start("transaction.timeout.ms", "2000000000").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
    assert!(error.message().contains("transaction.max.timeout.ms"), "{error}");
    for (property, value) in [("enable.idempotence", "false"), ("acks", "1")] {
        let error = start(property, value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
        assert_eq!(error.detail("property"), Some("transactional.id"), "{error}");
    }
}

#[test]
fn a_second_publisher_with_the_id_takes_over() {
    let (topic, other) = (Topic::new("fenced", 1), Topic::new("fencing", 1));
    let (session, second) = (Session::new().unwrap(), Session::new().unwrap());
    let (table, replacing) = (input(&session), input(&second));
    let id = unique("id");
    let publisher = to(&topic, &table, &id).start().unwrap();
    table.add_rows(&rows([1])).unwrap();
    await_that_publisher(&publisher, "a record", |publisher| publisher.status().delivered == 1);

    // In one session that cannot be meant.
    let error = to(&other, &table, &id).start().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
    assert_eq!(error.detail("transactional.id"), Some(&*id), "{error}");
    assert!(error.message().contains(&topic.name), "{error}");

    let taken_over = to(&other, &replacing, &id).start().unwrap();
    table.add_rows(&rows([2, 3])).unwrap();
    await_state(&publisher, PublisherState::Failed);
    let error = publisher.stop().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Kafka, "{error}");
    assert_eq!(error.detail("transactional.id"), Some(&*id), "{error}");
    assert!(
        error
            .message()
            .contains("another publisher with this id has taken over"),
        "{error}"
    );
    assert_eq!((publisher.status().delivered, publisher.status().unsent), (1, 2));
    replacing.add_rows(&rows([7])).unwrap();
    await_that_publisher(&taken_over, "a record", |publisher| publisher.status().delivered == 1);
    taken_over.stop().unwrap();
    await_committed(&other, [7]);
    await_committed(&topic, [1]);
    // Its id is free again.
    to(&other, &replacing, &id).without_initial().start().unwrap();
}

#[test]
fn what_can_never_be_delivered_ends_it_and_is_not_seen() {
    let small = Topic::limited("small", 1000);
    let session = Session::new().unwrap();
    let table = input(&session);
    let long = "x".repeat(5000);
    let texts = table.update([format!("Text = V == 3 ? `{long}` : `short`")]).unwrap();
    let publisher = to(&small, &texts, &unique("id"))
        .value(ProduceSpec::simple("Text"))
        .start()
        .unwrap();
    table.add_rows(&rows([1, 2])).unwrap();
    await_that_publisher(&publisher, "records", |publisher| publisher.status().delivered == 2);
    table.add_rows(&rows([4, 3, 5])).unwrap();
    await_state(&publisher, PublisherState::Failed);
    let error = publisher.stop().unwrap_err();
    assert!(error.message().contains("max.message.bytes"), "{error}");
    assert_eq!(publisher.status().delivered, 2);
    let session = Session::new().unwrap();
    let seen = small
        .consume(&session)
        .property("isolation.level", "read_committed")
        .offsets(Offsets::Beginning)
        .value(Spec::simple("Text", ColumnType::String))
        .until(End::Latest)
        .append()
        .unwrap();
    await_that(&seen, "the end", |table| !table.is_refreshing());
    assert_eq!(seen.num_rows(), 2);
    close(&session);
}

#[test]
fn a_broker_that_goes_away_gets_every_cycle_once() {
    let mut stack = Stack::start(&[]);
    let topic = Topic::at(&stack.bootstrap, "restarted", 2);
    let session = Session::new().unwrap();
    let ticks = session.time_table(TimeTable::every(Duration::from_millis(5))).unwrap();
    let table = ticks.update(["V = ii"]).unwrap();
    let publisher = to(&topic, &table, &unique("id")).start().unwrap();
    let delivered = |count: u64| {
        await_that_publisher(&publisher, "more records", |publisher| {
            publisher.status().delivered >= count
        });
    };
    delivered(100);
    for command in ["stop", "kill", "pause"] {
        stack.broker(command);
        await_state(&publisher, PublisherState::Retrying);
        let waiting = publisher.status();
        assert!(waiting.error.is_some() && waiting.unsent > 0, "{waiting:?}");
        stack.broker(if command == "pause" { "resume" } else { "start" });
        await_state(&publisher, PublisherState::Running);
        delivered(waiting.records + 50);
    }
    // Also while there is always more to publish.
    publisher.stop().unwrap();
    assert_eq!(publisher.status().state, PublisherState::Stopped);
    await_committed(&topic, 0..publisher.status().delivered as i64);
}

#[test]
fn a_broker_that_is_away_at_the_beginning_is_waited_for() {
    let mut stack = Stack::start(&[]);
    let topic = Topic::at(&stack.bootstrap, "begin", 1);
    let session = Session::new().unwrap();
    let table = input(&session);
    table.add_rows(&rows([1])).unwrap();
    stack.broker("kill");
    let id = unique("id");
    let error = to(&topic, &table, &id)
        .property("max.block.ms", "1000")
        .start()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    thread::scope(|scope| {
        let publisher = scope.spawn(|| to(&topic, &table, &id).start());
        thread::sleep(Duration::from_millis(500));
        stack.broker("start");
        publisher.join().unwrap().unwrap();
    });
    await_committed(&topic, [1]);
    // A call that waits ends with its session.
    stack.broker("kill");
    let other = Session::new().unwrap();
    let waiting = input(&other);
    thread::scope(|scope| {
        let publisher = scope.spawn(|| to(&topic, &waiting, &id).start().map(drop));
        thread::sleep(Duration::from_millis(300));
        close(&other);
        assert_eq!(publisher.join().unwrap().unwrap_err().kind(), ErrorKind::Closed);
    });
}

#[test]
fn the_end_is_bounded_with_the_broker_gone() {
    let mut stack = Stack::start(&[]);
    let topic = Topic::at(&stack.bootstrap, "unreached", 1);
    let session = Session::new().unwrap();
    let table = input(&session);
    let start = || {
        to(&topic, &table, &unique("id"))
            .property("topictable.publish.close.timeout.ms", "300")
            .start()
            .unwrap()
    };
    let (stopped, closed) = (start(), start());
    stack.broker("kill");
    table.add_rows(&rows([1, 2])).unwrap();
    await_that(&table, "two rows", |table| table.num_rows() == 2);
    let begin = Instant::now();
    let error = stopped.stop().unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert_eq!(error.detail("unsent"), Some("2"), "{error}");
    close(&session);
    await_state(&closed, PublisherState::Failed);

    // So is how long a cycle is tried.
    let session = Session::new().unwrap();
    let table = input(&session);
    stack.broker("start");
    let late = to(&topic, &table, &unique("id"))
        .property("delivery.timeout.ms", "1500")
        .start()
        .unwrap();
    stack.broker("kill");
    table.add_rows(&rows([3])).unwrap();
    await_state(&late, PublisherState::Failed);
    let error = late.status().error.unwrap();
    assert!(error.message().contains("delivery.timeout.ms"), "{error}");
    close(&session);
    stack.broker("start");
    assert!(committed(&topic).is_empty());
}

#[test]
fn a_user_without_the_right_to_the_id_is_refused() {
    let session = Session::new().unwrap();
    let table = input(&session);
    let error = table
        .publish_to("any")
        .property("bootstrap.servers", SECURED.said("/listeners/sasl_plaintext"))
        .property("security.protocol", "SASL_PLAINTEXT")
        .property("sasl.mechanism", "PLAIN")
        .property(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"nobody\" password=\"wrong\";",
        )
        .property("transactional.id", "any")
        .value(ProduceSpec::simple("V"))
        .start()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
}

/// What this test program does when it is started again as a child.
const ROLE: &str = "TOPICTABLE_TEST_CHILD";

/// A process of its own, which is killed with this handle.
struct Process(Child);

impl Process {
    /// Starts this test program in a role, which is told some texts.
    fn start(role: &str, told: &[&str]) -> Process {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "transactions::the_child", "--ignored", "--nocapture"])
            .env(ROLE, [&[role], told].concat().join(" "))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Process(child)
    }

    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
#[ignore = "the program of processes that other tests start and kill"]
fn the_child() {
    let Ok(told) = std::env::var(ROLE) else { return };
    let told: Vec<&str> = told.split(' ').collect();
    match told[..] {
        ["cycle", bootstrap, topic, id] => publish_a_large_cycle(bootstrap, topic, id),
        _ => panic!("{told:?}"),
    }
}

/// A cycle that is not over for minutes.
fn publish_a_large_cycle(bootstrap: &str, topic: &str, id: &str) {
    let session = Session::new().unwrap();
    let table = session
        .empty_table(500_000_000)
        .unwrap()
        .update_view(["V = ii"])
        .unwrap();
    table
        .publish_to(topic)
        .property("bootstrap.servers", bootstrap)
        .property("topictable.simple.encoding", "text")
        .property("topictable.publish.transactional.id", id)
        .value(ProduceSpec::simple("V"))
        .start()
        .unwrap();
}

#[test]
fn of_a_process_that_is_killed_in_a_cycle_nothing_is_seen() {
    let topic = Topic::new("killed", 1);
    let id = unique("id");
    let process = Process::start("cycle", &[&BOOTSTRAP, &topic.name, &id]);
    let deadline = Instant::now() + SOON;
    while values_at(&topic, "read_uncommitted").len() < 1000 {
        assert!(Instant::now() < deadline, "no records");
        thread::sleep(Duration::from_millis(20));
    }
    process.kill();
    assert!(committed(&topic).is_empty());
    // Who comes next with the id need not wait until the broker gives the transaction up.
    let session = Session::new().unwrap();
    let table = input(&session);
    table.add_rows(&rows(1..4)).unwrap();
    let begin = Instant::now();
    to(&topic, &table, &id).start().unwrap().stop().unwrap();
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
    await_committed(&topic, [1, 2, 3]);
}
