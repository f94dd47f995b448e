//! The thread that writes the status table.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::Consumers;
use super::rows::{SCHEMA, block};
use crate::error::{Error, Result};
use crate::graph::consume::{Budget, ConsumedNode, Feed, Report, State};
use crate::graph::cycle::Engine;
use crate::graph::table::{Table, TableCore, Traits};
use crate::op::Flow;
use crate::spec::{TableOperation, TableType};

/// How often the table is written.
const EVERY: Duration = Duration::from_secs(1);

/// The status table of a session, as long as somebody has it.
pub(in crate::graph) struct StatusTable {
    table: Weak<TableCore>,
    feed: Arc<Feed>,
}

impl StatusTable {
    /// Makes the table and starts its thread: the last report of each partition of each consumer.
    pub fn start(engine: &Arc<Engine>, consumers: &Arc<Consumers>) -> Result<(Self, Table)> {
        let feed = Arc::new(Feed::new());
        let number = engine.reserve(1);
        let reports = engine.add_as(number, |_| {
            let traits = Traits {
                label: "the reports of the session's consumers".to_owned(),
                flow: Flow::Blink,
                ..Traits::default()
            };
            let (schema, budget) = (SCHEMA.clone(), Budget::default());
            Ok(ConsumedNode::new(TableType::Blink, schema, feed.clone(), budget, None).into_table(traits))
        })?;
        let keys = vec!["Consumer".to_owned(), "Partition".to_owned()];
        let table = Table::new(engine.clone(), reports).apply(&TableOperation::LastBy { keys })?;
        let sampler = Sampler {
            engine: engine.clone(),
            consumers: consumers.clone(),
            feed: feed.clone(),
            number,
            last: BTreeMap::new(),
        };
        thread::Builder::new()
            .name("topictable-status".to_owned())
            .spawn(move || sampler.run())
            .map_err(|error| Error::internal(format!("the thread of the status table cannot be started: {error}")))?;
        let table_core = Arc::downgrade(table.core());
        Ok((
            StatusTable {
                table: table_core,
                feed,
            },
            table,
        ))
    }

    /// The table, if somebody still has it.
    pub fn table(&self, engine: &Arc<Engine>) -> Option<Table> {
        Some(Table::new(engine.clone(), self.table.upgrade()?))
    }

    /// Ends the thread.
    pub fn end(&self) {
        self.feed.close();
    }
}

struct Sampler {
    engine: Arc<Engine>,
    consumers: Arc<Consumers>,
    feed: Arc<Feed>,
    number: u64,
    /// The last reports, by consumer.
    last: BTreeMap<u64, Report>,
}

impl Sampler {
    /// Writes until nobody has the table.
    fn run(mut self) {
        let mut written = Instant::now();
        loop {
            let reports = self.reports();
            let block = block(&reports, &self.last, written.elapsed().as_secs_f64());
            written = Instant::now();
            self.last = remembered(reports);
            if block.rows > 0 {
                self.feed.push(block, BTreeMap::new());
                self.engine.wake(self.number);
            }
            if self.feed.await_close(EVERY) {
                return;
            }
        }
    }

    /// The reports of this moment; of consumers that are gone the last one, once, with the state `closed`.
    fn reports(&self) -> Vec<Report> {
        let mut reports = self.consumers.reports();
        let gone = |report: &&Report| reports.iter().all(|now| now.consumer != report.consumer);
        let closed: Vec<Report> = self.last.values().filter(gone).cloned().collect();
        reports.extend(closed.into_iter().map(|report| Report {
            state: State::Closed,
            ..report
        }));
        reports
    }
}

/// The reports by consumer, without those that no other follows.
pub(super) fn remembered(reports: Vec<Report>) -> BTreeMap<u64, Report> {
    let open = reports.into_iter().filter(|report| report.state != State::Closed);
    open.map(|report| (report.consumer, report)).collect()
}
