//! Tables whose rows a program puts there cycle by cycle.

use std::sync::{Arc, Weak};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::cycle::Engine;
use super::import::check_names;
use super::input::{Entry, Inputs, Rows, chosen};
use super::session::Session;
use super::table::{Table, TableCore, Traits};
use crate::error::{Error, ErrorKind, Result};
use crate::op::Flow;
use crate::spec::TableType;
use crate::table::{KeyedStore, Retention, RowSet, Snapshot};

/// What becomes of the rows that a [`Feed`] puts into its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feeding {
    /// The table is a blink table: each cycle has the rows that were put since the one before, and no others.
    Blink,
    /// The rows that were put last take the place of all others, position by position.
    Replace,
}

/// Puts rows into a table that [`Session::feed`] has made. It does not keep the table: whoever feeds it can see whether
/// anybody still has it. May be used from any thread.
#[derive(Clone)]
pub struct Feed {
    engine: Arc<Engine>,
    table: Weak<TableCore>,
    inputs: Arc<Inputs>,
    label: String,
    schema: SchemaRef,
    feeding: Feeding,
}

impl Session {
    /// A table of these columns that a program feeds, with the rows `first` to begin with.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::sync::Arc;
    /// # use std::time::Duration;
    /// # use arrow_array::{Int64Array, RecordBatch};
    /// use topictable::{Feeding, Session};
    /// let session = Session::new()?;
    /// let rows = RecordBatch::try_from_iter([("Value", Arc::new(Int64Array::from(vec![1, 2, 3])) as _)])?;
    /// let (feed, table) = session.feed(rows.schema(), Feeding::Blink, [])?;
    /// let sum = table.sum_by([""; 0])?;
    /// feed.put([rows])?;
    /// assert!(sum.await_change(Duration::from_secs(10))?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for two columns of one name, and for rows that do not have
    /// the columns.
    pub fn feed(
        &self,
        schema: SchemaRef,
        feeding: Feeding,
        first: impl IntoIterator<Item = RecordBatch>,
    ) -> Result<(Feed, Table)> {
        let label = match feeding {
            Feeding::Blink => "a blink table that is fed",
            Feeding::Replace => "a table whose rows are replaced",
        };
        self.feed_of(label, schema, feeding, first)
    }

    /// The same; messages call the table by a name.
    pub(crate) fn feed_of(
        &self,
        label: &str,
        schema: SchemaRef,
        feeding: Feeding,
        first: impl IntoIterator<Item = RecordBatch>,
    ) -> Result<(Feed, Table)> {
        check_names(schema.fields().iter().map(|field| field.name().as_str()))?;
        let (mut rows, flow): (Box<dyn Rows>, _) = match feeding {
            Feeding::Blink => (Box::new(Retention::new(TableType::Blink)), Flow::Blink),
            Feeding::Replace => (Box::new(Replaced::new(&schema)), Flow::Free),
        };
        let inputs = Arc::<Inputs>::default();
        rows.take(feeding.entries(first, &schema)?)?;
        let traits = Traits {
            label: label.to_owned(),
            flow,
            ..Traits::default()
        };
        let snapshot = rows.snapshot(&schema);
        let table = self.fed(traits, inputs.clone(), rows, snapshot)?;
        let feed = Feed {
            engine: self.engine().clone(),
            table: Arc::downgrade(table.core()),
            inputs,
            label: label.to_owned(),
            schema,
            feeding,
        };
        Ok((feed, table))
    }
}

impl Feeding {
    /// What brings these rows into a table of these columns.
    fn entries(self, batches: impl IntoIterator<Item = RecordBatch>, schema: &SchemaRef) -> Result<Vec<Entry>> {
        let batches = batches.into_iter().map(|batch| chosen(&batch, schema));
        Ok(match self {
            Feeding::Blink => batches.map(|batch| batch.map(Entry::Add)).collect::<Result<_>>()?,
            Feeding::Replace => vec![Entry::Replace(batches.collect::<Result<_>>()?)],
        })
    }
}

impl Feed {
    /// Puts rows into the table, all of them in one cycle, which comes later: this does not wait for it. They have the
    /// columns of the table; others are left out.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when a column is missing or has another type; then no row is
    /// put. [`Closed`](crate::ErrorKind::Closed) when nobody has the table any more, or its session is closed; the
    /// failure, when [`Feed::fail`] was called.
    pub fn put(&self, batches: impl IntoIterator<Item = RecordBatch>) -> Result<()> {
        let entries = self.feeding.entries(batches, &self.schema)?;
        if self.table.strong_count() == 0 {
            return Err(Error::closed(format!("nobody has {} any more", self.label)));
        }
        self.inputs.queue_up(entries, &self.engine).map(drop)
    }

    /// Puts the rows that a table has now.
    pub fn put_rows_of(&self, table: &Table) -> Result<()> {
        self.put(table.snapshot().batches().collect::<Result<Vec<_>>>()?)
    }

    /// Fails the table, which keeps the rows that were put before. What is put afterwards is refused.
    pub fn fail(&self, message: impl AsRef<str>) {
        let message = format!("{} has failed: {}", self.label, message.as_ref());
        let failure = Error::new(ErrorKind::TableFailed, message);
        self.inputs.fail(failure, &self.engine);
    }

    /// Whether rows still come into the table: somebody has it or one that is derived from it, it has not failed, and the
    /// session is open.
    pub fn is_alive(&self) -> bool {
        !self.engine.is_closed() && self.inputs.ended().is_none() && self.table.strong_count() > 0
    }

    /// The table, as long as somebody has it.
    pub fn table(&self) -> Option<Table> {
        let core = self.table.upgrade()?;
        Some(Table::new(self.engine.clone(), core))
    }
}

/// Rows that others take the place of: their keys are their positions.
struct Replaced {
    rows: u64,
    store: KeyedStore,
}

impl Replaced {
    fn new(schema: &SchemaRef) -> Self {
        Replaced {
            rows: 0,
            store: KeyedStore::new(schema.fields().iter().map(|field| field.data_type())),
        }
    }
}

impl Rows for Replaced {
    fn take(&mut self, entries: Vec<Entry>) -> Result<(RowSet, RowSet)> {
        // The last one hides all others.
        let Some(entry) = entries.into_iter().next_back() else {
            return Ok((RowSet::empty(), RowSet::empty()));
        };
        let Entry::Replace(batches) = entry else {
            return Err(Error::internal(
                "some rows of a table whose rows are replaced were to come or go",
            ));
        };
        let (mut end, mut written) = (0, Vec::new());
        for batch in batches {
            let keys: Vec<u64> = (end..end + batch.num_rows() as u64).collect();
            let mut changed = vec![false; keys.len()];
            self.store.replace(&keys, batch.columns(), &mut changed)?;
            end += keys.len() as u64;
            let is_other = |(key, changed): (u64, bool)| (changed || key >= self.rows).then_some(key);
            written.extend(keys.into_iter().zip(changed).filter_map(is_other));
        }
        let gone = RowSet::from(end..self.rows.max(end));
        self.store.forget(&gone, &RowSet::from(0..end));
        self.rows = end;
        Ok((written.into_iter().collect(), gone))
    }

    fn snapshot(&self, schema: &SchemaRef) -> Snapshot {
        let rows = RowSet::from(0..self.rows);
        Snapshot::new(schema.clone(), rows, self.store.columns().collect())
    }
}

#[cfg(test)]
mod tests;
