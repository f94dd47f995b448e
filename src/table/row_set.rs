//! Sets of row keys.

mod tree;

use std::fmt;
use std::ops::Range;

use self::tree::{Keys, Operation, Tree};

/// An immutable, ordered set of row keys, which are less than `u64::MAX`.
///
/// The keys of most tables are one range, which costs nothing. Others are a tree of bitmaps and ranges that sets share:
/// a clone is cheap, taking a few keys from or to a large set costs as much as the few, and looking for a key or a
/// position goes down the tree.
///
/// ```
/// use topictable::RowSet;
/// let rows = RowSet::from(0..5);
/// assert_eq!((rows.len(), rows.key_at(2)), (5, Some(2)));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RowSet(Form);

/// Equal sets have equal forms: what is one range is never a tree.
#[derive(Clone, PartialEq, Eq)]
enum Form {
    Span { start: u64, end: u64 },
    Scattered(Tree),
}

use Form::{Scattered, Span};

impl Default for RowSet {
    fn default() -> Self {
        RowSet::empty()
    }
}

impl RowSet {
    /// The set without keys.
    pub const fn empty() -> Self {
        RowSet(Span { start: 0, end: 0 })
    }

    /// How many keys there are.
    pub fn len(&self) -> u64 {
        match &self.0 {
            Span { start, end } => end - start,
            Scattered(tree) => tree.len(),
        }
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The smallest key.
    pub fn first(&self) -> Option<u64> {
        match &self.0 {
            Span { start, end } => (start < end).then_some(*start),
            Scattered(tree) => Some(tree.first()),
        }
    }

    /// The largest key.
    pub fn last(&self) -> Option<u64> {
        match &self.0 {
            Span { start, end } => (start < end).then(|| end - 1),
            Scattered(tree) => Some(tree.last()),
        }
    }

    /// Whether `key` is in the set.
    pub fn contains(&self, key: u64) -> bool {
        self.position_of(key).is_some()
    }

    /// The key at `position`, counted from 0 in ascending order.
    pub fn key_at(&self, position: u64) -> Option<u64> {
        match &self.0 {
            Span { start, end } => (position < end - start).then(|| start + position),
            Scattered(tree) => tree.key_at(position),
        }
    }

    /// The position of `key`, counted from 0 in ascending order.
    pub fn position_of(&self, key: u64) -> Option<u64> {
        match &self.0 {
            Span { start, end } => (*start..*end).contains(&key).then(|| key - start),
            Scattered(tree) => {
                let (found, position) = tree.find(key);
                found.then_some(position)
            }
        }
    }

    /// How many keys are less than `key`, which need not be in the set.
    pub(crate) fn rank(&self, key: u64) -> u64 {
        match &self.0 {
            Span { start, end } => key.clamp(*start, *end) - start,
            Scattered(tree) => tree.find(key).1,
        }
    }

    /// The keys in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.ranges().flatten()
    }

    /// The maximal runs of adjacent keys, in ascending order.
    pub fn ranges(&self) -> impl Iterator<Item = Range<u64>> + '_ {
        let (span, tree) = match &self.0 {
            Span { start, end } => ((start < end).then_some(*start..*end), None),
            Scattered(tree) => (None, Some(tree.runs())),
        };
        span.into_iter().chain(tree.into_iter().flatten())
    }

    /// The keys at `positions`; positions beyond the end are left out.
    pub fn slice(&self, positions: Range<u64>) -> RowSet {
        let end = positions.end.min(self.len());
        if positions.start >= end {
            return RowSet::empty();
        }
        match (self.key_at(positions.start), self.key_at(end - 1)) {
            (Some(first), Some(last)) => self.intersection(&RowSet::from(first..last + 1)),
            _ => RowSet::empty(),
        }
    }

    /// The keys that are in either set.
    pub fn union(&self, other: &RowSet) -> RowSet {
        match (&self.0, &other.0) {
            _ if other.is_empty() => self.clone(),
            _ if self.is_empty() => other.clone(),
            (
                Span { start, end },
                Span {
                    start: other_start,
                    end: other_end,
                },
            ) if start <= other_end && other_start <= end => RowSet::from(*start.min(other_start)..*end.max(other_end)),
            (Span { .. }, _) if self.covers(other) => self.clone(),
            (_, Span { .. }) if other.covers(self) => other.clone(),
            _ => self.combine(Operation::Union, other),
        }
    }

    /// The keys that are in both sets.
    pub fn intersection(&self, other: &RowSet) -> RowSet {
        if !self.meets(other) {
            return RowSet::empty();
        }
        match (&self.0, &other.0) {
            (
                Span { start, end },
                Span {
                    start: other_start,
                    end: other_end,
                },
            ) => RowSet::from(*start.max(other_start)..*end.min(other_end)),
            (Span { .. }, _) if self.covers(other) => other.clone(),
            (_, Span { .. }) if other.covers(self) => self.clone(),
            _ => self.combine(Operation::Intersection, other),
        }
    }

    /// The keys of this set that are not in `other`.
    pub fn minus(&self, other: &RowSet) -> RowSet {
        if !self.meets(other) {
            return self.clone();
        }
        match (&self.0, &other.0) {
            (
                Span { start, end },
                Span {
                    start: other_start,
                    end: other_end,
                },
            ) => {
                let (below, above) = (*start..*other_start.max(start), *other_end.min(end)..*end);
                RowSet::from(below).union(&RowSet::from(above))
            }
            (_, Span { .. }) if other.covers(self) => RowSet::empty(),
            _ => self.combine(Operation::Minus, other),
        }
    }

    /// The same keys, each larger by `distance`.
    pub(crate) fn shifted(&self, distance: u64) -> RowSet {
        RowSet::from_ranges(self.ranges().map(|range| range.start + distance..range.end + distance))
    }

    /// The keys of disjoint ranges in ascending order.
    pub(crate) fn from_ranges(ranges: impl Iterator<Item = Range<u64>>) -> RowSet {
        let mut ranges = ranges.filter(|range| !range.is_empty()).peekable();
        match (ranges.next(), ranges.peek()) {
            (None, _) => RowSet::empty(),
            (Some(only), None) => RowSet::from(only),
            (Some(first), Some(_)) => RowSet::of(Keys::of_ranges(std::iter::once(first).chain(ranges))),
        }
    }

    /// The keys of words of 64 bits, each with its number: the key that its lowest bit stands for, divided by 64. Numbers
    /// ascend.
    pub(crate) fn from_words(words: impl Iterator<Item = (u64, u64)>) -> RowSet {
        RowSet::of(Keys::of_words(words.filter(|(_, word)| *word != 0)))
    }

    /// Whether the stretches of keys in which the sets lie have anything in common.
    pub(crate) fn meets(&self, other: &RowSet) -> bool {
        self.first() <= other.last() && other.first() <= self.last() && !self.is_empty() && !other.is_empty()
    }

    /// Whether the other set, which is not empty, lies between the ends of this one.
    fn covers(&self, other: &RowSet) -> bool {
        self.first() <= other.first() && other.last() <= self.last()
    }

    fn combine(&self, operation: Operation, other: &RowSet) -> RowSet {
        RowSet::of(self.to_tree().combine(operation, &other.to_tree()))
    }

    fn to_tree(&self) -> Tree {
        match &self.0 {
            Span { start, end } => Tree::of_range(*start..*end),
            Scattered(tree) => tree.clone(),
        }
    }

    fn of(keys: Keys) -> RowSet {
        match keys {
            Keys::Nothing => RowSet::empty(),
            Keys::Span(range) => RowSet::from(range),
            Keys::Scattered(tree) => RowSet(Scattered(tree)),
        }
    }
}

impl From<Range<u64>> for RowSet {
    fn from(range: Range<u64>) -> Self {
        if range.is_empty() {
            RowSet::empty()
        } else {
            RowSet(Span {
                start: range.start,
                end: range.end,
            })
        }
    }
}

impl FromIterator<u64> for RowSet {
    /// In ascending order, keys cost least.
    fn from_iter<T: IntoIterator<Item = u64>>(keys: T) -> Self {
        let mut keys: Vec<u64> = keys.into_iter().collect();
        if !keys.is_sorted() {
            keys.sort_unstable();
        }
        let bit = |word: u64, key: &u64| word | 1 << (key % 64);
        RowSet::from_words(
            keys.chunk_by(|left, right| left / 64 == right / 64)
                .map(|keys| (keys[0] / 64, keys.iter().fold(0, bit))),
        )
    }
}

impl fmt::Debug for RowSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.ranges()).finish()
    }
}

#[cfg(test)]
mod tests;
