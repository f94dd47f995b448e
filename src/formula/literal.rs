//! Literals as constants.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, DurationNanosecondArray, Float32Array, Float64Array, Int32Array, Int64Array,
    StringArray, Time64NanosecondArray, TimestampNanosecondArray, UInt16Array,
};

use super::time;
use super::types::Type;
use crate::spec::instant;

/// A constant: its type and an array of one value.
pub(super) type Literal = (Type, ArrayRef);

/// Reads a number as it is written in Java, perhaps with a minus sign; an int that is too large is a long. Fails with
/// the reason.
pub(super) fn number(text: &str) -> Result<Literal, String> {
    let wrong = || format!("{text} is not a number");
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let clean = digits.replace('_', "").to_ascii_lowercase();
    if digits.ends_with('_') {
        return Err(wrong());
    }
    let prefixed = clean.strip_prefix("0x");
    if prefixed.is_none_or(|digits| digits.contains('p'))
        && (clean.contains(['.', 'e', 'p']) || (prefixed.is_none() && clean.ends_with(['f', 'd'])))
    {
        return real(&clean, negative, digits.ends_with('F')).ok_or_else(wrong);
    }
    let (clean, long) = match clean.strip_suffix('l') {
        Some(digits) => (digits, true),
        None => (clean.as_str(), false),
    };
    let (digits, radix) = match (clean.strip_prefix("0x"), clean.strip_prefix("0b")) {
        (Some(digits), _) => (digits, 16),
        (_, Some(digits)) => (digits, 2),
        _ if clean.len() > 1 && clean.starts_with('0') => (&clean[1..], 8),
        _ => (clean, 10),
    };
    let valid = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    let size = valid.then(|| u128::from_str_radix(digits, radix).ok()).flatten();
    let size = size.and_then(|size| i128::try_from(size).ok()).ok_or_else(wrong)?;
    let value = if negative { -size } else { size };
    // Of the int that stands for null there is no literal: it is a long.
    match (i32::try_from(value), i64::try_from(value)) {
        (Ok(value), _) if !long && value != i32::MIN => Ok((Type::Int, Arc::new(Int32Array::from(vec![value])))),
        (_, Ok(i64::MIN)) => Ok((Type::Long, Arc::new(Int64Array::new_null(1)))),
        (_, Ok(value)) => Ok((Type::Long, Arc::new(Int64Array::from(vec![value])))),
        // All 64 bits may be written where they are no decimal digits.
        _ if radix != 10 && u64::try_from(size).is_ok() => {
            Ok((Type::Long, Arc::new(Int64Array::from(vec![size as u64 as i64]))))
        }
        _ => Err(format!("{text} is too large for a long")),
    }
}

/// A float or double. With a capital F it is a double, as in the mirrored API.
fn real(clean: &str, negative: bool, capital: bool) -> Option<Literal> {
    let hexadecimal = clean.starts_with("0x");
    let float = clean.ends_with('f') && !capital;
    let digits = match clean.strip_suffix(['f', 'd']) {
        Some(digits) => digits,
        None => clean,
    };
    let sign = if negative { -1.0 } else { 1.0 };
    if hexadecimal {
        let value = sign * hexadecimal_real(digits)?;
        return Some(if float {
            (Type::Float, Arc::new(Float32Array::from(vec![value as f32])))
        } else {
            (Type::Double, Arc::new(Float64Array::from(vec![value])))
        });
    }
    // Rust takes names such as `inf`, which Java does not.
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    Some(if float {
        let value: f32 = digits.parse().ok()?;
        (Type::Float, Arc::new(Float32Array::from(vec![sign as f32 * value])))
    } else {
        let value: f64 = digits.parse().ok()?;
        (Type::Double, Arc::new(Float64Array::from(vec![sign * value])))
    })
}

/// `0x1.8p3`
fn hexadecimal_real(digits: &str) -> Option<f64> {
    let (mantissa, exponent) = digits.strip_prefix("0x")?.split_once('p')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let value = u64::from_str_radix(&all, 16).ok()?;
    let exponent: i32 = exponent.parse().ok()?;
    let shift = 4 * i32::try_from(fraction.len()).ok()?;
    Some(value as f64 * 2f64.powi(exponent.checked_sub(shift)?))
}

pub(super) fn boolean(value: bool) -> Literal {
    (Type::Boolean, Arc::new(BooleanArray::from(vec![value])))
}

pub(super) fn text(value: &str) -> Literal {
    (Type::String, Arc::new(StringArray::from(vec![value])))
}

/// What stands in single quotes: one character, or a time, a date, a duration, a period or a time zone.
pub(super) fn quoted(text: &str) -> Result<Literal, String> {
    let mut units = text.encode_utf16();
    if let (Some(unit), None) = (units.next(), units.next()) {
        return Ok((Type::Char, Arc::new(UInt16Array::from(vec![unit]))));
    }
    let utf8 = |of: Type, text: String| -> Literal { (of, Arc::new(StringArray::from(vec![text]))) };
    if let Some(nanos) = time::instant(text) {
        return Ok(instant_literal(nanos));
    }
    if let Some(days) = time::local_date(text) {
        return Ok((Type::LocalDate, Arc::new(Date32Array::from(vec![days]))));
    }
    if let Some(nanos) = time::local_time(text) {
        return Ok((Type::LocalTime, Arc::new(Time64NanosecondArray::from(vec![nanos]))));
    }
    // What could be either, a number of days, is a period.
    if let Some(period) = time::period(text) {
        let mut shown = String::new();
        super::text::period(period, &mut shown).map_err(|error| error.to_string())?;
        return Ok(utf8(Type::Period, shown));
    }
    if let Some(nanos) = time::duration(text) {
        return Ok((Type::Duration, Arc::new(DurationNanosecondArray::from(vec![nanos]))));
    }
    if let Some(name) = time::zone_name(text) {
        return Ok(utf8(Type::ZoneId, name));
    }
    Err(format!(
        "'{text}' is neither a character nor an instant, a date, a time, a duration, a period or a time zone: texts \
         stand in double quotes or backticks"
    ))
}

pub(super) fn instant_literal(nanos: i64) -> Literal {
    let values = TimestampNanosecondArray::from(vec![nanos]);
    (Type::Instant, Arc::new(values.with_data_type(instant())))
}
