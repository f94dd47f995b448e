//! What the columns of a Protobuf message are.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Everything `protobufSpec` is told.
///
/// ```
/// use topictable::{Protobuf, Spec};
///
/// let trades = Protobuf::text("trade.proto", r#"syntax = "proto3"; message Trade { string sym = 1; double price = 2; }"#);
/// let spec = Spec::protobuf(trades.raw().name("sym", "Sym"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protobuf {
    /// Where the message is described.
    pub schema: ProtobufSchema,
    /// The message: its full name, or its name in the package of the schema's file. The first message of the file by
    /// default.
    #[serde(default)]
    pub message: Option<String>,
    /// How a payload holds it.
    #[serde(default)]
    pub protocol: ProtobufProtocol,
    /// Which fields become columns, and as what.
    #[serde(default)]
    pub fields: ProtobufFields,
}

/// Where a message is described.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ProtobufSchema {
    /// In the registry that the property `schema.registry.url` names.
    Subject {
        /// The subject's name, as it is.
        subject: String,
        /// The version; the latest by default.
        #[serde(default)]
        version: Option<i32>,
    },
    /// In `.proto` files.
    Files {
        /// The text of each file, under the path that imports have for it. Google's own (`google/protobuf/…`) need not
        /// be there.
        files: BTreeMap<String, String>,
        /// The file with the message.
        root: String,
        /// Whether the members of oneofs come before all other fields of their message, as they do in the mirrored API
        /// where it has the schema from a registry.
        #[serde(default)]
        oneofs_first: bool,
    },
    /// In an encoded `google.protobuf.FileDescriptorSet`, as Base64. The message is looked for in its last file.
    Descriptors(String),
}

/// How a payload holds a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProtobufProtocol {
    /// Confluent's: a zero byte, the id of the schema and the position of the message in it, then the message. What
    /// comes before the message is stepped over: the columns are those of one message for every record.
    #[default]
    Serdes,
    /// The message alone.
    Raw,
}

/// Which fields become columns, and as what. A field is named by its path, the names of the fields that lead to it with
/// `/` between them. A map has the fields `key` and `value`.
///
/// The sets hold paths, paths with `/*` behind them for everything below, or `*` for all fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtobufFields {
    /// Patterns of the fields to take, as `FieldPath.matches` has them: `/a/b` is the field and what leads to it, `/a/*`
    /// everything below `a` too. All fields by default.
    #[serde(default)]
    pub include: Option<BTreeSet<String>>,
    /// Fields that are left out, with everything below.
    #[serde(default)]
    pub exclude: BTreeSet<String>,
    /// Fields of a well-known type, such as `google.protobuf.Timestamp`, that are read field by field like any message.
    #[serde(default)]
    pub as_recursive: BTreeSet<String>,
    /// Fields whose bytes Java has as `ByteString`.
    #[serde(default)]
    pub as_byte_string: BTreeSet<String>,
    /// Maps that are read as two lists.
    #[serde(default)]
    pub as_repeated: BTreeSet<String>,
    /// The columns of fields, where they are not the path with `_` between the names.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
}

impl Protobuf {
    /// A message of a schema, as Confluent's serializers write it.
    pub fn new(schema: ProtobufSchema) -> Self {
        Protobuf {
            schema,
            message: None,
            protocol: ProtobufProtocol::Serdes,
            fields: ProtobufFields::default(),
        }
    }

    /// The latest version of a subject in the registry that the property `schema.registry.url` names.
    pub fn subject(subject: impl Into<String>) -> Self {
        Self::new(ProtobufSchema::Subject {
            subject: subject.into(),
            version: None,
        })
    }

    /// A `.proto` file, and the path that its name and imports have it under.
    pub fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        let root = path.into();
        Self::new(ProtobufSchema::Files {
            files: BTreeMap::from([(root.clone(), text.into())]),
            root,
            oneofs_first: false,
        })
    }

    /// An encoded `google.protobuf.FileDescriptorSet`; the message is looked for in its last file.
    pub fn descriptors(set: &[u8]) -> Self {
        Self::new(ProtobufSchema::Descriptors(openssl::base64::encode_block(set)))
    }

    /// The same for a version of the subject; nothing changes where there is none.
    #[must_use]
    pub fn version(mut self, number: i32) -> Self {
        if let ProtobufSchema::Subject { version, .. } = &mut self.schema {
            *version = Some(number);
        }
        self
    }

    /// The same with a file that another one imports; nothing changes where there are no files.
    #[must_use]
    pub fn import(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        if let ProtobufSchema::Files { files, .. } = &mut self.schema {
            files.insert(path.into(), text.into());
        }
        self
    }

    /// The same for a message that is not the first one.
    #[must_use]
    pub fn message(mut self, name: impl Into<String>) -> Self {
        self.message = Some(name.into());
        self
    }

    /// The same for payloads that are the message alone.
    #[must_use]
    pub fn raw(mut self) -> Self {
        self.protocol = ProtobufProtocol::Raw;
        self
    }

    /// The same with only the fields that match; several patterns may be given one after another.
    #[must_use]
    pub fn include(mut self, pattern: impl Into<String>) -> Self {
        self.fields.include.get_or_insert_default().insert(pattern.into());
        self
    }

    /// The same without a field.
    #[must_use]
    pub fn exclude(mut self, path: impl Into<String>) -> Self {
        self.fields.exclude.insert(path.into());
        self
    }

    /// The same with another name for the column of a field.
    #[must_use]
    pub fn name(mut self, path: impl Into<String>, column: impl Into<String>) -> Self {
        self.fields.names.insert(path.into(), column.into());
        self
    }
}

impl ProtobufFields {
    /// Whether a field is taken, if those that lead to it are.
    pub(crate) fn takes(&self, path: &str) -> bool {
        let included = |patterns: &BTreeSet<String>| patterns.iter().any(|pattern| matches(pattern, path));
        self.include.as_ref().is_none_or(included) && !holds(&self.exclude, path)
    }

    pub(crate) fn is_recursive(&self, path: &str) -> bool {
        holds(&self.as_recursive, path)
    }

    pub(crate) fn is_byte_string(&self, path: &str) -> bool {
        holds(&self.as_byte_string, path)
    }

    pub(crate) fn is_repeated(&self, path: &str) -> bool {
        holds(&self.as_repeated, path)
    }

    /// The name of a field's column.
    pub(crate) fn column(&self, path: &str) -> String {
        self.names.get(path).cloned().unwrap_or_else(|| path.replace('/', "_"))
    }
}

/// Whether a set of paths has one.
fn holds(set: &BTreeSet<String>, path: &str) -> bool {
    !set.is_empty()
        && set
            .iter()
            .any(|entry| match entry.trim_start_matches('/').strip_suffix('*') {
                Some(above) => path.starts_with(above),
                None => entry.trim_start_matches('/') == path,
            })
}

/// Whether a pattern of `FieldPath.matches` fits a path: the path leads to it, is it, or is below it when it ends with
/// `/*`.
fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.strip_prefix('/').unwrap_or(pattern);
    let (pattern, below) = match pattern {
        "*" => ("", true),
        _ => match pattern.strip_suffix("/*") {
            Some(above) => (above, true),
            None => (pattern, false),
        },
    };
    let mut wanted = pattern.split('/').filter(|_| !pattern.is_empty());
    path.split('/')
        .filter(|_| !path.is_empty())
        .all(|name| match wanted.next() {
            Some(other) => other == name,
            None => below,
        })
}

#[cfg(test)]
mod tests;
