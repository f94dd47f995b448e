//! The rows that each group has now.

use std::collections::BTreeSet;

use crate::agg::End;
use crate::table::{Members, RowSet};

/// The row keys of each group, in order.
pub(super) enum GroupRows {
    /// Lists of them are read from snapshots, which share them.
    Shared(Members),
    /// Nobody else sees them.
    Own(Vec<BTreeSet<u64>>),
    /// Only so many of the first or the last rows, where none goes.
    Outermost(Vec<BTreeSet<u64>>, End, usize),
}

impl GroupRows {
    /// Adds rows to their groups; there are `count` groups now.
    pub fn add(&mut self, groups: &[u32], count: u32, keys: &RowSet) {
        match self {
            GroupRows::Shared(members) => members.add(groups, keys),
            GroupRows::Own(rows) => {
                rows.resize_with(count as usize, BTreeSet::new);
                for (group, key) in groups.iter().zip(keys.iter()) {
                    rows[*group as usize].insert(key);
                }
            }
            GroupRows::Outermost(rows, end, most) => {
                rows.resize_with(count as usize, BTreeSet::new);
                for (group, key) in groups.iter().zip(keys.iter()) {
                    let rows = &mut rows[*group as usize];
                    if rows.len() < *most {
                        rows.insert(key);
                        continue;
                    }
                    let (outside, is_inside) = match end {
                        End::First => (rows.last().copied(), rows.last() > Some(&key)),
                        End::Last => (rows.first().copied(), rows.first() < Some(&key)),
                    };
                    if let Some(outside) = outside.filter(|_| is_inside) {
                        rows.remove(&outside);
                        rows.insert(key);
                    }
                }
            }
        }
    }

    /// Takes rows from their groups.
    pub fn remove(&mut self, groups: &[u32], keys: &RowSet) {
        match self {
            GroupRows::Shared(members) => members.remove(groups, keys),
            GroupRows::Own(rows) | GroupRows::Outermost(rows, ..) => {
                for (group, key) in groups.iter().zip(keys.iter()) {
                    rows[*group as usize].remove(&key);
                }
            }
        }
    }

    /// The first or the last row of a group.
    pub fn outermost(&self, group: u32, end: End) -> Option<u64> {
        match (self, end) {
            (GroupRows::Shared(members), End::First) => members.first(group.into()),
            (GroupRows::Shared(members), End::Last) => members.last(group.into()),
            (GroupRows::Own(rows) | GroupRows::Outermost(rows, ..), End::First) => {
                rows[group as usize].first().copied()
            }
            (GroupRows::Own(rows) | GroupRows::Outermost(rows, ..), End::Last) => rows[group as usize].last().copied(),
        }
    }

    /// At most so many of the first or the last rows of a group, in their order.
    pub fn some(&self, group: u32, end: End, most: usize) -> Vec<u64> {
        match self {
            GroupRows::Shared(members) => {
                let mut rows = Vec::new();
                members.extend(group.into(), &mut rows);
                match end {
                    End::First => rows.truncate(most),
                    End::Last => drop(rows.drain(..rows.len().saturating_sub(most))),
                }
                rows
            }
            GroupRows::Own(rows) | GroupRows::Outermost(rows, ..) => {
                let rows = rows[group as usize].iter().copied();
                match end {
                    End::First => rows.take(most).collect(),
                    End::Last => {
                        let mut rows: Vec<u64> = rows.rev().take(most).collect();
                        rows.reverse();
                        rows
                    }
                }
            }
        }
    }

    /// The rows that snapshots share, if they do.
    pub fn shared(&self) -> Option<&Members> {
        match self {
            GroupRows::Shared(members) => Some(members),
            _ => None,
        }
    }
}
