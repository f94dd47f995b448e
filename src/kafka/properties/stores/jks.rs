//! JKS, Java's own type: a list of entries, with a digest at the end that is keyed with the password.
//!
//! Certificates are plain DER. Private keys have a protection of Sun's own: a stream of SHA-1 values that begins with
//! a salt is laid over the key.

use openssl::pkey::PKey;
use openssl::sha::Sha1;
use openssl::x509::X509;

use super::{Contents, Fault};

const DIGEST: usize = 20;

/// Without a password the digest is not checked, as in Java.
pub(super) fn read(content: &[u8], password: Option<&str>, key_password: Option<&str>) -> Result<Contents, Fault> {
    let (entries, digest) = content
        .split_at_checked(content.len().saturating_sub(DIGEST))
        .ok_or_else(ends)?;
    if let Some(password) = password
        && digest_of(password, &[b"Mighty Aphrodite", entries]) != digest
    {
        return Err(Fault::Password);
    }
    let mut input = Input(entries);
    let _magic = input.number()?;
    let version = input.number()?;
    if !(1..=2).contains(&version) {
        return Err(Fault::Content(format!("is JKS of version {version}, expected 1 or 2")));
    }
    let mut contents = Contents::default();
    for _ in 0..input.number()? {
        let tag = input.number()?;
        let _alias = input.text()?;
        let _created = input.take(8)?;
        match tag {
            1 => {
                let protected = input.sized()?;
                let chain = (0..input.number()?)
                    .map(|_| input.certificate(version))
                    .collect::<Result<Vec<X509>, Fault>>()?;
                if contents.key.is_none() {
                    let password = key_password.ok_or(Fault::Password)?;
                    let key = PKey::private_key_from_pkcs8(&unprotected(protected, password)?)?;
                    contents.key = (!chain.is_empty()).then_some((key, chain));
                }
            }
            2 => contents.trusted.push(input.certificate(version)?),
            _ => return Err(Fault::Content(format!("has an entry of kind {tag}, expected 1 or 2"))),
        }
    }
    Ok(contents)
}

fn ends() -> Fault {
    Fault::Content("ends too early".to_owned())
}

/// SHA-1 of the password as UTF-16 and what follows it.
fn digest_of(password: &str, rest: &[&[u8]]) -> [u8; DIGEST] {
    let mut sha = Sha1::new();
    for unit in password.encode_utf16() {
        sha.update(&unit.to_be_bytes());
    }
    rest.iter().for_each(|part| sha.update(part));
    sha.finish()
}

/// The private key in PKCS#8: salt, the key under the stream, and a digest of the key with the password.
fn unprotected(info: &[u8], password: &str) -> Result<Vec<u8>, Fault> {
    // 1.3.6.1.4.1.42.2.17.1.1
    const SUN: &[u8] = &[0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x2a, 0x02, 0x11, 0x01, 0x01];
    let mut info = Input(Input(info).element(0x30)?);
    if !info.element(0x30)?.starts_with(SUN) {
        return Err(Fault::Content(
            "protects its key in another way than JKS does; keytool -importkeystore -deststoretype PKCS12 converts it"
                .to_owned(),
        ));
    }
    let protected = info.element(0x04)?;
    let (salt, rest) = protected.split_at_checked(DIGEST).ok_or_else(ends)?;
    let (covered, check) = rest
        .split_at_checked(rest.len().saturating_sub(DIGEST))
        .ok_or_else(ends)?;
    let mut stream: [u8; DIGEST] = salt.try_into().map_err(|_| ends())?;
    let mut key = Vec::with_capacity(covered.len());
    for block in covered.chunks(DIGEST) {
        stream = digest_of(password, &[&stream]);
        key.extend(block.iter().zip(stream).map(|(byte, mask)| byte ^ mask));
    }
    if digest_of(password, &[&key]) == check {
        Ok(key)
    } else {
        Err(Fault::KeyPassword)
    }
}

/// What is left to read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or_else(ends)?;
        self.0 = rest;
        Ok(taken)
    }

    fn integer(&mut self, len: usize) -> Result<usize, Fault> {
        let bytes = self.take(len)?;
        Ok(bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    fn number(&mut self) -> Result<usize, Fault> {
        self.integer(4)
    }

    fn text(&mut self) -> Result<&'a [u8], Fault> {
        let len = self.integer(2)?;
        self.take(len)
    }

    fn sized(&mut self) -> Result<&'a [u8], Fault> {
        let len = self.number()?;
        self.take(len)
    }

    fn certificate(&mut self, version: usize) -> Result<X509, Fault> {
        if version == 2 && self.text()? != b"X.509" {
            return Err(Fault::Content("has a certificate that is not X.509".to_owned()));
        }
        Ok(X509::from_der(self.sized()?)?)
    }

    /// The content of a DER element.
    fn element(&mut self, tag: u8) -> Result<&'a [u8], Fault> {
        if self.take(1)? != [tag] {
            return Err(Fault::Content("has a key that cannot be read".to_owned()));
        }
        let len = match self.integer(1)? {
            short @ 0..=0x7f => short,
            long @ 0x81..=0x84 => self.integer(long - 0x80)?,
            _ => return Err(Fault::Content("has a key that cannot be read".to_owned())),
        };
        self.take(len)
    }
}
