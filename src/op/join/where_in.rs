//! Left rows chosen by whether a right row has their key.

use super::index::{Counts, RowLists, row_set};
use super::sides::Side;
use super::{Plan, Sides, changes};
use crate::error::Result;
use crate::op::groups::NO_GROUP;
use crate::op::{Flow, Operation};
use crate::table::{Change, RowSet, Snapshot};

/// The left rows whose key a right row has, or those whose key none has.
///
/// A blink table on the right side counts with all rows that it ever had.
pub(in crate::op) struct WhereIn {
    plan: Plan,
    /// Whether rows are chosen whose key is there.
    is_in: bool,
    sides: Sides,
    flow: Flow,
    right_keys: Counts,
    /// The rows of the right table are never counted off.
    remembers: bool,
    /// The left rows of each key, unless they are gone when a right row comes.
    left_rows: Option<RowLists>,
    left: Snapshot,
    right: Snapshot,
    result: Snapshot,
}

impl WhereIn {
    pub fn new(plan: Plan, is_in: bool, left: &Snapshot, right: &Snapshot, flows: [Flow; 2]) -> Result<Self> {
        let remembers = flows[1] == Flow::Blink;
        let flows = [flows[0], if remembers { Flow::Append } else { flows[1] }];
        let mut join = WhereIn {
            is_in,
            sides: Sides::new(&plan, left, flows)?,
            flow: match flows {
                [left, Flow::Still] => left,
                [Flow::Blink, _] => Flow::Blink,
                _ => Flow::Free,
            },
            right_keys: Counts::default(),
            remembers,
            left_rows: (flows[0] != Flow::Blink && flows[1] != Flow::Still).then(RowLists::default),
            left: left.clone(),
            right: right.clone(),
            result: left.with_rows(RowSet::empty()),
            plan,
        };
        let chosen = join.load()?;
        join.result = left.with_rows(chosen);
        Ok(join)
    }

    /// The key of a left row, for messages.
    pub fn key_text(&self, row: u64) -> Result<String> {
        self.sides.key_text(&self.left, row)
    }

    /// Takes in all rows of both tables; gives the left ones that are chosen.
    fn load(&mut self) -> Result<RowSet> {
        let (left, right) = (self.left.clone(), self.right.clone());
        if !self.sides.is_first(Side::Right) {
            self.sides.number(Side::Left, &left, left.row_keys())?;
        }
        self.count(&right, right.row_keys(), &mut Vec::new())?;
        self.left_enters(left.row_keys(), true)
    }

    /// Forgets all keys and rows.
    fn clear(&mut self) -> Result<()> {
        self.sides.clear(&self.plan, &self.left)?;
        self.right_keys = Counts::default();
        self.left_rows = self.left_rows.is_some().then(RowLists::default);
        Ok(())
    }

    /// Counts rows of the right table; adds the groups that are there for the first time to `flipped`.
    fn count(&mut self, table: &Snapshot, rows: &RowSet, flipped: &mut Vec<u32>) -> Result<()> {
        let WhereIn { sides, right_keys, .. } = self;
        sides.each(Side::Right, table, rows, |_, groups| {
            flipped.extend(groups.iter().filter(|group| right_keys.add(**group)));
            Ok(())
        })
    }

    /// Counts rows of the right table off; adds the groups that have none any more to `flipped`.
    fn count_off(&mut self, table: &Snapshot, rows: &RowSet, flipped: &mut Vec<u32>) -> Result<()> {
        let WhereIn { sides, right_keys, .. } = self;
        sides.each(Side::Right, table, rows, |_, groups| {
            flipped.extend(groups.iter().filter(|group| right_keys.take(**group)));
            Ok(())
        })
    }

    /// Follows the right table; gives the left rows of the groups that have come or gone, and those of them that are
    /// chosen now.
    fn right_changes(&mut self, change: &Change) -> Result<(RowSet, RowSet)> {
        let mut flipped = Vec::new();
        self.count(&change.after, &change.added, &mut flipped)?;
        if !self.remembers {
            self.count(&change.after, &change.modified, &mut flipped)?;
            self.count_off(&change.before, &change.removed, &mut flipped)?;
            self.count_off(&change.before, &change.modified, &mut flipped)?;
        }
        let Some(index) = &self.left_rows else {
            return Ok((RowSet::empty(), RowSet::empty()));
        };
        flipped.sort_unstable();
        let (mut seen, mut chosen) = (Vec::new(), Vec::new());
        // A group that came and went in one cycle is here twice.
        for same in flipped
            .chunk_by(|left, right| left == right)
            .filter(|same| same.len() % 2 == 1)
        {
            seen.extend(index.rows(same[0]));
            if self.right_keys.has(same[0]) == self.is_in {
                chosen.extend(index.rows(same[0]));
            }
        }
        Ok((row_set(seen), row_set(chosen)))
    }

    /// Takes left rows that go, or have another key now, out of the index, and puts the latter where they belong.
    fn left_leaves(&mut self, change: &Change) -> Result<()> {
        let WhereIn { sides, left_rows, .. } = self;
        let Some(index) = left_rows else { return Ok(()) };
        let gone = sides.groups_of(Side::Left, &change.before, &change.removed)?;
        let before = sides.groups_of(Side::Left, &change.before, &change.modified)?;
        let after = sides.groups_of(Side::Left, &change.after, &change.modified)?;
        index.remove_all(&change.removed, &gone);
        index.move_all(&change.modified, &before, &after);
        Ok(())
    }

    /// Those of these left rows that are chosen; rows that are new are put into the index.
    fn left_enters(&mut self, rows: &RowSet, are_new: bool) -> Result<RowSet> {
        let WhereIn {
            is_in,
            sides,
            right_keys,
            left_rows,
            left,
            ..
        } = self;
        let mut index = left_rows.as_mut().filter(|_| are_new);
        let mut chosen: Vec<u64> = Vec::new();
        sides.each(Side::Left, left, rows, |rows, groups| {
            if let Some(index) = &mut index {
                index.extend(rows, groups);
            }
            let is_chosen = |group: &u32| (*group != NO_GROUP && right_keys.has(*group)) == *is_in;
            chosen.extend(
                rows.iter()
                    .zip(groups)
                    .filter(|(_, group)| is_chosen(group))
                    .map(|(row, _)| row),
            );
            Ok(())
        })?;
        Ok(chosen.into_iter().collect())
    }
}

impl Operation for WhereIn {
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
        // The rows that are looked at, and those of them that are chosen.
        let mut seen = RowSet::empty();
        let mut chosen = RowSet::empty();
        if let Some(change) = right {
            self.right = change.after.clone();
            (seen, chosen) = self.right_changes(change)?;
        }
        let (mut removed, mut modified) = (RowSet::empty(), RowSet::empty());
        if let Some(change) = left {
            let entering = self.left_enters(&change.added, true)?;
            let staying = self.left_enters(&change.modified, false)?;
            chosen = chosen.minus(&change.modified).union(&entering).union(&staying);
            seen = seen.union(&change.added).union(&change.modified);
            (removed, modified) = (change.removed.clone(), change.modified.clone());
        }
        let before = self.result.clone();
        let old = before.row_keys();
        let added = chosen.minus(&chosen.intersection(old));
        let removed = removed.union(&seen.minus(&chosen)).intersection(old);
        let rows = old.minus(&removed).union(&added);
        // What is remembered of rows that are gone cannot be taken in anew.
        if !self.remembers && self.sides.is_crowded(self.left.num_rows() + self.right.num_rows()) {
            self.clear()?;
            self.load()?;
        }
        self.result = self.left.with_rows(rows);
        let change = Change {
            modified: modified.intersection(&chosen).minus(&added),
            added,
            removed,
            before,
            after: self.result.clone(),
        };
        Ok(change.if_any())
    }
}
