//! Rows by group.

use std::collections::HashMap;
use std::ops::Range;

use arrow_buffer::NullBuffer;

use super::ordered::Ordered;
use super::runs::Runs;
use crate::op::groups::NO_GROUP;
use crate::spec::Matching;
use crate::table::{NO_ROW, RowSet, Slots};

/// The keys of the rows of each group, in ascending order.
#[derive(Default)]
pub(super) struct RowLists {
    lists: Vec<Ordered<u64>>,
    runs: Runs,
}

impl RowLists {
    /// Adds rows to their groups, one for each.
    pub fn extend(&mut self, rows: &RowSet, groups: &[u32]) {
        self.grow(groups);
        let rows: Vec<u64> = rows.iter().collect();
        let RowLists { lists, runs } = self;
        runs.each(groups, lists.len(), |group, positions| {
            if let Some(list) = lists.get_mut(group as usize) {
                positions
                    .iter()
                    .for_each(|position| list.insert(rows[*position as usize]));
            }
        });
    }

    /// Takes rows out of their groups.
    pub fn remove_all(&mut self, rows: &RowSet, groups: &[u32]) {
        rows.iter()
            .zip(groups)
            .for_each(|(row, group)| self.remove(*group, row));
    }

    /// Puts rows from their groups before into those after.
    pub fn move_all(&mut self, rows: &RowSet, before: &[u32], after: &[u32]) {
        self.grow(after);
        for ((row, before), after) in rows.iter().zip(before).zip(after) {
            if before != after {
                self.remove(*before, row);
                if let Some(list) = self.lists.get_mut(*after as usize) {
                    list.insert(row);
                }
            }
        }
    }

    /// Makes room for groups.
    fn grow(&mut self, groups: &[u32]) {
        let room = groups.iter().filter(|group| **group != NO_GROUP).max();
        let room = room.map_or(0, |group| *group as usize + 1);
        if self.lists.len() < room {
            self.lists.resize_with(room, Ordered::default);
        }
    }

    fn remove(&mut self, group: u32, row: u64) {
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
    /// Whether rows go or change, so that others have to be remembered.
    can_lose: bool,
    /// [`NO_ROW`] where there is none.
    rows: Vec<u64>,
    /// All rows of the groups that have several, which are not remembered where none can go.
    several: HashMap<u32, Ordered<u64>>,
}

impl RightRows {
    pub fn new(matching: Matching, can_lose: bool) -> Self {
        RightRows {
            matching,
            can_lose,
            rows: Vec::new(),
            several: HashMap::new(),
        }
    }

    /// The row of a group that counts, [`NO_ROW`] if there is none.
    pub fn row(&self, group: u32) -> u64 {
        self.rows.get(group as usize).copied().unwrap_or(NO_ROW)
    }

    /// The row of each group that counts, null where there is none.
    pub fn to_slots(&self) -> Slots<u64> {
        let mut slots = Slots::default();
        let groups = RowSet::from(0..self.rows.len() as u64);
        slots.write(&groups, &self.rows, |row| *row == NO_ROW);
        slots
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
        let known = &mut self.rows[place];
        if *known == NO_ROW {
            *known = row;
            return;
        }
        if self.can_lose {
            let several = self.several.entry(group).or_default();
            several.insert(*known);
            several.insert(row);
        } else if self.matching == Matching::Unique {
            self.several.entry(group).or_default();
        }
        *known = match self.matching {
            Matching::Unique | Matching::First => row.min(*known),
            Matching::Last => row.max(*known),
        };
    }

    pub fn remove(&mut self, group: u32, row: u64) {
        let Some(known) = self.rows.get_mut(group as usize) else {
            return;
        };
        let Some(several) = self.several.get_mut(&group) else {
            *known = NO_ROW;
            return;
        };
        several.remove(&row);
        let chosen = match self.matching {
            Matching::Unique | Matching::First => several.first(),
            Matching::Last => several.last(),
        };
        *known = chosen.copied().unwrap_or(NO_ROW);
        if several.len() < 2 {
            self.several.remove(&group);
        }
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.several.clear();
    }
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

/// The groups that rows are known to be in, [`NO_GROUP`] for those in none.
pub(super) fn groups_at(groups: &Slots<u32>, rows: &RowSet) -> Vec<u32> {
    known(groups.read(rows))
}

/// Groups of which some are null, which is [`NO_GROUP`].
pub(super) fn known((mut groups, nulls): (Vec<u32>, Option<NullBuffer>)) -> Vec<u32> {
    if let Some(nulls) = nulls {
        let missing = groups.iter_mut().zip(&nulls).filter(|(_, valid)| !valid);
        missing.for_each(|(group, _)| *group = NO_GROUP);
    }
    groups
}

/// The set of these rows, each of which may be there several times.
pub(super) fn row_set(rows: Vec<u64>) -> RowSet {
    const MANY: usize = 1 << 12;
    /// Bits for each row of a bitmap that is cheaper than sorting.
    const SPARSE: u64 = 64;
    let (Some(first), Some(last)) = (rows.iter().min(), rows.iter().max()) else {
        return RowSet::empty();
    };
    if rows.len() < MANY || rows.is_sorted() || (last - first) / SPARSE >= rows.len() as u64 {
        return rows.into_iter().collect();
    }
    let base = first - first % 64;
    let mut words = vec![0u64; ((last - base) / 64 + 1) as usize];
    for row in &rows {
        words[((row - base) / 64) as usize] |= 1 << (row % 64);
    }
    let mut ranges: Vec<Range<u64>> = Vec::new();
    for (mut word, base) in words.into_iter().zip((base..).step_by(64)) {
        while word != 0 {
            let start = word.trailing_zeros();
            let len = (word >> start).trailing_ones();
            word &= u64::MAX.checked_shl(start + len).unwrap_or(0);
            let range = base + u64::from(start)..base + u64::from(start + len);
            match ranges.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => ranges.push(range),
            }
        }
    }
    RowSet::from_ranges(ranges.into_iter())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_set_of_many_rows_is_that_of_few(starts in proptest::collection::vec(0u64..200_000, 1..20), step in 1u64..90) {
            let rows: Vec<u64> = starts.iter().flat_map(|start| (*start..).step_by(step as usize).take(1000)).collect();
            prop_assert_eq!(row_set(rows.clone()), rows.into_iter().collect());
        }
    }
}
