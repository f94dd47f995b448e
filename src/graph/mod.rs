//! Sessions, tables and the update cycle.
//!
//! A [`Session`] has one thread that runs **cycles**. A cycle begins when data is there, at most every
//! `topictable.cycle.min.ms`; it asks every table with news for its [`Change`](crate::table::Change), in the order in
//! which the tables were made, so that a table comes after all that it is derived from. At the end of the cycle the
//! new snapshots are published together.
//!
//! A table that fails takes its dependants with it, each naming where the failure began; all others go on.
//!
//! Locks, in the order in which they are taken: the graph (held for a whole cycle, and while a table is made), a
//! table's node, a table's subscribers, a table's published state or a subscriber's queue, the session's pulse. Readers
//! take the published state only.

mod avro_schema;
mod consume;
mod cycle;
mod derive;
mod feed;
mod files;
mod import;
mod input;
mod node;
mod pace;
mod partitioned;
mod publish;
mod session;
mod status;
mod subscription;
mod table;
mod time_table;

pub(crate) use consume::{AvroFields, resolve_protobuf};
pub use consume::{ConsumeBuilder, Decoded, RecordDecoder};
pub(crate) use derive::Transpose;
pub use derive::{EmptyGroups, MultiJoinInput, NewColumns, TransposeOptions};
pub use feed::{Feed, Feeding};
pub use pace::CycleTimes;
pub use partitioned::PartitionedTable;
pub use publish::{FileProgress, PublishBuilder, Publisher, PublisherState, PublisherStatus};
pub use session::{Hold, Session, SessionOptions};
pub use subscription::{Changes, Policy, SubscribeOptions, TableChange};
pub use table::Table;
pub use time_table::TimeTable;

#[cfg(test)]
mod tests;
