//! What the consumer's thread hands to the table.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arrow_schema::SchemaRef;

use super::consumer::Owner;
use crate::error::{Error, ErrorKind, Result};
use crate::graph::cycle::locked;
use crate::graph::node::{Node, Outcome};
use crate::graph::table::{TableCore, Traits};
use crate::spec::TableType;
use crate::table::{Block, Change, Retention, Snapshot};

/// A bounded queue of blocks. When the table does not take them, the consumer waits, and so, in the end, does the
/// broker: nothing is dropped and memory stays bounded.
pub(in crate::graph) struct Feed {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    blocks: Vec<Block>,
    rows: usize,
    /// For each partition the offset that comes after the rows in `blocks` …
    positions: BTreeMap<i32, i64>,
    /// … and after those that are in the table.
    absorbed: BTreeMap<i32, i64>,
    failure: Option<Error>,
    /// Nothing more comes.
    finished: bool,
    /// Nobody takes anything any more.
    closed: bool,
    /// The table has reached its most bytes.
    full: bool,
}

/// Rows that may wait; the blocks that pass the limit are still taken.
const MOST_ROWS: usize = 1 << 18;

impl Feed {
    pub fn new() -> Self {
        Feed {
            queue: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Adds blocks together, after waiting for room: one cycle takes them all. `positions` are the offsets after them. A closed
    /// feed takes nothing.
    pub fn push(&self, blocks: Vec<Block>, positions: BTreeMap<i32, i64>) {
        let mut queue = locked(&self.queue);
        while (queue.rows >= MOST_ROWS || queue.full) && !queue.closed {
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        // Nobody would ever take it.
        if queue.closed {
            return;
        }
        queue.rows += blocks.iter().map(|block| block.rows).sum::<usize>();
        queue.blocks.extend(blocks);
        queue.positions.extend(positions);
    }

    /// Says why nothing more comes.
    pub fn fail(&self, error: Error) {
        locked(&self.queue).failure.get_or_insert(error);
    }

    /// Says that nothing more comes, because all was read.
    pub fn finish(&self) {
        locked(&self.queue).finished = true;
    }

    /// Ends the waits.
    pub fn close(&self) {
        locked(&self.queue).closed = true;
        self.changed.notify_all();
    }

    /// The offsets after the rows that are in the table.
    pub fn absorbed(&self) -> BTreeMap<i32, i64> {
        locked(&self.queue).absorbed.clone()
    }

    /// Whether the consumer would have to wait.
    pub fn is_full(&self) -> bool {
        let queue = locked(&self.queue);
        queue.rows >= MOST_ROWS || queue.full
    }

    /// Waits until the feed is closed, at most so long; whether it is.
    pub fn await_close(&self, wait: Duration) -> bool {
        let queue = locked(&self.queue);
        let waited = self.changed.wait_timeout_while(queue, wait, |queue| !queue.closed);
        waited.unwrap_or_else(PoisonError::into_inner).0.closed
    }

    /// The same with the rows that wait only because the session is held.
    pub fn accepted(&self) -> BTreeMap<i32, i64> {
        locked(&self.queue).positions.clone()
    }

    /// Waits until the table has all that was pushed, at most so long.
    pub fn await_empty(&self, wait: Duration) {
        let deadline = Instant::now() + wait;
        let mut queue = locked(&self.queue);
        while queue.absorbed != queue.positions && !queue.closed {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            queue = self
                .changed
                .wait_timeout(queue, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn take(&self) -> Taken {
        let mut queue = locked(&self.queue);
        queue.rows = 0;
        self.changed.notify_all();
        Taken {
            blocks: std::mem::take(&mut queue.blocks),
            positions: queue.positions.clone(),
            failure: queue.failure.take(),
            finished: queue.finished,
        }
    }

    /// Says that the table has the rows up to `positions`, and whether it may take more.
    fn absorb(&self, positions: BTreeMap<i32, i64>, full: bool) {
        let mut queue = locked(&self.queue);
        queue.absorbed = positions;
        queue.full = full;
        self.changed.notify_all();
    }
}

struct Taken {
    blocks: Vec<Block>,
    positions: BTreeMap<i32, i64>,
    failure: Option<Error>,
    finished: bool,
}

/// How much a table may hold.
#[derive(Clone, Copy, Default)]
pub(in crate::graph) struct Budget {
    /// The most bytes, if there is a limit: `topictable.memory.max`.
    pub bytes: Option<u64>,
    pub beyond: Beyond,
}

/// What happens when a table reaches the most bytes that it may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::graph) enum Beyond {
    /// Its consumer waits.
    #[default]
    Wait,
    /// It fails.
    Fail,
    /// It forgets its oldest rows.
    Forget,
}

/// The node of a table that is fed from a topic.
pub(in crate::graph) struct ConsumedNode {
    feed: Arc<Feed>,
    rows: Retention,
    last: Snapshot,
    budget: Budget,
    /// Whether the budget was reached, which is said once.
    full: bool,
    /// The consumer ends with the last table that it feeds.
    _owner: Option<Arc<Owner>>,
}

impl ConsumedNode {
    pub fn new(
        table_type: TableType,
        schema: SchemaRef,
        feed: Arc<Feed>,
        budget: Budget,
        owner: Option<Arc<Owner>>,
    ) -> Self {
        ConsumedNode {
            feed,
            rows: match budget {
                Budget {
                    bytes: Some(most),
                    beyond: Beyond::Forget,
                } => Retention::within(table_type, most as usize),
                _ => Retention::new(table_type),
            },
            last: Snapshot::empty(schema),
            budget,
            full: false,
            _owner: owner,
        }
    }

    /// The table of this node.
    pub fn into_table(self, traits: Traits) -> Arc<TableCore> {
        Arc::new(TableCore::new(traits, self.last.clone(), Box::new(self)))
    }

    /// Whether the table holds all that it may.
    fn is_full(&self) -> bool {
        let held = || self.rows.store().memory_size() as u64;
        self.budget.beyond != Beyond::Forget && self.budget.bytes.is_some_and(|most| held() >= most)
    }

    fn over_budget(&self) -> Error {
        let most = self.budget.bytes.unwrap_or(0);
        let rows = self.rows.rows().len();
        Error::new(
            ErrorKind::TableFailed,
            format!("its {rows} rows have reached the {most} bytes of topictable.memory.max"),
        )
        .with("property", "topictable.memory.max")
    }
}

impl Node for ConsumedNode {
    fn update(&mut self, _: &[Option<Change>]) -> Result<Outcome> {
        let taken = self.feed.take();
        let mut outcome = Outcome {
            failure: taken.failure,
            ..Outcome::default()
        };
        // A failed table keeps its last good state: also a blink table its last rows.
        if !taken.blocks.is_empty() || outcome.failure.is_none() && self.rows.fades() {
            self.rows.absorb(taken.blocks)?;
            let after = Snapshot::of_store(self.last.schema().clone(), self.rows.rows(), self.rows.store());
            let change = Change::of_rows(std::mem::replace(&mut self.last, after.clone()), after);
            outcome.change = change.if_any();
        }
        let full = self.is_full();
        let fails = self.budget.beyond == Beyond::Fail;
        if full && !self.full && !fails {
            log::warn!("{}; its consumer waits", self.over_budget().message());
        }
        if full && fails && outcome.failure.is_none() {
            outcome.failure = Some(self.over_budget());
        }
        self.full = full;
        self.feed.absorb(taken.positions, full && !fails);
        let fades = outcome.failure.is_none() && self.rows.fades();
        outcome.again = fades.then(Instant::now);
        outcome.finished = taken.finished && !fades;
        Ok(outcome)
    }
}

impl Drop for ConsumedNode {
    fn drop(&mut self) {
        self.feed.close();
    }
}
