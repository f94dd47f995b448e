//! Numbers with their scale, and Java's rules for the scales of results.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use arrow_array::types::{Decimal256Type, DecimalType};
use arrow_buffer::i256;
use arrow_schema::DECIMAL256_MAX_PRECISION;
use num_bigint::{BigInt, Sign};

use super::rounding::Rounding;
use crate::text;

/// How many digits are computed at most where scales differ.
pub(crate) const MOST_DIGITS: i64 = 100_000;

/// A decimal number: the digits as one integer, divided by 10^scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub digits: BigInt,
    /// As Java's it has 32 bits; differences of two need more.
    pub scale: i64,
}

/// Why there is no quotient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unrounded {
    TooManyDigits,
    /// It would have to be rounded, and must not be.
    Inexact,
}

/// 10^exponent; none for more than [`MOST_DIGITS`] and below zero.
pub(crate) fn power(exponent: i64) -> Option<BigInt> {
    let exponent = u32::try_from(exponent).ok()?;
    (i64::from(exponent) <= MOST_DIGITS).then(|| BigInt::from(10).pow(exponent))
}

/// The same for exponents that are known to be small enough.
fn power_of(exponent: i64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(exponent).unwrap_or(0))
}

/// A quotient rounded half up, away from zero. The divisor is not zero.
pub(crate) fn half_up(dividend: &BigInt, divisor: &BigInt) -> BigInt {
    Rounding::HalfUp.quotient(dividend, divisor).unwrap_or_default()
}

/// The square root of a number that is not negative, to so many digits behind the point, rounded half up. Both scales
/// are at most twice [`MOST_DIGITS`].
pub(crate) fn root(value: &Decimal, scale: i64) -> BigInt {
    let shift = 2 * scale - value.scale;
    let (value, unit) = if shift >= 0 {
        (&value.digits * power_of(shift), BigInt::from(1))
    } else {
        (value.digits.clone(), power_of(-shift))
    };
    let root = (&value / &unit).sqrt();
    let twice_the_middle: BigInt = &root * 2 + 1;
    let rounds_up = value * 4 >= twice_the_middle.pow(2) * unit;
    if rounds_up { root + 1 } else { root }
}

impl Decimal {
    pub fn new(digits: impl Into<BigInt>, scale: i64) -> Self {
        let digits = digits.into();
        Decimal { digits, scale }
    }

    pub fn of_i256(digits: i256, scale: i8) -> Self {
        let digits = match digits.to_i128() {
            Some(digits) => BigInt::from(digits),
            None => BigInt::from_signed_bytes_le(&digits.to_le_bytes()),
        };
        Decimal::new(digits, i64::from(scale))
    }

    /// The digits for another scale that is not smaller; none for too many.
    fn widened(&self, scale: i64) -> Option<BigInt> {
        if scale == self.scale {
            return Some(self.digits.clone());
        }
        Some(&self.digits * power(scale - self.scale)?)
    }

    /// The digits of both for the larger one of their scales.
    fn aligned(&self, other: &Decimal) -> Option<(BigInt, BigInt, i64)> {
        let scale = self.scale.max(other.scale);
        Some((self.widened(scale)?, other.widened(scale)?, scale))
    }

    pub fn plus(&self, other: &Decimal) -> Option<Decimal> {
        let (left, right, scale) = self.aligned(other)?;
        Some(Decimal::new(left + right, scale))
    }

    pub fn minus(&self, other: &Decimal) -> Option<Decimal> {
        let (left, right, scale) = self.aligned(other)?;
        Some(Decimal::new(left - right, scale))
    }

    pub fn times(&self, other: &Decimal) -> Option<Decimal> {
        let scale = i32::try_from(self.scale + other.scale).ok()?;
        Some(Decimal::new(&self.digits * &other.digits, scale.into()))
    }

    pub fn negated(&self) -> Decimal {
        Decimal::new(-&self.digits, self.scale)
    }

    /// The quotient with so many digits behind the point, rounded half up; none for too many digits. The divisor is not
    /// zero.
    pub fn divided(&self, divisor: &Decimal, scale: i64) -> Option<Decimal> {
        let shift = scale + divisor.scale - self.scale;
        if self.digits.bits() as i64 / 3 < -shift - 1 {
            // The quotient of the digits has fewer digits than are cut off.
            return Some(Decimal::new(0, scale));
        }
        self.rounded(divisor, scale, Rounding::HalfUp).ok()
    }

    /// The quotient with so many digits behind the point. The divisor is not zero.
    pub fn rounded(&self, divisor: &Decimal, scale: i64, rounding: Rounding) -> Result<Decimal, Unrounded> {
        let shift = scale + divisor.scale - self.scale;
        let unit = power(shift.abs()).ok_or(Unrounded::TooManyDigits)?;
        let quotient = if shift >= 0 {
            rounding.quotient(&(&self.digits * unit), &divisor.digits)
        } else {
            rounding.quotient(&self.digits, &(&divisor.digits * unit))
        };
        Ok(Decimal::new(quotient.ok_or(Unrounded::Inexact)?, scale))
    }

    /// `BigDecimal.remainder`: what is left when the whole part of the quotient is taken. The divisor is not zero.
    pub fn remainder(&self, divisor: &Decimal) -> Option<Decimal> {
        let (left, right, scale) = self.aligned(divisor)?;
        let (quotient, rest) = (&left / &right, left % right);
        // Java's quotient has as many digits behind the point as the difference of the scales, as far as it has zeros.
        let preferred = self.scale - divisor.scale;
        let zeros = if quotient.sign() == Sign::NoSign {
            -preferred
        } else {
            let digits = quotient.to_string();
            let zeros = digits.len() - digits.trim_end_matches('0').len();
            (zeros as i64).min(-preferred)
        };
        let java = self.scale.max(divisor.scale - zeros);
        let surplus = power(scale - java)?;
        Some(Decimal::new(rest / surplus, java))
    }

    /// The same number with so many digits behind the point, rounded half up; none for too many digits.
    pub fn rescaled(&self, scale: i64) -> Option<Decimal> {
        self.divided(&Decimal::new(1, 0), scale)
    }

    /// The number multiplied so many times by itself; none for too many digits.
    pub fn pow(&self, times: i64) -> Option<Decimal> {
        let times = u32::try_from(times).ok()?;
        let digits = self.digits.bits() as i64 / 3 * i64::from(times);
        let scale = i32::try_from(self.scale * i64::from(times)).ok()?;
        (digits <= MOST_DIGITS).then(|| Decimal::new(self.digits.pow(times), scale.into()))
    }

    /// The same digits with the point so many places further right.
    pub fn shifted(&self, places: i64) -> Option<Decimal> {
        let scale = i32::try_from(self.scale - places).ok()?;
        Some(Decimal::new(self.digits.clone(), scale.into()))
    }

    /// The same number with the zeros that stand before its point; none for too many digits.
    pub fn without_negative_scale(self) -> Option<Decimal> {
        if self.scale >= 0 {
            return Some(self);
        }
        Some(Decimal::new(self.widened(0)?, 0))
    }

    /// `BigDecimal.stripTrailingZeros`
    pub fn stripped(&self) -> Decimal {
        if self.is_zero() {
            return Decimal::new(0, 0);
        }
        let digits = self.digits.to_string();
        let significant = digits.trim_end_matches('0');
        let zeros = (digits.len() - significant.len()) as i64;
        // It was a number, and is one still.
        Decimal::new(significant.parse::<BigInt>().unwrap_or_default(), self.scale - zeros)
    }

    /// `BigDecimal.toPlainString`; none for too many digits.
    pub fn to_plain(&self) -> Option<String> {
        let scale = self.scale.max(0);
        let digits = self.widened(scale)?.magnitude().to_string();
        let scale = usize::try_from(scale).ok().filter(|_| scale <= MOST_DIGITS)?;
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.digits.sign() == Sign::Minus { "-" } else { "" };
        let point = if scale > 0 { "." } else { "" };
        Some(format!("{sign}{whole}{point}{fraction}"))
    }

    /// The whole part.
    pub fn whole(&self) -> Option<BigInt> {
        Some(if self.scale <= 0 {
            self.widened(0)?
        } else if self.scale > MOST_DIGITS {
            BigInt::ZERO
        } else {
            &self.digits / power(self.scale)?
        })
    }

    /// The whole part as a long, which loses its high bits; none for too many digits.
    pub fn to_i64_wrapping(&self) -> Option<i64> {
        let whole = self.whole()?;
        let bits = whole.magnitude().iter_u64_digits().next().unwrap_or(0) as i64;
        Some(if whole.sign() == Sign::Minus {
            bits.wrapping_neg()
        } else {
            bits
        })
    }

    /// The digits, if they are at most 76.
    pub fn to_i256(&self) -> Option<i256> {
        let bytes = self.digits.to_signed_bytes_le();
        let fill = if self.digits.sign() == Sign::Minus { u8::MAX } else { 0 };
        let mut all = [fill; 32];
        all.get_mut(..bytes.len())?.copy_from_slice(&bytes);
        let digits = i256::from_le_bytes(all);
        Decimal256Type::is_valid_decimal_precision(digits, DECIMAL256_MAX_PRECISION).then_some(digits)
    }

    pub fn is_zero(&self) -> bool {
        self.digits.sign() == Sign::NoSign
    }

    /// The nearest double.
    pub fn to_f64(&self) -> f64 {
        format!("{}e{}", self.digits, -self.scale).parse().unwrap_or(f64::NAN)
    }

    /// The numbers' order; `1.0` and `1.00` are the same number.
    pub fn order(&self, other: &Decimal) -> Ordering {
        let sign = |decimal: &Decimal| decimal.digits.sign();
        if sign(self) != sign(other) || self.is_zero() {
            return sign(self).cmp(&sign(other));
        }
        let exponent = |decimal: &Decimal| decimal.digits.magnitude().to_string().len() as i64 - decimal.scale;
        let by_exponent = exponent(self).cmp(&exponent(other));
        let of_magnitudes = match by_exponent {
            // As many digits apart as the scales are: no more than there are.
            Ordering::Equal => match self.aligned(other) {
                Some((left, right, _)) => left.magnitude().cmp(right.magnitude()),
                None => Ordering::Equal,
            },
            other => other,
        };
        match sign(self) {
            Sign::Minus => of_magnitudes.reverse(),
            _ => of_magnitudes,
        }
    }
}

/// The digits and the scale of `-12.50`, without memory of its own; none for exponents, for more digits than a number
/// has, and for what is no decimal.
pub(crate) fn plain(text: &str) -> Option<(i128, i64)> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mut digits, mut scale) = (None, None);
    for byte in unsigned.bytes() {
        match byte {
            b'0'..=b'9' => {
                let shifted = digits.unwrap_or(0i128).checked_mul(10)?;
                digits = Some(shifted.checked_add(i128::from(byte - b'0'))?);
                scale = scale.map(|scale| scale + 1);
            }
            b'.' if scale.is_none() => scale = Some(0),
            _ => return None,
        }
    }
    let digits = digits?;
    let digits = if unsigned.len() < text.len() { -digits } else { digits };
    Some((digits, scale.unwrap_or(0)))
}

/// Reads `-12.50` and `1E+3`.
impl FromStr for Decimal {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some((digits, scale)) = plain(text) {
            return Ok(Decimal::new(digits, scale));
        }
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        // An exponent of Java has 32 bits.
        let exponent: i32 = exponent.parse().map_err(|_| ())?;
        let (negative, unsigned) = match mantissa.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = [whole, fraction].concat();
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(());
        }
        let digits = BigInt::from_str(&digits).map_err(|_| ())?;
        let digits = if negative { -digits } else { digits };
        Ok(Decimal::new(digits, fraction.len() as i64 - i64::from(exponent)))
    }
}

/// As `BigDecimal.toString` prints it.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = i32::try_from(self.scale).map_err(|_| fmt::Error)?;
        text::decimal(&self.digits.to_string(), scale, f)
    }
}
