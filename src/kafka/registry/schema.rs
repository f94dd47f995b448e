//! What a registry knows of a schema.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::error::{Error, Result};

/// A registered schema, with all that it refers to.
#[derive(Debug, PartialEq)]
pub(crate) struct Registered {
    pub id: i64,
    /// The subject and the version that it was asked for as; none when it was asked for by its id.
    pub subject: Option<(String, i32)>,
    pub kind: SchemaKind,
    pub text: Arc<str>,
    /// What its text refers to, in the registry's order; each has its own references.
    pub references: Vec<Reference>,
}

/// A schema that another one refers to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reference {
    /// As it is named in the text: the full name of an Avro type, the path of an import of Protobuf, the URL of a JSON
    /// schema.
    pub name: String,
    pub schema: Arc<Registered>,
}

/// The language of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemaKind {
    Avro,
    Protobuf,
    Json,
}

impl SchemaKind {
    /// The registry's name for it.
    pub fn name(self) -> &'static str {
        match self {
            SchemaKind::Avro => "AVRO",
            SchemaKind::Protobuf => "PROTOBUF",
            SchemaKind::Json => "JSON",
        }
    }

    /// The language with the registry's name, which leaves it out for Avro.
    pub fn named(name: Option<&str>) -> Option<Self> {
        match name {
            None => Some(SchemaKind::Avro),
            Some(name) => [SchemaKind::Avro, SchemaKind::Protobuf, SchemaKind::Json]
                .into_iter()
                .find(|kind| kind.name().eq_ignore_ascii_case(name)),
        }
    }
}

/// A version of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    Latest,
    Number(i32),
}

impl FromStr for Version {
    type Err = Error;

    /// `latest`, or a number from 1 on.
    fn from_str(text: &str) -> Result<Self> {
        if text == "latest" {
            return Ok(Version::Latest);
        }
        match text.parse() {
            Ok(number) if number > 0 => Ok(Version::Number(number)),
            _ => Err(Error::invalid(format!(
                "version {text:?} is none: expected latest or a number from 1 on"
            ))
            .with("version", text)),
        }
    }
}

/// As in the registry's paths.
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Version::Latest => f.write_str("latest"),
            Version::Number(number) => write!(f, "{number}"),
        }
    }
}
