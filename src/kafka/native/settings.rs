//! What a consumer's properties say about fetching.

use std::time::Duration;

use super::honoured;
use super::protocol::Limits;
use super::sasl::Credentials;
use super::tls::Tls;
use crate::kafka::{ClientProperties, Setting};

/// The settings that connections and Fetch requests obey.
#[derive(Clone)]
pub(in crate::kafka) struct Settings {
    pub(super) client_id: String,
    pub(super) limits: Limits,
    pub(super) check_crcs: bool,
    pub(super) connect_timeout: Duration,
    /// How long an answer may take beyond the time that the broker may wait.
    pub(super) request_timeout: Duration,
    /// The first wait before a lost connection is made again, and the longest.
    pub(super) backoff: (Duration, Duration),
    /// How long a partition is not asked for after an error.
    pub(super) retry: Duration,
    /// The bytes that may wait to be polled before nothing more is fetched.
    pub(super) most_waiting: usize,
    /// Whether addresses may be of IPv4 and of IPv6.
    pub(super) families: (bool, bool),
    pub(super) tls: Option<Tls>,
    pub(super) credentials: Option<Credentials>,
}

impl Settings {
    /// Reads them; fails with what librdkafka is needed for, in words that follow "since".
    pub fn of(properties: &ClientProperties) -> Result<Self, String> {
        let mut settings = Settings {
            client_id: String::new(),
            limits: Limits {
                max_wait: Duration::from_millis(500),
                min_bytes: 1,
                max_bytes: 50 << 20,
                partition_max_bytes: 1 << 20,
                committed: false,
                rack: String::new(),
            },
            check_crcs: true,
            connect_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(30),
            backoff: (Duration::from_millis(20), Duration::from_secs(1)),
            retry: Duration::from_millis(100),
            most_waiting: 64 << 20,
            families: (true, true),
            tls: None,
            credentials: None,
        };
        for setting in &properties.settings {
            honoured::apply(setting, &mut settings)?;
        }
        settings.backoff.1 = settings.backoff.1.max(settings.backoff.0);
        let values = Values(&properties.settings);
        if properties.protocol.sasl {
            settings.credentials = Some(Credentials::of(&values)?);
        }
        if properties.protocol.tls {
            settings.tls = Some(Tls::of(&values)?);
        }
        Ok(settings)
    }

    /// Reads a setting that is obeyed; none when its value cannot be used. Those of TLS and SASL are read together, later.
    pub(super) fn read(&mut self, name: &str, value: &str) -> Option<()> {
        let number = || value.parse::<i32>().ok().filter(|number| *number >= 0);
        let millis = || number().map(|millis| Duration::from_millis(millis as u64));
        match name {
            "broker.address.family" => {
                self.families = match value {
                    "any" => (true, true),
                    "v4" => (true, false),
                    "v6" => (false, true),
                    _ => return None,
                }
            }
            "check.crcs" => self.check_crcs = flag(value)?,
            "client.id" => value.clone_into(&mut self.client_id),
            "client.rack" => value.clone_into(&mut self.limits.rack),
            "fetch.error.backoff.ms" => self.retry = millis()?,
            "fetch.max.bytes" => self.limits.max_bytes = number()?,
            "fetch.min.bytes" => self.limits.min_bytes = number()?,
            "fetch.wait.max.ms" => self.limits.max_wait = millis()?,
            "isolation.level" => {
                self.limits.committed = match value {
                    "read_committed" => true,
                    "read_uncommitted" => false,
                    _ => return None,
                }
            }
            "fetch.message.max.bytes" | "max.partition.fetch.bytes" => self.limits.partition_max_bytes = number()?,
            "queued.max.messages.kbytes" => self.most_waiting = (number()? as usize) << 10,
            "reconnect.backoff.ms" => self.backoff.0 = millis()?,
            "reconnect.backoff.max.ms" => self.backoff.1 = millis()?,
            "socket.connection.setup.timeout.ms" => self.connect_timeout = millis()?,
            "socket.timeout.ms" => self.request_timeout = millis()?,
            _ => {}
        }
        Some(())
    }
}

/// The settings that properties give, of which the last with a name counts.
pub(super) struct Values<'a>(pub &'a [Setting]);

impl<'a> Values<'a> {
    /// The value of a setting; an empty one is none.
    pub fn of(&self, name: &str) -> Option<&'a str> {
        let set = self.0.iter().rfind(|setting| setting.name == name)?;
        Some(set.value.as_str()).filter(|value| !value.is_empty())
    }

    pub fn is_true(&self, name: &str) -> bool {
        self.of(name).and_then(flag) == Some(true)
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
