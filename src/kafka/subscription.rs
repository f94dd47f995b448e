//! A source of the partitions that a consumer group gives to it.
//!
//! librdkafka's client is the member of the group; the partitions are read by another source, which is opened anew with each
//! change: where it has stopped, or where the group has. What is read of a partition is committed before it is given up.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::librdkafka::{Membership, Rebalance};
use super::succession::Succession;
use super::{Batch, Cancelled, ClientProperties, Progress, Reading, Source, Start, Waker, fetcher};
use crate::error::{ErrorKind, Result};
use crate::spec::Fetcher;

/// How long the group's decisions may stay unseen. Members are given longer than this to give up what is theirs.
const LOOK: Duration = Duration::from_millis(100);

/// Reads what is this member's of a topic.
pub(super) struct Subscription {
    topic: String,
    properties: ClientProperties,
    fetcher: Fetcher,
    headers: bool,
    cancelled: Arc<Cancelled>,
    member: Membership,
    /// What reads the partitions; none while there are none, or while it is to be opened anew.
    source: Option<Box<dyn Source>>,
    /// The partitions of this member, in ascending order …
    partitions: Vec<i32>,
    /// … those that it has got since the source was opened …
    gained: Vec<i32>,
    /// … and those that it is to give up.
    leaving: Vec<i32>,
    /// Whether these have been given to others already.
    lost: bool,
    /// Whether the partitions are others than those of the source.
    changed: bool,
    /// Where the group had stopped when the partitions became this member's: they are not put back behind that.
    committed: BTreeMap<i32, i64>,
    /// The offset that comes next, of each partition that was ever read.
    next: BTreeMap<i32, i64>,
    succession: Succession,
}

/// Opens a source whose partitions the group of `membership` decides on. It begins without any.
pub(super) fn open(reading: &Reading<'_>, membership: &ClientProperties, cancelled: Cancelled) -> Result<Subscription> {
    let cancelled = Arc::new(cancelled);
    let of_member = cancelled.clone();
    Ok(Subscription {
        topic: reading.topic.to_owned(),
        properties: reading.properties.clone(),
        fetcher: reading.fetcher,
        headers: reading.headers,
        cancelled,
        member: Membership::join(membership, reading.topic, Box::new(move || of_member()))?,
        source: None,
        partitions: Vec::new(),
        gained: Vec::new(),
        leaving: Vec::new(),
        lost: false,
        changed: false,
        committed: BTreeMap::new(),
        next: BTreeMap::new(),
        succession: Succession::default(),
    })
}

impl Source for Subscription {
    fn poll(&mut self, batch: &mut Batch, wait: Duration) -> Result<()> {
        let wait = wait.min(LOOK);
        // Without a source there is nothing else to wait for.
        let idle = self.source.is_none() && !self.changed;
        if self.leaving.is_empty()
            && let Some(decision) = self.member.poll(if idle { wait } else { Duration::ZERO })?
        {
            self.follow(decision);
            return Ok(());
        }
        if self.changed {
            return self.reopen();
        }
        let Some(source) = &mut self.source else {
            return Ok(());
        };
        source.poll(batch, wait)?;
        for (partition, records) in batch.partitions() {
            self.next.insert(partition, batch.offsets()[records.end - 1] + 1);
        }
        Ok(())
    }

    /// The group may have more to read at any time.
    fn is_finished(&self) -> bool {
        false
    }

    fn partitions(&self) -> &[i32] {
        &self.partitions
    }

    fn progress(&self) -> Vec<Progress> {
        let now = self.source.as_ref().map(|source| source.progress());
        self.succession.progress(now.unwrap_or_default())
    }

    fn leaving(&self) -> &[i32] {
        &self.leaving
    }

    fn leave(&mut self, positions: &BTreeMap<i32, i64>) {
        let leaving = std::mem::take(&mut self.leaving);
        self.member.give_up(&leaving);
        for partition in &leaving {
            self.succession.pause(*partition, false);
            // What has been read but is not in a table is read again, by whoever that will be.
            match positions.get(partition) {
                Some(position) => self.next.insert(*partition, *position),
                None => self.next.remove(partition),
            };
        }
        for known in [&mut self.partitions, &mut self.gained] {
            known.retain(|partition| !leaving.contains(partition));
        }
        self.lost = false;
        self.changed = true;
    }

    fn commit(&mut self, positions: &[(i32, i64)]) {
        let own = |(partition, position): &&(i32, i64)| {
            let is_lost = self.lost && self.leaving.contains(partition);
            let is_ahead = self
                .committed
                .get(partition)
                .is_none_or(|committed| position > committed);
            self.partitions.contains(partition) && !is_lost && is_ahead
        };
        let own: Vec<(i32, i64)> = positions.iter().filter(own).copied().collect();
        if !own.is_empty() {
            self.member.commit(&own);
        }
    }

    fn await_commits(&mut self, wait: Duration) -> bool {
        self.member.await_commits(wait)
    }

    fn pause(&mut self, partition: i32) {
        self.succession.pause(partition, true);
        if let Some(source) = &mut self.source {
            source.pause(partition);
        }
    }

    fn resume(&mut self, partition: i32) {
        self.succession.pause(partition, false);
        if let Some(source) = &mut self.source {
            source.resume(partition);
        }
    }

    fn waker(&self) -> Waker {
        self.succession.waker()
    }
}

impl Subscription {
    /// Does what the group has decided.
    #[cold]
    fn follow(&mut self, decision: Rebalance) {
        match decision {
            Rebalance::Assigned(partitions) => {
                log::info!("partitions {partitions:?} of topic {:?} are read here", self.topic);
                self.member.accept(&partitions);
                self.gained.extend(partitions);
                self.changed = true;
            }
            Rebalance::Revoked(partitions) => {
                self.lost = self.member.is_lost();
                let how = if self.lost { "have gone" } else { "go" };
                log::info!(
                    "partitions {partitions:?} of topic {:?} {how} to other members",
                    self.topic
                );
                self.leaving = partitions;
                if self.leaving.is_empty() {
                    self.leave(&BTreeMap::new());
                }
            }
        }
    }

    /// Has the partitions read that are this member's now. While the cluster does not answer, the next poll tries again.
    #[cold]
    fn reopen(&mut self) -> Result<()> {
        if let Some(source) = self.source.take() {
            self.succession.end(&*source);
        }
        let mut partitions = [&*self.partitions, &self.gained].concat();
        partitions.sort_unstable();
        partitions.dedup();
        if partitions.is_empty() {
            self.changed = false;
            return Ok(());
        }
        let opened = self.ask_starts(&partitions).and_then(|starts| self.open(&starts));
        let mut source = match opened {
            Err(error) if error.kind() == ErrorKind::Timeout => {
                log::warn!("{error}");
                return Ok(());
            }
            opened => opened?,
        };
        self.succession.begin(&mut *source);
        self.source = Some(source);
        self.partitions = partitions;
        self.gained.clear();
        self.changed = false;
        Ok(())
    }

    /// Where each partition goes on: where the group has stopped, but not before what was read here.
    fn ask_starts(&mut self, partitions: &[i32]) -> Result<Vec<(i32, Start)>> {
        let committed = self.member.committed(partitions)?;
        let known = partitions.iter().copied().zip(&committed);
        self.committed = known
            .filter_map(|(partition, offset)| Some((partition, (*offset)?)))
            .collect();
        let start = |(partition, committed): (&i32, Option<i64>)| {
            let next = committed.max(self.next.get(partition).copied());
            (*partition, next.map_or(Start::Committed, Start::Offset))
        };
        Ok(partitions.iter().zip(committed).map(start).collect())
    }

    fn open(&self, starts: &[(i32, Start)]) -> Result<Box<dyn Source>> {
        let cancelled = self.cancelled.clone();
        let reading = Reading {
            properties: &self.properties,
            topic: &self.topic,
            choose: &|_| Ok(starts.to_vec()),
            membership: None,
            fetcher: self.fetcher,
            headers: self.headers,
            end: None,
            // The group sees to new ones.
            refresh: None,
        };
        fetcher::open(&reading, Box::new(move || cancelled()))
    }
}
