//! Aggregations as functions: `trades.agg_by([wavg("Qty", "Vwap = Price"), sum("Qty")], ["Sym"])`.
//!
//! Each gives an [`Aggregation`]; columns are one name, or `"Out = In"`, or an array or list of such.
//!
//! ```
//! use topictable::aggregations::{sum, wavg};
//! assert_eq!(wavg("Qty", "Vwap = Price").to_string(), "wavg(Qty; Vwap = Price)");
//! assert_eq!(sum(["Qty", "Fee"]).to_string(), "sum(Qty, Fee)");
//! ```

use super::Aggregation;

/// The columns of an aggregation: one, or several.
pub trait Columns {
    /// The columns as texts.
    fn into_columns(self) -> Vec<String>;
}

impl Columns for &str {
    fn into_columns(self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl Columns for String {
    fn into_columns(self) -> Vec<String> {
        vec![self]
    }
}

impl<S: Into<String>, const N: usize> Columns for [S; N] {
    fn into_columns(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<S: Into<String>> Columns for Vec<S> {
    fn into_columns(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

macro_rules! of_columns {
    ($($name:ident)*) => {$(
        #[doc = concat!("See [`Aggregation::", stringify!($name), "`].")]
        pub fn $name(columns: impl Columns) -> Aggregation {
            Aggregation::$name(columns.into_columns())
        }
    )*};
}

of_columns!(sum abs_sum avg min max first last freeze std var group median);

/// The average weighted by a column: see [`Aggregation::weighted_avg`].
pub fn wavg(weight: impl Into<String>, columns: impl Columns) -> Aggregation {
    Aggregation::weighted_avg(weight, columns.into_columns())
}

/// The sum of the columns times another: see [`Aggregation::weighted_sum`].
pub fn wsum(weight: impl Into<String>, columns: impl Columns) -> Aggregation {
    Aggregation::weighted_sum(weight, columns.into_columns())
}

/// The value at a fraction of the way from the least to the greatest: see [`Aggregation::percentile`].
pub fn pct(fraction: f64, columns: impl Columns) -> Aggregation {
    Aggregation::percentile(fraction, columns.into_columns())
}

/// The value below which a fraction of the values is: see [`Aggregation::approximate_percentile`].
pub fn approx_pct(fraction: f64, columns: impl Columns) -> Aggregation {
    Aggregation::approximate_percentile(fraction, columns.into_columns())
}

/// The t-digest of the values: see [`Aggregation::t_digest`].
pub fn t_digest(compression: f64, columns: impl Columns) -> Aggregation {
    Aggregation::t_digest(compression, columns.into_columns())
}

/// The number of rows: see [`Aggregation::count`].
pub fn count(column: impl Into<String>) -> Aggregation {
    Aggregation::count(column)
}

/// The rows of the group as a live table: see [`Aggregation::partition`].
pub fn partition(column: impl Into<String>) -> Aggregation {
    Aggregation::partition(column)
}

/// `"Out = formula"` over the columns of a group: see [`Aggregation::formula`].
pub fn formula(formula: impl Into<String>) -> Aggregation {
    Aggregation::formula(formula)
}

/// A formula over the values of each column: see [`Aggregation::formula_of`].
pub fn formula_of(formula: impl Into<String>, param: impl Into<String>, columns: impl Columns) -> Aggregation {
    Aggregation::formula_of(formula, param, columns.into_columns())
}
