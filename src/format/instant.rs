//! Instants from text and from numbers, as the mirrored API's `DateTimeUtils` reads them.

use jiff::civil::DateTime;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;

/// Nanoseconds since 1970 from `YYYY-MM-DDThh:mm[:ss[.fraction]]` with a zone: `Z`, an offset, or a space and the
/// name of a time zone. A time that a zone has twice is the earlier one; one that it skips is later by the gap.
/// An integer is an epoch time of the [unit](from_epoch) that its size suggests.
pub(super) fn parse(text: &str) -> Option<i64> {
    if let Some(nanos) = parse_utc(text.as_bytes()) {
        return Some(nanos);
    }
    if let Ok(number) = text.parse() {
        return from_epoch(number);
    }
    let (civil, zone) = split_zone(text)?;
    if !civil.contains('T') {
        return None;
    }
    let civil: DateTime = civil.parse().ok()?;
    let timestamp = zone.to_ambiguous_timestamp(civil).compatible().ok()?;
    i64::try_from(timestamp.as_nanosecond()).ok()
}

/// Nanoseconds since 1970 from seconds, milliseconds, microseconds or nanoseconds: the unit is the one in which the
/// number is a time before the year 2265.
pub(super) fn from_epoch(number: i64) -> Option<i64> {
    const SECONDS: u64 = 9_309_341_000;
    let unit = match number.unsigned_abs() {
        size if size > SECONDS * 1_000_000 => 1,
        size if size > SECONDS * 1_000 => 1_000,
        size if size > SECONDS => 1_000_000,
        _ => 1_000_000_000,
    };
    number.checked_mul(unit)
}

/// The common form, `YYYY-MM-DDThh:mm:ss[.fraction]Z`, without any of the general machinery.
fn parse_utc(text: &[u8]) -> Option<i64> {
    let (head, tail) = text.split_at_checked(19)?;
    let fixed = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if fixed.iter().any(|(position, byte)| head[*position] != *byte) {
        return None;
    }
    let number = |from: usize, to: usize| {
        head[from..to].iter().try_fold(0i64, |value, digit| {
            digit.is_ascii_digit().then(|| value * 10 + i64::from(digit - b'0'))
        })
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let nanos = match tail {
        [b'Z'] => 0,
        [b'.', digits @ .., b'Z'] => fraction(digits)?,
        _ => return None,
    };
    let seconds = days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    seconds.checked_mul(1_000_000_000)?.checked_add(nanos)
}

/// Nanoseconds of up to nine digits after the point.
fn fraction(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 9 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits
        .iter()
        .fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    Some(value * 10i64.pow(9 - digits.len() as u32))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar; years begin in March here, so that leap days come last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn split_zone(text: &str) -> Option<(&str, TimeZone)> {
    if let Some(civil) = text.strip_suffix('Z') {
        return Some((civil, TimeZone::UTC));
    }
    if let Some((civil, name)) = text.split_once(' ') {
        return Some((civil, time_zone(name)?));
    }
    let time = text.find('T')?;
    let sign = time + text[time..].find(['+', '-'])?;
    let (civil, offset) = text.split_at(sign);
    Some((civil, time_zone(offset)?))
}

/// An offset, or the name of a time zone.
fn time_zone(text: &str) -> Option<TimeZone> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_time_zone(text).ok()
}
