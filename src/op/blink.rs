//! The rows of a blink table, kept, and those that come to a table as a blink table.

use super::{Flow, Operation};
use crate::error::{Error, Result};
use crate::spec::TableType;
use crate::table::{Block, Change, Chunk, Retention, RowSet, Snapshot};

/// Rows that a blink table has had, in the order in which they came: all, the first or the last ones. Their values are
/// copied.
pub(crate) struct Keep {
    kept: Retention,
    /// How many rows still come in.
    room: u64,
    flow: Flow,
    result: Snapshot,
}

impl Keep {
    /// All rows from now on, with those that are there now. Fails when the table is no blink table.
    pub fn all(input: &Snapshot, flow: Flow) -> Result<Self> {
        if flow != Flow::Blink {
            return Err(Error::invalid("the table is no blink table: its rows stay anyhow"));
        }
        Self::new(input, TableType::Append, u64::MAX, Flow::Append)
    }

    /// The first rows.
    pub fn first(input: &Snapshot, rows: u64) -> Result<Self> {
        Self::new(input, TableType::Append, rows, Flow::Append)
    }

    /// The last rows.
    pub fn last(input: &Snapshot, rows: u64) -> Result<Self> {
        Self::new(input, TableType::Ring(rows), u64::MAX, Flow::Free)
    }

    /// The last rows that have come to a table of any kind: rows that go or change there are not followed. Without
    /// `initialize` those that are there now do not count.
    pub fn ring(input: &Snapshot, capacity: u64, initialize: bool) -> Result<Self> {
        if capacity == 0 {
            return Err(Error::invalid("the capacity of a ring is 0: expected at least 1"));
        }
        match initialize {
            true => Self::last(input, capacity),
            false => Self::last(&input.with_rows(RowSet::empty()), capacity),
        }
    }

    fn new(input: &Snapshot, table_type: TableType, room: u64, flow: Flow) -> Result<Self> {
        let mut keep = Keep {
            kept: Retention::new(table_type),
            room,
            flow,
            result: Snapshot::empty(input.schema().clone()),
        };
        keep.absorb(input, input.row_keys())?;
        Ok(keep)
    }

    fn absorb(&mut self, input: &Snapshot, rows: &RowSet) -> Result<()> {
        let rows = rows.slice(0..self.room);
        if self.room != u64::MAX {
            self.room -= rows.len();
        }
        let columns = 0..input.schema().fields().len();
        let block = |piece: &RowSet| -> Result<Block> {
            let columns = columns
                .clone()
                .map(|column| Ok(Chunk::compact(input.read(column, piece)?)));
            Ok(Block {
                columns: columns.collect::<Result<_>>()?,
                rows: piece.len() as usize,
            })
        };
        let pieces = input.pieces(&rows);
        self.kept.absorb(pieces.iter().map(block).collect::<Result<_>>()?)?;
        self.result = Snapshot::of_store(input.schema().clone(), self.kept.rows(), self.kept.store());
        Ok(())
    }
}

impl Operation for Keep {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let before = self.result.clone();
        self.absorb(&change.after, &change.added)?;
        let change = Change::of_rows(before, self.result.clone());
        Ok(change.if_any())
    }
}

/// The rows that come to a table, each for one cycle; first those that are there already. They keep their row keys.
///
/// Rows of the input must only come: one that goes or changes is an error.
pub(crate) struct Arrivals {
    result: Snapshot,
}

impl Arrivals {
    /// Fails when no row can come any more.
    pub fn new(input: &Snapshot, flow: Flow) -> Result<Self> {
        match flow {
            Flow::Still => Err(Error::invalid("the table does not change: no row can come to it")),
            _ => Ok(Arrivals { result: input.clone() }),
        }
    }
}

impl Operation for Arrivals {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        Flow::Blink
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let after = match inputs {
            [Some(change)] if !change.removed.is_empty() || !change.modified.is_empty() => {
                let (what, row) = match change.removed.first() {
                    Some(row) => ("gone", Some(row)),
                    None => ("changed", change.modified.first()),
                };
                let row = row.unwrap_or_default();
                return Err(Error::invalid(format!(
                    "row {row} has {what}: the rows that come to a table can only be a blink table where no row goes or changes"
                )));
            }
            [Some(change)] => change.after.with_rows(change.added.clone()),
            _ => self.result.with_rows(RowSet::empty()),
        };
        let before = std::mem::replace(&mut self.result, after.clone());
        Ok(Change::of_rows(before, after).if_any())
    }

    fn fades(&self) -> bool {
        self.result.num_rows() > 0
    }
}
