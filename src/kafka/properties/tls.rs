//! Whom the client trusts and how it proves who it is: TLS.

use std::fmt;

use openssl::ssl::cipher_name;

use super::setting::{Setting, fault, given, unsupported};
use super::stores::{self, Identity};
use crate::error::Result;
use crate::spec::Properties;

/// What is spoken with the brokers: `security.protocol`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Protocol {
    pub tls: bool,
    pub sasl: bool,
}

impl Protocol {
    pub fn of(properties: &Properties) -> Result<Self> {
        const NAME: &str = "security.protocol";
        let value = given(properties, NAME).unwrap_or("PLAINTEXT");
        let (tls, sasl) = match value.trim().to_ascii_uppercase().as_str() {
            "PLAINTEXT" => (false, false),
            "SSL" => (true, false),
            "SASL_PLAINTEXT" => (false, true),
            "SASL_SSL" => (true, true),
            _ => {
                return Err(fault(
                    NAME,
                    format_args!("= {value:?}: expected PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"),
                ));
            }
        };
        Ok(Protocol { tls, sasl })
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.sasl, self.tls) {
            (false, false) => "PLAINTEXT",
            (false, true) => "SSL",
            (true, false) => "SASL_PLAINTEXT",
            (true, true) => "SASL_SSL",
        })
    }
}

/// librdkafka's own names for certificates to trust.
const OWN_TRUST: [&str; 2] = ["ssl.ca.location", "ssl.ca.pem"];

/// The settings of TLS; none when the protocol is without it.
pub(super) fn settings(properties: &Properties, protocol: Protocol) -> Result<Vec<Setting>> {
    if !protocol.tls {
        for name in [
            "ssl.keystore.key",
            "ssl.keystore.location",
            "ssl.truststore.certificates",
            "ssl.truststore.location",
        ] {
            if given(properties, name).is_some() {
                log::warn!("property {name} has no effect: security.protocol is {protocol}");
            }
        }
        return Ok(Vec::new());
    }
    let mut settings = Vec::new();
    trust(properties, &mut settings)?;
    identity(properties, &mut settings)?;
    versions(properties)?;
    ciphers(properties, &mut settings)?;
    endpoint(properties, &mut settings)?;
    Ok(settings)
}

fn trust(properties: &Properties, settings: &mut Vec<Setting>) -> Result<()> {
    if let Some((pem, property)) = stores::trusted(properties)? {
        settings.push(Setting::new("ssl.ca.pem", pem, property));
    } else if !OWN_TRUST.iter().any(|name| given(properties, name).is_some()) {
        // The built-in OpenSSL does not know where the system's certificates are; Java's client trusts those of its JVM.
        settings.push(Setting::new("ssl.ca.location", "probe", "ssl.truststore.location"));
    }
    Ok(())
}

fn identity(properties: &Properties, settings: &mut Vec<Setting>) -> Result<()> {
    match stores::identity(properties)? {
        Some(Identity { key, chain, property }) => {
            settings.push(Setting::new("ssl.key.pem", key, property));
            settings.push(Setting::new("ssl.certificate.pem", chain, property));
        }
        // For librdkafka's own ssl.key.location and ssl.key.pem.
        None => settings.extend(
            given(properties, "ssl.key.password")
                .map(|password| Setting::new("ssl.key.password", password, "ssl.key.password")),
        ),
    }
    Ok(())
}

/// The client offers TLS 1.2 and 1.3, and librdkafka has no way to offer less. More than was asked for is told; less
/// is refused.
fn versions(properties: &Properties) -> Result<()> {
    const OFFERED: [&str; 2] = ["TLSv1.2", "TLSv1.3"];
    const ENABLED: &str = "ssl.enabled.protocols";
    if let Some(value) = given(properties, ENABLED) {
        let wanted: Vec<&str> = value
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        match OFFERED.map(|version| wanted.contains(&version)) {
            [true, true] => {}
            [true, false] => log::warn!("property {ENABLED} = {value}: TLSv1.3 is offered too"),
            [false, true] => {
                return Err(unsupported(
                    ENABLED,
                    format_args!("= {value:?} is not supported: the client offers TLSv1.2,TLSv1.3"),
                ));
            }
            [false, false] => {
                return Err(fault(ENABLED, format_args!("= {value:?}: expected TLSv1.2,TLSv1.3")));
            }
        }
    }
    const PROTOCOL: &str = "ssl.protocol";
    match given(properties, PROTOCOL).map(str::trim) {
        None | Some("TLS" | "TLSv1.3") => Ok(()),
        Some("TLSv1.2") => {
            log::warn!("property {PROTOCOL} = TLSv1.2: TLSv1.3 is offered too");
            Ok(())
        }
        Some(value) => Err(fault(
            PROTOCOL,
            format_args!("= {value:?}: expected TLSv1.3, TLSv1.2 or TLS"),
        )),
    }
}

/// Java's names of cipher suites in OpenSSL's words; OpenSSL's own are passed on.
fn ciphers(properties: &Properties, settings: &mut Vec<Setting>) -> Result<()> {
    const NAME: &str = "ssl.cipher.suites";
    let Some(value) = given(properties, NAME) else {
        return Ok(());
    };
    if !["TLS_", "SSL_"].iter().any(|prefix| value.contains(prefix)) {
        settings.push(Setting::new(NAME, value, NAME));
        return Ok(());
    }
    let mut suites = Vec::new();
    for name in value.split([',', ':']).map(str::trim).filter(|name| !name.is_empty()) {
        // Those of TLS 1.3 have no key exchange in their name, and librdkafka cannot choose among them.
        if name.starts_with("TLS_") && !name.contains("_WITH_") {
            log::warn!("property {NAME}: TLSv1.3's suites are all offered, not only {name}");
            continue;
        }
        match cipher_name(&name.replacen("SSL_", "TLS_", 1)) {
            "(NONE)" => log::warn!("property {NAME}: the TLS library has no suite {name}"),
            known => suites.push(known),
        }
    }
    if suites.is_empty() {
        return Err(unsupported(
            NAME,
            format_args!("= {value:?} names no suite of TLSv1.2, which the client offers too"),
        ));
    }
    settings.push(Setting::new(NAME, suites.join(":"), NAME));
    Ok(())
}

fn endpoint(properties: &Properties, settings: &mut Vec<Setting>) -> Result<()> {
    const NAME: &str = "ssl.endpoint.identification.algorithm";
    let Some(value) = properties.get(NAME) else {
        return Ok(());
    };
    let algorithm = match value.trim().to_ascii_lowercase().as_str() {
        "" | "none" => "none",
        "https" => "https",
        _ => {
            return Err(fault(
                NAME,
                format_args!("= {value:?}: expected https, or nothing for none"),
            ));
        }
    };
    settings.push(Setting::new(NAME, algorithm, NAME));
    Ok(())
}
