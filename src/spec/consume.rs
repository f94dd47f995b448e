//! A topic as a live table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ConsumeOptions, Properties, Spec};
use crate::error::{Error, Result};

/// Everything `consumeToTable` is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consume {
    /// Settings of the Kafka client and of the common columns.
    #[serde(default)]
    pub properties: Properties,
    /// The topic's name.
    pub topic: String,
    /// The partitions to read.
    #[serde(default)]
    pub partitions: Partitions,
    /// Where to start in each partition.
    #[serde(default)]
    pub offsets: Offsets,
    /// What the keys become.
    pub key: Spec,
    /// What the values become.
    pub value: Spec,
    /// Which rows the table keeps.
    #[serde(default, rename = "type")]
    pub table_type: TableType,
}

/// The partitions to read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Partitions {
    /// Every partition of the topic.
    #[default]
    All,
    /// These; one that does not exist is an error.
    List(Vec<i32>),
}

/// Where to start reading.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offsets {
    /// At the first record that is still there. Mirrors `SEEK_TO_BEGINNING`.
    Beginning,
    /// After the last record that is there at the time of the call. Mirrors `SEEK_TO_END`.
    End,
    /// At the offset that the group of `group.id` has committed, else where `auto.offset.reset` says (default:
    /// `latest`). Mirrors `DONT_SEEK`.
    #[default]
    DontSeek,
    /// A start for each partition: an offset, or one of [`Offsets::SEEK_TO_BEGINNING`], [`Offsets::DONT_SEEK`] and
    /// [`Offsets::SEEK_TO_END`]. A partition that is not mentioned is not seeked.
    Partitions(BTreeMap<i32, i64>),
}

impl Offsets {
    /// The first record that is still there.
    pub const SEEK_TO_BEGINNING: i64 = -1;
    /// The group's offset, else by `auto.offset.reset`.
    pub const DONT_SEEK: i64 = -2;
    /// After the last record.
    pub const SEEK_TO_END: i64 = -3;

    /// The start of one partition, an offset or one of the constants above.
    pub(crate) fn of(&self, partition: i32) -> i64 {
        match self {
            Offsets::Beginning => Self::SEEK_TO_BEGINNING,
            Offsets::End => Self::SEEK_TO_END,
            Offsets::DontSeek => Self::DONT_SEEK,
            Offsets::Partitions(starts) => starts.get(&partition).copied().unwrap_or(Self::DONT_SEEK),
        }
    }
}

/// Which rows a table keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableType {
    /// The rows of the last update cycle only.
    #[default]
    Blink,
    /// Every row.
    Append,
    /// The last so many rows.
    Ring(u64),
}

impl Consume {
    /// Refuses what can be refused without asking the cluster.
    pub(crate) fn check(&self) -> Result<()> {
        if self.key == Spec::Ignore && self.value == Spec::Ignore {
            return Err(Error::invalid(
                "can't ignore both key and value: one of the two specs must give columns",
            ));
        }
        if self.topic.is_empty() {
            return Err(Error::invalid("the topic has no name").with("pointer", "/topic"));
        }
        if self.table_type == TableType::Ring(0) {
            return Err(
                Error::invalid("capacity must be positive: a ring of 0 rows was asked for")
                    .with("pointer", "/type/ring"),
            );
        }
        if let Offsets::Partitions(starts) = &self.offsets
            && let Some((partition, offset)) = starts.iter().find(|(_, offset)| **offset < Self::LOWEST_START)
        {
            return Err(Error::invalid(format!(
                "offset {offset} of partition {partition} is no offset: expected one of 0 or more, or -1 (begin), \
                 -2 (don't seek), -3 (end)"
            ))
            .with("partition", partition));
        }
        ConsumeOptions::from_properties(&self.properties)?
            .dead_letters_of(&self.topic)
            .map(drop)
    }

    const LOWEST_START: i64 = Offsets::SEEK_TO_END;
}
