//! Topics full of records.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::types::RDKafkaErrorCode;

use crate::{Shape, schemas};

/// A topic to be made.
#[derive(Clone, Copy)]
pub struct Topic {
    pub shape: Shape,
    pub partitions: i32,
    /// The compression of its batches.
    pub codec: &'static str,
    /// How many records a batch has.
    pub batch: usize,
    pub rows: usize,
}

impl Topic {
    /// What the column of [`Shape::checked`] comes to.
    pub fn checksum(&self) -> f64 {
        match self.shape {
            Shape::Simple => (0..self.rows).map(price).sum(),
            Shape::String => (0..self.rows).map(|row| text(row).len() as f64).sum(),
            _ => (0..self.rows).map(|row| quantity(row) as f64).sum(),
        }
    }
}

fn price(row: usize) -> f64 {
    100.0 + (row % 10_000) as f64 / 100.0
}

fn quantity(row: usize) -> usize {
    1 + row % 900
}

fn text(row: usize) -> String {
    format!("record {row} of the topic")
}

const SYMBOLS: [&str; 8] = ["AAPL", "TSLA", "GOOG", "MSFT", "AMZN", "NVDA", "META", "ORCL"];

/// Makes a topic and gives its name. A topic that is there already is used as it is.
pub fn fill(bootstrap: &str, topic: Topic) -> String {
    let Topic {
        shape,
        partitions,
        codec,
        batch,
        rows,
    } = topic;
    let name = format!("bench-{}-{partitions}-{codec}-{batch}-{rows}", shape.name());
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", bootstrap)
        .set("linger.ms", "20")
        .set("compression.type", codec)
        .set("batch.num.messages", batch.to_string());
    match make(bootstrap, &name, partitions) {
        Ok(()) => {}
        Err(RDKafkaErrorCode::TopicAlreadyExists) => return name,
        Err(code) => panic!("topic {name} cannot be made: {code}"),
    }
    let producer: BaseProducer = config.create().expect("a producer");
    let prefix = schemas::prefix(shape);
    for row in 0..rows {
        let (key, value) = record(shape, &prefix, row);
        let mut record = BaseRecord::to(&name).partition(row as i32 % partitions).payload(&value);
        record.key = key.as_ref();
        while let Err((_, back)) = producer.send(record) {
            producer.poll(Duration::from_millis(20));
            record = back;
        }
    }
    producer
        .flush(Duration::from_secs(60))
        .expect("the records are delivered");
    name
}

/// Makes a topic without records.
pub fn make(bootstrap: &str, name: &str, partitions: i32) -> Result<(), RDKafkaErrorCode> {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap);
    let admin: AdminClient<_> = config.create().expect("an admin client");
    let topic = NewTopic::new(name, partitions, TopicReplication::Fixed(1));
    let made = futures_executor::block_on(admin.create_topics([&topic], &AdminOptions::new()));
    match &made.expect("the broker answers")[0] {
        Ok(_) => Ok(()),
        Err((_, code)) => Err(*code),
    }
}

fn record(shape: Shape, prefix: &[u8], row: usize) -> (Option<String>, Vec<u8>) {
    let symbol = SYMBOLS[row % SYMBOLS.len()];
    let (price, quantity) = (price(row), quantity(row));
    let (side, time) = (["B", "S"][row % 2], 1_700_000_000_000 + row);
    match shape {
        Shape::Simple => (Some(symbol.to_owned()), price.to_be_bytes().to_vec()),
        Shape::String => (None, text(row).into_bytes()),
        Shape::Json => {
            let text = format!(
                r#"{{"Sym":"{symbol}","Price":{price},"Qty":{quantity},"Side":"{side}","Id":{row},"Time":{time}}}"#
            );
            (None, text.into_bytes())
        }
        Shape::Avro | Shape::Protobuf => {
            let trade = (symbol, price, quantity as i64, side, row as i64, time as i64);
            (None, schemas::record(shape, prefix, trade))
        }
    }
}
