//! Batches of records into blocks of rows.

use std::collections::BTreeSet;
use std::ops::Range;

use arrow_array::types::{Int32Type, TimestampNanosecondType};

use crate::error::Result;
use crate::format::{BadRecord, ColumnBuilder, Decoder, Payloads, Unready, Values};
use crate::kafka::{Batch, NO_TIMESTAMP};
use crate::spec::{OnError, instant};
use crate::table::{Block, Chunk, RunType, RunsBuilder};

use super::headers::{HeaderBuilder, HeadersBuilder};
use super::layout::Layout;

/// What becomes of bad records.
#[derive(Clone, Copy)]
pub(super) struct OnBad {
    pub policy: OnError,
    /// Whether their partitions end there: records behind them give no rows.
    pub ends: bool,
}

/// Decodes batches into the columns of one growing block.
pub(super) struct Assembler {
    /// In the order of the table's columns; what the properties removed is not there.
    common: Vec<Common>,
    key: Part,
    value: Part,
    rows: usize,
}

/// The columns of the key or of the value.
struct Part {
    decoder: Box<dyn Decoder>,
    columns: Vec<ColumnBuilder>,
}

/// A common column under construction.
enum Common {
    Partition(RunsBuilder),
    Offset(RunsBuilder),
    Timestamp(Values<i64>),
    ReceiveTime(Values<i64>),
    KeyBytes(Values<i32>),
    ValueBytes(Values<i32>),
    Headers(HeadersBuilder),
    Header(HeaderBuilder),
}

const NANOS_PER_MILLI: i64 = 1_000_000;

impl Assembler {
    pub fn new(layout: Layout) -> Result<Self> {
        let Layout {
            common: names,
            headers,
            header,
            key,
            value,
            ..
        } = layout;
        let columns = [
            names
                .partition
                .map(|_| Common::Partition(RunsBuilder::new(RunType::Constant))),
            names
                .offset
                .map(|_| Common::Offset(RunsBuilder::new(RunType::Counting))),
            names.timestamp.map(|_| Common::Timestamp(Values::default())),
            names.receive_time.map(|_| Common::ReceiveTime(Values::default())),
            names.key_bytes.map(|_| Common::KeyBytes(Values::default())),
            names.value_bytes.map(|_| Common::ValueBytes(Values::default())),
            headers.map(|_| Common::Headers(HeadersBuilder::new())),
        ];
        let single = header.iter().map(|column| Common::Header(HeaderBuilder::new(column)));
        Ok(Assembler {
            common: columns.into_iter().flatten().chain(single).collect(),
            key: Part {
                columns: key.builders()?,
                decoder: key,
            },
            value: Part {
                columns: value.builders()?,
                decoder: value,
            },
            rows: 0,
        })
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The bytes of keys and values so far.
    pub fn bytes(&self) -> usize {
        self.key
            .columns
            .iter()
            .chain(&self.value.columns)
            .map(ColumnBuilder::bytes)
            .sum()
    }

    /// Where the records at `range` of a batch have to wait; none when all can be added.
    pub fn ready(&mut self, batch: &Batch, range: Range<usize>) -> Option<Unready> {
        let key = self.key.decoder.ready(batch.keys().slice(range.clone()));
        let value = self.value.decoder.ready(batch.values().slice(range));
        key.into_iter().chain(value).min_by_key(|unready| unready.ready)
    }

    /// Adds the records at `range` of a batch as rows, and gives the bad ones in the order of the batch. A bad record
    /// gives no row, or, under [`OnError::Null`], one whose key's or value's columns are null.
    pub fn absorb(&mut self, batch: &Batch, range: Range<usize>, received: i64, on_bad: OnBad) -> Vec<BadRecord> {
        let mut bad = Vec::new();
        if range.is_empty() {
            return bad;
        }
        let (keys, values) = (batch.keys().slice(range.clone()), batch.values().slice(range.clone()));
        self.key.decode(keys, &mut bad);
        self.value.decode(values, &mut bad);
        bad.sort_by_key(|record| record.index);
        let mut gone: Vec<usize> = Vec::new();
        if !bad.is_empty() && on_bad.policy != OnError::Null {
            gone.extend(bad.iter().map(|record| record.index));
            gone.dedup();
            if on_bad.ends {
                gone = behind(batch, &range, &gone);
            }
            let rows: Vec<usize> = gone.iter().map(|index| self.rows + index).collect();
            self.key
                .columns
                .iter_mut()
                .chain(&mut self.value.columns)
                .for_each(|column| column.remove(&rows));
        }
        for record in &mut bad {
            record.index += range.start;
        }
        for index in &mut gone {
            *index += range.start;
        }
        self.rows += range.len() - gone.len();
        for column in &mut self.common {
            column.extend(batch, range.clone(), received, &gone);
        }
        bad
    }

    /// Takes back what a batch has left that was not absorbed to its end.
    pub fn roll_back(&mut self) {
        let decoded = self.key.columns.iter_mut().chain(&mut self.value.columns);
        decoded.for_each(|column| column.truncate(self.rows));
        self.common.iter_mut().for_each(|column| column.truncate(self.rows));
    }

    /// The rows so far; the assembler is empty afterwards.
    pub fn finish(&mut self) -> Block {
        let common = self.common.iter_mut().map(Common::finish);
        let decoded = self.key.columns.iter_mut().chain(&mut self.value.columns);
        let columns = common
            .chain(decoded.map(|column| Chunk::compact(column.finish())))
            .collect();
        Block {
            columns,
            rows: std::mem::take(&mut self.rows),
        }
    }
}

impl Part {
    fn decode(&mut self, payloads: Payloads<'_>, bad: &mut Vec<BadRecord>) {
        self.columns
            .iter_mut()
            .for_each(|column| column.reserve(payloads.len()));
        self.decoder.decode(payloads, &mut self.columns, bad);
    }
}

impl Common {
    /// Adds a row for each record at `range` of the batch but those at `gone`.
    fn extend(&mut self, batch: &Batch, range: Range<usize>, received: i64, gone: &[usize]) {
        let kept = || kept(range.clone(), gone);
        match self {
            Common::Partition(runs) => {
                for (partition, stretch) in batch.partitions() {
                    let stretch = stretch.start.max(range.start)..stretch.end.min(range.end);
                    let removed = gone.partition_point(|index| *index < stretch.end)
                        - gone.partition_point(|index| *index < stretch.start);
                    runs.push(i64::from(partition), stretch.len() - removed);
                }
            }
            Common::Offset(runs) => push_offsets(runs, kept().map(|index| batch.offsets()[index])),
            Common::Timestamp(values) => {
                for index in kept() {
                    match batch.timestamps()[index] {
                        NO_TIMESTAMP => values.push_null(),
                        millis => values.push(millis.saturating_mul(NANOS_PER_MILLI)),
                    }
                }
            }
            Common::ReceiveTime(values) => kept().for_each(|_| values.push(received)),
            Common::KeyBytes(values) => push_sizes(values, batch.keys(), kept()),
            Common::ValueBytes(values) => push_sizes(values, batch.values(), kept()),
            Common::Headers(headers) => kept().for_each(|index| headers.push(batch, index)),
            Common::Header(header) => kept().for_each(|index| header.push(batch, index)),
        }
    }

    fn truncate(&mut self, rows: usize) {
        match self {
            Common::Partition(runs) | Common::Offset(runs) => runs.truncate(rows),
            Common::Timestamp(values) | Common::ReceiveTime(values) => values.truncate(rows),
            Common::KeyBytes(values) | Common::ValueBytes(values) => values.truncate(rows),
            Common::Headers(headers) => headers.truncate(rows),
            Common::Header(header) => header.truncate(rows),
        }
    }

    fn finish(&mut self) -> Chunk {
        match self {
            Common::Partition(runs) | Common::Offset(runs) => runs.finish(),
            Common::Timestamp(values) | Common::ReceiveTime(values) => {
                Chunk::from(values.finish_as::<TimestampNanosecondType>(instant()))
            }
            Common::KeyBytes(values) | Common::ValueBytes(values) => Chunk::from(values.finish::<Int32Type>()),
            Common::Headers(headers) => Chunk::from(headers.finish()),
            Common::Header(header) => Chunk::compact(header.finish()),
        }
    }
}

/// The positions of records, from the beginning of the range on, that are `bad` or behind a bad one in their partition.
#[cold]
fn behind(batch: &Batch, range: &Range<usize>, bad: &[usize]) -> Vec<usize> {
    let mut ended = BTreeSet::new();
    let mut gone = Vec::new();
    for (partition, stretch) in batch.partitions() {
        for index in stretch.start.max(range.start)..stretch.end.min(range.end) {
            let index = index - range.start;
            if bad.binary_search(&index).is_ok() {
                ended.insert(partition);
            }
            if ended.contains(&partition) {
                gone.push(index);
            }
        }
    }
    gone
}

/// The positions but those at `gone`, which are in ascending order.
fn kept(range: Range<usize>, gone: &[usize]) -> impl Iterator<Item = usize> {
    let mut gone = gone.iter().copied().peekable();
    range.filter(move |index| gone.next_if_eq(index).is_none())
}

fn push_offsets(runs: &mut RunsBuilder, offsets: impl Iterator<Item = i64>) {
    let mut run: Option<(i64, usize)> = None;
    for offset in offsets {
        match &mut run {
            Some((start, rows)) if *start + *rows as i64 == offset => *rows += 1,
            _ => {
                if let Some((start, rows)) = run.replace((offset, 1)) {
                    runs.push(start, rows);
                }
            }
        }
    }
    if let Some((start, rows)) = run {
        runs.push(start, rows);
    }
}

fn push_sizes(values: &mut Values<i32>, payloads: Payloads<'_>, kept: impl Iterator<Item = usize>) {
    for index in kept {
        match payloads.spans[index].len() {
            Some(size) => values.push(size),
            None => values.push_null(),
        }
    }
}
