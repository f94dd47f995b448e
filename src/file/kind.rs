//! What a file is, by its name.

use std::path::Path;

use super::source::{STDIN, name};
use crate::error::{Error, Result};
use crate::spec::{FileFormat, FileOptions};

/// The extensions of names, and what they say.
const EXTENSIONS: [(&str, FileFormat); 11] = [
    ("csv", FileFormat::Csv),
    ("tsv", FileFormat::Csv),
    ("json", FileFormat::JsonLines),
    ("jsonl", FileFormat::JsonLines),
    ("ndjson", FileFormat::JsonLines),
    ("arrow", FileFormat::Arrow),
    ("arrows", FileFormat::Arrow),
    ("feather", FileFormat::Arrow),
    ("ipc", FileFormat::Arrow),
    ("parquet", FileFormat::Parquet),
    ("pq", FileFormat::Parquet),
];

/// The format of the file at a path: what the options say, or the extension.
pub(super) fn format_of(path: &str, options: &FileOptions) -> Result<FileFormat> {
    if let Some(format) = options.format {
        return Ok(format);
    }
    let extension = extension(path);
    if let Some((_, format)) = EXTENSIONS.iter().find(|(known, _)| *known == extension) {
        return Ok(*format);
    }
    let known: Vec<String> = EXTENSIONS.iter().map(|(known, _)| format!(".{known}")).collect();
    let why = if path == STDIN {
        "standard input has no name that says its format".to_owned()
    } else if extension.is_empty() {
        format!("the name of {} has no extension", name(path))
    } else {
        format!("the extension .{extension} of {} is not known", name(path))
    };
    Err(Error::invalid(format!(
        "{why}: expected one of {}, or a stated format",
        known.join(", ")
    ))
    .with("file", path))
}

/// What is between two fields: what the options say, or the extension.
pub(super) fn delimiter_of(path: &str, options: &FileOptions) -> char {
    let usual = if extension(path) == "tsv" { '\t' } else { ',' };
    options.delimiter.unwrap_or(usual)
}

fn extension(path: &str) -> String {
    let extension = Path::new(path).extension().unwrap_or_default();
    extension.to_string_lossy().to_ascii_lowercase()
}
