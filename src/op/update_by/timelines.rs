//! The rows of each group, in the order of their timestamps.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, TimestampNanosecondType};
use arrow_array::{Array, ArrayRef};

use crate::error::{Error, Result};
use crate::op::join::ordered::Ordered;
use crate::table::{RowSet, Snapshot};

/// The rows of each lane by timestamp, and of equal ones by row key. Rows without a timestamp are in none.
///
/// Where rows only come, those that are far before the last one of their lane are forgotten: they are needed for a late row
/// alone, for which all have to be found again.
pub(super) struct Timelines {
    /// The column of the timestamps.
    pub column: usize,
    lines: Vec<Ordered<(i64, u64)>>,
    /// How far before a row others are needed, if the rest may be forgotten.
    memory: Option<i64>,
    /// The timestamp from which on each lane has all rows.
    complete_from: Vec<i64>,
    has_gaps: bool,
}

impl Timelines {
    /// Lines without rows. With a `memory` rows may be forgotten that are so far before the last one.
    pub fn new(column: usize, memory: Option<i64>) -> Self {
        Timelines {
            column,
            lines: Vec::new(),
            memory,
            complete_from: Vec::new(),
            has_gaps: false,
        }
    }

    /// Whether a row has come for which rows would be needed that were forgotten.
    pub fn has_gaps(&self) -> bool {
        self.has_gaps
    }

    /// Forgets rows of these lanes that are far before their last ones.
    pub fn forget(&mut self, lanes: impl Iterator<Item = u32>) {
        let Some(memory) = self.memory else { return };
        for lane in lanes.map(|lane| lane as usize) {
            let Some(line) = self.lines.get_mut(lane) else { continue };
            let Some((last, _)) = line.last() else { continue };
            let oldest = last.saturating_sub(memory);
            if let Some((gone, _)) = line.forget(|(time, _)| *time < oldest) {
                self.complete_from[lane] = gone.saturating_add(1);
            }
        }
    }

    /// The rows of a lane.
    pub fn line(&self, lane: u32) -> Option<&Ordered<(i64, u64)>> {
        self.lines.get(lane as usize)
    }

    /// Adds rows to their lanes; gives their timestamps.
    pub fn add(&mut self, input: &Snapshot, lanes: &[u32], rows: &RowSet) -> Result<Vec<Option<i64>>> {
        let times = times(&input.read(self.column, rows)?)?;
        let room = lanes.iter().max().map_or(0, |last| *last as usize + 1);
        if self.lines.len() < room {
            self.lines.resize_with(room, Ordered::default);
            self.complete_from.resize(room, i64::MIN);
        }
        for ((lane, row), time) in lanes.iter().zip(rows.iter()).zip(&times) {
            if let Some(time) = time {
                let needed = time.saturating_sub(self.memory.unwrap_or(0));
                self.has_gaps |= needed < self.complete_from[*lane as usize];
                self.lines[*lane as usize].insert((*time, row));
            }
        }
        Ok(times)
    }

    /// Takes rows from their lanes; gives the timestamps that they had.
    pub fn remove(&mut self, before: &Snapshot, lanes: &[u32], rows: &RowSet) -> Result<Vec<Option<i64>>> {
        let times = times(&before.read(self.column, rows)?)?;
        for ((lane, row), time) in lanes.iter().zip(rows.iter()).zip(&times) {
            if let (Some(time), Some(line)) = (time, self.lines.get_mut(*lane as usize)) {
                line.remove(&(*time, row));
            }
        }
        Ok(times)
    }
}

/// Timestamps, Instants or longs, as numbers.
pub(super) fn times(values: &ArrayRef) -> Result<Vec<Option<i64>>> {
    if let Some(instants) = values.as_primitive_opt::<TimestampNanosecondType>() {
        return Ok(instants.iter().collect());
    }
    let longs = values.as_primitive_opt::<Int64Type>();
    let longs = longs.ok_or_else(|| Error::internal(format!("timestamps of type {}", values.data_type())))?;
    Ok(longs.iter().collect())
}
