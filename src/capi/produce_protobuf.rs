//! Produce specs of Protobuf messages.

use std::ffi::c_char;

use super::error::tt_error;
use super::operation::texts;
use super::pointer::{optional_text, sized};
use super::produce::{make, tt_produce_spec};
use super::protobuf::{self, Described, tt_protobuf_options};
use crate::error::Result;
use crate::spec::{ProduceProtobuf, ProduceSpec};

/// What Protobuf messages are made of. Initialise it with TT_PRODUCE_PROTOBUF_OPTIONS_INIT; zero means the default.
#[repr(C)]
pub struct tt_produce_protobuf_options {
    /// The size of this structure.
    pub size: usize,
    /// How such messages would be read: where the message is described, which fields are written, and from which columns.
    /// When it is described nowhere, it is made of the table's columns, and `message` is its full name.
    pub described: *const tt_protobuf_options,
    /// The terminated names of the columns that may be written; NULL for all of the table.
    pub columns: *const *const c_char,
    /// How many columns there are.
    pub columns_len: usize,
    /// The path of a field with the time at which the record was made, a google.protobuf.Timestamp; NULL for none.
    pub timestamp: *const c_char,
    /// The bytes of the path, or 0 when it is terminated.
    pub timestamp_len: usize,
}

/// A spec of Protobuf messages of the cells of a row. Each field is written from the column that it would be read into. The
/// registry is asked when publishing begins: for the schema of a subject, and for the id of the schema under the subject that
/// the topic has, where it is registered if it is not there, unless auto.register.schemas is false.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_protobuf_spec(
    options: *const tt_produce_protobuf_options,
    spec: *mut *mut tt_produce_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            Ok(ProduceSpec::protobuf(read(sized(options, "options")?)?))
        })
    }
}

/// # Safety
/// The pointers inside are NULL or valid.
unsafe fn read(options: &tt_produce_protobuf_options) -> Result<ProduceProtobuf> {
    // SAFETY: the caller's promise.
    let (described, columns, timestamp) = unsafe {
        (
            protobuf::read(sized(options.described, "options.described")?)?,
            texts(options.columns, options.columns_len, "options.columns")?,
            optional_text(options.timestamp, options.timestamp_len, "options.timestamp")?,
        )
    };
    let Described {
        schema,
        message,
        protocol,
        fields,
    } = described;
    Ok(ProduceProtobuf {
        schema,
        message,
        protocol,
        fields,
        columns: (!options.columns.is_null()).then_some(columns),
        timestamp: timestamp.map(str::to_owned),
    })
}
