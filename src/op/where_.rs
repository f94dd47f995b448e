//! Rows chosen by filters.

use super::condition::Condition;
use super::{Flow, Operation};
use crate::error::Result;
use crate::formula::{Names, Scope};
use crate::spec::FilterSpec;
use crate::table::{Change, RowSet, Snapshot};

/// The rows of the input for which every filter is true, under their keys.
pub(crate) struct Where {
    condition: Condition,
    flow: Flow,
    result: Snapshot,
}

impl Where {
    pub fn new(input: &Snapshot, flow: Flow, filters: &[FilterSpec], names: Names<'_>) -> Result<Self> {
        let scope = Scope::of(input.schema()).with(names);
        let condition = Condition::all(filters, &scope)?;
        let rows = condition.matching(input, input.row_keys())?;
        Ok(Where {
            condition,
            flow,
            result: input.with_rows(rows),
        })
    }
}

impl Operation for Where {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let before = self.result.clone();
        let old = before.row_keys();
        let removed = change.removed.intersection(old);
        let (kept, lost, gained) = if change.modified.is_empty() {
            (RowSet::empty(), RowSet::empty(), RowSet::empty())
        } else {
            let matches = self.condition.matching(&change.after, &change.modified)?;
            let known = change.modified.intersection(old);
            (
                matches.intersection(&known),
                known.minus(&matches),
                matches.minus(&known),
            )
        };
        let added = self.condition.matching(&change.after, &change.added)?.union(&gained);
        let removed = removed.union(&lost);
        let after = change.after.with_rows(old.minus(&removed).union(&added));
        self.result = after.clone();
        let change = Change {
            added,
            removed,
            modified: kept,
            before,
            after,
        };
        Ok(change.if_any())
    }
}

#[cfg(test)]
mod tests;
