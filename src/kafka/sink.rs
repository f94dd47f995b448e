//! Where records go.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use arrow_array::{Array, Int32Array, StringArray, TimestampNanosecondArray};

use super::{Cancelled, ClientProperties, HeaderBuffer, PayloadBuffer};
use crate::error::Result;

/// Records to be written, as columns of equal length.
#[derive(Default)]
pub(crate) struct Records<'a> {
    pub rows: usize,
    /// The keys; none when all are null.
    pub keys: Option<&'a PayloadBuffer>,
    /// The values; none when all are null.
    pub values: Option<&'a PayloadBuffer>,
    /// The topic of each; null for the default.
    pub topics: Option<&'a StringArray>,
    /// The partition of each; null for the default.
    pub partitions: Option<&'a Int32Array>,
    /// The time of each, of which milliseconds are written; null for that of sending.
    pub times: Option<&'a TimestampNanosecondArray>,
    /// The values of a header of each, under its name; a null value is no header.
    pub headers: &'a [(String, PayloadBuffer)],
    /// Further headers of each, of any names.
    pub own_headers: Option<&'a HeaderBuffer>,
    /// The positions, in ascending order, of records that are not written.
    pub left_out: &'a [usize],
}

impl Records<'_> {
    /// The time of a record in milliseconds since 1970.
    pub fn millis(&self, row: usize) -> Option<i64> {
        let times = self.times.filter(|times| times.is_valid(row))?;
        // As Java's TimeUnit has it, which cuts towards zero.
        Some(times.value(row) / 1_000_000)
    }
}

/// Takes records and delivers them in the background, those of a partition in their order.
///
/// A sink belongs to one thread. It goes on through lost connections and restarted brokers by itself.
pub(crate) trait Sink: Send {
    /// Takes records; waits while as many are under way as may be. An error is the end: the first record that cannot be
    /// delivered, or that the sink was cancelled.
    fn send(&mut self, records: &Records<'_>) -> Result<()>;

    /// Waits until all records are delivered, at most so long; whether they are.
    fn flush(&mut self, wait: Duration) -> Result<bool>;

    /// What became of the records so far.
    fn progress(&mut self) -> Sent;
}

/// Offsets of groups: of each, the next record that it is to read of a topic's partition.
pub(crate) type GroupOffsets = BTreeMap<Arc<str>, BTreeMap<(Arc<str>, i32), i64>>;

/// A sink whose records are part of transactions: who reads at `read_committed` sees all of one, or nothing of it.
///
/// Records are sent between [`begin`](Self::begin) and [`commit`](Self::commit). After an error in between the transaction
/// is over: [`abort`](Self::abort) makes the sink ready for another one, unless the error was the sink's end.
pub(crate) trait TransactionalSink: Sink {
    /// Begins a transaction. Asks nobody, and one without records costs nothing.
    fn begin(&mut self) -> Result<()>;

    /// Makes offsets of groups part of the transaction; waits at most so long, whether they are. Until then it is called again
    /// with the same ones.
    fn add_offsets(&mut self, offsets: &GroupOffsets, wait: Duration) -> Result<bool>;

    /// Waits until all records are delivered and the transaction is committed, at most so long; whether it is. Until then
    /// it is called again.
    fn commit(&mut self, wait: Duration) -> Result<bool>;

    /// Gives up the transaction and its records; waits at most so long, and is called again until it is done. Does nothing when
    /// none has begun. One whose commit is under way cannot be aborted any more.
    fn abort(&mut self, wait: Duration) -> Result<bool>;

    /// Whether the last error has ended only the transaction, so that the same records may be committed in another one.
    fn may_repeat(&self) -> bool;
}

/// Where records are written, and who is asked and told meanwhile.
pub(crate) struct Writing<'a> {
    pub properties: &'a ClientProperties,
    /// The topic of records that name none.
    pub topic: Option<&'a str>,
    /// The partition of records that name none; without one the key decides.
    pub partition: Option<i32>,
    /// Ends the wait for the cluster's first answer.
    pub closed: Cancelled,
    /// Ends all waits after it.
    pub given_up: Cancelled,
    pub told: Told,
}

/// Who is told how far it is while a sink waits for room.
pub(crate) type Told = Box<dyn Fn(Sent) + Send>;

/// What became of records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    pub taken: u64,
    /// Those of them that are neither delivered nor lost.
    pub under_way: u64,
    pub failed: u64,
    /// Why none is delivered at the moment.
    pub trouble: Option<String>,
}
