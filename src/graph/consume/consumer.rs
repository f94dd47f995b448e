//! The thread that reads a topic.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::Assembler;
use super::feed::Feed;
use crate::error::{Error, ErrorKind, Result};
use crate::format::BadRecord;
use crate::graph::cycle::{Engine, locked, panic_text};
use crate::kafka::{Batch, Source, Waker};

/// The handle of a consumer's thread.
pub(in crate::graph) struct Consumer {
    topic: String,
    feed: Arc<Feed>,
    waker: Waker,
    stop: AtomicBool,
    ended: Mutex<bool>,
    end: Condvar,
}

/// Rows of a block that is not held back any longer.
const BLOCK_ROWS: usize = 1 << 16;
/// The same in bytes of keys and values.
const BLOCK_BYTES: usize = 16 << 20;
/// How long the first row of a block may wait for others while more keep coming.
const BLOCK_AGE: Duration = Duration::from_millis(5);
/// How long a poll waits when nothing comes.
const IDLE: Duration = Duration::from_secs(1);

impl Consumer {
    /// Starts the thread, which feeds the table `number`.
    pub(super) fn start(
        topic: &str,
        source: Box<dyn Source>,
        assembler: Assembler,
        feed: Arc<Feed>,
        engine: Arc<Engine>,
        number: u64,
    ) -> Result<Arc<Consumer>> {
        let consumer = Arc::new(Consumer {
            topic: topic.to_owned(),
            feed: feed.clone(),
            waker: source.waker(),
            stop: AtomicBool::new(false),
            ended: Mutex::new(false),
            end: Condvar::new(),
        });
        let handle = consumer.clone();
        let worker = Worker {
            consumer: handle,
            source,
            assembler,
            feed,
            engine,
            number,
            oldest: None,
        };
        thread::Builder::new()
            .name(format!("tt-{topic}"))
            .spawn(move || worker.run())
            .map_err(|error| Error::internal(format!("the consumer's thread cannot be started: {error}")))?;
        Ok(consumer)
    }

    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// Tells the thread to end; does not wait.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        self.feed.close();
        (self.waker)();
    }

    /// Waits until the thread has ended; false when it has not by `deadline`.
    pub fn wait_until(&self, deadline: Instant) -> bool {
        let mut ended = locked(&self.ended);
        while !*ended {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            ended = self
                .end
                .wait_timeout(ended, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        true
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }
}

/// What the thread owns.
struct Worker {
    consumer: Arc<Consumer>,
    source: Box<dyn Source>,
    assembler: Assembler,
    feed: Arc<Feed>,
    engine: Arc<Engine>,
    number: u64,
    /// When the first row of the block under construction came.
    oldest: Option<Instant>,
}

impl Worker {
    fn run(mut self) {
        let ended = catch_unwind(AssertUnwindSafe(|| self.read()));
        let failure = match ended {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error),
            Err(panic) => {
                self.assembler.roll_back();
                self.hand_over();
                Some(Error::internal(format!(
                    "a fault in the consumer: {}",
                    panic_text(&*panic)
                )))
            }
        };
        if let Some(error) = failure {
            self.feed.fail(error);
            self.engine.wake(self.number);
        }
        let consumer = self.consumer.clone();
        // The source is closed before those who wait are told.
        drop(self);
        *locked(&consumer.ended) = true;
        consumer.end.notify_all();
    }

    /// Reads until it is told to stop, or to the first error. Good rows are handed over before an error is returned.
    fn read(&mut self) -> Result<()> {
        let mut batch = Batch::default();
        while !self.consumer.is_stopped() {
            batch.clear();
            let wait = if self.assembler.rows() == 0 {
                IDLE
            } else {
                Duration::ZERO
            };
            if let Err(error) = self.source.poll(&mut batch, wait) {
                self.hand_over();
                return Err(error);
            }
            if batch.is_empty() {
                self.hand_over();
                continue;
            }
            let bad = self.assembler.absorb(&batch, now());
            if let Some(record) = bad.first() {
                self.hand_over();
                return Err(self.bad_record(record, &batch));
            }
            let full = self.assembler.rows() >= BLOCK_ROWS || self.assembler.bytes() >= BLOCK_BYTES;
            if full || self.oldest.get_or_insert_with(Instant::now).elapsed() >= BLOCK_AGE {
                self.hand_over();
            }
        }
        Ok(())
    }

    /// Gives the rows so far to the table.
    fn hand_over(&mut self) {
        self.oldest = None;
        if self.assembler.rows() > 0 && self.feed.push(self.assembler.finish()) {
            self.engine.wake(self.number);
        }
    }

    fn bad_record(&self, record: &BadRecord, batch: &Batch) -> Error {
        let (partition, offset) = (batch.partition_of(record.index), batch.offsets()[record.index]);
        let topic = &self.consumer.topic;
        let field = record
            .field
            .as_ref()
            .map_or(String::new(), |field| format!("field {field:?}: "));
        let message = format!(
            "the record at offset {offset} of partition {partition} of topic {topic:?} is bad: {field}{}",
            record.reason
        );
        let error = Error::new(ErrorKind::BadRecord, message)
            .with("topic", topic)
            .with("partition", partition)
            .with("offset", offset)
            .with("reason", &record.reason);
        match &record.field {
            Some(field) => error.with("field", field),
            None => error,
        }
    }
}

/// Nanoseconds since 1970.
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_nanos() as i64)
}
