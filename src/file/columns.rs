//! Arrow's types as the types of this library.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_cast::{CastOptions, can_cast_types, cast_with_options};
use arrow_schema::{DataType, Field, FieldRef, Fields, Schema, SchemaRef, TimeUnit};

use super::source::name;
use crate::error::{Error, Result};
use crate::spec::{JAVA_CLASS, instant};

/// Turns the batches of a file into batches of this library's types.
pub(super) struct Columns {
    path: String,
    schema: SchemaRef,
}

impl Columns {
    /// For batches of these columns.
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) for a column of a type that has no counterpart.
    pub fn of(path: &str, schema: &Schema) -> Result<Self> {
        let field = |field: &FieldRef| {
            let column = field.name();
            let of_library = field_of(field).filter(|other| can_cast_types(field.data_type(), other.data_type()));
            of_library.ok_or_else(|| {
                Error::unsupported(format!(
                    "column {column:?} of {} has the Arrow type {}, which no column can have here",
                    name(path),
                    field.data_type()
                ))
                .with("file", path)
                .with("column", column)
            })
        };
        let fields = schema.fields().iter().map(field).collect::<Result<Vec<_>>>()?;
        if fields.is_empty() {
            return Err(Error::invalid(format!("{} has no columns", name(path))).with("file", path));
        }
        Ok(Columns {
            path: path.to_owned(),
            schema: Arc::new(Schema::new(fields)),
        })
    }

    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The same rows; `first` is the number of the first row in the file.
    ///
    /// # Errors
    /// A value that its column's type here cannot hold, such as a time in seconds beyond the year 2262.
    pub fn convert(&self, batch: &RecordBatch, first: u64) -> Result<RecordBatch> {
        let options = CastOptions {
            safe: false,
            ..CastOptions::default()
        };
        let column = |(field, column): (&FieldRef, &ArrayRef)| {
            if column.data_type() == field.data_type() {
                return Ok(column.clone());
            }
            cast_with_options(column, field.data_type(), &options).map_err(|error| {
                let (column, last) = (field.name(), first + batch.num_rows() as u64);
                Error::invalid(format!(
                    "column {column:?} of {}, in rows {} to {last}: {error}",
                    name(&self.path),
                    first + 1
                ))
                .with("file", &self.path)
                .with("column", column)
            })
        };
        let columns = self.schema.fields().iter().zip(batch.columns()).map(column);
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        Ok(RecordBatch::try_new_with_options(
            self.schema.clone(),
            columns.collect::<Result<_>>()?,
            &options,
        )?)
    }
}

/// The field of this library that holds the values of another; none when there is no such thing.
fn field_of(field: &FieldRef) -> Option<FieldRef> {
    let is_char = field.metadata().get(JAVA_CLASS).is_some_and(|class| class == "char");
    if is_char && *field.data_type() == DataType::UInt16 {
        let plain = Field::new(field.name(), DataType::UInt16, field.is_nullable());
        return Some(Arc::new(plain));
    }
    let data_type = type_of(field.data_type())?;
    if data_type == *field.data_type() {
        return Some(field.clone());
    }
    Some(Arc::new(Field::new(field.name(), data_type, field.is_nullable())))
}

fn type_of(data_type: &DataType) -> Option<DataType> {
    Some(match data_type {
        DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Float32
        | DataType::Float64
        | DataType::Utf8
        | DataType::Binary
        | DataType::Date32
        | DataType::FixedSizeBinary(16) => data_type.clone(),
        // Numbers without a sign are numbers, not the characters that tables have such a type for.
        DataType::UInt8 => DataType::Int16,
        DataType::UInt16 => DataType::Int32,
        DataType::UInt32 | DataType::UInt64 => DataType::Int64,
        DataType::Float16 => DataType::Float32,
        DataType::Null | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => DataType::Binary,
        // A time without a zone is one of UTC.
        DataType::Timestamp(..) => instant(),
        DataType::Date64 => DataType::Date32,
        DataType::Time32(_) | DataType::Time64(_) => DataType::Time64(TimeUnit::Nanosecond),
        DataType::Duration(_) => DataType::Duration(TimeUnit::Nanosecond),
        DataType::Decimal32(precision, scale) | DataType::Decimal64(precision, scale) if *scale >= 0 => {
            DataType::Decimal128(*precision, *scale)
        }
        DataType::Decimal128(_, scale) | DataType::Decimal256(_, scale) if *scale >= 0 => data_type.clone(),
        DataType::Dictionary(_, values) => type_of(values)?,
        DataType::RunEndEncoded(_, values) => type_of(values.data_type())?,
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::FixedSizeList(item, _)
        | DataType::ListView(item)
        | DataType::LargeListView(item) => DataType::List(field_of(item)?),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(field_of).collect::<Option<Fields>>()?),
        DataType::Map(entries, sorted) => DataType::Map(field_of(entries)?, *sorted),
        _ => return None,
    })
}
