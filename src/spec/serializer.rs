//! Keys and values that a program writes itself.

use std::fmt;
use std::sync::Arc;

use arrow_array::{BinaryArray, RecordBatch, StringArray};

use crate::error::{BadRecord, Result};

/// Writes keys or values of records for [`ProduceSpec::serializer`](super::ProduceSpec::serializer), a batch at a time.
///
/// It is called by one thread after another: the one that begins to publish, and then the publisher's; from several at once
/// when several publishers have it. A closure of the right shape is one.
pub trait Serializer: Send + Sync {
    /// Makes one key or value of each row, in their order. The columns are those of the specification. `topics` are those
    /// that the rows name, null for the default one; there are none where no column names them.
    ///
    /// A row that cannot be written is told of in [`Serialized::bad`]; it costs no other one. An error stands for all of
    /// them.
    fn serialize(&self, rows: &RecordBatch, topics: Option<&StringArray>) -> Result<Serialized>;
}

/// What a [`Serializer`] has made of some rows.
#[derive(Debug)]
pub struct Serialized {
    /// As many keys or values as there were rows; null is a null key or value. What a bad row has does not matter.
    pub payloads: BinaryArray,
    /// The rows that could not be written. The field is the column that is to blame, by default the first one.
    pub bad: Vec<BadRecord>,
}

impl<F> Serializer for F
where
    F: Fn(&RecordBatch) -> Result<Serialized> + Send + Sync,
{
    fn serialize(&self, rows: &RecordBatch, _: Option<&StringArray>) -> Result<Serialized> {
        self(rows)
    }
}

impl From<BinaryArray> for Serialized {
    /// Keys or values of rows that could all be written.
    fn from(payloads: BinaryArray) -> Self {
        Serialized {
            payloads,
            bad: Vec::new(),
        }
    }
}

/// A serializer that specifications share.
#[derive(Clone)]
pub struct SharedSerializer(Arc<dyn Serializer>);

impl SharedSerializer {
    pub(crate) fn new(serializer: impl Serializer + 'static) -> Self {
        SharedSerializer(Arc::new(serializer))
    }

    pub(crate) fn serialize(&self, rows: &RecordBatch, topics: Option<&StringArray>) -> Result<Serialized> {
        self.0.serialize(rows, topics)
    }
}

impl PartialEq for SharedSerializer {
    /// Whether both are the same one.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for SharedSerializer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Serializer")
    }
}
