//! One row for each group of rows with equal keys.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::choosing::Choosing;
use super::condition::Condition;
use super::group_formulas::{GroupFormulas, Lists};
use super::grouping::Grouping;
use super::lists::ListColumn;
use super::rows::GroupRows;
use super::{Flow, Operation};
use crate::agg::{Accumulator, NewRows, Operand, Output, Plan, Rows, compile};
use crate::error::{Error, Result};
use crate::formula::{Names, Scope};
use crate::spec::Aggregation;
use crate::table::{Change, Column, KeyedStore, Members, RowSet, Snapshot};

/// Groups in the order in which they were first seen: the key columns, then the results.
///
/// The row key of a group is its number, which it keeps: a group whose last row goes is no row of the result any more,
/// and is in its old place when rows of its key come back. New groups of a cycle come in the order of their first rows.
/// Of a blink table all rows that have ever been there count.
pub(crate) struct Aggregate {
    flow: Flow,
    grouping: Grouping,
    operands: Vec<Reader>,
    accumulators: Vec<Accumulating>,
    choosers: Vec<Choosing>,
    formulas: GroupFormulas,
    are_resting: bool,
    /// How many groups the accumulators that rest have states of.
    resumed: usize,
    /// The rows of each group, if results are made of them.
    group_rows: Option<GroupRows>,
    /// Whether groups without rows stay.
    preserves_empty: bool,
    /// What the accumulators gave.
    results: KeyedStore,
    outputs: Vec<(Field, Output)>,
    schema: SchemaRef,
    result: Snapshot,
}

/// With fewer groups states take little memory, and stay where they are sooner found.
const MANY_GROUPS: u32 = if cfg!(test) { 3 } else { 1 << 16 };

/// An accumulator and its operands.
struct Accumulating {
    accumulator: Box<dyn Accumulator>,
    operands: Vec<usize>,
    /// Whether its states are in the results only, and between cycles nowhere else: then it has the touched groups of a
    /// cycle, numbered in their order.
    rests: bool,
}

/// How an operand is read.
enum Reader {
    Column(usize),
    Matches(Condition),
}

/// Which groups need no rows.
#[derive(Clone, Copy, Default)]
pub(crate) struct Empty<'a> {
    /// Whether groups stay that have no rows any more, or had none from the beginning.
    pub is_preserved: bool,
    /// A table of keys, whose groups come first.
    pub initial: Option<&'a Snapshot>,
}

/// Whether rows come or go.
#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Add,
    Remove,
}

impl Aggregate {
    /// What the aggregations make of each group of rows that are equal in the columns `keys`.
    pub fn new(
        input: &Snapshot,
        flow: Flow,
        aggregations: &[Aggregation],
        keys: &[String],
        names: Names<'_>,
    ) -> Result<Self> {
        Self::keeping(input, flow, (aggregations, keys), names, Empty::default())
    }

    /// The same with groups that need no rows.
    pub fn keeping(
        input: &Snapshot,
        flow: Flow,
        (aggregations, keys): (&[Aggregation], &[String]),
        names: Names<'_>,
        empty: Empty<'_>,
    ) -> Result<Self> {
        let retracts = flow == Flow::Free;
        let mut grouping = Grouping::new(input, keys, retracts || empty.initial.is_some())?;
        match empty.initial {
            Some(_) if keys.is_empty() => {
                return Err(Error::invalid(
                    "aggBy without keys has one group: expected no initial groups",
                ));
            }
            Some(initial) => grouping.know(initial)?,
            None if keys.is_empty() && empty.is_preserved => grouping.know_all_rows()?,
            None => {}
        }
        let Plan {
            operands,
            accumulators,
            choosers,
            formulas,
            outputs,
        } = compile(aggregations, (input.schema(), grouping.keys()), retracts, names)?;
        let has_lists = outputs
            .iter()
            .any(|aggregated| matches!(aggregated.output, Output::List { .. } | Output::Formula(_)));
        if has_lists && flow == Flow::Blink {
            return Err(Error::unsupported(
                "a blink table does not keep the rows that lists of groups are made of: make it append-only before",
            ));
        }
        let outputs: Vec<(Field, Output)> = outputs
            .into_iter()
            .map(|aggregated| (aggregated.field, aggregated.output))
            .collect();
        let choosers: Vec<Choosing> = choosers
            .into_iter()
            .enumerate()
            .map(|(index, choice)| Choosing::new(choice, index, &outputs, input.schema(), flow))
            .collect();
        let computed: Vec<&DataType> = outputs
            .iter()
            .filter(|(_, output)| matches!(output, Output::Computed(_)))
            .map(|(field, _)| field.data_type())
            .collect();
        let names_of = outputs
            .iter()
            .filter(|(_, output)| matches!(output, Output::Formula(_)))
            .map(|(field, _)| field.name().clone());
        let formulas = GroupFormulas::new(names_of.zip(formulas).collect());
        let fields = grouping.fields().iter().chain(outputs.iter().map(|(field, _)| field));
        let schema = Arc::new(Schema::new(fields.cloned().collect::<Vec<_>>()));
        let mut operation = Aggregate {
            flow,
            operands: operands
                .into_iter()
                .map(|operand| Reader::new(operand, input, names))
                .collect::<Result<_>>()?,
            accumulators: accumulators
                .into_iter()
                .map(|(accumulator, operands)| Accumulating {
                    accumulator,
                    operands,
                    rests: false,
                })
                .collect(),
            group_rows: if has_lists {
                Some(GroupRows::Shared(Members::default()))
            } else {
                let needed = choosers.iter().any(Choosing::is_of_group);
                needed.then(|| GroupRows::Own(Vec::new()))
            },
            choosers,
            formulas,
            are_resting: false,
            resumed: 0,
            preserves_empty: empty.is_preserved,
            results: KeyedStore::new(computed),
            outputs,
            grouping,
            result: Snapshot::empty(schema.clone()),
            schema,
        };
        operation.apply(input, input.row_keys(), Direction::Add)?;
        if operation.preserves_empty {
            // Groups without rows have states, too.
            operation.apply_piece(input, &RowSet::empty(), &[], Direction::Add)?;
        }
        operation.publish(input, &RowSet::empty())?;
        operation.rest();
        Ok(operation)
    }

    /// The groups, of which each has its number as its row key.
    pub fn grouping(&self) -> &Grouping {
        &self.grouping
    }

    /// Lets states go that results tell, where they are many and rows only come.
    fn rest(&mut self) {
        if self.flow == Flow::Free || self.grouping.count() < MANY_GROUPS {
            return;
        }
        for accumulating in &mut self.accumulators {
            accumulating.rests = accumulating.accumulator.rest();
        }
        self.are_resting = true;
    }

    /// Adds rows of an input whose rows only come.
    fn append(&mut self, input: &Snapshot, rows: &RowSet) -> Result<()> {
        let mut pieces = Vec::new();
        for piece in self.grouping.pieces(input, rows) {
            let mut groups = Vec::new();
            self.grouping.add(input, &piece, &mut groups)?;
            pieces.push((piece, groups));
        }
        if self.are_resting {
            let touched: Vec<u64> = self.grouping.touched().into_iter().map(u64::from).collect();
            let results = self.results.gather(&touched)?;
            for (accumulating, results) in self.accumulators.iter_mut().zip(&results) {
                if accumulating.rests {
                    accumulating.accumulator.resume(results)?;
                }
            }
            self.resumed = touched.len();
        }
        for (piece, groups) in pieces {
            self.apply_piece(input, &piece, &groups, Direction::Add)?;
        }
        Ok(())
    }

    /// Adds rows of the input, or takes rows back that it had.
    fn apply(&mut self, input: &Snapshot, rows: &RowSet, direction: Direction) -> Result<()> {
        let mut groups = Vec::new();
        for piece in self.grouping.pieces(input, rows) {
            match direction {
                Direction::Add => self.grouping.add(input, &piece, &mut groups)?,
                Direction::Remove => self.grouping.remove(input, &piece, &mut groups)?,
            }
            self.apply_piece(input, &piece, &groups, direction)?;
        }
        Ok(())
    }

    fn apply_piece(&mut self, input: &Snapshot, keys: &RowSet, groups: &[u32], direction: Direction) -> Result<()> {
        let operands = self.operands.iter().map(|operand| operand.read(input, keys));
        let operands: Vec<ArrayRef> = operands.collect::<Result<_>>()?;
        let values_of =
            |operand: &[usize]| -> Vec<ArrayRef> { operand.iter().map(|index| operands[*index].clone()).collect() };
        let count = self.grouping.count() as usize;
        let places = if self.are_resting {
            self.grouping.places(groups)
        } else {
            Vec::new()
        };
        for accumulating in &mut self.accumulators {
            let values = &values_of(&accumulating.operands);
            let rows = match accumulating.rests {
                true => Rows {
                    groups: &places,
                    count: self.resumed,
                    values,
                },
                false => Rows { groups, count, values },
            };
            match direction {
                Direction::Add => accumulating.accumulator.add(&rows)?,
                Direction::Remove => accumulating.accumulator.remove(&rows)?,
            }
        }
        for choosing in &mut self.choosers {
            let Some((chooser, operands)) = choosing.chooser() else {
                continue;
            };
            let values = &values_of(operands);
            let rows = NewRows {
                groups,
                count,
                keys,
                values,
            };
            match direction {
                Direction::Add => chooser.add(&rows)?,
                Direction::Remove => chooser.remove(&rows)?,
            }
        }
        match (&mut self.group_rows, direction) {
            (Some(rows), Direction::Add) => rows.add(groups, self.grouping.count(), keys),
            (Some(rows), Direction::Remove) => rows.remove(groups, keys),
            (None, _) => {}
        }
        Ok(())
    }

    /// Makes the result anew where groups were touched, and gives the change; `input` is the input after the cycle, in
    /// which the rows `modified` hold something else than before.
    fn publish(&mut self, input: &Snapshot, modified: &RowSet) -> Result<Change> {
        let touched = self.grouping.touched();
        self.grouping.settle();
        let before = self.result.clone();
        let old = before.row_keys();
        let (filled, empty): (Vec<u32>, Vec<u32>) = touched.iter().partition(|group| self.grouping.has_rows(**group));
        for accumulating in &mut self.accumulators {
            accumulating.accumulator.forget(&empty);
        }
        let (alive, empty) = match self.preserves_empty {
            true => (touched, Vec::new()),
            false => (filled, empty),
        };
        let rows_of = |groups: &[u32]| -> RowSet { groups.iter().map(|group| u64::from(*group)).collect() };
        let (alive_rows, removed) = (rows_of(&alive), rows_of(&empty).intersection(old));
        let mut changed = self.compute(&alive, alive_rows.meets(old))?;
        for choosing in &mut self.choosers {
            let chosen = choosing.keep(&alive, input, modified, self.group_rows.as_ref())?;
            changed = changed.union(&chosen);
        }
        if !self.formulas.is_empty() {
            changed = changed.union(&self.evaluate(&alive, &alive_rows, input)?);
        }
        let is_list = |(_, output): &(Field, Output)| matches!(output, Output::List { .. });
        if self.outputs.iter().any(is_list) {
            changed = alive_rows.clone();
        }
        let rows = old.minus(&removed).union(&alive_rows);
        if !removed.is_empty() {
            self.results.forget(&removed, &rows);
            self.formulas.forget(&removed, &rows);
            self.choosers
                .iter_mut()
                .for_each(|choosing| choosing.forget(&removed, &rows));
        }
        let columns = self.grouping.key_columns().chain(self.columns(input)).collect();
        self.result = Snapshot::new(self.schema.clone(), rows, columns);
        Ok(Change {
            added: alive_rows.minus(old),
            removed,
            modified: changed.intersection(old),
            before,
            after: self.result.clone(),
        })
    }

    /// Takes what the accumulators make of these groups, and gives the rows of those for which it is something else than
    /// before; none if nobody `asks`.
    fn compute(&mut self, groups: &[u32], asks: bool) -> Result<RowSet> {
        // Where rows only come, these are all that are touched.
        let places: Vec<u32> = (0..self.resumed as u32).collect();
        let results = self.accumulators.iter().map(|accumulating| {
            accumulating
                .accumulator
                .results(if accumulating.rests { &places } else { groups })
        });
        let results: Vec<ArrayRef> = results.collect::<Result<_>>()?;
        let keys: Vec<u64> = groups.iter().map(|group| u64::from(*group)).collect();
        if asks {
            return Ok(self.results.update(&keys, &results)?.into_iter().collect());
        }
        self.results.set(&keys, &results)?;
        Ok(RowSet::empty())
    }

    /// Evaluates the formulas over these groups, and gives the rows of those for which one is something else than before.
    fn evaluate(&mut self, groups: &[u32], rows: &RowSet, input: &Snapshot) -> Result<RowSet> {
        let members = self.group_rows.as_ref().and_then(GroupRows::shared);
        let members = members.ok_or_else(|| Error::internal("the rows of the groups are not known"))?;
        let lists = Lists::new(input, &self.grouping, members, rows)?;
        self.formulas.compute(groups, &lists)
    }

    /// The columns of the results.
    fn columns(&self, input: &Snapshot) -> Vec<Arc<dyn Column>> {
        let results: Vec<Arc<dyn Column>> = self.results.columns().collect();
        let choosers: Vec<Vec<Arc<dyn Column>>> =
            self.choosers.iter().map(|choosing| choosing.columns(input)).collect();
        let formulas = self.formulas.columns();
        let members = self.group_rows.as_ref().and_then(GroupRows::shared);
        let mut next = vec![0; choosers.len()];
        let column = |(field, output): &(Field, Output)| match output {
            Output::Computed(index) => results.get(*index).cloned(),
            Output::Formula(index) => formulas.get(*index).cloned(),
            Output::Chosen { chooser, .. } => {
                next[*chooser] += 1;
                choosers[*chooser].get(next[*chooser] - 1).cloned()
            }
            Output::List { column } => match (field.data_type(), input.column(*column), members) {
                (DataType::List(item), Some(source), Some(members)) => {
                    let column = ListColumn::new(members.clone(), source.clone(), item.clone());
                    Some(Arc::new(column) as Arc<dyn Column>)
                }
                _ => None,
            },
        };
        self.outputs.iter().filter_map(column).collect()
    }
}

impl Operation for Aggregate {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        // Without results there are only keys, which stay as they are.
        match self.flow {
            Flow::Append | Flow::Blink if self.outputs.is_empty() => Flow::Append,
            _ => Flow::Free,
        }
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        if self.flow == Flow::Free {
            self.apply(
                &change.before,
                &change.removed.union(&change.modified),
                Direction::Remove,
            )?;
            self.apply(&change.after, &change.added.union(&change.modified), Direction::Add)?;
        } else {
            self.append(&change.after, &change.added)?;
        }
        let change = self.publish(&change.after, &change.modified)?;
        self.rest();
        Ok(change.if_any())
    }
}

/// The same of a table and its initial groups, which are read once.
pub(crate) struct WithInitialGroups(pub Aggregate);

impl Operation for WithInitialGroups {
    fn snapshot(&self) -> &Snapshot {
        self.0.snapshot()
    }

    fn flow(&self) -> Flow {
        self.0.flow()
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        self.0.update(inputs.get(..1).unwrap_or_default())
    }
}

impl Reader {
    fn new(operand: Operand, input: &Snapshot, names: Names<'_>) -> Result<Self> {
        let scope = Scope::of(input.schema()).with(names);
        Ok(match operand {
            Operand::Column(column) => Reader::Column(column),
            Operand::Matches(filters) => Reader::Matches(Condition::all(&filters, &scope)?),
        })
    }

    fn read(&self, input: &Snapshot, keys: &RowSet) -> Result<ArrayRef> {
        match self {
            Reader::Column(column) => input.read(*column, keys),
            Reader::Matches(condition) => {
                let matching = condition.matching(input, keys)?;
                let mut matching = matching.iter().peekable();
                let matches = keys.iter().map(|key| Some(matching.next_if_eq(&key).is_some()));
                Ok(Arc::new(matches.collect::<BooleanArray>()))
            }
        }
    }
}
