//! The messages of a batch.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};

use super::cells::{Cells, Fault, drop_default};
use super::program::{Content, Field, Level, Message, Presence, Program, Root};
use super::wire::sized;

/// A value that cannot be written: its position, and why.
pub(super) type Failure = (usize, Fault);

/// The columns of some rows, and where in their lists the message is that is being written.
pub(super) struct Batch<'a> {
    program: &'a Program,
    values: Vec<Values<'a>>,
    /// The bytes of the time at which records are made.
    now: &'a [u8],
    /// For each list of messages inside of another, the positions of the item in the arrays of all values.
    positions: Vec<Vec<usize>>,
}

/// The cells of a value, and the lists that they are in.
struct Values<'a> {
    lists: Vec<Lists<'a>>,
    cells: Cells<'a>,
}

/// The lists or maps of an array.
struct Lists<'a> {
    array: &'a dyn Array,
    offsets: &'a [i32],
}

impl Lists<'_> {
    /// Where the items of a list are; nowhere for null.
    #[inline]
    fn items(&self, position: usize) -> Range<usize> {
        if self.array.is_null(position) {
            return 0..0;
        }
        self.offsets[position] as usize..self.offsets[position + 1] as usize
    }
}

impl<'a> Values<'a> {
    fn new(value: &'a super::program::Value, column: &'a ArrayRef) -> Self {
        let (mut lists, mut array) = (Vec::with_capacity(value.levels.len()), column);
        for level in &value.levels {
            let (offsets, inside) = match level {
                Level::Items => {
                    let items = array.as_list::<i32>();
                    (items.value_offsets(), items.values())
                }
                Level::Keys => (array.as_map().value_offsets(), array.as_map().keys()),
                Level::Values => (array.as_map().value_offsets(), array.as_map().values()),
            };
            lists.push(Lists { array, offsets });
            array = inside;
        }
        let cells = Cells::new(&value.slot, array);
        Values { lists, cells }
    }

    /// Whether there is nothing at a position inside of so many lists.
    #[inline]
    fn is_null(&self, depth: usize, position: usize) -> bool {
        match self.lists.get(depth) {
            Some(lists) => lists.array.is_null(position),
            None => self.cells.is_null(position),
        }
    }
}

impl<'a> Batch<'a> {
    /// Of the columns that the program names, in their order.
    pub fn new(program: &'a Program, columns: &'a [ArrayRef], now: &'a [u8]) -> Self {
        let values = program.values.iter();
        Batch {
            program,
            values: values.map(|value| Values::new(value, &columns[value.column])).collect(),
            now,
            positions: vec![vec![0; program.values.len()]; program.depth],
        }
    }

    /// Appends the message of a row; what it has appended is of no use when it fails.
    #[inline]
    pub fn write(&mut self, row: usize, out: &mut Vec<u8>) -> Result<(), Failure> {
        match &self.program.root {
            Root::Message(message) => self.message(message, 0, row, out),
            Root::Value(value) => {
                let cells = &self.values[*value].cells;
                if cells.is_null(row) {
                    return Err((*value, cells.unlike("null")));
                }
                cells.write_content(row, out).map_err(|fault| (*value, fault))
            }
        }
    }

    /// Where a value is inside of so many lists of messages.
    #[inline]
    fn position(&self, value: usize, depth: usize, row: usize) -> usize {
        match depth.checked_sub(1) {
            None => row,
            Some(level) => self.positions[level][value],
        }
    }

    #[inline]
    fn is_null(&self, value: usize, depth: usize, row: usize) -> bool {
        self.values[value].is_null(depth, self.position(value, depth, row))
    }

    /// Whether none of some values is there.
    fn are_null(&self, values: &Range<usize>, depth: usize, row: usize) -> bool {
        values.clone().all(|value| self.is_null(value, depth, row))
    }

    fn message(&mut self, message: &'a Message, depth: usize, row: usize, out: &mut Vec<u8>) -> Result<(), Failure> {
        for oneof in &message.oneofs {
            let mut there = oneof.members.iter().filter(|values| !self.are_null(values, depth, row));
            if let (Some(one), Some(other)) = (there.next(), there.next()) {
                let name = &self.program.values[one.start].name;
                let fault = format!(
                    "the row has a value in column {name:?}, too: expected one value for oneof {}",
                    oneof.name
                );
                return Err((other.start, fault.into()));
            }
        }
        for field in &message.fields {
            match &field.content {
                Content::Value(value) => self.value(field, *value, depth, row, out)?,
                Content::List { value, is_packed } => self.list(field, *value, *is_packed, depth, row, out)?,
                Content::Message(inside) => {
                    let is_absent = field.presence == Presence::Explicit
                        && !inside.is_always_there
                        && self.are_null(&inside.values, depth, row);
                    if !is_absent {
                        self.nested(field, inside, depth, row, out)?;
                    }
                }
                Content::Messages(inside) => self.messages(field, inside, depth, row, out)?,
                Content::Now => {
                    out.extend_from_slice(&field.tag);
                    out.extend_from_slice(self.now);
                }
            }
        }
        Ok(())
    }

    #[inline]
    fn value(&self, field: &Field, value: usize, depth: usize, row: usize, out: &mut Vec<u8>) -> Result<(), Failure> {
        let position = self.position(value, depth, row);
        let cells = &self.values[value].cells;
        if cells.is_null(position) {
            return match field.presence {
                Presence::Explicit => Ok(()),
                Presence::Implicit => Err((value, cells.unlike("null, and the field is not optional"))),
                Presence::Required => Err((value, cells.unlike(self.null(value)))),
            };
        }
        let start = out.len();
        out.extend_from_slice(&field.tag);
        let content = out.len();
        cells.write(position, out).map_err(|fault| (value, fault))?;
        if field.presence == Presence::Implicit {
            drop_default(start, content, out);
        }
        Ok(())
    }

    /// What null is that has no place in a field.
    #[cold]
    fn null(&self, value: usize) -> &'static str {
        match self.program.values[value].levels.last() {
            Some(Level::Keys | Level::Values) => "null in a map",
            _ => "null",
        }
    }

    fn list(
        &self,
        field: &Field,
        value: usize,
        is_packed: bool,
        depth: usize,
        row: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        let Values { lists, cells } = &self.values[value];
        let items = lists[depth].items(self.position(value, depth, row));
        if items.is_empty() {
            return Ok(());
        }
        let write = |item: usize, out: &mut Vec<u8>| {
            if cells.is_null(item) {
                return Err((value, cells.unlike("null in a list")));
            }
            cells.write(item, out).map_err(|fault| (value, fault))
        };
        if is_packed {
            out.extend_from_slice(&field.tag);
            return sized(out, |out| items.into_iter().try_for_each(|item| write(item, out)));
        }
        for item in items {
            out.extend_from_slice(&field.tag);
            write(item, out)?;
        }
        Ok(())
    }

    fn messages(
        &mut self,
        field: &'a Field,
        inside: &'a Message,
        depth: usize,
        row: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        let first = inside.values.start;
        let len = self.items(first, depth, row).len();
        for value in inside.values.clone() {
            let found = self.items(value, depth, row).len();
            if found != len {
                let name = &self.program.values[first].name;
                let fault =
                    format!("{found} items where column {name:?} has {len}: expected as many, for one message each");
                return Err((value, fault.into()));
            }
        }
        for item in 0..len {
            for value in inside.values.clone() {
                self.positions[depth][value] = self.items(value, depth, row).start + item;
            }
            self.nested(field, inside, depth + 1, row, out)?;
        }
        Ok(())
    }

    #[inline]
    fn items(&self, value: usize, depth: usize, row: usize) -> Range<usize> {
        self.values[value].lists[depth].items(self.position(value, depth, row))
    }

    /// A message inside of another.
    fn nested(
        &mut self,
        field: &'a Field,
        inside: &'a Message,
        depth: usize,
        row: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        out.extend_from_slice(&field.tag);
        match &field.end {
            None => sized(out, |out| self.message(inside, depth, row, out)),
            Some(end) => {
                self.message(inside, depth, row, out)?;
                out.extend_from_slice(end);
                Ok(())
            }
        }
    }
}
