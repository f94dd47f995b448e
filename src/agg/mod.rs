//! Accumulators: what is remembered of the values of each group, and what is made of it.
//!
//! An [`Accumulator`] is a vector of states, one a group, behind one call for each column and at most 65,536 rows. The
//! accumulators of tables whose rows only come are plain ones that remember no rows; those of other tables also take
//! rows back. What depends on which *row* it is, such as the first, is a [`Chooser`], and gives row keys, so that the
//! values need not be copied. A formula over the values of a group is neither: it is bound here, and the operation
//! evaluates it for the groups that were touched.
//!
//! Sums of whole numbers and of decimals are exact. Those of floats that are never taken back are plain sums in the order of the rows;
//! those that are, are sums of twice the precision, with NaN and infinity counted apart, so that what is taken back
//! leaves no trace: see [`total`].

mod choose;
mod compile;
mod count;
mod decimal;
mod digest;
mod distinct;
mod extreme;
mod fold;
mod formula;
mod frozen;
mod keys;
mod multiset;
mod percentile;
mod sum;
mod total;
mod variance;
mod weighted;

use arrow_array::ArrayRef;

pub(crate) use self::choose::{Chooser, End, NewRows};
pub(crate) use self::compile::{Choice, Operand, Output, Plan, compile};
pub(crate) use self::decimal::{State as ExactState, Sums as ExactSums};
pub(crate) use self::formula::{GroupFormula, Reads, bind_lists, list_item};
pub(crate) use self::keys::{Encodings, Keys, Numbers, OwnDigits, integers, is_number};
pub(crate) use self::total::{Retractable, Total};
use crate::error::{Error, Result};

/// Some rows of the input.
pub(crate) struct Rows<'a> {
    /// The group of each row.
    pub groups: &'a [u32],
    /// How many groups there are now.
    pub count: usize,
    /// The values of each operand.
    pub values: &'a [ArrayRef],
}

impl Rows<'_> {
    /// The values of the operand at `index`.
    fn operand(&self, index: usize) -> Result<&ArrayRef> {
        let values = self.values.get(index);
        values.ok_or_else(|| Error::internal("an aggregation without its column"))
    }
}

/// What is remembered of the values of some columns, for each group.
pub(crate) trait Accumulator: Send {
    /// Adds rows.
    fn add(&mut self, rows: &Rows<'_>) -> Result<()>;

    /// Takes rows back that were added, with the same values. Only for tables whose rows go.
    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        let _ = rows;
        Err(Error::internal("an accumulator that only adds was to take rows back"))
    }

    /// The results of `groups`, in their order.
    fn results(&self, groups: &[u32]) -> Result<ArrayRef>;

    /// Says that these groups have no rows, nor had any at the end of the cycle.
    fn forget(&mut self, groups: &[u32]) {
        let _ = groups;
    }

    /// Lets go of all states if results tell them, and says so. Then it gets those of the groups of a cycle by
    /// [`resume`](Self::resume) before it adds rows.
    fn rest(&mut self) -> bool {
        false
    }

    /// Has the states that gave these results, null for groups that are new, and no others: groups are numbered so.
    fn resume(&mut self, results: &ArrayRef) -> Result<()> {
        let _ = results;
        Err(Error::internal(
            "an accumulator that remembers its states was to read them from results",
        ))
    }
}

#[cfg(test)]
mod tests;
