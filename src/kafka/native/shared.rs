//! What the threads of a source share: where its partitions are, and what has been fetched.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::connection::Closer;
use super::protocol::Wanted;
use crate::error::Error;
use crate::kafka::Batch;

/// The bytes that may wait to be polled, and the batches, before nothing more is fetched.
const MOST_BYTES: usize = 64 << 20;
const MOST_BATCHES: usize = 64;
/// How long a broker waits for records at most while a partition is left out that may soon be asked for again.
const LEFT_OUT: Duration = Duration::from_millis(20);
/// The same while one is paused.
const PAUSED: Duration = Duration::from_millis(100);

/// Where a partition is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Position {
    /// This offset comes next.
    At(i64),
    /// It is to be looked up.
    Beginning,
    /// As well.
    End,
    /// The broker does not have what comes next. It is decided by who polls what is done then.
    Lost(i64),
}

/// A partition that is read.
#[derive(Debug)]
pub(super) struct Partition {
    pub position: Position,
    /// The offset from which on nothing is wanted; the greatest when there is no end.
    pub end: i64,
    /// The number of the broker that has it, as far as it is known.
    pub leader: Option<i32>,
    pub high_watermark: Option<i64>,
    paused: bool,
    /// Bytes that were received and not polled yet.
    waiting: usize,
    /// The broker whose thread has asked for it, or has something of it that cannot be polled yet. Others wait, so that records
    /// stay in their order.
    held: Option<i32>,
    /// When to ask again, after an error.
    after: Option<Instant>,
}

impl Partition {
    pub fn new(position: Position, end: i64) -> Self {
        Partition {
            position,
            end,
            leader: None,
            high_watermark: None,
            paused: false,
            waiting: 0,
            held: None,
            after: None,
        }
    }
}

/// Records that can be polled.
#[derive(Default)]
pub(super) struct Ready {
    pub batch: Batch,
    /// The partitions that have come to an offset with them, and the bytes that were received of each.
    pub reached: Vec<Reached>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reached {
    pub partition: i32,
    pub offset: i64,
    pub bytes: usize,
}

/// What a broker's thread is to do next.
#[derive(Debug, PartialEq)]
pub(super) enum Plan {
    /// Ask for these partitions; the broker may wait so long.
    Fetch(Vec<Wanted>, Duration),
    /// There is nothing to ask for at the moment.
    Nothing,
    /// The source is closed.
    Closed,
}

#[derive(Default)]
pub(super) struct State {
    pub closed: bool,
    pub partitions: BTreeMap<i32, Partition>,
    /// The `host:port` of each broker.
    pub brokers: BTreeMap<i32, String>,
    /// Whether leaders may have changed.
    pub stale: bool,
    /// Whether the topic may not be the one that it was.
    pub doubt: bool,
    /// What ends the source, once everything before it was polled.
    pub failure: Option<Error>,
    /// Whether a wait for records is to end.
    pub woken: bool,
    closers: BTreeMap<i32, Closer>,
    ready: VecDeque<Ready>,
    /// The bytes in `ready`.
    bytes: usize,
    /// Batches whose memory can be used again.
    spent: Vec<Batch>,
    /// Threads that have not ended.
    pub threads: usize,
    /// The partition that the next request of a broker begins with, so that none is starved by those before it.
    turn: usize,
}

/// The state, and what tells of its changes.
#[derive(Default)]
pub(super) struct Shared {
    state: Mutex<State>,
    /// That something can be asked for, or that the source is closed.
    work: Condvar,
    /// That something can be polled, or that a thread has ended.
    arrived: Condvar,
}

impl Shared {
    pub fn new(partitions: BTreeMap<i32, Partition>) -> Self {
        let shared = Shared::default();
        let mut state = shared.lock();
        state.partitions = partitions;
        state.stale = true;
        drop(state);
        shared
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the threads look whether there is something to do.
    pub fn notify_work(&self) {
        self.work.notify_all();
    }

    /// Has who polls look at the state.
    pub fn notify_arrived(&self) {
        self.arrived.notify_all();
    }

    /// Waits for something to do, at most so long.
    pub fn await_work<'a>(&self, state: MutexGuard<'a, State>, wait: Duration) -> MutexGuard<'a, State> {
        let waited = self.work.wait_timeout(state, wait);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Waits so long, unless the source is closed before.
    pub fn sleep(&self, wait: Duration) {
        let waited = self.work.wait_timeout_while(self.lock(), wait, |state| !state.closed);
        drop(waited);
    }

    /// What a broker is to be asked for; waits for that, unless the caller has other things to do.
    pub fn plan(&self, broker: i32, max_wait: Duration, partition_max_bytes: usize, wait: bool) -> Plan {
        let mut state = self.lock();
        loop {
            if state.closed {
                return Plan::Closed;
            }
            let (wanted, max_wait, again) = state.plan(broker, max_wait, partition_max_bytes);
            if !wanted.is_empty() {
                return Plan::Fetch(wanted, max_wait);
            }
            if !wait {
                return Plan::Nothing;
            }
            state = match again {
                Some(again) => self.await_work(state, again.saturating_duration_since(Instant::now())),
                None => self.work.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Keeps what ends a broker's connection.
    pub fn keep(&self, broker: i32, closer: Closer) {
        let mut state = self.lock();
        if state.closed {
            closer.close();
        }
        state.closers.insert(broker, closer);
    }

    /// A batch whose memory has been used before, if there is one.
    pub fn spare(&self) -> Batch {
        self.lock().spent.pop().unwrap_or_default()
    }

    /// Adds what can be polled.
    pub fn push(&self, ready: Ready) {
        let mut state = self.lock();
        state.bytes += ready.batch.buffered();
        state.ready.push_back(ready);
        self.arrived.notify_all();
    }

    /// Says what ends the source.
    pub fn fail(&self, error: Error) {
        self.lock().failure.get_or_insert(error);
        self.arrived.notify_all();
    }

    /// Takes what has come, and gives the batch before it back; waits at most so long for something to come.
    pub fn take(&self, batch: &mut Batch, wait: Duration) -> Result<Vec<Reached>, Error> {
        let idle = |state: &mut State| {
            state.ready.is_empty() && state.failure.is_none() && !state.woken && !state.doubt && !state.closed
        };
        let waited = self.arrived.wait_timeout_while(self.lock(), wait, idle);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        state.woken = false;
        let Some(ready) = state.ready.pop_front() else {
            return state.failure.clone().map_or(Ok(Vec::new()), Err);
        };
        state.bytes -= ready.batch.buffered();
        for reached in &ready.reached {
            if let Some(partition) = state.partitions.get_mut(&reached.partition) {
                partition.waiting = partition.waiting.saturating_sub(reached.bytes);
            }
        }
        let mut spent = std::mem::replace(batch, ready.batch);
        if state.spent.len() < 2 && spent.is_reusable() {
            spent.clear();
            state.spent.push(spent);
        }
        drop(state);
        self.notify_work();
        Ok(ready.reached)
    }

    /// Ends the wait for records.
    pub fn wake(&self) {
        self.lock().woken = true;
        self.arrived.notify_all();
    }

    /// Pauses or resumes a partition.
    pub fn pause(&self, partition: i32, paused: bool) {
        if let Some(partition) = self.lock().partitions.get_mut(&partition) {
            partition.paused = paused;
        }
        self.notify_work();
    }

    /// Tells all threads to end, and waits for them at most so long.
    pub fn close(&self, wait: Duration) {
        let mut state = self.lock();
        state.closed = true;
        state.closers.values().for_each(Closer::close);
        self.notify_work();
        let waited = self.arrived.wait_timeout_while(state, wait, |state| state.threads > 0);
        drop(waited);
    }

    /// Takes note that a thread has ended.
    pub fn ended(&self) {
        self.lock().threads -= 1;
        self.arrived.notify_all();
    }
}

impl State {
    /// The partitions that a broker can be asked for, how long it may wait, and when there may be more.
    fn plan(
        &mut self,
        broker: i32,
        mut max_wait: Duration,
        partition_max_bytes: usize,
    ) -> (Vec<Wanted>, Duration, Option<Instant>) {
        let (mut wanted, mut again) = (Vec::new(), None::<Instant>);
        if self.bytes >= MOST_BYTES || self.ready.len() >= MOST_BATCHES {
            return (wanted, max_wait, again);
        }
        let now = Instant::now();
        for (&number, partition) in &mut self.partitions {
            let Position::At(offset) = partition.position else {
                continue;
            };
            if partition.leader != Some(broker) || offset >= partition.end {
                continue;
            }
            if partition.paused {
                max_wait = max_wait.min(PAUSED);
                continue;
            }
            if let Some(after) = partition.after.filter(|after| *after > now) {
                again = Some(again.map_or(after, |again| again.min(after)));
                max_wait = max_wait.min(PAUSED);
                continue;
            }
            if partition.waiting >= 2 * partition_max_bytes || partition.held.is_some_and(|by| by != broker) {
                max_wait = max_wait.min(LEFT_OUT);
                continue;
            }
            partition.held = Some(broker);
            wanted.push(Wanted {
                partition: number,
                offset,
            });
        }
        if !wanted.is_empty() {
            self.turn = self.turn.wrapping_add(1);
            let first = self.turn % wanted.len();
            wanted.rotate_left(first);
        }
        (wanted, max_wait, again)
    }

    /// Moves a partition to the offset that comes after what was received of it; false when it is not where that was
    /// asked for any more.
    pub fn advance(&mut self, number: i32, from: i64, next: i64, bytes: usize) -> bool {
        let Some(partition) = self.partitions.get_mut(&number) else {
            return false;
        };
        if partition.position != Position::At(from) {
            return false;
        }
        partition.position = Position::At(next);
        partition.waiting += bytes;
        true
    }

    /// Lets go of the partitions that a broker's thread has nothing of any more: all but those it has `asked` for.
    pub fn release(&mut self, broker: i32, asked: &[Wanted]) {
        for (number, partition) in &mut self.partitions {
            if partition.held == Some(broker) && !asked.iter().any(|wanted| wanted.partition == *number) {
                partition.held = None;
            }
        }
    }

    /// Has a partition asked for later.
    pub fn put_off(&mut self, number: i32, wait: Duration) {
        if let Some(partition) = self.partitions.get_mut(&number) {
            partition.after = Some(Instant::now() + wait);
        }
    }
}
