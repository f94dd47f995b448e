//! A column as a reader sees it: values by row key.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, UInt32Array, new_empty_array, new_null_array};
use arrow_schema::DataType;
use arrow_select::concat::concat;
use arrow_select::interleave::interleave;
use arrow_select::take::take;
use hashbrown::HashMap;

use super::slots::NO_ROW;
use super::{Encoded, RowGroup, RowSet, Store};
use crate::error::Result;

/// Values by row key. Immutable, so that any number of threads may read.
pub(crate) trait Column: Send + Sync {
    /// The values under `keys`, all of which the column has, in key order.
    fn read(&self, keys: &RowSet) -> Result<ArrayRef>;

    /// The values under these keys, which may be in any order and there more than once; null for [`NO_ROW`].
    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let mut known: Vec<u64> = keys.iter().copied().filter(|key| *key != NO_ROW).collect();
        if known.len() == keys.len() && keys.is_sorted_by(|left, right| left < right) {
            return self.read(&known.into_iter().collect());
        }
        known.sort_unstable();
        known.dedup();
        let position = |key: &u64| known.binary_search(key).ok().map(|position| position as u32);
        let positions: UInt32Array = keys.iter().map(position).collect();
        let values = self.read(&known.into_iter().collect())?;
        Ok(take(&values, &positions, None)?)
    }

    /// The values under `keys`, as `read` gives them, in the form in which the column has them.
    fn read_encoded(&self, keys: &RowSet) -> Result<Encoded> {
        Ok(Encoded::Plain(self.read(keys)?))
    }

    /// The bytes that the values hold in memory, which may be shared.
    fn memory_size(&self) -> usize;

    /// The end of the stretch, beginning at `key`, that `read` can give without copying.
    fn contiguous(&self, key: u64) -> u64 {
        let _ = key;
        u64::MAX
    }
}

/// A column of a [`Store`].
pub(crate) struct StoredColumn {
    store: Arc<Store>,
    index: usize,
    data_type: DataType,
}

/// With more ranges than this, single values are picked instead of slices joined.
const FEW_RANGES: usize = 64;

impl StoredColumn {
    pub fn new(store: Arc<Store>, index: usize, data_type: DataType) -> Self {
        StoredColumn {
            store,
            index,
            data_type,
        }
    }

    /// One array for each piece of a range that lies in one group.
    fn pieces(&self, keys: Range<u64>) -> impl Iterator<Item = Result<ArrayRef>> + '_ {
        self.store
            .groups_in(keys.clone())
            .map(move |group| group.columns[self.index].read(positions(group, &keys)))
    }
}

/// The rows of `group` that lie in `keys`.
fn positions(group: &RowGroup, keys: &Range<u64>) -> Range<usize> {
    let (start, end) = (keys.start.max(group.first), keys.end.min(group.end()));
    (start - group.first) as usize..(end - group.first) as usize
}

impl Column for StoredColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let ranges: Vec<Range<u64>> = keys.ranges().take(FEW_RANGES + 1).collect();
        if ranges.len() > FEW_RANGES {
            return self.pick(keys);
        }
        let pieces = ranges.into_iter().flat_map(|range| self.pieces(range));
        let mut pieces: Vec<ArrayRef> = pieces.collect::<Result<_>>()?;
        match pieces.len() {
            0 => Ok(new_empty_array(&self.data_type)),
            1 => Ok(pieces.remove(0)),
            _ => {
                let pieces: Vec<&dyn Array> = pieces.iter().map(AsRef::as_ref).collect();
                Ok(concat(&pieces)?)
            }
        }
    }

    fn read_encoded(&self, keys: &RowSet) -> Result<Encoded> {
        let span = keys.first().unwrap_or(0)..keys.last().map_or(0, |last| last + 1);
        let group = self.store.groups_in(span.clone()).next();
        if let Some(group) = group.filter(|group| span.end <= group.end())
            && let Some(encoded) =
                group.columns[self.index].encoded(keys.ranges().map(|range| positions(group, &range)))?
        {
            return Ok(encoded);
        }
        Ok(Encoded::Plain(self.read(keys)?))
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let nothing = new_null_array(&self.data_type, 1);
        // The groups that are read, behind a null, by their first keys.
        let mut groups: Vec<&RowGroup> = Vec::new();
        let mut arrays: Vec<ArrayRef> = vec![nothing];
        let mut numbers: HashMap<u64, usize> = HashMap::new();
        let mut current = 0;
        let picks: Vec<(usize, usize)> = keys
            .iter()
            .map(|key| {
                if *key == NO_ROW {
                    return (0, 0);
                }
                let is_in = |group: &RowGroup| (group.first..group.end()).contains(key);
                if !groups.get(current).is_some_and(|group| is_in(group)) {
                    let Some(group) = self.store.groups_in(*key..*key + 1).next() else {
                        return (0, 0);
                    };
                    current = *numbers.entry(group.first).or_insert_with(|| {
                        groups.push(group);
                        arrays.push(group.columns[self.index].values());
                        groups.len() - 1
                    });
                }
                let group = groups[current];
                let row = (key - group.first) as usize;
                (current + 1, group.columns[self.index].position(row))
            })
            .collect();
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        Ok(interleave(&arrays, &picks)?)
    }

    fn memory_size(&self) -> usize {
        self.store
            .groups_in(0..u64::MAX)
            .map(|group| group.columns[self.index].memory_size())
            .sum()
    }

    fn contiguous(&self, key: u64) -> u64 {
        self.store
            .groups_in(key..key + 1)
            .next()
            .map_or(u64::MAX, RowGroup::end)
    }
}

impl StoredColumn {
    /// Reads scattered keys: each group that is touched once, then value by value.
    fn pick(&self, keys: &RowSet) -> Result<ArrayRef> {
        let span = keys.first().unwrap_or(0)..keys.last().map_or(0, |last| last + 1);
        let groups: Vec<&RowGroup> = self.store.groups_in(span).collect();
        let arrays: Vec<ArrayRef> = groups.iter().map(|group| group.columns[self.index].values()).collect();
        let mut current = 0;
        let picks: Vec<(usize, usize)> = keys
            .iter()
            .map(|key| {
                while groups[current].end() <= key {
                    current += 1;
                }
                let group = groups[current];
                let row = (key - group.first) as usize;
                (current, group.columns[self.index].position(row))
            })
            .collect();
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        Ok(interleave(&arrays, &picks)?)
    }
}
