//! The group for which a topic is read, and who commits its offsets.
//!
//! That is the consumer, once rows are in the table, unless a publisher has taken over: then they are committed in its
//! transactions, together with the records that were made of the rows, and the consumer never commits again.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::consumer::Consumer;
use super::feed::Feed;
use crate::error::{Error, ErrorKind, Result};
use crate::graph::cycle::locked;
use crate::kafka::{self, Cancelled, ClientProperties, Source};
use crate::spec::{Consume, ConsumeOptions, Offsets, Properties};

/// A group and the topic that is read for it.
pub(in crate::graph) struct Group {
    pub id: Arc<str>,
    pub topic: Arc<str>,
    /// The consumer's.
    properties: Properties,
    /// Whether reading begins where the group has stopped, in all partitions.
    pub resumes: bool,
    /// How often offsets are committed: `auto.commit.interval.ms`.
    pub every: Duration,
    /// Whether members of the group share the topic.
    shared: bool,
    /// Where reading began, by partition; none where that was the first record that was there.
    starts: BTreeMap<i32, Option<i64>>,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    who: Who,
    /// Whether a publisher has ever committed.
    left: bool,
    /// What the consumer has asked to be committed.
    committed: BTreeMap<i32, i64>,
    /// Whether something is under way without which offsets do not stand for what is done: a commit of the consumer's, or dead
    /// letters of records whose rows are in a table.
    unsettled: bool,
    /// Whether records become rows, also behind one that may end the table.
    in_batch: bool,
    /// Whether the consumer has ended with an error.
    failed: bool,
}

/// Who commits the group's offsets.
#[derive(Clone, Debug, PartialEq)]
enum Who {
    Consumer,
    /// The publisher to this topic.
    Publisher(String),
    /// The publisher that did has ended.
    Nobody,
}

/// How often a consumer is told that it should commit no more: a call of its waker may be missed.
const WAKE: Duration = Duration::from_millis(50);

impl Group {
    /// None without a `group.id`.
    pub fn of(consume: &Consume, every: Duration, source: &dyn Source) -> Result<Option<Arc<Self>>> {
        let Some(id) = consume.properties.get("group.id") else {
            return Ok(None);
        };
        let options = ConsumeOptions::from_properties(&consume.properties)?;
        let progress = source.progress();
        let begins = |partition: &i32| consume.offsets.of(*partition) == Offsets::DONT_SEEK;
        Ok(Some(Arc::new(Group {
            id: id.as_str().into(),
            topic: consume.topic.as_str().into(),
            properties: consume.properties.clone(),
            resumes: options.start_time.is_none() && progress.iter().all(|known| begins(&known.partition)),
            every,
            shared: options.subscribes,
            starts: progress.iter().map(|known| (known.partition, known.start)).collect(),
            state: Mutex::new(State {
                who: Who::Consumer,
                left: false,
                committed: BTreeMap::new(),
                unsettled: false,
                in_batch: false,
                failed: false,
            }),
            changed: Condvar::new(),
        })))
    }

    /// Says that the consumer begins something on which its offsets depend; false when a publisher has taken over, so that it
    /// must not.
    pub fn unsettle(&self) -> bool {
        let mut state = locked(&self.state);
        let may = state.who == Who::Consumer;
        state.unsettled |= may;
        may
    }

    /// Whether [`settle`](Self::settle) is to be called.
    pub fn is_unsettled(&self) -> bool {
        locked(&self.state).unsettled
    }

    /// Says that all of that is done.
    pub fn settle(&self) {
        locked(&self.state).unsettled = false;
        self.changed.notify_all();
    }

    /// Says that records are about to become rows; whether a publisher has taken over.
    pub fn begin_batch(&self) -> bool {
        let mut state = locked(&self.state);
        state.in_batch = state.who == Who::Consumer;
        !state.in_batch
    }

    /// Says that they have.
    pub fn end_batch(&self) {
        let mut state = locked(&self.state);
        if std::mem::take(&mut state.in_batch) {
            self.changed.notify_all();
        }
    }

    /// Says that the consumer's thread ends.
    pub fn end(&self, failed: bool) {
        let mut state = locked(&self.state);
        state.failed = failed;
        state.unsettled = false;
        state.in_batch = false;
        self.changed.notify_all();
    }

    /// Remembers what the consumer commits.
    pub fn sent(&self, offsets: &[(i32, i64)]) {
        locked(&self.state).committed.extend(offsets.iter().copied());
    }

    /// Has the offsets committed by the publisher to `topic`; waits until the consumer does not commit any more.
    pub fn take_over(&self, topic: &str, consumer: &Weak<Consumer>, closed: &Cancelled) -> Result<()> {
        let patience = ClientProperties::of(&self.properties)?.api_timeout;
        if self.shared {
            return Err(Error::unsupported(format!(
                "the offsets of group {:?} of topic {:?} cannot be committed in a publisher's transactions, since the group's \
                 members share the topic: set topictable.publish.send.offsets = false, or topictable.subscribe = assign",
                self.id, self.topic
            ))
            .with("group", &self.id));
        }
        let mut state = locked(&self.state);
        if let Who::Publisher(other) = &state.who {
            return Err(Error::invalid(format!(
                    "the offsets of group {:?} of topic {:?} are committed by the publisher to topic {other:?}: expected one \
                     publisher for each group",
                    self.id, self.topic
                ))
                .with("group", &self.id));
        }
        state.who = Who::Publisher(topic.to_owned());
        let deadline = Instant::now() + patience;
        while state.unsettled || state.in_batch {
            if let Some(consumer) = consumer.upgrade() {
                consumer.wake();
            }
            if closed() || Instant::now() >= deadline {
                drop(state);
                self.let_go(false);
                let what = format!("offsets of group {:?} are still being committed", self.id);
                return Err(if closed() {
                    Error::closed(what)
                } else {
                    Error::new(ErrorKind::Timeout, what)
                });
            }
            let waited = self.changed.wait_timeout(state, WAKE);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if state.failed {
            drop(state);
            self.let_go(false);
            return Err(Error::new(
                ErrorKind::TableFailed,
                format!(
                    "topic {:?} is not read any more for group {:?}: its table has failed",
                    self.topic, self.id
                ),
            )
            .with("topic", &self.topic));
        }
        Ok(())
    }

    /// The publisher that had taken over has ended; `begun` says whether it may have committed offsets.
    pub fn let_go(&self, begun: bool) {
        let mut state = locked(&self.state);
        state.left |= begun;
        state.who = if state.left { Who::Nobody } else { Who::Consumer };
    }

    /// Fails when the group has committed other offsets than those at which reading began: those of a transaction that was
    /// completed meanwhile, or somebody else's. What lies in between was read although it is done.
    pub fn check_start(&self, closed: Cancelled) -> Result<()> {
        let partitions: Vec<i32> = self.starts.keys().copied().collect();
        let properties = ClientProperties::of(&self.properties)?;
        let found = kafka::committed(&properties, &self.topic, &partitions, closed)?;
        let own = locked(&self.state).committed.clone();
        for (partition, found) in partitions.into_iter().zip(found) {
            let Some(found) = found else { continue };
            let start = self.starts.get(&partition).copied().flatten();
            let last = own.get(&partition).copied().or(start);
            if start.or(last).is_none_or(|start| found < start) || last.is_none_or(|last| found > last) {
                let start = start.map_or("the beginning".to_owned(), |start| format!("offset {start}"));
                return Err(Error::new(
                    ErrorKind::Kafka,
                    format!(
                        "group {:?} has committed offset {found} of partition {partition} of topic {:?} since its table began \
                         at {start}: a transaction of an earlier publisher has ended, or somebody else is in the group; make \
                         the table again",
                        self.id, self.topic
                    ),
                )
                .with("group", &self.id)
                .with("topic", &self.topic)
                .with("partition", partition));
            }
        }
        Ok(())
    }
}

/// A table of a topic that is read for a group.
pub(in crate::graph) struct GroupTable {
    pub group: Arc<Group>,
    pub consumer: Weak<Consumer>,
    feed: Arc<Feed>,
    /// The only partition whose records it has; none for all.
    partition: Option<i32>,
}

impl GroupTable {
    pub fn new(group: &Arc<Group>, consumer: &Arc<Consumer>, feed: &Arc<Feed>, partition: Option<i32>) -> Self {
        GroupTable {
            group: group.clone(),
            consumer: Arc::downgrade(consumer),
            feed: feed.clone(),
            partition,
        }
    }

    /// The offsets that come next, as of the table's last cycle: those after its rows, and where reading began in partitions
    /// without any.
    pub fn offsets(&self) -> BTreeMap<i32, i64> {
        let is_ours = |partition: i32| self.partition.is_none_or(|ours| ours == partition);
        let starts = self.group.starts.iter();
        let starts = starts.filter_map(|(partition, start)| Some((*partition, (*start)?)));
        let mut offsets: BTreeMap<i32, i64> = starts.filter(|(partition, _)| is_ours(*partition)).collect();
        offsets.extend(self.feed.absorbed());
        offsets
    }
}
