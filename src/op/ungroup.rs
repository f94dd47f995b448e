//! A row for each item of lists.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::take::take;

use super::{Flow, Operation};
use crate::error::{Error, Result};
use crate::table::{Change, Column, NO_ROW, RowSet, Snapshot};

/// Each row of the input as many times as its lists have items; the list columns hold one item each, the others what
/// they hold in the input. A null list has no items.
///
/// A row's key is that of the input's row, and then some bits for the position in the list. When a list is longer than
/// these can tell, all rows get new keys.
pub(crate) struct Ungroup {
    /// The list columns in the input.
    lists: Vec<usize>,
    /// Whether shorter lists are filled with nulls.
    null_fill: bool,
    bits: u32,
    flow: Flow,
    schema: SchemaRef,
    result: Snapshot,
}

/// Bits for positions to begin with.
const LEAST_BITS: u32 = 10;

/// The list columns among `columns`, or all list columns. Fails for a column that has no lists.
pub(super) fn lists(input: &Snapshot, columns: &[String]) -> Result<Vec<usize>> {
    let schema = input.schema();
    let is_list = |index: &usize| matches!(schema.field(*index).data_type(), DataType::List(_));
    if columns.is_empty() {
        return Ok((0..schema.fields().len()).filter(is_list).collect());
    }
    let mut lists = Vec::with_capacity(columns.len());
    for column in columns {
        let index = input.column_index(column)?;
        if !is_list(&index) {
            let data_type = schema.field(index).data_type();
            let text = format!("column {column:?} of type {data_type} cannot be ungrouped: expected lists");
            return Err(Error::invalid(text).with("column", column));
        }
        if !lists.contains(&index) {
            lists.push(index);
        }
    }
    Ok(lists)
}

impl Ungroup {
    /// The items of the lists in the columns `lists`, of which there is at least one.
    pub fn new(input: &Snapshot, flow: Flow, lists: Vec<usize>, null_fill: bool) -> Result<Self> {
        let fields = input.schema().fields().iter().enumerate();
        let field = |(index, field): (usize, &Arc<Field>)| match field.data_type() {
            DataType::List(item) if lists.contains(&index) => {
                item.as_ref().clone().with_name(field.name()).with_nullable(true)
            }
            _ => field.as_ref().clone(),
        };
        let schema = Arc::new(Schema::new(fields.map(field).collect::<Vec<_>>()));
        let mut operation = Ungroup {
            lists,
            null_fill,
            bits: LEAST_BITS,
            // An append-only table's rows would get new keys, too.
            flow: if flow == Flow::Append { Flow::Free } else { flow },
            result: Snapshot::empty(schema.clone()),
            schema,
        };
        let sizes = operation.sizes(input, input.row_keys())?;
        operation.rebase(input, &sizes)?;
        let rows = operation.rows(&sizes);
        operation.result = operation.snapshot_of(input, rows);
        Ok(operation)
    }

    /// How many rows there are of each of these rows of the input, by their keys.
    fn sizes(&self, input: &Snapshot, rows: &RowSet) -> Result<Vec<(u64, u64)>> {
        let mut sizes = Vec::with_capacity(rows.len() as usize);
        for piece in input.pieces(rows) {
            let mut of_piece: Vec<u64> = Vec::new();
            for (nth, column) in self.lists.iter().enumerate() {
                let values = input.read(*column, &piece)?;
                let lists = values
                    .as_list_opt::<i32>()
                    .ok_or_else(|| Error::internal("a column of lists has other values"))?;
                let size = |row: usize| {
                    if lists.is_valid(row) {
                        lists.value_length(row) as u64
                    } else {
                        0
                    }
                };
                if nth == 0 {
                    of_piece = (0..lists.len()).map(size).collect();
                    continue;
                }
                for (row, known) in of_piece.iter_mut().enumerate() {
                    let size = size(row);
                    if size != *known && !self.null_fill {
                        return Err(self.uneven(input, piece.key_at(row as u64).unwrap_or(0), *column, *known, size));
                    }
                    *known = size.max(*known);
                }
            }
            sizes.extend(piece.iter().zip(of_piece));
        }
        Ok(sizes)
    }

    fn uneven(&self, input: &Snapshot, row: u64, column: usize, known: u64, size: u64) -> Error {
        let name = |column: usize| input.schema().field(column).name();
        let first = self.lists.first().map_or("", |first| name(*first));
        Error::invalid(format!(
            "the lists of row {row} differ in length: {first:?} has {known} items, {:?} has {size}",
            name(column)
        ))
        .with("row", row)
        .with("column", name(column))
    }

    /// Takes more bits for positions, if lists of these sizes need them; says whether that is so.
    fn rebase(&mut self, input: &Snapshot, sizes: &[(u64, u64)]) -> Result<bool> {
        let longest = sizes.iter().map(|(_, size)| *size).max().unwrap_or(0);
        let needed = u64::BITS - longest.saturating_sub(1).leading_zeros();
        let grows = needed > self.bits;
        if grows {
            // One more, so that growing lists do not have all rows renamed each time.
            self.bits = needed + 1;
        }
        match input.row_keys().last() {
            Some(last) if last.leading_zeros() <= self.bits => Err(Error::unsupported(format!(
                "row key {last} is too large for the rows of lists of {longest} items"
            ))),
            _ => Ok(grows),
        }
    }

    /// The rows of rows of the input of these sizes.
    fn rows(&self, sizes: &[(u64, u64)]) -> RowSet {
        let first = |key: u64| key << self.bits;
        RowSet::from_ranges(sizes.iter().map(|(key, size)| first(*key)..first(*key) + size))
    }

    /// Where the rows of these rows of the input can be.
    fn places(&self, keys: &RowSet) -> RowSet {
        RowSet::from_ranges(
            keys.ranges()
                .map(|range| range.start << self.bits..range.end << self.bits),
        )
    }

    fn snapshot_of(&self, input: &Snapshot, rows: RowSet) -> Snapshot {
        let columns = (0..self.schema.fields().len()).filter_map(|index| {
            let source = input.column(index)?.clone();
            Some(Arc::new(UngroupedColumn {
                source,
                bits: self.bits,
                is_list: self.lists.contains(&index),
            }) as Arc<dyn Column>)
        });
        Snapshot::new(self.schema.clone(), rows, columns.collect())
    }
}

impl Operation for Ungroup {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let before = self.result.clone();
        let old = before.row_keys();
        let touched = change.added.union(&change.modified);
        let mut sizes = self.sizes(&change.after, &touched)?;
        let gone = if self.rebase(&change.after, &sizes)? {
            sizes = self.sizes(&change.after, change.after.row_keys())?;
            old.clone()
        } else {
            old.intersection(&self.places(&change.removed.union(&change.modified)))
        };
        let new = self.rows(&sizes);
        let rows = old.minus(&gone).union(&new);
        self.result = self.snapshot_of(&change.after, rows);
        let change = Change {
            added: new.minus(&gone),
            removed: gone.minus(&new),
            modified: new.intersection(&gone),
            before,
            after: self.result.clone(),
        };
        Ok(change.if_any())
    }
}

/// A column of the input, by row and position.
struct UngroupedColumn {
    source: Arc<dyn Column>,
    bits: u32,
    /// Whether it holds lists, of which this is an item.
    is_list: bool,
}

impl UngroupedColumn {
    /// The items at these positions of the lists of rows; null where a list is shorter.
    fn items(&self, keys: &[u64]) -> Result<ArrayRef> {
        let row_of = |key: u64| if key == NO_ROW { NO_ROW } else { key >> self.bits };
        let mut rows: Vec<u64> = keys.iter().map(|key| row_of(*key)).collect();
        let is_sorted = rows.is_sorted();
        if !is_sorted {
            rows.sort_unstable();
        }
        rows.dedup();
        let values = self.source.gather(&rows)?;
        let lists = values
            .as_list_opt::<i32>()
            .ok_or_else(|| Error::internal("a column of lists has other values"))?;
        let offsets = lists.value_offsets();
        let mut at = 0;
        let positions = keys.iter().map(|key| {
            let row = row_of(*key);
            if is_sorted {
                at += usize::from(rows[at] != row);
            } else {
                at = rows.partition_point(|known| *known < row);
            }
            let position = key & ((1 << self.bits) - 1);
            let size = (offsets[at + 1] - offsets[at]) as u64;
            (lists.is_valid(at) && position < size).then(|| offsets[at] as u32 + position as u32)
        });
        Ok(take(lists.values(), &positions.collect::<UInt32Array>(), None)?)
    }
}

impl Column for UngroupedColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        self.gather(&keys.iter().collect::<Vec<_>>())
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        if self.is_list {
            return self.items(keys);
        }
        let rows = keys
            .iter()
            .map(|key| if *key == NO_ROW { NO_ROW } else { key >> self.bits });
        self.source.gather(&rows.collect::<Vec<_>>())
    }

    fn memory_size(&self) -> usize {
        self.source.memory_size()
    }
}
