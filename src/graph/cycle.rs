//! The thread that runs the cycles, and the graph that it walks.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::node::{Made, Outcome};
use super::pace::Pace;
use super::publish::Publishers;
use super::table::TableCore;
use crate::error::{Error, ErrorKind, Result, panic_text};
use crate::formula::{ExternalFunction, ExternalFunctions, check_outside, is_inside};
use crate::op::Flow;

/// The tables of a session and the rhythm of its cycles.
pub(super) struct Engine {
    graph: Mutex<Graph>,
    /// The number of the next table.
    next: AtomicU64,
    /// The functions that formulas can call from now on.
    functions: Mutex<Arc<ExternalFunctions>>,
    publishers: Publishers,
    pulse: Mutex<Pulse>,
    beat: Condvar,
    shortest: Duration,
    pace: Pace,
}

/// All live tables by number. A table's number is larger than those of the tables it is derived from.
#[derive(Default)]
pub(super) struct Graph {
    tables: BTreeMap<u64, Weak<TableCore>>,
}

/// When the next cycle may begin.
#[derive(Default)]
struct Pulse {
    /// The tables that have news.
    due: BTreeSet<u64>,
    /// The tables that will have news at a time.
    alarms: BTreeSet<(Instant, u64)>,
    /// How many holders keep cycles from beginning.
    holds: usize,
    /// Subscribers that have to take changes first.
    stalls: usize,
    cycling: bool,
    closed: bool,
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every cycle's panics are caught before they reach a lock; what a panic elsewhere left behind is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

thread_local! {
    static CYCLING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is in a cycle, before its changes are published.
pub(super) fn is_cycling() -> bool {
    CYCLING.get()
}

impl Engine {
    pub fn new(shortest: Duration) -> Self {
        Engine {
            graph: Mutex::default(),
            next: AtomicU64::default(),
            functions: Mutex::default(),
            publishers: Publishers::default(),
            pulse: Mutex::default(),
            beat: Condvar::new(),
            shortest,
            pace: Pace::default(),
        }
    }

    /// Says that a table has news.
    pub fn wake(&self, table: u64) {
        locked(&self.pulse).due.insert(table);
        self.beat.notify_all();
    }

    /// The tables of the session that are being published.
    pub fn publishers(&self) -> &Publishers {
        &self.publishers
    }

    /// The functions that formulas can call now.
    pub fn functions(&self) -> Arc<ExternalFunctions> {
        locked(&self.functions).clone()
    }

    /// Has formulas from now on call this function by the name. Fails in a closed session.
    pub fn register(&self, name: String, function: Arc<dyn ExternalFunction>) -> Result<()> {
        let mut functions = locked(&self.functions);
        self.check_open()?;
        let replaced = Arc::make_mut(&mut functions).insert(name, function);
        drop(functions);
        // Without the lock: what ends here is the program's own.
        drop(replaced);
        Ok(())
    }

    /// Keeps cycles from beginning until `release`; returns when none is running. In a function that a formula calls,
    /// one may be: it changes nothing before the function has returned.
    pub fn hold(&self) {
        let mut pulse = locked(&self.pulse);
        pulse.holds += 1;
        while pulse.cycling && !is_inside() {
            pulse = self.beat.wait(pulse).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// How long cycles have taken.
    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    /// Whether somebody holds the session.
    pub fn is_held(&self) -> bool {
        locked(&self.pulse).holds > 0
    }

    /// Whether no cycle can begin: somebody holds the session, a subscriber has to take its changes first, the session
    /// is closed, or this is within a function that a formula calls.
    pub fn is_blocked(&self) -> bool {
        let pulse = locked(&self.pulse);
        pulse.closed || pulse.holds + pulse.stalls > 0 || is_inside()
    }

    /// Keeps the next cycle from beginning until `go_on`. Does not wait: the running cycle may call this.
    pub fn stall(&self) {
        locked(&self.pulse).stalls += 1;
    }

    pub fn go_on(&self) {
        locked(&self.pulse).stalls -= 1;
        self.beat.notify_all();
    }

    pub fn release(&self) {
        locked(&self.pulse).holds -= 1;
        self.beat.notify_all();
    }

    /// Says that the session is closed: no other cycle begins, and calls of functions that can be left are.
    pub fn begin_close(&self) {
        locked(&self.pulse).closed = true;
        self.beat.notify_all();
    }

    /// Ends the cycles. Tables are told that nothing more comes.
    pub fn close(&self) {
        self.begin_close();
        let functions = std::mem::take(&mut *locked(&self.functions));
        drop(functions);
        let tables = locked(&self.graph).live();
        for table in tables {
            table.close();
        }
    }

    pub fn is_closed(&self) -> bool {
        locked(&self.pulse).closed
    }

    pub fn check_open(&self) -> Result<()> {
        if self.is_closed() {
            Err(Error::closed("the session is closed"))
        } else {
            Ok(())
        }
    }

    /// Adds a table; `make` is given its number. No cycle runs meanwhile. Fails in a closed session.
    pub fn add(&self, make: impl FnOnce(u64) -> Result<Arc<TableCore>>) -> Result<Arc<TableCore>> {
        let number = self.reserve(1);
        self.add_as(number, make)
    }

    /// Sets so many numbers aside, for tables that others will be derived from before they are there; gives the first.
    pub fn reserve(&self, numbers: u64) -> u64 {
        self.next.fetch_add(numbers, Ordering::Relaxed)
    }

    /// Adds a table under a number that was reserved.
    pub fn add_as(&self, number: u64, make: impl FnOnce(u64) -> Result<Arc<TableCore>>) -> Result<Arc<TableCore>> {
        check_outside("making a table")?;
        let mut graph = locked(&self.graph);
        self.check_open()?;
        let table = make(number)?;
        self.begin(&mut graph, number, &table);
        Ok(table)
    }

    /// Adds the tables that `make` gives, under their reserved numbers. No cycle runs meanwhile. Fails in a closed
    /// session.
    pub fn add_all(&self, make: impl FnOnce() -> Result<Vec<Made>>) -> Result<()> {
        check_outside("making tables")?;
        let mut graph = locked(&self.graph);
        self.check_open()?;
        for made in make()? {
            self.begin(&mut graph, made.number, &made.table);
        }
        Ok(())
    }

    fn begin(&self, graph: &mut Graph, number: u64, table: &Arc<TableCore>) {
        graph.tables.insert(number, Arc::downgrade(table));
        // The rows of a blink table are there for one cycle, also those with which it begins.
        if table.flow() == Flow::Blink && table.snapshot().num_rows() > 0 {
            self.wake(number);
        }
    }

    /// Runs `change` while no cycle does.
    pub fn exclusively<T>(&self, change: impl FnOnce() -> Result<T>) -> Result<T> {
        check_outside("following a table")?;
        let _graph = locked(&self.graph);
        change()
    }

    /// Runs cycles until the session is closed: the body of the session's thread.
    pub fn run(&self) {
        let mut earliest = Instant::now();
        while let Some(due) = self.next(earliest) {
            let begin = Instant::now();
            earliest = begin + self.shortest;
            let (touched, again) = {
                let mut graph = locked(&self.graph);
                // A closed session's tables have told their subscribers that nothing follows.
                if self.is_closed() {
                    Default::default()
                } else {
                    let done = graph.cycle(due);
                    self.pace.add(begin.elapsed());
                    done
                }
            };
            let mut pulse = locked(&self.pulse);
            pulse.cycling = false;
            pulse.alarms.extend(again);
            drop(pulse);
            self.beat.notify_all();
            // Last and without locks: a waker runs code that is not ours.
            for table in touched {
                table.subscribers().wake();
            }
        }
    }

    /// Waits for the beginning of the next cycle and gives the tables with news; none when the session is closed.
    fn next(&self, earliest: Instant) -> Option<BTreeSet<u64>> {
        let mut pulse = locked(&self.pulse);
        loop {
            if pulse.closed {
                return None;
            }
            let now = Instant::now();
            let later = pulse.alarms.split_off(&(now, u64::MAX));
            let rung = std::mem::replace(&mut pulse.alarms, later);
            pulse.due.extend(rung.into_iter().map(|(_, table)| table));
            let next = match pulse.alarms.first() {
                _ if pulse.holds + pulse.stalls > 0 => None,
                _ if !pulse.due.is_empty() => Some(earliest),
                alarm => alarm.map(|(time, _)| *time),
            };
            let Some(next) = next else {
                pulse = self.beat.wait(pulse).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = next.saturating_duration_since(now);
            if left.is_zero() {
                pulse.cycling = true;
                return Some(std::mem::take(&mut pulse.due));
            }
            pulse = self
                .beat
                .wait_timeout(pulse, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

impl Graph {
    fn live(&self) -> Vec<Arc<TableCore>> {
        self.tables.values().filter_map(Weak::upgrade).collect()
    }

    /// One cycle, beginning with the tables `due`; gives those that it touched, and when which have something to do
    /// whatever arrives.
    fn cycle(&mut self, mut due: BTreeSet<u64>) -> (Vec<Arc<TableCore>>, Vec<(Instant, u64)>) {
        let mut touched = Vec::new();
        let mut again = Vec::new();
        CYCLING.set(true);
        while let Some(number) = due.pop_first() {
            let Some(table) = self.tables.get(&number).and_then(Weak::upgrade) else {
                self.tables.remove(&number);
                continue;
            };
            let mut outcome = update(&table);
            due.extend(std::mem::take(&mut outcome.wakes));
            for made in std::mem::take(&mut outcome.made) {
                self.tables.insert(made.number, Arc::downgrade(&made.table));
                due.insert(made.number);
            }
            again.extend(outcome.again.map(|time| (time, number)));
            if outcome.is_news() {
                due.extend(table.stage(outcome));
                touched.push(table);
            }
        }
        CYCLING.set(false);
        for table in &touched {
            table.publish();
        }
        (touched, again)
    }
}

/// Runs a table's node; whatever goes wrong there is the table's failure and nobody else's.
fn update(table: &TableCore) -> Outcome {
    let failed = |error| Outcome {
        failure: Some(error),
        ..Outcome::default()
    };
    match catch_unwind(AssertUnwindSafe(|| table.update())) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => failed(error),
        Err(panic) => failed(Error::new(
            ErrorKind::Internal,
            format!("a fault in the update of {}: {}", table.label(), panic_text(&*panic)),
        )),
    }
}
