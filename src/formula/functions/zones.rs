//! Time zones, which are looked up once for as long as they stay the same.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::calendar::{Clock, DAY, SECOND};
use crate::formula::{text, time};

/// A time zone, with the stretch of time around the last instant in which its clocks were not changed.
pub(super) struct Zone<'a> {
    pub name: &'a str,
    zone: TimeZone,
    from: i64,
    until: i64,
    /// Nanoseconds by which the clocks are ahead of UTC there.
    offset: i64,
}

impl<'a> Zone<'a> {
    pub fn of(name: &'a str) -> Result<Self, String> {
        let zone = time::zone(name).ok_or_else(|| format!("there is no time zone {name:?}"))?;
        Ok(Zone {
            name,
            zone,
            from: 0,
            until: 0,
            offset: 0,
        })
    }

    /// Nanoseconds by which the clocks are ahead of UTC at an instant.
    pub fn offset(&mut self, nanos: i64) -> i64 {
        if (self.from..self.until).contains(&nanos) {
            return self.offset;
        }
        let Ok(timestamp) = Timestamp::from_nanosecond(i128::from(nanos)) else {
            return 0;
        };
        let bound = |timestamp: Option<Timestamp>| {
            timestamp.and_then(|timestamp| i64::try_from(timestamp.as_nanosecond()).ok())
        };
        let next = self.zone.following(timestamp).next();
        // The change at the instant itself counts.
        let after = Timestamp::from_nanosecond(i128::from(nanos) + 1).unwrap_or(timestamp);
        let previous = self.zone.preceding(after).next();
        self.offset = i64::from(self.zone.to_offset(timestamp).seconds()) * SECOND;
        self.from = bound(previous.map(|change| change.timestamp())).unwrap_or(i64::MIN);
        self.until = bound(next.map(|change| change.timestamp())).unwrap_or(i64::MAX);
        self.offset
    }

    pub fn clock(&mut self, nanos: i64) -> Clock {
        let local = nanos.saturating_add(self.offset(nanos));
        Clock {
            local,
            elapsed: nanos.wrapping_sub(self.midnight(nanos)),
        }
    }

    /// When the day of an instant began.
    pub fn midnight(&mut self, nanos: i64) -> i64 {
        let offset = self.offset(nanos);
        let local = nanos.saturating_add(offset);
        let midnight = local.wrapping_sub(local.rem_euclid(DAY));
        let instant = midnight.wrapping_sub(offset);
        // Not changed since.
        match (self.from..self.until).contains(&instant) {
            true => instant,
            false => self.instant(midnight).unwrap_or(instant),
        }
    }

    /// The instant at which the clocks show a time; the earlier one of two, and later by the gap where there is none.
    pub fn instant(&self, local: i64) -> Option<i64> {
        let civil = TimeZone::UTC.to_datetime(Timestamp::from_nanosecond(i128::from(local)).ok()?);
        let timestamp = self.zone.to_ambiguous_timestamp(civil).compatible().ok()?;
        i64::try_from(timestamp.as_nanosecond()).ok()
    }

    /// Appends an instant as a `ZonedDateTime` is printed.
    pub fn write(&mut self, nanos: i64, into: &mut String) {
        let offset = self.offset(nanos);
        let local = nanos.saturating_add(offset);
        // A text is written to without errors.
        let _ = text::local_date(local.div_euclid(DAY) as i32, into);
        into.push('T');
        let _ = text::local_time(local.rem_euclid(DAY), into);
        let seconds = offset / SECOND;
        let start = into.len();
        match seconds {
            0 => into.push('Z'),
            seconds => {
                let sign = if seconds < 0 { '-' } else { '+' };
                let size = seconds.abs();
                let _ = write!(into, "{sign}{:02}:{:02}", size / 3_600, size / 60 % 60);
                if size % 60 != 0 {
                    let _ = write!(into, ":{:02}", size % 60);
                }
            }
        }
        if into[start..] != *self.name {
            let _ = write!(into, "[{}]", self.name);
        }
    }
}

/// The zones of a column, of which neighbours are mostly the same.
#[derive(Default)]
pub(super) struct Zones<'a> {
    last: Option<Zone<'a>>,
}

impl<'a> Zones<'a> {
    pub fn get(&mut self, name: &'a str) -> Result<&mut Zone<'a>, String> {
        let zone = match self.last.take().filter(|zone| zone.name == name) {
            Some(zone) => zone,
            None => Zone::of(name)?,
        };
        Ok(self.last.insert(zone))
    }
}

/// A `ZonedDateTime`: an instant and the name of its zone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zoned<'a> {
    pub nanos: i64,
    pub zone: &'a str,
}

impl<'a> Zoned<'a> {
    /// From what [`Zone::write`] writes.
    pub fn parse(text: &'a str) -> Result<Self, String> {
        let nanos = crate::format::parse_instant(text);
        let nanos = nanos.ok_or_else(|| format!("{text:?} is no time with a time zone"))?;
        let zone = match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
            Some((_, zone)) => zone,
            None => {
                let time = text.find('T').map_or(0, |at| at + 1);
                let offset = text[time..].find(['Z', '+', '-']).map_or(text.len(), |at| time + at);
                &text[offset..]
            }
        };
        Ok(Zoned { nanos, zone })
    }

    pub fn clock(self) -> Result<Clock, String> {
        Ok(Zone::of(self.zone)?.clock(self.nanos))
    }

    /// The same zone at another instant.
    pub fn at(self, nanos: i64) -> Result<String, String> {
        let mut text = String::new();
        Zone::of(self.zone)?.write(nanos, &mut text);
        Ok(text)
    }
}
