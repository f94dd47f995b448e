//! Decimals with the digits of a schema.

use arrow_array::types::{Decimal128Type, Decimal256Type};
use arrow_array::{PrimitiveArray, StringArray};
use arrow_buffer::i256;

use super::cells::Fault;
use crate::format::avro::schema::Digits;
use crate::format::avro::wire::sized;
use crate::format::encode::Numbers;

/// The decimals of a schema: an unscaled number, big-endian, after its length or in a fixed one.
#[derive(Debug)]
pub(super) struct Target {
    digits: Digits,
    /// The least number that has too many digits; none where no number has.
    limit: Option<i256>,
    /// The same if it is small.
    small_limit: Option<i128>,
    size: Option<usize>,
}

/// The cells of a column of numbers.
pub(super) enum Decimals<'a> {
    /// With so many digits behind the point.
    Small(&'a PrimitiveArray<Decimal128Type>, i32),
    Large(&'a PrimitiveArray<Decimal256Type>, i32),
    Whole(Numbers<'a>),
    /// As texts.
    Text(&'a StringArray),
}

impl Target {
    pub fn new(digits: Digits, size: Option<usize>) -> Self {
        let power = |precision: usize| i256::from_i128(10).checked_pow(u32::try_from(precision).ok()?);
        let limit = power(digits.precision);
        Target {
            digits,
            limit,
            small_limit: limit.and_then(i256::to_i128),
            size,
        }
    }

    /// Appends the cell at `row`, rounded half up to the digits behind the point.
    #[inline]
    pub fn write(&self, cells: &Decimals<'_>, row: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        let (value, scale) = match cells {
            Decimals::Small(values, scale) => {
                let value = values.value(row);
                if let Some(fits) = self.small(value, *scale) {
                    return self
                        .put(&fits.to_be_bytes(), out)
                        .ok_or_else(|| self.too_long(value, *scale));
                }
                (i256::from_i128(value), *scale)
            }
            Decimals::Large(values, scale) => (values.value(row), *scale),
            Decimals::Whole(numbers) => (i256::from_i128(numbers.integer(row).unwrap_or_default().into()), 0),
            Decimals::Text(texts) => {
                let text = texts.value(row);
                parse(text).ok_or_else(|| Fault::from(format!("{text:?} is no decimal of up to 76 digits")))?
            }
        };
        let rescaled = rescaled(value, scale, self.digits.scale as i32);
        let fits = rescaled.filter(|value| self.limit.is_none_or(|limit| value.wrapping_abs() < limit));
        let fits = fits.and_then(|value| self.put(&value.to_be_bytes(), out));
        fits.ok_or_else(|| self.too_long(value, scale))
    }

    /// The number with the schema's digits, if all of that is small.
    #[inline]
    fn small(&self, value: i128, scale: i32) -> Option<i128> {
        let more = self.digits.scale as i32 - scale;
        let unit = 10_i128.checked_pow(more.unsigned_abs())?;
        let value = if more >= 0 {
            value.checked_mul(unit)?
        } else {
            let rest = value % unit;
            value / unit + i128::from(rest.unsigned_abs() >= (unit / 2).unsigned_abs()) * value.signum()
        };
        (value.unsigned_abs() < self.small_limit?.unsigned_abs()).then_some(value)
    }

    /// Appends a number without the bytes that only repeat its sign, as Java's `BigInteger` has it; none where it is longer
    /// than a fixed length.
    #[inline]
    fn put(&self, number: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let sign = if number[0] >= 0x80 { 0xff } else { 0 };
        let last = number.len() - 1;
        let extra = number[..last].iter().take_while(|byte| **byte == sign).count();
        // The first byte tells the sign.
        let extra = extra - usize::from(extra > 0 && (number[extra] ^ sign) >= 0x80);
        let number = &number[extra..];
        match self.size {
            None => sized(number, out),
            Some(size) => {
                let padding = size.checked_sub(number.len())?;
                out.resize(out.len() + padding, sign);
                out.extend_from_slice(number);
            }
        }
        Some(())
    }

    #[cold]
    fn too_long(&self, value: impl ToString, scale: i32) -> Fault {
        let (mut text, digits) = (String::new(), value.to_string());
        // Writing to memory does not fail.
        let _ = crate::text::decimal(&digits, scale, &mut text);
        let size = self.size.map_or(String::new(), |size| format!(" in {size} bytes"));
        format!("{text} does not fit {}{size}", self.digits).into()
    }
}

/// A number with other digits behind the point, rounded half up; none when it has more than 76 digits.
fn rescaled(value: i256, from: i32, to: i32) -> Option<i256> {
    if value == i256::ZERO {
        return Some(value);
    }
    let power = |exponent: u32| i256::from_i128(10).checked_pow(exponent);
    let fewer = from.checked_sub(to)?;
    if fewer <= 0 {
        return value.checked_mul(power(fewer.unsigned_abs())?);
    }
    let Some(unit) = power(fewer.unsigned_abs()) else {
        // More places than a number has digits.
        return Some(i256::ZERO);
    };
    let half = unit.checked_div(i256::from_i128(2))?;
    let (whole, rest) = (value.checked_div(unit)?, value.checked_rem(unit)?);
    if rest.wrapping_abs() < half {
        return Some(whole);
    }
    let away = if value.is_negative() {
        i256::MINUS_ONE
    } else {
        i256::ONE
    };
    whole.checked_add(away)
}

/// The digits of a decimal as Java prints it, and how many of them are behind the point.
pub(crate) fn parse(text: &str) -> Option<(i256, i32)> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, behind) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{behind}");
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(digits.trim_start_matches(['+', '-'])) || !(behind.is_empty() || are_digits(behind)) {
        return None;
    }
    let scale = i32::try_from(behind.len()).ok()?.checked_sub(exponent)?;
    Some((i256::from_string(digits.trim_start_matches('+'))?, scale))
}
