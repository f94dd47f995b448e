//! Unsecured tokens of OAUTHBEARER (RFC 7628), which the client makes itself, with the settings of librdkafka.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::kafka::native::reader::Fault;
use crate::kafka::native::settings::Values;

/// How long a token counts where nothing else is said.
const LIFETIME_SECONDS: u32 = 3600;

/// What a token says.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::kafka::native) struct Token {
    /// The claims that are always the same.
    claims: Map<String, Value>,
    lifetime_seconds: u32,
    /// What is said beside the token.
    extensions: Vec<(String, String)>,
}

impl Token {
    /// The token that the settings describe.
    pub fn of(values: &Values<'_>) -> Result<Self, String> {
        let words = match values.of("sasl.oauthbearer.config") {
            Some(words) if values.is_true("enable.sasl.oauthbearer.unsecure.jwt") => words,
            _ => return Err("there is no sasl.oauthbearer.config of an unsecured token".to_owned()),
        };
        Self::read(words).ok_or_else(|| "sasl.oauthbearer.config is not that of an unsecured token".to_owned())
    }

    /// Reads `name=value` words, separated by blanks.
    fn read(words: &str) -> Option<Self> {
        let (mut principal, mut principal_claim) = (None, "sub");
        let (mut scope, mut scope_claim) = ("", "scope");
        let (mut lifetime_seconds, mut extensions) = (LIFETIME_SECONDS, Vec::new());
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            match word.split_once('=')? {
                ("principal", value) => principal = Some(value),
                ("principalClaimName", value) => principal_claim = value,
                ("scope", value) => scope = value,
                ("scopeClaimName", value) => scope_claim = value,
                ("lifeSeconds", value) => lifetime_seconds = value.parse().ok()?,
                (name, value) => extensions.push((name.strip_prefix("extension_")?.to_owned(), value.to_owned())),
            }
        }
        let mut claims = Map::new();
        claims.insert(principal_claim.to_owned(), principal?.into());
        let mut scopes: Vec<&str> = Vec::new();
        for name in scope.split(',').filter(|name| !name.is_empty()) {
            if !scopes.contains(&name) {
                scopes.push(name);
            }
        }
        if !scopes.is_empty() {
            claims.insert(scope_claim.to_owned(), scopes.into());
        }
        Some(Token {
            claims,
            lifetime_seconds,
            extensions,
        })
    }

    /// The message with a token of this moment.
    pub fn message(&self) -> Result<Vec<u8>, Fault> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_err(|_| "the clock stands before 1970")?
            .as_secs();
        let mut claims = self.claims.clone();
        claims.insert("iat".to_owned(), now.into());
        claims.insert("exp".to_owned(), (now + u64::from(self.lifetime_seconds)).into());
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        let claims = URL_SAFE_NO_PAD.encode(Value::Object(claims).to_string());
        let mut message = format!("n,,\x01auth=Bearer {header}.{claims}.\x01");
        for (name, value) in &self.extensions {
            message.push_str(&format!("{name}={value}\x01"));
        }
        message.push('\x01');
        Ok(message.into_bytes())
    }
}
