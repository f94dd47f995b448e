//! Which types of columns a format has values for.

use std::fmt;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::spec::ColumnType;

/// A format whose columns have the types that a user asks for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    Simple,
    Json,
    Csv,
    Msgpack,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Simple => "Kafka's serializers",
            Format::Json => "JSON",
            Format::Csv => "CSV",
            Format::Msgpack => "MessagePack",
        })
    }
}

impl Format {
    /// Refuses a column of a type that the format has no values for.
    pub fn check(self, column: Option<&str>, column_type: &ColumnType) -> Result<()> {
        let fits = match self {
            Format::Simple => matches!(
                column_type,
                ColumnType::Short
                    | ColumnType::Int
                    | ColumnType::Long
                    | ColumnType::Float
                    | ColumnType::Double
                    | ColumnType::String
                    | ColumnType::Bytes
                    | ColumnType::ByteBuffer
                    | ColumnType::KafkaBytes
                    | ColumnType::Uuid
            ),
            Format::Msgpack if *column_type == ColumnType::Bytes => true,
            Format::Json | Format::Csv | Format::Msgpack => matches!(
                column_type,
                ColumnType::Boolean
                    | ColumnType::Byte
                    | ColumnType::Char
                    | ColumnType::Short
                    | ColumnType::Int
                    | ColumnType::Long
                    | ColumnType::Float
                    | ColumnType::Double
                    | ColumnType::String
                    | ColumnType::Instant
                    | ColumnType::Json
                    | ColumnType::JsonObject
            ),
        };
        if fits {
            return Ok(());
        }
        Err(self.refused(column, &column_type.to_string()))
    }

    /// The error of a column of any other type.
    pub fn refused(self, column: Option<&str>, type_name: &str) -> Error {
        let place = column.map(|column| format!("column {column:?}: ")).unwrap_or_default();
        let error = Error::invalid(match self {
            Format::Simple => format!(
                "{place}Kafka has no deserializer for type {type_name}: expected short, int, long, float, double, \
                 String, byte[], UUID, ByteBuffer or Bytes"
            ),
            Format::Json | Format::Csv => format!(
                "{place}type {type_name} not supported for {self}: expected boolean, byte, char, short, int, long, \
                 float, double, String, Instant or JsonNode"
            ),
            Format::Msgpack => format!(
                "{place}type {type_name} not supported for {self}: expected boolean, byte, char, short, int, long, \
                 float, double, String, Instant, byte[] or JsonNode"
            ),
        });
        match column {
            Some(column) => error.with("column", column),
            None => error,
        }
    }
}
