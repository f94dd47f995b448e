//! How columns become Protobuf messages.

use serde::{Deserialize, Serialize};

use super::{Protobuf, ProtobufFields, ProtobufProtocol, ProtobufSchema};
use crate::error::{Error, Result};

/// A Protobuf message of the cells of a row.
///
/// Fields and columns belong together as they do where such messages are read, by [`Protobuf`] with the same options: each
/// field is written from the column of its name, one in a message from the column of its path with `_` between the names,
/// unless it is [told](Self::column) another. So what was read is written as it was.
///
/// As JSON: `{"schema": …, "message": …, "protocol": …, "fields": …, "columns": […], "timestamp": …}`, of which the first
/// four are those of [`Protobuf`]; without `schema` the message is made of the columns.
///
/// ```
/// use topictable::ProduceProtobuf;
///
/// let given = ProduceProtobuf::text("trade.proto", r#"syntax = "proto3"; message Trade { string sym = 1; double price = 2; }"#)
///     .column("sym", "Sym")
///     .column("price", "Price");
/// let fetched = ProduceProtobuf::subject("trades-value");
/// let published = ProduceProtobuf::published("market.Trade");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProduceProtobuf {
    /// Where the message is described; none for one that is made of the columns.
    #[serde(default)]
    pub(crate) schema: Option<ProtobufSchema>,
    /// The message, as for [`Protobuf`]; the full name of one that is made of the columns.
    #[serde(default)]
    pub(crate) message: Option<String>,
    #[serde(default)]
    pub(crate) protocol: ProtobufProtocol,
    /// Which fields are written, and from which columns.
    #[serde(default)]
    pub(crate) fields: ProtobufFields,
    /// The columns that may be written; none for all of the table.
    #[serde(default)]
    pub(crate) columns: Option<Vec<String>>,
    /// The path of a field with the time at which the record was made.
    #[serde(default)]
    pub(crate) timestamp: Option<String>,
}

impl ProduceProtobuf {
    fn new(schema: Option<ProtobufSchema>) -> Self {
        ProduceProtobuf {
            schema,
            message: None,
            protocol: ProtobufProtocol::default(),
            fields: ProtobufFields::default(),
            columns: None,
            timestamp: None,
        }
    }

    /// The first message of a `.proto` file, and the path that its name and imports have it under.
    pub fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(Some(Protobuf::text(path, text).schema))
    }

    /// A message of the latest version of a subject in the registry that the property `schema.registry.url` names.
    pub fn subject(subject: impl Into<String>) -> Self {
        Self::new(Some(Protobuf::subject(subject).schema))
    }

    /// A message of an encoded `google.protobuf.FileDescriptorSet`; it is looked for in its last file.
    pub fn descriptors(set: &[u8]) -> Self {
        Self::new(Some(Protobuf::descriptors(set).schema))
    }

    /// A message of this full name that is made of the table's columns: an `optional` field for each, `repeated` for a
    /// list, a `map` for a map.
    pub fn published(message: impl Into<String>) -> Self {
        Self::new(None).message(message)
    }

    /// The same for a version of the subject; nothing changes where there is none.
    #[must_use]
    pub fn version(mut self, number: i32) -> Self {
        if let Some(ProtobufSchema::Subject { version, .. }) = &mut self.schema {
            *version = Some(number);
        }
        self
    }

    /// The same with a file that another one imports; nothing changes where there are no files.
    #[must_use]
    pub fn import(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        if let Some(ProtobufSchema::Files { files, .. }) = &mut self.schema {
            files.insert(path.into(), text.into());
        }
        self
    }

    /// The same for a message that is not the first one: its full name, or its name in the package of the file.
    #[must_use]
    pub fn message(mut self, name: impl Into<String>) -> Self {
        self.message = Some(name.into());
        self
    }

    /// The same with nothing before the message, which needs no registry.
    #[must_use]
    pub fn raw(mut self) -> Self {
        self.protocol = ProtobufProtocol::Raw;
        self
    }

    /// With this column for a field, whose path has `/` between the names.
    #[must_use]
    pub fn column(mut self, field: impl Into<String>, column: impl Into<String>) -> Self {
        self.fields.names.insert(field.into(), column.into());
        self
    }

    /// With only the fields that match, as [`Protobuf::include`] has it.
    #[must_use]
    pub fn include(mut self, pattern: impl Into<String>) -> Self {
        self.fields.include.get_or_insert_default().insert(pattern.into());
        self
    }

    /// Without a field, which needs no column then.
    #[must_use]
    pub fn exclude(mut self, path: impl Into<String>) -> Self {
        self.fields.exclude.insert(path.into());
        self
    }

    /// Of these columns only. A field whose column is not among them is not written.
    #[must_use]
    pub fn of<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.columns = Some(columns.into_iter().map(Into::into).collect());
        self
    }

    /// With the time at which the record was made in this field, a `google.protobuf.Timestamp`.
    #[must_use]
    pub fn timestamp(mut self, field: impl Into<String>) -> Self {
        self.timestamp = Some(field.into());
        self
    }

    /// Refuses what cannot be meant.
    pub(super) fn check(&self) -> Result<()> {
        if self.schema.is_none() && self.message.is_none() {
            return Err(Error::invalid(
                "a Protobuf message that is made of columns needs a name: expected \"message\"",
            )
            .with("option", "message"));
        }
        Ok(())
    }
}
