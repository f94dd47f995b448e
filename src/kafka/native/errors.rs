//! The protocol's error codes, as an answer to Fetch has them.

use crate::error::ErrorKind;

/// What an error means for the reading of a partition.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning {
    /// There is none.
    Records,
    /// The broker does not have the offset.
    OutOfRange,
    /// Another broker has the partition.
    Moved,
    /// The broker does not know the topic, or not as the one that is read.
    Unknown,
    /// It gets better by itself.
    Later,
    /// It does not.
    Fatal(ErrorKind, String),
}

/// What an error code means.
pub(super) fn meaning(code: i16) -> Meaning {
    match code {
        0 => Meaning::Records,
        1 => Meaning::OutOfRange,
        // NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH and UNKNOWN_LEADER_EPOCH.
        6 | 74 | 75 => Meaning::Moved,
        // UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID and INCONSISTENT_TOPIC_ID.
        3 | 100 | 103 => Meaning::Unknown,
        // UNKNOWN_SERVER_ERROR, LEADER_NOT_AVAILABLE, REQUEST_TIMED_OUT, BROKER_NOT_AVAILABLE, REPLICA_NOT_AVAILABLE,
        // NETWORK_EXCEPTION, KAFKA_STORAGE_ERROR, OFFSET_NOT_AVAILABLE and THROTTLING_QUOTA_EXCEEDED.
        -1 | 5 | 7 | 8 | 9 | 13 | 56 | 78 | 89 => Meaning::Later,
        29 => Meaning::Fatal(
            ErrorKind::Authentication,
            "the broker does not allow it: topic authorization failed".to_owned(),
        ),
        2 => Meaning::Fatal(
            ErrorKind::Kafka,
            "the broker has found a damaged record (CORRUPT_MESSAGE)".to_owned(),
        ),
        other => Meaning::Fatal(ErrorKind::Kafka, format!("the broker answered with error {other}")),
    }
}
