//! Every left row, with the right row that is nearest to it in an order.

use std::sync::Arc;

use super::index::row_set;
use super::moment::{Moments, Numbers, Rows, is_number};
use super::ordered::{Ordered, Place};
use super::runs::Runs;
use super::sides::Side;
use super::{Plan, Sides, changes};
use crate::error::{Error, Result};
use crate::op::groups::NO_GROUP;
use crate::op::{Flow, Operation};
use crate::table::{Change, Column, NO_ROW, RedirectedColumn, Redirection, RowSet, Snapshot};

/// Which right row of its key a left row is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::op) enum Rule {
    /// The last one that is not after it, or is before it; of equal ones the last.
    Last { is_strict: bool },
    /// The first one that is not before it, or is after it; of equal ones the first.
    First { is_strict: bool },
}

impl Rule {
    /// Whether a right row counts as before a left one. The right rows of which this is true come first, and the one
    /// that is looked for is the last of them, or the one behind.
    fn is_below<M: Ord>(self, right: &M, left: &M) -> bool {
        match self {
            Rule::Last { is_strict: false } | Rule::First { is_strict: true } => right <= left,
            Rule::Last { is_strict: true } | Rule::First { is_strict: false } => right < left,
        }
    }

    fn is_last(self) -> bool {
        matches!(self, Rule::Last { .. })
    }
}

/// Makes an as-of join; its moments suit the type of the columns that are compared.
pub(in crate::op) fn as_of(
    plan: Plan,
    left: &Snapshot,
    right: &Snapshot,
    flows: [Flow; 2],
) -> Result<Box<dyn Operation>> {
    let Some((column, _, _)) = plan.as_of else {
        return Err(Error::internal("an as-of join compares no columns"));
    };
    let data_type = left.schema().field(column).data_type();
    if is_number(data_type) {
        return Ok(Box::new(AsOf::new(plan, Numbers, left, right, flows)?));
    }
    let moments = Rows::new(data_type)?;
    Ok(Box::new(AsOf::new(plan, moments, left, right, flows)?))
}

/// The left rows under their keys, each with the columns of the right row of its key that is nearest to it by the
/// [`Rule`], null where there is none. The right table may have any order.
///
/// Each side has its rows in the order of their moments, the left one only where right rows come or go: one that does
/// changes what the left rows see between its moment and that of the next right row.
struct AsOf<M: Moments> {
    plan: Plan,
    sides: Sides,
    flows: [Flow; 2],
    rule: Rule,
    moments: M,
    /// The columns that are compared, on either side.
    columns: [usize; 2],
    right_rows: Timelines<M::Moment>,
    left_rows: Option<Timelines<M::Moment>>,
    redirection: Redirection,
    left: Snapshot,
    right: Snapshot,
    result: Snapshot,
}

/// The rows of each group, by moment and then by row key.
struct Timelines<T> {
    lines: Vec<Timeline<T>>,
    runs: Runs,
}

struct Timeline<T> {
    rows: Ordered<(T, u64)>,
    /// Where a row was last looked for: the next one is often a little later.
    near: Place,
}

impl<T: Ord + Clone> Timelines<T> {
    fn new() -> Self {
        Timelines {
            lines: Vec::new(),
            runs: Runs::default(),
        }
    }

    fn insert(&mut self, group: u32, moment: T, row: u64) {
        self.grow(&[group]);
        if let Some(line) = self.lines.get_mut(group as usize) {
            line.rows.insert((moment, row));
        }
    }

    /// Adds rows, one for each moment and group.
    fn extend(&mut self, rows: &RowSet, groups: &[u32], moments: &[T]) {
        self.grow(groups);
        let rows: Vec<u64> = rows.iter().collect();
        let Timelines { lines, runs } = self;
        runs.each(groups, lines.len(), |group, positions| {
            let Some(line) = lines.get_mut(group as usize) else {
                return;
            };
            let entering = positions.iter().map(|position| *position as usize);
            line.rows
                .extend(entering.map(|position| (moments[position].clone(), rows[position])));
        });
    }

    /// Makes room for groups.
    fn grow(&mut self, groups: &[u32]) {
        let room = groups.iter().filter(|group| **group != NO_GROUP).max();
        let room = room.map_or(0, |group| *group as usize + 1);
        if self.lines.len() < room {
            self.lines.resize_with(room, || Timeline {
                rows: Ordered::default(),
                near: Place::default(),
            });
        }
    }

    fn remove(&mut self, group: u32, moment: T, row: u64) {
        if let Some(line) = self.lines.get_mut(group as usize) {
            line.rows.remove(&(moment, row));
        }
    }

    fn rows(&self, group: u32) -> Option<&Ordered<(T, u64)>> {
        self.lines.get(group as usize).map(|line| &line.rows)
    }

    /// Writes the right row of each left one, given by its group and its moment.
    fn find(&mut self, groups: &[u32], left: &[T], rule: Rule, found: &mut Vec<u64>) {
        found.clear();
        found.resize(groups.len(), NO_ROW);
        let Timelines { lines, runs } = self;
        runs.each(groups, lines.len(), |group, positions| {
            let Some(line) = lines.get_mut(group as usize) else {
                return;
            };
            let mut near = line.near;
            for position in positions {
                let left = &left[*position as usize];
                near = line.rows.place_near(near, |(right, _)| rule.is_below(right, left));
                found[*position as usize] = row_at(&line.rows, near, rule);
            }
            line.near = near;
        });
    }
}

/// The right row that is looked for, of those before and behind a place.
fn row_at<T: Ord>(rows: &Ordered<(T, u64)>, place: Place, rule: Rule) -> u64 {
    let found = if rule.is_last() {
        rows.before(place)
    } else {
        rows.at(place)
    };
    found.map_or(NO_ROW, |(_, row)| *row)
}

/// A moment of a group at which a right row has come, gone or changed.
type Point<T> = (u32, T);

impl<M: Moments> AsOf<M> {
    fn new(plan: Plan, moments: M, left: &Snapshot, right: &Snapshot, flows: [Flow; 2]) -> Result<Self> {
        let Some((left_column, right_column, rule)) = plan.as_of else {
            return Err(Error::internal("an as-of join compares no columns"));
        };
        let keeps_left = flows[0] != Flow::Blink && flows[1] != Flow::Still;
        let mut join = AsOf {
            sides: Sides::new(&plan, left, flows)?,
            flows,
            rule,
            moments,
            columns: [left_column, right_column],
            right_rows: Timelines::new(),
            left_rows: keeps_left.then(Timelines::new),
            redirection: Redirection::default(),
            left: left.clone(),
            right: right.clone(),
            result: Snapshot::empty(left.schema().clone()),
            plan,
        };
        join.load()?;
        join.result = join.show();
        Ok(join)
    }

    /// Takes in all rows of both tables.
    fn load(&mut self) -> Result<()> {
        let (left, right) = (self.left.clone(), self.right.clone());
        if !self.sides.is_first(Side::Right) {
            self.sides.number(Side::Left, &left, left.row_keys())?;
        }
        self.right_enters(&right, right.row_keys(), None)?;
        self.left_enters(left.row_keys(), true)
    }

    /// Forgets all keys and rows, but not which right rows the left ones have.
    fn clear(&mut self) -> Result<()> {
        self.sides.clear(&self.plan, &self.left)?;
        self.right_rows = Timelines::new();
        self.left_rows = self.left_rows.is_some().then(Timelines::new);
        Ok(())
    }

    fn show(&self) -> Snapshot {
        let columns = (0..self.left.schema().fields().len()).filter_map(|index| self.left.column(index));
        let rows = self.left.row_keys().clone();
        self.plan.result(rows, columns.cloned(), &self.right, |column| {
            Arc::new(RedirectedColumn::new(self.redirection.clone(), column)) as Arc<dyn Column>
        })
    }

    /// The group and the moment of each of these rows of a side.
    fn points(&mut self, side: Side, table: &Snapshot, rows: &RowSet) -> Result<Vec<Point<M::Moment>>> {
        let (moments, column) = (&self.moments, self.columns[side as usize]);
        let mut points = Vec::with_capacity(rows.len() as usize);
        self.sides.each(side, table, rows, |rows, groups| {
            let moments = moments.moments(&table.read(column, rows)?)?;
            points.extend(groups.iter().copied().zip(moments));
            Ok(())
        })?;
        Ok(points)
    }

    /// Puts the rows of the left table that go, or are elsewhere now, out of their places, and the latter where they
    /// belong.
    fn left_leaves(&mut self, change: &Change) -> Result<()> {
        if self.left_rows.is_none() {
            return Ok(());
        }
        let gone = self.points(Side::Left, &change.before, &change.removed)?;
        let before = self.points(Side::Left, &change.before, &change.modified)?;
        let after = self.points(Side::Left, &change.after, &change.modified)?;
        let Some(lines) = &mut self.left_rows else {
            return Ok(());
        };
        for (row, (group, moment)) in change.removed.iter().zip(gone) {
            lines.remove(group, moment, row);
        }
        for (row, (before, after)) in change.modified.iter().zip(before.into_iter().zip(after)) {
            if before != after {
                lines.remove(before.0, before.1, row);
                lines.insert(after.0, after.1, row);
            }
        }
        Ok(())
    }

    /// Gives rows of the left table, which is that of this cycle, their right rows; those that are new to it get a place
    /// among the others.
    fn left_enters(&mut self, rows: &RowSet, are_new: bool) -> Result<()> {
        let AsOf {
            sides,
            rule,
            moments,
            columns,
            right_rows,
            left_rows,
            redirection,
            left,
            ..
        } = self;
        let mut index = left_rows.as_mut().filter(|_| are_new);
        let mut targets = Vec::new();
        sides.each(Side::Left, left, rows, |rows, groups| {
            let moments = moments.moments(&left.read(columns[0], rows)?)?;
            right_rows.find(groups, &moments, *rule, &mut targets);
            redirection.point(rows, &targets);
            if let Some(index) = &mut index {
                index.extend(rows, groups, &moments);
            }
            Ok(())
        })
    }

    fn right_enters(
        &mut self,
        table: &Snapshot,
        rows: &RowSet,
        mut touched: Option<&mut Vec<Point<M::Moment>>>,
    ) -> Result<()> {
        let AsOf {
            sides,
            moments,
            columns,
            right_rows,
            ..
        } = self;
        sides.each(Side::Right, table, rows, |rows, groups| {
            let moments = moments.moments(&table.read(columns[1], rows)?)?;
            if let Some(touched) = &mut touched {
                touched.extend(groups.iter().copied().zip(moments.iter().cloned()));
            }
            right_rows.extend(rows, groups, &moments);
            Ok(())
        })
    }

    /// Follows the right table; gives the moments at which something has happened, in their order.
    fn right_changes(&mut self, change: &Change) -> Result<Vec<Point<M::Moment>>> {
        let mut touched = Vec::new();
        if self.flows == [Flow::Blink; 2] {
            self.clear()?;
        } else {
            let gone = self.points(Side::Right, &change.before, &change.removed)?;
            for (row, (group, moment)) in change.removed.iter().zip(&gone) {
                self.right_rows.remove(*group, moment.clone(), row);
            }
            touched = gone;
        }
        let before = self.points(Side::Right, &change.before, &change.modified)?;
        let after = self.points(Side::Right, &change.after, &change.modified)?;
        for (row, (before, after)) in change.modified.iter().zip(before.into_iter().zip(after)) {
            if before != after {
                self.right_rows.remove(before.0, before.1.clone(), row);
                self.right_rows.insert(after.0, after.1.clone(), row);
                touched.push(after);
            }
            touched.push(before);
        }
        let entering = self.left_rows.is_some().then_some(&mut touched);
        self.right_enters(&change.after, &change.added, entering)?;
        touched.sort_unstable();
        touched.dedup();
        Ok(touched)
    }

    /// Gives the left rows between each of these moments and the next right row their new right row; gives those that
    /// see something else now.
    fn rematch(&mut self, touched: &[Point<M::Moment>], changed: &RowSet) -> RowSet {
        let Some(lines) = &self.left_rows else {
            return RowSet::empty();
        };
        let rule = self.rule;
        let mut seeing: Vec<u64> = Vec::new();
        let mut moved: Vec<(u64, Option<u64>)> = Vec::new();
        for (at, (group, moment)) in touched.iter().enumerate() {
            let (Some(left), Some(right)) = (lines.rows(*group), self.right_rows.rows(*group)) else {
                continue;
            };
            let neighbour = if rule.is_last() {
                at.checked_add(1)
            } else {
                at.checked_sub(1)
            };
            let neighbour = neighbour.and_then(|at| touched.get(at));
            let neighbour = neighbour.filter(|(other, _)| other == group).map(|(_, moment)| moment);
            // Left rows from `start` on, as long as the right row `stop` is not before them.
            let (start, stop) = if rule.is_last() {
                let next = right
                    .at(right.place(|(known, _)| known <= moment))
                    .map(|(next, _)| next);
                (Some(moment), next.into_iter().chain(neighbour).min())
            } else {
                let last = right
                    .before(right.place(|(known, _)| known < moment))
                    .map(|(last, _)| last);
                (last.into_iter().chain(neighbour).max(), Some(moment))
            };
            let start = start.map_or(Place::default(), |start| {
                left.place(|(known, _)| !rule.is_below(start, known))
            });
            let Some((first, _)) = left.at(start) else { continue };
            let target = row_at(right, right.place(|(known, _)| rule.is_below(known, first)), rule);
            let is_changed = target != NO_ROW && changed.contains(target);
            let target = (target != NO_ROW).then_some(target);
            for (_, row) in left
                .from(start)
                .take_while(|(known, _)| stop.is_none_or(|stop| !rule.is_below(stop, known)))
            {
                let is_moved = self.redirection.get(*row) != target;
                if is_moved {
                    moved.push((*row, target));
                }
                if is_moved || is_changed {
                    seeing.push(*row);
                }
            }
        }
        moved.sort_unstable();
        self.redirection.set(moved);
        row_set(seeing)
    }
}

impl<M: Moments> Operation for AsOf<M> {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        match self.flows {
            [Flow::Still | Flow::Append, Flow::Still] => self.flows[0],
            _ => Flow::Free,
        }
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [left, right] = changes(inputs)?;
        if let Some(change) = left {
            self.left = change.after.clone();
            self.left_leaves(change)?;
            if !self.sides.is_first(Side::Right) {
                self.sides.number(Side::Left, &change.after, &change.added)?;
            }
        }
        let mut seeing = RowSet::empty();
        if let Some(change) = right {
            self.right = change.after.clone();
            let touched = self.right_changes(change)?;
            seeing = self.rematch(&touched, &change.modified);
        }
        let (mut added, mut removed) = (RowSet::empty(), RowSet::empty());
        if let Some(change) = left {
            self.left_enters(&change.added, true)?;
            self.left_enters(&change.modified, false)?;
            self.redirection.forget(&change.removed, change.after.row_keys());
            seeing = seeing.union(&change.modified);
            (added, removed) = (change.added.clone(), change.removed.clone());
        }
        if self.sides.is_crowded(self.left.num_rows() + self.right.num_rows()) {
            self.clear()?;
            self.load()?;
        }
        let result = self.show();
        let before = std::mem::replace(&mut self.result, result);
        let change = Change {
            added,
            removed,
            modified: seeing,
            before,
            after: self.result.clone(),
        };
        Ok(change.if_any())
    }
}
