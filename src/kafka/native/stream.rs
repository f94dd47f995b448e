//! The bytes of a connection, with or without TLS.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::Duration;

use openssl::ssl::SslStream;

use super::settings::Settings;

/// How long a read waits before it looks whether the time is over.
pub(super) const SLICE: Duration = Duration::from_millis(500);

pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<SslStream<TcpStream>>),
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

impl Stream {
    /// Connects to `host:port`. `keep` is given what can end the connection before anything is waited for.
    pub fn connect(address: &str, settings: &Settings, keep: impl FnOnce(Closer)) -> io::Result<Self> {
        let stream = connect(address, settings)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SLICE))?;
        stream.set_write_timeout(Some(settings.request_timeout.max(SLICE)))?;
        keep(Closer(stream.try_clone()?));
        let Some(tls) = &settings.tls else {
            return Ok(Stream::Plain(stream));
        };
        let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
        let stream = tls.connect(host.trim_matches(['[', ']']), stream, settings.connect_timeout)?;
        Ok(Stream::Tls(Box::new(stream)))
    }

    /// Appends what comes to `buffer`, up to so many bytes; they are not set to zero before where that can be had.
    pub fn append(&mut self, buffer: &mut Vec<u8>, most: usize) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.take(most as u64).read_to_end(buffer),
            Stream::Tls(stream) => (&mut **stream).take(most as u64).read_to_end(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.write(bytes),
            Stream::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
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
