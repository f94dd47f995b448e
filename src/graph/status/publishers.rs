//! What publishers are doing, as rows of their status table.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Weak};

use arrow_array::{ArrayRef, Float64Array, Int64Array, StringArray};
use arrow_schema::SchemaRef;

use super::rows::updated;
use super::sampler::Reporter;
use crate::graph::cycle::Engine;
use crate::graph::publish::PublisherReport;
use crate::spec::{self, ColumnType, field};
use crate::table::{Block, Chunk};

/// The columns of the status table.
pub(super) static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    spec::schema(&[
        field("Publisher", ColumnType::Long),
        field("Topic", ColumnType::String),
        field("State", ColumnType::String),
        field("Records", ColumnType::Long),
        field("RecordsPerSecond", ColumnType::Double),
        field("Delivered", ColumnType::Long),
        field("Unsent", ColumnType::Long),
        field("BadRows", ColumnType::Long),
        field("Error", ColumnType::String),
        field("Updated", ColumnType::Instant),
    ])
});

/// Reports on the publishers of a session.
pub(super) struct PublisherReporter {
    engine: Weak<Engine>,
    /// How many records each had when it was reported before.
    last: BTreeMap<u64, u64>,
}

impl PublisherReporter {
    pub fn new(engine: &Arc<Engine>) -> Self {
        PublisherReporter {
            engine: Arc::downgrade(engine),
            last: BTreeMap::new(),
        }
    }
}

impl Reporter for PublisherReporter {
    fn rows(&mut self, seconds: f64) -> Block {
        let engine = self.engine.upgrade();
        let reports = engine.map_or(Vec::new(), |engine| engine.publishers().reports());
        let block = block(&reports, &self.last, seconds);
        self.last = reports
            .into_iter()
            .map(|report| (report.publisher, report.status.records))
            .collect();
        block
    }
}

/// The rows of some reports; rates are those since there were so many records, `seconds` ago.
pub(super) fn block(reports: &[PublisherReport], before: &BTreeMap<u64, u64>, seconds: f64) -> Block {
    let long = |of: fn(&PublisherReport) -> u64| {
        Arc::new(Int64Array::from_iter_values(
            reports.iter().map(|report| of(report) as i64),
        )) as ArrayRef
    };
    let rate = |report: &PublisherReport| {
        let grown = report.status.records.saturating_sub(*before.get(&report.publisher)?);
        Some(grown as f64 / seconds)
    };
    let errors = reports
        .iter()
        .map(|report| report.status.error.as_ref().map(ToString::to_string));
    let columns: Vec<ArrayRef> = vec![
        long(|report| report.publisher),
        Arc::new(StringArray::from_iter(
            reports.iter().map(|report| report.topic.as_deref()),
        )),
        Arc::new(StringArray::from_iter_values(
            reports.iter().map(|report| report.status.state.name()),
        )),
        long(|report| report.status.records),
        Arc::new(Float64Array::from_iter(reports.iter().map(rate))),
        long(|report| report.status.delivered),
        long(|report| report.status.unsent),
        long(|report| report.status.bad_rows),
        Arc::new(StringArray::from_iter(errors)),
        updated(reports.len()),
    ];
    Block {
        columns: columns.into_iter().map(Chunk::from).collect(),
        rows: reports.len(),
    }
}
