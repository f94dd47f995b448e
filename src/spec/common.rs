//! The columns that every consumed table has, whatever its records hold.

use super::Properties;

/// The names of the common columns; an absent name means that the table does not have the column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CommonColumns {
    pub partition: Option<String>,
    pub offset: Option<String>,
    pub timestamp: Option<String>,
    pub receive_time: Option<String>,
    pub key_bytes: Option<String>,
    pub value_bytes: Option<String>,
}

impl CommonColumns {
    /// Reads the `deephaven.*.column.name` properties; an empty name removes the column.
    pub fn from_properties(properties: &Properties) -> Self {
        let name = |property: &str, default: Option<&str>| {
            let key = format!("deephaven.{property}.column.name");
            properties
                .get(&key)
                .map(String::as_str)
                .or(default)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
        };
        CommonColumns {
            partition: name("partition", Some("KafkaPartition")),
            offset: name("offset", Some("KafkaOffset")),
            timestamp: name("timestamp", Some("KafkaTimestamp")),
            receive_time: name("receivetime", None),
            key_bytes: name("keybytes", None),
            value_bytes: name("valuebytes", None),
        }
    }
}
