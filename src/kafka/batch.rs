//! The records of one fetch.

use std::ops::Range;

use super::{Payloads, Span};

/// The timestamp of a record that has none.
pub(crate) const NO_TIMESTAMP: i64 = -1;

/// Records in one buffer. It is filled again and again, so that its memory is asked for once. The buffer is either filled
/// with copies, or taken over from a source with all that was fetched.
#[derive(Default)]
pub(crate) struct Batch {
    /// The keys and values of the records, and what else a source has put between them.
    buffer: Vec<u8>,
    /// The bytes of keys, values and headers.
    bytes: usize,
    offsets: Vec<i64>,
    /// Milliseconds since 1970, or [`NO_TIMESTAMP`].
    timestamps: Vec<i64>,
    keys: Vec<Span>,
    values: Vec<Span>,
    /// The stretches of records of one partition.
    partitions: Vec<Stretch>,
    /// The names and values of the headers of all records, if they are wanted …
    headers: Vec<(Span, Span)>,
    /// … and where those of each record end.
    header_ends: Vec<u32>,
}

/// Records of one partition, from where the stretch before ends.
struct Stretch {
    partition: i32,
    end: usize,
    /// The bytes of keys and values up to its end.
    bytes: usize,
}

/// A batch takes no more than about so many bytes, so that spans can be small.
const FULL: usize = 256 << 20;
/// A larger buffer is not kept for the next records.
const REUSABLE: usize = 16 << 20;

impl Batch {
    pub fn clear(&mut self) {
        self.buffer.clear();
        self.bytes = 0;
        self.offsets.clear();
        self.timestamps.clear();
        self.keys.clear();
        self.values.clear();
        self.partitions.clear();
        self.headers.clear();
        self.header_ends.clear();
    }

    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// The bytes of keys, values and headers.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether further records belong into another batch.
    pub fn is_full(&self) -> bool {
        self.buffer.len() >= FULL
    }

    /// The bytes of the buffer, whatever is in it.
    pub fn buffered(&self) -> usize {
        self.buffer.len()
    }

    /// Whether it is worth while to keep its memory.
    pub fn is_reusable(&self) -> bool {
        self.buffer.capacity() <= REUSABLE
    }

    /// Adds a copy of a record.
    #[inline]
    pub fn push(&mut self, partition: i32, offset: i64, timestamp: i64, key: Option<&[u8]>, value: Option<&[u8]>) {
        let key = self.span(key);
        let value = self.span(value);
        self.push_spans(partition, offset, timestamp, key, value);
    }

    /// Adds a record whose key and value lie in the buffer, or in the one that will be [put](Self::put) here.
    #[inline]
    pub fn push_spans(&mut self, partition: i32, offset: i64, timestamp: i64, key: Span, value: Span) {
        self.offsets.push(offset);
        self.timestamps.push(timestamp);
        self.keys.push(key);
        self.values.push(value);
        self.bytes += key.bytes() + value.bytes();
        let (end, bytes) = (self.offsets.len(), self.bytes);
        match self.partitions.last_mut() {
            Some(last) if last.partition == partition => (last.end, last.bytes) = (end, bytes),
            _ => self.partitions.push(Stretch { partition, end, bytes }),
        }
    }

    /// Adds copies of the headers of the last record.
    pub fn push_headers<'a>(&mut self, headers: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>) {
        for (name, value) in headers {
            let name = self.span(Some(name));
            let value = self.span(value);
            self.push_header_spans(name, value);
        }
        self.end_headers();
    }

    /// Adds a header of the last record, as [`push_spans`](Self::push_spans) adds a record.
    pub fn push_header_spans(&mut self, name: Span, value: Span) {
        self.headers.push((name, value));
        self.bytes += name.bytes() + value.bytes();
    }

    /// Ends the headers of the last record.
    pub fn end_headers(&mut self) {
        self.header_ends.push(self.headers.len() as u32);
        if let Some(last) = self.partitions.last_mut() {
            last.bytes = self.bytes;
        }
    }

    /// Takes the buffer out, so that it can be filled while records are added.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.buffer)
    }

    /// Makes `buffer`, which is smaller than 2 GiB, the one in which the records lie.
    pub fn put(&mut self, buffer: Vec<u8>) {
        self.buffer = buffer;
    }

    /// Adds the records at `range` of another batch, all of one partition.
    pub fn append(&mut self, partition: i32, other: &Batch, range: Range<usize>) {
        for index in range {
            let (key, value) = other.record(index);
            self.push(partition, other.offsets[index], other.timestamps[index], key, value);
            if !other.header_ends.is_empty() {
                self.push_headers(other.headers(index));
            }
        }
    }

    #[inline]
    fn span(&mut self, bytes: Option<&[u8]>) -> Span {
        let Some(bytes) = bytes else { return Span::NULL };
        let start = self.buffer.len();
        self.buffer.extend_from_slice(bytes);
        Span::new(start, bytes.len())
    }

    pub fn offsets(&self) -> &[i64] {
        &self.offsets
    }

    pub fn timestamps(&self) -> &[i64] {
        &self.timestamps
    }

    pub fn keys(&self) -> Payloads<'_> {
        Payloads {
            buffer: &self.buffer,
            spans: &self.keys,
        }
    }

    pub fn values(&self) -> Payloads<'_> {
        Payloads {
            buffer: &self.buffer,
            spans: &self.values,
        }
    }

    /// The names and values of the headers of the record at `index`; none when headers were not wanted.
    pub fn headers(&self, index: usize) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
        let end = self.header_ends.get(index).map_or(0, |end| *end as usize);
        let start = index
            .checked_sub(1)
            .and_then(|before| self.header_ends.get(before))
            .map_or(0, |end| *end as usize);
        let headers = self.headers.get(start..end).unwrap_or_default();
        headers
            .iter()
            .map(|(name, value)| (name.of(&self.buffer).unwrap_or_default(), value.of(&self.buffer)))
    }

    /// The key and the value of the record at `index`.
    pub fn record(&self, index: usize) -> (Option<&[u8]>, Option<&[u8]>) {
        (self.keys[index].of(&self.buffer), self.values[index].of(&self.buffer))
    }

    /// The partition of each stretch of records.
    pub fn partitions(&self) -> impl Iterator<Item = (i32, Range<usize>)> + '_ {
        let mut start = 0;
        self.partitions.iter().map(move |stretch| {
            let range = start..stretch.end;
            start = stretch.end;
            (stretch.partition, range)
        })
    }

    /// The partition of each stretch of records, their number, and the bytes of their keys, values and headers.
    pub fn sizes(&self) -> impl Iterator<Item = (i32, usize, usize)> + '_ {
        let mut before = (0, 0);
        self.partitions.iter().map(move |stretch| {
            let (end, bytes) = std::mem::replace(&mut before, (stretch.end, stretch.bytes));
            (stretch.partition, stretch.end - end, stretch.bytes - bytes)
        })
    }

    /// The partition of the record at `index`.
    pub fn partition_of(&self, index: usize) -> i32 {
        let stretch = self.partitions.partition_point(|stretch| stretch.end <= index);
        self.partitions[stretch].partition
    }
}
