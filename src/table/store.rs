//! Where the rows of a table live: groups of immutable chunks under adjacent row keys.

use std::ops::Range;
use std::sync::Arc;

use super::Chunk;
use crate::error::Result;

/// Groups grow by merging up to this many rows …
const GROUP_ROWS: usize = 1 << 16;
/// … or this many bytes, as they are read.
const GROUP_BYTES: usize = 64 << 20;

/// The rows under adjacent keys, in groups that each hold every column.
///
/// A clone shares the groups. The writer pushes small groups; the tail is merged like a binary counter, so that the
/// number of groups stays about rows / 65,536 and a row is copied a logarithmic number of times at most.
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

    /// Two neighbours as one, without the rows below `from`.
    fn merge(&self, next: &RowGroup, from: u64) -> Result<RowGroup> {
        let skip = from.saturating_sub(self.first) as usize;
        let columns = self
            .columns
            .iter()
            .zip(&next.columns)
            .map(|(left, right)| Chunk::concat(&[(left, skip..self.rows), (right, 0..next.rows)]))
            .collect::<Result<_>>()?;
        Ok(RowGroup::new(
            self.first + skip as u64,
            self.rows - skip + next.rows,
            columns,
        ))
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
        let mut group = group;
        while let Some(last) = self.groups.last() {
            let small = last.rows <= 2 * group.rows
                && last.rows + group.rows <= GROUP_ROWS
                && last.plain_bytes + group.plain_bytes <= GROUP_BYTES;
            if !small {
                break;
            }
            if last.end() > from {
                group = last.merge(&group, from)?;
            }
            self.groups.pop();
        }
        self.groups.push(Arc::new(group));
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
