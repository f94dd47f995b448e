//! JSON objects into columns.
//!
//! A decoder is compiled from the columns and their mapping into a [`Plan`](super::plan::Plan): a tree of the fields that are wanted. A
//! record is read once, from front to back; wanted values go straight into their columns, others are checked and
//! stepped over. Records that look like the one before are read [without asking](alike) which field comes next. Of
//! others, the text between two values (`,"price":`) is predicted from the record before, one comparison a field.
//!
//! The rules of conversion are those of the mirrored API's `jsonSpec`, but a value that does not fit its column makes
//! the record a bad one. Every row begins with all columns at one length; a bad record is undone by cutting them
//! back.

mod alike;
mod cell;
mod cursor;
mod fault;
mod number;
mod object;
mod short;
mod text;

use std::collections::BTreeMap;

pub(super) use self::cell::{expected, read_json, read_text};
pub(super) use self::cursor::MAX_DEPTH;
pub(super) use self::fault::{Fault, Parsed};
pub(super) use self::number::TextNumber;
pub(crate) use self::object::ObjectDecoder;

use self::alike::Alike;
use self::cursor::Cursor;
use super::lead::Predictions;
use super::plan::{Plan, Row};
use super::rows::{Reason, add_rows, as_text, look_at_texts_later};
use super::{BadRecord, ColumnBuilder, Decoder, Format, Payloads};
use crate::error::{Error, Result};
use crate::spec::ColumnSpec;

#[derive(Clone)]
pub(crate) struct JsonDecoder {
    columns: Vec<ColumnSpec>,
    plan: Plan,
    predictions: Vec<Predictions>,
    alike: Alike,
}

impl JsonDecoder {
    pub fn new(columns: &[ColumnSpec], mapping: &BTreeMap<String, String>) -> Result<Self> {
        if columns.is_empty() {
            return Err(Error::invalid("a JSON spec needs at least one column"));
        }
        for column in columns {
            Format::Json.check(Some(&column.name), &column.column_type)?;
        }
        let plan = Plan::new(columns, mapping)?;
        log::debug!("JSON is read as\n{plan}");
        let predictions = plan.nodes.iter().map(|_| Predictions::default()).collect();
        Ok(JsonDecoder {
            columns: columns.to_vec(),
            plan,
            predictions,
            alike: Alike::default(),
        })
    }

    /// Reads one record into one new row.
    fn record(&mut self, payload: &[u8], columns: &mut [ColumnBuilder], base: usize) -> Parsed<()> {
        let mut reader = Reader {
            row: Row::new(&self.plan, columns, base),
            predictions: &mut self.predictions,
        };
        let mut cursor = Cursor::new(payload);
        cursor.skip_space();
        match cursor.peek() {
            b'{' => reader.object(&mut cursor, 0)?,
            b'[' => reader.array(&mut cursor, 0)?,
            _ if cursor.at_end() => {}
            // A scalar has no fields, but it must be one: a number or a word ends with a blank.
            first => {
                cursor.skip_value()?;
                if first != b'"' && !cursor.at_end() && !matches!(cursor.peek(), b' ' | b'\t' | b'\r' | b'\n') {
                    return Err(cursor.unexpected("the end of the value"));
                }
            }
        }
        reader.row.fill();
        Ok(())
    }
}

impl Decoder for JsonDecoder {
    fn columns(&self) -> Vec<ColumnSpec> {
        self.columns.clone()
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        look_at_texts_later(columns, bad, |checked, columns, bad| {
            add_rows(payloads.windows(), columns, bad, |(window, len), columns, row| {
                // What is read by its likeness may be no UTF-8.
                if !checked && self.alike.read(window, len, columns, row) {
                    return Ok::<(), Reason>(());
                }
                let record = as_text(&window[..len], false);
                self.record(&record, columns, row)
                    .map_err(|fault| fault.into_reason(&self.columns))?;
                self.alike.learn(&record, &self.plan, columns.len());
                Ok(())
            });
        });
    }
}

/// Reads one record into one row.
struct Reader<'a> {
    row: Row<'a>,
    predictions: &'a mut [Predictions],
}

impl Reader<'_> {
    /// Reads the object at the cursor, of which `node` tells what is wanted.
    fn object(&mut self, cursor: &mut Cursor<'_>, node: usize) -> Parsed<()> {
        cursor.at += 1;
        for member in 0.. {
            if cursor.peek() == b'}' {
                break;
            }
            let want = match cursor.step_over(&self.predictions[node], member) {
                Some(want) => want,
                None => match self.lead(cursor, node, member)? {
                    Some(want) => want,
                    None => break,
                },
            };
            match want {
                Some(want) => self.value(cursor, node, want)?,
                None => cursor.skip_value()?,
            }
        }
        cursor.at += 1;
        Ok(())
    }

    /// Reads up to the value of the next member, and predicts the same for the next record. None at the closing
    /// brace.
    #[cold]
    fn lead(&mut self, cursor: &mut Cursor<'_>, node: usize, member: usize) -> Parsed<Option<Option<usize>>> {
        let start = cursor.at;
        let Some(key) = cursor.next_key(member)? else {
            return Ok(None);
        };
        let fields = &self.row.plan.nodes[node].fields;
        let want = if key.escaped {
            let mut name = Vec::with_capacity(key.raw.len());
            key.unescape(&mut name);
            fields.get(name.as_slice())
        } else {
            fields.get(key.raw)
        };
        let want = want.copied();
        self.predictions[node].learn(member, &cursor.bytes[start..cursor.at], want);
        Ok(Some(want))
    }

    /// Reads the array at the cursor, of which `node` tells what is wanted.
    fn array(&mut self, cursor: &mut Cursor<'_>, node: usize) -> Parsed<()> {
        cursor.at += 1;
        cursor.skip_space();
        if cursor.peek() != b']' {
            for position in 0.. {
                match self.row.plan.nodes[node].items.get(&position) {
                    Some(want) => self.value(cursor, node, *want)?,
                    None => cursor.skip_value()?,
                }
                cursor.skip_space();
                if cursor.peek() != b',' {
                    break;
                }
                cursor.at += 1;
                cursor.skip_space();
            }
        }
        cursor.expect(b']', "',' or ']'")
    }

    /// Reads the value at the cursor into the columns that hold it, and its inside into others.
    #[inline]
    fn value(&mut self, cursor: &mut Cursor<'_>, node: usize, want: usize) -> Parsed<()> {
        let row = &mut self.row;
        let want = &row.plan.nodes[node].wants[want];
        let start = cursor.at;
        for column in &want.columns {
            cursor.at = start;
            let is_first = row.columns[*column].len() == row.base;
            if !(is_first && cell::read_common(cursor, &mut row.columns[*column])?) {
                row.clear(*column);
                cell::read(cursor, &mut row.columns[*column], *column)?;
            }
            row.filled += 1;
        }
        let Some(inside) = want.inside else { return Ok(()) };
        cursor.at = start;
        row.clear_inside(inside);
        match cursor.peek() {
            b'{' => self.object(cursor, inside),
            b'[' => self.array(cursor, inside),
            _ => cursor.skip_value(),
        }
    }
}

#[cfg(test)]
mod tests;
