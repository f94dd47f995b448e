//! One row for each group of rows.

use super::texts;
use crate::error::Result;
use crate::graph::Table;
use crate::spec::TableOperation;

impl Table {
    /// The last row of each group of rows with equal keys, in the order in which the groups were first seen; the key
    /// columns come first. Without keys the last row of all.
    pub fn last_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::LastBy { keys: texts(keys) })
    }

    /// The sums of all other columns for each group of rows with equal keys. Nulls are left out; the sum of nulls only
    /// is null. Whole numbers give long.
    pub fn sum_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::SumBy { keys: texts(keys) })
    }

    /// The number of rows of each group of rows with equal keys, in the column `column`.
    pub fn count_by<S: Into<String>>(
        &self,
        column: impl Into<String>,
        keys: impl IntoIterator<Item = S>,
    ) -> Result<Table> {
        self.apply(&TableOperation::CountBy {
            column: column.into(),
            keys: texts(keys),
        })
    }
}
