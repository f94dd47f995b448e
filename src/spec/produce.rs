//! How columns become the key or the value of a record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ProduceAvro, ProduceCsv, ProduceProtobuf, Serializer, SharedSerializer};
use crate::error::Result;

/// What is written as the key or the value of each record. Mirrors `KafkaTools.Produce.KeyOrValueSpec`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ProduceSpec {
    /// Null.
    #[default]
    Ignore,
    /// The cell of one column, as Kafka's own serializer of its type writes it; a null cell is null.
    Simple {
        /// The column's name.
        column: String,
    },
    /// The cell of one column, as a serializer of Kafka's own writes it. Mirrors `rawSpec`.
    Raw {
        /// The column's name.
        column: String,
        /// The full name of the serializer's class.
        serializer: String,
    },
    /// A JSON object whose fields are the cells of columns.
    Json(ProduceJson),
    /// A CSV row whose fields are the cells of columns.
    Csv(ProduceCsv),
    /// An Avro record whose fields are the cells of columns.
    Avro(Box<ProduceAvro>),
    /// A Protobuf message whose fields are the cells of columns.
    Protobuf(Box<ProduceProtobuf>),
    /// What a serializer of Java makes of the cells of a column, by the number under which Java knows it;
    /// [`ProduceSpec::Serializer`] takes its place before anything is written.
    #[doc(hidden)]
    Numbered {
        /// The column's name.
        column: String,
        /// Its number.
        number: u64,
    },
    /// What a function of the program makes of the cells of columns.
    #[serde(skip)]
    Serializer {
        /// The columns' names.
        columns: Vec<String>,
        /// The function.
        serializer: SharedSerializer,
    },
}

impl ProduceSpec {
    /// The cell of one column: numbers big-endian, text UTF-8, bytes as they are, a UUID as its text.
    pub fn simple(column: impl Into<String>) -> Self {
        ProduceSpec::Simple { column: column.into() }
    }

    /// The cell of one column, written as a serializer of Kafka's own writes it, by the full name of its class.
    pub fn raw(column: impl Into<String>, serializer: impl Into<String>) -> Self {
        ProduceSpec::Raw {
            column: column.into(),
            serializer: serializer.into(),
        }
    }

    /// A JSON object of all columns, or of those that are chosen.
    pub fn json(json: ProduceJson) -> Self {
        ProduceSpec::Json(json)
    }

    /// A CSV row of all columns, or of those that are chosen.
    pub fn csv(csv: ProduceCsv) -> Self {
        ProduceSpec::Csv(csv)
    }

    /// An Avro record of the columns of a schema.
    pub fn avro(avro: ProduceAvro) -> Self {
        ProduceSpec::Avro(Box::new(avro))
    }

    /// A Protobuf message of the columns of a schema.
    pub fn protobuf(protobuf: ProduceProtobuf) -> Self {
        ProduceSpec::Protobuf(Box::new(protobuf))
    }

    /// What a function makes of the cells of these columns.
    ///
    /// ```
    /// use arrow_array::cast::AsArray;
    /// use arrow_array::{BinaryArray, RecordBatch};
    /// use topictable::{ProduceSpec, Result, Serialized};
    ///
    /// let shouting = ProduceSpec::serializer(["Sym"], |rows: &RecordBatch| -> Result<Serialized> {
    ///     let texts = rows.column(0).as_string::<i32>().iter();
    ///     let payloads: BinaryArray = texts.map(|text| Some(text?.to_uppercase().into_bytes())).collect();
    ///     Ok(payloads.into())
    /// });
    /// ```
    pub fn serializer<S: Into<String>>(
        columns: impl IntoIterator<Item = S>,
        serializer: impl Serializer + 'static,
    ) -> Self {
        ProduceSpec::Serializer {
            columns: columns.into_iter().map(Into::into).collect(),
            serializer: SharedSerializer::new(serializer),
        }
    }

    /// Refuses what cannot be meant.
    pub(super) fn check(&self) -> Result<()> {
        match self {
            ProduceSpec::Avro(avro) => avro.check(),
            ProduceSpec::Protobuf(protobuf) => protobuf.check(),
            _ => Ok(()),
        }
    }

    /// Whether nothing is written.
    pub(crate) fn is_ignored(&self) -> bool {
        matches!(self, ProduceSpec::Ignore)
    }
}

/// A JSON object of the cells of a row. Null cells have no field, unless they are wanted.
///
/// ```
/// use topictable::ProduceJson;
///
/// let json = ProduceJson::of(["Sym", "Bid", "Ask"]).field("Bid", "quote.bid").field("Ask", "quote.ask").nested(".");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProduceJson {
    /// The columns, in the order of their fields; none for all columns of the table.
    #[serde(default)]
    pub(crate) columns: Option<Vec<String>>,
    /// From a column to the name of its field, which is its own otherwise.
    #[serde(default)]
    pub(crate) mapping: BTreeMap<String, String>,
    /// What separates the names of the objects in which a field is from its own.
    #[serde(default)]
    pub(crate) nested: Option<String>,
    /// Whether null cells have fields.
    #[serde(default)]
    pub(crate) nulls: bool,
    /// A last field with the time at which the record was made.
    #[serde(default)]
    pub(crate) timestamp: Option<String>,
}

impl ProduceJson {
    /// All columns of the table.
    pub fn all() -> Self {
        Self::default()
    }

    /// These columns, in this order.
    pub fn of<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        ProduceJson {
            columns: Some(columns.into_iter().map(Into::into).collect()),
            ..Self::default()
        }
    }

    /// With this name for the field of a column.
    #[must_use]
    pub fn field(mut self, column: impl Into<String>, field: impl Into<String>) -> Self {
        self.mapping.insert(column.into(), field.into());
        self
    }

    /// With objects in objects: a field's name is a path whose parts `delimiter` separates. It is meant literally.
    #[must_use]
    pub fn nested(mut self, delimiter: impl Into<String>) -> Self {
        self.nested = Some(delimiter.into());
        self
    }

    /// With `null` for null cells.
    #[must_use]
    pub fn with_nulls(mut self) -> Self {
        self.nulls = true;
        self
    }

    /// With a last field of this name: the time at which the record was made, as a text of nanoseconds since 1970.
    #[must_use]
    pub fn timestamp(mut self, field: impl Into<String>) -> Self {
        self.timestamp = Some(field.into());
        self
    }
}
