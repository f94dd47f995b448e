//! Values as Java prints them.

use std::fmt::{self, Display, LowerExp, Write};

const NANOS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// `Double.toString`.
pub(crate) fn double(value: f64, into: &mut impl Write) -> fmt::Result {
    float_text(value, value.abs(), value.is_nan(), into)
}

/// `Float.toString`.
pub(crate) fn float(value: f32, into: &mut impl Write) -> fmt::Result {
    float_text(value, f64::from(value.abs()), value.is_nan(), into)
}

/// The shortest digits that are this number and no other, two at least.
fn float_text<F: Display + LowerExp + PartialEq>(value: F, size: f64, nan: bool, into: &mut impl Write) -> fmt::Result {
    if nan {
        return into.write_str("NaN");
    }
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        let start = format!("{value}");
        let point = if start.contains('.') { "" } else { ".0" };
        return write!(into, "{start}{point}");
    }
    if size.is_infinite() {
        let text = format!("{value}");
        return into.write_str(if text.starts_with('-') { "-Infinity" } else { "Infinity" });
    }
    let shortest = format!("{value:e}");
    // Java shows the nearest number of two digits where one digit would do.
    let digits = shortest.split('e').next().unwrap_or_default();
    let text = if digits.contains('.') {
        shortest
    } else {
        format!("{value:.1e}")
    };
    into.write_str(&text.replace('e', "E"))
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
