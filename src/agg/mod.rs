//! Accumulators, one a file: what an aggregation remembers of each group.

mod count;
mod last;
mod sum;

use arrow_array::ArrayRef;
use arrow_schema::{DataType, Field, Schema};

use self::count::Count;
use self::last::Last;
use crate::error::{Error, Result};
use crate::table::{RowSet, Snapshot};

/// An aggregation over whole groups.
#[derive(Clone, Debug)]
pub(crate) enum AggregateSpec {
    /// The last value of every column that is no key.
    LastOfAll,
    /// The sum of every column that is no key.
    SumOfAll,
    /// The number of rows, under this name.
    Count(String),
}

/// An aggregated column.
pub(crate) struct Aggregated {
    pub field: Field,
    /// The input's column.
    pub source: Option<usize>,
    pub accumulator: Box<dyn Accumulator>,
}

/// Some rows of the input, in key order.
pub(crate) struct Rows<'a> {
    /// The group of each row.
    pub groups: &'a [u32],
    /// How many groups there are now.
    pub count: usize,
    /// The key of each row.
    pub keys: &'a RowSet,
    /// The value of each row, if the accumulator reads them.
    pub values: Option<&'a ArrayRef>,
}

/// What is remembered of the values of a column, for each group.
pub(crate) trait Accumulator: Send {
    /// Whether `add` looks at the values.
    fn reads_values(&self) -> bool {
        true
    }

    /// Adds rows.
    fn add(&mut self, rows: &Rows<'_>);

    /// The results of `groups`, each of which got a row in this cycle, in which `input` is the input after the change.
    fn results(&self, groups: &[u32], input: &Snapshot, source: Option<usize>) -> Result<ArrayRef>;
}

/// The aggregated columns of an input with this schema, grouped by the columns at `keys`.
pub(crate) fn compile(aggregation: &AggregateSpec, schema: &Schema, keys: &[usize]) -> Result<Vec<Aggregated>> {
    let others = (0..schema.fields().len()).filter(|index| !keys.contains(index));
    match aggregation {
        AggregateSpec::Count(name) => {
            if keys.iter().any(|key| schema.field(*key).name() == name) {
                return Err(
                    Error::invalid(format!("the count column {name:?} has the name of a key")).with("column", name),
                );
            }
            let field = Field::new(name, DataType::Int64, true);
            Ok(vec![Aggregated {
                field,
                source: None,
                accumulator: Box::new(Count::default()),
            }])
        }
        AggregateSpec::LastOfAll => Ok(others
            .map(|source| Aggregated {
                field: schema.field(source).clone(),
                source: Some(source),
                accumulator: Box::new(Last::default()),
            })
            .collect()),
        AggregateSpec::SumOfAll => others
            .map(|source| {
                let (data_type, accumulator) = sum::of(schema.field(source))?;
                let field = Field::new(schema.field(source).name(), data_type, true);
                Ok(Aggregated {
                    field,
                    source: Some(source),
                    accumulator,
                })
            })
            .collect(),
    }
}
