//! Sets of row keys.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use roaring::RoaringTreemap;

/// An immutable, ordered set of row keys.
///
/// The keys of most tables are one range, which costs nothing; any other set is compressed. A clone is cheap.
///
/// ```
/// use topictable::RowSet;
/// let rows = RowSet::from(0..5);
/// assert_eq!((rows.len(), rows.key_at(2)), (5, Some(2)));
/// ```
#[derive(Clone)]
pub struct RowSet(Keys);

#[derive(Clone)]
enum Keys {
    Range { start: u64, end: u64 },
    Set(Arc<RoaringTreemap>),
}

use Keys::{Range as Span, Set};

impl RowSet {
    /// The set without keys.
    pub const fn empty() -> Self {
        RowSet(Span { start: 0, end: 0 })
    }

    /// How many keys there are.
    pub fn len(&self) -> u64 {
        match &self.0 {
            Span { start, end } => end - start,
            Set(set) => set.len(),
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
            Set(set) => set.min(),
        }
    }

    /// The largest key.
    pub fn last(&self) -> Option<u64> {
        match &self.0 {
            Span { start, end } => (start < end).then(|| end - 1),
            Set(set) => set.max(),
        }
    }

    /// Whether `key` is in the set.
    pub fn contains(&self, key: u64) -> bool {
        match &self.0 {
            Span { start, end } => (*start..*end).contains(&key),
            Set(set) => set.contains(key),
        }
    }

    /// The key at `position`, counted from 0 in ascending order.
    pub fn key_at(&self, position: u64) -> Option<u64> {
        match &self.0 {
            Span { start, end } => (position < end - start).then(|| start + position),
            Set(set) => set.select(position),
        }
    }

    /// The position of `key`, counted from 0 in ascending order.
    pub fn position_of(&self, key: u64) -> Option<u64> {
        self.contains(key).then(|| match &self.0 {
            Span { start, .. } => key - start,
            Set(set) => set.rank(key) - 1,
        })
    }

    /// The keys in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        let (span, set) = match &self.0 {
            Span { start, end } => (Some(*start..*end), None),
            Set(set) => (None, Some(set.iter())),
        };
        span.into_iter().flatten().chain(set.into_iter().flatten())
    }

    /// The maximal runs of adjacent keys, in ascending order.
    pub fn ranges(&self) -> impl Iterator<Item = Range<u64>> + '_ {
        let (span, set) = match &self.0 {
            Span { start, end } => ((start < end).then_some(*start..*end), None),
            Set(set) => (
                None,
                Some(Runs {
                    keys: set.iter(),
                    pending: None,
                }),
            ),
        };
        span.into_iter().chain(set.into_iter().flatten())
    }

    /// The keys at `positions`; positions beyond the end are left out.
    pub fn slice(&self, positions: Range<u64>) -> RowSet {
        let end = positions.end.min(self.len());
        let start = positions.start.min(end);
        match &self.0 {
            Span { start: first, .. } => RowSet::from(first + start..first + end),
            Set(set) => set.iter().skip(start as usize).take((end - start) as usize).collect(),
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
            _ => RowSet::from(self.to_treemap() | other.to_treemap()),
        }
    }

    /// The keys that are in both sets.
    pub fn intersection(&self, other: &RowSet) -> RowSet {
        match (&self.0, &other.0) {
            (
                Span { start, end },
                Span {
                    start: other_start,
                    end: other_end,
                },
            ) => {
                let (start, end) = (*start.max(other_start), *end.min(other_end));
                RowSet::from(start..end.max(start))
            }
            _ => RowSet::from(self.to_treemap() & other.to_treemap()),
        }
    }

    /// The keys of this set that are not in `other`.
    pub fn minus(&self, other: &RowSet) -> RowSet {
        match (&self.0, &other.0) {
            (
                Span { start, end },
                Span {
                    start: other_start,
                    end: other_end,
                },
            ) => {
                if other_end <= start || end <= other_start {
                    return self.clone();
                }
                let (below, above) = (*start..*other_start.max(start), *other_end.min(end)..*end);
                RowSet::from(below).union(&RowSet::from(above))
            }
            _ => RowSet::from(self.to_treemap() - other.to_treemap()),
        }
    }

    /// The same keys, each larger by `distance`.
    pub(crate) fn shifted(&self, distance: u64) -> RowSet {
        match &self.0 {
            Span { start, end } => RowSet::from(start + distance..end + distance),
            Set(_) => RowSet::from_ranges(self.ranges().map(|range| range.start + distance..range.end + distance)),
        }
    }

    /// The keys of disjoint ranges.
    pub(crate) fn from_ranges(ranges: impl Iterator<Item = Range<u64>>) -> RowSet {
        let mut set = RoaringTreemap::new();
        ranges.for_each(|range| {
            set.insert_range(range);
        });
        RowSet::from(set)
    }

    fn to_treemap(&self) -> RoaringTreemap {
        match &self.0 {
            Span { start, end } => {
                let mut set = RoaringTreemap::new();
                set.insert_range(*start..*end);
                set
            }
            Set(set) => RoaringTreemap::clone(set),
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

impl From<RoaringTreemap> for RowSet {
    /// A set that is one range is kept as one, so that equal sets have equal forms.
    fn from(set: RoaringTreemap) -> Self {
        match (set.min(), set.max()) {
            (Some(first), Some(last)) if last - first + 1 == set.len() => RowSet::from(first..last + 1),
            (Some(_), Some(_)) => RowSet(Set(Arc::new(set))),
            _ => RowSet::empty(),
        }
    }
}

impl FromIterator<u64> for RowSet {
    fn from_iter<T: IntoIterator<Item = u64>>(keys: T) -> Self {
        RowSet::from(keys.into_iter().collect::<RoaringTreemap>())
    }
}

impl PartialEq for RowSet {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (
                Span { start, end },
                Span {
                    start: other_start,
                    end: other_end,
                },
            ) => (start, end) == (other_start, other_end),
            (Set(set), Set(other)) => set == other,
            _ => false,
        }
    }
}

impl Eq for RowSet {}

impl fmt::Debug for RowSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.ranges()).finish()
    }
}

/// Joins ascending keys into runs.
struct Runs<I> {
    keys: I,
    pending: Option<Range<u64>>,
}

impl<I: Iterator<Item = u64>> Iterator for Runs<I> {
    type Item = Range<u64>;

    fn next(&mut self) -> Option<Range<u64>> {
        for key in self.keys.by_ref() {
            match &mut self.pending {
                Some(run) if run.end == key => run.end += 1,
                pending => {
                    if let Some(run) = pending.replace(key..key + 1) {
                        return Some(run);
                    }
                }
            }
        }
        self.pending.take()
    }
}
