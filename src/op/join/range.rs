//! Every left row, with lists of the right rows whose values lie in its range.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field, FieldRef, Schema};

use super::Plan;
use super::moment::{Moments, Numbers, Rows, is_number};
use super::range_match::{RangeMatch, Rule};
use super::sides::{Side, Sides};
use crate::agg::{self, Output};
use crate::error::{Error, Result};
use crate::formula::Names;
use crate::op::groups::NO_GROUP;
use crate::op::lists::list_array;
use crate::op::pass::Pass;
use crate::op::{Flow, Operation};
use crate::spec::{Aggregation, ColumnType};
use crate::table::{Column, NO_ROW, RowSet, Snapshot};

/// The left rows, each with lists of the columns that the aggregations name, of the right rows of its key whose value is in
/// the range. Both tables must stand still, and the right one must have the values of each key in ascending order.
///
/// A range without a beginning or an end, which is null there, is open. One that begins behind its end, that is empty by
/// its rules, or that has NaN at an end, has no list. Right rows with null or NaN are in no range.
pub(in crate::op) fn range_join(
    plan: &Plan,
    range: &str,
    aggregations: &[Aggregation],
    left: &Snapshot,
    right: &Snapshot,
    flows: [Flow; 2],
) -> Result<Box<dyn Operation>> {
    if let Some(side) = flows.iter().position(|flow| *flow != Flow::Still) {
        let side = ["left", "right"][side];
        return Err(Error::unsupported(format!(
            "rangeJoin takes tables that do not change, and the {side} one is refreshing: expected a snapshot of it"
        )));
    }
    let range = RangeMatch::parse(range)?;
    let columns = Columns::find(&range, left, right)?;
    if let Some(other) = aggregations
        .iter()
        .find(|other| !matches!(other, Aggregation::Group { .. }))
    {
        let text = format!("rangeJoin supports the aggregation \"group\" only, not {other}");
        return Err(Error::unsupported(text).with("aggregation", other));
    }
    let lists = agg::compile(aggregations, (right.schema(), &[]), false, Names::none())?;
    let data_type = right.schema().field(columns.value).data_type();
    let spans = if is_number(data_type) {
        Spans::new(&Numbers, plan, &range, &columns, left, right)?
    } else {
        Spans::new(&Rows::new(data_type)?, plan, &range, &columns, left, right)?
    };
    let spans = Arc::new(spans);
    let mut fields: Vec<FieldRef> = left.schema().fields().iter().cloned().collect();
    let shown = (0..fields.len()).filter_map(|index| left.column(index).cloned());
    let mut shown: Vec<Arc<dyn Column>> = shown.collect();
    for aggregated in lists.outputs {
        let (Output::List { column }, DataType::List(item)) = (&aggregated.output, aggregated.field.data_type()) else {
            return Err(Error::internal("a group of a range join is no list"));
        };
        let source = right.column(*column).cloned();
        let list: Arc<dyn Column> = Arc::new(SpanColumn {
            spans: spans.clone(),
            source: source.ok_or_else(|| Error::internal("a range join lacks a right column"))?,
            item: item.clone(),
        });
        match fields.iter().position(|field| field.name() == aggregated.field.name()) {
            Some(known) => (fields[known], shown[known]) = (Arc::new(aggregated.field), list),
            None => {
                fields.push(Arc::new(aggregated.field));
                shown.push(list);
            }
        }
    }
    let result = Snapshot::new(Arc::new(Schema::new(fields)), left.row_keys().clone(), shown);
    Ok(Box::new(Pass::new(&result, Flow::Still)))
}

/// The columns that are compared.
struct Columns {
    start: usize,
    end: usize,
    value: usize,
}

impl Columns {
    fn find(range: &RangeMatch, left: &Snapshot, right: &Snapshot) -> Result<Self> {
        let of = |side: &str, found: Result<usize>| {
            found.map_err(|error| {
                let text = format!("in range match {range}, {side} table: {error}");
                Error::new(error.kind(), text).with_all(&error)
            })
        };
        let columns = Columns {
            start: of("left", left.column_index(&range.start))?,
            end: of("left", left.column_index(&range.end))?,
            value: of("right", right.column_index(&range.value))?,
        };
        let value: &Field = right.schema().field(columns.value);
        for index in [columns.start, columns.end] {
            let field = left.schema().field(index);
            if field.data_type() != value.data_type() {
                return Err(Error::invalid(format!(
                    "range match {range}: column {:?} of the left table has type {}, and {:?} of the right one {}",
                    field.name(),
                    ColumnType::from(field.data_type().clone()),
                    value.name(),
                    ColumnType::from(value.data_type().clone()),
                ))
                .with("column", field.name()));
            }
        }
        Ok(columns)
    }
}

/// A value of a column that is compared.
enum Bound<T> {
    Null,
    NaN,
    At(T),
}

fn bounds<M: Moments>(
    moments: &M,
    table: &Snapshot,
    column: usize,
    rows: &RowSet,
) -> Result<impl Iterator<Item = Bound<M::Moment>>> {
    let values = table.read(column, rows)?;
    let moments = moments.moments(&values)?;
    let nans: Vec<bool> = match values.data_type() {
        DataType::Float32 => values
            .as_primitive::<Float32Type>()
            .values()
            .iter()
            .map(|value| value.is_nan())
            .collect(),
        DataType::Float64 => values
            .as_primitive::<Float64Type>()
            .values()
            .iter()
            .map(|value| value.is_nan())
            .collect(),
        _ => Vec::new(),
    };
    let bound = move |(row, moment)| match () {
        () if values.is_null(row) => Bound::Null,
        () if nans.get(row).is_some_and(|is_nan| *is_nan) => Bound::NaN,
        () => Bound::At(moment),
    };
    Ok(moments.into_iter().enumerate().map(bound))
}

/// The right rows of each left one.
struct Spans {
    /// The rows of the left table.
    left: RowSet,
    /// The rows of the right table that have values, key by key in the order of those.
    rows: Vec<u64>,
    /// Which of them each left row has, in the order of the left ones; none for a range that is none.
    spans: Vec<Option<Range<usize>>>,
}

impl Spans {
    fn new<M: Moments>(
        moments: &M,
        plan: &Plan,
        range: &RangeMatch,
        columns: &Columns,
        left: &Snapshot,
        right: &Snapshot,
    ) -> Result<Self> {
        let mut sides = Sides::new(plan, left, [Flow::Still; 2])?;
        let groups = sides.groups_of(Side::Right, right, right.row_keys())?;
        let mut lines: Vec<Vec<(M::Moment, u64)>> = Vec::new();
        lines.resize_with(sides.count(), Vec::new);
        let mut groups = groups.into_iter();
        for piece in right.pieces(right.row_keys()) {
            let values = bounds(moments, right, columns.value, &piece)?;
            for ((row, group), value) in piece.iter().zip(&mut groups).zip(values) {
                let Bound::At(moment) = value else { continue };
                let line = &mut lines[group as usize];
                if line.last().is_some_and(|(last, _)| *last > moment) {
                    return Err(Error::invalid(format!(
                        "rangeJoin encountered out of order data in column {:?} of the right table, at row key {row}: expected \
                         the values of each key in ascending order",
                        range.value
                    ))
                    .with("column", &range.value)
                    .with("row", row));
                }
                line.push((moment, row));
            }
        }
        let mut starts = Vec::with_capacity(lines.len());
        let mut rows = Vec::with_capacity(lines.iter().map(Vec::len).sum());
        for line in &lines {
            starts.push(rows.len());
            rows.extend(line.iter().map(|(_, row)| *row));
        }
        let mut spans = Vec::with_capacity(left.num_rows() as usize);
        for piece in left.pieces(left.row_keys()) {
            let groups = sides.groups_of(Side::Left, left, &piece)?;
            let begins = bounds(moments, left, columns.start, &piece)?;
            let ends = bounds(moments, left, columns.end, &piece)?;
            for (group, (begin, end)) in groups.into_iter().zip(begins.zip(ends)) {
                let line = if group == NO_GROUP {
                    &[]
                } else {
                    lines[group as usize].as_slice()
                };
                let first = starts.get(group as usize).copied().unwrap_or(0);
                let span = span(line, range, begin, end);
                spans.push(span.map(|span| first + span.start..first + span.end));
            }
        }
        Ok(Spans {
            left: left.row_keys().clone(),
            rows,
            spans,
        })
    }

    /// The right rows of a left one, if it has a range.
    fn of(&self, row: u64) -> Option<&[u64]> {
        let position = self.left.position_of(row)?;
        let span = self.spans.get(position as usize)?.clone()?;
        self.rows.get(span)
    }
}

/// The rows of a line, which is in order, that are in a range; none for a range that is none.
fn span<T: Ord>(line: &[(T, u64)], range: &RangeMatch, begin: Bound<T>, end: Bound<T>) -> Option<Range<usize>> {
    let (begin, end) = match (begin, end) {
        (Bound::NaN, _) | (_, Bound::NaN) => return None,
        (begin, end) => (value(begin), value(end)),
    };
    if let (Some(begin), Some(end)) = (&begin, &end) {
        let is_open = range.start_rule == Rule::Without || range.end_rule == Rule::Without;
        if begin > end || is_open && begin == end {
            return None;
        }
    }
    let below = |bound: &T| line.partition_point(|(moment, _)| moment < bound);
    let upto = |bound: &T| line.partition_point(|(moment, _)| moment <= bound);
    let is_at = |place: usize, bound: &T| line.get(place).is_some_and(|(moment, _)| moment == bound);
    let first = begin.as_ref().map_or(0, |begin| match range.start_rule {
        Rule::Without => upto(begin),
        Rule::With => below(begin),
        Rule::WithNext => {
            let first = below(begin);
            if is_at(first, begin) {
                first
            } else {
                first.saturating_sub(1)
            }
        }
    });
    let last = end.as_ref().map_or(line.len(), |end| match range.end_rule {
        Rule::Without => below(end),
        Rule::With => upto(end),
        Rule::WithNext => {
            let last = upto(end);
            let found = last.checked_sub(1).is_some_and(|place| is_at(place, end));
            if found { last } else { (last + 1).min(line.len()) }
        }
    });
    Some(first..last.max(first))
}

fn value<T>(bound: Bound<T>) -> Option<T> {
    match bound {
        Bound::At(value) => Some(value),
        Bound::Null | Bound::NaN => None,
    }
}

/// A list for each left row, made when it is read.
struct SpanColumn {
    spans: Arc<Spans>,
    source: Arc<dyn Column>,
    item: FieldRef,
}

impl SpanColumn {
    fn lists(&self, keys: impl Iterator<Item = u64>) -> Result<ArrayRef> {
        list_array(&self.item, &*self.source, keys, |key, rows| {
            let found = if key == NO_ROW { None } else { self.spans.of(key) };
            rows.extend_from_slice(found.unwrap_or_default());
            found.is_some()
        })
    }
}

impl Column for SpanColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        self.lists(keys.iter())
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        self.lists(keys.iter().copied())
    }

    /// What the source holds is the source's.
    fn memory_size(&self) -> usize {
        size_of_val(&*self.spans.rows) + size_of_val(&*self.spans.spans)
    }
}
