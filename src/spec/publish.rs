//! A table that is published to a topic.

use serde::{Deserialize, Serialize};

use super::{ProduceSpec, Properties};
use crate::error::{Error, Result};

/// Everything that publishing a table needs. Mirrors `KafkaPublishOptions`, whose defaults these are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// The settings of the Kafka client, of the schema registry, and ours (`topictable.*`).
    #[serde(default)]
    pub properties: Properties,
    /// Where records go whose row names no topic.
    #[serde(default)]
    pub topic: Option<String>,
    /// The partition of records whose row names none; without it, Kafka's partitioner chooses.
    #[serde(default)]
    pub partition: Option<i32>,
    /// What the keys are.
    #[serde(default)]
    pub key: ProduceSpec,
    /// What the values are.
    #[serde(default)]
    pub value: ProduceSpec,
    /// Whether only the last row of each key is published: the table's `last_by` of the key's columns.
    #[serde(default)]
    pub last_by: bool,
    /// Whether the rows that are there are published, too.
    #[serde(default = "yes")]
    pub publish_initial: bool,
    /// The column of texts that names the topic of each row; null for the default.
    #[serde(default)]
    pub topic_column: Option<String>,
    /// The column of ints that numbers the partition of each row; null for the default.
    #[serde(default)]
    pub partition_column: Option<String>,
    /// The column of instants that times each record, cut to milliseconds; null for the time of sending.
    #[serde(default)]
    pub timestamp_column: Option<String>,
}

fn yes() -> bool {
    true
}

impl Publish {
    /// To a topic, with neither keys nor values yet.
    pub fn to(topic: impl Into<String>) -> Self {
        Publish {
            properties: Properties::new(),
            topic: Some(topic.into()),
            partition: None,
            key: ProduceSpec::Ignore,
            value: ProduceSpec::Ignore,
            last_by: false,
            publish_initial: true,
            topic_column: None,
            partition_column: None,
            timestamp_column: None,
        }
    }

    /// Refuses what cannot be meant, in the mirrored API's words.
    pub(crate) fn check(&self) -> Result<()> {
        if self.topic.is_none() && self.topic_column.is_none() {
            return Err(Error::invalid("must set topic or topicColumn (or both)").with("pointer", "/topic"));
        }
        if self.key.is_ignored() && self.value.is_ignored() {
            return Err(Error::invalid("keySpec and valueSpec can't both be ignore specs").with("pointer", "/value"));
        }
        if self.last_by && self.key.is_ignored() {
            return Err(
                Error::invalid("must set a non-ignore keySpec when lastBy() == true").with("pointer", "/last_by")
            );
        }
        if let Some(partition) = self.partition.filter(|partition| *partition < 0) {
            return Err(Error::invalid(format!(
                "partition {partition} is no partition: expected 0 or more, or none for Kafka's partitioner"
            ))
            .with("pointer", "/partition"));
        }
        let sides = [("/key", &self.key), ("/value", &self.value)];
        sides
            .into_iter()
            .try_for_each(|(pointer, spec)| spec.check().map_err(|error| error.with("pointer", pointer)))
    }
}
