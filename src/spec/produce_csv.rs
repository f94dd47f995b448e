//! How columns become CSV rows.

use serde::{Deserialize, Serialize};

/// A CSV row (RFC 4180) of the cells of a row, as [`Csv`](super::Csv) with the same options reads it.
///
/// ```
/// use topictable::{ProduceCsv, ProduceSpec};
///
/// let spec = ProduceSpec::csv(ProduceCsv::of(["Sym", "Price"]).delimiter(';').null("\\N"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProduceCsv {
    /// The columns, in the order of their fields; none for all columns of the table.
    #[serde(default)]
    pub(crate) columns: Option<Vec<String>>,
    /// The names of the fields, in their order in a row; each column is the field of its name, and a field without a column
    /// is null. Without it the columns are the fields.
    #[serde(default)]
    pub(crate) header: Option<Vec<String>>,
    #[serde(default = "comma")]
    pub(crate) delimiter: char,
    #[serde(default = "double_quote")]
    pub(crate) quote: Option<char>,
    #[serde(default = "empty")]
    pub(crate) null: Option<String>,
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

impl Default for ProduceCsv {
    fn default() -> Self {
        ProduceCsv {
            columns: None,
            header: None,
            delimiter: comma(),
            quote: double_quote(),
            null: empty(),
        }
    }
}

impl ProduceCsv {
    /// All columns of the table.
    pub fn all() -> Self {
        Self::default()
    }

    /// These columns, in this order.
    pub fn of<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        ProduceCsv {
            columns: Some(columns.into_iter().map(Into::into).collect()),
            ..Self::default()
        }
    }

    /// Names the fields of a row, each of which has the column of its name, or null.
    #[must_use]
    pub fn header(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.header = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets what is between two fields, an ASCII character; a comma by default.
    #[must_use]
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Sets what is around fields that hold the delimiter, itself (twice) or line ends, an ASCII character; a double quote
    /// by default. Without any, a row with such a field cannot be written.
    #[must_use]
    pub fn quote(mut self, quote: impl Into<Option<char>>) -> Self {
        self.quote = quote.into();
        self
    }

    /// Sets the text that stands for null; the empty one by default. A cell of the same text is written in quotes, which
    /// some readers tell from null, and [`Csv`](super::Csv) does not.
    #[must_use]
    pub fn null(mut self, text: impl Into<String>) -> Self {
        self.null = Some(text.into());
        self
    }

    /// Lets no text stand for null: a row with a null cell cannot be written.
    #[must_use]
    pub fn without_null(mut self) -> Self {
        self.null = None;
        self
    }
}
