//! When positions are committed for the group.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::dead_letters::DeadLetters;
use super::feed::Feed;
use super::group::Group;
use super::output::Outputs;
use crate::error::{Error, Result};
use crate::graph::cycle::Engine;
use crate::kafka::Source;
use crate::spec::Properties;

/// Commits positions once their rows are in the table, every so often: as Java's consumer does by default for a
/// `group.id`, but never earlier than the table has them. In a session that is held they count as there: a script that
/// makes one table after another would otherwise find nothing committed before its end.
pub(super) struct Committer {
    group: Arc<Group>,
    every: Duration,
    next: Instant,
    committed: BTreeMap<i32, i64>,
}

/// Whether and how often offsets are committed, if there is a group.
#[derive(Clone, Copy)]
pub(super) struct CommitOptions {
    /// `enable.auto.commit`.
    enabled: bool,
    /// `auto.commit.interval.ms`.
    pub every: Duration,
}

/// `auto.commit.interval.ms` of Java's consumer.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);

/// How long its answer is waited for. A consumer that waits for its table cannot take it.
const ANSWER: Duration = Duration::from_millis(100);

/// How long a commit waits for dead letters.
const DELIVERY: Duration = Duration::from_millis(100);

impl CommitOptions {
    pub fn of(properties: &Properties) -> Result<Self> {
        let wrong = |name: &str, value: &str, expected: &str| {
            Error::invalid(format!("property {name} = {value:?}: expected {expected}")).with("property", name)
        };
        let enabled = match properties.get("enable.auto.commit").map(|text| text.trim()) {
            None => true,
            Some(text) if text.eq_ignore_ascii_case("true") => true,
            Some(text) if text.eq_ignore_ascii_case("false") => false,
            Some(text) => return Err(wrong("enable.auto.commit", text, "true or false")),
        };
        let every = match properties.get("auto.commit.interval.ms") {
            None => DEFAULT_INTERVAL,
            Some(text) => Duration::from_millis(
                text.trim()
                    .parse()
                    .map_err(|_| wrong("auto.commit.interval.ms", text, "a number of milliseconds"))?,
            ),
        };
        Ok(CommitOptions { enabled, every })
    }

    /// None when there is no group, or `enable.auto.commit` is `false`.
    pub fn committer(self, group: Option<&Arc<Group>>) -> Option<Committer> {
        let group = group.filter(|_| self.enabled)?;
        Some(Committer {
            group: group.clone(),
            every: self.every,
            next: Instant::now() + self.every,
            committed: BTreeMap::new(),
        })
    }
}

impl Committer {
    /// How often positions are committed.
    pub fn every(&self) -> Duration {
        self.every
    }

    /// Commits if it is time to and no dead letter is under way, which is waited for a little. Those that cannot be delivered
    /// are an error.
    pub fn run(
        &mut self,
        source: &mut dyn Source,
        outputs: &mut Outputs,
        letters: Option<&mut DeadLetters>,
        engine: &Engine,
    ) -> Result<()> {
        let now = Instant::now();
        if now < self.next {
            return Ok(());
        }
        self.next = now + self.every;
        let delivered = letters.map_or(Ok(true), |letters| letters.deliver(DELIVERY))?;
        if delivered {
            self.commit(source, outputs, engine.is_held());
            source.await_commits(ANSWER);
        }
        Ok(())
    }

    /// Commits what was not committed yet, unless a publisher does.
    pub fn commit(&mut self, source: &mut dyn Source, outputs: &mut Outputs, held: bool) {
        let there = |feed: &Feed| if held { feed.accepted() } else { feed.absorbed() };
        let positions = outputs.iter_mut().flat_map(|output| there(output.feed()));
        let news: Vec<(i32, i64)> = positions
            .filter(|(partition, offset)| self.committed.get(partition) != Some(offset))
            .collect();
        if !news.is_empty() && self.group.unsettle() {
            self.group.sent(&news);
            source.commit(&news);
            self.committed.extend(news);
        }
    }
}
