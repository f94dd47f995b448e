//! Record batches (magic 2) as a broker sends them; what is older, [`messages`](super::messages) reads.
//!
//! What a broker sends of a partition is a stretch of its log: whole batches, of which the first may begin before the
//! offset that was asked for, and the last may be cut off. [`scan`] reads the batches' headers alone, which is enough to
//! know what to ask for next; [`Walker`] goes over the records and puts where they are into [`Batch`]es. Their buffer is
//! what was received, unless something in it is compressed.

use std::ops::Range;

use super::aborted::Aborted;
use super::compression::{Codec, Decompressor, MOST};
use super::messages::{Message, is_message};
use super::reader::{Fault, Reader};
use crate::kafka::{Batch, Span};

/// The bytes of a batch before those that its length counts: its offset and its length.
const BEFORE_LENGTH: usize = 12;
/// The bytes of a batch before its records.
const HEADER: usize = 61;
/// Where the checksum's bytes begin, behind the checksum.
const CHECKED: usize = 21;

/// The fault of bytes that are not what the broker was given. They may have been damaged on their way.
pub(super) const WRONG_CHECKSUM: Fault = "the checksum of a record batch is wrong";

/// What ends the reading of a partition.
#[derive(Debug, PartialEq)]
pub(super) struct Broken {
    /// The first offset of the batch that cannot be read, as far as it is known.
    pub offset: i64,
    pub fault: Fault,
}

/// The header of a record batch.
#[derive(Debug)]
struct Header {
    base_offset: i64,
    /// The bytes of the whole batch.
    len: usize,
    leader_epoch: i32,
    checksum: u32,
    attributes: i16,
    last_offset: i64,
    base_timestamp: i64,
    max_timestamp: i64,
    producer: i64,
    records: i32,
}

/// What can be known of a stretch of a log without looking at its records.
#[derive(Debug, PartialEq)]
pub(super) struct Scan {
    /// The offset that comes after its whole batches.
    pub next: i64,
    /// The leader's epoch at which the last of them was written; -1 without any.
    pub epoch: i32,
    /// Whether something in it is compressed.
    pub compressed: bool,
    /// The bytes of its whole batches.
    pub len: usize,
}

/// A stretch of a partition's log in a response.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub partition: i32,
    /// Where it is in the response: whole batches.
    pub range: Range<usize>,
    /// The offset that was asked for: what comes before is not wanted.
    pub from: i64,
    /// The offset from which on nothing is wanted; the greatest when there is no end.
    pub end: i64,
    /// The transactions in it that were aborted; empty if their records are wanted.
    pub aborted: Aborted,
    pub compressed: bool,
}

/// Reads the headers of the batches in `records`, of which those before offset `from` are passed. It ends before a fault,
/// and fails when that comes first.
pub(super) fn scan(records: &[u8], from: i64) -> Result<Scan, Broken> {
    let mut scan = Scan {
        next: from,
        epoch: -1,
        compressed: false,
        len: 0,
    };
    loop {
        match scan.add(&records[scan.len..]) {
            Ok(true) => {}
            Err(fault) if scan.len == 0 => return Err(Broken { offset: from, fault }),
            Ok(false) | Err(_) => return Ok(scan),
        }
    }
}

impl Scan {
    /// Adds the batch that `bytes` begins with; false when it is cut off.
    fn add(&mut self, bytes: &[u8]) -> Result<bool, Fault> {
        let (len, last_offset, epoch, codec) = if is_message(bytes) {
            let Some(message) = Message::read(bytes, 0)? else {
                return Ok(false);
            };
            (message.len, message.offset, -1, message.codec()?)
        } else {
            let Some(header) = Header::read(bytes)? else {
                return Ok(false);
            };
            let codec = Codec::of(header.attributes)?;
            (header.len, header.last_offset, header.leader_epoch, codec)
        };
        self.len += len;
        self.next = self.next.max(last_offset + 1);
        self.epoch = epoch;
        self.compressed |= codec.is_some();
        Ok(true)
    }
}

impl Header {
    /// Reads the header of the batch that `bytes` begins with; none when the batch is cut off.
    fn read(bytes: &[u8]) -> Result<Option<Self>, Fault> {
        let mut reader = Reader::new(bytes, 0);
        // The magic number stands where the oldest batches have it too.
        if bytes.len() <= BEFORE_LENGTH + 4 {
            return Ok(None);
        }
        let base_offset = reader.i64()?;
        let len = usize::try_from(reader.i32()?).map_err(|_| "the length of a record batch is negative")?;
        let leader_epoch = reader.i32()?;
        if reader.i8()? != 2 {
            return Err("its format is not known");
        }
        let len = len + BEFORE_LENGTH;
        if len < HEADER {
            return Err("a record batch is shorter than its header");
        }
        if bytes.len() < len {
            return Ok(None);
        }
        let checksum = reader.u32()?;
        let attributes = reader.i16()?;
        let last_offset = base_offset.checked_add(i64::from(reader.i32()?));
        let header = Header {
            base_offset,
            len,
            leader_epoch,
            checksum,
            attributes,
            // The offset after it is a number too.
            last_offset: last_offset
                .filter(|last| *last >= base_offset && base_offset >= 0 && *last < i64::MAX)
                .ok_or("the offsets of a record batch are out of range")?,
            base_timestamp: reader.i64()?,
            max_timestamp: reader.i64()?,
            producer: reader.i64()?,
            records: {
                // The producer's epoch and its first sequence number.
                reader.skip(6)?;
                reader.i32()?
            },
        };
        Ok(Some(header))
    }

    /// Whether its records are marks of brokers.
    fn is_control(&self) -> bool {
        self.attributes & 0x20 != 0
    }

    fn is_transactional(&self) -> bool {
        self.attributes & 0x10 != 0
    }

    /// Whether all its records have the time at which the broker took them.
    fn is_append_time(&self) -> bool {
        self.attributes & 0x08 != 0
    }
}

/// Goes over the records of responses, with memory that is kept.
pub(super) struct Walker {
    /// Whether batches hold headers.
    pub headers: bool,
    pub check_crcs: bool,
    pub(super) decompressor: Decompressor,
}

impl Walker {
    pub fn new(headers: bool, check_crcs: bool) -> Self {
        Walker {
            headers,
            check_crcs,
            decompressor: Decompressor::new(MOST),
        }
    }

    /// Adds the records of a stretch to an empty batch, or to one to which the same response has given others. With
    /// `plain`, they lie in the response, which will be [put](Batch::put) into the batch; otherwise in copies. What stands before
    /// a fault is added. `emit` is given each batch that is full, and gives an empty one.
    pub fn walk(
        &mut self,
        response: &[u8],
        stretch: &mut Stretch,
        plain: bool,
        batch: &mut Batch,
        emit: &mut dyn FnMut(&mut Batch),
    ) -> Result<(), Broken> {
        let mut at = stretch.range.start;
        let mut offset = stretch.from;
        loop {
            let bytes = response.get(at..stretch.range.end).unwrap_or_default();
            let at_offset = |fault| Broken { offset, fault };
            if is_message(bytes) {
                let Some(message) = Message::read(&response[..stretch.range.end], at).map_err(at_offset)? else {
                    return Ok(());
                };
                let start = at;
                at += message.len;
                offset = message.offset;
                if offset >= stretch.from {
                    self.message(response, start, &message, stretch, plain, batch)
                        .map_err(|fault| Broken { offset, fault })?;
                    if !plain && batch.is_full() {
                        emit(batch);
                    }
                }
                continue;
            }
            let Some(header) = Header::read(bytes).map_err(at_offset)? else {
                return Ok(());
            };
            offset = header.base_offset;
            let whole = at..at + header.len;
            at = whole.end;
            if header.last_offset < stretch.from || header.base_offset >= stretch.end {
                continue;
            }
            self.batch(response, whole, &header, stretch, plain, batch)
                .map_err(|fault| Broken { offset, fault })?;
            if !plain && batch.is_full() {
                emit(batch);
            }
        }
    }

    fn batch(
        &mut self,
        response: &[u8],
        whole: Range<usize>,
        header: &Header,
        stretch: &mut Stretch,
        plain: bool,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        if self.check_crcs && crc32c::crc32c(&response[whole.start + CHECKED..whole.end]) != header.checksum {
            return Err(WRONG_CHECKSUM);
        }
        let records = whole.start + HEADER..whole.end;
        if header.is_control() {
            if header.is_transactional() {
                stretch.aborted.end(header.producer, header.last_offset);
            }
            return Ok(());
        }
        if header.is_transactional() && stretch.aborted.contains(header.producer, header.last_offset) {
            return Ok(());
        }
        let codec = Codec::of(header.attributes)?;
        if plain && codec.is_none() {
            return self.records(&response[..records.end], records.start, header, stretch, batch);
        }
        let mut buffer = batch.take();
        let start = buffer.len();
        let result = match codec {
            None => {
                buffer.extend_from_slice(&response[records]);
                Ok(())
            }
            Some(codec) => self.decompressor.append(codec, &response[records], &mut buffer),
        };
        let result = result.and_then(|()| self.records(&buffer, start, header, stretch, batch));
        batch.put(buffer);
        result
    }

    /// Adds the records that lie in `buffer` from `start` to its end.
    fn records(
        &self,
        buffer: &[u8],
        start: usize,
        header: &Header,
        stretch: &Stretch,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let mut reader = Reader::new(buffer, start);
        let last_delta = header.last_offset - header.base_offset;
        for _ in 0..header.records {
            let len = reader.varint()?;
            let len = usize::try_from(len).map_err(|_| "the length of a record is negative")?;
            if len > reader.remaining() {
                return Err("a record in it ends too late");
            }
            let end = reader.position() + len;
            // Attributes, of which none has a meaning.
            reader.skip(1)?;
            let timestamp_delta = reader.varint()?;
            let offset_delta = reader.varint()?;
            if !(0..=last_delta).contains(&offset_delta) {
                return Err("the offset of a record is out of range");
            }
            let offset = header.base_offset + offset_delta;
            let key = reader.span()?;
            let value = reader.span()?;
            if reader.position() > end {
                return Err("a record in it is longer than it says");
            }
            if offset >= stretch.from && offset < stretch.end {
                let timestamp = if header.is_append_time() {
                    header.max_timestamp
                } else {
                    header.base_timestamp.wrapping_add(timestamp_delta)
                };
                batch.push_spans(stretch.partition, offset, timestamp, key, value);
                if self.headers {
                    read_headers(&mut reader, batch)?;
                }
            }
            if reader.position() > end {
                return Err("a record in it is longer than it says");
            }
            reader.skip(end - reader.position())?;
        }
        if reader.remaining() > 0 {
            return Err("it has more records than it says");
        }
        Ok(())
    }
}

/// Adds the headers of the record that was added last.
fn read_headers(reader: &mut Reader<'_>, batch: &mut Batch) -> Result<(), Fault> {
    let result = (|| {
        for _ in 0..reader.varint()? {
            let name = reader.span()?;
            if name == Span::NULL {
                return Err("a header has no name");
            }
            let value = reader.span()?;
            batch.push_header_spans(name, value);
        }
        Ok(())
    })();
    batch.end_headers();
    result
}
