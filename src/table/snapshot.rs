//! One consistent state of a table.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt64Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::batch_column::BatchColumn;
use super::{Column, Encoded, RowSet, Store, StoredColumn};
use crate::error::{Error, Result};

/// The rows of a table as they were at the end of one update cycle.
///
/// A snapshot shares the table's memory, never changes, and can be kept as long as it is needed: neither the table
/// nor its session waits for it. A clone is the same snapshot.
#[derive(Clone)]
pub struct Snapshot(Arc<Inner>);

struct Inner {
    schema: SchemaRef,
    rows: RowSet,
    columns: Vec<Arc<dyn Column>>,
}

/// The most rows of a batch.
const BATCH_ROWS: u64 = 1 << 16;

impl Snapshot {
    pub(crate) fn new(schema: SchemaRef, rows: RowSet, columns: Vec<Arc<dyn Column>>) -> Self {
        debug_assert_eq!(schema.fields().len(), columns.len());
        Snapshot(Arc::new(Inner { schema, rows, columns }))
    }

    /// No rows.
    pub(crate) fn empty(schema: SchemaRef) -> Self {
        Self::of_store(schema, RowSet::empty(), &Arc::default())
    }

    /// The rows `rows` of a store whose columns are those of the schema.
    pub(crate) fn of_store(schema: SchemaRef, rows: RowSet, store: &Arc<Store>) -> Self {
        let columns = schema.fields().iter().enumerate().map(|(index, field)| {
            Arc::new(StoredColumn::new(store.clone(), index, field.data_type().clone())) as Arc<dyn Column>
        });
        Self::new(schema.clone(), rows, columns.collect())
    }

    /// The rows of a batch, under consecutive keys from `first` on.
    pub(crate) fn of_batch(batch: &RecordBatch, first: u64) -> Self {
        let column = |array: &ArrayRef| Arc::new(BatchColumn::new(array.clone(), first)) as Arc<dyn Column>;
        let rows = RowSet::from(first..first + batch.num_rows() as u64);
        Self::new(batch.schema(), rows, batch.columns().iter().map(column).collect())
    }

    /// The names and Arrow types of the columns.
    pub fn schema(&self) -> &SchemaRef {
        &self.0.schema
    }

    /// The keys of the rows.
    pub fn row_keys(&self) -> &RowSet {
        &self.0.rows
    }

    /// How many rows there are.
    pub fn num_rows(&self) -> u64 {
        self.0.rows.len()
    }

    /// The bytes that the rows hold in memory. Snapshots of a table share most of theirs.
    pub fn memory_size(&self) -> usize {
        self.0.columns.iter().map(|column| column.memory_size()).sum()
    }

    /// All rows, as batches of at most 65,536 rows. Reading is lazy and mostly copies nothing.
    pub fn batches(&self) -> Batches {
        Batches {
            snapshot: self.clone(),
            schema: self.schema().clone(),
            columns: (0..self.0.columns.len()).collect(),
            row_keys: false,
            rows: self.0.rows.clone(),
            position: 0,
        }
    }

    /// These rows in pieces of at most 65,536, cut where the first column has to copy to give more at once.
    pub(crate) fn pieces(&self, rows: &RowSet) -> Vec<RowSet> {
        self.with_rows(rows.clone()).batches().pieces()
    }

    /// The values of the column at `index` under `keys`.
    pub(crate) fn read(&self, index: usize, keys: &RowSet) -> Result<ArrayRef> {
        let column = self.0.columns.get(index);
        column
            .ok_or_else(|| Error::invalid(format!("the table has no column {index}")))?
            .read(keys)
    }

    /// The values of the column at `index` under `keys`, in the form in which the column has them.
    pub(crate) fn read_encoded(&self, index: usize, keys: &RowSet) -> Result<Encoded> {
        let column = self.0.columns.get(index);
        column
            .ok_or_else(|| Error::invalid(format!("the table has no column {index}")))?
            .read_encoded(keys)
    }

    /// The values of the column at `index` under these keys, in any order; null for [`NO_ROW`](super::NO_ROW).
    pub(crate) fn gather(&self, index: usize, keys: &[u64]) -> Result<ArrayRef> {
        let column = self.0.columns.get(index);
        column
            .ok_or_else(|| Error::invalid(format!("the table has no column {index}")))?
            .gather(keys)
    }

    /// The column at `index`, if there is one.
    pub(crate) fn column(&self, index: usize) -> Option<&Arc<dyn Column>> {
        self.0.columns.get(index)
    }

    /// The same rows with the columns at `columns`, which the schema describes.
    pub(crate) fn project(&self, schema: &SchemaRef, columns: &[usize]) -> Self {
        let columns = columns.iter().map(|index| self.0.columns[*index].clone()).collect();
        Self::new(schema.clone(), self.0.rows.clone(), columns)
    }

    /// The same columns with some of the rows.
    pub(crate) fn with_rows(&self, rows: RowSet) -> Self {
        Self::new(self.schema().clone(), rows, self.0.columns.clone())
    }

    /// The position of the column called `name`; fails when there is none.
    pub(crate) fn column_index(&self, name: &str) -> Result<usize> {
        column_index(self.schema(), name, "")
    }
}

/// The position of the column called `name`; fails when there is none, with what it is for.
pub(crate) fn column_index(schema: &Schema, name: &str, purpose: impl fmt::Display) -> Result<usize> {
    let fields = schema.fields();
    fields.iter().position(|field| field.name() == name).ok_or_else(|| {
        let known: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
        Error::not_found(format!(
            "column {name:?}{purpose} does not exist; the table has {}",
            known.join(", ")
        ))
        .with("column", name)
    })
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Snapshot({} rows, {} columns)",
            self.num_rows(),
            self.0.columns.len()
        )
    }
}

/// The batches of a snapshot: an iterator that can be narrowed before it is read.
pub struct Batches {
    snapshot: Snapshot,
    schema: SchemaRef,
    columns: Vec<usize>,
    row_keys: bool,
    rows: RowSet,
    position: u64,
}

/// The name of the column that [`Batches::with_row_keys`] puts first.
const ROW_KEY: &str = "RowKey";

impl Batches {
    /// Only the columns called so, in this order.
    pub fn columns<S: AsRef<str>>(mut self, columns: &[S]) -> Result<Self> {
        self.columns = columns
            .iter()
            .map(|column| self.snapshot.column_index(column.as_ref()))
            .collect::<Result<_>>()?;
        self.schema = Arc::new(self.snapshot.schema().project(&self.columns)?);
        Ok(if self.row_keys { self.with_row_keys() } else { self })
    }

    /// With the row keys as a first column: `UInt64` without nulls, called `RowKey`, with as many underscores behind as
    /// it takes to be no name of another column.
    #[must_use]
    pub fn with_row_keys(mut self) -> Self {
        let fields = self
            .columns
            .iter()
            .map(|column| self.snapshot.schema().field(*column).clone());
        let fields: Vec<Field> = fields.collect();
        let mut name = ROW_KEY.to_owned();
        while fields.iter().any(|field| *field.name() == name) {
            name.push('_');
        }
        let keys = Field::new(name, DataType::UInt64, false);
        self.schema = Arc::new(Schema::new([vec![keys], fields].concat()));
        self.row_keys = true;
        self
    }

    /// Only the rows at these positions; positions beyond the end are left out.
    #[must_use]
    pub fn rows(mut self, positions: Range<u64>) -> Self {
        self.rows = self.snapshot.row_keys().slice(positions);
        self
    }

    /// The row keys of each batch.
    pub(crate) fn pieces(mut self) -> Vec<RowSet> {
        std::iter::from_fn(|| Some(self.next_keys()).filter(|keys| !keys.is_empty())).collect()
    }

    /// The columns that the batches have.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The keys of the next batch: a stretch that the first column gives without copying, where there is one.
    fn next_keys(&mut self) -> RowSet {
        let mut keys = self.rows.slice(self.position..self.position + BATCH_ROWS);
        if let (Some(first), Some(last), Some(&column)) = (keys.first(), keys.last(), self.columns.first())
            && last - first + 1 == keys.len()
        {
            let end = self.snapshot.0.columns[column].contiguous(first);
            keys = RowSet::from(first..end.min(last + 1));
        }
        self.position += keys.len();
        keys
    }

    fn read(&self, keys: &RowSet) -> Result<RecordBatch> {
        let row_keys = self
            .row_keys
            .then(|| Ok(Arc::new(keys.iter().collect::<UInt64Array>()) as ArrayRef));
        let columns = self
            .columns
            .iter()
            .map(|&column| self.snapshot.0.columns[column].read(keys));
        let columns = row_keys.into_iter().chain(columns);
        let options = RecordBatchOptions::new().with_row_count(Some(keys.len() as usize));
        Ok(RecordBatch::try_new_with_options(
            self.schema.clone(),
            columns.collect::<Result<_>>()?,
            &options,
        )?)
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let keys = self.next_keys();
        (!keys.is_empty()).then(|| self.read(&keys))
    }
}
