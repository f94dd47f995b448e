//! The thread that publishes, and its handle.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::cycles::CycleWriter;
use super::offsets::Sources;
use super::shared::{Shared, failure_of, undelivered};
use super::status::{PublisherReport, PublisherState, PublisherStatus};
use super::target::Target;
use crate::error::{Error, ErrorKind, Result};
use crate::formula::check_outside;
use crate::graph::cycle::locked;
use crate::graph::subscription::{Changes, TableChange};
use crate::kafka::Transactional;

/// A handle of a table or a file that is being published. Dropping it changes nothing: publishing goes on until it is
/// [stopped](Self::stop), the session is closed, or the table ends. It may be used from any thread.
pub struct Publisher {
    shared: Arc<Shared>,
}

impl Publisher {
    pub(super) fn of(shared: Arc<Shared>) -> Self {
        Publisher { shared }
    }

    /// What has been done so far.
    pub fn status(&self) -> PublisherStatus {
        self.shared.status()
    }

    /// The topic of records whose row names none.
    pub fn topic(&self) -> Option<&str> {
        self.shared.topic()
    }

    /// Waits until publishing has ended, at most so long; whether it has. Only what is of a file, or of a table that does
    /// not change, ends by itself.
    ///
    /// # Errors
    /// The error with which publishing has failed.
    pub fn wait(&self, timeout: Duration) -> Result<bool> {
        check_outside("waiting for a publisher")?;
        let deadline = Instant::now().checked_add(timeout);
        let ended = self
            .shared
            .wait_until(deadline.unwrap_or_else(|| Instant::now() + FOR_EVER));
        match self.status() {
            PublisherStatus {
                state: PublisherState::Failed,
                error: Some(error),
                ..
            } if ended => Err(error),
            _ => Ok(ended),
        }
    }

    /// Ends publishing. The changes until now are published first; of a file nothing more is read. What is under way is
    /// delivered within `topictable.publish.close.timeout.ms`, 30 seconds by default. Does nothing a second time.
    ///
    /// # Errors
    /// The error with which publishing has failed, or a [`Timeout`](ErrorKind::Timeout) that says how many records were
    /// not delivered.
    pub fn stop(&self) -> Result<()> {
        check_outside("waiting for a publisher")?;
        self.shared.stop();
        if !self.shared.wait_until(Instant::now() + self.shared.close_timeout()) {
            self.shared.give_up();
            self.shared.wait_until(Instant::now() + GIVING_UP);
        }
        let status = self.status();
        match status.error {
            Some(error) if status.state == PublisherState::Failed => Err(error),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Publisher({:?}, {:?})", self.topic(), self.status())
    }
}

/// Longer than any program runs.
const FOR_EVER: Duration = Duration::from_secs(100 * 365 * 86_400);
/// How long a thread that is told not to wait may take.
const GIVING_UP: Duration = Duration::from_secs(1);
/// How long the end of a session waits for those that are told so.
const GIVEN_UP: Duration = Duration::from_millis(300);
/// How often is looked whether records were delivered, while some are under way.
pub(super) const LOOK: Duration = Duration::from_millis(50);
/// How many changes are written at once: as many as can wait, and those that come while they are taken.
const MOST_CHANGES: usize = 2 * super::WAITING;
/// How often is looked whether it is to end, otherwise.
const IDLE: Duration = Duration::from_millis(200);

/// The publishers of a session.
#[derive(Default)]
pub(in crate::graph) struct Publishers(Mutex<Vec<Arc<Shared>>>);

impl Publishers {
    pub(super) fn add(&self, publisher: Arc<Shared>) {
        let mut publishers = locked(&self.0);
        publishers.retain(|publisher| !publisher.is_ended() || publisher.status().state == PublisherState::Failed);
        publishers.push(publisher);
    }

    /// Fails when one of them that has not ended publishes with this transactional id: each would end the other's
    /// transactions.
    pub(super) fn check_free(&self, transactional: &Transactional) -> Result<()> {
        let Transactional { id, property, .. } = transactional;
        let publishers = locked(&self.0);
        let Some(other) = publishers
            .iter()
            .find(|other| other.transactional_id() == Some(id) && !other.is_ended())
        else {
            return Ok(());
        };
        let topic = other.topic().unwrap_or_default();
        Err(Error::invalid(format!(
            "property {property} = {id:?} is that of the publisher to topic {topic:?}: expected one id for each publisher"
        ))
        .with("property", property)
        .with("transactional.id", id))
    }

    /// What they are doing now, in the order in which they were made.
    pub fn reports(&self) -> Vec<PublisherReport> {
        let publishers = locked(&self.0).clone();
        publishers.iter().map(|publisher| publisher.report()).collect()
    }

    /// Ends them all: they publish what their tables had until now. What is not delivered by `deadline` is given up.
    pub fn close(&self, deadline: Instant) {
        let publishers = std::mem::take(&mut *locked(&self.0));
        publishers.iter().for_each(|publisher| publisher.stop());
        let late: Vec<_> = publishers
            .into_iter()
            .filter(|publisher| !publisher.wait_until(deadline))
            .collect();
        late.iter().for_each(|publisher| publisher.give_up());
        let deadline = Instant::now() + GIVEN_UP;
        for publisher in late {
            publisher.wait_until(deadline);
        }
    }
}

/// What the thread owns.
pub(super) struct Worker {
    shared: Arc<Shared>,
    target: Target,
    writer: CycleWriter,
    changes: Changes,
    /// Where the records come from whose offsets are committed, if any are.
    sources: Option<Sources>,
    /// When offsets without records are committed next.
    offsets_at: Instant,
}

impl Worker {
    pub fn new(
        shared: Arc<Shared>,
        target: Target,
        writer: CycleWriter,
        changes: Changes,
        sources: Option<Sources>,
    ) -> Self {
        Worker {
            shared,
            target,
            writer,
            changes,
            sources,
            offsets_at: Instant::now(),
        }
    }

    pub fn shared(&self) -> Arc<Shared> {
        self.shared.clone()
    }

    /// Takes the rows that are there, and publishes them if they are wanted; returns when they are delivered.
    pub fn publish_initial(&mut self, wanted: bool) -> Result<()> {
        let Some(initial) = self.changes.next_change(Duration::ZERO)? else {
            return Ok(());
        };
        if wanted {
            let closed = || Error::closed("the session was closed while the table was being published");
            match self.publish(&[initial]) {
                Err(_) if self.shared.is_given_up() => return Err(closed()),
                published => published?,
            }
            while !self.target.flush(LOOK)? {
                self.tell();
                if self.shared.is_given_up() || self.shared.is_stopping() {
                    return Err(closed());
                }
            }
        }
        self.tell();
        Ok(())
    }

    /// Starts the thread, or ends at once if nothing can come.
    pub fn start(self, refreshing: bool) -> Result<Publisher> {
        let shared = self.shared();
        match refreshing {
            true => shared.spawn("to", move || self.run())?,
            false => self.end(None),
        }
        Ok(Publisher::of(shared))
    }

    fn run(mut self) {
        let failure = failure_of(|| self.follow());
        if let Some(error) = &failure {
            log::error!("publishing {:?} failed: {error}", self.changes.table());
        }
        self.end(failure.as_ref());
    }

    /// Publishes each change until there is none any more, or it is told to stop; delivers all.
    fn follow(&mut self) -> Result<()> {
        let mut busy = false;
        let end = loop {
            let stopping = self.shared.is_stopping();
            let wait = match (stopping, busy) {
                (true, _) => Duration::ZERO,
                (false, true) => LOOK,
                (false, false) => IDLE,
            };
            match self.changes.next_change(wait) {
                Ok(Some(change)) => {
                    let changes = self.with_those_that_wait(change, stopping);
                    self.publish(&changes)?;
                }
                Ok(None) => self.publish_offsets(false)?,
                Err(error) if error.kind() == ErrorKind::Closed => break Ok(()),
                Err(error) => break Err(error),
            }
            if stopping {
                break Ok(());
            }
            busy = self.tell();
        };
        if end.is_ok() {
            self.publish_offsets(true)?;
        }
        self.changes.close();
        let deadline = Instant::now() + self.shared.close_timeout();
        while !self.target.flush(LOOK)? {
            let sent = self.target.progress();
            self.tell();
            if self.shared.is_given_up() || Instant::now() >= deadline {
                return Err(undelivered(&sent));
            }
        }
        end
    }

    /// Commits the offsets of records of which the table has no rows, if it is time to, or the last.
    fn publish_offsets(&mut self, last: bool) -> Result<()> {
        let Some(sources) = &self.sources else { return Ok(()) };
        if self.shared.is_given_up() || !last && Instant::now() < self.offsets_at {
            return Ok(());
        }
        self.offsets_at = Instant::now() + sources.every();
        match self.changes.offsets_at_rest()? {
            Some(offsets) => self.target.write_offsets(&offsets, &*self.shared),
            None => Ok(()),
        }
    }

    fn publish(&mut self, changes: &[TableChange]) -> Result<()> {
        self.target.write(changes, &mut self.writer, &*self.shared)
    }

    /// A change and those that have come since, where they are best written at once or are the last.
    fn with_those_that_wait(&self, change: TableChange, last: bool) -> Vec<TableChange> {
        let mut changes = vec![change];
        if last || self.target.takes_many() {
            // What else there is to tell is told the next time.
            while changes.len() < MOST_CHANGES
                && let Ok(Some(change)) = self.changes.next_change(Duration::ZERO)
            {
                changes.push(change);
            }
        }
        changes
    }

    /// Tells what has become of the records so far; whether some are under way.
    fn tell(&mut self) -> bool {
        let sent = self.target.progress();
        let under_way = sent.under_way > 0;
        self.shared.tell(sent);
        self.shared.update(|status| status.bad_rows = self.writer.bad_rows());
        under_way
    }

    /// Closes the client, and says that all is over.
    pub fn end(mut self, failure: Option<&Error>) {
        self.changes.close();
        self.tell();
        self.shared.end(failure);
        let Worker {
            shared,
            target,
            sources,
            ..
        } = self;
        // Who waits for the end may leave the process next.
        drop(target);
        drop(sources);
        shared.leave();
    }
}
