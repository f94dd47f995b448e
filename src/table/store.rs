//! Where the rows of a table live: groups of immutable chunks under adjacent row keys.

use std::ops::Range;
use std::sync::Arc;

use super::Chunk;
use crate::error::Result;

/// Groups grow by merging up to this many rows …
const GROUP_ROWS: usize = 1 << 16;
/// … or this many bytes, as they are read.
const GROUP_BYTES: usize = 64 << 20;
/// So many about equal groups become one.
const EQUAL: usize = 4;

/// The rows under adjacent keys, in groups that each hold every column.
///
/// A clone shares the groups. The writer pushes small groups; the tail is merged like a counter of base 4, so that the
/// number of groups stays within a few times rows / 65,536 and a row is copied once for each digit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    groups: Vec<Arc<RowGroup>>,
}

/// Some rows under adjacent keys, with all their columns.
#[derive(Debug)]
pub(crate) struct RowGroup {
    /// The key of the first row.
    pub first: u64,
    pub rows: usize,
    /// One chunk a column, each of `rows` rows.
    pub columns: Vec<Chunk>,
    /// What the chunks hold.
    pub bytes: usize,
    /// What they would hold once they are read.
    plain_bytes: usize,
}

impl RowGroup {
    pub fn new(first: u64, rows: usize, columns: Vec<Chunk>) -> Self {
        debug_assert!(columns.iter().all(|column| column.len() == rows));
        let bytes = columns.iter().map(Chunk::memory_size).sum();
        let plain_bytes = columns.iter().map(Chunk::plain_size).sum();
        RowGroup {
            first,
            rows,
            columns,
            bytes,
            plain_bytes,
        }
    }

    pub fn end(&self) -> u64 {
        self.first + self.rows as u64
    }

    /// Neighbours as one, without the rows below `from`, a row of the last one at most.
    fn merge(groups: &[Arc<RowGroup>], from: u64) -> Result<RowGroup> {
        let gone = groups.partition_point(|group| group.end() <= from);
        let groups = &groups[gone..];
        let skip = |group: &RowGroup| from.saturating_sub(group.first) as usize;
        let columns = (0..groups[0].columns.len()).map(|index| {
            let parts = groups
                .iter()
                .map(|group| (&group.columns[index], skip(group)..group.rows));
            Chunk::concat(&parts.collect::<Vec<_>>())
        });
        let columns = columns.collect::<Result<_>>()?;
        let rows = groups.iter().map(|group| group.rows - skip(group)).sum();
        Ok(RowGroup::new(groups[0].first.max(from), rows, columns))
    }
}

impl Store {
    /// The groups that hold rows of `keys`, in order.
    pub fn groups_in(&self, keys: Range<u64>) -> impl Iterator<Item = &RowGroup> {
        let first = self.groups.partition_point(|group| group.end() <= keys.start);
        self.groups[first..]
            .iter()
            .map(AsRef::as_ref)
            .take_while(move |group| group.first < keys.end)
    }

    /// Adds a group whose first key follows the last one here. Rows below `from` are no longer wanted: they may be
    /// left out of what is merged.
    pub fn push(&mut self, group: RowGroup, from: u64) -> Result<()> {
        debug_assert!(self.groups.last().is_none_or(|last| last.end() == group.first));
        if group.rows == 0 {
            return Ok(());
        }
        let from = from.min(group.first);
        self.groups.push(Arc::new(group));
        let (mut start, mut rows, mut plain_bytes) = (self.groups.len(), 0, 0);
        for (place, group) in self.groups.iter().enumerate().rev() {
            if rows + group.rows > GROUP_ROWS || plain_bytes + group.plain_bytes > GROUP_BYTES {
                break;
            }
            if group.rows * (EQUAL - 1) <= rows {
                start = place;
            }
            rows += group.rows;
            plain_bytes += group.plain_bytes;
        }
        if start < self.groups.len() {
            let merged = RowGroup::merge(&self.groups[start..], from)?;
            self.groups.truncate(start);
            self.groups.push(Arc::new(merged));
        }
        Ok(())
    }

    /// The key behind the last row.
    pub fn end(&self) -> u64 {
        self.groups.last().map_or(0, |group| group.end())
    }

    /// The bytes that the rows hold.
    pub fn memory_size(&self) -> usize {
        self.groups.iter().map(|group| group.bytes).sum()
    }

    /// Forgets the oldest groups until the others hold at most so many bytes, or one is left; gives the first key.
    pub fn drop_beyond(&mut self, most_bytes: usize) -> u64 {
        let mut held = self.memory_size();
        let mut gone = 0;
        while held > most_bytes && gone + 1 < self.groups.len() {
            held -= self.groups[gone].bytes;
            gone += 1;
        }
        self.groups.drain(..gone);
        self.groups.first().map_or(0, |group| group.first)
    }

    /// Forgets the groups that lie wholly below `key`.
    pub fn drop_below(&mut self, key: u64) {
        let gone = self.groups.partition_point(|group| group.end() <= key);
        self.groups.drain(..gone);
    }
}
