//! Rows whose results depend on those before them, taken up in the middle.

use arrow_array::ArrayRef;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;

use super::lanes::Lanes;
use super::rows::{Operand, Rows};
use super::running::Running;
use super::step::Place;
use super::windows::Touched;
use crate::error::Result;
use crate::table::{KeyedStore, NO_ROW, RowSet};

/// Goes over lanes from the first row that was touched, until what is kept of a row is what it was and none behind it was
/// touched.
pub(super) struct Rerun<'a, 'b> {
    pub running: &'a mut dyn Running,
    pub operands: &'a [Operand],
    pub place: &'a Place<'b>,
    pub store: &'a mut KeyedStore,
    /// The rows that hold other values than before, if results are rows.
    pub modified: Option<&'a RowSet>,
}

/// A lane on its way.
struct Course<'a> {
    lane: u32,
    /// The position of the next row.
    next: u64,
    /// What was touched at or behind it.
    touched: &'a [Touched<u64>],
    is_done: bool,
}

/// At first so many rows of a lane are looked at at once, and then ever more.
const FIRST: u64 = 64;

/// So many rows are looked at at once.
const PIECE: u64 = 1 << 16;

impl Rerun<'_, '_> {
    /// Goes over all lanes; adds to `changed` the rows of which something else is kept now.
    pub fn all(&mut self, touched: &[Touched<u64>], changed: &mut Vec<u64>) -> Result<()> {
        let lanes = self.place.lanes;
        let lane = |touched: &[Touched<u64>]| touched.first().map_or(0, |first| first.lane);
        let courses = touched.chunk_by(|left, right| left.lane == right.lane);
        let mut courses: Vec<Course<'_>> = courses
            .map(|touched| Course {
                lane: lane(touched),
                next: touched.first().map_or(0, |first| lanes.rank(first.lane, first.first)),
                touched,
                is_done: false,
            })
            .collect();
        let mut rows = FIRST;
        while !courses.is_empty() {
            let together = (PIECE / rows).max(1) as usize;
            for courses in courses.chunks_mut(together) {
                self.go_on(courses, rows, changed)?;
            }
            courses.retain(|course| !course.is_done);
            rows = (rows * 4).min(PIECE);
        }
        Ok(())
    }

    /// Goes over the next rows of some lanes.
    fn go_on(&mut self, courses: &mut [Course<'_>], rows: u64, changed: &mut Vec<u64>) -> Result<()> {
        let lanes = self.place.lanes;
        let (mut keys, mut before, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for course in courses.iter() {
            let from = keys.len();
            let first = course.next.saturating_sub(1);
            lanes.slice(course.lane, first..course.next + rows, &mut keys);
            before.push(if course.next > 0 && keys.len() > from {
                keys.remove(from)
            } else {
                NO_ROW
            });
            ends.push(keys.len());
        }
        let local = (0..).zip(&ends).flat_map(|(lane, end): (u32, &usize)| {
            let start = if lane == 0 { 0 } else { ends[lane as usize - 1] };
            std::iter::repeat_n(lane, end - start)
        });
        // In the order of the keys reading and writing cost least.
        let mut ordered: Vec<(u64, u32)> = keys.iter().copied().zip(local).collect();
        ordered.sort_unstable();
        let (keys, local): (Vec<u64>, Vec<u32>) = ordered.into_iter().unzip();
        let kept = self.store.columns().map(|column| column.gather(&before));
        self.running.resume(&kept.collect::<Result<Vec<ArrayRef>>>()?)?;
        let values = self
            .operands
            .iter()
            .map(|operand| operand.read(self.place.input, &keys));
        let values: Vec<ArrayRef> = values.collect::<Result<_>>()?;
        let arrays = self.running.run(&Rows {
            lanes: &local,
            count: courses.len(),
            keys: &keys,
            values: &values,
        })?;
        self.running.clear();
        let mut differs = vec![false; keys.len()];
        self.store.replace(&keys, &arrays, &mut differs)?;
        if let (Some(modified), Some(rows)) = (self.modified, arrays.first()) {
            let rows = rows.as_primitive_opt::<UInt64Type>().into_iter().flatten();
            for (differs, row) in differs.iter_mut().zip(rows) {
                *differs |= row.is_some_and(|row| modified.contains(row));
            }
        }
        // The last row of each lane, and whether it differs.
        let mut last = vec![None; courses.len()];
        for ((key, lane), differs) in keys.iter().zip(&local).zip(differs) {
            last[*lane as usize] = Some((*key, differs));
            if differs {
                changed.push(*key);
            }
        }
        for (course, last) in courses.iter_mut().zip(last) {
            course.pass(last, rows, lanes);
        }
        Ok(())
    }
}

impl Course<'_> {
    /// Has gone over so many rows, of which this was the last, with whether it differs.
    fn pass(&mut self, last: Option<(u64, bool)>, rows: u64, lanes: &Lanes) {
        let Some((last, differs)) = last else {
            self.is_done = true;
            return;
        };
        let len = lanes.len(self.lane);
        self.next += rows;
        let behind = self.touched.partition_point(|touched| touched.last <= last);
        self.touched = &self.touched[behind..];
        match self.touched.first() {
            _ if differs => {}
            None => self.next = len,
            // What is near is gone over, too.
            Some(touched) if touched.first > last => {
                let next = lanes.rank(self.lane, touched.first);
                if next > self.next + rows {
                    self.next = next;
                }
            }
            Some(_) => {}
        }
        self.is_done = self.next >= len;
    }
}
