//! Operators on arrays and vectors, element by element.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, ListArray, UInt32Array};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_select::take::take;

use super::frame::{Frame, Rows, Source};
use super::node::Node;
use super::value::{Arguments, Failure, Outcome};
use crate::error::{Error, Result};
use crate::table::RowSet;

/// The list of what `each` gives for the elements of the lists among the arguments; null where one of these is null.
/// Other arguments count for all elements of their row. `each` is evaluated for the elements of all rows at once: its
/// column `n` is argument `n`.
///
/// # Errors
/// In the row whose lists differ in length, or in which `each` fails.
pub(super) fn each(each: &Node, arguments: &Arguments<'_>) -> Outcome {
    let columns: Vec<ArrayRef> = arguments
        .values
        .iter()
        .map(|value| value.clone().into_array(arguments.rows))
        .collect::<Result<_>>()?;
    let lists: Vec<&ListArray> = columns.iter().filter_map(|column| column.as_list_opt()).collect();
    let nulls = lists
        .iter()
        .fold(None, |nulls, list| NullBuffer::union(nulls.as_ref(), list.nulls()));
    let offsets = offsets(&lists, nulls.as_ref(), arguments.rows)?;
    let elements = offsets.last() as usize;
    let keys = RowSet::from(0..elements as u64);
    let source = Elements(&keys);
    let mut frame = Frame::new(&source, columns.len(), &keys);
    for (index, column) in columns.iter().enumerate() {
        let values = match column.as_list_opt::<i32>() {
            Some(list) => inside(list, nulls.as_ref(), elements)?,
            None => take(column, &rows_of(&offsets), None)?,
        };
        frame = frame.with_column(index, values);
    }
    let row_of = |element: usize| {
        offsets
            .partition_point(|end| *end as usize <= element)
            .saturating_sub(1)
    };
    let values = each
        .evaluate(&Rows::all(&frame))
        .map_err(|failure| failure.moved(row_of))?
        .into_array(elements)?;
    Ok(Arc::new(ListArray::try_new(
        each.of.item_field(),
        offsets,
        values,
        nulls,
    )?))
}

/// Where the lists of the result end. A null one is empty.
fn offsets(lists: &[&ListArray], nulls: Option<&NullBuffer>, rows: usize) -> Outcome<OffsetBuffer<i32>> {
    let length = |row: usize| {
        let mut lengths = lists.iter().map(|list| list.value_length(row));
        let first = lengths.next().unwrap_or(0);
        match lengths.find(|other| *other != first) {
            _ if nulls.is_some_and(|nulls| nulls.is_null(row)) => Ok(0),
            Some(other) => Err(Failure::row(
                row,
                format!("the arrays have different lengths, {first} and {other}"),
            )),
            None => Ok(first as usize),
        }
    };
    let lengths: Vec<usize> = (0..rows).map(length).collect::<Outcome<_>>()?;
    if i32::try_from(lengths.iter().sum::<usize>()).is_err() {
        return Err(Error::unsupported("the arrays of a batch have more than 2,147,483,647 elements").into());
    }
    Ok(OffsetBuffer::from_lengths(lengths))
}

/// The elements of the rows that are not null: as they are where no others are between them.
fn inside(list: &ListArray, nulls: Option<&NullBuffer>, elements: usize) -> Result<ArrayRef> {
    let offsets = list.value_offsets();
    let (first, last) = (
        offsets.first().copied().unwrap_or(0),
        offsets.last().copied().unwrap_or(0),
    );
    if (last - first) as usize == elements {
        return Ok(list.values().slice(first as usize, elements));
    }
    let wanted = (0..list.len())
        .filter(|row| nulls.is_none_or(|nulls| nulls.is_valid(*row)))
        .flat_map(|row| offsets[row] as u32..offsets[row + 1] as u32);
    Ok(take(list.values(), &wanted.collect::<UInt32Array>(), None)?)
}

/// The row of each element.
fn rows_of(offsets: &OffsetBuffer<i32>) -> UInt32Array {
    let lengths = offsets.lengths().enumerate();
    lengths
        .flat_map(|(row, length)| std::iter::repeat_n(row as u32, length))
        .collect()
}

/// The elements as rows of a table, all of whose columns are given to the frame.
struct Elements<'a>(&'a RowSet);

impl Source for Elements<'_> {
    fn row_keys(&self) -> &RowSet {
        self.0
    }

    fn read(&self, index: usize, _keys: &RowSet) -> Result<ArrayRef> {
        Err(Error::internal(format!("an operator on elements reads column {index}")))
    }
}
