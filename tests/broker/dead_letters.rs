//! Bad records that are written to another topic.

use std::thread;
use std::time::{Duration, Instant};

use rdkafka::message::{Header, OwnedHeaders};
use topictable::{ColumnType, ConsumeBuilder, End, ErrorKind, Offsets, ProduceSpec, Session, Spec, Table, field};

use crate::load::close;
use crate::options::committed;
use crate::stack::{Stack, Topic, await_rows, await_that, lines, unique};

/// A table of the longs V in the JSON values of a topic, whose bad records go to another topic.
fn numbers<'a>(topic: &Topic, dead: &str, session: &'a Session) -> ConsumeBuilder<'a> {
    topic
        .consume(session)
        .property("topictable.on.error", "dead-letter")
        .property("topictable.dead.letter.topic", dead)
        .property("deephaven.timestamp.column.name", "")
        .offsets(Offsets::Beginning)
        .value(Spec::json([field("V", ColumnType::Long)]))
}

/// The last cell of each row.
fn values(table: &Table) -> Vec<String> {
    let last = |line: &String| line.rsplit(' ').next().unwrap().to_owned();
    lines(table).iter().map(last).collect()
}

#[track_caller]
fn await_commit(group: &str, topic: &Topic, expected: i64) {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let found = committed(group, topic);
        if found == Some(expected) {
            return;
        }
        assert!(Instant::now() < deadline, "{found:?}, expected {expected}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_bad_record_is_written_as_it_is_with_its_place_and_reason() {
    let (topic, dead) = (Topic::new("letters", 2), Topic::new("dead", 1));
    let headers = || {
        let [one, none] = [("trace", Some("t-1")), ("empty", None)].map(|(key, value)| Header { key, value });
        OwnedHeaders::new().insert(one).insert(none)
    };
    topic.send_with(0, 5000, Some(b"k0"), Some(b"{\"V\":1}"), Some(headers()));
    topic.send_with(0, 6000, Some(b"k1"), Some(b"{\"V\":\"x\"}"), Some(headers()));
    topic.send_with(0, 7000, None, Some(b"{\"V\":3}"), None);
    topic.flush();
    topic.send_to(1, 8000, None, Some(b"\xff\x00"));
    topic.send_to(1, 9000, Some(b""), Some(b"{\"V\":4}"));
    topic.flush();
    let session = Session::new().unwrap();
    let table = numbers(&topic, &dead.name, &session).append().unwrap();
    let parts = numbers(&topic, &dead.name, &session)
        .partitioned(topictable::TableType::Append)
        .unwrap();
    await_rows(&table, 3);
    await_rows(&parts.merge().unwrap(), 3);
    await_rows(&table.errors().unwrap(), 2);

    // Both tables have written both.
    let (names, types) = (
        ["topic", "partition", "offset", "timestamp", "field", "reason"],
        ["Topic", "Partition", "Offset", "Time", "Field", "Reason"],
    );
    let read = dead
        .consume(&session)
        .offsets(Offsets::Beginning)
        .property("topictable.header.trace.column", "Trace")
        .key(Spec::simple("K", ColumnType::String))
        .value(Spec::simple("Bytes", ColumnType::Bytes));
    let read = names.iter().zip(types).fold(read, |read, (name, column)| {
        read.property(format!("topictable.header.topictable.{name}.column"), column)
    });
    let read = read.append().unwrap();
    await_rows(&read, 4);
    let shown = read.view(["Partition", "Offset", "Time", "K", "Trace", "Field", "Bytes", "Topic"]);
    let mut shown = lines(&shown.unwrap());
    shown.sort_unstable();
    shown.dedup();
    let expected = [
        format!("0 1 6000 k1 t-1 V 7b2256223a2278227d {}", topic.name),
        format!("1 0 8000 null null null ff00 {}", topic.name),
    ];
    assert_eq!(shown, expected);
    let reasons = lines(&read.where_(["Partition == `0`"]).unwrap().view(["Reason"]).unwrap());
    let expected = "\"x\" does not fit: expected a whole number from -9223372036854775808 to 9223372036854775807";
    assert_eq!(reasons, [expected, expected]);

    // The headers are the record's own in their order, one without a value too, and then ours.
    let letters = dead.records();
    let letter = letters
        .iter()
        .find(|letter| letter.key.as_deref() == Some("k1"))
        .unwrap();
    let names: Vec<&str> = letter.headers.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "trace",
        "empty",
        "topictable.topic",
        "topictable.partition",
        "topictable.offset",
        "topictable.timestamp",
        "topictable.reason",
        "topictable.field",
    ];
    assert_eq!(names, expected);
    close(&session);
}

#[test]
fn every_bad_record_of_many_is_written_once() {
    const RECORDS: usize = 50_000;
    let (topic, dead) = (Topic::new("many.letters", 3), Topic::new("many.dead", 2));
    for number in 0..RECORDS {
        let value = match number % 5 {
            0 => format!("bad {number}"),
            _ => format!("{{\"V\":{number}}}"),
        };
        topic.send_to(number as i32 % 3, 1, None, Some(value.as_bytes()));
    }
    topic.flush();
    let session = Session::new().unwrap();
    // It ends when the last dead letter is delivered.
    let table = numbers(&topic, &dead.name, &session)
        .until(End::Latest)
        .append()
        .unwrap();
    await_that(&table, "the end", |table| !table.is_refreshing());
    assert_eq!(table.num_rows() as usize, RECORDS / 5 * 4);
    let mut letters: Vec<String> = dead.records().into_iter().map(|letter| letter.value.unwrap()).collect();
    letters.sort_unstable();
    let mut expected: Vec<String> = (0..RECORDS).step_by(5).map(|number| format!("bad {number}")).collect();
    expected.sort_unstable();
    assert_eq!(letters, expected);
}

#[test]
fn what_cannot_be_right_is_refused_by_the_call() {
    let topic = Topic::new("letters", 1);
    let session = Session::new().unwrap();
    let refused = |dead: &str| numbers(&topic, dead, &session).append().unwrap_err();
    let property = Some("topictable.dead.letter.topic");
    for (dead, expected) in [("", "is missing"), (&*topic.name, "is the topic that is read")] {
        let error = refused(dead);
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert_eq!(error.detail("property"), property);
        assert!(error.message().contains(expected), "{error}");
    }
    let error = refused("no topic's name");
    let expected = format!(
        "bad records of topic {:?} cannot be written to the dead-letter topic \"no topic's name\": ",
        topic.name
    );
    assert!(error.message().starts_with(&expected), "{error}");
    assert_eq!(error.detail("property"), property);

    // A publisher has no records to write there.
    let table = session.empty_table(1).unwrap().update(["V = ii"]).unwrap();
    let publish = |name: &str| {
        let publish = table
            .publish_to(&topic.name)
            .property("bootstrap.servers", &topic.bootstrap)
            .property("topictable.on.error", "dead-letter")
            .property(name, "dead-letter")
            .value(ProduceSpec::simple("V"));
        publish.start().unwrap_err()
    };
    for name in ["topictable.on.error", "topictable.publish.on.error"] {
        let error = publish(name);
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        assert_eq!(error.detail("property"), Some(name));
    }
}

#[test]
fn what_the_broker_refuses_fails_the_table() {
    let (topic, small) = (Topic::new("letters", 1), Topic::limited("small", 1000));
    let session = Session::new().unwrap();
    let group = unique("group");
    let table = numbers(&topic, &small.name, &session)
        .property("group.id", &group)
        .property("auto.commit.interval.ms", "50")
        .append()
        .unwrap();
    topic.send_texts(&["{\"V\":1}", "no", "{\"V\":3}"]);
    await_commit(&group, &topic, 3);
    assert_eq!(small.records().len(), 1);
    topic.send_texts(&["{\"V\":4}", &"x".repeat(2000), "{\"V\":6}"]);
    let failure = await_failure(&table);
    for expected in [&*topic.name, &*small.name, "max.message.bytes"] {
        assert!(failure.contains(expected), "{failure}");
    }
    close(&session);
    // The next of the group meets it again.
    let passed = committed(&group, &topic).unwrap();
    assert!(passed <= 4, "{passed}");
}

#[test]
fn a_user_without_the_right_to_write_is_told_both_topics() {
    let mut stack = Stack::start(&["--listeners", "sasl_plaintext"]);
    stack.tell(r#"{"cmd":"user","name":"bob","password":"bob-secret"}"#);
    let server = stack.said("/listeners/sasl_plaintext").to_owned();
    let [topic, dead] = ["letters", "dead"].map(|name| Topic::at(&stack.bootstrap, name, 1));
    let session = Session::new().unwrap();
    let consume = || {
        numbers(&topic, &dead.name, &session)
            .property("bootstrap.servers", &server)
            .property("security.protocol", "SASL_PLAINTEXT")
            .property("sasl.mechanism", "SCRAM-SHA-256")
            .property(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"bob\" \
                 password=\"bob-secret\";",
            )
            .append()
    };
    let table = consume().unwrap();
    topic.send_texts(&["{\"V\":1}", "no"]);
    assert_eq!(dead.await_records(1), ["null -> no"]);
    stack.tell(&format!(r#"{{"cmd":"deny","name":"bob","topic":"{}"}}"#, dead.name));
    let told = format!(
        "bad records of topic {:?} cannot be written to the dead-letter topic {:?}: ",
        topic.name, dead.name
    );
    topic.send_texts(&["no", "{\"V\":4}"]);
    let failure = await_failure(&table);
    assert!(failure.contains(&told), "{failure}");
    // What comes behind the bad record may have come with it, or not any more.
    let kept = values(&table);
    assert!(kept == ["1", "4"] || kept == ["1"], "{kept:?}");
    let error = consume().map(drop).unwrap_err();
    assert!(error.message().starts_with(&told), "{error}");
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
    close(&session);
}

#[test]
fn a_restarted_broker_gets_every_bad_record_once() {
    let mut stack = Stack::start(&[]);
    let [topic, dead] = ["letters", "dead"].map(|name| Topic::at(&stack.bootstrap, name, 1));
    let session = Session::new().unwrap();
    let table = numbers(&topic, &dead.name, &session).append().unwrap();
    let mut sent = 0;
    let mut send = || {
        for _ in 0..1000 {
            let value = if sent % 2 == 0 {
                format!("bad {sent}")
            } else {
                format!("{{\"V\":{sent}}}")
            };
            topic.send(None, Some(value.as_bytes()));
            sent += 1;
        }
    };
    for command in ["stop", "kill"] {
        send();
        topic.flush();
        stack.broker(command);
        thread::sleep(Duration::from_millis(300));
        stack.broker("start");
        send();
        topic.flush();
    }
    await_rows(&table, 2000);
    dead.await_records(2000);
    let letters: Vec<String> = dead.records().into_iter().map(|letter| letter.value.unwrap()).collect();
    let expected: Vec<String> = (0..4000).step_by(2).map(|number| format!("bad {number}")).collect();
    assert_eq!(letters, expected);
    assert!(table.failure().is_none());
    close(&session);
}

#[test]
fn offsets_and_ends_wait_for_a_broker_that_is_away() {
    let mut stack = Stack::start(&["--brokers", "3"]);
    let topic = Topic::replicated(&stack.bootstrap, "letters", &[&[2]]);
    let dead = Topic::replicated(&stack.bootstrap, "dead", &[&[3]]);
    let (session, other) = (Session::new().unwrap(), Session::new().unwrap());
    let group = unique("group");
    let consume = |session, group: &str| {
        numbers(&topic, &dead.name, session)
            .property("group.id", group)
            .property("auto.offset.reset", "earliest")
            .property("auto.commit.interval.ms", "50")
    };
    let table = consume(&session, &group).append().unwrap();
    let closed = consume(&other, &unique("closed")).append().unwrap();
    topic.send_texts(&["{\"V\":1}", "no"]);
    await_commit(&group, &topic, 2);
    await_rows(&closed, 1);
    dead.await_records(2);

    stack.command_to("kill", 3);
    topic.send_texts(&["{\"V\":3}", "nor this", "{\"V\":5}"]);
    await_rows(&table, 3);
    await_rows(&closed, 3);
    topic.send_texts(&["{\"V\":6}"]);
    await_rows(&table, 4);
    thread::sleep(Duration::from_millis(500));
    let passed = committed(&group, &topic).unwrap();
    assert!(passed <= 3, "{passed}");
    close(&other);

    stack.command_to("start", 3);
    await_commit(&group, &topic, 6);
    // That of the table which was closed meanwhile is given up.
    let letters = dead.await_records(3);
    assert_eq!(letters.last().unwrap(), "null -> nor this");
    assert!(table.failure().is_none());
    close(&session);
}

/// Waits until a table has failed, and says why.
#[track_caller]
fn await_failure(table: &Table) -> String {
    await_that(table, "a failure", |table| table.failure().is_some());
    table.failure().unwrap().message().to_owned()
}
