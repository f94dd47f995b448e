//! Rows chosen by filters.

use super::{Flow, Operation};
use crate::error::Result;
use crate::formula::{Filter, Scope};
use crate::spec::{FilterSpec, Variables};
use crate::table::{Change, RowSet, Snapshot};

/// The rows of the input for which every filter is true, under their keys.
pub(crate) struct Where {
    condition: Condition,
    flow: Flow,
    result: Snapshot,
}

/// Filters put together.
enum Condition {
    Filter(Filter),
    /// Each is asked about the rows that those before it have left.
    All(Vec<Condition>),
    /// Each is asked about the rows that those before it have not taken.
    Any(Vec<Condition>),
    Not(Box<Condition>),
}

impl Condition {
    fn new(filter: &FilterSpec, scope: &Scope<'_>) -> Result<Self> {
        Ok(match filter {
            FilterSpec::Text(text) => Condition::Filter(Filter::new(text, scope)?),
            FilterSpec::And(filters) => Condition::All(Self::each(filters, scope)?),
            FilterSpec::Or(filters) => Condition::Any(Self::each(filters, scope)?),
            FilterSpec::Not(filter) => Condition::Not(Box::new(Self::new(filter, scope)?)),
        })
    }

    fn each(filters: &[FilterSpec], scope: &Scope<'_>) -> Result<Vec<Self>> {
        filters.iter().map(|filter| Self::new(filter, scope)).collect()
    }

    /// The keys of `rows`, which are rows of `input`, for which the condition is true.
    fn matching(&self, input: &Snapshot, rows: &RowSet) -> Result<RowSet> {
        match self {
            Condition::Filter(filter) => filter.matching(input, rows),
            Condition::All(conditions) => conditions
                .iter()
                .try_fold(rows.clone(), |rows, condition| condition.matching(input, &rows)),
            Condition::Any(conditions) => {
                let mut left = rows.clone();
                for condition in conditions {
                    left = left.minus(&condition.matching(input, &left)?);
                }
                Ok(rows.minus(&left))
            }
            Condition::Not(condition) => Ok(rows.minus(&condition.matching(input, rows)?)),
        }
    }
}

impl Where {
    pub fn new(input: &Snapshot, flow: Flow, filters: &[FilterSpec], variables: &Variables) -> Result<Self> {
        let scope = Scope::of(input.schema()).with_variables(variables);
        let condition = Condition::All(Condition::each(filters, &scope)?);
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
        Ok((!change.is_empty()).then_some(change))
    }
}
