//! The request for the leaders of a topic, `Metadata`: what librdkafka's client does not tell is their epochs.

use super::protocol::Versions;
use super::reader::{Fault, Reader};
use super::wire::{self, Request, Version, put, put_count, put_string};

/// The first version that tells them. Every broker since Kafka 2.1 understands it.
const VERSION: i16 = 7;

/// Who leads a partition, as a broker knows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Leader {
    pub partition: i32,
    /// The number of the broker; negative for none.
    pub broker: i32,
    /// How often the partition has got a leader.
    pub epoch: i32,
}

/// Whether a broker that understands these requests can be asked.
pub(super) fn are_known(versions: &Versions) -> bool {
    versions
        .metadata
        .is_some_and(|(oldest, newest)| (oldest..=newest).contains(&VERSION))
}

/// Makes `buffer` the request.
pub(super) fn request(buffer: &mut Vec<u8>, correlation: i32, client: &str, topic: &str) {
    let version = Version {
        request: Request::Metadata,
        number: VERSION,
        flexible: false,
    };
    wire::frame(buffer, version, correlation, client, |buffer| {
        put_count(buffer, 1, false);
        put_string(buffer, topic, false);
        // A topic that is not there is not made.
        put(buffer, [0]);
    });
}

/// Reads an answer to it. A topic or a partition that the broker has an error of is left out.
pub(super) fn read(answer: &[u8]) -> Result<Vec<Leader>, Fault> {
    let mut reader = Reader::new(answer, 0);
    // The number of the request, and the time to wait.
    reader.skip(8)?;
    for _ in 0..wire::count(&mut reader, false)? {
        reader.skip(4)?;
        wire::skip_string(&mut reader, false)?;
        reader.skip(4)?;
        wire::skip_string(&mut reader, false)?;
    }
    // The cluster's id and its controller.
    wire::skip_string(&mut reader, false)?;
    reader.skip(4)?;
    let mut leaders = Vec::new();
    for _ in 0..wire::count(&mut reader, false)? {
        // One topic was asked for: its error, its name, and whether it is internal.
        reader.skip(2)?;
        wire::skip_string(&mut reader, false)?;
        reader.skip(1)?;
        for _ in 0..wire::count(&mut reader, false)? {
            let error = reader.i16()?;
            let leader = Leader {
                partition: reader.i32()?,
                broker: reader.i32()?,
                epoch: reader.i32()?,
            };
            // All replicas, those in sync, and those that are away.
            for _ in 0..3 {
                let brokers = wire::count(&mut reader, false)?;
                reader.skip(brokers.saturating_mul(4))?;
            }
            // REPLICA_NOT_AVAILABLE says nothing about the leader.
            if matches!(error, 0 | 9) {
                leaders.push(leader);
            }
        }
    }
    Ok(leaders)
}
