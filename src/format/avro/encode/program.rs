//! What is done for each row.

use std::ops::Range;

use super::cells::{Cells, Fault};
use super::kind::Slot;
use crate::format::avro::schema::Schema;
use crate::format::avro::wire::branch;

/// The fields of a record in their order, those of records inside of it too.
#[derive(Debug)]
pub(super) struct Program {
    pub schema: Schema,
    pub steps: Vec<Step>,
    pub values: Vec<Value>,
    /// The positions in the table of the columns.
    pub columns: Vec<usize>,
    /// The unit of the time at which a record is made.
    pub now: Option<i64>,
}

/// A field that is written from a column.
#[derive(Debug)]
pub(super) struct Value {
    /// The position of the column among those of the program.
    pub column: usize,
    /// Its name.
    pub name: String,
    pub slot: Slot,
    /// The path of the field.
    pub field: String,
}

#[derive(Debug)]
pub(super) enum Step {
    /// The value at a position.
    Value(usize),
    /// A record that is null when all of these values are.
    Optional {
        values: Range<usize>,
        /// The positions of the record and of null in the union.
        branch: u32,
        null: u32,
        /// How many of the next steps are the record's.
        steps: usize,
    },
    /// The same bytes in every record.
    Constant(Box<[u8]>),
    /// The time at which the record is made, after the position of its type in a union.
    Now(Option<u32>),
}

impl Program {
    /// Appends the record of a row; an error is the position of the value that cannot be written, and why.
    #[inline]
    pub fn write(&self, cells: &[Cells<'_>], now: &[u8], row: usize, out: &mut Vec<u8>) -> Result<(), (usize, Fault)> {
        let mut next = 0;
        while let Some(step) = self.steps.get(next) {
            next += 1;
            match step {
                Step::Value(value) => cells[*value].write(row, out).map_err(|fault| (*value, fault))?,
                Step::Optional {
                    values,
                    branch: position,
                    null,
                    steps,
                } => {
                    if cells[values.clone()].iter().all(|cells| cells.is_null(row)) {
                        branch(*null, out);
                        next += steps;
                    } else {
                        branch(*position, out);
                    }
                }
                Step::Constant(bytes) => out.extend_from_slice(bytes),
                Step::Now(position) => {
                    if let Some(position) = position {
                        branch(*position, out);
                    }
                    out.extend_from_slice(now);
                }
            }
        }
        Ok(())
    }
}
