//! The table that formulas are tried on, and how answers are written.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array,
    RecordBatch, StringArray, TimestampNanosecondArray, UInt16Array,
};
use arrow_schema::{Field, Schema, SchemaRef};

use crate::error::Result;
use crate::formula::kernels::concat::append;
use crate::formula::types::Type;
use crate::formula::{Formula, Frame, Scope, Source};
use crate::table::RowSet;

/// A table that is one batch, under the keys from 0 on.
pub struct Batch {
    pub batch: RecordBatch,
    keys: RowSet,
}

impl Batch {
    pub fn new(columns: &[(&str, Type, ArrayRef)]) -> Self {
        let fields: Vec<Field> = columns.iter().map(|(name, of, _)| of.field(name)).collect();
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        let arrays = columns.iter().map(|(_, _, array)| array.clone()).collect();
        let batch = RecordBatch::try_new(schema, arrays).unwrap();
        Batch {
            keys: RowSet::from(0..batch.num_rows() as u64),
            batch,
        }
    }

    pub fn scope(&self) -> Scope<'_> {
        Scope::of(self.batch.schema_ref())
    }

    pub fn evaluate(&self, formula: &Formula) -> Result<ArrayRef> {
        formula.evaluate(&Frame::new(self, self.batch.num_columns(), &self.keys))
    }

    /// The type of a formula and its values, as the mirrored API prints them.
    pub fn answer(&self, text: &str) -> Result<String> {
        let formula = Formula::bind(text, &self.scope())?;
        let values = self.evaluate(&formula)?;
        assert_eq!(values.len(), self.batch.num_rows());
        assert_eq!(values.data_type(), formula.field("X").data_type(), "{text}");
        let values: Vec<String> = (0..values.len()).map(|row| shown(&values, row)).collect();
        Ok(format!("{} [{}]", Type::of(&formula.field("X")), values.join(", ")))
    }
}

pub fn shown(values: &ArrayRef, row: usize) -> String {
    let mut shown = String::new();
    append(values, row, &mut shown).unwrap();
    shown
}

impl Source for Batch {
    fn row_keys(&self) -> &RowSet {
        &self.keys
    }

    fn read(&self, index: usize, keys: &RowSet) -> Result<ArrayRef> {
        let rows: arrow_array::UInt64Array = keys.iter().collect();
        Ok(arrow_select::take::take(self.batch.column(index), &rows, None)?)
    }
}

/// The table that the mirrored API was asked about: a column of each type, with a null in the second row.
pub fn source() -> Batch {
    let instants = TimestampNanosecondArray::from(vec![Some(1_710_053_999_123_456_789), None, Some(-500_000_000)]);
    Batch::new(&[
        (
            "B",
            Type::Byte,
            Arc::new(Int8Array::from(vec![Some(1), None, Some(-1)])),
        ),
        (
            "H",
            Type::Short,
            Arc::new(Int16Array::from(vec![Some(2), None, Some(-2)])),
        ),
        (
            "I",
            Type::Int,
            Arc::new(Int32Array::from(vec![Some(3), None, Some(-3)])),
        ),
        (
            "L",
            Type::Long,
            Arc::new(Int64Array::from(vec![Some(4), None, Some(-4)])),
        ),
        (
            "F",
            Type::Float,
            Arc::new(Float32Array::from(vec![Some(1.5), None, Some(f32::NAN)])),
        ),
        (
            "D",
            Type::Double,
            Arc::new(Float64Array::from(vec![Some(2.5), None, Some(f64::NAN)])),
        ),
        (
            "C",
            Type::Char,
            Arc::new(UInt16Array::from(vec![Some(99), None, Some(100)])),
        ),
        (
            "Z",
            Type::Boolean,
            Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)])),
        ),
        (
            "S",
            Type::String,
            Arc::new(StringArray::from(vec![Some("s"), None, Some("")])),
        ),
        (
            "T",
            Type::Instant,
            Arc::new(instants.with_data_type(Type::Instant.data_type())),
        ),
    ])
}
