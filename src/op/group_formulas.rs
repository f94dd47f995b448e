//! Formulas over the rows of groups.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_schema::Field;

use super::grouping::Grouping;
use super::lists::ListColumn;
use crate::agg::{GroupFormula, Reads, list_item};
use crate::error::{Error, Result};
use crate::formula::{Frame, Source};
use crate::table::{Column, KeyedStore, Members, RowSet, Snapshot};

/// Formulas whose columns are the keys of a group and the lists of the values of its rows, and what they gave: they are
/// evaluated for the groups that were touched.
pub(super) struct GroupFormulas {
    /// Each with the name of its result.
    formulas: Vec<(String, GroupFormula)>,
    results: KeyedStore,
}

/// Groups are looked at together whose rows are not many more than this.
const ROWS: u64 = 1 << 16;

impl GroupFormulas {
    /// Formulas under the names of their results.
    pub fn new(formulas: Vec<(String, GroupFormula)>) -> Self {
        let fields: Vec<Field> = formulas
            .iter()
            .map(|(name, formula)| formula.formula.field(name))
            .collect();
        GroupFormulas {
            formulas,
            results: KeyedStore::new(fields.iter().map(Field::data_type)),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.formulas.is_empty()
    }

    /// Evaluates the formulas for these groups, in order, and gives those for which a result is something else than
    /// before.
    pub fn compute(&mut self, groups: &[u32], lists: &Lists<'_>) -> Result<RowSet> {
        let mut changed = Vec::new();
        for groups in pieces(groups, lists.members) {
            let keys: Vec<u64> = groups.iter().map(|group| u64::from(*group)).collect();
            let rows: RowSet = keys.iter().copied().collect();
            let frame = Frame::new(lists, lists.columns.len(), &rows);
            let results = self.formulas.iter().map(|(name, formula)| {
                let result = match formula.reads {
                    Reads::All => formula.formula.evaluate(&frame),
                    Reads::List(column) => {
                        let values = lists.list(column)?.read(&rows)?;
                        formula
                            .formula
                            .evaluate(&Frame::new(lists, 1, &rows).with_column(0, values))
                    }
                };
                result.map_err(|error| match error.detail("column") {
                    Some(_) => error,
                    None => error.with("column", name),
                })
            });
            let results: Vec<ArrayRef> = results.collect::<Result<_>>()?;
            changed.extend(self.results.update(&keys, &results)?);
        }
        Ok(changed.into_iter().collect())
    }

    /// Lets go of the memory of groups that have no rows, where none of `rows`, the others, is near.
    pub fn forget(&mut self, gone: &RowSet, rows: &RowSet) {
        self.results.forget(gone, rows);
    }

    /// The results, in the order of the formulas.
    pub fn columns(&self) -> Vec<Arc<dyn Column>> {
        self.results.columns().collect()
    }
}

/// Groups in pieces of at most [`ROWS`] rows, or of one group.
fn pieces<'a>(groups: &'a [u32], members: &Members) -> Vec<&'a [u32]> {
    let (mut pieces, mut start, mut rows) = (Vec::new(), 0, 0);
    for (at, group) in groups.iter().enumerate() {
        let len = members.len(u64::from(*group));
        if rows + len > ROWS && start < at {
            pieces.push(&groups[start..at]);
            (start, rows) = (at, 0);
        }
        rows += len;
    }
    pieces.push(&groups[start..]);
    pieces
}

/// A table's groups as formulas read them.
pub(super) struct Lists<'a> {
    input: &'a Snapshot,
    /// The keys as they are, of other columns lists.
    columns: Vec<Arc<dyn Column>>,
    /// The groups that have rows.
    rows: &'a RowSet,
    members: &'a Members,
}

impl<'a> Lists<'a> {
    /// The groups `rows` of a table.
    pub fn new(input: &'a Snapshot, grouping: &Grouping, members: &'a Members, rows: &'a RowSet) -> Result<Self> {
        let mut lists = Lists {
            input,
            columns: Vec::new(),
            rows,
            members,
        };
        let keys: Vec<Arc<dyn Column>> = grouping.key_columns().collect();
        let column = |index| match grouping.keys().iter().position(|key| *key == index) {
            Some(key) => Ok(keys[key].clone()),
            None => lists.list(index),
        };
        lists.columns = (0..input.schema().fields().len()).map(column).collect::<Result<_>>()?;
        Ok(lists)
    }

    /// The lists of the values of a column.
    fn list(&self, index: usize) -> Result<Arc<dyn Column>> {
        let source = self.input.column(index);
        let source = source.ok_or_else(|| Error::internal(format!("a table without its column {index}")))?;
        let item = list_item(self.input.schema().field(index));
        Ok(Arc::new(ListColumn::new(self.members.clone(), source.clone(), item)))
    }
}

impl Source for Lists<'_> {
    fn row_keys(&self) -> &RowSet {
        self.rows
    }

    fn read(&self, index: usize, keys: &RowSet) -> Result<ArrayRef> {
        let column = self.columns.get(index);
        let column =
            column.ok_or_else(|| Error::internal(format!("a formula reads column {index}, which is not there")))?;
        column.read(keys)
    }
}
