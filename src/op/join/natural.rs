//! Every left row, with the columns of one right row.

use std::sync::Arc;

use super::index::{RightRows, RowLists};
use super::sides::Side;
use super::{Plan, Sides, changes};
use crate::error::{Error, Result};
use crate::op::groups::NO_GROUP;
use crate::op::{Flow, Operation};
use crate::spec::Matching;
use crate::table::{Change, Column, NO_ROW, RedirectedColumn, Redirection, RowSet, Snapshot};

/// Which right row a left row is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// The one of its key, if there is any.
    Natural(Matching),
    /// The one of its key, which has to be there.
    Exact,
}

/// The left rows under their keys, each with the columns of the right row of its key, null where there is none.
///
/// A left row with several right rows to choose from, and for [`Rule::Exact`] one without any, is an error.
pub(super) struct Natural {
    plan: Plan,
    rule: Rule,
    sides: Sides,
    flow: Flow,
    right_rows: RightRows,
    /// The left rows of each key, unless they are gone when a right row comes.
    left_rows: Option<RowLists>,
    redirection: Redirection,
    left: Snapshot,
    right: Snapshot,
    /// Whether no row of either side is left after its cycle.
    is_momentary: bool,
    result: Snapshot,
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
            right_rows: RightRows::new(matching),
            left_rows: keeps_left.then(RowLists::default),
            redirection: Redirection::default(),
            left: left.clone(),
            right: right.clone(),
            is_momentary: flows == [Flow::Blink; 2],
            result: Snapshot::empty(left.schema().clone()),
            plan,
        };
        if !join.sides.is_first(Side::Right) {
            join.sides.number(Side::Left, left, left.row_keys())?;
        }
        join.right_enters(right, right.row_keys(), None)?;
        join.left_enters(left.row_keys(), true)?;
        join.result = join.show();
        Ok(join)
    }

    fn show(&self) -> Snapshot {
        let columns = (0..self.left.schema().fields().len()).filter_map(|index| self.left.column(index));
        let rows = self.left.row_keys().clone();
        self.plan.result(rows, columns.cloned(), &self.right, |column| {
            Arc::new(RedirectedColumn::new(self.redirection.clone(), column)) as Arc<dyn Column>
        })
    }

    /// Gives rows of the left table, which is that of this cycle, their right rows; those that are new to it are put
    /// into the index.
    fn left_enters(&mut self, rows: &RowSet, are_new: bool) -> Result<()> {
        let Natural {
            sides,
            rule,
            right_rows,
            left_rows,
            redirection,
            left,
            ..
        } = self;
        let mut index = left_rows.as_mut().filter(|_| are_new);
        let mut targets = Vec::new();
        let mut faulty = None;
        sides.each(Side::Left, left, rows, |rows, groups| {
            targets.clear();
            targets.extend(groups.iter().map(|group| right_rows.row(*group)));
            if right_rows.has_ambiguous() {
                let at = groups.iter().position(|group| right_rows.is_ambiguous(*group));
                faulty = faulty.or(at
                    .and_then(|at| rows.key_at(at as u64))
                    .map(|row| (row, Fault::Several)));
            }
            if *rule == Rule::Exact {
                let at = targets.iter().position(|target| *target == NO_ROW);
                faulty = faulty.or(at
                    .and_then(|at| rows.key_at(at as u64))
                    .map(|row| (row, Fault::Nothing)));
            }
            redirection.point(rows, &targets);
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
            self.sides.clear(&self.plan, &self.left)?;
            self.right_rows.clear();
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

    /// Gives the left rows of touched groups their new right rows; gives the rows that see something else now.
    fn rematch(&mut self, touched: &[Touched], changed: &RowSet) -> Result<RowSet> {
        let Some(index) = &self.left_rows else {
            return Ok(RowSet::empty());
        };
        let mut seeing: Vec<u64> = Vec::new();
        let mut moved: Vec<(u64, Option<u64>)> = Vec::new();
        for (group, before) in touched {
            let Some(first) = index.first(*group) else { continue };
            let now = self.right_rows.row(*group);
            if self.right_rows.is_ambiguous(*group) {
                return Err(self.fault(Fault::Several, first));
            }
            if now == NO_ROW && self.rule == Rule::Exact {
                return Err(self.fault(Fault::Nothing, first));
            }
            if now != *before {
                let target = (now != NO_ROW).then_some(now);
                moved.extend(index.rows(*group).map(|row| (row, target)));
            }
            if now != *before || now != NO_ROW && changed.contains(now) {
                seeing.extend(index.rows(*group));
            }
        }
        moved.sort_unstable();
        self.redirection.set(moved);
        Ok(seeing.into_iter().collect())
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
            if let Some(index) = &mut self.left_rows {
                index.follow(&mut self.sides, change)?;
            }
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
            self.redirection.forget(&change.removed, change.after.row_keys());
            seeing = seeing.union(&change.modified);
            (added, removed) = (change.added.clone(), change.removed.clone());
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
        Ok((!change.is_empty()).then_some(change))
    }
}
