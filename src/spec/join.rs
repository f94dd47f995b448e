//! Operations on two tables.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a table is joined with another one, its right side.
///
/// `on` says which rows belong together: each item is a column that both tables have, or `Left = Right`. `add` says
/// which columns of the right table are added, each a name or `New = Old`; without any, all are that do not say the
/// same as a column of the left table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum JoinOperation {
    /// Every left row, with the right row of its key or nulls.
    Natural {
        on: Vec<String>,
        #[serde(default)]
        add: Vec<String>,
        #[serde(default)]
        matching: Matching,
    },
    /// Every left row, with the right row of its key, which has to be there.
    Exact {
        on: Vec<String>,
        #[serde(default)]
        add: Vec<String>,
    },
    /// Every left row with every right row of its key.
    Cross {
        on: Vec<String>,
        #[serde(default)]
        add: Vec<String>,
    },
    /// Every left row, with the last right row of its key that is not after it. One item of `on`, the last where none
    /// says so, is `Left >= Right` or `Left > Right`.
    AsOf {
        on: Vec<String>,
        #[serde(default)]
        add: Vec<String>,
    },
    /// Every left row, with the first right row of its key that is not before it: `Left <= Right` or `Left < Right`.
    ReverseAsOf {
        on: Vec<String>,
        #[serde(default)]
        add: Vec<String>,
    },
    /// The left rows whose key a right row has.
    WhereIn { on: Vec<String> },
    /// The left rows whose key no right row has.
    WhereNotIn { on: Vec<String> },
}

/// Which right row counts where several have a left row's key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Matching {
    /// There may be one only.
    #[default]
    Unique,
    First,
    Last,
}

impl JoinOperation {
    /// What it is called, for messages.
    pub fn name(&self) -> &'static str {
        match self {
            JoinOperation::Natural { .. } => "naturalJoin",
            JoinOperation::Exact { .. } => "exactJoin",
            JoinOperation::Cross { .. } => "join",
            JoinOperation::AsOf { .. } => "aj",
            JoinOperation::ReverseAsOf { .. } => "raj",
            JoinOperation::WhereIn { .. } => "whereIn",
            JoinOperation::WhereNotIn { .. } => "whereNotIn",
        }
    }

    /// The items that say which rows belong together.
    pub fn on(&self) -> &[String] {
        match self {
            JoinOperation::Natural { on, .. }
            | JoinOperation::Exact { on, .. }
            | JoinOperation::Cross { on, .. }
            | JoinOperation::AsOf { on, .. }
            | JoinOperation::ReverseAsOf { on, .. }
            | JoinOperation::WhereIn { on }
            | JoinOperation::WhereNotIn { on } => on,
        }
    }

    /// The columns that are added.
    pub fn add(&self) -> &[String] {
        match self {
            JoinOperation::Natural { add, .. }
            | JoinOperation::Exact { add, .. }
            | JoinOperation::Cross { add, .. }
            | JoinOperation::AsOf { add, .. }
            | JoinOperation::ReverseAsOf { add, .. } => add,
            JoinOperation::WhereIn { .. } | JoinOperation::WhereNotIn { .. } => &[],
        }
    }
}

impl fmt::Display for JoinOperation {
    /// The operation as it is called, without the right table, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(\"{}\"", self.name(), self.on().join(", "))?;
        if !self.add().is_empty() {
            write!(f, ", \"{}\"", self.add().join(", "))?;
        }
        f.write_str(")")
    }
}
