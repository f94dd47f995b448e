//! Java's ways to round.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use serde::{Deserialize, Serialize};

/// A way to round, as `java.math.RoundingMode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// Towards greater numbers.
    Ceiling,
    /// Towards lesser numbers.
    Floor,
    /// To the nearest; from the middle away from zero.
    HalfUp,
    /// To the nearest; from the middle towards zero.
    HalfDown,
    /// To the nearest; from the middle to the even one.
    HalfEven,
    /// Nothing may have to be cut off.
    Unnecessary,
}

impl Rounding {
    /// The way of this number in Java.
    pub(crate) fn of_java(number: i32) -> Option<Self> {
        Some(match number {
            0 => Rounding::Up,
            1 => Rounding::Down,
            2 => Rounding::Ceiling,
            3 => Rounding::Floor,
            4 => Rounding::HalfUp,
            5 => Rounding::HalfDown,
            6 => Rounding::HalfEven,
            7 => Rounding::Unnecessary,
            _ => return None,
        })
    }

    /// The rounded quotient; none where it would have to be rounded and must not be. The divisor is not zero.
    pub(crate) fn quotient(self, dividend: &BigInt, divisor: &BigInt) -> Option<BigInt> {
        let negative = (dividend.sign() == Sign::Minus) != (divisor.sign() == Sign::Minus);
        let (dividend, divisor) = (dividend.magnitude(), divisor.magnitude());
        let (whole, rest) = (dividend / divisor, dividend % divisor);
        let is_odd = whole.bit(0);
        let half = (&rest * 2u32).cmp(divisor);
        let away = match self {
            _ if rest.bits() == 0 => false,
            Rounding::Up => true,
            Rounding::Down => false,
            Rounding::Ceiling => !negative,
            Rounding::Floor => negative,
            Rounding::HalfUp => half != Ordering::Less,
            Rounding::HalfDown => half == Ordering::Greater,
            Rounding::HalfEven => half == Ordering::Greater || half == Ordering::Equal && is_odd,
            Rounding::Unnecessary => return None,
        };
        let whole = if away { whole + 1u32 } else { whole };
        Some(BigInt::from_biguint(
            if negative { Sign::Minus } else { Sign::Plus },
            whole,
        ))
    }
}
