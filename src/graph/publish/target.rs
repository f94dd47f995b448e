//! How the records of cycles get to the cluster: each by itself, or in transactions of whole cycles.

use std::thread;
use std::time::{Duration, Instant};

use super::cycles::CycleWriter;
use crate::error::{Error, ErrorKind, Result};
use crate::graph::subscription::TableChange;
use crate::kafka::{GroupOffsets, Sent, Sink, TransactionalSink};

/// Where a publisher's records go.
pub(super) enum Target {
    /// Each record is there as soon as it is delivered.
    Records(Box<dyn Sink>),
    /// The records of a cycle are there together, or not at all.
    Transactions(Transactions),
}

/// A transactional sink, and for how long its transactions are tried.
pub(super) struct Transactions {
    sink: Box<dyn TransactionalSink>,
    patience: Duration,
    /// The offsets that were committed with the last ones.
    offsets: GroupOffsets,
}

/// What a publisher is told while it waits for a transaction.
pub(super) trait Waiting {
    /// Hears how far it is.
    fn tell(&self, sent: Sent);

    /// Whether to wait no longer.
    fn is_over(&self) -> bool;
}

/// How often is looked whether to wait on.
const LOOK: Duration = Duration::from_millis(50);
/// How long an answer to offsets is waited for before they are sent again.
const ADD_OFFSETS: Duration = Duration::from_millis(500);
/// The first wait before a transaction is tried again, which doubles …
const PAUSE: Duration = Duration::from_millis(100);
/// … and the longest.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// How long the end waits for the broker to abort what is not committed.
const LAST_ABORT: Duration = Duration::from_millis(250);

impl Target {
    pub fn transactions(sink: Box<dyn TransactionalSink>, patience: Duration) -> Self {
        Target::Transactions(Transactions {
            sink,
            patience,
            offsets: GroupOffsets::new(),
        })
    }

    /// Whether several cycles that wait are best written at once.
    pub fn takes_many(&self) -> bool {
        matches!(self, Target::Transactions(_))
    }

    /// Writes the changes of one cycle or of several. In transactions they are committed when this returns, with the offsets of
    /// the last, all of them or, with an error, none.
    pub fn write(&mut self, changes: &[TableChange], writer: &mut CycleWriter, waiting: &dyn Waiting) -> Result<()> {
        match self {
            Target::Records(sink) => changes.iter().try_for_each(|change| writer.write(change, &mut **sink)),
            Target::Transactions(transactions) => {
                let bad_rows = writer.bad_rows();
                let offsets = changes.last().and_then(TableChange::offsets);
                transactions.commit(offsets, waiting, &mut |sink| {
                    writer.write_again(bad_rows, changes, sink)
                })
            }
        }
    }

    /// Commits offsets without records, if they are others than the last ones.
    pub fn write_offsets(&mut self, offsets: &GroupOffsets, waiting: &dyn Waiting) -> Result<()> {
        match self {
            Target::Transactions(transactions) if !transactions.news(offsets).is_empty() => {
                transactions.commit(Some(offsets), waiting, &mut |_| Ok(()))
            }
            _ => Ok(()),
        }
    }

    /// Waits until all records are delivered, at most so long; whether they are.
    pub fn flush(&mut self, wait: Duration) -> Result<bool> {
        match self {
            Target::Records(sink) => sink.flush(wait),
            // Nothing is under way after a commit.
            Target::Transactions(_) => Ok(true),
        }
    }

    /// What became of the records so far.
    pub fn progress(&mut self) -> Sent {
        match self {
            Target::Records(sink) => sink.progress(),
            Target::Transactions(transactions) => transactions.sink.progress(),
        }
    }
}

impl Transactions {
    /// Those of the offsets that are not committed.
    fn news(&self, offsets: &GroupOffsets) -> GroupOffsets {
        let mut news = offsets.clone();
        for (group, offsets) in &mut news {
            if let Some(known) = self.offsets.get(group) {
                offsets.retain(|place, offset| known.get(place) != Some(offset));
            }
        }
        news.retain(|_, offsets| !offsets.is_empty());
        news
    }

    /// Commits a transaction of what `write` sends, and of the offsets. While it fails in a way that may pass, it is aborted and
    /// written again.
    fn commit(
        &mut self,
        offsets: Option<&GroupOffsets>,
        waiting: &dyn Waiting,
        write: &mut dyn FnMut(&mut dyn Sink) -> Result<()>,
    ) -> Result<()> {
        let news = offsets.map(|offsets| self.news(offsets)).unwrap_or_default();
        let deadline = Instant::now() + self.patience;
        let mut pause = PAUSE;
        loop {
            let error = match self.attempt(&news, deadline, waiting, write) {
                Ok(()) => {
                    if let Some(offsets) = offsets {
                        self.offsets.clone_from(offsets);
                    }
                    return Ok(());
                }
                Err(error) => error,
            };
            let is_last = !self.sink.may_repeat() || Instant::now() >= deadline || waiting.is_over();
            if is_last {
                let end = Instant::now() + LAST_ABORT;
                // The first cause counts, whatever becomes of this.
                while Instant::now() < end && matches!(self.sink.abort(LOOK), Ok(false)) {}
                return Err(error);
            }
            log::warn!("a transaction is aborted and tried again: {error}");
            while !self.sink.abort(LOOK)? {
                waiting.tell(self.sink.progress());
                if waiting.is_over() || Instant::now() >= deadline {
                    return Err(error);
                }
            }
            let go_on = Instant::now() + pause;
            while Instant::now() < go_on && !waiting.is_over() {
                thread::sleep(LOOK);
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn attempt(
        &mut self,
        offsets: &GroupOffsets,
        deadline: Instant,
        waiting: &dyn Waiting,
        write: &mut dyn FnMut(&mut dyn Sink) -> Result<()>,
    ) -> Result<()> {
        self.sink.begin()?;
        write(&mut *self.sink)?;
        while !self.sink.add_offsets(offsets, ADD_OFFSETS)? {
            self.wait_on(waiting, deadline)?;
        }
        while !self.sink.commit(LOOK)? {
            self.wait_on(waiting, deadline)?;
        }
        waiting.tell(self.sink.progress());
        Ok(())
    }

    /// Tells how far it is; fails when nobody waits any more, or the time is over.
    fn wait_on(&mut self, waiting: &dyn Waiting, deadline: Instant) -> Result<()> {
        let sent = self.sink.progress();
        let under_way = sent.under_way;
        waiting.tell(sent);
        let told = if waiting.is_over() {
            format!("publishing was ended before a transaction of {under_way} records was committed")
        } else if Instant::now() >= deadline {
            let seconds = self.patience.as_secs_f64();
            format!(
                "a transaction of {under_way} records was not committed within {seconds} s: see delivery.timeout.ms"
            )
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorKind::Timeout, told).with("unsent", under_way))
    }
}
