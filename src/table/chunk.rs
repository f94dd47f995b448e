//! The immutable values of one column for a stretch of rows.

use std::ops::Range;

use arrow_array::{Array, ArrayRef};
use arrow_select::concat::concat;

use super::runs::{Runs, RunsBuilder};
use crate::error::Result;

/// A column's values for a stretch of rows: an Arrow array, or something smaller that becomes one when it is read.
#[derive(Clone, Debug)]
pub(crate) enum Chunk {
    Array(ArrayRef),
    Runs(Runs),
}

impl Chunk {
    pub fn len(&self) -> usize {
        match self {
            Chunk::Array(array) => array.len(),
            Chunk::Runs(runs) => runs.len(),
        }
    }

    /// The values at `range`; copies nothing where the values are an array already.
    pub fn read(&self, range: Range<usize>) -> ArrayRef {
        match self {
            Chunk::Array(array) => array.slice(range.start, range.len()),
            Chunk::Runs(runs) => runs.to_array(range),
        }
    }

    /// The parts one after another, in memory of their own.
    pub fn concat(parts: &[(&Chunk, Range<usize>)]) -> Result<Chunk> {
        if let Some(runs) = concat_runs(parts) {
            return Ok(runs);
        }
        let arrays: Vec<ArrayRef> = parts.iter().map(|(part, range)| part.read(range.clone())).collect();
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        Ok(Chunk::Array(concat(&arrays)?))
    }

    /// The bytes that the values hold.
    pub fn memory_size(&self) -> usize {
        match self {
            Chunk::Array(array) => array.get_buffer_memory_size(),
            Chunk::Runs(runs) => runs.memory_size(),
        }
    }
}

/// Joins parts that are all runs; none when one is not.
fn concat_runs(parts: &[(&Chunk, Range<usize>)]) -> Option<Chunk> {
    let (Chunk::Runs(first), _) = parts.first()? else {
        return None;
    };
    let mut builder = RunsBuilder::new(first.run_type());
    for (part, range) in parts {
        let Chunk::Runs(runs) = part else { return None };
        builder.extend(runs, range.clone());
    }
    Some(builder.finish())
}

impl From<ArrayRef> for Chunk {
    fn from(array: ArrayRef) -> Self {
        Chunk::Array(array)
    }
}
