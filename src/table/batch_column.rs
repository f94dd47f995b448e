//! The columns of a batch by itself.

use arrow_array::{Array, ArrayRef, UInt64Array};
use arrow_select::take::take;

use super::{Column, RowSet};
use crate::error::Result;

/// An array whose values are under consecutive keys.
pub(super) struct BatchColumn {
    array: ArrayRef,
    first: u64,
}

impl BatchColumn {
    /// The value at a position is under the key `first` and that position.
    pub fn new(array: ArrayRef, first: u64) -> Self {
        BatchColumn { array, first }
    }
}

impl Column for BatchColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        if let (Some(first), Some(last)) = (keys.first(), keys.last())
            && last - first + 1 == keys.len()
        {
            return Ok(self.array.slice((first - self.first) as usize, keys.len() as usize));
        }
        let positions: UInt64Array = keys.iter().map(|key| key - self.first).collect();
        Ok(take(&self.array, &positions, None)?)
    }

    fn memory_size(&self) -> usize {
        self.array.get_buffer_memory_size()
    }
}
