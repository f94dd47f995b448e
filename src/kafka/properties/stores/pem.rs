//! PEM: certificates, and a private key that may be encrypted.

use openssl::pkey::PKey;
use openssl::x509::X509;

use super::{Contents, Fault};

/// With a private key the certificates are its chain, without one they are trusted.
pub(super) fn read(text: &[u8], key_password: Option<&str>) -> Result<Contents, Fault> {
    let certificates = X509::stack_from_pem(text)?;
    let holds = |what: &str| {
        let what = format!("{what}PRIVATE KEY-----");
        text.windows(what.len()).any(|part| part == what.as_bytes())
    };
    if !holds("") {
        return Ok(Contents {
            key: None,
            trusted: certificates,
        });
    }
    // Without a password OpenSSL would ask for one at the terminal.
    let password = key_password.unwrap_or_default();
    let key = PKey::private_key_from_pem_passphrase(text, password.as_bytes()).map_err(|errors| {
        let encrypted = holds("BEGIN ENCRYPTED ") || text.windows(9).any(|part| part == b"ENCRYPTED");
        if encrypted { Fault::KeyPassword } else { errors.into() }
    })?;
    Ok(Contents {
        key: (!certificates.is_empty()).then_some((key, certificates)),
        trusted: Vec::new(),
    })
}
