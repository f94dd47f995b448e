//! Values in order, each with the number of its rows.

use std::collections::BTreeMap;

/// The values of some rows.
pub(super) struct Multiset<K> {
    /// Each different one, and how many rows have it.
    pub rows: BTreeMap<K, u64>,
    /// How many rows there are.
    pub len: u64,
}

impl<K> Default for Multiset<K> {
    fn default() -> Self {
        Multiset {
            rows: BTreeMap::new(),
            len: 0,
        }
    }
}

impl<K: Ord> Multiset<K> {
    pub fn add(&mut self, key: K, rows: u64) {
        *self.rows.entry(key).or_default() += rows;
        self.len += rows;
    }

    /// Takes a row out; says whether there was one.
    pub fn remove(&mut self, key: &K) -> bool {
        let Some(rows) = self.rows.get_mut(key) else {
            return false;
        };
        *rows -= 1;
        if *rows == 0 {
            self.rows.remove(key);
        }
        self.len -= 1;
        true
    }
}
