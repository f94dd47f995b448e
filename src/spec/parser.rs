//! Keys and values that a program reads itself.

use std::fmt;
use std::sync::Arc;

use arrow_array::{BinaryArray, RecordBatch};

use crate::error::{BadRecord, Result};

/// Reads keys or values of records for [`Spec::parser`](super::Spec::parser), a batch at a time.
///
/// It is called on the thread that reads the topic, and from several at once when several tables have it. A closure of
/// the right shape is one.
pub trait Parser: Send + Sync {
    /// Makes one row of each record, in their order, with columns of the types that the specification has. A record is
    /// null where the key or value is null.
    ///
    /// A record that cannot be read is told of in [`Parsed::bad`]; it costs no other one. An error stands for all of
    /// them.
    fn parse(&self, records: &BinaryArray) -> Result<Parsed>;
}

/// What a [`Parser`] has made of some records.
#[derive(Debug)]
pub struct Parsed {
    /// As many rows as there were records. What is in the row of a bad record does not matter.
    pub rows: RecordBatch,
    /// The records that could not be read.
    pub bad: Vec<BadRecord>,
}

impl<F> Parser for F
where
    F: Fn(&BinaryArray) -> Result<Parsed> + Send + Sync,
{
    fn parse(&self, records: &BinaryArray) -> Result<Parsed> {
        self(records)
    }
}

impl From<RecordBatch> for Parsed {
    /// Rows of records that could all be read.
    fn from(rows: RecordBatch) -> Self {
        Parsed { rows, bad: Vec::new() }
    }
}

/// A parser that specifications share.
#[derive(Clone)]
pub struct SharedParser(Arc<dyn Parser>);

impl SharedParser {
    pub(crate) fn new(parser: impl Parser + 'static) -> Self {
        SharedParser(Arc::new(parser))
    }

    pub(crate) fn parse(&self, records: &BinaryArray) -> Result<Parsed> {
        self.0.parse(records)
    }
}

impl PartialEq for SharedParser {
    /// Whether both are the same one.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for SharedParser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parser")
    }
}
