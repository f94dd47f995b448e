//! Produce specs: what the key or the value of a record is made of.

use std::collections::BTreeMap;
use std::ffi::c_char;

use super::error::tt_error;
use super::operation::texts;
use super::pointer::{Out, array, free, optional_text, run, sized, text};
use super::spec::{read_mapping, tt_mapping};
use crate::error::Result;
use crate::spec::{ProduceJson, ProduceSpec};

/// What the key or the value of a record is made of, when a table is published. Never changes; may be used for several
/// tables and from several threads.
pub struct tt_produce_spec {
    pub(super) spec: ProduceSpec,
}

/// What JSON objects are made of. Initialise it with TT_PRODUCE_JSON_OPTIONS_INIT; zero means the default.
#[repr(C)]
pub struct tt_produce_json_options {
    /// The size of this structure.
    pub size: usize,
    /// The terminated names of the columns, in the order of their fields; NULL for all of the table.
    pub columns: *const *const c_char,
    /// How many columns there are.
    pub columns_len: usize,
    /// The names of the fields of columns, which have their columns' names otherwise.
    pub mapping: *const tt_mapping,
    /// How many fields are named.
    pub mapping_len: usize,
    /// What separates, in the name of a field, the names of the objects in which it is from its own; NULL for nothing.
    pub nested: *const c_char,
    /// The bytes of the separator, or 0 when it is terminated.
    pub nested_len: usize,
    /// A last field with the time at which the record was made, as a text of nanoseconds since 1970; NULL for none.
    pub timestamp: *const c_char,
    /// The bytes of the field's name, or 0 when it is terminated.
    pub timestamp_len: usize,
    /// Not 0 when null cells have fields.
    pub nulls: i32,
}

/// # Safety
/// Pointers are NULL or valid.
unsafe fn make(
    spec: *mut *mut tt_produce_spec,
    error: *mut *mut tt_error,
    read: impl FnOnce() -> Result<ProduceSpec>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(spec, "spec")?;
            out.give(tt_produce_spec { spec: read()? });
            Ok(())
        })
    }
}

/// A spec of the cells of one column, as Kafka's own serializer of their type writes them: short, int, long, float and
/// double big-endian, String UTF-8, UUID as text, bytes as they are. A null cell is a null key or value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_simple_spec(
    column: *const c_char,
    spec: *mut *mut tt_produce_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { tt_produce_simple_spec_n(column, 0, spec, error) }
}

/// tt_produce_simple_spec with the bytes of the column's name, which may then hold a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_simple_spec_n(
    column: *const c_char,
    column_len: usize,
    spec: *mut *mut tt_produce_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            Ok(ProduceSpec::simple(text(column, column_len, "column")?))
        })
    }
}

/// A spec of the cells of one column, as a serializer of Kafka's own writes them, by the full name of its class. Both
/// texts are terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_raw_spec(
    column: *const c_char,
    serializer: *const c_char,
    spec: *mut *mut tt_produce_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            Ok(ProduceSpec::raw(
                text(column, 0, "column")?,
                text(serializer, 0, "serializer")?,
            ))
        })
    }
}

/// A spec of JSON objects whose fields are the cells of columns. `options` may be NULL for all columns.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_json_spec(
    options: *const tt_produce_json_options,
    spec: *mut *mut tt_produce_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            if options.is_null() {
                return Ok(ProduceSpec::json(ProduceJson::all()));
            }
            Ok(ProduceSpec::json(read(sized(options, "options")?)?))
        })
    }
}

/// # Safety
/// The pointers inside are NULL or valid.
unsafe fn read(options: &tt_produce_json_options) -> Result<ProduceJson> {
    // SAFETY: the caller's promise.
    let (columns, mapping, nested, timestamp): (_, BTreeMap<String, String>, _, _) = unsafe {
        (
            texts(options.columns, options.columns_len, "options.columns")?,
            read_mapping(
                array(options.mapping, options.mapping_len, "options.mapping")?,
                "options.mapping",
            )?,
            optional_text(options.nested, options.nested_len, "options.nested")?,
            optional_text(options.timestamp, options.timestamp_len, "options.timestamp")?,
        )
    };
    let mut json = if options.columns.is_null() {
        ProduceJson::all()
    } else {
        ProduceJson::of(columns)
    };
    for (field, column) in mapping {
        json = json.field(column, field);
    }
    if let Some(delimiter) = nested {
        json = json.nested(delimiter);
    }
    if let Some(field) = timestamp {
        json = json.timestamp(field);
    }
    Ok(if options.nulls == 0 { json } else { json.with_nulls() })
}

/// Frees a spec. Tables that are being published with it are not affected.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_spec_free(spec: *mut tt_produce_spec) {
    // SAFETY: the caller's promise.
    unsafe { free(spec) }
}
