//! The table that formulas are tried on, and how answers are written.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal256Array, DurationNanosecondArray, Float32Array, Float64Array,
    Int8Array, Int16Array, Int32Array, Int64Array, ListArray, RecordBatch, StringArray, Time64NanosecondArray,
    TimestampNanosecondArray, UInt16Array,
};
use arrow_buffer::i256;
use arrow_schema::{Field, Schema, SchemaRef};

use crate::error::Result;
use crate::formula::kernels::concat::append;
use crate::formula::kernels::normal::normal;
use crate::formula::types::Type;
use crate::formula::{ExternalFunctions, Filter, Formula, Frame, Names, Scope, Source};
use crate::spec::Variables;
use crate::table::{Chunk, RowGroup, RowSet, Snapshot, Store};

/// A table that is one batch, under the keys from 0 on.
pub struct Batch {
    pub batch: RecordBatch,
    pub variables: Variables,
    pub functions: ExternalFunctions,
    keys: RowSet,
}

impl Batch {
    pub fn new(columns: &[(&str, Type, ArrayRef)]) -> Self {
        let fields: Vec<Field> = columns.iter().map(|(name, of, _)| of.field(name)).collect();
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        let arrays = columns.iter().map(|(_, _, array)| array.clone()).collect();
        Self::of(RecordBatch::try_new(schema, arrays).unwrap())
    }

    pub fn of(batch: RecordBatch) -> Self {
        Batch {
            keys: RowSet::from(0..batch.num_rows() as u64),
            batch,
            variables: variables(),
            functions: ExternalFunctions::new(),
        }
    }

    pub fn scope(&self) -> Scope<'_> {
        Scope::of(self.batch.schema_ref()).with(Names {
            variables: &self.variables,
            functions: &self.functions,
        })
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

    /// The rows for which a filter holds, `rows [0, 2]`.
    pub fn matching(&self, text: &str) -> Result<String> {
        let filter = Filter::new(text, &self.scope())?;
        let rows: Vec<u64> = filter.matching(&self.snapshot(), &self.keys)?.iter().collect();
        Ok(format!("rows {rows:?}"))
    }

    pub fn snapshot(&self) -> Snapshot {
        let mut store = Store::default();
        let columns = self.batch.columns().iter().map(|column| Chunk::compact(column.clone()));
        store
            .push(RowGroup::new(0, self.batch.num_rows(), columns.collect()), 0)
            .unwrap();
        Snapshot::of_store(self.batch.schema(), self.keys.clone(), &Arc::new(store))
    }
}

/// The variables of the scripts that the mirrored API was asked with.
fn variables() -> Variables {
    let variables = serde_json::json!({
        "v5": {"int": 5},
        "vs": {"string": "text"},
        "vl": {"list": [{"int": 1}, {"int": 3}, {"int": 5}]},
        "vsl": {"list": [{"string": "s"}, {"string": "x"}]},
        "arr": {"list": [{"int": 1}, {"int": 2}, {"int": 3}]},
        "limit": {"int": 5},
        "offset": {"int": 100},
        "names": {"list": [{"string": "zero"}, {"string": "one"}, {"string": "two"}]},
        "wanted": {"list": [{"string": "AAPL"}, {"string": "MSFT"}]},
        "sarr": {"list": [{"string": "p"}, {"string": "q"}]},
    });
    serde_json::from_value(variables).unwrap()
}

fn decimals(scale: i8, values: [Option<i128>; 3]) -> ArrayRef {
    let values = values.map(|value| value.map(i256::from_i128));
    Arc::new(
        Decimal256Array::from(values.to_vec())
            .with_precision_and_scale(76, scale)
            .unwrap(),
    )
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
    let arrays = ListArray::from_iter_primitive::<Int32Type, _, _>([
        Some(vec![Some(1), Some(3)]),
        None,
        Some(vec![Some(1), Some(-3)]),
    ]);
    let arrays = normal(&(Arc::new(arrays) as ArrayRef), &Type::Array(Box::new(Type::Int))).unwrap();
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
        ("BD", Type::BigDecimal(2), decimals(2, [Some(450), None, Some(-450)])),
        ("BI", Type::BigInteger, decimals(0, [Some(3), None, Some(-3)])),
        (
            "LD",
            Type::LocalDate,
            Arc::new(Date32Array::from(vec![Some(19_792), None, Some(-1)])),
        ),
        (
            "LT",
            Type::LocalTime,
            Arc::new(Time64NanosecondArray::from(vec![
                Some(25_199_123_456_789),
                None,
                Some(86_399_500_000_000),
            ])),
        ),
        (
            "Du",
            Type::Duration,
            Arc::new(DurationNanosecondArray::from(vec![
                Some(3_000_000_000),
                None,
                Some(-3_000_000_000),
            ])),
        ),
        ("A", Type::Array(Box::new(Type::Int)), arrays),
    ])
}
