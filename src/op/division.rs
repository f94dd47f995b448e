//! Rows divided into groups of equal keys, each of which is a table of its own.

use std::collections::BTreeMap;

use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_schema::Field;
use arrow_select::concat::concat;

use super::groups::Groups;
use crate::error::{Error, Result};
use crate::table::{Change, Encoded, RowSet, Snapshot};

/// Follows a table and tells which rows of each group have changed. Groups are numbered in the order in which they are
/// first seen; one that has lost its rows keeps its number.
pub(crate) struct Division {
    keys: Vec<usize>,
    groups: Groups,
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
    /// The keys of the groups that are new, an array for each key column.
    pub new_keys: Vec<ArrayRef>,
    /// The groups that changed.
    pub parts: BTreeMap<u32, Part>,
}

impl Division {
    /// Groups by these columns of a table; the key columns are given, too.
    pub fn new(input: &Snapshot, keys: &[String]) -> Result<(Self, Vec<Field>)> {
        let mut indices: Vec<usize> = Vec::with_capacity(keys.len());
        for key in keys {
            let index = input.column_index(key)?;
            if indices.contains(&index) {
                return Err(Error::invalid(format!("key column {key:?} is given twice")).with("column", key));
            }
            indices.push(index);
        }
        let fields: Vec<Field> = indices.iter().map(|key| input.schema().field(*key).clone()).collect();
        let division = Division {
            groups: Groups::new(fields.iter().map(|field| field.data_type()))?,
            keys: indices,
            rows: Vec::new(),
        };
        Ok((division, fields))
    }

    /// The number of groups so far.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// Follows a change of the table.
    pub fn divide(&mut self, change: &Change) -> Result<Divided> {
        let mut divided = Divided {
            new_keys: Vec::new(),
            parts: BTreeMap::new(),
        };
        let removed = self.by_group(&change.before, &change.removed, &mut divided)?;
        let left = self.by_group(&change.before, &change.modified, &mut divided)?;
        let mut entered = self.by_group(&change.after, &change.modified, &mut divided)?;
        let added = self.by_group(&change.after, &change.added, &mut divided)?;
        for (group, rows) in removed {
            divided.part(group).removed = rows;
        }
        for (group, rows) in added {
            divided.part(group).added = rows;
        }
        // A row whose key has changed goes from one group to another.
        for (group, old) in left {
            let now = entered.remove(&group).unwrap_or_default();
            let part = divided.part(group);
            part.modified = old.intersection(&now);
            part.removed = part.removed.union(&old.minus(&now));
            part.added = part.added.union(&now.minus(&old));
        }
        for (group, now) in entered {
            let part = divided.part(group);
            part.added = part.added.union(&now);
        }
        self.rows.resize(self.groups.count() as usize, RowSet::empty());
        for (group, part) in &mut divided.parts {
            let rows = &mut self.rows[*group as usize];
            *rows = rows.minus(&part.removed).union(&part.added);
            part.rows = rows.clone();
        }
        Ok(divided)
    }

    /// The rows of each group among `rows`.
    fn by_group(&mut self, table: &Snapshot, rows: &RowSet, divided: &mut Divided) -> Result<BTreeMap<u32, RowSet>> {
        let mut members: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        let mut groups = Vec::new();
        for piece in table.with_rows(rows.clone()).batches().pieces() {
            let keys: Vec<Encoded> = self
                .keys
                .iter()
                .map(|key| table.read_encoded(*key, &piece))
                .collect::<Result<_>>()?;
            let first_rows = self.groups.assign(&keys, piece.len() as usize, &mut groups)?;
            divided.add_keys(&keys, first_rows)?;
            for (group, row) in groups.iter().zip(piece.iter()) {
                members.entry(*group).or_default().push(row);
            }
        }
        Ok(members
            .into_iter()
            .map(|(group, rows)| (group, rows.into_iter().collect()))
            .collect())
    }
}

impl Divided {
    fn part(&mut self, group: u32) -> &mut Part {
        self.parts.entry(group).or_default()
    }

    fn add_keys(&mut self, keys: &[Encoded], first_rows: Vec<u32>) -> Result<()> {
        if first_rows.is_empty() {
            return Ok(());
        }
        let rows = UInt32Array::from(first_rows);
        let new: Vec<ArrayRef> = keys.iter().map(|key| key.take(&rows)).collect::<Result<_>>()?;
        if self.new_keys.is_empty() {
            self.new_keys = new;
            return Ok(());
        }
        let joined = self.new_keys.iter().zip(&new);
        self.new_keys = joined
            .map(|(known, new)| Ok(concat(&[known as &dyn Array, new as &dyn Array])?))
            .collect::<Result<_>>()?;
        Ok(())
    }
}
