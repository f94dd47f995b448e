//! The broker under test: topics, records, and brokers that a test may stop.

use std::ffi::CString;
use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::display::array_value_to_string;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, Headers, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer, ProducerContext};
use rdkafka::{ClientConfig, ClientContext, Message, Offset, TopicPartitionList};
use topictable::{ConsumeBuilder, Session, Table};

/// The address of the broker that all tests share.
pub static BOOTSTRAP: LazyLock<String> = LazyLock::new(|| match env::var("TOPICTABLE_BOOTSTRAP") {
    Ok(address) if !address.is_empty() => address,
    // Kept alive by its input, which is closed when this process ends.
    _ => Box::leak(Box::new(Stack::start(&[]))).bootstrap.clone(),
});

/// A broker with every listener, for the tests of who may use it. Ends as the shared one does.
pub static SECURED: LazyLock<&Stack> =
    LazyLock::new(|| Box::leak(Box::new(Stack::start(&["--listeners", "sasl_plaintext,sasl_ssl,mtls"]))));

/// A stack of a test's own, which it may stop.
pub struct Stack {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    pub bootstrap: String,
    /// What the stack says of itself when it is ready.
    pub description: serde_json::Value,
}

impl Stack {
    pub fn start(options: &[&str]) -> Stack {
        let command = Path::new(env!("CARGO_MANIFEST_DIR")).join("bin/devstack");
        let mut child = Command::new(command)
            .arg("start")
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("bin/devstack starts");
        let input = child.stdin.take().expect("its input is a pipe");
        let output = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        let mut stack = Stack {
            child,
            input,
            output,
            bootstrap: String::new(),
            description: serde_json::Value::Null,
        };
        stack.description = stack.answer();
        stack.bootstrap = stack.said("/bootstrap").to_owned();
        stack
    }

    /// A text of the stack's description, by its JSON pointer.
    pub fn said(&self, pointer: &str) -> &str {
        let text = self.description.pointer(pointer).and_then(serde_json::Value::as_str);
        text.unwrap_or_else(|| panic!("the stack does not say what {pointer} is"))
    }

    /// The folder in which a broker of the stack keeps a partition.
    pub fn folder_of(&self, topic: &Topic, partition: i32) -> PathBuf {
        let name = format!("{}-{partition}", topic.name);
        let mut folders = vec![env::temp_dir()];
        let stack = format!("topictable-devstack-{}-", self.description["pid"]);
        while let Some(folder) = folders.pop() {
            let is_outside = folder == env::temp_dir();
            for entry in fs::read_dir(folder).expect("a folder can be listed").flatten() {
                let found = entry.file_name();
                if *found == *name {
                    return entry.path();
                }
                if entry.path().is_dir() && (!is_outside || found.to_string_lossy().starts_with(&stack)) {
                    folders.push(entry.path());
                }
            }
        }
        panic!("no broker has {name}")
    }

    fn answer(&mut self) -> serde_json::Value {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the stack answers");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("the stack answered {line:?}"))
    }

    /// `stop`, `kill`, `start`, `pause` or `resume` of broker 1.
    pub fn broker(&mut self, command: &str) {
        self.command_to(command, 1);
    }

    /// The same of any broker.
    pub fn command_to(&mut self, command: &str, broker: i32) {
        self.tell(&format!("{{\"cmd\":\"{command}\",\"broker\":{broker}}}"));
    }

    /// Gives the stack a command, and waits until it has done it.
    pub fn tell(&mut self, command: &str) {
        self.ask(command);
    }

    /// The same, with the answer.
    pub fn ask(&mut self, command: &str) -> serde_json::Value {
        writeln!(self.input, "{command}").expect("the stack listens");
        let answer = self.answer();
        assert_eq!(answer["ok"], true, "{command}: {answer}");
        answer
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A name that no other test and no other run has.
pub fn unique(name: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{name}.{}.{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

fn config(bootstrap: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", bootstrap)
        .set("linger.ms", "1")
        // As Java's: a broker that is slow gets larger requests then, not thousands of small ones before any question.
        .set("max.in.flight.requests.per.connection", "5")
        // What is sent is delivered, however long a broker is away.
        .set("message.timeout.ms", "0")
        // A producer finds the new leader of a partition no later than the table.
        .set("topic.metadata.refresh.interval.ms", "500")
        .set("reconnect.backoff.max.ms", "500");
    config
}

fn producer(bootstrap: &str) -> BaseProducer<Told> {
    let producer = config(bootstrap).create_with_context(Told::default());
    producer.expect("a producer")
}

/// A record as it is in a topic, with its bytes as text.
#[derive(Debug)]
pub struct Record {
    pub partition: i32,
    pub millis: i64,
    pub key: Option<String>,
    pub value: Option<String>,
    pub headers: Vec<(String, String)>,
}

impl Record {
    /// `key -> value`.
    fn text(&self) -> String {
        let text = |part: &Option<String>| part.clone().unwrap_or_else(|| "null".to_owned());
        format!("{} -> {}", text(&self.key), text(&self.value))
    }
}

/// A topic of the shared broker.
pub struct Topic {
    pub name: String,
    pub partitions: i32,
    pub bootstrap: String,
    producer: BaseProducer<Told>,
}

/// Whether a producer was told that it can reach no broker.
#[derive(Default)]
struct Told(AtomicBool);

impl ClientContext for Told {
    fn error(&self, error: KafkaError, _: &str) {
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

impl ProducerContext for Told {
    type DeliveryOpaque = ();

    fn delivery(&self, _: &DeliveryResult<'_>, (): ()) {}
}

impl Topic {
    pub fn new(name: &str, partitions: i32) -> Topic {
        Topic::at(&BOOTSTRAP, name, partitions)
    }

    pub fn at(bootstrap: &str, name: &str, partitions: i32) -> Topic {
        let name = unique(name);
        Topic::make(bootstrap, &NewTopic::new(&name, partitions, TopicReplication::Fixed(1)))
    }

    /// A topic that takes only small records.
    pub fn limited(name: &str, bytes: usize) -> Topic {
        let (name, bytes) = (unique(name), bytes.to_string());
        let topic = NewTopic::new(&name, 1, TopicReplication::Fixed(1)).set("max.message.bytes", &bytes);
        Topic::make(&BOOTSTRAP, &topic)
    }

    /// A topic of one partition with settings of its own.
    pub fn with(name: &str, settings: &[(&str, &str)]) -> Topic {
        let name = unique(name);
        let topic = NewTopic::new(&name, 1, TopicReplication::Fixed(1));
        let topic = settings
            .iter()
            .fold(topic, |topic, (name, value)| topic.set(name, value));
        Topic::make(&BOOTSTRAP, &topic)
    }

    /// A topic of one partition, whose leader may be a broker that does not have all of its records.
    pub fn unclean(bootstrap: &str, name: &str, brokers: &[i32]) -> Topic {
        let name = unique(name);
        let brokers = [brokers];
        let topic = NewTopic::new(&name, 1, TopicReplication::Variable(&brokers));
        Topic::make(bootstrap, &topic.set("unclean.leader.election.enable", "true"))
    }

    /// A topic with the brokers that have each of its partitions; the first of each leads it. Of three one may be lost.
    pub fn replicated(bootstrap: &str, name: &str, brokers: &[&[i32]]) -> Topic {
        let name = unique(name);
        let replication = TopicReplication::Variable(brokers);
        let topic = NewTopic::new(&name, brokers.len() as i32, replication);
        let in_sync = brokers[0].len().div_ceil(2).to_string();
        Topic::make(bootstrap, &topic.set("min.insync.replicas", &in_sync))
    }

    /// The leader of each of its partitions, and the replicas in sync.
    pub fn replicas(&self) -> Vec<(i32, Vec<i32>)> {
        let deadline = Instant::now() + SOON;
        let metadata = loop {
            // A broker that goes away does not answer.
            match self.producer.client().fetch_metadata(Some(&self.name), ANSWER) {
                Ok(metadata) => break metadata,
                Err(error) => assert!(Instant::now() < deadline, "{error}"),
            }
        };
        let partitions = metadata.topics()[0].partitions().iter();
        partitions
            .map(|partition| (partition.leader(), partition.isr().to_vec()))
            .collect()
    }

    /// Waits until each of its partitions has so many replicas in sync.
    pub fn await_in_sync(&self, replicas: usize) {
        let deadline = Instant::now() + SOON;
        while self.replicas().iter().any(|(_, in_sync)| in_sync.len() != replicas) {
            assert!(Instant::now() < deadline, "a replica of {} is not in sync", self.name);
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// A topic with the name of one that was deleted.
    pub fn again(bootstrap: &str, name: &str, partitions: i32) -> Topic {
        Topic::make(bootstrap, &NewTopic::new(name, partitions, TopicReplication::Fixed(1)))
    }

    /// A topic that another process has made.
    pub fn of(bootstrap: &str, name: &str, partitions: i32) -> Topic {
        Topic {
            name: name.to_owned(),
            partitions,
            bootstrap: bootstrap.to_owned(),
            producer: producer(bootstrap),
        }
    }

    fn make(bootstrap: &str, topic: &NewTopic<'_>) -> Topic {
        let admin: AdminClient<_> = config(bootstrap).create().expect("an admin client");
        let made = futures_executor::block_on(admin.create_topics([topic], &AdminOptions::new()));
        made.expect("the broker answers")[0]
            .as_ref()
            .expect("the topic is made");
        let producer = producer(bootstrap);
        // Brokers hear of it a moment later.
        let deadline = Instant::now() + SOON;
        let is_known = || {
            let metadata = producer.client().fetch_metadata(Some(topic.name), SOON);
            let partitions = metadata.expect("the broker answers").topics()[0].partitions().len();
            partitions == topic.num_partitions as usize
        };
        while !is_known() {
            assert!(Instant::now() < deadline, "topic {} does not appear", topic.name);
            thread::sleep(Duration::from_millis(10));
        }
        Topic {
            name: topic.name.to_owned(),
            partitions: topic.num_partitions,
            bootstrap: bootstrap.to_owned(),
            producer,
        }
    }

    /// Sends a record to partition 0.
    pub fn send(&self, key: Option<&[u8]>, value: Option<&[u8]>) {
        self.send_to(0, 1_700_000_000_000, key, value);
    }

    pub fn send_to(&self, partition: i32, millis: i64, key: Option<&[u8]>, value: Option<&[u8]>) {
        self.send_with(partition, millis, key, value, None);
    }

    pub fn send_with(
        &self,
        partition: i32,
        millis: i64,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: Option<OwnedHeaders>,
    ) {
        let mut record = BaseRecord::<[u8], [u8]>::to(&self.name)
            .partition(partition)
            .timestamp(millis);
        record.key = key;
        record.payload = value;
        record.headers = headers;
        while let Err((error, back)) = self.producer.send(record) {
            assert_eq!(error.rdkafka_error_code(), Some(RDKafkaErrorCode::QueueFull), "{error}");
            self.tend(Duration::from_millis(10));
            record = back;
        }
    }

    /// Lets the producer say what there is to say, at most for so long, and tells it its brokers again when it can reach none: it may have forgotten
    /// them for ever, as the library's could without `src/kafka/librdkafka/revival.rs`.
    #[allow(unsafe_code, reason = "the client has no safe call for it")]
    pub fn tend(&self, wait: Duration) {
        self.producer.poll(wait);
        if self.producer.context().0.swap(false, Ordering::Relaxed) {
            let brokers = CString::new(self.bootstrap.as_str()).expect("addresses");
            // SAFETY: the handle is live, and the text is terminated.
            unsafe { rdkafka::bindings::rd_kafka_brokers_add(self.producer.client().native_ptr(), brokers.as_ptr()) };
        }
    }

    /// Sends texts to partition 0 and waits until the broker has them.
    pub fn send_texts(&self, values: &[&str]) {
        values.iter().for_each(|value| self.send(None, Some(value.as_bytes())));
        self.flush();
    }

    /// Sends a number to one of its partitions, each in turn.
    pub fn send_number(&self, number: i64) {
        let partition = number % i64::from(self.partitions);
        self.send_to(partition as i32, 1, None, Some(&number.to_be_bytes()));
    }

    /// Sends numbers to its partitions in turn, and waits until the broker has them.
    pub fn send_numbers(&self, numbers: Range<i64>) {
        numbers.for_each(|number| self.send_number(number));
        self.flush();
    }

    /// Deletes the topic. The producer goes first: it would make the topic again.
    pub fn delete(self) {
        let Topic {
            name,
            bootstrap,
            producer,
            ..
        } = self;
        drop(producer);
        let admin: AdminClient<_> = config(&bootstrap).create().expect("an admin client");
        let deleted = futures_executor::block_on(admin.delete_topics(&[&name], &AdminOptions::new()));
        deleted.expect("the broker answers")[0]
            .as_ref()
            .expect("the topic is deleted");
    }

    pub fn flush(&self) {
        self.producer
            .flush(Duration::from_secs(100))
            .expect("the broker takes the records");
    }

    /// All its records, partition by partition.
    pub fn records(&self) -> Vec<Record> {
        let mut config = config(&self.bootstrap);
        config.set("group.id", "read back").set("enable.auto.commit", "false");
        let consumer: BaseConsumer = config.create().expect("a consumer");
        let mut records = Vec::new();
        for partition in 0..self.partitions {
            let (_, end) = consumer
                .fetch_watermarks(&self.name, partition, SOON)
                .expect("the broker answers");
            let mut from = TopicPartitionList::new();
            from.add_partition_offset(&self.name, partition, Offset::Beginning)
                .expect("an offset");
            consumer.assign(&from).expect("the partition can be read");
            let mut next = 0;
            while next < end {
                let message = consumer.poll(SOON).expect("a record is there").expect("it can be read");
                next = message.offset() + 1;
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let headers = message.headers().into_iter().flat_map(Headers::iter);
                records.push(Record {
                    partition,
                    millis: message.timestamp().to_millis().expect("a time"),
                    key: message.key().map(text),
                    value: message.payload().map(text),
                    headers: headers
                        .map(|header| (header.key.to_owned(), header.value.map(text).unwrap_or_default()))
                        .collect(),
                });
            }
        }
        records
    }

    /// The offset after the last record of a partition that every replica has, once it is known who leads it.
    pub fn end(&self, partition: i32) -> i64 {
        let deadline = Instant::now() + SOON;
        loop {
            match self.producer.client().fetch_watermarks(&self.name, partition, ANSWER) {
                Ok((_, end)) => return end,
                Err(error) => assert!(Instant::now() < deadline, "{error}"),
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The keys and values of its records, once there are so many.
    #[track_caller]
    pub fn await_records(&self, count: usize) -> Vec<String> {
        let deadline = Instant::now() + SOON;
        loop {
            let records = self.records();
            if records.len() >= count || Instant::now() > deadline {
                assert_eq!(records.len(), count, "{records:?}");
                return records.iter().map(Record::text).collect();
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The description of a table of this topic.
    pub fn consume<'a>(&self, session: &'a Session) -> ConsumeBuilder<'a> {
        session
            .consume(&self.name)
            .property("bootstrap.servers", &self.bootstrap)
    }
}

/// For machines that do a lot else.
pub const SOON: Duration = Duration::from_secs(90);

/// How long one answer of a broker is waited for.
const ANSWER: Duration = Duration::from_secs(5);

/// Waits until the table has so many rows.
#[track_caller]
pub fn await_rows(table: &Table, rows: u64) {
    await_that(table, &format!("{rows} rows"), |table| table.num_rows() == rows);
}

/// Waits until something is true of the table.
#[track_caller]
pub fn await_that(table: &Table, what: &str, holds: impl Fn(&Table) -> bool) {
    await_or(table, holds, || what.to_owned());
}

/// The same; `what` is asked for only when it does not come.
#[track_caller]
pub fn await_or(table: &Table, holds: impl Fn(&Table) -> bool, what: impl Fn() -> String) {
    let deadline = Instant::now() + SOON;
    while !holds(table) {
        assert!(
            Instant::now() < deadline,
            "{table:?}, expected {}; failure: {:?}",
            what(),
            table.failure()
        );
        // A failure is for the caller to see.
        let _ = table.await_change(Duration::from_millis(50));
    }
}

/// The rows of a table as text, one line each, columns separated by blanks.
pub fn lines(table: &Table) -> Vec<String> {
    let batches: Vec<RecordBatch> = table
        .snapshot()
        .batches()
        .map(|batch| batch.expect("a batch"))
        .collect();
    let line = |batch: &RecordBatch, row: usize| {
        let cells: Vec<String> = batch.columns().iter().map(|column| cell(column, row)).collect();
        cells.join(" ")
    };
    batches
        .iter()
        .flat_map(|batch| (0..batch.num_rows()).map(|row| line(batch, row)).collect::<Vec<_>>())
        .collect()
}

fn cell(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        "null".to_owned()
    } else {
        array_value_to_string(column, row).expect("a value")
    }
}
