//! What connections with brokers and with registries have in common of TLS: OpenSSL, as in librdkafka.

use openssl::error::ErrorStack;
use openssl::pkey::PKey;
use openssl::ssl::{SslContextBuilder, SslRef};
use openssl::x509::{X509, X509VerifyResult};

/// Has certificates trusted, which are PEM.
pub(super) fn trust(builder: &mut SslContextBuilder, pem: &str) -> Result<(), ErrorStack> {
    for certificate in X509::stack_from_pem(pem.as_bytes())? {
        builder.cert_store_mut().add_cert(certificate)?;
    }
    Ok(())
}

/// Has the certificates of the system trusted: the built-in OpenSSL does not know where they are.
pub(super) fn trust_system(builder: &mut SslContextBuilder) {
    let found = openssl_probe::probe();
    // Without any, no certificate is trusted, which is told when one comes.
    if let Some(file) = &found.cert_file {
        let _ = builder.load_verify_locations(Some(file), None);
    }
    for folder in &found.cert_dir {
        let _ = builder.load_verify_locations(None, Some(folder));
    }
}

/// Presents the client's certificate, which is PEM with those that vouch for it behind it.
pub(super) fn present(builder: &mut SslContextBuilder, chain: &str) -> Result<(), ErrorStack> {
    let mut chain = X509::stack_from_pem(chain.as_bytes())?.into_iter();
    if let Some(own) = chain.next() {
        builder.set_certificate(&own)?;
    }
    chain.try_for_each(|certificate| builder.add_extra_chain_cert(certificate))
}

/// Proves that the certificate is the client's by its key, which is PEM.
pub(super) fn prove(builder: &mut SslContextBuilder, key: &[u8], password: &str) -> Result<(), ErrorStack> {
    // Without a password OpenSSL would ask for one on the terminal.
    builder.set_private_key(&*PKey::private_key_from_pem_passphrase(key, password.as_bytes())?)?;
    builder.check_private_key()
}

/// OpenSSL's own words.
pub(super) fn reason(errors: &ErrorStack) -> &'static str {
    let reason = errors.errors().first().and_then(|error| error.reason());
    reason.unwrap_or("unknown reason")
}

/// Why the server's certificate is not trusted, if that is so.
pub(super) fn distrust(connection: &SslRef) -> Option<String> {
    let verified = connection.verify_result();
    (verified != X509VerifyResult::OK).then(|| {
        let why = verified.error_string().to_ascii_lowercase();
        format!("its certificate is not trusted: {why}")
    })
}
