//! All rows, with what is made of each and those around it.

use super::texts;
use crate::decimal::MathContext;
use crate::error::Result;
use crate::graph::Table;
use crate::spec::{TableOperation, UpdateByOperation, Variables};

impl Table {
    /// All rows and columns, with what the operations make of each row and those of its group before it, or around it. Rows
    /// with equal keys are a group; without keys all rows are one. A result that has the name of a column takes its place.
    ///
    /// Where rows come behind all others and windows only look back by rows, the result's rows stay as they are. A changed
    /// row changes the results that depend on it, and no others are computed. Windows by time have the rows whose timestamps
    /// are in them, also those that came late; a row without a timestamp is in none, and has no result. Of a blink table the
    /// rows of each cycle count alone.
    ///
    /// ```no_run
    /// # fn example(trades: &topictable::Table) -> topictable::Result<()> {
    /// use std::time::Duration;
    /// use topictable::UpdateByOperation;
    /// let smooth = trades.update_by(
    ///     [
    ///         UpdateByOperation::cum_sum(["Volume = Size"]),
    ///         UpdateByOperation::rolling_avg(("Time", Duration::from_secs(60)), ["Minute = Price"]),
    ///     ],
    ///     ["Sym"],
    /// )?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_by<S: Into<String>>(
        &self,
        operations: impl IntoIterator<Item = UpdateByOperation>,
        keys: impl IntoIterator<Item = S>,
    ) -> Result<Table> {
        self.update_by_rounded(MathContext::DECIMAL64, operations, keys)
    }

    /// The same as [`update_by`](Self::update_by), which rounds decimals to 16 digits, with another way to round them. What
    /// decays is rounded as its [`OperationControl`](crate::OperationControl) says.
    pub fn update_by_rounded<S: Into<String>>(
        &self,
        context: MathContext,
        operations: impl IntoIterator<Item = UpdateByOperation>,
        keys: impl IntoIterator<Item = S>,
    ) -> Result<Table> {
        self.apply(&TableOperation::UpdateBy {
            operations: operations.into_iter().collect(),
            keys: texts(keys),
            context,
            variables: Variables::new(),
        })
    }
}
