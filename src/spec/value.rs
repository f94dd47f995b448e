//! How the key or the value of a record becomes columns.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};
use serde::{Deserialize, Serialize};

use super::object::Value;
use super::raw::deserialized;
use super::{Avro, ColumnType, Csv, Parser, Properties, Protobuf, SharedParser};
use crate::error::{Error, Result};

/// What the key or the value of each record becomes. Mirrors `KafkaTools.Consume.KeyOrValueSpec`.
///
/// A null key or value gives null in every column of its specification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Spec {
    /// No column at all.
    Ignore,
    /// One column, read as Kafka's own deserializer of the type reads it. What is absent comes from the
    /// properties (`deephaven.key.column.name`, `deephaven.key.column.type`, `key.deserializer`, …).
    Simple {
        /// The column's name.
        #[serde(default)]
        column: Option<String>,
        /// The column's type.
        #[serde(default, rename = "type")]
        column_type: Option<ColumnType>,
    },
    /// Columns from the fields of a JSON object.
    Json {
        /// The columns, in their order in the table.
        columns: Vec<ColumnSpec>,
        /// From a field name, or a JSON pointer when it starts with `/`, to the column that holds it. A column that
        /// is not mentioned holds the field of its own name.
        #[serde(default)]
        mapping: BTreeMap<String, String>,
    },
    /// Columns from the entries of a MessagePack map.
    Msgpack {
        /// The columns, in their order in the table.
        columns: Vec<ColumnSpec>,
        /// From a key, or a JSON pointer when it starts with `/`, to the column that holds its value. A column that is
        /// not mentioned holds the value of the key of its own name.
        #[serde(default)]
        mapping: BTreeMap<String, String>,
    },
    /// Columns from the fields of a CSV row.
    Csv(Box<Csv>),
    /// Columns from the fields of an Avro record.
    Avro(Box<Avro>),
    /// Columns from the fields of a Protobuf message.
    Protobuf(Box<Protobuf>),
    /// Columns from a JSON value of a stated type. Mirrors `objectProcessorSpec` with a `JacksonProvider`.
    Object {
        /// What becomes of the whole key or value.
        value: Value,
        /// The names of the columns, in their order, instead of those that the fields give them.
        #[serde(default)]
        columns: Option<Vec<String>>,
        /// Whether the bytes are first read as text, in the encoding that the properties tell, as Kafka's
        /// `StringDeserializer` does it.
        #[serde(default)]
        text: bool,
    },
    /// One column, read as a deserializer of Kafka's own reads it. Mirrors `rawSpec`.
    Raw {
        /// The column's name.
        column: String,
        /// The column's type, which must be that of what the deserializer makes.
        #[serde(default, rename = "type")]
        column_type: Option<ColumnType>,
        /// The full name of its class.
        deserializer: String,
    },
    /// Columns that a parser of Java makes, by the number under which Java knows it; [`Spec::Parser`] takes its place
    /// before anything is read.
    #[doc(hidden)]
    Numbered {
        /// The columns that it makes.
        columns: Vec<ColumnSpec>,
        /// Its number.
        number: u64,
    },
    /// Columns of what a function of the program makes of the bytes.
    #[serde(skip)]
    Parser {
        /// The columns that it makes.
        columns: Vec<ColumnSpec>,
        /// The function.
        parser: SharedParser,
    },
}

/// The name and type of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// The column's name.
    pub name: String,
    /// The column's type.
    #[serde(rename = "type")]
    pub column_type: ColumnType,
}

/// The schema of a table of these columns.
pub(crate) fn schema(columns: &[ColumnSpec]) -> SchemaRef {
    let fields = columns.iter().map(|column| column.column_type.field(&column.name));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// A column called `name`, for [`Spec::json`], [`Spec::msgpack`] and [`Csv`].
pub fn field(name: impl Into<String>, column_type: impl Into<ColumnType>) -> ColumnSpec {
    ColumnSpec {
        name: name.into(),
        column_type: column_type.into(),
    }
}

impl Spec {
    /// One column, in the encoding of Kafka's own serializers: numbers big-endian, text UTF-8.
    pub fn simple(column: impl Into<String>, column_type: impl Into<ColumnType>) -> Self {
        Spec::Simple {
            column: Some(column.into()),
            column_type: Some(column_type.into()),
        }
    }

    /// One column whose name and type the properties tell. Mirrors `KafkaTools.FROM_PROPERTIES`.
    pub fn from_properties() -> Self {
        Spec::Simple {
            column: None,
            column_type: None,
        }
    }

    /// One column, read as a deserializer of Kafka's own reads it, by the full name of its class. Mirrors
    /// `KafkaTools.Consume.rawSpec`.
    ///
    /// ```
    /// # fn main() -> topictable::Result<()> {
    /// use topictable::{Properties, RecordDecoder, Spec};
    ///
    /// let spec = Spec::raw("Flag", "org.apache.kafka.common.serialization.BooleanDeserializer");
    /// let decoded = RecordDecoder::of_values(&spec, &Properties::new())?.decode([Some([1]), None, Some([2])])?;
    /// assert_eq!(decoded.bad[0].reason, "the byte 2 is no Boolean, which is 0 or 1");
    /// # Ok(())
    /// # }
    /// ```
    pub fn raw(column: impl Into<String>, deserializer: impl Into<String>) -> Self {
        Spec::Raw {
            column: column.into(),
            column_type: None,
            deserializer: deserializer.into(),
        }
    }

    /// Columns from the fields of a JSON object, each from the field of its own name.
    pub fn json(columns: impl IntoIterator<Item = ColumnSpec>) -> Self {
        Spec::Json {
            columns: columns.into_iter().collect(),
            mapping: BTreeMap::new(),
        }
    }

    /// Columns from the entries of a MessagePack map, each from that of its own name; [`Spec::map`] takes them from
    /// others, and from inside of maps and arrays. The types of columns are those of JSON, and bytes.
    ///
    /// ```
    /// # fn main() -> topictable::Result<()> {
    /// use arrow_schema::DataType::{Float64, Utf8};
    /// use topictable::{Properties, RecordDecoder, Spec, field};
    ///
    /// let spec = Spec::msgpack([field("Sym", Utf8), field("Price", Float64)]).map("/quote/0", "Price");
    /// // {"Sym": "AAPL", "quote": [1.5]}
    /// let record = b"\x82\xa3Sym\xa4AAPL\xa5quote\x91\xca\x3f\xc0\0\0";
    /// let decoded = RecordDecoder::of_values(&spec, &Properties::new())?.decode([Some(record)])?;
    /// assert!(decoded.bad.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn msgpack(columns: impl IntoIterator<Item = ColumnSpec>) -> Self {
        Spec::Msgpack {
            columns: columns.into_iter().collect(),
            mapping: BTreeMap::new(),
        }
    }

    /// Columns from the fields of CSV rows.
    pub fn csv(csv: Csv) -> Self {
        Spec::Csv(Box::new(csv))
    }

    /// Columns from the fields of an Avro record. Mirrors `KafkaTools.Consume.avroSpec`.
    pub fn avro(avro: Avro) -> Self {
        Spec::Avro(Box::new(avro))
    }

    /// Columns from the fields of a Protobuf message. Mirrors `KafkaTools.Consume.protobufSpec`.
    pub fn protobuf(protobuf: Protobuf) -> Self {
        Spec::Protobuf(Box::new(protobuf))
    }

    /// Columns from a JSON value of a stated type, whose names are made of those of its fields.
    ///
    /// ```
    /// # fn main() -> topictable::Result<()> {
    /// use topictable::object::Value;
    /// use topictable::{Properties, RecordDecoder, Spec};
    ///
    /// let spec = Spec::object(Value::object([("id", Value::int()), ("tags", Value::string().array())]));
    /// let records = [r#"{"id": 1, "tags": ["a", "b"]}"#, r#"{"id": 2, "tags": ["a", 5]}"#].map(Some);
    /// let decoded = RecordDecoder::of_values(&spec, &Properties::new())?.decode(records)?;
    /// assert_eq!(decoded.rows.num_columns(), 2);
    /// assert_eq!(decoded.bad[0].field.as_deref(), Some("/tags/1"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn object(value: Value) -> Self {
        Spec::Object {
            value,
            columns: None,
            text: false,
        }
    }

    /// Columns that a function of the program makes of whole batches of keys or values.
    ///
    /// ```
    /// # fn main() -> topictable::Result<()> {
    /// use std::sync::Arc;
    /// use arrow_array::{BinaryArray, RecordBatch, UInt16Array};
    /// use arrow_schema::DataType::UInt16;
    /// use topictable::{Parsed, Properties, RecordDecoder, Spec, field};
    ///
    /// let first_byte = |records: &BinaryArray| -> topictable::Result<Parsed> {
    ///     let bytes: UInt16Array = records.iter().map(|record| Some(u16::from(*record?.first()?))).collect();
    ///     Ok(RecordBatch::try_from_iter([("First", Arc::new(bytes) as _)])?.into())
    /// };
    /// let spec = Spec::parser([field("First", UInt16)], first_byte);
    /// let decoded = RecordDecoder::of_values(&spec, &Properties::new())?.decode([Some("abc"), None])?;
    /// assert_eq!(decoded.rows.column(0).as_ref(), &UInt16Array::from(vec![Some(97), None]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn parser(columns: impl IntoIterator<Item = ColumnSpec>, parser: impl Parser + 'static) -> Self {
        Spec::Parser {
            columns: columns.into_iter().collect(),
            parser: SharedParser::new(parser),
        }
    }

    /// The same specification with `column` read from `from`: the name of a field, or a JSON pointer when it
    /// starts with `/`; for Avro, the path of a field. Any other specification is returned as it is.
    #[must_use]
    pub fn map(mut self, from: impl Into<String>, column: impl Into<String>) -> Self {
        let mapping = match &mut self {
            Spec::Json { mapping, .. } | Spec::Msgpack { mapping, .. } => mapping,
            Spec::Avro(spec) => &mut spec.mapping,
            _ => return self,
        };
        mapping.insert(from.into(), column.into());
        self
    }
}

/// Which half of a record a specification is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Key,
    Value,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::Key => "key",
            Role::Value => "value",
        })
    }
}

/// A simple specification with everything known.
#[derive(Debug, PartialEq)]
pub(crate) struct SimpleColumn {
    pub name: String,
    pub column_type: ColumnType,
}

impl SimpleColumn {
    /// Completes a simple specification from the properties, in the mirrored API's order of precedence:
    /// the argument, `deephaven.<role>.column.*`, the deserializer's class.
    pub fn resolve(
        column: Option<&str>,
        column_type: Option<&ColumnType>,
        role: Role,
        properties: &Properties,
    ) -> Result<Self> {
        let name_property = format!("deephaven.{role}.column.name");
        let name = match (column, properties.get(&name_property), role) {
            (Some(name), _, _) => name.to_owned(),
            (None, Some(name), _) => name.clone(),
            (None, None, Role::Key) => "KafkaKey".to_owned(),
            (None, None, Role::Value) => "KafkaValue".to_owned(),
        };
        let type_property = format!("deephaven.{role}.column.type");
        let class_property = format!("{role}.deserializer");
        let column_type = if let Some(column_type) = column_type {
            column_type.clone()
        } else if let Some(text) = properties.get(&type_property) {
            type_by_name(text).ok_or_else(|| {
                Error::invalid(format!(
                    "property {type_property} value {text} not supported: expected short, int, long, float, \
                     double, byte[], String or string"
                ))
                .with("property", &type_property)
            })?
        } else if let Some(class) = properties.get(&class_property) {
            type_by_deserializer(class).ok_or_else(|| {
                Error::invalid(format!("deserializer type {class} for {class_property} not supported"))
                    .with("property", &class_property)
            })?
        } else {
            return Err(Error::invalid(format!(
                "unable to find the type for column '{name}' ({role}_spec): set it in the spec, or by the \
                 property {type_property} or {class_property}"
            )));
        };
        Ok(SimpleColumn { name, column_type })
    }
}

fn type_by_name(name: &str) -> Option<ColumnType> {
    Some(match name {
        "short" => ColumnType::Short,
        "int" => ColumnType::Int,
        "long" => ColumnType::Long,
        "float" => ColumnType::Float,
        "double" => ColumnType::Double,
        "byte[]" => ColumnType::Bytes,
        "String" | "string" => ColumnType::String,
        _ => return None,
    })
}

/// Not all of Kafka's own: the peer refuses `StringDeserializer` here too, since its encoding is a setting.
fn type_by_deserializer(class: &str) -> Option<ColumnType> {
    deserialized(class).filter(|column_type| {
        !matches!(
            column_type,
            ColumnType::Boolean | ColumnType::String | ColumnType::Declared(..)
        )
    })
}
