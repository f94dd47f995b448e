//! Values as a column keeps them.

use arrow_array::{ArrayRef, UInt32Array};
use arrow_select::take::take;

use crate::error::Result;

/// The values of some rows, in a form that spares a reader who asks what each *different* value means from looking at
/// every row.
#[derive(Clone, Debug)]
pub(crate) enum Encoded {
    /// A value for each row.
    Plain(ArrayRef),
    /// For each row, the place of its value, which may be null, in `values`. The codes are `UInt8` or `UInt16` without
    /// nulls; not every value need have a row, and no two values are equal.
    Dictionary { values: ArrayRef, codes: ArrayRef },
}

impl Encoded {
    /// A value for each row.
    pub fn plain(&self) -> Result<ArrayRef> {
        Ok(match self {
            Encoded::Plain(values) => values.clone(),
            Encoded::Dictionary { values, codes } => take(values, codes, None)?,
        })
    }

    /// The values of these rows.
    pub fn take(&self, rows: &UInt32Array) -> Result<ArrayRef> {
        Ok(match self {
            Encoded::Plain(values) => take(values, rows, None)?,
            Encoded::Dictionary { values, codes } => take(values, &take(codes, rows, None)?, None)?,
        })
    }
}

impl From<ArrayRef> for Encoded {
    fn from(values: ArrayRef) -> Self {
        Encoded::Plain(values)
    }
}

#[cfg(test)]
mod tests;
