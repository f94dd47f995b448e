//! Joins: tables whose rows are those of a left table, told something about by the rows of a right one.
//!
//! Rows belong together whose keys are equal: null is a key like any other, NaN is equal to itself and zero to minus
//! zero. Both sides number their keys together ([`Sides`]), and what a join remembers is kept by that number: the right
//! rows, and the left rows where a right row may still come, change or go. A side that does not change keeps no index,
//! and the other one's keys that it does not know are not kept either.
//!
//! The result shows the columns of its inputs and copies none. What a cycle costs is what the changed rows of either
//! side cost, and the left rows that they are joined with.
//!
//! | join | result of a left table that is blink |
//! |---|---|
//! | natural, exact, `whereIn`, `whereNotIn` | blink |
//! | cross, as-of | its rows are those of the cycle, but aggregations do not remember them |
//!
//! A blink table on the right side is joined with what it has in the cycle; only `whereIn` and `whereNotIn` remember
//! all keys that it ever had. All of this is as in the mirrored API.

mod as_of;
mod cross;
mod fans;
mod index;
mod moment;
mod natural;
mod ordered;
mod plan;
mod runs;
mod sides;
mod where_in;

use self::as_of::as_of;
use self::cross::Cross;
use self::natural::{Natural, Rule};
use self::plan::Plan;
use self::sides::Sides;
use self::where_in::WhereIn;
use super::{Flow, Operation};
use crate::error::{Error, Result};
use crate::spec::JoinOperation;
use crate::table::{Change, Snapshot};

/// Makes a join of tables whose rows are `left` and `right`, and come and go as `flows` tell. Its inputs are the left
/// table and the right one.
pub(crate) fn join(
    operation: &JoinOperation,
    left: &Snapshot,
    right: &Snapshot,
    flows: [Flow; 2],
) -> Result<Box<dyn Operation>> {
    let plan = Plan::new(operation, left, right)?;
    let natural =
        |plan, rule| -> Result<Box<dyn Operation>> { Ok(Box::new(Natural::new(plan, rule, left, right, flows)?)) };
    match operation {
        JoinOperation::Natural { matching, .. } => natural(plan, Rule::Natural(*matching)),
        JoinOperation::Exact { .. } => natural(plan, Rule::Exact),
        JoinOperation::Cross { .. } => Ok(Box::new(Cross::new(plan, left, right, flows)?)),
        JoinOperation::AsOf { .. } | JoinOperation::ReverseAsOf { .. } => as_of(plan, left, right, flows),
        JoinOperation::WhereIn { .. } => Ok(Box::new(WhereIn::new(plan, true, left, right, flows)?)),
        JoinOperation::WhereNotIn { .. } => Ok(Box::new(WhereIn::new(plan, false, left, right, flows)?)),
    }
}

/// The changes of both sides.
fn changes(inputs: &[Option<Change>]) -> Result<[Option<&Change>; 2]> {
    match inputs {
        [left, right] => Ok([left.as_ref(), right.as_ref()]),
        _ => Err(Error::internal("a join was not given the changes of two tables")),
    }
}
