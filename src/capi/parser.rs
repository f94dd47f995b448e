//! Parsers of a program: keys and values that it reads itself.

use std::ffi::{CStr, c_char, c_void};

use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, to_ffi};
use arrow_array::{Array, BinaryArray, RecordBatch};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{DataType, Field, Fields};

use super::error::tt_error;
use super::pointer::{Out, array, borrow, run};
use super::spec::{read_columns, tt_column, tt_spec};
use crate::boundary::{import_array, import_columns};
use crate::error::{BadRecord, Error, Result};
use crate::spec::{ColumnSpec, Parsed, Parser, Spec, schema};

/// The records of a batch that a parser cannot read, or the rows that a serializer cannot write, to be told with
/// tt_rejects_add. Lives as long as the call.
#[derive(Default)]
pub struct tt_rejects {
    pub(super) records: Vec<BadRecord>,
    /// Why there are no rows at all.
    pub(super) failure: Option<String>,
}

/// Reads keys or values of a topic.
///
/// It is called by the thread that reads the topic, and by several threads at once when several tables are made with
/// the spec. During a call tables may be read and made; what waits for rows of the table that is being read waits for
/// ever. `parse` must return in any case, without an exception or a longjmp: until it does, the table has no new rows,
/// but it can be freed, and the session closed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct tt_parser {
    /// What `parse` and `drop` are called with.
    pub context: *mut c_void,
    /// Called with a batch of keys or values: an array of Binary ("z"), null where the key or value is null. It belongs
    /// to the library and lives until the call returns; its offset is 0. Sets `rows`, which is released, to a struct
    /// array without nulls, with a child for each column of the spec, of its type, and a row for each record in their
    /// order, to be released by the library, and returns 0. A record that cannot be read is told of with
    /// tt_rejects_add; what its row holds does not matter, and it costs no other record. Any other number is a failure:
    /// every record of the batch is bad, and `rows` is released if it was set.
    pub parse: Option<
        unsafe extern "C" fn(
            context: *mut c_void,
            records: *const FFI_ArrowArray,
            rows: *mut FFI_ArrowArray,
            rejects: *mut tt_rejects,
        ) -> i32,
    >,
    /// Called once, after the last call, by any thread; may be NULL. It must not call the library.
    pub drop: Option<unsafe extern "C" fn(context: *mut c_void)>,
}

/// A parser that was handed over, and the struct of the columns that it makes.
struct Handed {
    parser: tt_parser,
    rows: Field,
}

// SAFETY: whoever hands over a parser promises that any thread may call it, also several at once.
unsafe impl Send for Handed {}
// SAFETY: as above.
unsafe impl Sync for Handed {}

impl Parser for Handed {
    fn parse(&self, records: &BinaryArray) -> Result<Parsed> {
        let parse = self
            .parser
            .parse
            .ok_or_else(|| Error::internal("a parser without a parse function was handed over"))?;
        let (records, _) = to_ffi(&records.to_data())?;
        let mut given = FFI_ArrowArray::empty();
        let mut rejects = tt_rejects::default();
        // SAFETY: the caller of tt_parser_spec promises that the parser may be called until it is dropped; what it is
        // given lives until it returns.
        let status = unsafe {
            parse(
                self.parser.context,
                &raw const records,
                &raw mut given,
                &raw mut rejects,
            )
        };
        if status != 0 {
            let reason = rejects.failure.unwrap_or_else(|| format!("it gave status {status}"));
            return Err(Error::invalid(format!("the parser failed: {reason}")));
        }
        let rows = import_array(given, &self.rows)?;
        if rows.null_count() > 0 {
            return Err(Error::invalid(
                "the parser has made a struct array with nulls: expected nulls in its children only",
            ));
        }
        Ok(Parsed {
            rows: RecordBatch::from(rows.as_struct()),
            bad: rejects.records,
        })
    }
}

impl Drop for Handed {
    fn drop(&mut self) {
        if let Some(drop) = self.parser.drop {
            // SAFETY: as for the calls; it is the last one.
            unsafe { drop(self.parser.context) };
        }
    }
}

/// A spec of columns that a parser of the program makes of whole batches of keys or values. The spec and the tables that
/// are made with it share the parser, which is dropped after the last of them, or at once when this fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_parser_spec(
    columns: *const tt_column,
    columns_len: usize,
    parser: *const tt_parser,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        hand_over(parser, spec, error, || {
            read_columns(array(columns, columns_len, "columns")?, "columns")
        })
    }
}

/// tt_parser_spec with columns of any Arrow types: the children of a struct ("+s"). The schema stays the caller's, and
/// is only read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_parser_spec_of_schema(
    columns: *const FFI_ArrowSchema,
    parser: *const tt_parser,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { hand_over(parser, spec, error, || import_columns(borrow(columns, "columns")?)) }
}

/// # Safety
/// The pointers are NULL or to what they say.
unsafe fn hand_over(
    parser: *const tt_parser,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
    columns: impl FnOnce() -> Result<Vec<ColumnSpec>>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            // Taken first, so that it is dropped whatever fails.
            let handed = parser.as_ref().map(|parser| Handed {
                parser: *parser,
                rows: Field::new("rows", DataType::Struct(Fields::empty()), false),
            });
            let out = Out::handle(spec, "spec")?;
            let columns = columns()?;
            let handed = handed.filter(|handed| handed.parser.parse.is_some());
            let mut handed = handed.ok_or_else(|| {
                let what = if parser.is_null() { "parser" } else { "parser.parse" };
                Error::invalid(format!("{what} is NULL")).with("argument", what)
            })?;
            handed.rows = Field::new("rows", DataType::Struct(schema(&columns).fields().clone()), true);
            out.give(tt_spec {
                spec: Spec::parser(columns, handed),
            });
            Ok(())
        })
    }
}

/// Says that a record cannot be read: its number within the batch; the field that is to blame, which is terminated, or
/// NULL; and why, which is terminated too. Both are copied. With the number -1 it is all of them: why `parse` fails.
/// Nothing when `rejects` or `reason` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_rejects_add(
    rejects: *mut tt_rejects,
    index: i64,
    field: *const c_char,
    reason: *const c_char,
) {
    // SAFETY: the caller's promise: the texts are NULL or terminated.
    let text =
        |text: *const c_char| unsafe { (!text.is_null()).then(|| CStr::from_ptr(text).to_string_lossy().into_owned()) };
    // SAFETY: the caller's promise.
    let (Some(rejects), Some(reason)) = (unsafe { rejects.as_mut() }, text(reason)) else {
        return;
    };
    match usize::try_from(index) {
        Ok(index) => rejects.records.push(BadRecord {
            index,
            field: text(field),
            reason,
        }),
        Err(_) => rejects.failure = Some(reason),
    }
}
