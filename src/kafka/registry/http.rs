//! Requests to a registry: to the first of its addresses that answers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ureq::Agent;
use ureq::http::{Request, header};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, TcpConnector};

use super::properties::{Server, Settings};
use super::schema::Version;
use super::tls::{TlsConnector, TlsFault};
use super::wire::{self, Refusal};
use crate::error::{Error, ErrorKind, Result};

/// Why a question has no answer.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// The registry does not have what was asked for. It may later.
    Unknown(Error),
    /// Nobody could answer now.
    Passing(Error),
    /// Asking again does not help.
    Final(Error),
}

/// The client of one registry.
pub(super) struct Http {
    settings: Settings,
    agent: Agent,
    /// The address that answered last.
    current: AtomicUsize,
}

const ACCEPT: &str = "application/vnd.schemaregistry.v1+json, application/vnd.schemaregistry+json, application/json";
const CONTENT: &str = "application/vnd.schemaregistry.v1+json";
/// The longest answer that is read.
const LONGEST: u64 = 64 << 20;

impl Http {
    pub fn new(settings: Settings) -> Result<Self> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // As Confluent's client, which has properties for proxies.
            .proxy(None)
            .user_agent(concat!("topictable/", env!("CARGO_PKG_VERSION")))
            .accept(ACCEPT)
            .timeout_resolve(settings.connect_timeout)
            .timeout_connect(settings.connect_timeout)
            .timeout_send_request(settings.read_timeout)
            .timeout_recv_response(settings.read_timeout)
            .timeout_recv_body(settings.read_timeout)
            .max_idle_age(Duration::from_secs(10))
            .build();
        let connector = ().chain(TcpConnector::default()).chain(TlsConnector::new(settings.tls.as_ref())?);
        Ok(Http {
            agent: Agent::with_parts(config, connector, DefaultResolver::default()),
            settings,
            current: AtomicUsize::new(0),
        })
    }
}

impl Http {
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The text at a path.
    pub fn get(&self, path: &str) -> Result<String, Fault> {
        self.ask(path, None)
    }

    /// The answer to a text.
    pub fn post(&self, path: &str, body: &str) -> Result<String, Fault> {
        self.ask(path, Some(body))
    }

    /// Ends the requests that are under way, and all later ones.
    pub fn shut_down(&self) {
        self.agent.clone().shutdown();
    }

    /// What is said of an answer that makes no sense.
    #[cold]
    pub fn misunderstood(&self, path: &str, what: &str) -> Fault {
        let url = &self.servers()[self.first()].url;
        Fault::Final(failure(
            ErrorKind::Kafka,
            url,
            format!("the schema registry at {url} gave an answer for {path} that cannot be read: {what}"),
        ))
    }

    fn servers(&self) -> &[Server] {
        &self.settings.servers
    }

    fn first(&self) -> usize {
        self.current.load(Ordering::Relaxed) % self.servers().len()
    }

    /// Asks one address after the other, from the one that answered last.
    fn ask(&self, path: &str, body: Option<&str>) -> Result<String, Fault> {
        let (first, servers) = (self.first(), self.servers());
        let mut silent: Option<Error> = None;
        for at in (first..servers.len()).chain(0..first) {
            match self.ask_one(&servers[at], path, body) {
                Err(Fault::Passing(error)) => {
                    silent = Some(match silent {
                        Some(before) => joined(&before, &error),
                        None => error,
                    });
                }
                answer => {
                    self.current.store(at, Ordering::Relaxed);
                    return answer;
                }
            }
        }
        Err(Fault::Passing(
            silent.unwrap_or_else(|| Error::internal("a registry without addresses")),
        ))
    }

    fn ask_one(&self, server: &Server, path: &str, body: Option<&str>) -> Result<String, Fault> {
        let url = format!("{}{path}", server.url);
        let mut request = Request::builder().uri(&url);
        if let Some(authorization) = &server.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let refused = |error| unsent(&server.url, &error);
        let answer = match body {
            None => request.body(()).map(|request| self.agent.run(request)),
            Some(body) => {
                let request = request.method("POST").header(header::CONTENT_TYPE, CONTENT);
                request.body(body).map(|request| self.agent.run(request))
            }
        };
        let mut answer = answer
            .map_err(ureq::Error::Http)
            .and_then(|answer| answer)
            .map_err(refused)?;
        let status = answer.status().as_u16();
        let text = answer
            .body_mut()
            .with_config()
            .limit(LONGEST)
            .read_to_string()
            .map_err(refused)?;
        match status {
            200..=299 => Ok(text),
            _ => Err(refusal(&server.url, path, status, &wire::refusal(&text))),
        }
    }
}

impl Fault {
    /// The same, of the question for a schema with an id and for what it refers to.
    pub fn of_id(self, id: i64) -> Self {
        let of = |error: Error| about(&error, &format!("schema id {id} cannot be had:")).with("schema.id", id);
        match self {
            Fault::Unknown(error) if error.detail("subject").is_none() => {
                let what = format!("schema id {id} is not known to");
                Fault::Unknown(about(&error, &what).with("schema.id", id))
            }
            Fault::Unknown(error) => Fault::Unknown(of(error)),
            Fault::Passing(error) => Fault::Passing(of(error)),
            Fault::Final(error) => Fault::Final(of(error)),
        }
    }

    /// The same, of the question for a version of a subject.
    pub fn of_subject(self, subject: &str, version: Version) -> Self {
        let of = |error: Error| error.with("subject", subject).with("version", version);
        match self {
            Fault::Unknown(error) => {
                let what = match error.detail("error.code") {
                    Some("40402") => format!("version {version} of subject {subject:?} is not known to"),
                    _ => format!("subject {subject:?} is not known to"),
                };
                Fault::Unknown(of(about(&error, &what)))
            }
            Fault::Passing(error) => Fault::Passing(of(error)),
            Fault::Final(error) => Fault::Final(of(error)),
        }
    }

    pub fn into_error(self) -> Error {
        match self {
            Fault::Unknown(error) | Fault::Passing(error) | Fault::Final(error) => error,
        }
    }
}

/// An error that begins with what is unknown, and ends with what the registry said of it.
fn about(error: &Error, what: &str) -> Error {
    let message = format!("{what} {}", error.message());
    Error::new(error.kind(), message).with_all(error)
}

fn joined(before: &Error, error: &Error) -> Error {
    Error::new(error.kind(), format!("{}; {}", before.message(), error.message())).with_all(before)
}

fn failure(kind: ErrorKind, url: &str, message: String) -> Error {
    Error::new(kind, message).with("registry", url)
}

/// Why a status is no success.
#[cold]
fn refusal(url: &str, path: &str, status: u16, said: &Refusal) -> Fault {
    let text = match (&said.message, said.error_code) {
        (Some(message), Some(code)) => format!("{message}; error code: {code}"),
        (Some(message), None) => format!("{message}; status: {status}"),
        (None, _) => format!("status {status}"),
    };
    let with_code = |error: Error| match said.error_code {
        Some(code) => error.with("error.code", code),
        None => error,
    };
    let error = |kind, message| with_code(failure(kind, url, message));
    match status {
        401 | 403 => {
            let what = format!(
                "the schema registry at {url} refused the credentials: {text} (see basic.auth.credentials.source and \
                 bearer.auth.credentials.source)"
            );
            Fault::Final(error(ErrorKind::Authentication, what))
        }
        404 if said.error_code.is_some_and(|code| code / 100 == 404) => Fault::Unknown(error(
            ErrorKind::NotFound,
            format!("the schema registry at {url}: {text}"),
        )),
        404 => {
            let what = format!("the schema registry at {url} has nothing at {path}: {text} (is its URL complete?)");
            Fault::Final(error(ErrorKind::NotFound, what))
        }
        408 | 429 | 500.. => {
            let what = format!("the schema registry at {url} does not answer {path} now: {text}");
            Fault::Passing(error(ErrorKind::Kafka, what))
        }
        409 | 422 => {
            let what = format!("the schema registry at {url} refused {path}: {text}");
            Fault::Final(error(ErrorKind::InvalidArgument, what))
        }
        _ => {
            let what = format!("the schema registry at {url} refused {path}: {text}");
            Fault::Final(error(ErrorKind::Kafka, what))
        }
    }
}

/// Why there is no answer.
#[cold]
fn unsent(url: &str, error: &ureq::Error) -> Fault {
    if let ureq::Error::Other(other) = error
        && let Some(TlsFault(reason)) = other.downcast_ref()
    {
        return Fault::Final(failure(
            ErrorKind::Authentication,
            url,
            format!("the TLS connection to the schema registry at {url} cannot be made: {reason}"),
        ));
    }
    let (kind, reason) = match error {
        ureq::Error::Timeout(timeout) => (ErrorKind::Timeout, format!("no answer in time ({timeout})")),
        ureq::Error::Io(error) => (ErrorKind::Kafka, error.to_string()),
        ureq::Error::HostNotFound => (ErrorKind::Kafka, "its host is not known".to_owned()),
        other => (ErrorKind::Kafka, other.to_string()),
    };
    Fault::Passing(failure(
        kind,
        url,
        format!("the schema registry at {url} cannot be reached: {reason}"),
    ))
}
