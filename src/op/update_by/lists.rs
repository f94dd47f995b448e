//! Windows as lists, which are made when they are read.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, FieldRef};

use super::lanes::Lanes;
use super::output::Output;
use super::rolling::Rolling;
use super::rows::Rows;
use super::step::Place;
use super::timelines::times;
use super::windows::{Reach, Windows};
use crate::error::{Error, Result};
use crate::op::lists::lists_of;
use crate::table::{Column, RowSet};

/// A kernel that keeps, of each window, its first and its last row in the order of the table: behind the last one is the
/// first one of a window without rows.
#[derive(Default)]
pub(super) struct Spans {
    /// The last rows of each lane.
    lanes: Vec<std::collections::VecDeque<u64>>,
}

/// The span of a window without rows.
const NOTHING: (u64, u64) = (1, 0);

impl Spans {
    fn arrays(spans: impl ExactSizeIterator<Item = (u64, u64)>) -> Vec<ArrayRef> {
        let mut first = Output::<UInt64Type>::with_capacity(spans.len());
        let mut last = Output::<UInt64Type>::with_capacity(spans.len());
        for (from, to) in spans {
            first.push(Some(from));
            last.push(Some(to));
        }
        vec![first.finish(), last.finish()]
    }
}

impl Rolling for Spans {
    fn kept(&self) -> Vec<DataType> {
        vec![DataType::UInt64; 2]
    }

    fn windows(&self, windows: &Windows, _: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
        // By time, the rows of a window may be in any order.
        let in_order = windows.rows.is_sorted();
        Ok(Self::arrays(windows.windows.iter().map(|window| {
            let rows = &windows.rows[window.clone()];
            match (rows.first(), rows.last()) {
                (Some(first), Some(last)) if in_order || rows.is_sorted() => (*first, *last),
                (Some(_), Some(_)) => rows
                    .iter()
                    .fold((u64::MAX, 0), |(first, last), row| (first.min(*row), last.max(*row))),
                _ => NOTHING,
            }
        })))
    }

    fn clear(&mut self) {
        self.lanes.clear();
    }

    fn run(&mut self, rows: &Rows<'_>, reach: Reach) -> Result<Vec<ArrayRef>> {
        if self.lanes.len() < rows.count {
            self.lanes.resize_with(rows.count, Default::default);
        }
        let reverse = usize::try_from(reach.reverse).unwrap_or(0);
        let behind = usize::try_from(-reach.forward).unwrap_or(0);
        let mut span = |(lane, key): (&u32, &u64)| {
            let lane = &mut self.lanes[*lane as usize];
            lane.push_back(*key);
            if lane.len() > reverse {
                lane.pop_front();
            }
            let last = lane.len().checked_sub(1 + behind).and_then(|last| lane.get(last));
            match (lane.front(), last) {
                (Some(first), Some(last)) => (*first, *last),
                _ => NOTHING,
            }
        };
        let spans: Vec<(u64, u64)> = rows.lanes.iter().zip(rows.keys).map(&mut span).collect();
        Ok(Self::arrays(spans.into_iter()))
    }
}

/// A list for each row: the values of a source in the rows of its window.
pub(super) struct WindowColumn {
    /// The first and the last row of each row's window; null where it has none.
    spans: [Arc<dyn Column>; 2],
    lanes: Lanes,
    /// The lane of each row, if there are several.
    lane_of: Option<Arc<dyn Column>>,
    /// The timestamps, if windows go by them: rows between the first and the last one may be of another time.
    times: Option<(Arc<dyn Column>, Reach)>,
    source: Arc<dyn Column>,
    item: FieldRef,
}

impl WindowColumn {
    /// The values of `source` in the windows with these spans; none if those are not two columns.
    pub fn new(
        spans: Vec<Arc<dyn Column>>,
        place: &Place<'_>,
        times: Option<(Arc<dyn Column>, Reach)>,
        source: Arc<dyn Column>,
        item: FieldRef,
    ) -> Option<Self> {
        Some(WindowColumn {
            spans: spans.try_into().ok()?,
            lanes: place.lanes.clone(),
            lane_of: place.lane_of.clone(),
            times,
            source,
            item,
        })
    }

    fn lists(&self, keys: &[u64], read: impl Fn(&dyn Column) -> Result<ArrayRef>) -> Result<ArrayRef> {
        let [first, last] = [read(&*self.spans[0])?, read(&*self.spans[1])?];
        let (Some(first), Some(last)) = (
            first.as_primitive_opt::<UInt64Type>(),
            last.as_primitive_opt::<UInt64Type>(),
        ) else {
            return Err(Error::internal("the rows of windows are no row keys"));
        };
        let lane_of = self.lane_of.as_ref().map(|lanes| read(&**lanes)).transpose()?;
        let lane_of = lane_of
            .as_ref()
            .and_then(|lanes| lanes.as_primitive_opt::<UInt64Type>());
        let (mut rows, mut sizes) = (Vec::new(), Vec::with_capacity(keys.len()));
        for row in 0..keys.len() {
            let start = rows.len();
            if first.is_valid(row) && first.value(row) <= last.value(row) {
                let lane = lane_of.map_or(0, |lanes| lanes.value(row) as u32);
                let from = self.lanes.rank(lane, first.value(row));
                let to = self.lanes.rank(lane, last.value(row)) + 1;
                self.lanes.slice(lane, from..to, &mut rows);
            }
            sizes.push(rows.len() - start);
        }
        if let Some((column, reach)) = &self.times {
            let centers = times(&read(&**column)?)?;
            (rows, sizes) = within(&centers, &times(&column.gather(&rows)?)?, *reach, &rows, &sizes);
        }
        lists_of(&self.item, &*self.source, &rows, sizes, first.nulls().cloned())
    }
}

/// Of the rows of each window, those whose timestamps are in it, in the order of these.
fn within(
    centers: &[Option<i64>],
    times: &[Option<i64>],
    reach: Reach,
    rows: &[u64],
    sizes: &[usize],
) -> (Vec<u64>, Vec<usize>) {
    let (mut chosen, mut lengths) = (Vec::with_capacity(rows.len()), Vec::with_capacity(sizes.len()));
    let mut start = 0;
    for (center, size) in centers.iter().zip(sizes) {
        let before = chosen.len();
        if let Some(center) = center {
            let range = center.saturating_sub(reach.reverse)..=center.saturating_add(reach.forward);
            let of_window = times[start..start + size].iter().zip(&rows[start..start + size]);
            let mut inside: Vec<(i64, u64)> = of_window
                .filter_map(|(time, row)| time.filter(|time| range.contains(time)).map(|time| (time, *row)))
                .collect();
            if !inside.is_sorted() {
                inside.sort_unstable();
            }
            chosen.extend(inside.into_iter().map(|(_, row)| row));
        }
        lengths.push(chosen.len() - before);
        start += size;
    }
    (chosen, lengths)
}

impl Column for WindowColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        self.lists(&keys.iter().collect::<Vec<_>>(), |column| column.read(keys))
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        self.lists(keys, |column| column.gather(keys))
    }

    /// What the source holds is the source's.
    fn memory_size(&self) -> usize {
        let spans: usize = self.spans.iter().map(|column| column.memory_size()).sum();
        spans + self.lanes.memory_size() + self.lane_of.as_ref().map_or(0, |lanes| lanes.memory_size())
    }
}
