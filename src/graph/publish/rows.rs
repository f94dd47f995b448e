//! Rows as records.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Int32Array, StringArray, TimestampNanosecondArray};
use arrow_schema::{DataType, Schema, SchemaRef, TimeUnit};

use crate::error::{Error, Result};
use crate::format::{BadRecord, Encoder, EncoderContext, PayloadBuffer, encoder};
use crate::kafka::{Records, Sink};
use crate::spec::{OnError, ProduceSpec, Publish, PublishOptions, Role, instant, java_class};
use crate::table::{RowSet, Snapshot};

/// How many rows are written at once.
const ROWS: u64 = 4096;

/// Writes rows of one table to a sink.
pub(super) struct RowWriter {
    key: Option<Side>,
    value: Option<Side>,
    destination: Destination,
    headers: Vec<Header>,
    values_of_headers: Vec<(String, PayloadBuffer)>,
    bad: BadRows,
}

/// Rows that cannot be written.
struct BadRows {
    policy: OnError,
    count: u64,
}

impl BadRows {
    /// Counts a row; fails with it if the policy is to.
    #[cold]
    fn add(&mut self, error: Error) -> Result<()> {
        self.count += 1;
        if self.policy == OnError::Fail {
            return Err(error);
        }
        if self.count == 1 {
            log::warn!("{error}; further rows are counted as BadRows");
        }
        Ok(())
    }
}

/// The positions of the columns that say where and when records go.
pub(super) struct Destination {
    topics: Option<usize>,
    partitions: Option<usize>,
    times: Option<usize>,
}

impl Destination {
    pub fn new(publish: &Publish, schema: &Schema) -> Result<Self> {
        let find = |column: &Option<String>, expected: &DataType, class: &str| {
            let find = |column: &String| special_column(schema, column, expected, class);
            column.as_ref().map(find).transpose()
        };
        Ok(Destination {
            topics: find(&publish.topic_column, &DataType::Utf8, "java.lang.CharSequence")?,
            partitions: find(&publish.partition_column, &DataType::Int32, "int")?,
            times: find(&publish.timestamp_column, &instant(), "java.time.Instant")?,
        })
    }
}

/// The keys or the values.
struct Side {
    role: Role,
    encoder: Box<dyn Encoder>,
    payloads: PayloadBuffer,
}

struct Header {
    column: String,
    encoder: Box<dyn Encoder>,
}

/// What is written of a row.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum What {
    Record,
    /// The key with a null value.
    Tombstone,
}

/// Columns of some rows, each read once.
struct Columns<'a> {
    rows: &'a Snapshot,
    keys: RowSet,
    read: BTreeMap<usize, ArrayRef>,
}

impl Columns<'_> {
    fn get(&mut self, index: usize) -> Result<ArrayRef> {
        if let Some(column) = self.read.get(&index) {
            return Ok(column.clone());
        }
        let column = self.rows.read(index, &self.keys)?;
        self.read.insert(index, column.clone());
        Ok(column)
    }

    fn all(&mut self, indices: &[usize]) -> Result<Vec<ArrayRef>> {
        indices.iter().map(|index| self.get(*index)).collect()
    }
}

impl RowWriter {
    /// For a table of these columns.
    pub fn new(publish: &Publish, options: &PublishOptions, schema: &SchemaRef) -> Result<Self> {
        let encoder = |spec: &ProduceSpec, role| {
            let context = EncoderContext {
                role,
                topic: publish.topic.as_deref(),
                has_topic_column: publish.topic_column.is_some(),
                properties: &publish.properties,
            };
            encoder(spec, schema, context)
        };
        let side = |spec: &ProduceSpec, role| {
            let encoder = encoder(spec, role)?;
            Ok::<_, Error>(encoder.map(|encoder| Side {
                role,
                encoder,
                payloads: PayloadBuffer::default(),
            }))
        };
        let header = |(_, column): &(String, String)| {
            let spec = ProduceSpec::simple(column);
            let encoder = encoder(&spec, Role::Value)?;
            Ok::<_, Error>(encoder.map(|encoder| Header {
                column: column.clone(),
                encoder,
            }))
        };
        let headers = options.headers.iter().map(header).filter_map(Result::transpose);
        Ok(RowWriter {
            key: side(&publish.key, Role::Key)?,
            value: side(&publish.value, Role::Value)?,
            destination: Destination::new(publish, schema)?,
            headers: headers.collect::<Result<_>>()?,
            values_of_headers: options
                .headers
                .iter()
                .map(|(name, _)| (name.clone(), PayloadBuffer::default()))
                .collect(),
            bad: BadRows {
                policy: options.on_error,
                count: 0,
            },
        })
    }

    /// How many rows could not be written.
    pub fn bad_rows(&self) -> u64 {
        self.bad.count
    }

    /// Counts on from another number.
    pub fn set_bad_rows(&mut self, count: u64) {
        self.bad.count = count;
    }

    /// Makes ready for rows that name no topic, so that what a registry refuses is known before the first row.
    pub fn ready(&mut self) -> Result<()> {
        [&mut self.key, &mut self.value]
            .into_iter()
            .flatten()
            .try_for_each(|side| side.encoder.ready(None))
    }

    /// The positions of the columns of the key.
    pub fn key_columns(&self) -> &[usize] {
        self.key.as_ref().map_or(&[], |key| key.encoder.columns())
    }

    /// Those of the value.
    pub fn value_columns(&self) -> &[usize] {
        self.value.as_ref().map_or(&[], |value| value.encoder.columns())
    }

    /// Sends records of the rows `keys`, in their order.
    pub fn write(&mut self, rows: &Snapshot, keys: &RowSet, what: What, sink: &mut dyn Sink) -> Result<()> {
        for keys in pieces(rows, keys) {
            let mut columns = Columns {
                rows,
                keys,
                read: BTreeMap::new(),
            };
            self.write_piece(&mut columns, what, sink)?;
        }
        Ok(())
    }

    fn write_piece(&mut self, columns: &mut Columns<'_>, what: What, sink: &mut dyn Sink) -> Result<()> {
        let rows = columns.keys.len() as usize;
        let topics: Option<ArrayRef> = self.destination.topics.map(|index| columns.get(index)).transpose()?;
        let topics: Option<&StringArray> = topics.as_ref().map(|column| column.as_string());
        let mut left_out = Vec::new();
        for side in [&mut self.key, &mut self.value].into_iter().flatten() {
            if side.role == Role::Value && what == What::Tombstone {
                continue;
            }
            let bad = side.encode(columns, rows, topics)?;
            for bad in &bad {
                self.bad.add(bad_row(bad, side.role, &columns.keys))?;
            }
            if self.bad.policy == OnError::Skip {
                left_out.extend(bad.iter().map(|bad| bad.index));
            }
        }
        let partitions: Option<ArrayRef> = self
            .destination
            .partitions
            .map(|index| columns.get(index))
            .transpose()?;
        let partitions = partitions.as_ref().map(|column| column.as_primitive() as &Int32Array);
        let times: Option<ArrayRef> = self.destination.times.map(|index| columns.get(index)).transpose()?;
        let times = times
            .as_ref()
            .map(|column| column.as_primitive() as &TimestampNanosecondArray);
        for row in 0..rows {
            if let Some(error) = misplaced(row, partitions, times, &columns.keys) {
                // There is no null place or time that a record could have instead.
                self.bad.add(error)?;
                left_out.push(row);
            }
        }
        left_out.sort_unstable();
        left_out.dedup();
        for (header, (_, payloads)) in self.headers.iter_mut().zip(&mut self.values_of_headers) {
            payloads.clear();
            let read = columns.all(header.encoder.columns())?;
            let mut bad = Vec::new();
            header.encoder.encode(&read, rows, payloads, &mut bad);
            if let Some(bad) = bad.first() {
                return Err(bad_row(bad, Role::Value, &columns.keys).with("column", &header.column));
            }
        }
        sink.send(&Records {
            rows,
            keys: self.key.as_ref().map(|key| &key.payloads),
            values: self
                .value
                .as_ref()
                .filter(|_| what == What::Record)
                .map(|value| &value.payloads),
            topics,
            partitions,
            times,
            headers: &self.values_of_headers,
            own_headers: None,
            left_out: &left_out,
        })
    }

    /// Those of the rows whose keys are written differently before and after.
    pub fn changed_keys(&mut self, before: &Snapshot, after: &Snapshot, rows: &RowSet) -> Result<RowSet> {
        let Some(key) = &mut self.key else {
            return Ok(RowSet::empty());
        };
        let mut changed = Vec::new();
        for keys in pieces(after, rows) {
            let mut texts = Vec::with_capacity(2);
            for state in [before, after] {
                let mut columns = Columns {
                    rows: state,
                    keys: keys.clone(),
                    read: BTreeMap::new(),
                };
                key.encode(&mut columns, keys.len() as usize, None)?;
                texts.push(std::mem::take(&mut key.payloads));
            }
            let differs = texts[0]
                .iter()
                .zip(texts[1].iter())
                .map(|(before, after)| before != after);
            changed.extend(
                keys.iter()
                    .zip(differs)
                    .filter_map(|(row, differs)| differs.then_some(row)),
            );
        }
        Ok(changed.into_iter().collect())
    }
}

impl Side {
    fn encode(
        &mut self,
        columns: &mut Columns<'_>,
        rows: usize,
        topics: Option<&StringArray>,
    ) -> Result<Vec<BadRecord>> {
        self.encoder.ready(topics)?;
        let read = columns.all(self.encoder.columns())?;
        let mut bad = Vec::new();
        self.payloads.clear();
        self.encoder.encode(&read, rows, &mut self.payloads, &mut bad);
        Ok(bad)
    }
}

/// The rows in pieces of a few thousand.
fn pieces(rows: &Snapshot, keys: &RowSet) -> impl Iterator<Item = RowSet> {
    let pieces = rows.pieces(keys);
    pieces.into_iter().flat_map(|piece| {
        let starts = (0..piece.len()).step_by(ROWS as usize);
        starts.map(move |start| piece.slice(start..start + ROWS))
    })
}

/// What is wrong with where or when a record is to go.
fn misplaced(
    row: usize,
    partitions: Option<&Int32Array>,
    times: Option<&TimestampNanosecondArray>,
    keys: &RowSet,
) -> Option<Error> {
    let partition = partitions.filter(|partitions| partitions.is_valid(row) && partitions.value(row) < 0);
    let time = times.filter(|times| times.is_valid(row) && times.value(row) < 0);
    let reason = match (partition, time) {
        (Some(partitions), _) => format!("partition {} is none: expected 0 or more", partitions.value(row)),
        (_, Some(_)) => "its time is before 1970, which records cannot have".to_owned(),
        _ => return None,
    };
    let row = keys.iter().nth(row).unwrap_or_default();
    Some(
        Error::invalid(format!("row {row} cannot be written: {reason}"))
            .with("row", row)
            .with("reason", reason),
    )
}

fn bad_row(bad: &BadRecord, role: Role, keys: &RowSet) -> Error {
    let row = keys.iter().nth(bad.index).unwrap_or_default();
    let column = bad
        .field
        .as_ref()
        .map_or(String::new(), |column| format!(", column {column:?}"));
    let error = Error::invalid(format!(
        "row {row}{column} cannot be written as a {role}: {}",
        bad.reason
    ))
    .with("row", row)
    .with("reason", &bad.reason);
    bad.field
        .iter()
        .fold(error, |error, column| error.with("column", column))
}

/// The position of a column that says where or when a record goes.
fn special_column(schema: &Schema, column: &str, expected: &DataType, class: &str) -> Result<usize> {
    let Some((index, field)) = schema.column_with_name(column) else {
        let known: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        return Err(Error::not_found(format!(
            "unknown column names [{column}], available column names are [{}]",
            known.join(", ")
        ))
        .with("column", column));
    };
    let fits = match (field.data_type(), expected) {
        (DataType::Timestamp(TimeUnit::Nanosecond, _), DataType::Timestamp(..)) => true,
        (found, expected) => found == expected,
    };
    if !fits {
        return Err(Error::invalid(format!(
            "cannot convert [{column}] of type {} to type {class}",
            java_class(field)
        ))
        .with("column", column)
        .with("expected", class));
    }
    Ok(index)
}
