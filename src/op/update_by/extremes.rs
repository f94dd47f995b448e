//! The least and the greatest values, so far and of windows.

use std::collections::VecDeque;

use arrow_array::{Array, ArrayRef};

use super::rolling::{Items, Sliding};
use super::rows::{Rows, operand};
use super::running::Running;
use crate::agg::Keys;
use crate::error::Result;

/// The best value so far. A NaN that is the first value stays, and any other is passed over, as in the mirrored API.
pub(super) struct BestSoFar<K: Keys> {
    keys: K,
    greatest: bool,
    best: Vec<Option<K::Key>>,
}

impl<K: Keys> BestSoFar<K> {
    pub fn new(keys: K, greatest: bool) -> Self {
        BestSoFar {
            keys,
            greatest,
            best: Vec::new(),
        }
    }
}

impl<K: Keys> Running for BestSoFar<K> {
    fn clear(&mut self) {
        self.best.clear();
    }

    fn resume(&mut self, kept: &[ArrayRef]) -> Result<()> {
        let best = operand(kept, 0)?;
        let keys = self.keys.keys(best)?.into_iter().enumerate();
        self.best = keys.map(|(row, key)| best.is_valid(row).then_some(key)).collect();
        Ok(())
    }

    fn run(&mut self, rows: &Rows<'_>) -> Result<Vec<ArrayRef>> {
        if self.best.len() < rows.count {
            self.best.resize(rows.count, None);
        }
        let values = rows.operand(0)?;
        let nulls = values.nulls().filter(|nulls| nulls.null_count() > 0);
        let mut results: Vec<Option<K::Key>> = Vec::with_capacity(values.len());
        for ((row, lane), key) in rows.lanes.iter().enumerate().zip(self.keys.keys(values)?) {
            let best = &mut self.best[*lane as usize];
            if nulls.is_none_or(|nulls| nulls.is_valid(row)) {
                let is_better = match best {
                    None => true,
                    Some(known) if self.keys.is_nan(known) || self.keys.is_nan(&key) => false,
                    Some(known) if self.greatest => key > *known,
                    Some(known) => key < *known,
                };
                if is_better {
                    *best = Some(key);
                }
            }
            results.push(best.clone());
        }
        Ok(vec![self.keys.values(results.iter().map(Option::as_ref))?])
    }
}

/// Values as keys: NaNs apart.
pub(super) struct KeyItems<K> {
    pub keys: K,
}

/// A value of a window.
#[derive(Clone, PartialEq)]
pub(super) enum Ranked<T> {
    Nan,
    Value(T),
}

impl<K: Keys> Items for KeyItems<K> {
    type Item = Ranked<K::Key>;

    fn items(&self, values: &[ArrayRef]) -> Result<Vec<Option<Self::Item>>> {
        let values = operand(values, 0)?;
        let keys = self.keys.keys(values)?.into_iter().enumerate();
        let item = |(row, key)| {
            values.is_valid(row).then(|| match self.keys.is_nan(&key) {
                true => Ranked::Nan,
                false => Ranked::Value(key),
            })
        };
        Ok(keys.map(item).collect())
    }
}

/// The best value of a window; NaN is left out unless there is nothing else.
///
/// The best one comes first, and then the best of those behind it, and so on: a value that comes takes out what is worse
/// at the end, and what goes can only be the first.
#[derive(Clone)]
pub(super) struct Best<T, const GREATEST: bool> {
    best: VecDeque<T>,
    nans: usize,
}

impl<T, const GREATEST: bool> Default for Best<T, GREATEST> {
    fn default() -> Self {
        Best {
            best: VecDeque::new(),
            nans: 0,
        }
    }
}

impl<T: Ord + Clone + Send, const GREATEST: bool> Sliding<Ranked<T>> for Best<T, GREATEST> {
    type Result = Ranked<T>;

    fn push(&mut self, item: &Ranked<T>) {
        let Ranked::Value(value) = item else {
            self.nans += 1;
            return;
        };
        let is_worse = |known: &T| if GREATEST { known < value } else { known > value };
        while self.best.back().is_some_and(is_worse) {
            self.best.pop_back();
        }
        self.best.push_back(value.clone());
    }

    fn pop(&mut self, item: &Ranked<T>) {
        match item {
            Ranked::Nan => self.nans -= 1,
            Ranked::Value(value) => {
                if self.best.front() == Some(value) {
                    self.best.pop_front();
                }
            }
        }
    }

    fn result(&self) -> Option<Ranked<T>> {
        let best = self.best.front().cloned().map(Ranked::Value);
        best.or_else(|| (self.nans > 0).then_some(Ranked::Nan))
    }
}
