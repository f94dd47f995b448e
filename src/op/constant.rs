//! Columns that hold one value.

use std::sync::Arc;

use arrow_array::{ArrayRef, UInt32Array, new_null_array};
use arrow_schema::DataType;
use arrow_select::take::take;

use crate::error::Result;
use crate::table::{Column, NO_ROW, RowSet};

/// The same value under every key.
pub(super) struct Constant {
    /// One value, which may be null.
    value: ArrayRef,
}

impl Constant {
    /// The first value of an array, which has one.
    pub fn of(value: ArrayRef) -> Arc<dyn Column> {
        Arc::new(Constant { value })
    }

    pub fn null(data_type: &DataType) -> Arc<dyn Column> {
        Self::of(new_null_array(data_type, 1))
    }

    fn repeated(&self, times: usize) -> Result<ArrayRef> {
        Ok(take(&self.value, &UInt32Array::from(vec![0; times]), None)?)
    }
}

impl Column for Constant {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        self.repeated(keys.len() as usize)
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        // No row is null, as in every column.
        let rows: UInt32Array = keys.iter().map(|key| (*key != NO_ROW).then_some(0)).collect();
        Ok(take(&self.value, &rows, None)?)
    }

    fn memory_size(&self) -> usize {
        0
    }
}
