//! Columns chosen, renamed, put in another order, and computed when they are read.

use std::sync::Arc;

use arrow_array::ArrayRef;

use super::plan::{Place, Plan};
use super::{Flow, Operation};
use crate::error::Result;
use crate::table::{Change, Column, RowSet, Snapshot};

/// The rows of the input with some of its columns, which are shared, not copied, and with formulas over them, which are
/// evaluated for the rows that somebody reads, each time anew.
pub(crate) struct View {
    plan: Arc<Plan>,
    flow: Flow,
    result: Snapshot,
}

impl View {
    /// The columns of a plan.
    pub fn new(input: &Snapshot, flow: Flow, plan: Plan) -> Self {
        let plan = Arc::new(plan);
        View {
            result: view(input, &plan),
            plan,
            flow,
        }
    }
}

fn view(input: &Snapshot, plan: &Arc<Plan>) -> Snapshot {
    let computed = (0..plan.len()).map(|step| {
        Arc::new(Computed {
            plan: plan.clone(),
            step,
            input: input.clone(),
        }) as Arc<dyn Column>
    });
    with_computed(input, plan, &computed.collect::<Vec<_>>())
}

/// The rows of the input with the columns of a plan, of which the formulas made `computed`.
pub(super) fn with_computed(input: &Snapshot, plan: &Plan, computed: &[Arc<dyn Column>]) -> Snapshot {
    let columns = plan.places().iter().filter_map(|place| match place {
        Place::Input(index) => input.column(*index).cloned(),
        Place::Computed(step) => computed.get(*step).cloned(),
    });
    Snapshot::new(plan.schema().clone(), input.row_keys().clone(), columns.collect())
}

/// A formula, evaluated when it is read.
struct Computed {
    plan: Arc<Plan>,
    step: usize,
    input: Snapshot,
}

impl Column for Computed {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        self.plan.evaluate_one(self.step, &self.input, keys)
    }

    fn memory_size(&self) -> usize {
        0
    }
}

impl Operation for View {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let after = view(&change.after, &self.plan);
        let before = std::mem::replace(&mut self.result, after.clone());
        Ok(Some(Change {
            before,
            after,
            ..change.clone()
        }))
    }
}
