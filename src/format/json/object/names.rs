//! The names of columns, made of the names of fields.

use std::collections::HashSet;

use crate::error::{Error, Result};
use crate::spec::is_reserved;

/// A name for each path, in order: its parts joined by underscores, without what no name has, and with a number where
/// two would be equal.
pub(super) fn column_names(paths: &[Vec<String>]) -> Result<Vec<String>> {
    let mut taken = HashSet::new();
    let name = |path: &Vec<String>| {
        let name = match path.as_slice() {
            [] => "Value".to_owned(),
            path => legal(&path.join("_"))?,
        };
        Ok(distinct(name, &mut taken))
    };
    paths.iter().map(name).collect()
}

fn distinct(name: String, taken: &mut HashSet<String>) -> String {
    let numbered = (2u64..).map(|number| format!("{name}{number}"));
    let free = std::iter::once(name.clone())
        .chain(numbered)
        .find(|name| !taken.contains(name))
        .unwrap_or(name);
    taken.insert(free.clone());
    free
}

/// The name without characters that no column of the mirrored API has, and with `column_` in front when it would begin
/// with a digit or be a word that has a meaning.
fn legal(name: &str) -> Result<String> {
    let kept: String = name
        .chars()
        .filter(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '$'))
        .collect();
    if kept.is_empty() {
        return Err(Error::invalid(format!(
            "no column can be named after {name:?}: expected letters, digits, '_' or '$' of ASCII in the names of fields"
        ))
        .with("field", name));
    }
    if kept.starts_with(|char: char| char.is_ascii_digit()) || is_reserved(&kept) || kept == "_" {
        return Ok(format!("column_{kept}"));
    }
    Ok(kept)
}
