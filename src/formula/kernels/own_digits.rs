//! `BigDecimal`s each of which has its own digits behind the point, which are texts: what is computed of them has the
//! digits that Java gives.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal256Type, Int32Type, UInt16Type};
use arrow_array::{Array, ArrayRef, Float64Array, Int32Array, Int64Array};
use arrow_buffer::i256;
use arrow_schema::DataType;

use super::{concat, decimal};
use crate::decimal::{Decimal, MOST_DIGITS, Rounding, Unrounded};
use crate::error::Error;
use crate::formula::syntax::Binary;
use crate::formula::types::{DECIMAL_DIGITS, Type};
use crate::formula::value::{Arguments, Failure, Outcome, Value};

/// An argument whose values are numbers of any type.
struct Numbers<'a> {
    value: &'a Value,
    /// Which argument it is.
    argument: usize,
    /// What a constant is, which fails the rows that need it if it is no decimal.
    constant: Option<Result<Decimal, String>>,
}

impl<'a> Numbers<'a> {
    fn of(arguments: &'a Arguments<'_>, argument: usize) -> Outcome<Self> {
        let value = arguments.values.get(argument);
        let value = value.ok_or_else(|| Error::internal("an operator on decimals lacks a side"))?;
        let is_number = value.is_constant() && !value.is_null(0);
        let constant = is_number.then(|| read(value.array(), 0));
        Ok(Numbers {
            value,
            argument,
            constant,
        })
    }

    /// The number in a row; none for null.
    fn get(&self, row: usize) -> Outcome<Option<Cow<'_, Decimal>>> {
        if self.value.is_null(row) {
            return Ok(None);
        }
        let failure = |reason: String| Failure::of(row, self.argument, reason);
        if let Some(constant) = &self.constant {
            let constant = constant.as_ref().map_err(|reason| failure(reason.clone()))?;
            return Ok(Some(Cow::Borrowed(constant)));
        }
        let number = read(self.value.array(), row).map_err(failure)?;
        Ok(Some(Cow::Owned(number)))
    }
}

/// The number at an index, which is not null.
fn read(array: &ArrayRef, index: usize) -> Result<Decimal, String> {
    let parsed = |text: &str| text.parse().map_err(|()| format!("{text:?} is no decimal"));
    match array.data_type() {
        DataType::Utf8 => parsed(array.as_string::<i32>().value(index)),
        DataType::Decimal256(_, scale) => {
            let digits = array.as_primitive::<Decimal256Type>().value(index);
            Ok(Decimal::of_i256(digits, *scale))
        }
        DataType::UInt16 => Ok(Decimal::new(array.as_primitive::<UInt16Type>().value(index), 0)),
        // The digits that Java shows are the number's.
        _ => parsed(&concat::shown(array, index)),
    }
}

fn too_many(row: usize, most: impl std::fmt::Display) -> Failure {
    Failure::row(row, format!("the result has more than {most} digits"))
}

/// The texts of what `compute` makes of the rows' numbers.
fn texts(rows: usize, mut compute: impl FnMut(usize) -> Outcome<Option<Decimal>>) -> Outcome {
    use std::fmt::Write;
    let mut texts = StringBuilder::with_capacity(rows, 16 * rows);
    for row in 0..rows {
        match compute(row)? {
            Some(decimal) => {
                write!(texts, "{decimal}").map_err(|_| too_many(row, MOST_DIGITS))?;
                texts.append_value("");
            }
            None => texts.append_null(),
        }
    }
    Ok(Arc::new(texts.finish()))
}

/// The type of the result of an operator on two numbers of which one has its own digits, if it takes them.
pub(crate) fn result(operator: Binary, left: &Type, right: &Type) -> Option<Type> {
    let is_number = |of: &Type| *of == Type::OWN_DIGITS || of.is_number() || of.is_decimal();
    if !is_number(left) || !is_number(right) {
        return None;
    }
    match operator {
        // Quotients all have the same digits behind the point.
        Binary::Divide => Some(Type::BigDecimal(decimal::QUOTIENT)),
        Binary::Plus | Binary::Minus | Binary::Times | Binary::Remainder => Some(Type::OWN_DIGITS),
        _ => None,
    }
}

/// Applies an operator of which [`result`] gives a type.
pub(crate) fn binary(operator: Binary, arguments: &Arguments<'_>) -> Outcome {
    let (left, right) = (Numbers::of(arguments, 0)?, Numbers::of(arguments, 1)?);
    let compute = |row: usize| -> Outcome<Option<Decimal>> {
        let (Some(left), Some(right)) = (left.get(row)?, right.get(row)?) else {
            return Ok(None);
        };
        if matches!(operator, Binary::Divide | Binary::Remainder) && right.is_zero() {
            return Err(Failure::of(row, 1, "/ by zero"));
        }
        let value = match operator {
            Binary::Plus => left.plus(&right),
            Binary::Minus => left.minus(&right),
            Binary::Times => left.times(&right),
            Binary::Divide => left.divided(&right, i64::from(decimal::QUOTIENT)),
            _ => left.remainder(&right),
        };
        value.map(Some).ok_or_else(|| too_many(row, MOST_DIGITS))
    };
    match operator {
        Binary::Divide => decimals(arguments.rows, decimal::QUOTIENT, compute),
        _ => texts(arguments.rows, compute),
    }
}

/// Numbers that all have so many digits behind the point.
fn decimals(rows: usize, scale: i8, compute: impl Fn(usize) -> Outcome<Option<Decimal>>) -> Outcome {
    let digits = |row: usize| -> Outcome<Option<i256>> {
        compute(row)?
            .map(|number| number.to_i256().ok_or_else(|| too_many(row, DECIMAL_DIGITS)))
            .transpose()
    };
    let digits: Vec<Option<i256>> = (0..rows).map(digits).collect::<Result<_, _>>()?;
    Ok(Arc::new(decimal::typed(digits, scale)?))
}

/// What `f` makes of each number; none where it would have too many digits.
pub(crate) fn mapped(arguments: &Arguments<'_>, f: impl Fn(&Decimal) -> Option<Decimal>) -> Outcome {
    let numbers = Numbers::of(arguments, 0)?;
    texts(arguments.rows, |row| {
        let Some(number) = numbers.get(row)? else {
            return Ok(None);
        };
        f(&number).map(Some).ok_or_else(|| too_many(row, MOST_DIGITS))
    })
}

/// What `f` makes of each number and of the int that is the second argument; none where it would have too many digits.
pub(crate) fn mapped_with_int(arguments: &Arguments<'_>, f: impl Fn(&Decimal, i64) -> Option<Decimal>) -> Outcome {
    let numbers = Numbers::of(arguments, 0)?;
    texts(arguments.rows, |row| {
        let (Some(number), Some(int)) = (numbers.get(row)?, int(arguments, 1, row)) else {
            return Ok(None);
        };
        let result = f(&number, int.into());
        result.map(Some).ok_or_else(|| too_many(row, MOST_DIGITS))
    })
}

/// The numbers with so many digits behind the point, rounded half up.
pub(crate) fn with_scale(scale: i8, arguments: &Arguments<'_>) -> Outcome {
    whole_column(scale, arguments, |number| number.rescaled(i64::from(scale)))
}

/// What `f` makes of each number, as decimals that all have so many digits behind the point.
pub(crate) fn whole_column(scale: i8, arguments: &Arguments<'_>, f: impl Fn(&Decimal) -> Option<Decimal>) -> Outcome {
    let numbers = Numbers::of(arguments, 0)?;
    decimals(arguments.rows, scale, |row| {
        let Some(number) = numbers.get(row)? else {
            return Ok(None);
        };
        f(&number).map(Some).ok_or_else(|| too_many(row, MOST_DIGITS))
    })
}

/// The quotient of the first two arguments with as many digits behind the point as the next one says, rounded as the
/// last one says.
pub(crate) fn rounded_quotient(arguments: &Arguments<'_>) -> Outcome {
    let (left, right) = (Numbers::of(arguments, 0)?, Numbers::of(arguments, 1)?);
    texts(arguments.rows, |row| match (left.get(row)?, right.get(row)?) {
        (Some(_), Some(right)) if right.is_zero() => Err(Failure::of(row, 1, "/ by zero")),
        (Some(left), Some(right)) => rounded(&left, &right, row, int(arguments, 2, row), int(arguments, 3, row)),
        _ => Ok(None),
    })
}

/// The first argument with as many digits behind the point as the next one says, rounded as the last one says if there
/// is one.
pub(crate) fn set_scale(arguments: &Arguments<'_>) -> Outcome {
    let (numbers, one) = (Numbers::of(arguments, 0)?, Decimal::new(1, 0));
    texts(arguments.rows, |row| {
        let rounding = match arguments.values.len() {
            2 => Some(UNNECESSARY),
            _ => int(arguments, 2, row),
        };
        match numbers.get(row)? {
            Some(number) => rounded(&number, &one, row, int(arguments, 1, row), rounding),
            None => Ok(None),
        }
    })
}

/// The way to round that fails where something would be cut off.
const UNNECESSARY: i32 = 7;

/// The int in a row of an argument; none for null.
fn int(arguments: &Arguments<'_>, argument: usize, row: usize) -> Option<i32> {
    let value = arguments.values.get(argument)?;
    let ints = value.array().as_primitive_opt::<Int32Type>()?;
    (!value.is_null(row)).then(|| ints.value(value.index(row)))
}

fn rounded(
    dividend: &Decimal,
    divisor: &Decimal,
    row: usize,
    scale: Option<i32>,
    rounding: Option<i32>,
) -> Outcome<Option<Decimal>> {
    let (Some(scale), Some(number)) = (scale, rounding) else {
        return Ok(None);
    };
    let rounding = Rounding::of_java(number)
        .ok_or_else(|| Failure::row(row, format!("there is no way to round with the number {number}")))?;
    match dividend.rounded(divisor, scale.into(), rounding) {
        Ok(quotient) => Ok(Some(quotient)),
        Err(Unrounded::Inexact) => Err(Failure::row(
            row,
            "the number has more digits, and would have to be rounded",
        )),
        Err(Unrounded::TooManyDigits) => Err(too_many(row, MOST_DIGITS)),
    }
}

/// What `f` makes of each number.
pub(crate) fn ints(arguments: &Arguments<'_>, f: impl Fn(&Decimal) -> i32) -> Outcome {
    let numbers = Numbers::of(arguments, 0)?;
    let ints = (0..arguments.rows).map(|row| Ok(numbers.get(row)?.map(|number| f(&number))));
    Ok(Arc::new(ints.collect::<Outcome<Int32Array>>()?))
}

/// Compares the numbers: as an int that compares with 0 as the first one does with the second. Null is less than
/// everything else.
pub(crate) fn order(arguments: &Arguments<'_>) -> Outcome {
    let (left, right) = (Numbers::of(arguments, 0)?, Numbers::of(arguments, 1)?);
    let orders = (0..arguments.rows).map(|row| {
        let order = match (left.get(row)?, right.get(row)?) {
            (Some(left), Some(right)) => left.order(&right),
            (left, right) => left.is_some().cmp(&right.is_some()),
        };
        Ok(match order {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        })
    });
    Ok(Arc::new(Int32Array::from(orders.collect::<Outcome<Vec<i32>>>()?)))
}

/// The greater one of two numbers, or the lesser one; of equal ones the first.
pub(crate) fn chosen(greatest: bool, arguments: &Arguments<'_>) -> Outcome {
    let (left, right) = (Numbers::of(arguments, 0)?, Numbers::of(arguments, 1)?);
    texts(arguments.rows, |row| {
        let (Some(left), Some(right)) = (left.get(row)?, right.get(row)?) else {
            return Ok(None);
        };
        let order = left.order(&right);
        let first = if greatest { order.is_ge() } else { order.is_le() };
        Ok(Some(if first { left } else { right }.into_owned()))
    })
}

/// The nearest doubles, or the whole parts as longs, which lose their high bits.
pub(crate) fn to_number(double: bool, arguments: &Arguments<'_>) -> Outcome {
    let numbers = Numbers::of(arguments, 0)?;
    let rows = 0..arguments.rows;
    if double {
        let doubles = rows.map(|row| Ok(numbers.get(row)?.map(|number| number.to_f64())));
        return Ok(Arc::new(doubles.collect::<Outcome<Float64Array>>()?));
    }
    let longs = rows.map(|row| {
        let Some(number) = numbers.get(row)? else {
            return Ok(None);
        };
        number
            .to_i64_wrapping()
            .map(Some)
            .ok_or_else(|| too_many(row, MOST_DIGITS))
    });
    Ok(Arc::new(longs.collect::<Outcome<Int64Array>>()?))
}

/// The numbers without exponents.
pub(crate) fn plain(arguments: &Arguments<'_>) -> Outcome {
    let numbers = Numbers::of(arguments, 0)?;
    let mut texts = StringBuilder::with_capacity(arguments.rows, 16 * arguments.rows);
    for row in 0..arguments.rows {
        let Some(number) = numbers.get(row)? else {
            texts.append_null();
            continue;
        };
        texts.append_value(number.to_plain().ok_or_else(|| too_many(row, MOST_DIGITS))?);
    }
    Ok(Arc::new(texts.finish()))
}
