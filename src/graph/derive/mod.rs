//! Tables derived from others: the methods of [`Table`] that make them, a family a file.

mod aggregations;
mod columns;
mod joins;

use std::any::Any;
use std::sync::Arc;

use arrow_schema::SchemaRef;

use super::node::{Node, Outcome};
use super::table::{Table, TableCore, Traits};
use crate::error::{Error, Result};
use crate::op::{self, Flow, Merge, Operation};
use crate::spec::{JoinOperation, TableOperation};
use crate::table::Change;

impl Table {
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

    /// Makes a table of an operation on this table and another one of the session, which may be this one. No cycle runs
    /// meanwhile.
    pub(crate) fn apply_with(&self, right: &Table, operation: &JoinOperation) -> Result<Table> {
        if !Arc::ptr_eq(self.engine(), right.engine()) {
            return Err(Error::invalid(format!(
                "{operation} of {} and {}: tables of two sessions cannot be joined",
                self.core().label(),
                right.core().label()
            )));
        }
        let parents = [self.core(), right.core()];
        let core = self.engine().add(|number| {
            if let Some(failure) = parents.iter().find_map(|parent| parent.failure()) {
                return Err(failure);
            }
            let flows = parents.map(|parent| parent.flow());
            let made = op::join(operation, &parents[0].snapshot(), &parents[1].snapshot(), flows)?;
            let traits = Traits {
                label: format!("{operation} of {} and {}", parents[0].label(), parents[1].label()),
                flow: made.flow(),
                parents: parents.map(Arc::clone).to_vec(),
                ..Traits::default()
            };
            let snapshot = made.snapshot().clone();
            let core = Arc::new(TableCore::new(traits, snapshot, Box::new(Derived(made))));
            parents.iter().for_each(|parent| parent.add_child(number, &core));
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
