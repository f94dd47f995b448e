//! Conditions on rows.

use crate::error::Result;
use crate::formula::{Filter, Scope};
use crate::spec::FilterSpec;
use crate::table::{RowSet, Snapshot};

/// Filters put together.
pub(super) enum Condition {
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
            FilterSpec::And(filters) => Self::all(filters, scope)?,
            FilterSpec::Or(filters) => Condition::Any(Self::each(filters, scope)?),
            FilterSpec::Not(filter) => Condition::Not(Box::new(Self::new(filter, scope)?)),
        })
    }

    /// Whether all filters are true.
    pub fn all(filters: &[FilterSpec], scope: &Scope<'_>) -> Result<Self> {
        Ok(Condition::All(Self::each(filters, scope)?))
    }

    fn each(filters: &[FilterSpec], scope: &Scope<'_>) -> Result<Vec<Self>> {
        filters.iter().map(|filter| Self::new(filter, scope)).collect()
    }

    /// The keys of `rows`, which are rows of `input`, for which the condition is true.
    pub fn matching(&self, input: &Snapshot, rows: &RowSet) -> Result<RowSet> {
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
