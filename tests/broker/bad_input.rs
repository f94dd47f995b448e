//! What users get wrong, and what they are told.

use std::time::{Duration, Instant};

use topictable::{ColumnType, ErrorKind, Offsets, Session, Spec, field};

use crate::stack::{BOOTSTRAP, Topic, await_that, lines, unique};

fn text() -> Spec {
    Spec::simple("V", ColumnType::String)
}

#[test]
fn no_broker_at_the_address() {
    let session = Session::new().unwrap();
    let start = Instant::now();
    let error = session
        .consume("t")
        .property("bootstrap.servers", "127.0.0.1:1")
        .property("default.api.timeout.ms", "1500")
        .value(text())
        .append()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(
        error
            .message()
            .starts_with("no Kafka broker at 127.0.0.1:1 answered within 1.5 s"),
        "{error}"
    );
    assert!(error.message().contains("Connection refused"), "{error}");
    assert_eq!(error.detail("bootstrap.servers"), Some("127.0.0.1:1"));
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}

#[test]
fn a_host_that_does_not_exist() {
    let session = Session::new().unwrap();
    let error = session
        .consume("t")
        .property("bootstrap.servers", "no-such-host.invalid:9092")
        .property("default.api.timeout.ms", "1500")
        .value(text())
        .append()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.message().contains("no-such-host.invalid:9092"), "{error}");
}

#[test]
fn an_unknown_topic() {
    let session = Session::new().unwrap();
    let name = unique("absent");
    let error = session
        .consume(&name)
        .property("bootstrap.servers", &*BOOTSTRAP)
        .value(text())
        .append()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(
        error.message(),
        format!("topic {name:?} does not exist on {}", *BOOTSTRAP)
    );
    let made = session
        .consume(&name)
        .property("bootstrap.servers", &*BOOTSTRAP)
        .property("allow.auto.create.topics", "true")
        .value(text())
        .append();
    assert_eq!(made.unwrap().num_rows(), 0);
}

#[test]
fn a_partition_that_does_not_exist() {
    let topic = Topic::new("few", 2);
    let session = Session::new().unwrap();
    let error = topic
        .consume(&session)
        .partitions([0, 2])
        .value(text())
        .append()
        .unwrap_err();
    assert_eq!(
        error.message(),
        format!("partition 2 of topic {:?} does not exist (it has 0..1)", topic.name)
    );
    assert_eq!(error.detail("partition"), Some("2"));
}

#[test]
fn no_offset_and_no_reset() {
    let topic = Topic::new("none", 1);
    let session = Session::new().unwrap();
    // As in the mirrored API, the table is made and fails.
    let table = topic
        .consume(&session)
        .property("group.id", unique("group"))
        .property("auto.offset.reset", "none")
        .value(text())
        .append()
        .unwrap();
    await_that(&table, "a failure", |table| table.failure().is_some());
    let error = table.failure().unwrap();
    assert_eq!(error.kind(), ErrorKind::TableFailed);
    assert!(
        error
            .message()
            .contains("has not committed one, and auto.offset.reset is none"),
        "{error}"
    );
}

#[test]
fn names_that_are_no_topic() {
    let session = Session::new().unwrap();
    for name in ["a\0b", "with blank", "söng"] {
        let error = session
            .consume(name)
            .property("bootstrap.servers", &*BOOTSTRAP)
            .property("default.api.timeout.ms", "3000")
            .value(text())
            .append()
            .unwrap_err();
        assert!(
            matches!(
                error.kind(),
                ErrorKind::InvalidArgument | ErrorKind::NotFound | ErrorKind::Kafka
            ),
            "{error:?}"
        );
        assert!(error.message().contains(&format!("{name:?}")), "{error:?}");
    }
}

#[test]
fn a_record_that_is_not_json() {
    let topic = Topic::new("bad", 1);
    topic.send_texts(&[r#"{"V":1}"#, r#"{"V":2}"#, "not JSON", r#"{"V":4}"#]);
    let session = Session::new().unwrap();
    let table = topic
        .consume(&session)
        .offsets(Offsets::Beginning)
        .value(Spec::json([field("V", ColumnType::Int)]))
        .append()
        .unwrap();
    await_that(&table, "a failure", |table| table.failure().is_some());
    let values: Vec<String> = lines(&table)
        .iter()
        .map(|line| line.split(' ').next_back().unwrap().to_owned())
        .collect();
    assert_eq!(values, ["1", "2", "4"]);
    let failure = table.failure().unwrap();
    assert_eq!(failure.kind(), ErrorKind::TableFailed);
    assert_eq!(
        failure.message(),
        format!(
            "the table of topic {0:?} has failed: the record at offset 2 of partition 0 of topic {0:?} is bad: \
             not JSON at byte 0: found 'n', expected a value",
            topic.name
        )
    );
}

#[test]
fn clashing_columns_are_refused_before_anyone_is_asked() {
    let session = Session::new().unwrap();
    let clash = |builder: topictable::ConsumeBuilder<'_>| {
        builder
            .property("bootstrap.servers", "127.0.0.1:1")
            .append()
            .unwrap_err()
            .message()
            .to_owned()
    };
    let message = clash(
        session
            .consume("t")
            .value(Spec::json([field("KafkaOffset", ColumnType::Long)])),
    );
    assert_eq!(message, "the columns include duplicate names [KafkaOffset]");
    let message = clash(session.consume("t").key(text()).value(text()));
    assert_eq!(message, "the columns include duplicate names [V]");
}

#[test]
fn a_topic_that_goes_away_fails_its_table() {
    let topic = Topic::new("gone", 1);
    topic.send_texts(&["a"]);
    let session = Session::new().unwrap();
    let table = topic
        .consume(&session)
        .property("topic.metadata.propagation.max.ms", "500")
        .property("topic.metadata.refresh.interval.ms", "500")
        .offsets(Offsets::Beginning)
        .value(text())
        .append()
        .unwrap();
    await_that(&table, "a row", |table| table.num_rows() == 1);
    let name = topic.name.clone();
    topic.delete();
    await_that(&table, "a failure", |table| table.failure().is_some());
    let failure = table.failure().unwrap();
    assert!(failure.message().contains(&name), "{failure}");
    assert_eq!(table.num_rows(), 1);
}
