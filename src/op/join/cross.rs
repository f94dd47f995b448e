//! Every left row with every right row of its key, or alone.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, UInt32Array};
use arrow_select::take::take;

use super::fans::{Fans, Places};
use super::index::{RowLists, groups_at};
use super::sides::Side;
use super::{Plan, Sides, changes};
use crate::error::{Error, Result};
use crate::op::groups::NO_GROUP;
use crate::op::{Flow, Operation};
use crate::table::{Change, Column, NO_ROW, RowSet, Slots, Snapshot};

/// The pairs of left and right rows with equal keys, in the order of the left rows and then of the right ones; in an outer
/// join also the left rows that have no right one, with nulls.
///
/// A right row has a slot among those of its key, and the row key of a pair is that of the left row with the slot in its
/// lower bits. How many bits there are suits the key with the most right rows. When they are too few, or most keys have no
/// rows any more, all pairs get new row keys, which is seldom. The result has no more memory of its own than a few
/// bytes for each row of either side.
pub(in crate::op) struct Cross {
    plan: Plan,
    sides: Sides,
    flows: [Flow; 2],
    is_outer: bool,
    fans: Fans,
    /// How many bits of a row key are the slot.
    bits: u32,
    /// The group of each left row.
    groups: Slots<u32>,
    /// The left rows of each key, unless they are gone when a right row comes.
    left_rows: Option<RowLists>,
    left: Snapshot,
    right: Snapshot,
    result: Snapshot,
}

/// The largest number of bits for slots.
const MOST_BITS: u32 = 31;

/// Whether rows of a table go or change.
fn can_lose(flow: Flow) -> bool {
    matches!(flow, Flow::Free | Flow::Blink)
}

/// Row keys that a cycle brings and takes.
#[derive(Default)]
struct Pairs {
    added: Vec<Range<u64>>,
    removed: Vec<Range<u64>>,
    modified: Vec<Range<u64>>,
}

impl Cross {
    pub fn new(plan: Plan, is_outer: bool, left: &Snapshot, right: &Snapshot, flows: [Flow; 2]) -> Result<Self> {
        let keeps_left = flows[0] != Flow::Blink && flows[1] != Flow::Still;
        let mut join = Cross {
            sides: Sides::new(&plan, left, flows)?,
            flows,
            is_outer,
            fans: Fans::new(can_lose(flows[1]), is_outer),
            bits: 0,
            groups: Slots::default(),
            left_rows: keeps_left.then(RowLists::default),
            left: left.clone(),
            right: right.clone(),
            result: Snapshot::empty(left.schema().clone()),
            plan,
        };
        join.load()?;
        join.result = join.show(join.all_pairs()?);
        Ok(join)
    }

    /// Takes in all rows of both tables.
    fn load(&mut self) -> Result<()> {
        let (left, right) = (self.left.clone(), self.right.clone());
        if !self.sides.is_first(Side::Right) {
            self.sides.number(Side::Left, &left, left.row_keys())?;
        }
        let groups = self.sides.groups_of(Side::Right, &right, right.row_keys())?;
        let most = self.fans.load(right.row_keys(), &groups, self.sides.count());
        self.widen(match self.flows[1] {
            Flow::Still => most,
            Flow::Append => most.max(4) * 2,
            Flow::Free | Flow::Blink => most.max(4) * 4,
        })?;
        self.fans.take_changes();
        self.left_enters(left.row_keys(), None)
    }

    /// Forgets all keys and rows.
    fn clear(&mut self) -> Result<()> {
        self.sides.clear(&self.plan, &self.left)?;
        self.fans = Fans::new(can_lose(self.flows[1]), self.is_outer);
        self.groups = Slots::default();
        self.left_rows = self.left_rows.is_some().then(RowLists::default);
        Ok(())
    }

    /// Makes room for slots below `limit`.
    fn widen(&mut self, limit: u64) -> Result<()> {
        self.bits = self.bits.max(limit.max(1).next_power_of_two().ilog2());
        if self.bits > MOST_BITS {
            return Err(Error::unsupported(format!(
                "a key of the right table has too many rows for a join: expected at most {}",
                1u64 << (MOST_BITS - 2)
            )));
        }
        Ok(())
    }

    /// The row keys below which the pairs of a left row are.
    fn base(&self, row: u64) -> u64 {
        row << self.bits
    }

    /// Fails when there are no row keys for the pairs of these left rows.
    fn check(&self, rows: &RowSet) -> Result<()> {
        match rows.last() {
            Some(last) if last >> (63 - self.bits) != 0 => Err(Error::unsupported(format!(
                "the row key {last} of a join's left table times {} slots for right rows is beyond 2^63",
                1u64 << self.bits
            ))),
            _ => Ok(()),
        }
    }

    /// The row keys of all pairs.
    fn all_pairs(&self) -> Result<RowSet> {
        let rows = self.left.row_keys();
        self.check(rows)?;
        let mut pairs = Vec::new();
        for piece in self.left.batches().pieces() {
            for (row, group) in piece.iter().zip(groups_at(&self.groups, &piece)) {
                runs(self.base(row), self.fans.slots(group), &mut pairs);
            }
        }
        Ok(row_set(pairs))
    }

    fn show(&self, rows: RowSet) -> Snapshot {
        let bits = self.bits;
        let columns = (0..self.left.schema().fields().len()).filter_map(|index| self.left.column(index));
        let columns = columns.map(|source| {
            let source = source.clone();
            Arc::new(LeftColumn { bits, source }) as Arc<dyn Column>
        });
        self.plan.result(rows, columns, &self.right, |source| {
            Arc::new(RightColumn {
                bits,
                groups: self.groups.clone(),
                places: self.fans.places.clone(),
                source,
            })
        })
    }

    /// Takes the pairs of left rows that go, or have another key now; gives the latter.
    fn left_leaves(&mut self, change: &Change, pairs: &mut Pairs) -> Result<RowSet> {
        let mut moved = Vec::new();
        let after = self.sides.groups_of(Side::Left, &change.after, &change.modified)?;
        let before = groups_at(&self.groups, &change.modified);
        for (row, (before, after)) in change.modified.iter().zip(before.into_iter().zip(after)) {
            if before != after {
                moved.push(row);
            } else {
                runs(self.base(row), self.fans.slots(before), &mut pairs.modified);
            }
        }
        let moved: RowSet = moved.into_iter().collect();
        for rows in [&change.removed, &moved] {
            let groups = groups_at(&self.groups, rows);
            for (row, group) in rows.iter().zip(&groups) {
                runs(self.base(row), self.fans.slots(*group), &mut pairs.removed);
            }
            if let Some(index) = &mut self.left_rows {
                index.remove_all(rows, &groups);
            }
        }
        self.groups.forget(&change.removed, change.after.row_keys());
        Ok(moved)
    }

    /// Takes in left rows, which are new to their groups, and adds the row keys of their pairs to `added`.
    fn left_enters(&mut self, rows: &RowSet, mut added: Option<&mut Vec<Range<u64>>>) -> Result<()> {
        let Cross {
            sides,
            fans,
            groups: known,
            left_rows,
            left,
            bits,
            ..
        } = self;
        let bits = *bits;
        sides.each(Side::Left, left, rows, |rows, groups| {
            known.write(rows, groups, |group| *group == NO_GROUP);
            if let Some(index) = left_rows {
                index.extend(rows, groups);
            }
            if let Some(added) = &mut added {
                for (row, group) in rows.iter().zip(groups) {
                    runs(row << bits, fans.slots(*group), added);
                }
            }
            Ok(())
        })
    }

    /// Gives the right rows of a cycle slots, and gives the limit that suits them.
    fn right_changes(&mut self, change: &Change) -> Result<u64> {
        let is_momentary = self.flows == [Flow::Blink; 2];
        if is_momentary {
            self.clear()?;
        }
        let Cross { sides, fans, bits, .. } = self;
        let limit = 1u64 << *bits;
        let mut needed = 0;
        if !is_momentary {
            sides.each(Side::Right, &change.before, &change.removed, |rows, groups| {
                rows.iter()
                    .zip(groups)
                    .for_each(|(row, group)| fans.remove(*group, row));
                Ok(())
            })?;
        }
        let before = sides.groups_of(Side::Right, &change.before, &change.modified)?;
        let after = sides.groups_of(Side::Right, &change.after, &change.modified)?;
        let moves = || change.modified.iter().zip(before.iter().zip(&after));
        for (row, (before, after)) in moves() {
            if before == after {
                fans.modify(*after, row);
            } else {
                fans.remove(*before, row);
            }
        }
        for (row, (before, after)) in moves() {
            if before != after && *after != NO_GROUP {
                needed = needed.max(fans.insert(*after, row, limit));
            }
        }
        sides.each(Side::Right, &change.after, &change.added, |rows, groups| {
            for (row, group) in rows.iter().zip(groups).filter(|(_, group)| **group != NO_GROUP) {
                needed = needed.max(fans.insert(*group, row, limit));
            }
            Ok(())
        })?;
        Ok(needed)
    }

    /// What the right rows of the cycle are to the left rows that stay.
    fn rematch(&mut self, pairs: &mut Pairs) {
        let changes = self.fans.take_changes();
        let Some(index) = &self.left_rows else { return };
        for (group, changes) in changes {
            for row in index.rows(group) {
                let base = row << self.bits;
                runs(base, changes.added.iter().copied(), &mut pairs.added);
                runs(base, changes.removed.iter().copied(), &mut pairs.removed);
                runs(base, changes.modified.iter().copied(), &mut pairs.modified);
            }
        }
    }
}

/// Adds the row keys of these slots, which ascend, to `keys`.
fn runs(base: u64, slots: impl Iterator<Item = u32>, keys: &mut Vec<Range<u64>>) {
    let first = keys.len();
    for slot in slots {
        let key = base + u64::from(slot);
        match keys.last_mut() {
            Some(last) if last.end == key && last.start >= base => last.end += 1,
            _ => keys.push(key..key + 1),
        }
    }
    debug_assert!(keys[first..].is_sorted_by_key(|range| range.start));
}

/// The keys of these ranges, which may overlap.
fn row_set(mut ranges: Vec<Range<u64>>) -> RowSet {
    if !ranges.is_sorted_by_key(|range| range.start) {
        ranges.sort_unstable_by_key(|range| range.start);
    }
    let mut joined: Vec<Range<u64>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    RowSet::from_ranges(joined.into_iter())
}

impl Operation for Cross {
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
        let mut pairs = Pairs::default();
        let mut entering = RowSet::empty();
        if let Some(change) = left {
            let moved = self.left_leaves(change, &mut pairs)?;
            self.left = change.after.clone();
            entering = change.added.union(&moved);
            if !self.sides.is_first(Side::Right) {
                self.sides.number(Side::Left, &change.after, &entering)?;
            }
        }
        let mut needed = 0;
        if let Some(change) = right {
            self.right = change.after.clone();
            needed = self.right_changes(change)?;
            self.rematch(&mut pairs);
        }
        let before = self.result.clone();
        let old = before.row_keys();
        let is_crowded = self.sides.is_crowded(self.left.num_rows() + self.right.num_rows());
        let is_new = is_crowded || needed > 1 << self.bits;
        if is_crowded {
            self.clear()?;
            self.load()?;
        } else {
            self.widen(needed)?;
            self.check(&entering)?;
            self.left_enters(&entering, (!is_new).then_some(&mut pairs.added))?;
        }
        let (added, removed, modified) = if is_new {
            let rows = self.all_pairs()?;
            (rows.minus(old), old.minus(&rows), rows.intersection(old))
        } else {
            let (added, removed) = (row_set(pairs.added), row_set(pairs.removed));
            // A pair that goes where another one comes is that row key's change.
            let both = added.intersection(&removed);
            let (added, removed) = (added.minus(&both), removed.minus(&both));
            let modified = row_set(pairs.modified).union(&both).minus(&added).minus(&removed);
            (added, removed, modified)
        };
        self.result = self.show(old.minus(&removed).union(&added));
        let change = Change {
            added,
            removed,
            modified,
            before,
            after: self.result.clone(),
        };
        Ok(change.if_any())
    }
}

/// A column of the left table, of whose rows each is there once for each slot.
struct LeftColumn {
    bits: u32,
    source: Arc<dyn Column>,
}

impl Column for LeftColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let mut rows: Vec<u64> = Vec::new();
        let mut positions: Vec<u32> = Vec::with_capacity(keys.len() as usize);
        for range in keys.ranges() {
            let mut key = range.start;
            while key < range.end {
                let row = key >> self.bits;
                let end = range.end.min((row + 1) << self.bits);
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
                positions.resize(positions.len() + (end - key) as usize, rows.len() as u32 - 1);
                key = end;
            }
        }
        let is_same = rows.len() == positions.len();
        let values = self.source.read(&rows.into_iter().collect())?;
        Ok(if is_same {
            values
        } else {
            take(&values, &UInt32Array::from(positions), None)?
        })
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let row = |key: &u64| if *key == NO_ROW { NO_ROW } else { key >> self.bits };
        self.source.gather(&keys.iter().map(row).collect::<Vec<u64>>())
    }

    /// What the source holds is the source's.
    fn memory_size(&self) -> usize {
        0
    }
}

/// A column of the right table, whose rows are found by the group of the left row and the slot.
struct RightColumn {
    bits: u32,
    groups: Slots<u32>,
    places: Places,
    source: Arc<dyn Column>,
}

impl RightColumn {
    fn rows(&self, keys: impl Iterator<Item = u64>) -> Vec<u64> {
        let mask = (1u64 << self.bits) - 1;
        let mut current = (NO_ROW, None);
        let row = |key: u64| {
            let left = key >> self.bits;
            if left != current.0 {
                current = (left, self.groups.get(left));
            }
            let row = current.1.filter(|_| key != NO_ROW);
            row.and_then(|group| self.places.row(group, (key & mask) as u32))
                .unwrap_or(NO_ROW)
        };
        keys.map(row).collect()
    }
}

impl Column for RightColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        self.source.gather(&self.rows(keys.iter()))
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        self.source.gather(&self.rows(keys.iter().copied()))
    }

    fn memory_size(&self) -> usize {
        self.groups.memory_size() + self.places.memory_size()
    }
}
