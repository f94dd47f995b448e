//! The Java class of a column, under its full name.

use arrow_schema::{DataType, Field, TimeUnit};

use super::{EXTENSION_NAME, JAVA_CLASS};

/// The Java type of a column's values, as the mirrored API names it.
pub(crate) fn java_class(field: &Field) -> String {
    let metadata = |key: &str| field.metadata().get(key).map(String::as_str);
    if let Some(class) = metadata(JAVA_CLASS) {
        return class.to_owned();
    }
    match field.data_type() {
        DataType::Boolean => "java.lang.Boolean",
        DataType::Int8 => "byte",
        DataType::UInt16 => "char",
        DataType::Int16 => "short",
        DataType::Int32 => "int",
        DataType::Int64 => "long",
        DataType::Float32 => "float",
        DataType::Float64 => "double",
        DataType::Utf8 => "java.lang.String",
        DataType::Timestamp(TimeUnit::Nanosecond, _) => "java.time.Instant",
        DataType::Date32 => "java.time.LocalDate",
        DataType::Time64(TimeUnit::Nanosecond) => "java.time.LocalTime",
        DataType::Duration(TimeUnit::Nanosecond) => "java.time.Duration",
        DataType::Binary => "byte[]",
        DataType::FixedSizeBinary(16) if metadata(EXTENSION_NAME) == Some("arrow.uuid") => "java.util.UUID",
        DataType::Decimal128(..) => "java.math.BigDecimal",
        DataType::Decimal256(_, 0) => "java.math.BigInteger",
        DataType::Decimal256(..) => "java.math.BigDecimal",
        DataType::List(item) => vector(item),
        DataType::Map(..) => "java.util.Map",
        _ => "java.lang.Object",
    }
    .to_owned()
}

/// The class of a list.
fn vector(item: &Field) -> &'static str {
    match item.data_type() {
        DataType::Int8 => "io.deephaven.vector.ByteVector",
        DataType::UInt16 => "io.deephaven.vector.CharVector",
        DataType::Int16 => "io.deephaven.vector.ShortVector",
        DataType::Int32 => "io.deephaven.vector.IntVector",
        DataType::Int64 => "io.deephaven.vector.LongVector",
        DataType::Float32 => "io.deephaven.vector.FloatVector",
        DataType::Float64 => "io.deephaven.vector.DoubleVector",
        _ => "io.deephaven.vector.ObjectVector",
    }
}
