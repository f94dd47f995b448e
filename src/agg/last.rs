//! The value of the last row.

use arrow_array::{ArrayRef, UInt32Array};
use arrow_select::take::take;

use super::{Accumulator, Rows};
use crate::error::{Error, Result};
use crate::table::{RowSet, Snapshot};

/// Remembers the key of the last row; the value is read from the input.
#[derive(Default)]
pub(super) struct Last {
    keys: Vec<u64>,
}

impl Accumulator for Last {
    fn reads_values(&self) -> bool {
        false
    }

    fn add(&mut self, rows: &Rows<'_>) {
        self.keys.resize(rows.count, 0);
        for (group, key) in rows.groups.iter().zip(rows.keys.iter()) {
            self.keys[*group as usize] = key;
        }
    }

    fn results(&self, groups: &[u32], input: &Snapshot, source: Option<usize>) -> Result<ArrayRef> {
        let source = source.ok_or_else(|| Error::internal("a last value without a column"))?;
        let keys: Vec<u64> = groups.iter().map(|group| self.keys[*group as usize]).collect();
        let rows: RowSet = keys.iter().copied().collect();
        let values = input.read(source, &rows)?;
        // No two groups have the same last row.
        let positions = keys
            .iter()
            .map(|key| rows.position_of(*key).map(|position| position as u32));
        Ok(take(&values, &positions.collect::<UInt32Array>(), None)?)
    }
}
