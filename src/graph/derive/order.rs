//! Rows put in order, chosen by their positions, and put one after another.

use std::sync::Arc;

use super::merged;
use crate::error::{Error, Result};
use crate::graph::cycle::Engine;
use crate::graph::{Session, Table};
use crate::spec::{PairOperation, SnapshotWhenOptions, SortColumn, TableOperation};

impl Table {
    /// The rows in the order of these columns, the least first. Null is less than everything else, NaN is greater than
    /// every number, and text is compared as Java does, by UTF-16 code units. Equal rows stay in the order in which they
    /// are.
    pub fn sort<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.sort_by(columns.into_iter().map(SortColumn::ascending))
    }

    /// The same with the greatest first; equal rows stay in the order in which they are.
    pub fn sort_descending<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.sort_by(columns.into_iter().map(SortColumn::descending))
    }

    /// The rows in the order of these columns, each in its direction.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::sync::Arc;
    /// # use arrow_array::{Int64Array, RecordBatch, StringArray};
    /// use topictable::{Session, SortColumn, pretty};
    /// # let symbols = StringArray::from(vec!["B", "A", "B"]);
    /// # let sizes = Int64Array::from(vec![1, 2, 3]);
    /// # let batch = RecordBatch::try_from_iter([("Sym", Arc::new(symbols) as _), ("Size", Arc::new(sizes) as _)])?;
    /// # let session = Session::new()?;
    /// # let trades = session.import(batch.schema(), [Ok(batch)])?;
    /// let sorted = trades.sort_by([SortColumn::ascending("Sym"), SortColumn::descending("Size")])?;
    /// let rows: Vec<RecordBatch> = sorted.snapshot().batches().collect::<Result<_, _>>()?;
    /// assert_eq!(rows[0].column(1).as_ref(), &Int64Array::from(vec![2, 3, 1]));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) for a column that is not there, and
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for one whose values have no order, such as lists.
    pub fn sort_by(&self, columns: impl IntoIterator<Item = SortColumn>) -> Result<Table> {
        self.apply(&TableOperation::Sort {
            columns: columns.into_iter().collect(),
        })
    }

    /// The first `rows` rows; of a blink table the first ones that it has from now on.
    pub fn head(&self, rows: u64) -> Result<Table> {
        self.apply(&TableOperation::Head { rows: signed(rows) })
    }

    /// The last `rows` rows; of a blink table the last ones that it has had from now on.
    pub fn tail(&self, rows: u64) -> Result<Table> {
        self.apply(&TableOperation::Tail { rows: signed(rows) })
    }

    /// The first part of the rows, from 0 for none to 1 for all, rounded up to whole rows.
    pub fn head_pct(&self, fraction: f64) -> Result<Table> {
        self.apply(&TableOperation::HeadPct { fraction })
    }

    /// The last part of the rows, from 0 for none to 1 for all, rounded up to whole rows.
    pub fn tail_pct(&self, fraction: f64) -> Result<Table> {
        self.apply(&TableOperation::TailPct { fraction })
    }

    /// The rows from the position `first` up to `last`, which is not in. Negative positions count from the end, as does a
    /// `last` of 0 with a negative `first`: `slice(-3, 0)` is the last three rows. Fails when `first` is behind `last`
    /// and both count from the same end.
    pub fn slice(&self, first: i64, last: i64) -> Result<Table> {
        self.apply(&TableOperation::Slice { first, last })
    }

    /// The rows from a part of all up to another part, each from 0 to 1 and rounded down to whole rows.
    pub fn slice_pct(&self, first: f64, last: f64) -> Result<Table> {
        self.apply(&TableOperation::SlicePct { first, last })
    }

    /// The rows from the last to the first.
    pub fn reverse(&self) -> Result<Table> {
        self.apply(&TableOperation::Reverse {})
    }

    /// The rows under row keys that are their positions. A row that comes or goes before others changes all rows behind
    /// it, so that this is for tables whose rows come at the end, or never.
    pub fn flatten(&self) -> Result<Table> {
        self.apply(&TableOperation::Flatten {})
    }

    /// The rows of a blink table as a table whose rows come and go: what is derived from it sees only the rows that are
    /// there. Other tables stay as they are.
    pub fn remove_blink(&self) -> Result<Table> {
        self.apply(&TableOperation::RemoveBlink {})
    }

    /// All rows that a blink table has from now on. Fails for other tables.
    pub fn blink_to_append_only(&self) -> Result<Table> {
        self.apply(&TableOperation::BlinkToAppendOnly {})
    }

    /// A blink table of the rows that come to this one, first of those that are there already. Rows keep their keys.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when this table does not change. When a row of it goes or
    /// changes, the result fails.
    pub fn add_only_to_blink(&self) -> Result<Table> {
        self.apply(&TableOperation::AddOnlyToBlink {})
    }

    /// The last `capacity` rows that have come to the table, be it blink or append, with those that are there now if
    /// `initialize`. Rows that go or change are not followed.
    pub fn ring(&self, capacity: u64, initialize: bool) -> Result<Table> {
        self.apply(&TableOperation::Ring { capacity, initialize })
    }

    /// The rows as they are now, as a table that never changes. It shares their memory.
    pub fn snapshot_table(&self) -> Result<Table> {
        self.apply(&TableOperation::Snapshot {})
    }

    /// The rows as they were when another table of the session, the trigger, last changed: rows of it came, went or
    /// changed. Behind the columns stand the **stamps**, what the trigger's last row held then; null when it had no row.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::sync::Arc;
    /// # use arrow_array::{Int64Array, RecordBatch};
    /// use topictable::{Session, SnapshotWhenOptions, pretty};
    /// # let batch = |name: &str, values: Vec<i64>| {
    /// #     RecordBatch::try_from_iter([(name, Arc::new(Int64Array::from(values)) as _)]).unwrap()
    /// # };
    /// # let session = Session::new()?;
    /// # let orders = session.input_table(batch("Qty", vec![]).schema(), [""; 0])?;
    /// # let closings = session.input_table(batch("Day", vec![]).schema(), [""; 0])?;
    /// orders.add_rows(&batch("Qty", vec![9]))?;
    /// let history = SnapshotWhenOptions { history: true, ..SnapshotWhenOptions::default() };
    /// let daily = orders.snapshot_when(&closings, &history)?;
    /// closings.add_rows(&batch("Day", vec![1]))?;
    /// orders.add_rows(&batch("Qty", vec![5]))?;
    /// closings.add_rows(&batch("Day", vec![2]))?;
    /// assert_eq!(pretty(&daily.snapshot()).to_string(), "\
    /// +-----+-----+
    /// | Day | Qty |
    /// +-----+-----+
    /// | 1   | 9   |
    /// | 2   | 9   |
    /// | 2   | 5   |
    /// +-----+-----+");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A stamp that is not a column of the trigger, or has the name of a column of this table; a history that is initial
    /// or incremental. A history fails when rows of its trigger go or change.
    pub fn snapshot_when(&self, trigger: &Table, options: &SnapshotWhenOptions) -> Result<Table> {
        self.apply_with(trigger, &PairOperation::SnapshotWhen(options.clone()))
    }

    /// A row for each column: its `Name`, its `DataType` in Java, its `ColumnType`, and whether it `IsPartitioning`.
    pub fn meta(&self) -> Result<Table> {
        self.apply(&TableOperation::Meta {})
    }
}

fn signed(rows: u64) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

impl Session {
    /// The rows of all tables: those of each stay together, in its order. All have the columns of the first one, in any
    /// order.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when there is no table, when columns differ, which are
    /// named then, or when a table is of another session.
    pub fn merge(&self, tables: &[Table]) -> Result<Table> {
        self.check_open()?;
        merge_in(self.engine(), tables)
    }

    /// The rows of all tables in the order of a column. Equal rows are in the order of their tables.
    pub fn merge_sorted(&self, column: impl Into<String>, tables: &[Table]) -> Result<Table> {
        self.merge(tables)?.sort([column])
    }
}

/// See [`Session::merge`].
pub(super) fn merge_in(engine: &Arc<Engine>, tables: &[Table]) -> Result<Table> {
    let Some(first) = tables.first() else {
        return Err(Error::invalid("there is no table to merge"));
    };
    if tables.iter().any(|table| !Arc::ptr_eq(table.engine(), engine)) {
        return Err(Error::invalid("tables of different sessions cannot be merged"));
    }
    let core = engine.add(|number| {
        let parents: Vec<_> = tables.iter().map(|table| table.core().clone()).collect();
        let labels: Vec<&str> = parents.iter().map(|parent| parent.label()).collect();
        let label = format!("the merge of {}", labels.join(" and "));
        merged(&label, number, first.schema(), parents.clone(), false, None)
    })?;
    Ok(Table::new(engine.clone(), core))
}

#[cfg(test)]
mod tests;
