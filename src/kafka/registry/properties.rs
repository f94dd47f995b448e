//! The properties of Confluent's clients for a schema registry.
//!
//! Their names are those of `SchemaRegistryClientConfig`, each also with the prefix `schema.registry.`, which wins. TLS
//! has the names of Kafka's clients with that prefix; those without are the brokers'.

use std::time::Duration;

use openssl::base64::encode_block;
use ureq::http::Uri;

use super::cache::{Patience, wait};
use super::tls::Tls;
use crate::error::{Error, Result};
use crate::kafka::properties::sasl_credentials;
use crate::spec::Properties;

/// What the properties say. Equal settings have the same registry.
#[derive(Clone, PartialEq)]
pub(super) struct Settings {
    /// Where the registry is; each is asked when those before it do not answer.
    pub servers: Vec<Server>,
    /// None when no address is of `https`.
    pub tls: Option<Tls>,
    pub patience: Patience,
    /// How often a blocking call asks before it gives up.
    pub attempts: u32,
    /// `retries.wait.ms` and `retries.max.wait.ms`.
    waits: [Duration; 2],
    pub connect_timeout: Option<Duration>,
    pub read_timeout: Option<Duration>,
}

/// One of a registry's addresses.
#[derive(Clone, PartialEq)]
pub(super) struct Server {
    /// Without credentials and without a slash at its end.
    pub url: String,
    /// The header `Authorization`.
    pub authorization: Option<String>,
}

/// How long a schema is waited for that the registry does not know, unless the properties say.
const UNKNOWN: Duration = Duration::from_secs(1);
/// The same while the registry does not answer: it may be restarted.
const SILENT: Duration = Duration::from_secs(300);
/// How long a failure is remembered, unless the properties say.
const FAILED: Duration = Duration::from_secs(10);

/// The properties that are read, apart from the library's own. What has no prefix may have `schema.registry.`.
pub(crate) const NAMES: [&str; 31] = [
    "apicurio.registry.headers.enabled",
    "apicurio.registry.id-handler",
    "apicurio.registry.use-id",
    "auto.register.schemas",
    "basic.auth.credentials.source",
    "basic.auth.user.info",
    "bearer.auth.credentials.source",
    "bearer.auth.token",
    "http.connect.timeout.ms",
    "http.read.timeout.ms",
    "key.subject.name.strategy",
    "max.retries",
    "missing.id.cache.ttl.sec",
    "proxy.host",
    "retries.max.wait.ms",
    "retries.wait.ms",
    "schema.registry.ssl.endpoint.identification.algorithm",
    "schema.registry.ssl.key.password",
    "schema.registry.ssl.keystore.certificate.chain",
    "schema.registry.ssl.keystore.key",
    "schema.registry.ssl.keystore.location",
    "schema.registry.ssl.keystore.password",
    "schema.registry.ssl.keystore.type",
    "schema.registry.ssl.truststore.certificates",
    "schema.registry.ssl.truststore.location",
    "schema.registry.ssl.truststore.password",
    "schema.registry.ssl.truststore.type",
    "schema.registry.url",
    "use.latest.version",
    "use.schema.id",
    "value.subject.name.strategy",
];

const PREFIX: &str = "schema.registry.";
const URL: &str = "schema.registry.url";
const SOURCE: &str = "basic.auth.credentials.source";
const USER_INFO: &str = "basic.auth.user.info";
const BEARER_SOURCE: &str = "bearer.auth.credentials.source";
const TOKEN: &str = "bearer.auth.token";
const RETRY: &str = "topictable.schema.retry.ms";
const FAILED_SECONDS: &str = "missing.id.cache.ttl.sec";

impl Settings {
    /// Reads the properties; one that cannot be used is an error that names it, and never its value if that is secret.
    pub fn of(properties: &Properties) -> Result<Self> {
        let names = Names(properties);
        let Some((_, urls)) = names.given(&[URL]) else {
            // In the words of Confluent's client.
            return Err(Error::invalid(format!(
                "Missing required configuration {URL:?} which has no default value."
            ))
            .with("property", URL));
        };
        let authorization = names.authorization()?;
        let servers = urls
            .split(',')
            .map(str::trim)
            .filter(|url| !url.is_empty())
            .map(|url| Server::of(url, &authorization))
            .collect::<Result<Vec<_>>>()?;
        if servers.is_empty() {
            return Err(wrong(URL, "names no URL: expected http://host:port,http://host:port,…"));
        }
        names.refuse()?;
        names.warn();
        let retry = names.millis(RETRY)?;
        let seconds = names.number(FAILED_SECONDS, "a number of seconds")?;
        Ok(Settings {
            tls: match servers.iter().any(|server| server.url.starts_with("https:")) {
                true => Some(Tls::of(properties)?),
                false => None,
            },
            servers,
            patience: Patience {
                unknown: retry.unwrap_or(UNKNOWN),
                silent: retry.unwrap_or(SILENT),
                failed: seconds.map_or(FAILED, Duration::from_secs),
            },
            attempts: names.number("max.retries", "a number")?.map_or(4, |retries| {
                u32::try_from(retries).unwrap_or(u32::MAX).saturating_add(1)
            }),
            waits: [
                names.millis("retries.wait.ms")?.unwrap_or(Duration::from_millis(500)),
                names.millis("retries.max.wait.ms")?.unwrap_or(Duration::from_secs(5)),
            ],
            connect_timeout: names.timeout("http.connect.timeout.ms", Duration::from_secs(10))?,
            read_timeout: names.timeout("http.read.timeout.ms", Duration::from_secs(30))?,
        })
    }

    /// How long a blocking call waits after so many attempts.
    pub fn wait(&self, attempts: u32, random: u64) -> Duration {
        wait(self.waits, attempts, random)
    }
}

impl Server {
    fn of(text: &str, authorization: &Authorization) -> Result<Self> {
        // What is wrong is told without the text, which may hold a password.
        let uri: Uri = text
            .parse()
            .map_err(|_| wrong(URL, "holds a text that is no URL: expected http://host:port,…"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(wrong(
                URL,
                "holds an address without http:// or https://: expected http://host:port,…",
            ));
        };
        if !["http", "https"].contains(&scheme) {
            return Err(wrong(URL, format!("holds a {scheme} address: expected http or https")));
        }
        let (user_info, host) = match authority.as_str().rsplit_once('@') {
            Some((user_info, host)) => (Some(user_info), host),
            None => (None, authority.as_str()),
        };
        let header = match (authorization, user_info) {
            (Authorization::Header(header), _) => Some(header.clone()),
            (Authorization::FromUrl, Some(user_info)) => {
                let decoded = percent_encoding::percent_decode_str(user_info).decode_utf8_lossy();
                Some(basic(&decoded))
            }
            (Authorization::FromUrl, None) => None,
        };
        Ok(Server {
            url: format!("{scheme}://{host}{}", uri.path().trim_end_matches('/')),
            authorization: header,
        })
    }
}

/// Who the client says that it is.
enum Authorization {
    /// As the user and the password in the URL say.
    FromUrl,
    Header(String),
}

struct Names<'a>(&'a Properties);

impl<'a> Names<'a> {
    /// The first of some properties that is there and not empty.
    fn given(&self, names: &[&'static str]) -> Option<(&'static str, &'a str)> {
        let value = |name: &'static str| {
            let long = format!("{PREFIX}{name}");
            let values = [self.0.get(&long), self.0.get(name)];
            values
                .into_iter()
                .flatten()
                .map(|value| value.trim())
                .find(|value| !value.is_empty())
        };
        names.iter().find_map(|name| Some((*name, value(name)?)))
    }

    fn value(&self, name: &'static str) -> Option<&'a str> {
        self.given(&[name]).map(|(_, value)| value)
    }

    fn number(&self, name: &'static str, expected: &str) -> Result<Option<u64>> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let number = value
            .parse()
            .map_err(|_| wrong(name, format!("= {value:?}: expected {expected}")))?;
        Ok(Some(number))
    }

    fn millis(&self, name: &'static str) -> Result<Option<Duration>> {
        Ok(self
            .number(name, "a number of milliseconds")?
            .map(Duration::from_millis))
    }

    /// A time after which an answer is not waited for any longer; none for 0, as in Java.
    fn timeout(&self, name: &'static str, default: Duration) -> Result<Option<Duration>> {
        let time = self.millis(name)?.unwrap_or(default);
        Ok((!time.is_zero()).then_some(time))
    }

    fn authorization(&self) -> Result<Authorization> {
        if let Some(source) = self.value(BEARER_SOURCE) {
            if self.value(SOURCE).is_some() {
                return Err(wrong(
                    BEARER_SOURCE,
                    format!("and {SOURCE} are both given: expected one of them"),
                ));
            }
            return match source {
                "STATIC_TOKEN" => match self.value(TOKEN) {
                    Some(token) => Ok(Authorization::Header(format!("Bearer {token}"))),
                    None => Err(wrong(
                        TOKEN,
                        format!("is missing: {BEARER_SOURCE} = STATIC_TOKEN needs it"),
                    )),
                },
                _ => Err(unsupported(
                    BEARER_SOURCE,
                    format!("= {source:?} is not supported: expected STATIC_TOKEN"),
                )),
            };
        }
        let user_info = self.value(USER_INFO);
        match self.value(SOURCE) {
            // Confluent's client would say nothing of itself, although it was told who it is.
            None => Ok(match (user_info, self.value(TOKEN)) {
                (Some(user_info), _) => Authorization::Header(basic(user_info)),
                (None, Some(token)) => Authorization::Header(format!("Bearer {token}")),
                (None, None) => Authorization::FromUrl,
            }),
            Some("URL") => Ok(Authorization::FromUrl),
            Some("USER_INFO") => match user_info {
                Some(user_info) => Ok(Authorization::Header(basic(user_info))),
                None => Err(wrong(USER_INFO, format!("is missing: {SOURCE} = USER_INFO needs it"))),
            },
            Some("SASL_INHERIT") => match sasl_credentials(self.0)? {
                Some((user, password)) => Ok(Authorization::Header(basic(&format!("{user}:{password}")))),
                None => Err(wrong(
                    SOURCE,
                    "= SASL_INHERIT: sasl.jaas.config has no username and password",
                )),
            },
            Some(other) => Err(wrong(
                SOURCE,
                format!("= {other:?}: expected URL, USER_INFO or SASL_INHERIT"),
            )),
        }
    }

    /// Tells of what has an effect in Confluent's client and none here.
    fn warn(&self) {
        for name in self.0.keys() {
            let is_known = |rest: &str| NAMES.contains(&name.as_str()) || NAMES.contains(&rest);
            if name.strip_prefix(PREFIX).is_some_and(|rest| !is_known(rest)) {
                log::warn!("property {name} is not known and has no effect");
            }
        }
    }

    /// What would have to be done and is not.
    fn refuse(&self) -> Result<()> {
        match self.value("proxy.host") {
            Some(_) => Err(unsupported(
                "proxy.host",
                "is not supported: expected a registry that is reached without a proxy",
            )),
            None => Ok(()),
        }
    }
}

/// `user:password` as the header `Authorization`.
fn basic(user_info: &str) -> String {
    format!("Basic {}", encode_block(user_info.as_bytes()).replace('\n', ""))
}

fn wrong(name: &'static str, what: impl std::fmt::Display) -> Error {
    Error::invalid(format!("property {name} {what}")).with("property", name)
}

fn unsupported(name: &'static str, what: impl std::fmt::Display) -> Error {
    Error::unsupported(format!("property {name} {what}")).with("property", name)
}
