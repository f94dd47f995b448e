//! A connection to a broker.

use std::io::{self, ErrorKind, Write};
use std::time::{Duration, Instant};

use super::leaders::{self, Leader};
use super::protocol::{self, Fetched, Limits, TopicName, Versions, Wanted};
use super::sasl::{self, Credentials};
use super::settings::Settings;
use super::stream::{Closer, Stream};
use super::wire::Request;
use crate::error;

/// The most bytes of an answer. A broker sends more than `fetch.max.bytes` only when a single record batch is larger.
const MOST: usize = 1 << 30;
/// The bytes of an answer that memory is asked for before they come.
const AHEAD: usize = 64 << 20;

/// The error of a broker that does not have the mechanism.
const UNSUPPORTED_SASL_MECHANISM: i16 = 33;
/// How soon a broker takes another proof.
const SOONEST: Duration = Duration::from_secs(1);

/// A connection whose broker has told which versions it speaks, and believes who the client is.
pub(super) struct Connection {
    stream: Stream,
    versions: Versions,
    /// The version of Fetch.
    version: i16,
    /// The number of the last request.
    correlation: i32,
    request: Vec<u8>,
    /// When to prove again who the client is.
    proved_until: Option<Instant>,
}

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum Failure {
    /// It may be there at another time.
    Lost(io::Error),
    /// It will not, in words that follow the broker's address.
    Refused(error::ErrorKind, String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Lost(error)
    }
}

impl Connection {
    /// Connects to `host:port`. `keep` is given what can end the connection before anything is waited for.
    pub fn open(
        address: &str,
        topic: &TopicName,
        settings: &Settings,
        keep: impl FnOnce(Closer),
    ) -> Result<Self, Failure> {
        let mut connection = Connection {
            stream: Stream::connect(address, settings, keep)?,
            versions: Versions::default(),
            version: 0,
            correlation: 0,
            request: Vec::new(),
            proved_until: None,
        };
        protocol::api_versions(&mut connection.request, 0, &settings.client_id);
        let answer = connection.ask(settings.request_timeout)?;
        connection.versions = protocol::read_api_versions(&answer).map_err(invalid)?;
        let (oldest, newest) = connection.versions.fetch;
        connection.version = protocol::fetch_version((oldest, newest), topic).ok_or_else(|| {
            Failure::Refused(
                error::ErrorKind::Unsupported,
                format!("speaks versions {oldest} to {newest} of Fetch, of which none is known here"),
            )
        })?;
        connection.prove(settings)?;
        Ok(connection)
    }

    /// Proves who the client is again, if it is time to; whether that was so. Nothing else is on its way.
    pub fn keep_proved(&mut self, settings: &Settings) -> Result<bool, Failure> {
        match self.proved_until {
            Some(until) if Instant::now() >= until => self.prove(settings).map(|()| true),
            _ => Ok(false),
        }
    }

    fn prove(&mut self, settings: &Settings) -> Result<(), Failure> {
        let Some(credentials) = &settings.credentials else {
            return Ok(());
        };
        let versions = &self.versions;
        let (Some(handshake), Some(authenticate)) = (
            sasl::version(Request::SaslHandshake, versions.sasl_handshake),
            sasl::version(Request::SaslAuthenticate, versions.sasl_authenticate),
        ) else {
            return Err(Failure::Refused(
                error::ErrorKind::Unsupported,
                "does not speak SASL as brokers do since Kafka 1.0".to_owned(),
            ));
        };
        let mechanism = credentials.mechanism();
        let correlation = self.next();
        sasl::handshake(
            &mut self.request,
            handshake,
            correlation,
            &settings.client_id,
            mechanism,
        );
        let answer = self.ask(settings.request_timeout)?;
        let answer = sasl::read_handshake(&answer).map_err(invalid)?;
        match answer.error {
            0 => {}
            UNSUPPORTED_SASL_MECHANISM => {
                return Err(refused(format!(
                    "mechanism {mechanism} is not one of its own, which are {}",
                    answer.mechanisms.join(", ")
                )));
            }
            // On another connection it may be the right time for it.
            other => return Err(invalid(format!("it answered the choice of a mechanism with error {other}")).into()),
        }
        self.talk(credentials, settings, |connection, said| {
            let correlation = connection.next();
            sasl::authenticate(
                &mut connection.request,
                authenticate,
                correlation,
                &settings.client_id,
                said,
            );
        })
    }

    /// Goes through a mechanism's messages.
    fn talk(
        &mut self,
        credentials: &Credentials,
        settings: &Settings,
        request: impl Fn(&mut Self, &[u8]),
    ) -> Result<(), Failure> {
        let (mut dialogue, mut said) = credentials.begin().map_err(refused)?;
        loop {
            request(self, &said);
            let answer = self.ask(settings.request_timeout)?;
            let answer = sasl::read_authenticated(&answer).map_err(invalid)?;
            if answer.error != 0 {
                return Err(refused(&answer.message));
            }
            match dialogue.answer(&answer.said).map_err(refused)? {
                Some(next) => said = next,
                None => {
                    // Before the broker ends the connection; a request is late only when it is not a proof.
                    let wait = |lifetime: Duration| (lifetime / 5 * 4).max(SOONEST);
                    self.proved_until = answer.lifetime.map(|lifetime| Instant::now() + wait(lifetime));
                    return Ok(());
                }
            }
        }
    }

    /// Asks who leads the partitions of a topic; none if the broker does not tell it in a way that is known here.
    pub fn leaders(&mut self, topic: &TopicName, settings: &Settings) -> io::Result<Option<Vec<Leader>>> {
        if !leaders::are_known(&self.versions) {
            return Ok(None);
        }
        let correlation = self.next();
        leaders::request(&mut self.request, correlation, &settings.client_id, &topic.name);
        let answer = self.ask(settings.request_timeout)?;
        leaders::read(&answer).map(Some).map_err(invalid)
    }

    /// Sends a Fetch request.
    pub fn fetch(&mut self, client_id: &str, topic: &TopicName, limits: &Limits, wanted: &[Wanted]) -> io::Result<()> {
        let correlation = self.next();
        protocol::fetch(
            &mut self.request,
            self.version,
            correlation,
            client_id,
            topic,
            limits,
            wanted,
        );
        self.stream.write_all(&self.request)
    }

    /// Waits for the answer to it, at most so long, and puts it into the empty `buffer`.
    pub fn fetched(&mut self, buffer: &mut Vec<u8>, wait: Duration) -> io::Result<Fetched> {
        self.receive(buffer, wait)?;
        protocol::read_fetch(buffer, self.version).map_err(invalid)
    }

    /// The number of the next request.
    fn next(&mut self) -> i32 {
        self.correlation = self.correlation.wrapping_add(1);
        self.correlation
    }

    /// Sends the request that has been written, and waits for the answer.
    fn ask(&mut self, wait: Duration) -> io::Result<Vec<u8>> {
        self.stream.write_all(&self.request)?;
        let mut answer = Vec::new();
        self.receive(&mut answer, wait)?;
        Ok(answer)
    }

    fn receive(&mut self, buffer: &mut Vec<u8>, wait: Duration) -> io::Result<()> {
        let mut len = Vec::with_capacity(4);
        self.fill(&mut len, 4, wait)?;
        let len = len.try_into().map_or(-1, i32::from_be_bytes);
        let len = usize::try_from(len).ok().filter(|len| (4..=MOST).contains(len));
        let len = len.ok_or_else(|| invalid("the length of its answer is out of range"))?;
        self.fill(buffer, len, wait)?;
        if buffer[..4] != self.correlation.to_be_bytes() {
            return Err(invalid("it answered another request"));
        }
        Ok(())
    }

    /// Reads until `buffer` has so many bytes; waits at most so long for some.
    fn fill(&mut self, buffer: &mut Vec<u8>, len: usize, wait: Duration) -> io::Result<()> {
        let mut deadline = Instant::now() + wait;
        while buffer.len() < len {
            let before = buffer.len();
            let left = len - before;
            buffer.reserve_exact(left.min(AHEAD));
            match self.stream.append(buffer, left) {
                Ok(read) if read < left => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    let now = Instant::now();
                    if buffer.len() > before {
                        deadline = now + wait;
                    } else if now >= deadline {
                        return Err(io::Error::new(ErrorKind::TimedOut, "it did not answer in time"));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn invalid(fault: impl Into<String>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, fault.into())
}

/// A proof that failed, in librdkafka's words.
fn refused(why: impl AsRef<str>) -> Failure {
    let why = format!("refused the credentials: SASL authentication error: {}", why.as_ref());
    Failure::Refused(error::ErrorKind::Authentication, why)
}
