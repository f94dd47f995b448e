//! The library's own fetcher gives what librdkafka gives. With `TOPICTABLE_FETCHER=librdkafka` all other tests use that.

use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, TimestampNanosecondType};
use arrow_array::{Array, BinaryArray};
use rdkafka::ClientConfig;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rstest::rstest;
use topictable::{ColumnType, End, ErrorKind, Offsets, Session, Spec, Table};

use crate::load::{Load, close, numbers};
use crate::stack::{Stack, Topic, await_rows, await_that, unique};

const SOON: Duration = Duration::from_secs(60);

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % most
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        let (len, letter) = (self.below(most), self.below(26) as u8);
        (0..len).map(|at| b'a' + (letter + (at % 7) as u8) % 26).collect()
    }
}

/// A stack that can be asked what Java's consumer reads.
static STACK: LazyLock<Mutex<Stack>> = LazyLock::new(|| Mutex::new(Stack::start(&[])));

fn producer(bootstrap: &str, codec: &str, transactional: bool) -> BaseProducer {
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", bootstrap)
        .set("compression.type", codec)
        .set("linger.ms", "2");
    if transactional {
        config.set("transactional.id", unique("native"));
    }
    let producer: BaseProducer = config.create().unwrap();
    if transactional {
        producer.init_transactions(SOON).unwrap();
    }
    producer
}

/// Records of all kinds and sizes in all partitions.
fn send(producer: &BaseProducer, topic: &Topic, numbers: &mut Numbers, count: usize) {
    for _ in 0..count {
        let key = (numbers.below(3) > 0).then(|| numbers.bytes(20));
        let most = if numbers.below(50) == 0 { 100_000 } else { 300 };
        let value = (numbers.below(9) > 0).then(|| numbers.bytes(most));
        let mut headers = OwnedHeaders::new();
        for _ in 0..numbers.below(3) {
            let value = (numbers.below(2) > 0).then(|| numbers.bytes(9));
            let key = ["trace", "", "source"][numbers.below(3)];
            headers = headers.insert(Header {
                key,
                value: value.as_ref(),
            });
        }
        let partition = numbers.below(topic.partitions as usize) as i32;
        let mut record = BaseRecord::<[u8], [u8]>::to(&topic.name)
            .partition(partition)
            .headers(headers);
        record.key = key.as_deref();
        record.payload = value.as_deref();
        producer.send(record).map_err(|(error, _)| error).unwrap();
    }
    producer.flush(SOON).unwrap();
}

#[rstest]
#[case(&[])]
#[case(&[("isolation.level", "read_committed")])]
#[case(&[("max.partition.fetch.bytes", "3000"), ("fetch.max.bytes", "5000"), ("check.crcs", "false")])]
fn all_consumers_read_the_same(#[case] properties: &[(&str, &str)]) {
    let bootstrap = STACK.lock().unwrap().bootstrap.clone();
    let topic = Topic::at(&bootstrap, "same", 3);
    let mut random = Numbers(properties.len() as u64);
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"] {
        let plain = producer(&bootstrap, codec, false);
        let transactional = producer(&bootstrap, codec, true);
        for commits in [true, false, false, true] {
            send(&plain, &topic, &mut random, 60);
            transactional.begin_transaction().unwrap();
            send(&transactional, &topic, &mut random, 40);
            // Between those of the transaction.
            send(&plain, &topic, &mut random, 20);
            send(&transactional, &topic, &mut random, 5);
            if commits {
                transactional.commit_transaction(SOON).unwrap();
            } else {
                transactional.abort_transaction(SOON).unwrap();
            }
        }
    }
    let session = Session::new().unwrap();
    let read = |fetcher: &str, offsets: Offsets| {
        let mut consume = topic
            .consume(&session)
            .property("topictable.fetcher", fetcher)
            .property("topictable.headers.column", "Headers")
            .offsets(offsets)
            .until(End::Latest)
            .key(Spec::simple("K", ColumnType::Bytes))
            .value(Spec::simple("V", ColumnType::Bytes));
        for (name, value) in properties {
            consume = consume.property(*name, *value);
        }
        let table = consume.append().unwrap();
        await_that(&table, "its last row", |table| !table.is_refreshing());
        assert!(table.failure().is_none(), "{:?}", table.failure());
        // In the order of each partition.
        let mut rows = texts(&table);
        rows.sort_by_key(|row| row.split(' ').next().map(str::to_owned));
        rows
    };
    let committed = properties.iter().any(|(name, _)| *name == "isolation.level");
    let kept = if committed { 5 * (4 * 80 + 2 * 45) } else { 5 * 4 * 125 };
    let isolation = if committed {
        "read_committed"
    } else {
        "read_uncommitted"
    };
    let command = format!(r#"{{"cmd":"read","topic":"{}","isolation":"{isolation}"}}"#, topic.name);
    let java = STACK.lock().unwrap().ask(&command);
    let java = java["records"].as_array().unwrap().iter();
    let java: Vec<&str> = java.map(|record| record.as_str().unwrap()).collect();
    assert_eq!(java.len(), kept);
    assert_same(&read("librdkafka", Offsets::Beginning), &java);
    assert_same(&read("native", Offsets::Beginning), &java);
    // From inside of batches.
    let from = Offsets::Partitions([(0, 101), (1, 33), (2, 250)].into());
    let expected = read("librdkafka", from.clone());
    assert_same(&read("native", from), &expected);
}

/// Rows as the stack writes what Java's consumer reads: partition, offset, time, key, value and headers.
fn texts(table: &Table) -> Vec<String> {
    let mut texts = Vec::new();
    for batch in table.snapshot().batches() {
        let batch = batch.unwrap();
        let partitions = batch.column(0).as_primitive::<Int32Type>();
        let offsets = batch.column(1).as_primitive::<Int64Type>();
        let times = batch.column(2).as_primitive::<TimestampNanosecondType>();
        let headers = batch.column(3).as_list::<i32>();
        let [keys, values] = [4, 5].map(|column| batch.column(column).as_binary::<i32>());
        for row in 0..batch.num_rows() {
            let bytes = |column: &BinaryArray| digest(column.is_valid(row).then(|| column.value(row)));
            let mut text = format!("{} {} ", partitions.value(row), offsets.value(row));
            text += &format!("{} {} {}", times.value(row) / 1_000_000, bytes(keys), bytes(values));
            let of_row = headers.value(row);
            let of_row = of_row.as_struct();
            let (names, values) = (of_row.column(0).as_string::<i32>(), of_row.column(1).as_binary::<i32>());
            for (name, value) in names.iter().zip(values) {
                text += &format!(" {}={}", name.unwrap(), digest(value));
            }
            texts.push(text);
        }
    }
    texts
}

/// The number of bytes and their CRC-32.
fn digest(bytes: Option<&[u8]>) -> String {
    bytes.map_or("null".to_owned(), |bytes| {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        format!("{}:{:08x}", bytes.len(), crc.sum())
    })
}

#[track_caller]
fn assert_same(rows: &[String], expected: &[impl AsRef<str>]) {
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!(row, expected.as_ref());
    }
    assert_eq!(rows.len(), expected.len());
}

#[test]
fn restarts_under_load_lose_and_double_nothing() {
    let mut stack = Stack::start(&[]);
    let topic = Arc::new(Topic::at(&stack.bootstrap, "native", 3));
    let session = Session::new().unwrap();
    let table = numbers(&topic, &session)
        .property("topictable.fetcher", "native")
        .append()
        .unwrap();
    let load = Load::start(&topic);
    for command in ["stop", "kill"] {
        load.await_progress(&table, 500, &format!("before the {command}"));
        stack.broker(command);
        thread::sleep(Duration::from_millis(300));
        stack.broker("start");
    }
    load.await_progress(&table, 500, "after the restarts");
    load.end(&[&table]);
    stack.broker("kill");
    close(&session);
}

#[test]
fn what_it_cannot_do_is_left_to_librdkafka() {
    let topic = Topic::new("buffers", 1);
    topic.send_texts(&["a"]);
    let session = Session::new().unwrap();
    let consume = |fetcher| {
        topic
            .consume(&session)
            .offsets(Offsets::Beginning)
            .property("topictable.fetcher", fetcher)
            .property("receive.buffer.bytes", "65536")
            .value(Spec::simple("V", ColumnType::String))
            .append()
    };
    for fetcher in ["native", "auto"] {
        await_rows(&consume(fetcher).unwrap(), 1);
    }
    let error = consume("mine").map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(
        error.message(),
        "property topictable.fetcher = \"mine\": expected librdkafka, native or auto"
    );
}
