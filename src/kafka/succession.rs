//! What outlives the sources of which one takes the place of another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Progress, Source, Waker};

/// What a source that is made of others, one after another, knows beside the one that reads now.
#[derive(Default)]
pub(super) struct Succession {
    /// How far the partitions were that earlier sources have read. A source knows only of its own, and not where another one
    /// began.
    before: BTreeMap<i32, Progress>,
    paused: BTreeSet<i32>,
    /// That of the source that reads now, for wakers that were made before it did.
    waker: Arc<Mutex<Option<Waker>>>,
}

impl Succession {
    /// Takes note of a source that reads no more.
    pub fn end(&mut self, source: &dyn Source) {
        self.before = self.all(source.progress()).collect();
    }

    /// Has a source go on as the one before.
    pub fn begin(&mut self, source: &mut dyn Source) {
        for partition in &self.paused {
            source.pause(*partition);
        }
        *self.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(source.waker());
    }

    /// How far all partitions are, of which the source that reads now says this of its own.
    pub fn progress(&self, now: Vec<Progress>) -> Vec<Progress> {
        self.all(now).map(|(_, progress)| progress).collect()
    }

    fn all(&self, now: Vec<Progress>) -> impl Iterator<Item = (i32, Progress)> + use<> {
        let mut all = self.before.clone();
        for now in now {
            let known = all.entry(now.partition).or_insert(now);
            known.end = now.end.or(known.end);
        }
        all.into_iter()
    }

    /// Remembers that a partition is paused, or not.
    pub fn pause(&mut self, partition: i32, paused: bool) {
        if paused {
            self.paused.insert(partition);
        } else {
            self.paused.remove(&partition);
        }
    }

    /// What makes a waiting `poll` of the source return that reads by then.
    pub fn waker(&self) -> Waker {
        let waker = self.waker.clone();
        Box::new(move || {
            if let Some(waker) = &*waker.lock().unwrap_or_else(PoisonError::into_inner) {
                waker();
            }
        })
    }
}
