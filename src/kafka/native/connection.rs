//! A connection to a broker.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use super::protocol::{self, Fetched, Limits, TopicName, Wanted};
use super::settings::Settings;

/// The most bytes of an answer. A broker sends more than `fetch.max.bytes` only when a single record batch is larger.
const MOST: usize = 1 << 30;
/// The bytes of an answer that memory is asked for before they come.
const AHEAD: usize = 64 << 20;
/// How long a read waits before it looks whether the time is over.
const SLICE: Duration = Duration::from_millis(500);

/// A connection whose broker has told which versions it speaks.
pub(super) struct Connection {
    stream: TcpStream,
    /// The version of Fetch.
    version: i16,
    /// The number of the last request.
    correlation: i32,
    request: Vec<u8>,
}

/// What ends a connection's waiting reads, from another thread.
pub(super) struct Closer(TcpStream);

impl Closer {
    /// Ends the connection.
    pub fn close(&self) {
        // One that has ended already cannot be ended again.
        let _ = self.0.shutdown(Shutdown::Both);
    }
}

impl Connection {
    /// Connects to `host:port`. `keep` is given what can end the connection before anything is waited for.
    pub fn open(address: &str, topic: &TopicName, settings: &Settings, keep: impl FnOnce(Closer)) -> io::Result<Self> {
        let stream = connect(address, settings)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SLICE))?;
        stream.set_write_timeout(Some(settings.request_timeout.max(SLICE)))?;
        keep(Closer(stream.try_clone()?));
        let mut connection = Connection {
            stream,
            version: 0,
            correlation: 0,
            request: Vec::new(),
        };
        protocol::api_versions(&mut connection.request, 0, &settings.client_id);
        connection.stream.write_all(&connection.request)?;
        let mut answer = Vec::new();
        connection.receive(&mut answer, settings.request_timeout)?;
        let versions = protocol::read_api_versions(&answer).map_err(invalid)?;
        connection.version = protocol::fetch_version(versions, topic).ok_or_else(|| {
            let (oldest, newest) = versions;
            invalid(format!("it speaks versions {oldest} to {newest} of Fetch"))
        })?;
        Ok(connection)
    }

    /// Sends a Fetch request.
    pub fn fetch(&mut self, client_id: &str, topic: &TopicName, limits: &Limits, wanted: &[Wanted]) -> io::Result<()> {
        self.correlation = self.correlation.wrapping_add(1);
        let (version, correlation) = (self.version, self.correlation);
        protocol::fetch(
            &mut self.request,
            version,
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

    /// Reads until `buffer` has so many bytes; waits at most so long for some. They are not set to zero before.
    fn fill(&mut self, buffer: &mut Vec<u8>, len: usize, wait: Duration) -> io::Result<()> {
        let mut deadline = Instant::now() + wait;
        while buffer.len() < len {
            let before = buffer.len();
            let left = len - buffer.len();
            buffer.reserve_exact(left.min(AHEAD));
            match (&self.stream).take(left as u64).read_to_end(buffer) {
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

/// Tries the addresses of a name in turn.
fn connect(address: &str, settings: &Settings) -> io::Result<TcpStream> {
    let (v4, v6) = settings.families;
    let mut failure = None;
    for address in address.to_socket_addrs()? {
        if !(if address.is_ipv4() { v4 } else { v6 }) {
            continue;
        }
        match TcpStream::connect_timeout(&address, settings.connect_timeout.max(Duration::from_millis(1))) {
            Ok(stream) => return Ok(stream),
            Err(error) => failure = Some(error),
        }
    }
    Err(failure.unwrap_or_else(|| io::Error::new(ErrorKind::NotFound, "its name has no address")))
}

fn invalid(fault: impl Into<String>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, fault.into())
}
