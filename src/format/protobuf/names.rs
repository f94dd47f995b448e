//! Which names the columns of a message may have.

use crate::error::{Error, Result};
use crate::spec::is_reserved;

/// Refuses a name that formulas could not use.
pub(super) fn check_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::invalid(
            "invalid column name: name can not be empty; a message that is one value as a whole needs a name for it",
        )
        .with("column", name));
    }
    if is_reserved(name) {
        return Err(Error::invalid(format!(
            "invalid column name {name:?}: {name:?} is a reserved keyword; give the field's column another name"
        ))
        .with("column", name));
    }
    let first = |char: char| char.is_alphabetic() || matches!(char, '_' | '$');
    let good = name.starts_with(first) && name.chars().all(|char| first(char) || char.is_numeric());
    if good {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "invalid column name {name:?}: expected letters, digits, '_' and '$', and no digit in front"
    ))
    .with("column", name))
}
