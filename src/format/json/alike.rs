//! Records that look like the one before: the same fields in the same order, and the same between their values.
//!
//! Most topics hold little else. Such a record is a row of texts that are known, with values between them: it is read
//! without asking which field comes next, and inner objects cost nothing. What a record looks like is learned from one
//! that the general reader took, which also reads all that look otherwise.
//!
//! Whether texts of columns of text are UTF-8 is not looked at here: the columns tell it of many at once.

use super::super::lead::Lead;
use super::super::plan::Plan;
use super::cell;
use super::cursor::{Cursor, MAX_DEPTH};
use super::{ColumnBuilder, Parsed, short};

/// Records of more values are not learned.
const MAX_VALUES: usize = 4096;
/// The column of values that no column has.
const NOBODY: usize = usize::MAX;
/// So many times at most is the time doubled until a record is learned again.
const MAX_DOUBLINGS: u32 = 10;

/// What records look like, as far as is known.
#[derive(Clone, Default)]
pub(super) struct Alike {
    shape: Option<Shape>,
    /// How many records in a row looked otherwise.
    missed: u32,
    /// How often a shape was learned, or sought, that no other record had.
    fruitless: u32,
    /// How many records go by until one is learned.
    pause: u32,
}

/// The values of a record, and what is between them.
#[derive(Clone)]
struct Shape {
    values: Vec<Place>,
    /// What follows the last value.
    end: Box<[u8]>,
    /// The columns without a value.
    missing: Vec<usize>,
}

/// The place of a value.
#[derive(Clone)]
struct Place {
    /// What is between the value before and this one.
    lead: Lead,
    /// The column that holds it; [`NOBODY`] if nobody wants the value.
    column: usize,
}

impl Alike {
    /// Reads a record, with which `window` begins, into a new row, the one at `base`, if it looks like those before and its
    /// values are good; false, and there is no row, if not.
    #[inline]
    pub fn read(&mut self, window: &[u8], len: usize, columns: &mut [ColumnBuilder], base: usize) -> bool {
        let Some(shape) = &self.shape else {
            return false;
        };
        if shape.read(window, len, columns).is_some() {
            (self.missed, self.fruitless) = (0, 0);
            return true;
        }
        self.missed += 1;
        columns.iter_mut().for_each(|column| column.truncate(base));
        false
    }

    /// Learns from a good record which looked otherwise, unless that has been in vain of late.
    #[inline]
    pub fn learn(&mut self, record: &[u8], plan: &Plan, columns: usize) {
        // One that is different between many that are alike is nothing to learn from.
        if self.shape.is_some() && self.missed < 2 {
            return;
        }
        if self.pause > 0 {
            self.shape = None;
            self.pause -= 1;
            return;
        }
        self.shape = Shape::of(record, plan, columns);
        self.missed = 0;
        self.pause = (1 << self.fruitless) - 1;
        self.fruitless = (self.fruitless + 1).min(MAX_DOUBLINGS);
    }
}

impl Shape {
    /// What a good record looks like; none if it is one that only the general reader can read.
    #[cold]
    fn of(record: &[u8], plan: &Plan, columns: usize) -> Option<Shape> {
        let mut cursor = Cursor::new(record);
        cursor.skip_space();
        let mut sight = Sight {
            plan,
            cursor,
            start: 0,
            values: Vec::new(),
            nodes: Vec::new(),
        };
        sight.object(0).ok()??;
        let Sight { values, start, .. } = sight;
        let has = |column: &usize| values.iter().any(|place| place.column == *column);
        let missing = (0..columns).filter(|column| !has(column)).collect();
        let end = record[start..].into();
        (!values.is_empty()).then_some(Shape { values, end, missing })
    }

    /// None if the record looks otherwise, or a value is not good.
    #[inline]
    fn read(&self, window: &[u8], len: usize, columns: &mut [ColumnBuilder]) -> Option<()> {
        // What is behind the record may be looked at: if it were read as a part of it, the end below would not be there.
        let mut at = 0;
        for Place { lead, column } in &self.values {
            if !lead.is_at(window, at) {
                return None;
            }
            at += lead.len();
            let ahead = window.get(at..).and_then(<[u8]>::first_chunk);
            at = match columns.get_mut(*column) {
                Some(column) => match ahead.and_then(|ahead| short::read(ahead, column)) {
                    Some(len) => at + len,
                    None => read_rare(window.get(..len)?, at, column)?,
                },
                None => skip(window.get(..len)?, at)?,
            };
        }
        if window.get(at..len)? != &*self.end {
            return None;
        }
        for column in &self.missing {
            columns[*column].push_null();
        }
        Some(())
    }
}

/// A record whose look is learned.
struct Sight<'a> {
    plan: &'a Plan,
    cursor: Cursor<'a>,
    /// Where the last value ends.
    start: usize,
    values: Vec<Place>,
    /// The nodes of the objects so far.
    nodes: Vec<usize>,
}

impl Sight<'_> {
    /// Adds the values of the object at the cursor, of which a node tells what is wanted.
    fn object(&mut self, node: usize) -> Parsed<Option<()>> {
        // Of a repeated field the last one counts, as a whole.
        if self.cursor.peek() != b'{' || self.nodes.contains(&node) || self.nodes.len() == MAX_DEPTH {
            return Ok(None);
        }
        self.nodes.push(node);
        self.cursor.at += 1;
        let node = &self.plan.nodes[node];
        for member in 0.. {
            let Some(key) = self.cursor.next_key(member)? else {
                break;
            };
            if key.escaped || self.values.len() == MAX_VALUES {
                return Ok(None);
            }
            let want = node.fields.get(key.raw).map(|want| &node.wants[*want]);
            let column = match want.map(|want| (want.columns.as_slice(), want.inside)) {
                None => None,
                Some((&[column], None)) => Some(column),
                Some((&[], Some(inside))) => match self.object(inside)? {
                    Some(()) => continue,
                    None => return Ok(None),
                },
                Some(_) => return Ok(None),
            };
            if column.is_some_and(|column| self.values.iter().any(|place| place.column == column)) {
                return Ok(None);
            }
            let lead = Lead::new(&self.cursor.bytes[self.start..self.cursor.at]);
            let column = column.unwrap_or(NOBODY);
            self.values.push(Place { lead, column });
            self.cursor.skip_value()?;
            self.start = self.cursor.at;
        }
        self.cursor.at += 1;
        Ok(Some(()))
    }
}

/// Reads any value of a record into a new row, and tells where it ends; none if it is not good.
fn read_rare(record: &[u8], start: usize, column: &mut ColumnBuilder) -> Option<usize> {
    let mut cursor = cursor_at(record, start)?;
    if !cell::read_common(&mut cursor, column).ok()? {
        cell::read(&mut cursor, column, 0).ok()?;
    }
    // Others are looked at later.
    let is_text = column.texts().is_some() || simdutf8::basic::from_utf8(&record[start..cursor.at]).is_ok();
    is_text.then_some(cursor.at)
}

/// Tells where any value of a record ends; none if it is not good.
fn skip(record: &[u8], start: usize) -> Option<usize> {
    let mut cursor = cursor_at(record, start)?;
    cursor.skip_value().ok()?;
    Some(cursor.at)
}

/// None behind the end.
fn cursor_at(record: &[u8], at: usize) -> Option<Cursor<'_>> {
    (at <= record.len()).then_some(Cursor { bytes: record, at })
}

#[cfg(test)]
mod tests;
