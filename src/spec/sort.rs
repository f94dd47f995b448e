//! In which order rows are put.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A column to sort by, and its direction. A name alone is the column ascending.
///
/// Null is less than everything else, and NaN greater than every number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SortColumn {
    /// The name of the column.
    pub column: String,
    /// Whether the greatest value comes first.
    #[serde(default)]
    pub descending: bool,
}

impl SortColumn {
    /// The least value first.
    pub fn ascending(column: impl Into<String>) -> Self {
        SortColumn {
            column: column.into(),
            descending: false,
        }
    }

    /// The greatest value first.
    pub fn descending(column: impl Into<String>) -> Self {
        SortColumn {
            column: column.into(),
            descending: true,
        }
    }
}

impl<S: Into<String>> From<S> for SortColumn {
    fn from(column: S) -> Self {
        SortColumn::ascending(column)
    }
}

impl fmt::Display for SortColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.column)?;
        if self.descending {
            f.write_str(" descending")?;
        }
        Ok(())
    }
}
