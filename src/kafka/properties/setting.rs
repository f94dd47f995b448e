//! One setting of librdkafka.

use std::fmt;

use crate::error::Error;
use crate::spec::Properties;

/// A setting of librdkafka and the property that it comes from, which an error is about.
#[derive(Clone, PartialEq)]
pub(crate) struct Setting {
    pub name: String,
    pub value: String,
    pub property: String,
}

impl Setting {
    pub fn new(name: &str, value: impl Into<String>, property: &str) -> Self {
        Setting {
            name: name.to_owned(),
            value: value.into(),
            property: property.to_owned(),
        }
    }

    /// Whether the value may be a secret: then what librdkafka says about it is not repeated.
    pub fn is_secret(&self) -> bool {
        [
            "password",
            "secret",
            "passphrase",
            ".pem",
            "jaas",
            "sasl.oauthbearer.config",
        ]
        .iter()
        .any(|part| self.name.contains(part))
    }
}

/// Values may be secrets, and names are enough to look at.
impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = …", self.name)
    }
}

/// A property's value; an empty one counts as none, as Java's optional properties have it.
pub(super) fn given<'a>(properties: &'a Properties, name: &str) -> Option<&'a str> {
    properties
        .get(name)
        .map(String::as_str)
        .filter(|value| !value.is_empty())
}

/// What is wrong with a property, in words that follow its name.
pub(super) fn fault(name: &str, what: impl fmt::Display) -> Error {
    Error::invalid(format!("property {name} {what}")).with("property", name)
}

/// As [`fault`], for what this version does not have.
pub(super) fn unsupported(name: &str, what: impl fmt::Display) -> Error {
    Error::unsupported(format!("property {name} {what}")).with("property", name)
}
