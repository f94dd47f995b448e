//! Tables that share a topic as members of a consumer group.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use rstest::rstest;
use topictable::{ConsumeBuilder, End, ErrorKind, Offsets, Session, Table, TableType};

use crate::load::{Load, close, numbers};
use crate::stack::{Stack, Topic, await_that, unique};

/// Records beyond those that wait for a table.
const BACKLOG: i64 = 500_000;

/// A member's table. Members leave a group whose process is gone after `session.timeout.ms`, which brokers bound.
fn member<'a>(topic: &Topic, session: &'a Session, group: &str) -> ConsumeBuilder<'a> {
    numbers(topic, session)
        .offsets(Offsets::DontSeek)
        .property("group.id", group)
        .property("topictable.subscribe", "group")
        .property("auto.offset.reset", "earliest")
        .property("auto.commit.interval.ms", "200")
}

/// How often a table has each offset of each partition.
fn offsets(table: &Table) -> BTreeMap<(i32, i64), usize> {
    let mut seen = BTreeMap::new();
    for batch in table.snapshot().batches() {
        let batch = batch.unwrap();
        let partitions = batch.column(0).as_primitive::<Int32Type>().values().iter();
        let offsets = batch.column(1).as_primitive::<Int64Type>().values().iter();
        for (partition, offset) in partitions.zip(offsets) {
            *seen.entry((*partition, *offset)).or_default() += 1;
        }
    }
    seen
}

/// The partitions that a table has rows of.
fn partitions(table: &Table) -> usize {
    let partitions: std::collections::BTreeSet<i32> =
        offsets(table).into_keys().map(|(partition, _)| partition).collect();
    partitions.len()
}

/// Checks that the tables have the records of the topic: each at least once, and no table one of them twice. Gives how many
/// are in several tables.
#[track_caller]
fn check_all(topic: &Topic, tables: &[&Table]) -> usize {
    let session = Session::new().unwrap();
    let all = numbers(topic, &session).until(End::Latest).append().unwrap();
    await_that(&all, "the last row", |all| !all.is_refreshing());
    let wanted = offsets(&all);
    let count = || {
        let mut count: BTreeMap<(i32, i64), usize> = BTreeMap::new();
        for table in tables {
            for (place, times) in offsets(table) {
                assert_eq!(
                    times, 1,
                    "partition {} has offset {} twice in one table",
                    place.0, place.1
                );
                *count.entry(place).or_default() += 1;
            }
        }
        count
    };
    await_that(tables[0], "all records", |_| count().len() == wanted.len());
    let count = count();
    assert!(wanted.keys().all(|place| count.contains_key(place)));
    count.values().filter(|times| **times > 1).count()
}

#[rstest]
#[case::eager(&[])]
#[case::cooperative(&[("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor")])]
#[case::by_the_broker(&[("group.protocol", "CONSUMER")])]
fn members_share_a_topic(#[case] properties: &[(&str, &str)]) {
    let topic = Arc::new(Topic::new("shared", 4));
    let group = unique("members");
    let (one, other) = (Session::new().unwrap(), Session::new().unwrap());
    let consume = |session| {
        let mut member = member(&topic, session, &group);
        for (name, value) in properties {
            member = member.property(*name, *value);
        }
        member.append().unwrap()
    };
    let first = consume(&one);
    let load = Load::start(&topic);
    await_that(&first, "rows of all partitions", |first| partitions(first) == 4);
    let second = consume(&other);
    await_that(&second, "rows of two partitions", |second| partitions(second) == 2);
    load.await_progress(&first, 500, "with two members");
    // Who leaves gives up what is its own.
    close(&other);
    let before = first.num_rows();
    let of = |table: &Table, partition| offsets(table).range((partition, 0)..(partition + 1, 0)).count();
    let own: Vec<usize> = (0..4).map(|partition| of(&first, partition)).collect();
    await_that(&first, "further rows of all partitions", |first| {
        (0..4).all(|partition| of(first, partition) > own[partition as usize] + 50)
    });
    assert!(first.num_rows() > before);
    load.stop();
    // Each change was orderly, so that what one has read the other has not; but rows that a table had not got in time are
    // read again.
    let twice = check_all(&topic, &[&first, &second]);
    assert!(twice < 1000, "{twice} records are in both tables");
    assert!(first.failure().is_none() && second.failure().is_none());
    close(&one);
    // The group goes on where it was.
    let later = Session::new().unwrap();
    let third = consume(&later);
    topic.send_numbers(0..8);
    await_that(&third, "what came since", |third| third.num_rows() >= 8);
    assert_eq!(third.num_rows(), 8);
    close(&later);
}

#[test]
fn a_member_gets_a_table_for_each_of_its_partitions() {
    let topic = Topic::new("shared", 4);
    let group = unique("members");
    topic.send_numbers(0..40);
    let (one, other) = (Session::new().unwrap(), Session::new().unwrap());
    let parts = |session| member(&topic, session, &group).partitioned(TableType::Append).unwrap();
    let first = parts(&one);
    await_that(&first.merge().unwrap(), "all rows", |merged| merged.num_rows() == 40);
    let second = parts(&other);
    let merged = second.merge().unwrap();
    await_that(&second.keys(), "two partitions", |keys| keys.num_rows() == 2);
    topic.send_numbers(40..80);
    await_that(&merged, "the rows of two partitions", |merged| merged.num_rows() == 20);
    close(&other);
    close(&one);
}

#[test]
fn a_restart_of_the_broker_loses_nothing() {
    let mut stack = Stack::start(&[]);
    let topic = Arc::new(Topic::at(&stack.bootstrap, "shared", 4));
    let group = unique("members");
    let (one, other) = (Session::new().unwrap(), Session::new().unwrap());
    let [first, second] = [&one, &other].map(|session| member(&topic, session, &group).append().unwrap());
    let load = Load::start(&topic);
    await_that(&second, "rows of two partitions", |second| partitions(second) >= 2);
    load.await_progress(&first, 200, "before the restart");
    stack.broker("stop");
    stack.broker("start");
    load.await_progress(&first, 200, "after the restart");
    load.await_progress(&second, 200, "after the restart");
    load.stop();
    check_all(&topic, &[&first, &second]);
    stack.broker("stop");
    for session in [&one, &other] {
        close(session);
    }
}

#[test]
fn what_a_group_decides_nobody_else_does() {
    let topic = Topic::new("refused", 2);
    let session = Session::new().unwrap();
    let refused = |consume: ConsumeBuilder<'_>, expected: &str| {
        let error = consume.append().map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
        assert!(error.message().contains(expected), "{error}");
    };
    let member = || member(&topic, &session, "g");
    let alone = numbers(&topic, &session).offsets(Offsets::DontSeek);
    refused(
        alone.property("topictable.subscribe", "group"),
        "expected property group.id",
    );
    refused(
        member().property("topictable.subscribe", "all"),
        "expected assign or group",
    );
    refused(member().offsets(Offsets::Beginning), "ALL_PARTITIONS_DONT_SEEK");
    refused(member().partitions([0]), "expected all partitions");
    refused(member().until(End::Latest), "topictable.end.offset");
    refused(
        member().property(
            "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.StickyAssignor",
        ),
        "expected RangeAssignor, RoundRobinAssignor or CooperativeStickyAssignor",
    );
    let unknown = session
        .consume("no.such.topic")
        .property("bootstrap.servers", &topic.bootstrap)
        .property("group.id", "g")
        .property("topictable.subscribe", "group")
        .value(topictable::Spec::simple("V", topictable::ColumnType::Long))
        .append()
        .map(drop)
        .unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound, "{unknown}");
    close(&session);
}

#[test]
fn nothing_is_twice_in_a_table_whose_partitions_come_back() {
    let topic = Arc::new(Topic::new("back", 2));
    let group = unique("members");
    let one = Session::new().unwrap();
    let first = member(&topic, &one, &group).append().unwrap();
    let load = Load::start(&topic);
    load.await_progress(&first, 100, "alone");
    for _ in 0..3 {
        let session = Session::new().unwrap();
        let guest = member(&topic, &session, &group).append().unwrap();
        load.await_progress(&guest, 100, "as a guest");
        close(&session);
    }
    let behind = first.num_rows();
    await_that(&first, "both partitions", |first| {
        let last = |partition| {
            offsets(first)
                .range((partition, 0)..(partition + 1, 0))
                .next_back()
                .map(|(place, _)| place.1)
        };
        let (Some(zero), Some(one)) = (last(0), last(1)) else {
            return false;
        };
        first.num_rows() > behind + 100 && zero.abs_diff(one) < 100
    });
    load.stop();
    assert!(offsets(&first).values().all(|times| *times == 1));
    close(&one);
}

/// Whose table takes no rows for too long loses its partitions without notice, and gets some back when it goes on.
#[test]
fn who_is_away_for_too_long_is_replaced() {
    let topic = Arc::new(Topic::new("away", 2));
    let group = unique("members");
    let (one, other) = (Session::new().unwrap(), Session::new().unwrap());
    let consume = |session| {
        member(&topic, session, &group)
            .property("session.timeout.ms", "6000")
            .property("max.poll.interval.ms", "6000")
            .append()
            .unwrap()
    };
    let away = consume(&one);
    topic.send_numbers(0..1000);
    await_that(&away, "the first rows", |away| away.num_rows() == 1000);
    // More than waits for a table that takes nothing.
    let hold = one.hold();
    topic.send_numbers(1000..BACKLOG);
    let second = consume(&other);
    let parts = second.count_by("N", ["KafkaPartition"]).unwrap();
    await_that(&parts, "both partitions", |parts| parts.num_rows() == 2);
    assert_eq!(away.num_rows(), 1000);
    drop(hold);
    // What it had read by then is in its table, and nothing is there twice.
    let load = Load::start(&topic);
    let behind = second.num_rows();
    await_that(&second, "further rows", |second| second.num_rows() > behind + 200);
    load.await_progress(&away, 200, "after its return");
    load.stop();
    check_all(&topic, &[&away, &second]);
    close(&one);
    close(&other);
}
