//! How the rows of a table come and go.

/// What an operation may rely on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Flow {
    /// No row ever comes, goes or changes.
    Still,
    /// Rows come behind those that are there, and stay as they are.
    Append,
    /// Every cycle has rows of its own. Aggregations go over all of them, also those that are gone.
    Blink,
    /// Rows come, go and change.
    #[default]
    Free,
}
