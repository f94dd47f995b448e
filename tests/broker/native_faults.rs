//! What may happen to the fetcher's connections and to what brokers have: no row is lost, doubled or out of its order.

use std::fs::OpenOptions;
use std::io::Write;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use rstest::rstest;
use topictable::{ColumnType, End, ErrorKind, Offsets, ProduceSpec, Session, Spec, TimeTable};

use crate::load::{Load, close, numbers};
use crate::proxy::{Harm, Proxy};
use crate::stack::{BOOTSTRAP, Stack, Topic, await_rows, await_that, lines};

#[test]
fn connections_that_do_harm() {
    let topic = Arc::new(Topic::new("harm", 3));
    let session = Session::new().unwrap();
    let proxy = Proxy::start(&BOOTSTRAP);
    let table = numbers(&topic, &session)
        .property("bootstrap.servers", &proxy.address)
        .property("topictable.fetcher", "native")
        .property("request.timeout.ms", "1000")
        .property("max.partition.fetch.bytes", "2000")
        .append()
        .unwrap();
    let load = Load::start(&topic);
    for harm in [
        Harm::Cut,
        Harm::Delay,
        Harm::Lose,
        Harm::Change,
        Harm::Stall,
        Harm::Nothing,
    ] {
        let before = proxy.done();
        proxy.set(harm);
        load.await_progress(&table, 500, &format!("with {harm:?}"));
        if harm != Harm::Nothing {
            await_that(&table, &format!("{harm:?}"), |_| proxy.done() > before + 2);
        }
        assert!(table.failure().is_none(), "{harm:?}: {:?}", table.failure());
    }
    load.end(&[&table]);
    close(&session);
}

#[rstest]
fn brokers_that_know_of_none(#[values("native", "librdkafka")] fetcher: &str) {
    let topic = Arc::new(Topic::new("fenced", 3));
    let session = Session::new().unwrap();
    let proxy = Proxy::start(&BOOTSTRAP);
    let table = numbers(&topic, &session)
        .property("bootstrap.servers", &proxy.address)
        .property("topictable.fetcher", fetcher)
        .property("metadata.max.age.ms", "100")
        .append()
        .unwrap();
    let load = Load::start(&topic);
    // What librdkafka forgets then it does not always find again by itself.
    for round in 0..20 {
        load.await_progress(&table, 100, &format!("before round {round}"));
        proxy.set(Harm::Fenced);
        let before = proxy.done();
        await_that(&table, "a broker that is fenced", |_| proxy.done() > before);
        thread::sleep(Duration::from_millis(200));
        proxy.set(Harm::Nothing);
    }
    load.await_progress(&table, 100, "in the end");
    load.end(&[&table]);
    close(&session);
}

#[test]
fn brokers_that_know_of_none_get_every_record() {
    const ROUNDS: u64 = 20;
    let topic = Topic::new("fenced", 3);
    let session = Session::new().unwrap();
    let proxy = Proxy::start(&BOOTSTRAP);
    let ticks = session.time_table(TimeTable::every(Duration::from_millis(5))).unwrap();
    let ticks = ticks.update(["V = ii"]).unwrap();
    let publisher = ticks
        .publish_to(&topic.name)
        .property("bootstrap.servers", &proxy.address)
        .property("metadata.max.age.ms", "100")
        .value(ProduceSpec::simple("V"))
        .start()
        .unwrap();
    for round in 1..=ROUNDS {
        await_that(&ticks, "deliveries", |_| publisher.status().delivered >= 20 * round);
        proxy.set(Harm::Fenced);
        let before = proxy.done();
        await_that(&ticks, "a broker that is fenced", |_| proxy.done() > before);
        thread::sleep(Duration::from_millis(200));
        proxy.set(Harm::Nothing);
    }
    let sent = publisher.status().records;
    await_that(&ticks, "what was sent", |_| publisher.status().delivered >= sent);
    publisher.stop().unwrap();
    let status = publisher.status();
    assert_eq!((status.records, status.unsent), (status.delivered, 0));
    let ends: i64 = (0..3).map(|partition| topic.end(partition)).sum();
    assert_eq!(ends as u64, status.delivered);
    close(&session);
}

#[test]
fn brokers_that_have_errors_instead_of_records() {
    let topic = Arc::new(Topic::new("errors", 3));
    let session = Session::new().unwrap();
    let proxy = Proxy::start(&BOOTSTRAP);
    let table = numbers(&topic, &session)
        .property("bootstrap.servers", &proxy.address)
        .property("topictable.fetcher", "native")
        .append()
        .unwrap();
    let load = Load::start(&topic);
    for harm in [Harm::DiskFull, Harm::Fault, Harm::FaultOfAll] {
        load.await_progress(&table, 500, &format!("before {harm:?}"));
        proxy.set(harm);
        let before = proxy.done();
        await_that(&table, &format!("{harm:?}"), |_| proxy.done() > before);
        // What was received before is in the table soon.
        thread::sleep(Duration::from_millis(500));
        let (rows, answers) = (table.num_rows(), proxy.done());
        thread::sleep(Duration::from_secs(1));
        let answers = proxy.done() - answers;
        assert!((1..=30).contains(&answers), "{answers} answers with {harm:?}");
        assert_eq!(table.num_rows(), rows, "{harm:?}");
        proxy.set(Harm::Nothing);
        load.await_progress(&table, 500, &format!("after {harm:?}"));
        assert!(table.failure().is_none(), "{harm:?}: {:?}", table.failure());
    }
    load.end(&[&table]);
    // What no broker of today says may never get better.
    let rows = table.num_rows();
    proxy.set(Harm::Strange);
    await_that(&table, "a failure", |table| table.failure().is_some());
    let failure = table.failure().unwrap();
    assert_eq!(failure.kind(), ErrorKind::TableFailed, "{failure}");
    let told = format!(
        "of topic {:?} cannot be read any more: the broker answered with error 999",
        topic.name
    );
    assert!(failure.message().contains(&told), "{failure}");
    assert_eq!(table.num_rows(), rows);
    close(&session);
}

/// Messages in the format of Kafka 0.10 (magic 1), of which the second half is compressed.
fn old_messages(offsets: std::ops::Range<i64>) -> Vec<u8> {
    let message = |offset: i64, attributes: u8, value: &[u8]| {
        let mut content = vec![1, attributes];
        content.extend(1_700_000_000_000_i64.to_be_bytes());
        content.extend((-1_i32).to_be_bytes());
        content.extend((value.len() as i32).to_be_bytes());
        content.extend(value);
        let mut checksum = flate2::Crc::new();
        checksum.update(&content);
        let mut message = offset.to_be_bytes().to_vec();
        message.extend((content.len() as i32 + 4).to_be_bytes());
        message.extend(checksum.sum().to_be_bytes());
        message.extend(content);
        message
    };
    let middle = offsets.start + (offsets.end - offsets.start) / 2;
    let number = |offset: i64| offset.to_be_bytes();
    let mut messages: Vec<u8> = (offsets.start..middle)
        .flat_map(|offset| message(offset, 0, &number(offset)))
        .collect();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for offset in middle..offsets.end {
        // Inside, offsets count from the first one; outside stands the last one.
        encoder
            .write_all(&message(offset - middle, 0, &number(offset)))
            .unwrap();
    }
    messages.extend(message(offsets.end - 1, 1, &encoder.finish().unwrap()));
    messages
}

#[test]
fn messages_of_old_formats_are_read() {
    let mut stack = Stack::start(&[]);
    let topic = Topic::at(&stack.bootstrap, "old", 1);
    topic.send_numbers(0..10);
    let folder = stack.folder_of(&topic, 0);
    // Brokers of today do not write them, but have them in logs of old ones.
    stack.broker("stop");
    let log = folder.join("00000000000000000000.log");
    let mut log = OpenOptions::new().append(true).open(log).unwrap();
    log.write_all(&old_messages(10..30)).unwrap();
    drop(log);
    stack.broker("start");
    topic.send_numbers(30..40);
    let session = Session::new().unwrap();
    let consume = |from: Offsets, until: End| {
        let table = numbers(&topic, &session)
            .property("topictable.fetcher", "native")
            .offsets(from)
            .until(until)
            .append()
            .unwrap();
        await_that(&table, "its end", |table| !table.is_refreshing());
        assert!(table.failure().is_none(), "{:?}", table.failure());
        lines(&table)
    };
    let expected: Vec<String> = (0..40).map(|number| format!("0 {number} {number}")).collect();
    assert_eq!(consume(Offsets::Beginning, End::Latest), expected);
    let from = Offsets::Partitions([(0, 23)].into());
    assert_eq!(consume(from, End::Offset(27)), expected[23..27]);
    close(&session);
}

/// What the fetcher finds out only when it has begun to read.
#[test]
fn librdkafka_goes_on_where_brokers_are_not_understood() {
    let topic = Arc::new(Topic::new("understood", 3));
    let session = Session::new().unwrap();
    let proxy = Proxy::start(&BOOTSTRAP);
    let consume = || {
        numbers(&topic, &session)
            .property("bootstrap.servers", &proxy.address)
            .property("topictable.fetcher", "native")
            .append()
            .unwrap()
    };
    let table = consume();
    let load = Load::start(&topic);
    load.await_progress(&table, 500, "natively");
    proxy.set(Harm::Hide);
    await_that(&table, "another connection", |_| proxy.hidden() > 0);
    let late = consume();
    load.await_progress(&table, 500, "by librdkafka");
    load.await_progress(&late, 500, "by librdkafka");
    proxy.set(Harm::Nothing);
    load.await_progress(&table, 500, "undisturbed");
    load.end(&[&table, &late]);
    close(&session);
}

#[test]
fn what_brokers_have_lost_is_told() {
    let mut stack = Stack::start(&["--brokers", "3"]);
    let topic = Topic::unclean(&stack.bootstrap, "unclean", &[1, 2]);
    let session = Session::new().unwrap();
    let consume = |reset| {
        numbers(&topic, &session)
            .property("topictable.fetcher", "native")
            .property("auto.offset.reset", reset)
            .append()
            .unwrap()
    };
    let (goes_on, fails) = (consume("earliest"), consume("none"));
    topic.send_numbers(0..100);
    await_rows(&goes_on, 100);
    stack.command_to("kill", 2);
    topic.send_numbers(100..200);
    for table in [&goes_on, &fails] {
        await_rows(table, 200);
    }
    stack.command_to("kill", 1);
    stack.command_to("start", 2);
    // The first of them may have another's offset.
    topic.send_numbers(1000..1150);
    await_that(&fails, "a failure", |table| table.failure().is_some());
    let failure = fails.failure().unwrap();
    assert_eq!(failure.kind(), ErrorKind::TableFailed);
    let told =
        "the brokers have lost the records from offset 100 on, which were read before, and auto.offset.reset is none";
    assert!(failure.message().contains(told), "{failure}");
    assert_eq!(fails.num_rows(), 200);
    await_rows(&goes_on, 350);
    let expected = (0..200)
        .map(|number| (number, number))
        .chain((100..250).map(|offset| (offset, 900 + offset)));
    let expected: Vec<String> = expected
        .map(|(offset, number)| format!("0 {offset} {number}"))
        .collect();
    assert_eq!(lines(&goes_on), expected);
    close(&session);
}

#[test]
fn a_near_replica_is_read() {
    let mut stack = Stack::start(&["--brokers", "3"]);
    let topic = Arc::new(Topic::replicated(&stack.bootstrap, "near", &[&[1, 2, 3], &[2, 3, 1]]));
    let session = Session::new().unwrap();
    let table = numbers(&topic, &session)
        .property("topictable.fetcher", "native")
        .property("client.rack", "rack-3")
        .append()
        .unwrap();
    let load = Load::start(&topic);
    load.await_progress(&table, 500, "from the replica");
    stack.command_to("kill", 3);
    load.await_progress(&table, 500, "without it");
    stack.command_to("start", 3);
    stack.command_to("stop", 1);
    load.await_progress(&table, 500, "after another leader's election");
    stack.command_to("start", 1);
    load.end(&[&table]);
    close(&session);
}

#[test]
fn logs_that_are_compacted_are_read_as_librdkafka_reads_them() {
    let topic = Topic::with(
        "compacted",
        &[
            ("cleanup.policy", "compact"),
            ("segment.ms", "300"),
            ("min.cleanable.dirty.ratio", "0.001"),
            ("message.timestamp.type", "LogAppendTime"),
        ],
    );
    let mut sent = 0;
    while topic.records().len() == sent {
        for round in 0..5 {
            for key in 0..20 {
                let value = (key % 7 != round).then(|| format!("{key} of {round}"));
                topic.send(
                    Some(format!("key {key}").as_bytes()),
                    value.as_deref().map(str::as_bytes),
                );
            }
            topic.flush();
        }
        sent += 100;
        assert!(sent < 30_000, "nothing is compacted");
        thread::sleep(Duration::from_millis(400));
    }
    let session = Session::new().unwrap();
    // What is not compacted yet may go in between.
    let read = |fetcher: &str| {
        let table = topic
            .consume(&session)
            .property("topictable.fetcher", fetcher)
            .offsets(Offsets::Beginning)
            .until(End::Latest)
            .key(Spec::simple("K", ColumnType::String))
            .value(Spec::simple("V", ColumnType::String))
            .append()
            .unwrap();
        await_that(&table, "its last row", |table| !table.is_refreshing());
        lines(&table)
    };
    let mut expected = read("librdkafka");
    loop {
        let read_here = read("native");
        let again = read("librdkafka");
        if again == expected {
            assert!(!expected.is_empty() && expected.len() < sent);
            assert_eq!(read_here, expected);
            return;
        }
        expected = again;
    }
}
