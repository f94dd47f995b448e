//! Which names the columns of a message may have.

use crate::error::{Error, Result};

/// Java's keywords and literals, and the names that formulas have a meaning for.
const RESERVED: [&str; 58] = [
    "abstract",
    "assert",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "char",
    "class",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "for",
    "goto",
    "i",
    "if",
    "ii",
    "implements",
    "import",
    "in",
    "instanceof",
    "int",
    "interface",
    "k",
    "long",
    "native",
    "new",
    "not",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "short",
    "static",
    "strictfp",
    "super",
    "switch",
    "synchronized",
    "this",
    "throw",
    "throws",
    "transient",
    "true",
    "try",
    "void",
    "volatile",
    "while",
];

/// Refuses a name that formulas could not use.
pub(super) fn check_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::invalid(
            "invalid column name: name can not be empty; a message that is one value as a whole needs a name for it",
        )
        .with("column", name));
    }
    if RESERVED.binary_search(&name).is_ok() {
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
