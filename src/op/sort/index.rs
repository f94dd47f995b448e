//! The rows of a sort in their order, in leaves of neighbours: each leaf stands in a block of 128 labels.
//!
//! This is order maintenance in two levels. Within a leaf a new row takes a free label, or pushes a few neighbours by
//! one ([`lay_out`]). A leaf that is full is split, and its parts get numbers of blocks between those of its neighbours
//! ([`numbers`](super::numbers)).

use std::ops::Range;
use std::sync::Arc;

use super::edits::{Edits, Sorted};
use super::keys::KeyList;
use super::layout::{FILL, Layout, NEW, Piece, admit, lay_out, low, spread};
use super::numbers::{full, next_number};
use super::runs::Runs;
use crate::error::{Error, Result};
use crate::table::{BLOCK_LABELS, LabelBlock, Permutation, RowSet};

/// The most leaves of a chunk.
const CHUNK: usize = 512;

/// Numbers of blocks have so many bits: labels are less than 2^40.
pub(super) const NUMBER_BITS: u32 = 33;

/// Where the edits of a leaf are.
struct Part {
    removed: Range<usize>,
    added: Range<usize>,
    touched: Range<usize>,
}

pub(super) struct Leaf<K: KeyList> {
    /// Rows from here on are of this leaf: at most the first row, and behind all earlier leaves.
    first: (K::Owned, u64),
    pub number: u64,
    keys: Runs<K>,
    pub block: Arc<LabelBlock>,
}

/// A leaf by its chunk and its place there.
pub(super) type Place = (usize, usize);

/// All rows in their order, and the labels under which they stand.
pub(super) struct Index<K: KeyList> {
    /// None is empty.
    pub chunks: Vec<Vec<Leaf<K>>>,
    pub permutation: Permutation,
    /// The numbers of blocks that have changed since they were last asked for.
    pub changed: Vec<u64>,
    /// Rows that hold something else, with the labels that they had.
    touched: Vec<(u64, u64)>,
    pub number_bits: u32,
    scratch: Scratch<K>,
}

/// What a leaf becomes, in memory that is used again.
#[derive(Default)]
struct Scratch<K> {
    rows: Sorted<K>,
    /// The label that each row has, or [`NEW`].
    slots: Vec<u8>,
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
            scratch: Scratch::default(),
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
        RowSet::from_words(leaves.flat_map(|leaf| {
            let (number, labels) = (2 * leaf.number, leaf.block.valid());
            [(number, labels as u64), (number + 1, (labels >> u64::BITS) as u64)]
        }))
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

    pub fn leaf(&self, (chunk, place): Place) -> &Leaf<K> {
        &self.chunks[chunk][place]
    }

    pub fn step_up(&self, (chunk, place): Place) -> Option<Place> {
        if place + 1 < self.chunks[chunk].len() {
            return Some((chunk, place + 1));
        }
        (chunk + 1 < self.chunks.len()).then_some((chunk + 1, 0))
    }

    pub fn step_down(&self, (chunk, place): Place) -> Option<Place> {
        match (chunk, place) {
            (0, 0) => None,
            (chunk, 0) => Some((chunk - 1, self.chunks[chunk - 1].len() - 1)),
            (chunk, place) => Some((chunk, place - 1)),
        }
    }

    /// The last leaf that begins before a row or with it, or the first one.
    fn locate(&self, row: (K::Key<'_>, u64)) -> Option<Place> {
        let begins = |leaf: &Leaf<K>| {
            let (key, first) = leaf.limit();
            K::compare(key, row.0).then(first.cmp(&row.1)).is_le()
        };
        let chunk = self.chunks.partition_point(|chunk| chunk.first().is_some_and(begins));
        let chunk = chunk.saturating_sub(1);
        let place = self.chunks.get(chunk)?.partition_point(begins);
        Some((chunk, place.saturating_sub(1)))
    }

    /// Does to the rows of a leaf what the edits say.
    fn rewrite(&mut self, place: Place, edits: &Edits<K>, part: &Part) -> Result<()> {
        if part.removed.is_empty()
            && part.touched.is_empty()
            && part.added.len() == 1
            && let Some(new) = head(&edits.added, &part.added)
            && self.insert(place, new)
        {
            return Ok(());
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let done = self.rewrite_with(&mut scratch, place, edits, part);
        self.scratch = scratch;
        done
    }

    fn rewrite_with(
        &mut self,
        Scratch { rows, slots }: &mut Scratch<K>,
        place: Place,
        edits: &Edits<K>,
        part: &Part,
    ) -> Result<()> {
        let old = &self.chunks[place.0][place.1];
        let (number, mut labels) = (old.number, old.block.valid());
        rows.clear();
        slots.clear();
        let (mut removed, mut added, mut touched) = (part.removed.clone(), part.added.clone(), part.touched.clone());
        for (rank, key) in old.keys.iter().enumerate() {
            let slot = labels.trailing_zeros() as u8;
            labels &= labels.wrapping_sub(1);
            let here = (key, old.block.row(rank));
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
        if !part.removed.is_empty() && part.added.is_empty() && self.absorb(place, rows) {
            return Ok(());
        }
        let (is_first, is_last) = (self.step_down(place).is_none(), self.step_up(place).is_none());
        self.replace(place, rows, &lay_out(slots, is_first, is_last))
    }

    /// Puts one row into a leaf, which is what most leaves get, in as few steps as that takes; false where there is no
    /// label for it.
    fn insert(&mut self, place: Place, (key, row): (K::Key<'_>, u64)) -> bool {
        let (is_first, is_last) = (self.step_down(place).is_none(), self.step_up(place).is_none());
        let leaf = &mut self.chunks[place.0][place.1];
        let ranks = leaf.keys.rows(key);
        let (mut rank, mut end) = (ranks.start, ranks.end);
        while rank < end {
            let middle = rank.midpoint(end);
            if leaf.block.row(middle) < row {
                rank = middle + 1;
            } else {
                end = middle;
            }
        }
        let Some(valid) = admit(leaf.block.valid(), rank, 1, is_first, is_last) else {
            return false;
        };
        // Before what has begun the leaf comes something only in the first one.
        if rank == 0
            && K::compare(key, K::borrowed(&leaf.first.0))
                .then(row.cmp(&leaf.first.1))
                .is_lt()
        {
            leaf.first = (K::owned(key), row);
        }
        leaf.keys.insert(key);
        leaf.block = Arc::new(leaf.block.with(rank, row, valid));
        self.changed.push(leaf.number);
        self.permutation.set(leaf.number, Some(leaf.block.clone()));
        true
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
        if leaves.len() == 1
            && let Some(leaf) = leaves.pop()
        {
            self.chunks[chunk][place] = leaf;
            return Ok(());
        }
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
        for (rank, key) in neighbour.keys.iter().enumerate() {
            all.push(key, neighbour.block.row(rank));
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
    Leaf {
        first: (K::owned(rows.keys.key(range.start)), rows.rows[range.start]),
        number,
        keys: Runs::new(&rows.keys, range.clone()),
        block: Arc::new(LabelBlock::new(valid, &rows.rows[range])),
    }
}

fn lost() -> Error {
    Error::internal("a sort does not know a row that its input says has changed")
}
