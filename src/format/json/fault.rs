//! Why a record is bad.

/// The reason, before it is known which record it concerns.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    /// The position of the column that could not be filled, when one is concerned.
    pub column: Option<usize>,
    pub reason: String,
}

/// The result of reading a piece of JSON. The fault is boxed: results are returned for every token.
pub(super) type Parsed<T> = Result<T, Box<Fault>>;

impl Fault {
    pub fn new(reason: String) -> Box<Self> {
        Box::new(Fault { column: None, reason })
    }

    pub fn at(column: usize, reason: String) -> Box<Self> {
        Box::new(Fault {
            column: Some(column),
            reason,
        })
    }
}
