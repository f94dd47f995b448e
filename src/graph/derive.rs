//! Tables derived from others.

use std::any::Any;
use std::sync::Arc;

use arrow_schema::SchemaRef;

use super::node::{Node, Outcome};
use super::table::{Table, TableCore, Traits};
use crate::error::Result;
use crate::op::{self, Flow, Merge, Operation};
use crate::spec::{FilterSpec, TableOperation, Variables};
use crate::table::Change;

impl Table {
    /// The rows for which all `filters` are true, such as `"Size > 50"` or "Sym = `AAPL` && Price > 0": conditions of
    /// the formula language, whose functions `docs/functions.md` lists. Null is less than everything else, as in the
    /// mirrored API.
    pub fn where_<S: Into<String>>(&self, filters: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::Where {
            filters: filters.into_iter().map(FilterSpec::from).collect(),
            variables: Variables::new(),
        })
    }

    /// The columns `columns`, each a name, or `"New = Old"` for a column under another name.
    pub fn view<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::View {
            columns: texts(columns),
        })
    }

    /// All columns but these.
    pub fn drop_columns<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::DropColumns {
            columns: texts(columns),
        })
    }

    /// All columns, some of them under another name: `"New = Old"`. They keep their places.
    pub fn rename_columns<S: Into<String>>(&self, pairs: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::RenameColumns { pairs: texts(pairs) })
    }

    /// All columns, these moved behind `index` of the others, or behind all; each a name, or `"New = Old"`.
    pub fn move_columns<S: Into<String>>(&self, index: usize, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::MoveColumns {
            index: i32::try_from(index).unwrap_or(i32::MAX),
            columns: texts(columns),
        })
    }

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

    /// Makes a table of an operation on this one. No cycle runs meanwhile, so that it begins with the rows that are
    /// there and misses no change.
    pub(crate) fn apply(&self, operation: &TableOperation) -> Result<Table> {
        let parent = self.core();
        let core = self.engine().add(|number| {
            if let Some(failure) = parent.failure() {
                return Err(failure);
            }
            let flow = parent.flow();
            let made = op::make(operation, &parent.snapshot(), flow)?;
            let traits = Traits {
                label: format!("{operation} of {}", parent.label()),
                // What never changes gives what never changes.
                flow: if flow == Flow::Still { flow } else { made.flow() },
                parents: vec![parent.clone()],
                ..Traits::default()
            };
            let snapshot = made.snapshot().clone();
            let core = Arc::new(TableCore::new(traits, snapshot, Box::new(Derived(made))));
            parent.add_child(number, &core);
            Ok(core)
        })?;
        Ok(Table::new(self.engine().clone(), core))
    }
}

/// A table, with the number `number`, of the rows of all `parents`; `keeps` lives as long. No cycle runs meanwhile.
pub(super) fn merged(
    label: &str,
    number: u64,
    schema: &SchemaRef,
    parents: Vec<Arc<TableCore>>,
    keeps: Arc<dyn Any + Send + Sync>,
) -> Result<Arc<TableCore>> {
    if let Some(failure) = parents.iter().find_map(|parent| parent.failure()) {
        return Err(failure);
    }
    let flows: Vec<Flow> = parents.iter().map(|parent| parent.flow()).collect();
    // Tables that are added later come and go as these do.
    let flow = match flows.first() {
        Some(first) if flows.iter().all(|flow| flow == first) => *first,
        _ => Flow::Free,
    };
    let snapshots = parents.iter().map(|parent| parent.snapshot()).collect();
    let merge = Merge::new(schema, snapshots, flow)?;
    let traits = Traits {
        label: label.to_owned(),
        flow,
        parents: parents.clone(),
        keeps: Some(keeps),
        ..Traits::default()
    };
    let snapshot = merge.snapshot().clone();
    let core = Arc::new(TableCore::new(traits, snapshot, Box::new(Derived(Box::new(merge)))));
    parents.iter().for_each(|parent| parent.add_child(number, &core));
    Ok(core)
}

fn texts<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

/// The node of a derived table.
struct Derived(Box<dyn Operation>);

impl Node for Derived {
    fn update(&mut self, parents: &[Option<Change>]) -> Result<Outcome> {
        Ok(Outcome {
            change: self.0.update(parents)?,
            ..Outcome::default()
        })
    }
}
