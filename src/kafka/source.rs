//! Where batches come from.

use std::time::Duration;

use super::Batch;
use crate::error::Result;

/// Where to start in a partition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Start {
    Beginning,
    /// After the last record that is there when the source is opened.
    End,
    /// The group's offset; without one as `auto.offset.reset` says.
    Committed,
    Offset(i64),
}

/// Records as they come.
///
/// A source belongs to one thread. It goes on through lost connections and restarted brokers by itself; an error is
/// the end of it.
pub(crate) trait Source: Send {
    /// Puts the next records into the empty `batch`; waits for the first one at most `wait`, and returns with an
    /// empty batch when none has come or the waker was called. Records of a partition come in the order of their
    /// offsets.
    fn poll(&mut self, batch: &mut Batch, wait: Duration) -> Result<()>;

    /// What makes a waiting `poll` return.
    fn waker(&self) -> Waker;
}

/// Ends the wait of a source's thread, from any other thread.
pub(crate) type Waker = Box<dyn Fn() + Send + Sync>;
