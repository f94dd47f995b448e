//! The schema of a table's columns.

use arrow_schema::{DataType, Field};
use serde_json::{Value as Json, json};

use crate::error::{Error, Result};
use crate::spec::java_class;

/// The digits of a decimal column, and how many of them are behind the point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DecimalDigits {
    pub precision: u64,
    pub scale: u64,
}

/// The schema of a record with a field for each column, each of which may be null. Mirrors
/// `KafkaTools.columnDefinitionsToAvroSchema`: a type that Avro does not have is written as one that it has, with the
/// property `dhType`.
///
/// `digits` tells those of a column of decimals.
pub(crate) fn avro_schema_of<'f>(
    fields: impl IntoIterator<Item = &'f Field>,
    name: &str,
    namespace: Option<&str>,
    mut digits: impl FnMut(&str) -> Result<DecimalDigits>,
) -> Result<String> {
    let field = |field: &Field| {
        let written = match java_class(field).as_str() {
            class @ ("byte" | "char" | "short") => json!({"type": "int", "dhType": class}),
            class @ ("int" | "long" | "float" | "double") => json!(class),
            "java.lang.String" => json!("string"),
            "java.time.Instant" => json!({"type": "long", "logicalType": "timestamp-micros"}),
            "java.math.BigDecimal" => {
                let DecimalDigits { precision, scale } = digits(field.name())?;
                json!({"type": "bytes", "logicalType": "decimal", "precision": precision, "scale": scale})
            }
            class => json!({"type": "bytes", "dhType": jvm_name(class)}),
        };
        Ok(json!({"name": field.name(), "type": [written, "null"]}))
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

/// Whether a column is one of decimals.
pub(crate) fn is_decimal(field: &Field) -> bool {
    matches!(field.data_type(), DataType::Decimal128(..) | DataType::Decimal256(..))
        && java_class(field) == "java.math.BigDecimal"
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
