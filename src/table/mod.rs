//! Columns, row sets, snapshots and changes: what a table is, apart from how it is kept up to date.
//!
//! - A row has a stable `u64` **row key**; the keys of a table are a [`RowSet`].
//! - Rows arrive as immutable [`Chunk`]s of columns, kept in a [`Store`] that merges small ones as it grows.
//! - A [`Snapshot`] is one consistent state: it costs a few reference counts, can be held for ever and never makes
//!   the writer wait.
//! - A [`Change`] leads from one snapshot to the next.
//!
//! Nothing here locks or starts threads: the writer of a store is its table's node in the update graph, and
//! snapshots are read from anywhere.

mod batch_column;
mod cells;
mod change;
mod chunk;
mod column;
mod encoded;
mod keyed;
mod members;
mod packed;
mod permutation;
mod positioned;
mod pretty;
mod radix;
mod recent;
mod redirection;
mod retention;
mod row_set;
mod runs;
mod slot_block;
mod slots;
mod snapshot;
mod store;
mod text;
mod words;

pub(crate) use cells::{CellNumber, CellTable, owned_table_of_cell, table_of_cell};
pub(crate) use change::Change;
pub(crate) use chunk::Chunk;
pub(crate) use column::{Column, StoredColumn};
pub(crate) use encoded::Encoded;
pub(crate) use keyed::KeyedStore;
pub(crate) use members::Members;
pub(crate) use permutation::{BLOCK_LABELS, LabelBlock, Permutation, PermutedColumn};
pub(crate) use positioned::PositionedColumn;
pub use pretty::pretty;
pub(crate) use redirection::{RedirectedColumn, Redirection};
pub(crate) use retention::{Block, Retention};
pub use row_set::RowSet;
pub(crate) use runs::{RunType, RunsBuilder};
pub(crate) use slots::{NO_ROW, Slots};
pub(crate) use snapshot::column_index;
pub use snapshot::{Batches, Snapshot};
pub(crate) use store::{RowGroup, Store};

#[cfg(test)]
mod tests;
