//! Tables derived from others: the methods of [`Table`] that make them, a family a file.

mod aggregations;
mod columns;
mod joins;
mod keyed_transpose;
mod levels;
mod multi_join;
mod order;
mod update_by;

pub use aggregations::EmptyGroups;
pub(crate) use keyed_transpose::Transpose;
pub use keyed_transpose::{NewColumns, TransposeOptions};
pub use multi_join::MultiJoinInput;

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use arrow_schema::SchemaRef;

use super::node::{Node, Outcome};
use super::session::until_closed;
use super::table::{Lineage, Origin, Table, TableCore, Traits};
use crate::error::{Error, Result};
use crate::formula::ExternalFunctions;
use crate::kafka::Cancelled;
use crate::op::{self, Flow, Merge, Operation};
use crate::spec::{Aggregation, PairOperation, TableOperation, is_table};
use crate::table::{Change, Snapshot};

impl Table {
    /// Makes a table of an operation on this one. No cycle runs meanwhile, so that it begins with the rows that are
    /// there and misses no change.
    pub(crate) fn apply(&self, operation: &TableOperation) -> Result<Table> {
        self.apply_calling(operation, self.functions())
    }

    /// The same, with these functions in the place of those that are registered.
    pub(crate) fn apply_calling(&self, operation: &TableOperation, functions: Arc<ExternalFunctions>) -> Result<Table> {
        if let TableOperation::AggBy {
            aggregations,
            keys,
            preserve_empty,
            variables,
        } = operation
            && aggregations.iter().any(Aggregation::is_partition)
        {
            if *preserve_empty {
                return Err(without_partitions());
            }
            return self.agg_by_with_parts(aggregations, keys, variables, &functions);
        }
        let origin = Origin::Operation(operation.clone(), functions);
        let parents = [self.core().clone()];
        let core = self.engine().add(|number| make(&origin, number, &parents, false))?;
        Ok(Table::new(self.engine().clone(), core))
    }

    /// The functions that formulas of the session can call now.
    pub(crate) fn functions(&self) -> Arc<ExternalFunctions> {
        self.engine().functions()
    }

    /// Ends waiting when the session is closed.
    pub(crate) fn until_closed(&self) -> Cancelled {
        until_closed(self.engine())
    }

    /// Makes a table of an operation on this table and another one of the session, which may be this one. No cycle runs
    /// meanwhile.
    pub(crate) fn apply_with(&self, right: &Table, operation: &PairOperation) -> Result<Table> {
        self.apply_with_calling(right, operation, self.functions())
    }

    /// The same, with these functions in the place of those that are registered.
    pub(crate) fn apply_with_calling(
        &self,
        right: &Table,
        operation: &PairOperation,
        functions: Arc<ExternalFunctions>,
    ) -> Result<Table> {
        if !Arc::ptr_eq(self.engine(), right.engine()) {
            return Err(Error::invalid(format!(
                "{operation} of {} and {}: tables of two sessions cannot be combined",
                self.core().label(),
                right.core().label()
            )));
        }
        if let PairOperation::AggBy { aggregations, .. } = operation
            && aggregations.iter().any(Aggregation::is_partition)
        {
            return Err(without_partitions());
        }
        let origin = Origin::Pair(operation.clone(), functions);
        let parents = [self.core().clone(), right.core().clone()];
        let core = self.engine().add(|number| make(&origin, number, &parents, false))?;
        Ok(Table::new(self.engine().clone(), core))
    }
}

/// What is remembered of an origin: of its functions those whose names the formulas hold. The others need not live as
/// long as the table.
fn kept(origin: &Origin) -> Origin {
    let mut kept = origin.clone();
    let (formulas, functions) = match &mut kept {
        Origin::Operation(operation, functions) => (operation.formulas(), functions),
        Origin::Pair(operation, functions) => (operation.formulas(), functions),
    };
    let is_mentioned = |name: &str| formulas.iter().any(|formula| formula.contains(name));
    if !functions.keys().all(|name| is_mentioned(name)) {
        Arc::make_mut(functions).retain(|name, _| is_mentioned(name));
    }
    kept
}

/// Tables in cells are those of groups that have rows.
fn without_partitions() -> Error {
    Error::unsupported(
        "aggBy with AggPartition has no groups without rows: make the column of tables in an aggBy of its own",
    )
}

/// Makes a table, with the number `number`, of an operation on others, while no cycle runs. When one does, `in_cycle`,
/// the table has no rows before it, and the caller lets it take part.
pub(super) fn make(origin: &Origin, number: u64, parents: &[Arc<TableCore>], in_cycle: bool) -> Result<Arc<TableCore>> {
    if let Some(failure) = parents.iter().find_map(|parent| parent.failure()) {
        return Err(failure);
    }
    let (made, label) = match (origin, parents) {
        (Origin::Operation(operation, functions), [parent]) => (
            op::make(operation, &parent.snapshot(), parent.flow(), functions)?,
            format!("{operation} of {}", parent.label()),
        ),
        (Origin::Pair(operation, functions), [left, right]) => (
            op::combine(
                operation,
                &left.snapshot(),
                &right.snapshot(),
                [left.flow(), right.flow()],
                functions,
            )?,
            format!("{operation} of {} and {}", left.label(), right.label()),
        ),
        _ => {
            return Err(Error::internal(
                "an operation was given another number of tables than it takes",
            ));
        }
    };
    // What never changes gives what never changes.
    let of_still = parents.iter().all(|parent| parent.flow() == Flow::Still);
    let flow = if of_still { Flow::Still } else { made.flow() };
    // What is still needs nothing more of a table that goes on.
    let follows = of_still || flow != Flow::Still;
    let traits = Traits {
        label,
        flow,
        parents: if follows { parents.to_vec() } else { Vec::new() },
        origin: Some(kept(origin)),
        // Cells of tables live as long as what they come from.
        keeps: (!follows && made.snapshot().schema().fields().iter().any(|field| is_table(field)))
            .then(|| Arc::new(parents.to_vec()) as Arc<dyn Any + Send + Sync>),
        ..Traits::default()
    };
    let rows = made.snapshot().clone();
    let rows = if in_cycle {
        Snapshot::empty(rows.schema().clone())
    } else {
        rows
    };
    let node = Derived {
        operation: made,
        unborn: in_cycle.then(|| rows.clone()),
    };
    let core = Arc::new(TableCore::new(traits, rows, Box::new(node)));
    if flow != Flow::Still {
        parents.iter().for_each(|parent| parent.add_child(number, &core));
    }
    Ok(core)
}

/// A table, with the number `number`, of the rows of all `parents`; `keeps` lives as long. No cycle runs meanwhile.
/// `grows` says whether parents will be added.
pub(super) fn merged(
    label: &str,
    number: u64,
    schema: &SchemaRef,
    parents: Vec<Arc<TableCore>>,
    grows: bool,
    keeps: Option<Arc<dyn Any + Send + Sync>>,
) -> Result<Arc<TableCore>> {
    if let Some(failure) = parents.iter().find_map(|parent| parent.failure()) {
        return Err(failure);
    }
    let flows: Vec<Flow> = parents.iter().map(|parent| parent.flow()).collect();
    let snapshots: Vec<Snapshot> = parents.iter().map(|parent| parent.snapshot()).collect();
    let merge = Merge::new(schema, &snapshots, Merge::flow_of(&flows, grows))?;
    let traits = Traits {
        label: label.to_owned(),
        flow: merge.flow(),
        parents: parents.clone(),
        lineage: Lineage::Merge,
        keeps,
        ..Traits::default()
    };
    let snapshot = merge.snapshot().clone();
    let core = Arc::new(TableCore::new(
        traits,
        snapshot,
        Box::new(Derived {
            operation: Box::new(merge),
            unborn: None,
        }),
    ));
    parents.iter().for_each(|parent| parent.add_child(number, &core));
    Ok(core)
}

fn texts<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

/// The node of a derived table.
struct Derived {
    operation: Box<dyn Operation>,
    /// No rows, which is what has been told of the table before its first cycle, when it was made in it.
    unborn: Option<Snapshot>,
}

impl Node for Derived {
    fn update(&mut self, parents: &[Option<Change>]) -> Result<Outcome> {
        let mut change = self.operation.update(parents)?;
        if let Some(nothing) = self.unborn.take() {
            let all = Change::of_rows(nothing, self.operation.snapshot().clone());
            change = all.if_any();
        }
        Ok(Outcome {
            change,
            again: self.operation.fades().then(Instant::now),
            ..Outcome::default()
        })
    }
}
