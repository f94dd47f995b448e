//! The least and the largest one of several columns of numbers.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, PrimitiveArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};

use super::list::{Element, as_numbers, by_number, common};
use crate::formula::types::Type;
use crate::formula::value::Arguments;

/// The better one of two numbers; the first of equal ones, but what is no number before all.
pub(super) fn better<T: PartialOrd + Copy>(best: T, value: T, max: bool) -> T {
    let wins = if max { value > best } else { value < best };
    // A number that is not equal to itself is none.
    if wins || value.partial_cmp(&value).is_none() {
        value
    } else {
        best
    }
}

/// The least or the largest number of each row; nulls are left out.
pub(super) fn of_columns(arguments: &Arguments<'_>, max: bool) -> ArrayRef {
    let types: Vec<Type> = arguments
        .values
        .iter()
        .map(|value| Type::of(&arrow_schema::Field::new("", value.array().data_type().clone(), true)))
        .collect();
    let of = common(&types).unwrap_or(Type::Double);
    by_number!(of.data_type(), T => columns::<T>(arguments, &of, max))
}

fn columns<T: Element>(arguments: &Arguments<'_>, of: &Type, max: bool) -> ArrayRef
where
    T::Native: PartialOrd,
{
    let rows = arguments.rows;
    let mut best: Vec<T::Native> = vec![T::Native::default(); rows];
    // None while no value was null.
    let mut there: Option<BooleanBuffer> = Some(BooleanBuffer::new_unset(rows));
    for (position, value) in arguments.values.iter().enumerate() {
        let numbers = as_numbers(value.array(), of);
        let Some(numbers) = numbers.as_any().downcast_ref::<PrimitiveArray<T>>() else {
            continue;
        };
        let valid = value.nulls(rows);
        let at = |row: usize| numbers.value(value.index(row));
        match (&there, &valid) {
            (None, None) => best
                .iter_mut()
                .enumerate()
                .for_each(|(row, best)| *best = better(*best, at(row), max)),
            (_, None) if position == 0 => best.iter_mut().enumerate().for_each(|(row, best)| *best = at(row)),
            (known, valid) => {
                for (row, best) in best.iter_mut().enumerate() {
                    if valid.as_ref().is_some_and(|valid| valid.is_null(row)) {
                        continue;
                    }
                    let compared = known.as_ref().is_none_or(|known| known.value(row));
                    *best = if compared { better(*best, at(row), max) } else { at(row) };
                }
            }
        }
        there = match (there, valid) {
            (None, _) | (_, None) => None,
            (Some(known), Some(valid)) => Some(&known | valid.inner()),
        };
    }
    Arc::new(PrimitiveArray::<T>::new(best.into(), there.map(NullBuffer::new)))
}
