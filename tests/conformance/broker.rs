//! The broker under test.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Headers;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{ClientConfig, Message, Offset, TopicPartitionList};

use crate::case::{Case, Topic};
use crate::registry::Ids;
use crate::root;

/// The broker at `TOPICTABLE_BOOTSTRAP`, or one that is started here.
pub struct Broker {
    pub bootstrap: String,
    admin: AdminClient<DefaultClientContext>,
    /// Ends when its input is closed, with this process.
    _stack: Option<Child>,
}

/// A record as it is in a topic.
#[derive(Debug, PartialEq)]
pub struct Written {
    pub partition: i32,
    pub offset: i64,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    /// How many headers it has.
    pub headers: usize,
}

/// What the broker does not do within this time it does not do.
const LIMIT: Duration = Duration::from_secs(20);

impl Broker {
    pub fn find() -> Broker {
        let (bootstrap, stack) = match env::var("TOPICTABLE_BOOTSTRAP") {
            Ok(address) if !address.is_empty() => (address, None),
            _ => start(),
        };
        let admin = config(&bootstrap).create().expect("an admin client");
        Broker {
            bootstrap,
            admin,
            _stack: stack,
        }
    }

    /// Makes the case's topics, empty.
    pub fn reset(&self, case: &Case) {
        let options = AdminOptions::new().operation_timeout(Some(Duration::from_secs(10)));
        let names: Vec<&str> = case.topics.iter().map(|topic| topic.name.as_str()).collect();
        if names.is_empty() {
            return;
        }
        let _ = futures_executor::block_on(self.admin.delete_topics(&names, &options));
        for topic in &case.topics {
            self.create(topic, &options);
        }
    }

    /// A topic that is being deleted cannot be made yet.
    fn create(&self, topic: &Topic, options: &AdminOptions) {
        for _ in 0..200 {
            let mut new =
                NewTopic::new(&topic.name, topic.partitions, TopicReplication::Fixed(1)).set("retention.ms", "-1");
            for (name, value) in &topic.config {
                new = new.set(name, value);
            }
            let made =
                futures_executor::block_on(self.admin.create_topics([&new], options)).expect("the broker answers");
            match &made[0] {
                Ok(_) => return,
                Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => thread::sleep(Duration::from_millis(50)),
                Err((name, code)) => panic!("topic {name} cannot be made: {code}"),
            }
        }
        panic!("topic {} is not deleted", topic.name);
    }

    /// All records of a topic, partition by partition.
    pub fn read(&self, topic: &str) -> Vec<Written> {
        let mut config = config(&self.bootstrap);
        config.set("group.id", "conformance").set("enable.auto.commit", "false");
        let consumer: BaseConsumer = config.create().expect("a consumer");
        let metadata = consumer.fetch_metadata(Some(topic), LIMIT).expect("the broker answers");
        let mut written = Vec::new();
        for partition in metadata.topics()[0].partitions() {
            let (_, end) = consumer
                .fetch_watermarks(topic, partition.id(), LIMIT)
                .expect("the broker answers");
            let mut from = TopicPartitionList::new();
            from.add_partition_offset(topic, partition.id(), Offset::Beginning)
                .expect("an offset");
            consumer.assign(&from).expect("the partition can be read");
            let mut next = 0;
            while next < end {
                let message = consumer
                    .poll(LIMIT)
                    .expect("a record is there")
                    .expect("it can be read");
                next = message.offset() + 1;
                written.push(Written {
                    partition: message.partition(),
                    offset: message.offset(),
                    key: message.key().map(<[u8]>::to_vec),
                    value: message.payload().map(<[u8]>::to_vec),
                    headers: message.headers().map_or(0, Headers::count),
                });
            }
        }
        written.sort_by_key(|record| (record.partition, record.offset));
        written
    }

    /// Sends the case's records of a phase, in their order.
    pub fn send(&self, case: &Case, ids: &Ids, phase: u32) {
        let producer: BaseProducer = config(&self.bootstrap).create().expect("a producer");
        for sent in case.records.iter().filter(|record| record.phase == phase) {
            let (key, value) = (
                sent.key.as_ref().map(|key| key.bytes(ids)),
                sent.value.as_ref().map(|value| value.bytes(ids)),
            );
            let mut record = BaseRecord::<[u8], [u8]>::to(&sent.topic).partition(sent.partition);
            record.key = key.as_deref();
            record.payload = value.as_deref();
            record.timestamp = sent.ts;
            if !sent.headers.is_empty() {
                let headers = sent.headers.iter().fold(OwnedHeaders::new(), |headers, (key, value)| {
                    headers.insert(Header {
                        key,
                        value: Some(value),
                    })
                });
                record = record.headers(headers);
            }
            producer
                .send(record)
                .map_err(|(error, _)| error)
                .expect("the record is taken");
        }
        producer
            .flush(Duration::from_secs(20))
            .expect("the records are delivered");
    }
}

fn config(bootstrap: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap);
    config
}

fn start() -> (String, Option<Child>) {
    let mut child = Command::new(root().join("bin/devstack"))
        .arg("start")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("bin/devstack starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe"))
        .read_line(&mut line)
        .expect("the stack answers");
    let ready: serde_json::Value = serde_json::from_str(&line).expect("the stack is ready");
    (
        ready["bootstrap"]
            .as_str()
            .expect("the stack says where it is")
            .to_owned(),
        Some(child),
    )
}
