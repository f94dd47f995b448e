//! Large batches, decoded on several threads.

use std::ops::Range;
use std::thread;

use super::assembler::{Assembler, OnBad};
use super::layout::Layout;
use crate::error::Result;
use crate::format::{BadRecord, Unready};
use crate::kafka::Batch;
use crate::table::Block;

/// The fewest records for which a thread is worth its start, which takes some tens of microseconds …
const RECORDS: usize = 2048;
/// … and the fewest bytes: small records are decoded as fast as they are handed over.
const BYTES: usize = 128 << 10;
/// The most threads.
const MOST: usize = 8;

/// Assemblers of the same columns. The first one decodes all small batches; the others take their share of large ones.
pub(super) struct Lanes {
    first: Assembler,
    others: Vec<Assembler>,
    /// The blocks of large batches, which lie before the one that the first assembler is at.
    blocks: Vec<Block>,
}

impl Lanes {
    pub fn new(layout: Layout) -> Result<Self> {
        let processors = thread::available_parallelism().map_or(1, usize::from).min(MOST);
        Self::of(layout, processors)
    }

    /// So many; one where records are decoded by code that one thread calls at a time.
    pub fn of(layout: Layout, count: usize) -> Result<Self> {
        let others = if layout.is_parallel() {
            count.saturating_sub(1)
        } else {
            0
        };
        let others = (0..others).map(|_| Assembler::new(layout.again()));
        Ok(Lanes {
            others: others.collect::<Result<_>>()?,
            first: Assembler::new(layout)?,
            blocks: Vec::new(),
        })
    }

    /// The rows of the block under construction.
    pub fn rows(&self) -> usize {
        self.first.rows()
    }

    /// The bytes of its keys and values.
    pub fn bytes(&self) -> usize {
        self.first.bytes()
    }

    /// Whether there are blocks that are not under construction any more.
    pub fn has_blocks(&self) -> bool {
        !self.blocks.is_empty()
    }

    /// Where the records at `range` of a batch have to wait; none when all can be added.
    pub fn ready(&mut self, batch: &Batch, range: Range<usize>) -> Option<Unready> {
        self.first.ready(batch, range)
    }

    /// Adds the records at `range` of a batch as rows, and gives the bad ones in the order of the batch.
    pub fn absorb(&mut self, batch: &Batch, range: Range<usize>, received: i64, on_bad: OnBad) -> Vec<BadRecord> {
        let shares = shares(batch, &range, self.others.len() + 1);
        // Where a bad record ends its partition, the rows behind it depend on those before.
        let is_small = shares.len() < 2 || on_bad.ends;
        let mut others = self.others.iter_mut().zip(shares.iter().skip(1));
        if is_small || others.any(|(lane, share)| lane.ready(batch, share.clone()).is_some()) {
            return self.first.absorb(batch, range, received, on_bad);
        }
        let first = &mut self.first;
        let others = self.others.iter_mut().zip(shares.iter().skip(1));
        let (mut bad, later) = thread::scope(|scope| {
            let threads: Vec<_> = others
                .map(|(lane, share)| scope.spawn(|| lane.absorb(batch, share.clone(), received, on_bad)))
                .collect();
            let bad = first.absorb(batch, shares[0].clone(), received, on_bad);
            let later: Vec<_> = threads.into_iter().map(thread::ScopedJoinHandle::join).collect();
            (bad, later)
        });
        for share in later {
            // A fault of a decoder is one of the consumer's.
            bad.extend(share.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        let lanes = std::iter::once(&mut self.first)
            .chain(&mut self.others)
            .take(shares.len());
        self.blocks.extend(lanes.map(Assembler::finish));
        bad
    }

    /// Takes back what a batch has left that was not absorbed to its end.
    pub fn roll_back(&mut self) {
        self.first.roll_back();
        for lane in &mut self.others {
            lane.roll_back();
            // The rows before them are not there.
            lane.finish();
        }
    }

    /// The rows so far, as at least one block; there are none afterwards.
    pub fn finish(&mut self) -> Vec<Block> {
        let mut blocks = std::mem::take(&mut self.blocks);
        if blocks.is_empty() || self.first.rows() > 0 {
            blocks.push(self.first.finish());
        }
        blocks
    }
}

/// The range in parts of about the same size, as many as are worth it.
fn shares(batch: &Batch, range: &Range<usize>, most: usize) -> Vec<Range<usize>> {
    let bytes = batch.bytes() / batch.len().max(1) * range.len();
    let count = most.min(range.len() / RECORDS).min(bytes / BYTES).max(1);
    let end = |share: usize| range.start + range.len() * share / count;
    (0..count).map(|share| end(share)..end(share + 1)).collect()
}
