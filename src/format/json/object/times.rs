//! Times and dates in the forms of Java's `DateTimeFormatter`.

use super::super::super::instant::{self, Local, offset_after_time, zone};
use crate::spec::object::DateTimeFormat;

/// Nanoseconds since 1970 of a time with an offset; none for any other text, and for times that do not fit.
pub(super) fn instant(format: &DateTimeFormat, text: &str) -> Option<i64> {
    let text = match (format, text.strip_suffix(']')) {
        (DateTimeFormat::IsoZonedDateTime, Some(with_zone)) => {
            // The offset decides; but the zone must be one.
            let (text, name) = with_zone.split_once('[')?;
            zone(name)?;
            text
        }
        _ => text,
    };
    let at = 10 + text.get(10..)?.find(['Z', 'z', '+', '-'])?;
    let (local, offset) = text.split_at(at);
    let offset = match offset.len() {
        // An offset has minutes in these forms.
        3 => return None,
        _ => offset_after_time(offset)?,
    };
    match format {
        DateTimeFormat::IsoInstant => Local::parse_instant(local)?.at_offset(offset),
        DateTimeFormat::IsoOffsetDateTime | DateTimeFormat::IsoZonedDateTime => Local::parse(local)?.at_offset(offset),
        _ => None,
    }
}

/// Days since 1970.
pub(super) fn local_date(format: &DateTimeFormat, text: &str) -> Option<i32> {
    let days = match format {
        DateTimeFormat::IsoLocalDate => instant::local_date(text)?,
        DateTimeFormat::IsoDate => match text.split_at_checked(10) {
            Some((date, zone)) if !text.starts_with(['+', '-']) && !zone.is_empty() => {
                offset_after_time(zone)?;
                instant::local_date(date)?
            }
            _ => instant::local_date(text)?,
        },
        DateTimeFormat::BasicIsoDate => {
            let (date, zone) = text.split_at_checked(8)?;
            if !matches!(zone, "" | "Z") && (zone.contains(':') || zone.len() < 5) {
                return None;
            }
            if zone.len() > 1 {
                instant::offset(zone)?;
            }
            let (year, rest) = date.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            instant::local_date(&format!("{year}-{month}-{day}"))?
        }
        _ => return None,
    };
    i32::try_from(days).ok()
}
