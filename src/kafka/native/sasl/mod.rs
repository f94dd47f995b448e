//! Who the client is: the SASL mechanisms that connections here speak, with the settings that the properties give librdkafka.

mod requests;
mod scram;
mod token;

use std::fmt;

use openssl::hash::MessageDigest;

use super::reader::Fault;
use super::settings::Values;
pub(super) use requests::{authenticate, handshake, read_authenticated, read_handshake, version};
use scram::Scram;
use token::Token;

/// What proves who the client is.
#[derive(Clone)]
pub(super) enum Credentials {
    Plain { user: String, password: String },
    Scram { hash: Hash, user: String, password: String },
    Token(Token),
}

/// The hash function of a SCRAM mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha512,
}

impl Hash {
    fn digest(self) -> MessageDigest {
        match self {
            Hash::Sha256 => MessageDigest::sha256(),
            Hash::Sha512 => MessageDigest::sha512(),
        }
    }
}

/// A password or a token is in no message.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.mechanism())
    }
}

impl Credentials {
    /// Those of the settings; fails with what librdkafka is needed for.
    pub fn of(values: &Values<'_>) -> Result<Self, String> {
        let mechanism = values.of("sasl.mechanism").or(values.of("sasl.mechanisms"));
        let password = || {
            let [user, password] = ["sasl.username", "sasl.password"].map(|name| values.of(name).map(str::to_owned));
            user.zip(password)
                .ok_or_else(|| "there is no sasl.username with a sasl.password".to_owned())
        };
        match mechanism.unwrap_or_default() {
            "PLAIN" => password().map(|(user, password)| Credentials::Plain { user, password }),
            "SCRAM-SHA-256" => password().map(|(user, password)| Credentials::Scram {
                hash: Hash::Sha256,
                user,
                password,
            }),
            "SCRAM-SHA-512" => password().map(|(user, password)| Credentials::Scram {
                hash: Hash::Sha512,
                user,
                password,
            }),
            "OAUTHBEARER" => Token::of(values).map(Credentials::Token),
            other => Err(format!("sasl.mechanism is {other}")),
        }
    }

    /// The mechanism's name.
    pub fn mechanism(&self) -> &'static str {
        match self {
            Credentials::Plain { .. } => "PLAIN",
            Credentials::Scram { hash: Hash::Sha256, .. } => "SCRAM-SHA-256",
            Credentials::Scram { hash: Hash::Sha512, .. } => "SCRAM-SHA-512",
            Credentials::Token(_) => "OAUTHBEARER",
        }
    }

    /// Begins to prove it: what is sent first.
    pub fn begin(&self) -> Result<(Dialogue, Vec<u8>), Fault> {
        match self {
            Credentials::Plain { user, password } => Ok((Dialogue::Told, format!("\0{user}\0{password}").into_bytes())),
            Credentials::Scram { hash, user, password } => {
                let (scram, first) = Scram::begin(hash.digest(), user, password)?;
                Ok((Dialogue::Scram(Box::new(scram)), first))
            }
            Credentials::Token(token) => Ok((Dialogue::Token, token.message()?)),
        }
    }
}

/// What has been said of a proof so far.
pub(super) enum Dialogue {
    /// Everything.
    Told,
    /// As well; but what a broker has against a token it says twice, and waits in between.
    Token,
    Scram(Box<Scram>),
}

impl Dialogue {
    /// What is answered to what the broker says; none at the end.
    pub fn answer(&mut self, said: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        match self {
            // The broker has accepted it: what it refuses it says with an error.
            Dialogue::Told => Ok(None),
            Dialogue::Token => Ok((!said.is_empty()).then(|| vec![1])),
            Dialogue::Scram(scram) => scram.answer(said),
        }
    }
}

#[cfg(test)]
mod tests;
