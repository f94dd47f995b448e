//! How a file is read as rows.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::ColumnType;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FileFormat {
    /// Rows of separated values (RFC 4180).
    Csv,
    /// JSON objects, one a line.
    JsonLines,
    /// Arrow's IPC format, the file or the stream.
    Arrow,
    /// Apache Parquet.
    Parquet,
}

impl fmt::Display for FileFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FileFormat::Csv => "CSV",
            FileFormat::JsonLines => "JSON lines",
            FileFormat::Arrow => "Arrow",
            FileFormat::Parquet => "Parquet",
        })
    }
}

/// How a file is read as rows. The defaults take the format from the name's extension, and the columns from the file.
///
/// The columns of an Arrow or a Parquet file are those that it has. Those of CSV and JSON lines are found in the first
/// [records](Self::infer): a column has the narrowest type that all of its values have there, and what does not fit it
/// later is an error. [`FileOptions::column`] says another type.
///
/// ```
/// use arrow_schema::DataType::Utf8;
/// use topictable::FileOptions;
///
/// let options = FileOptions::default().column("Zip", Utf8).delimiter(';').limit(1000);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct FileOptions {
    /// What the file is, where its name does not say it.
    pub format: Option<FileFormat>,
    /// Whether the first row of CSV has the names of the columns.
    pub header: bool,
    /// The names of the fields of CSV, in their order, instead of those of a header.
    pub names: Option<Vec<String>>,
    /// What is between two fields of CSV; a tab for a file whose name ends with `.tsv`, a comma otherwise.
    pub delimiter: Option<char>,
    /// The text of CSV that stands for null, in quotes or not; the empty one by default.
    pub null: String,
    /// The types of columns of CSV and JSON lines that are not found in the file.
    pub columns: BTreeMap<String, ColumnType>,
    /// In how many records of CSV and JSON lines the columns are found, at least 1; of the first 8 MiB only.
    pub infer: usize,
    /// After how many rows reading ends.
    pub limit: Option<u64>,
}

impl Default for FileOptions {
    fn default() -> Self {
        FileOptions {
            format: None,
            header: true,
            names: None,
            delimiter: None,
            null: String::new(),
            columns: BTreeMap::new(),
            infer: 1000,
            limit: None,
        }
    }
}

impl FileOptions {
    /// Says what the file is.
    #[must_use]
    pub fn format(mut self, format: FileFormat) -> Self {
        self.format = Some(format);
        self
    }

    /// Says the type of a column of CSV or JSON lines.
    #[must_use]
    pub fn column(mut self, name: impl Into<String>, column_type: impl Into<ColumnType>) -> Self {
        self.columns.insert(name.into(), column_type.into());
        self
    }

    /// Names the fields of CSV, which has no header then.
    #[must_use]
    pub fn names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.names = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets what is between two fields of CSV.
    #[must_use]
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// Ends reading after so many rows.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }
}

/// How a table is written to a file. The defaults take the format from the name's extension.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct FileOutput {
    /// What the file is, where its name does not say it.
    pub format: Option<FileFormat>,
    /// How Parquet is compressed: `UNCOMPRESSED`, `SNAPPY` (by default), `GZIP`, `LZ4_RAW` or `ZSTD`.
    pub compression: Option<String>,
}
