//! `BigDecimal` and `BigInteger`: 256 bits, at most 76 digits. The digits behind the point belong to the type, not to
//! the value.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Decimal256Type;
use arrow_array::{Array, ArrayRef, Decimal256Array, Float64Array, Int64Array};
use arrow_buffer::i256;

use super::operand::{BLOCK, Number, Operand};
use crate::error::Error;
use crate::formula::syntax::Binary;
use crate::formula::types::{DECIMAL_DIGITS, Type};
use crate::formula::value::{Arguments, Failure, Outcome, Value};

/// The digits behind the point of a quotient, as the mirrored API has them.
pub(super) const QUOTIENT: i8 = 8;

/// The digits behind the point of decimals that are made of floats or texts.
pub(crate) const MADE: i8 = 15;

/// A decimal from its digits, with as many behind the point as there are.
pub(crate) fn literal(text: &str) -> Option<(Type, ArrayRef)> {
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    let scale = i8::try_from(fraction.len()).ok()?;
    let value = parse(text, scale)?;
    Some((Type::BigDecimal(scale), Arc::new(typed(vec![Some(value)], scale).ok()?)))
}

/// The digits of a number, `-12.5` or `1e-3`, for so many behind the point; rounded half up. None where it is no number
/// or has too many digits.
pub(crate) fn parse(text: &str, scale: i8) -> Option<i256> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let trimmed = all.trim_start_matches('0');
    let value = match trimmed {
        "" => i256::ZERO,
        digits if digits.len() > usize::from(DECIMAL_DIGITS) => return None,
        digits => i256::from_string(digits)?,
    };
    let behind = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    let value = rescaled(value, behind, i32::from(scale))?;
    Some(if negative { value.wrapping_neg() } else { value })
}

/// The same number with other digits behind the point, rounded half up; none where it has too many digits.
fn rescaled(value: i256, from: i32, to: i32) -> Option<i256> {
    if to >= from {
        if value == i256::ZERO {
            return Some(value);
        }
        return value.checked_mul(power(to - from)?).filter(fits);
    }
    match power(from - to) {
        Some(unit) => rounded(value, unit),
        None => Some(i256::ZERO),
    }
}

/// A quotient rounded half up, away from zero.
fn rounded(value: i256, unit: i256) -> Option<i256> {
    let quotient = value.checked_div(unit)?;
    let rest = value.checked_rem(unit)?;
    let twice = rest.wrapping_abs().checked_mul(i256::from_i128(2))?;
    if twice < unit.wrapping_abs() {
        return Some(quotient);
    }
    let away = if (value < i256::ZERO) == (unit < i256::ZERO) {
        i256::ONE
    } else {
        i256::MINUS_ONE
    };
    quotient.checked_add(away)
}

/// A power of ten; none where it has too many digits.
pub(crate) fn power(exponent: i32) -> Option<i256> {
    let exponent = u32::try_from(exponent)
        .ok()
        .filter(|exponent| *exponent <= u32::from(DECIMAL_DIGITS))?;
    i256::from_i128(10).checked_pow(exponent)
}

fn fits(value: &i256) -> bool {
    power(i32::from(DECIMAL_DIGITS)).is_none_or(|limit| value.wrapping_abs() < limit)
}

pub(crate) fn typed(values: Vec<Option<i256>>, scale: i8) -> Result<Decimal256Array, arrow_schema::ArrowError> {
    Decimal256Array::from(values).with_precision_and_scale(DECIMAL_DIGITS, scale)
}

/// The digits behind the point of a type that has them; whole numbers have none.
pub(crate) fn scale(of: &Type) -> Option<i8> {
    match of {
        Type::BigDecimal(scale) => Some(*scale),
        Type::BigInteger => Some(0),
        of if of.is_whole() => Some(0),
        Type::Float | Type::Double => Some(MADE),
        _ => None,
    }
}

/// The type of the result of an operator on two numbers of which one is a decimal, if it takes them.
pub(crate) fn result(operator: Binary, left: &Type, right: &Type) -> Option<Type> {
    if !left.is_decimal() && !right.is_decimal() {
        return None;
    }
    let (left_scale, right_scale) = (scale(left)?, scale(right)?);
    let whole = |of: &Type| *of == Type::BigInteger || of.is_whole();
    match operator {
        Binary::Divide => Some(Type::BigDecimal(QUOTIENT)),
        Binary::Plus | Binary::Minus | Binary::Times | Binary::Remainder if whole(left) && whole(right) => {
            let big = *left == Type::BigInteger || *right == Type::BigInteger;
            Some(if big { Type::BigInteger } else { Type::BigDecimal(0) })
        }
        Binary::Plus | Binary::Minus | Binary::Remainder => Some(Type::BigDecimal(left_scale.max(right_scale))),
        // More digits than half of all would leave none before the point.
        Binary::Times => Some(Type::BigDecimal(left_scale.saturating_add(right_scale).min(38))),
        _ => None,
    }
}

/// Applies an operator to two decimals of these scales; `of` is the type that [`result`] gives.
pub(crate) fn binary(operator: Binary, of: &Type, scales: (i8, i8), arguments: &Arguments<'_>) -> Outcome {
    let [left, right] = arguments.values else {
        return Err(Error::internal("an operator has two sides").into());
    };
    let (left_values, right_values) = (values(left)?, values(right)?);
    let to = i32::from(scale(of).unwrap_or(0));
    let (left_scale, right_scale) = (i32::from(scales.0), i32::from(scales.1));
    let compute = |row: usize| -> Outcome<Option<i256>> {
        if left.is_null(row) || right.is_null(row) {
            return Ok(None);
        }
        let (left, right) = (left_values.value(left.index(row)), right_values.value(right.index(row)));
        if matches!(operator, Binary::Divide | Binary::Remainder) && right == i256::ZERO {
            return Err(Failure::of(row, 1, "/ by zero"));
        }
        let aligned = || Some((rescaled(left, left_scale, to)?, rescaled(right, right_scale, to)?));
        let value = match operator {
            Binary::Plus => aligned().and_then(|(left, right)| left.checked_add(right)),
            Binary::Minus => aligned().and_then(|(left, right)| left.checked_sub(right)),
            Binary::Times => left
                .checked_mul(right)
                .and_then(|product| rescaled(product, left_scale + right_scale, to)),
            Binary::Divide => rescaled(left, left_scale, to + right_scale).and_then(|left| rounded(left, right)),
            _ => aligned().and_then(|(left, right)| left.checked_rem(right)),
        };
        match value.filter(fits) {
            Some(value) => Ok(Some(value)),
            None => Err(Failure::row(
                row,
                format!("the result has more than {DECIMAL_DIGITS} digits"),
            )),
        }
    };
    let computed: Vec<Option<i256>> = (0..arguments.rows).map(compute).collect::<Result<_, _>>()?;
    Ok(Arc::new(typed(computed, scale(of).unwrap_or(0))?))
}

pub(crate) fn negate(scale: i8, arguments: &Arguments<'_>) -> Outcome {
    let value = &arguments.values[0];
    let values = values(value)?;
    let negated = (0..arguments.rows).map(|row| {
        let there = !value.is_null(row);
        there.then(|| values.value(value.index(row)).wrapping_neg())
    });
    Ok(Arc::new(typed(negated.collect(), scale)?))
}

fn values(value: &Value) -> Outcome<&Decimal256Array> {
    let values = value.array().as_primitive_opt::<Decimal256Type>();
    values.ok_or_else(|| Error::internal("a decimal is kept in another type").into())
}

/// A number or decimal as a decimal with so many digits behind the point. Fails where it is NaN, infinite or too large.
pub(crate) fn from_number(from: &Type, to: i8, arguments: &Arguments<'_>) -> Outcome {
    let value = &arguments.values[0];
    let array = value.array();
    let convert: Box<dyn Fn(usize) -> Option<i256>> = match from {
        Type::BigDecimal(_) | Type::BigInteger => {
            let values = values(value)?.clone();
            let scale = i32::from(scale(from).unwrap_or(0));
            Box::new(move |index| rescaled(values.value(index), scale, i32::from(to)))
        }
        Type::Float | Type::Double => {
            let doubles = numbers::<f64>(array);
            let float = *from == Type::Float;
            Box::new(move |index| {
                let double = doubles[index];
                // The digits that Java shows are the number's.
                let digits = if float {
                    format!("{}", double as f32)
                } else {
                    format!("{double}")
                };
                parse(&digits, to)
            })
        }
        _ => {
            let longs = numbers::<i64>(array);
            Box::new(move |index| rescaled(i256::from_i128(i128::from(longs[index])), 0, i32::from(to)))
        }
    };
    let made = (0..arguments.rows).map(|row| {
        if value.is_null(row) {
            return Ok(None);
        }
        let made = convert(value.index(row));
        made.map(Some)
            .ok_or_else(|| Failure::of(row, 0, "the number is no decimal of at most 76 digits"))
    });
    let made: Vec<Option<i256>> = made.collect::<Result<_, _>>()?;
    Ok(Arc::new(typed(made, to)?))
}

/// All numbers of a column in a wider type.
fn numbers<T: Number>(array: &ArrayRef) -> Vec<T> {
    let len = array.len();
    let value = Value::rows(array.clone());
    let operand = Operand::<T>::of(&value);
    let mut buffer = [T::default(); BLOCK];
    let mut all = Vec::with_capacity(len);
    for start in (0..len).step_by(buffer.len()) {
        let block = BLOCK.min(len - start);
        all.extend_from_slice(operand.block(start, block, &mut buffer));
    }
    all
}

/// A decimal as a double, or as the whole part of it in a long, which loses its high bits.
pub(crate) fn to_number(double: bool, scale: i8, arguments: &Arguments<'_>) -> Outcome {
    let value = &arguments.values[0];
    let values = values(value)?;
    let rows = 0..arguments.rows;
    let each = |row: usize| (!value.is_null(row)).then(|| values.value(value.index(row)));
    Ok(if double {
        let text = |row: usize| {
            let there = !value.is_null(row);
            there.then(|| values.value_as_string(value.index(row)).parse().unwrap_or(f64::NAN))
        };
        Arc::new(rows.map(text).collect::<Float64Array>())
    } else {
        let unit = power(i32::from(scale)).unwrap_or(i256::ONE);
        let whole = |value: i256| value.checked_div(unit).unwrap_or(i256::ZERO).as_i128() as i64;
        let longs = rows.map(|row| each(row).map(whole));
        Arc::new(longs.collect::<Int64Array>())
    })
}
