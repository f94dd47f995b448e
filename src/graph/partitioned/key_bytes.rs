//! Keys as bytes.

use arrow_array::ArrayRef;
use arrow_row::{RowConverter, SortField};
use arrow_schema::Schema;

use crate::error::Result;

/// Writes keys as bytes that are equal where the keys are, and reads them.
pub(super) struct KeyBytes(RowConverter);

impl KeyBytes {
    pub fn new(schema: &Schema) -> Result<Self> {
        let fields = schema.fields().iter();
        let fields = fields.map(|field| SortField::new(field.data_type().clone()));
        Ok(KeyBytes(RowConverter::new(fields.collect())?))
    }

    /// So many keys, an array a column.
    pub fn write(&self, keys: &[ArrayRef], count: usize) -> Result<Vec<Box<[u8]>>> {
        if keys.is_empty() {
            return Ok(vec![Box::default(); count]);
        }
        let rows = self.0.convert_columns(keys)?;
        Ok(rows.iter().map(|row| row.data().into()).collect())
    }

    /// The keys that were written, an array a column.
    pub fn read<'a>(&self, keys: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<ArrayRef>> {
        let parser = self.0.parser();
        Ok(self.0.convert_rows(keys.into_iter().map(|key| parser.parse(key)))?)
    }
}
