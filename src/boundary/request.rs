//! Requests of Java as documents.
//!
//! A request is one JSON document, `{"v": 1, "request": …}`; fields that are not known are refused. Its errors name
//! the place by a JSON pointer, in the message and as the detail `pointer`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::value::{self, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_path_to_error::Segment;

use super::calendars::CalendarRequest;
use super::functions::{JavaFailure, JavaFunction};
use super::parsers::Answer;
use crate::error::{Error, Result};
use crate::format::{Format, ObjectDecoder};
use crate::graph::{SubscribeOptions, TimeTable};
use crate::spec::object::Value;
use crate::spec::{
    Avro, ColumnSpec, ColumnType, Consume, CsvOutput, CsvSpecs, FileOptions, FileOutput, PairOperation, Properties,
    Protobuf, Publish, TableOperation,
};

/// The version of the documents that this library reads.
const VERSION: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    v: u32,
    request: Request,
}

/// What can be asked; what the receiver has to be stands beside each.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Request {
    /// Nobody: opens a session.
    Open {
        #[serde(default)]
        properties: Properties,
    },
    /// A session: ends it.
    Close,
    /// A session: keeps its tables still until the hold is released.
    Hold,
    /// A session: the partitions of a topic.
    Partitions { properties: Properties, topic: String },
    /// A session: a topic as a table.
    Consume(Box<Consume>),
    /// A session: a topic as a table for each partition.
    ConsumePartitioned(Box<Consume>),
    /// A partitioned table: the keys of its tables.
    Keys,
    /// A partitioned table: the table of the key in the payload, a row of the key columns, if there is one.
    Constituent { columns: Vec<ColumnSpec> },
    /// A partitioned table: its tables.
    Constituents,
    /// A partitioned table: a table like its constituents, to show what is done with each.
    Prototype,
    /// A partitioned table: what was done with the prototype to get the result, done with each constituent.
    Transform { prototype: u64, result: u64 },
    /// A partitioned table: its keys, with its tables in this column.
    Tables { column: String },
    /// A partitioned table: what was done with the prototypes, one of it and one of the other partitioned table, to get
    /// the result, done with each pair of constituents.
    TransformPairs {
        other: u64,
        matching: bool,
        prototypes: [u64; 2],
        result: u64,
    },
    /// A partitioned table: its constituents that are in the column of a table, which was made of those in `tables`.
    Rearranged { table: u64, column: String },
    /// A table: the tables in a column, by the keys in others.
    Partitioned { keys: Vec<String>, column: String },
    /// Nobody: these tables without keys.
    PartitionedOf { tables: Vec<u64> },
    /// Nobody: the table that a cell shows.
    Cell { number: i64 },
    /// A table: one for each group of rows with equal keys.
    PartitionBy {
        keys: Vec<String>,
        #[serde(default)]
        drop_keys: bool,
    },
    /// A partitioned table: all rows of its tables.
    Merge,
    /// Nobody: whether a format has columns of these types; a name that no type has is refused like a type.
    CheckColumns { format: Format, columns: Vec<NamedType> },
    /// Nobody: a specification of Protobuf with its schema at hand.
    ResolveProtobuf { properties: Properties, protobuf: Protobuf },
    /// Nobody: the fields of messages that a specification, whose schema is at hand, is about.
    ProtobufFields { protobuf: Protobuf, below: Vec<String> },
    /// Nobody: the paths of the fields that the columns of such a specification are of.
    ProtobufColumns { protobuf: Protobuf },
    /// Nobody: whether a deserializer is one of Kafka's own; if so, refuses a column of another type than it makes.
    CheckRaw {
        column: String,
        #[serde(rename = "type")]
        type_name: Option<String>,
        deserializer: String,
    },
    /// Nobody: whether a serializer is one of Kafka's own, by the name of its class.
    CheckSerializer { serializer: String },
    /// Nobody: refuses a model of JSON values that means nothing, and completes it.
    CheckValue { value: Value },
    /// Nobody: the columns of a model, and the names that lead to each.
    ObjectColumns { value: Value },
    /// Nobody: the columns of a consumed table.
    Define(Box<Consume>),
    /// Nobody: the schema of an Avro specification, and the fields that it may have columns of.
    AvroFields {
        spec: Box<Avro>,
        #[serde(default)]
        properties: Properties,
    },
    /// A table: the Avro schema of some columns; the properties tell the digits of decimals.
    AvroSchema {
        name: String,
        namespace: Option<String>,
        columns: Vec<String>,
        #[serde(default)]
        properties: Properties,
    },
    /// A table: refuses what it cannot be published with.
    CheckPublish(Box<Publish>),
    /// A table: publishes it.
    Publish(Box<Publish>),
    /// A session: publishes the rows of a file.
    PublishFile {
        path: String,
        #[serde(default)]
        options: FileOptions,
        publish: Box<Publish>,
    },
    /// A session: the rows of a CSV file, or of the text in the payload, as a table.
    ReadCsv {
        path: Option<String>,
        #[serde(default)]
        specs: Box<CsvSpecs>,
    },
    /// A session: the rows of a file as a table.
    ReadFile {
        path: String,
        #[serde(default)]
        options: FileOptions,
    },
    /// A table: writes its rows to a CSV file.
    WriteCsv {
        path: String,
        #[serde(default)]
        output: CsvOutput,
    },
    /// A table: writes its rows to a file.
    WriteFile {
        path: String,
        #[serde(default)]
        output: FileOutput,
    },
    /// A publisher: waits for its end.
    AwaitPublisher { timeout_ms: u64 },
    /// A publisher: what it is doing.
    PublisherStatus,
    /// A publisher: ends it.
    StopPublisher,
    /// A session: the topics of a cluster.
    Topics { properties: Properties },
    /// A session: what its consumers are doing, as a table.
    SessionStatus,
    /// A session: what its publishers are doing, as a table.
    SessionPublishers,
    /// A session: both as text for Prometheus.
    Metrics,
    /// A table: the records that could not be decoded.
    Errors,
    /// A session: a table of the values in the payload.
    Make { columns: Vec<ColumnSpec>, rows: usize },
    /// A session: a table to which time adds rows.
    TimeTable(TimeTable),
    /// A session: a table of so many rows without columns.
    EmptyTable { rows: u64 },
    /// A session: a table to which rows are added, with or without keys; the first are in the payload.
    InputTable {
        columns: Vec<ColumnSpec>,
        #[serde(default)]
        rows: usize,
        #[serde(default)]
        keys: Vec<String>,
    },
    /// An input table: adds the rows in the payload.
    AddRows { columns: Vec<ColumnSpec>, rows: usize },
    /// A keyed input table: takes the rows away whose keys are in the payload.
    DeleteRows { columns: Vec<ColumnSpec>, rows: usize },
    /// A table of groups, which so many aggregations have made by all of these keys: the groups side by side.
    KeyedTranspose {
        rows: Vec<String>,
        columns: Vec<String>,
        aggregations: usize,
        counts: Vec<String>,
        #[serde(default)]
        initial_groups: Option<u64>,
        ignore_new: bool,
    },
    /// A session: a blink table of these columns that is fed.
    Feed { label: String, columns: Vec<ColumnSpec> },
    /// A session: a table that is fed with the rows that take the place of all others, first with those of a table.
    FeedLike { label: String, table: u64 },
    /// A feed: puts the rows that a table has now.
    PutRows { table: u64 },
    /// A feed: fails the table.
    FailFeed { message: String },
    /// A feed: whether rows still come into its table.
    IsAlive,
    /// A feed: its table, or null when nobody has it any more.
    FedTable,
    /// A session: a table of an Arrow stream, which is taken.
    Import { address: u64 },
    /// A table: a table derived from it, whose formulas may call these functions.
    Derive {
        operation: TableOperation,
        #[serde(default)]
        functions: BTreeMap<String, JavaFunction>,
    },
    /// A session: has formulas from now on call a function by a name.
    Register { name: String, function: JavaFunction },
    /// Nobody: calendars of business days.
    Calendar(CalendarRequest),
    /// Nobody: waits for a call of a function, which this thread answers before it asks for another one, and for the
    /// numbers of functions that are not called any more.
    AwaitCall { timeout_ms: u64 },
    /// Nobody: answers a call with the results in the payload, or with its failure.
    AnswerCall {
        ticket: u64,
        #[serde(default)]
        failure: Option<JavaFailure>,
    },
    /// Nobody: waits for records that a parser is to read, and tells whether there will be no more.
    AwaitRecords { parser: u64, timeout_ms: u64 },
    /// Nobody: answers records with the columns in the payload, or with a failure.
    AnswerRecords(Answer),
    /// A table: a table derived from it and the one under the handle `right`.
    Combine {
        right: u64,
        operation: PairOperation,
        #[serde(default)]
        functions: BTreeMap<String, JavaFunction>,
    },
    /// A table: its rows, with null for parents that no row is.
    PromoteOrphans { id: String, parent: String },
    /// A session: the tables joined by their keys, each with its columns.
    MultiJoin {
        tables: Vec<u64>,
        inputs: Vec<MultiJoinColumns>,
    },
    /// A session: the rows of all tables, one after another.
    MergeTables { tables: Vec<u64> },
    /// A session: the rows of all tables in the order of a column.
    MergeSorted { tables: Vec<u64>, column: String },
    /// A table: its columns.
    Describe,
    /// A table: its state.
    Status,
    /// A table: waits for a change.
    AwaitChange { timeout_ms: u64 },
    /// A table: its rows now, as a view.
    View,
    /// A view: lays out the column's piece.
    Load { piece: usize, column: usize },
    /// A table or a view: its rows as an Arrow stream.
    Export {
        address: u64,
        #[serde(default)]
        first_row: u64,
        row_count: Option<u64>,
        columns: Option<Vec<String>>,
    },
    /// Nobody: waits for what the library has to say, from a level on; the first one decides for ever.
    AwaitLogs { level: i32, timeout_ms: u64 },
    /// A table: its changes from now on.
    Subscribe(SubscribeOptions),
    /// A subscription: its next change if there is one; otherwise an event follows when there is.
    NextChange,
    /// A subscription: raises its event.
    Ring,
    /// Nobody: waits for events, and gives the subscriptions that have any.
    AwaitEvents { timeout_ms: u64 },
    /// A change: some of its rows as a view.
    ChangeView { part: Part },
    /// A change: the positions of the columns in which modified rows differ.
    ModifiedColumns,
    /// Nobody: how many handles are alive.
    LiveHandles,
}

/// What a table gives to a join of many.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MultiJoinColumns {
    pub on: Vec<String>,
    #[serde(default)]
    pub add: Vec<String>,
}

/// A column of which it is not known whether there is such a type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedType {
    name: Option<String>,
    #[serde(rename = "type")]
    type_name: String,
}

/// The type of a name, if there is one.
pub(crate) fn named_type(name: &str) -> Option<ColumnType> {
    let name: StrDeserializer<'_, value::Error> = name.into_deserializer();
    ColumnType::deserialize(name).ok()
}

impl NamedType {
    /// Refuses a type that the format does not have.
    pub fn check(&self, format: Format) -> Result<()> {
        match named_type(&self.type_name) {
            Some(column_type) => format.check(self.name.as_deref(), &column_type),
            None => Err(format.refused(self.name.as_deref(), &self.type_name)),
        }
    }
}

/// Rows that a change tells of.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    Added,
    Removed,
    Modified,
    ModifiedBefore,
    /// All rows before the change.
    Before,
    /// All rows after it.
    After,
}

/// Reads a document.
pub(crate) fn parse(document: &[u8]) -> Result<Request> {
    let document: Document = read(document)?;
    if document.v != VERSION {
        return Err(Error::unsupported(format!(
            "the request has version {}, this library reads version {VERSION}",
            document.v
        ))
        .with("pointer", "/v"));
    }
    Ok(document.request)
}

/// Reads a model of JSON values, and refuses one whose columns cannot be made.
pub(crate) fn object_model(document: &[u8]) -> Result<Value> {
    let value = read(document)?;
    ObjectDecoder::new(&value, None)?;
    Ok(value)
}

fn read<T: DeserializeOwned>(document: &[u8]) -> Result<T> {
    let mut json = serde_json::Deserializer::from_slice(document);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer: String = error.path().iter().map(token).collect();
        Error::invalid(format!("{pointer}: {}", error.inner())).with("pointer", pointer)
    })?;
    json.end()
        .map_err(|error| Error::invalid(format!("{error} behind the document")))?;
    Ok(value)
}

fn token(segment: &Segment) -> String {
    match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { variant } => format!("/{variant}"),
        Segment::Unknown => "/?".to_owned(),
    }
}
