//! Messages in the formats of before Kafka 0.11 (magic 0 and 1), which brokers still have in old logs.
//!
//! They stand in a log one after another. A compressed one holds others: of magic 1 their offsets count from the first one, and
//! it has the offset of the last one itself. librdkafka 2.12.1 cannot read them from a broker that speaks a version of Fetch
//! with tagged fields: it takes their lengths for ones of variable size (its issue 5504).

use std::borrow::Cow;

use twox_hash::XxHash32;

use super::compression::Codec;
use super::reader::{Fault, Reader};
use super::records::{Stretch, WRONG_CHECKSUM, Walker};
use crate::kafka::{Batch, NO_TIMESTAMP, Span};

/// The bytes of a message before those that its length counts: its offset and its length.
const BEFORE_LENGTH: usize = 12;
/// Where the checksum's bytes begin, behind the checksum: with the magic number, which newer formats have there too.
const CHECKED: usize = 16;

/// A message of a log, or of a compressed one.
#[derive(Debug)]
pub(super) struct Message {
    pub offset: i64,
    /// The bytes of the whole message.
    pub len: usize,
    checksum: u32,
    magic: i8,
    attributes: i8,
    timestamp: i64,
    /// As everywhere, places in the buffer that it was read from.
    key: Span,
    value: Span,
}

/// Whether what `bytes` begins with is a message of an old format.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    matches!(bytes.get(CHECKED), Some(0 | 1))
}

impl Message {
    /// Reads the message that begins at `start`; none when it is cut off.
    pub fn read(buffer: &[u8], start: usize) -> Result<Option<Self>, Fault> {
        let mut reader = Reader::new(buffer, start);
        if reader.remaining() <= CHECKED {
            return Ok(None);
        }
        let offset = reader.i64()?;
        let len = usize::try_from(reader.i32()?).map_err(|_| "the length of a message is negative")?;
        let end = start + BEFORE_LENGTH + len;
        if buffer.len() < end {
            return Ok(None);
        }
        // The offset after it is a number too.
        if !(0..i64::MAX).contains(&offset) {
            return Err("the offset of a message is out of range");
        }
        let mut reader = Reader::new(&buffer[..end], reader.position());
        let checksum = reader.u32()?;
        let magic = reader.i8()?;
        let attributes = reader.i8()?;
        let timestamp = match magic {
            0 => NO_TIMESTAMP,
            1 => reader.i64()?,
            _ => return Err("a message in it is of another format"),
        };
        let (key, value) = (part(&mut reader)?, part(&mut reader)?);
        if reader.remaining() > 0 {
            return Err("a message in it is longer than it says");
        }
        Ok(Some(Message {
            offset,
            len: BEFORE_LENGTH + len,
            checksum,
            magic,
            attributes,
            timestamp,
            key,
            value,
        }))
    }

    /// How what it holds is compressed.
    pub fn codec(&self) -> Result<Option<Codec>, Fault> {
        Codec::of(i16::from(self.attributes))
    }

    /// The time at which the broker took it, which is that of all that it holds; none if it has that of its producer.
    fn append_time(&self) -> Option<i64> {
        (self.magic > 0 && self.attributes & 0x08 != 0).then_some(self.timestamp)
    }
}

/// Bytes after their length; a negative length is null.
fn part(reader: &mut Reader<'_>) -> Result<Span, Fault> {
    let Ok(len) = usize::try_from(reader.i32()?) else {
        return Ok(Span::NULL);
    };
    let range = reader.range(len)?;
    Ok(Span::new(range.start, len))
}

impl Walker {
    /// Adds the message that begins at `start` of the response, or those in it, as [`walk`](Self::walk) adds records.
    pub(super) fn message(
        &mut self,
        response: &[u8],
        start: usize,
        message: &Message,
        stretch: &Stretch,
        plain: bool,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        self.check(response, start, message)?;
        let codec = message.codec()?;
        if plain && codec.is_none() {
            self.add(batch, stretch, message.offset, message.timestamp, message);
            return Ok(());
        }
        let mut buffer = batch.take();
        let result = self.copy(response, start, message, codec, stretch, batch, &mut buffer);
        batch.put(buffer);
        result
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of a batch that is taken apart")]
    fn copy(
        &mut self,
        response: &[u8],
        start: usize,
        message: &Message,
        codec: Option<Codec>,
        stretch: &Stretch,
        batch: &mut Batch,
        buffer: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let begin = buffer.len();
        let Some(codec) = codec else {
            buffer.extend_from_slice(&response[start..start + message.len]);
            let copied = Message::read(buffer, begin)?.ok_or("a message in it ends too early")?;
            self.add(batch, stretch, copied.offset, copied.timestamp, &copied);
            return Ok(());
        };
        let value = message.value.of(response).ok_or("a compressed message is null")?;
        let value = if codec == Codec::Lz4 && message.magic == 0 {
            repaired(value)
        } else {
            value.into()
        };
        self.decompressor.append(codec, &value, buffer)?;
        let base = base(message, buffer, begin)?;
        let mut at = begin;
        while let Some(inner) = inner(buffer, at)? {
            self.check(buffer, at, &inner)?;
            at += inner.len;
            let offset = base.checked_add(inner.offset);
            let offset = offset.filter(|offset| (0..=message.offset).contains(offset));
            let offset = offset.ok_or("the offset of a message is out of range")?;
            let timestamp = message.append_time().unwrap_or(inner.timestamp);
            self.add(batch, stretch, offset, timestamp, &inner);
        }
        Ok(())
    }

    fn check(&self, buffer: &[u8], start: usize, message: &Message) -> Result<(), Fault> {
        if self.check_crcs {
            let mut checksum = flate2::Crc::new();
            checksum.update(&buffer[start + CHECKED..start + message.len]);
            if checksum.sum() != message.checksum {
                return Err(WRONG_CHECKSUM);
            }
        }
        Ok(())
    }

    /// Adds a message, if it is wanted. None has headers.
    fn add(&self, batch: &mut Batch, stretch: &Stretch, offset: i64, timestamp: i64, message: &Message) {
        if (stretch.from..stretch.end).contains(&offset) {
            batch.push_spans(stretch.partition, offset, timestamp, message.key, message.value);
            if self.headers {
                batch.end_headers();
            }
        }
    }
}

/// A message of a compressed one; none at the end.
fn inner(buffer: &[u8], at: usize) -> Result<Option<Message>, Fault> {
    if at == buffer.len() {
        return Ok(None);
    }
    let message = Message::read(buffer, at)?.ok_or("a message in it ends too late")?;
    match message.codec()? {
        None => Ok(Some(message)),
        Some(_) => Err("a compressed message holds another one"),
    }
}

/// What is added to the offsets of messages that a compressed one holds.
fn base(message: &Message, buffer: &[u8], begin: usize) -> Result<i64, Fault> {
    if message.magic == 0 {
        return Ok(0);
    }
    let (mut at, mut last) = (begin, 0);
    while let Some(inner) = inner(buffer, at)? {
        at += inner.len;
        last = inner.offset;
    }
    Ok(message.offset - last)
}

/// The LZ4 frame of a message of magic 0 with the checksum that its header should have: Kafka's clients computed it over other
/// bytes then.
fn repaired(frame: &[u8]) -> Cow<'_, [u8]> {
    const MAGIC: usize = 4;
    let Some(flags) = frame.get(MAGIC) else {
        return frame.into();
    };
    // With the size of its content, which is one of the flags.
    let end = MAGIC + if flags & 0x08 == 0 { 2 } else { 10 };
    let mut frame = frame.to_vec();
    if frame.len() > end {
        frame[end] = (XxHash32::oneshot(0, &frame[MAGIC..end]) >> 8) as u8;
    }
    frame.into()
}
