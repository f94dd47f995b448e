//! Changes of tables, handed to those who subscribe to them.
//!
//! A subscription begins with the rows that the table has, as one change, and goes on with every later one: nothing
//! is missed or seen twice. It has a bounded [`queue`](Queue): the cycle puts a [`Change`](crate::table::Change) in,
//! which is a few reference counts, and Arrow batches are made where they are read.
//!
//! The cycle never waits with a lock in its hands. A subscriber that must not be overtaken keeps the *next* cycle from
//! beginning, as a [`Hold`](super::Hold) does, so that it may hold the session, make tables or close everything
//! meanwhile.

mod change;
mod changes;
mod options;
mod queue;
mod subscribers;

pub use change::TableChange;
pub use changes::Changes;
pub use options::{Policy, SubscribeOptions};
pub(super) use queue::OffsetsNow;
use queue::Queue;
pub(super) use subscribers::Subscribers;

#[cfg(test)]
mod tests;
