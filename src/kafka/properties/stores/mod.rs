//! Key and trust stores: files of Java's clients, and PEM texts in properties.
//!
//! A store is read whole and handed to librdkafka as PEM, so that PEM, PKCS12 and JKS behave alike, and a missing
//! file, a wrong password or a wrong type is told in the same words before anything is sent.

mod jks;
mod pem;
mod pkcs12;

use std::fmt::{self, Display};
use std::fs;

use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private};
use openssl::x509::X509;

use super::setting::{fault, given, unsupported};
use crate::error::{Error, Result};
use crate::spec::Properties;

/// What a store holds.
#[derive(Default)]
struct Contents {
    /// The first private key, with its certificate and those that signed it.
    key: Option<(PKey<Private>, Vec<X509>)>,
    trusted: Vec<X509>,
}

/// Why a store cannot be read.
#[derive(Debug, PartialEq)]
enum Fault {
    /// The store's password is wrong, or missing.
    Password,
    /// As above, of the key in the store.
    KeyPassword,
    /// It is damaged, in words that follow the name of the file.
    Content(String),
}

impl From<ErrorStack> for Fault {
    fn from(errors: ErrorStack) -> Self {
        let reason = errors.errors().first().and_then(|error| error.reason());
        Fault::Content(format!("cannot be read: {}", reason.unwrap_or("unknown reason")))
    }
}

/// The types that are read.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Pem,
    Pkcs12,
    Jks,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Pem => "PEM",
            Kind::Pkcs12 => "PKCS12",
            Kind::Jks => "JKS",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Kind::Pem, Kind::Pkcs12, Kind::Jks]
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name.trim()))
    }

    fn of(content: &[u8]) -> Option<Self> {
        match content {
            [0xfe, 0xed, 0xfe, 0xed, ..] => Some(Kind::Jks),
            // A DER sequence.
            [0x30, ..] => Some(Kind::Pkcs12),
            _ if content.windows(11).any(|part| part == b"-----BEGIN ") => Some(Kind::Pem),
            _ => None,
        }
    }
}

/// A client's key and its certificates, as PEM, and the property they are from.
pub(in crate::kafka) struct Identity {
    pub key: String,
    pub chain: String,
    pub property: &'static str,
}

/// The properties of a key store or of a trust store.
struct Store<'a> {
    properties: &'a Properties,
    password: &'static str,
    kind: &'static str,
    key_password: Option<&'a str>,
}

/// Where a store is: in a property, or in the file that the property names.
#[derive(Clone, Copy)]
struct Place<'a> {
    property: &'static str,
    file: Option<&'a str>,
}

impl Place<'_> {
    fn fault(&self, what: impl Display) -> Error {
        match self.file {
            Some(file) => fault(self.property, format_args!("= {file:?} {what}")),
            None => fault(self.property, what),
        }
    }
}

impl Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.file {
            Some(file) => write!(f, "{file:?}"),
            None => f.write_str(self.property),
        }
    }
}

/// The certificates to trust as PEM, with the property they are from.
pub(in crate::kafka) fn trusted(properties: &Properties) -> Result<Option<(String, &'static str)>> {
    const TEXT: &str = "ssl.truststore.certificates";
    const FILE: &str = "ssl.truststore.location";
    let store = Store {
        properties,
        password: "ssl.truststore.password",
        kind: "ssl.truststore.type",
        key_password: None,
    };
    let (contents, place) = match (given(properties, TEXT), given(properties, FILE)) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => return Err(both(TEXT, FILE)),
        (Some(text), None) => store.text(text, TEXT)?,
        (None, Some(path)) => store.file(path, FILE)?,
    };
    if contents.trusted.is_empty() {
        return Err(place.fault("holds no certificate to trust"));
    }
    Ok(Some((certificates(&contents.trusted, place)?, place.property)))
}

/// The key and the certificates with which the client proves who it is.
pub(in crate::kafka) fn identity(properties: &Properties) -> Result<Option<Identity>> {
    const KEY: &str = "ssl.keystore.key";
    const CHAIN: &str = "ssl.keystore.certificate.chain";
    const FILE: &str = "ssl.keystore.location";
    let store = Store {
        properties,
        password: "ssl.keystore.password",
        kind: "ssl.keystore.type",
        key_password: given(properties, "ssl.key.password"),
    };
    let [key, chain, file] = [KEY, CHAIN, FILE].map(|name| given(properties, name));
    let (contents, place) = match (key, chain, file) {
        (None, None, None) => return Ok(None),
        (Some(_), _, Some(_)) => return Err(both(KEY, FILE)),
        (None, Some(_), Some(_)) => return Err(both(CHAIN, FILE)),
        (Some(_), None, None) => return Err(fault(CHAIN, format_args!("is missing: it belongs to {KEY}"))),
        (None, Some(_), None) => return Err(fault(KEY, format_args!("is missing: it belongs to {CHAIN}"))),
        (Some(key), Some(chain), None) => store.text(&format!("{key}\n{chain}"), KEY)?,
        (None, None, Some(path)) => store.file(path, FILE)?,
    };
    let Some((key, chain)) = contents.key else {
        return Err(place.fault("holds no private key with a certificate"));
    };
    let key = key
        .private_key_to_pem_pkcs8()
        .map_err(|_| place.fault("holds a key that cannot be used"))?;
    Ok(Some(Identity {
        key: String::from_utf8_lossy(&key).into_owned(),
        chain: certificates(&chain, place)?,
        property: place.property,
    }))
}

impl Store<'_> {
    /// PEM in a property, for which Java's client wants the type PEM.
    fn text(&self, text: &str, property: &'static str) -> Result<(Contents, Place<'static>)> {
        let place = Place { property, file: None };
        if let Some(kind) = given(self.properties, self.kind)
            && !kind.trim().eq_ignore_ascii_case("PEM")
        {
            return Err(fault(
                self.kind,
                format_args!("= {kind:?}: expected PEM, as {place} is"),
            ));
        }
        let contents = pem::read(text.as_bytes(), self.key_password);
        Ok((contents.map_err(|fault| self.error(place, fault))?, place))
    }

    fn file<'f>(&self, path: &'f str, property: &'static str) -> Result<(Contents, Place<'f>)> {
        let place = Place {
            property,
            file: Some(path),
        };
        let content = fs::read(path).map_err(|error| place.fault(format_args!("cannot be read: {error}")))?;
        let kind = self.kind_of(&content, place)?;
        let password = given(self.properties, self.password);
        if kind == Kind::Pem && password.is_some() {
            return Err(fault(self.password, format_args!("is not for PEM, which {place} is")));
        }
        let contents = match kind {
            Kind::Pem => pem::read(&content, self.key_password),
            Kind::Pkcs12 => pkcs12::read(&content, password),
            Kind::Jks => jks::read(&content, password, self.key_password.or(password)),
        };
        Ok((contents.map_err(|fault| self.error(place, fault))?, place))
    }

    /// The type that the store has, which must be the one that is named. JKS is Java's default, and Java reads the two
    /// binary types by either name.
    fn kind_of(&self, content: &[u8], place: Place<'_>) -> Result<Kind> {
        const KNOWN: &str = "PEM, PKCS12 or JKS";
        const CONVERT: &str = "keytool -importkeystore -deststoretype PKCS12 converts it";
        let named = match given(self.properties, self.kind) {
            None => None,
            Some(name) => Some(Kind::named(name).ok_or_else(|| {
                unsupported(
                    self.kind,
                    format_args!("= {name:?} is not supported: expected {KNOWN}; {CONVERT}"),
                )
            })?),
        };
        match (Kind::of(content), named) {
            (None, _) if content.starts_with(&[0xce, 0xce, 0xce, 0xce]) => Err(unsupported(
                place.property,
                format_args!("= {place} is JCEKS: expected {KNOWN}; {CONVERT}"),
            )),
            (None, _) => Err(place.fault(format_args!("is none of {KNOWN}"))),
            (Some(found), Some(named)) if (found == Kind::Pem) != (named == Kind::Pem) => Err(fault(
                self.kind,
                format_args!("= {}: {place} is {}", named.name(), found.name()),
            )),
            (Some(found), _) => Ok(found),
        }
    }

    fn error(&self, place: Place<'_>, what: Fault) -> Error {
        let password = |name: &'static str, of: &str| {
            if given(self.properties, name).is_some() {
                fault(name, format_args!("does not open {of}{place}"))
            } else {
                fault(name, format_args!("is missing: {of}{place} needs one"))
            }
        };
        match what {
            Fault::Password => password(self.password, ""),
            Fault::KeyPassword => password("ssl.key.password", "the private key of "),
            Fault::Content(what) => place.fault(what),
        }
    }
}

fn both(one: &str, other: &str) -> Error {
    fault(one, format_args!("and {other} are both given: expected one of them"))
}

fn certificates(all: &[X509], place: Place<'_>) -> Result<String> {
    let mut text = String::new();
    for certificate in all {
        let pem = certificate
            .to_pem()
            .map_err(|_| place.fault("holds a certificate that cannot be used"))?;
        text.push_str(&String::from_utf8_lossy(&pem));
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
