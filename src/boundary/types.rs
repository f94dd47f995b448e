//! The Java type of a column, by a name of our own.

use arrow_schema::{DataType, Field, TimeUnit};

use crate::spec::{
    EXTENSION_NAME, JAVA_CLASS, JSON_EXTENSION, JSON_NODE, OBJECT, OBJECT_EXTENSION, is_table, java_class,
    values_of_object,
};

/// The class of arrays that are declared to be of anything.
const OBJECTS: &str = "java.lang.Object[]";

/// A name that the Java side has a class for, or Arrow's own name of a type that it has none for.
///
/// Types with parts are `list:ELEMENT`, `vector:ELEMENT`, `map:KEY:VALUE` and `declared:CLASS:TYPE`; a key has none.
pub(super) fn java_type(field: &Field) -> String {
    if let Some(values) = values_of_object(field) {
        return format!("declared:{OBJECT}:{}", java_type(&values));
    }
    let metadata = |key: &str| field.metadata().get(key).map(String::as_str);
    let name = match field.data_type() {
        DataType::Boolean if metadata(JAVA_CLASS) == Some("boolean") => "primitive_boolean",
        DataType::Boolean => "boolean",
        DataType::Int8 if metadata(JAVA_CLASS) == Some("java.lang.Byte") => "boxed_byte",
        DataType::UInt16 if metadata(JAVA_CLASS) == Some("java.lang.Character") => "boxed_char",
        DataType::Int16 if metadata(JAVA_CLASS) == Some("java.lang.Short") => "boxed_short",
        DataType::Int8 => "byte",
        DataType::UInt16 => "char",
        DataType::Int16 => "short",
        DataType::Int32 if metadata(JAVA_CLASS) == Some("java.lang.Integer") => "boxed_int",
        DataType::Int64 if metadata(JAVA_CLASS) == Some("java.lang.Long") => "boxed_long",
        DataType::Float32 if metadata(JAVA_CLASS) == Some("java.lang.Float") => "boxed_float",
        DataType::Float64 if metadata(JAVA_CLASS) == Some("java.lang.Double") => "boxed_double",
        DataType::Int32 => "int",
        DataType::Int64 if is_table(field) => "table",
        DataType::Int64 => "long",
        DataType::Float32 => "float",
        DataType::Float64 => "double",
        DataType::Utf8 => match (metadata(EXTENSION_NAME), metadata(JAVA_CLASS)) {
            (Some(JSON_EXTENSION), Some(OBJECT)) => "json_object",
            (Some(JSON_EXTENSION), None | Some(JSON_NODE)) => "json",
            (Some(JSON_EXTENSION), Some(class)) => return format!("declared:{class}:json"),
            (Some(OBJECT_EXTENSION), Some(class)) if class != OBJECT => return format!("declared:{class}:object"),
            (Some(OBJECT_EXTENSION), _) => "object",
            (None, Some("java.time.Period")) => "period",
            (None, Some("java.time.ZoneId")) => "zone_id",
            (None, Some("java.time.ZonedDateTime")) => "zoned_date_time",
            (_, Some(class)) if class != "java.lang.String" => return format!("declared:{class}:string"),
            _ => "string",
        },
        DataType::Decimal256(_, 0) if metadata(JAVA_CLASS) != Some("java.math.BigDecimal") => "big_integer",
        DataType::Decimal128(precision, scale) if *scale >= 0 => return format!("big_decimal:128:{scale}:{precision}"),
        DataType::Decimal256(precision, scale) if *scale >= 0 => return format!("big_decimal:256:{scale}:{precision}"),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => "instant",
        DataType::Date32 => "local_date",
        DataType::Time64(TimeUnit::Nanosecond) => "local_time",
        DataType::Duration(TimeUnit::Nanosecond) => "duration",
        DataType::Binary => match metadata(JAVA_CLASS) {
            Some("java.nio.ByteBuffer") => "byte_buffer",
            Some("org.apache.kafka.common.utils.Bytes") => "kafka_bytes",
            Some(class) if class != "byte[]" => return format!("declared:{class}:bytes"),
            _ => "bytes",
        },
        DataType::FixedSizeBinary(16) if metadata(EXTENSION_NAME) == Some("arrow.uuid") => "uuid",
        DataType::List(item) if is_header(item.data_type()) => "headers",
        // As formulas have it: a list is a vector, unless it says that it is an array.
        DataType::List(item) if metadata(JAVA_CLASS).is_some_and(|class| class.ends_with("[]")) => {
            let list = format!("list:{}", java_type(item));
            let is_declared = metadata(JAVA_CLASS) == Some(OBJECTS) && java_class(item) != OBJECT;
            return if is_declared {
                format!("declared:{OBJECTS}:{list}")
            } else {
                list
            };
        }
        DataType::List(item) => return format!("vector:{}", java_type(item)),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(entry) if entry.len() == 2 => {
                return format!("map:{}:{}", java_type(&entry[0]), java_type(&entry[1]));
            }
            other => return format!("arrow:{other}"),
        },
        other => return format!("arrow:{other}"),
    };
    name.to_owned()
}

/// Whether it is what a column of all headers of a record has a list of.
fn is_header(data_type: &DataType) -> bool {
    match data_type {
        DataType::Struct(fields) => match &fields[..] {
            [key, value] => {
                (key.name().as_str(), value.name().as_str()) == ("key", "value")
                    && (key.data_type(), value.data_type()) == (&DataType::Utf8, &DataType::Binary)
            }
            _ => false,
        },
        _ => false,
    }
}
