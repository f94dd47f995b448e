//! Values from one of two places.

use arrow_array::{Array, ArrayRef, BooleanArray, Datum, Scalar};
use arrow_buffer::BooleanBuffer;
use arrow_select::interleave::interleave;
use arrow_select::zip::zip;

use crate::error::Result;
use crate::formula::value::Value;

/// For each row, `then` where the bit is set and `otherwise` where not. Both have the same type.
pub(crate) fn choose(condition: &BooleanBuffer, then: &Value, otherwise: &Value) -> Result<ArrayRef> {
    let mask = BooleanArray::new(condition.clone(), None);
    let (then, otherwise) = (datum(then), datum(otherwise));
    Ok(zip(&mask, then.as_ref(), otherwise.as_ref())?)
}

fn datum(value: &Value) -> Box<dyn Datum> {
    if value.is_constant() {
        Box::new(Scalar::new(value.array().clone()))
    } else {
        Box::new(value.array().clone())
    }
}

/// For each row, the next value of `then` where the bit is set and of `otherwise` where not: what was evaluated for
/// these rows only.
pub(crate) fn merge(condition: &BooleanBuffer, then: &Value, otherwise: &Value) -> Result<ArrayRef> {
    let (mut next_then, mut next_otherwise) = (0, 0);
    let picks: Vec<(usize, usize)> = condition
        .iter()
        .map(|is_then| {
            let (source, value, next) = if is_then {
                (0, then, &mut next_then)
            } else {
                (1, otherwise, &mut next_otherwise)
            };
            let pick = (source, value.index(*next));
            *next += 1;
            pick
        })
        .collect();
    let sources: [&dyn Array; 2] = [then.array().as_ref(), otherwise.array().as_ref()];
    Ok(interleave(&sources, &picks)?)
}
