//! The thread that asks where partitions are.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::fetcher::{Backoff, Fetcher};
use super::partition::{Partition, Position};
use super::protocol::TopicName;
use super::records::Walker;
use super::settings::Settings;
use super::shared::{Shared, State};
use crate::error::{Error, Result};
use crate::kafka::librdkafka::{Control, Edge};

/// How long it waits before it asks again what had no answer.
const AGAIN: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// How long it waits when there is nothing to ask.
const IDLE: Duration = Duration::from_secs(3600);

/// What the thread owns. It asks for leaders and for offsets, which may take long, and starts a thread for each
/// broker that leads a partition.
pub(super) struct Keeper {
    pub shared: Arc<Shared>,
    pub control: Arc<Control>,
    pub settings: Arc<Settings>,
    pub topic: Arc<TopicName>,
    pub headers: bool,
    /// The brokers that have a thread.
    pub brokers: Vec<i32>,
}

impl Keeper {
    /// Starts the thread.
    pub fn start(self) -> Result<()> {
        let shared = self.shared.clone();
        spawn(&shared, "tt-leaders".to_owned(), move || self.run())
    }

    fn run(mut self) {
        let mut again = Backoff::new(AGAIN);
        loop {
            let mut state = self.shared.lock();
            while !state.closed && !state.stale && !state.unserved && !has_unknown(&state) {
                state = self.shared.await_work(state, IDLE);
            }
            if state.closed {
                return;
            }
            // What becomes stale from here on is asked for again.
            let stale = std::mem::take(&mut state.stale);
            drop(state);
            let mut found = true;
            if stale {
                found &= self.find_leaders();
            }
            self.serve();
            for (position, edge) in [(Position::Beginning, Edge::Beginning), (Position::End, Edge::End)] {
                found &= self.find_offsets(position, edge);
            }
            self.shared.notify_work();
            if found {
                again.reset();
            } else {
                self.shared.lock().stale = true;
            }
            // Leaders are not asked for more often than this in any case.
            self.shared.sleep(again.next());
        }
    }

    /// Asks for the leaders; whether every partition has one.
    fn find_leaders(&mut self) -> bool {
        let Some(leaders) = self.control.leaders() else {
            return false;
        };
        let mut state = self.shared.lock();
        let (mut found, now) = (true, Instant::now());
        for (number, partition) in &mut state.partitions {
            found &= partition.find_leader(leaders.partitions.get(number).copied(), now);
        }
        // Those that are gone do no harm; one that a broker has named may be too new to be among them.
        state.brokers.extend(leaders.brokers);
        found
    }

    /// Starts a thread for each broker that is to be asked and has none.
    fn serve(&mut self) {
        let mut state = self.shared.lock();
        state.unserved = false;
        let wanted: Vec<i32> = state.partitions.values().filter_map(Partition::broker).collect();
        drop(state);
        for broker in wanted {
            if !self.brokers.contains(&broker) {
                self.brokers.push(broker);
                if let Err(error) = self.start_fetcher(broker) {
                    self.shared.fail(error);
                }
            }
        }
    }

    fn start_fetcher(&self, broker: i32) -> Result<()> {
        let fetcher = Fetcher {
            shared: self.shared.clone(),
            settings: self.settings.clone(),
            topic: self.topic.clone(),
            broker,
            walker: Walker::new(self.headers, self.settings.check_crcs),
            backoff: Backoff::new(self.settings.backoff),
            connection: None,
        };
        spawn(&self.shared, format!("tt-fetch-{broker}"), move || fetcher.run())
    }

    /// Asks for offsets that are not known; whether there were answers.
    fn find_offsets(&self, position: Position, edge: Edge) -> bool {
        let wanted: Vec<i32> = {
            let state = self.shared.lock();
            let unknown = state
                .partitions
                .iter()
                .filter(|(_, partition)| partition.position == position);
            unknown.map(|(number, _)| *number).collect()
        };
        if wanted.is_empty() {
            return true;
        }
        match self.control.edges(&wanted, edge) {
            Ok(offsets) => {
                let offsets: BTreeMap<i32, i64> = wanted.into_iter().zip(offsets).collect();
                let mut state = self.shared.lock();
                for (number, partition) in &mut state.partitions {
                    if let Some(offset) = offsets.get(number).filter(|offset| **offset >= 0)
                        && partition.position == position
                    {
                        partition.begin(*offset);
                    }
                }
                true
            }
            Err(error) => {
                log::debug!("{error}");
                false
            }
        }
    }
}

fn has_unknown(state: &State) -> bool {
    let is_unknown = |position| matches!(position, Position::Beginning | Position::End);
    state
        .partitions
        .values()
        .any(|partition| is_unknown(partition.position))
}

/// Starts a thread of a source.
fn spawn(shared: &Arc<Shared>, name: String, run: impl FnOnce() + Send + 'static) -> Result<()> {
    /// Counts the thread, also when it panics.
    struct Running(Arc<Shared>);
    impl Drop for Running {
        fn drop(&mut self) {
            if thread::panicking() {
                self.0.fail(Error::internal("a fault in a fetching thread"));
            }
            self.0.ended();
        }
    }
    shared.lock().threads += 1;
    let running = Running(shared.clone());
    let spawned = thread::Builder::new().name(name).spawn(move || {
        let _running = running;
        run();
    });
    spawned
        .map(drop)
        .map_err(|error| Error::internal(format!("a fetching thread cannot be started: {error}")))
}
