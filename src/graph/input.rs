//! Tables to which a program adds rows.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow_row::{RowConverter, SortField};
use arrow_schema::{Field, SchemaRef};
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
        self.input_table_of(schema, keys, &[])
    }

    /// The same with rows to begin with, which have these columns in any order: they are there when this returns, also while
    /// somebody holds the session.
    ///
    /// # Errors
    /// Those of [`Session::input_table`] and [`Table::add_rows`].
    pub fn input_table_of<S: AsRef<str>>(
        &self,
        schema: SchemaRef,
        keys: impl IntoIterator<Item = S>,
        rows: &[RecordBatch],
    ) -> Result<Table> {
        check_names(schema.fields().iter().map(|field| field.name().as_str()))?;
        let empty = Snapshot::empty(schema.clone());
        let keys: Vec<usize> = keys
            .into_iter()
            .map(|key| empty.column_index(key.as_ref()))
            .collect::<Result<_>>()?;
        let first = rows.iter().map(|rows| Ok(Entry::Add(arranged(rows, &schema)?)));
        let first = first.collect::<Result<Vec<_>>>()?;
        let (mut rows, flow, label): (Box<dyn Rows>, _, _) = if keys.is_empty() {
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
        let traits = Traits {
            label: label.to_owned(),
            flow,
            inputs: Some(inputs.clone()),
            ..Traits::default()
        };
        rows.take(first)?;
        let result = rows.snapshot(&schema);
        self.fed(traits, inputs, rows, result)
    }

    /// A table of what comes by `inputs`, with the rows `result` to begin with.
    pub(super) fn fed(
        &self,
        traits: Traits,
        inputs: Arc<Inputs>,
        rows: Box<dyn Rows>,
        result: Snapshot,
    ) -> Result<Table> {
        let node = InputNode {
            inputs: inputs.clone(),
            rows,
            result: result.clone(),
        };
        let core = self.engine().add(|number| {
            locked(&inputs.queue).table = number;
            Ok(Arc::new(TableCore::new(traits, result, Box::new(node))))
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
        inputs.push(Entry::Add(arranged(rows, self.schema())?), self.engine())
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
        let columns = Arc::new(self.schema().project(&inputs.keys)?);
        inputs.push(Entry::Delete(arranged(keys, &columns)?), self.engine())
    }

    fn inputs(&self) -> Result<&Arc<Inputs>> {
        let inputs = self.core().inputs();
        inputs.ok_or_else(|| Error::invalid(format!("{} is no input table", self.core().label())))
    }
}

/// The columns of the batch that are called like these, in their order. It has no others.
fn arranged(batch: &RecordBatch, columns: &SchemaRef) -> Result<RecordBatch> {
    let expected = columns.fields().len();
    if batch.num_columns() != expected {
        let count = batch.num_columns();
        return Err(Error::invalid(format!(
            "the rows have {count} columns: expected {expected}"
        )));
    }
    chosen(batch, columns)
}

/// The columns of the batch that are called like these, in their order.
pub(super) fn chosen(batch: &RecordBatch, columns: &SchemaRef) -> Result<RecordBatch> {
    let schema = batch.schema_ref();
    let column = |field: &Arc<Field>| {
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
    let arrays: Vec<ArrayRef> = columns.fields().iter().map(column).collect::<Result<_>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(columns.clone(), arrays, &options)?)
}

/// What a program has added, until the next cycle takes it.
#[derive(Default)]
pub(super) struct Inputs {
    keys: Vec<usize>,
    queue: Mutex<Queue>,
    taken: Condvar,
}

#[derive(Default)]
pub(super) struct Queue {
    table: u64,
    entries: Vec<Entry>,
    /// Why the table is to fail, after these entries.
    failure: Option<Error>,
    /// Why nothing is taken any more.
    ended: Option<Error>,
    pushed: u64,
    taken: u64,
}

pub(super) enum Entry {
    /// Rows that come, with the columns of the table.
    Add(RecordBatch),
    /// The key columns of rows that go.
    Delete(RecordBatch),
    /// All rows that there are from now on, with the columns of the table.
    Replace(Vec<RecordBatch>),
}

/// How often somebody who waits for a cycle looks whether there can be one.
const LOOK: Duration = Duration::from_millis(20);

impl Inputs {
    /// Adds an entry and waits until it is in the table.
    fn push(&self, entry: Entry, engine: &Engine) -> Result<()> {
        let mut queue = self.queue_up(vec![entry], engine)?;
        let wanted = queue.pushed;
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

    /// Adds entries, which the next cycle takes.
    pub fn queue_up(&self, entries: Vec<Entry>, engine: &Engine) -> Result<MutexGuard<'_, Queue>> {
        engine.check_open()?;
        let mut queue = locked(&self.queue);
        if let Some(ended) = &queue.ended {
            return Err(ended.clone());
        }
        for entry in entries {
            // Nobody would see what is replaced before a cycle takes it.
            if matches!(entry, Entry::Replace(_)) {
                queue.taken += queue.entries.len() as u64;
                queue.entries.clear();
            }
            queue.entries.push(entry);
            queue.pushed += 1;
        }
        engine.wake(queue.table);
        Ok(queue)
    }

    /// Has the next cycle fail the table, after it has taken what was added before. A second failure is not told.
    pub fn fail(&self, why: Error, engine: &Engine) {
        let mut queue = locked(&self.queue);
        if queue.ended.is_none() {
            queue.ended = Some(why.clone());
            queue.failure = Some(why);
            engine.wake(queue.table);
        }
    }

    /// Why nothing is taken any more, if so.
    pub fn ended(&self) -> Option<Error> {
        locked(&self.queue).ended.clone()
    }

    /// What the next cycle has to do.
    fn take(&self) -> (Vec<Entry>, Option<Error>) {
        let mut queue = locked(&self.queue);
        (std::mem::take(&mut queue.entries), queue.failure.take())
    }

    /// So many entries were taken, or were the end of the table.
    fn done(&self, entries: u64, end: Option<&Error>) {
        let mut queue = locked(&self.queue);
        queue.taken += entries;
        queue.ended = queue.ended.take().or_else(|| end.cloned());
        self.taken.notify_all();
    }
}

/// The rows of an input table.
pub(super) trait Rows: Send {
    /// Takes the entries of a cycle; gives the keys of rows that are written and of rows that are gone.
    fn take(&mut self, entries: Vec<Entry>) -> Result<(RowSet, RowSet)>;

    fn snapshot(&self, schema: &SchemaRef) -> Snapshot;

    /// Whether a cycle without entries would change the table.
    fn fades(&self) -> bool {
        false
    }
}

struct InputNode {
    inputs: Arc<Inputs>,
    rows: Box<dyn Rows>,
    result: Snapshot,
}

impl InputNode {
    fn take(&mut self, entries: Vec<Entry>) -> Result<Option<Change>> {
        let (written, gone) = self.rows.take(entries)?;
        let after = self.rows.snapshot(self.result.schema());
        let before = std::mem::replace(&mut self.result, after.clone());
        let change = Change {
            added: written.minus(before.row_keys()),
            removed: gone.intersection(before.row_keys()),
            modified: written.intersection(before.row_keys()),
            before,
            after,
        };
        Ok(change.if_any())
    }
}

impl Node for InputNode {
    fn update(&mut self, _: &[Option<Change>]) -> Result<Outcome> {
        let (entries, failure) = self.inputs.take();
        let count = entries.len() as u64;
        let taken = self.take(entries);
        self.inputs.done(count, taken.as_ref().err());
        Ok(Outcome {
            change: taken?,
            failure,
            again: self.rows.fades().then(Instant::now),
            ..Outcome::default()
        })
    }
}

/// The rows that entries add, where they can do nothing else.
fn added(entries: Vec<Entry>) -> Result<Vec<Block>> {
    let block = |entry| match entry {
        Entry::Add(batch) => Ok(Block {
            columns: batch.columns().iter().cloned().map(Chunk::compact).collect(),
            rows: batch.num_rows(),
        }),
        _ => Err(Error::internal(
            "rows of a table without keys were to be deleted or replaced",
        )),
    };
    entries.into_iter().map(block).collect()
}

impl Rows for Retention {
    fn take(&mut self, entries: Vec<Entry>) -> Result<(RowSet, RowSet)> {
        let before = self.rows();
        self.absorb(added(entries)?)?;
        let after = self.rows();
        Ok((after.minus(&before), before.minus(&after)))
    }

    fn snapshot(&self, schema: &SchemaRef) -> Snapshot {
        Snapshot::of_store(schema.clone(), self.rows(), self.store())
    }

    fn fades(&self) -> bool {
        Retention::fades(self)
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
    fn take(&mut self, entries: Vec<Entry>) -> Result<(RowSet, RowSet)> {
        let (mut written, mut gone) = (RowSet::empty(), RowSet::empty());
        for entry in entries {
            let (set, removed) = match entry {
                Entry::Add(batch) => (self.add(batch.columns())?, RowSet::empty()),
                Entry::Delete(keys) => (RowSet::empty(), self.delete(keys.columns())?),
                Entry::Replace(_) => return Err(Error::internal("rows of keys were to be replaced by others")),
            };
            written = written.minus(&removed).union(&set);
            gone = gone.union(&removed).minus(&set);
        }
        Ok((written, gone))
    }

    fn snapshot(&self, schema: &SchemaRef) -> Snapshot {
        Snapshot::new(schema.clone(), self.rows.clone(), self.store.columns().collect())
    }
}

#[cfg(test)]
mod tests;
