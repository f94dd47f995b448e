//! The one error type of the crate.
//!
//! An [`Error`] has a [kind](ErrorKind), which is also its C code and its Java exception, a message that reads
//! without anything else, and a context of named facts (`topic`, `partition`, `offset`, `field`, …) for programs.
//! It is cheap to clone: a failed table hands the same error to everyone who asks.

use std::fmt;
use std::sync::Arc;

/// What went wrong, in the words of the caller. The numbers are the C codes; they are only ever added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(i32)]
pub enum ErrorKind {
    /// An argument, a specification or a property cannot be used as it is.
    InvalidArgument = 1,
    /// A topic, partition, column or group offset that was named does not exist.
    NotFound = 2,
    /// A feature that this version does not have.
    Unsupported = 3,
    /// No answer within the time that was allowed.
    Timeout = 4,
    /// The Kafka cluster or the schema registry refused a request or could not be reached.
    Kafka = 5,
    /// The Kafka cluster did not accept the credentials, or they do not permit what was asked.
    Authentication = 6,
    /// A record that does not fit the specification of its key or value.
    BadRecord = 7,
    /// The table has failed; the context tells where the failure began.
    TableFailed = 8,
    /// The session or handle was closed before.
    Closed = 9,
    /// A fault of this library: please report it.
    Internal = 10,
    /// A subscriber did not take its changes in time and had asked to fail then.
    Overrun = 11,
}

/// A failure: its [kind](Error::kind), a message and named facts.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    context: Vec<(&'static str, String)>,
}

/// A record that did not fit.
#[derive(Debug, PartialEq)]
pub struct BadRecord {
    /// Its position among the records that were decoded with it, from 0.
    pub index: usize,
    /// The column or field that could not be filled, when it is known.
    pub field: Option<String>,
    /// What is wrong, and what was expected.
    pub reason: String,
}

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of `kind`; the message starts in lower case and names the thing and what was expected.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Arc::new(Inner {
            kind,
            message: message.into(),
            context: Vec::new(),
        }))
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidArgument, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unsupported, message)
    }

    pub(crate) fn closed(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Closed, message)
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    /// The same error with one more named fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        Arc::make_mut(&mut self.0).context.push((name, value.to_string()));
        self
    }

    /// The same error with the named facts of its cause.
    pub(crate) fn with_all(mut self, cause: &Error) -> Self {
        Arc::make_mut(&mut self.0)
            .context
            .extend(cause.0.context.iter().cloned());
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The whole message, without the context.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The named facts, in the order in which they were added.
    pub fn context(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.context.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The fact called `name`, if there is one.
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.context().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.0.kind, self.0.message)?;
        for (name, value) in self.context() {
            write!(f, ", {name}: {value:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<arrow_schema::ArrowError> for Error {
    fn from(error: arrow_schema::ArrowError) -> Self {
        Self::internal(format!("arrow: {error}"))
    }
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
