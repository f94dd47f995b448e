//! Numbers that stand for things in the C interface. They are checked, and only ever added to.

use crate::error::{Error, Result};
use crate::graph::{Feeding, NewColumns, Policy, Table, TransposeOptions};
use crate::spec::{AvroEncoding, ColumnType, Offsets};

/// The codes of the types that a specification can ask for.
pub(crate) const COLUMN_TYPES: [(i32, ColumnType); 13] = [
    (1, ColumnType::Boolean),
    (2, ColumnType::Byte),
    (3, ColumnType::Char),
    (4, ColumnType::Short),
    (5, ColumnType::Int),
    (6, ColumnType::Long),
    (7, ColumnType::Float),
    (8, ColumnType::Double),
    (9, ColumnType::String),
    (10, ColumnType::Instant),
    (11, ColumnType::Bytes),
    (12, ColumnType::Uuid),
    (13, ColumnType::Json),
];

/// The type with the code.
pub(crate) fn column_type(code: i32) -> Result<ColumnType> {
    COLUMN_TYPES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, column_type)| column_type.clone())
        .ok_or_else(|| {
            Error::invalid(format!(
                "{code} is no column type: expected one of the TT_… types, 1 to 13"
            ))
        })
}

/// Where to start in every partition; 0 is the default.
pub(crate) fn offsets(code: i64) -> Result<Offsets> {
    match code {
        0 | Offsets::DONT_SEEK => Ok(Offsets::DontSeek),
        Offsets::SEEK_TO_BEGINNING => Ok(Offsets::Beginning),
        Offsets::SEEK_TO_END => Ok(Offsets::End),
        _ => Err(Error::invalid(format!(
            "{code} is no start: expected TT_SEEK_TO_BEGINNING (-1), TT_DONT_SEEK (-2) or TT_SEEK_TO_END (-3)"
        ))),
    }
}

/// The character with the code.
pub(crate) fn character(code: i32, argument: &str) -> Result<char> {
    u32::try_from(code)
        .ok()
        .and_then(char::from_u32)
        .ok_or_else(|| Error::invalid(format!("{argument} {code} is no character")).with("argument", argument))
}

/// How a record says which Avro schema it was written with; 0 is none.
pub(crate) fn avro_encoding(code: i32) -> Result<Option<AvroEncoding>> {
    match code {
        0 => Ok(None),
        1 => Ok(Some(AvroEncoding::Confluent)),
        2 => Ok(Some(AvroEncoding::SingleObject)),
        3 => Ok(Some(AvroEncoding::Raw)),
        _ => Err(Error::invalid(format!(
            "{code} is no encoding of Avro: expected TT_AVRO_CONFLUENT (1), TT_AVRO_SINGLE_OBJECT (2) or TT_AVRO_RAW (3)"
        ))),
    }
}

/// What becomes of rows that are put into a table.
pub(crate) fn feeding(code: i32) -> Result<Feeding> {
    match code {
        1 => Ok(Feeding::Blink),
        2 => Ok(Feeding::Replace),
        _ => Err(Error::invalid(format!(
            "{code} is no feeding: expected TT_FEED_BLINK (1) or TT_FEED_REPLACE (2)"
        ))
        .with("argument", "feeding")),
    }
}

/// What a table of groups side by side does beside.
pub(crate) fn transpose_options(initial_groups: Option<&Table>, ignore_new: bool) -> TransposeOptions {
    TransposeOptions {
        initial_groups: initial_groups.cloned(),
        new_columns: match ignore_new {
            true => NewColumns::Ignore,
            false => NewColumns::Fail,
        },
    }
}

/// What happens to a subscriber that is slow; 0 is the default.
pub(crate) fn policy(code: i32) -> Result<Policy> {
    match code {
        0 => Ok(Policy::default()),
        1 => Ok(Policy::Block),
        2 => Ok(Policy::Coalesce),
        3 => Ok(Policy::Fail),
        _ => Err(Error::invalid(format!(
            "{code} is no policy: expected TT_BLOCK (1), TT_COALESCE (2) or TT_FAIL (3)"
        ))),
    }
}
