//! A topic's partitions, fetched here.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::keeper::Keeper;
use super::partition::{Cut, Partition, Position};
use super::protocol::TopicName;
use super::settings::Settings;
use super::shared::{Reached, Shared};
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::librdkafka::{Control, Edge, Opened, Watch, control};
use crate::kafka::properties::OffsetReset;
use crate::kafka::{Batch, Cancelled, Lost, Progress, Reading, Source, Start, Waker};

/// How long a look at the topic is waited for before records are, when it is not sure that the topic is still there.
const LOOK: Duration = Duration::from_millis(50);
/// How long the end waits for the threads.
const CLOSE: Duration = Duration::from_millis(300);

/// The source. Its threads fetch and go over the records; it has what must be done in the order in which they are polled.
pub(in crate::kafka) struct Native {
    topic: String,
    partitions: Vec<i32>,
    /// Where reading began in every partition, also where it has ended; none at the first offset that was there.
    starts: BTreeMap<i32, Option<i64>>,
    /// The offsets before which the partitions end that have not been read to there; none when there is no end.
    ends: Option<BTreeMap<i32, i64>>,
    offset_reset: OffsetReset,
    /// Whether partitions are read that the topic gets later.
    refresh: bool,
    shared: Arc<Shared>,
    watch: Watch,
    control: Arc<Control>,
}

/// What has not been polled.
pub(in crate::kafka) struct Rest {
    /// Where each partition goes on.
    pub starts: Vec<(i32, Start)>,
    /// The offsets before which they end, if they end.
    pub ends: Option<BTreeMap<i32, i64>>,
}

/// Opens a source: asks what partitions the topic has and where those that are chosen begin and end, and starts
/// fetching. A source that has nothing but an error comes second. Waiting for answers ends when it is cancelled.
pub(in crate::kafka) fn open(
    reading: &Reading<'_>,
    settings: Settings,
    cancelled: Cancelled,
) -> Result<Result<Native, Lost>> {
    let Opened {
        control,
        watch,
        starts,
        ends,
    } = match control(reading, cancelled)? {
        Ok(opened) => opened,
        Err(lost) => return Ok(Err(lost)),
    };
    let unknown: Vec<i32> = starts
        .iter()
        .filter(|(_, start)| start.is_none())
        .map(|(partition, _)| *partition)
        .collect();
    let mut first = control.edges(&unknown, Edge::Beginning)?.into_iter();
    let mut source = Native {
        topic: reading.topic.to_owned(),
        partitions: Vec::with_capacity(starts.len()),
        starts: starts.iter().copied().collect(),
        ends,
        offset_reset: reading.properties.offset_reset,
        refresh: reading.refresh.is_some(),
        shared: Arc::default(),
        watch,
        control,
    };
    let mut partitions = BTreeMap::new();
    for (number, start) in starts {
        let Some(offset) = start.or_else(|| first.next()) else {
            continue;
        };
        let end = source
            .ends
            .as_ref()
            .map_or(i64::MAX, |ends| ends.get(&number).copied().unwrap_or(0));
        // A partition is at its end also when nothing lies between there and its start.
        if end == 0 || offset >= end {
            source.finish(number);
        } else {
            source.partitions.push(number);
            partitions.insert(number, Partition::new(Position::At(offset), end));
        }
    }
    source.shared = Arc::new(Shared::new(partitions));
    Keeper {
        shared: source.shared.clone(),
        control: source.control.clone(),
        settings: Arc::new(settings),
        topic: Arc::new(TopicName {
            name: reading.topic.to_owned(),
            id: source.watch.topic_id(),
        }),
        headers: reading.headers,
        brokers: Vec::new(),
    }
    .start()?;
    Ok(Ok(source))
}

impl Source for Native {
    fn poll(&mut self, batch: &mut Batch, wait: Duration) -> Result<()> {
        self.control.check()?;
        self.look_at_topic()?;
        let wait = if self.watch.is_in_doubt() { wait.min(LOOK) } else { wait };
        let wait = if self.is_finished() { Duration::ZERO } else { wait };
        for reached in self.shared.take(batch, wait)? {
            self.reach(reached);
        }
        Ok(())
    }

    fn is_finished(&self) -> bool {
        self.ends.as_ref().is_some_and(BTreeMap::is_empty)
    }

    fn partitions(&self) -> &[i32] {
        &self.partitions
    }

    fn progress(&self) -> Vec<Progress> {
        let state = self.shared.lock();
        let progress = |(partition, start): (&i32, &Option<i64>)| Progress {
            partition: *partition,
            start: *start,
            end: state
                .partitions
                .get(partition)
                .and_then(|partition| partition.high_watermark),
        };
        self.starts.iter().map(progress).collect()
    }

    fn commit(&mut self, positions: &[(i32, i64)]) {
        self.watch.commit(positions);
    }

    fn await_commits(&mut self, wait: Duration) -> bool {
        self.watch.await_commits(wait)
    }

    fn pause(&mut self, partition: i32) {
        self.shared.pause(partition, true);
    }

    fn resume(&mut self, partition: i32) {
        self.shared.pause(partition, false);
    }

    fn waker(&self) -> Waker {
        let shared = Arc::downgrade(&self.shared);
        Box::new(move || {
            if let Some(shared) = shared.upgrade() {
                shared.wake();
            }
        })
    }
}

impl Native {
    /// What another source would have to read.
    pub fn rest(&self) -> Rest {
        let state = self.shared.lock();
        let start = |number: &i32| {
            let partition = state.partitions.get(number)?;
            let start = match (partition.position, partition.polled) {
                (Position::Beginning, _) | (_, None) => Start::Beginning,
                (Position::End, _) => Start::End,
                (_, Some(offset)) => Start::Offset(offset),
            };
            Some((*number, start))
        };
        Rest {
            starts: self.partitions.iter().filter_map(start).collect(),
            ends: self.ends.clone(),
        }
    }

    /// Takes note of how far a partition has been polled.
    fn reach(&mut self, reached: Reached) {
        let end = self.ends.as_ref().and_then(|ends| ends.get(&reached.partition));
        if end.is_some_and(|end| reached.offset >= *end) {
            self.finish(reached.partition);
        }
    }

    /// Ends a partition that has been read to its end.
    #[cold]
    fn finish(&mut self, partition: i32) {
        if let Some(ends) = &mut self.ends {
            ends.remove(&partition);
        }
        self.partitions.retain(|known| *known != partition);
    }

    /// Makes sure from time to time that the topic is still the one that it was, and begins to read partitions that it did
    /// not have before, at their beginning.
    fn look_at_topic(&mut self) -> Result<()> {
        if std::mem::take(&mut self.shared.lock().doubt) {
            self.watch.suspect();
        }
        let partitions = self.watch.look(Duration::ZERO)?.unwrap_or_default();
        if !self.watch.is_in_doubt() {
            self.find_lost()?;
        }
        if !self.refresh || partitions.iter().all(|number| self.starts.contains_key(number)) {
            return Ok(());
        }
        for number in partitions {
            if self.starts.contains_key(&number) {
                continue;
            }
            log::info!(
                "topic {:?} has a new partition, {number}: it is read from its beginning",
                self.topic
            );
            self.starts.insert(number, None);
            self.partitions.push(number);
            let mut state = self.shared.lock();
            let partition = Partition::new(Position::Beginning, i64::MAX);
            state.partitions.insert(number, partition);
            state.stale = true;
        }
        self.shared.notify_work();
        Ok(())
    }

    /// Has partitions go on whose broker does not have what comes next, as `auto.offset.reset` says.
    fn find_lost(&mut self) -> Result<()> {
        let mut state = self.shared.lock();
        // What was lost a moment ago may be so because the topic is another one.
        if state.doubt {
            return Ok(());
        }
        for (number, partition) in &mut state.partitions {
            let topic = &self.topic;
            match partition.position {
                Position::Lost(offset) => {
                    let (position, edge) = match self.offset_reset {
                        OffsetReset::Earliest => (Position::Beginning, "beginning"),
                        OffsetReset::Latest => (Position::End, "end"),
                        OffsetReset::None => return Err(out_of_range(topic, *number, offset)),
                    };
                    log::warn!(
                        "partition {number} of topic {topic:?} goes on at its {edge}: the broker does not have offset {offset}"
                    );
                    partition.position = position;
                }
                Position::Truncated { offset, cut } => {
                    if self.offset_reset == OffsetReset::None {
                        return Err(truncated(topic, *number, offset, cut));
                    }
                    log::warn!(
                        "partition {number} of topic {topic:?} goes back from offset {offset} to {}: the brokers have lost \
                         the records from there on, which are in the table",
                        cut.offset
                    );
                    partition.go_back(cut);
                }
                _ => {}
            }
        }
        drop(state);
        self.shared.notify_work();
        Ok(())
    }
}

fn out_of_range(topic: &str, partition: i32, offset: i64) -> Error {
    Error::new(
        ErrorKind::Kafka,
        format!(
            "partition {partition} of topic {topic:?} cannot be read at offset {offset}: the broker does not have it, and \
             auto.offset.reset is none"
        ),
    )
    .with("topic", topic)
    .with("partition", partition)
    .with("offset", offset)
}

fn truncated(topic: &str, partition: i32, offset: i64, cut: Cut) -> Error {
    Error::new(
        ErrorKind::Kafka,
        format!(
            "partition {partition} of topic {topic:?} cannot be read at offset {offset}: the brokers have lost the records from \
             offset {} on, which were read before, and auto.offset.reset is none",
            cut.offset
        ),
    )
    .with("topic", topic)
    .with("partition", partition)
    .with("offset", cut.offset)
}

impl Drop for Native {
    fn drop(&mut self) {
        self.shared.close(CLOSE);
    }
}
