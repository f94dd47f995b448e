//! What a consumer's properties say about fetching.

use std::time::Duration;

use super::protocol::Limits;
use crate::kafka::{ClientProperties, Setting};

/// The settings that connections and Fetch requests obey.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::kafka) struct Settings {
    pub(super) client_id: String,
    pub(super) limits: Limits,
    pub(super) check_crcs: bool,
    pub(super) connect_timeout: Duration,
    /// How long an answer may take beyond the time that the broker may wait.
    pub(super) request_timeout: Duration,
    /// The first wait before a lost connection is made again, and the longest.
    pub(super) backoff: (Duration, Duration),
    /// Whether addresses may be of IPv4 and of IPv6.
    pub(super) families: (bool, bool),
}

/// Settings that are for questions which librdkafka asks, or that have nothing to act on here.
const OTHERS: [&str; 24] = [
    "allow.auto.create.topics",
    "auto.offset.reset",
    "bootstrap.servers",
    "client.dns.lookup",
    "connections.max.idle.ms",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "enable.metrics.push",
    "fetch.error.backoff.ms",
    "fetch.queue.backoff.ms",
    "group.id",
    "log_level",
    "message.max.bytes",
    "metadata.max.age.ms",
    "metadata.recovery.rebootstrap.trigger.ms",
    "metadata.recovery.strategy",
    "queued.max.messages.kbytes",
    "queued.min.messages",
    "retry.backoff.max.ms",
    "retry.backoff.ms",
    "security.protocol",
    "socket.keepalive.enable",
    "socket.nagle.disable",
    "topic.metadata.refresh.interval.ms",
];

impl Settings {
    /// Reads them; fails with what librdkafka is needed for, in words that follow "since".
    pub fn of(properties: &ClientProperties) -> Result<Self, String> {
        if properties.protocol.tls || properties.protocol.sasl {
            return Err(format!("security.protocol is {}", properties.protocol));
        }
        let mut settings = Settings {
            client_id: String::new(),
            limits: Limits {
                max_wait: Duration::from_millis(500),
                min_bytes: 1,
                max_bytes: 50 << 20,
                partition_max_bytes: 1 << 20,
                committed: false,
            },
            check_crcs: true,
            connect_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(30),
            backoff: (Duration::from_millis(20), Duration::from_secs(1)),
            families: (true, true),
        };
        for setting in &properties.settings {
            settings
                .read(setting)
                .ok_or_else(|| format!("property {} is not read there", setting.property))?;
        }
        settings.backoff.1 = settings.backoff.1.max(settings.backoff.0);
        Ok(settings)
    }

    fn read(&mut self, Setting { name, value, .. }: &Setting) -> Option<()> {
        let number = || value.parse::<i32>().ok().filter(|number| *number >= 0);
        let millis = || number().map(|millis| Duration::from_millis(millis as u64));
        match name.as_str() {
            "broker.address.family" => {
                self.families = match value.as_str() {
                    "any" => (true, true),
                    "v4" => (true, false),
                    "v6" => (false, true),
                    _ => return None,
                }
            }
            "check.crcs" => self.check_crcs = flag(value)?,
            "client.id" => self.client_id.clone_from(value),
            "fetch.max.bytes" => self.limits.max_bytes = number()?,
            "fetch.min.bytes" => self.limits.min_bytes = number()?,
            "fetch.wait.max.ms" => self.limits.max_wait = millis()?,
            "isolation.level" => {
                self.limits.committed = match value.as_str() {
                    "read_committed" => true,
                    "read_uncommitted" => false,
                    _ => return None,
                }
            }
            "fetch.message.max.bytes" | "max.partition.fetch.bytes" => self.limits.partition_max_bytes = number()?,
            "reconnect.backoff.ms" => self.backoff.0 = millis()?,
            "reconnect.backoff.max.ms" => self.backoff.1 = millis()?,
            "socket.connection.setup.timeout.ms" => self.connect_timeout = millis()?,
            // What the system chooses.
            "socket.receive.buffer.bytes" | "socket.send.buffer.bytes" if value == "0" => {}
            "socket.timeout.ms" => self.request_timeout = millis()?,
            other if OTHERS.contains(&other) => {}
            _ => return None,
        }
        Some(())
    }
}

/// A truth as librdkafka writes it.
fn flag(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" => Some(true),
        "false" | "f" | "0" => Some(false),
        _ => None,
    }
}
