//! Lists and maps.

use std::sync::Arc;

use arrow_array::{ArrayRef, ListArray, MapArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, FieldRef};

use super::ColumnBuilder;
use super::nulls::{null_buffer, remove_nulls, trimmed, truncate_nulls};
use crate::spec::ColumnType;

/// Lists, one after another: their items are added to [`Lists::items`], then [`Lists::end_list`] makes a row of them.
#[derive(Debug)]
pub(crate) struct Lists {
    item: FieldRef,
    ends: Ends,
    items: ColumnBuilder,
}

/// Maps, likewise: as many keys as values are added, then [`Maps::end_map`] makes a row of them.
#[derive(Debug)]
pub(crate) struct Maps {
    entries: FieldRef,
    ends: Ends,
    /// The keys and the values.
    columns: [ColumnBuilder; 2],
}

/// Where each list ends.
#[derive(Debug)]
struct Ends {
    /// The first entry is 0.
    offsets: Vec<i32>,
    nulls: Vec<u32>,
}

impl Lists {
    /// No lists; none where no decoder fills a column of such items.
    pub fn new(item: &ColumnType) -> Option<Self> {
        let DataType::List(field) = ColumnType::List(Box::new(item.clone())).data_type() else {
            return None;
        };
        Some(Lists {
            item: field,
            ends: Ends::new(),
            items: ColumnBuilder::new(item)?,
        })
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where the items of the next list are added.
    #[inline]
    pub fn items(&mut self) -> &mut ColumnBuilder {
        &mut self.items
    }

    /// Makes a row of the items that were added since the last row.
    #[inline]
    pub fn end_list(&mut self) {
        self.ends.offsets.push(self.items.len() as i32);
    }

    /// Adds a null row; items that were added since the last row are taken back.
    pub fn push_null(&mut self) {
        self.items.truncate(self.ends.last());
        self.ends.push_null();
    }

    pub(super) fn reserve(&mut self, rows: usize) {
        self.ends.offsets.reserve(rows);
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.items.truncate(self.ends.last());
    }

    pub(super) fn remove(&mut self, rows: &[usize]) {
        let items = self.ends.remove(rows);
        self.items.remove(&items);
    }

    pub(super) fn bytes(&self) -> usize {
        self.ends.bytes() + self.items.bytes()
    }

    pub(super) fn finish(&mut self) -> ArrayRef {
        let (offsets, nulls) = self.ends.take();
        Arc::new(ListArray::new(self.item.clone(), offsets, self.items.finish(), nulls))
    }
}

impl Maps {
    /// No maps; none where no decoder fills a column of such keys or values.
    pub fn new(key: &ColumnType, value: &ColumnType) -> Option<Self> {
        let map = ColumnType::Map(Box::new(key.clone()), Box::new(value.clone()));
        let DataType::Map(entries, _) = map.data_type() else {
            return None;
        };
        Some(Maps {
            entries,
            ends: Ends::new(),
            columns: [ColumnBuilder::new(key)?, ColumnBuilder::new(value)?],
        })
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where the keys and the values of the next map are added. A key is never null.
    #[inline]
    pub fn entries(&mut self) -> &mut [ColumnBuilder; 2] {
        &mut self.columns
    }

    /// Where the entries of the next map begin.
    pub fn start(&self) -> usize {
        self.ends.last()
    }

    /// Makes a row of the entries that were added since the last row.
    #[inline]
    pub fn end_map(&mut self) {
        self.ends.offsets.push(self.columns[0].len() as i32);
    }

    /// Adds a null row; entries that were added since the last row are taken back.
    pub fn push_null(&mut self) {
        self.cut();
        self.ends.push_null();
    }

    pub(super) fn reserve(&mut self, rows: usize) {
        self.ends.offsets.reserve(rows);
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.cut();
    }

    fn cut(&mut self) {
        for column in &mut self.columns {
            column.truncate(self.ends.last());
        }
    }

    pub(super) fn remove(&mut self, rows: &[usize]) {
        let entries = self.ends.remove(rows);
        self.columns.iter_mut().for_each(|column| column.remove(&entries));
    }

    pub(super) fn bytes(&self) -> usize {
        self.ends.bytes() + self.columns.iter().map(ColumnBuilder::bytes).sum::<usize>()
    }

    pub(super) fn finish(&mut self) -> ArrayRef {
        let (offsets, nulls) = self.ends.take();
        let columns = self.columns.iter_mut().map(ColumnBuilder::finish).collect();
        let DataType::Struct(fields) = self.entries.data_type() else {
            unreachable!("the entries of a map are structs")
        };
        let entries = StructArray::new(fields.clone(), columns, None);
        Arc::new(MapArray::new(self.entries.clone(), offsets, entries, nulls, false))
    }
}

impl Ends {
    fn new() -> Self {
        Ends {
            offsets: vec![0],
            nulls: Vec::new(),
        }
    }

    fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Where the last list ends.
    fn last(&self) -> usize {
        self.offsets[self.len()] as usize
    }

    fn push_null(&mut self) {
        self.nulls.push(self.len() as u32);
        self.offsets.push(self.offsets[self.len()]);
    }

    fn truncate(&mut self, len: usize) {
        self.offsets.truncate(len + 1);
        truncate_nulls(&mut self.nulls, len);
    }

    /// Takes out `rows`, and gives the positions of what was inside them.
    fn remove(&mut self, rows: &[usize]) -> Vec<usize> {
        let mut inside = Vec::new();
        let mut removed = rows.iter().copied().peekable();
        let mut kept = 0;
        for row in 0..self.len() {
            let (start, end) = (self.offsets[row], self.offsets[row + 1]);
            if removed.next_if_eq(&row).is_some() {
                inside.extend(start as usize..end as usize);
                continue;
            }
            kept += 1;
            // Not before the start of a later row is read: `kept` is at most `row + 1`.
            self.offsets[kept] = end - inside.len() as i32;
        }
        self.offsets.truncate(kept + 1);
        remove_nulls(&mut self.nulls, rows);
        inside
    }

    fn bytes(&self) -> usize {
        size_of_val(self.offsets.as_slice())
    }

    fn take(&mut self) -> (OffsetBuffer<i32>, Option<NullBuffer>) {
        let nulls = null_buffer(&mut self.nulls, self.offsets.len() - 1);
        let offsets = trimmed(std::mem::replace(&mut self.offsets, vec![0]));
        (OffsetBuffer::new(ScalarBuffer::from(offsets)), nulls)
    }
}
