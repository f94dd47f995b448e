//! Publishing as a sentence.

use super::Publisher;
use crate::error::Result;
use crate::graph::table::Table;
use crate::spec::{ProduceSpec, Publish};

/// The description of how a table is published; [`start`](Self::start) begins.
///
/// ```no_run
/// # fn main() -> topictable::Result<()> {
/// # let session = topictable::Session::new()?;
/// # let trades = session.empty_table(1)?;
/// use topictable::{ProduceJson, ProduceSpec};
///
/// let publisher = trades
///     .publish_to("trades-out")
///     .property("bootstrap.servers", "localhost:9092")
///     .key(ProduceSpec::simple("Sym"))
///     .value(ProduceSpec::json(ProduceJson::of(["Price", "Qty"])))
///     .start()?;
/// println!("{} records", publisher.status().delivered);
/// publisher.stop()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is published before `start`"]
pub struct PublishBuilder<'a> {
    table: &'a Table,
    publish: Publish,
}

impl<'a> PublishBuilder<'a> {
    pub(super) fn new(table: &'a Table, topic: String) -> Self {
        PublishBuilder {
            table,
            publish: Publish::to(topic),
        }
    }

    /// With a property of the Kafka client, of the schema registry, or of ours.
    pub fn property(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.publish.properties.insert(name.into(), value.into());
        self
    }

    /// To this partition, where rows name none.
    pub fn partition(mut self, partition: i32) -> Self {
        self.publish.partition = Some(partition);
        self
    }

    /// With these keys; without any by default.
    pub fn key(mut self, key: ProduceSpec) -> Self {
        self.publish.key = key;
        self
    }

    /// With these values; without any by default.
    pub fn value(mut self, value: ProduceSpec) -> Self {
        self.publish.value = value;
        self
    }

    /// Only the last row of each key.
    pub fn last_by(mut self) -> Self {
        self.publish.last_by = true;
        self
    }

    /// Without the rows that are there already.
    pub fn without_initial(mut self) -> Self {
        self.publish.publish_initial = false;
        self
    }

    /// To the topic that a column of texts names.
    pub fn topic_column(mut self, column: impl Into<String>) -> Self {
        self.publish.topic_column = Some(column.into());
        self
    }

    /// To the partition that a column of ints numbers.
    pub fn partition_column(mut self, column: impl Into<String>) -> Self {
        self.publish.partition_column = Some(column.into());
        self
    }

    /// At the time that a column of instants tells, cut to milliseconds.
    pub fn timestamp_column(mut self, column: impl Into<String>) -> Self {
        self.publish.timestamp_column = Some(column.into());
        self
    }

    /// Publishes; see [`Table::publish`].
    pub fn start(self) -> Result<Publisher> {
        self.table.publish(&self.publish)
    }
}
