//! Arithmetic to so many digits, with Java's rules for the digits behind the point.

use num_bigint::{BigInt, Sign};
use serde::{Deserialize, Serialize};

use super::number::{Decimal, Unrounded, power};
use super::rounding::Rounding;

/// How many digits results have at most, and how they are rounded, as `java.math.MathContext`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MathContext {
    /// The digits; 0 for as many as it takes.
    pub precision: u32,
    /// The way to round.
    pub rounding: Rounding,
}

impl MathContext {
    /// 7 digits.
    pub const DECIMAL32: MathContext = MathContext::half_even(7);
    /// 16 digits.
    pub const DECIMAL64: MathContext = MathContext::half_even(16);
    /// 34 digits.
    pub const DECIMAL128: MathContext = MathContext::half_even(34);
    /// As many digits as it takes; what has no end then fails.
    pub const UNLIMITED: MathContext = MathContext {
        precision: 0,
        rounding: Rounding::HalfUp,
    };

    const fn half_even(precision: u32) -> Self {
        MathContext {
            precision,
            rounding: Rounding::HalfEven,
        }
    }

    /// That of `updateBy`, unless another one is asked for.
    pub(crate) fn decimal64() -> Self {
        MathContext::DECIMAL64
    }

    /// The same number with no more digits.
    pub(crate) fn rounded(&self, value: Decimal) -> Result<Decimal, Unrounded> {
        let mut value = value;
        // What is rounded up to 10, 100, … has one digit too many again.
        loop {
            let surplus = digits(&value.digits) - i64::from(self.precision);
            if self.precision == 0 || surplus <= 0 {
                return Ok(value);
            }
            let unit = power(surplus).ok_or(Unrounded::TooManyDigits)?;
            let quotient = self.rounding.quotient(&value.digits, &unit);
            value = Decimal::new(quotient.ok_or(Unrounded::Inexact)?, value.scale - surplus);
        }
    }

    pub(crate) fn plus(&self, left: &Decimal, right: &Decimal) -> Result<Decimal, Unrounded> {
        self.rounded(left.plus(right).ok_or(Unrounded::TooManyDigits)?)
    }

    pub(crate) fn times(&self, left: &Decimal, right: &Decimal) -> Result<Decimal, Unrounded> {
        self.rounded(left.times(right).ok_or(Unrounded::TooManyDigits)?)
    }

    /// The quotient. As many zeros end it as the difference of the scales allows. The divisor is not zero.
    pub(crate) fn divided(&self, left: &Decimal, right: &Decimal) -> Result<Decimal, Unrounded> {
        let preferred = left.scale - right.scale;
        if left.is_zero() {
            return Ok(Decimal::new(0, preferred));
        }
        let (dividend, divisor) = (digits(&left.digits), digits(&right.digits));
        if self.precision == 0 {
            // A quotient that ends has no more digits than these.
            let precision = u32::try_from(dividend + 10 * divisor / 3 + 1).map_err(|_| Unrounded::TooManyDigits)?;
            let exact = MathContext {
                precision,
                rounding: Rounding::Unnecessary,
            };
            let quotient = exact.divided(left, right)?;
            return Ok(match power(preferred - quotient.scale) {
                Some(unit) => Decimal::new(quotient.digits * unit, preferred),
                None => quotient,
            });
        }
        let mut shift = i64::from(self.precision) + divisor - dividend;
        let (mut numerator, mut denominator) = shifted(&left.digits, &right.digits, shift)?;
        if digits(&(&numerator / &denominator)) > i64::from(self.precision) {
            shift -= 1;
            (numerator, denominator) = shifted(&left.digits, &right.digits, shift)?;
        }
        let quotient = self.rounding.quotient(&numerator, &denominator);
        let quotient = Decimal::new(quotient.ok_or(Unrounded::Inexact)?, preferred + shift);
        let is_exact = (numerator % denominator).sign() == Sign::NoSign;
        let quotient = self.rounded(quotient)?;
        Ok(if is_exact {
            quotient.trimmed(preferred)
        } else {
            quotient
        })
    }

    /// The square root of a number that is not negative.
    pub(crate) fn root(&self, value: &Decimal) -> Result<Decimal, Unrounded> {
        let preferred = value.scale / 2;
        if value.is_zero() {
            return Ok(Decimal::new(0, preferred));
        }
        if value.digits.sign() == Sign::Minus {
            return Err(Unrounded::Inexact);
        }
        let magnitude = digits(&value.digits) - value.scale;
        // So many digits behind the point are enough to round, and to see whether there is anything behind them.
        let scale = (i64::from(self.precision) + 2 - magnitude / 2).max(value.scale.div_euclid(2) + 1);
        let unit = power(2 * scale - value.scale).ok_or(Unrounded::TooManyDigits)?;
        let square = &value.digits * unit;
        let root = square.sqrt();
        let is_exact = root.pow(2) == square;
        let root = match (is_exact, self.precision) {
            (true, _) => Decimal::new(root, scale).stripped(),
            (false, 0) => return Err(Unrounded::Inexact),
            // A last digit that stands for all that follow.
            (false, _) => Decimal::new(root * 10 + 1, scale + 1),
        };
        let root = self.rounded(root)?.stripped();
        let room = match self.precision {
            0 => i64::MAX,
            precision => i64::from(precision) - digits(&root.digits),
        };
        let zeros = (preferred - root.scale).min(room);
        Ok(match power(zeros) {
            Some(unit) => Decimal::new(root.digits * unit, root.scale + zeros),
            None => root,
        })
    }
}

/// How many digits a number has; zero has one.
fn digits(number: &BigInt) -> i64 {
    match u128::try_from(number.magnitude()) {
        Ok(number) => number.checked_ilog10().map_or(1, |digits| i64::from(digits) + 1),
        Err(_) => number.magnitude().to_string().len() as i64,
    }
}

/// Two numbers whose quotient is that of these with the point so many places further right.
fn shifted(left: &BigInt, right: &BigInt, places: i64) -> Result<(BigInt, BigInt), Unrounded> {
    let unit = power(places.abs()).ok_or(Unrounded::TooManyDigits)?;
    Ok(match places >= 0 {
        true => (left * unit, right.clone()),
        false => (left.clone(), right * unit),
    })
}

impl Decimal {
    /// The same number without zeros at its end that stand further behind the point than this.
    fn trimmed(self, scale: i64) -> Decimal {
        let stripped = self.stripped();
        let scale = scale.min(self.scale).max(stripped.scale);
        match power(scale - stripped.scale) {
            Some(unit) => Decimal::new(stripped.digits * unit, scale),
            None => self,
        }
    }
}
