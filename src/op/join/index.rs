//! Rows by group.

use std::collections::{BTreeSet, HashMap};

use super::ordered::Ordered;
use super::sides::{Side, Sides};
use crate::error::Result;
use crate::op::groups::NO_GROUP;
use crate::spec::Matching;
use crate::table::{Change, NO_ROW, RowSet};

/// The keys of the rows of each group, in ascending order.
#[derive(Default)]
pub(super) struct RowLists {
    lists: Vec<Ordered<u64>>,
}

impl RowLists {
    /// Adds rows to their groups, one for each.
    pub fn extend(&mut self, rows: &RowSet, groups: &[u32]) {
        self.grow(groups);
        for (row, group) in rows.iter().zip(groups) {
            if let Some(list) = self.lists.get_mut(*group as usize) {
                list.insert(row);
            }
        }
    }

    /// Follows a change of the left table, but for the rows that are added.
    pub fn follow(&mut self, sides: &mut Sides, change: &Change) -> Result<()> {
        sides.each(Side::Left, &change.before, &change.removed, |rows, groups| {
            rows.iter()
                .zip(groups)
                .for_each(|(row, group)| self.remove(*group, row));
            Ok(())
        })?;
        let before = sides.groups_of(Side::Left, &change.before, &change.modified)?;
        let after = sides.groups_of(Side::Left, &change.after, &change.modified)?;
        self.grow(&after);
        for ((row, before), after) in change.modified.iter().zip(before).zip(after) {
            if before != after {
                self.remove(before, row);
                if let Some(list) = self.lists.get_mut(after as usize) {
                    list.insert(row);
                }
            }
        }
        Ok(())
    }

    /// Makes room for groups.
    fn grow(&mut self, groups: &[u32]) {
        let room = groups.iter().filter(|group| **group != NO_GROUP).max();
        let room = room.map_or(0, |group| *group as usize + 1);
        if self.lists.len() < room {
            self.lists.resize_with(room, Ordered::default);
        }
    }

    pub fn remove(&mut self, group: u32, row: u64) {
        if let Some(list) = self.lists.get_mut(group as usize) {
            list.remove(&row);
        }
    }

    /// The rows of a group.
    pub fn rows(&self, group: u32) -> impl Iterator<Item = u64> {
        let list = self.lists.get(group as usize);
        list.into_iter().flat_map(Ordered::iter).copied()
    }

    pub fn first(&self, group: u32) -> Option<u64> {
        self.lists.get(group as usize)?.first().copied()
    }
}

/// The one right row of each group that counts, and the others, of which there are seldom any.
pub(super) struct RightRows {
    matching: Matching,
    /// [`NO_ROW`] where there is none.
    rows: Vec<u64>,
    /// All rows of the groups that have several.
    several: HashMap<u32, BTreeSet<u64>>,
}

impl RightRows {
    pub fn new(matching: Matching) -> Self {
        RightRows {
            matching,
            rows: Vec::new(),
            several: HashMap::new(),
        }
    }

    /// The row of a group that counts, [`NO_ROW`] if there is none.
    pub fn row(&self, group: u32) -> u64 {
        self.rows.get(group as usize).copied().unwrap_or(NO_ROW)
    }

    /// Whether a group has rows of which none can be chosen.
    pub fn is_ambiguous(&self, group: u32) -> bool {
        self.matching == Matching::Unique && self.several.contains_key(&group)
    }

    /// Whether any group has.
    pub fn has_ambiguous(&self) -> bool {
        self.matching == Matching::Unique && !self.several.is_empty()
    }

    pub fn insert(&mut self, group: u32, row: u64) {
        let place = group as usize;
        if self.rows.len() <= place {
            self.rows.resize(place + 1, NO_ROW);
        }
        let known = self.rows[place];
        if known == NO_ROW {
            self.rows[place] = row;
            return;
        }
        let all = self.several.entry(group).or_insert_with(|| BTreeSet::from([known]));
        all.insert(row);
        self.rows[place] = choose(self.matching, all);
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.several.clear();
    }

    pub fn remove(&mut self, group: u32, row: u64) {
        let Some(known) = self.rows.get_mut(group as usize) else {
            return;
        };
        let Some(all) = self.several.get_mut(&group) else {
            *known = NO_ROW;
            return;
        };
        all.remove(&row);
        *known = choose(self.matching, all);
        if all.len() < 2 {
            self.several.remove(&group);
        }
    }
}

fn choose(matching: Matching, rows: &BTreeSet<u64>) -> u64 {
    let chosen = match matching {
        Matching::Unique | Matching::First => rows.first(),
        Matching::Last => rows.last(),
    };
    chosen.copied().unwrap_or(NO_ROW)
}

/// The rows of each group of a table, counted.
#[derive(Default)]
pub(super) struct Counts {
    counts: Vec<u32>,
}

impl Counts {
    pub fn has(&self, group: u32) -> bool {
        self.counts.get(group as usize).is_some_and(|count| *count > 0)
    }

    /// Counts a row; gives whether it is the first of its group.
    pub fn add(&mut self, group: u32) -> bool {
        if group == NO_GROUP {
            return false;
        }
        let place = group as usize;
        if self.counts.len() <= place {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] += 1;
        self.counts[place] == 1
    }

    /// Counts a row off; gives whether it was the last of its group.
    pub fn take(&mut self, group: u32) -> bool {
        match self.counts.get_mut(group as usize) {
            Some(count) if *count > 0 => {
                *count -= 1;
                *count == 0
            }
            _ => false,
        }
    }
}
