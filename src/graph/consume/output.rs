//! Rows on their way into one table.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::assembler::OnBad;
use super::feed::Feed;
use super::lanes::Lanes;
use super::layout::Layout;
use crate::error::Result;
use crate::format::{BadRecord, Unready};
use crate::graph::cycle::Engine;
use crate::kafka::Batch;
use crate::spec::OnError;

/// Rows of a block that is not held back any longer.
const BLOCK_ROWS: usize = 1 << 16;
/// The same in bytes of keys and values.
const BLOCK_BYTES: usize = 16 << 20;
/// How long the first row of a block may wait for others while more keep coming.
const BLOCK_AGE: Duration = Duration::from_millis(5);

/// Decodes the records of some partitions and hands their rows to the table.
pub(super) struct Output {
    lanes: Lanes,
    feed: Arc<Feed>,
    /// The table's number.
    number: u64,
    /// When the first row of the block under construction came.
    oldest: Option<Instant>,
    /// The offsets that come next, for partitions from which records came since the last block.
    positions: BTreeMap<i32, i64>,
}

impl Output {
    pub fn new(lanes: Lanes, feed: Arc<Feed>, number: u64) -> Self {
        Output {
            lanes,
            feed,
            number,
            oldest: None,
            positions: BTreeMap::new(),
        }
    }

    /// One whose rows nobody sees.
    pub fn to_nobody(layout: Layout) -> Result<Self> {
        let feed = Arc::new(Feed::new());
        feed.close();
        Ok(Output::new(Lanes::of(layout, 1)?, feed, u64::MAX))
    }

    pub fn feed(&self) -> &Arc<Feed> {
        &self.feed
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    /// Whether there is nothing to hand over.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Where the records at `range` of a batch have to wait; none when all can be added.
    pub fn ready(&mut self, batch: &Batch, range: Range<usize>) -> Option<Unready> {
        self.lanes.ready(batch, range)
    }

    /// Adds the records at `range` of a batch, and gives those that are bad.
    pub fn absorb(&mut self, batch: &Batch, range: Range<usize>, received: i64, on_bad: OnBad) -> Vec<BadRecord> {
        let bad = self.lanes.absorb(batch, range.clone(), received, on_bad);
        let mut ended = Vec::new();
        for (partition, stretch) in batch.partitions() {
            let stretch = stretch.start.max(range.start)..stretch.end.min(range.end);
            if stretch.is_empty() || ended.contains(&partition) {
                continue;
            }
            // What a failed table could not read is still to be read.
            let stuck = bad
                .iter()
                .find(|bad| on_bad.policy == OnError::Fail && stretch.contains(&bad.index));
            ended.extend(stuck.map(|_| partition));
            let offsets = batch.offsets();
            let next = stuck.map_or(offsets[stretch.end - 1] + 1, |bad| offsets[bad.index]);
            self.positions.insert(partition, next);
        }
        bad
    }

    /// Whether the block should not wait for further rows.
    pub fn is_due(&mut self) -> bool {
        self.lanes.has_blocks()
            || self.lanes.rows() >= BLOCK_ROWS
            || self.lanes.bytes() >= BLOCK_BYTES
            || self.oldest.get_or_insert_with(Instant::now).elapsed() >= BLOCK_AGE
    }

    /// Gives the rows so far to the table, as soon as it takes them.
    pub fn hand_over(&mut self, engine: &Engine) {
        self.oldest = None;
        if !self.is_empty() {
            self.feed.push(self.lanes.finish(), std::mem::take(&mut self.positions));
            engine.wake(self.number);
        }
    }

    /// Takes back what a batch has left that was not absorbed to its end.
    pub fn roll_back(&mut self) {
        self.lanes.roll_back();
    }
}

/// Makes the output of a partition that has none yet.
pub(super) type MakeOutput = Box<dyn FnMut(i32) -> Result<Output> + Send>;

/// The outputs of a consumer.
pub(super) enum Outputs {
    /// One table for all partitions.
    One(Output),
    /// A table for each partition.
    Each {
        outputs: BTreeMap<i32, Output>,
        make: MakeOutput,
    },
}

impl Outputs {
    /// Makes room for a partition, also before it has records.
    pub fn open(&mut self, partition: i32) -> Result<()> {
        if let Outputs::Each { outputs, make } = self
            && !outputs.contains_key(&partition)
        {
            outputs.insert(partition, make(partition)?);
        }
        Ok(())
    }

    pub fn iter_mut(&mut self) -> Box<dyn Iterator<Item = &mut Output> + '_> {
        match self {
            Outputs::One(output) => Box::new(std::iter::once(output)),
            Outputs::Each { outputs, .. } => Box::new(outputs.values_mut()),
        }
    }

    /// The one output of all partitions, if there is one.
    pub fn single(&mut self) -> Option<&mut Output> {
        match self {
            Outputs::One(output) => Some(output),
            Outputs::Each { .. } => None,
        }
    }

    /// The output of a partition.
    pub fn of(&mut self, partition: i32) -> Result<Option<&mut Output>> {
        self.open(partition)?;
        Ok(match self {
            Outputs::One(output) => Some(output),
            Outputs::Each { outputs, .. } => outputs.get_mut(&partition),
        })
    }

    pub fn is_empty(&mut self) -> bool {
        self.iter_mut().all(|output| output.is_empty())
    }
}
