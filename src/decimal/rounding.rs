//! Java's ways to round.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};

/// `java.math.RoundingMode`, by its number in Java.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
    /// Nothing is cut off.
    Unnecessary,
}

impl Rounding {
    /// The way of this number in Java.
    pub fn of_java(number: i32) -> Option<Self> {
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
    pub fn quotient(self, dividend: &BigInt, divisor: &BigInt) -> Option<BigInt> {
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
