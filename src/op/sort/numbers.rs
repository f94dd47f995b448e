//! Numbers of blocks, in the order of the leaves.
//!
//! Numbers are given out in groups of sixteen near ones with room behind each group. Where there is no room any more, the
//! blocks of the smallest stretch of numbers that is sparse enough get new numbers, with most of the room where it was
//! needed: list labelling, as in Bender, Cole, Demaine, Farach-Colton, Zito, *Two simplified algorithms for maintaining
//! order in a list*, with the density bounds of packed-memory arrays. A stretch may be the denser the shorter it is, so
//! that moved blocks are paid for by the rows that came since the last move.

use super::index::{Index, Place};
use super::keys::KeyList;
use super::layout::Growth;
use crate::error::{Error, Result};

/// Blocks get every fourth number of a group of so many numbers, so that sets of their labels are compact …
const STRIDE: u64 = 4;
const GROUP: u64 = 64;
/// … and groups begin this many numbers apart, so that many blocks can come between.
const DISTANCE: u64 = 512;

/// The number that follows another where nothing is behind.
pub(super) fn next_number(number: u64) -> u64 {
    if number % DISTANCE + STRIDE < GROUP {
        number + STRIDE
    } else {
        (number / DISTANCE + 1) * DISTANCE
    }
}

/// The number that precedes another where nothing is before.
fn previous_number(number: u64) -> Option<u64> {
    match number % DISTANCE {
        0 => number.checked_sub(DISTANCE - GROUP + STRIDE),
        place if place < GROUP => Some(number - place.min(STRIDE)),
        place => Some(number - place + GROUP - STRIDE),
    }
}

impl<K: KeyList> Index<K> {
    /// Numbers for so many blocks before a leaf.
    pub fn room(&mut self, place: Place, count: usize, growth: Growth) -> Result<Vec<u64>> {
        if count == 0 {
            return Ok(Vec::new());
        }
        if self.step_down(place).is_none() {
            let first = self.leaf(place).number;
            let numbers = std::iter::successors(previous_number(first), |number| previous_number(*number));
            let mut numbers: Vec<u64> = numbers.take(count).collect();
            if numbers.len() == count {
                numbers.reverse();
                return Ok(numbers);
            }
        }
        self.room_between(place, count, growth)
    }

    /// Numbers for so many blocks behind the last leaf.
    pub fn room_behind(&mut self, count: usize) -> Result<Vec<u64>> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let last = self.last().map_or(0, |last| self.leaf(last).number);
        let numbers = std::iter::successors(Some(next_number(last)), |number| Some(next_number(*number)));
        let numbers: Vec<u64> = numbers.take(count).collect();
        if numbers[count - 1] >> self.number_bits == 0 {
            return Ok(numbers);
        }
        let place = (self.chunks.len(), 0);
        self.room_between(place, count, Growth::Up)
    }

    fn last(&self) -> Option<Place> {
        let chunk = self.chunks.len().checked_sub(1)?;
        Some((chunk, self.chunks[chunk].len() - 1))
    }

    /// Numbers for so many blocks between a leaf, or the end, and the leaf before it.
    pub fn room_between(&mut self, place: Place, count: usize, growth: Growth) -> Result<Vec<u64>> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let count = count as u64;
        if self.gap(place).1 < count {
            self.make_room(place, count, growth)?;
        }
        let (first, room) = self.gap(place);
        let numbers = 0..count;
        Ok(match growth {
            Growth::Even | Growth::Between => numbers
                .map(|index| first + (index + 1) * (room + 1) / (count + 1) - 1)
                .collect(),
            Growth::Up => numbers.map(|index| first + index).collect(),
            Growth::Down => numbers.map(|index| first + room - count + index).collect(),
        })
    }

    /// The leaf before a place, which may be the end.
    fn before(&self, place: Place) -> Option<Place> {
        if place.0 == self.chunks.len() {
            return self.last();
        }
        self.step_down(place)
    }

    /// The first free number before a leaf, or before the end of all numbers, and how many are free.
    fn gap(&self, place: Place) -> (u64, u64) {
        let first = self.before(place).map_or(0, |before| self.leaf(before).number + 1);
        let end = self
            .chunks
            .get(place.0)
            .map_or(1 << self.number_bits, |chunk| chunk[place.1].number);
        (first, end - first)
    }

    /// Gives the leaves around a place other numbers, so that at least `count` are free before it, and half of all that
    /// are free in the stretch where more will come there.
    fn make_room(&mut self, place: Place, count: u64, growth: Growth) -> Result<()> {
        let mut low = self.before(place);
        let mut high = (place.0 < self.chunks.len()).then_some(place);
        let anchor = low.or(high).map_or(0, |place| self.leaf(place).number);
        // The leaves of the stretch: those before the place from the last to the first, and the others.
        let (mut below, mut above) = (Vec::new(), Vec::new());
        for bits in 1..=self.number_bits {
            let start = anchor >> bits << bits;
            let stretch = start..start + (1 << bits);
            while let Some(place) = low.filter(|place| stretch.contains(&self.leaf(*place).number)) {
                below.push(place);
                low = self.step_down(place);
            }
            while let Some(place) = high.filter(|place| stretch.contains(&self.leaf(*place).number)) {
                above.push(place);
                high = self.step_up(place);
            }
            let leaves = (below.len() + above.len()) as u64;
            // From a half at the bottom down to an eighth at the top.
            let most =
                ((1u64 << bits) / 2).saturating_sub((3u64 << bits) / 8 * u64::from(bits) / u64::from(self.number_bits));
            if leaves + count > most {
                continue;
            }
            let free = (1 << bits) - leaves - count;
            let shared = if growth == Growth::Even { free } else { free / 2 };
            let step = 1 + shared / leaves.max(1);
            let jump = (1 << bits) - leaves * step;
            let places: Vec<Place> = below.iter().rev().chain(&above).copied().collect();
            let number = |index: usize| {
                let jump = if index < below.len() { 0 } else { jump };
                start + index as u64 * step + jump
            };
            let moved: Vec<(Place, u64)> = places
                .into_iter()
                .enumerate()
                .map(|(index, place)| (place, number(index)))
                .collect();
            self.renumber(&moved);
            return Ok(());
        }
        Err(full())
    }

    fn renumber(&mut self, moved: &[(Place, u64)]) {
        for (place, number) in moved {
            let old = self.leaf(*place).number;
            if old != *number {
                self.changed.push(old);
                self.permutation.set(old, None);
            }
        }
        for ((chunk, place), number) in moved {
            let leaf = &mut self.chunks[*chunk][*place];
            if leaf.number != *number {
                leaf.number = *number;
                self.changed.push(*number);
                self.permutation.set(*number, Some(leaf.block.clone()));
            }
        }
    }
}

pub(super) fn full() -> Error {
    Error::unsupported("a sorted table has more rows than there are row keys for")
}
