//! Numbers as the types of columns take them.

use std::fmt::Write;
use std::str;

use arrow_buffer::i256;

use super::cursor::{Cursor, Number};

/// The powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

impl Number<'_> {
    /// The value, if it is whole and fits.
    #[inline]
    pub fn to_i64(self) -> Option<i64> {
        if self.exact && self.integer {
            return signed(self.negative, self.mantissa);
        }
        self.whole()
    }

    /// The value of a number with a point, an exponent, or very many digits.
    #[cold]
    fn whole(self) -> Option<i64> {
        let (mantissa, exponent) = if self.exact {
            (self.mantissa, self.exponent)
        } else {
            self.reduced()?
        };
        if mantissa == 0 {
            return Some(0);
        }
        let power = 10u64.checked_pow(exponent.unsigned_abs())?;
        if exponent < 0 {
            return if mantissa % power == 0 {
                signed(self.negative, mantissa / power)
            } else {
                None
            };
        }
        signed(self.negative, mantissa.checked_mul(power)?)
    }

    /// The whole part of the value times 10^power, if it fits.
    #[inline]
    pub fn to_scaled_i64(self, power: u32) -> Option<i64> {
        if !self.exact {
            return self.decimal()?.to_scaled_i64(self.negative, power);
        }
        let exponent = self.exponent + power as i32;
        let factor = 10u64.checked_pow(exponent.unsigned_abs());
        let magnitude = match (exponent < 0, factor) {
            (true, Some(factor)) => self.mantissa / factor,
            (true, None) => 0,
            (false, _) if self.mantissa == 0 => 0,
            (false, factor) => self.mantissa.checked_mul(factor?)?,
        };
        signed(self.negative, magnitude)
    }

    /// The value times 10^scale, if it has no more than so many digits; when `exact`, nothing may be cut off.
    pub(super) fn to_unscaled(self, precision: u8, scale: i8, exact: bool) -> Option<i256> {
        match self.short_unscaled(scale) {
            Some((value, cut)) if value < 10u128.pow(u32::from(precision.min(38))) => {
                let value = i256::from_parts(value, 0);
                let value = if self.negative { value.wrapping_neg() } else { value };
                (!exact || !cut).then_some(value)
            }
            _ => self.decimal()?.to_unscaled(self.negative, precision, scale, exact),
        }
    }

    /// The size of the value times 10^scale, and whether something was cut off; none when 64 bits are not enough on the
    /// way.
    fn short_unscaled(self, scale: i8) -> Option<(u128, bool)> {
        let exponent = self.exponent.checked_add(i32::from(scale)).filter(|_| self.exact)?;
        let power = 10u64.checked_pow(exponent.unsigned_abs())?;
        Some(if exponent < 0 {
            (u128::from(self.mantissa / power), !self.mantissa.is_multiple_of(power))
        } else {
            (u128::from(self.mantissa) * u128::from(power), false)
        })
    }

    /// The digits of the number; none when its exponent does not fit 64 bits.
    pub(super) fn decimal(self) -> Option<Decimal> {
        Decimal::of(self.text)
    }

    /// Mantissa and exponent without zeros at the ends; none when they are too long for a whole number.
    fn reduced(self) -> Option<(u64, i32)> {
        let Decimal { digits, scale } = Decimal::of(self.text)?;
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return Some((0, 0));
        }
        let zeros = (digits.len() - significant.len()) as i64;
        Some((significant.parse().ok()?, i32::try_from(zeros - scale).ok()?))
    }

    /// The nearest double; beyond the largest one infinity.
    #[inline]
    pub fn to_f64(self) -> f64 {
        // Both the mantissa and the power are exact here, so that one rounding gives the nearest double.
        if self.exact && self.mantissa <= 1 << 53 && self.exponent.unsigned_abs() < POWERS.len() as u32 {
            let power = POWERS[self.exponent.unsigned_abs() as usize];
            let mantissa = self.mantissa as f64;
            let value = if self.exponent < 0 {
                mantissa / power
            } else {
                mantissa * power
            };
            return if self.negative && value != 0.0 { -value } else { value };
        }
        parse(self.text)
    }

    /// The nearest float; beyond the largest one infinity.
    #[inline]
    pub fn to_f32(self) -> f32 {
        if self.exact && self.mantissa <= 1 << 24 && self.exponent.unsigned_abs() <= 10 {
            let power = POWERS[self.exponent.unsigned_abs() as usize] as f32;
            let mantissa = self.mantissa as f32;
            let value = if self.exponent < 0 {
                mantissa / power
            } else {
                mantissa * power
            };
            return if self.negative && value != 0.0 { -value } else { value };
        }
        parse(self.text)
    }

    /// Whether `java.math.BigDecimal` has such a number, and reads it back: its scale and its exponent have 32 bits.
    pub fn is_decimal(self) -> bool {
        let is_common = self.integer || self.exact && self.exponent.unsigned_abs() < 1_000_000;
        is_common || self.decimal().is_some_and(|decimal| decimal.is_java())
    }

    /// Writes the number as `java.math.BigDecimal` prints it.
    pub fn write_text(self, out: &mut Vec<u8>) {
        if self.integer && !(self.negative && self.mantissa == 0 && self.exact) {
            out.extend_from_slice(self.text);
            return;
        }
        // With so few digits behind the point Java never uses an exponent.
        let is_plain = self.exact && (-6..0).contains(&self.exponent) && self.mantissa != 0;
        if is_plain && !self.text.iter().any(|byte| matches!(byte, b'e' | b'E')) {
            out.extend_from_slice(self.text);
            return;
        }
        // The text is a number, whose exponent alone can be too large.
        match Decimal::of(self.text) {
            Some(decimal) => decimal.write(self.negative, out),
            None => out.extend_from_slice(self.text),
        }
    }
}

fn signed(negative: bool, magnitude: u64) -> Option<i64> {
    if negative {
        0i64.checked_sub_unsigned(magnitude)
    } else {
        i64::try_from(magnitude).ok()
    }
}

fn parse<F: str::FromStr + Default>(text: &[u8]) -> F {
    // A JSON number is ASCII and a number to Rust as well.
    str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

/// A decimal number: the digits as one integer, divided by 10^scale.
pub(super) struct Decimal {
    /// Without leading zeros; empty for zero.
    digits: String,
    scale: i64,
}

impl Decimal {
    /// The digits of a text that is a number; its sign does not count.
    pub fn of(text: &[u8]) -> Option<Decimal> {
        let text = str::from_utf8(text).ok()?;
        let text = text.strip_prefix('-').unwrap_or(text);
        let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let exponent: i64 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
        let digits = [whole, fraction].concat();
        let scale = (fraction.len() as i64).checked_sub(exponent)?;
        Some(Decimal {
            digits: digits.trim_start_matches('0').to_owned(),
            scale,
        })
    }

    /// The digits in front of the point, once it is moved to the right by `power`; none when there are more than `most`.
    fn whole(&self, power: i64, most: usize) -> Option<String> {
        let behind = self.scale.checked_sub(power)?;
        let len = self.digits.len() as i64;
        if self.digits.is_empty() || behind >= len {
            return Some("0".to_owned());
        }
        let whole = usize::try_from(len.checked_sub(behind)?)
            .ok()
            .filter(|whole| *whole <= most)?;
        let mut digits = self.digits.clone();
        digits.truncate(whole);
        digits.extend(std::iter::repeat_n('0', whole - digits.len()));
        Some(digits)
    }

    /// The whole part of the value times 10^power, if it fits.
    pub fn to_scaled_i64(&self, negative: bool, power: u32) -> Option<i64> {
        let magnitude = self.whole(power.into(), 20)?.parse().ok()?;
        signed(negative, magnitude)
    }

    /// The value times 10^scale, if it has no more than so many digits; when `exact`, nothing may be cut off.
    pub fn to_unscaled(&self, negative: bool, precision: u8, scale: i8, exact: bool) -> Option<i256> {
        let significant = self.digits.trim_end_matches('0');
        let zeros = (self.digits.len() - significant.len()) as i64;
        if exact && !significant.is_empty() && self.scale.saturating_sub(zeros) > i64::from(scale) {
            return None;
        }
        let value = i256::from_string(&self.whole(scale.into(), precision.into())?)?;
        Some(if negative { value.wrapping_neg() } else { value })
    }

    /// Whether `java.math.BigDecimal` has such a number, and reads it back: its scale and its exponent have 32 bits.
    pub fn is_java(&self) -> bool {
        const MOST: u64 = i32::MAX as u64;
        self.scale.unsigned_abs() <= MOST && self.exponent().unsigned_abs() <= MOST
    }

    /// The exponent when one digit is in front of the point.
    fn exponent(&self) -> i64 {
        (self.digits.len() as i64 - 1).max(0).saturating_sub(self.scale)
    }

    /// Writes the number as `java.math.BigDecimal` prints it.
    pub fn write(&self, negative: bool, out: &mut Vec<u8>) {
        let digits = if self.digits.is_empty() { "0" } else { &self.digits };
        if negative && !self.digits.is_empty() {
            out.push(b'-');
        }
        let adjusted = self.exponent();
        if self.scale == 0 {
            out.extend_from_slice(digits.as_bytes());
        } else if self.scale > 0 && adjusted >= -6 {
            let scale = self.scale as usize;
            if digits.len() > scale {
                let (whole, fraction) = digits.split_at(digits.len() - scale);
                out.extend_from_slice(whole.as_bytes());
                out.push(b'.');
                out.extend_from_slice(fraction.as_bytes());
            } else {
                out.extend_from_slice(b"0.");
                out.resize(out.len() + scale - digits.len(), b'0');
                out.extend_from_slice(digits.as_bytes());
            }
        } else {
            out.extend_from_slice(&digits.as_bytes()[..1]);
            if digits.len() > 1 {
                out.push(b'.');
                out.extend_from_slice(&digits.as_bytes()[1..]);
            }
            let mut exponent = String::new();
            // Writing to a string cannot fail.
            let _ = write!(exponent, "E{adjusted:+}");
            out.extend_from_slice(exponent.as_bytes());
        }
    }
}

/// The number that a text holds, in the forms that Java's parsers take.
#[derive(Clone, Copy)]
pub(in crate::format) enum TextNumber<'a> {
    /// As in JSON.
    Json(Number<'a>),
    /// Zeros in front, a point without digits on one side, NaN or an infinity.
    Other(&'a str),
}

impl<'a> TextNumber<'a> {
    /// None when the text is no number; blanks around it and a plus sign do not count.
    pub fn of(text: &'a str) -> Option<Self> {
        let text = text.trim_matches(|c| c <= ' ');
        let text = text.strip_prefix('+').unwrap_or(text);
        let mut cursor = Cursor::new(text.as_bytes());
        match cursor.number() {
            Ok(number) if cursor.at_end() => Some(TextNumber::Json(number)),
            _ => {
                let special = matches!(text, "NaN" | "Infinity" | "-Infinity");
                let decimal = text
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || b".-+eE".contains(&byte));
                (special || decimal && text.parse::<f64>().is_ok()).then_some(TextNumber::Other(text))
            }
        }
    }

    pub fn to_i64(self) -> Option<i64> {
        match self {
            TextNumber::Json(number) => number.to_i64(),
            TextNumber::Other(text) => text.parse().ok(),
        }
    }

    pub fn to_f64(self) -> f64 {
        match self {
            TextNumber::Json(number) => number.to_f64(),
            TextNumber::Other(text) => parse(text.as_bytes()),
        }
    }

    pub fn to_f32(self) -> f32 {
        match self {
            TextNumber::Json(number) => number.to_f32(),
            TextNumber::Other(text) => parse(text.as_bytes()),
        }
    }
}
