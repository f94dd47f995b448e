//! What the consumers and the publishers of a session are doing: as live tables and as text for Prometheus.
//!
//! They count as they read and write ([`Consumer::report`]); nothing is done with that until somebody asks.

mod metrics;
mod publishers;
mod rows;
mod sampler;

use std::sync::{Arc, Mutex, Weak};

pub(super) use metrics::metrics;
use sampler::StatusTable;

use super::consume::{Consumer, Report};
use super::cycle::{Engine, locked};
use super::table::Table;
use crate::error::Result;

/// The status tables of a session, made when they are asked for.
#[derive(Default)]
pub(super) struct StatusTables {
    consumers: Mutex<Option<StatusTable>>,
    publishers: Mutex<Option<StatusTable>>,
}

impl StatusTables {
    /// That of the consumers.
    pub fn of_consumers(&self, engine: &Arc<Engine>, consumers: &Arc<Consumers>) -> Result<Table> {
        live(&self.consumers, engine, || {
            let label = "the reports of the session's consumers";
            let reporter = rows::ConsumerReporter::new(consumers);
            StatusTable::start(engine, label, &rows::SCHEMA, &["Consumer", "Partition"], reporter)
        })
    }

    /// That of the publishers.
    pub fn of_publishers(&self, engine: &Arc<Engine>) -> Result<Table> {
        live(&self.publishers, engine, || {
            let label = "the reports of the session's publishers";
            let reporter = publishers::PublisherReporter::new(engine);
            StatusTable::start(engine, label, &publishers::SCHEMA, &["Publisher"], reporter)
        })
    }

    /// Ends their threads.
    pub fn end(&self) {
        for table in [&self.consumers, &self.publishers] {
            if let Some(table) = locked(table).take() {
                table.end();
            }
        }
    }
}

/// The table, made anew when nobody has it any more.
fn live(
    kept: &Mutex<Option<StatusTable>>,
    engine: &Arc<Engine>,
    start: impl FnOnce() -> Result<(StatusTable, Table)>,
) -> Result<Table> {
    let mut kept = locked(kept);
    if let Some(table) = kept.as_ref().and_then(|status| status.table(engine)) {
        return Ok(table);
    }
    let (started, table) = start()?;
    *kept = Some(started);
    Ok(table)
}

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
