//! Records of a real broker whose schemas come from the real registry, through a relay that counts and can be told to
//! know nothing.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use super::*;
use crate::format::{BadRecord, ColumnBuilder, Decoder, Payloads, Unready, Writers};
use crate::graph::consume::layout::Layout;
use crate::kafka::registry::testing::{Relay, bootstrap, registry_url, unique};
use crate::kafka::registry::{Framing, NewSchema, Registry, SchemaKind};
use crate::spec::ColumnSpec;

/// Decodes the 8 bytes after the prefix, plus the length of the name of the schema's record.
struct Framed(Writers<i64>);

impl Decoder for Framed {
    fn columns(&self) -> Vec<ColumnSpec> {
        vec![field("V", ColumnType::Long)]
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(Framed(self.0.again()))
    }

    fn ready(&mut self, payloads: Payloads<'_>) -> Option<Unready> {
        self.0.ready(payloads, |schema| {
            let schema: serde_json::Value = serde_json::from_str(&schema.text).unwrap();
            match schema["name"].as_str().unwrap() {
                name if name.ends_with("_bad") => Err(Error::unsupported("records that end with bad")),
                name => Ok(name.len() as i64),
            }
        })
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        let ColumnBuilder::Long(values) = &mut columns[0] else {
            panic!("a column of longs");
        };
        for (index, payload) in payloads.iter().enumerate() {
            let Some(payload) = payload else {
                values.push_null();
                continue;
            };
            let decoded = self
                .0
                .of(payload)
                .map(|(len, rest)| len + i64::from_be_bytes(rest.try_into().unwrap()));
            match decoded {
                Ok(value) => values.push(value),
                Err(reason) => {
                    values.push_null();
                    let field = None;
                    bad.push(BadRecord { index, field, reason });
                }
            }
        }
    }
}

/// A new schema whose record's name has 30 letters, and its id.
fn registered(ending: &str) -> i64 {
    let name = format!("{:x<1$}{ending}", unique("r").replace('-', "_"), 30 - ending.len());
    let registry = Registry::of(&properties(&[("schema.registry.url", registry_url())])).unwrap();
    let new = NewSchema {
        kind: SchemaKind::Avro,
        text: &format!("{{\"type\":\"record\",\"name\":\"{name}\",\"fields\":[]}}"),
        references: &[],
    };
    registry.register(&unique("framed"), &new).unwrap()
}

struct Topic {
    name: String,
    producer: BaseProducer,
}

impl Topic {
    fn new(partitions: i32) -> Self {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", bootstrap()).set("linger.ms", "1");
        let name = unique("framed");
        let admin: AdminClient<_> = config.create().unwrap();
        let topic = NewTopic::new(&name, partitions, TopicReplication::Fixed(1));
        let made = futures_executor::block_on(admin.create_topics([&topic], &AdminOptions::new()));
        made.unwrap()[0].as_ref().unwrap();
        Topic {
            name,
            producer: config.create().unwrap(),
        }
    }

    fn send(&self, partition: i32, payload: &[u8]) {
        loop {
            let record = BaseRecord::<(), [u8]>::to(&self.name)
                .partition(partition)
                .payload(payload);
            match self.producer.send(record) {
                Ok(()) => return,
                Err(_) => self.producer.poll(Duration::from_millis(10)),
            };
        }
    }

    /// Sends numbers with the id of a schema.
    fn send_numbers(&self, partition: i32, id: i64, numbers: std::ops::Range<i64>) {
        for number in numbers {
            let id = (id as u32).to_be_bytes();
            self.send(partition, &[&[0], &id[..], &number.to_be_bytes()].concat());
        }
        self.producer.flush(Duration::from_secs(60)).unwrap();
    }
}

fn consume(session: &Session, topic: &Topic, url: &str, more: &[(&str, &str)]) -> Table {
    let mut entries = vec![("bootstrap.servers", bootstrap()), ("schema.registry.url", url)];
    entries.extend_from_slice(more);
    let consume = Consume {
        properties: properties(&entries),
        topic: topic.name.clone(),
        partitions: Partitions::All,
        offsets: Offsets::Beginning,
        key: Spec::Ignore,
        value: Spec::json([field("V", ColumnType::Long)]),
        table_type: TableType::Append,
    };
    let mut layout = Layout::new(&consume).unwrap();
    let registry = Registry::of(&consume.properties).unwrap();
    let framing = Framing::of(&consume.properties).unwrap();
    layout.value = Box::new(Framed(Writers::new(registry, framing)));
    let source = open(session.engine(), &consume, &layout).unwrap();
    let (table, consumer) = start(session.engine(), &consume, layout, source, &|_| Ok(None)).unwrap();
    session.watch(consumer);
    table
}

/// The offset and the number of each row of a partition.
fn rows(table: &Table, partition: i32) -> Vec<(i64, i64)> {
    let mine = table.where_([format!("KafkaPartition = {partition}")]).unwrap();
    let mut rows = Vec::new();
    for batch in mine.view(["KafkaOffset", "V"]).unwrap().snapshot().batches() {
        let batch = batch.unwrap();
        let column = |at: usize| batch.column(at).as_primitive::<Int64Type>().values().to_vec();
        rows.extend(column(0).into_iter().zip(column(1)));
    }
    rows
}

fn numbered(count: i64) -> Vec<(i64, i64)> {
    (0..count).map(|number| (number, number + 30)).collect()
}

const UNKNOWN: &str = "{\"error_code\":40403,\"message\":\"Schema not found\"}";

/// A relay that does not know one schema until it is told to.
fn forgetful(id: i64) -> (Relay, Arc<AtomicBool>) {
    let known = Arc::new(AtomicBool::new(false));
    let seen = known.clone();
    let path = format!("/schemas/ids/{id}");
    let relay = Relay::answering(move |asked| {
        let unknown = asked.path == path && !seen.load(Ordering::Relaxed);
        unknown.then(|| (404, UNKNOWN.to_owned()))
    });
    (relay, known)
}

#[test]
fn a_schema_that_comes_later_holds_up_its_partition_only() {
    let (late, known) = (registered(""), registered(""));
    let (relay, there) = forgetful(late);
    let topic = Topic::new(3);
    topic.send_numbers(0, known, 0..10);
    topic.send_numbers(0, late, 10..30_000);
    topic.send_numbers(0, known, 30_000..40_000);
    topic.send_numbers(1, known, 0..20_000);
    let session = Session::new().unwrap();
    let table = consume(&session, &topic, &relay.url, &[("topictable.schema.retry.ms", "60000")]);
    await_rows(&table, 20_010);
    // Also what comes now.
    topic.send_numbers(1, known, 20_000..20_100);
    topic.send_numbers(2, known, 0..100);
    await_rows(&table, 20_210);
    assert_eq!(rows(&table, 0), numbered(10));
    assert_eq!(rows(&table, 1), numbered(20_100));
    let line = format!("topic=\"{}\",partition=\"0\"}} {late}", topic.name);
    assert!(
        session
            .metrics()
            .lines()
            .any(|known| known.starts_with("topictable_awaited_schema{") && known.ends_with(&line))
    );
    there.store(true, Ordering::Relaxed);
    await_rows(&table, 60_200);
    topic.send_numbers(0, late, 40_000..40_100);
    await_rows(&table, 60_300);
    assert_eq!(rows(&table, 0), numbered(40_100));
    assert_eq!(relay.times(&format!("/schemas/ids/{known}")), 1);
}

#[test]
fn a_batch_with_a_new_id_makes_one_request() {
    let id = registered("");
    let relay = Relay::start();
    let topic = Topic::new(4);
    (0..4).for_each(|partition| topic.send_numbers(partition, id, 0..1000));
    let session = Session::new().unwrap();
    let tables = [(); 3].map(|()| consume(&session, &topic, &relay.url, &[]));
    for table in &tables {
        await_rows(table, 4000);
        (0..4).for_each(|partition| assert_eq!(rows(table, partition), numbered(1000)));
    }
    assert_eq!(relay.asked().len(), 1);
}

#[test]
fn a_registry_that_is_down_holds_records_until_it_is_up() {
    let id = registered("");
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let path = registry_url().splitn(4, '/').nth(3).unwrap();
    let topic = Topic::new(1);
    topic.send_numbers(0, id, 0..50_000);
    let session = Session::new().unwrap();
    // It is read to its end, which is not there before all rows are.
    let end = [("topictable.end.offset", "latest")];
    let table = consume(&session, &topic, &format!("http://{address}/{path}"), &end);
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!((table.num_rows(), table.failure().is_none()), (0, true));
    let relay = Relay::listen(std::net::TcpListener::bind(address).unwrap(), None, |_| None);
    await_rows(&table, 50_000);
    assert_eq!(rows(&table, 0), numbered(50_000));
    assert_eq!(relay.asked().len(), 1);
    let deadline = Instant::now() + SOON;
    while !session
        .metrics()
        .lines()
        .any(|line| line.ends_with("state=\"finished\"} 1"))
    {
        assert!(Instant::now() < deadline, "the table does not end");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_schema_that_cannot_be_had_costs_its_records_only() {
    let (known, bad) = (registered(""), registered("_bad"));
    let unknown = 2_000_000_000;
    let relay = Relay::start();
    let topic = Topic::new(1);
    topic.send_numbers(0, known, 0..2);
    topic.send_numbers(0, unknown, 2..3);
    topic.send_numbers(0, bad, 3..4);
    topic.send(0, b"{}");
    topic.send_numbers(0, known, 5..7);
    let session = Session::new().unwrap();
    let skip = [("topictable.on.error", "skip"), ("topictable.schema.retry.ms", "300")];
    let table = consume(&session, &topic, &relay.url, &skip);
    await_rows(&table, 4);
    assert_eq!(rows(&table, 0), [(0, 30), (1, 31), (5, 35), (6, 36)]);
    let errors = table.errors().unwrap();
    await_rows(&errors, 3);
    let reasons: Vec<String> = errors
        .snapshot()
        .batches()
        .flat_map(|batch| {
            let batch = batch.unwrap();
            let reasons = batch.column(5).as_string::<i32>();
            reasons
                .iter()
                .map(|reason| reason.unwrap().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(
        reasons[0].starts_with("schema id 2000000000 is not known to the schema registry at "),
        "{reasons:?}"
    );
    assert_eq!(reasons[1], format!("schema id {bad}: records that end with bad"));
    assert_eq!(
        reasons[2],
        "unknown magic byte 123: expected a zero byte and the 4 of a schema's id"
    );
    let failing = consume(&session, &topic, &relay.url, &[("topictable.schema.retry.ms", "300")]);
    let failure = await_failure(&failing);
    assert_eq!(
        (failure.detail("partition"), failure.detail("offset")),
        (Some("0"), Some("2"))
    );
    // What is good in the same batch is kept.
    assert_eq!(failing.num_rows(), 4);
}
