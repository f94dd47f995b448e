//! TLS with a registry: OpenSSL, as with the brokers, and the same key and trust stores.

use std::fmt;
use std::io::{Read, Write};

use openssl::error::ErrorStack;
use openssl::ssl::{HandshakeError, SslConnector, SslMethod, SslStream, SslVersion};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};

use crate::error::{Error, Result};
use crate::kafka::properties::stores;
use crate::kafka::tls::{self, reason};
use crate::spec::Properties;

const PREFIX: &str = "schema.registry.";
const ENDPOINT: &str = "ssl.endpoint.identification.algorithm";

/// What the properties `schema.registry.ssl.…` say.
#[derive(Clone, PartialEq)]
pub(super) struct Tls {
    /// The certificates to trust, as PEM; those of the system if there are none.
    trusted: Option<String>,
    /// The client's key and its certificates, as PEM.
    identity: Option<(String, String)>,
    /// Whether a certificate may be for another name.
    any_name: bool,
}

impl Tls {
    /// Reads the properties and the stores that they name.
    pub fn of(properties: &Properties) -> Result<Self> {
        let own: Properties = properties
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_owned(), value.clone())))
            .collect();
        let any_name = match own
            .get(ENDPOINT)
            .map(|value| value.trim().to_ascii_lowercase())
            .as_deref()
        {
            None | Some("https") => false,
            Some("" | "none") => true,
            Some(_) => {
                let what = format!("property {PREFIX}{ENDPOINT}: expected https, or nothing for none");
                return Err(Error::invalid(what).with("property", format!("{PREFIX}{ENDPOINT}")));
            }
        };
        Ok(Tls {
            trusted: stores::trusted(&own)
                .map_err(|error| prefixed(&error))?
                .map(|(pem, _)| pem),
            identity: stores::identity(&own)
                .map_err(|error| prefixed(&error))?
                .map(|identity| (identity.key, identity.chain)),
            any_name,
        })
    }

    fn connector(&self) -> Result<SslConnector, ErrorStack> {
        let mut builder = SslConnector::builder(SslMethod::tls_client())?;
        builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
        match &self.trusted {
            Some(pem) => tls::trust(&mut builder, pem)?,
            None => tls::trust_system(&mut builder),
        }
        if let Some((key, chain)) = &self.identity {
            tls::present(&mut builder, chain)?;
            tls::prove(&mut builder, key.as_bytes(), "")?;
        }
        Ok(builder.build())
    }
}

/// The error of a store, with the names that the properties have here.
fn prefixed(error: &Error) -> Error {
    let message = match error.message().strip_prefix("property ") {
        Some(rest) => format!("property {PREFIX}{rest}"),
        None => error.message().to_owned(),
    };
    let property = error.detail("property").unwrap_or_default();
    Error::new(error.kind(), message).with("property", format!("{PREFIX}{property}"))
}

/// Why a TLS connection cannot be made, apart from the network's reasons.
#[derive(Debug)]
pub(super) struct TlsFault(pub String);

impl fmt::Display for TlsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TlsFault {}

/// Wraps connections of `https` addresses.
pub(super) struct TlsConnector {
    /// None where there is no such address: the system's certificates take a while to read.
    connector: Option<SslConnector>,
    any_name: bool,
}

impl TlsConnector {
    pub fn new(tls: Option<&Tls>) -> Result<Self> {
        let connector = tls.map(Tls::connector).transpose().map_err(|errors| {
            let reason = reason(&errors);
            Error::invalid(format!(
                "the key or the certificates of {PREFIX}ssl.… cannot be used: {reason}"
            ))
        })?;
        Ok(TlsConnector {
            connector,
            any_name: tls.is_some_and(|tls| tls.any_name),
        })
    }
}

impl<In: Transport> Connector<In> for TlsConnector {
    type Out = Either<In, TlsTransport<In>>;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(transport) = chained else { return Ok(None) };
        if !details.needs_tls() || transport.is_tls() {
            return Ok(Some(Either::A(transport)));
        }
        let Some(connector) = &self.connector else {
            return Err(ureq::Error::TlsRequired);
        };
        let host = details.uri.host().unwrap_or_default();
        let mut adapter = TransportAdapter::new(transport, details.current_time.clone());
        adapter.set_timeout(details.timeout);
        let mut configuration = connector.configure().map_err(|errors| fault(reason(&errors)))?;
        configuration.set_verify_hostname(!self.any_name);
        let stream = configuration
            .connect(host.trim_matches(['[', ']']), adapter)
            .map_err(handshake)?;
        let config = details.config;
        Ok(Some(Either::B(TlsTransport {
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
            stream,
        })))
    }
}

impl fmt::Debug for TlsConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsConnector")
    }
}

/// A connection with TLS.
pub(super) struct TlsTransport<In: Transport> {
    buffers: LazyBuffers,
    stream: SslStream<TransportAdapter<In>>,
}

impl<In: Transport> Transport for TlsTransport<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.get_mut().set_timeout(timeout);
        self.stream.write_all(&self.buffers.output()[..amount]).map_err(broken)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.get_mut().set_timeout(timeout);
        let read = self.stream.read(self.buffers.input_append_buf()).map_err(broken)?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl<In: Transport> fmt::Debug for TlsTransport<In> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsTransport")
    }
}

fn fault(reason: impl Into<String>) -> ureq::Error {
    ureq::Error::Other(Box::new(TlsFault(reason.into())))
}

#[cold]
fn handshake<S>(error: HandshakeError<S>) -> ureq::Error {
    let stream = match error {
        HandshakeError::SetupFailure(errors) => return fault(reason(&errors)),
        HandshakeError::Failure(stream) | HandshakeError::WouldBlock(stream) => stream,
    };
    if let Some(why) = tls::distrust(stream.ssl()) {
        return fault(format!(
            "{why} (see {PREFIX}ssl.truststore.location and {PREFIX}{ENDPOINT})"
        ));
    }
    match stream.into_error().into_io_error() {
        Ok(error) => ureq::Error::Io(error),
        Err(error) => match error.ssl_error() {
            Some(errors) => fault(refused(errors)),
            None => ureq::Error::Io(std::io::ErrorKind::UnexpectedEof.into()),
        },
    }
}

/// A connection that broke; a server that wants a client's certificate says so only now.
#[cold]
fn broken(error: std::io::Error) -> ureq::Error {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<openssl::ssl::Error>());
    match inner.and_then(openssl::ssl::Error::ssl_error) {
        Some(errors) => fault(refused(errors)),
        None => ureq::Error::Io(error),
    }
}

fn refused(errors: &ErrorStack) -> String {
    format!("{} (see {PREFIX}ssl.keystore.location)", reason(errors))
}
