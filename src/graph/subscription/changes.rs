//! The changes of a table, one after another.

use std::os::fd::RawFd;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;

use super::super::table::Table;
use super::{OffsetsNow, Queue, SubscribeOptions, TableChange};
use crate::error::{Error, ErrorKind, Result};
use crate::formula::check_outside;
use crate::kafka::GroupOffsets;

/// A subscription to a table: its rows as they were when it began, and then every change, without a gap.
///
/// It is read in one of three ways: by waiting for a change ([`next_change`](Self::next_change)), by a loop that ends
/// with the session, or as a [`Stream`]. Each change is given once, whoever takes it. It may be used from any thread,
/// keeps its table alive, and ends when it is dropped or [closed](Self::close).
///
/// ```no_run
/// # fn follow(trades: &topictable::Table) -> topictable::Result<()> {
/// for change in &trades.changes()? {
///     let change = change?;
///     println!("{} new rows, {} in all", change.added().num_rows(), change.num_rows());
/// }
/// # Ok(())
/// # }
/// ```
///
/// As a stream, which needs no particular executor:
///
/// ```no_run
/// # async fn follow(trades: &topictable::Table) -> topictable::Result<()> {
/// use futures_util::StreamExt;
/// let mut changes = trades.changes()?;
/// while let Some(change) = changes.next().await {
///     println!("{} new rows", change?.added().num_rows());
/// }
/// # Ok(())
/// # }
/// ```
pub struct Changes {
    /// Keeps the table alive.
    table: Table,
    queue: Arc<Queue>,
    /// Whether the stream has told its error.
    told: bool,
}

impl Table {
    /// Subscribes to the table's changes with the default options: [`subscribe`](Self::subscribe).
    pub fn changes(&self) -> Result<Changes> {
        self.subscribe(&SubscribeOptions::default())
    }

    /// Subscribes to the table's changes.
    ///
    /// The first change has all rows of this moment as added, also when there is none; those after it follow without
    /// gap or overlap. No cycle runs while a subscription is made.
    ///
    /// A table that does not change any more, that has failed, or whose session is closed can be subscribed to as well:
    /// what it has is the only change.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) for a column that the table does not have,
    /// [`InvalidArgument`](ErrorKind::InvalidArgument) for one that is asked for twice, or for a capacity of 0.
    pub fn subscribe(&self, options: &SubscribeOptions) -> Result<Changes> {
        self.subscribe_with(options, None)
    }

    /// The same; each change has the offsets that `offsets` tells at the end of its cycle.
    pub(in crate::graph) fn subscribe_with(
        &self,
        options: &SubscribeOptions,
        offsets: Option<OffsetsNow>,
    ) -> Result<Changes> {
        let core = self.core();
        let queue = self.engine().exclusively(|| {
            let queue = Queue::new(self.engine(), core.label(), options, core.snapshot(), offsets)?;
            let queue = Arc::new(queue);
            core.subscribers().add(&queue, || core.end());
            Ok(queue)
        })?;
        Ok(Changes {
            table: self.clone(),
            queue,
            told: false,
        })
    }
}

impl Changes {
    /// Takes the next change, waiting for it; none when `timeout` is over.
    ///
    /// # Errors
    /// When all changes were taken and no other can come: [`TableFailed`](ErrorKind::TableFailed) when the table has
    /// failed, [`Overrun`](ErrorKind::Overrun) when this subscriber was too slow for [`Policy::Fail`](super::Policy),
    /// [`Closed`](ErrorKind::Closed) when the session or the subscription was closed or the table does not change any
    /// more.
    pub fn next_change(&self, timeout: Duration) -> Result<Option<TableChange>> {
        if !timeout.is_zero() {
            check_outside("waiting for a change")?;
        }
        self.queue.take(timeout)
    }

    /// The offsets that the next change would have if it brought no row, unless one waits; none for who has not asked for
    /// offsets.
    pub(in crate::graph) fn offsets_at_rest(&self) -> Result<Option<GroupOffsets>> {
        self.table.engine().exclusively(|| Ok(self.queue.offsets_at_rest()))
    }

    /// The table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Ends the subscription: what was not taken is forgotten, and whoever waits gets an error of the kind
    /// [`Closed`](ErrorKind::Closed).
    pub fn close(&self) {
        self.table.core().subscribers().remove(&self.queue);
        self.queue.close();
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.queue.is_closed()
    }

    /// Takes the next change if there is one; otherwise the waker is woken once when a change or the end is there.
    pub(crate) fn poll_change(&self, waker: &Waker) -> Poll<Result<TableChange>> {
        self.queue.poll(waker)
    }

    /// A descriptor that can be read while a change or the end is waiting. It is for waiting only, and lives as long
    /// as this subscription.
    pub(crate) fn descriptor(&self) -> Result<RawFd> {
        self.queue.descriptor()
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        self.close();
    }
}

/// Waits for each change in turn; ends when the session or the subscription is closed or the table does not change any
/// more.
impl<'a> IntoIterator for &'a Changes {
    type Item = Result<TableChange>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        Iter {
            changes: self,
            told: false,
        }
    }
}

/// Iterates over the changes of a subscription, waiting for each.
pub struct Iter<'a> {
    changes: &'a Changes,
    told: bool,
}

impl Iterator for Iter<'_> {
    type Item = Result<TableChange>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.changes.next_change(Duration::MAX) {
            Ok(change) => change.map(Ok),
            Err(error) => last_word(error, &mut self.told),
        }
    }
}

/// An error is told once; that the subscription has ended is none.
fn last_word(error: Error, told: &mut bool) -> Option<Result<TableChange>> {
    let tell = error.kind() != ErrorKind::Closed && !std::mem::replace(told, true);
    tell.then_some(Err(error))
}

/// Ends when the session or the subscription is closed or the table does not change any more.
impl Stream for Changes {
    type Item = Result<TableChange>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.queue.poll(context.waker()).map(|taken| match taken {
            Ok(change) => Some(Ok(change)),
            Err(error) => last_word(error, &mut this.told),
        })
    }
}
