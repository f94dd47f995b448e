//! The subscribers of a table.

use std::sync::{Arc, Mutex};

use super::super::cycle::locked;
use super::Queue;
use crate::error::Error;
use crate::table::Change;

/// The queues of those who follow a table.
#[derive(Default)]
pub(in crate::graph) struct Subscribers(Mutex<Vec<Arc<Queue>>>);

impl Subscribers {
    /// Adds a queue, unless no change can come: `end` is asked with the list in hand, so that no end is missed.
    pub(super) fn add(&self, queue: &Arc<Queue>, end: impl FnOnce() -> Option<Error>) {
        let mut queues = locked(&self.0);
        match end() {
            Some(why) => queue.finish(why),
            None => queues.push(queue.clone()),
        }
    }

    pub(super) fn remove(&self, queue: &Arc<Queue>) {
        locked(&self.0).retain(|known| !Arc::ptr_eq(known, queue));
    }

    /// Hands out what a cycle brought, and then why nothing follows, if so.
    pub fn push(&self, change: Option<&Change>, end: Option<&Error>) {
        for queue in locked(&self.0).iter() {
            if let Some(change) = change.filter(|change| !change.is_empty()) {
                queue.push(change);
            }
            if let Some(end) = end {
                queue.finish(end.clone());
            }
        }
    }

    /// Wakes those who wait. Called without locks.
    pub fn wake(&self) {
        let queues: Vec<Arc<Queue>> = locked(&self.0).clone();
        queues.iter().for_each(|queue| queue.wake());
    }

    /// Says that nothing more comes.
    pub fn finish(&self, why: impl Fn() -> Error) {
        locked(&self.0).iter().for_each(|queue| queue.finish(why()));
    }

    /// How many there are.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        locked(&self.0).len()
    }
}
