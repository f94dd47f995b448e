//! `BigDecimal` and `BigInteger`: 256 bits, at most 76 digits.

use std::sync::Arc;

use arrow_array::{ArrayRef, Decimal256Array};
use arrow_buffer::i256;

use crate::formula::types::{DECIMAL_DIGITS, Type};

/// A decimal from its digits, with as many behind the point as there are.
pub(crate) fn literal(text: &str) -> Option<(Type, ArrayRef)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let scale = i8::try_from(fraction.len())
        .ok()
        .filter(|scale| *scale <= DECIMAL_DIGITS as i8)?;
    let digits = format!("{whole}{fraction}");
    let value = i256::from_string(&digits)?;
    let array = Decimal256Array::from(vec![value])
        .with_precision_and_scale(DECIMAL_DIGITS, scale)
        .ok()?;
    Some((Type::BigDecimal(scale), Arc::new(array)))
}
