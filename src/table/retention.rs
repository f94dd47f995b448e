//! Which rows a table keeps of those that arrive.

use std::sync::Arc;

use super::{Chunk, RowGroup, RowSet, Store};
use crate::error::Result;
use crate::spec::TableType;

/// Rows that arrive together: one chunk a column.
#[derive(Debug)]
pub(crate) struct Block {
    pub columns: Vec<Chunk>,
    pub rows: usize,
}

/// The rows of a table that is fed from outside, and the rule by which it lets them go.
///
/// Row keys count arrivals and are never used twice, so the rows that are there are always one range.
#[derive(Debug)]
pub(crate) struct Retention {
    table_type: TableType,
    store: Arc<Store>,
    first: u64,
    end: u64,
    /// The most bytes of a ring, of which at least the newest group of rows is kept.
    most_bytes: usize,
}

impl Retention {
    pub fn new(table_type: TableType) -> Self {
        Retention::within(table_type, usize::MAX)
    }

    /// The same; a ring also lets go of its oldest rows when it holds more than so many bytes.
    pub fn within(table_type: TableType, most_bytes: usize) -> Self {
        Retention {
            table_type,
            store: Arc::default(),
            first: 0,
            end: 0,
            most_bytes,
        }
    }

    /// Takes the rows of one cycle and lets go of those that the table does not keep.
    pub fn absorb(&mut self, blocks: Vec<Block>) -> Result<()> {
        let arrivals = self.end;
        let end = arrivals + blocks.iter().map(|block| block.rows as u64).sum::<u64>();
        let mut first = match self.table_type {
            TableType::Append => self.first,
            TableType::Blink => arrivals,
            TableType::Ring(capacity) => self.first.max(end.saturating_sub(capacity)),
        };
        // A store that no snapshot holds is changed in place; otherwise its list of groups is copied, not the rows.
        let store = Arc::make_mut(&mut self.store);
        if self.table_type == TableType::Blink {
            *store = Store::default();
        }
        for block in blocks {
            // What is gone with the next cycle is not worth it.
            let columns = match self.table_type {
                TableType::Blink => block.columns,
                TableType::Append | TableType::Ring(_) => block.columns.into_iter().map(Chunk::settled).collect(),
            };
            let group = RowGroup::new(self.end, block.rows, columns);
            self.end = group.end();
            store.push(group, first)?;
        }
        store.drop_below(first);
        if matches!(self.table_type, TableType::Ring(_)) {
            first = first.max(store.drop_beyond(self.most_bytes));
        }
        self.first = first;
        Ok(())
    }

    /// Whether a cycle without arrivals would change the table.
    pub fn fades(&self) -> bool {
        self.table_type == TableType::Blink && self.first < self.end
    }

    pub fn rows(&self) -> RowSet {
        RowSet::from(self.first..self.end)
    }

    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }
}
