//! What a publisher's handle, its session and its threads share.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::status::{PublisherReport, PublisherState, PublisherStatus};
use super::target::Waiting;
use crate::error::{Error, ErrorKind, Result, panic_text};
use crate::graph::cycle::{Engine, locked};
use crate::graph::session::until_closed;
use crate::kafka::{ClientProperties, Sent, Writing};
use crate::spec::Publish;

/// What handles, the session and the thread share.
pub(super) struct Shared {
    /// A number of its own in the process.
    id: u64,
    topic: Option<String>,
    /// That of its transactions, if it publishes in any.
    transactional_id: Option<String>,
    close_timeout: Duration,
    stopping: AtomicBool,
    given_up: AtomicBool,
    status: Mutex<PublisherStatus>,
    ended: Mutex<bool>,
    at_end: Condvar,
}

impl Shared {
    pub fn new(topic: Option<&str>, transactional_id: Option<&str>, close_timeout: Duration) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Shared {
            id: LAST.fetch_add(1, Ordering::Relaxed) + 1,
            topic: topic.map(str::to_owned),
            transactional_id: transactional_id.map(str::to_owned),
            close_timeout,
            stopping: AtomicBool::new(false),
            given_up: AtomicBool::new(false),
            status: Mutex::new(PublisherStatus {
                state: PublisherState::Running,
                records: 0,
                delivered: 0,
                unsent: 0,
                bad_rows: 0,
                error: None,
                file: None,
            }),
            ended: Mutex::new(false),
            at_end: Condvar::new(),
        }
    }

    pub fn status(&self) -> PublisherStatus {
        locked(&self.status).clone()
    }

    /// Keeps what has become of the records so far.
    pub fn tell(&self, sent: Sent) {
        let mut status = locked(&self.status);
        status.records = sent.taken;
        status.unsent = sent.under_way + sent.failed;
        status.delivered = sent.taken.saturating_sub(status.unsent);
        if status.state == PublisherState::Running || status.state == PublisherState::Retrying {
            status.state = match &sent.trouble {
                Some(_) => PublisherState::Retrying,
                None => PublisherState::Running,
            };
            status.error = sent
                .trouble
                .map(|reason| Error::new(ErrorKind::Kafka, format!("{} records wait: {reason}", sent.under_way)));
        }
    }

    /// Changes what is told.
    pub fn update(&self, change: impl FnOnce(&mut PublisherStatus)) {
        change(&mut locked(&self.status));
    }

    /// The topic of records whose row names none.
    pub fn topic(&self) -> Option<&str> {
        self.topic.as_deref()
    }

    /// That of its transactions, if it publishes in any.
    pub fn transactional_id(&self) -> Option<&str> {
        self.transactional_id.as_deref()
    }

    /// How long the end waits for what is under way.
    pub fn close_timeout(&self) -> Duration {
        self.close_timeout
    }

    /// Tells the thread to end; does not wait.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Tells the thread to wait for nothing any more.
    pub fn give_up(&self) {
        self.given_up.store(true, Ordering::Release);
    }

    pub fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Acquire)
    }

    /// Says what has become of it, before the client is closed.
    pub fn end(&self, failure: Option<&Error>) {
        let mut status = locked(&self.status);
        status.error = failure.map(|error| error.clone().with("unsent", status.unsent));
        status.state = match failure {
            Some(_) => PublisherState::Failed,
            None if self.is_stopping() => PublisherState::Stopped,
            None => PublisherState::Finished,
        };
    }

    /// Lets those go on who wait for the end, after which they may leave the process.
    pub fn leave(&self) {
        *locked(&self.ended) = true;
        self.at_end.notify_all();
    }

    pub fn is_ended(&self) -> bool {
        *locked(&self.ended)
    }

    pub fn wait_until(&self, deadline: Instant) -> bool {
        let ended = locked(&self.ended);
        let left = deadline.saturating_duration_since(Instant::now());
        let waited = self.at_end.wait_timeout_while(ended, left, |ended| !*ended);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// What has been told so far, as one of several publishers.
    pub fn report(&self) -> PublisherReport {
        PublisherReport {
            publisher: self.id,
            topic: self.topic.clone(),
            status: self.status(),
        }
    }

    /// What its sink is to write.
    pub fn writing<'a>(
        self: &Arc<Self>,
        engine: &Arc<Engine>,
        properties: &'a ClientProperties,
        publish: &'a Publish,
    ) -> Writing<'a> {
        let (stopped, told) = (self.clone(), self.clone());
        Writing {
            properties,
            topic: publish.topic.as_deref(),
            partition: publish.partition,
            closed: until_closed(engine),
            given_up: Box::new(move || stopped.is_given_up()),
            told: Box::new(move |sent| told.tell(sent)),
        }
    }

    /// Starts one of its threads, whose name begins with `task`; the publisher ends if there can be none.
    pub fn spawn(&self, task: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
        let topic = self.topic.as_deref().unwrap_or_default();
        let spawned = thread::Builder::new().name(format!("tt-{task}-{topic}")).spawn(work);
        spawned.map(drop).map_err(|error: io::Error| {
            let error = Error::internal(format!("the publisher's threads cannot be started: {error}"));
            self.end(Some(&error));
            self.leave();
            error
        })
    }
}

/// Why the work of a thread has failed, if it has.
pub(super) fn failure_of(work: impl FnOnce() -> Result<()>) -> Option<Error> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.err(),
        Err(panic) => Some(Error::internal(format!(
            "a fault in the publisher: {}",
            panic_text(&*panic)
        ))),
    }
}

/// The error of a publisher that ends before its last records are delivered.
pub(super) fn undelivered(sent: &Sent) -> Error {
    let under_way = sent.under_way;
    let message = format!("publishing was ended before {under_way} records were delivered");
    Error::new(ErrorKind::Timeout, message).with("unsent", under_way)
}

impl Waiting for Shared {
    fn tell(&self, sent: Sent) {
        Shared::tell(self, sent);
    }

    fn is_over(&self) -> bool {
        self.is_given_up()
    }
}
