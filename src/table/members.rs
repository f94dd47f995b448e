//! The rows of each group.

use std::ops::Range;

use super::RowSet;
use super::radix::Radix;

/// Row keys in order, by group. What was cloned stays as it was: a clone costs a reference count, and a change of a group
/// a few nodes above it.
#[derive(Clone, Default)]
pub(crate) struct Members {
    groups: Radix<Rows>,
}

/// Up to this many rows are a list, which is sooner copied than a set is changed.
const FEW: usize = 512;

/// With more groups for each row than this, rows are sorted by comparing.
const SPARSE: usize = 4;

/// The rows of one group.
#[derive(Clone, Debug, PartialEq)]
enum Rows {
    /// In ascending order.
    Few(Vec<u64>),
    Many(RowSet),
}

impl Members {
    pub fn first(&self, group: u64) -> Option<u64> {
        match self.groups.get(group)? {
            Rows::Few(keys) => keys.first().copied(),
            Rows::Many(keys) => keys.first(),
        }
    }

    pub fn last(&self, group: u64) -> Option<u64> {
        match self.groups.get(group)? {
            Rows::Few(keys) => keys.last().copied(),
            Rows::Many(keys) => keys.last(),
        }
    }

    /// How many rows the group has.
    pub fn len(&self, group: u64) -> u64 {
        match self.groups.get(group) {
            None => 0,
            Some(Rows::Few(keys)) => keys.len() as u64,
            Some(Rows::Many(keys)) => keys.len(),
        }
    }

    /// Adds the rows of the group to `out`, in their order.
    pub fn extend(&self, group: u64, out: &mut Vec<u64>) {
        match self.groups.get(group) {
            None => {}
            Some(Rows::Few(keys)) => out.extend_from_slice(keys),
            Some(Rows::Many(keys)) => out.extend(keys.iter()),
        }
    }

    /// How many rows of the group are before `key`, which need not be one of them.
    pub fn rank(&self, group: u64, key: u64) -> u64 {
        match self.groups.get(group) {
            None => 0,
            Some(Rows::Few(keys)) => keys.partition_point(|known| *known < key) as u64,
            Some(Rows::Many(keys)) => keys.rank(key),
        }
    }

    /// Adds the rows of the group at these positions to `out`, in their order.
    pub fn slice(&self, group: u64, positions: Range<u64>, out: &mut Vec<u64>) {
        match self.groups.get(group) {
            None => {}
            Some(Rows::Few(keys)) => {
                let len = keys.len() as u64;
                let (start, end) = (positions.start.min(len), positions.end.min(len));
                out.extend_from_slice(keys.get(start as usize..end as usize).unwrap_or_default());
            }
            Some(Rows::Many(keys)) => out.extend(keys.slice(positions).iter()),
        }
    }

    /// Adds rows to their groups, none of which has its row. `groups` are those of the rows in the order of their keys.
    pub fn add(&mut self, groups: &[u32], keys: &RowSet) {
        for_each_group(groups, keys, |group, keys| {
            let rows = self.groups.entry(u64::from(group), || Rows::Few(Vec::new()));
            match rows {
                Rows::Few(known) if known.len() + keys.len() <= FEW => {
                    let in_order = known.last() < keys.first();
                    known.extend_from_slice(keys);
                    if !in_order {
                        known.sort_unstable();
                    }
                }
                Rows::Few(known) => {
                    known.extend_from_slice(keys);
                    *rows = Rows::Many(known.drain(..).collect());
                }
                Rows::Many(known) => *known = known.union(&keys.iter().copied().collect()),
            }
        });
    }

    /// Takes rows from their groups, each of which has its row. `groups` are those of the rows in the order of their keys.
    pub fn remove(&mut self, groups: &[u32], keys: &RowSet) {
        for_each_group(groups, keys, |group, keys| {
            let group = u64::from(group);
            if self.len(group) <= keys.len() as u64 {
                self.groups.remove(group);
                return;
            }
            match self.groups.entry(group, || Rows::Few(Vec::new())) {
                Rows::Few(known) => {
                    let mut gone = keys.iter().peekable();
                    known.retain(|key| gone.next_if_eq(&key).is_none());
                }
                Rows::Many(known) => *known = known.minus(&keys.iter().copied().collect()),
            }
        });
    }

    /// The bytes that the lists hold, about.
    pub fn memory_size(&self) -> usize {
        let groups = self.groups.things().into_iter();
        groups
            .map(|rows| match rows {
                Rows::Few(keys) => size_of::<Rows>() + keys.capacity() * size_of::<u64>(),
                // Scattered keys of a large group share few words.
                Rows::Many(keys) => size_of::<Rows>() + keys.len() as usize,
            })
            .sum()
    }
}

/// Calls `apply` with each group and its keys in order.
fn for_each_group(groups: &[u32], keys: &RowSet, mut apply: impl FnMut(u32, &[u64])) {
    let groups_end = groups.iter().max().map_or(0, |last| *last as usize + 1);
    if groups_end > groups.len() * SPARSE {
        let mut pairs: Vec<(u32, u64)> = groups.iter().copied().zip(keys.iter()).collect();
        pairs.sort_unstable();
        let mut of_group = Vec::new();
        for pairs in pairs.chunk_by(|left, right| left.0 == right.0) {
            of_group.clear();
            of_group.extend(pairs.iter().map(|(_, key)| *key));
            apply(pairs[0].0, &of_group);
        }
        return;
    }
    // Where the keys of each group begin: first their numbers, then the sums of those before.
    let mut starts = vec![0; groups_end + 1];
    groups.iter().for_each(|group| starts[*group as usize + 1] += 1);
    (1..starts.len()).for_each(|group| starts[group] += starts[group - 1]);
    let mut ends = starts.clone();
    let mut sorted = vec![0; groups.len()];
    for (group, key) in groups.iter().zip(keys.iter()) {
        let end: &mut usize = &mut ends[*group as usize];
        sorted[*end] = key;
        *end += 1;
    }
    for (group, range) in (0..).zip(starts.windows(2)) {
        if range[0] < range[1] {
            apply(group, &sorted[range[0]..range[1]]);
        }
    }
}

#[cfg(test)]
mod tests;
