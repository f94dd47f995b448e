//! Lists of sort keys that compare as they are: numbers, or bytes.

use std::cmp::Ordering;

use super::radix_sort::sort_pairs;

/// So many keys of bytes are compared with each other.
const FEW: usize = 32;

/// Keys of rows, one after another.
pub(super) trait KeyList: Default + Send + 'static {
    type Key<'a>: Ord + Copy;
    /// A key by itself.
    type Owned: Send + 'static;

    fn len(&self) -> usize;

    fn key(&self, index: usize) -> Self::Key<'_>;

    fn push(&mut self, key: Self::Key<'_>);

    /// Puts a key before the one at `index`, in no more memory than it needs.
    fn insert(&mut self, index: usize, key: Self::Key<'_>);

    fn owned(key: Self::Key<'_>) -> Self::Owned;

    fn borrowed(key: &Self::Owned) -> Self::Key<'_>;

    /// The order of keys that live in different places.
    fn compare(left: Self::Key<'_>, right: Self::Key<'_>) -> Ordering;

    /// The keys at some places, in no more memory than they need.
    fn pick(&self, places: &[usize]) -> Self;

    /// Lets go of the keys, not of their memory.
    fn clear(&mut self);

    /// These keys and the rows that have them, by key and then by row. The rows ascend.
    fn sorted(self, rows: Vec<u64>) -> (Self, Vec<u64>);
}

/// Keys of at most 64 bits.
impl KeyList for Vec<u64> {
    type Key<'a> = u64;
    type Owned = u64;

    fn len(&self) -> usize {
        self.len()
    }

    fn key(&self, index: usize) -> u64 {
        self[index]
    }

    fn push(&mut self, key: u64) {
        self.push(key);
    }

    fn insert(&mut self, index: usize, key: u64) {
        self.reserve_exact(1);
        self.insert(index, key);
    }

    fn owned(key: u64) -> u64 {
        key
    }

    fn borrowed(key: &u64) -> u64 {
        *key
    }

    fn compare(left: u64, right: u64) -> Ordering {
        left.cmp(&right)
    }

    fn pick(&self, places: &[usize]) -> Self {
        places.iter().map(|place| self[*place]).collect()
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn sorted(self, rows: Vec<u64>) -> (Self, Vec<u64>) {
        if self.is_sorted() {
            return (self, rows);
        }
        let mut pairs: Vec<(u64, u64)> = self.into_iter().zip(rows).collect();
        sort_pairs(&mut pairs);
        pairs.into_iter().unzip()
    }
}

/// Keys of bytes, of which none begins with another.
#[derive(Debug, Default)]
pub(super) struct ByteKeys {
    pub bytes: Vec<u8>,
    /// Where each key ends.
    pub ends: Vec<usize>,
}

impl ByteKeys {
    /// The eight bytes of a key from `depth` on, as a number; zeros behind its end.
    fn word(&self, index: usize, depth: usize) -> u64 {
        let key = self.key(index);
        let rest = key.get(depth..).unwrap_or_default();
        match rest.first_chunk::<8>() {
            Some(word) => u64::from_be_bytes(*word),
            None => {
                let mut word = [0; 8];
                word[..rest.len()].copy_from_slice(rest);
                u64::from_be_bytes(word)
            }
        }
    }

    /// The indices of the keys in the order of the keys; equal ones stay as they are. Sorts by eight bytes at a time.
    fn order(&self) -> Vec<u64> {
        let mut order: Vec<u64> = (0..self.len() as u64).collect();
        // Ranges of the order in which all keys are the same before a depth.
        let mut open = vec![(0..order.len(), 0)];
        while let Some((range, depth)) = open.pop() {
            let part = &mut order[range.clone()];
            if part.len() <= FEW {
                part.sort_unstable_by_key(|index| (self.key(*index as usize), *index));
                continue;
            }
            let words = part.iter().map(|index| (self.word(*index as usize, depth), *index));
            let mut pairs: Vec<(u64, u64)> = words.collect();
            sort_pairs(&mut pairs);
            let mut from = range.start;
            for run in pairs.chunk_by(|left, right| left.0 == right.0) {
                let until = from + run.len();
                // None begins with another: those that end in this word are equal.
                if run.len() > 1 && self.key(run[0].1 as usize).len() > depth + size_of::<u64>() {
                    open.push((from..until, depth + size_of::<u64>()));
                }
                from = until;
            }
            part.iter_mut().zip(&pairs).for_each(|(index, pair)| *index = pair.1);
        }
        order
    }
}

impl KeyList for ByteKeys {
    type Key<'a> = &'a [u8];
    type Owned = Box<[u8]>;

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn key(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[index]]
    }

    fn push(&mut self, key: &[u8]) {
        self.bytes.extend_from_slice(key);
        self.ends.push(self.bytes.len());
    }

    fn insert(&mut self, index: usize, key: &[u8]) {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.bytes.reserve_exact(key.len());
        self.bytes.splice(start..start, key.iter().copied());
        self.ends.reserve_exact(1);
        self.ends.insert(index, start);
        self.ends[index..].iter_mut().for_each(|end| *end += key.len());
    }

    fn owned(key: &[u8]) -> Box<[u8]> {
        key.into()
    }

    fn borrowed(key: &Box<[u8]>) -> &[u8] {
        key
    }

    fn compare(left: &[u8], right: &[u8]) -> Ordering {
        left.cmp(right)
    }

    fn pick(&self, places: &[usize]) -> Self {
        let mut picked = ByteKeys {
            bytes: Vec::with_capacity(places.iter().map(|place| self.key(*place).len()).sum()),
            ends: Vec::with_capacity(places.len()),
        };
        places.iter().for_each(|place| picked.push(self.key(*place)));
        picked
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn sorted(self, rows: Vec<u64>) -> (Self, Vec<u64>) {
        if (1..self.len()).all(|index| self.key(index - 1) <= self.key(index)) {
            return (self, rows);
        }
        let order = self.order();
        let mut keys = ByteKeys {
            bytes: Vec::with_capacity(self.bytes.len()),
            ends: Vec::with_capacity(self.ends.len()),
        };
        let rows = order
            .into_iter()
            .map(|index| {
                keys.push(self.key(index as usize));
                rows[index as usize]
            })
            .collect();
        (keys, rows)
    }
}
