//! The properties of Java's Kafka clients, as settings of the client that is used here.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::spec::Properties;

/// What the properties say to a consumer's client.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ClientProperties {
    /// Settings of librdkafka, in an order in which they can be set.
    pub settings: Vec<(String, String)>,
    pub bootstrap_servers: String,
    pub group_id: Option<String>,
    pub offset_reset: OffsetReset,
    /// How long requests that the caller waits for may take: `default.api.timeout.ms`.
    pub api_timeout: Duration,
}

/// Where to start when there is no offset to start at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum OffsetReset {
    Earliest,
    Latest,
    None,
}

/// Settings that are ours or that mirror the defaults of Java's consumer where librdkafka has others.
const DEFAULTS: [(&str, &str); 9] = [
    ("allow.auto.create.topics", "false"),
    ("check.crcs", "true"),
    ("enable.auto.commit", "false"),
    ("enable.auto.offset.store", "false"),
    // librdkafka waits 1,000 ms by default once its queue is full, which costs most of its throughput.
    ("fetch.queue.backoff.ms", "5"),
    ("isolation.level", "read_uncommitted"),
    ("reconnect.backoff.max.ms", "1000"),
    // librdkafka spaces its first connections by half of this; with its default of 100 ms a table takes longer to make.
    ("reconnect.backoff.ms", "20"),
    ("socket.nagle.disable", "true"),
];

/// Java's names that librdkafka has under another name.
const RENAMED: [(&str, &str); 5] = [
    ("fetch.max.wait.ms", "fetch.wait.max.ms"),
    ("receive.buffer.bytes", "socket.receive.buffer.bytes"),
    ("request.timeout.ms", "socket.timeout.ms"),
    ("send.buffer.bytes", "socket.send.buffer.bytes"),
    (
        "socket.connection.setup.timeout.max.ms",
        "socket.connection.setup.timeout.ms",
    ),
];

/// Names that mean something to other parts of this library, or nothing to a client that reads whole batches.
const NOT_FOR_THE_CLIENT: [&str; 8] = [
    "auto.commit.interval.ms",
    "key.deserializer",
    "key.serializer",
    "max.poll.interval.ms",
    "max.poll.records",
    "schema.registry.url",
    "value.deserializer",
    "value.serializer",
];

impl ClientProperties {
    /// Translates the properties; one that has no meaning here is an error or a warning that names it.
    pub fn of(properties: &Properties) -> Result<Self> {
        let mut client = ClientProperties {
            settings: DEFAULTS
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            bootstrap_servers: String::new(),
            group_id: None,
            offset_reset: OffsetReset::Latest,
            api_timeout: Duration::from_secs(60),
        };
        for (name, value) in properties {
            client.add(name, value)?;
        }
        if client.bootstrap_servers.is_empty() {
            return Err(
                Error::invalid("property bootstrap.servers is missing: expected host:port,host:port,…")
                    .with("property", "bootstrap.servers"),
            );
        }
        Ok(client)
    }

    /// Whether a topic that is asked for may be made by the broker.
    pub fn makes_topics(&self) -> bool {
        let set = self
            .settings
            .iter()
            .rfind(|(name, _)| name == "allow.auto.create.topics");
        set.is_some_and(|(_, value)| value.eq_ignore_ascii_case("true"))
    }

    fn add(&mut self, name: &str, value: &str) -> Result<()> {
        let wrong = |expected: &str| {
            Error::invalid(format!("property {name} = {value:?}: expected {expected}")).with("property", name)
        };
        match name {
            "default.api.timeout.ms" => {
                let millis = value.parse().map_err(|_| wrong("a number of milliseconds"))?;
                self.api_timeout = Duration::from_millis(millis);
                return Ok(());
            }
            "auto.offset.reset" => {
                self.offset_reset = match value {
                    "earliest" | "smallest" | "beginning" => OffsetReset::Earliest,
                    "latest" | "largest" | "end" => OffsetReset::Latest,
                    "none" | "error" => OffsetReset::None,
                    _ => return Err(wrong("earliest, latest or none")),
                };
                let value = if self.offset_reset == OffsetReset::None {
                    "error"
                } else {
                    value
                };
                self.settings.push((name.to_owned(), value.to_owned()));
                return Ok(());
            }
            // Offsets are committed by the consumer, once their rows are in the table.
            "enable.auto.commit" => return Ok(()),
            "bootstrap.servers" => self.bootstrap_servers = value.to_owned(),
            "group.id" => self.group_id = Some(value.to_owned()),
            "sasl.jaas.config" => {
                return Err(Error::unsupported(
                    "property sasl.jaas.config is not supported yet: give sasl.mechanism, sasl.username and \
                     sasl.password",
                )
                .with("property", name));
            }
            _ if name.starts_with("deephaven.") || name.starts_with("topictable.") => return Ok(()),
            _ if NOT_FOR_THE_CLIENT.contains(&name) => return Ok(()),
            _ => {}
        }
        let renamed = RENAMED
            .iter()
            .find(|(java, _)| *java == name)
            .map_or(name, |(_, renamed)| renamed);
        self.settings.push((renamed.to_owned(), value.to_owned()));
        Ok(())
    }
}
