//! Columns of lists: the values of all rows of a group.

use std::sync::Arc;

use arrow_array::{ArrayRef, ListArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::FieldRef;

use crate::error::{Error, Result};
use crate::table::{Column, Members, NO_ROW, RowSet};

/// A list for each group, made when it is read.
pub(super) struct ListColumn {
    members: Members,
    source: Arc<dyn Column>,
    item: FieldRef,
}

impl ListColumn {
    pub fn new(members: Members, source: Arc<dyn Column>, item: FieldRef) -> Self {
        ListColumn { members, source, item }
    }

    fn lists(&self, groups: impl Iterator<Item = u64>) -> Result<ArrayRef> {
        // A group that stays without rows has a list without items.
        list_array(&self.item, &*self.source, groups, |group, rows| {
            let is_group = group != NO_ROW;
            if is_group {
                self.members.extend(group, rows);
            }
            is_group
        })
    }
}

/// A list for each key, of the values of the source's rows that `extend` adds for it; null where that gives false.
pub(super) fn list_array(
    item: &FieldRef,
    source: &dyn Column,
    keys: impl Iterator<Item = u64>,
    mut extend: impl FnMut(u64, &mut Vec<u64>) -> bool,
) -> Result<ArrayRef> {
    let mut rows = Vec::new();
    let (mut sizes, mut valid) = (Vec::new(), Vec::new());
    for key in keys {
        let start = rows.len();
        valid.push(extend(key, &mut rows));
        sizes.push(rows.len() - start);
    }
    lists_of(item, source, &rows, sizes, Some(valid.into()))
}

/// Lists of these sizes, of the values of the source's rows `rows`.
pub(super) fn lists_of(
    item: &FieldRef,
    source: &dyn Column,
    rows: &[u64],
    sizes: Vec<usize>,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef> {
    if i32::try_from(rows.len()).is_err() {
        return Err(Error::unsupported(
            "lists that are read together cannot have more than 2,147,483,647 items",
        ));
    }
    let values = source.gather(rows)?;
    let offsets = OffsetBuffer::from_lengths(sizes);
    Ok(Arc::new(ListArray::try_new(item.clone(), offsets, values, nulls)?))
}

impl Column for ListColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        self.lists(keys.iter())
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        self.lists(keys.iter().copied())
    }

    /// What the source holds is the source's.
    fn memory_size(&self) -> usize {
        self.members.memory_size()
    }
}
