//! How a CSV file becomes a table of columns that are found in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ColumnType;

/// How a CSV file is read as a table, as Deephaven's `CsvSpecs` says it.
///
/// A column has the first of the [parsers](Self::parsers) that reads all of its values; the whole file is looked at. An
/// empty value is null.
///
/// ```
/// use topictable::{CsvParser, CsvSpecs};
///
/// let specs = CsvSpecs::default().delimiter(';').parser("Zip", CsvParser::String);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct CsvSpecs {
    /// What is between two fields, an ASCII character.
    pub delimiter: char,
    /// What is around fields that hold a delimiter or a line end, an ASCII character; inside of them it is there twice.
    pub quote: char,
    /// Whether the first row has the names of the columns.
    pub has_header_row: bool,
    /// The names of the columns, instead of those of a header.
    pub headers: Option<Vec<String>>,
    /// Names of some columns, by their positions from 0, instead of others.
    pub header_for_index: BTreeMap<usize, String>,
    /// The texts that stand for null.
    pub null_value_literals: Vec<String>,
    /// The same for columns of a name.
    pub null_value_literals_for_name: BTreeMap<String, Vec<String>>,
    /// The same for columns at a position.
    pub null_value_literals_for_index: BTreeMap<usize, Vec<String>>,
    /// What a column can be.
    pub parsers: Vec<CsvParser>,
    /// What columns of a name can be.
    pub parsers_for_name: BTreeMap<String, Vec<CsvParser>>,
    /// What columns at a position can be.
    pub parsers_for_index: BTreeMap<usize, Vec<CsvParser>>,
    /// What a column without values is.
    pub null_parser: CsvParser,
    /// How many rows are left out before the header.
    pub skip_header_rows: u64,
    /// How many rows are left out behind it.
    pub skip_rows: u64,
    /// How many rows are read at most.
    pub num_rows: Option<u64>,
    /// Whether rows of nothing are left out.
    pub ignore_empty_lines: bool,
    /// Whether a row may have fewer fields than there are columns: those are null.
    pub allow_missing_columns: bool,
    /// Whether a row may have more fields than there are columns: those are left out.
    pub ignore_excess_columns: bool,
    /// Whether blanks and tabs around fields are left out, outside of quotes.
    pub ignore_surrounding_spaces: bool,
    /// Whether they are left out inside of quotes too.
    pub trim: bool,
}

/// What a column of a CSV file can be; of several the first that fits is taken, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CsvParser {
    /// `true` or `false`, in any case.
    Boolean,
    /// A whole number of 8 bits.
    Byte,
    /// A whole number of 16 bits.
    Short,
    /// A whole number of 32 bits.
    Int,
    /// A whole number of 64 bits.
    Long,
    /// A number of 32 bits.
    Float,
    /// A number.
    Double,
    /// An instant, with its zone.
    Datetime,
    /// One character.
    Char,
    /// Anything.
    String,
    /// Seconds since 1970.
    TimestampSeconds,
    /// Milliseconds since 1970.
    TimestampMillis,
    /// Microseconds since 1970.
    TimestampMicros,
    /// Nanoseconds since 1970.
    TimestampNanos,
}

impl CsvParser {
    /// The type of the column.
    pub(crate) fn column_type(self) -> ColumnType {
        match self {
            CsvParser::Boolean => ColumnType::Boolean,
            CsvParser::Byte => ColumnType::Byte,
            CsvParser::Short => ColumnType::Short,
            CsvParser::Int => ColumnType::Int,
            CsvParser::Long => ColumnType::Long,
            CsvParser::Float => ColumnType::Float,
            CsvParser::Double => ColumnType::Double,
            CsvParser::Char => ColumnType::Char,
            CsvParser::String => ColumnType::String,
            CsvParser::Datetime
            | CsvParser::TimestampSeconds
            | CsvParser::TimestampMillis
            | CsvParser::TimestampMicros
            | CsvParser::TimestampNanos => ColumnType::Instant,
        }
    }
}

impl Default for CsvSpecs {
    fn default() -> Self {
        use CsvParser::{Boolean, Char, Datetime, Double, Int, Long, String};
        CsvSpecs {
            delimiter: ',',
            quote: '"',
            has_header_row: true,
            headers: None,
            header_for_index: BTreeMap::new(),
            null_value_literals: vec![std::string::String::new()],
            null_value_literals_for_name: BTreeMap::new(),
            null_value_literals_for_index: BTreeMap::new(),
            parsers: vec![Boolean, Int, Long, Double, Datetime, Char, String],
            parsers_for_name: BTreeMap::new(),
            parsers_for_index: BTreeMap::new(),
            null_parser: String,
            skip_header_rows: 0,
            skip_rows: 0,
            num_rows: None,
            ignore_empty_lines: false,
            allow_missing_columns: false,
            ignore_excess_columns: false,
            ignore_surrounding_spaces: true,
            trim: false,
        }
    }
}

impl CsvSpecs {
    /// Sets what is between two fields.
    #[must_use]
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Names the columns.
    #[must_use]
    pub fn headers(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.headers = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Says whether the first row has the names of the columns.
    #[must_use]
    pub fn has_header_row(mut self, has: bool) -> Self {
        self.has_header_row = has;
        self
    }

    /// Says what the column of a name is.
    #[must_use]
    pub fn parser(mut self, column: impl Into<String>, parser: CsvParser) -> Self {
        self.parsers_for_name.insert(column.into(), vec![parser]);
        self
    }
}

/// How a table is written as a CSV file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct CsvOutput {
    /// The columns in their order; none for all.
    pub columns: Option<Vec<String>>,
    /// What is between two fields, an ASCII character.
    pub delimiter: char,
    /// The text of null.
    pub null: String,
}

impl Default for CsvOutput {
    fn default() -> Self {
        CsvOutput {
            columns: None,
            delimiter: ',',
            null: String::new(),
        }
    }
}
