//! What is made of each row and the rows around it in its group.
//!
//! A group is called a lane here, since its rows are in an order: that of the table, or for windows by time that of
//! their timestamps, rows of equal ones in the order of the table. So a late row takes its place among the others, and
//! what its timestamp touches is computed anew; a row without a timestamp is in no window and has no result.
//!
//! | kernels | what a changed row costs |
//! |---|---|
//! | [`running`], [`running_decimals`], [`extremes`], [`moving`]: from row to row | the rows behind it until the state is what it was |
//! | [`rolling`], [`sliding`], [`rolling_decimals`], [`delta`]: over windows | the rows in whose windows it is, and theirs once |
//! | [`lists`]: windows as lists, made when they are read | the two ends of a window, for each of those rows |
//! | [`formula`]: formulas over such lists | the formula, for each of those rows |
//!
//! A row that comes behind all others costs the same whatever the window, unless windows go by time or reach forward.
//! Kernels get whole columns of at most 65,536 rows; what they remember of a lane is in a vector.

mod compile;
mod decimals;
mod delta;
mod extremes;
mod formula;
mod lanes;
mod lists;
mod moving;
mod operation;
mod output;
mod rerun;
mod rolling;
mod rolling_decimals;
mod rows;
mod running;
mod running_decimals;
mod sliding;
mod step;
mod sweep;
mod timelines;
mod windows;

use self::operation::UpdateBy;
use super::{Flow, Operation};
use crate::decimal::MathContext;
use crate::error::Result;
use crate::formula::Names;
use crate::spec::UpdateByOperation;
use crate::table::Snapshot;

/// Makes the operation on a table, grouped by the columns `keys`. Decimals of windows are rounded to the context.
pub(super) fn update_by(
    input: &Snapshot,
    flow: Flow,
    operations: (&[UpdateByOperation], MathContext),
    keys: &[String],
    names: Names<'_>,
) -> Result<Box<dyn Operation>> {
    let compiled = compile::compile(operations, input, keys, flow, names)?;
    Ok(Box::new(UpdateBy::new(input, flow, keys, compiled)?))
}
