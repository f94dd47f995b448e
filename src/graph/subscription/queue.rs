//! The changes that wait for a subscriber.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use super::super::cycle::{Engine, locked};
use super::change::{Projection, TableChange};
use super::{Policy, SubscribeOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::GroupOffsets;
use crate::table::{Change, Snapshot};

/// Tells the offsets of groups after the records whose rows a table has. Called while no cycle changes it.
pub(in crate::graph) type OffsetsNow = Box<dyn Fn() -> GroupOffsets + Send + Sync>;

/// A bounded queue between the cycle and one subscriber.
pub(super) struct Queue {
    engine: Arc<Engine>,
    /// What the table is, for messages.
    label: String,
    policy: Policy,
    capacity: usize,
    columns: Option<Arc<Projection>>,
    offsets: Option<OffsetsNow>,
    state: Mutex<State>,
    news: Condvar,
}

struct State {
    waiting: VecDeque<TableChange>,
    /// Why nothing follows what waits.
    end: Option<Error>,
    /// Whether the subscriber has ended the subscription.
    closed: bool,
    /// The changes of the table so far.
    sequence: u64,
    /// Whether this queue keeps cycles from beginning.
    stalls: bool,
    waker: Option<Waker>,
    signal: Option<Signal>,
}

impl Queue {
    /// A queue that begins with the rows of the table. Each change has the `offsets` of its moment, if they are asked for.
    pub fn new(
        engine: &Arc<Engine>,
        label: &str,
        options: &SubscribeOptions,
        rows: Snapshot,
        offsets: Option<OffsetsNow>,
    ) -> Result<Self> {
        options.check()?;
        let columns = match &options.columns {
            Some(columns) => Some(Arc::new(Projection::new(&rows, columns)?)),
            None => None,
        };
        let first = TableChange::initial(rows, columns.clone()).with_offsets(now(offsets.as_ref()));
        let queue = Queue {
            engine: engine.clone(),
            label: label.to_owned(),
            policy: options.policy,
            capacity: options.capacity,
            columns,
            offsets,
            state: Mutex::new(State {
                waiting: VecDeque::from([first]),
                end: None,
                closed: false,
                sequence: 0,
                stalls: false,
                waker: None,
                signal: None,
            }),
            news: Condvar::new(),
        };
        queue.settle(&mut locked(&queue.state));
        Ok(queue)
    }

    /// Takes a change of the table. Called by the cycle; nobody is woken before [`wake`](Self::wake).
    pub fn push(&self, change: &Change) {
        let offsets = now(self.offsets.as_ref());
        let mut state = locked(&self.state);
        if state.end.is_some() {
            return;
        }
        state.sequence += 1;
        let sequence = state.sequence;
        let full = state.waiting.len() >= self.capacity;
        match (self.policy, state.waiting.back_mut()) {
            (Policy::Coalesce, Some(last)) if full => {
                last.extend(change, sequence);
                if last.is_empty() && !last.is_initial() {
                    state.waiting.pop_back();
                }
            }
            (Policy::Fail, _) if full => {
                let lost = state.waiting.len() + 1;
                state.waiting.clear();
                state.end = Some(self.overrun(lost));
            }
            // With `Block` a cycle that had begun when the queue became full may bring one more.
            _ => {
                let change = TableChange::later(change.clone(), sequence, self.columns.clone());
                let change = change.with_offsets(offsets);
                state.waiting.push_back(change);
            }
        }
        self.settle(&mut state);
    }

    fn overrun(&self, lost: usize) -> Error {
        Error::new(
            ErrorKind::Overrun,
            format!(
                "the subscription to {} has ended: {lost} changes were not taken, and it keeps {} at most",
                self.label, self.capacity
            ),
        )
        .with("not_taken", lost)
    }

    /// The offsets now, unless a change waits, or the table has failed and may be without rows of theirs. No cycle runs.
    pub fn offsets_at_rest(&self) -> Option<GroupOffsets> {
        let rests = {
            let state = locked(&self.state);
            let failed = state.end.as_ref().is_some_and(|end| end.kind() != ErrorKind::Closed);
            state.waiting.is_empty() && !failed
        };
        self.offsets.as_ref().filter(|_| rests).map(|offsets| offsets())
    }

    /// Says why no change follows; what waits is still there to be taken. The first reason counts.
    pub fn finish(&self, why: Error) {
        let mut state = locked(&self.state);
        state.end.get_or_insert(why);
        self.settle(&mut state);
    }

    /// Ends the subscription and forgets what waits.
    pub fn close(&self) {
        let mut state = locked(&self.state);
        state.waiting.clear();
        state.closed = true;
        state.end = Some(Error::closed(format!("the subscription to {} is closed", self.label)));
        self.settle(&mut state);
        drop(state);
        self.wake();
    }

    /// Whether the subscriber has ended the subscription.
    pub fn is_closed(&self) -> bool {
        locked(&self.state).closed
    }

    /// Wakes the task that waits, if it has a reason. Called without locks: a waker runs code that is not ours.
    pub fn wake(&self) {
        let waker = {
            let mut state = locked(&self.state);
            if state.is_readable() { state.waker.take() } else { None }
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Takes the next change, waiting for it; none when the time is over.
    pub fn take(&self, timeout: Duration) -> Result<Option<TableChange>> {
        let deadline = Instant::now().checked_add(timeout);
        let mut state = locked(&self.state);
        loop {
            if let Some(taken) = self.taken(&mut state) {
                return taken.map(Some);
            }
            let left = deadline.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return Ok(None);
            }
            // A wait without an end is a wait of many years.
            let left = left.min(Duration::from_secs(1 << 30));
            state = self
                .news
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Takes the next change if there is one; otherwise `waker` is woken once when there is.
    pub fn poll(&self, waker: &Waker) -> Poll<Result<TableChange>> {
        let mut state = locked(&self.state);
        match self.taken(&mut state) {
            Some(taken) => Poll::Ready(taken),
            None => {
                let old = state.waker.replace(waker.clone());
                drop(state);
                // Without the lock: a waker is code that is not ours.
                drop(old);
                Poll::Pending
            }
        }
    }

    fn taken(&self, state: &mut MutexGuard<'_, State>) -> Option<Result<TableChange>> {
        let Some(change) = state.waiting.pop_front() else {
            return state.end.clone().map(Err);
        };
        self.settle(state);
        Some(Ok(change))
    }

    /// A descriptor that can be read while a change or the end waits. It lives as long as the queue.
    pub fn descriptor(&self) -> Result<RawFd> {
        let mut state = locked(&self.state);
        if state.signal.is_none() {
            state.signal = Some(Signal::new().map_err(|error| {
                Error::internal(format!("the descriptor of a subscription cannot be made: {error}"))
            })?);
        }
        self.settle(&mut state);
        Ok(state.signal.as_ref().map_or(-1, Signal::descriptor))
    }

    /// Brings all that follows from the state in line with it.
    fn settle(&self, state: &mut MutexGuard<'_, State>) {
        let stalls = self.policy == Policy::Block && state.end.is_none() && state.waiting.len() >= self.capacity;
        if stalls != state.stalls {
            state.stalls = stalls;
            // The session's pulse is the last lock of all.
            if stalls {
                self.engine.stall();
            } else {
                self.engine.go_on();
            }
        }
        let readable = state.is_readable();
        if let Some(signal) = &mut state.signal {
            signal.set(readable);
        }
        if readable {
            self.news.notify_all();
        }
    }
}

fn now(offsets: Option<&OffsetsNow>) -> Option<Arc<GroupOffsets>> {
    offsets.map(|offsets| Arc::new(offsets()))
}

impl State {
    fn is_readable(&self) -> bool {
        !self.waiting.is_empty() || self.end.is_some()
    }
}

/// Two connected sockets, of which the first can be read while the signal is set. Neither ever blocks.
struct Signal {
    read: UnixStream,
    write: UnixStream,
    set: bool,
}

impl Signal {
    fn new() -> std::io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        read.set_nonblocking(true)?;
        write.set_nonblocking(true)?;
        Ok(Signal {
            read,
            write,
            set: false,
        })
    }

    fn descriptor(&self) -> RawFd {
        self.read.as_raw_fd()
    }

    fn set(&mut self, set: bool) {
        if set == self.set {
            return;
        }
        // One byte goes in and out in turn, so that neither can fail.
        let done = if set {
            self.write.write(&[1])
        } else {
            self.read.read(&mut [0])
        };
        match done {
            Ok(_) => self.set = set,
            Err(error) => log::error!("the descriptor of a subscription does not follow: {error}"),
        }
    }
}
