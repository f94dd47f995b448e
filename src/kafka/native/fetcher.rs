//! The thread that fetches from one broker.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::aborted::Aborted;
use super::connection::Connection;
use super::errors::{Meaning, meaning};
use super::protocol::{Fetched, Limits, TopicName, Wanted};
use super::records::{self, Stretch, Walker};
use super::settings::Settings;
use super::shared::{Plan, Position, Reached, Ready, Shared};
use crate::error::{Error, ErrorKind};
use crate::kafka::Batch;

/// How long a partition is not asked for after an error.
const RETRY: Duration = Duration::from_millis(100);

/// What a broker's thread owns. The next request is on its way while the last answer is gone over.
pub(super) struct Fetcher {
    pub shared: Arc<Shared>,
    pub settings: Arc<Settings>,
    pub topic: Arc<TopicName>,
    pub broker: i32,
    pub walker: Walker,
    pub backoff: Backoff,
    pub connection: Option<Connection>,
}

/// An answer whose records have not been gone over.
struct Received {
    response: Vec<u8>,
    stretches: Vec<Stretch>,
    reached: Vec<Reached>,
    /// The first fault in it.
    failure: Option<Error>,
    /// The memory of the batch for it.
    batch: Batch,
}

impl Fetcher {
    /// Fetches until the source is closed.
    pub fn run(mut self) {
        let mut received: Option<Received> = None;
        loop {
            let limits = &self.settings.limits;
            let partition_max_bytes = limits.partition_max_bytes as usize;
            let plan = self
                .shared
                .plan(self.broker, limits.max_wait, partition_max_bytes, received.is_none());
            let (wanted, max_wait) = match plan {
                Plan::Closed => return,
                Plan::Nothing => (Vec::new(), Duration::ZERO),
                Plan::Fetch(wanted, max_wait) => (wanted, max_wait),
            };
            if !wanted.is_empty() && self.connection.is_none() {
                // That may take long, and the partitions may get another leader meanwhile.
                self.shared.lock().release(self.broker, &[]);
                if let Err(error) = self.connect() {
                    self.lost(&error);
                }
                continue;
            }
            let sent = if wanted.is_empty() {
                Ok(())
            } else {
                self.send(&wanted, max_wait)
            };
            if let Some(received) = received.take() {
                self.deliver(received);
            }
            self.shared.lock().release(self.broker, &wanted);
            if wanted.is_empty() {
                continue;
            }
            match sent.and_then(|()| self.receive(&wanted, max_wait)) {
                Ok((answer, throttle)) => {
                    self.backoff.reset();
                    received = answer;
                    if !throttle.is_zero() {
                        if let Some(received) = received.take() {
                            self.deliver(received);
                        }
                        self.shared.sleep(throttle);
                    }
                }
                Err(error) => self.lost(&error),
            }
            if received.is_none() {
                self.shared.lock().release(self.broker, &[]);
            }
        }
    }

    fn connect(&mut self) -> io::Result<()> {
        let address = self.shared.lock().brokers.get(&self.broker).cloned();
        let address = address.ok_or(io::ErrorKind::NotFound)?;
        let keep = |closer| self.shared.keep(self.broker, closer);
        self.connection = Some(Connection::open(&address, &self.topic, &self.settings, keep)?);
        Ok(())
    }

    fn send(&mut self, wanted: &[Wanted], max_wait: Duration) -> io::Result<()> {
        let limits = Limits {
            max_wait,
            ..self.settings.limits.clone()
        };
        let connection = self.connection.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        connection.fetch(&self.settings.client_id, &self.topic, &limits, wanted)
    }

    /// Waits for the answer, and says what comes next in its partitions. Gives what is to be gone over, and how long the
    /// broker wants to be left alone.
    fn receive(&mut self, wanted: &[Wanted], max_wait: Duration) -> io::Result<(Option<Received>, Duration)> {
        let mut batch = self.shared.spare();
        let mut response = batch.take();
        let wait = max_wait + self.settings.request_timeout;
        let connection = self.connection.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        let fetched = connection.fetched(&mut response, wait)?;
        let throttle = fetched.throttle;
        let mut received = Received {
            response,
            stretches: Vec::new(),
            reached: Vec::new(),
            failure: None,
            batch,
        };
        self.note(fetched, wanted, &mut received);
        let is_empty = received.reached.is_empty() && received.failure.is_none();
        Ok(((!is_empty).then_some(received), throttle))
    }

    /// Moves partitions on, and acts on the errors of an answer.
    fn note(&self, fetched: Fetched, wanted: &[Wanted], received: &mut Received) {
        let mut state = self.shared.lock();
        if fetched.error != 0 {
            log::debug!("broker {} answered with error {}", self.broker, fetched.error);
            wanted.iter().for_each(|wanted| state.put_off(wanted.partition, RETRY));
            state.stale = true;
        }
        for answer in fetched.partitions {
            let number = answer.partition;
            let Some(from) = wanted.iter().find(|wanted| wanted.partition == number) else {
                continue;
            };
            let from = from.offset;
            let Some(partition) = state.partitions.get_mut(&number) else {
                continue;
            };
            if answer.high_watermark >= 0 {
                partition.high_watermark = Some(answer.high_watermark);
            }
            let end = partition.end;
            match meaning(answer.error) {
                Meaning::Records => {}
                Meaning::OutOfRange => {
                    partition.position = Position::Lost(from);
                    state.doubt = true;
                    continue;
                }
                Meaning::Moved => {
                    partition.leader = None;
                    state.put_off(number, RETRY);
                    state.stale = true;
                    continue;
                }
                Meaning::Unknown => {
                    state.put_off(number, RETRY);
                    (state.stale, state.doubt) = (true, true);
                    continue;
                }
                Meaning::Later => {
                    state.put_off(number, RETRY);
                    state.stale = true;
                    continue;
                }
                Meaning::Fatal(kind, what) => {
                    let what = format!(
                        "partition {number} of topic {:?} cannot be read any more: {what}",
                        self.topic.name
                    );
                    received
                        .failure
                        .get_or_insert(self.with_place(Error::new(kind, what), number));
                    state.put_off(number, RETRY);
                    continue;
                }
            }
            let bytes = received.response.get(answer.records.clone()).unwrap_or_default();
            let scan = match records::scan(bytes, from) {
                Ok(scan) => scan,
                Err(broken) => {
                    received.failure.get_or_insert(self.broken(number, &broken));
                    state.put_off(number, RETRY);
                    continue;
                }
            };
            if scan.len == 0 || !state.advance(number, from, scan.next, scan.len) {
                continue;
            }
            let start = answer.records.start;
            received.stretches.push(Stretch {
                partition: number,
                range: start..start + scan.len,
                from,
                end,
                aborted: Aborted::new(answer.aborted),
                compressed: scan.compressed,
            });
            received.reached.push(Reached {
                partition: number,
                offset: scan.next,
                bytes: scan.len,
            });
        }
        drop(state);
        self.shared.notify_work();
        self.shared.notify_arrived();
    }

    /// Goes over the records of an answer and lets them be polled.
    fn deliver(&mut self, mut received: Received) {
        let mut batch = received.batch;
        // Nothing is copied when nothing has to be decompressed.
        let plain = received.stretches.iter().all(|stretch| !stretch.compressed);
        let shared = self.shared.clone();
        let mut emit = |full: &mut Batch| {
            let batch = std::mem::replace(full, shared.spare());
            let ready = Ready {
                batch,
                reached: Vec::new(),
            };
            shared.push(ready);
        };
        let mut failure = received.failure.take();
        for stretch in &mut received.stretches {
            if let Err(broken) = self
                .walker
                .walk(&received.response, stretch, plain, &mut batch, &mut emit)
            {
                failure.get_or_insert(self.broken(stretch.partition, &broken));
                // No position passes what was not read.
                received
                    .reached
                    .retain(|reached| reached.partition != stretch.partition);
            }
        }
        if plain {
            batch.put(received.response);
        }
        let reached = received.reached;
        self.shared.push(Ready { batch, reached });
        if let Some(error) = failure {
            self.shared.fail(error);
        }
    }

    #[cold]
    fn broken(&self, partition: i32, broken: &records::Broken) -> Error {
        let (offset, fault) = (broken.offset, broken.fault);
        let topic = &self.topic.name;
        let error = Error::new(
            ErrorKind::Kafka,
            format!("partition {partition} of topic {topic:?} cannot be read at offset {offset}: {fault}"),
        );
        self.with_place(error, partition).with("offset", offset)
    }

    fn with_place(&self, error: Error, partition: i32) -> Error {
        error.with("topic", &self.topic.name).with("partition", partition)
    }

    /// Waits before the connection is made again.
    #[cold]
    fn lost(&mut self, error: &io::Error) {
        self.connection = None;
        let mut state = self.shared.lock();
        if state.closed {
            return;
        }
        state.release(self.broker, &[]);
        state.stale = true;
        let address = state.brokers.get(&self.broker).cloned().unwrap_or_default();
        drop(state);
        self.shared.notify_work();
        // librdkafka tells of its own connections; what comes again and again is told once.
        let level = if self.backoff.is_first() {
            log::Level::Warn
        } else {
            log::Level::Debug
        };
        log::log!(target: "topictable::kafka", level, "{address}: the connection for fetching was lost: {error}");
        let wait = self.backoff.next();
        self.shared.sleep(wait);
    }
}

/// Waits that grow, so that a broker which comes back is not overrun.
pub(super) struct Backoff {
    first: Duration,
    most: Duration,
    next: Duration,
}

impl Backoff {
    pub fn new((first, most): (Duration, Duration)) -> Self {
        Backoff {
            first,
            most,
            next: first,
        }
    }

    fn is_first(&self) -> bool {
        self.next == self.first
    }

    pub fn reset(&mut self) {
        self.next = self.first;
    }

    /// The next wait: between half and all of it, so that clients do not come all at once.
    pub fn next(&mut self) -> Duration {
        let wait = self.next;
        self.next = (wait * 2).min(self.most).max(Duration::from_millis(1));
        let jitter = (RandomState::new().hash_one(()) % 1024) as u32;
        wait / 2 + wait / 2 * jitter / 1024
    }
}
