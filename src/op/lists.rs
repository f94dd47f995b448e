//! Columns of lists: the values of all rows of a group.

use std::sync::Arc;

use arrow_array::{ArrayRef, ListArray};
use arrow_buffer::OffsetBuffer;
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
        let mut rows = Vec::new();
        let mut sizes = Vec::new();
        for group in groups {
            let start = rows.len();
            if group != NO_ROW {
                self.members.extend(group, &mut rows);
            }
            sizes.push(rows.len() - start);
        }
        if i32::try_from(rows.len()).is_err() {
            return Err(Error::unsupported(
                "lists that are read together cannot have more than 2,147,483,647 items",
            ));
        }
        let valid = sizes.iter().map(|size| *size > 0).collect();
        let values = self.source.gather(&rows)?;
        let offsets = OffsetBuffer::from_lengths(sizes);
        Ok(Arc::new(ListArray::try_new(
            self.item.clone(),
            offsets,
            values,
            Some(valid),
        )?))
    }
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
