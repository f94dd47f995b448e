//! Specs: what the key or the value of a record becomes.

use std::collections::BTreeMap;
use std::ffi::c_char;

use super::error::tt_error;
use super::pointer::{Out, array, free, optional_text, run, text};
use crate::boundary::{column_type, object_model};
use crate::error::Result;
use crate::spec::{ColumnSpec, ColumnType, Spec, field};

/// What the key or the value of a record becomes. Never changes; may be used for several tables and from several
/// threads.
pub struct tt_spec {
    pub(super) spec: Spec,
}

/// The type of a column.
#[repr(i32)]
pub enum tt_type {
    /// Arrow Boolean.
    TT_BOOLEAN = 1,
    /// Arrow Int8.
    TT_BYTE = 2,
    /// One UTF-16 code unit, Arrow UInt16.
    TT_CHAR = 3,
    /// Arrow Int16.
    TT_SHORT = 4,
    /// Arrow Int32.
    TT_INT = 5,
    /// Arrow Int64.
    TT_LONG = 6,
    /// Arrow Float32.
    TT_FLOAT = 7,
    /// Arrow Float64.
    TT_DOUBLE = 8,
    /// Arrow Utf8.
    TT_STRING = 9,
    /// Nanoseconds since 1970, Arrow Timestamp(ns, UTC).
    TT_INSTANT = 10,
    /// Arrow Binary.
    TT_BYTES = 11,
    /// Arrow FixedSizeBinary(16), extension arrow.uuid.
    TT_UUID = 12,
    /// Any JSON value as its text: Arrow Utf8, extension arrow.json. A JSON null is the text "null"; null is a value
    /// that is missing.
    TT_JSON = 13,
}

/// A column to be made.
#[repr(C)]
pub struct tt_column {
    /// Its name.
    pub name: *const c_char,
    /// Its type, one of tt_type.
    pub r#type: i32,
    /// The bytes of the name, or 0 when it is terminated.
    pub name_len: usize,
}

/// Where a column comes from, when it is not the field of the same name.
#[repr(C)]
pub struct tt_mapping {
    /// The name of a field, or a JSON pointer when it begins with a slash; for Avro, the path of a field.
    pub field: *const c_char,
    /// The name of the column.
    pub column: *const c_char,
    /// The bytes of the field, or 0 when it is terminated.
    pub field_len: usize,
    /// The bytes of the column, or 0 when it is terminated.
    pub column_len: usize,
}

/// Makes the spec that `read` reads from the arguments.
///
/// # Safety
/// Pointers are NULL or valid.
pub(super) unsafe fn make(
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
    read: impl FnOnce() -> Result<Spec>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(spec, "spec")?;
            out.give(tt_spec { spec: read()? });
            Ok(())
        })
    }
}

/// A spec that makes no column: IGNORE. A NULL spec means the same.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_ignore_spec(spec: *mut *mut tt_spec, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { make(spec, error, || Ok(Spec::Ignore)) }
}

/// A spec that makes one column of the whole key or value, in the encoding of Kafka's own serializers: short, int,
/// long, float and double big-endian, String UTF-8, UUID as text, bytes as they are. `column` is terminated; it may be
/// NULL, and `type` 0, to be taken from the properties (FROM_PROPERTIES).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_simple_spec(
    column: *const c_char,
    r#type: i32,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { tt_simple_spec_n(column, 0, r#type, spec, error) }
}

/// tt_simple_spec with the bytes of the column's name, which may then hold a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_simple_spec_n(
    column: *const c_char,
    column_len: usize,
    r#type: i32,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            let column = optional_text(column, column_len, "column")?.map(str::to_owned);
            let column_type = if r#type == 0 {
                None
            } else {
                Some(type_of(r#type, "type")?)
            };
            Ok(Spec::Simple { column, column_type })
        })
    }
}

/// A spec that makes columns of the fields of a JSON object, each of the field of its own name or of what the mapping
/// says. `mapping` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_json_spec(
    columns: *const tt_column,
    columns_len: usize,
    mapping: *const tt_mapping,
    mapping_len: usize,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            let columns = read_columns(array(columns, columns_len, "columns")?, "columns")?;
            let mapping = read_mapping(array(mapping, mapping_len, "mapping")?, "mapping")?;
            Ok(Spec::Json { columns, mapping })
        })
    }
}

/// A spec that makes columns of the entries of a MessagePack map, as tt_json_spec does of the fields of an object. Columns
/// may also be of TT_BYTES.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_msgpack_spec(
    columns: *const tt_column,
    columns_len: usize,
    mapping: *const tt_mapping,
    mapping_len: usize,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            let columns = read_columns(array(columns, columns_len, "columns")?, "columns")?;
            let mapping = read_mapping(array(mapping, mapping_len, "mapping")?, "mapping")?;
            Ok(Spec::Msgpack { columns, mapping })
        })
    }
}

/// A spec that makes columns of JSON values of stated types: what objectProcessorSpec does with a JacksonProvider.
/// `model` is a JSON document that tells what the value is; it is terminated:
///
///   {"object": {"fields": [{"name": "symbol", "value": "string"},
///                          {"name": "price", "value": {"double": {"mode": "strict"}}},
///                          {"name": "tags", "value": {"array": {"element": "string"}}}]}}
///
/// The user guide lists the kinds of values and their options. An error tells the place in the document by a JSON
/// pointer, in its message and as the detail "pointer".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_object_spec(
    model: *const c_char,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { tt_object_spec_n(model, 0, spec, error) }
}

/// tt_object_spec with the bytes of the document.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_object_spec_n(
    model: *const c_char,
    model_len: usize,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            let model = text(model, model_len, "model")?;
            Ok(Spec::object(object_model(model.as_bytes())?))
        })
    }
}

fn type_of(code: i32, argument: &str) -> Result<ColumnType> {
    column_type(code).map_err(|error| error.with("argument", argument))
}

/// # Safety
/// The texts are live.
pub(super) unsafe fn read_columns(columns: &[tt_column], argument: &str) -> Result<Vec<ColumnSpec>> {
    let read = |(index, column): (usize, &tt_column)| {
        // SAFETY: the caller's promise.
        let name = unsafe { text(column.name, column.name_len, &format!("{argument}[{index}].name")) }?;
        Ok(field(
            name,
            type_of(column.r#type, &format!("{argument}[{index}].type"))?,
        ))
    };
    columns.iter().enumerate().map(read).collect()
}

/// # Safety
/// The texts are live.
pub(super) unsafe fn read_mapping(mapping: &[tt_mapping], name: &str) -> Result<BTreeMap<String, String>> {
    let read = |(index, entry): (usize, &tt_mapping)| {
        // SAFETY: the caller's promise.
        let (field, column) = unsafe {
            (
                text(entry.field, entry.field_len, &format!("{name}[{index}].field"))?,
                text(entry.column, entry.column_len, &format!("{name}[{index}].column"))?,
            )
        };
        Ok((field.to_owned(), column.to_owned()))
    };
    mapping.iter().enumerate().map(read).collect()
}

/// Frees a spec; NULL is nothing. Tables made with it are not concerned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_spec_free(spec: *mut tt_spec) {
    // SAFETY: the caller's promise.
    unsafe { free(spec) };
}
