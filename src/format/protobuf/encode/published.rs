//! The `.proto` file of a table's columns.

use std::fmt::Write;

use arrow_schema::{DataType, Field, TimeUnit};

use crate::error::{Error, Result};
use crate::spec::java_class;

const TIMESTAMP: &str = "google.protobuf.Timestamp";
const DURATION: &str = "google.protobuf.Duration";

/// The text of a file with one message of this full name, with a field for each column: `optional`, so that null is told from
/// the default, `repeated` for a list, and a `map` for a map. What Protobuf has no type for is text.
pub(super) fn schema_of<'f>(columns: impl IntoIterator<Item = &'f Field>, name: &str) -> Result<String> {
    if name.is_empty() || !name.split('.').all(is_name) {
        return Err(Error::invalid(format!(
            "{name:?} is no name of a Protobuf message: expected letters, digits and '_', and no digit in front, with points \
             between the parts of its package"
        ))
        .with("message", name));
    }
    let (package, message) = name.rsplit_once('.').unwrap_or(("", name));
    let (mut fields, mut imports) = (String::new(), [false; 2]);
    for (index, column) in columns.into_iter().enumerate() {
        if !is_name(column.name()) {
            return Err(Error::invalid(format!(
                "column {:?} cannot be a Protobuf field of its name: expected letters, digits and '_', and no digit in \
                 front; leave it out, or give a schema",
                column.name()
            ))
            .with("column", column.name()));
        }
        let field_type = field_type(column).ok_or_else(|| refused(column))?;
        imports[0] |= field_type.contains(TIMESTAMP);
        imports[1] |= field_type.contains(DURATION);
        // Writing to a text does not fail. The numbers that Protobuf keeps for itself are left out.
        let number = if index < 18_999 { index + 1 } else { index + 1001 };
        let _ = writeln!(fields, "  {field_type} {} = {number};", column.name());
    }
    let mut text = "syntax = \"proto3\";\n".to_owned();
    if !package.is_empty() {
        let _ = writeln!(text, "package {package};");
    }
    for (_, file) in imports
        .iter()
        .zip(["timestamp", "duration"])
        .filter(|(is_used, _)| **is_used)
    {
        let _ = writeln!(text, "import \"google/protobuf/{file}.proto\";");
    }
    let _ = write!(text, "\nmessage {message} {{\n{fields}}}\n");
    Ok(text)
}

fn is_name(name: &str) -> bool {
    let first = |char: char| char.is_ascii_alphabetic() || char == '_';
    name.starts_with(first) && name.chars().all(|char| first(char) || char.is_ascii_digit())
}

fn field_type(column: &Field) -> Option<String> {
    Some(match column.data_type() {
        DataType::List(item) => format!("repeated {}", scalar(item)?),
        DataType::Map(entries, _) => {
            let DataType::Struct(entry) = entries.data_type() else {
                return None;
            };
            let [key, value] = &entry[..] else { return None };
            let key = match scalar(key)? {
                "float" | "double" | "bytes" | TIMESTAMP | DURATION => return None,
                key => key,
            };
            format!("map<{key}, {}>", scalar(value)?)
        }
        _ => format!("optional {}", scalar(column)?),
    })
}

fn scalar(field: &Field) -> Option<&'static str> {
    Some(match field.data_type() {
        DataType::Boolean => "bool",
        DataType::Int8 | DataType::Int16 | DataType::Int32 => "int32",
        DataType::Int64 => "int64",
        DataType::Float32 => "float",
        DataType::Float64 => "double",
        DataType::Binary => "bytes",
        DataType::Timestamp(TimeUnit::Nanosecond, _) => TIMESTAMP,
        DataType::Duration(TimeUnit::Nanosecond) => DURATION,
        // Dates, times of day and decimals have no type of their own that every reader would have.
        DataType::Utf8
        | DataType::UInt16
        | DataType::FixedSizeBinary(16)
        | DataType::Date32
        | DataType::Time64(_)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => "string",
        _ => return None,
    })
}

fn refused(column: &Field) -> Error {
    let (name, class) = (column.name(), java_class(column));
    Error::unsupported(format!(
        "column {name} of type {class} has no type in a Protobuf schema: leave it out, or give a schema"
    ))
    .with("column", name)
}
