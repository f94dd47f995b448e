//! What a cycle does to the rows of a sort.

use super::keys::KeyList;

/// Some rows by key and then by row.
#[derive(Default)]
pub(super) struct Sorted<K> {
    pub keys: K,
    pub rows: Vec<u64>,
}

impl<K: KeyList> Sorted<K> {
    /// Sorts rows, which ascend, by their keys.
    pub fn new(keys: K, rows: Vec<u64>) -> Self {
        let (keys, rows) = keys.sorted(rows);
        Sorted { keys, rows }
    }

    /// Lets go of the rows, not of their memory.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.rows.clear();
    }

    pub fn push(&mut self, key: K::Key<'_>, row: u64) {
        self.keys.push(key);
        self.rows.push(row);
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn get(&self, index: usize) -> Option<(K::Key<'_>, u64)> {
        let row = *self.rows.as_slice().get(index)?;
        Some((self.keys.key(index), row))
    }

    /// From `from`, the end of those that are less than `limit`.
    pub fn until<'a>(&'a self, from: usize, limit: Option<(K::Key<'a>, u64)>) -> usize {
        let Some(limit) = limit else { return self.len() };
        let mut step = 1;
        let is_below = |index: usize| (self.keys.key(index), self.rows[index]) < limit;
        // Gallops, because most leaves get few rows.
        let mut low = from;
        while low + step <= self.len() && is_below(low + step - 1) {
            low += step;
            step *= 2;
        }
        let mut high = (low + step).min(self.len());
        while low < high {
            let middle = low.midpoint(high);
            if is_below(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// What a cycle does to the rows of a sort.
#[derive(Default)]
pub(super) struct Edits<K> {
    /// With their keys before.
    pub removed: Sorted<K>,
    /// With their keys after.
    pub added: Sorted<K>,
    /// Rows that have kept their keys and hold something else.
    pub touched: Sorted<K>,
    /// Rows that are removed with one key and added with another.
    pub moved: Vec<u64>,
}
