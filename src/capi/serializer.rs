//! Serializers of a program: keys and values that it writes itself.

use std::ffi::{c_char, c_void};

use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, to_ffi};
use arrow_array::{Array, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field};

use super::error::tt_error;
use super::operation::texts;
use super::parser::tt_rejects;
use super::pointer::{Out, run};
use super::produce::tt_produce_spec;
use crate::boundary::import_array;
use crate::error::{Error, Result};
use crate::spec::{ProduceSpec, Serialized, Serializer};

/// Writes keys or values of a topic.
///
/// It is called by the thread that begins to publish, then by the publisher's, and by several threads at once when several
/// tables are published with the spec. During a call tables may be read and made. `serialize` must return in any case, without
/// an exception or a longjmp: until it does, nothing is published.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct tt_serializer {
    /// What `serialize` and `drop` are called with.
    pub context: *mut c_void,
    /// Called with a batch of rows: a struct array without nulls, with a child for each column of the spec, of the type that
    /// the table has. It belongs to the library and lives until the call returns; its offset is 0. Sets `payloads`, which is
    /// released, to an array of Binary ("z") with a key or value for each row in their order, null for a null one, to be
    /// released by the library, and returns 0. A row that cannot be written is told of with tt_rejects_add, with the column
    /// that is to blame; what its payload is does not matter, and it costs no other row. Any other number is a failure: every
    /// row of the batch is bad, and `payloads` is released if it was set.
    pub serialize: Option<
        unsafe extern "C" fn(
            context: *mut c_void,
            rows: *const FFI_ArrowArray,
            payloads: *mut FFI_ArrowArray,
            rejects: *mut tt_rejects,
        ) -> i32,
    >,
    /// Called once, after the last call, by any thread; may be NULL. It must not call the library.
    pub drop: Option<unsafe extern "C" fn(context: *mut c_void)>,
}

/// A serializer that was handed over.
struct Handed(tt_serializer);

// SAFETY: whoever hands over a serializer promises that any thread may call it, also several at once.
unsafe impl Send for Handed {}
// SAFETY: as above.
unsafe impl Sync for Handed {}

impl Serializer for Handed {
    fn serialize(&self, rows: &RecordBatch, _: Option<&StringArray>) -> Result<Serialized> {
        let serialize = self
            .0
            .serialize
            .ok_or_else(|| Error::internal("a serializer without a serialize function was handed over"))?;
        let (rows, _) = to_ffi(&StructArray::from(rows.clone()).to_data())?;
        let mut given = FFI_ArrowArray::empty();
        let mut rejects = tt_rejects::default();
        // SAFETY: the caller of tt_produce_serializer_spec promises that the serializer may be called until it is dropped;
        // what it is given lives until it returns.
        let status = unsafe { serialize(self.0.context, &raw const rows, &raw mut given, &raw mut rejects) };
        if status != 0 {
            let reason = rejects.failure.unwrap_or_else(|| format!("it gave status {status}"));
            return Err(Error::invalid(format!("the serializer failed: {reason}")));
        }
        let payloads = import_array(given, &Field::new("payload", DataType::Binary, true))?;
        Ok(Serialized {
            payloads: payloads.as_binary().clone(),
            bad: rejects.records,
        })
    }
}

impl Drop for Handed {
    fn drop(&mut self) {
        if let Some(drop) = self.0.drop {
            // SAFETY: as for the calls; it is the last one.
            unsafe { drop(self.0.context) };
        }
    }
}

/// A spec of what a serializer of the program makes of the cells of columns, whose names are terminated. The spec and the
/// publishers that are made with it share the serializer, which is dropped after the last of them, or at once when this fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_serializer_spec(
    columns: *const *const c_char,
    columns_len: usize,
    serializer: *const tt_serializer,
    spec: *mut *mut tt_produce_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            // Taken first, so that it is dropped whatever fails.
            let handed = serializer.as_ref().map(|serializer| Handed(*serializer));
            let out = Out::handle(spec, "spec")?;
            let columns = texts(columns, columns_len, "columns")?;
            let handed = handed.filter(|handed| handed.0.serialize.is_some()).ok_or_else(|| {
                let what = if serializer.is_null() {
                    "serializer"
                } else {
                    "serializer.serialize"
                };
                Error::invalid(format!("{what} is NULL")).with("argument", what)
            })?;
            out.give(tt_produce_spec {
                spec: ProduceSpec::serializer(columns, handed),
            });
            Ok(())
        })
    }
}
