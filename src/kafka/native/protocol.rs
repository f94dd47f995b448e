//! The requests that every connection sends, `ApiVersions` and `Fetch`, and their answers.
//!
//! Answers are read in place, and no length in one is believed before the bytes are there.

use std::ops::Range;
use std::time::Duration;

use super::leaders::Leader;
use super::reader::{Fault, Reader};
use super::wire::{self, Request, Version, put, put_count, put_string, put_tags, skip_tags};
use crate::kafka::address;

/// The versions of Fetch that are known here; those from [`WITH_IDS`] on name topics by their ids.
const OLDEST: i16 = 4;
const NEWEST: i16 = 16;
const WITH_IDS: i16 = 13;
/// The first version with lengths of variable size and tagged fields, and with a question for logs that were cut off.
const FLEXIBLE: i16 = 12;

/// What is asked of one partition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wanted {
    pub partition: i32,
    pub offset: i64,
    /// The epoch of its leader, which a broker that knows another one refuses; none until the broker was asked for it, -1 if it
    /// does not tell.
    pub leader_epoch: Option<i32>,
    /// The epoch of the last batch that was read, by which a broker sees whether its log is another one; -1 for none.
    pub last_epoch: i32,
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
    /// Where the client is, for brokers that choose a near replica; empty if it does not say.
    pub rack: String,
}

/// The versions of requests that a broker understands: the oldest and the newest of each.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Versions {
    pub fetch: (i16, i16),
    pub metadata: Option<(i16, i16)>,
    pub sasl_handshake: Option<(i16, i16)>,
    pub sasl_authenticate: Option<(i16, i16)>,
}

/// The answer to a Fetch request.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Fetched {
    pub throttle: Duration,
    pub error: i16,
    pub partitions: Vec<Answer>,
    /// The `host:port` of the leaders that are named in it.
    pub brokers: Vec<(i32, String)>,
}

/// What a broker has sent of a partition.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    pub partition: i32,
    pub error: i16,
    pub high_watermark: i64,
    /// The producers and first offsets of aborted transactions.
    pub aborted: Vec<(i64, i64)>,
    /// The broker that is to be asked instead.
    pub replica: Option<i32>,
    /// Where the log parts from the one that was read: the last epoch that both have, and the offset after it.
    pub diverging: Option<(i32, i64)>,
    /// Who leads it instead of the broker that was asked.
    pub leader: Option<Leader>,
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
    let version = Version {
        request: Request::ApiVersions,
        number: 0,
        flexible: false,
    };
    wire::frame(buffer, version, correlation, client, |_| {});
}

/// Reads an answer to it.
pub(super) fn read_api_versions(answer: &[u8]) -> Result<Versions, Fault> {
    let mut reader = Reader::new(answer, 0);
    // The number of the request.
    reader.skip(4)?;
    if reader.i16()? != 0 {
        return Err("it does not say which requests it understands");
    }
    let mut versions = Versions {
        fetch: (-1, -1),
        ..Versions::default()
    };
    for _ in 0..reader.i32()? {
        let (key, range) = (reader.i16()?, (reader.i16()?, reader.i16()?));
        match key {
            _ if key == Request::Fetch as i16 => versions.fetch = range,
            _ if key == Request::Metadata as i16 => versions.metadata = Some(range),
            _ if key == Request::SaslHandshake as i16 => versions.sasl_handshake = Some(range),
            _ if key == Request::SaslAuthenticate as i16 => versions.sasl_authenticate = Some(range),
            _ => {}
        }
    }
    Ok(versions)
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
    let header = Version {
        request: Request::Fetch,
        number: version,
        flexible,
    };
    wire::frame(buffer, header, correlation, client, |buffer| {
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
        for wanted in wanted {
            put(buffer, wanted.partition.to_be_bytes());
            if version >= 9 {
                put(buffer, wanted.leader_epoch.unwrap_or(-1).to_be_bytes());
            }
            put(buffer, wanted.offset.to_be_bytes());
            if version >= FLEXIBLE {
                put(buffer, wanted.last_epoch.to_be_bytes());
            }
            if version >= 5 {
                // A replica's first offset.
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
            put_string(buffer, &limits.rack, flexible);
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
    for _ in 0..wire::count(&mut reader, flexible)? {
        // One topic was asked for.
        if version >= WITH_IDS {
            reader.skip(16)?;
        } else {
            wire::skip_string(&mut reader, flexible)?;
        }
        for _ in 0..wire::count(&mut reader, flexible)? {
            fetched.partitions.push(read_partition(&mut reader, version)?);
        }
        skip_tags(&mut reader, flexible)?;
    }
    if flexible {
        wire::tags(&mut reader, |tag, value| {
            if tag == 0 {
                read_brokers(value, &mut fetched.brokers)?;
            }
            Ok(())
        })?;
    }
    Ok(fetched)
}

/// Reads where brokers are (KIP-951).
fn read_brokers(reader: &mut Reader<'_>, brokers: &mut Vec<(i32, String)>) -> Result<(), Fault> {
    for _ in 0..wire::count(reader, true)? {
        let (broker, host, port) = (reader.i32()?, wire::string(reader, true)?, reader.i32()?);
        // The rack.
        wire::skip_string(reader, true)?;
        skip_tags(reader, true)?;
        if !host.is_empty() && (1..=i32::from(u16::MAX)).contains(&port) {
            brokers.push((broker, address::of(&host, port)));
        }
    }
    Ok(())
}

fn read_partition(reader: &mut Reader<'_>, version: i16) -> Result<Answer, Fault> {
    let flexible = version >= FLEXIBLE;
    let partition = reader.i32()?;
    let error = reader.i16()?;
    let high_watermark = reader.i64()?;
    // The last stable offset, and the first offset of the log.
    reader.skip(if version >= 5 { 16 } else { 8 })?;
    let mut aborted = Vec::new();
    for _ in 0..wire::count(reader, flexible)? {
        aborted.push((reader.i64()?, reader.i64()?));
        skip_tags(reader, flexible)?;
    }
    let replica = if version >= 11 { reader.i32()? } else { -1 };
    let len = wire::count(reader, flexible)?;
    let records = reader.range(len)?;
    let (mut diverging, mut leader) = (None, None);
    if flexible {
        wire::tags(reader, |tag, value| {
            match tag {
                0 => diverging = Some((value.i32()?, value.i64()?)),
                1 => {
                    let (broker, epoch) = (value.i32()?, value.i32()?);
                    leader = Some(Leader {
                        partition,
                        broker,
                        epoch,
                    });
                }
                _ => {}
            }
            Ok(())
        })?;
    }
    Ok(Answer {
        partition,
        error,
        high_watermark,
        aborted,
        replica: (replica >= 0).then_some(replica),
        diverging: diverging.filter(|(epoch, end)| *epoch >= 0 || *end >= 0),
        leader: leader.filter(|leader| leader.broker >= 0),
        records,
    })
}
