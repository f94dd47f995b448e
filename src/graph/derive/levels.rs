//! Tables with levels: rollups and trees.
//!
//! All levels are rows of one live table, each row above those that are below it, as a viewer shows them who has expanded
//! everything. `__DEPTH__` tells the level of a row, from 1 on, and `__EXPANDED__` is true where there are rows below it,
//! and null where there are none.

use super::texts;
use crate::error::Result;
use crate::graph::Table;
use crate::spec::{Aggregation, FilterSpec, Matching, PairOperation, TableOperation, Variables};

impl Table {
    /// What the aggregations make of all rows, below it of each group of rows with an equal first key, below each of these
    /// of each group with an equal second one, and so on; with `include_constituents` the rows themselves are below the last
    /// groups.
    ///
    /// Behind `__DEPTH__` and `__EXPANDED__` come the keys, null where a row is not of one value of them, then the results
    /// in the order of the aggregations, and then, with constituents, the columns that are no keys; one that has the name of
    /// a result has `_Constituent` behind its own. Results are null in the rows of constituents. Groups that have the same
    /// one above are in the order in which they were first seen.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::sync::Arc;
    /// # use arrow_array::{Int64Array, RecordBatch, StringArray};
    /// use topictable::{Aggregation, Session, pretty};
    /// # let places = StringArray::from(vec!["Berlin", "Bern", "Berlin"]);
    /// # let goods = StringArray::from(vec!["tea", "tea", "rye"]);
    /// # let sizes = Int64Array::from(vec![1, 2, 3]);
    /// # let batch = RecordBatch::try_from_iter([
    /// #     ("Place", Arc::new(places) as _), ("Good", Arc::new(goods) as _), ("Qty", Arc::new(sizes) as _),
    /// # ])?;
    /// # let session = Session::new()?;
    /// # let sales = session.import(batch.schema(), [Ok(batch)])?;
    /// let levels = sales.rollup([Aggregation::sum(["Qty"])], false, ["Place", "Good"])?;
    /// assert_eq!(pretty(&levels.snapshot()).to_string(), "\
    /// +-----------+--------------+--------+------+-----+
    /// | __DEPTH__ | __EXPANDED__ | Place  | Good | Qty |
    /// +-----------+--------------+--------+------+-----+
    /// | 1         | true         |        |      | 6   |
    /// | 2         | true         | Berlin |      | 4   |
    /// | 3         |              | Berlin | tea  | 1   |
    /// | 3         |              | Berlin | rye  | 3   |
    /// | 2         | true         | Bern   |      | 2   |
    /// | 3         |              | Bern   | tea  | 2   |
    /// +-----------+--------------+--------+------+-----+");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`Table::agg_by`]; [`Unsupported`](crate::ErrorKind::Unsupported) for medians, percentiles and
    /// [`Aggregation::formula_of`], which the mirrored API does not roll up, and for constituents of a blink table;
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for two columns of one name.
    pub fn rollup<S: Into<String>>(
        &self,
        aggregations: impl IntoIterator<Item = Aggregation>,
        include_constituents: bool,
        keys: impl IntoIterator<Item = S>,
    ) -> Result<Table> {
        self.apply(&TableOperation::Rollup {
            aggregations: aggregations.into_iter().collect(),
            keys: texts(keys),
            include_constituents,
            variables: Variables::new(),
        })
    }

    /// The rows whose `parent` is null, below each those whose `parent` is its `id`, and so on: `__DEPTH__`,
    /// `__EXPANDED__` and the columns of the table. Rows of one parent are in the order of the table. Rows whose parent no
    /// row is are not there, nor those that are below themselves; [`Table::promote_orphans`] makes roots of the former.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) for a column that is not there;
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when the two are of different types, or two rows have one
    /// identifier; [`Unsupported`](crate::ErrorKind::Unsupported) for a blink table and for more than 1,000 levels. When
    /// rows come that are so, the result fails and keeps its last good state.
    pub fn tree(&self, id: impl Into<String>, parent: impl Into<String>) -> Result<Table> {
        self.apply(&TableOperation::Tree {
            id: id.into(),
            parent: parent.into(),
        })
    }

    /// The rows for which all `filters` are true, and those above them: the rows of which [`Table::tree`] is a tree with what is
    /// looked for and the way there. Rows that are below themselves may be among them, which the tree does not have.
    ///
    /// # Errors
    /// Those of [`Table::where_`] and of [`Table::tree`].
    pub fn with_ancestors<F: Into<FilterSpec>>(
        &self,
        filters: impl IntoIterator<Item = F>,
        id: impl Into<String>,
        parent: impl Into<String>,
    ) -> Result<Table> {
        self.apply(&TableOperation::WithAncestors {
            filters: filters.into_iter().map(Into::into).collect(),
            id: id.into(),
            parent: parent.into(),
            variables: Variables::new(),
        })
    }

    /// All rows; a `parent` that is the `id` of no row is null.
    ///
    /// # Errors
    /// Those of [`Table::natural_join`], by which it is made.
    pub fn promote_orphans(&self, id: &str, parent: &str) -> Result<Table> {
        let variables = Variables::new;
        let ids = self.apply(&TableOperation::SelectDistinct {
            columns: vec![format!("{FOUND} = {id}")],
            variables: variables(),
        })?;
        let joined = self.apply_with(
            &ids,
            &PairOperation::Natural {
                on: vec![format!("{parent} = {FOUND}")],
                add: vec![FOUND.to_owned()],
                matching: Matching::Unique,
            },
        )?;
        let promoted = joined.apply(&TableOperation::UpdateView {
            columns: vec![format!("{parent} = {FOUND}")],
            variables: variables(),
        })?;
        promoted.apply(&TableOperation::DropColumns {
            columns: vec![FOUND.to_owned()],
        })
    }
}

/// The column of the identifiers that are parents.
const FOUND: &str = "__PARENT__";
