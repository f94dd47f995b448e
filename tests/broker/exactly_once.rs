//! From topic to topic exactly once.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rstest::rstest;
use topictable::{
    ColumnType, ConsumeBuilder, Error, ErrorKind, Offsets, ProduceSpec, PublishBuilder, Publisher, PublisherState,
    Session, Spec, Table,
};

use crate::load::{Load, close};
use crate::options::committed as group_offset;
use crate::stack::{BOOTSTRAP, Stack, Topic, await_rows, unique};
use crate::transactions::{await_committed, committed};

const SOON: Duration = Duration::from_secs(60);

/// A table of a topic's longs V, from where the group has stopped.
fn from<'a>(bootstrap: &str, topic: &str, group: &str, session: &'a Session) -> ConsumeBuilder<'a> {
    session
        .consume(topic)
        .property("bootstrap.servers", bootstrap)
        .property("group.id", group)
        .property("auto.offset.reset", "earliest")
        .property("auto.commit.interval.ms", "50")
        .value(Spec::simple("V", ColumnType::Long))
}

/// Publishes V as text in transactions.
fn to<'a>(bootstrap: &str, topic: &str, id: &str, table: &'a Table) -> PublishBuilder<'a> {
    table
        .publish_to(topic)
        .property("bootstrap.servers", bootstrap)
        .property("topictable.simple.encoding", "text")
        .property("topictable.publish.transactional.id", id)
        .value(ProduceSpec::simple("V"))
}

/// Two topics, a group and a transactional id.
struct Way {
    source: Arc<Topic>,
    target: Topic,
    group: String,
    id: String,
}

impl Way {
    fn new(partitions: i32) -> Way {
        Way {
            source: Arc::new(Topic::new("source", partitions)),
            target: Topic::new("target", 1),
            group: unique("group"),
            id: unique("id"),
        }
    }

    fn from<'a>(&self, session: &'a Session) -> ConsumeBuilder<'a> {
        from(&self.source.bootstrap, &self.source.name, &self.group, session)
    }

    fn to<'a>(&self, table: &'a Table) -> PublishBuilder<'a> {
        to(&self.target.bootstrap, &self.target.name, &self.id, table)
    }

    /// Waits until this is the group's offset in partition 0.
    #[track_caller]
    fn await_offset(&self, expected: i64) {
        let deadline = Instant::now() + SOON;
        while group_offset(&self.group, &self.source) != Some(expected) {
            let found = group_offset(&self.group, &self.source);
            assert!(Instant::now() < deadline, "{found:?}, expected {expected}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

#[track_caller]
fn await_delivered(publisher: &Publisher, count: u64) {
    let deadline = Instant::now() + SOON;
    while publisher.status().delivered < count {
        assert!(Instant::now() < deadline, "{publisher:?}, expected {count}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn offsets_are_committed_with_what_is_made_of_the_records() {
    let way = Way::new(1);
    let session = Session::new().unwrap();
    way.source.send_numbers(0..10);
    let table = way.from(&session).append().unwrap();
    // The consumer's own commit: it has not been published.
    await_rows(&table, 10);
    way.await_offset(10);
    let even = table.where_(["V % 2 == 0", "V < 1000"]).unwrap();
    let publisher = way.to(&even).start().unwrap();
    await_committed(&way.target, (0..10).step_by(2));
    way.source.send_numbers(10..20);
    await_delivered(&publisher, 10);
    way.await_offset(20);
    // Those of records that make no row follow without records.
    way.source.send_numbers(1000..1100);
    way.await_offset(120);
    publisher.stop().unwrap();

    // The consumer does not commit what nobody publishes.
    way.source.send_numbers(20..30);
    await_rows(&table, 130);
    thread::sleep(Duration::from_millis(300));
    close(&session);
    assert_eq!(group_offset(&way.group, &way.source), Some(120));

    // The next one goes on from there.
    let session = Session::new().unwrap();
    let table = way.from(&session).append().unwrap();
    let even = table.where_(["V % 2 == 0", "V < 1000"]).unwrap();
    let publisher = way.to(&even).start().unwrap();
    await_delivered(&publisher, 5);
    close(&session);
    assert_ne!(publisher.status().state, PublisherState::Failed);
    await_committed(&way.target, (0..30).step_by(2));
    way.await_offset(130);
}

#[test]
fn where_reading_begins_is_committed_before_there_are_records() {
    let way = Way::new(1);
    way.source.send_numbers(0..10);
    let session = Session::new().unwrap();
    // It begins at the end: what comes later must not be missed after a restart.
    let table = way
        .from(&session)
        .property("auto.offset.reset", "latest")
        .append()
        .unwrap();
    way.to(&table).start().unwrap();
    way.await_offset(10);
}

#[rstest]
fn every_partition_counts(#[values(false, true)] partitioned: bool) {
    let way = Way::new(3);
    way.source.send_numbers(0..100);
    let numbers = |session: &Session| {
        if partitioned {
            let parts = way.from(session).partitioned(topictable::TableType::Append).unwrap();
            parts.merge().unwrap()
        } else {
            way.from(session).append().unwrap()
        }
    };
    for round in 0..3 {
        let session = Session::new().unwrap();
        let table = numbers(&session);
        let publisher = way.to(&table).start().unwrap();
        way.source.send_numbers(100 * (round + 1)..100 * (round + 2));
        let expected = if round == 0 { 200 } else { 100 };
        await_delivered(&publisher, expected);
        close(&session);
    }
    let mut found = committed(&way.target);
    found.sort_unstable();
    assert!(found.into_iter().eq(0..400));
}

#[test]
fn a_blink_table_is_joined_with_one_that_changes() {
    let way = Way::new(1);
    let session = Session::new().unwrap();
    let prices = Topic::new("prices", 1);
    let prices = prices
        .consume(&session)
        .value(Spec::simple("P", ColumnType::Long))
        .append()
        .unwrap();
    let last = prices.view(["P", "K = 0"]).unwrap().last_by(["K"]).unwrap();
    let table = way.from(&session).blink().unwrap().update(["K = 0"]).unwrap();
    let joined = table.natural_join(&last, ["K"], ["P"]).unwrap();
    let publisher = way.to(&joined).start().unwrap();
    way.source.send_numbers(0..6);
    await_delivered(&publisher, 6);
    way.await_offset(6);
    publisher.stop().unwrap();
    // The same of an append table would write rows again.
    let table = way.from(&session).append().unwrap().update(["K = 0"]).unwrap();
    refused(
        &way,
        &table.natural_join(&last, ["K"], ["P"]).unwrap(),
        "after a restart ",
    );
}

#[test]
fn the_last_rows_by_key_go_on_too() {
    let way = Way::new(1);
    let session = Session::new().unwrap();
    let table = way.from(&session).blink().unwrap();
    let keyed = table.update(["K = V % 3"]).unwrap();
    let publisher = way.to(&keyed).key(ProduceSpec::simple("K")).last_by().start().unwrap();
    way.source.send_numbers(0..6);
    way.await_offset(6);
    publisher.stop().unwrap();
    let values = committed(&way.target);
    assert_eq!(values[values.len() - 3..], [3, 4, 5]);
}

#[test]
fn a_table_that_fails_is_published_up_to_the_bad_record() {
    let way = Way::new(1);
    let publish = |policy: &str, session: &Session| {
        let dead = format!("{}.dead", way.id);
        let table = way.from(session).property("topictable.on.error", policy);
        let table = table.property("topictable.dead.letter.topic", dead).append().unwrap();
        way.to(&table).start().unwrap()
    };
    let session = Session::new().unwrap();
    let publisher = publish("fail", &session);
    way.source.send_numbers(0..10);
    way.source.send_texts(&["no long"]);
    way.source.send_numbers(11..20);
    let deadline = Instant::now() + SOON;
    while publisher.status().state != PublisherState::Failed {
        assert!(Instant::now() < deadline, "{publisher:?}");
        thread::sleep(Duration::from_millis(10));
    }
    let error = publisher.stop().unwrap_err();
    assert_eq!(
        (error.kind(), error.detail("offset")),
        (ErrorKind::TableFailed, Some("10")),
        "{error}"
    );
    await_committed(&way.target, 0..10);
    assert_eq!(group_offset(&way.group, &way.source), Some(10));
    close(&session);
    // Who reads on with another policy gets the rest.
    for (policy, expected) in [("dead-letter", 20), ("skip", 30)] {
        let session = Session::new().unwrap();
        let publisher = publish(policy, &session);
        if policy == "skip" {
            way.source.send_texts(&["no long either"]);
            way.source.send_numbers(21..30);
        }
        way.await_offset(expected);
        publisher.stop().unwrap();
        close(&session);
    }
    await_committed(&way.target, (0..30).filter(|number| ![10, 20].contains(number)));
}

/// What is wrong with publishing a table in transactions with offsets.
#[track_caller]
fn refused(way: &Way, table: &Table, expected: &str) {
    let error: Error = way.to(table).start().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
    assert_eq!(error.detail("group"), Some(&*way.group), "{error}");
    assert!(error.message().contains(expected), "{error}");
}

#[test]
fn what_cannot_be_exactly_once_is_refused() {
    let way = Way::new(1);
    let session = Session::new().unwrap();
    let table = way.from(&session).append().unwrap();
    let still = session.empty_table(1).unwrap().update(["V = ii"]).unwrap();
    for derived in [
        session.merge(&[table.view(["V"]).unwrap(), still]).unwrap(),
        table.view(["V", "K = V % 3"]).unwrap().sum_by(["K"]).unwrap(),
        table.last_by(["V"]).unwrap().where_(["V > 2"]).unwrap(),
        table.sort(["V"]).unwrap(),
        table.head(3).unwrap(),
        table
            .natural_join(&table.last_by(["V"]).unwrap(), ["V"], ["W = V"])
            .unwrap(),
    ] {
        let label = format!("{derived:?}");
        let error = way.to(&derived).start().unwrap_err();
        assert!(error.message().contains("after a restart "), "{label}: {error}");
        assert!(
            error.message().contains("topictable.publish.send.offsets = false"),
            "{error}"
        );
    }
    refused(&way, &way.from(&session).ring(10).unwrap(), "a ring table forgets rows");
    let sought = way.from(&session).offsets(Offsets::Beginning).append().unwrap();
    refused(&way, &sought, "does not begin where the group has stopped");
    let error = way.to(&table).without_initial().start().unwrap_err();
    assert_eq!(error.detail("pointer"), Some("/publish_initial"), "{error}");

    // Whole cycles are had without offsets.
    let sums = table.view(["V"]).unwrap().sum_by(Vec::<String>::new()).unwrap();
    let without = way.to(&sums).property("topictable.publish.send.offsets", "false");
    without.start().unwrap().stop().unwrap();

    let publisher = way.to(&table).start().unwrap();
    let error = to(&BOOTSTRAP, "other", &unique("id"), &table).start().unwrap_err();
    assert!(
        error.message().contains("expected one publisher for each group"),
        "{error}"
    );
    assert!(error.message().contains(&way.target.name), "{error}");
    publisher.stop().unwrap();

    // Rows of a blink table that nobody has seen.
    let blink = way.from(&session).blink().unwrap();
    way.source.send_numbers(0..3);
    let deadline = Instant::now() + SOON;
    while blink.rows_written() < 3 || blink.num_rows() > 0 {
        assert!(Instant::now() < deadline);
        thread::sleep(Duration::from_millis(5));
    }
    refused(&way, &blink, "hold the session");
    close(&session);
}

#[test]
fn a_group_that_has_moved_on_is_told() {
    let way = Way::new(1);
    way.source.send_numbers(0..10);
    let (session, other) = (Session::new().unwrap(), Session::new().unwrap());
    let table = way
        .from(&session)
        .property("enable.auto.commit", "false")
        .append()
        .unwrap();
    let elsewhere = way.from(&other).append().unwrap();
    await_rows(&elsewhere, 10);
    way.await_offset(10);
    let error = way.to(&table).start().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Kafka, "{error}");
    assert!(
        error.message().contains("has committed offset 10 of partition 0"),
        "{error}"
    );
    assert!(committed(&way.target).is_empty());
}

#[test]
fn a_broker_that_is_restarted_takes_every_record_once() {
    let mut stack = Stack::start(&[]);
    let [source, target] = [("source", 2), ("target", 1)].map(|(name, count)| Topic::at(&stack.bootstrap, name, count));
    let group = unique("group");
    let session = Session::new().unwrap();
    let table = from(&stack.bootstrap, &source.name, &group, &session).append().unwrap();
    let publisher = to(&stack.bootstrap, &target.name, &unique("id"), &table)
        .start()
        .unwrap();
    let mut sent = 0;
    let mut send = |count| {
        source.send_numbers(sent..sent + count);
        sent += count;
        sent as u64
    };
    let delivered = send(500);
    await_delivered(&publisher, delivered);
    for command in ["stop", "kill"] {
        stack.broker(command);
        thread::sleep(Duration::from_millis(300));
        stack.broker("start");
        let delivered = send(500);
        await_delivered(&publisher, delivered);
    }
    publisher.stop().unwrap();
    let mut found = committed(&target);
    found.sort_unstable();
    assert!(found.into_iter().eq(0..1500));
}

/// What this test program does when it is started again as a child.
const ROLE: &str = "TOPICTABLE_TEST_COPY";

#[test]
#[ignore = "the program of processes that another test starts and kills"]
fn the_child() {
    let Ok(told) = std::env::var(ROLE) else { return };
    let told: Vec<&str> = told.split(' ').collect();
    let [kind, bootstrap, source, target, group, id] = told[..] else {
        panic!("{told:?}");
    };
    let session = Session::new().unwrap();
    let held = session.hold();
    let table = from(bootstrap, source, group, &session).property("enable.auto.commit", "false");
    let table = if kind == "blink" { table.blink() } else { table.append() };
    let table = table.unwrap().where_(["V % 5 != 0"]).unwrap().update(["V"]).unwrap();
    match to(bootstrap, target, id, &table).start() {
        Ok(_) => drop(held),
        // Begun too early: the transaction of the one before has ended meanwhile.
        Err(error) if error.kind() == ErrorKind::Kafka => return,
        Err(error) => panic!("{error}"),
    }
    thread::sleep(SOON * 5);
}

/// A process that copies, killed with this handle.
struct Copy(Child);

impl Copy {
    fn start(kind: &str, way: &Way) -> Copy {
        let told = [
            kind,
            &way.source.bootstrap,
            &way.source.name,
            &way.target.name,
            &way.group,
            &way.id,
        ];
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "exactly_once::the_child", "--ignored"])
            .env(ROLE, told.join(" "))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Copy(child)
    }
}

impl Drop for Copy {
    /// SIGKILL.
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[rstest]
fn processes_that_are_killed_lose_and_double_nothing(#[values("append", "blink")] kind: &str) {
    const KILLS: u64 = 8;
    let way = Way::new(3);
    let load = Load::start(&way.source);
    for kill in 0..KILLS {
        let before = committed(&way.target).len();
        let mut copy = Copy::start(kind, &way);
        let deadline = Instant::now() + SOON;
        while committed(&way.target).len() < before + 200 {
            assert!(Instant::now() < deadline, "nothing is copied");
            if copy.0.try_wait().unwrap().is_some() {
                copy = Copy::start(kind, &way);
            }
        }
        // At another point of its work each time.
        thread::sleep(Duration::from_millis(13 * kill % 60));
    }
    let sent = load.stop();
    let mut last = Copy::start(kind, &way);
    let expected: Vec<i64> = (0..sent).filter(|number| number % 5 != 0).collect();
    let deadline = Instant::now() + SOON;
    while committed(&way.target).len() < expected.len() && Instant::now() < deadline {
        if last.0.try_wait().unwrap().is_some() {
            last = Copy::start(kind, &way);
        }
        thread::sleep(Duration::from_millis(50));
    }
    let mut found = committed(&way.target);
    found.sort_unstable();
    let doubled = found.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert_eq!((found.len(), doubled), (expected.len(), 0));
    assert!(found == expected);
}
