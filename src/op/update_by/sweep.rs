//! Windows of time of all rows in one pass, where the rows of each lane are in the order of their timestamps.
//!
//! So they are in most tables, and then nobody has to find the rows of a lane first, or to write results in the order of the
//! lanes: the rows that are in the window of a lane's last row are all that is remembered of it.

use std::collections::VecDeque;

use arrow_array::ArrayRef;

use super::rolling::{Items, Results, Sliding};
use crate::error::Result;

/// Some rows.
pub(super) struct Timed<'a> {
    pub keys: Vec<u64>,
    pub lanes: &'a [u32],
    pub times: Vec<Option<i64>>,
    pub values: Vec<ArrayRef>,
}

/// Pieces of all rows, in the order of the table.
pub(super) type Pieces<'a> = dyn Iterator<Item = Result<Timed<'a>>> + 'a;

/// Takes what is to be kept of rows.
pub(super) type Write<'a> = dyn FnMut(&[u64], Vec<ArrayRef>) -> Result<()> + 'a;

/// The rows of a lane that are in the window of its last one.
struct Lane<T, S> {
    rows: VecDeque<(i64, Option<T>)>,
    window: S,
    /// The row keys of those that have the last timestamp: each is in the windows of all others.
    last: Vec<u64>,
}

impl<T, S: Sliding<T>> Lane<T, S> {
    /// Adds a row of this timestamp; false if there are later ones. What rows before it give otherwise than it was said is
    /// added to `amended`.
    fn push(
        &mut self,
        (key, time): (u64, i64),
        item: Option<T>,
        reverse: i64,
        amended: &mut Vec<(u64, Option<S::Result>)>,
    ) -> bool {
        let known = self.rows.back().map(|(time, _)| *time);
        if known.is_some_and(|known| time < known) {
            return false;
        }
        if known != Some(time) {
            self.settle(amended);
        }
        self.last.push(key);
        if let Some(item) = &item {
            self.window.push(item);
        }
        self.rows.push_back((time, item));
        let first = time.saturating_sub(reverse);
        while let Some((_, item)) = self.rows.pop_front_if(|(time, _)| *time < first) {
            if let Some(item) = item {
                self.window.pop(&item);
            }
        }
        true
    }

    /// No more rows have the last timestamp.
    fn settle(&mut self, amended: &mut Vec<(u64, Option<S::Result>)>) {
        if let Some((_, others)) = self.last.split_last() {
            amended.extend(others.iter().map(|key| (*key, self.window.result())));
        }
        self.last.clear();
    }
}

/// Gives the results of rows to `write`, those of the windows that reach so far back from each, and some of them once more;
/// false if the rows are in another order.
pub(super) fn sweep<I: Items, S: Sliding<I::Item>, W: Results<S::Result>>(
    (items, results): (&I, &W),
    reverse: i64,
    count: usize,
    pieces: &mut Pieces<'_>,
    write: &mut Write<'_>,
) -> Result<bool> {
    let lane = || Lane::<I::Item, S> {
        rows: VecDeque::new(),
        window: S::default(),
        last: Vec::new(),
    };
    let mut lanes: Vec<Lane<I::Item, S>> = std::iter::repeat_with(lane).take(count).collect();
    let mut amended = Vec::new();
    for piece in pieces {
        let piece = piece?;
        let items = items.items(&piece.values)?;
        let mut found = Vec::with_capacity(items.len());
        for (row, item) in items.into_iter().enumerate() {
            let lane = &mut lanes[piece.lanes[row] as usize];
            let Some(time) = piece.times[row] else {
                found.push(None);
                continue;
            };
            if !lane.push((piece.keys[row], time), item, reverse, &mut amended) {
                return Ok(false);
            }
            found.push(lane.window.result());
        }
        write(&piece.keys, vec![results.array(found)?])?;
    }
    lanes.iter_mut().for_each(|lane| lane.settle(&mut amended));
    amended.sort_unstable_by_key(|(key, _)| *key);
    let (keys, found): (Vec<u64>, Vec<_>) = amended.into_iter().unzip();
    write(&keys, vec![results.array(found)?])?;
    Ok(true)
}
