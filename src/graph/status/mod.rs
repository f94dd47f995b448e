//! What the consumers of a session are doing: as a live table and as text for Prometheus.
//!
//! Consumers count as they read ([`Consumer::report`]); nothing is done with that until somebody asks.

mod metrics;
mod rows;
mod sampler;

use std::sync::{Arc, Mutex, Weak};

pub(super) use metrics::metrics;
pub(super) use sampler::StatusTable;

use super::consume::{Consumer, Report};
use super::cycle::locked;

/// The consumers of a session.
#[derive(Default)]
pub(super) struct Consumers(Mutex<Vec<Weak<Consumer>>>);

impl Consumers {
    pub fn add(&self, consumer: Weak<Consumer>) {
        let mut consumers = locked(&self.0);
        consumers.retain(|consumer| consumer.strong_count() > 0);
        consumers.push(consumer);
    }

    /// Takes them all, to be ended.
    pub fn take(&self) -> Vec<Arc<Consumer>> {
        let consumers = std::mem::take(&mut *locked(&self.0));
        consumers.iter().filter_map(Weak::upgrade).collect()
    }

    /// What they are doing now, in the order in which they were made.
    pub fn reports(&self) -> Vec<Report> {
        let consumers = locked(&self.0).clone();
        let live = consumers.iter().filter_map(Weak::upgrade);
        live.map(|consumer| consumer.report()).collect()
    }
}

#[cfg(test)]
mod tests;
