//! Rows with their levels: those of a rollup and of a tree, each above the rows that are below it.
//!
//! Every row has a **path**: bytes that compare as the rows are ordered, and that begin with the path of the row above.
//! Sorting by it puts the rows in their order, depth first; the result does not have it.

mod ancestors;
mod nodes;
mod outline;
mod rollup;
mod tree;

pub(super) use self::ancestors::WithAncestors;
pub(super) use self::rollup::rollup;
pub(super) use self::tree::tree;
