//! The columns of a table by name.

use arrow_schema::{Field, Schema};

use crate::error::{Error, Result};

/// The position and the field of the column called `name`.
pub(super) fn find<'a>(schema: &'a Schema, name: &str) -> Result<(usize, &'a Field)> {
    schema.column_with_name(name).ok_or_else(|| unknown(schema, &[name]))
}

/// The error of columns that the table does not have.
pub(in crate::format) fn unknown(schema: &Schema, names: &[&str]) -> Error {
    let known: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let (names, known) = (names.join(", "), known.join(", "));
    Error::not_found(format!(
        "unknown column names [{names}], available column names are [{known}]"
    ))
    .with("column", names)
}
