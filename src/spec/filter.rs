//! Conditions on the rows of a table.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A filter: a text such as `Size > 50`, or filters put together. In JSON a text is a string, the others are objects:
/// `{"or": ["Size > 50", {"not": "Sym = 'AAPL'"}]}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterSpec {
    /// True where any of these is.
    Or(Vec<FilterSpec>),
    /// True where all of these are.
    And(Vec<FilterSpec>),
    /// True where this is not.
    Not(Box<FilterSpec>),
    /// A formula that is a condition.
    #[serde(untagged)]
    Text(String),
}

impl<T: Into<String>> From<T> for FilterSpec {
    fn from(text: T) -> Self {
        FilterSpec::Text(text.into())
    }
}

impl FilterSpec {
    /// The texts that it is made of.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match self {
            FilterSpec::Text(text) => vec![text],
            FilterSpec::And(filters) | FilterSpec::Or(filters) => filters.iter().flat_map(Self::texts).collect(),
            FilterSpec::Not(filter) => filter.texts(),
        }
    }
}

impl fmt::Display for FilterSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, filters) = match self {
            FilterSpec::Text(text) => return f.write_str(text),
            FilterSpec::Not(filter) => return write!(f, "not({filter})"),
            FilterSpec::Or(filters) => ("or", filters),
            FilterSpec::And(filters) => ("and", filters),
        };
        let filters: Vec<String> = filters.iter().map(ToString::to_string).collect();
        write!(f, "{name}({})", filters.join(", "))
    }
}
