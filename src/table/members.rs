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

/// Up to this many rows are a list.
const FEW: usize = 64;

/// The rows of one group.
#[derive(Clone, Debug, PartialEq)]
enum Rows {
    /// In ascending order.
    Few(Vec<u64>),
    Many(RowSet),
}

impl Members {
    /// How many rows the group has.
    pub fn len(&self, group: u64) -> u64 {
        match self.groups.get(group) {
            None => 0,
            Some(Rows::Few(keys)) => keys.len() as u64,
            Some(Rows::Many(keys)) => keys.len(),
        }
    }

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

    /// Adds the rows of the group at these positions to `out`, in their order; positions beyond the end are left out.
    pub fn extend(&self, group: u64, positions: Range<u64>, out: &mut Vec<u64>) {
        match self.groups.get(group) {
            None => {}
            Some(Rows::Few(keys)) => {
                let end = (keys.len() as u64).min(positions.end) as usize;
                let start = (positions.start as usize).min(end);
                out.extend_from_slice(&keys[start..end]);
            }
            Some(Rows::Many(keys)) if positions.start == 0 && positions.end >= keys.len() => out.extend(keys.iter()),
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
                Rows::Few(known) => known.retain(|key| keys.binary_search(key).is_err()),
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
    let mut pairs: Vec<(u32, u64)> = groups.iter().copied().zip(keys.iter()).collect();
    if !pairs.is_sorted() {
        pairs.sort_unstable();
    }
    let mut of_group = Vec::new();
    for pairs in pairs.chunk_by(|left, right| left.0 == right.0) {
        of_group.clear();
        of_group.extend(pairs.iter().map(|(_, key)| *key));
        apply(pairs[0].0, &of_group);
    }
}

#[cfg(test)]
mod tests;
