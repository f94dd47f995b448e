//! How Avro records become columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Columns from the fields of an Avro record. Mirrors `KafkaTools.Consume.avroSpec`.
///
/// Each record is read with the schema that it was written with and resolved to this one, the reader's. A field of a
/// nested record has the path of the names down to it, with points between them, and becomes a column of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Avro {
    /// The reader's schema.
    pub schema: AvroSchema,
    /// From the path of a field to its column. A field that is not mentioned has a column called like its path, with
    /// `__` for each point.
    #[serde(default)]
    pub mapping: BTreeMap<String, String>,
    /// Whether a field that is not mentioned has no column.
    #[serde(default)]
    pub mapped_only: bool,
    /// How a record says which schema it was written with. When it is not told, `topictable.avro.encoding` among the
    /// properties says it.
    #[serde(default)]
    pub encoding: Option<AvroEncoding>,
    /// Schemas that records were written with when no registry has them: all that may occur in
    /// [`AvroEncoding::SingleObject`], beside the reader's, or the one of [`AvroEncoding::Raw`].
    #[serde(default)]
    pub writers: Vec<String>,
    /// Whether Java declares columns of text as Avro's `Utf8`.
    #[serde(default)]
    pub utf8_strings: bool,
}

/// Where a schema comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AvroSchema {
    /// Its text.
    Inline {
        /// The schema as JSON.
        text: String,
        /// The schemas of types that it names and does not define.
        #[serde(default)]
        references: Vec<String>,
    },
    /// The registry of the property `schema.registry.url`.
    Subject {
        /// The subject, as it is.
        name: String,
        /// A number from 1 on, or `latest`.
        #[serde(default = "latest")]
        version: String,
    },
}

/// How a record says which schema it was written with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AvroEncoding {
    /// By a zero byte and the schema's id in the registry.
    #[default]
    Confluent,
    /// By the bytes C3 01 and the schema's fingerprint, Avro's own way.
    SingleObject,
    /// Not at all: there is only one.
    Raw,
}

fn latest() -> String {
    "latest".to_owned()
}

impl Avro {
    /// A column for each field of the schema, from records that are encoded as Confluent's serializer does.
    pub fn new(schema: AvroSchema) -> Self {
        Avro {
            schema,
            mapping: BTreeMap::new(),
            mapped_only: false,
            encoding: None,
            writers: Vec::new(),
            utf8_strings: false,
        }
    }

    /// The same with a schema's text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(AvroSchema::Inline {
            text: text.into(),
            references: Vec::new(),
        })
    }

    /// The same with the latest version of a subject in the registry that the property `schema.registry.url` names.
    pub fn subject(name: impl Into<String>) -> Self {
        Self::new(AvroSchema::Subject {
            name: name.into(),
            version: latest(),
        })
    }

    /// The same for a version of the subject, counted from 1; nothing changes where there is none.
    #[must_use]
    pub fn version(mut self, number: u32) -> Self {
        if let AvroSchema::Subject { version, .. } = &mut self.schema {
            *version = number.to_string();
        }
        self
    }

    /// Gives the column of a field another name.
    #[must_use]
    pub fn map(mut self, path: impl Into<String>, column: impl Into<String>) -> Self {
        self.mapping.insert(path.into(), column.into());
        self
    }

    /// Leaves out the fields that no [`map`](Self::map) mentions.
    #[must_use]
    pub fn mapped_only(mut self) -> Self {
        self.mapped_only = true;
        self
    }

    /// Sets how a record says which schema it was written with.
    #[must_use]
    pub fn encoding(mut self, encoding: AvroEncoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// Adds a schema that records may have been written with and that no registry has.
    #[must_use]
    pub fn writer(mut self, text: impl Into<String>) -> Self {
        self.writers.push(text.into());
        self
    }
}
