//! Table operations, one a file.
//!
//! An operation is made from the snapshots of its inputs and then maps each cycle's [`Change`]s of theirs to its own,
//! at a cost of the change. Its result is always what it would be if it were made anew from the inputs' snapshots; that
//! is what the property tests check. Operations know neither sessions nor threads: `graph` calls them.

mod aggregate;
mod choosing;
mod columns;
mod flow;
mod grouping;
mod groups;
mod head_tail_by;
mod lists;
mod merge;
mod rows;
mod shorthand;
mod ungroup;
mod view;
mod where_;

pub(crate) use flow::Flow;
pub(crate) use merge::Merge;

use self::aggregate::Aggregate;
use self::columns::Chosen;
use self::head_tail_by::HeadTailBy;
use self::ungroup::Ungroup;
use self::view::View;
use self::where_::Where;
use crate::agg::End;
use crate::error::Result;
use crate::spec::{Aggregation, TableOperation};
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
    let aggregate = |aggregations: &[Aggregation], keys: &[String]| -> Result<Box<dyn Operation>> {
        Ok(Box::new(Aggregate::new(input, flow, aggregations, keys)?))
    };
    let of_all = |aggregation: &Aggregation, keys: &[String]| -> Result<Box<dyn Operation>> {
        aggregate(&[shorthand::of_all(input.schema(), aggregation, keys)?], keys)
    };
    let view = |columns: Vec<Chosen>| -> Result<Box<dyn Operation>> { Ok(Box::new(View::new(input, flow, &columns))) };
    match operation {
        TableOperation::Where { filters } => Ok(Box::new(Where::new(input, flow, filters)?)),
        TableOperation::View { columns } => view(columns::chosen(input, columns)?),
        TableOperation::DropColumns { columns } => view(columns::dropped(input, columns)?),
        TableOperation::RenameColumns { pairs } => view(columns::renamed(input, pairs)?),
        TableOperation::MoveColumns { index, columns } => view(columns::moved(input, *index, columns)?),
        TableOperation::LastBy { keys } => of_all(&Aggregation::last::<String>([]), keys),
        TableOperation::SumBy { keys } => of_all(&Aggregation::sum::<String>([]), keys),
        TableOperation::CountBy { column, keys } => aggregate(&[Aggregation::count(column)], keys),
        TableOperation::AggBy { aggregations, keys } => {
            shorthand::check(aggregations)?;
            aggregate(aggregations, keys)
        }
        TableOperation::AggAllBy { aggregation, keys } => of_all(aggregation, keys),
        TableOperation::GroupBy { keys } => of_all(&Aggregation::group::<String>([]), keys),
        TableOperation::SelectDistinct { columns } => {
            aggregate(&[], &shorthand::columns_or_all(input.schema(), columns))
        }
        TableOperation::Ungroup { columns, null_fill } => {
            let lists = ungroup::lists(input, columns)?;
            if lists.is_empty() {
                return view(columns::dropped(input, &[])?);
            }
            Ok(Box::new(Ungroup::new(input, flow, lists, *null_fill)?))
        }
        TableOperation::HeadBy { rows, keys } => Ok(Box::new(HeadTailBy::new(input, flow, End::First, *rows, keys)?)),
        TableOperation::TailBy { rows, keys } => Ok(Box::new(HeadTailBy::new(input, flow, End::Last, *rows, keys)?)),
    }
}

#[cfg(test)]
mod tests;
