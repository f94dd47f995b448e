//! Kafka topics as live, in-memory Arrow tables.

mod agg;
mod boundary;
mod capi;
mod error;
mod format;
mod formula;
mod graph;
#[cfg(feature = "jni")]
mod jni;
mod kafka;
mod op;
mod spec;
mod table;

pub use error::{Error, ErrorKind, Result};
pub use graph::{ConsumeBuilder, Hold, Session, SessionOptions, Table};
pub use spec::{ColumnSpec, ColumnType, Consume, Offsets, Partitions, Properties, Spec, TableType, field};
pub use table::{RowSet, Snapshot};
