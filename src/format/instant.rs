//! Instants from text and from numbers, as the mirrored API's `DateTimeUtils` reads them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const NANOS: i128 = 1_000_000_000;
const DAY: i64 = 86_400;

/// Nanoseconds since 1970 from `YYYY-MM-DDThh:mm[:ss[.fraction]]` with a zone: `Z`, an offset, both with the name of a
/// time zone in brackets if need be, or a space and the name or the offset of a time zone, before which a date alone
/// will do. A time that a zone has twice is the earlier one; one that it skips is later by the gap.
/// An integer is an epoch time of the [unit](from_epoch) that its size suggests.
pub(crate) fn parse(text: &str) -> Option<i64> {
    if let Some(local) = text.strip_suffix('Z').and_then(Local::parse) {
        return local.at_offset(0);
    }
    if let Some(number) = epoch(text) {
        return from_epoch(number);
    }
    if let Some((local, zone)) = text.split_once(' ') {
        return in_zone(local, zone);
    }
    let zone = 16 + text.get(16..)?.find(['Z', 'z', '+', '-'])?;
    let (local, zone) = text.split_at(zone);
    let local = Local::parse(local)?;
    let offset = match zone.strip_suffix(']').and_then(|zone| zone.split_once('[')) {
        Some((offset, name)) => {
            // The offset decides; but the zone must be one.
            if offset_of_id(name).is_none() && region(name).is_none() && name != "Z" {
                return None;
            }
            offset_after_time(offset)
        }
        None => offset_after_time(zone),
    };
    local.at_offset(offset?)
}

/// Nanoseconds since 1970 from seconds, milliseconds, microseconds or nanoseconds: the unit is the one in which the
/// number is a time before the year 2265.
pub(crate) fn from_epoch(number: i64) -> Option<i64> {
    const SECONDS: u64 = 9_309_341_000;
    let unit = match number.unsigned_abs() {
        size if size > SECONDS * 1_000_000 => 1,
        size if size > SECONDS * 1_000 => 1_000,
        size if size > SECONDS => 1_000_000,
        _ => 1_000_000_000,
    };
    number.checked_mul(unit)
}

/// A text of nothing but digits, and perhaps a minus sign.
fn epoch(text: &str) -> Option<i64> {
    let starts = matches!(text.as_bytes(), [b'-' | b'0'..=b'9', ..]);
    starts.then(|| text.parse().ok()).flatten()
}

/// A time on the clocks of a zone that is not told yet.
pub(super) struct Local {
    /// Since 1970 on those clocks.
    seconds: i64,
    nanos: i32,
}

impl Local {
    /// So many days since 1970, and seconds and nanoseconds of that day.
    pub fn new(days: i64, seconds: i64, nanos: i32) -> Self {
        Local {
            seconds: days * DAY + seconds,
            nanos,
        }
    }

    /// `YYYY-MM-DDThh:mm[:ss[.fraction]]`; the fraction has up to nine digits, or none.
    pub fn parse(text: &str) -> Option<Local> {
        let text = text.as_bytes();
        let date = date(text.get(..10)?)?;
        let time = text.get(10..)?;
        let (minutes, rest) = time.split_at_checked(6)?;
        let [b'T' | b't', _, _, b':', _, _] = minutes else {
            return None;
        };
        let (hour, minute) = (number(&minutes[1..3])?, number(&minutes[4..6])?);
        let (second, nanos) = match rest {
            [] => (0, 0),
            [b':', tens, ones] => (number(&[*tens, *ones])?, 0),
            [b':', tens, ones, b'.', digits @ ..] => (number(&[*tens, *ones])?, fraction(digits)?),
            _ => return None,
        };
        (hour < 24 && minute < 60 && second < 60).then_some(Local {
            seconds: date * DAY + hour * 3_600 + minute * 60 + second,
            nanos,
        })
    }

    /// The same with the seconds, as Java's `ISO_INSTANT` has it: a day may end with 24:00:00, and a leap second is the
    /// one before it.
    pub fn parse_instant(text: &str) -> Option<Local> {
        let time = text.get(11..19)?;
        if time == "24:00:00" {
            let mut midnight = text.to_owned();
            midnight.replace_range(11..13, "00");
            let mut local = Local::parse(&midnight).filter(|local| local.nanos == 0)?;
            local.seconds += DAY;
            return Some(local);
        }
        if time == "23:59:60" {
            let mut second = text.to_owned();
            second.replace_range(17..19, "59");
            return Local::parse(&second);
        }
        Local::parse(text)
    }

    /// The beginning of a day: `YYYY-MM-DD`, or with a `T` behind it.
    fn day(text: &str) -> Option<Local> {
        let text = text.strip_suffix(['T', 't']).unwrap_or(text);
        let seconds = date(text.as_bytes())? * DAY;
        Some(Local { seconds, nanos: 0 })
    }

    pub fn at_offset(&self, offset: i64) -> Option<i64> {
        let nanos = i128::from(self.seconds - offset) * NANOS + i128::from(self.nanos);
        i64::try_from(nanos).ok()
    }

    pub fn at(&self, zone: &TimeZone) -> Option<i64> {
        let midnight = jiff::Timestamp::from_second(self.seconds).ok()?;
        let civil: DateTime = TimeZone::UTC.to_datetime(midnight);
        let civil = civil.with().subsec_nanosecond(self.nanos).build().ok()?;
        let timestamp = zone.to_ambiguous_timestamp(civil).compatible().ok()?;
        i64::try_from(timestamp.as_nanosecond()).ok()
    }
}

fn in_zone(local: &str, zone: &str) -> Option<i64> {
    let is_name = zone
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'/'));
    let local = match Local::day(local) {
        Some(day) if is_name => day,
        _ => Local::parse(local)?,
    };
    match offset_of_id(zone) {
        Some(offset) => local.at_offset(offset),
        None => local.at(&region(zone)?),
    }
}

/// Days since 1970 of `YYYY-MM-DD`; years of more than four digits have a sign.
pub(super) fn local_date(text: &str) -> Option<i64> {
    let (years, rest) = match text.as_bytes() {
        [b'+' | b'-', ..] => text.split_at_checked(text.len().checked_sub(6)?)?,
        _ => return date(text.as_bytes()),
    };
    let (sign, digits) = years.split_at(1);
    let least = if sign == "-" { 4 } else { 5 };
    if !(least..=9).contains(&digits.len()) {
        return None;
    }
    // The Gregorian calendar repeats every 400 years, which are 146,097 days.
    let year = number(digits.as_bytes())? * if sign == "-" { -1 } else { 1 };
    let day = date(format!("{:04}{rest}", year.rem_euclid(400)).as_bytes())?;
    Some(day + year.div_euclid(400) * 146_097)
}

/// Days since 1970 of `YYYY-MM-DD`.
fn date(text: &[u8]) -> Option<i64> {
    let [_, _, _, _, b'-', _, _, b'-', _, _] = text else {
        return None;
    };
    let (year, month, day) = (number(&text[..4])?, number(&text[5..7])?, number(&text[8..])?);
    let fits = (1..=12).contains(&month) && day >= 1 && day <= days_in(year, month);
    fits.then(|| days_since_1970(year, month, day))
}

/// A number of nothing but digits.
fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0i64, |value, digit| {
        digit.is_ascii_digit().then(|| value * 10 + i64::from(digit - b'0'))
    })
}

/// Nanoseconds of up to nine digits after the point.
fn fraction(digits: &[u8]) -> Option<i32> {
    let value = (digits.len() <= 9).then(|| number(digits)).flatten()? as i32;
    Some(value * 10i32.pow(9 - digits.len() as u32))
}

pub(super) fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar; years begin in March here, so that leap days come last.
pub(super) fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Seconds of an offset as it follows a time: `Z`, or hours, minutes and seconds with colons.
pub(super) fn offset_after_time(text: &str) -> Option<i64> {
    match text.len() {
        1 => matches!(text, "Z" | "z").then_some(0),
        3 | 6 | 9 => offset(text),
        _ => None,
    }
}

/// Seconds of the name of an offset, as Java's `ZoneId.of` takes them: `UTC`, `GMT+1`, `+05:30`, `-0530`.
fn offset_of_id(id: &str) -> Option<i64> {
    let offset_text = ["UTC", "GMT", "UT"].iter().find_map(|name| id.strip_prefix(name));
    match offset_text {
        Some("") => Some(0),
        Some(text) => offset(text),
        None => offset(id),
    }
}

/// The time zone of a name, an abbreviation or an offset.
pub(crate) fn zone(id: &str) -> Option<TimeZone> {
    let fixed = |seconds: i64| {
        Some(
            jiff::tz::Offset::from_seconds(i32::try_from(seconds).ok()?)
                .ok()?
                .to_time_zone(),
        )
    };
    if id == "Z" {
        return Some(TimeZone::UTC);
    }
    match offset_of_id(id) {
        Some(offset) => fixed(offset),
        None => region(id),
    }
}

/// Seconds of a sign and hours, of one or two digits, perhaps with minutes and seconds, all with colons or all without.
pub(super) fn offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes() {
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, minutes, seconds) = match digits {
        [_] | [_, _] => (digits, &b"0"[..], &b"0"[..]),
        [_, _, b':', _, _] => (&digits[..2], &digits[3..5], &b"0"[..]),
        [_, _, b':', _, _, b':', _, _] => (&digits[..2], &digits[3..5], &digits[6..]),
        [_, _, _, _] => (&digits[..2], &digits[2..], &b"0"[..]),
        [_, _, _, _, _, _] => (&digits[..2], &digits[2..4], &digits[4..]),
        _ => return None,
    };
    let (hours, minutes, seconds) = (number(hours)?, number(minutes)?, number(seconds)?);
    let total = hours * 3_600 + minutes * 60 + seconds;
    (minutes < 60 && seconds < 60 && total <= 18 * 3_600).then_some(sign * total)
}

/// The time zone of a name in the time zone database, or of a short name of the mirrored API.
fn region(name: &str) -> Option<TimeZone> {
    let name = match name {
        "CT" => "America/Chicago",
        "ET" => "America/New_York",
        "HK" => "Asia/Hong_Kong",
        "JP" => "Asia/Tokyo",
        "LON" => "Europe/London",
        "MT" => "America/Denver",
        "PT" => "America/Los_Angeles",
        name => name,
    };
    let zone = TimeZone::get(name).ok()?;
    // Java knows capitals from small letters here.
    (zone.iana_name() == Some(name)).then_some(zone)
}
