//! What the properties of a consumer add: ends, policies, headers, groups, partitions of their own.

use std::time::{Duration, Instant};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{Offset, TopicPartitionList};
use topictable::{ColumnType, End, ErrorKind, Offsets, Session, Spec, TableType, field};

use crate::stack::{Topic, await_rows, await_that, lines, unique};

fn text() -> Spec {
    Spec::simple("V", ColumnType::String)
}

#[test]
fn reading_to_the_end_makes_a_table_that_never_changes() {
    let topic = Topic::new("bounded", 3);
    for index in 0..10 {
        topic.send_to(
            index % 2,
            i64::from(index + 1) * 1000,
            None,
            Some(format!("v{index}").as_bytes()),
        );
    }
    topic.flush();
    let session = Session::new().unwrap();
    let consume = || topic.consume(&session).offsets(Offsets::Beginning).value(text());
    let all = consume().until(End::Latest).append().unwrap();
    // An end that is not there yet is waited for: partition 2 is empty.
    let three = consume().partitions([0, 1]).until(End::Offset(3)).append().unwrap();
    let some = consume().until(End::Offsets([(1, 2)].into())).append().unwrap();
    let early = consume().until(End::Time(5000)).append().unwrap();
    let nothing = consume().until(End::Offset(0)).append().unwrap();
    let count = all.count_by::<String>("N", []).unwrap();
    for (table, rows) in [(&all, 10), (&three, 6), (&some, 2), (&early, 4), (&nothing, 0)] {
        await_that(table, "the end", |table| !table.is_refreshing());
        assert_eq!(table.num_rows(), rows);
        let _ = table.await_change(Duration::ZERO);
        assert!(!table.await_change(Duration::from_secs(60)).unwrap());
    }
    await_that(&count, "the end", |table| !table.is_refreshing());
    assert_eq!(lines(&count), ["10"]);
    assert_eq!(
        lines(&some),
        ["1 0 1970-01-01T00:00:02Z v1", "1 1 1970-01-01T00:00:04Z v3"]
    );
    topic.send_texts(&["later"]);
    assert_eq!(all.num_rows(), 10);
    // What is derived from it never changes either.
    assert!(!all.view(["V"]).unwrap().is_refreshing());

    let future = consume().until(End::Time(i64::MAX)).append().unwrap_err();
    assert_eq!(future.detail("property"), Some("topictable.end.time"));
}

#[test]
fn reading_begins_at_a_time() {
    let topic = Topic::new("since", 2);
    for index in 0..6 {
        topic.send_to(
            index % 2,
            i64::from(index + 1) * 1000,
            None,
            Some(format!("v{index}").as_bytes()),
        );
    }
    topic.flush();
    let session = Session::new().unwrap();
    let since = |time: &str| {
        topic
            .consume(&session)
            .property("topictable.start.time", time)
            .value(text())
            .append()
    };
    await_rows(&since("4000").unwrap(), 3);
    await_rows(&since("1970-01-01T00:00:06Z").unwrap(), 1);
    let later = since("2100-01-01T00:00:00Z").unwrap();
    topic.send_to(0, 7000, None, Some(b"new"));
    topic.flush();
    await_rows(&later, 1);
    let wrong = since("yesterday").unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::InvalidArgument);
    assert!(
        wrong
            .message()
            .starts_with("property topictable.start.time = \"yesterday\": expected a time"),
        "{wrong}"
    );
}

#[test]
fn bad_records_are_skipped_and_listed() {
    let topic = Topic::new("policies", 1);
    for value in ["{\"V\":1}", "{\"V\":", "{\"V\":3}"] {
        topic.send_to(0, 5000, Some(b"k"), Some(value.as_bytes()));
    }
    topic.flush();
    let session = Session::new().unwrap();
    let consume = |policy: &str| {
        let value = Spec::json([field("V", ColumnType::Long)]);
        let table = topic
            .consume(&session)
            .property("topictable.on.error", policy)
            .value(value);
        table.offsets(Offsets::Beginning).append()
    };
    let (skip, null) = (consume("skip").unwrap(), consume("null").unwrap());
    await_rows(&skip, 2);
    await_rows(&null, 3);
    assert!(lines(&null)[1].ends_with("null"), "{:?}", lines(&null));
    let errors = skip.errors().unwrap();
    await_rows(&errors, 1);
    let expected = format!("{} 0 1 1970-01-01T00:00:05Z null", topic.name);
    assert!(lines(&errors)[0].starts_with(&expected), "{:?}", lines(&errors));
    assert_eq!(
        consume("maybe").unwrap_err().detail("property"),
        Some("topictable.on.error")
    );
    assert_eq!(
        consume("dead-letter").unwrap_err().detail("property"),
        Some("topictable.dead.letter.topic")
    );
}

/// What a group has committed for partition 0.
pub fn committed(group: &str, topic: &Topic) -> Option<i64> {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", &topic.bootstrap).set("group.id", group);
    let consumer: BaseConsumer = config.create().unwrap();
    let mut list = TopicPartitionList::new();
    list.add_partition(&topic.name, 0);
    // The group may be moving from one broker to another.
    let deadline = Instant::now() + Duration::from_secs(60);
    let answer = loop {
        match consumer.committed_offsets(list.clone(), Duration::from_secs(10)) {
            Ok(answer) => break answer,
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    match answer.elements()[0].offset() {
        Offset::Offset(offset) => Some(offset),
        _ => None,
    }
}

#[test]
fn a_group_goes_on_where_its_last_table_was() {
    let topic = Topic::new("group", 1);
    topic.send_texts(&["a", "b"]);
    let (group, silent) = (unique("group"), unique("group"));
    let consume = |session: &Session, group: &str, auto: &str| {
        topic
            .consume(session)
            .property("group.id", group)
            .property("auto.offset.reset", "earliest")
            .property("enable.auto.commit", auto)
            .value(text())
            .append()
            .unwrap()
    };
    let session = Session::new().unwrap();
    await_rows(&consume(&session, &group, "true"), 2);
    await_rows(&consume(&session, &silent, "false"), 2);
    // Long before the interval of 5 s: closing commits.
    session.close();
    assert_eq!(committed(&group, &topic), Some(2));
    assert_eq!(committed(&silent, &topic), None);
    topic.send_texts(&["c"]);
    let session = Session::new().unwrap();
    let next = consume(&session, &group, "true");
    await_rows(&next, 1);
    assert!(lines(&next)[0].ends_with(" c"));
}

#[test]
fn each_partition_is_a_table() {
    let topic = Topic::new("parts", 2);
    topic.send_to(0, 1000, None, Some(b"a"));
    topic.flush();
    let session = Session::new().unwrap();
    let parts = topic
        .consume(&session)
        .offsets(Offsets::Beginning)
        .value(text())
        .partitioned(TableType::Append)
        .unwrap();
    assert_eq!(parts.partitions().unwrap(), [0, 1]);
    assert_eq!(parts.constituents().len(), 2);
    await_rows(&parts.keys(), 2);
    let table_of = |partition| parts.constituent_for_partition(partition).unwrap();
    assert!(table_of(2).is_none());
    let (first, second) = (table_of(0).unwrap(), table_of(1).unwrap());
    await_rows(&first, 1);
    let merged = parts.merge().unwrap();
    let count = merged.count_by("N", ["KafkaPartition"]).unwrap();
    topic.send_to(1, 2000, None, Some(b"b"));
    topic.send_to(0, 3000, None, Some(b"c"));
    topic.flush();
    await_rows(&merged, 3);
    await_rows(&second, 1);
    await_that(&count, "both counts", |count| lines(count) == ["0 2", "1 1"]);
    let mut rows = lines(&merged);
    rows.sort_unstable();
    let expected = [
        "0 0 1970-01-01T00:00:01Z a",
        "0 1 1970-01-01T00:00:03Z c",
        "1 0 1970-01-01T00:00:02Z b",
    ];
    assert_eq!(rows, expected);
    // The tables go on without the handle that they came from.
    drop(parts);
    topic.send_to(1, 4000, None, Some(b"d"));
    topic.flush();
    await_rows(&second, 2);
}

#[test]
fn numbers_as_text() {
    let topic = Topic::new("text", 1);
    topic.send_texts(&["135.60", " 2 ", "x"]);
    let session = Session::new().unwrap();
    let table = topic
        .consume(&session)
        .offsets(Offsets::Beginning)
        .property("topictable.value.simple.encoding", "text")
        .property("topictable.on.error", "skip")
        .value(Spec::simple("Price", ColumnType::Double))
        .append()
        .unwrap();
    await_rows(&table, 2);
    let prices: Vec<String> = lines(&table)
        .iter()
        .map(|line| line.rsplit(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(prices, ["135.6", "2.0"]);
}
