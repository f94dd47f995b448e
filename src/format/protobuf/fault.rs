//! Why a record is bad.

/// The reason, and where it was found, before it is known which record it concerns.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    /// The path of the field; empty when the message itself cannot be read.
    pub path: String,
    pub reason: String,
}

/// The result of reading a piece of a message. The fault is boxed: results are returned for every field.
pub(super) type Parsed<T> = Result<T, Box<Fault>>;

impl Fault {
    #[cold]
    pub fn new(reason: impl Into<String>) -> Box<Self> {
        Box::new(Fault {
            path: String::new(),
            reason: reason.into(),
        })
    }

    #[cold]
    pub fn truncated() -> Box<Self> {
        Self::new("the message ends in the middle of a field")
    }
}
