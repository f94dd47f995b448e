//! Random tables: rows by key, as plain values.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type, TimestampNanosecondType};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array, StringArray, TimestampNanosecondArray,
};
use arrow_cast::display::array_value_to_string;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use proptest::prelude::*;

use crate::error::Result;
use crate::op::Flow;
use crate::spec::ColumnType;
use crate::table::{Change, Column, RowSet, Snapshot};

/// A value of a table under test.
#[derive(Clone, Debug)]
pub(in crate::op) enum Cell {
    Null,
    Boolean(bool),
    Int(i32),
    Long(i64),
    Double(f64),
    Text(String),
    /// Nanoseconds since 1970.
    Instant(i64),
    /// A value of any other type, as it prints.
    Other(String),
}

/// Values are equal that print alike: NaN is one value, and zero is another than minus zero.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Null => f.write_str("null"),
            Cell::Boolean(value) => write!(f, "{value}"),
            Cell::Int(value) => write!(f, "{value}"),
            Cell::Long(value) => write!(f, "{value}L"),
            Cell::Double(value) => write!(f, "{value:?}"),
            Cell::Text(value) => write!(f, "{value:?}"),
            Cell::Instant(value) => write!(f, "{value}ns"),
            Cell::Other(value) => f.write_str(value),
        }
    }
}

impl Cell {
    pub fn is_null(&self) -> bool {
        matches!(self, Cell::Null)
    }

    /// A list of these.
    pub fn list(items: &Row) -> Cell {
        Cell::Other(format!("[{}]", line(items)))
    }

    pub fn double(&self) -> Option<f64> {
        match self {
            Cell::Double(value) => Some(*value),
            _ => None,
        }
    }

    pub fn long(&self) -> Option<i64> {
        match self {
            Cell::Long(value) | Cell::Instant(value) => Some(*value),
            Cell::Int(value) => Some(i64::from(*value)),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Cell::Text(value) => Some(value),
            _ => None,
        }
    }
}

/// One cell for each column of [`schema`].
pub(in crate::op) type Row = Vec<Cell>;

/// The positions of the columns: a key of few values, and values of each kind.
pub(in crate::op) const K: usize = 0;
pub(in crate::op) const V: usize = 1;
pub(in crate::op) const D: usize = 2;
pub(in crate::op) const I: usize = 3;
pub(in crate::op) const T: usize = 4;
pub(in crate::op) const B: usize = 5;

/// The columns `K` String, `V` long, `D` double, `I` int, `T` Instant and `B` Boolean, with `suffix` behind each name.
pub(in crate::op) fn schema(suffix: &str) -> SchemaRef {
    let types = [
        ("K", ColumnType::String),
        ("V", ColumnType::Long),
        ("D", ColumnType::Double),
        ("I", ColumnType::Int),
        ("T", ColumnType::Instant),
        ("B", ColumnType::Boolean),
    ];
    let fields = types.map(|(name, column_type)| column_type.field(&format!("{name}{suffix}")));
    Arc::new(Schema::new(fields.to_vec()))
}

pub(in crate::op) fn row() -> impl Strategy<Value = Row> {
    fn or_null<V: fmt::Debug>(values: impl Strategy<Value = V>, cell: fn(V) -> Cell) -> impl Strategy<Value = Cell> {
        proptest::option::weighted(0.85, values).prop_map(move |value| value.map_or(Cell::Null, cell))
    }
    let key = prop_oneof![Just(""), Just("a"), Just("b"), Just("c")].prop_map(str::to_owned);
    let double = prop_oneof![4 => (-3i32..4).prop_map(f64::from), 1 => Just(f64::NAN), 1 => Just(-0.0)];
    (
        or_null(key, Cell::Text),
        or_null(-5i64..6, Cell::Long),
        or_null(double, Cell::Double),
        or_null(-3i32..4, Cell::Int),
        or_null(0i64..12, Cell::Instant),
        or_null(any::<bool>(), Cell::Boolean),
    )
        .prop_map(|(k, v, d, i, t, b)| vec![k, v, d, i, t, b])
}

/// What a cycle does: rows that come, and for rows that are there (by position) whether they go or change.
#[derive(Clone, Debug, Default)]
pub(in crate::op) struct Step {
    pub added: Vec<Row>,
    pub touched: Vec<(usize, Option<Row>)>,
}

pub(in crate::op) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let touched = proptest::collection::vec((0usize..40, proptest::option::of(row())), 0..5);
    let step = (proptest::collection::vec(row(), 0..6), touched);
    proptest::collection::vec(step.prop_map(|(added, touched)| Step { added, touched }), 1..12)
}

/// A table under test.
#[derive(Clone)]
pub(in crate::op) struct Model {
    schema: SchemaRef,
    rows: BTreeMap<u64, Row>,
    next: u64,
}

impl Model {
    /// A table of these rows, with `suffix` behind the names of [`schema`].
    pub fn new(suffix: &str, rows: &[Row]) -> Self {
        Model {
            schema: schema(suffix),
            rows: (0..).zip(rows.iter().cloned()).collect(),
            next: rows.len() as u64,
        }
    }

    /// The rows in their order.
    pub fn rows(&self) -> Vec<Row> {
        self.rows.values().cloned().collect()
    }

    pub fn snapshot(&self) -> Snapshot {
        let rows = Arc::new(self.rows.clone());
        let columns = self.schema.fields().iter().enumerate().map(|(index, field)| {
            Arc::new(ModelColumn {
                rows: rows.clone(),
                index,
                data_type: field.data_type().clone(),
            }) as Arc<dyn Column>
        });
        Snapshot::new(
            self.schema.clone(),
            self.rows.keys().copied().collect(),
            columns.collect(),
        )
    }

    /// Does what a table of this flow would do in the step; none when nothing happens.
    pub fn step(&mut self, flow: Flow, step: &Step) -> Option<Change> {
        let before = self.snapshot();
        let (mut removed, mut modified) = (RowSet::empty(), RowSet::empty());
        match flow {
            Flow::Blink => {
                removed = before.row_keys().clone();
                self.rows.clear();
            }
            Flow::Free => {
                for (position, change) in &step.touched {
                    let Some(key) = self.rows.keys().nth(*position).copied() else {
                        continue;
                    };
                    if modified.contains(key) {
                        continue;
                    }
                    match change {
                        Some(row) => {
                            self.rows.insert(key, row.clone());
                            modified = modified.union(&RowSet::from(key..key + 1));
                        }
                        None => {
                            self.rows.remove(&key);
                            removed = removed.union(&RowSet::from(key..key + 1));
                        }
                    }
                }
            }
            Flow::Append => {}
            Flow::Still => return None,
        }
        let first = self.next;
        for row in &step.added {
            self.rows.insert(self.next, row.clone());
            self.next += 1;
        }
        let change = Change {
            added: RowSet::from(first..self.next),
            removed,
            modified,
            before,
            after: self.snapshot(),
        };
        (!change.is_empty()).then_some(change)
    }
}

struct ModelColumn {
    rows: Arc<BTreeMap<u64, Row>>,
    index: usize,
    data_type: DataType,
}

impl Column for ModelColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let cells: Vec<&Cell> = keys.iter().map(|key| &self.rows[&key][self.index]).collect();
        let cells = cells.into_iter();
        let longs = || cells.clone().map(Cell::long);
        Ok(match &self.data_type {
            DataType::Utf8 => Arc::new(cells.map(Cell::text).collect::<StringArray>()),
            DataType::Int64 => Arc::new(longs().collect::<Int64Array>()),
            DataType::Int32 => Arc::new(
                longs()
                    .map(|value| value.map(|value| value as i32))
                    .collect::<Int32Array>(),
            ),
            DataType::Float64 => Arc::new(cells.map(Cell::double).collect::<Float64Array>()),
            DataType::Boolean => {
                let boolean = |cell: &Cell| match cell {
                    Cell::Boolean(value) => Some(*value),
                    _ => None,
                };
                Arc::new(cells.map(boolean).collect::<BooleanArray>())
            }
            _ => Arc::new(longs().collect::<TimestampNanosecondArray>().with_timezone("UTC")),
        })
    }

    fn memory_size(&self) -> usize {
        0
    }
}

/// The rows of a snapshot by key.
pub(in crate::op) fn rows_of(snapshot: &Snapshot) -> BTreeMap<u64, Row> {
    let mut rows = BTreeMap::new();
    let mut keys = snapshot.row_keys().iter();
    for batch in snapshot.batches() {
        let batch = batch.unwrap();
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|column| cell(column, row)).collect();
            rows.insert(keys.next().unwrap(), cells);
        }
    }
    rows
}

fn cell(column: &ArrayRef, row: usize) -> Cell {
    if column.is_null(row) {
        return Cell::Null;
    }
    match column.data_type() {
        DataType::Utf8 => Cell::Text(column.as_string::<i32>().value(row).to_owned()),
        DataType::Int64 => Cell::Long(column.as_primitive::<Int64Type>().value(row)),
        DataType::Int32 => Cell::Int(column.as_primitive::<Int32Type>().value(row)),
        DataType::Float64 => Cell::Double(column.as_primitive::<Float64Type>().value(row)),
        DataType::Boolean => Cell::Boolean(column.as_boolean().value(row)),
        DataType::Timestamp(..) => Cell::Instant(column.as_primitive::<TimestampNanosecondType>().value(row)),
        DataType::List(_) => {
            let list = column.as_list::<i32>().value(row);
            let items = (0..list.len()).map(|item| cell(&list, item)).collect();
            Cell::list(&items)
        }
        _ => Cell::Other(array_value_to_string(column, row).unwrap()),
    }
}

/// A row as text.
pub(in crate::op) fn line(row: &Row) -> String {
    row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// A field of a schema, by name.
pub(in crate::op) fn field_names(schema: &Schema) -> String {
    let names = schema.fields().iter().map(|field: &Arc<Field>| field.name().as_str());
    names.collect::<Vec<_>>().join(" ")
}
