//! Rows as kernels see them.

use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, Int64Array};
use arrow_cast::cast::cast;
use arrow_schema::DataType;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::op::condition::Condition;
use crate::table::{RowSet, Snapshot};

/// What is read of each row.
pub(super) enum Operand {
    /// The value of the column at this index.
    Column(usize),
    /// Whether the row's filters are true.
    Matches(Condition),
}

/// Rows in the order in which they count. Those of one lane, which is a group, are in its order; lanes may be mixed.
pub(super) struct Rows<'a> {
    /// The lane of each row.
    pub lanes: &'a [u32],
    /// How many lanes there are.
    pub count: usize,
    /// Their row keys.
    pub keys: &'a [u64],
    /// Their values, an array for each operand.
    pub values: &'a [ArrayRef],
}

impl Rows<'_> {
    /// The values of the operand at `index`.
    pub fn operand(&self, index: usize) -> Result<&ArrayRef> {
        operand(self.values, index)
    }
}

/// The values of the operand at `index`.
pub(super) fn operand(values: &[ArrayRef], index: usize) -> Result<&ArrayRef> {
    values
        .get(index)
        .ok_or_else(|| Error::internal("an updateBy operation without its column"))
}

impl Operand {
    /// The values under these keys of the input, which may be in any order.
    pub fn read(&self, input: &Snapshot, keys: &[u64]) -> Result<ArrayRef> {
        let ascend = keys.is_sorted_by(|left, right| left < right);
        match self {
            Operand::Column(column) if ascend => input.read(*column, &keys.iter().copied().collect()),
            Operand::Column(column) => input.gather(*column, keys),
            Operand::Matches(condition) => {
                let matching = condition.matching(input, &keys.iter().copied().collect())?;
                let matches: BooleanArray = keys.iter().map(|key| Some(matching.contains(*key))).collect();
                Ok(Arc::new(matches))
            }
        }
    }

    /// The values of a set of rows.
    pub fn read_all(&self, input: &Snapshot, rows: &RowSet) -> Result<ArrayRef> {
        match self {
            Operand::Column(column) => input.read(*column, rows),
            Operand::Matches(_) => self.read(input, &rows.iter().collect::<Vec<_>>()),
        }
    }
}

/// Whole numbers and booleans as longs.
pub(super) fn longs(values: &ArrayRef) -> Result<Int64Array> {
    let longs = cast(values, &DataType::Int64)?;
    Ok(longs.to_data().into())
}

/// Numbers and booleans as doubles.
pub(super) fn doubles(values: &ArrayRef) -> Result<Float64Array> {
    let doubles = cast(values, &DataType::Float64)?;
    Ok(doubles.to_data().into())
}

/// Whether it is a whole number for arithmetic; chars are.
pub(super) fn is_whole(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Int8
            | DataType::Int16
            | DataType::Int32
            | DataType::Int64
            | DataType::UInt8
            | DataType::UInt16
            | DataType::UInt32
    )
}

/// Whether it is a number for arithmetic; chars are.
pub(super) fn is_number(data_type: &DataType) -> bool {
    is_whole(data_type) || matches!(data_type, DataType::Float16 | DataType::Float32 | DataType::Float64)
}
