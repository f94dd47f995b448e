//! Tables into topics.
//!
//! A publisher subscribes to a table and has one thread, which writes each change of the table as records: those that
//! are gone as tombstones first, then the new and the changed ones in row order. While it is behind, the table's cycles
//! wait for it ([`Policy::Block`]), so nothing is dropped and no queue grows.
//!
//! With a transactional id, each change is a transaction; those that wait become one together. The offsets of the records
//! from which its rows come are part of it, where their topic is read for a group.
//!
//! A publisher of a file ([`file`]) has a thread that reads the file in batches, and one that writes each with the same
//! writer; the sink, which waits while it has enough, is what reading waits for.

mod builder;
mod cycles;
mod file;
mod offsets;
mod publisher;
mod rows;
mod shared;
mod status;
mod target;

use std::sync::Arc;

pub use builder::PublishBuilder;
pub use publisher::Publisher;
pub(super) use publisher::Publishers;
pub(super) use status::PublisherReport;
pub use status::{FileProgress, PublisherState, PublisherStatus};

use self::cycles::CycleWriter;
use self::offsets::Sources;
use self::publisher::Worker;
use self::rows::RowWriter;
use self::shared::Shared;
use self::target::Target;
use super::session::Hold;
use super::subscription::{Changes, SubscribeOptions};
use super::table::Table;
use crate::error::{Error, ErrorKind, Result};
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
    /// With the property `topictable.publish.transactional.id` each change is a transaction, and so are the rows that are
    /// there. The offsets of the groups for which the table's topics are read are part of it.
    ///
    /// # Errors
    /// Columns, specifications and properties that do not fit, a group whose offsets cannot be part of transactions, a
    /// topic or a partition that is not there, a cluster that does not answer, and the first row that cannot be written or
    /// record that cannot be delivered.
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
        let transactional = properties.transactional.as_ref();
        if let Some(transactional) = transactional {
            self.engine().publishers().check_free(transactional)?;
        }
        let topic = publish.topic.as_deref();
        let id = transactional.map(|transactional| transactional.id.as_str());
        let shared = Arc::new(Shared::new(topic, id, options.close_timeout));
        let mut sources = match transactional {
            Some(_) if options.send_offsets => Sources::take_over(self.engine(), table.core(), topic)?,
            _ => None,
        };
        if sources.is_some() && !publish.publish_initial {
            return Err(Error::invalid(
                "the rows that are there have to be published where offsets are part of transactions: expected \
                 publishInitial, no group.id, or topictable.publish.send.offsets = false",
            )
            .with("pointer", "/publish_initial"));
        }
        let target = self.open_target(&properties, publish, &shared)?;
        writer.ready()?;
        let changes = table.follow(sources.as_ref())?;
        if let Some(sources) = &mut sources {
            sources.begin();
        }
        let writer = CycleWriter::new(writer, table.clone(), publish.last_by);
        let mut worker = Worker::new(shared, target, writer, changes, sources);
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

    /// Subscribes to the changes that are published, with the offsets of their sources.
    fn follow(&self, sources: Option<&Sources>) -> Result<Changes> {
        let options = SubscribeOptions {
            capacity: WAITING,
            ..SubscribeOptions::default()
        };
        let Some(sources) = sources else {
            return self.subscribe(&options);
        };
        sources.check_starts(self.engine())?;
        let _no_cycle = Hold::of(self.engine());
        Sources::check_rows(self.core())?;
        self.subscribe_with(&options, Some(Sources::offsets(self.core())))
    }

    /// Asks the cluster for where records are to go.
    fn open_target(&self, properties: &ClientProperties, publish: &Publish, shared: &Arc<Shared>) -> Result<Target> {
        let writing = shared.writing(self.engine(), properties, publish);
        let Some(transactional) = &properties.transactional else {
            return Ok(Target::Records(kafka::open_sink(writing)?));
        };
        let sink = kafka::open_transactional_sink(writing, transactional)?;
        Ok(Target::transactions(sink, transactional.patience))
    }
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
