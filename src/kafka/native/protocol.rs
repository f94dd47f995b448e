//! The two requests that are sent here, `ApiVersions` and `Fetch`, and their answers.
//!
//! Answers are read in place, and no length in one is believed before the bytes are there.

use std::ops::Range;
use std::time::Duration;

use super::reader::{Fault, Reader};

const API_VERSIONS: i16 = 18;
const FETCH: i16 = 1;
/// The versions of Fetch that are known here; those from [`WITH_IDS`] on name topics by their ids.
const OLDEST: i16 = 4;
const NEWEST: i16 = 16;
const WITH_IDS: i16 = 13;
/// The first version with lengths of variable size and tagged fields.
const FLEXIBLE: i16 = 12;

/// What is asked of one partition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wanted {
    pub partition: i32,
    pub offset: i64,
}

/// A topic's name, and its id where brokers have one.
#[derive(Clone, Debug)]
pub(super) struct TopicName {
    pub name: String,
    pub id: Option<[u8; 16]>,
}

/// What all Fetch requests of a source say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Limits {
    pub max_wait: Duration,
    pub min_bytes: i32,
    pub max_bytes: i32,
    pub partition_max_bytes: i32,
    /// Whether records of open and of aborted transactions are left out.
    pub committed: bool,
}

/// The answer to a Fetch request.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Fetched {
    pub throttle: Duration,
    pub error: i16,
    pub partitions: Vec<Answer>,
}

/// What a broker has sent of a partition.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    pub partition: i32,
    pub error: i16,
    pub high_watermark: i64,
    /// The producers and first offsets of aborted transactions.
    pub aborted: Vec<(i64, i64)>,
    /// Where its record batches are in the answer.
    pub records: Range<usize>,
}

/// The version of Fetch to speak, of those that a broker does; none when it does not know any that is known here.
pub(super) fn fetch_version((oldest, newest): (i16, i16), topic: &TopicName) -> Option<i16> {
    let version = newest.min(if topic.id.is_some() { NEWEST } else { WITH_IDS - 1 });
    (version >= oldest.max(OLDEST)).then_some(version)
}

/// Makes `buffer` an `ApiVersions` request.
pub(super) fn api_versions(buffer: &mut Vec<u8>, correlation: i32, client: &str) {
    // The oldest version is understood by every broker.
    frame(buffer, (API_VERSIONS, 0), correlation, client, |_| {});
}

/// Reads an answer to it: the oldest and the newest version of Fetch.
pub(super) fn read_api_versions(answer: &[u8]) -> Result<(i16, i16), Fault> {
    let mut reader = Reader::new(answer, 0);
    // The number of the request.
    reader.skip(4)?;
    if reader.i16()? != 0 {
        return Err("it does not say which requests it understands");
    }
    for _ in 0..reader.i32()? {
        let (key, oldest, newest) = (reader.i16()?, reader.i16()?, reader.i16()?);
        if key == FETCH {
            return Ok((oldest, newest));
        }
    }
    Err("it does not know of fetching")
}

/// Makes `buffer` a Fetch request outside of any session.
pub(super) fn fetch(
    buffer: &mut Vec<u8>,
    version: i16,
    correlation: i32,
    client: &str,
    topic: &TopicName,
    limits: &Limits,
    wanted: &[Wanted],
) {
    let flexible = version >= FLEXIBLE;
    frame(buffer, (FETCH, version), correlation, client, |buffer| {
        if version < 15 {
            // No replica.
            put(buffer, (-1_i32).to_be_bytes());
        }
        put(buffer, (limits.max_wait.as_millis() as i32).to_be_bytes());
        put(buffer, limits.min_bytes.to_be_bytes());
        put(buffer, limits.max_bytes.to_be_bytes());
        put(buffer, [u8::from(limits.committed)]);
        if version >= 7 {
            // No session, and none wanted.
            put(buffer, 0_i32.to_be_bytes());
            put(buffer, (-1_i32).to_be_bytes());
        }
        put_count(buffer, 1, flexible);
        match topic.id {
            Some(id) if version >= WITH_IDS => put(buffer, id),
            _ => put_string(buffer, &topic.name, flexible),
        }
        put_count(buffer, wanted.len(), flexible);
        for Wanted { partition, offset } in wanted {
            put(buffer, partition.to_be_bytes());
            if version >= 9 {
                // The leader's epoch is not known.
                put(buffer, (-1_i32).to_be_bytes());
            }
            put(buffer, offset.to_be_bytes());
            if version >= FLEXIBLE {
                put(buffer, (-1_i32).to_be_bytes());
            }
            if version >= 5 {
                put(buffer, (-1_i64).to_be_bytes());
            }
            put(buffer, limits.partition_max_bytes.to_be_bytes());
            put_tags(buffer, flexible);
        }
        put_tags(buffer, flexible);
        if version >= 7 {
            // Nothing is forgotten outside of a session.
            put_count(buffer, 0, flexible);
        }
        if version >= 11 {
            put_string(buffer, "", flexible);
        }
        put_tags(buffer, flexible);
    });
}

/// Reads an answer to it.
pub(super) fn read_fetch(answer: &[u8], version: i16) -> Result<Fetched, Fault> {
    let flexible = version >= FLEXIBLE;
    let mut reader = Reader::new(answer, 0);
    reader.skip(4)?;
    skip_tags(&mut reader, flexible)?;
    let mut fetched = Fetched {
        throttle: Duration::from_millis(reader.i32()?.max(0) as u64),
        ..Fetched::default()
    };
    if version >= 7 {
        fetched.error = reader.i16()?;
        // The session.
        reader.skip(4)?;
    }
    for _ in 0..count(&mut reader, flexible)? {
        // One topic was asked for.
        if version >= WITH_IDS {
            reader.skip(16)?;
        } else {
            let len = if flexible {
                count(&mut reader, true)?
            } else {
                usize::try_from(reader.i16()?).unwrap_or(0)
            };
            reader.skip(len)?;
        }
        for _ in 0..count(&mut reader, flexible)? {
            fetched.partitions.push(read_partition(&mut reader, version)?);
        }
        skip_tags(&mut reader, flexible)?;
    }
    skip_tags(&mut reader, flexible)?;
    Ok(fetched)
}

fn read_partition(reader: &mut Reader<'_>, version: i16) -> Result<Answer, Fault> {
    let flexible = version >= FLEXIBLE;
    let partition = reader.i32()?;
    let error = reader.i16()?;
    let high_watermark = reader.i64()?;
    // The last stable offset, and the first offset of the log.
    reader.skip(if version >= 5 { 16 } else { 8 })?;
    let mut aborted = Vec::new();
    for _ in 0..count(reader, flexible)? {
        aborted.push((reader.i64()?, reader.i64()?));
        skip_tags(reader, flexible)?;
    }
    if version >= 11 {
        // The replica to read from, which is only told to those who say where they are.
        reader.skip(4)?;
    }
    let len = count(reader, flexible)?;
    let records = reader.range(len)?;
    skip_tags(reader, flexible)?;
    Ok(Answer {
        partition,
        error,
        high_watermark,
        aborted,
        records,
    })
}

/// Makes `buffer` a request with its length and its header.
fn frame(
    buffer: &mut Vec<u8>,
    (key, version): (i16, i16),
    correlation: i32,
    client: &str,
    body: impl FnOnce(&mut Vec<u8>),
) {
    buffer.clear();
    put(buffer, 0_i32.to_be_bytes());
    put(buffer, key.to_be_bytes());
    put(buffer, version.to_be_bytes());
    put(buffer, correlation.to_be_bytes());
    put_string(buffer, client, false);
    put_tags(buffer, key == FETCH && version >= FLEXIBLE);
    body(buffer);
    let len = (buffer.len() - 4) as i32;
    buffer[..4].copy_from_slice(&len.to_be_bytes());
}

fn put<const N: usize>(buffer: &mut Vec<u8>, bytes: [u8; N]) {
    buffer.extend_from_slice(&bytes);
}

/// The number of an array's elements.
fn put_count(buffer: &mut Vec<u8>, count: usize, flexible: bool) {
    if !flexible {
        return put(buffer, (count as i32).to_be_bytes());
    }
    // One more, since nothing is null.
    let mut rest = count + 1;
    while rest >= 0x80 {
        buffer.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    buffer.push(rest as u8);
}

fn put_string(buffer: &mut Vec<u8>, text: &str, flexible: bool) {
    if flexible {
        put_count(buffer, text.len(), true);
    } else {
        put(buffer, (text.len() as i16).to_be_bytes());
    }
    buffer.extend_from_slice(text.as_bytes());
}

fn put_tags(buffer: &mut Vec<u8>, flexible: bool) {
    if flexible {
        buffer.push(0);
    }
}

/// The number of an array's elements or of bytes; null is none.
fn count(reader: &mut Reader<'_>, flexible: bool) -> Result<usize, Fault> {
    let count = if flexible {
        reader.unsigned_varint()?.saturating_sub(1)
    } else {
        reader.i32()?.max(0) as u64
    };
    usize::try_from(count).map_err(|_| "a length in it is out of range")
}

fn skip_tags(reader: &mut Reader<'_>, flexible: bool) -> Result<(), Fault> {
    if !flexible {
        return Ok(());
    }
    for _ in 0..reader.unsigned_varint()? {
        reader.unsigned_varint()?;
        let len = usize::try_from(reader.unsigned_varint()?).map_err(|_| "a length in it is out of range")?;
        reader.skip(len)?;
    }
    Ok(())
}
