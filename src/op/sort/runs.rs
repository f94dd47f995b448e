//! The keys of a leaf.

use std::ops::Range;

use super::keys::KeyList;

/// The keys of at most 255 rows in their order, equal ones kept once.
pub(super) struct Runs<K> {
    keys: K,
    /// Where the rows of each key end; nothing if each has one row.
    ends: Box<[u8]>,
}

impl<K: KeyList> Runs<K> {
    /// The keys of some of these rows.
    pub fn new(keys: &K, rows: Range<usize>) -> Self {
        let is_first = |row: &usize| *row == rows.start || keys.key(*row) != keys.key(*row - 1);
        let firsts: Vec<usize> = rows.clone().filter(is_first).collect();
        let ends = firsts[1..].iter().chain([&rows.end]);
        Runs {
            ends: if firsts.len() < rows.len() {
                ends.map(|end| (end - rows.start) as u8).collect()
            } else {
                Box::default()
            },
            keys: keys.pick(&firsts),
        }
    }

    /// The key of each row.
    pub fn iter(&self) -> impl Iterator<Item = K::Key<'_>> {
        let mut start = 0;
        (0..self.keys.len()).flat_map(move |run| {
            let end = self.ends.get(run).map_or(start + 1, |end| *end);
            let rows = usize::from(end - start);
            start = if self.ends.is_empty() { 0 } else { end };
            std::iter::repeat_n(self.keys.key(run), rows)
        })
    }
}
