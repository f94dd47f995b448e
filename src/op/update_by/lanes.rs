//! The rows of each group, in the order of the table.

use crate::table::{Members, RowSet, Snapshot};

/// The row keys of each lane, which is a group, by their positions in it. A clone is cheap and stays as it was.
#[derive(Clone)]
pub(super) enum Lanes {
    /// Without keys all rows are in one lane.
    One(RowSet),
    Many(Members),
}

impl Lanes {
    /// Lanes without rows.
    pub fn new(has_keys: bool) -> Self {
        if has_keys {
            Lanes::Many(Members::default())
        } else {
            Lanes::One(RowSet::empty())
        }
    }

    /// Has all rows of a table that is not split into lanes.
    pub fn follow(&mut self, input: &Snapshot) {
        if let Lanes::One(rows) = self {
            *rows = input.row_keys().clone();
        }
    }

    /// Adds rows to their lanes.
    pub fn add(&mut self, lanes: &[u32], rows: &RowSet) {
        if let Lanes::Many(members) = self {
            members.add(lanes, rows);
        }
    }

    /// Takes rows from their lanes.
    pub fn remove(&mut self, lanes: &[u32], rows: &RowSet) {
        if let Lanes::Many(members) = self {
            members.remove(lanes, rows);
        }
    }

    /// How many rows the lane has.
    pub fn len(&self, lane: u32) -> u64 {
        match self {
            Lanes::One(rows) => rows.len(),
            Lanes::Many(members) => members.len(lane.into()),
        }
    }

    /// How many rows of the lane are before `key`, which need not be one of them.
    pub fn rank(&self, lane: u32, key: u64) -> u64 {
        match self {
            Lanes::One(rows) => rows.rank(key),
            Lanes::Many(members) => members.rank(lane.into(), key),
        }
    }

    /// Adds the rows of the lane at these positions to `out`.
    pub fn slice(&self, lane: u32, positions: std::ops::Range<u64>, out: &mut Vec<u64>) {
        match self {
            Lanes::One(rows) => out.extend(rows.slice(positions).iter()),
            Lanes::Many(members) => members.slice(lane.into(), positions, out),
        }
    }

    pub fn memory_size(&self) -> usize {
        match self {
            Lanes::One(_) => 0,
            Lanes::Many(members) => members.memory_size(),
        }
    }
}
