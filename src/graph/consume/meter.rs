//! What a consumer counts, and its report.

use std::collections::BTreeMap;
use std::sync::{Mutex, Weak};

use super::consumer::Consumer;
use crate::error::Error;
use crate::format::BadRecord;
use crate::graph::cycle::locked;
use crate::graph::table::TableCore;
use crate::kafka::{Batch, Progress};

/// Written by the consumer's thread once a batch.
#[derive(Default)]
pub(super) struct Meter {
    partitions: Mutex<BTreeMap<i32, Counts>>,
    end: Mutex<Option<End>>,
    tables: Mutex<Vec<Weak<TableCore>>>,
}

/// Why a consumer does not read any more.
enum End {
    Finished,
    Failed(Error),
}

#[derive(Clone, Copy, Default)]
struct Counts {
    records: u64,
    bytes: u64,
    bad: u64,
    start: Option<i64>,
    end: Option<i64>,
    schema: Option<i64>,
}

impl Meter {
    /// Adds a table that the consumer feeds.
    pub fn add_table(&self, table: Weak<TableCore>) {
        locked(&self.tables).push(table);
    }

    /// Counts the records of a batch.
    pub fn count(&self, batch: &Batch) {
        let mut partitions = locked(&self.partitions);
        for (partition, records, bytes) in batch.sizes() {
            let counts = partitions.entry(partition).or_default();
            counts.records += records as u64;
            counts.bytes += bytes as u64;
        }
    }

    /// Counts bad records of a batch.
    pub fn count_bad(&self, batch: &Batch, bad: &[BadRecord]) {
        let mut partitions = locked(&self.partitions);
        for record in bad {
            partitions.entry(batch.partition_of(record.index)).or_default().bad += 1;
        }
    }

    /// The id of the schema that the next record of a partition waits for; none when it waits for none.
    pub fn await_schema(&self, partition: i32, schema: Option<i64>) {
        locked(&self.partitions).entry(partition).or_default().schema = schema;
    }

    /// Takes what the source knows of its partitions.
    pub fn look(&self, progress: &[Progress]) {
        let mut partitions = locked(&self.partitions);
        for known in progress {
            let counts = partitions.entry(known.partition).or_default();
            counts.start = known.start;
            counts.end = known.end.or(counts.end);
        }
    }

    /// The consumer reads no more: all was read, or why it has failed.
    pub fn end(&self, failure: Option<&Error>) {
        let end = failure.map_or(End::Finished, |error| End::Failed(error.clone()));
        locked(&self.end).get_or_insert(end);
    }
}

/// What a consumer is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graph) enum State {
    /// Records are read as they come.
    Reading,
    /// The table does not take more: its budget is used up, or a subscriber or a hold keeps it.
    Waiting,
    /// All was read that was asked for.
    Finished,
    /// An error has ended it.
    Failed,
    /// Its tables or its session were closed.
    Closed,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            State::Reading => "reading",
            State::Waiting => "waiting",
            State::Finished => "finished",
            State::Failed => "failed",
            State::Closed => "closed",
        }
    }
}

/// A consumer at a moment.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Report {
    /// A number of its own in the process.
    pub consumer: u64,
    pub topic: String,
    pub state: State,
    pub error: Option<String>,
    /// The bytes that its tables hold.
    pub memory: u64,
    pub partitions: Vec<PartitionReport>,
}

/// A partition of a consumer.
#[derive(Clone, Debug)]
pub(in crate::graph) struct PartitionReport {
    pub partition: i32,
    /// The offset after the last row that is in the table, or at which reading began, once that is known.
    pub position: Option<i64>,
    /// The offset after the last record that the broker has, as of its last answer.
    pub end: Option<i64>,
    pub records: u64,
    /// Bytes of keys and values.
    pub bytes: u64,
    pub bad: u64,
    /// The id of the schema that its next record waits for.
    pub schema: Option<i64>,
}

impl PartitionReport {
    /// How many records the table is behind.
    pub fn lag(&self) -> Option<i64> {
        Some((self.end? - self.position?).max(0))
    }
}

impl Consumer {
    /// What it is doing now.
    pub(in crate::graph) fn report(&self) -> Report {
        let (positions, waiting) = self.absorbed();
        let counts = locked(&self.meter().partitions).clone();
        let (state, error) = match &*locked(&self.meter().end) {
            Some(End::Failed(error)) => (State::Failed, Some(error.to_string())),
            Some(End::Finished) if self.is_stopped() => (State::Closed, None),
            Some(End::Finished) => (State::Finished, None),
            None if self.is_stopped() => (State::Closed, None),
            None if waiting => (State::Waiting, None),
            None => (State::Reading, None),
        };
        let tables: Vec<_> = locked(&self.meter().tables).iter().filter_map(Weak::upgrade).collect();
        let partition = |(partition, counts): (i32, Counts)| {
            let position = positions.get(&partition).copied().or(counts.start);
            PartitionReport {
                partition,
                position,
                // What was read was there.
                end: counts.end.map(|end| position.map_or(end, |position| end.max(position))),
                records: counts.records,
                bytes: counts.bytes,
                bad: counts.bad,
                schema: counts.schema,
            }
        };
        Report {
            consumer: self.id(),
            topic: self.topic().to_owned(),
            state,
            error,
            memory: tables.iter().map(|table| table.snapshot().memory_size() as u64).sum(),
            partitions: counts.into_iter().map(partition).collect(),
        }
    }
}
