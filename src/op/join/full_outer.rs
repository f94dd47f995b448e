//! Every left row with every right row of its key, and the rows of either side that have none.

use super::cross::Cross;
use super::where_in::WhereIn;
use super::{Plan, changes};
use crate::error::Result;
use crate::op::constant::Constant;
use crate::op::{Flow, Merge, Operation};
use crate::table::{Change, Snapshot};

/// The rows of a left outer join, and behind them the right rows whose key no left row has: with nulls on the left, but for
/// key columns of one name.
///
/// Of a left blink table all keys count that it ever had, as for `whereNotIn`.
pub(in crate::op) struct FullOuter {
    plan: Plan,
    /// For each left column the right one that has its name and its place in the match, if there is one.
    keys: Vec<Option<usize>>,
    pairs: Cross,
    /// The right rows without a left one.
    alone: WhereIn,
    merged: Merge,
}

impl FullOuter {
    pub fn new(plan: Plan, left: &Snapshot, right: &Snapshot, flows: [Flow; 2]) -> Result<Self> {
        let pairs = Cross::new(plan.clone(), true, left, right, flows)?;
        let alone = WhereIn::new(plan.swapped(right), false, right, left, [flows[1], flows[0]])?;
        let keys = plan.keys_of_one_name(left, right);
        let parts = [pairs.snapshot().clone(), show(&plan, &keys, alone.snapshot())];
        let flow = Merge::flow_of(&[pairs.flow(), alone.flow()], false);
        let merged = Merge::new(parts[0].schema(), &parts, flow)?;
        Ok(FullOuter {
            plan,
            keys,
            pairs,
            alone,
            merged,
        })
    }
}

/// Rows of the right table with the columns of the result.
fn show(plan: &Plan, keys: &[Option<usize>], right: &Snapshot) -> Snapshot {
    let left = plan.left_fields().iter().zip(keys).map(|(field, key)| {
        let column = key.and_then(|key| right.column(key)).cloned();
        column.unwrap_or_else(|| Constant::null(field.data_type()))
    });
    plan.result(right.row_keys().clone(), left, right, |column| column)
}

impl Operation for FullOuter {
    fn snapshot(&self) -> &Snapshot {
        self.merged.snapshot()
    }

    fn flow(&self) -> Flow {
        self.merged.flow()
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [left, right] = changes(inputs)?;
        let pairs = self.pairs.update(inputs)?;
        let alone = self.alone.update(&[right.cloned(), left.cloned()])?;
        let alone = alone.map(|change| Change {
            before: show(&self.plan, &self.keys, &change.before),
            after: show(&self.plan, &self.keys, &change.after),
            ..change
        });
        self.merged.update(&[pairs, alone])
    }
}
