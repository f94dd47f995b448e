//! Where the rows of a leaf stand among the labels of a block.

use std::ops::Range;

use crate::table::BLOCK_LABELS;

/// Stands for a row that is new in the leaf.
pub(super) const NEW: u8 = u8::MAX;

/// How many rows a block is given at first: every other label stays free.
pub(super) const FILL: usize = BLOCK_LABELS as usize / 2;

/// A leaf that holds more rows is not spread again but split.
const FULL: usize = FILL * 3 / 2;

/// A free label that is farther away is not fetched: that would change as many rows.
const FAR: u32 = 12;

/// The rows of a leaf, in one or more blocks.
#[derive(Debug, PartialEq)]
pub(super) struct Layout {
    pub pieces: Vec<Piece>,
    /// The piece that stays in the leaf's block: the first or the last one.
    pub keeper: usize,
    pub growth: Growth,
    /// The piece that gets the rows that will come between it and the piece before.
    pub open: Option<usize>,
}

/// How the pieces came about, which tells where the next rows will come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Growth {
    /// Anywhere.
    Even,
    /// Before the keeper.
    Down,
    /// Behind the last piece.
    Up,
    /// In the [open](Layout::open) piece.
    Between,
}

/// Some of the rows, in a block.
#[derive(Debug, PartialEq)]
pub(super) struct Piece {
    pub rows: Range<usize>,
    /// The labels, one for each row.
    pub valid: u128,
}

/// So many labels spread over a block.
pub(super) fn spread(rows: usize) -> u128 {
    let labels = BLOCK_LABELS as usize;
    (0..rows).fold(0, |valid, row| valid | 1 << ((2 * row + 1) * labels / (2 * rows)))
}

/// So many of every other label from the first on.
pub(super) fn low(rows: usize) -> u128 {
    (0..rows).fold(0, |valid, row| valid | 1 << (2 * row))
}

/// So many of every other label up to the last one.
fn high(rows: usize) -> u128 {
    low(rows).reverse_bits()
}

/// The place of the label that has `rank` others before it.
fn select(valid: u128, rank: usize) -> Option<u32> {
    let mut rank = rank as u32;
    let mut half = valid as u64;
    let mut place = 0;
    if rank >= half.count_ones() {
        rank -= half.count_ones();
        half = (valid >> u64::BITS) as u64;
        place = u64::BITS;
    }
    let mut width = u64::BITS / 2;
    while width >= 8 {
        let low = half & ((1 << width) - 1);
        if rank >= low.count_ones() {
            rank -= low.count_ones();
            half >>= width;
            place += width;
        } else {
            half = low;
        }
        width /= 2;
    }
    for _ in 0..rank {
        half &= half.wrapping_sub(1);
    }
    (half != 0).then(|| place + half.trailing_zeros())
}

/// The places of the bits that are set.
pub(super) fn places(mut bits: u128) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (place < BLOCK_LABELS).then_some(place)
    })
}

/// Gives labels to the rows of a leaf, of which each comes with the label it has, or is [`NEW`]. Rows keep their labels
/// where they can. Before the first leaf and behind the last one there is room for more.
pub(super) fn lay_out(slots: &[u8], is_first: bool, is_last: bool) -> Layout {
    let rows = slots.len();
    let whole = |valid| Layout {
        pieces: vec![Piece { rows: 0..rows, valid }],
        keeper: 0,
        growth: Growth::Even,
        open: None,
    };
    if rows <= BLOCK_LABELS as usize
        && let Some(valid) = squeeze(slots, is_first, is_last)
    {
        return whole(valid);
    }
    let is_new = |slot: &u8| *slot == NEW;
    let first = slots.iter().position(is_new).unwrap_or(0);
    let end = slots.iter().rposition(is_new).map_or(0, |last| last + 1);
    let stay = slots.iter().any(|slot| *slot != NEW);
    if stay && slots[first..end].iter().all(is_new) {
        if first == 0 {
            return split_down(slots, end);
        }
        if end == rows {
            return split_up(slots, first);
        }
        if rows <= FULL || end - first > FILL / 2 {
            return split_between(slots, first..end);
        }
    }
    if rows <= FULL {
        return whole(spread(rows));
    }
    Layout {
        pieces: pieces(0..rows, spread),
        keeper: 0,
        growth: Growth::Even,
        open: None,
    }
}

/// Rows in as many blocks as they need.
fn pieces(rows: Range<usize>, valid: impl Fn(usize) -> u128) -> Vec<Piece> {
    let count = rows.len().div_ceil(FILL);
    let bound = |piece: usize| rows.start + rows.len() * piece / count;
    let piece = |piece: usize| {
        let rows = bound(piece)..bound(piece + 1);
        let valid = valid(rows.len());
        Piece { rows, valid }
    };
    (0..count).map(piece).collect()
}

/// So many of every other label around the middle.
fn middle(rows: usize) -> u128 {
    low(rows) << (FILL - rows)
}

/// All rows in one block: new rows take free labels, or push their neighbours by one to the next free label. None when
/// that is far away, or where the first or the last leaf grows, which goes on in a block of its own.
fn squeeze(slots: &[u8], is_first: bool, is_last: bool) -> Option<u128> {
    let mut valid = slots
        .iter()
        .filter(|slot| **slot != NEW)
        .fold(0u128, |valid, slot| valid | 1 << slot);
    if valid == 0 {
        return (slots.len() <= FILL).then(|| spread(slots.len()));
    }
    for rank in (0..slots.len()).filter(|rank| slots[*rank] == NEW) {
        let more = slots[rank..].iter().take_while(|slot| **slot == NEW).count() as u32;
        valid = admit(valid, rank, more, is_first, is_last)?;
    }
    Some(valid)
}

/// The labels with one for a row that has `rank` others before it, the first of `more` new ones there; as
/// [`squeeze`].
pub(super) fn admit(valid: u128, rank: usize, more: u32, is_first: bool, is_last: bool) -> Option<u128> {
    let above = select(valid, rank);
    // One more than the place of the row before.
    let start = rank
        .checked_sub(1)
        .and_then(|before| select(valid, before))
        .map_or(0, |place| place + 1);
    let end = above.unwrap_or(BLOCK_LABELS);
    let free = end - start;
    let place = match (start, above) {
        _ if free == 0 => None,
        (_, None) if free > 2 * more => Some(start + 1),
        (0, _) if free > 2 * more => Some(end - 2 * more),
        _ => Some(start + free.saturating_sub(more) / (more + 1)),
    };
    let grows = is_first && start == 0 || is_last && above.is_none();
    let place = place.or_else(|| if grows { None } else { hole(valid, start, end) })?;
    Some(valid | 1 << place)
}

/// The free label that is nearest to the labels from `start` to `end`, none of which is free. The rows between move there
/// by one, and make room.
fn hole(valid: u128, start: u32, end: u32) -> Option<u32> {
    let down = valid.checked_shl(BLOCK_LABELS - start).map_or(0, u128::leading_ones);
    let up = valid.checked_shr(end).map_or(0, u128::trailing_ones);
    let below = start.checked_sub(down + 1).filter(|_| down <= FAR);
    let beyond = Some(end + up).filter(|place| *place < BLOCK_LABELS && up <= FAR);
    if down <= up { below.or(beyond) } else { beyond.or(below) }
}

/// The labels of rows that have some.
fn kept(slots: &[u8]) -> u128 {
    slots.iter().fold(0, |valid, slot| valid | 1 << slot)
}

/// Splits a leaf before whose rows there are `new` new ones.
fn split_down(slots: &[u8], new: usize) -> Layout {
    let first = slots[new] as usize;
    let fit = (first / 2).min(new);
    let mut all = pieces(0..new - fit, high);
    all.push(Piece {
        rows: new - fit..slots.len(),
        valid: kept(&slots[new..]) | low(fit) << (first - 2 * fit),
    });
    Layout {
        keeper: all.len() - 1,
        pieces: all,
        growth: Growth::Down,
        open: None,
    }
}

/// Splits a leaf whose rows are new from `new` on.
fn split_up(slots: &[u8], new: usize) -> Layout {
    let last = slots[new - 1] as usize;
    let fit = ((BLOCK_LABELS as usize - 1 - last) / 2).min(slots.len() - new);
    let added = if fit > 0 { low(fit) << (last + 2) } else { 0 };
    let mut all = vec![Piece {
        rows: 0..new + fit,
        valid: kept(&slots[..new]) | added,
    }];
    all.extend(pieces(new + fit..slots.len(), low));
    Layout {
        pieces: all,
        keeper: 0,
        growth: Growth::Up,
        open: None,
    }
}

/// Splits a leaf where all new rows come: the next ones may come there again, and find room on either side.
fn split_between(slots: &[u8], new: Range<usize>) -> Layout {
    let (before, after) = (0..new.start, new.end..slots.len());
    // The fewer rows get other labels.
    let moves_before = before.len() < after.len();
    let side = |rows: Range<usize>, moves: bool| {
        if moves {
            return pieces(rows, spread);
        }
        let valid = kept(&slots[rows.clone()]);
        vec![Piece { rows, valid }]
    };
    let mut all = side(before, moves_before);
    let open = all.len();
    all.extend(pieces(new, middle));
    all.extend(side(after, !moves_before));
    Layout {
        keeper: if moves_before { all.len() - 1 } else { 0 },
        pieces: all,
        growth: Growth::Between,
        open: Some(open),
    }
}

#[cfg(test)]
mod tests;
