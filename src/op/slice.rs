//! Rows by their positions.

use std::ops::Range;

use super::blink::Keep;
use super::{Flow, Operation};
use crate::error::{Error, Result};
use crate::table::{Change, RowSet, Snapshot};

/// Which positions of a table, whatever its size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    first: Bound,
    end: Bound,
}

/// A position of a table of some size.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Bound {
    /// So many rows after the first one.
    FromStart(u64),
    /// So many rows before the end.
    FromEnd(u64),
    /// A part of all rows, rounded down.
    Down(f64),
    /// A part of all rows, rounded up.
    Up(f64),
    /// A part of all rows, rounded up, before the end.
    UpFromEnd(f64),
}

impl Bound {
    fn position(self, size: u64) -> u64 {
        match self {
            Bound::FromStart(rows) => rows.min(size),
            Bound::FromEnd(rows) => size.saturating_sub(rows),
            Bound::Down(fraction) => (fraction * size as f64).floor() as u64,
            Bound::Up(fraction) => ((fraction * size as f64).ceil() as u64).min(size),
            Bound::UpFromEnd(fraction) => size.saturating_sub((fraction * size as f64).ceil() as u64),
        }
    }
}

impl Span {
    fn head(rows: i64) -> Result<Self> {
        Ok(Span {
            first: Bound::FromStart(0),
            end: Bound::FromStart(size(rows)?),
        })
    }

    fn tail(rows: i64) -> Result<Self> {
        Ok(Span {
            first: Bound::FromEnd(size(rows)?),
            end: Bound::FromEnd(0),
        })
    }

    /// The first part of all rows.
    pub fn head_pct(fraction: f64) -> Result<Self> {
        Ok(Span {
            first: Bound::FromStart(0),
            end: Bound::Up(part(fraction)?),
        })
    }

    /// The last part of all rows.
    pub fn tail_pct(fraction: f64) -> Result<Self> {
        Ok(Span {
            first: Bound::UpFromEnd(part(fraction)?),
            end: Bound::FromEnd(0),
        })
    }

    /// From the position `first` up to `last`, which is not in; negative ones count from the end, and so does a `last` of
    /// 0 with a negative `first`.
    pub fn rows(first: i64, last: i64) -> Result<Self> {
        if (first < 0 || last >= 0) && last < first {
            return Err(Error::invalid(format!(
                "slice({first}, {last}): the first position {first} is after the last position {last}"
            )));
        }
        let bound = |position: i64, from_end: bool| match (position, from_end) {
            (position, true) => Bound::FromEnd(position.unsigned_abs()),
            (position, false) => Bound::FromStart(position.unsigned_abs()),
        };
        Ok(Span {
            first: bound(first, first < 0),
            end: bound(last, last < 0 || first < 0 && last == 0),
        })
    }

    /// From a part of all rows up to another one.
    pub fn pct(first: f64, last: f64) -> Result<Self> {
        Ok(Span {
            first: Bound::Down(part(first)?),
            end: Bound::Down(part(last)?),
        })
    }

    fn positions(self, size: u64) -> Range<u64> {
        self.first.position(size)..self.end.position(size)
    }

    /// Whether a row that is in stays in while rows come at the end.
    fn keeps(self) -> bool {
        matches!(self.first, Bound::FromStart(_)) && !matches!(self.end, Bound::FromEnd(rows) if rows > 0)
            || self.first == Bound::Down(0.0) && matches!(self.end, Bound::Down(_))
    }
}

fn size(rows: i64) -> Result<u64> {
    u64::try_from(rows).map_err(|_| Error::invalid(format!("the number of rows must not be negative: {rows}")))
}

fn part(fraction: f64) -> Result<f64> {
    if fraction.is_nan() {
        return Ok(0.0);
    }
    if !(0.0..=1.0).contains(&fraction) {
        return Err(Error::invalid(format!(
            "the part of the rows must be between 0 and 1: {fraction}"
        )));
    }
    Ok(fraction)
}

/// The first rows; of a blink table the first ones that it has from now on.
pub(crate) fn head(input: &Snapshot, flow: Flow, rows: i64) -> Result<Box<dyn Operation>> {
    let span = Span::head(rows)?;
    if flow == Flow::Blink {
        return Ok(Box::new(Keep::first(input, size(rows)?)?));
    }
    slice(input, flow, span)
}

/// The last rows; of a blink table the last ones that it has had.
pub(crate) fn tail(input: &Snapshot, flow: Flow, rows: i64) -> Result<Box<dyn Operation>> {
    let span = Span::tail(rows)?;
    if flow == Flow::Blink {
        return Ok(Box::new(Keep::last(input, size(rows)?)?));
    }
    slice(input, flow, span)
}

/// The rows at some positions.
pub(crate) fn slice(input: &Snapshot, flow: Flow, span: Span) -> Result<Box<dyn Operation>> {
    if flow == Flow::Blink {
        return Err(Error::unsupported(
            "the rows of a blink table have no lasting positions: make it append-only first (blinkToAppendOnly)",
        ));
    }
    Ok(Box::new(Slice::new(input, flow, span)))
}

/// The rows of the input at some positions, under their keys.
struct Slice {
    span: Span,
    flow: Flow,
    result: Snapshot,
}

impl Slice {
    fn new(input: &Snapshot, flow: Flow, span: Span) -> Self {
        Slice {
            span,
            flow: match flow {
                Flow::Append if !span.keeps() => Flow::Free,
                flow => flow,
            },
            result: input.with_rows(span.rows_of(input.row_keys())),
        }
    }
}

impl Span {
    fn rows_of(self, rows: &RowSet) -> RowSet {
        rows.slice(self.positions(rows.len()))
    }
}

impl Operation for Slice {
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
        // Both are parts of sets that share what the change leaves alone.
        let rows = self.span.rows_of(change.after.row_keys());
        // Positions that stay the same rows are most often no other rows at all.
        let same = rows == *old;
        let (added, removed) = if same {
            (RowSet::empty(), RowSet::empty())
        } else {
            (rows.minus(old), old.minus(&rows))
        };
        let modified = change.modified.intersection(&rows).intersection(old);
        let after = change.after.with_rows(rows);
        self.result = after.clone();
        let change = Change {
            added,
            removed,
            modified,
            before,
            after,
        };
        Ok(change.if_any())
    }
}
