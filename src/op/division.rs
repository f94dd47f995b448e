//! Rows divided into groups of equal keys, each of which is a table of its own.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use arrow_schema::Schema;

use super::grouping::Grouping;
use crate::error::{Error, Result};
use crate::table::{Change, RowSet, Snapshot};

/// Follows a table and tells which rows of each group have changed. Groups are numbered in the order in which they are
/// first seen; one that has lost its rows keeps its number.
pub(crate) struct Division {
    grouping: Grouping,
    /// The rows of each group.
    rows: Vec<RowSet>,
}

/// What a cycle did to a group, under the row keys of the table.
#[derive(Default)]
pub(crate) struct Part {
    pub added: RowSet,
    pub removed: RowSet,
    pub modified: RowSet,
    /// All rows of the group now.
    pub rows: RowSet,
}

/// What a cycle did.
pub(crate) struct Divided {
    /// The groups that are new.
    pub new: Range<u32>,
    /// The groups that changed.
    pub parts: BTreeMap<u32, Part>,
}

/// Whether rows are looked at that the table had before.
#[derive(Clone, Copy, PartialEq)]
enum Rows {
    Known,
    New,
}

impl Division {
    /// Groups by these columns of a table.
    pub fn new(input: &Snapshot, keys: &[String]) -> Result<Self> {
        let twice = |(position, key): &(usize, &String)| keys[..*position].contains(key);
        if let Some((_, key)) = keys.iter().enumerate().find(twice) {
            return Err(Error::invalid(format!("key column {key:?} is given twice")).with("column", key));
        }
        Ok(Division {
            grouping: Grouping::new(input, keys, false)?,
            rows: Vec::new(),
        })
    }

    /// The number of groups so far.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The keys of the groups, under their numbers.
    pub fn keys(&self) -> Snapshot {
        let schema = Arc::new(Schema::new(self.grouping.fields().to_vec()));
        let columns = self.grouping.key_columns().collect();
        Snapshot::new(schema, RowSet::from(0..self.rows.len() as u64), columns)
    }

    /// Follows a change of the table.
    pub fn divide(&mut self, change: &Change) -> Result<Divided> {
        let removed = self.by_group(&change.before, &change.removed, Rows::Known)?;
        let left = self.by_group(&change.before, &change.modified, Rows::Known)?;
        let mut entered = self.by_group(&change.after, &change.modified, Rows::New)?;
        let added = self.by_group(&change.after, &change.added, Rows::New)?;
        let mut parts: BTreeMap<u32, Part> = BTreeMap::new();
        for (group, rows) in removed {
            parts.entry(group).or_default().removed = rows;
        }
        for (group, rows) in added {
            parts.entry(group).or_default().added = rows;
        }
        // A row whose key has changed goes from one group to another.
        for (group, old) in left {
            let now = entered.remove(&group).unwrap_or_default();
            let part = parts.entry(group).or_default();
            part.modified = old.intersection(&now);
            part.removed = part.removed.union(&old.minus(&now));
            part.added = part.added.union(&now.minus(&old));
        }
        for (group, now) in entered {
            let part = parts.entry(group).or_default();
            part.added = part.added.union(&now);
        }
        let known = self.rows.len() as u32;
        self.rows.resize(self.grouping.count() as usize, RowSet::empty());
        for (group, part) in &mut parts {
            let rows = &mut self.rows[*group as usize];
            *rows = rows.minus(&part.removed).union(&part.added);
            part.rows = rows.clone();
        }
        Ok(Divided {
            new: known..self.rows.len() as u32,
            parts,
        })
    }

    /// The rows of each group among `rows`.
    fn by_group(&mut self, table: &Snapshot, rows: &RowSet, which: Rows) -> Result<BTreeMap<u32, RowSet>> {
        let mut members: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        let mut groups = Vec::new();
        for piece in self.grouping.pieces(table, rows) {
            match which {
                Rows::Known => self.grouping.remove(table, &piece, &mut groups)?,
                Rows::New => self.grouping.add(table, &piece, &mut groups)?,
            }
            for (group, row) in groups.iter().zip(piece.iter()) {
                members.entry(*group).or_default().push(row);
            }
        }
        let sets = members.into_iter();
        Ok(sets.map(|(group, rows)| (group, rows.into_iter().collect())).collect())
    }
}
