//! Values as Java prints them.

use std::fmt::{self, LowerExp, Write};

/// What text may begin with that is no part of it.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

const NANOS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// Bytes to which text is written.
pub(crate) struct Utf8<'a>(pub &'a mut Vec<u8>);

impl Write for Utf8<'_> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// `UUID.toString`, of 16 bytes.
pub(crate) fn uuid(bytes: &[u8], into: &mut impl Write) -> fmt::Result {
    for (index, byte) in bytes.iter().enumerate() {
        let dash = if matches!(index, 4 | 6 | 8 | 10) { "-" } else { "" };
        write!(into, "{dash}{byte:02x}")?;
    }
    Ok(())
}

/// `Double.toString`.
pub(crate) fn double(value: f64, into: &mut impl Write) -> fmt::Result {
    let mut digits = zmij::Buffer::new();
    let shortest = digits.format(value);
    match value.abs() {
        // The nearest number of two digits, where one digit would do: these are the numbers for which it matters.
        size if size < 1e-300 && size > 0.0 => scientific(&two_digits(shortest, value), into),
        size => float_text(shortest, size, into),
    }
}

/// `Float.toString`.
pub(crate) fn float(value: f32, into: &mut impl Write) -> fmt::Result {
    let mut digits = zmij::Buffer::new();
    let shortest = digits.format(value);
    match value.abs() {
        size if size < 1e-35 && size > 0.0 => scientific(&two_digits(shortest, value), into),
        size => float_text(shortest, f64::from(size), into),
    }
}

fn float_text(shortest: &str, size: f64, into: &mut impl Write) -> fmt::Result {
    if size == 0.0 || (1e-3..1e7).contains(&size) || size.is_nan() {
        into.write_str(shortest)
    } else if size.is_infinite() {
        into.write_str(if shortest.starts_with('-') {
            "-Infinity"
        } else {
            "Infinity"
        })
    } else {
        scientific(shortest, into)
    }
}

/// `1.25E10` of any way to write it.
fn scientific(number: &str, into: &mut impl Write) -> fmt::Result {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |number| ("-", number));
    let (mantissa, exponent) = number.split_once('e').unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.parse().map_err(|_| fmt::Error)?;
    // The first digit that counts is in the whole part or behind the point.
    let (first, behind, shift) = match whole.trim_start_matches('0') {
        "" => {
            let digits = fraction.trim_start_matches('0');
            let zeros = (fraction.len() - digits.len()) as i32;
            (&digits[..1], ("", &digits[1..]), -1 - zeros)
        }
        whole => (&whole[..1], (&whole[1..], fraction), whole.len() as i32 - 1),
    };
    let behind = match behind {
        (whole, fraction) if fraction.trim_end_matches('0').is_empty() => (whole.trim_end_matches('0'), ""),
        (whole, fraction) => (whole, fraction.trim_end_matches('0')),
    };
    let zero = if behind == ("", "") { "0" } else { "" };
    write!(
        into,
        "{sign}{first}.{}{}{zero}E{}",
        behind.0,
        behind.1,
        exponent + shift
    )
}

/// The shortest digits of a number, at least two.
fn two_digits(shortest: &str, value: impl LowerExp) -> String {
    let digits = shortest.split('e').next().unwrap_or_default();
    if digits.contains('.') {
        shortest.to_owned()
    } else {
        format!("{value:.1e}")
    }
}

/// `BigDecimal.toString`, of its digits with their sign and how many of them are behind the point.
pub(crate) fn decimal(unscaled: &str, scale: i32, into: &mut impl Write) -> fmt::Result {
    if scale == 0 {
        return into.write_str(unscaled);
    }
    let (sign, digits) = unscaled
        .strip_prefix('-')
        .map_or(("", unscaled), |digits| ("-", digits));
    let exponent = digits.len() as i32 - 1 - scale;
    if scale < 0 || exponent < -6 {
        let (first, behind) = digits.split_at(1);
        let point = if behind.is_empty() { "" } else { "." };
        return write!(into, "{sign}{first}{point}{behind}E{exponent:+}");
    }
    let scale = scale as usize;
    match digits.len().checked_sub(scale) {
        Some(whole) if whole > 0 => write!(into, "{sign}{}.{}", &digits[..whole], &digits[whole..]),
        _ => write!(into, "{sign}0.{digits:0>scale$}"),
    }
}

/// `Instant.toString`.
pub(crate) fn instant(nanos: i64, into: &mut impl Write) -> fmt::Result {
    let seconds = nanos.div_euclid(NANOS);
    let (days, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    local_date(days as i32, into)?;
    write!(into, "T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)?;
    fraction(nanos.rem_euclid(NANOS), into)?;
    into.write_char('Z')
}

/// `LocalDate.toString`, of days since 1970.
pub(crate) fn local_date(days: i32, into: &mut impl Write) -> fmt::Result {
    // The days of a year that begins in March count without a leap day in between.
    let days = i64::from(days) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    match year {
        10_000.. => write!(into, "+{year}-{month:02}-{day:02}"),
        0.. => write!(into, "{year:04}-{month:02}-{day:02}"),
        _ => write!(into, "-{:04}-{month:02}-{day:02}", -year),
    }
}

/// `LocalTime.toString`, of nanoseconds since midnight.
pub(crate) fn local_time(nanos: i64, into: &mut impl Write) -> fmt::Result {
    let (second, nanos) = (nanos.div_euclid(NANOS), nanos.rem_euclid(NANOS));
    write!(into, "{:02}:{:02}", second / 3600, second / 60 % 60)?;
    if second % 60 != 0 || nanos != 0 {
        write!(into, ":{:02}", second % 60)?;
        fraction(nanos, into)?;
    }
    Ok(())
}

/// Nothing, or 3, 6 or 9 digits behind a point.
fn fraction(nanos: i64, into: &mut impl Write) -> fmt::Result {
    match nanos {
        0 => Ok(()),
        nanos if nanos % 1_000_000 == 0 => write!(into, ".{:03}", nanos / 1_000_000),
        nanos if nanos % 1_000 == 0 => write!(into, ".{:06}", nanos / 1_000),
        nanos => write!(into, ".{nanos:09}"),
    }
}

/// `Duration.toString`, of nanoseconds.
pub(crate) fn duration(nanos: i64, into: &mut impl Write) -> fmt::Result {
    if nanos == 0 {
        return into.write_str("PT0S");
    }
    // Java's seconds round down, and its hours and minutes toward zero.
    let (whole, fraction) = (nanos.div_euclid(NANOS), nanos.rem_euclid(NANOS));
    let whole = if whole < 0 && fraction > 0 { whole + 1 } else { whole };
    let (hours, minutes, seconds) = (whole / 3600, whole % 3600 / 60, whole % 60);
    into.write_str("PT")?;
    if hours != 0 {
        write!(into, "{hours}H")?;
    }
    if minutes != 0 {
        write!(into, "{minutes}M")?;
    }
    let fraction = nanos % NANOS;
    if seconds == 0 && fraction == 0 {
        return Ok(());
    }
    if nanos < 0 && seconds == 0 {
        into.write_str("-0")?;
    } else {
        write!(into, "{seconds}")?;
    }
    if fraction != 0 {
        let digits = format!("{:09}", fraction.abs());
        write!(into, ".{}", digits.trim_end_matches('0'))?;
    }
    into.write_char('S')
}

/// `Period.toString`.
pub(crate) fn period((years, months, days): (i32, i32, i32), into: &mut impl Write) -> fmt::Result {
    if (years, months, days) == (0, 0, 0) {
        return into.write_str("P0D");
    }
    into.write_char('P')?;
    for (part, letter) in [(years, 'Y'), (months, 'M'), (days, 'D')] {
        if part != 0 {
            write!(into, "{part}{letter}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
