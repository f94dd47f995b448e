//! Answers to the requests of Java.

use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_schema::Schema;
use serde::Serialize;
use serde_json::{Value, json};

use super::handles::{self, Object};
use super::request::{self, Part, Request};
use super::view::View;
use super::{
    Selection, calendars, events, export_stream, functions, guard, import_stream, logs, parsers, serializers,
    transpose_options, types, values,
};
use crate::error::{Error, Result};
use crate::format::{AvroField, Decoder, ObjectDecoder, protobuf_fields, protobuf_paths};
use crate::graph::{
    AvroFields, Feed, Feeding, MultiJoinInput, PartitionedTable, PublisherStatus, Session, SessionOptions, Table,
    TableChange, Transpose, resolve_protobuf,
};
use crate::op::Flow;
use crate::spec::{self, ColumnType};
use crate::table::Snapshot;

/// Answers a request: a byte that says whether it succeeded, then a JSON document: the answer, or the error.
///
/// `handle` is the receiver, 0 for none; `payload` holds values that a request brings along.
pub(crate) fn call(handle: u64, request: &[u8], payload: &[u8]) -> Vec<u8> {
    let (status, answer) = match guard(|| answer(handle, request::parse(request)?, payload)) {
        Ok(answer) => (0, answer),
        Err(error) => (1, describe_error(&error)),
    };
    let mut bytes = vec![status];
    bytes.extend_from_slice(answer.to_string().as_bytes());
    bytes
}

fn describe_error(error: &Error) -> Value {
    let details: serde_json::Map<String, Value> = error
        .context()
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect();
    json!({"code": error.kind() as i32, "message": error.message(), "details": details})
}

fn answer(handle: u64, request: Request, payload: &[u8]) -> Result<Value> {
    match request {
        Request::Open { properties } => {
            let session = Session::with_options(&SessionOptions::from_properties(&properties)?)?;
            Ok(kept(Object::Session(Arc::new(session))))
        }
        Request::Close => {
            handles::session(handle)?.close();
            Ok(Value::Null)
        }
        Request::Hold => Ok(kept(Object::Hold(Arc::new(handles::session(handle)?.hold())))),
        Request::Partitions { properties, topic } => {
            Ok(json!({"partitions": handles::session(handle)?.partitions(&properties, &topic)?}))
        }
        Request::Consume(consume) => {
            let session = handles::session(handle)?;
            let consume = parsers::attached(*consume, || session.until_closed());
            Ok(kept_table(session.consume_to_table(&consume)?))
        }
        Request::ConsumePartitioned(consume) => {
            let session = handles::session(handle)?;
            let consume = parsers::attached(*consume, || session.until_closed());
            Ok(kept_partitioned(session.consume_to_partitioned_table(&consume)?))
        }
        Request::Keys => Ok(kept_table(handles::partitioned_table(handle)?.keys())),
        Request::Constituent { columns } => {
            let key = values::read(&columns, 1, payload)?;
            let table = handles::partitioned_table(handle)?.constituent_for(key.columns())?;
            Ok(table.map_or(Value::Null, kept_table))
        }
        Request::Constituents => {
            let tables = handles::partitioned_table(handle)?.constituents().into_iter();
            Ok(json!({"tables": tables.map(kept_table).collect::<Vec<_>>()}))
        }
        Request::Prototype => Ok(kept_table(handles::partitioned_table(handle)?.prototype())),
        Request::Transform { prototype, result } => {
            let (prototype, result) = (handles::table(prototype)?, handles::table(result)?);
            let table = handles::partitioned_table(handle)?.transform_like(&prototype, &result)?;
            Ok(kept_partitioned(table))
        }
        Request::Tables { column } => Ok(kept_table(handles::partitioned_table(handle)?.table(&column)?)),
        Request::TransformPairs {
            other,
            matching,
            prototypes: [left, right],
            result,
        } => {
            let other = handles::partitioned_table(other)?;
            let (left, right, result) = (handles::table(left)?, handles::table(right)?, handles::table(result)?);
            let table = handles::partitioned_table(handle)?;
            let pairs = table.transform_pairs_like(&other, matching, [&left, &right], &result)?;
            Ok(kept_partitioned(pairs))
        }
        Request::Rearranged { table, column } => {
            let table = handles::table(table)?;
            Ok(kept_partitioned(
                handles::partitioned_table(handle)?.rearranged(&table, &column)?,
            ))
        }
        Request::Partitioned { keys, column } => {
            Ok(kept_partitioned(handles::table(handle)?.partitioned(keys, &column)?))
        }
        Request::PartitionedOf { tables } => {
            let tables = tables
                .into_iter()
                .map(|table| Ok(Table::clone(&*handles::table(table)?)));
            Ok(kept_partitioned(PartitionedTable::of_tables(
                &tables.collect::<Result<Vec<_>>>()?,
            )?))
        }
        Request::Cell { number } => Ok(kept_table(Table::of_cell(number)?)),
        Request::PartitionBy { keys, drop_keys } => {
            Ok(kept_partitioned(handles::table(handle)?.partition_by(keys, drop_keys)?))
        }
        Request::Merge => Ok(kept_table(handles::partitioned_table(handle)?.merge()?)),
        Request::CheckColumns { format, columns } => {
            columns.iter().try_for_each(|column| column.check(format))?;
            Ok(Value::Null)
        }
        Request::ResolveProtobuf { properties, protobuf } => as_json(&resolve_protobuf(&protobuf, &properties)?),
        Request::ProtobufFields { protobuf, below } => {
            Ok(json!({"fields": as_json(&protobuf_fields(&protobuf, &below)?)?}))
        }
        Request::ProtobufColumns { protobuf } => Ok(json!({"paths": protobuf_paths(&protobuf)?})),
        Request::CheckRaw {
            column,
            type_name,
            deserializer,
        } => {
            let own = spec::deserialized(&deserializer).is_some();
            if own {
                // What has no name among the types is a type that no deserializer makes.
                let wanted = type_name.map(|name| {
                    request::named_type(&name).unwrap_or_else(|| ColumnType::Declared(Box::new(ColumnType::Json), name))
                });
                spec::raw_column(&column, wanted.as_ref(), &deserializer)?;
            }
            Ok(json!({"own": own}))
        }
        Request::CheckSerializer { serializer } => Ok(json!({"own": spec::is_serializer(&serializer)})),
        Request::CheckValue { value } => {
            value.check()?;
            as_json(&value)
        }
        Request::ObjectColumns { value } => {
            let decoder = ObjectDecoder::new(&value, None)?;
            let mut description = describe(&spec::schema(&decoder.columns()));
            description["paths"] = json!(decoder.paths());
            Ok(description)
        }
        Request::Define(consume) => {
            // Nothing is read.
            let consume = parsers::attached(*consume, || Box::new(|| true));
            Ok(describe(&*consume.schema()?))
        }
        Request::AvroFields { spec, properties } => Ok(describe_fields(&AvroFields::of(&spec, &properties)?)),
        Request::AvroSchema {
            name,
            namespace,
            columns,
            mut properties,
        } => {
            let table = handles::table(handle)?;
            let schema = table.avro_schema(&name, namespace.as_deref(), &columns, &mut properties)?;
            Ok(json!({"schema": schema, "properties": properties}))
        }
        Request::CheckPublish(publish) => {
            handles::table(handle)?.check_publish(&publish)?;
            Ok(Value::Null)
        }
        Request::Publish(publish) => {
            let table = handles::table(handle)?;
            let publish = serializers::attached(*publish, || table.until_closed());
            let publisher = table.publish(&publish)?;
            Ok(kept(Object::Publisher(Arc::new(publisher))))
        }
        Request::PublishFile { path, options, publish } => {
            let publisher = handles::session(handle)?.publish_file(path, &options, &publish)?;
            Ok(kept(Object::Publisher(Arc::new(publisher))))
        }
        Request::ReadCsv { path, specs } => {
            let session = handles::session(handle)?;
            Ok(kept_table(match path {
                Some(path) => session.read_csv(path, &specs)?,
                None => session.read_csv_text(payload, &specs)?,
            }))
        }
        Request::ReadFile { path, options } => Ok(kept_table(handles::session(handle)?.read_file(path, &options)?)),
        Request::WriteCsv { path, output } => {
            handles::table(handle)?.write_csv(path, &output)?;
            Ok(Value::Null)
        }
        Request::WriteFile { path, output } => {
            handles::table(handle)?.write_file(path, &output)?;
            Ok(Value::Null)
        }
        Request::AwaitPublisher { timeout_ms } => {
            Ok(json!({"ended": handles::publisher(handle)?.wait(Duration::from_millis(timeout_ms))?}))
        }
        Request::PublisherStatus => Ok(describe_publisher(&handles::publisher(handle)?.status())),
        Request::StopPublisher => {
            handles::publisher(handle)?.stop()?;
            Ok(Value::Null)
        }
        Request::Topics { properties } => Ok(json!({"topics": handles::session(handle)?.topics(&properties)?})),
        Request::SessionStatus => Ok(kept_table(handles::session(handle)?.status()?)),
        Request::SessionPublishers => Ok(kept_table(handles::session(handle)?.publishers()?)),
        Request::Metrics => Ok(json!({"metrics": handles::session(handle)?.metrics()})),
        Request::Errors => Ok(kept_table(handles::table(handle)?.errors()?)),
        Request::Make { columns, rows } => {
            let batch = values::read(&columns, rows, payload)?;
            Ok(kept_table(
                handles::session(handle)?.import(batch.schema(), [Ok(batch)])?,
            ))
        }
        Request::TimeTable(options) => Ok(kept_table(handles::session(handle)?.time_table(options)?)),
        Request::EmptyTable { rows } => Ok(kept_table(handles::session(handle)?.empty_table(rows)?)),
        Request::InputTable { columns, rows, keys } => {
            let schema = spec::schema(&columns);
            let first = match rows {
                0 => Vec::new(),
                rows => vec![values::read(&columns, rows, payload)?],
            };
            Ok(kept_table(
                handles::session(handle)?.input_table_of(schema, &keys, &first)?,
            ))
        }
        Request::AddRows { columns, rows } => {
            handles::table(handle)?.add_rows(&values::read(&columns, rows, payload)?)?;
            Ok(Value::Null)
        }
        Request::DeleteRows { columns, rows } => {
            handles::table(handle)?.delete_rows(&values::read(&columns, rows, payload)?)?;
            Ok(Value::Null)
        }
        Request::KeyedTranspose {
            rows,
            columns,
            aggregations,
            counts,
            initial_groups,
            ignore_new,
        } => {
            let options = transpose_options(initial_groups.map(handles::table).transpose()?.as_deref(), ignore_new);
            let transpose = Transpose {
                rows,
                columns,
                aggregations,
                counts,
            };
            Ok(kept_table(transpose.of(&*handles::table(handle)?, &options)?))
        }
        Request::Feed { label, columns } => {
            let session = handles::session(handle)?;
            Ok(kept_feed(session.feed_of(
                &label,
                spec::schema(&columns),
                Feeding::Blink,
                [],
            )?))
        }
        Request::FeedLike { label, table } => {
            let first = handles::table(table)?.snapshot();
            let rows = first.batches().collect::<Result<Vec<_>>>()?;
            let session = handles::session(handle)?;
            let schema = first.schema().clone();
            Ok(kept_feed(session.feed_of(&label, schema, Feeding::Replace, rows)?))
        }
        Request::PutRows { table } => {
            handles::feed(handle)?.put_rows_of(&*handles::table(table)?)?;
            Ok(Value::Null)
        }
        Request::FailFeed { message } => {
            handles::feed(handle)?.fail(message);
            Ok(Value::Null)
        }
        Request::IsAlive => Ok(json!({"alive": handles::feed(handle)?.is_alive()})),
        Request::FedTable => Ok(handles::feed(handle)?.table().map_or(Value::Null, kept_table)),
        Request::Import { address } => {
            let stream = take_stream(address)?;
            Ok(kept_table(import_stream(&*handles::session(handle)?, stream)?))
        }
        Request::Derive { operation, functions } => {
            let table = handles::table(handle)?;
            let functions = functions::with_registered(&table, functions);
            Ok(kept_table(table.apply_calling(&operation, functions)?))
        }
        Request::Register { name, function } => {
            functions::register(&*handles::session(handle)?, name, function)?;
            Ok(Value::Null)
        }
        Request::Calendar(request) => calendars::answer(request),
        Request::AwaitCall { timeout_ms } => {
            let (call, dropped) = functions::take(Duration::from_millis(timeout_ms));
            Ok(json!({"call": call.map_or(Value::Null, asked), "dropped": dropped}))
        }
        Request::AnswerCall { ticket, failure } => {
            functions::answer(ticket, failure, payload);
            Ok(Value::Null)
        }
        Request::AwaitRecords { parser, timeout_ms } => {
            let (batch, ended) = parsers::take(parser, Duration::from_millis(timeout_ms));
            Ok(json!({"batch": batch.map_or(Value::Null, unread), "ended": ended}))
        }
        Request::AnswerRecords(answer) => {
            parsers::answer(answer, payload);
            Ok(Value::Null)
        }
        Request::Combine {
            right,
            operation,
            functions,
        } => {
            let (left, right) = (handles::table(handle)?, handles::table(right)?);
            let functions = functions::with_registered(&left, functions);
            Ok(kept_table(left.apply_with_calling(&right, &operation, functions)?))
        }
        Request::PromoteOrphans { id, parent } => {
            Ok(kept_table(handles::table(handle)?.promote_orphans(&id, &parent)?))
        }
        Request::MultiJoin { tables, inputs } => {
            let tables = tables_of(&tables)?;
            let inputs = tables.iter().zip(inputs);
            let inputs: Vec<_> = inputs
                .map(|(table, columns)| MultiJoinInput::new(table, columns.on, columns.add))
                .collect();
            Ok(kept_table(handles::session(handle)?.multi_join(&inputs)?))
        }
        Request::MergeTables { tables } => {
            let tables = tables_of(&tables)?;
            Ok(kept_table(handles::session(handle)?.merge(&tables)?))
        }
        Request::MergeSorted { tables, column } => {
            let tables = tables_of(&tables)?;
            Ok(kept_table(handles::session(handle)?.merge_sorted(column, &tables)?))
        }
        Request::Describe => Ok(describe(handles::table(handle)?.schema())),
        Request::Status => Ok(status(&*handles::table(handle)?)),
        Request::AwaitChange { timeout_ms } => {
            Ok(json!({"changed": handles::table(handle)?.await_change(Duration::from_millis(timeout_ms))?}))
        }
        Request::View => {
            let table = handles::table(handle)?;
            let (version, snapshot) = table.versioned_snapshot();
            Ok(view(version, snapshot))
        }
        Request::Load { piece, column } => {
            handles::view(handle)?.buffers(piece, column)?;
            Ok(Value::Null)
        }
        Request::Export {
            address,
            first_row,
            row_count,
            columns,
        } => {
            let snapshot = match handles::find(handle)? {
                Object::Table(table) => table.snapshot(),
                Object::View(view) => view.snapshot().clone(),
                _ => return Err(Error::invalid("the handle is neither a table nor a view")),
            };
            let stream = export_stream(
                &snapshot,
                &Selection {
                    first_row,
                    row_count,
                    columns,
                },
            )?;
            give_stream(stream, address)?;
            Ok(Value::Null)
        }
        Request::AwaitLogs { level, timeout_ms } => {
            Ok(json!({"logs": logs::take(logs::level(level)?, Duration::from_millis(timeout_ms))?}))
        }
        Request::Subscribe(options) => {
            let changes = handles::table(handle)?.subscribe(&options)?;
            Ok(kept(Object::Subscription(Arc::new(changes))))
        }
        Request::NextChange => {
            let taken = events::take(handle, &*handles::subscription(handle)?)?;
            Ok(taken.map_or(Value::Null, kept_change))
        }
        Request::Ring => {
            events::ring(handle);
            Ok(Value::Null)
        }
        Request::AwaitEvents { timeout_ms } => Ok(json!({"ready": events::wait(Duration::from_millis(timeout_ms))})),
        Request::ChangeView { part } => {
            let change = handles::change(handle)?;
            Ok(view(change.sequence(), part_of(&change, part)))
        }
        Request::ModifiedColumns => Ok(json!({"columns": handles::change(handle)?.modified_columns()?})),
        Request::LiveHandles => {
            let [
                sessions,
                tables,
                views,
                holds,
                partitioned,
                subscriptions,
                changes,
                publishers,
                feeds,
            ] = handles::live();
            Ok(json!({
                "sessions": sessions, "tables": tables, "views": views, "holds": holds,
                "partitioned_tables": partitioned, "subscriptions": subscriptions, "changes": changes, "publishers": publishers,
                "feeds": feeds,
            }))
        }
    }
}

fn as_json(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| Error::internal(format!("an answer cannot be written: {error}")))
}

fn tables_of(handles: &[u64]) -> Result<Vec<Table>> {
    let table = |handle: &u64| Ok(Table::clone(&*handles::table(*handle)?));
    handles.iter().map(table).collect()
}

fn describe_publisher(status: &PublisherStatus) -> Value {
    json!({
        "state": status.state.name(),
        "records": status.records,
        "delivered": status.delivered,
        "unsent": status.unsent,
        "bad_rows": status.bad_rows,
        "error": status.error.as_ref().map(describe_error),
        "file": status.file.map(|file| json!({"rows": file.rows, "bytes": file.bytes, "size": file.size})),
    })
}

fn kept(object: Object) -> Value {
    json!({"handle": handles::keep(object)})
}

fn kept_table(table: Table) -> Value {
    let mut description = describe(table.schema());
    description["refreshing"] = Value::from(table.is_refreshing());
    description["flow"] = Value::from(match table.flow() {
        Flow::Still => "still",
        Flow::Append => "append",
        Flow::Blink => "blink",
        Flow::Free => "free",
    });
    description["handle"] = Value::from(handles::keep(Object::Table(Arc::new(table))));
    description
}

/// A feed, and its table under `table`.
fn kept_feed((feed, table): (Feed, Table)) -> Value {
    json!({"handle": handles::keep(Object::Feed(Arc::new(feed))), "table": kept_table(table)})
}

/// The columns of the constituents, and under `keys` those of the keys.
fn kept_partitioned(table: PartitionedTable) -> Value {
    let mut description = describe(table.constituent_schema());
    description["keys"] = describe(table.keys().schema())["columns"].take();
    description["handle"] = Value::from(handles::keep(Object::PartitionedTable(Arc::new(table))));
    description
}

fn kept_change(change: TableChange) -> Value {
    let mut description = describe(change.schema());
    description["initial"] = Value::from(change.is_initial());
    description["sequence"] = Value::from(change.sequence());
    description["rows"] = Value::from(change.num_rows());
    description["handle"] = Value::from(handles::keep(Object::Change(Arc::new(change))));
    description
}

/// A call of a function with its arguments as a view.
fn asked(call: functions::Call) -> Value {
    let mut description = describe(call.arguments.schema());
    description["ticket"] = Value::from(call.ticket);
    description["function"] = Value::from(call.function);
    description["rows"] = Value::from(call.arguments.num_rows());
    description["view"] = view(0, call.arguments);
    description
}

/// Records that Java is to parse, as a view of one column of bytes, or cells that it is to write.
fn unread(batch: parsers::Batch) -> Value {
    let rows = batch.records.num_rows();
    let mut description = describe(batch.records.schema());
    description["ticket"] = Value::from(batch.ticket);
    description["rows"] = Value::from(rows);
    description["view"] = view(0, batch.records);
    description
}

fn part_of(change: &TableChange, part: Part) -> Snapshot {
    match part {
        Part::Added => change.added(),
        Part::Removed => change.removed(),
        Part::Modified => change.modified(),
        Part::ModifiedBefore => change.modified_before(),
        Part::Before => change.before(),
        Part::After => change.after(),
    }
}

fn describe(schema: &Schema) -> Value {
    let column = |field: &Arc<arrow_schema::Field>| json!({"name": field.name(), "type": types::java_type(field)});
    json!({"columns": schema.fields().iter().map(column).collect::<Vec<_>>()})
}

/// Each field with its column; a record has none.
fn describe_fields(fields: &AvroFields) -> Value {
    let field = |field: &AvroField| {
        let column = field.column.as_ref().map(|column| {
            let arrow = column.column_type.field(&column.name);
            json!({"name": column.name, "type": types::java_type(&arrow)})
        });
        json!({"path": field.path, "recursive": field.is_recursive, "column": column})
    };
    json!({"schema": fields.schema, "fields": fields.fields.iter().map(field).collect::<Vec<_>>()})
}

fn status(table: &Table) -> Value {
    json!({
        "rows": table.num_rows(),
        "written": table.rows_written(),
        "version": table.version(),
        "refreshing": table.is_refreshing(),
        "failure": table.failure().as_ref().map(describe_error),
    })
}

fn view(version: u64, snapshot: Snapshot) -> Value {
    let view = View::new(snapshot);
    let ranges: Vec<[u64; 2]> = view
        .snapshot()
        .row_keys()
        .ranges()
        .map(|range| [range.start, range.end])
        .collect();
    let pieces: Vec<u64> = view.pieces().iter().map(|keys| keys.len()).collect();
    json!({"version": version, "ranges": ranges, "pieces": pieces, "handle": handles::keep(Object::View(Arc::new(view)))})
}

/// Takes over the stream at an address.
#[allow(unsafe_code, reason = "Java hands Arrow streams over by their addresses")]
fn take_stream(address: u64) -> Result<FFI_ArrowArrayStream> {
    // SAFETY: Java gives the address of a stream structure that it hands over.
    Ok(unsafe { ptr::replace(stream_at(address)?, FFI_ArrowArrayStream::empty()) })
}

/// Puts a stream at an address.
#[allow(unsafe_code, reason = "Java hands Arrow streams over by their addresses")]
fn give_stream(stream: FFI_ArrowArrayStream, address: u64) -> Result<()> {
    // SAFETY: Java gives the address of memory for a stream structure.
    unsafe { stream_at(address)?.write(stream) };
    Ok(())
}

fn stream_at(address: u64) -> Result<*mut FFI_ArrowArrayStream> {
    let stream = address as usize as *mut FFI_ArrowArrayStream;
    if stream.is_null() || !stream.is_aligned() {
        return Err(Error::invalid(format!("{address:#x} is no address of an Arrow stream")));
    }
    Ok(stream)
}
