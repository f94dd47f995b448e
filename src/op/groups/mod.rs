//! Which group a row belongs to: rows with equal keys are of one group.
//!
//! Groups are numbered from 0 in the order in which their keys are first seen. Null is a key like any other; so is NaN,
//! and zero and minus zero are one key. Every key column numbers its own values, by a table that suits its type; rows of
//! several key columns are numbered by the pairs of those numbers. Keys are never forgotten.

mod column;
mod numbers;
mod texts;

use arrow_schema::DataType;

use self::column::ColumnKeys;
use self::numbers::Numbers;
use crate::error::{Error, Result};
use crate::table::Encoded;

/// Stands for no group: the key has not been seen.
pub(crate) const NO_GROUP: u32 = u32::MAX;

/// The groups of a table, by its key columns.
pub(crate) struct Groups {
    columns: Vec<ColumnKeys>,
    /// For each column but the first, the numbers of what the columns before it are numbered and its own number.
    pairs: Vec<Numbers>,
    count: u32,
}

impl Groups {
    /// Groups by key columns of these types; without any, all rows are one group.
    pub fn new<'a>(keys: impl IntoIterator<Item = &'a DataType>) -> Result<Self> {
        let columns: Vec<ColumnKeys> = keys.into_iter().map(ColumnKeys::new).collect::<Result<_>>()?;
        Ok(Groups {
            pairs: columns.iter().skip(1).map(|_| Numbers::default()).collect(),
            columns,
            count: 0,
        })
    }

    /// How many groups there are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Writes the group of each of the `rows` rows with these keys to `groups`, and gives the row at which each new
    /// group was first seen, in the order of the groups.
    pub fn assign(&mut self, keys: &[Encoded], rows: usize, groups: &mut Vec<u32>) -> Result<Vec<u32>> {
        if u64::from(self.count) + rows as u64 >= u64::from(NO_GROUP) {
            return Err(Error::unsupported("a table cannot have more than 4,294,967,294 groups"));
        }
        groups.clear();
        let first = self.count;
        match (self.columns.as_mut_slice(), keys) {
            ([], _) => groups.resize(rows, 0),
            ([column, others @ ..], [values, more @ ..]) => {
                column.assign(values, groups)?;
                let mut numbers = Vec::with_capacity(if others.is_empty() { 0 } else { rows });
                for ((column, values), pairs) in others.iter_mut().zip(more).zip(&mut self.pairs) {
                    numbers.clear();
                    column.assign(values, &mut numbers)?;
                    pairs.assign_pairs(groups, &numbers);
                }
            }
            (_, []) => return Err(Error::internal("rows are grouped without their keys")),
        }
        self.count = match (self.columns.first(), self.pairs.last()) {
            (_, Some(pairs)) => pairs.count(),
            (Some(column), None) => column.count(),
            (None, None) => self.count.max(u32::from(rows > 0)),
        };
        Ok(if self.count > first {
            first_rows(groups, first, self.count)
        } else {
            Vec::new()
        })
    }

    /// Writes the group of each of the `rows` rows with these keys to `groups`, [`NO_GROUP`] where there is none.
    pub fn find(&self, keys: &[Encoded], rows: usize, groups: &mut Vec<u32>) -> Result<()> {
        groups.clear();
        match (self.columns.as_slice(), keys) {
            ([], _) => groups.resize(rows, if self.count > 0 { 0 } else { NO_GROUP }),
            ([column, others @ ..], [values, more @ ..]) => {
                column.find(values, groups)?;
                let mut numbers = Vec::with_capacity(if others.is_empty() { 0 } else { rows });
                for ((column, values), pairs) in others.iter().zip(more).zip(&self.pairs) {
                    numbers.clear();
                    column.find(values, &mut numbers)?;
                    pairs.find_pairs(groups, &numbers);
                }
            }
            (_, []) => return Err(Error::internal("rows are grouped without their keys")),
        }
        Ok(())
    }
}

/// Where the groups from `first` to `end` occur first: they are numbered in that order.
fn first_rows(groups: &[u32], first: u32, end: u32) -> Vec<u32> {
    let mut rows = Vec::with_capacity((end - first) as usize);
    let mut next = first;
    for (row, group) in (0..).zip(groups) {
        if *group == next {
            rows.push(row);
            next += 1;
        }
    }
    rows
}

#[cfg(test)]
mod tests;
