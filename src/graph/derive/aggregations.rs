//! One row, or a few, for each group of rows.
//!
//! Groups are in the order in which their keys were first seen, and the key columns come first. A group without rows is
//! not there; when rows of its key come back, it is in its old place. Null is a key like any other. Aggregations of a
//! blink table go over all rows that have ever been there.

use super::texts;
use crate::error::Result;
use crate::graph::Table;
use crate::spec::{Aggregation, PairOperation, TableOperation, Variables};

/// Groups of [`Table::agg_by_with`] that need no rows.
#[derive(Clone, Debug, Default)]
pub struct EmptyGroups {
    /// Whether groups stay that have no rows any more, or have none yet. What counts is 0 there, lists of
    /// [`Aggregation::group`] have no items, and all else is null. Without keys the one group is there from the beginning.
    pub preserve: bool,
    /// A table with the key columns, which is read once: its groups come first, in its order.
    pub initial: Option<Table>,
}

impl Table {
    /// The last row of each group of rows with equal keys, in the order in which the groups were first seen; the key
    /// columns come first. Without keys the last row of all.
    pub fn last_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::LastBy { keys: texts(keys) })
    }

    /// The first row of each group of rows with equal keys. Without keys the first row of all.
    pub fn first_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.agg_all_by(Aggregation::first::<String>([]), keys)
    }

    /// The sums of all other columns for each group of rows with equal keys. Nulls are left out; the sum of nulls only
    /// is null. Whole numbers give long.
    pub fn sum_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::SumBy { keys: texts(keys) })
    }

    /// The sums of the absolute values of all other columns for each group of rows with equal keys.
    pub fn abs_sum_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.agg_all_by(Aggregation::abs_sum::<String>([]), keys)
    }

    /// The averages of all other columns for each group of rows with equal keys, as double.
    pub fn avg_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.agg_all_by(Aggregation::avg::<String>([]), keys)
    }

    /// The averages of all other columns weighted by `weight` for each group of rows with equal keys, as double. The
    /// weight is no column of the result.
    pub fn wavg_by<S: Into<String>>(
        &self,
        weight: impl Into<String>,
        keys: impl IntoIterator<Item = S>,
    ) -> Result<Table> {
        self.agg_all_by(Aggregation::weighted_avg::<String>(weight, []), keys)
    }

    /// The sums of all other columns times `weight` for each group of rows with equal keys: long where both are whole
    /// numbers, otherwise double. The weight is no column of the result.
    pub fn wsum_by<S: Into<String>>(
        &self,
        weight: impl Into<String>,
        keys: impl IntoIterator<Item = S>,
    ) -> Result<Table> {
        self.agg_all_by(Aggregation::weighted_sum::<String>(weight, []), keys)
    }

    /// The least values of all other columns for each group of rows with equal keys.
    pub fn min_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.agg_all_by(Aggregation::min::<String>([]), keys)
    }

    /// The greatest values of all other columns for each group of rows with equal keys.
    pub fn max_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.agg_all_by(Aggregation::max::<String>([]), keys)
    }

    /// The medians of all other columns for each group of rows with equal keys; see [`Aggregation::median`].
    pub fn median_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.agg_all_by(Aggregation::median::<String>([]), keys)
    }

    /// The standard deviations of all other columns for each group of rows with equal keys, as samples.
    pub fn std_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.agg_all_by(Aggregation::std::<String>([]), keys)
    }

    /// The variances of all other columns for each group of rows with equal keys, as samples.
    pub fn var_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.agg_all_by(Aggregation::var::<String>([]), keys)
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

    /// What the aggregations make of each group of rows with equal keys: the key columns, then the results in the order
    /// of the aggregations. Without keys it is one row, or none of an empty table.
    ///
    /// ```no_run
    /// # fn example(trades: &topictable::Table) -> topictable::Result<()> {
    /// use topictable::Aggregation;
    /// let bars = trades.agg_by(
    ///     [Aggregation::max(["High = Price"]), Aggregation::sum(["Size"]), Aggregation::count("Trades")],
    ///     ["Sym"],
    /// )?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn agg_by<S: Into<String>>(
        &self,
        aggregations: impl IntoIterator<Item = Aggregation>,
        keys: impl IntoIterator<Item = S>,
    ) -> Result<Table> {
        self.apply(&TableOperation::AggBy {
            preserve_empty: false,
            variables: Variables::new(),
            aggregations: aggregations.into_iter().collect(),
            keys: texts(keys),
        })
    }

    /// The same as [`agg_by`](Self::agg_by) with groups that need no rows: see [`EmptyGroups`]. Not with
    /// [`Aggregation::partition`].
    ///
    /// # Errors
    /// Also initial groups without keys, or without a key column of the table's type.
    pub fn agg_by_with<S: Into<String>>(
        &self,
        aggregations: impl IntoIterator<Item = Aggregation>,
        keys: impl IntoIterator<Item = S>,
        empty: &EmptyGroups,
    ) -> Result<Table> {
        let (aggregations, keys) = (aggregations.into_iter().collect(), texts(keys));
        let (preserve_empty, variables) = (empty.preserve, Variables::new());
        match &empty.initial {
            Some(initial) => self.apply_with(
                initial,
                &PairOperation::AggBy {
                    aggregations,
                    keys,
                    preserve_empty,
                    variables,
                },
            ),
            None => self.apply(&TableOperation::AggBy {
                aggregations,
                keys,
                preserve_empty,
                variables,
            }),
        }
    }

    /// What one aggregation, made without columns, makes of all other columns for each group of rows with equal keys.
    pub fn agg_all_by<S: Into<String>>(
        &self,
        aggregation: Aggregation,
        keys: impl IntoIterator<Item = S>,
    ) -> Result<Table> {
        self.apply(&TableOperation::AggAllBy {
            aggregation,
            keys: texts(keys),
            variables: Variables::new(),
        })
    }

    /// The values of all other columns as lists, for each group of rows with equal keys. A list is made when it is read.
    /// Not of a blink table, whose rows do not stay.
    pub fn group_by<S: Into<String>>(&self, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::GroupBy { keys: texts(keys) })
    }

    /// A row for each item of the lists in `columns`, or in all columns that have lists; the other columns repeat what
    /// they have. The lists of a row must be of one length, unless `null_fill` fills the shorter ones; a null list has no
    /// items. A table in which that is not so fails.
    pub fn ungroup<S: Into<String>>(&self, null_fill: bool, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::Ungroup {
            columns: texts(columns),
            null_fill,
        })
    }

    /// Each combination of values in `columns` once, or in all columns if none is named, in the order in which they were
    /// first seen.
    pub fn select_distinct<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::SelectDistinct {
            columns: texts(columns),
            variables: Variables::new(),
        })
    }

    /// The first `rows` rows of each group of rows with equal keys, group by group. Not of a blink table, whose rows do
    /// not stay.
    pub fn head_by<S: Into<String>>(&self, rows: u32, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::HeadBy {
            rows: rows.into(),
            keys: texts(keys),
        })
    }

    /// The last `rows` rows of each group of rows with equal keys, group by group. Not of a blink table, whose rows do
    /// not stay.
    pub fn tail_by<S: Into<String>>(&self, rows: u32, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::TailBy {
            rows: rows.into(),
            keys: texts(keys),
        })
    }
}
