//! `BigDecimal.setScale` and Java's ways to round.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal256Type, Int32Type};
use arrow_array::{ArrayRef, Decimal256Array, Int32Array};
use arrow_buffer::i256;

use super::kernel::general;
use super::table::{Param, Returns, Table};
use crate::error::Error;
use crate::formula::kernels::decimal::{power, typed};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome, Value};

/// The ways to round by their numbers in Java.
const MODES: [(&str, &str, &str); 8] = [
    ("RoundingMode.UP", "BigDecimal.ROUND_UP", "Rounds away from zero."),
    ("RoundingMode.DOWN", "BigDecimal.ROUND_DOWN", "Rounds toward zero."),
    ("RoundingMode.CEILING", "BigDecimal.ROUND_CEILING", "Rounds up."),
    ("RoundingMode.FLOOR", "BigDecimal.ROUND_FLOOR", "Rounds down."),
    (
        "RoundingMode.HALF_UP",
        "BigDecimal.ROUND_HALF_UP",
        "Rounds to the nearest, and what lies between away from zero.",
    ),
    (
        "RoundingMode.HALF_DOWN",
        "BigDecimal.ROUND_HALF_DOWN",
        "Rounds to the nearest, and what lies between toward zero.",
    ),
    (
        "RoundingMode.HALF_EVEN",
        "BigDecimal.ROUND_HALF_EVEN",
        "Rounds to the nearest, and what lies between to the even one.",
    ),
    (
        "RoundingMode.UNNECESSARY",
        "BigDecimal.ROUND_UNNECESSARY",
        "Fails a row that would have to be rounded.",
    ),
];

const UNNECESSARY: i32 = 7;

pub(super) fn add(table: &mut Table) {
    for (mode, (name, old, about)) in (0..).zip(MODES) {
        let value = || Arc::new(Int32Array::from(vec![mode])) as ArrayRef;
        table.constant(name, about, Type::Int, value());
        table.constant(old, about, Type::Int, value());
    }
    let same = || Returns::of("BigDecimal", |types| Some(types[0].clone()));
    let int = Param::Is(Type::Int);
    let mut exact = general(&[Param::Decimal, int.clone()], same(), set_scale);
    exact.sees_nulls = vec![false; 2];
    table.method(
        "setScale(digits)",
        "The decimal with so many digits behind the point, which must be enough. Of a number that is no constant they are \
         shown with those of the column.",
        exact,
    );
    let mut rounded = general(&[Param::Decimal, int.clone(), int], same(), set_scale);
    rounded.sees_nulls = vec![false; 3];
    table.method(
        "setScale(digits, rounding)",
        "The decimal rounded to so many digits behind the point.",
        rounded,
    );
    super::own_digits::rounding(table);
}

fn set_scale(arguments: &Arguments<'_>) -> Outcome {
    let value = &arguments.values[0];
    let values = decimals(value)?;
    let scale = values.scale();
    let number = |argument: usize, row: usize| {
        let value = arguments.values.get(argument)?;
        let numbers = value.array().as_primitive_opt::<Int32Type>()?;
        (!value.is_null(row)).then(|| numbers.value(value.index(row)))
    };
    let rounded = |row: usize| {
        let Some(digits) = number(1, row).filter(|_| !value.is_null(row)) else {
            return Ok(None);
        };
        let mode = number(2, row).unwrap_or(UNNECESSARY);
        let cut = i32::from(scale).saturating_sub(digits);
        round(values.value(value.index(row)), cut, mode)
            .map(Some)
            .map_err(|reason| Failure::row(row, reason))
    };
    let rounded: Vec<Option<i256>> = (0..arguments.rows).map(rounded).collect::<Result<_, _>>()?;
    Ok(Arc::new(typed(rounded, scale)?))
}

fn decimals(value: &Value) -> Outcome<&Decimal256Array> {
    let values = value.array().as_primitive_opt::<Decimal256Type>();
    values.ok_or_else(|| Error::internal("a decimal is kept in another type").into())
}

/// A number whose last `cut` digits are 0; none is cut where that is not positive.
fn round(value: i256, cut: i32, mode: i32) -> Result<i256, String> {
    if cut <= 0 {
        return Ok(value);
    }
    let (whole, rest) = match power(cut) {
        Some(unit) => (value.wrapping_div(unit), value.wrapping_rem(unit)),
        None => (i256::ZERO, value),
    };
    if rest == i256::ZERO {
        return Ok(value);
    }
    let negative = value < i256::ZERO;
    // Compares twice the rest with the unit, which may be too large for a number.
    let half = power(cut).map_or(std::cmp::Ordering::Less, |unit| {
        rest.wrapping_abs().cmp(&unit.wrapping_sub(rest.wrapping_abs()))
    });
    let away = match mode {
        0 => true,
        1 => false,
        2 => !negative,
        3 => negative,
        4 => half.is_ge(),
        5 => half.is_gt(),
        6 => half.is_gt() || half.is_eq() && whole.wrapping_rem(i256::from_i128(2)) != i256::ZERO,
        UNNECESSARY => return Err("the number has more digits, and would have to be rounded".to_owned()),
        _ => return Err(format!("there is no way to round with the number {mode}")),
    };
    let one = if negative { i256::MINUS_ONE } else { i256::ONE };
    let whole = if away { whole.wrapping_add(one) } else { whole };
    power(cut)
        .and_then(|unit| whole.checked_mul(unit))
        .or((whole == i256::ZERO).then_some(i256::ZERO))
        .ok_or_else(|| "the result has too many digits".to_owned())
}
