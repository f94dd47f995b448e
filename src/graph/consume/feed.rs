//! What the consumer's thread hands to the table.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use arrow_schema::SchemaRef;

use super::Consumer;
use crate::error::{Error, Result};
use crate::graph::cycle::locked;
use crate::graph::node::{Node, Outcome};
use crate::spec::TableType;
use crate::table::{Block, Change, Retention, Snapshot};

/// A bounded queue of blocks. When the table does not take them, the consumer waits, and so, in the end, does the
/// broker: nothing is dropped and memory stays bounded.
pub(super) struct Feed {
    queue: Mutex<Queue>,
    room: Condvar,
}

#[derive(Default)]
struct Queue {
    blocks: Vec<Block>,
    rows: usize,
    failure: Option<Error>,
    closed: bool,
}

/// Rows that may wait; the block that passes the limit is still taken.
const MOST_ROWS: usize = 1 << 18;

impl Feed {
    pub fn new() -> Self {
        Feed {
            queue: Mutex::default(),
            room: Condvar::new(),
        }
    }

    /// Adds a block, after waiting for room. False when nobody will take it any more.
    pub fn push(&self, block: Block) -> bool {
        let mut queue = locked(&self.queue);
        while queue.rows >= MOST_ROWS && !queue.closed {
            queue = self.room.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.rows += block.rows;
        queue.blocks.push(block);
        !queue.closed
    }

    /// Says why nothing more comes.
    pub fn fail(&self, error: Error) {
        locked(&self.queue).failure.get_or_insert(error);
    }

    /// Ends the wait of `push`.
    pub fn close(&self) {
        locked(&self.queue).closed = true;
        self.room.notify_all();
    }

    fn take(&self) -> (Vec<Block>, Option<Error>) {
        let mut queue = locked(&self.queue);
        queue.rows = 0;
        self.room.notify_all();
        (std::mem::take(&mut queue.blocks), queue.failure.take())
    }
}

/// The node of a table that is fed from a topic.
pub(super) struct ConsumedNode {
    feed: Arc<Feed>,
    rows: Retention,
    last: Snapshot,
    /// Ends with the table.
    consumer: Arc<Consumer>,
}

impl ConsumedNode {
    pub fn new(table_type: TableType, schema: SchemaRef, feed: Arc<Feed>, consumer: Arc<Consumer>) -> Self {
        ConsumedNode {
            feed,
            rows: Retention::new(table_type),
            last: Snapshot::empty(schema),
            consumer,
        }
    }
}

impl Node for ConsumedNode {
    fn update(&mut self, _: &[Option<Change>]) -> Result<Outcome> {
        let (blocks, failure) = self.feed.take();
        let mut outcome = Outcome {
            failure,
            ..Outcome::default()
        };
        // A failed table keeps its last good state: also a blink table its last rows.
        if !blocks.is_empty() || outcome.failure.is_none() && self.rows.fades() {
            self.rows.absorb(blocks)?;
            let after = Snapshot::of_store(self.last.schema().clone(), self.rows.rows(), self.rows.store());
            let change = Change::of_rows(std::mem::replace(&mut self.last, after.clone()), after);
            outcome.change = (!change.is_empty()).then_some(change);
        }
        outcome.again = outcome.failure.is_none() && self.rows.fades();
        Ok(outcome)
    }
}

impl Drop for ConsumedNode {
    fn drop(&mut self) {
        self.consumer.stop();
    }
}
