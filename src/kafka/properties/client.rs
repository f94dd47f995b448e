//! All properties of a consumer or a producer, read together.

use std::time::Duration;

use super::names::{self, Rule};
use super::sasl;
use super::setting::{Setting, fault, unsupported};
use super::tls::{self, Protocol};
use crate::error::{Error, Result};
use crate::spec::Properties;

/// What the properties say to a client.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ClientProperties {
    /// Settings of librdkafka; of two with the same name the later one counts.
    pub settings: Vec<Setting>,
    pub bootstrap_servers: String,
    pub group_id: Option<String>,
    pub offset_reset: OffsetReset,
    /// How long requests that the caller waits for may take: `default.api.timeout.ms`, a producer's `max.block.ms`.
    pub api_timeout: Duration,
    pub protocol: Protocol,
    /// There for a producer that publishes in transactions.
    pub transactional: Option<Transactional>,
}

/// A producer's transactions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Transactional {
    /// Whoever comes later with the same one takes its place.
    pub id: String,
    /// The property that names it.
    pub property: &'static str,
    /// After how long the broker aborts a transaction: `transaction.timeout.ms`.
    pub timeout: Duration,
    /// How long it is tried to commit the same records: `delivery.timeout.ms`, also where that is longer.
    pub patience: Duration,
}

/// Where to start when there is no offset to start at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum OffsetReset {
    Earliest,
    Latest,
    None,
}

/// Settings that are ours or that mirror the defaults of Java's consumer where librdkafka has others.
const DEFAULTS: [(&str, &str); 12] = [
    ("allow.auto.create.topics", "false"),
    ("check.crcs", "true"),
    // A broker's logs and quotas go by this name.
    ("client.id", "topictable"),
    ("enable.auto.commit", "false"),
    ("enable.auto.offset.store", "false"),
    // librdkafka waits 1,000 ms by default once its queue is full, which costs most of its throughput.
    ("fetch.queue.backoff.ms", "5"),
    ("isolation.level", "read_uncommitted"),
    ("reconnect.backoff.max.ms", "1000"),
    // librdkafka spaces its first connections by half of this; with its default of 100 ms a table takes longer to make.
    ("reconnect.backoff.ms", "20"),
    // Java's client always does, so that a connection that a firewall has forgotten is noticed.
    ("socket.keepalive.enable", "true"),
    ("socket.nagle.disable", "true"),
    ("socket.timeout.ms", "30000"),
];

/// The smallest `fetch.max.bytes` that librdkafka takes unless `message.max.bytes`, which has no other effect on a
/// consumer, is lowered with it.
const FETCH_MAX_BYTES: std::ops::RangeInclusive<i64> = 1_000..=1_000_000;

/// The same for a producer. Its queue is as large as in Java, and equal keys go to the same partitions.
const PRODUCER_DEFAULTS: [(&str, &str); 11] = [
    ("client.id", "topictable"),
    ("delivery.report.only.error", "true"),
    ("delivery.timeout.ms", "120000"),
    ("message.max.bytes", "1048576"),
    ("partitioner", "murmur2_random"),
    ("queue.buffering.max.kbytes", "32768"),
    ("reconnect.backoff.max.ms", "1000"),
    ("reconnect.backoff.ms", "20"),
    ("socket.keepalive.enable", "true"),
    ("socket.nagle.disable", "true"),
    ("socket.timeout.ms", "30000"),
];

/// Where the id of transactions is looked for. The first one is not a consumer's, where programs give both the same properties.
const TRANSACTIONAL_ID: [&str; 2] = ["topictable.publish.transactional.id", "transactional.id"];

/// `transaction.timeout.ms` of Java's producer, and of librdkafka's.
const TRANSACTION_TIMEOUT: i64 = 60_000;

/// What is different for dead letters: the property, and the setting. A record that is larger than the queue would never find
/// room in it.
const DEAD_LETTERS: [(&str, &str, &str); 2] = [
    ("delivery.timeout.ms", "delivery.timeout.ms", "0"),
    ("max.request.size", "message.max.bytes", "33000000"),
];

impl ClientProperties {
    /// Translates a consumer's properties; one that has no meaning here is an error or a warning that names it.
    pub fn of(properties: &Properties) -> Result<Self> {
        Self::new(properties, &DEFAULTS, names::rule)
    }

    /// The same for a member of a consumer group.
    pub fn of_member(properties: &Properties) -> Result<Self> {
        let mut client = Self::of(properties)?;
        for name in names::MEMBERSHIP {
            let Some(value) = properties
                .get(*name)
                .map(|value| value.trim())
                .filter(|value| !value.is_empty())
            else {
                continue;
            };
            let value = match *name {
                "partition.assignment.strategy" => assignors(name, value)?,
                // Java's are upper case.
                "group.protocol" => value.to_ascii_lowercase(),
                _ => value.to_owned(),
            };
            client.set(name, value, name);
        }
        Ok(client)
    }

    /// The same for a producer's.
    pub fn of_producer(properties: &Properties) -> Result<Self> {
        let mut client = Self::producer(properties, names::producer_rule)?;
        let given = |name: &&str| properties.get(*name).is_some_and(|id| !id.trim().is_empty());
        if let Some(property) = TRANSACTIONAL_ID.into_iter().find(given) {
            client.make_transactional(property, properties[property].trim())?;
        }
        Ok(client)
    }

    /// The same for the producer of a consumer's dead letters, of the consumer's properties. Records wait for brokers as
    /// long as the consumer does, and how large they may be is left to the topic.
    pub fn of_dead_letters(properties: &Properties) -> Result<Self> {
        let mut client = Self::producer(properties, |name| match name {
            "default.api.timeout.ms" => Some(Rule::Ours),
            // That of another producer of the program.
            "transactional.id" => Some(Rule::Inert),
            _ => names::producer_rule(name),
        })?;
        for (property, name, value) in DEAD_LETTERS {
            if !properties.contains_key(property) {
                client.set(name, value, property);
            }
        }
        Ok(client)
    }

    fn producer(properties: &Properties, rule: impl Fn(&str) -> Option<Rule>) -> Result<Self> {
        let mut client = Self::new(properties, &PRODUCER_DEFAULTS, rule)?;
        let given = |name: &str| properties.get(name).map(|value| value.trim());
        if let Some(level) = given("compression.type").and_then(|codec| given(&format!("compression.{codec}.level"))) {
            client.set("compression.level", level, "compression.type");
        }
        // As in Java, what it is at odds with turns it off, unless it is asked for.
        let is_plain = given("acks").is_some_and(|acks| !["all", "-1"].contains(&acks))
            || given("retries") == Some("0")
            || given("max.in.flight.requests.per.connection")
                .and_then(|count| count.parse::<u32>().ok())
                .is_some_and(|count| count > 5);
        if !is_plain && given("enable.idempotence").is_none() {
            client.set("enable.idempotence", "true", "enable.idempotence");
        }
        Ok(client)
    }

    /// Has a producer write in transactions. Unlike Java's, librdkafka does not take a record or a request that may take
    /// longer than its transaction.
    fn make_transactional(&mut self, property: &'static str, id: &str) -> Result<()> {
        if !self.is_true("enable.idempotence") {
            return Err(fault(
                property,
                "needs enable.idempotence = true, and so acks = all, retries, and 5 at most as \
                 max.in.flight.requests.per.connection",
            ));
        }
        let millis = |client: &Self, name: &str| client.value(name).and_then(|value| value.parse::<i64>().ok());
        let timeout = millis(self, "transaction.timeout.ms").unwrap_or(TRANSACTION_TIMEOUT);
        let patience = millis(self, "delivery.timeout.ms").unwrap_or(timeout);
        for name in ["delivery.timeout.ms", "socket.timeout.ms"] {
            if millis(self, name).is_none_or(|given| given > timeout) {
                self.set(name, timeout.to_string(), "transaction.timeout.ms");
            }
        }
        self.set("transactional.id", id, property);
        let duration = |millis: i64| Duration::from_millis(millis.max(0) as u64);
        self.transactional = Some(Transactional {
            id: id.to_owned(),
            property,
            timeout: duration(timeout),
            patience: duration(patience),
        });
        Ok(())
    }

    fn new(properties: &Properties, defaults: &[(&str, &str)], rule: impl Fn(&str) -> Option<Rule>) -> Result<Self> {
        let mut client = ClientProperties {
            settings: defaults
                .iter()
                .map(|(name, value)| Setting::new(name, *value, name))
                .collect(),
            bootstrap_servers: String::new(),
            group_id: None,
            offset_reset: OffsetReset::Latest,
            api_timeout: Duration::from_secs(60),
            protocol: Protocol::of(properties)?,
            transactional: None,
        };
        for (name, value) in properties {
            client.add(name, value, rule(name))?;
        }
        if client.bootstrap_servers.is_empty() {
            return Err(
                Error::invalid("property bootstrap.servers is missing: expected host:port,host:port,…")
                    .with("property", "bootstrap.servers"),
            );
        }
        client.order_backoffs(properties);
        let protocol = client.protocol;
        client.settings.push(Setting::new(
            "security.protocol",
            protocol.to_string(),
            "security.protocol",
        ));
        client.settings.extend(sasl::settings(properties, protocol)?);
        client.settings.extend(tls::settings(properties, protocol)?);
        Ok(client)
    }

    /// Whether a topic that is asked for may be made by the broker.
    pub fn makes_topics(&self) -> bool {
        self.is_true("allow.auto.create.topics")
    }

    fn is_true(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The value of a setting that counts.
    fn value(&self, name: &str) -> Option<&str> {
        let set = self.settings.iter().rfind(|setting| setting.name == name);
        set.map(|setting| setting.value.as_str())
    }

    fn add(&mut self, name: &str, value: &str, rule: Option<Rule>) -> Result<()> {
        match rule {
            Some(Rule::Pass) => self.set(name, value.trim(), name),
            Some(Rule::Number(to, least, most)) => {
                let number = bounded(name, value, least, most)?;
                self.set(to, number.to_string(), name);
            }
            Some(Rule::Ours) => self.read(name, value)?,
            Some(Rule::Inert) => {}
            // As Java's optional properties have it, an empty value is none.
            Some(Rule::NoEffect(_) | Rule::Refused(_)) if value.trim().is_empty() => {}
            Some(Rule::NoEffect(why)) => log::warn!("property {name} has no effect here: {why}"),
            Some(Rule::Refused(what)) => return Err(unsupported(name, what)),
            None if names::is_for_specifications(name) || sasl::reads(name) => {}
            None if name.starts_with("deephaven.") => {
                log::warn!("property {name} is not known and has no effect");
            }
            None if name.starts_with("config.providers.") => {
                log::warn!("property {name} has no effect here: values are used as they are");
            }
            // One of librdkafka's own; it tells when it is not.
            None => self.set(name, value, name),
        }
        Ok(())
    }

    /// Java's client takes a first wait that is longer than the longest one, librdkafka does not. In Java the longest
    /// one counts, if it is given.
    fn order_backoffs(&mut self, properties: &Properties) {
        for (first, longest) in [
            ("reconnect.backoff.ms", "reconnect.backoff.max.ms"),
            ("retry.backoff.ms", "retry.backoff.max.ms"),
        ] {
            let (kept, moved) = if properties.contains_key(longest) {
                (longest, first)
            } else {
                (first, longest)
            };
            let value = |name: &str| self.value(name)?.parse().ok();
            let pair: (Option<i64>, Option<i64>) = (value(first), value(longest));
            // What librdkafka has by default where nothing is set.
            if pair.0.unwrap_or(100) > pair.1.unwrap_or(1000)
                && let Some(setting) = self.settings.iter().rfind(|setting| setting.name == kept)
            {
                let value = setting.value.clone();
                self.set(moved, value, kept);
            }
        }
    }

    fn set(&mut self, name: &str, value: impl Into<String>, property: &str) {
        self.settings.push(Setting::new(name, value, property));
    }

    /// The properties that are more than a setting and have nothing to do with security.
    fn read(&mut self, name: &str, value: &str) -> Result<()> {
        let wrong = |expected: &str| fault(name, format_args!("= {value:?}: expected {expected}"));
        match name {
            "auto.offset.reset" => {
                let (reset, setting) = match value.trim() {
                    "earliest" | "smallest" | "beginning" => (OffsetReset::Earliest, "earliest"),
                    "latest" | "largest" | "end" => (OffsetReset::Latest, "latest"),
                    "none" | "error" => (OffsetReset::None, "error"),
                    other if other.starts_with("by_duration:") => {
                        return Err(unsupported(
                            name,
                            format_args!("= {value:?} is not supported: expected earliest, latest or none"),
                        ));
                    }
                    _ => return Err(wrong("earliest, latest or none")),
                };
                self.offset_reset = reset;
                self.set(name, setting, name);
            }
            "bootstrap.servers" => {
                self.bootstrap_servers = value.trim().to_owned();
                self.set(name, value.trim(), name);
            }
            "buffer.memory" => {
                let bytes = bounded(name, value, 1 << 10, i64::from(i32::MAX) << 10)?;
                self.set("queue.buffering.max.kbytes", (bytes >> 10).to_string(), name);
            }
            "default.api.timeout.ms" | "max.block.ms" => {
                let millis = value.trim().parse().map_err(|_| wrong("a number of milliseconds"))?;
                self.api_timeout = Duration::from_millis(millis);
            }
            "fetch.max.bytes" => {
                let most = bounded(name, value, *FETCH_MAX_BYTES.start(), 2_147_483_135)?;
                if FETCH_MAX_BYTES.contains(&most) {
                    self.set("message.max.bytes", most.to_string(), name);
                }
                self.set(name, most.to_string(), name);
            }
            "partitioner.ignore.keys" if value.trim() == "true" => self.set("partitioner", "random", name),
            "group.id" => {
                self.group_id = Some(value.to_owned());
                self.set(name, value, name);
            }
            _ => {}
        }
        Ok(())
    }
}

/// A number, moved to the nearest one that librdkafka takes.
fn bounded(name: &str, value: &str, least: i64, most: i64) -> Result<i64> {
    let number: i64 = value
        .trim()
        .parse()
        .map_err(|_| fault(name, format_args!("= {value:?}: expected a number")))?;
    let bounded = number.clamp(least, most);
    // What Java's client writes as -1, the system's choice or never, librdkafka writes as 0.
    if bounded != number && (number, least) != (-1, 0) {
        log::warn!("property {name} = {number} is out of range here: {bounded} is used");
    }
    Ok(bounded)
}

/// librdkafka's names of Java's assignors.
fn assignors(property: &str, classes: &str) -> Result<String> {
    let assignor = |class: &str| match class.trim().rsplit('.').next() {
        Some("RangeAssignor" | "range") => Ok("range"),
        Some("RoundRobinAssignor" | "roundrobin") => Ok("roundrobin"),
        Some("CooperativeStickyAssignor" | "cooperative-sticky") => Ok("cooperative-sticky"),
        _ => Err(fault(
            property,
            format_args!("= {classes:?}: expected RangeAssignor, RoundRobinAssignor or CooperativeStickyAssignor"),
        )),
    };
    let assignors: Vec<&str> = classes.split(',').map(assignor).collect::<Result<_>>()?;
    Ok(assignors.join(","))
}
