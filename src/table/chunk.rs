//! The immutable values of one column for a stretch of rows.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_select::concat::concat;

use super::Encoded;
use super::runs::{Runs, RunsBuilder};
use super::text::Text;
use crate::error::Result;

/// A column's values for a stretch of rows: an Arrow array, or something smaller that becomes one when it is read.
#[derive(Clone, Debug)]
pub(crate) enum Chunk {
    Array(ArrayRef),
    Runs(Runs),
    Text(Text),
}

impl Chunk {
    /// The values of an array, which may be kept in another form.
    pub fn compact(array: ArrayRef) -> Chunk {
        match array.as_string_opt() {
            Some(text) => Chunk::Text(Text::Plain(text.clone())),
            None => Chunk::Array(array),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Chunk::Array(array) => array.len(),
            Chunk::Runs(runs) => runs.len(),
            Chunk::Text(text) => text.len(),
        }
    }

    /// The values at `range`; copies nothing where the values are an array already.
    pub fn read(&self, range: Range<usize>) -> Result<ArrayRef> {
        match self {
            Chunk::Array(array) => Ok(array.slice(range.start, range.len())),
            Chunk::Runs(runs) => Ok(runs.to_array(range)),
            Chunk::Text(text) => text.read(range),
        }
    }

    /// The values at `ranges` as codes, if that is how they are kept and there are enough rows for it to be worth while.
    pub fn encoded(&self, ranges: impl Iterator<Item = Range<usize>>) -> Result<Option<Encoded>> {
        match self {
            Chunk::Text(text) => text.encoded(ranges),
            _ => Ok(None),
        }
    }

    /// An array in which [`position`](Self::position) says where a row's value is.
    pub fn values(&self) -> ArrayRef {
        match self {
            Chunk::Array(array) => array.clone(),
            Chunk::Runs(runs) => runs.to_array(0..runs.len()),
            Chunk::Text(text) => text.values(),
        }
    }

    pub fn position(&self, row: usize) -> usize {
        match self {
            Chunk::Array(_) | Chunk::Runs(_) => row,
            Chunk::Text(text) => text.position(row),
        }
    }

    /// The same values in the form that takes the least memory.
    pub fn settled(self) -> Chunk {
        match self {
            Chunk::Text(text) => Chunk::Text(text.settled()),
            other => other,
        }
    }

    /// The parts one after another, in memory of their own.
    pub fn concat(parts: &[(&Chunk, Range<usize>)]) -> Result<Chunk> {
        if let Some(runs) = concat_runs(parts) {
            return Ok(runs);
        }
        let texts = parts.iter().map(|(part, range)| match part {
            Chunk::Text(text) => Some((text, range.clone())),
            _ => None,
        });
        if let Some(texts) = texts.collect::<Option<Vec<_>>>() {
            return Ok(Chunk::Text(Text::concat(&texts)?));
        }
        let arrays: Vec<ArrayRef> = parts
            .iter()
            .map(|(part, range)| part.read(range.clone()))
            .collect::<Result<_>>()?;
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        Ok(Chunk::Array(concat(&arrays)?))
    }

    /// The bytes that the values hold.
    pub fn memory_size(&self) -> usize {
        match self {
            Chunk::Array(array) => array.get_buffer_memory_size(),
            Chunk::Runs(runs) => runs.memory_size(),
            Chunk::Text(text) => text.memory_size(),
        }
    }

    /// The bytes that the values hold once they are read.
    pub fn plain_size(&self) -> usize {
        match self {
            Chunk::Text(text) => text.plain_size(),
            other => other.memory_size(),
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
    /// These very values.
    fn from(array: ArrayRef) -> Self {
        Chunk::Array(array)
    }
}
