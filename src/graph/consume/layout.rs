//! The columns of a consumed table, and who fills each.

use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};

use crate::error::{Error, Result};
use crate::format::{self, ColumnBuilder, Decoder};
use crate::graph::import::check_names;
use crate::spec::{ColumnSpec, ColumnType, CommonColumns, Consume, Role, field};

/// The common columns that are there, then those of the key, then those of the value.
pub(super) struct Layout {
    pub common: CommonColumns,
    pub key: Box<dyn Decoder>,
    pub value: Box<dyn Decoder>,
    columns: Vec<ColumnSpec>,
}

impl Layout {
    pub fn new(consume: &Consume) -> Result<Self> {
        let common = CommonColumns::from_properties(&consume.properties);
        let key = format::compile(&consume.key, Role::Key, &consume.properties)?;
        let value = format::compile(&consume.value, Role::Value, &consume.properties)?;
        let named = [
            (&common.partition, ColumnType::Int),
            (&common.offset, ColumnType::Long),
            (&common.timestamp, ColumnType::Instant),
            (&common.receive_time, ColumnType::Instant),
            (&common.key_bytes, ColumnType::Int),
            (&common.value_bytes, ColumnType::Int),
        ];
        let common_columns = named
            .into_iter()
            .filter_map(|(name, column_type)| Some(field(name.as_ref()?, column_type)));
        let columns: Vec<ColumnSpec> = common_columns.chain(key.columns()).chain(value.columns()).collect();
        check_names(columns.iter().map(|column| column.name.as_str()))?;
        Ok(Layout {
            common,
            key,
            value,
            columns,
        })
    }

    pub fn schema(&self) -> SchemaRef {
        let fields: Vec<_> = self
            .columns
            .iter()
            .map(|column| column.column_type.field(&column.name))
            .collect();
        Arc::new(Schema::new(fields))
    }
}

/// Empty columns for what a decoder fills.
pub(super) fn builders(decoder: &dyn Decoder) -> Result<Vec<ColumnBuilder>> {
    let builder = |column: &ColumnSpec| {
        ColumnBuilder::new(&column.column_type).ok_or_else(|| {
            Error::unsupported(format!(
                "column {:?}: no decoder fills {}",
                column.name, column.column_type
            ))
        })
    };
    decoder.columns().iter().map(builder).collect()
}
