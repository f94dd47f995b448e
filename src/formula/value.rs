//! The values of an expression for a stretch of rows.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, UInt32Array, new_null_array};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;
use arrow_select::take::take;

use super::types::Type;
use crate::error::{Error, Result};

/// The values of an expression: one a row, or one for all rows.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    array: ArrayRef,
    constant: bool,
}

impl Value {
    /// One value a row.
    pub fn rows(array: ArrayRef) -> Self {
        Value { array, constant: false }
    }

    /// The only value of `array` for all rows.
    pub fn constant(array: ArrayRef) -> Self {
        debug_assert_eq!(array.len(), 1);
        Value { array, constant: true }
    }

    /// Null of a type for all rows.
    pub fn null(of: &Type) -> Self {
        Value::constant(new_null_array(&of.data_type(), 1))
    }

    pub fn array(&self) -> &ArrayRef {
        &self.array
    }

    pub fn is_constant(&self) -> bool {
        self.constant
    }

    /// Where the value of a row is in the array.
    pub fn index(&self, row: usize) -> usize {
        if self.constant { 0 } else { row }
    }

    pub fn is_null(&self, row: usize) -> bool {
        self.array.is_null(self.index(row)) || *self.array.data_type() == DataType::Null
    }

    /// Which of `rows` rows are not null; none when all are not.
    pub fn nulls(&self, rows: usize) -> Option<NullBuffer> {
        if self.array.logical_null_count() == 0 {
            None
        } else if self.constant {
            Some(NullBuffer::new_null(rows))
        } else {
            self.array.logical_nulls()
        }
    }

    /// The values one a row.
    pub fn into_array(self, rows: usize) -> Result<ArrayRef> {
        if !self.constant {
            return Ok(self.array);
        }
        if rows == 1 {
            return Ok(self.array);
        }
        if self.array.is_null(0) {
            return Ok(new_null_array(self.array.data_type(), rows));
        }
        let zeros = UInt32Array::from(vec![0; rows]);
        Ok(take(&self.array, &zeros, None)?)
    }
}

/// Why an expression has no values.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It fails in a row, counted within the rows that it was evaluated for.
    Row {
        row: usize,
        /// Which argument of the operator or function is to blame, if one is.
        argument: Option<usize>,
        /// The column that is to blame, once it is known.
        column: Option<Arc<str>>,
        reason: String,
    },
    /// It fails whatever the row.
    Whole(Error),
}

/// The values of a kernel: one a row.
pub(crate) type Outcome<T = ArrayRef> = Result<T, Failure>;

impl Failure {
    pub fn row(row: usize, reason: impl Into<String>) -> Self {
        Failure::Row {
            row,
            argument: None,
            column: None,
            reason: reason.into(),
        }
    }

    /// The same failure in the row that `place` says instead of the one that it is in.
    pub fn moved(mut self, place: impl FnOnce(usize) -> usize) -> Self {
        if let Failure::Row { row, .. } = &mut self {
            *row = place(*row);
        }
        self
    }

    /// The same failure with the column of the argument that is to blame, unless a column is blamed already.
    pub fn blaming(mut self, column_of: impl FnOnce(usize) -> Option<Arc<str>>) -> Self {
        if let Failure::Row { argument, column, .. } = &mut self {
            let blamed = argument.take().and_then(column_of);
            *column = column.take().or(blamed);
        }
        self
    }

    /// The same for an argument that is to blame.
    pub fn of(row: usize, argument: usize, reason: impl Into<String>) -> Self {
        Failure::Row {
            row,
            argument: Some(argument),
            column: None,
            reason: reason.into(),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Whole(error)
    }
}

impl From<arrow_schema::ArrowError> for Failure {
    fn from(error: arrow_schema::ArrowError) -> Self {
        Failure::Whole(error.into())
    }
}

/// What a kernel works on: its arguments, for so many rows. When all arguments are constant there is one row.
pub(crate) struct Arguments<'a> {
    pub values: &'a [Value],
    pub rows: usize,
}

impl Arguments<'_> {
    /// Which rows have no null in any of these arguments; none when all rows have none.
    pub fn nulls(&self, wanted: impl Fn(usize) -> bool) -> Option<NullBuffer> {
        self.values
            .iter()
            .enumerate()
            .filter(|(position, _)| wanted(*position))
            .fold(None, |nulls, (_, value)| {
                NullBuffer::union(nulls.as_ref(), value.nulls(self.rows).as_ref())
            })
    }
}
