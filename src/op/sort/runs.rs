//! The keys of a leaf.

use std::cmp::Ordering;
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

    /// The rows that have a key, or where they would be.
    pub fn rows(&self, key: K::Key<'_>) -> Range<usize> {
        let (run, is_known) = self.find(key);
        self.start(run)..self.start(run + usize::from(is_known))
    }

    /// Adds a row with this key.
    pub fn insert(&mut self, key: K::Key<'_>) {
        let (run, is_known) = self.find(key);
        if is_known && self.ends.is_empty() {
            self.ends = (1..=self.keys.len() as u8).collect();
        }
        if !is_known {
            let start = self.start(run) as u8;
            self.keys.insert(run, key);
            if self.ends.is_empty() {
                return;
            }
            let (before, behind) = self.ends.split_at(run);
            self.ends = [before, &[start], behind].concat().into_boxed_slice();
        }
        self.ends[run..].iter_mut().for_each(|end| *end += 1);
    }

    /// Where the rows of a run begin.
    fn start(&self, run: usize) -> usize {
        match run.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).map_or(run, |end| usize::from(*end)),
        }
    }

    /// The run of a key, and whether there is one; otherwise the one before which it would be.
    fn find(&self, key: K::Key<'_>) -> (usize, bool) {
        let (mut low, mut high) = (0, self.keys.len());
        while low < high {
            let middle = low.midpoint(high);
            match K::compare(self.keys.key(middle), key) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return (middle, true),
                Ordering::Greater => high = middle,
            }
        }
        (low, false)
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
