//! `!` on Booleans, and `& | ^`, for which a null side gives null.

use std::sync::Arc;

use arrow_array::BooleanArray;
use arrow_array::cast::AsArray;
use arrow_buffer::BooleanBuffer;

use crate::formula::syntax::Binary;
use crate::formula::value::{Arguments, Outcome, Value};

pub(crate) fn not(arguments: &Arguments<'_>) -> Outcome {
    let [value] = arguments.values else {
        return Err(crate::error::Error::internal("not has one argument").into());
    };
    Ok(Arc::new(BooleanArray::new(
        !&bits(value, arguments.rows),
        value.nulls(arguments.rows),
    )))
}

pub(crate) fn combine(operator: Binary, arguments: &Arguments<'_>) -> Outcome {
    let [left, right] = arguments.values else {
        return Err(crate::error::Error::internal("an operator has two sides").into());
    };
    let (left, right) = (bits(left, arguments.rows), bits(right, arguments.rows));
    let combined = match operator {
        Binary::BitAnd => &left & &right,
        Binary::BitOr => &left | &right,
        _ => &left ^ &right,
    };
    Ok(Arc::new(BooleanArray::new(combined, arguments.nulls(|_| true))))
}

/// The bits of a Boolean value, one a row; any where it is null.
pub(crate) fn bits(value: &Value, rows: usize) -> BooleanBuffer {
    let Some(array) = value.array().as_boolean_opt() else {
        return BooleanBuffer::new_unset(rows);
    };
    match value.is_constant() {
        true if !array.is_empty() && array.value(0) => BooleanBuffer::new_set(rows),
        true => BooleanBuffer::new_unset(rows),
        false => array.values().clone(),
    }
}
