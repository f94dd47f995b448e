//! What a table does in a cycle.

use std::sync::Arc;
use std::time::Instant;

use super::table::TableCore;
use crate::error::{Error, Result};
use crate::table::Change;

/// The part of a table that keeps it up to date. Called by the session's thread only, one cycle at a time.
pub(super) trait Node: Send {
    /// What this cycle brings, given what it has done to the tables that this one is derived from. An error, like a
    /// failure in the outcome, is the end of the table.
    fn update(&mut self, parents: &[Option<Change>]) -> Result<Outcome>;
}

/// What a cycle brought to a table.
#[derive(Default)]
pub(super) struct Outcome {
    /// The rows that changed, if any did.
    pub change: Option<Change>,
    /// Why the table fails after this change.
    pub failure: Option<Error>,
    /// Whether this was the last change: the table will never have another one.
    pub finished: bool,
    /// From when on a cycle has something to do here even when nothing arrives.
    pub again: Option<Instant>,
    /// Tables that begin in this cycle. Their numbers are larger than that of this one and were reserved.
    pub made: Vec<Made>,
    /// The numbers of other tables, larger than this one's, that have news in this cycle.
    pub wakes: Vec<u64>,
}

/// A table that was made, with its number.
pub(super) struct Made {
    pub number: u64,
    pub table: Arc<TableCore>,
}

impl Outcome {
    /// Whether anybody has to know.
    pub fn is_news(&self) -> bool {
        self.change.is_some() || self.failure.is_some() || self.finished
    }
}

/// The node of a table that never changes.
pub(super) struct Still;

impl Node for Still {
    fn update(&mut self, _: &[Option<Change>]) -> Result<Outcome> {
        Ok(Outcome::default())
    }
}
