//! What is made of the rows of a group.

mod text;

use std::fmt;

use serde::{Deserialize, Serialize};

pub(super) use self::text::split;
use super::FilterSpec;
use crate::digest::COMPRESSION;

/// What [`Table::agg_by`](crate::Table::agg_by) makes of the rows of each group.
///
/// `columns` are the columns that are aggregated, each a name, or `"Out = In"` where the result has another name. Nulls
/// are left out, and what is made of nulls only is null, unless something else is said.
///
/// ```
/// use topictable::Aggregation;
/// let bars = [
///     Aggregation::first(["Open = Price"]),
///     Aggregation::max(["High = Price"]),
///     Aggregation::weighted_avg("Size", ["Vwap = Price"]),
///     Aggregation::count("Trades"),
/// ];
/// assert_eq!(bars[2].to_string(), "wavg(Size; Vwap = Price)");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Aggregation {
    /// See [`Aggregation::sum`].
    Sum {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::abs_sum`].
    AbsSum {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::avg`].
    Avg {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::min`].
    Min {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::max`].
    Max {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::first`].
    First {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::last`].
    Last {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::freeze`].
    Freeze {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::std`].
    Std {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::var`].
    Var {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::group`].
    Group {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::median`].
    Median {
        /// Whether the median of an even number of values is the average of the two in the middle.
        #[serde(default = "yes")]
        average_evenly_divided: bool,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::percentile`].
    Percentile {
        /// From 0, the least value, to 1, the greatest.
        fraction: f64,
        /// Whether it is the average of two values that have as many values below as above them.
        #[serde(default)]
        average_evenly_divided: bool,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::approximate_percentile`].
    ApproximatePercentile {
        /// From 0, the least value, to 1, the greatest.
        fraction: f64,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::t_digest`].
    TDigest {
        /// The compression, 1 or more: about how many centroids a digest has.
        #[serde(default = "compression")]
        compression: f64,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::weighted_avg`].
    WeightedAvg {
        /// The column of the weights.
        weight: String,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::weighted_sum`].
    WeightedSum {
        /// The column of the weights.
        weight: String,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::count`].
    Count {
        /// The name of the result.
        column: String,
    },
    /// See [`Aggregation::count_where`].
    CountWhere {
        /// The name of the result.
        column: String,
        /// The filters.
        filters: Vec<FilterSpec>,
    },
    /// See [`Aggregation::count_distinct`].
    CountDistinct {
        /// Whether null and NaN count.
        #[serde(default)]
        count_nulls: bool,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::distinct`].
    Distinct {
        /// Whether null and NaN are values.
        #[serde(default)]
        include_nulls: bool,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::unique`].
    Unique {
        /// Whether null and NaN are values.
        #[serde(default)]
        include_nulls: bool,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::sorted_first`].
    SortedFirst {
        /// The columns that the rows are sorted by.
        by: Vec<String>,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::sorted_last`].
    SortedLast {
        /// The columns that the rows are sorted by.
        by: Vec<String>,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::formula`].
    Formula {
        /// `"Out = formula"`.
        formula: String,
    },
    /// See [`Aggregation::formula_of`].
    FormulaOf {
        /// The formula, without `"Out ="`.
        formula: String,
        /// What stands for the column in it.
        param: String,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`Aggregation::partition`].
    Partition {
        /// The name of the result.
        column: String,
        /// Whether the tables have the key columns.
        #[serde(default = "yes")]
        include_keys: bool,
    },
}

fn yes() -> bool {
    true
}

fn compression() -> f64 {
    COMPRESSION
}

/// A constructor for an aggregation that has nothing but columns.
macro_rules! of_columns {
    ($($(#[$doc:meta])* $name:ident => $variant:ident,)*) => {
        impl Aggregation {
            $(
                $(#[$doc])*
                pub fn $name<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
                    Aggregation::$variant { columns: texts(columns) }
                }
            )*
        }
    };
}

of_columns! {
    /// The sum: long for whole numbers (where it wraps) and for booleans, of which the true ones count; the column's type
    /// for floats.
    sum => Sum,
    /// The sum of the absolute values.
    abs_sum => AbsSum,
    /// The average, as double.
    avg => Avg,
    /// The least value; NaN if there is one.
    min => Min,
    /// The greatest value; NaN if there is one.
    max => Max,
    /// The value of the first row, be it null.
    first => First,
    /// The value of the last row, be it null.
    last => Last,
    /// The value that the one row of the group had first, for as long as the group has a row. A group with two rows fails
    /// the table.
    freeze => Freeze,
    /// The standard deviation of a sample, as double; NaN for one value.
    std => Std,
    /// The variance of a sample, as double; NaN for one value.
    var => Var,
    /// The values of all rows, nulls too, as a list.
    group => Group,
}

/// The columns of an aggregation, as it is borrowed.
macro_rules! columns_of {
    ($aggregation:expr) => {
        match $aggregation {
            Aggregation::Sum { columns }
            | Aggregation::AbsSum { columns }
            | Aggregation::Avg { columns }
            | Aggregation::Min { columns }
            | Aggregation::Max { columns }
            | Aggregation::First { columns }
            | Aggregation::Last { columns }
            | Aggregation::Freeze { columns }
            | Aggregation::Std { columns }
            | Aggregation::Var { columns }
            | Aggregation::Group { columns }
            | Aggregation::Median { columns, .. }
            | Aggregation::Percentile { columns, .. }
            | Aggregation::ApproximatePercentile { columns, .. }
            | Aggregation::TDigest { columns, .. }
            | Aggregation::WeightedAvg { columns, .. }
            | Aggregation::WeightedSum { columns, .. }
            | Aggregation::CountDistinct { columns, .. }
            | Aggregation::Distinct { columns, .. }
            | Aggregation::Unique { columns, .. }
            | Aggregation::SortedFirst { columns, .. }
            | Aggregation::SortedLast { columns, .. }
            | Aggregation::FormulaOf { columns, .. } => Some(columns),
            Aggregation::Count { .. }
            | Aggregation::CountWhere { .. }
            | Aggregation::Formula { .. }
            | Aggregation::Partition { .. } => None,
        }
    };
}

impl Aggregation {
    /// The value in the middle. That of an even number of values is their average: double for int and long, and of the
    /// column's type for floats; other types give the upper one.
    pub fn median<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        Aggregation::Median {
            average_evenly_divided: true,
            columns: texts(columns),
        }
    }

    /// The value at a fraction of the way from the least, 0, to the greatest, 1.
    pub fn percentile<S: Into<String>>(fraction: f64, columns: impl IntoIterator<Item = S>) -> Self {
        Aggregation::Percentile {
            fraction,
            average_evenly_divided: false,
            columns: texts(columns),
        }
    }

    /// The value below which a fraction of the values is, of numbers, as double. It is exact; NaN is left out, and is the
    /// result of no values.
    pub fn approximate_percentile<S: Into<String>>(fraction: f64, columns: impl IntoIterator<Item = S>) -> Self {
        Aggregation::ApproximatePercentile {
            fraction,
            columns: texts(columns),
        }
    }

    /// The t-digest of the values, of numbers: what tells formulas which number a fraction of the values is close below,
    /// by `D.quantile(0.99)`, and more by `cdf`, `size`, `getMin` and `getMax`. The compression, 100 in the mirrored API,
    /// is about how many centroids there are: more are more exact. NaN and the infinities are left out; the digest of no
    /// values is one of nothing.
    ///
    /// A cell is what Apache DataSketches makes of a `tdigest<double>`: some 2 KB with a compression of 100. Where rows
    /// change or go, all values of a group are kept, and its digest is made anew when they change.
    pub fn t_digest<S: Into<String>>(compression: f64, columns: impl IntoIterator<Item = S>) -> Self {
        Aggregation::TDigest {
            compression,
            columns: texts(columns),
        }
    }

    /// The average of the columns weighted by `weight`, as double. Rows without a weight are left out.
    pub fn weighted_avg<S: Into<String>>(weight: impl Into<String>, columns: impl IntoIterator<Item = S>) -> Self {
        Aggregation::WeightedAvg {
            weight: weight.into(),
            columns: texts(columns),
        }
    }

    /// The sum of the columns times `weight`: long where both are whole numbers, otherwise double. Rows without a weight
    /// are left out.
    pub fn weighted_sum<S: Into<String>>(weight: impl Into<String>, columns: impl IntoIterator<Item = S>) -> Self {
        Aggregation::WeightedSum {
            weight: weight.into(),
            columns: texts(columns),
        }
    }

    /// The number of rows, in the column `column`.
    pub fn count(column: impl Into<String>) -> Self {
        Aggregation::Count { column: column.into() }
    }

    /// The number of rows for which all `filters` are true, in the column `column`.
    pub fn count_where<F: Into<FilterSpec>>(column: impl Into<String>, filters: impl IntoIterator<Item = F>) -> Self {
        Aggregation::CountWhere {
            column: column.into(),
            filters: filters.into_iter().map(Into::into).collect(),
        }
    }

    /// The number of different values. Null and NaN count, as one each, if `count_nulls`.
    pub fn count_distinct<S: Into<String>>(count_nulls: bool, columns: impl IntoIterator<Item = S>) -> Self {
        Aggregation::CountDistinct {
            count_nulls,
            columns: texts(columns),
        }
    }

    /// The different values, sorted, as a list. Null and NaN are among them if `include_nulls`.
    pub fn distinct<S: Into<String>>(include_nulls: bool, columns: impl IntoIterator<Item = S>) -> Self {
        Aggregation::Distinct {
            include_nulls,
            columns: texts(columns),
        }
    }

    /// The value, if there is only one; null otherwise. Null and NaN are values if `include_nulls`.
    pub fn unique<S: Into<String>>(include_nulls: bool, columns: impl IntoIterator<Item = S>) -> Self {
        Aggregation::Unique {
            include_nulls,
            columns: texts(columns),
        }
    }

    /// The value of the row that is first when the rows are sorted by the columns `by`.
    pub fn sorted_first<B: Into<String>, S: Into<String>>(
        by: impl IntoIterator<Item = B>,
        columns: impl IntoIterator<Item = S>,
    ) -> Self {
        Aggregation::SortedFirst {
            by: texts(by),
            columns: texts(columns),
        }
    }

    /// The value of the row that is last when the rows are sorted by the columns `by`.
    pub fn sorted_last<B: Into<String>, S: Into<String>>(
        by: impl IntoIterator<Item = B>,
        columns: impl IntoIterator<Item = S>,
    ) -> Self {
        Aggregation::SortedLast {
            by: texts(by),
            columns: texts(columns),
        }
    }

    /// `"Out = formula"` over the columns of a group: the name of a column stands for the values of all its rows, and that
    /// of a key for the one value that it has.
    ///
    /// ```
    /// use topictable::Aggregation;
    /// let range = Aggregation::formula("Range = max(Price) - min(Price)");
    /// assert_eq!(range.to_string(), "formula(Range = max(Price) - min(Price))");
    /// ```
    pub fn formula(formula: impl Into<String>) -> Self {
        Aggregation::Formula {
            formula: formula.into(),
        }
    }

    /// A formula over the values of each column, which `param` stands for: `max(each) - min(each)` with `each`.
    pub fn formula_of<S: Into<String>>(
        formula: impl Into<String>,
        param: impl Into<String>,
        columns: impl IntoIterator<Item = S>,
    ) -> Self {
        Aggregation::FormulaOf {
            formula: formula.into(),
            param: param.into(),
            columns: texts(columns),
        }
    }

    /// The rows of the group as a live table of their own, in the column `column`: [`Table::cell`](crate::Table::cell)
    /// gives it, and formulas may ask it for its `size()`. Not among the operations on the constituents of a partitioned
    /// table.
    pub fn partition(column: impl Into<String>) -> Self {
        Aggregation::Partition {
            column: column.into(),
            include_keys: true,
        }
    }

    /// The columns that are aggregated; none for those that count rows, or that have a formula that names its own.
    pub(crate) fn columns(&self) -> Option<&[String]> {
        columns_of!(self).map(Vec::as_slice)
    }

    /// The same, to be changed.
    pub(crate) fn columns_mut(&mut self) -> Option<&mut Vec<String>> {
        columns_of!(self)
    }

    /// Whether it makes tables of the groups.
    pub(crate) fn is_partition(&self) -> bool {
        matches!(self, Aggregation::Partition { .. })
    }

    /// The formulas and filters: what may name variables and functions of a program.
    pub(crate) fn formulas(&self) -> Vec<&str> {
        match self {
            Aggregation::CountWhere { filters, .. } => filters.iter().flat_map(FilterSpec::texts).collect(),
            Aggregation::Formula { formula } | Aggregation::FormulaOf { formula, .. } => vec![formula],
            _ => Vec::new(),
        }
    }

    /// The name, as in the mirrored API's shorthands.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Aggregation::Sum { .. } => "sum",
            Aggregation::AbsSum { .. } => "absSum",
            Aggregation::Avg { .. } => "avg",
            Aggregation::Min { .. } => "min",
            Aggregation::Max { .. } => "max",
            Aggregation::First { .. } => "first",
            Aggregation::Last { .. } => "last",
            Aggregation::Freeze { .. } => "freeze",
            Aggregation::Std { .. } => "std",
            Aggregation::Var { .. } => "var",
            Aggregation::Group { .. } => "group",
            Aggregation::Median { .. } => "median",
            Aggregation::Percentile { .. } => "pct",
            Aggregation::ApproximatePercentile { .. } => "approxPct",
            Aggregation::TDigest { .. } => "tDigest",
            Aggregation::WeightedAvg { .. } => "wavg",
            Aggregation::WeightedSum { .. } => "wsum",
            Aggregation::Count { .. } => "count",
            Aggregation::CountWhere { .. } => "countWhere",
            Aggregation::CountDistinct { .. } => "countDistinct",
            Aggregation::Distinct { .. } => "distinct",
            Aggregation::Unique { .. } => "unique",
            Aggregation::SortedFirst { .. } => "sortedFirst",
            Aggregation::SortedLast { .. } => "sortedLast",
            Aggregation::Formula { .. } | Aggregation::FormulaOf { .. } => "formula",
            Aggregation::Partition { .. } => "partition",
        }
    }
}

fn texts<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

impl fmt::Display for Aggregation {
    /// The aggregation as it is called, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns().map(|columns| columns.join(", ")).unwrap_or_default();
        match self {
            Aggregation::Percentile { fraction, .. } | Aggregation::ApproximatePercentile { fraction, .. } => {
                write!(f, "{}({fraction}; {columns})", self.name())
            }
            Aggregation::TDigest { compression, .. } => write!(f, "tDigest({compression}; {columns})"),
            Aggregation::WeightedAvg { weight, .. } | Aggregation::WeightedSum { weight, .. } => {
                write!(f, "{}({weight}; {columns})", self.name())
            }
            Aggregation::SortedFirst { by, .. } | Aggregation::SortedLast { by, .. } => {
                write!(f, "{}({}; {columns})", self.name(), by.join(", "))
            }
            Aggregation::Count { column } | Aggregation::Partition { column, .. } => {
                write!(f, "{}({column})", self.name())
            }
            Aggregation::CountWhere { column, filters } => {
                let filters: Vec<String> = filters.iter().map(ToString::to_string).collect();
                write!(f, "countWhere({column}; {})", filters.join(", "))
            }
            Aggregation::Formula { formula } => write!(f, "formula({formula})"),
            Aggregation::FormulaOf { formula, param, .. } => write!(f, "formula({formula}; {param}; {columns})"),
            _ => write!(f, "{}({columns})", self.name()),
        }
    }
}

#[cfg(test)]
mod tests;
