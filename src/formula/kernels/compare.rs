//! `== != < <= > >=`. Null equals null and is less than everything else; NaN equals nothing and has no order.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal256Type, DurationNanosecondType, Time64NanosecondType,
    TimestampNanosecondType,
};
use arrow_array::{Array, ArrayRef, BooleanArray};
use arrow_buffer::{BooleanBuffer, Buffer};
use arrow_schema::DataType;

use super::operand::{BLOCK, Number, Operand};
use super::order;
use crate::formula::syntax::Binary;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Outcome, Value};

/// Compares two columns of one type, or for numbers of types that `of` holds; `of` is none of byte, char and short.
pub(crate) fn compare(operator: Binary, of: &Type, arguments: &Arguments<'_>) -> Outcome {
    let [left, right] = arguments.values else {
        return Err(crate::error::Error::internal("a comparison has two sides").into());
    };
    let rows = arguments.rows;
    // Greater is less with the sides exchanged.
    let (operator, left, right) = match operator {
        Binary::Greater => (Binary::Less, right, left),
        Binary::GreaterOrEqual => (Binary::LessOrEqual, right, left),
        same => (same, left, right),
    };
    let holds = match of {
        Type::Int => numbers::<i32>(operator, left, right, rows),
        Type::Long => numbers::<i64>(operator, left, right, rows),
        Type::Float | Type::Double
            if is_long(left) != is_long(right) && matches!(operator, Binary::Less | Binary::LessOrEqual) =>
        {
            mixed(operator, left, right, rows)
        }
        Type::Float => numbers::<f32>(operator, left, right, rows),
        Type::Double => numbers::<f64>(operator, left, right, rows),
        Type::Instant => values::<TimestampNanosecondType>(operator, left, right, rows),
        Type::LocalDate => values::<Date32Type>(operator, left, right, rows),
        Type::LocalTime => values::<Time64NanosecondType>(operator, left, right, rows),
        Type::Duration => values::<DurationNanosecondType>(operator, left, right, rows),
        Type::BigDecimal(_) | Type::BigInteger => values::<Decimal256Type>(operator, left, right, rows),
        Type::Boolean => {
            let (left_values, right_values) = (left.array().as_boolean(), right.array().as_boolean());
            each(operator, rows, |row| {
                let (left, right) = (left.index(row), right.index(row));
                left_values.value(left).cmp(&right_values.value(right))
            })
        }
        Type::Null => BooleanBuffer::new_unset(rows),
        _ => match (
            left.array().as_string_opt::<i32>(),
            right.array().as_string_opt::<i32>(),
        ) {
            (Some(left_values), Some(right_values)) => {
                let texts = |row| {
                    let (left, right) = (left_values.value(left.index(row)), right_values.value(right.index(row)));
                    (left, right)
                };
                match operator {
                    Binary::Equal => BooleanBuffer::collect_bool(rows, |row| texts(row).0 == texts(row).1),
                    Binary::NotEqual => BooleanBuffer::collect_bool(rows, |row| texts(row).0 != texts(row).1),
                    _ => each(operator, rows, |row| order::compare(texts(row).0, texts(row).1)),
                }
            }
            _ => {
                let equal = operator == Binary::Equal;
                BooleanBuffer::collect_bool(rows, |row| {
                    let (left_row, right_row) = (left.index(row), right.index(row));
                    (left.array().slice(left_row, 1) == right.array().slice(right_row, 1)) == equal
                })
            }
        },
    };
    Ok(with_nulls(operator, holds, left, right, rows, of))
}

/// Both sides are of types that are never equal, unless both are null.
pub(crate) fn unlike(operator: Binary, arguments: &Arguments<'_>) -> Outcome {
    let [left, right] = arguments.values else {
        return Err(crate::error::Error::internal("a comparison has two sides").into());
    };
    let equal = operator == Binary::Equal;
    let holds = |row| (left.is_null(row) && right.is_null(row)) == equal;
    Ok(Arc::new(BooleanArray::new(
        BooleanBuffer::collect_bool(arguments.rows, holds),
        None,
    )))
}

/// Puts the answers for nulls in the place of what was computed from their slots.
fn with_nulls(operator: Binary, holds: BooleanBuffer, left: &Value, right: &Value, rows: usize, of: &Type) -> ArrayRef {
    let (left_valid, right_valid) = (left.nulls(rows), right.nulls(rows));
    if left_valid.is_none() && right_valid.is_none() {
        return Arc::new(BooleanArray::new(holds, None));
    }
    let all = || BooleanBuffer::new_set(rows);
    let left_there = left_valid.map_or_else(all, |valid| valid.inner().clone());
    let right_there = right_valid.map_or_else(all, |valid| valid.inner().clone());
    let both = &left_there & &right_there;
    let neither = &!&left_there & &!&right_there;
    // NaN has no order with null either.
    let ordered = |value: &Value, there: &BooleanBuffer| match of {
        Type::Float => there & &numbers::<f32>(Binary::Equal, value, value, rows),
        Type::Double => there & &numbers::<f64>(Binary::Equal, value, value, rows),
        _ => there.clone(),
    };
    let less = || &!&left_there & &ordered(right, &right_there);
    let holds = match operator {
        Binary::Equal => &(&holds & &both) | &neither,
        Binary::NotEqual => &(&holds & &both) | &(&left_there ^ &right_there),
        Binary::Less => &(&holds & &both) | &less(),
        _ => &(&(&holds & &both) | &less()) | &neither,
    };
    Arc::new(BooleanArray::new(holds, None))
}

/// Compares numbers, block by block, 64 answers a word.
fn numbers<T: Number + PartialOrd>(operator: Binary, left: &Value, right: &Value, rows: usize) -> BooleanBuffer {
    let (left, right) = (Operand::<T>::of(left), Operand::<T>::of(right));
    match operator {
        Binary::Equal => words(&left, &right, rows, |left, right| left == right),
        Binary::NotEqual => words(&left, &right, rows, |left, right| left != right),
        Binary::Less => words(&left, &right, rows, |left, right| left < right),
        _ => words(&left, &right, rows, |left, right| left <= right),
    }
}

fn words<L: Number, R: Number>(
    left: &Operand<'_, L>,
    right: &Operand<'_, R>,
    rows: usize,
    holds: impl Fn(L, R) -> bool,
) -> BooleanBuffer {
    let (mut left_buffer, mut right_buffer) = ([L::default(); BLOCK], [R::default(); BLOCK]);
    let mut answers: Vec<u64> = Vec::with_capacity(rows.div_ceil(64));
    for start in (0..rows).step_by(BLOCK) {
        let len = BLOCK.min(rows - start);
        let left = left.block(start, len, &mut left_buffer);
        let right = right.block(start, len, &mut right_buffer);
        answers.extend(left.chunks(64).zip(right.chunks(64)).map(|(left, right)| {
            let pairs = left.iter().zip(right).enumerate();
            pairs.fold(0, |bits, (bit, (left, right))| {
                bits | u64::from(holds(*left, *right)) << bit
            })
        }));
    }
    // The bits of a word are in the order of the rows where bytes are, as everywhere that this runs, little-endian.
    BooleanBuffer::new(Buffer::from_vec(answers), 0, rows)
}

/// Orders a long and a float as the mirrored API does: a long of more digits than a float has is not rounded.
fn order_mixed(long: i64, float: f64) -> Option<Ordering> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if float.abs() < EXACT {
        (long as f64).partial_cmp(&float)
    } else if float.is_nan() {
        None
    } else {
        Some(long.cmp(&(float as i64)))
    }
}

/// Orders longs and floats, on either side.
fn mixed(operator: Binary, left: &Value, right: &Value, rows: usize) -> BooleanBuffer {
    let holds = |order: Option<Ordering>| match operator {
        Binary::Less => order == Some(Ordering::Less),
        _ => matches!(order, Some(Ordering::Less | Ordering::Equal)),
    };
    if is_long(left) {
        words(&Operand::of(left), &Operand::of(right), rows, |long, float| {
            holds(order_mixed(long, float))
        })
    } else {
        words(&Operand::of(left), &Operand::of(right), rows, |float, long| {
            holds(order_mixed(long, float).map(Ordering::reverse))
        })
    }
}

fn is_long(value: &Value) -> bool {
    *value.array().data_type() == DataType::Int64
}

/// Compares values of a primitive type that has an order.
fn values<T: ArrowPrimitiveType<Native: Ord>>(
    operator: Binary,
    left: &Value,
    right: &Value,
    rows: usize,
) -> BooleanBuffer {
    let (left_values, right_values) = (left.array().as_primitive::<T>(), right.array().as_primitive::<T>());
    let (left_values, right_values) = (left_values.values(), right_values.values());
    each(operator, rows, |row| {
        left_values[left.index(row)].cmp(&right_values[right.index(row)])
    })
}

fn each(operator: Binary, rows: usize, order: impl Fn(usize) -> Ordering) -> BooleanBuffer {
    match operator {
        Binary::Equal => BooleanBuffer::collect_bool(rows, |row| order(row).is_eq()),
        Binary::NotEqual => BooleanBuffer::collect_bool(rows, |row| order(row).is_ne()),
        Binary::Less => BooleanBuffer::collect_bool(rows, |row| order(row).is_lt()),
        _ => BooleanBuffer::collect_bool(rows, |row| order(row).is_le()),
    }
}
