//! Columns whose values are stored by the positions of their rows.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_schema::DataType;

use super::slots::NO_ROW;
use super::{Column, RowSet, Store, StoredColumn};
use crate::error::Result;

/// A column of a store that holds the rows of a table in their order, whatever their keys.
pub(crate) struct PositionedColumn {
    rows: RowSet,
    values: StoredColumn,
}

impl PositionedColumn {
    /// The column at `index` of a store of the rows `rows`.
    pub fn of(rows: &RowSet, store: &Arc<Store>, index: usize, data_type: DataType) -> Arc<dyn Column> {
        let values = StoredColumn::new(store.clone(), index, data_type);
        // Positions are keys.
        if rows.first().is_none_or(|first| first == 0) && rows.last().is_none_or(|last| last + 1 == rows.len()) {
            return Arc::new(values);
        }
        Arc::new(PositionedColumn {
            rows: rows.clone(),
            values,
        })
    }

    fn position(&self, key: u64) -> u64 {
        self.rows.position_of(key).unwrap_or(NO_ROW)
    }
}

impl Column for PositionedColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let (Some(first), Some(last)) = (keys.first(), keys.last()) else {
            return self.values.read(keys);
        };
        let (from, to) = (self.position(first), self.position(last));
        if to - from + 1 == keys.len() {
            return self.values.read(&RowSet::from(from..to + 1));
        }
        let ranges = keys.ranges().map(|range| {
            let from = self.position(range.start);
            from..from + (range.end - range.start)
        });
        self.values.read(&RowSet::from_ranges(ranges))
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let position = |key: &u64| if *key == NO_ROW { NO_ROW } else { self.position(*key) };
        self.values.gather(&keys.iter().map(position).collect::<Vec<_>>())
    }

    fn memory_size(&self) -> usize {
        self.values.memory_size()
    }
}
