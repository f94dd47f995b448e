//! Tables derived from others: the methods of [`Table`] that make them, a family a file.

mod aggregations;
mod columns;
mod order;

use std::any::Any;
use std::sync::Arc;

use arrow_schema::SchemaRef;

use super::node::{Node, Outcome};
use super::table::{Table, TableCore, Traits};
use crate::error::Result;
use crate::op::{self, Flow, Merge, Operation};
use crate::spec::TableOperation;
use crate::table::{Change, Snapshot};

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
            // What never changes gives what never changes.
            let flow = if flow == Flow::Still { flow } else { made.flow() };
            let is_still = flow == Flow::Still;
            let traits = Traits {
                label: format!("{operation} of {}", parent.label()),
                flow,
                // What is still needs nothing more of the table that it was made of.
                parents: if is_still { vec![] } else { vec![parent.clone()] },
                ..Traits::default()
            };
            let snapshot = made.snapshot().clone();
            let core = Arc::new(TableCore::new(traits, snapshot, Box::new(Derived(made))));
            if !is_still {
                parent.add_child(number, &core);
            }
            Ok(core)
        })?;
        Ok(Table::new(self.engine().clone(), core))
    }
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
        keeps,
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
