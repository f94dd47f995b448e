//! Table operations, one a file.
//!
//! An operation is made from the snapshots of its inputs and then maps each cycle's [`Change`]s of theirs to its own,
//! at a cost of the change. Its result is always what it would be if it were made anew from the inputs' snapshots, but
//! that groups keep the order in which their keys were first seen; that is what the property tests check. Operations know
//! neither sessions nor threads: `graph` calls them.

mod aggregate;
mod blink;
mod chain;
mod choosing;
mod columns;
mod condition;
mod constant;
mod division;
mod flatten;
mod flow;
mod group_formulas;
mod grouping;
mod groups;
mod head_tail_by;
mod join;
mod levels;
mod lists;
mod merge;
mod meta;
mod pass;
mod plan;
mod reverse;
mod rows;
mod shorthand;
mod slice;
mod snapshot_when;
mod sort;
mod ungroup;
mod update;
mod update_by;
mod view;
mod where_;

pub(crate) use division::{Divided, Division, Part};
pub(crate) use flow::Flow;
pub(crate) use merge::Merge;

use self::aggregate::{Aggregate, Empty, WithInitialGroups};
use self::blink::{Arrivals, Keep};
use self::chain::Chain;
use self::columns::Chosen;
use self::flatten::Flatten;
use self::head_tail_by::HeadTailBy;
use self::join::{Cross, FullOuter, Known, Natural, WhereIn};
use self::pass::Pass;
use self::plan::{Others, Plan};
use self::reverse::Reverse;
use self::slice::Span;
use self::ungroup::Ungroup;
use self::update::Update;
use self::view::View;
use self::where_::Where;
use crate::agg::End;
use crate::error::Result;
use crate::formula::{ExternalFunctions, Names};
use crate::spec::{Aggregation, PairOperation, TableOperation, Variables};
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

    /// Whether a cycle without changes of the inputs changes the result.
    fn fades(&self) -> bool {
        false
    }
}

/// Makes an operation on a table whose rows are `input`; its formulas can call these functions.
pub(crate) fn make(
    operation: &TableOperation,
    input: &Snapshot,
    flow: Flow,
    functions: &ExternalFunctions,
) -> Result<Box<dyn Operation>> {
    let nothing = Variables::new();
    let named = |variables| Names { variables, functions };
    let aggregate = |aggregations: &[Aggregation], keys: &[String], variables| -> Result<Box<dyn Operation>> {
        let names = named(variables);
        Ok(Box::new(Aggregate::new(input, flow, aggregations, keys, names)?))
    };
    let of_all = |aggregation: &Aggregation, keys: &[String], variables| -> Result<Box<dyn Operation>> {
        aggregate(
            &[shorthand::of_all(input.schema(), aggregation, keys)?],
            keys,
            variables,
        )
    };
    let view = |columns: Vec<Chosen>| -> Result<Box<dyn Operation>> {
        Ok(Box::new(View::new(input, flow, Plan::chosen(input.schema(), &columns))))
    };
    let computed = |others, columns: &[String], variables, once: bool| -> Result<Box<dyn Operation>> {
        let plan = Plan::new(input.schema(), flow, others, columns, named(variables))?;
        Ok(if once && plan.len() > 0 {
            Box::new(Update::new(input, flow, plan)?)
        } else {
            Box::new(View::new(input, flow, plan))
        })
    };
    let distinct = |columns: &[String], variables| -> Result<Box<dyn Operation>> {
        let plan = match columns {
            [] => Plan::chosen(input.schema(), &columns::all(input.schema())),
            columns => Plan::new(input.schema(), flow, Others::Go, columns, named(variables))?,
        };
        let keys: Vec<String> = plan
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        let first = View::new(input, flow, plan);
        let second = Aggregate::new(first.snapshot(), flow, &[], &keys, named(&nothing))?;
        Ok(Box::new(Chain {
            first: Box::new(first),
            second: Box::new(second),
        }))
    };
    match operation {
        TableOperation::Where { filters, variables } => {
            Ok(Box::new(Where::new(input, flow, filters, named(variables))?))
        }
        TableOperation::View { columns, .. } | TableOperation::Select { columns, .. } if columns.is_empty() => {
            view(columns::all(input.schema()))
        }
        TableOperation::View { columns, variables } => computed(Others::Go, columns, variables, false),
        TableOperation::Select { columns, variables } => computed(Others::Go, columns, variables, true),
        TableOperation::Update { columns, variables } => computed(Others::Stay, columns, variables, true),
        TableOperation::UpdateView { columns, variables } | TableOperation::LazyUpdate { columns, variables } => {
            computed(Others::Stay, columns, variables, false)
        }
        TableOperation::DropColumns { columns } => view(columns::dropped(input, columns)?),
        TableOperation::RenameColumns { pairs } => view(columns::renamed(input, pairs)?),
        TableOperation::MoveColumns { index, columns } => view(columns::moved(input, *index, columns)?),
        TableOperation::LastBy { keys } => of_all(&Aggregation::last::<String>([]), keys, &nothing),
        TableOperation::SumBy { keys } => of_all(&Aggregation::sum::<String>([]), keys, &nothing),
        TableOperation::CountBy { column, keys } => aggregate(&[Aggregation::count(column)], keys, &nothing),
        TableOperation::AggBy {
            aggregations,
            keys,
            preserve_empty,
            variables,
        } => {
            let of = (aggregations.as_slice(), keys.as_slice());
            Ok(Box::new(agg_by(
                input,
                flow,
                of,
                named(variables),
                *preserve_empty,
                None,
            )?))
        }
        TableOperation::Rollup {
            aggregations,
            keys,
            include_constituents,
            variables,
        } => levels::rollup(
            input,
            flow,
            (aggregations, keys),
            *include_constituents,
            named(variables),
        ),
        TableOperation::WithAncestors {
            filters,
            id,
            parent,
            variables,
        } => Ok(Box::new(levels::WithAncestors::new(
            input,
            flow,
            filters,
            (id, parent),
            named(variables),
        )?)),
        TableOperation::Tree { id, parent } => levels::tree(input, flow, id, parent),
        TableOperation::AggAllBy {
            aggregation,
            keys,
            variables,
        } => of_all(aggregation, keys, variables),
        TableOperation::GroupBy { keys } => of_all(&Aggregation::group::<String>([]), keys, &nothing),
        TableOperation::UpdateBy {
            operations,
            keys,
            context,
            variables,
        } => update_by::update_by(input, flow, (operations, *context), keys, named(variables)),
        TableOperation::SelectDistinct { columns, variables } => distinct(columns, variables),
        TableOperation::Ungroup { columns, null_fill } => {
            let lists = ungroup::lists(input, columns)?;
            if lists.is_empty() {
                return view(columns::dropped(input, &[])?);
            }
            Ok(Box::new(Ungroup::new(input, flow, lists, *null_fill)?))
        }
        TableOperation::HeadBy { rows, keys } => Ok(Box::new(HeadTailBy::new(input, flow, End::First, *rows, keys)?)),
        TableOperation::TailBy { rows, keys } => Ok(Box::new(HeadTailBy::new(input, flow, End::Last, *rows, keys)?)),
        TableOperation::Sort { columns } if columns.is_empty() => Ok(Box::new(Pass::new(input, flow))),
        TableOperation::Sort { columns } => sort::sort(input, flow, columns),
        TableOperation::Head { rows } => slice::head(input, flow, *rows),
        TableOperation::Tail { rows } => slice::tail(input, flow, *rows),
        TableOperation::HeadPct { fraction } => slice::slice(input, flow, Span::head_pct(*fraction)?),
        TableOperation::TailPct { fraction } => slice::slice(input, flow, Span::tail_pct(*fraction)?),
        TableOperation::Slice { first, last } => slice::slice(input, flow, Span::rows(*first, *last)?),
        TableOperation::SlicePct { first, last } => slice::slice(input, flow, Span::pct(*first, *last)?),
        TableOperation::Reverse {} => Ok(Box::new(Reverse::new(input, flow))),
        TableOperation::Flatten {} => Ok(Box::new(Flatten::new(input, flow))),
        TableOperation::RemoveBlink {} => Ok(Box::new(Pass::without_blink(input, flow))),
        TableOperation::BlinkToAppendOnly {} => Ok(Box::new(Keep::all(input, flow)?)),
        // Its rows are those of a cycle already.
        TableOperation::AddOnlyToBlink {} if flow == Flow::Blink => Ok(Box::new(Pass::new(input, flow))),
        TableOperation::AddOnlyToBlink {} => Ok(Box::new(Arrivals::new(input, flow)?)),
        TableOperation::Ring { capacity, initialize } => Ok(Box::new(Keep::ring(input, *capacity, *initialize)?)),
        TableOperation::Snapshot {} => Ok(Box::new(Pass::new(input, Flow::Still))),
        TableOperation::Meta {} => Ok(Box::new(Pass::new(&meta::meta(input.schema())?, Flow::Still))),
    }
}

/// Makes an operation on two tables whose rows are `left` and `right`, and come and go as `flows` tell. Its inputs are the
/// left table and the right one; its formulas can call these functions.
pub(crate) fn combine(
    operation: &PairOperation,
    left: &Snapshot,
    right: &Snapshot,
    flows: [Flow; 2],
    functions: &ExternalFunctions,
) -> Result<Box<dyn Operation>> {
    let plan = || join::Plan::new(operation, left, right);
    let natural =
        |rule| -> Result<Box<dyn Operation>> { Ok(Box::new(Natural::new(plan()?, rule, left, right, flows)?)) };
    let cross =
        |is_outer| -> Result<Box<dyn Operation>> { Ok(Box::new(Cross::new(plan()?, is_outer, left, right, flows)?)) };
    let where_in =
        |is_in| -> Result<Box<dyn Operation>> { Ok(Box::new(WhereIn::new(plan()?, is_in, left, right, flows)?)) };
    match operation {
        PairOperation::Natural { matching, .. } => natural(join::Rule::Natural(*matching)),
        PairOperation::AggBy {
            aggregations,
            keys,
            preserve_empty,
            variables,
        } => {
            let of = (aggregations.as_slice(), keys.as_slice());
            let names = Names { variables, functions };
            let aggregate = agg_by(left, flows[0], of, names, *preserve_empty, Some(right))?;
            Ok(Box::new(WithInitialGroups(aggregate)))
        }
        PairOperation::Exact { .. } => natural(join::Rule::Exact),
        PairOperation::Cross { .. } => cross(false),
        PairOperation::LeftOuter { .. } => cross(true),
        PairOperation::FullOuter { .. } => Ok(Box::new(FullOuter::new(plan()?, left, right, flows)?)),
        PairOperation::AsOf { .. } | PairOperation::ReverseAsOf { .. } => join::as_of(plan()?, left, right, flows),
        PairOperation::WhereIn { .. } => where_in(true),
        PairOperation::WhereNotIn { .. } => where_in(false),
        PairOperation::Known { .. } => Ok(Box::new(Known::new(plan()?, left, right, flows)?)),
        PairOperation::Range { aggregations, .. } => {
            join::range_join(&plan()?, operation.range()?, aggregations, left, right, flows)
        }
        PairOperation::SnapshotWhen(options) => snapshot_when::snapshot_when(options, left, right, flows),
    }
}

/// Aggregations of the rows of each key, `of` both; of keys whose rows are all gone, too, if they are preserved, and from
/// the start of those of the initial groups.
fn agg_by(
    input: &Snapshot,
    flow: Flow,
    of: (&[Aggregation], &[String]),
    names: Names<'_>,
    preserve_empty: bool,
    initial: Option<&Snapshot>,
) -> Result<Aggregate> {
    shorthand::check(of.0)?;
    let empty = Empty {
        is_preserved: preserve_empty,
        initial,
    };
    Aggregate::keeping(input, flow, of, names, empty)
}

#[cfg(test)]
pub(in crate::op) mod tests;
