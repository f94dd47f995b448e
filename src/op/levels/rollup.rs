//! The groups of a table by more and more of its keys, and what aggregations make of them.

use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, BooleanArray, Int32Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::outline::{below, outline, schema};
use crate::error::{Error, Result};
use crate::formula::Names;
use crate::op::aggregate::Aggregate;
use crate::op::chain::Chain;
use crate::op::constant::Constant;
use crate::op::{Flow, Merge, Operation};
use crate::spec::Aggregation;
use crate::table::{
    Change, Column, NO_ROW, RedirectedColumn, Redirection, RowGroup, RowSet, Snapshot, Store, StoredColumn,
};

/// Behind the name of a column of the constituents that is also one of a result.
const CONSTITUENT: &str = "_Constituent";

/// Makes a rollup: one row of all rows, below it one for each group by the first key, below each of these one for each
/// group by the first two, and so on; with `include_constituents` below each of the last ones the rows that it is made of.
///
/// The columns are the depth, whether rows are below, the keys, the results, and with constituents their other columns.
/// A group has nulls in the keys that it is not made by. Groups that have the same one above are in the order in which
/// they were first seen.
pub(in crate::op) fn rollup(
    input: &Snapshot,
    flow: Flow,
    (aggregations, keys): (&[Aggregation], &[String]),
    include_constituents: bool,
    names: Names<'_>,
) -> Result<Box<dyn Operation>> {
    check(aggregations)?;
    if include_constituents && flow == Flow::Blink {
        return Err(Error::unsupported(
            "a blink table does not keep the rows that a rollup would show as constituents: make it append-only before",
        ));
    }
    let aggregate = |count: usize| Aggregate::new(input, flow, aggregations, &keys[..count], names);
    let aggregates: Vec<Aggregate> = (0..=keys.len()).map(aggregate).collect::<Result<_>>()?;
    let layout = Layout::new(input.schema(), &aggregates, keys, include_constituents)?;
    let mut levels: Vec<Level> = Vec::with_capacity(aggregates.len());
    for aggregate in aggregates {
        let mut level = Level {
            shown: Snapshot::empty(layout.schema.clone()),
            aggregate,
            paths: Arc::default(),
        };
        level.follow(levels.last(), &layout)?;
        levels.push(level);
    }
    let mut constituents = layout.constituents.is_some().then(|| Constituents {
        groups: Redirection::default(),
        shown: Snapshot::empty(layout.schema.clone()),
    });
    if let (Some(constituents), Some(last)) = (&mut constituents, levels.last()) {
        constituents.follow(last, input, input.row_keys(), &layout)?;
    }
    let parts = levels.iter().map(|level| &level.shown);
    let parts = parts.chain(constituents.iter().map(|constituents| &constituents.shown));
    let merged = Merge::new(&layout.schema, &parts.cloned().collect::<Vec<_>>(), Flow::Free)?;
    Ok(Box::new(Rollup {
        outline: outline(merged.snapshot())?,
        levels,
        constituents,
        merged,
        layout,
    }))
}

/// Refuses what the mirrored API does not roll up.
fn check(aggregations: &[Aggregation]) -> Result<()> {
    let refused = aggregations.iter().find_map(|aggregation| match aggregation {
        Aggregation::Median { .. } => Some(("AggMedian", aggregation)),
        Aggregation::Percentile { .. } => Some(("AggPercentile", aggregation)),
        Aggregation::ApproximatePercentile { .. } => Some(("AggApproximatePercentile", aggregation)),
        Aggregation::TDigest { .. } => Some(("AggTDigest", aggregation)),
        Aggregation::Freeze { .. } => Some(("AggFreeze", aggregation)),
        Aggregation::FormulaOf { .. } => Some(("AggFormula with a parameter", aggregation)),
        _ => None,
    });
    match refused {
        Some((name, aggregation)) => Err(Error::unsupported(format!(
            "{name} is not supported for rollup(): {aggregation}"
        ))),
        None => Ok(()),
    }
}

struct Rollup {
    /// The groups by no key, by the first one, and so on.
    levels: Vec<Level>,
    constituents: Option<Constituents>,
    merged: Merge,
    outline: Chain,
    layout: Layout,
}

/// Where the columns of the result come from.
struct Layout {
    /// With the path.
    schema: SchemaRef,
    keys: usize,
    results: usize,
    /// The columns of the input that are keys, and the others, where the rows are part of the result.
    constituents: Option<(Vec<usize>, Vec<usize>)>,
}

/// The groups by some of the keys.
struct Level {
    aggregate: Aggregate,
    /// The paths of all groups that there ever were.
    paths: Arc<Store>,
    /// The groups with the columns of the layout.
    shown: Snapshot,
}

/// The rows of the input.
struct Constituents {
    /// The group by all keys to which each row belongs.
    groups: Redirection,
    shown: Snapshot,
}

impl Layout {
    fn new(input: &Schema, aggregates: &[Aggregate], keys: &[String], with_rows: bool) -> Result<Self> {
        let Some(last) = aggregates.last() else {
            return Err(Error::internal("a rollup without levels"));
        };
        for (index, key) in keys.iter().enumerate() {
            if keys[..index].contains(key) {
                let count = keys.iter().filter(|other| *other == key).count();
                return Err(Error::invalid(format!(
                    "Duplicate output columns found: {key} used {count} times in a rollup"
                ))
                .with("column", key));
            }
        }
        let fields = last.snapshot().schema().fields();
        let mut columns: Vec<Field> = fields
            .iter()
            .map(|field| field.as_ref().clone().with_nullable(true))
            .collect();
        let is_key = |column: &usize| keys.contains(input.field(*column).name());
        let constituents = with_rows.then(|| -> Result<(Vec<usize>, Vec<usize>)> {
            let position = |key: &String| Ok(input.index_of(key)?);
            let others = (0..input.fields().len()).filter(|column| !is_key(column)).collect();
            Ok((keys.iter().map(position).collect::<Result<_>>()?, others))
        });
        let constituents = constituents.transpose()?;
        for column in constituents.iter().flat_map(|(_, others)| others) {
            let field = input.field(*column).clone().with_nullable(true);
            let is_taken = columns.iter().any(|other| other.name() == field.name());
            let name = format!("{}{}", field.name(), if is_taken { CONSTITUENT } else { "" });
            columns.push(field.with_name(name));
        }
        Ok(Layout {
            schema: schema("rollup", columns)?,
            keys: keys.len(),
            results: fields.len() - keys.len(),
            constituents,
        })
    }

    /// How many columns are only of constituents.
    fn others(&self) -> usize {
        self.constituents.as_ref().map_or(0, |(_, others)| others.len())
    }

    /// Rows of a level: of each column of the layout the one that there is, or null.
    fn show(
        &self,
        rows: &RowSet,
        depth: usize,
        has_rows_below: bool,
        columns: impl Iterator<Item = Option<Arc<dyn Column>>>,
        path: Arc<dyn Column>,
    ) -> Snapshot {
        let depth: ArrayRef = Arc::new(Int32Array::from(vec![depth as i32]));
        let expanded: ArrayRef = Arc::new(BooleanArray::from(vec![has_rows_below.then_some(true)]));
        let fields = self.schema.fields().iter().skip(2);
        let columns = columns
            .zip(fields)
            .map(|(column, field)| column.unwrap_or_else(|| Constant::null(field.data_type())));
        let structure = [Constant::of(depth), Constant::of(expanded)];
        let columns = structure.into_iter().chain(columns).chain([path]).collect();
        Snapshot::new(self.schema.clone(), rows.clone(), columns)
    }
}

impl Level {
    /// Takes in what the aggregate made, of which the groups of the level above, if there is one, are known; gives the
    /// groups as they were shown before.
    fn follow(&mut self, above: Option<&Level>, layout: &Layout) -> Result<Snapshot> {
        let grouping = self.aggregate.grouping();
        let (known, count) = (self.paths.end(), u64::from(grouping.count()));
        if count > known {
            let new = RowSet::from(known..count);
            let mut paths = BinaryBuilder::new();
            match above {
                None => (known..count).for_each(|_| paths.append_value([])),
                Some(above) => {
                    let parents = above.aggregate.grouping().find_groups(grouping, &new)?;
                    let parents: Vec<u64> = parents.into_iter().map(u64::from).collect();
                    let parents = above.path().gather(&parents)?;
                    for (group, parent) in (known..count).zip(parents.as_binary::<i32>()) {
                        let parent = parent.ok_or_else(|| Error::internal("a group of a rollup without one above"))?;
                        paths.append_value(below(parent, group));
                    }
                }
            }
            let paths: ArrayRef = Arc::new(paths.finish());
            let group = RowGroup::new(known, new.len() as usize, vec![paths.into()]);
            Arc::make_mut(&mut self.paths).push(group, 0)?;
        }
        let groups = self.aggregate.snapshot();
        let keys = self.aggregate.grouping().keys().len();
        let column = |index: usize| match index {
            index if index < keys => groups.column(index).cloned(),
            index if index < layout.keys => None,
            index if index < layout.keys + layout.results => groups.column(index - layout.keys + keys).cloned(),
            _ => None,
        };
        let columns = (0..layout.keys + layout.results + layout.others()).map(column);
        let has_rows_below = keys < layout.keys || layout.constituents.is_some();
        let shown = layout.show(groups.row_keys(), keys + 1, has_rows_below, columns, self.path());
        Ok(std::mem::replace(&mut self.shown, shown))
    }

    fn path(&self) -> Arc<dyn Column> {
        Arc::new(StoredColumn::new(self.paths.clone(), 0, DataType::Binary))
    }
}

impl Constituents {
    /// Takes in the rows of an input, of which `changed` are new or hold something else; gives them as they were shown
    /// before.
    fn follow(&mut self, last: &Level, input: &Snapshot, changed: &RowSet, layout: &Layout) -> Result<Snapshot> {
        let Some((keys, others)) = &layout.constituents else {
            return Err(Error::internal("a rollup that shows rows it does not have"));
        };
        let mut groups = Vec::new();
        for piece in last.aggregate.grouping().pieces(input, changed) {
            last.aggregate.grouping().find(input, &piece, &mut groups)?;
            let targets: Vec<u64> = groups.iter().map(|group| u64::from(*group)).collect();
            self.groups.point(&piece, &targets);
        }
        let column = |index: &usize| input.column(*index).cloned();
        let results = (0..layout.results).map(|_| None);
        let columns = keys.iter().map(column).chain(results).chain(others.iter().map(column));
        let path = Arc::new(RedirectedColumn::new(self.groups.clone(), last.path()));
        let shown = layout.show(input.row_keys(), layout.keys + 2, false, columns, path);
        Ok(std::mem::replace(&mut self.shown, shown))
    }

    /// Lets go of rows that are gone.
    fn forget(&mut self, rows: &RowSet) {
        self.groups.point(rows, &vec![NO_ROW; rows.len() as usize]);
    }
}

impl Operation for Rollup {
    fn snapshot(&self) -> &Snapshot {
        self.outline.snapshot()
    }

    fn flow(&self) -> Flow {
        Flow::Free
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let mut changes = Vec::with_capacity(self.levels.len() + 1);
        for index in 0..self.levels.len() {
            let (above, rest) = self.levels.split_at_mut(index);
            let Some(level) = rest.first_mut() else { continue };
            let told = level.aggregate.update(inputs)?;
            let before = level.follow(above.last(), &self.layout)?;
            changes.push(told.map(|told| Change {
                before,
                after: level.shown.clone(),
                ..told
            }));
        }
        if let (Some(constituents), Some(last)) = (&mut self.constituents, self.levels.last()) {
            constituents.forget(&change.removed);
            let changed = change.added.union(&change.modified);
            let before = constituents.follow(last, &change.after, &changed, &self.layout)?;
            changes.push(Some(Change {
                before,
                after: constituents.shown.clone(),
                ..change.clone()
            }));
        }
        let merged = self.merged.update(&changes)?;
        self.outline.update(&[merged])
    }
}
