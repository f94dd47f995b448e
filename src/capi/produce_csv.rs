//! Produce specs of CSV rows.

use std::ffi::c_char;

use super::csv::{delimiter, quote};
use super::error::tt_error;
use super::operation::texts;
use super::pointer::{optional_text, sized};
use super::produce::{make, tt_produce_spec};
use crate::error::Result;
use crate::spec::{ProduceCsv, ProduceSpec};

/// What CSV rows are made of, as tt_csv_options with the same values reads them. Initialise it with
/// TT_PRODUCE_CSV_OPTIONS_INIT; zero means the default.
#[repr(C)]
pub struct tt_produce_csv_options {
    /// The size of this structure.
    pub size: usize,
    /// The terminated names of the columns, in the order of their fields; NULL for all of the table.
    pub columns: *const *const c_char,
    /// How many columns there are.
    pub columns_len: usize,
    /// The terminated names of a row's fields, in their order; each column is the field of its name, and a field without
    /// a column is null. Without them the columns are the fields.
    pub header: *const *const c_char,
    /// How many fields are named.
    pub header_len: usize,
    /// What is between two fields, an ASCII character; 0 for a comma.
    pub delimiter: i32,
    /// What is around fields that hold special characters, an ASCII character; 0 for a double quote, -1 for none: a row
    /// with such a field cannot be written then.
    pub quote: i32,
    /// The text that stands for null; NULL for the empty one.
    pub null_text: *const c_char,
    /// The bytes of the text, or 0 when it is terminated.
    pub null_text_len: usize,
    /// Not 0 when no text stands for null, so that a row with a null cell cannot be written.
    pub without_null: i32,
}

/// A spec of CSV rows (RFC 4180) whose fields are the cells of columns, one a record, without a line end. `options` may be
/// NULL for all columns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_csv_spec(
    options: *const tt_produce_csv_options,
    spec: *mut *mut tt_produce_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            if options.is_null() {
                return Ok(ProduceSpec::csv(ProduceCsv::all()));
            }
            Ok(ProduceSpec::csv(read(sized(options, "options")?)?))
        })
    }
}

/// # Safety
/// The pointers inside are NULL or valid.
unsafe fn read(options: &tt_produce_csv_options) -> Result<ProduceCsv> {
    // SAFETY: the caller's promise.
    let (columns, header, null) = unsafe {
        (
            texts(options.columns, options.columns_len, "options.columns")?,
            texts(options.header, options.header_len, "options.header")?,
            optional_text(options.null_text, options.null_text_len, "options.null_text")?,
        )
    };
    let mut csv = if options.columns.is_null() {
        ProduceCsv::all()
    } else {
        ProduceCsv::of(columns)
    };
    if !header.is_empty() {
        csv = csv.header(header);
    }
    if let Some(delimiter) = delimiter(options.delimiter)? {
        csv = csv.delimiter(delimiter);
    }
    if let Some(quote) = quote(options.quote)? {
        csv = csv.quote(quote);
    }
    Ok(match (options.without_null, null) {
        (0, None) => csv,
        (0, Some(text)) => csv.null(text),
        _ => csv.without_null(),
    })
}
