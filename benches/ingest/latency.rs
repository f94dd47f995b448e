//! How long a record takes from the call that sends it until it can be seen.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseRecord, DeliveryResult, Producer, ProducerContext, ThreadedProducer};
use rdkafka::{ClientContext, Message};
use topictable::{ColumnType, ErrorKind, Session, Spec, Table};

use crate::fill;

/// Records are sent in groups, this often.
const GROUPS_PER_SECOND: usize = 1000;
/// What is sent before anything counts.
const WARM_UP: Duration = Duration::from_secs(2);

/// Sends so many records a second, of which each holds the time when it was sent, to a table that is read through
/// snapshots by one thread and through its changes by another. Gives the median and the 99th percentile of both in
/// milliseconds, after those of the broker's acknowledgement.
pub fn run(bootstrap: &str, rate: usize, seconds: usize, fetcher: &str) -> String {
    let topic = format!("bench-latency-{}", std::process::id());
    fill::make(bootstrap, &topic, 1).expect("a topic");
    let session = Session::new().expect("a session");
    let table = session
        .consume(&topic)
        .property("bootstrap.servers", bootstrap)
        .property("topictable.fetcher", fetcher)
        .value(Spec::simple("Sent", ColumnType::Long))
        .append()
        .expect("a table");
    let clock = Instant::now();
    let producer = {
        let (bootstrap, topic) = (bootstrap.to_owned(), topic);
        let length = WARM_UP + Duration::from_secs(seconds as u64);
        thread::spawn(move || produce(&bootstrap, &topic, rate, length, clock))
    };
    let (of_snapshots, of_changes) = (table.clone(), table.changes().expect("a subscription"));
    let snapshots = thread::spawn(move || look(&of_snapshots, clock));
    let changes = thread::spawn(move || {
        let mut waits = Waits::new(clock);
        for change in &of_changes {
            match change {
                Ok(change) => change
                    .added()
                    .batches()
                    .for_each(|batch| waits.add(&batch.expect("a batch"))),
                Err(error) if error.kind() == ErrorKind::Closed => break,
                Err(error) => panic!("{error}"),
            }
        }
        waits
    });
    let (sent, acknowledged) = producer.join().expect("the records are sent");
    while table.num_rows() < sent as u64 {
        assert!(table.await_change(Duration::from_secs(10)).expect("the table is well"));
    }
    session.close();
    let [snapshots, changes] = [snapshots, changes].map(|thread| thread.join().expect("all rows were seen"));
    assert_eq!([snapshots.rows, changes.rows], [sent; 2], "every row was seen once");
    [acknowledged, snapshots, changes].map(Waits::percentiles).join(" ")
}

/// Notes when records are acknowledged.
struct Acknowledged(Arc<Mutex<Waits>>);

impl ClientContext for Acknowledged {}

impl ProducerContext for Acknowledged {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let message = result.as_ref().expect("it is delivered");
        let sent = message.payload().and_then(|bytes| bytes.try_into().ok());
        let mut waits = self.0.lock().expect("no panic");
        waits.add_one(i64::from_be_bytes(sent.expect("what was sent")));
    }
}

/// Sends records at a steady rate.
fn produce(bootstrap: &str, topic: &str, rate: usize, length: Duration, clock: Instant) -> (usize, Waits) {
    let acknowledged = Arc::new(Mutex::new(Waits::new(clock)));
    let producer: ThreadedProducer<_> = ClientConfig::new()
        .set("bootstrap.servers", bootstrap)
        .set("linger.ms", "0")
        // As Java's has it. With librdkafka's default, a million, requests queue up in a broker that is slow for a moment.
        .set("max.in.flight.requests.per.connection", "5")
        .set("socket.nagle.disable", "true")
        .create_with_context(Acknowledged(acknowledged.clone()))
        .expect("a producer");
    let start = Instant::now();
    let mut sent = 0;
    for group in 0..(length.as_secs_f64() * GROUPS_PER_SECOND as f64) as u32 {
        let due = start + group * Duration::from_secs(1) / GROUPS_PER_SECOND as u32;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        for _ in 0..rate / GROUPS_PER_SECOND {
            let now = (clock.elapsed().as_nanos() as i64).to_be_bytes();
            let record = BaseRecord::<(), [u8]>::to(topic).partition(0).payload(&now);
            producer.send(record).map_err(|(error, _)| error).expect("room for it");
            sent += 1;
        }
    }
    producer
        .flush(Duration::from_secs(30))
        .expect("the records are delivered");
    drop(producer);
    let acknowledged = Arc::into_inner(acknowledged).expect("the producer is gone");
    (sent, acknowledged.into_inner().expect("no panic"))
}

/// Looks at the table whenever it has changed, until its session is closed.
fn look(table: &Table, clock: Instant) -> Waits {
    let mut waits = Waits::new(clock);
    loop {
        let ended = table.await_change(Duration::from_secs(60)).is_err();
        let rows = table.snapshot().batches().rows(waits.rows as u64..u64::MAX);
        rows.for_each(|batch| waits.add(&batch.expect("a batch")));
        if ended {
            return waits;
        }
    }
}

/// How long records have taken.
struct Waits {
    clock: Instant,
    rows: usize,
    millis: Vec<f64>,
}

impl Waits {
    fn new(clock: Instant) -> Waits {
        Waits {
            clock,
            rows: 0,
            millis: Vec::new(),
        }
    }

    /// Rows that are seen now.
    fn add(&mut self, batch: &RecordBatch) {
        let sent = batch
            .column_by_name("Sent")
            .expect("the column")
            .as_primitive::<Int64Type>();
        sent.values().iter().for_each(|sent| self.add_one(*sent));
    }

    /// A record that was sent at a time, in nanoseconds of the clock.
    fn add_one(&mut self, sent: i64) {
        let sent = Duration::from_nanos(sent as u64);
        self.rows += 1;
        if sent > WARM_UP {
            self.millis.push((self.clock.elapsed() - sent).as_secs_f64() * 1e3);
        }
    }

    fn percentiles(mut self) -> String {
        self.millis.sort_by(f64::total_cmp);
        let at = |share: usize| self.millis[(self.millis.len() * share / 100).min(self.millis.len() - 1)];
        format!("{} {}", at(50), at(99))
    }
}
