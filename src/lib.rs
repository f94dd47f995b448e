//! Kafka topics as live, in-memory Arrow tables.
//!
//! A [`Session`] turns topics into [`Table`]s that follow them, and derives tables from tables. A [`Snapshot`] of a
//! table is a set of Arrow record batches that never changes and costs next to nothing; it can be held as long as it
//! is needed while the table goes on. [`Changes`] are what has been added, removed and modified since, one change after
//! another.
//!
//! ```no_run
//! # fn main() -> topictable::Result<()> {
//! use std::time::Duration;
//! use arrow_schema::DataType::{Float64, Int32, Utf8};
//! use topictable::{Offsets, Session, Spec, field, pretty};
//!
//! let session = Session::new()?;
//! let trades = session
//!     .consume("trades")
//!     .property("bootstrap.servers", "localhost:9092")
//!     .offsets(Offsets::Beginning)
//!     .key(Spec::simple("Sym", Utf8))
//!     .value(Spec::json([field("Price", Float64), field("Qty", Int32)]))
//!     .append()?;
//! let last = trades.last_by(["Sym"])?;
//! while last.await_change(Duration::from_secs(10))? {
//!     println!("{}", pretty(&last.snapshot()));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Tables are also made from values, which needs no broker:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use arrow_array::{Int64Array, RecordBatch, StringArray};
//! use topictable::Session;
//!
//! let symbols = StringArray::from(vec!["AAPL", "TSLA", "AAPL"]);
//! let sizes = Int64Array::from(vec![100, 70, 20]);
//! let batch = RecordBatch::try_from_iter([("Sym", Arc::new(symbols) as _), ("Size", Arc::new(sizes) as _)])?;
//!
//! let session = Session::new()?;
//! let trades = session.import(batch.schema(), [Ok(batch)])?;
//! let sums = trades.where_(["Size > 50"])?.sum_by(["Sym"])?;
//! let rows: Vec<RecordBatch> = sums.snapshot().batches().collect::<Result<_, _>>()?;
//! assert_eq!(rows[0].column(1).as_ref(), &Int64Array::from(vec![100, 70]));
//! # Ok(())
//! # }
//! ```
//!
//! The names are those of Deephaven's Kafka integration, whose Groovy scripts run on this library unchanged, and of
//! Kafka and Arrow. The same tables are there for C (`include/topictable.h`), C++ (`bindings/cpp`), Java and
//! Groovy.
//!
//! # Layers
//!
//! `spec` is what a user asks for, as plain data. `kafka` yields batches of records and the schemas of a registry,
//! `format` decodes records into columns and encodes columns as records, `file` reads files, `table` keeps columns, row sets and snapshots, `calendar` knows
//! business days, `op`, `agg` and `formula` are the operations, `graph` runs
//! the update cycle. `boundary` is what the C and Java interfaces, `capi` and `jni`, share. Each depends on those named
//! before it only.

mod agg;
mod boundary;
mod calendar;
mod capi;
mod decimal;
mod digest;
mod error;
mod file;
mod format;
mod formula;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub mod fuzzing;
mod graph;
#[cfg(feature = "jni")]
mod jni;
mod kafka;
mod op;
mod spec;
mod table;
mod text;

pub use calendar::Calendars;
pub use decimal::{MathContext, Rounding as RoundingMode};
pub use error::{BadRecord, Error, ErrorKind, Result};
pub use formula::Function;
pub use graph::{
    Changes, ConsumeBuilder, CycleTimes, Decoded, EmptyGroups, Feed, Feeding, FileProgress, Hold, MultiJoinInput,
    NewColumns, PartitionedTable, Policy, PublishBuilder, Publisher, PublisherState, PublisherStatus, RecordDecoder,
    Session, SessionOptions, SubscribeOptions, Table, TableChange, TimeTable, TransposeOptions,
};
pub use spec::{
    Aggregation, Avro, AvroEncoding, AvroSchema, ColumnSpec, ColumnType, Consume, Csv, CsvOutput, CsvParser, CsvSpecs,
    End, FileFormat, FileOptions, FileOutput, FilterSpec, Offsets, Parsed, Parser, Partitions, ProduceAvro, ProduceCsv,
    ProduceJson, ProduceProtobuf, ProduceSpec, Properties, Protobuf, ProtobufFields, ProtobufProtocol, ProtobufSchema,
    Publish, Serialized, Serializer, SnapshotWhenOptions, SortColumn, Spec, TableType, aggregations, field, object,
};
pub use spec::{BadDataBehavior, Decay, DeltaControl, OperationControl, UpdateByOperation, Window};
pub use table::{Batches, RowSet, Snapshot, pretty};
