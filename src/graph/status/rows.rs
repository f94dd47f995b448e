//! Reports of consumers as rows of their status table.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::{SystemTime, UNIX_EPOCH};

use arrow_array::{ArrayRef, Float64Array, Int32Array, Int64Array, StringArray, TimestampNanosecondArray};
use arrow_schema::SchemaRef;

use super::Consumers;
use super::sampler::Reporter;
use crate::graph::consume::{PartitionReport, Report, State};
use crate::spec::{self, ColumnType, field};
use crate::table::{Block, Chunk};

/// The columns of the status table.
pub(super) static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    spec::schema(&[
        field("Consumer", ColumnType::Long),
        field("Partition", ColumnType::Int),
        field("Topic", ColumnType::String),
        field("State", ColumnType::String),
        field("Position", ColumnType::Long),
        field("End", ColumnType::Long),
        field("Lag", ColumnType::Long),
        field("Records", ColumnType::Long),
        field("RecordsPerSecond", ColumnType::Double),
        field("Bytes", ColumnType::Long),
        field("BytesPerSecond", ColumnType::Double),
        field("BadRecords", ColumnType::Long),
        field("MemoryBytes", ColumnType::Long),
        field("Error", ColumnType::String),
        field("Updated", ColumnType::Instant),
    ])
});

/// Reports on the consumers of a session.
pub(super) struct ConsumerReporter {
    consumers: Arc<Consumers>,
    /// The last reports, by consumer.
    last: BTreeMap<u64, Report>,
}

impl ConsumerReporter {
    pub fn new(consumers: &Arc<Consumers>) -> Self {
        ConsumerReporter {
            consumers: consumers.clone(),
            last: BTreeMap::new(),
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

impl Reporter for ConsumerReporter {
    fn rows(&mut self, seconds: f64) -> Block {
        let reports = self.reports();
        let block = block(&reports, &self.last, seconds);
        self.last = remembered(reports);
        block
    }
}

/// The reports by consumer, without those that no other follows.
pub(super) fn remembered(reports: Vec<Report>) -> BTreeMap<u64, Report> {
    let open = reports.into_iter().filter(|report| report.state != State::Closed);
    open.map(|report| (report.consumer, report)).collect()
}

/// A partition of a consumer, now and when it was reported before.
struct Row<'a> {
    consumer: &'a Report,
    partition: &'a PartitionReport,
    before: Option<&'a PartitionReport>,
    error: Option<Cow<'a, str>>,
}

impl<'a> Row<'a> {
    fn new(consumer: &'a Report, partition: &'a PartitionReport, before: Option<&'a PartitionReport>) -> Self {
        let waiting = partition.schema.filter(|_| consumer.state == State::Reading);
        let waiting = waiting.map(|id| Cow::Owned(format!("waits for schema id {id}")));
        Row {
            consumer,
            partition,
            before,
            error: consumer.error.as_deref().map(Cow::Borrowed).or(waiting),
        }
    }

    /// That of the consumer; a partition that waits for a schema does so by itself.
    fn state(&self) -> State {
        match (self.consumer.state, self.partition.schema) {
            (State::Reading, Some(_)) => State::Waiting,
            (state, _) => state,
        }
    }

    /// How fast a number grows.
    fn rate(&self, seconds: f64, of: fn(&PartitionReport) -> u64) -> Option<f64> {
        let grown = of(self.partition).saturating_sub(of(self.before?));
        Some(grown as f64 / seconds)
    }
}

/// The rows of some reports; rates are those since the reports `before`, `seconds` ago.
pub(super) fn block(reports: &[Report], before: &BTreeMap<u64, Report>, seconds: f64) -> Block {
    let known = |consumer: &Report, partition: i32| {
        let partitions = &before.get(&consumer.consumer)?.partitions;
        partitions.iter().find(|known| known.partition == partition)
    };
    let of_consumer = |consumer| {
        let report: &Report = consumer;
        let partitions = report.partitions.iter();
        partitions.map(move |partition| Row::new(report, partition, known(report, partition.partition)))
    };
    let rows: Vec<Row<'_>> = reports.iter().flat_map(of_consumer).collect();
    let long = |of: fn(&Row<'_>) -> Option<i64>| Arc::new(Int64Array::from_iter(rows.iter().map(of))) as ArrayRef;
    let text = |of: for<'a> fn(&'a Row<'_>) -> Option<&'a str>| {
        Arc::new(StringArray::from_iter(rows.iter().map(of))) as ArrayRef
    };
    let rate = |of: fn(&PartitionReport) -> u64| {
        Arc::new(Float64Array::from_iter(rows.iter().map(|row| row.rate(seconds, of)))) as ArrayRef
    };
    let partitions = rows.iter().map(|row| row.partition.partition);
    let columns = vec![
        long(|row| Some(row.consumer.consumer as i64)),
        Arc::new(Int32Array::from_iter_values(partitions)),
        text(|row| Some(&row.consumer.topic)),
        text(|row| Some(row.state().name())),
        long(|row| row.partition.position),
        long(|row| row.partition.end),
        long(|row| row.partition.lag()),
        long(|row| Some(row.partition.records as i64)),
        rate(|partition| partition.records),
        long(|row| Some(row.partition.bytes as i64)),
        rate(|partition| partition.bytes),
        long(|row| Some(row.partition.bad as i64)),
        long(|row| Some(row.consumer.memory as i64)),
        text(|row| row.error.as_deref()),
        updated(rows.len()),
    ];
    Block {
        columns: columns.into_iter().map(Chunk::from).collect(),
        rows: rows.len(),
    }
}

/// A column of this moment.
pub(super) fn updated(rows: usize) -> ArrayRef {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_nanos()).unwrap_or(i64::MAX);
    Arc::new(TimestampNanosecondArray::from_value(now, rows).with_timezone("UTC"))
}
