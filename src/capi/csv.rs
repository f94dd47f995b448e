//! CSV specs.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::texts;
use super::pointer::{array, optional_text, sized};
use super::spec::{make, read_columns, tt_column, tt_spec};
use crate::boundary::character;
use crate::error::Result;
use crate::spec::{Csv, Spec};

/// What CSV rows become. Initialise it with TT_CSV_OPTIONS_INIT; zero means the default.
#[repr(C)]
pub struct tt_csv_options {
    /// The size of this structure.
    pub size: usize,
    /// The columns.
    pub columns: *const tt_column,
    /// How many columns there are.
    pub columns_len: usize,
    /// The terminated names of a row's fields, in their order; each column is the field of its name. Without them the
    /// columns are the fields.
    pub header: *const *const c_char,
    /// How many fields are named.
    pub header_len: usize,
    /// What is between two fields, an ASCII character; 0 for a comma.
    pub delimiter: i32,
    /// What is around fields that hold special characters, an ASCII character; 0 for a double quote, -1 for none.
    pub quote: i32,
    /// The text that stands for null; NULL for the empty one.
    pub null_text: *const c_char,
    /// The bytes of the text, or 0 when it is terminated.
    pub null_text_len: usize,
    /// Not 0 when no text stands for null.
    pub without_null: i32,
}

/// A spec that makes columns of the fields of a CSV row, one a record. The types are those of tt_json_spec, and a field is
/// read as a JSON string of the same text would be.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_csv_spec(
    options: *const tt_csv_options,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { make(spec, error, || Ok(Spec::csv(read(sized(options, "options")?)?))) }
}

/// # Safety
/// The pointers inside are NULL or valid.
unsafe fn read(options: &tt_csv_options) -> Result<Csv> {
    // SAFETY: the caller's promise.
    let (columns, header, null) = unsafe {
        (
            read_columns(
                array(options.columns, options.columns_len, "options.columns")?,
                "options.columns",
            )?,
            texts(options.header, options.header_len, "options.header")?,
            optional_text(options.null_text, options.null_text_len, "options.null_text")?,
        )
    };
    let mut csv = Csv::new(columns);
    if !header.is_empty() {
        csv = csv.header(header);
    }
    if let Some(delimiter) = delimiter(options.delimiter)? {
        csv = csv.delimiter(delimiter);
    }
    if let Some(quote) = quote(options.quote)? {
        csv = csv.quote(quote);
    }
    csv = match (options.without_null, null) {
        (0, None) => csv,
        (0, Some(text)) => csv.null(text),
        _ => csv.without_null(),
    };
    Ok(csv)
}

/// What is between two fields; none for the default.
pub(super) fn delimiter(code: i32) -> Result<Option<char>> {
    (code != 0).then(|| character(code, "options.delimiter")).transpose()
}

/// What is around fields, which may be nothing; none for the default.
pub(super) fn quote(code: i32) -> Result<Option<Option<char>>> {
    match code {
        0 => Ok(None),
        -1 => Ok(Some(None)),
        quote => Ok(Some(Some(character(quote, "options.quote")?))),
    }
}
