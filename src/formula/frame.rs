//! The rows that a formula is evaluated for.

use std::cell::OnceCell;

use arrow_array::{ArrayRef, UInt32Array};
use arrow_select::take::take;

use crate::error::{Error, Result};
use crate::table::{RowSet, Snapshot};

/// A table as formulas read it.
pub(crate) trait Source {
    /// The keys of all rows of the table: what `i`, `ii` and column arrays count.
    fn row_keys(&self) -> &RowSet;

    /// The values of the column at `index` under `keys`, which the table has.
    fn read(&self, index: usize, keys: &RowSet) -> Result<ArrayRef>;
}

impl Source for Snapshot {
    fn row_keys(&self) -> &RowSet {
        self.row_keys()
    }

    fn read(&self, index: usize, keys: &RowSet) -> Result<ArrayRef> {
        self.read(index, keys)
    }
}

/// A stretch of rows of a table, at most 65,536 as a rule. Each column is read once, when a formula first needs it.
pub(crate) struct Frame<'a> {
    source: &'a dyn Source,
    keys: &'a RowSet,
    columns: Vec<OnceCell<ArrayRef>>,
    positions: OnceCell<Vec<u64>>,
}

impl<'a> Frame<'a> {
    /// The rows `keys` of a table with so many columns.
    pub fn new(source: &'a dyn Source, columns: usize, keys: &'a RowSet) -> Self {
        Frame {
            source,
            keys,
            columns: vec![OnceCell::new(); columns],
            positions: OnceCell::new(),
        }
    }

    /// The same rows, of which the column at `index` has these values: it is not read. A column behind the last is
    /// added.
    #[must_use]
    pub fn with_column(mut self, index: usize, values: ArrayRef) -> Self {
        if self.columns.len() <= index {
            self.columns.resize(index + 1, OnceCell::new());
        }
        self.columns[index] = OnceCell::from(values);
        self
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.keys.len() as usize
    }

    pub fn keys(&self) -> &RowSet {
        self.keys
    }

    /// The values of the column at `index`.
    pub fn column(&self, index: usize) -> Result<&ArrayRef> {
        let cell = self.columns.get(index);
        let cell =
            cell.ok_or_else(|| Error::internal(format!("a formula reads column {index}, which is not there")))?;
        if let Some(values) = cell.get() {
            return Ok(values);
        }
        let values = self.source.read(index, self.keys)?;
        Ok(cell.get_or_init(|| values))
    }

    /// Where in the table the rows are, counted from 0.
    pub fn positions(&self) -> &[u64] {
        self.positions.get_or_init(|| {
            let all = self.source.row_keys();
            let mut positions = Vec::with_capacity(self.len());
            for range in self.keys.ranges() {
                // Keys that follow each other do so in the table too.
                let first = all.position_of(range.start).unwrap_or(u64::MAX);
                positions.extend((0..range.end - range.start).map(|offset| first.saturating_add(offset)));
            }
            positions
        })
    }

    /// How many rows the table has.
    pub fn table_len(&self) -> u64 {
        self.source.row_keys().len()
    }

    /// The values of a column at positions in the table; null where there is no position, or no row at it.
    pub fn at(&self, index: usize, positions: &[Option<u64>]) -> Result<ArrayRef> {
        let all = self.source.row_keys();
        let keys: Vec<Option<u64>> = positions
            .iter()
            .map(|position| position.and_then(|position| all.key_at(position)))
            .collect();
        let wanted: RowSet = keys.iter().copied().flatten().collect();
        let values = self.source.read(index, &wanted)?;
        let rows: UInt32Array = keys
            .into_iter()
            .map(|key| key.and_then(|key| wanted.position_of(key)).map(|row| row as u32))
            .collect();
        Ok(take(&values, &rows, None)?)
    }

    /// The values of a column in the whole table.
    pub fn whole(&self, index: usize) -> Result<ArrayRef> {
        self.source.read(index, self.source.row_keys())
    }
}

/// The rows of a frame, or some of them: what a branch of a condition is evaluated for.
pub(super) struct Rows<'f> {
    frame: &'f Frame<'f>,
    chosen: Option<Vec<u32>>,
}

impl<'f> Rows<'f> {
    pub fn all(frame: &'f Frame<'f>) -> Self {
        Rows { frame, chosen: None }
    }

    pub fn len(&self) -> usize {
        self.chosen.as_ref().map_or(self.frame.len(), Vec::len)
    }

    pub fn frame(&self) -> &'f Frame<'f> {
        self.frame
    }

    /// Some of these rows, by their positions among them.
    pub fn choose(&self, rows: &[u32]) -> Rows<'f> {
        let chosen = rows.iter().map(|row| self.in_frame(*row as usize) as u32).collect();
        Rows {
            frame: self.frame,
            chosen: Some(chosen),
        }
    }

    /// Where a row is in the frame.
    fn in_frame(&self, row: usize) -> usize {
        match &self.chosen {
            Some(chosen) => chosen.get(row).map_or(row, |row| *row as usize),
            None => row,
        }
    }

    /// The key of a row.
    pub fn key(&self, row: usize) -> Option<u64> {
        self.frame.keys.key_at(self.in_frame(row) as u64)
    }

    pub fn column(&self, index: usize) -> Result<ArrayRef> {
        let values = self.frame.column(index)?;
        match &self.chosen {
            Some(chosen) => Ok(take(values, &UInt32Array::from(chosen.clone()), None)?),
            None => Ok(values.clone()),
        }
    }

    /// Where in the table the rows are.
    pub fn positions(&self) -> Vec<u64> {
        let positions = self.frame.positions();
        match &self.chosen {
            Some(chosen) => chosen.iter().map(|row| positions[*row as usize]).collect(),
            None => positions.to_vec(),
        }
    }

    /// The keys of the rows.
    pub fn keys(&self) -> Vec<u64> {
        let keys: Vec<u64> = self.frame.keys.iter().collect();
        match &self.chosen {
            Some(chosen) => chosen.iter().map(|row| keys[*row as usize]).collect(),
            None => keys,
        }
    }
}
