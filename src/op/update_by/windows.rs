//! Windows around the rows that a cycle touches.

use std::ops::Range;

use super::lanes::Lanes;
use super::timelines::Timelines;
use crate::spec::Window;

/// How far a window reaches before its row, and behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    pub reverse: i64,
    pub forward: i64,
}

impl From<&Window> for Reach {
    fn from(window: &Window) -> Self {
        let (reverse, forward) = window.reach();
        Reach { reverse, forward }
    }
}

/// Rows and the windows of some of them.
#[derive(Default)]
pub(super) struct Windows {
    /// The rows, lane by lane, in the order of the lane: all that are in a window, and those that have one.
    pub rows: Vec<u64>,
    /// The rows that have a window.
    pub keys: Vec<u64>,
    /// Their windows, as positions in `rows`. Neither beginnings nor ends go back.
    pub windows: Vec<Range<usize>>,
}

/// So many windows are looked at at once, about.
const PIECE: u64 = 1 << 16;

impl Windows {
    fn is_full(&self) -> bool {
        self.keys.len() as u64 >= PIECE
    }

    /// Hands over what there is.
    fn flush<E>(&mut self, each: &mut impl FnMut(&Windows) -> Result<(), E>) -> Result<(), E> {
        if !self.keys.is_empty() {
            each(self)?;
        }
        self.rows.clear();
        self.keys.clear();
        self.windows.clear();
        Ok(())
    }
}

/// A stretch of a lane in which every row was touched or is gone: by row keys, or by timestamps. Both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Touched<T> {
    pub lane: u32,
    pub first: T,
    pub last: T,
}

impl<T: Copy> Touched<T> {
    /// One row.
    pub fn at(lane: u32, place: T) -> Self {
        Touched {
            lane,
            first: place,
            last: place,
        }
    }
}

/// Calls `each` with the windows, by positions in the lane, of all rows in whose windows one of `touched`, which are in
/// order, is or was.
pub(super) fn by_position<E>(
    lanes: &Lanes,
    reach: Reach,
    touched: &[Touched<u64>],
    mut each: impl FnMut(&Windows) -> Result<(), E>,
) -> Result<(), E> {
    let mut found = Windows::default();
    for of_lane in touched.chunk_by(|left, right| left.lane == right.lane) {
        let lane = of_lane[0].lane;
        let len = lanes.len(lane);
        let within = |position: i64| (position.max(0) as u64).min(len);
        let mut from = 0;
        let mut rest = of_lane.iter().peekable();
        while let Some(touched) = rest.next() {
            let near = |touched: &Touched<u64>| {
                let (first, last) = (lanes.rank(lane, touched.first), lanes.rank(lane, touched.last));
                let start = within((first as i64).saturating_sub(reach.forward.max(0)));
                let end = within((last as i64).saturating_add(reach.reverse.max(1)));
                start..end
            };
            let mut range = near(touched);
            while let Some(touched) = rest.peek() {
                let next = near(touched);
                if next.start > range.end {
                    break;
                }
                range.end = range.end.max(next.end);
                rest.next();
            }
            from = range.start.max(from);
            while from < range.end {
                let to = range.end.min(from + PIECE);
                found.add_positions(lanes, lane, reach, from..to, &within);
                if found.is_full() {
                    found.flush(&mut each)?;
                }
                from = to;
            }
        }
    }
    found.flush(&mut each)
}

impl Windows {
    /// Adds the windows of the rows at these positions of a lane.
    fn add_positions(
        &mut self,
        lanes: &Lanes,
        lane: u32,
        reach: Reach,
        positions: Range<u64>,
        within: &impl Fn(i64) -> u64,
    ) {
        let start = |position: u64| within((position as i64 + 1).saturating_sub(reach.reverse));
        let end = |position: u64| within((position as i64 + 1).saturating_add(reach.forward));
        let first = positions.start.min(start(positions.start));
        let last = positions.end.max(end(positions.end - 1));
        let base = self.rows.len();
        lanes.slice(lane, first..last, &mut self.rows);
        for position in positions {
            let at = |position: u64| base + (position - first) as usize;
            self.keys.push(self.rows[at(position)]);
            self.windows.push(at(start(position))..at(end(position)));
        }
    }
}

/// Calls `each` with the windows, by timestamp, of all rows in whose windows one of `touched`, which are in order, is or
/// was.
pub(super) fn by_time<E>(
    lines: &Timelines,
    reach: Reach,
    touched: &[Touched<i64>],
    mut each: impl FnMut(&Windows) -> Result<(), E>,
) -> Result<(), E> {
    let mut found = Windows::default();
    let (before, behind) = (reach.forward.max(0), reach.reverse.max(0));
    for of_lane in touched.chunk_by(|left, right| left.lane == right.lane) {
        let Some(line) = lines.line(of_lane[0].lane) else {
            continue;
        };
        let mut rest = of_lane.iter().peekable();
        while let Some(touched) = rest.next() {
            let low = touched.first.saturating_sub(before);
            let mut high = touched.last.saturating_add(behind);
            while let Some(touched) = rest.next_if(|touched| touched.first.saturating_sub(before) <= high) {
                high = high.max(touched.last.saturating_add(behind));
            }
            let mut of_range: Vec<(i64, u64)> = Vec::new();
            let inside = line.from(line.place(|(known, _)| *known < low));
            for row in inside.take_while(|(time, _)| *time <= high) {
                of_range.push(*row);
                if of_range.len() as u64 == PIECE {
                    found.add_times(line, reach, &of_range);
                    found.flush(&mut each)?;
                    of_range.clear();
                }
            }
            found.add_times(line, reach, &of_range);
            if found.is_full() {
                found.flush(&mut each)?;
            }
        }
    }
    found.flush(&mut each)
}

impl Windows {
    /// Adds the windows of these rows of a line, which are next to each other.
    fn add_times(&mut self, line: &Line, reach: Reach, rows: &[(i64, u64)]) {
        let (Some((first, _)), Some((last, _))) = (rows.first(), rows.last()) else {
            return;
        };
        let start = |time: i64| time.saturating_sub(reach.reverse);
        let end = |time: i64| time.saturating_add(reach.forward);
        let base = self.rows.len();
        let all: Vec<(i64, u64)> = line
            .from(line.place(|(known, _)| *known < start(*first)))
            .take_while(|(time, _)| *time <= end(*last))
            .copied()
            .collect();
        self.rows.extend(all.iter().map(|(_, row)| *row));
        let (mut from, mut to) = (0, 0);
        for (time, row) in rows {
            while to < all.len() && all[to].0 <= end(*time) {
                to += 1;
            }
            while from < to && all[from].0 < start(*time) {
                from += 1;
            }
            self.keys.push(*row);
            self.windows.push(base + from..base + to);
        }
    }
}

type Line = crate::op::join::ordered::Ordered<(i64, u64)>;
