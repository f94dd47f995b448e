//! The rows of an input by group: what all operations on groups begin with.

use std::sync::Arc;

use arrow_array::UInt32Array;
use arrow_schema::Field;

use super::groups::{Groups, NO_GROUP};
use crate::error::{Error, Result};
use crate::table::{Column, Encoded, RowGroup, RowSet, Snapshot, Store, StoredColumn, column_index};

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
    /// A bit for each group that the cycle has touched; in the first one it is all.
    marks: Option<Vec<u64>>,
    /// The words of the marks in which there are any, in no order.
    touched: Vec<u32>,
    /// For each of the words, how many touched groups are in those before.
    before: Vec<u32>,
}

/// Pieces are not cut into parts of fewer rows.
const LEAST_PIECE: u64 = 1 << 10;

/// With more words of marks for each that is touched, those that are touched are sorted.
const MANY: usize = 16;

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
            before: Vec::new(),
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

    /// Makes groups of the keys of another table, which has columns of these names, before there are rows.
    pub fn know(&mut self, initial: &Snapshot) -> Result<()> {
        let mut columns = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let column = column_index(initial.schema(), field.name(), " of the initial groups")?;
            let (expected, found) = (field.data_type(), initial.schema().field(column).data_type());
            if expected != found {
                return Err(Error::invalid(format!(
                    "the key {:?} of the initial groups has type {found}: expected {expected}, as in the table",
                    field.name()
                ))
                .with("column", field.name()));
            }
            columns.push(column);
        }
        for rows in initial.pieces(initial.row_keys()) {
            let keys = columns.iter().map(|column| initial.read_encoded(*column, &rows));
            self.assign(&keys.collect::<Result<Vec<_>>>()?, rows.len(), &mut Vec::new())?;
        }
        Ok(())
    }

    /// Makes the group of all rows, where there are no keys, before there are any.
    pub fn know_all_rows(&mut self) -> Result<()> {
        self.assign(&[], 1, &mut Vec::new())
    }

    /// Writes the group of each of these rows of the input, which are new, to `groups`.
    pub fn add(&mut self, input: &Snapshot, rows: &RowSet, groups: &mut Vec<u32>) -> Result<()> {
        let keys = self.read(input, rows)?;
        self.assign(&keys, rows.len(), groups)?;
        if let Some(sizes) = &mut self.sizes {
            let sizes = sizes.as_mut_slice();
            groups.iter().for_each(|group| sizes[*group as usize] += 1);
        }
        self.mark(groups);
        Ok(())
    }

    /// Writes the groups of so many rows with these keys to `groups`, new ones for new keys.
    fn assign(&mut self, keys: &[Encoded], rows: u64, groups: &mut Vec<u32>) -> Result<()> {
        let known = u64::from(self.groups.count());
        let first_rows = self.groups.assign(keys, rows as usize, groups)?;
        if !first_rows.is_empty() {
            let first_rows = UInt32Array::from(first_rows);
            let columns = keys.iter().map(|key| Ok(key.take(&first_rows)?.into()));
            let group = RowGroup::new(known, first_rows.len(), columns.collect::<Result<_>>()?);
            Arc::make_mut(&mut self.key_store).push(group, 0)?;
        }
        if let Some(sizes) = &mut self.sizes {
            sizes.resize(self.groups.count() as usize, 0);
        }
        Ok(())
    }

    /// Writes the group of each of these rows of the input before the cycle, which are gone or hold something else now,
    /// to `groups`.
    pub fn remove(&mut self, before: &Snapshot, rows: &RowSet, groups: &mut Vec<u32>) -> Result<()> {
        self.find(before, rows, groups)?;
        if groups.contains(&NO_GROUP) {
            return Err(Error::internal("rows go that have never come"));
        }
        if let Some(sizes) = &mut self.sizes {
            groups.iter().for_each(|group| sizes[*group as usize] -= 1);
        }
        self.mark(groups);
        Ok(())
    }

    /// Writes the group of each of these rows of the input, which all have been added, to `groups`.
    pub fn find(&self, input: &Snapshot, rows: &RowSet, groups: &mut Vec<u32>) -> Result<()> {
        let keys = self.read(input, rows)?;
        self.groups.find(&keys, rows.len() as usize, groups)
    }

    /// The groups to which groups of a finer grouping of the same rows belong, whose first keys are all keys here.
    pub fn find_groups(&self, finer: &Grouping, groups: &RowSet) -> Result<Vec<u32>> {
        let keys = finer.key_columns().take(self.keys.len());
        let keys: Vec<Encoded> = keys.map(|column| column.read_encoded(groups)).collect::<Result<_>>()?;
        let mut found = Vec::new();
        self.groups.find(&keys, groups.len() as usize, &mut found)?;
        Ok(found)
    }

    fn read(&self, input: &Snapshot, rows: &RowSet) -> Result<Vec<Encoded>> {
        self.keys.iter().map(|key| input.read_encoded(*key, rows)).collect()
    }

    /// Notes that these groups are touched.
    fn mark(&mut self, groups: &[u32]) {
        let Some(marks) = &mut self.marks else { return };
        marks.resize(self.groups.count().div_ceil(u64::BITS) as usize, 0);
        for group in groups {
            let number = group / u64::BITS;
            let word = &mut marks[number as usize];
            if *word == 0 {
                self.touched.push(number);
            }
            *word |= 1 << (group % u64::BITS);
        }
    }

    /// The groups whose rows came, went or changed since [`settle`](Self::settle) was called, in order.
    pub fn touched(&mut self) -> Vec<u32> {
        let Some(marks) = &self.marks else {
            return (0..self.groups.count()).collect();
        };
        // Many of them are sooner found among all than put in order.
        if marks.len() < self.touched.len() * MANY {
            self.touched.clear();
            let words = (0..).zip(marks).filter(|(_, word)| **word != 0);
            self.touched.extend(words.map(|(number, _)| number));
        } else {
            self.touched.sort_unstable();
        }
        self.before.resize(marks.len(), 0);
        let mut groups = Vec::new();
        for number in &self.touched {
            self.before[*number as usize] = groups.len() as u32;
            let mut word = marks[*number as usize];
            while word != 0 {
                groups.push(number * u64::BITS + word.trailing_zeros());
                word &= word - 1;
            }
        }
        groups
    }

    /// The place of each of these groups among those that [`touched`](Self::touched) gave last.
    pub fn places(&self, groups: &[u32]) -> Vec<u32> {
        let marks = self.marks.as_deref().unwrap_or_default();
        let place = |group: &u32| {
            let (word, below) = ((group / u64::BITS) as usize, (1u64 << (group % u64::BITS)) - 1);
            self.before[word] + (marks[word] & below).count_ones()
        };
        groups.iter().map(place).collect()
    }

    /// Says that what was done to the groups so far is known.
    pub fn settle(&mut self) {
        let marks = self.marks.get_or_insert_default();
        for number in self.touched.drain(..) {
            marks[number as usize] = 0;
        }
    }

    /// The key columns of the groups, by their numbers.
    pub fn key_columns(&self) -> impl Iterator<Item = Arc<dyn Column>> + '_ {
        self.fields.iter().enumerate().map(|(index, field)| {
            let column = StoredColumn::new(self.key_store.clone(), index, field.data_type().clone());
            Arc::new(column) as Arc<dyn Column>
        })
    }
}
