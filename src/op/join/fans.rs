//! The right rows of each group, at slots.

use std::collections::{BTreeSet, HashMap};

use super::ordered::Ordered;
use crate::op::groups::NO_GROUP;
use crate::table::{NO_ROW, RowSet, Slots};

/// Gives every right row of a group a slot, in the order of the rows: the row keys of a cross join are made of them.
///
/// A row that comes last gets the next slot, one in between a free one there. Where there is none, the group's rows get
/// new slots. A row that goes leaves its slot free.
///
/// For an outer join a group without rows has slot 0, at which no row stands.
#[derive(Default)]
pub(super) struct Fans {
    is_outer: bool,
    fans: Vec<Fan>,
    /// The rows of each group with their slots, where rows go and change: otherwise the slots are all from 0 on.
    rows: Option<Vec<Ordered<(u64, u32)>>>,
    pub places: Places,
    /// The end of the places that are taken.
    end: u64,
    /// What has happened to the slots of each group since `take_changes`, once that was called.
    changes: Option<HashMap<u32, SlotChanges>>,
}

/// The slots of a group.
#[derive(Clone, Copy, Default)]
struct Fan {
    /// The slot behind the last one.
    end: u32,
    /// How many slots there are places for.
    capacity: u32,
}

/// Which row stands at a slot of a group, in a form of which clones are snapshots.
#[derive(Clone, Default)]
pub(super) struct Places {
    /// The place of each group's slot 0.
    starts: Slots<u64>,
    /// The row at each place.
    rows: Slots<u64>,
}

/// What has happened to the slots of a group.
#[derive(Default)]
pub(super) struct SlotChanges {
    /// The slots that have a row that they did not have, and those that lost theirs; both, for another row.
    pub added: BTreeSet<u32>,
    pub removed: BTreeSet<u32>,
    /// The slots whose row has changed.
    pub modified: BTreeSet<u32>,
}

impl SlotChanges {
    /// A slot is free now.
    fn lose(&mut self, slot: u32) {
        if !self.added.remove(&slot) {
            self.removed.insert(slot);
        }
    }
}

impl Places {
    pub fn row(&self, group: u32, slot: u32) -> Option<u64> {
        let start = self.starts.get(u64::from(group))?;
        self.rows.get(start + u64::from(slot))
    }

    pub fn memory_size(&self) -> usize {
        self.starts.memory_size() + self.rows.memory_size()
    }
}

impl Fans {
    /// Without rows; `can_lose` says whether rows go or change, `is_outer` whether groups without rows have a slot.
    pub fn new(can_lose: bool, is_outer: bool) -> Self {
        Fans {
            is_outer,
            rows: can_lose.then(Vec::new),
            ..Fans::default()
        }
    }

    /// The slots of a group that pairs are made of, in ascending order.
    pub fn slots(&self, group: u32) -> impl Iterator<Item = u32> {
        let end = self.fans.get(group as usize).map_or(0, |fan| fan.end);
        let all = match &self.rows {
            _ if end == 0 => u32::from(self.is_outer),
            Some(_) => 0,
            None => end,
        };
        let rows = self.rows.as_ref().and_then(|rows| rows.get(group as usize));
        (0..all).chain(rows.into_iter().flat_map(Ordered::iter).map(|(_, slot)| *slot))
    }

    /// What has happened to the slots of each group since this was last called; nothing the first time.
    pub fn take_changes(&mut self) -> HashMap<u32, SlotChanges> {
        self.changes.replace(HashMap::new()).unwrap_or_default()
    }

    /// Gives the first rows slots, in their order; gives how many the group with the most has.
    pub fn load(&mut self, rows: &RowSet, groups: &[u32], count: usize) -> u64 {
        self.fans.resize(count, Fan::default());
        for group in groups.iter().filter(|group| **group != NO_GROUP) {
            self.fans[*group as usize].capacity += 1;
        }
        let mut starts = Vec::with_capacity(count);
        for fan in &self.fans {
            starts.push(if fan.capacity > 0 { self.end } else { NO_ROW });
            self.end += u64::from(fan.capacity);
        }
        let mut places = vec![NO_ROW; self.end as usize];
        for (row, group) in rows.iter().zip(groups).filter(|(_, group)| **group != NO_GROUP) {
            let fan = &mut self.fans[*group as usize];
            places[(starts[*group as usize] + u64::from(fan.end)) as usize] = row;
            fan.end += 1;
        }
        if let Some(lists) = &mut self.rows {
            let fans = self.fans.iter().zip(&starts);
            lists.extend(fans.map(|(fan, start)| {
                let mut list = Ordered::default();
                if fan.end > 0 {
                    list.extend(places[*start as usize..].iter().copied().zip(0..fan.end));
                }
                list
            }));
        }
        let every = |values: &[u64]| RowSet::from(0..values.len() as u64);
        self.places
            .starts
            .write(&every(&starts), &starts, |start| *start == NO_ROW);
        self.places.rows.write(&every(&places), &places, |_| false);
        self.fans.iter().map(|fan| u64::from(fan.end)).max().unwrap_or(0)
    }

    /// Gives a row a slot, one below `limit` if it is to be had. Gives the limit that suits the group then. Without
    /// `can_lose` the row comes after those of its group that are there.
    pub fn insert(&mut self, group: u32, row: u64, limit: u64) -> u64 {
        let number = group as usize;
        if self.fans.len() <= number {
            self.fans.resize(number + 1, Fan::default());
        }
        let end = self.fans[number].end;
        if self.is_outer
            && end == 0
            && let Some(changes) = &mut self.changes
        {
            changes.entry(group).or_default().lose(0);
        }
        let slot = match &mut self.rows {
            None => Some(end),
            Some(rows) => {
                if rows.len() <= number {
                    rows.resize_with(number + 1, Ordered::default);
                }
                let place = rows[number].place(|(known, _)| *known < row);
                let after_last = rows[number].before(place).map_or(0, |(_, slot)| slot + 1);
                match rows[number].at(place) {
                    // Free slots at the end are used again when there are no others.
                    None if u64::from(end) < limit => Some(end),
                    None => (u64::from(after_last) < limit).then_some(after_last),
                    Some((_, next)) => (after_last < *next).then(|| after_last + (next - after_last) / 2),
                }
            }
        };
        let Some(slot) = slot else {
            return self.renumber(group, row);
        };
        if let Some(rows) = &mut self.rows {
            rows[number].insert((row, slot));
        }
        self.put(group, slot, row);
        u64::from(self.fans[number].end)
    }

    /// Frees the slot of a row.
    pub fn remove(&mut self, group: u32, row: u64) {
        let Some((rows, slot)) = self.find(group, row) else {
            return;
        };
        rows.remove(&(row, slot));
        let is_empty = rows.is_empty();
        if let Some(changes) = &mut self.changes {
            changes.entry(group).or_default().lose(slot);
        }
        if is_empty {
            self.fans[group as usize].end = 0;
            self.leave_alone(group);
        }
    }

    /// In an outer join, lets no row stand at slot 0 of a group that has lost its last one.
    fn leave_alone(&mut self, group: u32) {
        if !self.is_outer {
            return;
        }
        if let Some(start) = self.places.starts.get(u64::from(group)) {
            self.places.rows.set([(start, None)]);
        }
        if let Some(changes) = &mut self.changes {
            changes.entry(group).or_default().added.insert(0);
        }
    }

    /// Takes down that a row has changed.
    pub fn modify(&mut self, group: u32, row: u64) {
        if let Some((_, slot)) = self.find(group, row) {
            let changes = self.changes.get_or_insert_default();
            changes.entry(group).or_default().modified.insert(slot);
        }
    }

    fn find(&mut self, group: u32, row: u64) -> Option<(&mut Ordered<(u64, u32)>, u32)> {
        let rows = self.rows.as_mut()?.get_mut(group as usize)?;
        let (known, slot) = *rows.at(rows.place(|(known, _)| *known < row))?;
        (known == row).then_some((rows, slot))
    }

    /// Gives all rows of a group and one more new slots, each second one, and gives the limit that leaves as many behind.
    fn renumber(&mut self, group: u32, row: u64) -> u64 {
        const STEP: usize = 2;
        let known = self.rows.as_mut().map(|rows| std::mem::take(&mut rows[group as usize]));
        let known = known.unwrap_or_default();
        if let Some(changes) = &mut self.changes {
            let changes = changes.entry(group).or_default();
            known.iter().for_each(|(_, slot)| changes.lose(*slot));
        }
        let mut rows: Vec<u64> = known.iter().map(|(row, _)| *row).collect();
        rows.insert(rows.partition_point(|known| *known < row), row);
        let len = rows.len();
        self.fans[group as usize].end = 0;
        let mut slots = Ordered::default();
        for (row, slot) in rows.into_iter().zip((0..).step_by(STEP)) {
            slots.insert((row, slot));
            self.put(group, slot, row);
        }
        if let Some(rows) = &mut self.rows {
            rows[group as usize] = slots;
        }
        (2 * STEP * len) as u64
    }

    /// Puts a row at a slot.
    fn put(&mut self, group: u32, slot: u32, row: u64) {
        let fan = &mut self.fans[group as usize];
        fan.end = fan.end.max(slot + 1);
        let start = self.places.starts.get(u64::from(group));
        let start = match start {
            Some(start) if slot < fan.capacity => start,
            _ => {
                let capacity = (slot + 1).next_power_of_two();
                let old = start.unwrap_or(0)..start.unwrap_or(0) + u64::from(fan.capacity);
                let moved: Vec<(u64, Option<u64>)> = (self.end..)
                    .zip(old.clone())
                    .map(|(place, old)| (place, self.places.rows.get(old)))
                    .collect();
                self.places.rows.set(moved);
                self.places.rows.set(old.map(|place| (place, None)));
                self.places.starts.set([(u64::from(group), Some(self.end))]);
                fan.capacity = capacity;
                self.end += u64::from(capacity);
                self.end - u64::from(capacity)
            }
        };
        self.places.rows.set([(start + u64::from(slot), Some(row))]);
        if let Some(changes) = &mut self.changes {
            changes.entry(group).or_default().added.insert(slot);
        }
    }
}
