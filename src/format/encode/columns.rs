//! The columns of a table by name.

use arrow_schema::{Field, Schema};

use crate::error::{Error, Result};

/// The position and the field of the column called `name`.
pub(super) fn find<'a>(schema: &'a Schema, name: &str) -> Result<(usize, &'a Field)> {
    schema.column_with_name(name).ok_or_else(|| unknown(schema, &[name]))
}

/// The positions of these columns, or of all.
pub(in crate::format) fn chosen(schema: &Schema, names: Option<&[String]>) -> Result<Vec<usize>> {
    let Some(names) = names else {
        return Ok((0..schema.fields().len()).collect());
    };
    let missing = |name: &&str| schema.column_with_name(name).is_none();
    let missing: Vec<&str> = names.iter().map(String::as_str).filter(missing).collect();
    if !missing.is_empty() {
        return Err(unknown(schema, &missing));
    }
    Ok(names.iter().filter_map(|name| schema.index_of(name).ok()).collect())
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

/// The error of a column that a format has no values for.
pub(super) fn refused(field: &Field, format: &str) -> Error {
    let (name, data_type) = (field.name(), field.data_type());
    Error::unsupported(format!(
        "column {name:?} of type {data_type} cannot be written as {format}"
    ))
    .with("column", name)
}
