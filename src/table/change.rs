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

    /// This change and then `next`, as one. A row that comes and goes is not told of; one that goes and comes back is
    /// modified. In either change no key is in two of the sets.
    pub fn then(&self, next: &Change) -> Self {
        let came_back = self.removed.intersection(&next.added);
        let stayed = self.modified.minus(&next.removed);
        Change {
            added: self.added.minus(&next.removed).union(&next.added.minus(&came_back)),
            removed: self.removed.minus(&came_back).union(&next.removed.minus(&self.added)),
            modified: stayed.union(&next.modified.minus(&self.added)).union(&came_back),
            before: self.before.clone(),
            after: next.after.clone(),
        }
    }

    /// The change, unless it is one of nothing.
    pub fn if_any(self) -> Option<Change> {
        (!self.is_empty()).then_some(self)
    }

    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.modified.is_empty()
    }
}
