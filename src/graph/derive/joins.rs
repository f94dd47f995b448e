//! Rows told something about by the rows of another table.

use super::texts;
use crate::error::Result;
use crate::graph::Table;
use crate::spec::{Aggregation, Matching, PairOperation};

/// Joins with another table of the same session, which may be this one. Both may be live: the result follows both.
///
/// `on` says which rows belong together: each item is a column that both tables have, such as `"Sym"`, or
/// `"Left = Right"`; the columns must be of one type. Null is a key like any other. Without any item all rows belong
/// together. `add` says which columns of the right table are added behind those of this one, each a name or
/// `"New = Old"`; without any item all are, but for those that a match names like the left column. Columns that would be
/// there twice are an error.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use std::sync::Arc;
/// # use arrow_array::{Int64Array, RecordBatch, StringArray};
/// # use topictable::{Session, pretty};
/// # let session = Session::new()?;
/// # let table = |key: &str, keys: Vec<&str>, value: &str, values: Vec<i64>| {
/// #     let keys = Arc::new(StringArray::from(keys)) as _;
/// #     let values = Arc::new(Int64Array::from(values)) as _;
/// #     let batch = RecordBatch::try_from_iter([(key, keys), (value, values)]).unwrap();
/// #     session.import(batch.schema(), [Ok(batch)]).unwrap()
/// # };
/// # let orders = table("Sym", vec!["AAPL", "TSLA", "AAPL"], "Qty", vec![9, 10, 1]);
/// # let last = table("Symbol", vec!["TSLA", "AAPL"], "Price", vec![735, 133]);
/// let priced = orders.natural_join(&last, ["Sym = Symbol"], ["Last = Price"])?;
/// assert_eq!(pretty(&priced.snapshot()).to_string(), "\
/// +------+-----+------+
/// | Sym  | Qty | Last |
/// +------+-----+------+
/// | AAPL | 9   | 133  |
/// | TSLA | 10  | 735  |
/// | AAPL | 1   | 133  |
/// +------+-----+------+");
/// # Ok(())
/// # }
/// ```
impl Table {
    /// All rows of this table, each with the row of `right` that has its key, or with nulls.
    ///
    /// # Errors
    /// Two rows of `right` with the key of a row of this table are an error. When that comes about later, the result
    /// fails and keeps its last good state.
    pub fn natural_join<S: Into<String>, T: Into<String>>(
        &self,
        right: &Table,
        on: impl IntoIterator<Item = S>,
        add: impl IntoIterator<Item = T>,
    ) -> Result<Table> {
        let operation = PairOperation::Natural {
            on: texts(on),
            add: texts(add),
            matching: Matching::Unique,
        };
        self.apply_with(right, &operation)
    }

    /// All rows of this table, each with the one row of `right` that has its key.
    ///
    /// # Errors
    /// No row of `right` with the key of a row of this table, or two, are an error. When that comes about later, the
    /// result fails and keeps its last good state.
    pub fn exact_join<S: Into<String>, T: Into<String>>(
        &self,
        right: &Table,
        on: impl IntoIterator<Item = S>,
        add: impl IntoIterator<Item = T>,
    ) -> Result<Table> {
        let operation = PairOperation::Exact {
            on: texts(on),
            add: texts(add),
        };
        self.apply_with(right, &operation)
    }

    /// Every row of this table with every row of `right` that has its key, in the order of this table and then of
    /// `right`.
    ///
    /// The row keys of the result are made of those of this table and of a number for each row of `right` with one key;
    /// when such a key gets many more rows, all rows of the result get new row keys once.
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) when row keys of 63 bits do not suffice.
    pub fn join<S: Into<String>, T: Into<String>>(
        &self,
        right: &Table,
        on: impl IntoIterator<Item = S>,
        add: impl IntoIterator<Item = T>,
    ) -> Result<Table> {
        let operation = PairOperation::Cross {
            on: texts(on),
            add: texts(add),
        };
        self.apply_with(right, &operation)
    }

    /// Every row of this table with every row of `right` that has its key, as [`Table::join`]; a row that has none is there
    /// once, with nulls.
    pub fn left_outer_join<S: Into<String>, T: Into<String>>(
        &self,
        right: &Table,
        on: impl IntoIterator<Item = S>,
        add: impl IntoIterator<Item = T>,
    ) -> Result<Table> {
        let operation = PairOperation::LeftOuter {
            on: texts(on),
            add: texts(add),
        };
        self.apply_with(right, &operation)
    }

    /// The rows of [`Table::left_outer_join`], and behind them those of `right` whose key no row of this table has, with
    /// nulls in the columns of this one. A key column that is in `right` under another name tells their keys.
    pub fn full_outer_join<S: Into<String>, T: Into<String>>(
        &self,
        right: &Table,
        on: impl IntoIterator<Item = S>,
        add: impl IntoIterator<Item = T>,
    ) -> Result<Table> {
        let operation = PairOperation::FullOuter {
            on: texts(on),
            add: texts(add),
        };
        self.apply_with(right, &operation)
    }

    /// All rows of this table, each with the last row of `right` that has its key and is not after it: one item of `on`
    /// is `"Time >= RightTime"`, or `"Time > RightTime"` for one that is before it; where none is, the last item is
    /// meant. Of right rows with one time the last one counts. `right` need not be in the order of time. The right
    /// columns of `on` are added too, where this table has no column of their name.
    ///
    /// Null is before everything else, NaN behind. The least long counts as null.
    ///
    /// # Errors
    /// `<=` and `<` are refused: they are for [`Table::raj`].
    pub fn aj<S: Into<String>, T: Into<String>>(
        &self,
        right: &Table,
        on: impl IntoIterator<Item = S>,
        add: impl IntoIterator<Item = T>,
    ) -> Result<Table> {
        let operation = PairOperation::AsOf {
            on: texts(on),
            add: texts(add),
        };
        self.apply_with(right, &operation)
    }

    /// All rows of this table, each with the first row of `right` that has its key and is not before it: one item of
    /// `on` is `"Time <= RightTime"`, or `"Time < RightTime"` for one that is after it. Of right rows with one time the
    /// first one counts. Otherwise as [`Table::aj`].
    pub fn raj<S: Into<String>, T: Into<String>>(
        &self,
        right: &Table,
        on: impl IntoIterator<Item = S>,
        add: impl IntoIterator<Item = T>,
    ) -> Result<Table> {
        let operation = PairOperation::ReverseAsOf {
            on: texts(on),
            add: texts(add),
        };
        self.apply_with(right, &operation)
    }

    /// All rows of this table, each with lists of the rows of `right` that have its key and whose value is in its range. The
    /// last item of `on` is the range, `"Start <= Value < End"`: two columns of this table around one of `right`, each
    /// with `<`, or `<=` where the end is in the range. `"<- Start <= Value"` also takes the last row before the range
    /// when none is at its start, `"Value <= End ->"` the first one behind it. The aggregations say which columns of
    /// `right` are listed; they can only be groups.
    ///
    /// A range is open where its start or end is null. It has no list, but null, when it begins behind its end, when its
    /// rules leave nothing in it, and when an end is NaN. Rows of `right` with null or NaN are in no range.
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) for tables that may still change: take
    /// [`Table::snapshot_table`] of them. An error names the row of `right` whose value is less than one before it with
    /// the same key: sort `right` by it.
    pub fn range_join<S: Into<String>>(
        &self,
        right: &Table,
        on: impl IntoIterator<Item = S>,
        aggregations: impl IntoIterator<Item = Aggregation>,
    ) -> Result<Table> {
        let operation = PairOperation::Range {
            on: texts(on),
            aggregations: aggregations.into_iter().collect(),
        };
        self.apply_with(right, &operation)
    }

    /// The rows of this table whose key a row of `right` has. Of a blink table all rows count that it ever had.
    pub fn where_in<S: Into<String>>(&self, right: &Table, on: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply_with(right, &PairOperation::WhereIn { on: texts(on) })
    }

    /// The rows of this table whose key no row of `right` has. Of a blink table all rows count that it ever had.
    pub fn where_not_in<S: Into<String>>(&self, right: &Table, on: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply_with(right, &PairOperation::WhereNotIn { on: texts(on) })
    }
}

#[cfg(test)]
mod tests;
