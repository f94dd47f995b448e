//! Kernels over windows: what a row gives depends on the rows around it in its lane.

use std::collections::VecDeque;
use std::marker::PhantomData;

use arrow_array::ArrayRef;
use arrow_schema::DataType;

use super::rows::Rows;
use super::sweep::{Pieces, Write, sweep};
use super::windows::{Reach, Windows};
use crate::error::Result;

/// What is made of windows.
pub(super) trait Rolling: Send {
    /// The Arrow types of what is kept of a row: the result, where it is one array.
    fn kept(&self) -> Vec<DataType>;

    /// What is to be kept of each row that has a window. `values` are those of the windows' rows.
    fn windows(&self, windows: &Windows, values: &[ArrayRef]) -> Result<Vec<ArrayRef>>;

    /// Gives to `write` what is to be kept of all rows, if their windows reach back by so much time, and some of it once more.
    /// False where rows are not in the order of their timestamps, or it does not do that: what was written means nothing then.
    fn sweep(&self, reverse: i64, count: usize, pieces: &mut Pieces<'_>, write: &mut Write<'_>) -> Result<bool> {
        let _ = (reverse, count, pieces, write);
        Ok(false)
    }

    /// Forgets all lanes.
    fn clear(&mut self);

    /// Goes on with rows behind those that there were, whose windows reach only back, by positions.
    fn run(&mut self, rows: &Rows<'_>, reach: Reach) -> Result<Vec<ArrayRef>>;
}

/// Values as items of windows; none where a row does not count.
pub(super) trait Items: Send {
    type Item: Clone + Send;

    fn items(&self, values: &[ArrayRef]) -> Result<Vec<Option<Self::Item>>>;
}

/// What is known of the items of a window, which come at one end and go at the other.
pub(super) trait Sliding<T>: Default + Send {
    type Result;

    fn push(&mut self, item: &T);

    /// Takes out the item that has been in for longest.
    fn pop(&mut self, item: &T);

    /// What the items give; none if they give null.
    fn result(&self) -> Option<Self::Result>;
}

/// How results are written.
pub(super) trait Results<R>: Send {
    fn data_type(&self) -> DataType;

    fn array(&self, results: Vec<Option<R>>) -> Result<ArrayRef>;
}

/// A kernel that slides over items.
pub(super) struct Slider<I: Items, S, W> {
    items: I,
    results: W,
    lanes: Vec<Lane<I::Item, S>>,
    sliding: PhantomData<fn() -> S>,
}

/// The last rows of a lane, and what is known of those that are in the window of the last one.
struct Lane<T, S> {
    rows: VecDeque<Option<T>>,
    window: S,
}

impl<I: Items, S: Sliding<I::Item>, W: Results<S::Result>> Slider<I, S, W> {
    pub fn new(items: I, results: W) -> Self {
        Slider {
            items,
            results,
            lanes: Vec::new(),
            sliding: PhantomData,
        }
    }
}

impl<I: Items, S: Sliding<I::Item>, W: Results<S::Result>> Rolling for Slider<I, S, W> {
    fn kept(&self) -> Vec<DataType> {
        vec![self.results.data_type()]
    }

    fn windows(&self, windows: &Windows, values: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
        let items = self.items.items(values)?;
        let mut results = Vec::with_capacity(windows.windows.len());
        let mut known = S::default();
        let (mut from, mut to) = (0, 0);
        for window in &windows.windows {
            if window.start >= to {
                // Nothing of the last window is in this one.
                known = S::default();
                (from, to) = (window.start, window.start);
            }
            items[to..window.end.max(to)]
                .iter()
                .flatten()
                .for_each(|item| known.push(item));
            to = to.max(window.end);
            items[from..window.start]
                .iter()
                .flatten()
                .for_each(|item| known.pop(item));
            from = window.start;
            results.push(known.result());
        }
        Ok(vec![self.results.array(results)?])
    }

    fn sweep(&self, reverse: i64, count: usize, pieces: &mut Pieces<'_>, write: &mut Write<'_>) -> Result<bool> {
        sweep::<I, S, W>((&self.items, &self.results), reverse, count, pieces, write)
    }

    fn clear(&mut self) {
        self.lanes.clear();
    }

    fn run(&mut self, rows: &Rows<'_>, reach: Reach) -> Result<Vec<ArrayRef>> {
        if self.lanes.len() < rows.count {
            self.lanes.resize_with(rows.count, || Lane {
                rows: VecDeque::new(),
                window: S::default(),
            });
        }
        let reverse = usize::try_from(reach.reverse).unwrap_or(0);
        let behind = usize::try_from(-reach.forward).unwrap_or(0);
        let items = self.items.items(rows.values)?;
        let mut results = Vec::with_capacity(items.len());
        for (lane, item) in rows.lanes.iter().zip(items) {
            let lane = &mut self.lanes[*lane as usize];
            lane.rows.push_back(item);
            // Behind a window that ends before its row, rows wait to come in.
            let enters = lane
                .rows
                .len()
                .checked_sub(1 + behind)
                .and_then(|row| lane.rows.get(row));
            if let Some(Some(item)) = enters {
                lane.window.push(item);
            }
            if lane.rows.len() > reverse
                && let Some(Some(item)) = lane.rows.pop_front()
            {
                lane.window.pop(&item);
            }
            results.push(lane.window.result());
        }
        Ok(vec![self.results.array(results)?])
    }
}
