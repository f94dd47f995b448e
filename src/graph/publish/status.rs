//! What a publisher is doing.

use crate::error::Error;

/// The state of a publisher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublisherState {
    /// It publishes what comes.
    Running,
    /// Records wait for a cluster that does not take them at the moment.
    Retrying,
    /// The table will not change any more, and all is delivered.
    Finished,
    /// It was stopped, or its session closed.
    Stopped,
    /// It has ended with an error.
    Failed,
}

impl PublisherState {
    /// All of them.
    pub(in crate::graph) const ALL: [PublisherState; 5] = [
        PublisherState::Running,
        PublisherState::Retrying,
        PublisherState::Finished,
        PublisherState::Stopped,
        PublisherState::Failed,
    ];

    /// Its name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            PublisherState::Running => "running",
            PublisherState::Retrying => "retrying",
            PublisherState::Finished => "finished",
            PublisherState::Stopped => "stopped",
            PublisherState::Failed => "failed",
        }
    }
}

/// What a publisher has done so far.
#[derive(Clone, Debug)]
pub struct PublisherStatus {
    /// Its state.
    pub state: PublisherState,
    /// Records that it has taken over from the table.
    pub records: u64,
    /// Those of them that the cluster has.
    pub delivered: u64,
    /// Those of them that it does not have: they are under way or, at the end, lost.
    pub unsent: u64,
    /// Rows that could not be written, which were left out or have nulls, as `topictable.publish.on.error` says.
    pub bad_rows: u64,
    /// Why it has failed, or why records wait.
    pub error: Option<Error>,
    /// How far the file is read, if it is one that is published.
    pub file: Option<FileProgress>,
}

/// How far a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileProgress {
    /// Rows that were read.
    pub rows: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// The bytes of the whole file; none for a pipe.
    pub size: Option<u64>,
}

/// What one of a session's publishers is doing.
#[derive(Clone, Debug)]
pub(in crate::graph) struct PublisherReport {
    pub publisher: u64,
    pub topic: Option<String>,
    pub status: PublisherStatus,
}
