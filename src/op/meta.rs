//! The columns of a table as rows.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

use crate::error::Result;
use crate::spec::{ColumnType, EXTENSION_NAME, JAVA_CLASS};
use crate::table::{Chunk, RowGroup, RowSet, Snapshot, Store};

/// A row for each column: `Name`, `DataType`, a Java type, `ColumnType`, always `Normal`, and `IsPartitioning`, always
/// false.
pub(super) fn meta(schema: &SchemaRef) -> Result<Snapshot> {
    let fields = schema.fields();
    let texts = |text: &dyn Fn(&Field) -> String| -> ArrayRef {
        Arc::new(fields.iter().map(|field| Some(text(field))).collect::<StringArray>())
    };
    let columns: Vec<Chunk> = vec![
        texts(&|field| field.name().clone()).into(),
        texts(&java_class).into(),
        texts(&|_| "Normal".to_owned()).into(),
        Chunk::from(Arc::new(BooleanArray::from(vec![false; fields.len()])) as ArrayRef),
    ];
    let of_meta = Schema::new(vec![
        ColumnType::String.field("Name"),
        ColumnType::String.field("DataType"),
        ColumnType::String.field("ColumnType"),
        ColumnType::Boolean.field("IsPartitioning"),
    ]);
    let mut store = Store::default();
    store.push(RowGroup::new(0, fields.len(), columns), 0)?;
    let rows = RowSet::from(0..fields.len() as u64);
    Ok(Snapshot::of_store(Arc::new(of_meta), rows, &Arc::new(store)))
}

/// The Java type of a column's values, as the mirrored API names it.
fn java_class(field: &Field) -> String {
    let metadata = |key: &str| field.metadata().get(key).map(String::as_str);
    if let Some(class) = metadata(JAVA_CLASS) {
        return class.to_owned();
    }
    match field.data_type() {
        DataType::Boolean => "java.lang.Boolean",
        DataType::Int8 => "byte",
        DataType::UInt16 => "char",
        DataType::Int16 => "short",
        DataType::Int32 => "int",
        DataType::Int64 => "long",
        DataType::Float32 => "float",
        DataType::Float64 => "double",
        DataType::Utf8 => "java.lang.String",
        DataType::Timestamp(TimeUnit::Nanosecond, _) => "java.time.Instant",
        DataType::Date32 => "java.time.LocalDate",
        DataType::Time64(TimeUnit::Nanosecond) => "java.time.LocalTime",
        DataType::Duration(TimeUnit::Nanosecond) => "java.time.Duration",
        DataType::Binary => "byte[]",
        DataType::FixedSizeBinary(16) if metadata(EXTENSION_NAME) == Some("arrow.uuid") => "java.util.UUID",
        DataType::Decimal128(..) => "java.math.BigDecimal",
        DataType::Decimal256(_, 0) => "java.math.BigInteger",
        DataType::Decimal256(..) => "java.math.BigDecimal",
        DataType::List(item) => vector(item),
        _ => "java.lang.Object",
    }
    .to_owned()
}

/// The class of a list.
fn vector(item: &Field) -> &'static str {
    match item.data_type() {
        DataType::Int8 => "io.deephaven.vector.ByteVector",
        DataType::UInt16 => "io.deephaven.vector.CharVector",
        DataType::Int16 => "io.deephaven.vector.ShortVector",
        DataType::Int32 => "io.deephaven.vector.IntVector",
        DataType::Int64 => "io.deephaven.vector.LongVector",
        DataType::Float32 => "io.deephaven.vector.FloatVector",
        DataType::Float64 => "io.deephaven.vector.DoubleVector",
        _ => "io.deephaven.vector.ObjectVector",
    }
}
