//! The thread that reads a topic.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::commit::Committer;
use super::errors::ErrorLog;
use super::feed::Feed;
use super::meter::Meter;
use super::output::Outputs;
use crate::error::{Error, Result, panic_text};
use crate::graph::cycle::{Engine, locked};
use crate::kafka::{Batch, Source, Waker};
use crate::spec::OnError;

/// The handle of a consumer's thread.
pub(in crate::graph) struct Consumer {
    /// A number of its own in the process.
    id: u64,
    topic: String,
    meter: Meter,
    /// What the thread may be waiting for.
    feeds: Mutex<Vec<Arc<Feed>>>,
    waker: Waker,
    stop: AtomicBool,
    ended: Mutex<bool>,
    end: Condvar,
}

/// Held by the tables that a consumer feeds: it ends with the last of them.
pub(in crate::graph) struct Owner(pub Arc<Consumer>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// How long a poll waits when nothing comes.
const IDLE: Duration = Duration::from_secs(1);
/// How often the source is asked how far it is.
const LOOK: Duration = Duration::from_millis(500);
/// How long the last commit is waited for, and before it the table's taking of the last rows.
const LAST_COMMIT: Duration = Duration::from_millis(300);

impl Consumer {
    /// The handle of a thread that will read `source`.
    pub(super) fn new(topic: &str, source: &dyn Source) -> Arc<Consumer> {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Arc::new(Consumer {
            id: LAST.fetch_add(1, Ordering::Relaxed) + 1,
            topic: topic.to_owned(),
            meter: Meter::default(),
            feeds: Mutex::default(),
            waker: source.waker(),
            stop: AtomicBool::new(false),
            ended: Mutex::new(false),
            end: Condvar::new(),
        })
    }

    /// Makes stopping end the waits for this feed.
    pub(super) fn watch(&self, feed: &Arc<Feed>) {
        locked(&self.feeds).push(feed.clone());
        if self.is_stopped() {
            feed.close();
        }
    }

    pub fn id(&self) -> u64 {
        self.id
    }

    pub fn topic(&self) -> &str {
        &self.topic
    }

    pub(super) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The offsets after the rows that are in the tables, and whether a table takes no more.
    pub(super) fn absorbed(&self) -> (BTreeMap<i32, i64>, bool) {
        let feeds = locked(&self.feeds);
        let positions = feeds.iter().flat_map(|feed| feed.absorbed()).collect();
        (positions, feeds.iter().any(|feed| feed.is_full()))
    }

    /// Tells the thread to end; does not wait.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        locked(&self.feeds).iter().for_each(|feed| feed.close());
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

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }
}

/// What the thread owns.
pub(super) struct Worker {
    pub consumer: Arc<Consumer>,
    pub source: Box<dyn Source>,
    pub outputs: Outputs,
    pub log: ErrorLog,
    pub on_error: OnError,
    pub committer: Option<Committer>,
    pub engine: Arc<Engine>,
    /// When the source was asked last how far it is.
    pub looked: Instant,
}

impl Worker {
    /// Starts the thread.
    pub fn start(self) -> Result<()> {
        thread::Builder::new()
            .name(format!("tt-{}", self.consumer.topic))
            .spawn(move || self.run())
            .map_err(|error| Error::internal(format!("the consumer's thread cannot be started: {error}")))?;
        Ok(())
    }

    fn run(mut self) {
        let failure = match catch_unwind(AssertUnwindSafe(|| self.read())) {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error),
            Err(panic) => {
                self.outputs.iter_mut().for_each(|output| output.roll_back());
                let text = panic_text(&*panic);
                Some(Error::internal(format!("a fault in the consumer: {text}")))
            }
        };
        self.hand_over();
        self.consumer.meter.look(&self.source.progress());
        self.consumer.meter.end(failure.as_ref());
        for output in self.outputs.iter_mut() {
            match &failure {
                Some(error) => output.feed().fail(error.clone()),
                None => output.feed().finish(),
            }
            self.engine.wake(output.number());
        }
        self.commit_last();
        let consumer = self.consumer.clone();
        // The source is closed before those who wait are told.
        drop(self);
        *locked(&consumer.ended) = true;
        consumer.end.notify_all();
    }

    /// Reads until it is told to stop, to the end that was asked for, or to the first error.
    fn read(&mut self) -> Result<()> {
        let mut batch = Batch::default();
        let idle = self
            .committer
            .as_ref()
            .map_or(IDLE, |committer| committer.every().min(IDLE));
        while !self.consumer.is_stopped() {
            batch.clear();
            let wait = if self.outputs.is_empty() { idle } else { Duration::ZERO };
            self.source.poll(&mut batch, wait)?;
            for partition in self.source.partitions() {
                self.outputs.open(*partition)?;
            }
            if let Some(committer) = &mut self.committer {
                committer.run(&mut *self.source, &mut self.outputs, &self.engine);
            }
            if self.looked.elapsed() >= LOOK {
                self.looked = Instant::now();
                self.consumer.meter.look(&self.source.progress());
            }
            if batch.is_empty() {
                self.hand_over();
                if self.source.is_finished() {
                    return Ok(());
                }
                continue;
            }
            let bad = self.outputs.absorb(&batch, now(), self.on_error)?;
            self.consumer.meter.count(&batch, &bad);
            if let Some(first) = bad.first() {
                self.log.add(&batch, &bad);
                if self.on_error == OnError::Fail {
                    return Err(self.log.failure(first, &batch));
                }
            }
            for output in self.outputs.iter_mut() {
                if output.is_due() {
                    output.hand_over(&self.engine);
                }
            }
        }
        Ok(())
    }

    /// Gives the rows so far to the tables.
    fn hand_over(&mut self) {
        for output in self.outputs.iter_mut() {
            output.hand_over(&self.engine);
        }
    }

    /// Commits what the tables have at the end.
    fn commit_last(&mut self) {
        let Some(committer) = &mut self.committer else { return };
        for output in self.outputs.iter_mut() {
            output.feed().await_empty(LAST_COMMIT);
        }
        committer.commit(&mut *self.source, &mut self.outputs, false);
        self.source.await_commits(LAST_COMMIT);
    }
}

/// Nanoseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}
