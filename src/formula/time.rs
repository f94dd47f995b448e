//! Times as text, as the mirrored API's `DateTimeUtils` reads them.

use jiff::tz::TimeZone;

pub(crate) use crate::format::zone;

/// The name of a time zone as Java prints it: that of the region that an abbreviation stands for.
pub(crate) fn zone_name(id: &str) -> Option<String> {
    let zone = zone(id)?;
    Some(zone.iana_name().map_or_else(|| id.to_owned(), str::to_owned))
}

const NANOS: i64 = 1_000_000_000;

/// Nanoseconds since 1970 from a date, a time and a zone: `2024-01-15T10:00:00Z`, `2024-01-15T10:00:00 ET`; or from an
/// epoch time, whose unit its size tells.
pub(crate) fn instant(text: &str) -> Option<i64> {
    crate::format::parse_instant(text)
}

/// Days since 1970 from `2024-01-15`.
pub(crate) fn local_date(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let date: jiff::civil::Date = text.parse().ok()?;
    let midnight = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    i32::try_from(midnight.as_second() / 86_400).ok()
}

/// Nanoseconds since midnight from `10:30`, `10:30:15` or `10:30:15.123`.
pub(crate) fn local_time(text: &str) -> Option<i64> {
    let (time, fraction) = text
        .split_once('.')
        .map_or((text, None), |(time, fraction)| (time, Some(fraction)));
    let mut parts = time.split(':');
    let mut part = |most: i64| -> Option<i64> {
        let part = parts.next()?;
        let value = (part.len() == 2).then(|| digits(part)).flatten()?;
        (value < most).then_some(value)
    };
    let (hour, minute) = (part(24)?, part(60)?);
    let second = match (time.len(), fraction) {
        (5, None) => 0,
        (8, _) => part(60)?,
        _ => return None,
    };
    let nanos = match fraction {
        Some(fraction) => nanos_of(fraction)?,
        None => 0,
    };
    parts
        .next()
        .is_none()
        .then_some(((hour * 60 + minute) * 60 + second) * NANOS + nanos)
}

/// Nanoseconds from `PT1h30m`, `-PT0.5s`, `P1DT2H` or `PT01:30:00.5`.
pub(crate) fn duration(text: &str) -> Option<i64> {
    let (negative, rest) = signed(text);
    let rest = rest.strip_prefix(['P', 'p'])?;
    let (days, time) = match rest.find(['T', 't']) {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    let mut nanos: i64 = 0;
    let mut add = |value: i64, unit: i64| -> Option<()> {
        nanos = nanos.checked_add(value.checked_mul(unit)?)?;
        Some(())
    };
    if !days.is_empty() {
        let (negative, days) = signed(days.strip_suffix(['D', 'd'])?);
        let days = digits(days)?;
        add(if negative { -days } else { days }, 86_400 * NANOS)?;
    }
    match time {
        None if days.is_empty() => return None,
        None => {}
        Some("") => return None,
        Some(time) if time.contains(':') => {
            let (negative, time) = signed(time);
            let (hours, rest) = time.split_once(':')?;
            // Hours may be more than a day has.
            let clock = local_time(&format!("00:{rest}"))?;
            let value = digits(hours)?.checked_mul(3_600 * NANOS)?.checked_add(clock)?;
            add(if negative { -value } else { value }, 1)?;
        }
        Some(time) => {
            let mut rest = time;
            for (letters, unit) in [(['H', 'h'], 3_600), (['M', 'm'], 60), (['S', 's'], 1)] {
                let Some(end) = rest.find(letters) else { continue };
                let (negative, value) = signed(&rest[..end]);
                let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
                if !fraction.is_empty() && unit != 1 {
                    return None;
                }
                let part = digits(whole)?
                    .checked_mul(unit * NANOS)?
                    .checked_add(if fraction.is_empty() { 0 } else { nanos_of(fraction)? })?;
                add(if negative { -part } else { part }, 1)?;
                rest = &rest[end + 1..];
            }
            if !rest.is_empty() {
                return None;
            }
        }
    }
    Some(if negative { nanos.checked_neg()? } else { nanos })
}

/// Years, months and days from `P1Y2M3W4D`.
pub(crate) fn period(text: &str) -> Option<(i32, i32, i32)> {
    let (negative, rest) = signed(text);
    let mut rest = rest.strip_prefix(['P', 'p'])?;
    if rest.is_empty() {
        return None;
    }
    let mut parts = [0i32; 4];
    for (part, letters) in parts.iter_mut().zip([['Y', 'y'], ['M', 'm'], ['W', 'w'], ['D', 'd']]) {
        let Some(end) = rest.find(letters) else { continue };
        let (minus, value) = signed(&rest[..end]);
        let value = i32::try_from(digits(value)?).ok()?;
        *part = if minus != negative { -value } else { value };
        rest = &rest[end + 1..];
    }
    let [years, months, weeks, days] = parts;
    let days = weeks.checked_mul(7)?.checked_add(days)?;
    rest.is_empty().then_some((years, months, days))
}

/// Whether there is a minus sign, and what is behind the sign.
fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn digits(text: &str) -> Option<i64> {
    let valid = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| text.parse().ok()).flatten()
}

/// Up to nine digits behind a point, as nanoseconds.
fn nanos_of(fraction: &str) -> Option<i64> {
    let value = digits(fraction).filter(|_| fraction.len() <= 9)?;
    Some(value * 10i64.pow(9 - fraction.len() as u32))
}

/// A date some days since 1970 after, or with the sign -1 before, a period. The last day of a month stays the last one
/// where the day is not there.
pub(crate) fn plus_period(days: i32, (years, months, more): (i32, i32, i32), sign: i32) -> Option<i32> {
    let months = years.checked_mul(12)?.checked_add(months)?.checked_mul(sign)?;
    let date = jiff::civil::date(1970, 1, 1)
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()?
        .checked_add(jiff::Span::new().try_months(months).ok()?)
        .ok()?
        .checked_add(jiff::Span::new().try_days(more.checked_mul(sign)?).ok()?)
        .ok()?;
    let midnight = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    i32::try_from(midnight.as_second() / 86_400).ok()
}
