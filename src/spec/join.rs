//! Operations on two tables.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Aggregation, Variables};
use crate::error::{Error, Result};

/// What is made of a table and another one, its right side.
///
/// In a join `on` says which rows belong together: each item is a column that both tables have, or `Left = Right`. `add` says
/// which columns of the right table are added, each a name or `New = Old`; without any, all are that do not say the
/// same as a column of the left table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum PairOperation {
    /// Every left row, with the right row of its key or nulls.
    Natural {
        on: Vec<String>,
        #[serde(default)]
        add: Vec<String>,
        #[serde(default)]
        matching: Matching,
    },
    /// What aggregations make of each group of rows with equal keys. The groups of the right table, which has the keys, come
    /// first.
    AggBy {
        aggregations: Vec<Aggregation>,
        keys: Vec<String>,
        /// Whether groups stay that have no rows any more, or have none yet.
        #[serde(default)]
        preserve_empty: bool,
        #[serde(default)]
        variables: Variables,
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
    /// Every left row with every right row of its key, or with nulls where there is none.
    LeftOuter {
        on: Vec<String>,
        #[serde(default)]
        add: Vec<String>,
    },
    /// The same, and then every right row whose key no left row has, with nulls on the left.
    FullOuter {
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
    /// The left rows, whose keys right rows must have: another one is an error.
    Known { on: Vec<String> },
    /// Every left row, with lists of the right rows of its key whose value is in its range. The last item of `on` is the
    /// range: `Start <= Value < End`.
    Range {
        on: Vec<String>,
        /// Groups only.
        aggregations: Vec<Aggregation>,
    },
    /// The left rows as they were when the right table last changed.
    SnapshotWhen(SnapshotWhenOptions),
}

/// Which snapshots of a table are taken when a trigger changes, and what stands beside their rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SnapshotWhenOptions {
    /// Whether a first snapshot is taken at once. Otherwise the table has no rows until the trigger changes.
    pub initial: bool,
    /// Whether stamps stand beside the rows with which they came or changed. Otherwise the last ones stand beside all.
    pub incremental: bool,
    /// Whether all snapshots are there, one after another: one for each row of the trigger, those that are there now
    /// among them, with the stamps before the other columns.
    pub history: bool,
    /// The stamps: columns of the trigger, each a name or `New = Old`; all, if there is none.
    pub stamps: Vec<String>,
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

impl PairOperation {
    /// What it is called, for messages.
    pub fn name(&self) -> &'static str {
        match self {
            PairOperation::Natural { .. } => "naturalJoin",
            PairOperation::AggBy { .. } => "aggBy",
            PairOperation::Exact { .. } => "exactJoin",
            PairOperation::Cross { .. } => "join",
            PairOperation::LeftOuter { .. } => "leftOuterJoin",
            PairOperation::FullOuter { .. } => "fullOuterJoin",
            PairOperation::AsOf { .. } => "aj",
            PairOperation::ReverseAsOf { .. } => "raj",
            PairOperation::WhereIn { .. } => "whereIn",
            PairOperation::WhereNotIn { .. } => "whereNotIn",
            PairOperation::Known { .. } => "keyedTranspose",
            PairOperation::Range { .. } => "rangeJoin",
            PairOperation::SnapshotWhen(_) => "snapshotWhen",
        }
    }

    /// What a range join says of the range.
    pub fn range(&self) -> Result<&str> {
        match self {
            PairOperation::Range { on, .. } => on.last().map(String::as_str).ok_or_else(|| {
                Error::invalid(
                    "rangeJoin does not say what the range is: expected Start < Value < End as the last match",
                )
            }),
            _ => Err(Error::internal(format!("{} has no range", self.name()))),
        }
    }

    /// The items that say which rows belong together.
    pub fn on(&self) -> &[String] {
        match self {
            PairOperation::Natural { on, .. }
            | PairOperation::Exact { on, .. }
            | PairOperation::Cross { on, .. }
            | PairOperation::LeftOuter { on, .. }
            | PairOperation::FullOuter { on, .. }
            | PairOperation::AsOf { on, .. }
            | PairOperation::ReverseAsOf { on, .. }
            | PairOperation::WhereIn { on }
            | PairOperation::WhereNotIn { on }
            | PairOperation::Known { on } => on,
            PairOperation::Range { on, .. } => on.split_last().map_or(&[], |(_, exact)| exact),
            PairOperation::AggBy { keys, .. } => keys,
            PairOperation::SnapshotWhen(_) => &[],
        }
    }

    /// The formulas and filters.
    pub fn formulas(&self) -> Vec<&str> {
        match self {
            PairOperation::AggBy { aggregations, .. } => aggregations.iter().flat_map(Aggregation::formulas).collect(),
            _ => Vec::new(),
        }
    }

    /// The columns that are added.
    pub fn add(&self) -> &[String] {
        match self {
            PairOperation::Natural { add, .. }
            | PairOperation::Exact { add, .. }
            | PairOperation::Cross { add, .. }
            | PairOperation::LeftOuter { add, .. }
            | PairOperation::FullOuter { add, .. }
            | PairOperation::AsOf { add, .. }
            | PairOperation::ReverseAsOf { add, .. } => add,
            PairOperation::WhereIn { .. }
            | PairOperation::WhereNotIn { .. }
            | PairOperation::Known { .. }
            | PairOperation::Range { .. }
            | PairOperation::AggBy { .. }
            | PairOperation::SnapshotWhen(_) => &[],
        }
    }
}

impl fmt::Display for PairOperation {
    /// The operation as it is called, without the right table, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PairOperation::SnapshotWhen(options) => return options.fmt(f),
            PairOperation::AggBy { aggregations, keys, .. } => {
                let aggregations = aggregations.iter().map(ToString::to_string);
                let texts: Vec<String> = aggregations.chain(keys.iter().cloned()).collect();
                return write!(f, "aggBy({})", texts.join(", "));
            }
            PairOperation::Range { on, aggregations } => {
                let aggregations: Vec<String> = aggregations.iter().map(ToString::to_string).collect();
                return write!(f, "rangeJoin(\"{}\", {})", on.join(", "), aggregations.join(", "));
            }
            _ => {}
        }
        write!(f, "{}(\"{}\"", self.name(), self.on().join(", "))?;
        if !self.add().is_empty() {
            write!(f, ", \"{}\"", self.add().join(", "))?;
        }
        f.write_str(")")
    }
}

impl fmt::Display for SnapshotWhenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = [
            (self.initial, "INITIAL"),
            (self.incremental, "INCREMENTAL"),
            (self.history, "HISTORY"),
        ];
        let flags = flags.iter().filter(|(is_set, _)| *is_set).map(|(_, name)| *name);
        let stamps = self.stamps.iter().map(String::as_str);
        write!(
            f,
            "snapshotWhen({})",
            flags.chain(stamps).collect::<Vec<_>>().join(", ")
        )
    }
}
