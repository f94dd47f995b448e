//! Columns that are a few runs of numbers: a partition is the same number for a whole fetch, an offset counts up.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, Int64Array};

use super::Chunk;

/// A column of fewer rows stays in runs whatever their number: it will be joined with others.
const SHORT: usize = 1024;

/// The Arrow type of a run column, and how its values go on inside a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunType {
    /// `Int32`, the same value all through a run.
    Constant,
    /// `Int64`, one more from row to row.
    Counting,
}

/// An immutable column of runs.
#[derive(Clone, Debug)]
pub(crate) struct Runs {
    run_type: RunType,
    runs: Arc<[Run]>,
}

/// Rows up to `end` (exclusive), the first of which holds `start`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Run {
    start: i64,
    end: u32,
}

impl Runs {
    pub fn len(&self) -> usize {
        self.runs.last().map_or(0, |run| run.end as usize)
    }

    pub fn run_type(&self) -> RunType {
        self.run_type
    }

    /// The values at `range` as an ordinary Arrow array.
    pub fn to_array(&self, range: Range<usize>) -> ArrayRef {
        let values = self.pieces(range.clone());
        match self.run_type {
            RunType::Constant => {
                let mut array = Vec::with_capacity(range.len());
                values.for_each(|(start, rows)| array.resize(array.len() + rows, start as i32));
                Arc::new(Int32Array::from(array))
            }
            RunType::Counting => {
                let mut array = Vec::with_capacity(range.len());
                values.for_each(|(start, rows)| array.extend(start..start + rows as i64));
                Arc::new(Int64Array::from(array))
            }
        }
    }

    /// The parts of the runs that lie in `range`, as (first value, number of rows).
    fn pieces(&self, range: Range<usize>) -> impl Iterator<Item = (i64, usize)> + '_ {
        let first = self.runs.partition_point(|run| run.end as usize <= range.start);
        let begin = if first == 0 {
            0
        } else {
            self.runs[first - 1].end as usize
        };
        let step = i64::from(self.run_type == RunType::Counting);
        self.runs[first..]
            .iter()
            .scan(begin, move |begin, run| {
                let rows = *begin..run.end as usize;
                *begin = rows.end;
                Some((run.start, rows))
            })
            .take_while(move |(_, rows)| rows.start < range.end)
            .map(move |(start, rows)| {
                let (from, to) = (rows.start.max(range.start), rows.end.min(range.end));
                (start + step * (from - rows.start) as i64, to - from)
            })
    }

    pub fn memory_size(&self) -> usize {
        size_of_val(&*self.runs)
    }
}

/// Collects runs row by row or run by run; adjacent runs that go on are one.
#[derive(Debug)]
pub(crate) struct RunsBuilder {
    run_type: RunType,
    runs: Vec<Run>,
}

impl RunsBuilder {
    pub fn new(run_type: RunType) -> Self {
        RunsBuilder {
            run_type,
            runs: Vec::new(),
        }
    }

    pub fn len(&self) -> usize {
        self.runs.last().map_or(0, |run| run.end as usize)
    }

    /// Adds `rows` rows, the first of which holds `start`. A column has fewer than 2^32 rows.
    pub fn push(&mut self, start: i64, rows: usize) {
        if rows == 0 {
            return;
        }
        let begin = self.len();
        let end = (begin + rows) as u32;
        let run_begin = if self.runs.len() < 2 {
            0
        } else {
            self.runs[self.runs.len() - 2].end as usize
        };
        match (self.runs.last_mut(), self.run_type) {
            (Some(last), RunType::Constant) if last.start == start => last.end = end,
            (Some(last), RunType::Counting) if last.start + (begin - run_begin) as i64 == start => {
                last.end = end;
            }
            _ => self.runs.push(Run { start, end }),
        }
    }

    /// Cuts back to `len` rows.
    pub fn truncate(&mut self, len: usize) {
        if let Some(last) = self.runs.iter().position(|run| run.end as usize >= len) {
            self.runs.truncate(last + 1);
            self.runs[last].end = len as u32;
        }
        if len == 0 {
            self.runs.clear();
        }
    }

    pub fn extend(&mut self, runs: &Runs, range: Range<usize>) {
        runs.pieces(range).for_each(|(start, rows)| self.push(start, rows));
    }

    /// The column so far; the builder is empty afterwards. Runs that would be larger than the array are not kept.
    pub fn finish(&mut self) -> Chunk {
        let runs = Runs {
            run_type: self.run_type,
            runs: std::mem::take(&mut self.runs).into(),
        };
        let rows = runs.len();
        if rows >= SHORT && runs.memory_size() > rows * size_of::<i64>() {
            return Chunk::Array(runs.to_array(0..rows));
        }
        Chunk::Runs(runs)
    }
}
