//! Tables into topics.
//!
//! A publisher subscribes to a table and has one thread, which writes each change of the table as records: those that
//! are gone as tombstones first, then the new and the changed ones in row order. While it is behind, the table's cycles
//! wait for it ([`Policy::Block`]), so nothing is dropped and no queue grows.
//!
//! A publisher of a file ([`file`]) has a thread that reads the file in batches, and one that writes each with the same
//! writer; the sink, which waits while it has enough, is what reading waits for.

mod builder;
mod file;
mod publisher;
mod rows;
mod status;

use std::any::Any;
use std::sync::Arc;

pub use builder::PublishBuilder;
pub use publisher::Publisher;
pub(super) use publisher::Publishers;
pub(super) use status::PublisherReport;
pub use status::{FileProgress, PublisherState, PublisherStatus};

use self::publisher::{Shared, Worker};
use self::rows::RowWriter;
use super::session::until_closed;
use super::subscription::SubscribeOptions;
use super::table::Table;
use crate::error::{Error, ErrorKind, Result, panic_text};
use crate::formula::check_outside;
use crate::kafka::{self, ClientProperties};
use crate::spec::{Publish, PublishOptions};

/// How many changes may wait for the publisher's thread before the table's cycles do.
const WAITING: usize = 4;

impl Table {
    /// Begins the description of how this table is published to `topic`.
    pub fn publish_to(&self, topic: impl Into<String>) -> PublishBuilder<'_> {
        PublishBuilder::new(self, topic.into())
    }

    /// Refuses what can be refused before the specifications of key and value are looked at.
    pub(crate) fn check_publish(&self, publish: &Publish) -> Result<()> {
        publish.check()?;
        if !publish.publish_initial && !self.is_refreshing() {
            return Err(Error::invalid("publishInitial==false && table.isRefreshing() == false")
                .with("pointer", "/publish_initial"));
        }
        rows::Destination::new(publish, self.schema()).map(drop)
    }

    /// Publishes the table: the rows that are there, unless they are not wanted, which are delivered when this returns,
    /// and then each change as it comes, until the publisher is stopped, the session is closed, or the table ends. The
    /// session keeps the publisher, so the handle need not be kept.
    ///
    /// A row that is new or changed is a record. A row that is gone is a record with its key and a null value, and comes
    /// before the new ones of its cycle. A row whose key has changed is both. Rows that come and go in a blink table are
    /// records once.
    ///
    /// # Errors
    /// Columns, specifications and properties that do not fit, a topic or a partition that is not there, a cluster that
    /// does not answer, and the first row that cannot be written or record that cannot be delivered.
    pub fn publish(&self, publish: &Publish) -> Result<Publisher> {
        check_outside("publishing a table")?;
        self.check_publish(publish)?;
        let mut publish = publish.clone();
        self.complete_digits(&mut publish.key)?;
        self.complete_digits(&mut publish.value)?;
        let publish = &publish;
        let options = PublishOptions::from_properties(&publish.properties)?;
        let mut writer = RowWriter::new(publish, &options, self.schema())?;
        let table = if publish.last_by {
            let keys = writer
                .key_columns()
                .iter()
                .map(|index| self.schema().field(*index).name().clone());
            let table = self.last_by(keys.collect::<Vec<_>>())?;
            writer = RowWriter::new(publish, &options, table.schema())?;
            table
        } else {
            self.clone()
        };
        let properties = ClientProperties::of_producer(&publish.properties)?;
        let shared = Arc::new(Shared::new(publish.topic.as_deref(), options.close_timeout));
        let (stopped, told) = (shared.clone(), shared.clone());
        let sink = kafka::open_sink(
            &properties,
            publish.topic.as_deref(),
            publish.partition,
            until_closed(self.engine()),
            Box::new(move || stopped.is_given_up()),
            Box::new(move |sent| told.tell(sent)),
        )?;
        writer.ready()?;
        let changes = table.subscribe(&SubscribeOptions {
            capacity: WAITING,
            ..SubscribeOptions::default()
        })?;
        let mut worker = Worker::new(shared, sink, writer, changes, publish.last_by);
        self.engine().publishers().add(worker.shared());
        if let Err(error) = worker.publish_initial(publish.publish_initial) {
            worker.end(Some(&error));
            return Err(if error.kind() == ErrorKind::Closed {
                error
            } else {
                error.with_place(publish)
            });
        }
        worker.start(table.is_refreshing())
    }
}

/// The error of a publisher's thread that has panicked.
fn fault(panic: &(dyn Any + Send)) -> Error {
    Error::internal(format!("a fault in the publisher: {}", panic_text(panic)))
}

impl Error {
    /// With the topic, where the error names none.
    fn with_place(self, publish: &Publish) -> Self {
        match &publish.topic {
            Some(topic) if self.detail("topic").is_none() => self.with("topic", topic),
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests;
