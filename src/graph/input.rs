//! Tables to which a program adds rows.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use arrow_array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow_row::{RowConverter, SortField};
use arrow_schema::SchemaRef;
use arrow_select::take::take_arrays;

use super::cycle::{Engine, locked};
use super::import::check_names;
use super::node::{Node, Outcome};
use super::session::Session;
use super::table::{Table, TableCore, Traits};
use crate::error::{Error, Result};
use crate::op::Flow;
use crate::spec::TableType;
use crate::table::{Block, Change, Chunk, KeyedStore, Retention, RowSet, Snapshot};

impl Session {
    /// A table without rows, to which [`Table::add_rows`] adds some. With key columns a row takes the place of the one
    /// with an equal key, where null equals null, and [`Table::delete_rows`] takes rows away; without any, rows only
    /// come.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) for a key that is no column.
    pub fn input_table<S: AsRef<str>>(&self, schema: SchemaRef, keys: impl IntoIterator<Item = S>) -> Result<Table> {
        check_names(schema.fields().iter().map(|field| field.name().as_str()))?;
        let empty = Snapshot::empty(schema.clone());
        let keys: Vec<usize> = keys
            .into_iter()
            .map(|key| empty.column_index(key.as_ref()))
            .collect::<Result<_>>()?;
        let (rows, flow, label): (Box<dyn Rows>, _, _) = if keys.is_empty() {
            (
                Box::new(Retention::new(TableType::Append)),
                Flow::Append,
                "an input table",
            )
        } else {
            (
                Box::new(Keyed::new(&schema, keys.clone())?),
                Flow::Free,
                "a keyed input table",
            )
        };
        let inputs = Arc::new(Inputs {
            keys,
            ..Inputs::default()
        });
        let node = InputNode {
            inputs: inputs.clone(),
            rows,
            result: empty.clone(),
        };
        let traits = Traits {
            label: label.to_owned(),
            flow,
            inputs: Some(inputs.clone()),
            ..Traits::default()
        };
        let core = self.engine().add(|number| {
            locked(&inputs.queue).table = number;
            Ok(Arc::new(TableCore::new(traits, empty, Box::new(node))))
        })?;
        Ok(Table::new(self.engine().clone(), core))
    }
}

impl Table {
    /// Adds rows to an input table. They have its columns, in any order. They are in the table when this returns, unless
    /// somebody holds the session or a subscriber stops its cycles: then they are in the next cycle.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when this is no input table or the columns are others;
    /// then no row is added.
    pub fn add_rows(&self, rows: &RecordBatch) -> Result<()> {
        let inputs = self.inputs()?;
        let columns: Vec<usize> = (0..self.schema().fields().len()).collect();
        inputs.push(Entry::Add(self.arranged(rows, &columns)?), self.engine())
    }

    /// Takes the rows with these keys away from a keyed input table; keys that are not there are left out. Otherwise as
    /// [`Table::add_rows`].
    pub fn delete_rows(&self, keys: &RecordBatch) -> Result<()> {
        let inputs = self.inputs()?;
        if inputs.keys.is_empty() {
            return Err(Error::invalid(format!(
                "rows of {} cannot be deleted: it has no key columns",
                self.core().label()
            )));
        }
        inputs.push(Entry::Delete(self.arranged(keys, &inputs.keys)?), self.engine())
    }

    fn inputs(&self) -> Result<&Arc<Inputs>> {
        let inputs = self.core().inputs();
        inputs.ok_or_else(|| Error::invalid(format!("{} is no input table", self.core().label())))
    }

    /// The columns of the batch that are called like these of the table, in this order.
    fn arranged(&self, batch: &RecordBatch, columns: &[usize]) -> Result<Vec<ArrayRef>> {
        let schema = batch.schema_ref();
        if batch.num_columns() != columns.len() {
            let count = batch.num_columns();
            return Err(Error::invalid(format!(
                "the rows have {count} columns: expected {}",
                columns.len()
            )));
        }
        let column = |index: &usize| {
            let field = self.schema().field(*index);
            let (found, given) = schema.column_with_name(field.name()).ok_or_else(|| {
                Error::invalid(format!("the rows have no column {:?}", field.name())).with("column", field.name())
            })?;
            if given.data_type() != field.data_type() {
                return Err(Error::invalid(format!(
                    "column {:?} of the rows has type {}: expected {}",
                    field.name(),
                    given.data_type(),
                    field.data_type()
                ))
                .with("column", field.name()));
            }
            Ok(batch.column(found).clone())
        };
        columns.iter().map(column).collect()
    }
}

/// What a program has added, until the next cycle takes it.
#[derive(Default)]
pub(super) struct Inputs {
    keys: Vec<usize>,
    queue: Mutex<Queue>,
    taken: Condvar,
}

#[derive(Default)]
struct Queue {
    table: u64,
    entries: Vec<Entry>,
    pushed: u64,
    taken: u64,
}

enum Entry {
    /// All columns of rows that come.
    Add(Vec<ArrayRef>),
    /// The key columns of rows that go.
    Delete(Vec<ArrayRef>),
}

/// How often somebody who waits for a cycle looks whether there can be one.
const LOOK: Duration = Duration::from_millis(20);

impl Inputs {
    /// Adds an entry and waits until it is in the table.
    fn push(&self, entry: Entry, engine: &Engine) -> Result<()> {
        engine.check_open()?;
        let mut queue = locked(&self.queue);
        queue.entries.push(entry);
        queue.pushed += 1;
        let wanted = queue.pushed;
        engine.wake(queue.table);
        while queue.taken < wanted {
            if engine.is_blocked() {
                return Ok(());
            }
            let waited = self.taken.wait_timeout(queue, LOOK);
            queue = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        drop(queue);
        // The cycle that has taken it shows it at its end.
        engine.exclusively(|| Ok(()))
    }
}

/// The rows of an input table.
trait Rows: Send {
    /// Takes an entry; gives the keys of rows that are written and of rows that are gone.
    fn take(&mut self, entry: Entry) -> Result<(RowSet, RowSet)>;

    fn snapshot(&self, schema: &SchemaRef) -> Snapshot;
}

struct InputNode {
    inputs: Arc<Inputs>,
    rows: Box<dyn Rows>,
    result: Snapshot,
}

impl Node for InputNode {
    fn update(&mut self, _: &[Option<Change>]) -> Result<Outcome> {
        let entries = std::mem::take(&mut locked(&self.inputs.queue).entries);
        let count = entries.len() as u64;
        let (mut written, mut gone) = (RowSet::empty(), RowSet::empty());
        for entry in entries {
            let (set, removed) = self.rows.take(entry)?;
            written = written.minus(&removed).union(&set);
            gone = gone.union(&removed).minus(&set);
        }
        let after = self.rows.snapshot(self.result.schema());
        let before = std::mem::replace(&mut self.result, after.clone());
        let change = Change {
            added: written.minus(before.row_keys()),
            removed: gone.intersection(before.row_keys()),
            modified: written.intersection(before.row_keys()),
            before,
            after,
        };
        locked(&self.inputs.queue).taken += count;
        self.inputs.taken.notify_all();
        Ok(Outcome {
            change: change.if_any(),
            ..Outcome::default()
        })
    }
}

impl Rows for Retention {
    fn take(&mut self, entry: Entry) -> Result<(RowSet, RowSet)> {
        let Entry::Add(columns) = entry else {
            return Err(Error::internal("rows of a table without keys were to be deleted"));
        };
        let rows = columns.first().map_or(0, |column| column.len());
        let first = self.rows().last().map_or(0, |last| last + 1);
        let columns = columns.into_iter().map(Chunk::compact).collect();
        self.absorb(vec![Block { columns, rows }])?;
        Ok((RowSet::from(first..first + rows as u64), RowSet::empty()))
    }

    fn snapshot(&self, schema: &SchemaRef) -> Snapshot {
        Snapshot::of_store(schema.clone(), self.rows(), self.store())
    }
}

/// One row for each key, in the order in which the keys came.
struct Keyed {
    keys: Vec<usize>,
    converter: RowConverter,
    /// The row keys by encoded key.
    known: HashMap<Box<[u8]>, u64>,
    next: u64,
    rows: RowSet,
    store: KeyedStore,
}

impl Keyed {
    fn new(schema: &SchemaRef, keys: Vec<usize>) -> Result<Self> {
        let fields = keys
            .iter()
            .map(|key| SortField::new(schema.field(*key).data_type().clone()));
        Ok(Keyed {
            converter: RowConverter::new(fields.collect())?,
            keys,
            known: HashMap::new(),
            next: 0,
            rows: RowSet::empty(),
            store: KeyedStore::new(schema.fields().iter().map(|field| field.data_type())),
        })
    }

    fn add(&mut self, columns: &[ArrayRef]) -> Result<RowSet> {
        let keys: Vec<ArrayRef> = self.keys.iter().map(|key| columns[*key].clone()).collect();
        let encoded = self.converter.convert_columns(&keys)?;
        // Of several rows with one key the last one counts.
        let mut last: BTreeMap<u64, u32> = BTreeMap::new();
        for (row, key) in (0u32..).zip(&encoded) {
            let number = *self.known.entry(key.data().into()).or_insert_with(|| {
                self.next += 1;
                self.next - 1
            });
            last.insert(number, row);
        }
        let (numbers, rows): (Vec<u64>, Vec<u32>) = last.into_iter().unzip();
        let values = take_arrays(columns, &UInt32Array::from(rows), None)?;
        self.store.set(&numbers, &values)?;
        let written: RowSet = numbers.into_iter().collect();
        self.rows = self.rows.union(&written);
        Ok(written)
    }

    fn delete(&mut self, keys: &[ArrayRef]) -> Result<RowSet> {
        let encoded = self.converter.convert_columns(keys)?;
        let mut gone: Vec<u64> = encoded.iter().filter_map(|key| self.known.remove(key.data())).collect();
        gone.sort_unstable();
        let gone: RowSet = gone.into_iter().collect();
        self.rows = self.rows.minus(&gone);
        self.store.forget(&gone, &self.rows);
        Ok(gone)
    }
}

impl Rows for Keyed {
    fn take(&mut self, entry: Entry) -> Result<(RowSet, RowSet)> {
        match entry {
            Entry::Add(columns) => Ok((self.add(&columns)?, RowSet::empty())),
            Entry::Delete(keys) => Ok((RowSet::empty(), self.delete(&keys)?)),
        }
    }

    fn snapshot(&self, schema: &SchemaRef) -> Snapshot {
        Snapshot::new(schema.clone(), self.rows.clone(), self.store.columns().collect())
    }
}

#[cfg(test)]
mod tests;
