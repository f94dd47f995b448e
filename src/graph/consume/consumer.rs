//! The thread that reads a topic.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::assembler::OnBad;
use super::commit::Committer;
use super::dead_letters::DeadLetters;
use super::errors::ErrorLog;
use super::feed::Feed;
use super::group::Group;
use super::meter::Meter;
use super::output::Outputs;
use super::parked::{Parked, Waiting};
use crate::error::{Error, ErrorKind, Result, panic_text};
use crate::format::{BadRecord, Unready};
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
    /// Whether a schema has come, or cannot be had, for which records may wait.
    woken: Mutex<bool>,
    wake: Condvar,
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
/// The same while records wait for a schema: a call of the waker just before a poll may be missed.
const PARKED: Duration = Duration::from_millis(100);
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
            woken: Mutex::new(false),
            wake: Condvar::new(),
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
        self.wake();
    }

    /// Has the thread look again at the records that wait for a schema, and whether a publisher waits for it.
    pub(super) fn wake(&self) {
        *locked(&self.woken) = true;
        self.wake.notify_all();
        (self.waker)();
    }

    /// Waits until the thread is woken, at most so long; whether it is.
    fn await_wake(&self, wait: Duration) -> bool {
        let woken = locked(&self.woken);
        let waited = self.wake.wait_timeout_while(woken, wait, |woken| !*woken);
        std::mem::take(&mut *waited.unwrap_or_else(PoisonError::into_inner).0)
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
    /// There under [`OnError::DeadLetter`].
    pub letters: Option<DeadLetters>,
    pub on_error: OnError,
    pub committer: Option<Committer>,
    pub group: Option<Arc<Group>>,
    pub engine: Arc<Engine>,
    /// When the source was asked last how far it is.
    pub looked: Instant,
    pub parked: Parked,
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
            // What the end has cut short.
            Ok(Err(error)) if error.kind() == ErrorKind::Closed && self.consumer.is_stopped() => None,
            Ok(Err(error)) => Some(error),
            Err(panic) => {
                self.outputs.iter_mut().for_each(|output| output.roll_back());
                let text = panic_text(&*panic);
                Some(Error::internal(format!("a fault in the consumer: {text}")))
            }
        };
        if self.may_pass_letters() {
            self.hand_over();
        }
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
        if let Some(group) = &self.group {
            group.end(failure.is_some());
        }
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
            let wait = match (self.outputs.is_empty(), self.parked.is_empty()) {
                (true, true) => idle,
                (true, false) => idle.min(PARKED),
                (false, _) => Duration::ZERO,
            };
            self.source.poll(&mut batch, wait)?;
            for partition in self.source.partitions() {
                self.outputs.open(*partition)?;
            }
            if !self.source.leaving().is_empty() {
                self.let_go()?;
            }
            if let Some(letters) = &mut self.letters {
                letters.deliver(Duration::ZERO)?;
            }
            if let Some(committer) = &mut self.committer {
                committer.run(
                    &mut *self.source,
                    &mut self.outputs,
                    self.letters.as_mut(),
                    &self.engine,
                )?;
            }
            self.settle()?;
            if self.looked.elapsed() >= LOOK {
                self.looked = Instant::now();
                self.consumer.meter.look(&self.source.progress());
            }
            if !self.parked.is_empty() && self.consumer.await_wake(Duration::ZERO) {
                self.look_at_parked()?;
            }
            if batch.is_empty() {
                self.await_letters_ahead()?;
                self.hand_over();
                if self.source.is_finished() {
                    if self.parked.is_empty() {
                        return self.await_letters();
                    }
                    // A source that is finished does not wait.
                    if self.consumer.await_wake(idle) {
                        self.look_at_parked()?;
                    }
                }
                continue;
            }
            self.consumer.meter.count(&batch);
            let on_bad = self.begin_batch();
            let bad = self.absorb(&batch, now(), on_bad)?;
            self.judge(&batch, &bad)?;
            self.end_batch();
            self.await_letters_ahead()?;
            for output in self.outputs.iter_mut() {
                if output.is_due() {
                    output.hand_over(&self.engine);
                }
            }
        }
        Ok(())
    }

    /// What becomes of the bad records of those that are added next. A publisher that commits the offsets of all rows must not
    /// publish those behind a record that ends the table.
    fn begin_batch(&self) -> OnBad {
        OnBad {
            policy: self.on_error,
            ends: self.on_error == OnError::Fail && self.group.as_ref().is_some_and(|group| group.begin_batch()),
        }
    }

    /// Says that none of them has ended the table.
    fn end_batch(&self) {
        if let Some(group) = &self.group {
            group.end_batch();
        }
    }

    /// Adds the records of a batch, apart from those that have to wait, and gives those that are bad, in the order of the
    /// batch.
    fn absorb(&mut self, batch: &Batch, received: i64, on_bad: OnBad) -> Result<Vec<BadRecord>> {
        if let Some(letters) = &mut self.letters {
            letters.expect();
        }
        if self.parked.is_empty()
            && let Some(output) = self.outputs.single()
            && output.ready(batch, 0..batch.len()).is_none()
        {
            return Ok(output.absorb(batch, 0..batch.len(), received, on_bad));
        }
        let mut bad = Vec::new();
        for (partition, mut range) in batch.partitions() {
            if !self.parked.contains(partition) {
                let Some(output) = self.outputs.of(partition)? else {
                    continue;
                };
                let unready = output.ready(batch, range.clone());
                let ready = unready.as_ref().map_or(range.len(), |unready| unready.ready);
                let rest = range.start + ready..range.end;
                bad.extend(output.absorb(batch, range.start..rest.start, received, on_bad));
                let Some(unready) = unready else { continue };
                self.await_schema(partition, unready);
                range = rest;
            }
            if self.parked.add(partition, batch, range, received) {
                self.source.pause(partition);
            }
        }
        Ok(bad)
    }

    /// Adds what does not have to wait any longer.
    #[cold]
    fn look_at_parked(&mut self) -> Result<()> {
        let on_bad = self.begin_batch();
        for (partition, waiting) in self.parked.take() {
            let Waiting {
                batch,
                mut rest,
                received,
                paused,
            } = waiting;
            let Some(output) = self.outputs.of(partition)? else {
                continue;
            };
            if let Some(letters) = &mut self.letters {
                letters.expect();
            }
            let unready = output.ready(&batch, rest.clone());
            let next = rest.start + unready.as_ref().map_or(rest.len(), |unready| unready.ready);
            let bad = output.absorb(&batch, rest.start..next, received, on_bad);
            rest.start = next;
            self.judge(&batch, &bad)?;
            match unready {
                Some(unready) => {
                    self.await_schema(partition, unready);
                    let waiting = Waiting {
                        batch,
                        rest,
                        received,
                        paused,
                    };
                    self.parked.put_back(partition, waiting);
                }
                None => {
                    self.consumer.meter.await_schema(partition, None);
                    if paused {
                        self.source.resume(partition);
                    }
                }
            }
        }
        self.end_batch();
        Ok(())
    }

    /// Has the thread woken when the schema is there or cannot be had.
    #[cold]
    fn await_schema(&self, partition: i32, unready: Unready) {
        let (id, topic) = (unready.schema.id(), self.consumer.topic());
        log::info!("partition {partition} of topic {topic:?} waits for schema id {id}");
        self.consumer.meter.await_schema(partition, Some(id));
        let consumer = Arc::downgrade(&self.consumer);
        unready.schema.on_end(Arc::new(move || {
            if let Some(consumer) = consumer.upgrade() {
                consumer.wake();
            }
        }));
    }

    /// Lists bad records, and writes them to where they are to be; they are the end if they are to be that.
    fn judge(&mut self, batch: &Batch, bad: &[BadRecord]) -> Result<()> {
        if let Some(first) = bad.first() {
            self.consumer.meter.count_bad(batch, bad);
            self.log.add(batch, bad);
            if self.on_error == OnError::Fail {
                return Err(self.log.failure(first, batch));
            }
        }
        self.letters
            .as_mut()
            .map_or(Ok(()), |letters| letters.write(batch, bad))
    }

    /// Waits until all dead letters are delivered, or the end.
    fn await_letters(&mut self) -> Result<()> {
        let Some(letters) = &mut self.letters else {
            return Ok(());
        };
        while !self.consumer.is_stopped() && !letters.deliver(LOOK)? {}
        Ok(())
    }

    /// Says that nothing is under way any more on which the group's offsets depend, if so.
    fn settle(&mut self) -> Result<()> {
        let Some(group) = self.group.as_ref().filter(|group| group.is_unsettled()) else {
            return Ok(());
        };
        let delivered = self
            .letters
            .as_mut()
            .map_or(Ok(true), |letters| letters.deliver(Duration::ZERO))?;
        if self.source.await_commits(Duration::ZERO) && delivered {
            group.settle();
        }
        Ok(())
    }

    /// Whether rows may be in the tables that lie behind dead letters under way: not when a publisher commits the offsets of
    /// all rows that are there.
    fn may_pass_letters(&mut self) -> bool {
        let (Some(group), Some(letters)) = (&self.group, &mut self.letters) else {
            return true;
        };
        matches!(letters.deliver(Duration::ZERO), Ok(true)) || group.unsettle()
    }

    /// Waits until rows may be in the tables.
    fn await_letters_ahead(&mut self) -> Result<()> {
        while !self.may_pass_letters() && !self.consumer.is_stopped() {
            if let Some(letters) = &mut self.letters {
                letters.deliver(LOOK)?;
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

    /// Waits a little for dead letters; whether positions may pass them.
    fn deliver_last(&mut self) -> bool {
        let Some(letters) = &mut self.letters else {
            return true;
        };
        match letters.deliver(LAST_COMMIT) {
            Ok(true) => true,
            Ok(false) => {
                letters.give_up();
                false
            }
            // It has ended the table, or came too late for that.
            Err(error) => {
                log::warn!("{error}");
                false
            }
        }
    }

    /// Commits what the tables have of partitions that go to other members of the group, and gives these up.
    #[cold]
    fn let_go(&mut self) -> Result<()> {
        self.await_letters_ahead()?;
        self.hand_over();
        let delivered = self
            .letters
            .as_mut()
            .map_or(Ok(true), |letters| letters.deliver(LAST_COMMIT))?;
        for output in self.outputs.iter_mut() {
            output.feed().await_empty(LAST_COMMIT);
        }
        if let Some(committer) = self.committer.as_mut().filter(|_| delivered) {
            committer.commit(&mut *self.source, &mut self.outputs, self.engine.is_held());
            self.source.await_commits(LAST_COMMIT);
        }
        let leaving = self.source.leaving().to_vec();
        // Whoever gets them reads again what waits here for its schema.
        self.parked.forget(&leaving);
        for partition in &leaving {
            self.consumer.meter.await_schema(*partition, None);
        }
        let positions = self
            .outputs
            .iter_mut()
            .flat_map(|output| output.feed().accepted())
            .collect();
        self.source.leave(&positions);
        Ok(())
    }

    /// Commits what the tables have at the end.
    fn commit_last(&mut self) {
        if !self.deliver_last() {
            return;
        }
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
