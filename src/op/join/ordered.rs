//! Values in ascending order that come and go one by one.

/// The most values of a chunk: what is moved when one value comes or goes in the middle.
const CHUNK: usize = 512;

/// A set of values in ascending order. A value behind all others is pushed; any other, and one that goes, costs a
/// search and the move of half a chunk.
#[derive(Clone, Debug)]
pub(in crate::op) enum Ordered<T> {
    /// At most one chunk, which may be empty.
    Short(Vec<T>),
    /// Chunks, none of them empty.
    Long(Vec<Vec<T>>),
}

/// A place between two values: the one at it is the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::op) struct Place {
    chunk: u32,
    index: u32,
}

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Ordered::Short(Vec::new())
    }
}

impl<T: Ord> Ordered<T> {
    fn chunks(&self) -> &[Vec<T>] {
        match self {
            Ordered::Short(chunk) if chunk.is_empty() => &[],
            Ordered::Short(chunk) => std::slice::from_ref(chunk),
            Ordered::Long(chunks) => chunks,
        }
    }

    /// How many values there are; costs a step for each chunk.
    pub fn len(&self) -> usize {
        self.chunks().iter().map(Vec::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.chunks().is_empty()
    }

    pub fn first(&self) -> Option<&T> {
        self.chunks().first()?.first()
    }

    pub fn last(&self) -> Option<&T> {
        self.chunks().last()?.last()
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks().iter().flatten()
    }

    /// Puts a value in its place; one that is there already is left alone.
    pub fn insert(&mut self, value: T) {
        let is_last = self.last().is_none_or(|last| *last < value);
        match self {
            Ordered::Short(chunk) if is_last && chunk.len() < CHUNK => chunk.push(value),
            Ordered::Short(chunk) if chunk.len() < CHUNK => {
                if let Err(index) = chunk.binary_search(&value) {
                    chunk.insert(index, value);
                }
            }
            Ordered::Short(chunk) => {
                *self = Ordered::Long(vec![std::mem::take(chunk)]);
                self.insert(value);
            }
            Ordered::Long(chunks) if is_last => match chunks.last_mut() {
                Some(last) if last.len() < CHUNK => last.push(value),
                _ => {
                    let mut chunk = Vec::with_capacity(CHUNK);
                    chunk.push(value);
                    chunks.push(chunk);
                }
            },
            Ordered::Long(chunks) => {
                let number = chunks.partition_point(|chunk| chunk.last() < Some(&value));
                let chunk = &mut chunks[number];
                let Err(index) = chunk.binary_search(&value) else {
                    return;
                };
                chunk.insert(index, value);
                if chunk.len() > CHUNK {
                    let upper = chunk.split_off(CHUNK / 2);
                    chunks.insert(number + 1, upper);
                }
            }
        }
    }

    /// Puts values in their places; it costs least in their order.
    pub fn extend(&mut self, values: impl IntoIterator<Item = T>) {
        let mut values = values.into_iter().peekable();
        while let Some(value) = values.next() {
            self.insert(value);
            let last = match self {
                Ordered::Short(chunk) => chunk,
                Ordered::Long(chunks) => match chunks.last_mut() {
                    Some(chunk) => chunk,
                    None => continue,
                },
            };
            let goes_on = |last: &Vec<T>, value: &T| last.len() < CHUNK && last.last().is_none_or(|last| last < value);
            while let Some(value) = values.next_if(|value| goes_on(last, value)) {
                last.push(value);
            }
        }
    }

    /// Takes a value out; gives whether it was there.
    pub fn remove(&mut self, value: &T) -> bool {
        match self {
            Ordered::Short(chunk) => {
                let found = chunk.binary_search(value);
                found.map(|index| chunk.remove(index)).is_ok()
            }
            Ordered::Long(chunks) => {
                let number = chunks.partition_point(|chunk| chunk.last() < Some(value));
                let found = chunks.get(number).map(|chunk| chunk.binary_search(value));
                let Some(Ok(index)) = found else { return false };
                chunks[number].remove(index);
                join_small(chunks, number);
                true
            }
        }
    }

    /// Lets values at the front go that are old, where they are many: at least half of one chunk, or whole chunks of
    /// several. Old values come first. Gives the last one that goes.
    pub fn forget(&mut self, mut is_old: impl FnMut(&T) -> bool) -> Option<T> {
        match self {
            Ordered::Short(chunk) => {
                let old = chunk.partition_point(is_old);
                if old * 2 < chunk.len() {
                    return None;
                }
                chunk.drain(..old).next_back()
            }
            Ordered::Long(chunks) => {
                let old = chunks.partition_point(|chunk| chunk.last().is_some_and(&mut is_old));
                chunks.drain(..old).next_back()?.pop()
            }
        }
    }

    /// The place before the first value for which `is_below` is false. Values for which it is true come first.
    pub fn place(&self, mut is_below: impl FnMut(&T) -> bool) -> Place {
        let chunks = self.chunks();
        let chunk = chunks.partition_point(|chunk| chunk.last().is_some_and(&mut is_below));
        let index = chunks.get(chunk).map_or(0, |chunk| chunk.partition_point(is_below));
        Place {
            chunk: chunk as u32,
            index: index as u32,
        }
    }

    /// The same, which is found soonest when it is a little behind `near`: a place of this set, or of an earlier state.
    pub fn place_near(&self, near: Place, mut is_below: impl FnMut(&T) -> bool) -> Place {
        let (number, index) = (near.chunk as usize, near.index as usize);
        let rest = self.chunks().get(number).and_then(|chunk| chunk.get(index..));
        let is_behind = index == 0 && number == 0 || self.before(near).is_some_and(&mut is_below);
        if let Some(rest) = rest.filter(|rest| is_behind && rest.last().is_some_and(|last| !is_below(last))) {
            // Ever longer steps, and then back.
            let mut end = 1;
            while end < rest.len() && is_below(&rest[end - 1]) {
                end *= 2;
            }
            let (start, end) = (end / 2, end.min(rest.len()));
            let found = start + rest[start..end].partition_point(is_below);
            return Place {
                chunk: near.chunk,
                index: (index + found) as u32,
            };
        }
        self.place(is_below)
    }

    /// The value behind a place.
    pub fn at(&self, place: Place) -> Option<&T> {
        self.chunks().get(place.chunk as usize)?.get(place.index as usize)
    }

    /// The value before a place.
    pub fn before(&self, place: Place) -> Option<&T> {
        let chunks = self.chunks();
        match place.index.checked_sub(1) {
            Some(index) => chunks.get(place.chunk as usize)?.get(index as usize),
            None => chunks.get((place.chunk as usize).checked_sub(1)?)?.last(),
        }
    }

    /// The values from a place on.
    pub fn from(&self, place: Place) -> impl Iterator<Item = &T> {
        let (chunk, index) = (place.chunk as usize, place.index as usize);
        let chunks = self.chunks();
        let first = chunks.get(chunk).and_then(|chunk| chunk.get(index..)).unwrap_or(&[]);
        let rest = chunks.get(chunk + 1..).unwrap_or(&[]);
        first.iter().chain(rest.iter().flatten())
    }
}

/// Joins a chunk that has become small with the one behind it, or takes it out when it is empty.
fn join_small<T>(chunks: &mut Vec<Vec<T>>, number: usize) {
    const SMALL: usize = CHUNK / 4;
    if chunks[number].is_empty() {
        chunks.remove(number);
    } else if number + 1 < chunks.len() && chunks[number].len() + chunks[number + 1].len() <= SMALL {
        let upper = chunks.remove(number + 1);
        chunks[number].extend(upper);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Act {
        Insert(u32),
        /// Many values, one after another.
        Fill(u32, u32),
        Remove(u32),
        Clear(u32, u32),
        /// Those below may go.
        Forget(u32),
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            (0u32..3000).prop_map(Act::Insert),
            (0u32..3000, 0u32..1500).prop_map(|(first, len)| Act::Fill(first, len)),
            (0u32..3000).prop_map(Act::Remove),
            (0u32..3000, 0u32..1500).prop_map(|(first, len)| Act::Clear(first, len)),
            (0u32..2000).prop_map(Act::Forget),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn it_is_an_ordered_set(acts in proptest::collection::vec(act(), 1..30), probes in proptest::collection::vec(0u32..5000, 8)) {
            let mut ordered = Ordered::default();
            let mut set = BTreeSet::new();
            for act in acts {
                match act {
                    Act::Insert(value) => {
                        ordered.insert(value);
                        set.insert(value);
                    }
                    Act::Fill(first, len) => {
                        ordered.extend(first..first + len);
                        set.extend(first..first + len);
                    }
                    Act::Remove(value) => prop_assert_eq!(ordered.remove(&value), set.remove(&value)),
                    Act::Forget(below) => {
                        let gone = ordered.forget(|value| *value < below);
                        prop_assert!(gone.is_none_or(|gone| gone < below && set.contains(&gone)));
                        set.retain(|value| gone.is_none_or(|gone| *value > gone));
                        let old = set.range(..below).count();
                        prop_assert!(old <= CHUNK);
                    }
                    Act::Clear(first, len) => {
                        for value in first..first + len {
                            prop_assert_eq!(ordered.remove(&value), set.remove(&value));
                        }
                    }
                }
                prop_assert_eq!((ordered.is_empty(), ordered.len()), (set.is_empty(), set.len()));
            }
            prop_assert!(ordered.iter().eq(set.iter()));
            prop_assert_eq!((ordered.first(), ordered.last()), (set.first(), set.last()));
            let mut near = Place::default();
            for probe in probes {
                let place = ordered.place(|value| *value < probe);
                prop_assert_eq!(ordered.at(place), set.range(probe..).next());
                prop_assert_eq!(ordered.before(place), set.range(..probe).next_back());
                prop_assert!(ordered.from(place).eq(set.range(probe..)));
                near = ordered.place_near(near, |value| *value < probe);
                prop_assert_eq!((ordered.at(near), ordered.before(near)), (ordered.at(place), ordered.before(place)));
            }
        }
    }
}
