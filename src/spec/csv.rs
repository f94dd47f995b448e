//! How rows of separated values become columns.

use serde::{Deserialize, Serialize};

use super::ColumnSpec;

/// Columns from the fields of CSV rows (RFC 4180), one row a record.
///
/// ```
/// # fn main() -> topictable::Result<()> {
/// use arrow_schema::DataType::{Float64, Utf8};
/// use topictable::{Csv, Properties, RecordDecoder, Spec, field};
///
/// let csv = Csv::new([field("Sym", Utf8), field("Price", Float64)]).delimiter(';');
/// let mut decoder = RecordDecoder::of_values(&Spec::csv(csv), &Properties::new())?;
/// let decoded = decoder.decode([Some("\"A;B\";1.5"), Some("C;cheap")])?;
/// assert_eq!(decoded.rows.num_columns(), 2);
/// assert_eq!(decoded.bad[0].field.as_deref(), Some("Price"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Csv {
    /// The columns, in their order in the table.
    pub columns: Vec<ColumnSpec>,
    /// The names of the fields, in their order in a row; each column is the field of its name. Without it the columns are
    /// the fields.
    #[serde(default)]
    pub header: Option<Vec<String>>,
    /// What is between two fields, an ASCII character; a comma by default.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// What is around fields that hold the delimiter, itself (twice) or line ends, an ASCII character; a double quote by
    /// default, none if no character is special.
    #[serde(default = "double_quote")]
    pub quote: Option<char>,
    /// The text that stands for null, in quotes or not; the empty one by default.
    #[serde(default = "empty")]
    pub null: Option<String>,
}

fn comma() -> char {
    ','
}

#[allow(clippy::unnecessary_wraps, reason = "the default of an optional field")]
fn double_quote() -> Option<char> {
    Some('"')
}

#[allow(clippy::unnecessary_wraps, reason = "the default of an optional field")]
fn empty() -> Option<String> {
    Some(String::new())
}

impl Csv {
    /// Columns that are the fields of a row, in their order.
    pub fn new(columns: impl IntoIterator<Item = ColumnSpec>) -> Self {
        Csv {
            columns: columns.into_iter().collect(),
            header: None,
            delimiter: comma(),
            quote: double_quote(),
            null: empty(),
        }
    }

    /// Names the fields of a row, of which the columns are then taken by name.
    #[must_use]
    pub fn header(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.header = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets what is between two fields.
    #[must_use]
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Sets what is around fields that hold special characters; none if there is no such thing.
    #[must_use]
    pub fn quote(mut self, quote: impl Into<Option<char>>) -> Self {
        self.quote = quote.into();
        self
    }

    /// Sets the text that stands for null.
    #[must_use]
    pub fn null(mut self, text: impl Into<String>) -> Self {
        self.null = Some(text.into());
        self
    }

    /// Lets no text stand for null.
    #[must_use]
    pub fn without_null(mut self) -> Self {
        self.null = None;
        self
    }
}
