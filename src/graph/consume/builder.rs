//! The description of a consumed table, step by step.

use crate::error::Result;
use crate::graph::PartitionedTable;
use crate::graph::{Session, Table};
use crate::spec::{Consume, End, Offsets, Partitions, Spec, TableType};

/// What a table that is fed from a topic will be. The last call, [`append`](Self::append), [`blink`](Self::blink) or
/// [`ring`](Self::ring), makes it.
#[must_use = "nothing is consumed until append, blink or ring is called"]
pub struct ConsumeBuilder<'a> {
    session: &'a Session,
    consume: Consume,
}

impl<'a> ConsumeBuilder<'a> {
    pub(in crate::graph) fn new(session: &'a Session, topic: String) -> Self {
        let consume = Consume {
            properties: Default::default(),
            topic,
            partitions: Partitions::All,
            offsets: Offsets::DontSeek,
            key: Spec::Ignore,
            value: Spec::Ignore,
            table_type: TableType::default(),
        };
        ConsumeBuilder { session, consume }
    }

    /// A property of the Kafka client or of the table; `bootstrap.servers` must be there.
    pub fn property(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.consume.properties.insert(name.into(), value.into());
        self
    }

    /// Only these partitions; all by default.
    pub fn partitions(mut self, partitions: impl IntoIterator<Item = i32>) -> Self {
        self.consume.partitions = Partitions::List(partitions.into_iter().collect());
        self
    }

    /// Where to start; [`Offsets::DontSeek`] by default.
    pub fn offsets(mut self, offsets: Offsets) -> Self {
        self.consume.offsets = offsets;
        self
    }

    /// What the keys become; nothing by default.
    pub fn key(mut self, key: Spec) -> Self {
        self.consume.key = key;
        self
    }

    /// What the values become; nothing by default.
    pub fn value(mut self, value: Spec) -> Self {
        self.consume.value = value;
        self
    }

    /// Only what was there when the table was made: reading ends at `end`, and the table then never changes any more.
    pub fn until(self, end: End) -> Self {
        let (name, value) = match end {
            End::Latest => ("topictable.end.offset", "latest".to_owned()),
            End::Offset(offset) => ("topictable.end.offset", offset.to_string()),
            End::Offsets(ends) => {
                let pairs: Vec<String> = ends
                    .iter()
                    .map(|(partition, end)| format!("{partition}:{end}"))
                    .collect();
                ("topictable.end.offset", pairs.join(","))
            }
            End::Time(millis) => ("topictable.end.time", millis.to_string()),
        };
        self.property(name, value)
    }

    /// A table for each partition, of the given type.
    pub fn partitioned(mut self, table_type: TableType) -> Result<PartitionedTable> {
        self.consume.table_type = table_type;
        self.session.consume_to_partitioned_table(&self.consume)
    }

    /// A table of every row.
    pub fn append(self) -> Result<Table> {
        self.make(TableType::Append)
    }

    /// A table of the rows of the last cycle.
    pub fn blink(self) -> Result<Table> {
        self.make(TableType::Blink)
    }

    /// A table of the last `capacity` rows.
    pub fn ring(self, capacity: u64) -> Result<Table> {
        self.make(TableType::Ring(capacity))
    }

    fn make(mut self, table_type: TableType) -> Result<Table> {
        self.consume.table_type = table_type;
        self.session.consume_to_table(&self.consume)
    }
}
