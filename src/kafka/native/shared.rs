//! What the threads of a source share: where its partitions are, and what has been fetched.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::leaders::Leader;
use super::partition::{Partition, Position};
use super::protocol::Wanted;
use super::stream::Closer;
use crate::error::Error;
use crate::kafka::Batch;

/// The batches that may wait to be polled before nothing more is fetched.
const MOST_BATCHES: usize = 64;
/// How long a broker waits for records at most while a partition is left out that may soon be asked for again.
const LEFT_OUT: Duration = Duration::from_millis(20);
/// The same while one is paused.
const PAUSED: Duration = Duration::from_millis(100);
/// How long leaders alone are asked after a near replica could not be reached.
const LEADERS: Duration = Duration::from_secs(60);

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

/// What the plans of all brokers obey.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub max_wait: Duration,
    /// The bytes that an answer may hold of a partition.
    pub partition_bytes: usize,
    /// The bytes that may wait to be polled before nothing more is fetched.
    pub waiting_bytes: usize,
}

#[derive(Default)]
pub(super) struct State {
    pub closed: bool,
    pub partitions: BTreeMap<i32, Partition>,
    /// The `host:port` of each broker.
    pub brokers: BTreeMap<i32, String>,
    /// Whether leaders may have changed.
    pub stale: bool,
    /// Until when leaders alone are asked.
    leaders_until: Option<Instant>,
    /// Whether a broker is to be asked for whom there may be no thread yet.
    pub unserved: bool,
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
    pub fn plan(&self, broker: i32, bounds: &Bounds, wait: bool) -> Plan {
        let mut state = self.lock();
        loop {
            if state.closed {
                return Plan::Closed;
            }
            let (wanted, max_wait, again) = state.plan(broker, bounds);
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
        let offsets = ready.batch.offsets();
        for (number, range) in ready.batch.partitions() {
            if let Some(partition) = state.partitions.get_mut(&number) {
                partition.polled = offsets[range].last().map(|last| last + 1);
            }
        }
        for reached in &ready.reached {
            if let Some(partition) = state.partitions.get_mut(&reached.partition) {
                partition.waiting = partition.waiting.saturating_sub(reached.bytes);
                partition.polled = Some(reached.offset);
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
    fn plan(&mut self, broker: i32, bounds: &Bounds) -> (Vec<Wanted>, Duration, Option<Instant>) {
        let (mut wanted, mut max_wait, mut again) = (Vec::new(), bounds.max_wait, None::<Instant>);
        // After a failure nothing more comes, so that it is told once what came before it was polled.
        if self.failure.is_some() || self.bytes >= bounds.waiting_bytes || self.ready.len() >= MOST_BATCHES {
            return (wanted, max_wait, again);
        }
        let now = Instant::now();
        for (&number, partition) in &mut self.partitions {
            let Position::At(offset) = partition.position else {
                continue;
            };
            partition.look_at_replica(now);
            if partition.broker() != Some(broker) || offset >= partition.end {
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
            if partition.waiting >= 2 * bounds.partition_bytes || partition.held.is_some_and(|by| by != broker) {
                max_wait = max_wait.min(LEFT_OUT);
                continue;
            }
            partition.held = Some(broker);
            wanted.push(Wanted {
                partition: number,
                offset,
                leader_epoch: partition.leader_epoch,
                last_epoch: partition.last_epoch,
            });
        }
        if !wanted.is_empty() {
            self.turn = self.turn.wrapping_add(1);
            let first = self.turn % wanted.len();
            wanted.rotate_left(first);
        }
        (wanted, max_wait, again)
    }

    /// Takes note of who leads a partition that a broker is to be asked for, as it `said`, which is nothing where brokers do
    /// not tell epochs; whether it can be asked.
    pub fn learn(&mut self, broker: i32, wanted: &mut Wanted, said: Option<&[Leader]>, retry: Duration) -> bool {
        let number = wanted.partition;
        let Some(partition) = self.partitions.get_mut(&number) else {
            return false;
        };
        let leader = said.map(|said| said.iter().find(|leader| leader.partition == number));
        let can_be_asked = match leader {
            None => {
                partition.leader_epoch = Some(-1);
                true
            }
            Some(Some(leader)) => partition.learn(broker, leader.broker, leader.epoch),
            Some(None) => false,
        };
        wanted.leader_epoch = partition.leader_epoch;
        if !can_be_asked {
            if !partition.forget_replica(broker) {
                partition.set_leader(None);
            }
            self.put_off(number, retry);
            // It may be that the topic was made again, with new epochs.
            (self.stale, self.doubt) = (true, true);
        }
        can_be_asked
    }

    /// Takes note of the leader of a partition that a broker names instead of itself, and of where that is, if it says so; false
    /// when it is no news, or not known where it is.
    pub fn follow(&mut self, leader: Leader, brokers: &[(i32, String)]) -> bool {
        let address = brokers.iter().find(|(broker, _)| *broker == leader.broker);
        if address.is_none() && !self.brokers.contains_key(&leader.broker) {
            return false;
        }
        let Some(partition) = self.partitions.get_mut(&leader.partition) else {
            return false;
        };
        if !partition.follow(leader.broker, leader.epoch, Instant::now()) {
            return false;
        }
        self.brokers.extend(address.cloned());
        self.unserved = true;
        true
    }

    /// Has another replica of a partition asked, which its leader has named.
    pub fn prefer(&mut self, number: i32, replica: i32, retry: Duration) {
        // Where it is, is asked for with the leaders.
        if !self.brokers.contains_key(&replica) {
            self.stale = true;
            return self.put_off(number, retry);
        }
        if let Some(partition) = self.partitions.get_mut(&number) {
            partition.prefer(replica, Instant::now());
            self.unserved = true;
        }
    }

    /// Moves a partition to the offset that comes after what was received of it, the last of which is of this epoch; false
    /// when it is not where that was asked for any more.
    pub fn advance(&mut self, number: i32, from: i64, next: i64, bytes: usize, epoch: i32) -> bool {
        let Some(partition) = self.partitions.get_mut(&number) else {
            return false;
        };
        if partition.position != Position::At(from) {
            return false;
        }
        partition.advance(next, bytes, epoch);
        true
    }

    /// Has the partition go back to an offset at which something was wrong with what came, so that it is asked for again;
    /// false when that was done before.
    pub fn go_back(&mut self, number: i32, offset: i64, retry: Duration) -> bool {
        let Some(partition) = self.partitions.get_mut(&number) else {
            return false;
        };
        if !partition.doubt(offset) {
            return false;
        }
        // An answer that is on its way is about another offset then, and not taken.
        partition.position = Position::At(offset);
        self.put_off(number, retry);
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

    /// Takes note that a broker cannot be reached. For what it was asked for instead of the leaders these are asked again, for
    /// some time: they would name it again.
    pub fn miss(&mut self, broker: i32) {
        let mut forgotten = false;
        for partition in self.partitions.values_mut() {
            forgotten |= partition.forget_replica(broker);
            partition.doubt_leader(broker);
        }
        if forgotten {
            self.leaders_until = Some(Instant::now() + LEADERS);
        }
    }

    /// Whether leaders may name other replicas.
    pub fn takes_replicas(&mut self) -> bool {
        self.leaders_until = self.leaders_until.filter(|until| *until > Instant::now());
        self.leaders_until.is_none()
    }

    /// Has a partition asked for later.
    pub fn put_off(&mut self, number: i32, wait: Duration) {
        if let Some(partition) = self.partitions.get_mut(&number) {
            partition.after = Some(Instant::now() + wait);
        }
    }
}
