//! What is scaled, its topics, and one measurement.

use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::types::RDKafkaErrorCode;
use topictable::{ColumnType, Offsets, Session, Spec, Table, field};

/// One thing that grows.
pub struct Scale {
    pub name: &'static str,
    pub title: &'static str,
    /// What the rate counts.
    pub unit: &'static str,
    pub file: &'static str,
    pub sizes: &'static [usize],
}

impl Scale {
    pub const ALL: [Scale; 4] = [
        Scale {
            name: "partitions",
            title: "Records of 8 bytes in so many partitions, one table",
            unit: "M records/s",
            file: "partitions",
            sizes: &[1, 2, 4, 8, 16, 32, 64],
        },
        Scale {
            name: "columns",
            title: "JSON objects of so many integers, one table",
            unit: "M cells/s",
            file: "columns",
            sizes: &[10, 30, 100, 300, 1000],
        },
        Scale {
            name: "bytes a value",
            title: "Texts of so many bytes, one table",
            unit: "MB/s",
            file: "bytes",
            sizes: &[100, 300, 1_000, 3_000, 10_000],
        },
        Scale {
            name: "tables",
            title: "Tables of one session, each of one partition of a topic",
            unit: "M records/s",
            file: "tables",
            sizes: &[1, 5, 20, 50, 100, 200],
        },
    ];

    fn partitions(&self, size: usize) -> usize {
        match self.name {
            "partitions" | "tables" => size,
            _ => 1,
        }
    }

    /// How many records its topic has: fewer where they are large.
    fn records(&self, size: usize, records: usize) -> usize {
        let records = match self.name {
            "columns" => 10 * records / size,
            "bytes a value" => 200 * records / size,
            _ => records,
        };
        records - records % self.partitions(size)
    }

    /// What the rate counts, of one record.
    fn counted(&self, size: usize) -> f64 {
        match self.name {
            "columns" | "bytes a value" => size as f64,
            _ => 1.0,
        }
    }

    fn topic(&self, size: usize, records: usize) -> String {
        format!("scale-{}-{size}-{records}", self.file)
    }

    fn value(&self, size: usize, row: usize) -> Vec<u8> {
        match self.name {
            "columns" => {
                let members: Vec<String> = (0..size)
                    .map(|column| format!("\"c{column}\":{}", row + column))
                    .collect();
                format!("{{{}}}", members.join(",")).into_bytes()
            }
            "bytes a value" => format!("{row:0size$}").into_bytes(),
            _ => (row as i64).to_be_bytes().into(),
        }
    }

    fn spec(&self, size: usize) -> Spec {
        match self.name {
            "columns" => Spec::json((0..size).map(|column| field(format!("c{column}"), ColumnType::Long))),
            "bytes a value" => Spec::simple("Text", ColumnType::String),
            _ => Spec::simple("Value", ColumnType::Long),
        }
    }
}

/// The values of `topictable.fetcher`.
pub const FETCHERS: [&str; 2] = ["librdkafka", "native"];

/// Makes the topic, unless it is there.
pub fn fill(bootstrap: &str, scale: &Scale, size: usize, records: usize) {
    let topic = scale.topic(size, records);
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap).set("linger.ms", "20");
    let admin: AdminClient<_> = config.create().expect("an admin client");
    let partitions = scale.partitions(size);
    let new = NewTopic::new(&topic, partitions as i32, TopicReplication::Fixed(1));
    let made = futures_executor::block_on(admin.create_topics([&new], &AdminOptions::new()));
    match &made.expect("the broker answers")[0] {
        Ok(_) => {}
        Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => return,
        Err((_, code)) => panic!("topic {topic} cannot be made: {code}"),
    }
    let producer: BaseProducer = config.create().expect("a producer");
    for row in 0..scale.records(size, records) {
        let value = scale.value(size, row);
        let mut record = BaseRecord::<(), _>::to(&topic)
            .partition((row % partitions) as i32)
            .payload(&value);
        while let Err((_, back)) = producer.send(record) {
            producer.poll(Duration::from_millis(20));
            record = back;
        }
    }
    producer
        .flush(Duration::from_secs(120))
        .expect("the records are delivered");
}

/// Reads the topic: millions a second of what is counted, bytes that the tables hold a row, and megabytes of the process.
pub fn measure(bootstrap: &str, scale: &Scale, size: usize, records: usize, fetcher: &str) -> String {
    let rows = scale.records(size, records);
    let topic = scale.topic(size, records);
    let session = Session::new().expect("a session");
    let begin = Instant::now();
    let table = |partition: Option<i32>| -> Table {
        let consume = session.consume(&topic).property("bootstrap.servers", bootstrap);
        let consume = consume
            .property("topictable.fetcher", fetcher)
            .offsets(Offsets::Beginning);
        let consume = match partition {
            Some(partition) => consume.partitions([partition]),
            None => consume,
        };
        consume.value(scale.spec(size)).append().expect("a table")
    };
    let tables: Vec<Table> = match scale.name {
        "tables" => (0..size).map(|partition| table(Some(partition as i32))).collect(),
        _ => vec![table(None)],
    };
    for table in &tables {
        let expected = (rows / tables.len()) as u64;
        while table.num_rows() < expected {
            let changed = table.await_change(Duration::from_secs(20)).expect("the table is well");
            assert!(changed, "{} of {expected} rows have come", table.num_rows());
        }
        assert_eq!(table.num_rows(), expected);
    }
    let rate = rows as f64 * scale.counted(size) / begin.elapsed().as_secs_f64() / 1e6;
    let held: usize = tables.iter().map(|table| table.snapshot().memory_size()).sum();
    format!("{rate} {} {}", held as f64 / rows as f64, resident() as f64 / 1e6)
}

/// The bytes of memory that the process has.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("the process's status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    1024 * kilobytes.expect("its resident size")
}
