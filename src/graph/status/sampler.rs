//! The thread that writes a status table.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use arrow_schema::SchemaRef;

use crate::error::{Error, Result};
use crate::graph::consume::{Budget, ConsumedNode, Feed};
use crate::graph::cycle::Engine;
use crate::graph::table::{Table, TableCore, Traits};
use crate::op::Flow;
use crate::spec::{TableOperation, TableType};
use crate::table::Block;

/// How often the table is written.
const EVERY: Duration = Duration::from_secs(1);

/// What tells the rows of a status table.
pub(in crate::graph) trait Reporter: Send + 'static {
    /// The rows of this moment, `seconds` after those before. Of equal keys the last row counts.
    fn rows(&mut self, seconds: f64) -> Block;
}

/// A status table of a session, as long as somebody has it.
pub(in crate::graph) struct StatusTable {
    table: Weak<TableCore>,
    feed: Arc<Feed>,
}

impl StatusTable {
    /// Makes the table and starts its thread: the last row of each key.
    pub fn start(
        engine: &Arc<Engine>,
        label: &str,
        schema: &SchemaRef,
        keys: &[&str],
        reporter: impl Reporter,
    ) -> Result<(Self, Table)> {
        let feed = Arc::new(Feed::new());
        let number = engine.reserve(1);
        let reports = engine.add_as(number, |_| {
            let traits = Traits {
                label: label.to_owned(),
                flow: Flow::Blink,
                ..Traits::default()
            };
            let budget = Budget::default();
            Ok(ConsumedNode::new(TableType::Blink, schema.clone(), feed.clone(), budget, None).into_table(traits))
        })?;
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        let table = Table::new(engine.clone(), reports).apply(&TableOperation::LastBy { keys })?;
        let sampler = Sampler {
            engine: engine.clone(),
            reporter,
            feed: feed.clone(),
            number,
        };
        thread::Builder::new()
            .name("topictable-status".to_owned())
            .spawn(move || sampler.run())
            .map_err(|error| Error::internal(format!("the thread of a status table cannot be started: {error}")))?;
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

struct Sampler<R> {
    engine: Arc<Engine>,
    reporter: R,
    feed: Arc<Feed>,
    number: u64,
}

impl<R: Reporter> Sampler<R> {
    /// Writes until nobody has the table.
    fn run(mut self) {
        let mut written = Instant::now();
        loop {
            let block = self.reporter.rows(written.elapsed().as_secs_f64());
            written = Instant::now();
            if block.rows > 0 {
                self.feed.push(vec![block], BTreeMap::new());
                self.engine.wake(self.number);
            }
            if self.feed.await_close(EVERY) {
                return;
            }
        }
    }
}
