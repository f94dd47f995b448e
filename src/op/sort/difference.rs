//! What a cycle did to the labels of a sort.

use super::layout::places;
use crate::table::{BLOCK_LABELS, LabelBlock, Permutation, RowSet};

/// The labels in which two permutations differ.
pub(super) struct Difference {
    pub added: RowSet,
    pub removed: RowSet,
    /// Labels with another row, or with a row that holds something else.
    pub modified: RowSet,
}

impl Difference {
    /// Looks at the blocks of these numbers only. Of the rows that hold something else, `touched` have kept their places,
    /// and come with a label that they had since the earlier permutation; `moved` have been put elsewhere, which may be
    /// the same label.
    pub fn new(
        earlier: &Permutation,
        later: &Permutation,
        numbers: &[u64],
        touched: &[(u64, u64)],
        mut moved: Vec<u64>,
    ) -> Self {
        let [mut added, mut removed, mut modified] = <[Vec<u64>; 3]>::default();
        for (label, row) in touched {
            if earlier.get(*label) == Some(*row) && later.get(*label) == Some(*row) {
                modified.push(*label);
            } else {
                moved.push(*row);
            }
        }
        let moved = Sieve::new(moved);
        for number in numbers {
            let (old, new) = (earlier.block(*number), later.block(*number));
            let valid = |block: Option<&LabelBlock>| block.map_or(0, LabelBlock::valid);
            let (before, after) = (valid(old), valid(new));
            let base = number * u64::from(BLOCK_LABELS);
            let labels = |bits| places(bits).map(move |place| base + u64::from(place));
            added.extend(labels(after & !before));
            removed.extend(labels(before & !after));
            let (Some(old), Some(new)) = (old, new) else { continue };
            let (mut old_rank, mut new_rank) = (0, 0);
            for place in places(before | after) {
                let (was, is) = (before >> place & 1 == 1, after >> place & 1 == 1);
                if was && is {
                    let row = new.row(new_rank);
                    if old.row(old_rank) != row || moved.contains(row) {
                        modified.push(base + u64::from(place));
                    }
                }
                old_rank += usize::from(was);
                new_rank += usize::from(is);
            }
        }
        Difference {
            added: added.into_iter().collect(),
            removed: removed.into_iter().collect(),
            modified: modified.into_iter().collect(),
        }
    }
}

/// A set of rows in which most of those that are looked for are not.
struct Sieve {
    rows: Vec<u64>,
    /// A bit for the hash of each row.
    bits: Vec<u64>,
}

impl Sieve {
    fn new(mut rows: Vec<u64>) -> Self {
        rows.sort_unstable();
        let words = (rows.len() / 4).next_power_of_two();
        let mut sieve = Sieve {
            bits: vec![0; words],
            rows: Vec::new(),
        };
        for row in &rows {
            let (word, bit) = sieve.place(*row);
            sieve.bits[word] |= bit;
        }
        sieve.rows = rows;
        sieve
    }

    fn place(&self, row: u64) -> (usize, u64) {
        let hash = row.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let word = (hash >> 38) as usize & (self.bits.len() - 1);
        (word, 1 << (hash >> 32 & 63))
    }

    fn contains(&self, row: u64) -> bool {
        let (word, bit) = self.place(row);
        self.bits[word] & bit != 0 && self.rows.binary_search(&row).is_ok()
    }
}
