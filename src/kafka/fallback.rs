//! A source that librdkafka takes over when something comes that the native one cannot read.

use std::sync::Arc;
use std::time::Duration;

use super::native::{Native, Rest};
use super::succession::Succession;
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
    succession: Succession,
}

enum Reader {
    Native(Box<Native>),
    Librdkafka(Box<dyn Source>),
}

impl Fallback {
    /// `native` reads what `reading` says.
    pub fn new(mut native: Native, reading: &Reading<'_>, cancelled: Arc<Cancelled>, level: log::Level) -> Self {
        let mut succession = Succession::default();
        succession.begin(&mut native);
        Fallback {
            source: Reader::Native(Box::new(native)),
            properties: reading.properties.clone(),
            topic: reading.topic.to_owned(),
            headers: reading.headers,
            refresh: reading.refresh,
            cancelled,
            level,
            succession,
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
        native.await_commits(COMMITS);
        self.succession.end(&**native);
        self.succession.begin(&mut *source);
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
        self.succession.progress(self.source().progress())
    }

    fn commit(&mut self, positions: &[(i32, i64)]) {
        self.source_mut().commit(positions);
    }

    fn await_commits(&mut self, wait: Duration) -> bool {
        self.source_mut().await_commits(wait)
    }

    fn pause(&mut self, partition: i32) {
        self.succession.pause(partition, true);
        self.source_mut().pause(partition);
    }

    fn resume(&mut self, partition: i32) {
        self.succession.pause(partition, false);
        self.source_mut().resume(partition);
    }

    fn waker(&self) -> Waker {
        self.succession.waker()
    }
}
