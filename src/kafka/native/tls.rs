//! TLS: OpenSSL with the settings that the properties give librdkafka, so that one trusts whom the other trusts.

use std::fs;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use openssl::error::ErrorStack;
use openssl::ssl::{
    ErrorCode, Ssl, SslContext, SslContextBuilder, SslFiletype, SslMethod, SslStream, SslVerifyMode, SslVersion,
};

use super::settings::Values;
use crate::kafka::tls::{self, reason};

/// What connections with TLS have in common.
#[derive(Clone)]
pub(super) struct Tls {
    context: SslContext,
    /// Whether a certificate may be for another name.
    any_name: bool,
}

impl Tls {
    /// That of the settings; fails with what is wrong with them, which librdkafka says better.
    pub fn of(values: &Values<'_>) -> Result<Self, String> {
        let context = context(values).map_err(|errors| format!("TLS cannot be set up: {}", reason(&errors)))?;
        Ok(Tls {
            context,
            any_name: values.of("ssl.endpoint.identification.algorithm") == Some("none"),
        })
    }

    /// Shakes hands with `host`, at most so long.
    pub fn connect(&self, host: &str, stream: TcpStream, wait: Duration) -> io::Result<SslStream<TcpStream>> {
        let mut stream = SslStream::new(self.session(host)?, stream)?;
        let deadline = Instant::now() + wait;
        while let Err(error) = stream.connect() {
            match error.code() {
                // The stream's own reads end early, so that this can be looked at.
                ErrorCode::WANT_READ | ErrorCode::WANT_WRITE if Instant::now() < deadline => {}
                ErrorCode::WANT_READ | ErrorCode::WANT_WRITE => {
                    return Err(io::Error::new(ErrorKind::TimedOut, "the TLS handshake took too long"));
                }
                _ => return Err(failed(&stream, error)),
            }
        }
        Ok(stream)
    }

    fn session(&self, host: &str) -> Result<Ssl, ErrorStack> {
        let mut session = Ssl::new(&self.context)?;
        // Only names can be told, not addresses, in whichever form.
        if !host.contains(':') && host.contains(|character: char| !character.is_ascii_digit() && character != '.') {
            session.set_hostname(host)?;
        }
        if !self.any_name {
            match host.parse::<IpAddr>() {
                Ok(address) => session.param_mut().set_ip(address)?,
                Err(_) => session.param_mut().set_host(host)?,
            }
        }
        Ok(session)
    }
}

fn context(values: &Values<'_>) -> Result<SslContext, ErrorStack> {
    let mut builder = SslContext::builder(SslMethod::tls_client())?;
    builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    let verifies = values.of("enable.ssl.certificate.verification").is_none()
        || values.is_true("enable.ssl.certificate.verification");
    builder.set_verify(if verifies {
        SslVerifyMode::PEER
    } else {
        SslVerifyMode::NONE
    });
    trust(values, &mut builder)?;
    identity(values, &mut builder)?;
    if let Some(suites) = values.of("ssl.cipher.suites") {
        builder.set_cipher_list(suites)?;
    }
    if let Some(curves) = values.of("ssl.curves.list") {
        builder.set_groups_list(curves)?;
    }
    if let Some(algorithms) = values.of("ssl.sigalgs.list") {
        builder.set_sigalgs_list(algorithms)?;
    }
    Ok(builder.build())
}

fn trust(values: &Values<'_>, builder: &mut SslContextBuilder) -> Result<(), ErrorStack> {
    let location = values.of("ssl.ca.location").filter(|location| *location != "probe");
    let pem = values.of("ssl.ca.pem");
    if let Some(location) = location.map(Path::new) {
        if location.is_dir() {
            builder.load_verify_locations(None, Some(location))?;
        } else {
            builder.load_verify_locations(Some(location), None)?;
        }
    }
    if let Some(pem) = pem {
        tls::trust(builder, pem)?;
    }
    if location.is_none() && pem.is_none() {
        tls::trust_system(builder);
    }
    Ok(())
}

fn identity(values: &Values<'_>, builder: &mut SslContextBuilder) -> Result<(), ErrorStack> {
    if let Some(file) = values.of("ssl.certificate.location") {
        builder.set_certificate_chain_file(file)?;
    }
    if let Some(pem) = values.of("ssl.certificate.pem") {
        tls::present(builder, pem)?;
    }
    let key = match (values.of("ssl.key.pem"), values.of("ssl.key.location")) {
        (Some(pem), _) => pem.as_bytes().to_vec(),
        // OpenSSL says better what is wrong with a file than what is wrong with no bytes.
        (None, Some(file)) => match fs::read(file) {
            Ok(pem) => pem,
            Err(_) => return builder.set_private_key_file(file, SslFiletype::PEM),
        },
        (None, None) => return Ok(()),
    };
    tls::prove(builder, &key, values.of("ssl.key.password").unwrap_or_default())
}

#[cold]
fn failed(stream: &SslStream<TcpStream>, error: openssl::ssl::Error) -> io::Error {
    if let Some(why) = tls::distrust(stream.ssl()) {
        return io::Error::new(ErrorKind::InvalidData, why);
    }
    error.into_io_error().unwrap_or_else(|error| match error.ssl_error() {
        Some(errors) => io::Error::other(format!("the TLS handshake failed: {}", reason(errors))),
        None => ErrorKind::UnexpectedEof.into(),
    })
}
