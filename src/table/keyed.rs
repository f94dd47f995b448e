//! Rows that are changed in place, in blocks that are copied when they change.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_select::interleave::interleave;

use super::{Chunk, RowGroup, Store};
use crate::error::Result;

/// Rows of a block: what is copied when one row changes.
const BLOCK_ROWS: usize = 1024;

/// A store whose rows, numbered from 0, can be changed. Snapshots keep the blocks that they have seen.
#[derive(Default)]
pub(crate) struct KeyedStore {
    store: Arc<Store>,
    rows: usize,
}

impl KeyedStore {
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Sets the rows `rows`, ascending, to the values in `columns`; numbers from the end on are new rows, without
    /// gaps.
    pub fn upsert(&mut self, rows: &[u32], columns: &[ArrayRef]) -> Result<()> {
        let store = Arc::make_mut(&mut self.store);
        let mut from = 0;
        while from < rows.len() {
            let block = rows[from] as usize / BLOCK_ROWS;
            let until = from + rows[from..].partition_point(|row| *row as usize / BLOCK_ROWS == block);
            let first = block * BLOCK_ROWS;
            let last = rows[until - 1] as usize;
            let len = (self.rows.clamp(first, first + BLOCK_ROWS) - first).max(last + 1 - first);
            let old = store.group(block);
            let chunks = columns
                .iter()
                .enumerate()
                .map(|(index, new)| {
                    replace(
                        old.map(|old| &old.columns[index]),
                        new,
                        len,
                        &rows[from..until],
                        first,
                        from,
                    )
                })
                .collect::<Result<_>>()?;
            store.put(block, RowGroup::new(first as u64, len, chunks));
            self.rows = self.rows.max(first + len);
            from = until;
        }
        Ok(())
    }
}

/// A block of `len` rows: those of `old`, but at `rows` the values of `new` from `from` on.
fn replace(old: Option<&Chunk>, new: &ArrayRef, len: usize, rows: &[u32], first: usize, from: usize) -> Result<Chunk> {
    let mut picks: Vec<(usize, usize)> = (0..len).map(|row| (0, row)).collect();
    for (position, row) in rows.iter().enumerate() {
        picks[*row as usize - first] = (1, from + position);
    }
    // Without an old block every row is a new one.
    let old = old.map_or_else(|| Ok(new.slice(0, 0)), |old| old.read(0..old.len()))?;
    let arrays: [&dyn Array; 2] = [&*old, &**new];
    Ok(interleave(&arrays, &picks)?.into())
}
