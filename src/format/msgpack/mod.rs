//! MessagePack maps and arrays into columns.
//!
//! The columns and their mapping are laid out as for JSON, in the same [`Plan`]. A record is read once, from front to
//! back; wanted values go straight into their columns, others are stepped over. The keys of maps are predicted from the
//! record before.
//!
//! The rules of conversion are those of JSON: a value that is not of its column's own type is read as its JSON would be.
//! A bad record is undone by cutting the columns back.

mod cell;
mod cursor;
mod text;
mod timestamp;

use std::collections::BTreeMap;

use self::cursor::{Cursor, Value};
use super::json::{Fault, Parsed};
use super::lead::Predictions;
use super::plan::{Plan, Row};
use super::rows::add_rows;
use super::{BadRecord, ColumnBuilder, Decoder, Format, Payloads};
use crate::error::{Error, Result};
use crate::spec::ColumnSpec;

#[derive(Clone)]
pub(crate) struct MsgpackDecoder {
    columns: Vec<ColumnSpec>,
    plan: Plan,
    predictions: Vec<Predictions>,
    /// Memory for the JSON of a value.
    json: Vec<u8>,
}

impl MsgpackDecoder {
    pub fn new(columns: &[ColumnSpec], mapping: &BTreeMap<String, String>) -> Result<Self> {
        if columns.is_empty() {
            return Err(Error::invalid("a MessagePack spec needs at least one column"));
        }
        for column in columns {
            Format::Msgpack.check(Some(&column.name), &column.column_type)?;
        }
        let plan = Plan::new(columns, mapping)?;
        log::debug!("MessagePack is read as\n{plan}");
        Ok(MsgpackDecoder {
            columns: columns.to_vec(),
            predictions: vec![Predictions::default(); plan.nodes.len()],
            plan,
            json: Vec::new(),
        })
    }

    /// Reads one record into one new row.
    fn record(&mut self, payload: &[u8], columns: &mut [ColumnBuilder], base: usize) -> Parsed<()> {
        let mut reader = Reader {
            row: Row::new(&self.plan, columns, base),
            predictions: &mut self.predictions,
            json: &mut self.json,
        };
        let mut cursor = Cursor::new(payload);
        if !payload.is_empty() {
            // A scalar has no fields, but it must be one.
            match cursor.value()? {
                Value::Map(entries) => reader.map(&mut cursor, 0, entries)?,
                Value::Array(elements) => reader.array(&mut cursor, 0, elements)?,
                _ => {}
            }
        }
        if cursor.left() > 0 {
            return Err(trailing(&cursor));
        }
        reader.row.fill();
        Ok(())
    }
}

impl Decoder for MsgpackDecoder {
    fn columns(&self) -> Vec<ColumnSpec> {
        self.columns.clone()
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        add_rows(payloads.iter(), columns, bad, |payload, columns, row| {
            self.record(payload, columns, row)
                .map_err(|fault| fault.into_reason(&self.columns))
        });
    }
}

/// Reads one record into one row.
struct Reader<'a> {
    row: Row<'a>,
    predictions: &'a mut [Predictions],
    json: &'a mut Vec<u8>,
}

impl Reader<'_> {
    /// Reads the entries of a map, of which `node` tells what is wanted.
    fn map(&mut self, cursor: &mut Cursor<'_>, node: usize, entries: usize) -> Parsed<()> {
        for entry in 0..entries {
            let want = match self.predictions[node].step_over(cursor.bytes, &mut cursor.at, entry) {
                Some(want) => want,
                None => self.key(cursor, node, entry)?,
            };
            match want {
                Some(want) => self.value(cursor, node, want)?,
                None => cursor.skip(1)?,
            }
        }
        Ok(())
    }

    /// Reads the key of an entry, and predicts the same for the next record. A whole number is the name of a field by
    /// its text; other keys name none.
    #[cold]
    fn key(&mut self, cursor: &mut Cursor<'_>, node: usize, entry: usize) -> Parsed<Option<usize>> {
        let start = cursor.at;
        let fields = &self.row.plan.nodes[node].fields;
        let want = match cursor.value()? {
            Value::Text(name) | Value::Binary(name) => fields.get(name),
            Value::Integer(number) => fields.get(number.to_string().as_bytes()),
            other => {
                cursor.skip(other.inside())?;
                None
            }
        };
        let want = want.copied();
        self.predictions[node].learn(entry, &cursor.bytes[start..cursor.at], want);
        Ok(want)
    }

    /// Reads the elements of an array, of which `node` tells what is wanted.
    fn array(&mut self, cursor: &mut Cursor<'_>, node: usize, elements: usize) -> Parsed<()> {
        let plan = self.row.plan;
        let mut next = 0;
        for (position, want) in plan.nodes[node].items.range(..elements) {
            cursor.skip(position - next)?;
            self.value(cursor, node, *want)?;
            next = position + 1;
        }
        cursor.skip(elements - next)
    }

    /// Reads the value at the cursor into the columns that hold it, and its inside into others.
    #[inline]
    fn value(&mut self, cursor: &mut Cursor<'_>, node: usize, want: usize) -> Parsed<()> {
        let row = &mut self.row;
        let want = &row.plan.nodes[node].wants[want];
        let value = cursor.value()?;
        for column in &want.columns {
            row.clear(*column);
            cell::put(value, *cursor, &mut row.columns[*column], *column, self.json)?;
            row.filled += 1;
        }
        let Some(inside) = want.inside else {
            return cursor.skip(value.inside());
        };
        row.clear_inside(inside);
        match value {
            Value::Map(entries) => self.map(cursor, inside, entries),
            Value::Array(elements) => self.array(cursor, inside, elements),
            _ => Ok(()),
        }
    }
}

#[cold]
fn trailing(cursor: &Cursor<'_>) -> Box<Fault> {
    Fault::new(format!(
        "{} bytes follow the value, which ends at byte {}",
        cursor.left(),
        cursor.at
    ))
}

#[cfg(test)]
mod tests;
