//! How columns become Avro records.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AvroEncoding, Properties};
use crate::error::{Error, Result};

/// An Avro record of the cells of a row. Mirrors `KafkaTools.Produce.avroSpec`.
///
/// Each field of the schema is written from the column of its name, or the one that is [told](Self::column). A record
/// inside of it without a column is written from those of its fields, whose names are the path with `__` between its
/// parts, as records are read; it is null when it may be and they all are.
///
/// As JSON: `{"schema": {"inline": {"text": …}}, "mapping": {…}, "timestamp": …, "columns": […], "encoding": …}`, where
/// `schema` may also be `{"subject": {"name": …, "version": …}}` or
/// `{"published": {"name": …, "namespace": …, "properties": {…}}}`.
///
/// ```
/// use topictable::ProduceAvro;
///
/// let given = ProduceAvro::text(r#"{"type": "record", "name": "T", "fields": [{"name": "price", "type": "double"}]}"#)
///     .column("price", "Price");
/// let fetched = ProduceAvro::subject("trades-value");
/// let published = ProduceAvro::published("Trade").namespace("market").digits("Amount", 12, 2);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProduceAvro {
    pub(crate) schema: ProduceSchema,
    /// From the path of a field, with points between its parts, to its column.
    #[serde(default)]
    pub(crate) mapping: BTreeMap<String, String>,
    /// A field with the time at which the record was made.
    #[serde(default)]
    pub(crate) timestamp: Option<String>,
    /// The columns that may be written; none for all of the table.
    #[serde(default)]
    pub(crate) columns: Option<Vec<String>>,
    /// How a record says which schema it was written with. When it is not told, `topictable.avro.encoding` among the
    /// properties says it.
    #[serde(default)]
    pub(crate) encoding: Option<AvroEncoding>,
}

/// Where the schema of published records comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ProduceSchema {
    /// Its text, with the definitions of all types that it names.
    Inline { text: String },
    /// The registry of the property `schema.registry.url`: a subject, and a number from 1 on or `latest`.
    Subject {
        name: String,
        #[serde(default)]
        version: Option<String>,
    },
    /// The columns; it is registered under its own name, too.
    Published {
        name: String,
        /// Nothing or `latest`.
        #[serde(default)]
        version: Option<String>,
        #[serde(default)]
        namespace: Option<String>,
        /// The digits of decimals: `<column>.precision` and `<column>.scale`.
        #[serde(default)]
        properties: Properties,
    },
}

/// The version of a subject that is there at the time.
pub(crate) const LATEST: &str = "latest";

impl ProduceAvro {
    fn new(schema: ProduceSchema) -> Self {
        ProduceAvro {
            schema,
            mapping: BTreeMap::new(),
            timestamp: None,
            columns: None,
            encoding: None,
        }
    }

    /// Records of a schema, which defines all types that it names.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(ProduceSchema::Inline { text: text.into() })
    }

    /// Records of the latest schema of a subject in the registry that the property `schema.registry.url` names.
    pub fn subject(name: impl Into<String>) -> Self {
        Self::new(ProduceSchema::Subject {
            name: name.into(),
            version: None,
        })
    }

    /// Records of a schema that is made of the table's columns and registered under `name`, which is the name of the
    /// record, too. Every field may be null.
    pub fn published(name: impl Into<String>) -> Self {
        Self::new(ProduceSchema::Published {
            name: name.into(),
            version: None,
            namespace: None,
            properties: Properties::new(),
        })
    }

    /// With this version of the subject, counted from 1; nothing changes where there is none.
    #[must_use]
    pub fn version(mut self, number: u32) -> Self {
        if let ProduceSchema::Subject { version, .. } = &mut self.schema {
            *version = Some(number.to_string());
        }
        self
    }

    /// With a namespace for a schema that is made of columns; nothing changes for another.
    #[must_use]
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        if let ProduceSchema::Published { namespace, .. } = &mut self.schema {
            *namespace = Some(name.into());
        }
        self
    }

    /// The same for columns, as properties `<column>.precision` and `<column>.scale`.
    pub(crate) fn digits_of(mut self, digits: Properties) -> Self {
        if let ProduceSchema::Published { properties, .. } = &mut self.schema {
            properties.extend(digits);
        }
        self
    }

    /// With so many digits for a decimal column, `scale` of them behind the point, in a schema that is made of columns.
    /// A table that does not change needs no such thing: its rows tell.
    #[must_use]
    pub fn digits(mut self, column: impl AsRef<str>, precision: u32, scale: u32) -> Self {
        if let ProduceSchema::Published { properties, .. } = &mut self.schema {
            let column = column.as_ref();
            properties.insert(format!("{column}.precision"), precision.to_string());
            properties.insert(format!("{column}.scale"), scale.to_string());
        }
        self
    }

    /// With this column for a field, whose path has points between its parts.
    #[must_use]
    pub fn column(mut self, field: impl Into<String>, column: impl Into<String>) -> Self {
        self.mapping.insert(field.into(), column.into());
        self
    }

    /// With the time at which the record was made in this field of the schema, a `long` of `timestamp-millis`,
    /// `timestamp-micros` or `timestamp-nanos`.
    #[must_use]
    pub fn timestamp(mut self, field: impl Into<String>) -> Self {
        self.timestamp = Some(field.into());
        self
    }

    /// Of these columns only. A field of a given schema whose column is not among them is written as its default, or as
    /// null if it may be.
    #[must_use]
    pub fn of<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.columns = Some(columns.into_iter().map(Into::into).collect());
        self
    }

    /// Sets how a record says which schema it was written with.
    #[must_use]
    pub fn encoding(mut self, encoding: AvroEncoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// Refuses what cannot be meant, in the mirrored API's words.
    pub(super) fn check(&self) -> Result<()> {
        match &self.schema {
            ProduceSchema::Published {
                version: Some(version), ..
            } if version != LATEST => Err(Error::invalid(format!(
                "schemaVersion must be null or {LATEST:?} when publishSchema=true"
            ))
            .with("version", version)),
            _ => Ok(()),
        }
    }
}
