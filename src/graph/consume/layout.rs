//! The columns of a consumed table, and who fills each.

use arrow_schema::SchemaRef;

use super::headers::headers_type;
use super::schemas::resolve;
use crate::error::Result;
use crate::format::{self, Decoder};
use crate::graph::import::check_names;
use crate::spec::{self, ColumnSpec, ColumnType, CommonColumns, Consume, ConsumeOptions, HeaderColumn, Role, field};

/// The common columns that are there, then those of headers, of the key, and of the value.
pub(super) struct Layout {
    pub common: CommonColumns,
    /// The column of all headers.
    pub headers: Option<String>,
    /// Columns of single headers.
    pub header: Vec<HeaderColumn>,
    pub key: Box<dyn Decoder>,
    pub value: Box<dyn Decoder>,
    columns: Vec<ColumnSpec>,
}

impl Layout {
    pub fn new(consume: &Consume) -> Result<Self> {
        let ConsumeOptions { headers, header, .. } = ConsumeOptions::from_properties(&consume.properties)?;
        let common = CommonColumns::from_properties(&consume.properties);
        let decoder = |spec, role| {
            let spec = resolve(spec, &consume.properties)?;
            format::compile(&spec, role, &consume.properties)
        };
        let (key, value) = (decoder(&consume.key, Role::Key)?, decoder(&consume.value, Role::Value)?);
        let named = [
            (&common.partition, ColumnType::Int),
            (&common.offset, ColumnType::Long),
            (&common.timestamp, ColumnType::Instant),
            (&common.receive_time, ColumnType::Instant),
            (&common.key_bytes, ColumnType::Int),
            (&common.value_bytes, ColumnType::Int),
            (&headers, headers_type()),
        ];
        let common_columns = named
            .into_iter()
            .filter_map(|(name, column_type)| Some(field(name.as_ref()?, column_type)));
        let header_columns = header
            .iter()
            .map(|header| field(&header.column, header.column_type.clone()));
        let columns: Vec<ColumnSpec> = common_columns
            .chain(header_columns)
            .chain(key.columns())
            .chain(value.columns())
            .collect();
        check_names(columns.iter().map(|column| column.name.as_str()))?;
        Ok(Layout {
            common,
            headers,
            header,
            key,
            value,
            columns,
        })
    }

    /// Another one of the same request; nobody is asked again.
    pub fn again(&self) -> Self {
        Layout {
            common: self.common.clone(),
            headers: self.headers.clone(),
            header: self.header.clone(),
            key: self.key.again(),
            value: self.value.again(),
            columns: self.columns.clone(),
        }
    }

    /// Whether several threads may decode records at once.
    pub fn is_parallel(&self) -> bool {
        self.key.is_parallel() && self.value.is_parallel()
    }

    pub fn wants_headers(&self) -> bool {
        self.headers.is_some() || !self.header.is_empty()
    }

    pub fn schema(&self) -> SchemaRef {
        spec::schema(&self.columns)
    }
}
