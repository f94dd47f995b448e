//! Elements of arrays and vectors.

use arrow_array::{Array, Int8Array, ListArray, UInt32Array};
use arrow_buffer::ScalarBuffer;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_select::take::take;

use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

/// `list[index]`, with the index as a long. An element that is not there is null for a vector; for an array it fails
/// the row, as a null array does.
pub(crate) fn element(vector: bool, arguments: &Arguments<'_>) -> Outcome {
    let [list, index] = arguments.values else {
        return Err(crate::error::Error::internal("an element has two arguments").into());
    };
    let Some(lists) = list.array().as_list_opt::<i32>() else {
        return Err(crate::error::Error::internal("elements are those of lists").into());
    };
    let indices = index.array().as_primitive::<Int64Type>().values();
    let offsets = lists.value_offsets();
    let place = |row: usize| -> Outcome<Option<u32>> {
        if list.is_null(row) {
            return Err(Failure::of(row, 0, "the array is null"));
        }
        let at = list.index(row);
        let (first, len) = (i64::from(offsets[at]), i64::from(offsets[at + 1] - offsets[at]));
        let wanted = indices[index.index(row)];
        let there = !index.is_null(row) && (0..len).contains(&wanted);
        match there {
            true => Ok(Some((first + wanted) as u32)),
            false if vector => Ok(None),
            false if index.is_null(row) => Err(Failure::of(row, 1, "the index of an array is null")),
            false => Err(Failure::of(
                row,
                1,
                format!("index {wanted} out of bounds for length {len}"),
            )),
        }
    };
    let places: UInt32Array = (0..arguments.rows).map(place).collect::<Result<_, _>>()?;
    Ok(take(lists.values(), &places, None)?)
}

/// Bytes as arrays of them.
pub(crate) fn bytes(arguments: &Arguments<'_>) -> Outcome {
    let array = arguments.values[0].array();
    let Some(binary) = array.as_binary_opt::<i32>() else {
        return Err(crate::error::Error::internal("bytes are kept in another type").into());
    };
    let values = Int8Array::new(ScalarBuffer::from(binary.values().clone()), None);
    let list = ListArray::try_new(
        Type::Byte.item_field(),
        binary.offsets().clone(),
        Arc::new(values),
        binary.nulls().cloned(),
    )?;
    Ok(Arc::new(list))
}
