//! Why a record is bad.

use std::fmt;

use super::super::rows::Reason;
use crate::spec::ColumnSpec;

/// The reason, before it is known which record it concerns.
#[derive(Debug, PartialEq)]
pub(in crate::format) struct Fault {
    /// The position of the column that could not be filled, when one is concerned.
    pub column: Option<usize>,
    /// The JSON pointer of the place, where the reader tells it.
    pub pointer: String,
    pub reason: String,
}

/// The result of reading a piece of a record. The fault is boxed: results are returned for every token.
pub(in crate::format) type Parsed<T> = Result<T, Box<Fault>>;

impl Fault {
    pub fn new(reason: String) -> Box<Self> {
        Box::new(Fault {
            column: None,
            pointer: String::new(),
            reason,
        })
    }

    pub fn at(column: usize, reason: String) -> Box<Self> {
        Box::new(Fault {
            column: Some(column),
            pointer: String::new(),
            reason,
        })
    }

    /// The same fault, of that column.
    #[cold]
    pub fn of_column(mut self: Box<Self>, column: usize) -> Box<Self> {
        self.column = Some(column);
        self
    }

    /// The reason with the name of the column.
    #[cold]
    pub fn into_reason(self, columns: &[ColumnSpec]) -> Reason {
        (self.column.map(|column| columns[column].name.clone()), self.reason)
    }

    /// The same fault, inside of the member of that name or position.
    #[cold]
    pub fn within(mut self: Box<Self>, token: impl fmt::Display) -> Box<Self> {
        let token = token.to_string().replace('~', "~0").replace('/', "~1");
        self.pointer = format!("/{token}{}", self.pointer);
        self
    }
}
