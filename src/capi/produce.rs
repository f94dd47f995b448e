//! Produce specs: what the key or the value of a record is made of.

use std::collections::BTreeMap;
use std::ffi::c_char;

use super::error::tt_error;
use super::operation::texts;
use super::pointer::{Out, array, free, optional_text, run, sized, text};
use super::session::{properties_of as properties, tt_property};
use super::spec::{read_mapping, tt_mapping};
use crate::boundary::avro_encoding;
use crate::error::{Error, Result};
use crate::spec::{ProduceAvro, ProduceJson, ProduceSpec};

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
pub(super) unsafe fn make(
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

/// What Avro records are made of. Initialise it with TT_PRODUCE_AVRO_OPTIONS_INIT; zero means the default. One of `schema`,
/// `subject` and `published` must be there.
#[repr(C)]
pub struct tt_produce_avro_options {
    /// The size of this structure.
    pub size: usize,
    /// The schema as JSON, …
    pub schema: *const c_char,
    /// The bytes of the schema, or 0 when it is terminated.
    pub schema_len: usize,
    /// … or the subject that has it, in the registry of the property schema.registry.url, …
    pub subject: *const c_char,
    /// The bytes of the subject, or 0 when it is terminated.
    pub subject_len: usize,
    /// … or the name under which a schema of the table's columns is registered.
    pub published: *const c_char,
    /// The bytes of that name, or 0 when it is terminated.
    pub published_len: usize,
    /// The namespace of such a schema; NULL for none.
    pub namespace_: *const c_char,
    /// The bytes of the namespace, or 0 when it is terminated.
    pub namespace_len: usize,
    /// The digits of decimals in such a schema: properties COLUMN.precision and COLUMN.scale.
    pub digits: *const tt_property,
    /// How many of these properties there are.
    pub digits_len: usize,
    /// The columns of fields, by their paths, names with points between them. A field that is not mentioned is written from
    /// the column of its name.
    pub mapping: *const tt_mapping,
    /// How many fields are mentioned.
    pub mapping_len: usize,
    /// The terminated names of the columns that may be written; NULL for all of the table.
    pub columns: *const *const c_char,
    /// How many columns there are.
    pub columns_len: usize,
    /// A field with the time at which the record was made; NULL for none.
    pub timestamp: *const c_char,
    /// The bytes of the field's name, or 0 when it is terminated.
    pub timestamp_len: usize,
    /// The version of the subject, from 1 on; 0 for the latest.
    pub version: u32,
    /// How a record says which schema it was written with, one of tt_avro_encoding; 0 for what the property
    /// topictable.avro.encoding says, else TT_AVRO_CONFLUENT.
    pub encoding: i32,
}

/// A spec of Avro records of the cells of a row. The registry is asked when publishing begins: for the schema of a subject,
/// and for the id of the schema under the subject that the topic has, where it is registered if it is not there, unless
/// auto.register.schemas is false.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_avro_spec(
    options: *const tt_produce_avro_options,
    spec: *mut *mut tt_produce_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            Ok(ProduceSpec::avro(read_avro(sized(options, "options")?)?))
        })
    }
}

/// # Safety
/// The pointers inside are NULL or valid.
unsafe fn read_avro(options: &tt_produce_avro_options) -> Result<ProduceAvro> {
    // SAFETY: the caller's promise.
    let (schema, subject, published, namespace, digits) = unsafe {
        (
            optional_text(options.schema, options.schema_len, "options.schema")?,
            optional_text(options.subject, options.subject_len, "options.subject")?,
            optional_text(options.published, options.published_len, "options.published")?,
            optional_text(options.namespace_, options.namespace_len, "options.namespace_")?,
            properties(options.digits, options.digits_len, "options.digits")?,
        )
    };
    // SAFETY: as above.
    let (mapping, columns, timestamp) = unsafe {
        (
            read_mapping(
                array(options.mapping, options.mapping_len, "options.mapping")?,
                "options.mapping",
            )?,
            texts(options.columns, options.columns_len, "options.columns")?,
            optional_text(options.timestamp, options.timestamp_len, "options.timestamp")?,
        )
    };
    let mut avro = match (schema, subject, published) {
        (Some(text), None, None) => ProduceAvro::text(text),
        (None, Some(subject), None) => ProduceAvro::subject(subject),
        (None, None, Some(name)) => ProduceAvro::published(name),
        _ => {
            let message = "an Avro spec needs one of options.schema, options.subject and options.published";
            return Err(Error::invalid(message).with("argument", "options.schema"));
        }
    };
    if options.version != 0 {
        avro = avro.version(options.version);
    }
    if let Some(namespace) = namespace {
        avro = avro.namespace(namespace);
    }
    avro = avro.digits_of(digits);
    avro.mapping = mapping;
    avro.columns = (!options.columns.is_null()).then_some(columns);
    avro.timestamp = timestamp.map(str::to_owned);
    avro.encoding = avro_encoding(options.encoding).map_err(|error| error.with("argument", "options.encoding"))?;
    Ok(avro)
}

/// Frees a spec. Tables that are being published with it are not affected.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_spec_free(spec: *mut tt_produce_spec) {
    // SAFETY: the caller's promise.
    unsafe { free(spec) }
}
