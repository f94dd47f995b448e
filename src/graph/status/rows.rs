//! Reports as rows of the status table.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::{SystemTime, UNIX_EPOCH};

use arrow_schema::{Schema, SchemaRef};

use crate::format::{Bytes, ColumnBuilder, Values};
use crate::graph::consume::{PartitionReport, Report, State};
use crate::spec::{ColumnSpec, ColumnType, field};
use crate::table::{Block, Chunk};

static COLUMNS: LazyLock<Vec<ColumnSpec>> = LazyLock::new(|| {
    vec![
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
    ]
});

/// The columns of the status table.
pub(super) fn schema() -> SchemaRef {
    let fields = COLUMNS.iter().map(|column| column.column_type.field(&column.name));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// What was reported last of a partition of a consumer: its records and bytes.
pub(super) type Before = BTreeMap<(u64, i32), (u64, u64)>;

/// The rows of some reports; rates are those since `before`, `seconds` ago.
pub(super) fn block(reports: &[Report], before: &mut Before, seconds: f64) -> Block {
    let mut columns: Vec<ColumnBuilder> = COLUMNS
        .iter()
        .filter_map(|column| ColumnBuilder::new(&column.column_type))
        .collect();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_nanos()).unwrap_or(i64::MAX);
    let mut rows = 0;
    for report in reports {
        for partition in &report.partitions {
            let counted = (partition.records, partition.bytes);
            let last = before.insert((report.consumer, partition.partition), counted);
            let rate = |now: u64, last: Option<u64>| last.map(|last| now.saturating_sub(last) as f64 / seconds);
            let rates = [
                rate(partition.records, last.map(|last| last.0)),
                rate(partition.bytes, last.map(|last| last.1)),
            ];
            push(&mut columns, report, partition, rates, now);
            rows += 1;
        }
    }
    before.retain(|(consumer, _), _| {
        reports
            .iter()
            .any(|report| report.consumer == *consumer && report.state != State::Closed)
    });
    Block {
        columns: columns.iter_mut().map(|column| Chunk::from(column.finish())).collect(),
        rows,
    }
}

fn push(
    columns: &mut [ColumnBuilder],
    report: &Report,
    partition: &PartitionReport,
    rates: [Option<f64>; 2],
    now: i64,
) {
    for (position, column) in columns.iter_mut().enumerate() {
        match column {
            ColumnBuilder::Int(values) => values.push(partition.partition),
            ColumnBuilder::Instant(values) => values.push(now),
            ColumnBuilder::Double(values) => push_option(values, rates[usize::from(position != 8)]),
            ColumnBuilder::String(bytes) => push_text(bytes, position, report),
            ColumnBuilder::Long(values) => push_option(
                values,
                match position {
                    0 => Some(report.consumer as i64),
                    4 => partition.position,
                    5 => partition.end,
                    6 => partition.lag(),
                    7 => Some(partition.records as i64),
                    9 => Some(partition.bytes as i64),
                    11 => Some(partition.bad as i64),
                    _ => Some(report.memory as i64),
                },
            ),
            other => other.push_null(),
        }
    }
}

fn push_text(bytes: &mut Bytes, position: usize, report: &Report) {
    match position {
        2 => bytes.push(report.topic.as_bytes()),
        3 => bytes.push(report.state.name().as_bytes()),
        _ => bytes.push_option(report.error.as_deref().map(str::as_bytes)),
    }
}

fn push_option<T: Copy + Default>(values: &mut Values<T>, value: Option<T>) {
    match value {
        Some(value) => values.push(value),
        None => values.push_null(),
    }
}
