//! Where batches come from.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Batch, ClientProperties};
use crate::error::{Error, Result};
use crate::spec::{End, Fetcher};

/// Where to start in a partition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Start {
    Beginning,
    /// After the last record that is there when the source is opened.
    End,
    /// The group's offset; without one as `auto.offset.reset` says.
    Committed,
    Offset(i64),
    /// At the first record at or after a time, in milliseconds since 1970.
    Time(i64),
}

/// The partitions that are wanted, of those that a topic has, and where each begins.
pub(crate) type Choose<'a> = dyn Fn(&[i32]) -> Result<Vec<(i32, Start)>> + 'a;

/// What is read of a topic.
pub(crate) struct Reading<'a> {
    pub properties: &'a ClientProperties,
    pub topic: &'a str,
    /// Which of the topic's partitions are read, and where each begins.
    pub choose: &'a Choose<'a>,
    /// The properties of a member of a group, if the group decides which partitions are read.
    pub membership: Option<&'a ClientProperties>,
    pub fetcher: Fetcher,
    /// Whether batches hold headers.
    pub headers: bool,
    /// Where reading ends; for ever when there is no end.
    pub end: Option<&'a End>,
    /// How often partitions are looked for that the topic did not have; they are read from their beginning.
    pub refresh: Option<Duration>,
}

/// Whether nobody waits for an answer any more.
pub(crate) type Cancelled = Box<dyn Fn() -> bool + Send + Sync>;

/// Records as they come.
///
/// A source belongs to one thread. It goes on through lost connections and restarted brokers by itself; an error is
/// the end of it.
pub(crate) trait Source: Send {
    /// Puts the next records into the empty `batch`; waits for the first one at most `wait`, and returns with an
    /// empty batch when none has come or the waker was called. Records of a partition come in the order of their
    /// offsets.
    fn poll(&mut self, batch: &mut Batch, wait: Duration) -> Result<()>;

    /// Whether every partition has been read to its end, so that nothing more comes.
    fn is_finished(&self) -> bool;

    /// The partitions that are read.
    fn partitions(&self) -> &[i32];

    /// How far the partitions are that are read. Asks nobody.
    fn progress(&self) -> Vec<Progress>;

    /// The partitions that are read no more, and that others wait for until they are [given up](Self::leave): when what is read
    /// of them is committed.
    fn leaving(&self) -> &[i32] {
        &[]
    }

    /// Gives up those partitions. `positions` are the offsets that come next after what has become of the records polled.
    fn leave(&mut self, positions: &BTreeMap<i32, i64>) {
        let _ = positions;
    }

    /// Begins to commit these positions, the offsets that come next, for the group of the properties.
    fn commit(&mut self, positions: &[(i32, i64)]);

    /// Waits for the answers to commits, at most so long; whether all are there.
    fn await_commits(&mut self, wait: Duration) -> bool;

    /// Stops fetching a partition until it is resumed. Records that have been taken from the cluster still come.
    fn pause(&mut self, partition: i32);

    /// Fetches a paused partition again, from where it was.
    fn resume(&mut self, partition: i32);

    /// What makes a waiting `poll` return.
    fn waker(&self) -> Waker;
}

/// What a source knows of a partition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Progress {
    pub partition: i32,
    /// The offset at which reading began, if that is not just the first that was there.
    pub start: Option<i64>,
    /// The offset after the last record that the broker has, as of its last answer.
    pub end: Option<i64>,
}

/// A source that has nothing but the error that ended it.
pub(crate) struct Lost(pub Error);

impl Source for Lost {
    fn poll(&mut self, _: &mut Batch, _: Duration) -> Result<()> {
        Err(self.0.clone())
    }

    fn is_finished(&self) -> bool {
        false
    }

    fn partitions(&self) -> &[i32] {
        &[]
    }

    fn progress(&self) -> Vec<Progress> {
        Vec::new()
    }

    fn commit(&mut self, _: &[(i32, i64)]) {}

    fn await_commits(&mut self, _: Duration) -> bool {
        true
    }

    fn pause(&mut self, _: i32) {}

    fn resume(&mut self, _: i32) {}

    fn waker(&self) -> Waker {
        Box::new(|| {})
    }
}

/// Ends the wait of a source's thread, from any other thread.
pub(crate) type Waker = Box<dyn Fn() + Send + Sync>;
