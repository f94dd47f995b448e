//! The names of columns.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::spec::is_reserved;

/// The names of so many columns: those that are given or in the header, made into such as columns can have, or their
/// numbers.
pub(super) fn of(header: Option<Vec<String>>, width: usize, stated: &BTreeMap<usize, String>) -> Result<Vec<String>> {
    let mut names = header.unwrap_or_else(|| (1..=width).map(|number| format!("Column{number}")).collect());
    for (index, name) in stated {
        let count = names.len();
        let place = names.get_mut(*index).ok_or_else(|| {
            Error::invalid(format!(
                "column {index} has the name {name:?}, but there are {count} columns"
            ))
            .with("column", name)
        })?;
        place.clone_from(name);
    }
    let mut legal: Vec<String> = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let name = legalized(name).ok_or_else(|| {
            Error::invalid(format!(
                "the name {name:?} of column {} cannot be made one of a column",
                index + 1
            ))
            .with("column", name)
        })?;
        let others = (2..).map(|number| format!("{name}{number}"));
        let free = std::iter::once(name.clone())
            .chain(others)
            .find(|name| !legal.contains(name));
        legal.extend(free);
    }
    Ok(legal)
}

/// A name of letters, digits, `_` and `$`: blanks and `-` become `_`, other characters go; one that would begin with a
/// digit, or that a formula could not say, has `column_` before it.
fn legalized(name: &str) -> Option<String> {
    let name: String = name
        .trim()
        .chars()
        .map(|char| if matches!(char, ' ' | '-') { '_' } else { char })
        .filter(|char| char.is_alphanumeric() || matches!(char, '_' | '$'))
        .collect();
    let first = name.chars().next()?;
    Some(match first.is_numeric() || is_reserved(&name) {
        true => format!("column_{name}"),
        false => name,
    })
}
