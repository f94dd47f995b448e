//! Why a record is bad.

/// The reason, before it is known which record it concerns.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    /// The path of the field that could not be read, when one is concerned.
    pub field: Option<String>,
    pub reason: String,
}

/// The result of reading a piece of a record. The fault is boxed: results are returned for every piece.
pub(super) type Read<T> = Result<T, Box<Fault>>;

impl Fault {
    #[cold]
    pub fn new(reason: String) -> Box<Self> {
        Box::new(Fault { field: None, reason })
    }

    /// The same with the field, if none closer to the cause is known. The record as a whole has no path.
    #[cold]
    pub fn in_field(mut self: Box<Self>, field: &str) -> Box<Self> {
        if !field.is_empty() {
            self.field.get_or_insert_with(|| field.to_owned());
        }
        self
    }
}
