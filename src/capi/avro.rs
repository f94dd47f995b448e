//! Avro specs.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::texts;
use super::pointer::{array, optional_text, sized};
use super::spec::{make, read_mapping, tt_mapping, tt_spec};
use crate::boundary::avro_encoding;
use crate::error::{Error, Result};
use crate::spec::{Avro, Spec};

/// How a record says which Avro schema it was written with.
#[repr(i32)]
pub enum tt_avro_encoding {
    /// By a zero byte and the schema's id in the registry, as Confluent's serializer does.
    TT_AVRO_CONFLUENT = 1,
    /// By the bytes C3 01 and the schema's fingerprint.
    TT_AVRO_SINGLE_OBJECT = 2,
    /// Not at all: there is only one.
    TT_AVRO_RAW = 3,
}

/// What Avro records become. Initialise it with TT_AVRO_OPTIONS_INIT; zero means the default. Either `schema` or `subject`
/// must be there.
#[repr(C)]
pub struct tt_avro_options {
    /// The size of this structure.
    pub size: usize,
    /// The reader's schema as JSON.
    pub schema: *const c_char,
    /// The bytes of the schema, or 0 when it is terminated.
    pub schema_len: usize,
    /// The subject whose schema is the reader's, in the registry of the property schema.registry.url.
    pub subject: *const c_char,
    /// The bytes of the subject, or 0 when it is terminated.
    pub subject_len: usize,
    /// The version of the subject, from 1 on; 0 for the latest.
    pub version: u32,
    /// How a record says which schema it was written with, one of tt_avro_encoding; 0 for what the property
    /// topictable.avro.encoding says, else TT_AVRO_CONFLUENT.
    pub encoding: i32,
    /// From the paths of fields, names with points between them, to columns. A field that is not mentioned has a column
    /// called like its path, with "__" for each point.
    pub mapping: *const tt_mapping,
    /// How many fields are mentioned.
    pub mapping_len: usize,
    /// Not 0 when a field that is not mentioned has no column.
    pub mapped_only: i32,
    /// Terminated schemas that records were written with and that no registry has: any number beside the reader's for
    /// TT_AVRO_SINGLE_OBJECT, one instead of it for TT_AVRO_RAW.
    pub writers: *const *const c_char,
    /// How many of these there are.
    pub writers_len: usize,
}

/// A spec that makes columns of the fields of an Avro record, those of nested records too. Records are read with the schema
/// that they were written with and resolved to the reader's. The schema of a subject is asked for when a table is made.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_avro_spec(
    options: *const tt_avro_options,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { make(spec, error, || Ok(Spec::avro(read(sized(options, "options")?)?))) }
}

/// # Safety
/// The pointers inside are NULL or valid.
unsafe fn read(options: &tt_avro_options) -> Result<Avro> {
    // SAFETY: the caller's promise.
    let (text, subject, mapping, writers) = unsafe {
        (
            optional_text(options.schema, options.schema_len, "options.schema")?,
            optional_text(options.subject, options.subject_len, "options.subject")?,
            read_mapping(
                array(options.mapping, options.mapping_len, "options.mapping")?,
                "mapping",
            )?,
            texts(options.writers, options.writers_len, "options.writers")?,
        )
    };
    let mut spec = match (text, subject, options.version) {
        (Some(text), None, 0) => Avro::text(text),
        (None, Some(subject), 0) => Avro::subject(subject),
        (None, Some(subject), version) => Avro::subject(subject).version(version),
        _ => {
            let message =
                "an Avro spec needs either options.schema, or options.subject with or without options.version";
            return Err(Error::invalid(message).with("argument", "options.schema"));
        }
    };
    spec.mapping = mapping;
    spec.mapped_only = options.mapped_only != 0;
    spec.encoding = avro_encoding(options.encoding).map_err(|error| error.with("argument", "options.encoding"))?;
    spec.writers = writers;
    Ok(spec)
}
