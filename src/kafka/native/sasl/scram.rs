//! SCRAM (RFC 5802, RFC 7677) as Kafka's own clients speak it: without channel binding, and with names and passwords as they
//! are. The RFC's normalization of text is left out by them, so that a library that does it would not be understood.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openssl::error::ErrorStack;
use openssl::hash::{MessageDigest, hash};
use openssl::pkcs5::pbkdf2_hmac;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use openssl::{memcmp, rand};

use crate::kafka::native::reader::Fault;

/// The fewest rounds that the RFC allows …
const FEWEST_ROUNDS: usize = 4096;
/// … and the most that the client does: a second or so.
const MOST_ROUNDS: usize = 1 << 20;

/// The header of messages that are bound to no channel.
const UNBOUND: &str = "n,,";

/// The client's side of a proof.
pub(in crate::kafka::native) struct Scram {
    digest: MessageDigest,
    password: String,
    nonce: String,
    /// The client's first message without its header.
    first: String,
    step: Step,
}

enum Step {
    First,
    /// What the server's signature must be.
    Last(Vec<u8>),
    Done,
}

const NO_SCRAM: Fault = "it does not answer as SCRAM has it";

impl Scram {
    /// Begins, with the first message.
    pub fn begin(digest: MessageDigest, user: &str, password: &str) -> Result<(Self, Vec<u8>), Fault> {
        let mut nonce = [0; 24];
        rand::rand_bytes(&mut nonce).map_err(|_| "there are no random numbers")?;
        Ok(Self::with_nonce(digest, user, password, STANDARD.encode(nonce)))
    }

    pub fn with_nonce(digest: MessageDigest, user: &str, password: &str, nonce: String) -> (Self, Vec<u8>) {
        let first = format!("n={},r={nonce}", escaped(user));
        let message = format!("{UNBOUND}{first}").into_bytes();
        let scram = Scram {
            digest,
            password: password.to_owned(),
            nonce,
            first,
            step: Step::First,
        };
        (scram, message)
    }

    /// What is answered to the server; none when it has proved that it knows the password too.
    pub fn answer(&mut self, said: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        let said = str::from_utf8(said).map_err(|_| NO_SCRAM)?;
        match std::mem::replace(&mut self.step, Step::Done) {
            Step::First => self.prove(said).map(Some),
            Step::Last(expected) => {
                if said.starts_with("e=") {
                    return Err("it refuses the proof");
                }
                let signature = attribute(said.split(',').next(), 'v')?;
                let signature = STANDARD.decode(signature).map_err(|_| NO_SCRAM)?;
                if signature.len() == expected.len() && memcmp::eq(&signature, &expected) {
                    Ok(None)
                } else {
                    Err("it does not know the password itself")
                }
            }
            Step::Done => Err(NO_SCRAM),
        }
    }

    fn prove(&mut self, said: &str) -> Result<Vec<u8>, Fault> {
        let mut parts = said.split(',');
        let nonce = attribute(parts.next(), 'r')?;
        let salt = STANDARD.decode(attribute(parts.next(), 's')?).map_err(|_| NO_SCRAM)?;
        let rounds: usize = attribute(parts.next(), 'i')?.parse().map_err(|_| NO_SCRAM)?;
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return Err(NO_SCRAM);
        }
        if !(FEWEST_ROUNDS..=MOST_ROUNDS).contains(&rounds) {
            return Err("its number of rounds of SCRAM is out of range");
        }
        let last = format!("c={},r={nonce}", STANDARD.encode(UNBOUND));
        let all = format!("{},{said},{last}", self.first);
        let (proof, signature) = self
            .sign(&salt, rounds, all.as_bytes())
            .map_err(|_| "a proof of the password cannot be made")?;
        self.step = Step::Last(signature);
        Ok(format!("{last},p={}", STANDARD.encode(proof)).into_bytes())
    }

    /// The client's proof and the server's signature.
    fn sign(&self, salt: &[u8], rounds: usize, all: &[u8]) -> Result<(Vec<u8>, Vec<u8>), ErrorStack> {
        let mut salted = vec![0; self.digest.size()];
        pbkdf2_hmac(self.password.as_bytes(), salt, rounds, self.digest, &mut salted)?;
        let client_key = self.hmac(&salted, b"Client Key")?;
        let stored_key = hash(self.digest, &client_key)?;
        let signature = self.hmac(&stored_key, all)?;
        let proof = client_key.iter().zip(signature).map(|(key, by)| key ^ by).collect();
        let server_key = self.hmac(&salted, b"Server Key")?;
        Ok((proof, self.hmac(&server_key, all)?))
    }

    fn hmac(&self, key: &[u8], data: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        Signer::new(self.digest, &*PKey::hmac(key)?)?.sign_oneshot_to_vec(data)
    }
}

/// The value of `name=value`.
fn attribute(part: Option<&str>, name: char) -> Result<&str, Fault> {
    let value = part.and_then(|part| part.strip_prefix(name)?.strip_prefix('='));
    value.ok_or(NO_SCRAM)
}

/// A name without the characters that separate.
fn escaped(user: &str) -> Cow<'_, str> {
    if user.contains(['=', ',']) {
        user.replace('=', "=3D").replace(',', "=2C").into()
    } else {
        user.into()
    }
}
