//! Kafka's own deserializers, by the names of their classes.

use super::{ColumnSpec, ColumnType, field};
use crate::error::{Error, Result};

/// The class of values that are always null.
const VOID: &str = "java.lang.Void";

const PACKAGE: &str = "org.apache.kafka.common.serialization.";

/// The type of what a deserializer of Kafka's own makes; none for any other class, and for `ListDeserializer`, whose
/// elements are read by a deserializer of their own.
pub(crate) fn deserialized(class: &str) -> Option<ColumnType> {
    named(class.strip_prefix(PACKAGE)?.strip_suffix("Deserializer")?)
}

/// The type of what a deserializer makes, or a serializer takes, whose class's name begins so.
fn named(name: &str) -> Option<ColumnType> {
    Some(match name {
        "Boolean" => ColumnType::Boolean,
        "Short" => ColumnType::Short,
        "Integer" => ColumnType::Int,
        "Long" => ColumnType::Long,
        "Float" => ColumnType::Float,
        "Double" => ColumnType::Double,
        "String" => ColumnType::String,
        "ByteArray" => ColumnType::Bytes,
        "UUID" => ColumnType::Uuid,
        "ByteBuffer" => ColumnType::ByteBuffer,
        "Bytes" => ColumnType::KafkaBytes,
        "Void" => ColumnType::Declared(Box::new(ColumnType::String), VOID.to_owned()),
        _ => return None,
    })
}

/// What a deserializer makes.
#[derive(Debug)]
pub(crate) struct RawColumn {
    pub column: ColumnSpec,
    /// Whether it is nothing but null.
    pub is_void: bool,
}

/// The column of what a deserializer makes. One that is asked for as `Object` has the deserializer's own type; nulls are
/// of any type.
pub(crate) fn raw_column(name: &str, column_type: Option<&ColumnType>, deserializer: &str) -> Result<RawColumn> {
    let Some(made) = deserialized(deserializer) else {
        return Err(Error::unsupported(format!(
            "column {name:?}: {deserializer} is none of Kafka's own deserializers: expected one of {PACKAGE}Boolean, \
             Short, Integer, Long, Float, Double, String, ByteArray, ByteBuffer, Bytes, UUID and VoidDeserializer"
        ))
        .with("column", name)
        .with("deserializer", deserializer));
    };
    let is_void = matches!(made, ColumnType::Declared(..));
    let column = match column_type {
        None | Some(ColumnType::JsonObject) => field(name, made),
        Some(wanted) if is_void || *wanted == made => field(name, wanted.clone()),
        Some(wanted) => {
            return Err(Error::invalid(format!(
                "column {name:?} of type {wanted} cannot hold what {deserializer} makes: expected a column of type \
                 {made}"
            ))
            .with("column", name)
            .with("deserializer", deserializer));
        }
    };
    Ok(RawColumn { column, is_void })
}

/// Whether a serializer is one of Kafka's own, except for `ListSerializer`, whose elements are written by a serializer of
/// their own.
pub(crate) fn is_serializer(class: &str) -> bool {
    taken(class).is_some()
}

fn taken(class: &str) -> Option<ColumnType> {
    named(class.strip_prefix(PACKAGE)?.strip_suffix("Serializer")?)
}

/// The type of what a serializer of Kafka's own takes; any other class is refused.
pub(crate) fn serialized(column: &str, class: &str) -> Result<ColumnType> {
    taken(class).ok_or_else(|| {
        Error::unsupported(format!(
            "column {column:?}: {class} is none of Kafka's own serializers: expected one of {PACKAGE}Boolean, Short, \
             Integer, Long, Float, Double, String, ByteArray, ByteBuffer, Bytes, UUID and VoidSerializer"
        ))
        .with("column", column)
        .with("serializer", class)
    })
}
