//! Rows chosen by filters.

use super::{Flow, Operation};
use crate::error::Result;
use crate::formula::{Filter, Scope};
use crate::table::{Change, RowSet, Snapshot};

/// The rows of the input for which every filter is true, under their keys.
pub(crate) struct Where {
    filters: Vec<Filter>,
    flow: Flow,
    result: Snapshot,
}

impl Where {
    pub fn new(input: &Snapshot, flow: Flow, filters: &[String]) -> Result<Self> {
        let filters: Vec<Filter> = filters
            .iter()
            .map(|text| Filter::new(text, &Scope::of(input.schema())))
            .collect::<Result<_>>()?;
        let rows = matching(&filters, input, input.row_keys())?;
        Ok(Where {
            filters,
            flow,
            result: input.with_rows(rows),
        })
    }
}

/// The keys of `rows` for which all filters are true: each filter sees what those before it have left.
fn matching(filters: &[Filter], input: &Snapshot, rows: &RowSet) -> Result<RowSet> {
    filters
        .iter()
        .try_fold(rows.clone(), |rows, filter| filter.matching(input, &rows))
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
            let matches = matching(&self.filters, &change.after, &change.modified)?;
            let known = change.modified.intersection(old);
            (
                matches.intersection(&known),
                known.minus(&matches),
                matches.minus(&known),
            )
        };
        let added = matching(&self.filters, &change.after, &change.added)?.union(&gained);
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
        Ok((!change.is_empty()).then_some(change))
    }
}
