//! The schema of a table's columns.

use arrow_schema::{DataType, Field};
use serde_json::{Value as Json, json};

use crate::error::{Error, Result};
use crate::spec::{Properties, java_class};

/// The digits of a decimal column, and how many of them are behind the point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DecimalDigits {
    pub precision: u64,
    pub scale: u64,
}

impl DecimalDigits {
    /// What a column has of digits behind the point, and of all: the names of the properties that tell it.
    pub const PROPERTIES: [&str; 2] = ["precision", "scale"];

    /// Those that the properties `<column>.precision` and `<column>.scale` tell.
    pub fn of(column: &str, properties: &Properties) -> Result<Self> {
        let [precision, scale] = Self::PROPERTIES.map(|what| number(properties, column, what));
        Ok(DecimalDigits {
            precision: precision?,
            scale: scale?,
        })
    }
}

fn number(properties: &Properties, column: &str, what: &str) -> Result<u64> {
    let name = format!("{column}.{what}");
    let value = properties.get(&name).map_or("", String::as_str).trim();
    value.parse().map_err(|_| {
        Error::invalid(format!("property {name} = {value:?}: expected a number of digits")).with("property", &name)
    })
}

/// Which types the fields of a schema have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum FieldTypes {
    /// Those of `KafkaTools.columnDefinitionsToAvroSchema`: what it has no type for is bytes, with the property `dhType`.
    Mirrored,
    /// Those that cells can be written as.
    Written,
}

/// The schema of a record with a field for each column, each of which may be null. A type that Avro does not have is
/// written as one that it has, with the property `dhType`.
///
/// `digits` tells those of a column of decimals.
pub(crate) fn avro_schema_of<'f>(
    fields: impl IntoIterator<Item = &'f Field>,
    name: &str,
    namespace: Option<&str>,
    types: FieldTypes,
    mut digits: impl FnMut(&str) -> Result<DecimalDigits>,
) -> Result<String> {
    let field = |field: &Field| {
        let type_of = match java_class(field).as_str() {
            class @ ("byte" | "char" | "short") => json!({"type": "int", "dhType": class}),
            class @ ("int" | "long" | "float" | "double") => json!(class),
            "java.lang.String" => json!("string"),
            "java.time.Instant" => json!({"type": "long", "logicalType": "timestamp-micros"}),
            "java.math.BigDecimal" => {
                let DecimalDigits { precision, scale } = digits(field.name())?;
                json!({"type": "bytes", "logicalType": "decimal", "precision": precision, "scale": scale})
            }
            _ if types == FieldTypes::Written => written(field)?,
            class => json!({"type": "bytes", "dhType": jvm_name(class)}),
        };
        Ok(json!({"name": field.name(), "type": [type_of, "null"]}))
    };
    let fields: Vec<Json> = fields.into_iter().map(field).collect::<Result<_>>()?;
    let mut schema = json!({"type": "record", "name": name, "fields": fields});
    if let Some(namespace) = namespace.filter(|namespace| !namespace.is_empty()) {
        schema["namespace"] = json!(namespace);
    }
    let text = schema.to_string();
    // Names of columns are not always names in Avro.
    match apache_avro::Schema::parse_str(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Error::invalid(format!(
            "the columns have no Avro schema of the name {name:?}: {error}"
        ))),
    }
}

/// The type of what the mirrored API writes as bytes, if it does.
fn written(field: &Field) -> Result<Json> {
    let decimal = |precision: u8, scale: i8| json!({"type": "bytes", "logicalType": "decimal", "precision": precision, "scale": scale.max(0)});
    let optional = |field: &Field| Ok::<_, Error>(json!([element(field)?, "null"]));
    Ok(match field.data_type() {
        DataType::Boolean => json!("boolean"),
        DataType::Date32 => json!({"type": "int", "logicalType": "date"}),
        DataType::Time64(_) => json!({"type": "long", "logicalType": "time-micros"}),
        DataType::FixedSizeBinary(16) => json!({"type": "string", "logicalType": "uuid"}),
        DataType::Binary => json!("bytes"),
        DataType::Duration(_) => json!({"type": "string", "dhType": java_class(field)}),
        DataType::Utf8 => json!("string"),
        DataType::Decimal128(precision, scale) | DataType::Decimal256(precision, scale) => decimal(*precision, *scale),
        DataType::List(item) => json!({"type": "array", "items": optional(item)?}),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(entry) if entry.len() == 2 && *entry[0].data_type() == DataType::Utf8 => {
                json!({"type": "map", "values": optional(&entry[1])?})
            }
            _ => return Err(refused(field)),
        },
        _ => return Err(refused(field)),
    })
}

/// The type of a value in a list or a map, where no property tells the digits of decimals.
fn element(field: &Field) -> Result<Json> {
    Ok(match field.data_type() {
        DataType::Int8 | DataType::UInt16 | DataType::Int16 => json!({"type": "int", "dhType": java_class(field)}),
        DataType::Int32 => json!("int"),
        DataType::Int64 => json!("long"),
        DataType::Float32 => json!("float"),
        DataType::Float64 => json!("double"),
        DataType::Timestamp(..) => json!({"type": "long", "logicalType": "timestamp-micros"}),
        _ => written(field)?,
    })
}

fn refused(field: &Field) -> Error {
    let (name, class) = (field.name(), java_class(field));
    Error::unsupported(format!(
        "column {name} of type {class} has no type in an Avro schema: leave it out, or give a schema"
    ))
    .with("column", name)
}

/// Whether a column is one of decimals, or of texts of them, each with digits of its own.
pub(crate) fn is_decimal(field: &Field) -> bool {
    matches!(
        field.data_type(),
        DataType::Decimal128(..) | DataType::Decimal256(..) | DataType::Utf8
    ) && java_class(field) == "java.math.BigDecimal"
}

/// What `Class.getName` says of a class.
fn jvm_name(class: &str) -> String {
    let Some(element) = class.strip_suffix("[]") else {
        return class.to_owned();
    };
    let element = match element {
        "boolean" => "Z".to_owned(),
        "byte" => "B".to_owned(),
        "char" => "C".to_owned(),
        "short" => "S".to_owned(),
        "int" => "I".to_owned(),
        "long" => "J".to_owned(),
        "float" => "F".to_owned(),
        "double" => "D".to_owned(),
        array if array.ends_with("[]") => jvm_name(array),
        class => format!("L{class};"),
    };
    format!("[{element}")
}
