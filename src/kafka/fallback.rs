//! A source that librdkafka takes over when something comes that the native one cannot read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::native::{Native, Rest};
use super::{Batch, Cancelled, ClientProperties, Progress, Reading, Source, Waker, librdkafka};
use crate::error::{Error, ErrorKind, Result};
use crate::spec::{End, Fetcher};

/// How long commits of the native source are waited for when it ends.
const COMMITS: Duration = Duration::from_secs(1);

/// Reads natively as long as that can be done. An error of the kind `Unsupported`, which comes when all records before it have
/// been polled, makes librdkafka go on where each partition was polled to: no record is lost or comes twice.
pub(super) struct Fallback {
    source: Reader,
    /// What librdkafka is opened with.
    properties: ClientProperties,
    topic: String,
    headers: bool,
    refresh: Option<Duration>,
    cancelled: Arc<Cancelled>,
    /// How it is told.
    level: log::Level,
    /// How far the partitions were when librdkafka took over, which knows only of those that it reads, and not where the others
    /// began.
    before: Vec<Progress>,
    paused: BTreeSet<i32>,
    /// That of the source, for wakers that were made before it changed.
    waker: Arc<Mutex<Waker>>,
}

enum Reader {
    Native(Box<Native>),
    Librdkafka(Box<dyn Source>),
}

impl Fallback {
    /// `native` reads what `reading` says.
    pub fn new(native: Native, reading: &Reading<'_>, cancelled: Arc<Cancelled>, level: log::Level) -> Self {
        Fallback {
            waker: Arc::new(Mutex::new(native.waker())),
            source: Reader::Native(Box::new(native)),
            properties: reading.properties.clone(),
            topic: reading.topic.to_owned(),
            headers: reading.headers,
            refresh: reading.refresh,
            cancelled,
            level,
            before: Vec::new(),
            paused: BTreeSet::new(),
        }
    }

    fn source(&self) -> &dyn Source {
        match &self.source {
            Reader::Native(native) => &**native,
            Reader::Librdkafka(source) => &**source,
        }
    }

    fn source_mut(&mut self) -> &mut dyn Source {
        match &mut self.source {
            Reader::Native(native) => &mut **native,
            Reader::Librdkafka(source) => &mut **source,
        }
    }

    /// Has librdkafka go on. While the cluster does not answer, it stays as it is, and the next poll tries again.
    #[cold]
    fn take_over(&mut self, why: Error) -> Result<()> {
        let Reader::Native(native) = &mut self.source else {
            return Err(why);
        };
        let Rest { starts, ends } = native.rest();
        if starts.is_empty() {
            return Err(why);
        }
        let end = ends.map(End::Offsets);
        let cancelled = self.cancelled.clone();
        let reading = Reading {
            properties: &self.properties,
            topic: &self.topic,
            choose: &|_| Ok(starts.clone()),
            membership: None,
            fetcher: Fetcher::Librdkafka,
            headers: self.headers,
            end: end.as_ref(),
            refresh: self.refresh,
        };
        let mut source = match librdkafka::open(&reading, Box::new(move || cancelled())) {
            Err(error) if error.kind() == ErrorKind::Timeout => {
                log::warn!("{error}");
                return Ok(());
            }
            opened => opened?,
        };
        log::log!(
            self.level,
            "topic {:?} is fetched by librdkafka from here on: {why}",
            self.topic
        );
        for partition in &self.paused {
            source.pause(*partition);
        }
        native.await_commits(COMMITS);
        self.before = native.progress();
        *self.waker.lock().unwrap_or_else(PoisonError::into_inner) = source.waker();
        self.source = Reader::Librdkafka(source);
        Ok(())
    }
}

impl Source for Fallback {
    fn poll(&mut self, batch: &mut Batch, wait: Duration) -> Result<()> {
        match self.source_mut().poll(batch, wait) {
            Err(error) if error.kind() == ErrorKind::Unsupported => self.take_over(error),
            polled => polled,
        }
    }

    fn is_finished(&self) -> bool {
        self.source().is_finished()
    }

    fn partitions(&self) -> &[i32] {
        self.source().partitions()
    }

    fn progress(&self) -> Vec<Progress> {
        let now = self.source().progress();
        if self.before.is_empty() {
            return now;
        }
        let mut all: BTreeMap<i32, Progress> = now.into_iter().map(|of| (of.partition, of)).collect();
        for before in &self.before {
            let of = all.entry(before.partition).or_insert(*before);
            of.start = before.start;
            of.end = of.end.or(before.end);
        }
        all.into_values().collect()
    }

    fn commit(&mut self, positions: &[(i32, i64)]) {
        self.source_mut().commit(positions);
    }

    fn await_commits(&mut self, wait: Duration) -> bool {
        self.source_mut().await_commits(wait)
    }

    fn pause(&mut self, partition: i32) {
        self.paused.insert(partition);
        self.source_mut().pause(partition);
    }

    fn resume(&mut self, partition: i32) {
        self.paused.remove(&partition);
        self.source_mut().resume(partition);
    }

    fn waker(&self) -> Waker {
        let waker = self.waker.clone();
        Box::new(move || waker.lock().unwrap_or_else(PoisonError::into_inner)())
    }
}
