//! Records that wait for the schemas with which they were written.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::kafka::Batch;

/// How many bytes of a partition wait before it is paused. Mostly a schema comes before that, and a partition that was
/// paused takes librdkafka up to a second to fetch again.
pub(super) const PAUSED: usize = 1 << 20;

/// The records of partitions whose next one cannot be decoded yet.
#[derive(Default)]
pub(super) struct Parked(BTreeMap<i32, Waiting>);

/// The records of one partition.
pub(super) struct Waiting {
    pub batch: Batch,
    /// Those that have not been decoded.
    pub rest: Range<usize>,
    /// When the first of them was received, in nanoseconds since 1970.
    pub received: i64,
    /// Whether the partition is paused.
    pub paused: bool,
}

impl Parked {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether records of a partition wait, so that those after them have to wait too.
    pub fn contains(&self, partition: i32) -> bool {
        self.0.contains_key(&partition)
    }

    /// Keeps the records at `range` of a batch, all of one partition, after those that it waits for already. Gives
    /// whether the partition is to be paused now.
    #[must_use]
    pub fn add(&mut self, partition: i32, batch: &Batch, range: Range<usize>, received: i64) -> bool {
        let waiting = self.0.entry(partition).or_insert_with(|| Waiting {
            batch: Batch::default(),
            rest: 0..0,
            received,
            paused: false,
        });
        waiting.batch.append(partition, batch, range);
        waiting.rest.end = waiting.batch.len();
        let pause = !waiting.paused && waiting.batch.bytes() > PAUSED;
        waiting.paused |= pause;
        pause
    }

    /// Lets go of the records of partitions.
    pub fn forget(&mut self, partitions: &[i32]) {
        self.0.retain(|partition, _| !partitions.contains(partition));
    }

    /// Takes all of them, to be looked at again.
    pub fn take(&mut self) -> BTreeMap<i32, Waiting> {
        std::mem::take(&mut self.0)
    }

    /// Puts back those that still wait.
    pub fn put_back(&mut self, partition: i32, waiting: Waiting) {
        self.0.insert(partition, waiting);
    }
}
