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
    /// The piece that stays in the leaf's block.
    pub keeper: usize,
    pub growth: Growth,
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
    /// Before the last piece.
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
fn select(mut valid: u128, rank: usize) -> Option<u32> {
    for _ in 0..rank {
        valid &= valid.wrapping_sub(1);
    }
    (valid != 0).then(|| valid.trailing_zeros())
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
/// where they can.
pub(super) fn lay_out(slots: &[u8]) -> Layout {
    let rows = slots.len();
    let whole = |valid| Layout {
        pieces: vec![Piece { rows: 0..rows, valid }],
        keeper: 0,
        growth: Growth::Even,
    };
    if rows <= BLOCK_LABELS as usize
        && let Some(valid) = squeeze(slots)
    {
        return whole(valid);
    }
    let is_new = |slot: &u8| *slot == NEW;
    let first = slots.iter().position(is_new).unwrap_or(0);
    let end = slots.iter().rposition(is_new).map_or(0, |last| last + 1);
    let kept = rows - slots.iter().filter(|slot| is_new(slot)).count();
    if kept > 0 && slots[first..end].iter().all(is_new) {
        return split(slots, first..end);
    }
    if rows <= FULL {
        return whole(spread(rows));
    }
    Layout {
        pieces: pieces(0..rows, spread),
        keeper: 0,
        growth: Growth::Even,
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

/// All rows in one block: new rows take free labels, or push their neighbours by one to the next free label. None when
/// that is far away, or beyond the rows at either end, where growing goes on in a block of its own.
fn squeeze(slots: &[u8]) -> Option<u128> {
    let labels = BLOCK_LABELS;
    let kept = slots.iter().filter(|slot| **slot != NEW);
    let mut valid = kept.fold(0u128, |valid, slot| valid | 1 << slot);
    if valid == 0 {
        return (slots.len() <= FILL).then(|| spread(slots.len()));
    }
    for rank in (0..slots.len()).filter(|rank| slots[*rank] == NEW) {
        let more = slots[rank..].iter().take_while(|slot| **slot == NEW).count() as u32;
        let above = select(valid, rank);
        // One more than the place of the row before.
        let start = rank
            .checked_sub(1)
            .and_then(|before| select(valid, before))
            .map_or(0, |place| place + 1);
        let end = above.unwrap_or(labels);
        let free = end - start;
        let place = match (start, above) {
            _ if free == 0 => None,
            (_, None) if free > 2 * more => Some(start + 1),
            (0, _) if free > 2 * more => Some(end - 2 * more),
            _ => Some(start + free.saturating_sub(more) / (more + 1)),
        };
        valid |= 1
            << match place {
                Some(place) => place,
                None if start == 0 || above.is_none() => return None,
                None => {
                    let down = (valid << (labels - start)).leading_ones();
                    let up = (valid >> end).trailing_ones();
                    let below = start.checked_sub(down + 1);
                    let beyond = Some(end + up).filter(|place| *place < labels);
                    match (below, beyond) {
                        (Some(place), _) if down <= FAR && (down <= up || beyond.is_none()) => place,
                        (_, Some(place)) if up <= FAR => place,
                        _ => return None,
                    }
                }
            };
    }
    Some(valid)
}

/// Splits a leaf where all new rows come: the next ones may come there again, and then find room.
fn split(slots: &[u8], new: Range<usize>) -> Layout {
    let labels = BLOCK_LABELS as usize;
    let kept = |rows: Range<usize>| slots[rows].iter().fold(0u128, |valid, slot| valid | 1 << slot);
    if new.start == 0 {
        let room = slots[new.end] as usize / 2;
        let fit = room.min(new.len());
        let mut all = pieces(0..new.len() - fit, high);
        let first = slots[new.end] as usize - 2 * fit;
        all.push(Piece {
            rows: new.len() - fit..slots.len(),
            valid: kept(new.end..slots.len()) | low(fit) << first,
        });
        return Layout {
            keeper: all.len() - 1,
            pieces: all,
            growth: Growth::Down,
        };
    }
    let last = slots[new.start - 1] as usize;
    let fit = ((labels - 1 - last) / 2).min(new.len());
    let added = if fit > 0 { low(fit) << (last + 2) } else { 0 };
    let mut all = vec![Piece {
        rows: 0..new.start + fit,
        valid: kept(0..new.start) | added,
    }];
    all.extend(pieces(new.start + fit..new.end, low));
    let rest = new.end..slots.len();
    let growth = if rest.is_empty() { Growth::Up } else { Growth::Between };
    all.extend(pieces(rest, spread));
    Layout {
        pieces: all,
        keeper: 0,
        growth,
    }
}
