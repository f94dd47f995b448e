//! The requests `SaslHandshake` and `SaslAuthenticate`.

use std::time::Duration;

use crate::kafka::native::reader::{Fault, Reader};
use crate::kafka::native::wire::{self, Request, Version, put_count, put_string, string};

/// The version of both that is spoken: with it a broker says how long it believes the proof, and why not.
const VERSION: i16 = 1;

/// A broker's answer to the choice of a mechanism.
#[derive(Debug, PartialEq)]
pub(in crate::kafka::native) struct Handshake {
    pub error: i16,
    /// Those that it has.
    pub mechanisms: Vec<String>,
}

/// A broker's answer to a part of a proof.
#[derive(Debug, PartialEq)]
pub(in crate::kafka::native) struct Authenticated {
    pub error: i16,
    /// What the error is, in the broker's words.
    pub message: String,
    /// What the mechanism says.
    pub said: Vec<u8>,
    /// How long the proof is believed, if not for ever.
    pub lifetime: Option<Duration>,
}

/// The version of a request to send, of those that a broker understands.
pub(in crate::kafka::native) fn version(request: Request, understood: Option<(i16, i16)>) -> Option<Version> {
    let (oldest, newest) = understood?;
    (oldest..=newest).contains(&VERSION).then_some(Version {
        request,
        number: VERSION,
        flexible: false,
    })
}

/// Makes `buffer` the choice of a mechanism.
pub(in crate::kafka::native) fn handshake(
    buffer: &mut Vec<u8>,
    version: Version,
    correlation: i32,
    client: &str,
    mechanism: &str,
) {
    wire::frame(buffer, version, correlation, client, |buffer| {
        put_string(buffer, mechanism, false);
    });
}

pub(in crate::kafka::native) fn read_handshake(answer: &[u8]) -> Result<Handshake, Fault> {
    let mut reader = Reader::new(answer, 4);
    let error = reader.i16()?;
    let mut mechanisms = Vec::new();
    for _ in 0..wire::count(&mut reader, false)? {
        mechanisms.push(string(&mut reader, false)?);
    }
    Ok(Handshake { error, mechanisms })
}

/// Makes `buffer` a part of a proof.
pub(in crate::kafka::native) fn authenticate(
    buffer: &mut Vec<u8>,
    version: Version,
    correlation: i32,
    client: &str,
    said: &[u8],
) {
    wire::frame(buffer, version, correlation, client, |buffer| {
        put_count(buffer, said.len(), false);
        buffer.extend_from_slice(said);
    });
}

pub(in crate::kafka::native) fn read_authenticated(answer: &[u8]) -> Result<Authenticated, Fault> {
    let mut reader = Reader::new(answer, 4);
    let error = reader.i16()?;
    let message = string(&mut reader, false)?;
    let len = wire::count(&mut reader, false)?;
    let said = reader.take(len)?.to_vec();
    let lifetime = u64::try_from(reader.i64()?).unwrap_or(0);
    Ok(Authenticated {
        error,
        message,
        said,
        lifetime: (lifetime > 0).then(|| Duration::from_millis(lifetime)),
    })
}
