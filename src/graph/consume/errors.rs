//! Records that could not be decoded, as a table.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::feed::{Beyond, Budget, ConsumedNode, Feed};
use crate::error::{Error, ErrorKind, Result};
use crate::format::{BadRecord, ColumnBuilder};
use crate::graph::cycle::Engine;
use crate::graph::table::{TableCore, Traits};
use crate::kafka::{Batch, NO_TIMESTAMP};
use crate::op::Flow;
use crate::spec::{self, ColumnSpec, ColumnType, TableType, field};
use crate::table::{Block, Chunk};

/// The most bad records that are kept.
const MOST_ROWS: u64 = 1 << 16;
/// The most bytes that they may hold, with which large records are fewer.
const MOST_BYTES: u64 = 256 << 20;

static COLUMNS: LazyLock<[ColumnSpec; 8]> = LazyLock::new(|| {
    [
        field("Topic", ColumnType::String),
        field("Partition", ColumnType::Int),
        field("Offset", ColumnType::Long),
        field("Timestamp", ColumnType::Instant),
        field("Field", ColumnType::String),
        field("Reason", ColumnType::String),
        field("Key", ColumnType::Bytes),
        field("Value", ColumnType::Bytes),
    ]
});

/// Keeps a table of the bad records of one consumer.
pub(super) struct ErrorLog {
    topic: String,
    feed: Arc<Feed>,
    number: u64,
    engine: Arc<Engine>,
}

impl ErrorLog {
    /// Makes the log and its table.
    pub fn new(engine: &Arc<Engine>, topic: &str) -> Result<(Self, Arc<TableCore>)> {
        let feed = Arc::new(Feed::new());
        let schema = spec::schema(&*COLUMNS);
        let mut log = ErrorLog {
            topic: topic.to_owned(),
            feed: feed.clone(),
            number: 0,
            engine: engine.clone(),
        };
        let table = engine.add(|number| {
            log.number = number;
            let traits = Traits {
                label: format!("the errors of topic {topic:?}"),
                flow: Flow::Free,
                ..Traits::default()
            };
            let node = ConsumedNode::new(
                TableType::Ring(MOST_ROWS),
                schema,
                feed,
                Budget {
                    bytes: Some(MOST_BYTES),
                    beyond: Beyond::Forget,
                },
                None,
            );
            Ok(node.into_table(traits))
        })?;
        Ok((log, table))
    }

    /// Adds bad records of a batch to the table.
    #[cold]
    pub fn add(&self, batch: &Batch, bad: &[BadRecord]) {
        let mut columns: Vec<ColumnBuilder> = COLUMNS
            .iter()
            .filter_map(|column| ColumnBuilder::new(&column.column_type))
            .collect();
        for record in bad {
            let (partition, offset) = (batch.partition_of(record.index), batch.offsets()[record.index]);
            let (key, value) = batch.record(record.index);
            let timestamp = match batch.timestamps()[record.index] {
                NO_TIMESTAMP => None,
                millis => Some(millis.saturating_mul(1_000_000)),
            };
            for (position, column) in columns.iter_mut().enumerate() {
                match (position, column) {
                    (0, ColumnBuilder::String(bytes)) => bytes.push(self.topic.as_bytes()),
                    (1, ColumnBuilder::Int(values)) => values.push(partition),
                    (2, ColumnBuilder::Long(values)) => values.push(offset),
                    (3, ColumnBuilder::Instant(values)) => match timestamp {
                        Some(nanos) => values.push(nanos),
                        None => values.push_null(),
                    },
                    (4, ColumnBuilder::String(bytes)) => bytes.push_option(record.field.as_deref().map(str::as_bytes)),
                    (5, ColumnBuilder::String(bytes)) => bytes.push(record.reason.as_bytes()),
                    (6, ColumnBuilder::Binary(bytes)) => bytes.push_option(key),
                    (7, ColumnBuilder::Binary(bytes)) => bytes.push_option(value),
                    (_, other) => other.push_null(),
                }
            }
        }
        let block = Block {
            columns: columns
                .iter_mut()
                .map(|column| Chunk::compact(column.finish()))
                .collect(),
            rows: bad.len(),
        };
        self.feed.push(vec![block], BTreeMap::new());
        self.engine.wake(self.number);
    }

    pub fn feed(&self) -> &Arc<Feed> {
        &self.feed
    }

    /// The failure that a bad record is.
    #[cold]
    pub fn failure(&self, record: &BadRecord, batch: &Batch) -> Error {
        let (partition, offset) = (batch.partition_of(record.index), batch.offsets()[record.index]);
        let topic = &self.topic;
        let field = record
            .field
            .as_ref()
            .map_or(String::new(), |field| format!("field {field:?}: "));
        let message = format!(
            "the record at offset {offset} of partition {partition} of topic {topic:?} is bad: {field}{}",
            record.reason
        );
        let error = Error::new(ErrorKind::BadRecord, message)
            .with("topic", topic)
            .with("partition", partition)
            .with("offset", offset)
            .with("reason", &record.reason);
        match &record.field {
            Some(field) => error.with("field", field),
            None => error,
        }
    }
}
