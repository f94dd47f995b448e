//! The pipeline of Deephaven's guide for some minutes: quotes and orders from two topics, the last of each, joined, and
//! summed by symbol.
//!
//! `make soak` starts a broker and runs this: `SECONDS` (120) at `RATE` (50,000) records a second. It prints the memory of the
//! process, the records that wait, and how long update cycles take. The memory of the keyed tables must stay as it is once all
//! keys are there. It ends with status 1 if a record is missing or a table has failed.

#![allow(clippy::print_stdout, reason = "a program that reports")]

use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_schema::DataType::{Float64, Int32, Utf8};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use topictable::{Aggregation, Offsets, Result, Session, Spec, Table, field};

/// Symbols, and orders that are given again and again.
const SYMBOLS: u64 = 1000;
const ORDERS: u64 = 100_000;

/// Quotes and orders, each a topic.
struct Topics {
    bootstrap: String,
    quotes: String,
    orders: String,
}

fn main() -> ExitCode {
    let number = |name: &str, default: u64| env::var(name).map_or(default, |text| text.parse().expect("a number"));
    let (seconds, rate) = (number("SECONDS", 120), number("RATE", 50_000));
    let run = std::process::id();
    let topics = Topics {
        bootstrap: env::var("TOPICTABLE_BOOTSTRAP").expect("run by `make soak`, which starts a broker"),
        quotes: format!("soak-quotes-{run}"),
        orders: format!("soak-orders-{run}"),
    };
    topics.make();
    let session = Session::new().expect("a session");
    let pipeline = Pipeline::new(&session, &topics).expect("the pipeline");
    let begin = Instant::now();
    let producer = topics.producer();
    let mut sent = 0;
    for second in 1..=seconds {
        let until = Duration::from_secs(second);
        // A tenth of a second's records at once.
        for tenth in 1..=10 {
            for _ in 0..rate / 10 {
                topics.send(&producer, sent);
                sent += 1;
            }
            let due = until - Duration::from_millis(1000 - 100 * tenth);
            std::thread::sleep(due.saturating_sub(begin.elapsed()));
        }
        if second % 10 == 0 {
            println!("{}", pipeline.line(second, sent));
        }
    }
    producer
        .flush(Duration::from_secs(30))
        .expect("the records are delivered");
    pipeline.finish(&session, sent)
}

impl Topics {
    fn config(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", &self.bootstrap)
            .set("linger.ms", "5")
            .set("queue.buffering.max.messages", "1000000");
        config
    }

    fn make(&self) {
        let admin: AdminClient<DefaultClientContext> = self.config().create().expect("an admin client");
        let topic = |name| NewTopic::new(name, 2, TopicReplication::Fixed(1));
        let topics = [topic(self.quotes.as_str()), topic(self.orders.as_str())];
        let made = futures_executor::block_on(admin.create_topics(&topics, &AdminOptions::new()));
        assert!(
            made.expect("the broker answers").iter().all(|made| made.is_ok()),
            "the topics are made"
        );
    }

    fn producer(&self) -> BaseProducer {
        self.config().create().expect("a producer")
    }

    /// Every second record is a quote, the others are orders.
    fn send(&self, producer: &BaseProducer, number: u64) {
        let symbol = format!("S{}", number / 2 * 7 % SYMBOLS);
        let (topic, value) = if number.is_multiple_of(2) {
            (&self.quotes, format!(r#"{{"Price":{}.5}}"#, number % 500))
        } else {
            let (id, quantity) = (number / 2 % ORDERS, number % 9 + 1);
            (
                &self.orders,
                format!(r#"{{"Symbol":"{symbol}","Id":"{id}","Qty":{quantity}}}"#),
            )
        };
        let mut record = BaseRecord::to(topic).key(&symbol).payload(&value);
        while let Err((_, back)) = producer.send(record) {
            producer.poll(Duration::from_millis(5));
            record = back;
        }
        if number.is_multiple_of(1024) {
            producer.poll(Duration::ZERO);
        }
    }
}

/// The tables.
struct Pipeline {
    counts: [Table; 2],
    last_orders: Table,
    totals: Table,
}

impl Pipeline {
    fn new(session: &Session, topics: &Topics) -> Result<Self> {
        let consume = |topic: &str| {
            let table = session.consume(topic).property("bootstrap.servers", &topics.bootstrap);
            table.offsets(Offsets::Beginning)
        };
        let prices = consume(&topics.quotes)
            .key(Spec::simple("Symbol", Utf8))
            .value(Spec::json([field("Price", Float64)]))
            .blink()?;
        let orders = [field("Symbol", Utf8), field("Id", Utf8), field("Qty", Int32)];
        let orders = consume(&topics.orders).value(Spec::json(orders)).blink()?;
        let last_orders = orders.last_by(["Id"])?;
        let priced = last_orders.natural_join(&prices.last_by(["Symbol"])?, ["Symbol"], ["LastPrice = Price"])?;
        let sums = [
            Aggregation::sum(["Shares = Qty"]),
            Aggregation::weighted_sum("Qty", ["Notional = LastPrice"]),
        ];
        Ok(Pipeline {
            counts: [prices.count_by("N", [""; 0])?, orders.count_by("N", [""; 0])?],
            totals: priced.agg_by(sums, ["Symbol"])?,
            last_orders,
        })
    }

    /// The records that are in the tables.
    fn records(&self) -> u64 {
        let count = |table: &Table| {
            let batch = table.snapshot().batches().next();
            batch.map_or(0, |batch| {
                batch.expect("a count").column(0).as_primitive::<Int64Type>().value(0)
            })
        };
        self.counts.iter().map(count).sum::<i64>() as u64
    }

    fn line(&self, second: u64, sent: u64) -> String {
        format!(
            "{second:>4} s: {sent} sent, {} waiting, {} orders, {:.0} MB",
            sent.saturating_sub(self.records()),
            self.last_orders.num_rows(),
            resident_megabytes()
        )
    }

    /// Waits for the last records and tells how it went.
    fn finish(&self, session: &Session, sent: u64) -> ExitCode {
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.records() < sent && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
        let cycles = session.cycle_times();
        println!(
            "{} cycles: p50 {:?}, p99 {:?}, longest {:?}",
            cycles.count, cycles.p50, cycles.p99, cycles.longest
        );
        if let Some(failure) = self.totals.failure() {
            println!("failed: {failure}");
            return ExitCode::FAILURE;
        }
        let (records, totals) = (self.records(), self.totals.num_rows());
        println!("{records} of {sent} records, {totals} totals");
        if records == sent && totals == SYMBOLS {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn resident_megabytes() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("the system tells of this process");
    let pages: f64 = statm
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .expect("resident pages");
    pages * 4096.0 / 1e6
}
