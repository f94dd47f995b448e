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
//! | cross, outer, as-of | its rows are those of the cycle, but aggregations do not remember them |
//!
//! A blink table on the right side is joined with what it has in the cycle; only `whereIn` and `whereNotIn` remember
//! all keys that it ever had. All of this is as in the mirrored API.

mod as_of;
mod cross;
mod fans;
mod full_outer;
mod index;
mod known;
mod moment;
mod natural;
pub(super) mod ordered;
mod plan;
mod range;
mod range_match;
mod runs;
mod sides;
mod where_in;

pub(super) use self::as_of::as_of;
pub(super) use self::cross::Cross;
pub(super) use self::full_outer::FullOuter;
pub(super) use self::known::Known;
pub(super) use self::natural::{Natural, Rule};
pub(super) use self::plan::Plan;
pub(super) use self::range::range_join;
pub(super) use self::where_in::WhereIn;

use self::sides::Sides;
use crate::error::{Error, Result};
use crate::table::Change;

/// The changes of both sides.
fn changes(inputs: &[Option<Change>]) -> Result<[Option<&Change>; 2]> {
    match inputs {
        [left, right] => Ok([left.as_ref(), right.as_ref()]),
        _ => Err(Error::internal("a join was not given the changes of two tables")),
    }
}
