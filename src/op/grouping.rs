//! The rows of an input by group: what all operations on groups begin with.

use std::sync::Arc;

use arrow_array::UInt32Array;
use arrow_schema::Field;

use super::groups::{Groups, NO_GROUP};
use crate::error::{Error, Result};
use crate::table::{Column, Encoded, RowGroup, RowSet, Snapshot, Store, StoredColumn};

/// The groups of an input so far, their keys, and which groups a cycle touches.
///
/// A group keeps its number when its last row goes, so that it is in its old place when rows of its key come back.
pub(super) struct Grouping {
    /// The key columns in the input.
    keys: Vec<usize>,
    groups: Groups,
    /// The key columns of the groups, as they were first seen.
    key_store: Arc<Store>,
    fields: Vec<Field>,
    /// How many rows each group has now, if rows go.
    sizes: Option<Vec<u64>>,
    /// The last cycle that touched each group; in the first one it is all.
    marks: Option<Vec<u32>>,
    cycle: u32,
    touched: Vec<u32>,
}

/// Pieces are not cut into parts of fewer rows.
const LEAST_PIECE: u64 = 1 << 10;

/// With more groups for each that is touched, those that are touched are sorted.
const MANY: usize = 8;

impl Grouping {
    /// Groups by these columns, without any row yet. With `counts` rows may go.
    pub fn new(input: &Snapshot, keys: &[String], counts: bool) -> Result<Self> {
        let mut indices: Vec<usize> = Vec::with_capacity(keys.len());
        for key in keys {
            let index = input.column_index(key)?;
            if !indices.contains(&index) {
                indices.push(index);
            }
        }
        let fields: Vec<Field> = indices.iter().map(|key| input.schema().field(*key).clone()).collect();
        Ok(Grouping {
            groups: Groups::new(fields.iter().map(Field::data_type))?,
            keys: indices,
            key_store: Arc::default(),
            fields,
            sizes: counts.then(Vec::new),
            marks: None,
            cycle: 0,
            touched: Vec::new(),
        })
    }

    /// The key columns in the input.
    pub fn keys(&self) -> &[usize] {
        &self.keys
    }

    /// The fields of the key columns.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// How many groups there are, also those without rows.
    pub fn count(&self) -> u32 {
        self.groups.count()
    }

    /// Whether the group has rows.
    pub fn has_rows(&self, group: u32) -> bool {
        self.sizes.as_ref().is_none_or(|sizes| sizes[group as usize] > 0)
    }

    /// Rows of the input, in pieces of at most 65,536 that are looked at one by one: cut where the first key's codes
    /// change their meaning, so that a scattered piece has codes, too.
    pub fn pieces(&self, input: &Snapshot, rows: &RowSet) -> Vec<RowSet> {
        let pieces = input.pieces(rows);
        let Some(column) = self.keys.first().and_then(|key| input.column(*key)) else {
            return pieces;
        };
        let mut cut = Vec::with_capacity(pieces.len());
        for mut rest in pieces {
            while let (Some(first), Some(last)) = (rest.first(), rest.last()) {
                let end = column.contiguous(first);
                let part = rest.intersection(&RowSet::from(0..end));
                if end > last || part.len() < LEAST_PIECE {
                    break;
                }
                rest = rest.minus(&part);
                cut.push(part);
            }
            cut.push(rest);
        }
        cut
    }

    /// Writes the group of each of these rows of the input, which are new, to `groups`.
    pub fn add(&mut self, input: &Snapshot, rows: &RowSet, groups: &mut Vec<u32>) -> Result<()> {
        let keys = self.read(input, rows)?;
        let known = u64::from(self.groups.count());
        let first_rows = self.groups.assign(&keys, rows.len() as usize, groups)?;
        if !first_rows.is_empty() {
            let first_rows = UInt32Array::from(first_rows);
            let columns = keys.iter().map(|key| Ok(key.take(&first_rows)?.into()));
            let group = RowGroup::new(known, first_rows.len(), columns.collect::<Result<_>>()?);
            Arc::make_mut(&mut self.key_store).push(group, 0)?;
        }
        if let Some(sizes) = &mut self.sizes {
            sizes.resize(self.groups.count() as usize, 0);
            let sizes = sizes.as_mut_slice();
            groups.iter().for_each(|group| sizes[*group as usize] += 1);
        }
        self.mark(groups);
        Ok(())
    }

    /// Writes the group of each of these rows of the input before the cycle, which are gone or hold something else now,
    /// to `groups`.
    pub fn remove(&mut self, before: &Snapshot, rows: &RowSet, groups: &mut Vec<u32>) -> Result<()> {
        let keys = self.read(before, rows)?;
        self.groups.find(&keys, rows.len() as usize, groups)?;
        if groups.contains(&NO_GROUP) {
            return Err(Error::internal("rows go that have never come"));
        }
        if let Some(sizes) = &mut self.sizes {
            groups.iter().for_each(|group| sizes[*group as usize] -= 1);
        }
        self.mark(groups);
        Ok(())
    }

    fn read(&self, input: &Snapshot, rows: &RowSet) -> Result<Vec<Encoded>> {
        self.keys.iter().map(|key| input.read_encoded(*key, rows)).collect()
    }

    /// Notes that these groups are touched.
    fn mark(&mut self, groups: &[u32]) {
        let Some(marks) = &mut self.marks else { return };
        marks.resize(self.groups.count() as usize, 0);
        for group in groups {
            let mark = &mut marks[*group as usize];
            if *mark != self.cycle {
                *mark = self.cycle;
                self.touched.push(*group);
            }
        }
    }

    /// The groups whose rows came, went or changed since this was asked before, in order.
    pub fn touched(&mut self) -> Vec<u32> {
        let mut touched = std::mem::take(&mut self.touched);
        match &mut self.marks {
            None => {
                self.marks = Some(Vec::new());
                touched.extend(0..self.groups.count());
            }
            // Many of them are sooner found among all than put in order.
            Some(marks) if marks.len() < touched.len() * MANY => {
                touched.clear();
                let groups = (0..).zip(marks.iter()).filter(|(_, mark)| **mark == self.cycle);
                touched.extend(groups.map(|(group, _)| group));
            }
            Some(_) => touched.sort_unstable(),
        }
        if self.cycle == u32::MAX {
            self.marks = self.marks.as_ref().map(|marks| vec![0; marks.len()]);
            self.cycle = 0;
        }
        self.cycle += 1;
        touched
    }

    /// The key columns of the groups, by their numbers.
    pub fn key_columns(&self) -> impl Iterator<Item = Arc<dyn Column>> + '_ {
        self.fields.iter().enumerate().map(|(index, field)| {
            let column = StoredColumn::new(self.key_store.clone(), index, field.data_type().clone());
            Arc::new(column) as Arc<dyn Column>
        })
    }
}
