//! The rows of a sort in their order, in leaves of neighbours: each leaf stands in a block of 128 labels.
//!
//! This is order maintenance in two levels. Within a leaf a new row takes a free label, or pushes a few neighbours by
//! one ([`lay_out`](super::layout::lay_out)). A leaf that is full is split, and its parts need numbers of blocks
//! between those of its neighbours. Numbers are given out in groups of eight near ones with room behind each group;
//! where there is no room any more, the blocks of the smallest stretch of numbers that is sparse enough get new numbers
//! with most of the room where it was needed (list labelling, as in Bender, Cole, Demaine, Farach-Colton, Zito: *Two
//! simplified algorithms for maintaining order in a list*, with the density bounds of packed-memory arrays). A stretch
//! may be the denser the shorter it is, so that moved blocks are paid for by the rows that came since the last move.

use std::ops::Range;
use std::sync::Arc;

use super::keys::KeyList;
use super::layout::{FILL, Growth, Layout, NEW, Piece, lay_out, low, places, spread};
use crate::error::{Error, Result};
use crate::table::{BLOCK_LABELS, LabelBlock, Permutation, RowSet};

/// The most leaves of a chunk.
const CHUNK: usize = 512;

/// Blocks get every fourth number of a group of so many numbers, so that sets of their labels are compact …
const STRIDE: u64 = 4;
const GROUP: u64 = 32;
/// … and groups begin this many numbers apart, so that many blocks can come between.
const DISTANCE: u64 = 512;

/// Numbers of blocks have so many bits: labels are less than 2^40.
pub(super) const NUMBER_BITS: u32 = 33;

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

    pub fn push(&mut self, key: K::Key<'_>, row: u64) {
        self.keys.push(key);
        self.rows.push(row);
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    fn get(&self, index: usize) -> Option<(K::Key<'_>, u64)> {
        let row = *self.rows.as_slice().get(index)?;
        Some((self.keys.key(index), row))
    }

    /// From `from`, the end of those that are less than `limit`.
    fn until<'a>(&'a self, from: usize, limit: Option<(K::Key<'a>, u64)>) -> usize {
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

/// Where the edits of a leaf are.
struct Part {
    removed: Range<usize>,
    added: Range<usize>,
    touched: Range<usize>,
}

struct Leaf<K: KeyList> {
    /// Rows from here on are of this leaf: at most the first row, and behind all earlier leaves.
    first: (K::Owned, u64),
    number: u64,
    keys: K,
    block: Arc<LabelBlock>,
}

/// A leaf by its chunk and its place there.
type Place = (usize, usize);

/// All rows in their order, and the labels under which they stand.
pub(super) struct Index<K: KeyList> {
    /// None is empty.
    chunks: Vec<Vec<Leaf<K>>>,
    permutation: Permutation,
    /// The numbers of blocks that have changed since they were last asked for.
    changed: Vec<u64>,
    /// Rows that hold something else, with the labels that they had.
    touched: Vec<(u64, u64)>,
    number_bits: u32,
}

/// The number that follows another where nothing is behind.
fn next_number(number: u64) -> u64 {
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
    /// Without rows. Numbers of blocks are below 2^`number_bits`.
    pub fn new(number_bits: u32) -> Self {
        Index {
            chunks: Vec::new(),
            permutation: Permutation::default(),
            changed: Vec::new(),
            touched: Vec::new(),
            number_bits,
        }
    }

    pub fn permutation(&self) -> &Permutation {
        &self.permutation
    }

    /// The numbers of blocks that have changed since the last call, in ascending order, and the rows that hold something
    /// else, as (label, row).
    pub fn take_changed(&mut self) -> (Vec<u64>, Vec<(u64, u64)>) {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        changed.dedup();
        (changed, std::mem::take(&mut self.touched))
    }

    /// Lets go of all rows and takes these. The first labels are in the lower or in the upper half.
    pub fn fill(&mut self, rows: &Sorted<K>, upper: bool) -> Result<()> {
        self.chunks.clear();
        self.permutation = Permutation::default();
        let quarter = 1u64 << (self.number_bits - 2);
        self.take(rows, if upper { 3 * quarter } else { quarter })
    }

    /// Takes rows where there are none, in blocks from `number` on.
    fn take(&mut self, rows: &Sorted<K>, mut number: u64) -> Result<()> {
        let mut chunk = Vec::new();
        for from in (0..rows.len()).step_by(FILL) {
            if number >> self.number_bits > 0 {
                return Err(full());
            }
            let until = (from + FILL).min(rows.len());
            let leaf = leaf(rows, from..until, low(until - from), number);
            self.permutation.set(number, Some(leaf.block.clone()));
            number = next_number(number);
            chunk.push(leaf);
            if chunk.len() == CHUNK / 2 {
                self.chunks.push(std::mem::take(&mut chunk));
            }
        }
        if !chunk.is_empty() {
            self.chunks.push(chunk);
        }
        Ok(())
    }

    /// All labels.
    pub fn labels(&self) -> RowSet {
        let leaves = self.chunks.iter().flatten();
        let labels = leaves.flat_map(|leaf| {
            let base = leaf.number * u64::from(BLOCK_LABELS);
            places(leaf.block.valid()).map(move |place| base + u64::from(place))
        });
        RowSet::from_ranges(labels.map(|label| label..label + 1))
    }

    /// Follows the changes of rows.
    pub fn apply(&mut self, edits: &Edits<K>) -> Result<()> {
        let (mut removed, mut added, mut touched) = (0, 0, 0);
        loop {
            let heads = [
                edits.removed.get(removed),
                edits.added.get(added),
                edits.touched.get(touched),
            ];
            let Some(head) = heads.into_iter().flatten().min() else {
                return Ok(());
            };
            let Some(place) = self.locate(head) else {
                if removed < edits.removed.len() || touched < edits.touched.len() {
                    return Err(lost());
                }
                let mut rest = Sorted::default();
                (added..edits.added.len()).for_each(|row| rest.push(edits.added.keys.key(row), edits.added.rows[row]));
                let middle = 1 << (self.number_bits - 1);
                self.take(&rest, middle)?;
                self.changed
                    .extend(self.chunks.iter().flatten().map(|leaf| leaf.number));
                return Ok(());
            };
            let limit = self.step_up(place).map(|next| self.leaf(next).limit());
            let part = Part {
                removed: removed..edits.removed.until(removed, limit),
                added: added..edits.added.until(added, limit),
                touched: touched..edits.touched.until(touched, limit),
            };
            (removed, added, touched) = (part.removed.end, part.added.end, part.touched.end);
            self.rewrite(place, edits, &part)?;
        }
    }

    fn leaf(&self, (chunk, place): Place) -> &Leaf<K> {
        &self.chunks[chunk][place]
    }

    fn step_up(&self, (chunk, place): Place) -> Option<Place> {
        if place + 1 < self.chunks[chunk].len() {
            return Some((chunk, place + 1));
        }
        (chunk + 1 < self.chunks.len()).then_some((chunk + 1, 0))
    }

    fn step_down(&self, (chunk, place): Place) -> Option<Place> {
        match (chunk, place) {
            (0, 0) => None,
            (chunk, 0) => Some((chunk - 1, self.chunks[chunk - 1].len() - 1)),
            (chunk, place) => Some((chunk, place - 1)),
        }
    }

    /// The last leaf that begins before a row or with it, or the first one.
    fn locate(&self, row: (K::Key<'_>, u64)) -> Option<Place> {
        let begins = |leaf: &Leaf<K>| leaf.limit() <= (K::shortened(row.0), row.1);
        let chunk = self.chunks.partition_point(|chunk| chunk.first().is_some_and(begins));
        let chunk = chunk.saturating_sub(1);
        let place = self.chunks.get(chunk)?.partition_point(begins);
        Some((chunk, place.saturating_sub(1)))
    }

    /// Does to the rows of a leaf what the edits say.
    fn rewrite(&mut self, place: Place, edits: &Edits<K>, part: &Part) -> Result<()> {
        let old = &self.chunks[place.0][place.1];
        let (number, mut labels) = (old.number, old.block.valid());
        let mut rows: Sorted<K> = Sorted::default();
        let mut slots: Vec<u8> = Vec::with_capacity(old.block.len() + part.added.len());
        let (mut removed, mut added, mut touched) = (part.removed.clone(), part.added.clone(), part.touched.clone());
        for rank in 0..old.block.len() {
            let slot = labels.trailing_zeros() as u8;
            labels &= labels.wrapping_sub(1);
            let here = (old.keys.key(rank), old.block.row(rank));
            while let Some(new) = head(&edits.added, &added).filter(|new| *new < here) {
                rows.push(new.0, new.1);
                slots.push(NEW);
                added.start += 1;
            }
            if head(&edits.removed, &removed) == Some(here) {
                removed.start += 1;
                continue;
            }
            if head(&edits.touched, &touched) == Some(here) {
                touched.start += 1;
                let label = number * u64::from(BLOCK_LABELS) + u64::from(slot);
                self.touched.push((label, here.1));
            }
            rows.push(here.0, here.1);
            slots.push(slot);
        }
        while let Some(new) = head(&edits.added, &added) {
            rows.push(new.0, new.1);
            slots.push(NEW);
            added.start += 1;
        }
        if !removed.is_empty() || !touched.is_empty() {
            return Err(lost());
        }
        // What is only touched stays as it is.
        if part.removed.is_empty() && part.added.is_empty() {
            return Ok(());
        }
        if rows.len() == 0 {
            self.remove(place);
            return Ok(());
        }
        if !part.removed.is_empty() && part.added.is_empty() && self.absorb(place, &rows) {
            return Ok(());
        }
        let (is_first, is_last) = (self.step_down(place).is_none(), self.step_up(place).is_none());
        self.replace(place, &rows, &lay_out(&slots, is_first, is_last))
    }

    /// Puts what a leaf has become in its place.
    fn replace(&mut self, place: Place, rows: &Sorted<K>, layout: &Layout) -> Result<()> {
        let before = layout.keeper;
        let after = layout.pieces.len() - 1 - before;
        // Only one of them needs new numbers, so that the second does not take the first ones' place.
        let below = self.room(place, before, layout.growth)?;
        let above = match self.step_up(place) {
            Some(next) => self.room_between(next, after, layout.growth)?,
            None => self.room_behind(after)?,
        };
        let own = self.leaf(place).number;
        let numbers = below.into_iter().chain([own]).chain(above);
        let make = |(piece, number): (&Piece, u64)| leaf(rows, piece.rows.clone(), piece.valid, number);
        let mut leaves: Vec<Leaf<K>> = layout.pieces.iter().zip(numbers).map(make).collect();
        // What began before the leaf's first row does so still.
        let old = self.leaf(place);
        if old.limit() < leaves[0].limit() {
            leaves[0].first = (K::owned(K::borrowed(&old.first.0)), old.first.1);
        }
        if let Some(open) = layout.open {
            let last = layout.pieces[open].rows.start - 1;
            leaves[open].first = (K::owned(rows.keys.key(last)), rows.rows[last] + 1);
        }
        for leaf in &leaves {
            self.changed.push(leaf.number);
            self.permutation.set(leaf.number, Some(leaf.block.clone()));
        }
        let (chunk, place) = place;
        self.chunks[chunk].splice(place..=place, leaves);
        self.divide(chunk);
        Ok(())
    }

    /// Cuts a chunk that has grown too large.
    fn divide(&mut self, chunk: usize) {
        if self.chunks[chunk].len() <= CHUNK {
            return;
        }
        let mut whole = std::mem::take(&mut self.chunks[chunk]);
        let mut parts = Vec::with_capacity(2 * whole.len() / CHUNK + 1);
        while whole.len() > CHUNK / 2 {
            let rest = whole.split_off(CHUNK / 2);
            parts.push(std::mem::replace(&mut whole, rest));
        }
        parts.push(whole);
        self.chunks.splice(chunk..=chunk, parts);
    }

    fn remove(&mut self, (chunk, place): Place) {
        let leaf = self.chunks[chunk].remove(place);
        self.changed.push(leaf.number);
        self.permutation.set(leaf.number, None);
        if self.chunks[chunk].is_empty() {
            self.chunks.remove(chunk);
        }
    }

    /// Moves the last few rows of a leaf to the leaf before it, so that no leaf stays with next to nothing; false when
    /// they are too many.
    fn absorb(&mut self, place: Place, rows: &Sorted<K>) -> bool {
        let Some(before) = place.1.checked_sub(1).map(|before| (place.0, before)) else {
            return false;
        };
        let neighbour = self.leaf(before);
        if rows.len() > FILL / 8 || neighbour.block.len() + rows.len() > FILL {
            return false;
        }
        let mut all: Sorted<K> = Sorted::default();
        for rank in 0..neighbour.block.len() {
            all.push(neighbour.keys.key(rank), neighbour.block.row(rank));
        }
        for rank in 0..rows.len() {
            all.push(rows.keys.key(rank), rows.rows[rank]);
        }
        let merged = leaf(&all, 0..all.len(), spread(all.len()), neighbour.number);
        self.changed.push(merged.number);
        self.permutation.set(merged.number, Some(merged.block.clone()));
        self.chunks[before.0][before.1] = merged;
        self.remove(place);
        true
    }
}

/// The numbers of blocks.
impl<K: KeyList> Index<K> {
    /// Numbers for so many blocks before a leaf.
    fn room(&mut self, place: Place, count: usize, growth: Growth) -> Result<Vec<u64>> {
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
    fn room_behind(&mut self, count: usize) -> Result<Vec<u64>> {
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
    fn room_between(&mut self, place: Place, count: usize, growth: Growth) -> Result<Vec<u64>> {
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

impl<K: KeyList> Leaf<K> {
    fn limit(&self) -> (K::Key<'_>, u64) {
        (K::borrowed(&self.first.0), self.first.1)
    }
}

/// The first of the edits of a range.
fn head<'a, K: KeyList>(rows: &'a Sorted<K>, range: &Range<usize>) -> Option<(K::Key<'a>, u64)> {
    if range.is_empty() { None } else { rows.get(range.start) }
}

/// A leaf of some rows, of which there is at least one.
fn leaf<K: KeyList>(rows: &Sorted<K>, range: Range<usize>, valid: u128, number: u64) -> Leaf<K> {
    let mut keys = K::default();
    range.clone().for_each(|row| keys.push(rows.keys.key(row)));
    keys.fit();
    Leaf {
        first: (K::owned(rows.keys.key(range.start)), rows.rows[range.start]),
        number,
        keys,
        block: Arc::new(LabelBlock::new(valid, &rows.rows[range])),
    }
}

fn lost() -> Error {
    Error::internal("a sort does not know a row that its input says has changed")
}

fn full() -> Error {
    Error::unsupported("a sorted table has more rows than there are row keys for")
}
