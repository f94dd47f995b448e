//! Tables as topics.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray, TimestampNanosecondArray};
use topictable::{
    ColumnType, ErrorKind, Offsets, ProduceJson, ProduceSpec, PublishBuilder, Publisher, PublisherState, Session, Spec,
    Table, TimeTable, field,
};

use crate::load::close;
use crate::stack::{SECURED, Stack, Topic, await_rows, await_that, lines, unique};

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn longs(values: &[Option<i64>]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn rows(keys: &[&str], values: &[i64]) -> RecordBatch {
    let keys: Vec<Option<&str>> = keys.iter().copied().map(Some).collect();
    let values: Vec<Option<i64>> = values.iter().copied().map(Some).collect();
    RecordBatch::try_from_iter([("K", texts(&keys)), ("V", longs(&values))]).unwrap()
}

/// An input table of the columns K and V, with one row for each K or not.
fn input(session: &Session, keys: &[&str]) -> Table {
    session.input_table(rows(&[], &[]).schema(), keys).unwrap()
}

fn to<'a>(topic: &Topic, table: &'a Table) -> PublishBuilder<'a> {
    table
        .publish_to(&topic.name)
        .property("bootstrap.servers", &topic.bootstrap)
        .key(ProduceSpec::simple("K"))
        .value(ProduceSpec::json(ProduceJson::of(["V"])))
}

#[track_caller]
fn await_state(publisher: &Publisher, state: PublisherState) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while publisher.status().state != state {
        assert!(Instant::now() < deadline, "{publisher:?}, expected {state:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn rows_are_records_and_rows_that_go_are_tombstones_before_them() {
    let topic = Topic::new("publish", 1);
    let session = Session::new().unwrap();
    let table = input(&session, &["K"]);
    table.add_rows(&rows(&["a", "b", "c"], &[1, 2, 3])).unwrap();
    let publisher = to(&topic, &table).start().unwrap();
    // Those that are there have been delivered.
    assert_eq!(topic.records().len(), 3);
    {
        let _together = session.hold();
        table.add_rows(&rows(&["d", "a"], &[4, 5])).unwrap();
        let gone = RecordBatch::try_from_iter([("K", texts(&[Some("b")]))]).unwrap();
        table.delete_rows(&gone).unwrap();
    }
    let expected = [
        "a -> {\"V\":1}",
        "b -> {\"V\":2}",
        "c -> {\"V\":3}",
        "b -> null",
        "a -> {\"V\":5}",
        "d -> {\"V\":4}",
    ];
    assert_eq!(topic.await_records(6), expected);
    let publishers = session.publishers().unwrap();
    let shown = publishers.view(["Topic", "State", "Delivered", "Unsent"]).unwrap();
    let expected = [format!("{} running 6 0", topic.name)];
    // A record can be read before its producer knows that.
    await_that(&shown, "what was delivered", |shown| lines(shown) == expected);
    let metrics = session.metrics();
    assert!(
        metrics.contains(&format!("topic=\"{}\"}} 6\n", topic.name)),
        "{metrics}"
    );
    publisher.stop().unwrap();
    let status = publisher.status();
    assert_eq!(status.state, PublisherState::Stopped);
    assert_eq!(
        (status.records, status.delivered, status.unsent, status.bad_rows),
        (6, 6, 0, 0)
    );
    // Nothing follows, and stopping again does nothing.
    table.add_rows(&rows(&["e"], &[6])).unwrap();
    table.await_change(Duration::from_secs(1)).unwrap();
    publisher.stop().unwrap();
    assert_eq!(topic.records().len(), 6);
}

#[test]
fn stopping_publishes_what_the_table_has_got() {
    let topic = Topic::new("last", 1);
    let session = Session::new().unwrap();
    let table = input(&session, &[]);
    let publisher = to(&topic, &table).start().unwrap();
    for number in 0..50 {
        table.add_rows(&rows(&["k"], &[number])).unwrap();
    }
    await_rows(&table, 50);
    publisher.stop().unwrap();
    assert_eq!(topic.records().len(), 50);
}

#[test]
fn a_row_whose_key_changes_goes_and_comes() {
    let topic = Topic::new("rename", 1);
    let session = Session::new().unwrap();
    let table = input(&session, &["K"]);
    table.add_rows(&rows(&["a"], &[1])).unwrap();
    // The value of K is the key of the table, that of V the key of the records.
    let publisher = table
        .publish_to(&topic.name)
        .property("bootstrap.servers", &topic.bootstrap)
        .property("topictable.simple.encoding", "text")
        .key(ProduceSpec::simple("V"))
        .value(ProduceSpec::simple("K"))
        .start()
        .unwrap();
    table.add_rows(&rows(&["a"], &[2])).unwrap();
    assert_eq!(topic.await_records(3), ["1 -> a", "1 -> null", "2 -> a"]);
    publisher.stop().unwrap();
}

#[test]
fn only_columns_of_the_value_have_rows_written_again() {
    let topic = Topic::new("value", 1);
    let session = Session::new().unwrap();
    let table = input(&session, &["K"]);
    let both = table.update(["W = V / 10"]).unwrap();
    let publisher = both
        .publish_to(&topic.name)
        .property("bootstrap.servers", &topic.bootstrap)
        .key(ProduceSpec::simple("K"))
        .value(ProduceSpec::json(ProduceJson::of(["K"])))
        .start()
        .unwrap();
    for value in [1, 2] {
        table.add_rows(&rows(&["a"], &[value])).unwrap();
    }
    await_that(&table, "the second row", |table| table.rows_written() >= 2);
    publisher.stop().unwrap();
    assert_eq!(topic.await_records(1), ["a -> {\"K\":\"a\"}"]);
}

#[test]
fn the_last_row_of_each_key_is_one_record_a_cycle() {
    let topic = Topic::new("last_by", 1);
    let session = Session::new().unwrap();
    let table = input(&session, &[]);
    table.add_rows(&rows(&["a", "b", "a"], &[1, 2, 3])).unwrap();
    let publisher = to(&topic, &table).last_by().start().unwrap();
    table.add_rows(&rows(&["b", "c", "b"], &[4, 5, 6])).unwrap();
    let expected = ["a -> {\"V\":3}", "b -> {\"V\":2}", "b -> {\"V\":6}", "c -> {\"V\":5}"];
    assert_eq!(topic.await_records(4), expected);
    publisher.stop().unwrap();
}

#[test]
fn a_blink_table_is_published_once() {
    let (from, into) = (Topic::new("blink", 1), Topic::new("blinked", 1));
    let session = Session::new().unwrap();
    let table = from
        .consume(&session)
        .offsets(Offsets::Beginning)
        .value(Spec::simple("S", ColumnType::String));
    let table = table.blink().unwrap();
    let publisher = table
        .publish_to(&into.name)
        .property("bootstrap.servers", &into.bootstrap)
        .value(ProduceSpec::simple("S"))
        .start()
        .unwrap();
    from.send_texts(&["a", "b"]);
    into.await_records(2);
    from.send_texts(&["c"]);
    assert_eq!(into.await_records(3), ["null -> a", "null -> b", "null -> c"]);
    publisher.stop().unwrap();
}

#[test]
fn rows_say_where_and_when_they_go() {
    let (default, other) = (Topic::new("default", 2), Topic::new("other", 2));
    let session = Session::new().unwrap();
    let times = TimestampNanosecondArray::from(vec![Some(1_700_000_000_123_999_999), None]).with_timezone("UTC");
    let batch = RecordBatch::try_from_iter([
        ("K", texts(&[Some("a"), Some("b")])),
        ("To", texts(&[Some(&other.name), None])),
        ("Part", Arc::new(Int32Array::from(vec![Some(1), None])) as ArrayRef),
        ("At", Arc::new(times) as ArrayRef),
        ("Trace", texts(&[Some("x-1"), None])),
    ])
    .unwrap();
    let table = session.import(batch.schema(), [Ok(batch)]).unwrap();
    let before = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis() as i64;
    let publisher = table
        .publish_to(&default.name)
        .property("bootstrap.servers", &default.bootstrap)
        .property("topictable.publish.header.trace-id.column", "Trace")
        .partition(0)
        .value(ProduceSpec::simple("K"))
        .topic_column("To")
        .partition_column("Part")
        .timestamp_column("At")
        .start()
        .unwrap();
    // Nothing else can come.
    assert_eq!(publisher.status().state, PublisherState::Finished);
    let (first, second) = (&other.records()[0], &default.records()[0]);
    assert_eq!((first.partition, first.millis), (1, 1_700_000_000_123));
    assert_eq!(first.headers, [("trace-id".to_owned(), "x-1".to_owned())]);
    assert_eq!((second.partition, second.headers.len()), (0, 0));
    assert!(second.millis >= before);
}

#[test]
fn equal_keys_go_to_one_partition() {
    let topic = Topic::new("keys", 4);
    let session = Session::new().unwrap();
    let names: Vec<String> = (0..40).map(|number| format!("k{}", number % 10)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let batch = rows(&names, &vec![1; 40]);
    let table = session.import(batch.schema(), [Ok(batch)]).unwrap();
    to(&topic, &table).start().unwrap();
    let mut of_key = std::collections::BTreeMap::new();
    for record in topic.records() {
        let partition = *of_key.entry(record.key.clone()).or_insert(record.partition);
        assert_eq!(partition, record.partition, "{record:?}");
    }
    assert_eq!(of_key.len(), 10);
    // Java's partitioner: murmur2 of the key.
    let partitions: std::collections::BTreeSet<i32> = of_key.values().copied().collect();
    assert!(partitions.len() > 1, "{of_key:?}");
}

#[test]
fn what_cannot_be_delivered_is_told() {
    let topic = Topic::new("refused", 1);
    let session = Session::new().unwrap();
    let batch = rows(&["a"], &[1]);
    let table = session.import(batch.schema(), [Ok(batch)]).unwrap();
    let error = to(&topic, &table).partition(3).start().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(
        error.message(),
        format!(
            "partition 3 of topic {:?} does not exist (it has 1 partitions)",
            topic.name
        )
    );
    let parts = table.update(["Part = 7"]).unwrap();
    let error = to(&topic, &parts).partition_column("Part").start().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert_eq!(
        (error.detail("partition"), error.detail("key")),
        (Some("7"), Some("a")),
        "{error}"
    );

    let long = "x".repeat(3_000_000);
    let batch = RecordBatch::try_from_iter([("K", texts(&[Some("k")])), ("Text", texts(&[Some(&long)]))]).unwrap();
    let large = session.import(batch.schema(), [Ok(batch)]).unwrap();
    let publish = || to(&topic, &large).value(ProduceSpec::simple("Text"));
    let error = publish().start().unwrap_err();
    assert!(error.message().contains("max.request.size"), "{error}");
    // Large enough for the producer, and too large for the broker.
    let error = publish().property("max.request.size", "10000000").start().unwrap_err();
    assert!(error.message().contains("max.message.bytes"), "{error}");
    assert_eq!(topic.records().len(), 0);

    let nowhere = unique("nobody");
    let error = table
        .publish_to(&nowhere)
        .property("bootstrap.servers", "127.0.0.1:1")
        .property("max.block.ms", "500")
        .value(ProduceSpec::simple("K"))
        .start()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert_eq!(error.detail("topic"), Some(nowhere.as_str()));
}

#[test]
fn a_user_without_the_right_is_refused() {
    let session = Session::new().unwrap();
    let batch = rows(&["a"], &[1]);
    let table = session.import(batch.schema(), [Ok(batch)]).unwrap();
    let error = table
        .publish_to("any")
        .property("bootstrap.servers", SECURED.said("/listeners/sasl_plaintext"))
        .property("security.protocol", "SASL_PLAINTEXT")
        .property("sasl.mechanism", "PLAIN")
        .property(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"nobody\" password=\"wrong\";",
        )
        .value(ProduceSpec::simple("K"))
        .start()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
}

#[test]
fn a_restarted_broker_gets_every_record_once_and_in_order() {
    let mut stack = Stack::start(&[]);
    let topic = Topic::at(&stack.bootstrap, "restarted", 1);
    let session = Session::new().unwrap();
    let ticks = session.time_table(TimeTable::every(Duration::from_millis(5))).unwrap();
    let table = ticks.update(["V = ii"]).unwrap();
    let publisher = table
        .publish_to(&topic.name)
        .property("bootstrap.servers", &topic.bootstrap)
        .property("topictable.simple.encoding", "text")
        .value(ProduceSpec::simple("V"))
        .start()
        .unwrap();
    let delivered = |count: u64| {
        let deadline = Instant::now() + Duration::from_secs(60);
        while publisher.status().delivered < count {
            assert!(Instant::now() < deadline, "{publisher:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    delivered(100);
    for command in ["stop", "kill"] {
        stack.broker(command);
        await_state(&publisher, PublisherState::Retrying);
        let waiting = publisher.status();
        assert!(waiting.error.is_some() && waiting.unsent > 0, "{waiting:?}");
        stack.broker("start");
        await_state(&publisher, PublisherState::Running);
        delivered(waiting.records + 50);
    }
    publisher.stop().unwrap();
    let status = publisher.status();
    assert_eq!((status.records, status.unsent), (status.delivered, 0));
    let values: Vec<String> = topic
        .records()
        .into_iter()
        .map(|record| record.value.unwrap())
        .collect();
    let expected: Vec<String> = (0..status.records).map(|number| number.to_string()).collect();
    assert_eq!(values, expected);
}

#[test]
fn the_end_is_bounded_with_the_broker_gone() {
    let mut stack = Stack::start(&[]);
    let topic = Topic::at(&stack.bootstrap, "unreached", 1);
    let session = Session::new().unwrap();
    let table = input(&session, &[]);
    let start = || {
        to(&topic, &table)
            .property("topictable.publish.close.timeout.ms", "300")
            .start()
            .unwrap()
    };
    let (stopped, closed) = (start(), start());
    stack.broker("kill");
    table.add_rows(&rows(&["a", "b"], &[1, 2])).unwrap();
    await_that(&table, "two rows", |table| table.num_rows() == 2);
    let begin = Instant::now();
    let error = stopped.stop().unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.detail("unsent"), Some("2"), "{error}");
    assert_eq!(stopped.status().state, PublisherState::Failed);
    close(&session);
    await_state(&closed, PublisherState::Failed);
}

#[test]
fn a_failed_table_is_published_until_then() {
    let topic = Topic::new("failed", 1);
    let session = Session::new().unwrap();
    let table = input(&session, &[]);
    let checked = table.update(["W = 10 / (int)(V == 3 ? parseInt(`x`) : 1)"]).unwrap();
    let publisher = to(&topic, &checked).start().unwrap();
    table.add_rows(&rows(&["a"], &[1])).unwrap();
    topic.await_records(1);
    table.add_rows(&rows(&["b"], &[3])).unwrap();
    await_state(&publisher, PublisherState::Failed);
    let error = publisher.stop().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TableFailed, "{error}");
    assert_eq!(topic.records().len(), 1);
}

#[test]
fn a_table_comes_back_from_its_topic() {
    let topic = Topic::new("round", 3);
    let session = Session::new().unwrap();
    let source = session.empty_table(10_000).unwrap();
    let columns = [
        "K = `key` + (ii % 100)",
        "L = ii",
        "D = ii % 7 == 0 ? NULL_DOUBLE : ii / 3.0",
        "B = ii % 2 == 0",
    ];
    let table = source.update(columns).unwrap();
    let publisher = table
        .publish_to(&topic.name)
        .property("bootstrap.servers", &topic.bootstrap)
        .property("compression.type", "lz4")
        .key(ProduceSpec::simple("K"))
        .value(ProduceSpec::json(ProduceJson::of(["L", "D", "B"])))
        .start()
        .unwrap();
    assert_eq!(publisher.status().delivered, 10_000);
    let columns = [
        field("L", ColumnType::Long),
        field("D", ColumnType::Double),
        field("B", ColumnType::Boolean),
    ];
    let back = topic
        .consume(&session)
        .offsets(Offsets::Beginning)
        .key(Spec::simple("K", ColumnType::String))
        .value(Spec::json(columns))
        .append()
        .unwrap();
    await_rows(&back, 10_000);
    let names = ["K", "L", "D", "B"];
    let back = back.sort(["L"]).unwrap().view(names).unwrap();
    let all = |table: &Table| {
        let batches: Vec<RecordBatch> = table.snapshot().batches().map(Result::unwrap).collect();
        arrow_select::concat::concat_batches(&batches[0].schema(), &batches)
            .unwrap()
            .columns()
            .to_vec()
    };
    assert_eq!(all(&back), all(&table.view(names).unwrap()));
}
