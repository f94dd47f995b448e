//! The columns of a table as rows.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, StringArray};
use arrow_schema::{Field, Schema, SchemaRef};

use crate::error::Result;
use crate::spec::{ColumnType, java_class};
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
