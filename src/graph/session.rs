//! A session: the tables of a program and the thread that keeps them up to date.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::consume::{ConsumeBuilder, Consumer};
use super::cycle::Engine;
use super::pace::CycleTimes;
use super::partitioned::PartitionedTable;
use super::status::{Consumers, StatusTables, metrics};
use super::table::Table;
use crate::error::{Error, Result};
use crate::formula::{ExternalFunction, Function, check_function_name, is_inside};
use crate::kafka::{self, ClientProperties};
use crate::spec::{Consume, Properties};

/// Settings of a session.
#[derive(Clone, Debug)]
pub struct SessionOptions {
    /// The shortest time from the beginning of one update cycle to that of the next: `topictable.cycle.min.ms`,
    /// 10 ms by default. A shorter time shows changes sooner, a longer one costs less.
    pub cycle_min: Duration,
}

impl Default for SessionOptions {
    fn default() -> Self {
        SessionOptions {
            cycle_min: Duration::from_millis(10),
        }
    }
}

impl SessionOptions {
    /// The options that the properties tell, which are all named `topictable.…`.
    pub fn from_properties(properties: &BTreeMap<String, String>) -> Result<Self> {
        let mut options = SessionOptions::default();
        for (name, value) in properties {
            match name.as_str() {
                "topictable.cycle.min.ms" => {
                    let millis = value.parse().map_err(|_| {
                        Error::invalid(format!(
                            "property {name} = {value:?}: expected a number of milliseconds"
                        ))
                        .with("property", name)
                    })?;
                    options.cycle_min = Duration::from_millis(millis);
                }
                _ => {
                    return Err(Error::invalid(format!(
                        "property {name} is no property of a session: expected topictable.cycle.min.ms"
                    ))
                    .with("property", name));
                }
            }
        }
        Ok(options)
    }
}

/// Makes tables and keeps them up to date, with one thread of its own and one for each consumed topic.
///
/// Closing a session, or dropping it, ends its consumers; its tables keep their last state and can still be read.
/// A session may be used from any thread.
pub struct Session {
    core: Arc<SessionCore>,
}

pub(super) struct SessionCore {
    pub engine: Arc<Engine>,
    consumers: Arc<Consumers>,
    status: StatusTables,
}

/// How long closing waits for consumers; one that is slower ends by itself.
const CLOSE_WITHIN: Duration = Duration::from_millis(800);
/// How long it waits for records of publishers to be delivered.
const DELIVER_WITHIN: Duration = Duration::from_millis(900);

impl Session {
    /// A session with the default options.
    pub fn new() -> Result<Self> {
        Self::with_options(&SessionOptions::default())
    }

    /// A session.
    pub fn with_options(options: &SessionOptions) -> Result<Self> {
        let engine = Arc::new(Engine::new(options.cycle_min));
        let body = engine.clone();
        thread::Builder::new()
            .name("topictable-cycle".to_owned())
            .spawn(move || body.run())
            .map_err(|error| Error::internal(format!("the session's thread cannot be started: {error}")))?;
        Ok(Session {
            core: Arc::new(SessionCore {
                engine,
                consumers: Arc::default(),
                status: StatusTables::default(),
            }),
        })
    }

    /// Begins the description of a table that is fed from `topic`.
    pub fn consume(&self, topic: impl Into<String>) -> ConsumeBuilder<'_> {
        ConsumeBuilder::new(self, topic.into())
    }

    /// A live table of a topic's records. Returns when the cluster has answered and reading has begun: records that
    /// are written afterwards are read, whatever the offsets ask for.
    pub fn consume_to_table(&self, consume: &Consume) -> Result<Table> {
        self.check_open()?;
        let (table, consumer) = super::consume::consume_to_table(&self.core.engine, consume)?;
        self.watch(consumer);
        Ok(table)
    }

    /// A live table for each partition of a topic; otherwise as [`Session::consume_to_table`].
    pub fn consume_to_partitioned_table(&self, consume: &Consume) -> Result<PartitionedTable> {
        self.check_open()?;
        let (table, consumer) = super::consume::consume_to_partitioned_table(&self.core.engine, consume)?;
        self.watch(consumer);
        Ok(table)
    }

    /// Remembers a consumer, to be ended with the session.
    pub(super) fn watch(&self, consumer: Weak<Consumer>) {
        self.core.consumers.add(consumer);
        // A session that was closed meanwhile has not seen this consumer.
        if self.is_closed() {
            self.close();
        }
    }

    /// The numbers of the partitions that a topic has, in ascending order.
    pub fn partitions(&self, properties: &Properties, topic: &str) -> Result<Vec<i32>> {
        self.check_open()?;
        kafka::partitions(&ClientProperties::of(properties)?, topic, self.until_closed())
    }

    /// The names of the cluster's topics, in alphabetical order.
    pub fn topics(&self, properties: &Properties) -> Result<Vec<String>> {
        self.check_open()?;
        kafka::topics(&ClientProperties::of(properties)?, self.until_closed())
    }

    /// What the session's consumers are doing, as a live table with a row for each partition that is read, written
    /// anew every second:
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | `Consumer` | long | a number for each consumed table |
    /// | `Partition` | int | |
    /// | `Topic` | String | |
    /// | `State` | String | `reading`, `waiting` (the table takes no more), `finished`, `failed` or `closed` |
    /// | `Position` | long | the offset after the last row that is in the table; null while that is not known |
    /// | `End` | long | the offset after the broker's last record, as of its last answer |
    /// | `Lag` | long | the records in between |
    /// | `Records`, `Bytes`, `BadRecords` | long | read so far; bytes of keys, values and headers |
    /// | `RecordsPerSecond`, `BytesPerSecond` | double | since the row before |
    /// | `MemoryBytes` | long | what all tables of the consumer hold |
    /// | `Error` | String | why it has failed |
    /// | `Updated` | Instant | when the row was written |
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the session is closed.
    pub fn status(&self) -> Result<Table> {
        self.check_open()?;
        self.core.status.of_consumers(&self.core.engine, &self.core.consumers)
    }

    /// What the session's publishers are doing, as a live table with a row for each, written anew every second:
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | `Publisher` | long | a number for each publisher |
    /// | `Topic` | String | null when every row names its own |
    /// | `State` | String | `running`, `retrying`, `finished`, `stopped` or `failed` |
    /// | `Records` | long | taken over from the table |
    /// | `RecordsPerSecond` | double | since the row before |
    /// | `Delivered`, `Unsent` | long | those of them that the cluster has, and the others |
    /// | `BadRows` | long | rows that could not be written |
    /// | `Error` | String | why it has failed, or why records wait |
    /// | `Updated` | Instant | when the row was written |
    ///
    /// A publisher that has ended is told of once more; one that has failed, always.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when the session is closed.
    pub fn publishers(&self) -> Result<Table> {
        self.check_open()?;
        self.core.status.of_publishers(&self.core.engine)
    }

    /// What the session's consumers and publishers are doing now, and how long its cycles take, in the text format of
    /// Prometheus.
    pub fn metrics(&self) -> String {
        let (consumers, publishers) = (self.core.consumers.reports(), self.core.engine.publishers().reports());
        metrics(&consumers, &publishers, &self.cycle_times())
    }

    /// How long the update cycles have taken since the session was made.
    pub fn cycle_times(&self) -> CycleTimes {
        self.core.engine.pace().times()
    }

    /// Has formulas call `function` by the name: `update(["X = name(A, B)"])`, in operations of this session's tables that
    /// follow; those before go on with what they have. A function that was registered under the name before is
    /// replaced. A column of the name hides the function.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::sync::Arc;
    /// use arrow_array::cast::AsArray;
    /// use arrow_array::types::Int64Type;
    /// use arrow_array::{Int64Array, RecordBatch};
    /// use arrow_schema::DataType::Int64;
    /// use topictable::{Function, Session};
    ///
    /// let session = Session::new()?;
    /// session.register_function(
    ///     "clamped",
    ///     Function::new(Int64, |arguments: &RecordBatch| {
    ///         let sizes = arguments.column(0).as_primitive::<Int64Type>();
    ///         Ok(Arc::new(sizes.unary::<_, Int64Type>(|size| size.clamp(0, 100))))
    ///     }),
    /// )?;
    /// let sizes = Int64Array::from(vec![70, 250, -3]);
    /// let batch = RecordBatch::try_from_iter([("Size", Arc::new(sizes) as _)])?;
    /// let table = session.import(batch.schema(), [Ok(batch)])?;
    /// let clamped = table.view(["Size = clamped(Size)"])?;
    /// let rows: Vec<RecordBatch> = clamped.snapshot().batches().collect::<Result<_, _>>()?;
    /// assert_eq!(rows[0].column(0).as_ref(), &Int64Array::from(vec![70, 100, 0]));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for a name that is none, or that a function of
    /// `docs/functions.md` has; [`Closed`](crate::ErrorKind::Closed) when the session is closed.
    pub fn register_function(&self, name: impl Into<String>, function: Function) -> Result<()> {
        self.register(name.into(), Arc::new(function))
    }

    /// The same for a function of any kind.
    pub(crate) fn register(&self, name: String, function: Arc<dyn ExternalFunction>) -> Result<()> {
        check_function_name(&name)?;
        self.core.engine.register(name, function)
    }

    /// Ends waiting for a cluster when the session is closed.
    pub(crate) fn until_closed(&self) -> kafka::Cancelled {
        until_closed(&self.core.engine)
    }

    /// Keeps tables from changing as long as the hold lives, so that several can be made or read in one state.
    /// Records that arrive meanwhile wait. Returns when no cycle is running.
    pub fn hold(&self) -> Hold {
        Hold::of(&self.core.engine)
    }

    /// Ends the session's consumers and cycles, within two seconds whatever the cluster does. Within a function that a
    /// formula calls it returns at once: the rest is done when the function has returned.
    pub fn close(&self) {
        if !is_inside() {
            return self.core.close();
        }
        self.core.engine.begin_close();
        let core = self.core.clone();
        let thread = thread::Builder::new().name("topictable-close".to_owned());
        if let Err(error) = thread.spawn(move || core.close()) {
            log::error!("the consumers of a session cannot be ended: {error}");
        }
    }

    /// Whether the session was closed.
    pub fn is_closed(&self) -> bool {
        self.core.engine.is_closed()
    }

    pub(super) fn check_open(&self) -> Result<()> {
        self.core.engine.check_open()
    }

    pub(super) fn engine(&self) -> &Arc<Engine> {
        &self.core.engine
    }
}

impl SessionCore {
    fn close(&self) {
        self.engine.close();
        self.status.end();
        let consumers = self.consumers.take();
        consumers.iter().for_each(|consumer| consumer.stop());
        self.engine.publishers().close(Instant::now() + DELIVER_WITHIN);
        let deadline = Instant::now() + CLOSE_WITHIN;
        for consumer in consumers {
            if !consumer.wait_until(deadline) {
                log::warn!(
                    "the consumer of topic {:?} has not ended yet: it is left to itself",
                    consumer.topic()
                );
            }
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}

/// Ends waiting when the engine's session is closed.
pub(super) fn until_closed(engine: &Arc<Engine>) -> kafka::Cancelled {
    let engine = engine.clone();
    Box::new(move || engine.is_closed())
}

/// Keeps the tables of a session from changing; see [`Session::hold`].
pub struct Hold {
    engine: Arc<Engine>,
}

impl Hold {
    pub(super) fn of(engine: &Arc<Engine>) -> Self {
        engine.hold();
        Hold { engine: engine.clone() }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.engine.release();
    }
}
