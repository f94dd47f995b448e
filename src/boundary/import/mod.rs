//! Tables into the library, through the Arrow C data interface.
//!
//! Arrow's importer trusts what it gets: a broken structure is read out of bounds or ends the process. So every
//! structure is looked at first ([`shape`]), and every array is validated after it was imported.

#![allow(unsafe_code, reason = "the Arrow C data interface")]

mod shape;

use std::ffi::CStr;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, from_ffi};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, RecordBatch, StructArray, make_array};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};

use self::shape::Shape;
use crate::error::{Error, Result};
use crate::graph::{Session, Table};
use crate::spec::{self, ColumnSpec, ColumnType, EXTENSION_NAME, JSON_EXTENSION};

/// A table of all rows of a stream, which never changes. The stream is taken, and released, in any case.
pub(crate) fn import_stream(session: &Session, stream: FFI_ArrowArrayStream) -> Result<Table> {
    let reader = Reader::new(stream)?;
    session.import(reader.batch_schema.clone(), reader)
}

/// The columns and the batches of a stream, which is released at the end.
pub(crate) fn read_stream(
    stream: FFI_ArrowArrayStream,
) -> Result<(SchemaRef, impl Iterator<Item = Result<RecordBatch>>)> {
    let reader = Reader::new(stream)?;
    Ok((reader.batch_schema.clone(), reader))
}

/// An array of this field's type that a program hands over; it is taken, and released, in any case.
pub(crate) fn import_array(array: FFI_ArrowArray, field: &Field) -> Result<ArrayRef> {
    if array.is_released() {
        return Err(Error::invalid("the Arrow array was not set, or released before"));
    }
    let schema = FFI_ArrowSchema::try_from(field)?;
    // SAFETY: the schema is ours, and the program has set the array; what it points to lives as long.
    unsafe { Shape::of_array(&raw const schema)?.check_array(&raw const array) }?;
    // SAFETY: the structure is what the schema says, as was checked; that its buffers have the lengths which its
    // numbers imply is the program's promise, as the interface has it.
    let data = unsafe { from_ffi(array, &schema) }
        .map_err(|error| Error::invalid(format!("the Arrow array cannot be read: {error}")))?;
    data.validate_full()
        .map_err(|error| Error::invalid(format!("the Arrow array is broken: {error}")))?;
    Ok(make_array(data))
}

/// The columns that a schema of the program describes, a struct. It is only read.
pub(crate) fn import_columns(schema: &FFI_ArrowSchema) -> Result<Vec<ColumnSpec>> {
    // SAFETY: the program has set the schema; what it points to lives as long.
    unsafe { Shape::of_schema(&raw const *schema) }?;
    let schema = Schema::try_from(schema)
        .map_err(|error| Error::invalid(format!("the Arrow schema cannot be read: {error}")))?;
    let column = |field: &Arc<Field>| {
        let is_json = field
            .metadata()
            .get(EXTENSION_NAME)
            .is_some_and(|name| name == JSON_EXTENSION);
        let column_type = match ColumnType::from(field.data_type().clone()) {
            ColumnType::String if is_json => ColumnType::Json,
            // A time zone of its own is kept.
            like if like.data_type() != *field.data_type() => ColumnType::Other(field.data_type().clone()),
            same => same,
        };
        spec::field(field.name(), column_type)
    };
    Ok(schema.fields().iter().map(column).collect())
}

/// The batches of a stream.
struct Reader {
    stream: FFI_ArrowArrayStream,
    schema: FFI_ArrowSchema,
    shape: Shape,
    batch_schema: SchemaRef,
}

impl Reader {
    fn new(mut stream: FFI_ArrowArrayStream) -> Result<Self> {
        let mut schema = FFI_ArrowSchema::empty();
        let (Some(get_schema), Some(_)) = (stream.get_schema(), stream.release()) else {
            return Err(Error::invalid("the Arrow stream was released before"));
        };
        // SAFETY: the callback belongs to this stream, which was not released.
        let code = unsafe { get_schema(&raw mut stream, &raw mut schema) };
        if code != 0 {
            return Err(last_error(&mut stream, code));
        }
        // SAFETY: the stream has filled the schema; what it points to lives as long.
        let shape = unsafe { Shape::of_schema(&raw const schema) }?;
        let batch_schema = Arc::new(Schema::try_from(&schema).map_err(|error| unreadable(&error))?);
        Ok(Reader {
            stream,
            schema,
            shape,
            batch_schema,
        })
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let mut array = FFI_ArrowArray::empty();
        let Some(get_next) = self.stream.get_next() else {
            return Err(Error::invalid("the Arrow stream has no get_next"));
        };
        // SAFETY: the callback belongs to this stream, which was not released.
        let code = unsafe { get_next(&raw mut self.stream, &raw mut array) };
        if code != 0 {
            return Err(last_error(&mut self.stream, code));
        }
        if array.is_released() {
            return Ok(None);
        }
        // SAFETY: the stream has filled the array; what it points to lives as long.
        unsafe { self.shape.check_batch(&raw const array) }?;
        // SAFETY: the structure is what the schema says, as was checked; that its buffers have the lengths which its
        // numbers imply is the producer's promise, as the interface has it.
        let data = unsafe { from_ffi(array, &self.schema) }.map_err(|error| unreadable(&error))?;
        data.validate_full()
            .map_err(|error| Error::invalid(format!("the Arrow stream is broken: {error}")))?;
        let batch = RecordBatch::from(StructArray::from(data));
        // The schema of the stream counts, also where an array says less about its fields.
        Ok(Some(
            batch
                .with_schema(self.batch_schema.clone())
                .map_err(|error| unreadable(&error))?,
        ))
    }
}

impl Iterator for Reader {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_batch().transpose()
    }
}

fn last_error(stream: &mut FFI_ArrowArrayStream, code: i32) -> Error {
    let text = stream.get_last_error().and_then(|get_last_error| {
        // SAFETY: the callback belongs to this stream; its text is terminated and lives until the next call.
        unsafe {
            let text = get_last_error(std::ptr::from_mut(stream));
            (!text.is_null()).then(|| CStr::from_ptr(text).to_string_lossy().into_owned())
        }
    });
    Error::invalid(format!(
        "the Arrow stream failed: {}",
        text.unwrap_or_else(|| format!("error {code}"))
    ))
}

fn unreadable(error: &ArrowError) -> Error {
    Error::invalid(format!("the Arrow stream cannot be read: {error}"))
}
