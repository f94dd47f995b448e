//! The thread that fetches from one broker.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::aborted::Aborted;
use super::connection::{Connection, Failure};
use super::errors::{Meaning, meaning};
use super::leaders::Leader;
use super::partition::{Cut, Position};
use super::protocol::{Fetched, Limits, TopicName, Wanted};
use super::records::{self, Broken, Stretch, WRONG_CHECKSUM, Walker};
use super::settings::Settings;
use super::shared::{Bounds, Plan, Reached, Ready, Shared, State};
use crate::error::{Error, ErrorKind};
use crate::kafka::Batch;

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
        let bounds = Bounds {
            max_wait: self.settings.limits.max_wait,
            partition_bytes: self.settings.limits.partition_max_bytes as usize,
            waiting_bytes: self.settings.most_waiting,
        };
        let mut received: Option<Received> = None;
        loop {
            let (mut wanted, max_wait) = match self.shared.plan(self.broker, &bounds, received.is_none()) {
                Plan::Closed => return,
                Plan::Nothing => (Vec::new(), Duration::ZERO),
                Plan::Fetch(wanted, max_wait) => (wanted, max_wait),
            };
            if !wanted.is_empty() && self.connection.is_none() {
                // That may take long, and the partitions may get another leader meanwhile.
                self.shared.lock().release(self.broker, &[]);
                if let Err(failure) = self.connect() {
                    self.failed(failure);
                }
                continue;
            }
            let sent = self.send(&mut wanted, max_wait);
            if let Some(received) = received.take() {
                self.deliver(received);
            }
            self.shared.lock().release(self.broker, &wanted);
            match sent.and_then(|()| Ok(self.receive(&wanted, max_wait)?)) {
                Ok(None) => {}
                Ok(Some((answer, throttle))) => {
                    self.backoff.reset();
                    received = answer;
                    if !throttle.is_zero() {
                        if let Some(received) = received.take() {
                            self.deliver(received);
                        }
                        self.shared.sleep(throttle);
                    }
                }
                Err(failure) => self.failed(failure),
            }
            if received.is_none() {
                self.shared.lock().release(self.broker, &[]);
            }
        }
    }

    fn connect(&mut self) -> Result<(), Failure> {
        let address = self.shared.lock().brokers.get(&self.broker).cloned();
        let address = address.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let keep = |closer| self.shared.keep(self.broker, closer);
        self.connection = Some(Connection::open(&address, &self.topic, &self.settings, keep)?);
        Ok(())
    }

    /// Sends a request for what is wanted, of which only what the broker can be asked for is left; none if nothing is.
    fn send(&mut self, wanted: &mut Vec<Wanted>, max_wait: Duration) -> Result<(), Failure> {
        if wanted.is_empty() {
            return Ok(());
        }
        let connection = self
            .connection
            .as_mut()
            .ok_or(io::Error::from(io::ErrorKind::NotConnected))?;
        if connection.keep_proved(&self.settings)? {
            let address = self
                .shared
                .lock()
                .brokers
                .get(&self.broker)
                .cloned()
                .unwrap_or_default();
            log::debug!(target: "topictable::kafka", "{address}: the client has proved again who it is, for {:?}", self.topic.name);
        }
        if wanted.iter().any(|wanted| wanted.leader_epoch.is_none()) {
            let leaders = connection.leaders(&self.topic, &self.settings)?;
            let mut state = self.shared.lock();
            wanted.retain_mut(|wanted| {
                wanted.leader_epoch.is_some()
                    || state.learn(self.broker, wanted, leaders.as_deref(), self.settings.retry)
            });
            drop(state);
            self.shared.notify_work();
            if wanted.is_empty() {
                return Ok(());
            }
        }
        let mut limits = Limits {
            max_wait,
            ..self.settings.limits.clone()
        };
        if !limits.rack.is_empty() && !self.shared.lock().takes_replicas() {
            limits.rack.clear();
        }
        connection.fetch(&self.settings.client_id, &self.topic, &limits, wanted)?;
        Ok(())
    }

    /// Waits for the answer, and says what comes next in its partitions. Gives what is to be gone over, and how long the
    /// broker wants to be left alone; none if nothing was wanted.
    fn receive(&mut self, wanted: &[Wanted], max_wait: Duration) -> io::Result<Option<(Option<Received>, Duration)>> {
        if wanted.is_empty() {
            return Ok(None);
        }
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
        Ok(Some(((!is_empty).then_some(received), throttle)))
    }

    /// Moves partitions on, and acts on the errors of an answer.
    fn note(&self, fetched: Fetched, wanted: &[Wanted], received: &mut Received) {
        let mut state = self.shared.lock();
        let retry = self.settings.retry;
        if fetched.error != 0 {
            log::debug!("broker {} answered with error {}", self.broker, fetched.error);
            wanted.iter().for_each(|wanted| state.put_off(wanted.partition, retry));
            state.stale = true;
        }
        let brokers = fetched.brokers;
        for answer in fetched.partitions {
            let number = answer.partition;
            let Some(from) = wanted.iter().find(|wanted| wanted.partition == number) else {
                continue;
            };
            let from = from.offset;
            let Some(partition) = state.partitions.get_mut(&number) else {
                continue;
            };
            // It has gone back while the answer was on its way.
            if partition.position != Position::At(from) {
                continue;
            }
            match meaning(answer.error) {
                Meaning::Records => {}
                Meaning::Fatal(kind, what) => {
                    let what = format!(
                        "partition {number} of topic {:?} cannot be read any more: {what}",
                        self.topic.name
                    );
                    received
                        .failure
                        .get_or_insert(self.with_place(Error::new(kind, what), number));
                    state.put_off(number, retry);
                    continue;
                }
                Meaning::Moved if self.follow(&mut state, answer.leader, &brokers) => continue,
                other => {
                    self.act(&mut state, number, from, &other);
                    continue;
                }
            }
            if answer.high_watermark >= 0 {
                partition.high_watermark = Some(answer.high_watermark);
            }
            if let Some((epoch, end)) = answer.diverging {
                let offset = end.clamp(0, from);
                partition.position = Position::Truncated {
                    offset: from,
                    cut: Cut { epoch, offset },
                };
                state.doubt = true;
                continue;
            }
            let end = partition.end;
            if let Some(replica) = answer.replica.filter(|replica| *replica != self.broker) {
                state.prefer(number, replica, retry);
                continue;
            }
            let bytes = received.response.get(answer.records.clone()).unwrap_or_default();
            let scan = match records::scan(bytes, from) {
                Ok(scan) => scan,
                // What came may have been damaged on its way.
                Err(broken) if state.go_back(number, from, retry) => {
                    self.warn_of(number, &broken);
                    continue;
                }
                Err(broken) => {
                    received.failure.get_or_insert(self.broken(number, &broken));
                    state.put_off(number, retry);
                    continue;
                }
            };
            if scan.len == 0 || !state.advance(number, from, scan.next, scan.len, scan.epoch) {
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

    /// Goes on at the leader that the broker has named, if it has; whether that can be done.
    #[cold]
    fn follow(&self, state: &mut State, leader: Option<Leader>, brokers: &[(i32, String)]) -> bool {
        let Some(leader) = leader.filter(|leader| state.follow(*leader, brokers)) else {
            return false;
        };
        log::debug!(
            target: "topictable::kafka",
            "partition {} of topic {:?} is led by broker {} in epoch {}, as broker {} says",
            leader.partition, self.topic.name, leader.broker, leader.epoch, self.broker
        );
        true
    }

    /// Acts on an error that is not the end.
    #[cold]
    fn act(&self, state: &mut State, number: i32, from: i64, meaning: &Meaning) {
        let Some(partition) = state.partitions.get_mut(&number) else {
            return;
        };
        // What a follower does not have the leader may.
        if partition.forget_replica(self.broker) {
            return state.put_off(number, self.settings.retry);
        }
        match meaning {
            // It is asked again without what it may take for another log, once it is sure who leads.
            Meaning::OutOfRange if partition.doubt(from) => {
                partition.last_epoch = -1;
                partition.leader_epoch = None;
                state.stale = true;
            }
            Meaning::OutOfRange => {
                partition.position = Position::Lost(from);
                state.doubt = true;
            }
            Meaning::Moved => {
                partition.set_leader(None);
                state.put_off(number, self.settings.retry);
                state.stale = true;
            }
            other => {
                state.put_off(number, self.settings.retry);
                state.stale = true;
                state.doubt |= *other == Meaning::Unknown;
            }
        }
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
            let Err(broken) = self
                .walker
                .walk(&received.response, stretch, plain, &mut batch, &mut emit)
            else {
                continue;
            };
            let number = stretch.partition;
            // No position passes what was not read.
            let next = broken.offset.max(stretch.from);
            for reached in received
                .reached
                .iter_mut()
                .filter(|reached| reached.partition == number)
            {
                reached.offset = next;
            }
            if broken.fault == WRONG_CHECKSUM && shared.lock().go_back(number, next, self.settings.retry) {
                self.warn_of(number, &broken);
            } else {
                failure.get_or_insert(self.broken(number, &broken));
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

    /// Tells of what is asked for again.
    #[cold]
    fn warn_of(&self, partition: i32, broken: &Broken) {
        let Broken { offset, fault } = broken;
        let topic = &self.topic.name;
        log::warn!(target: "topictable::kafka", "partition {partition} of topic {topic:?} is fetched again from offset {offset}: {fault}");
    }

    #[cold]
    fn broken(&self, partition: i32, broken: &Broken) -> Error {
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

    /// Ends the source, or waits before the connection is made again.
    #[cold]
    fn failed(&mut self, failure: Failure) {
        match failure {
            Failure::Lost(error) => self.lost(&error),
            Failure::Refused(kind, why) => {
                self.connection = None;
                let mut state = self.shared.lock();
                state.release(self.broker, &[]);
                let address = state.brokers.get(&self.broker).cloned().unwrap_or_default();
                drop(state);
                let error = Error::new(kind, format!("{address} {why}"));
                self.shared.fail(error.with("topic", &self.topic.name));
            }
        }
    }

    #[cold]
    fn lost(&mut self, error: &io::Error) {
        self.connection = None;
        let mut state = self.shared.lock();
        if state.closed {
            return;
        }
        state.release(self.broker, &[]);
        state.miss(self.broker);
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
