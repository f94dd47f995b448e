//! What one cycle did to a table.

use super::{RowSet, Snapshot};

/// The difference between two successive snapshots of a table.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// The keys of rows that are new.
    pub added: RowSet,
    /// The keys of rows that are gone; their values are in `before`.
    pub removed: RowSet,
    /// The keys of rows that stayed and hold something else.
    pub modified: RowSet,
    pub before: Snapshot,
    pub after: Snapshot,
}

impl Change {
    /// From `before` to `after` of a table whose rows never change under their key.
    pub fn of_rows(before: Snapshot, after: Snapshot) -> Self {
        Change {
            added: after.row_keys().minus(before.row_keys()),
            removed: before.row_keys().minus(after.row_keys()),
            modified: RowSet::empty(),
            before,
            after,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.modified.is_empty()
    }
}
