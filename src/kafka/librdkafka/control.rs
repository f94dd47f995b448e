//! What a source that fetches by itself leaves to librdkafka: everything that is asked of the cluster but records.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::client::{Client, Leaders, Topic};
use super::commits::Commits;
use super::identity::Identity;
use super::offsets;
use crate::error::Result;
use crate::kafka::{Cancelled, Lost, Reading};

/// Questions about a topic, from any thread.
pub(in crate::kafka) struct Control {
    name: String,
    // The order of the fields is the order in which they are dropped.
    topic: Topic,
    client: Client,
}

/// A topic that can be read.
pub(in crate::kafka) struct Opened {
    pub control: Arc<Control>,
    pub watch: Watch,
    /// Where the partitions begin: an offset, or none for the first that is there.
    pub starts: Vec<(i32, Option<i64>)>,
    /// The offsets before which they end, if they end.
    pub ends: Option<BTreeMap<i32, i64>>,
}

/// Whether the topic is still the one that it was, and commits. Of one thread.
pub(in crate::kafka) struct Watch {
    // As above.
    commits: Commits,
    identity: Identity,
    control: Arc<Control>,
}

// SAFETY: librdkafka's objects are bound to no thread.
unsafe impl Send for Watch {}

/// One end of a partition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::kafka) enum Edge {
    Beginning,
    End,
}

/// How long the leaders are waited for.
const LEADERS_MILLIS: i32 = 1000;
/// How long the topic's id is waited for.
const ID: Duration = Duration::from_millis(500);

/// Asks what partitions the topic has and where those that are chosen begin and end. A source that has nothing but an
/// error comes second.
pub(in crate::kafka) fn control(reading: &Reading<'_>, cancelled: Cancelled) -> Result<Result<Opened, Lost>> {
    let client = Client::new(reading.properties, cancelled)?;
    let (starts, ends) = match offsets::of_reading(&client, reading)? {
        Ok(offsets) => offsets,
        Err(lost) => return Ok(Err(lost)),
    };
    let topic = client.topic(reading.topic)?;
    let control = Arc::new(Control {
        name: reading.topic.to_owned(),
        topic,
        client,
    });
    let mut watch = Watch {
        commits: Commits::new(&control.client, reading.topic),
        identity: Identity::new(&control.client, reading.topic, reading.refresh),
        control: control.clone(),
    };
    // It has been asked for: requests that name it cannot mean another topic of the name.
    watch.look(ID)?;
    Ok(Ok(Opened {
        control,
        watch,
        starts: starts
            .into_iter()
            .map(|(partition, start)| (partition, (start >= 0).then_some(start)))
            .collect(),
        ends,
    }))
}

impl Control {
    /// Fails with what ends the source.
    pub fn check(&self) -> Result<()> {
        self.client.check()
    }

    /// Who has which partition; none without an answer.
    pub fn leaders(&self) -> Option<Leaders> {
        let leaders = self.client.leaders(&self.topic, LEADERS_MILLIS).ok()?;
        self.client.events().revival.answered();
        Some(leaders)
    }

    /// The first or the next offset of each partition.
    pub fn edges(&self, partitions: &[i32], edge: Edge) -> Result<Vec<i64>> {
        let edge = match edge {
            Edge::Beginning => offsets::BEGINNING,
            Edge::End => offsets::END,
        };
        offsets::ask_edges(&self.client, &self.name, partitions, edge)
    }
}

impl Watch {
    /// Looks whether the topic is the one that it was, and waits at most so long for an answer. Gives the numbers of its
    /// partitions, if there is one.
    pub fn look(&mut self, wait: Duration) -> Result<Option<Vec<i32>>> {
        self.identity.look(&self.control.client, wait)
    }

    /// Says that something is odd.
    pub fn suspect(&mut self) {
        self.identity.suspect();
    }

    /// Whether something odd is not explained yet.
    pub fn is_in_doubt(&self) -> bool {
        self.identity.is_in_doubt()
    }

    /// The topic's id, if it is known.
    pub fn topic_id(&self) -> Option<[u8; 16]> {
        self.identity.id()
    }

    /// Begins to commit positions.
    pub fn commit(&mut self, positions: &[(i32, i64)]) {
        self.commits.send(&self.control.client, positions);
    }

    /// Waits for the answers to commits; whether all are there.
    pub fn await_commits(&mut self, wait: Duration) -> bool {
        self.commits.await_answers(wait)
    }
}
