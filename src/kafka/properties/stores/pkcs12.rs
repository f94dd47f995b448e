//! PKCS12, as keytool and OpenSSL write it.

use openssl::error::ErrorStack;
use openssl::pkcs12::{ParsedPkcs12_2, Pkcs12};
use openssl::provider::Provider;

use super::{Contents, Fault};

pub(super) fn read(content: &[u8], password: Option<&str>) -> Result<Contents, Fault> {
    let store = Pkcs12::from_der(content)
        .map_err(|_| Fault::Content("is neither PKCS12 nor another type of store that is read".to_owned()))?;
    let password = password.unwrap_or_default();
    let parsed = store.parse2(password).or_else(|errors| {
        if !is(&errors, "unsupported") {
            return Err(errors);
        }
        // RC2, with which keytool encrypted until 2021, is in a provider of its own.
        let _legacy = Provider::try_load(None, "legacy", true)?;
        store.parse2(password)
    });
    let ParsedPkcs12_2 { pkey, cert, ca } = parsed.map_err(|errors| {
        if ["mac verify failure", "bad decrypt", "pkcs12 cipherfinal error"]
            .iter()
            .any(|reason| is(&errors, reason))
        {
            Fault::Password
        } else {
            errors.into()
        }
    })?;
    let others = ca.into_iter().flatten();
    Ok(match (pkey, cert) {
        (Some(key), Some(certificate)) => Contents {
            // OpenSSL gives the rest in reverse.
            key: Some((key, std::iter::once(certificate).chain(others).collect())),
            trusted: Vec::new(),
        },
        (_, certificate) => Contents {
            key: None,
            trusted: certificate.into_iter().chain(others).collect(),
        },
    })
}

fn is(errors: &ErrorStack, reason: &str) -> bool {
    errors.errors().iter().any(|error| error.reason() == Some(reason))
}
