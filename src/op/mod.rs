//! Table operations, one a file.
//!
//! An operation is made from the snapshots of its inputs and then maps each cycle's [`Change`]s of theirs to its own,
//! at a cost of the change. Its result is always what it would be if it were made anew from the inputs' snapshots; that
//! is what the property tests check. Operations know neither sessions nor threads: `graph` calls them.

mod aggregate;
mod columns;
mod flow;
mod groups;
mod merge;
mod view;
mod where_;

pub(crate) use flow::Flow;
pub(crate) use merge::Merge;

use self::aggregate::Aggregate;
use self::columns::Chosen;
use self::view::View;
use self::where_::Where;
use crate::agg::AggregateSpec;
use crate::error::Result;
use crate::spec::TableOperation;
use crate::table::{Change, Snapshot};

/// An operation on live tables.
pub(crate) trait Operation: Send {
    /// The result so far.
    fn snapshot(&self) -> &Snapshot;

    /// How the rows of the result come and go.
    fn flow(&self) -> Flow;

    /// Follows one cycle's changes of the inputs, in their order; none for an input that did not change. The change of
    /// the result is returned, if there is one.
    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>>;
}

/// Makes an operation on a table whose rows are `input`.
pub(crate) fn make(operation: &TableOperation, input: &Snapshot, flow: Flow) -> Result<Box<dyn Operation>> {
    let aggregate = |aggregation, keys: &[String]| -> Result<Box<dyn Operation>> {
        Ok(Box::new(Aggregate::new(input, flow, &aggregation, keys)?))
    };
    let view = |columns: Vec<Chosen>| -> Result<Box<dyn Operation>> { Ok(Box::new(View::new(input, flow, &columns))) };
    match operation {
        TableOperation::Where { filters, variables } => Ok(Box::new(Where::new(input, flow, filters, variables)?)),
        TableOperation::View { columns } => view(columns::chosen(input, columns)?),
        TableOperation::DropColumns { columns } => view(columns::dropped(input, columns)?),
        TableOperation::RenameColumns { pairs } => view(columns::renamed(input, pairs)?),
        TableOperation::MoveColumns { index, columns } => view(columns::moved(input, *index, columns)?),
        TableOperation::LastBy { keys } => aggregate(AggregateSpec::LastOfAll, keys),
        TableOperation::SumBy { keys } => aggregate(AggregateSpec::SumOfAll, keys),
        TableOperation::CountBy { column, keys } => aggregate(AggregateSpec::Count(column.clone()), keys),
    }
}

#[cfg(test)]
mod tests;
