//! Every left row, with the columns of one right row.

use std::sync::Arc;

use arrow_array::ArrayRef;

use super::index::{RightRows, RowLists, groups_at, known, row_set};
use super::sides::Side;
use super::{Plan, Sides, changes};
use crate::error::{Error, Result};
use crate::op::groups::NO_GROUP;
use crate::op::{Flow, Operation};
use crate::spec::Matching;
use crate::table::{Change, Column, NO_ROW, RowSet, Slots, Snapshot};

/// Which right row a left row is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::op) enum Rule {
    /// The one of its key, if there is any.
    Natural(Matching),
    /// The one of its key, which has to be there.
    Exact,
}

/// The left rows under their keys, each with the columns of the right row of its key, null where there is none.
///
/// A left row with several right rows to choose from, and for [`Rule::Exact`] one without any, is an error.
pub(in crate::op) struct Natural {
    plan: Plan,
    rule: Rule,
    sides: Sides,
    flow: Flow,
    right_rows: RightRows,
    /// The left rows of each key, unless they are gone when a right row comes.
    left_rows: Option<RowLists>,
    matches: Matches,
    left: Snapshot,
    right: Snapshot,
    /// Whether no row of either side is left after its cycle.
    is_momentary: bool,
    result: Snapshot,
}

/// Which right row stands beside each left one, in a form of which clones are snapshots: a right row that comes or goes
/// is one change for all left rows of its key.
#[derive(Clone, Default)]
struct Matches {
    /// The group of each left row, null for a key that the right table cannot have.
    groups: Slots<u32>,
    /// The right row of each group, null where there is none.
    rows: Slots<u64>,
}

/// A group that a right row has touched, and the right row that counted before.
type Touched = (u32, u64);

impl Natural {
    pub fn new(plan: Plan, rule: Rule, left: &Snapshot, right: &Snapshot, flows: [Flow; 2]) -> Result<Self> {
        let matching = match rule {
            Rule::Natural(matching) => matching,
            Rule::Exact => Matching::Unique,
        };
        let keeps_left = flows[0] != Flow::Blink && flows[1] != Flow::Still;
        let mut join = Natural {
            sides: Sides::new(&plan, left, flows)?,
            flow: match flows {
                [left, Flow::Still] => left,
                [Flow::Blink, _] => Flow::Blink,
                // A right row that would change a left one would be its second.
                [Flow::Append, Flow::Append] if rule == Rule::Exact => Flow::Append,
                _ => Flow::Free,
            },
            rule,
            right_rows: RightRows::new(matching, matches!(flows[1], Flow::Free | Flow::Blink)),
            left_rows: keeps_left.then(RowLists::default),
            matches: Matches::default(),
            left: left.clone(),
            right: right.clone(),
            is_momentary: flows == [Flow::Blink; 2],
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
        self.matches.rows = self.right_rows.to_slots();
        self.left_enters(left.row_keys(), true)
    }

    /// Forgets all keys and rows.
    fn clear(&mut self) -> Result<()> {
        self.sides.clear(&self.plan, &self.left)?;
        self.right_rows.clear();
        self.left_rows = self.left_rows.is_some().then(RowLists::default);
        self.matches = Matches::default();
        Ok(())
    }

    fn show(&self) -> Snapshot {
        let columns = (0..self.left.schema().fields().len()).filter_map(|index| self.left.column(index));
        let rows = self.left.row_keys().clone();
        self.plan.result(rows, columns.cloned(), &self.right, |column| {
            let matches = self.matches.clone();
            Arc::new(MatchedColumn {
                matches,
                source: column,
            }) as Arc<dyn Column>
        })
    }

    /// Takes left rows that go, or have another key now, out of the index, and puts the latter where they belong.
    fn left_leaves(&mut self, change: &Change) -> Result<()> {
        if self.left_rows.is_some() {
            let after = self.sides.groups_of(Side::Left, &change.after, &change.modified)?;
            let gone = groups_at(&self.matches.groups, &change.removed);
            let before = groups_at(&self.matches.groups, &change.modified);
            if let Some(index) = &mut self.left_rows {
                index.remove_all(&change.removed, &gone);
                index.move_all(&change.modified, &before, &after);
            }
        }
        self.matches.groups.forget(&change.removed, change.after.row_keys());
        Ok(())
    }

    /// Takes in rows of the left table, which is that of this cycle; those that are new to it are put into the index.
    fn left_enters(&mut self, rows: &RowSet, are_new: bool) -> Result<()> {
        let Natural {
            sides,
            rule,
            right_rows,
            left_rows,
            matches,
            left,
            ..
        } = self;
        let mut index = left_rows.as_mut().filter(|_| are_new);
        let mut faulty = None;
        sides.each(Side::Left, left, rows, |rows, groups| {
            let mut look_for = |fault, is_faulty: &dyn Fn(u32) -> bool| {
                if faulty.is_none() {
                    let at = groups.iter().position(|group| is_faulty(*group));
                    faulty = at.and_then(|at| rows.key_at(at as u64)).map(|row| (row, fault));
                }
            };
            if right_rows.has_ambiguous() {
                look_for(Fault::Several, &|group| right_rows.is_ambiguous(group));
            }
            if *rule == Rule::Exact {
                look_for(Fault::Nothing, &|group| right_rows.row(group) == NO_ROW);
            }
            matches.groups.write(rows, groups, |group| *group == NO_GROUP);
            if let Some(index) = &mut index {
                index.extend(rows, groups);
            }
            Ok(())
        })?;
        faulty.map_or(Ok(()), |(row, fault)| Err(self.fault(fault, row)))
    }

    fn right_leaves(&mut self, table: &Snapshot, rows: &RowSet, touched: &mut Vec<Touched>) -> Result<()> {
        let Natural { sides, right_rows, .. } = self;
        sides.each(Side::Right, table, rows, |rows, groups| {
            for (row, group) in rows.iter().zip(groups).filter(|(_, group)| **group != NO_GROUP) {
                touched.push((*group, right_rows.row(*group)));
                right_rows.remove(*group, row);
            }
            Ok(())
        })
    }

    fn right_enters(&mut self, table: &Snapshot, rows: &RowSet, mut touched: Option<&mut Vec<Touched>>) -> Result<()> {
        let Natural { sides, right_rows, .. } = self;
        sides.each(Side::Right, table, rows, |rows, groups| {
            for (row, group) in rows.iter().zip(groups).filter(|(_, group)| **group != NO_GROUP) {
                if let Some(touched) = &mut touched {
                    touched.push((*group, right_rows.row(*group)));
                }
                right_rows.insert(*group, row);
            }
            Ok(())
        })
    }

    /// Follows the right table; gives the groups that were touched, each with the row that counted before the cycle.
    fn right_changes(&mut self, change: &Change) -> Result<Vec<Touched>> {
        if self.is_momentary {
            self.clear()?;
        }
        let mut touched = Vec::new();
        if !self.is_momentary {
            self.right_leaves(&change.before, &change.removed, &mut touched)?;
        }
        let before = self.sides.groups_of(Side::Right, &change.before, &change.modified)?;
        let after = self.sides.groups_of(Side::Right, &change.after, &change.modified)?;
        for ((row, before), after) in change.modified.iter().zip(&before).zip(&after) {
            if *before != NO_GROUP {
                touched.push((*before, self.right_rows.row(*before)));
            }
            if before != after && *before != NO_GROUP {
                self.right_rows.remove(*before, row);
            }
        }
        for ((row, before), after) in change.modified.iter().zip(&before).zip(&after) {
            if before != after && *after != NO_GROUP {
                touched.push((*after, self.right_rows.row(*after)));
                self.right_rows.insert(*after, row);
            }
        }
        self.right_enters(&change.after, &change.added, Some(&mut touched))?;
        // Of several touches the first one saw what was there before.
        touched.sort_by_key(|(group, _)| *group);
        touched.dedup_by_key(|(group, _)| *group);
        Ok(touched)
    }

    /// Gives touched groups their new right rows; gives the left rows that see something else now.
    fn rematch(&mut self, touched: &[Touched], changed: &RowSet) -> Result<RowSet> {
        let mut seeing: Vec<u64> = Vec::new();
        let mut moved: Vec<(u64, Option<u64>)> = Vec::new();
        for (group, before) in touched {
            let now = self.right_rows.row(*group);
            if now != *before {
                moved.push((u64::from(*group), (now != NO_ROW).then_some(now)));
            }
            let Some(index) = &self.left_rows else { continue };
            let Some(first) = index.first(*group) else { continue };
            if self.right_rows.is_ambiguous(*group) {
                return Err(self.fault(Fault::Several, first));
            }
            if now == NO_ROW && self.rule == Rule::Exact {
                return Err(self.fault(Fault::Nothing, first));
            }
            if now != *before || now != NO_ROW && changed.contains(now) {
                seeing.extend(index.rows(*group));
            }
        }
        self.matches.rows.set(moved);
        Ok(row_set(seeing))
    }

    /// What is wrong with a row of the left table.
    fn fault(&self, fault: Fault, row: u64) -> Error {
        let key = match self.sides.key_text(&self.left, row) {
            Ok(key) => key,
            Err(error) => return error,
        };
        let message = match (fault, self.sides.is_keyless()) {
            (Fault::Several, true) => {
                "naturalJoin with zero key columns may not have more than one row in the right hand side table"
                    .to_owned()
            }
            (Fault::Nothing, true) => {
                "exactJoin with zero key columns must have exactly one row in the right hand side table".to_owned()
            }
            (Fault::Several, false) => format!("Natural Join found duplicate right key for {key}"),
            (Fault::Nothing, false) => {
                format!("Tables don't have one-to-one mapping - no mappings for key {key}")
            }
        };
        Error::invalid(message).with("key", key)
    }
}

/// What can be wrong with the right rows of a left one.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Nothing,
    Several,
}

impl Operation for Natural {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
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
            seeing = self.rematch(&touched, &change.modified)?;
        }
        let (mut added, mut removed) = (RowSet::empty(), RowSet::empty());
        if let Some(change) = left {
            self.left_enters(&change.added, true)?;
            self.left_enters(&change.modified, false)?;
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

impl Matches {
    /// The right rows of left ones, by their groups.
    fn rows_of(&self, groups: &[u32]) -> Vec<u64> {
        let most = groups.iter().filter(|group| **group != NO_GROUP).max();
        let Some(count) = most.map(|most| u64::from(*most) + 1) else {
            return vec![NO_ROW; groups.len()];
        };
        if count > groups.len() as u64 {
            let row = |group: &u32| self.rows.get(u64::from(*group)).unwrap_or(NO_ROW);
            return groups.iter().map(row).collect();
        }
        let (mut rows, nulls) = self.rows.read(&RowSet::from(0..count));
        if let Some(nulls) = nulls {
            let missing = rows.iter_mut().zip(&nulls).filter(|(_, valid)| !valid);
            missing.for_each(|(row, _)| *row = NO_ROW);
        }
        let row = |group: &u32| rows.get(*group as usize).copied().unwrap_or(NO_ROW);
        groups.iter().map(row).collect()
    }
}

/// A column of the right table, of whose rows each stands beside the left rows of its group.
struct MatchedColumn {
    matches: Matches,
    source: Arc<dyn Column>,
}

impl Column for MatchedColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let groups = groups_at(&self.matches.groups, keys);
        self.source.gather(&self.matches.rows_of(&groups))
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let groups = known(self.matches.groups.gather(keys));
        self.source.gather(&self.matches.rows_of(&groups))
    }

    /// What the source holds is the source's.
    fn memory_size(&self) -> usize {
        self.matches.groups.memory_size() + self.matches.rows.memory_size()
    }
}
