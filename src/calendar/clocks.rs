//! The clocks of one time zone, read without a search in the zone's rules.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::date::{DAY, SECOND};

/// The clocks of a time zone over a range of days.
#[derive(Debug)]
pub(super) struct Clocks {
    zone: TimeZone,
    /// From when on clocks are ahead of UTC by how many nanoseconds, in ascending order.
    changes: Vec<(i64, i64)>,
    /// Where the changes end.
    end: i64,
}

impl Clocks {
    /// `days` are the first and the last one that are asked for mostly.
    pub fn new(zone: TimeZone, days: (i32, i32)) -> Self {
        let start = i64::from(days.0 - 1).saturating_mul(DAY);
        let end = i64::from(days.1 + 2).saturating_mul(DAY);
        let mut changes = vec![(start, offset(&zone, start))];
        if let Ok(timestamp) = Timestamp::from_nanosecond(i128::from(start)) {
            let following = zone.following(timestamp);
            let nanos = following.map_while(|change| {
                let nanos = i64::try_from(change.timestamp().as_nanosecond()).ok()?;
                (nanos < end).then_some((nanos, i64::from(change.offset().seconds()) * SECOND))
            });
            changes.extend(nanos);
        }
        Clocks { zone, changes, end }
    }

    /// What the clocks show at an instant, in nanoseconds since 1970.
    pub fn local(&self, nanos: i64) -> i64 {
        let after = self.changes.partition_point(|(from, _)| *from <= nanos);
        let known = after.checked_sub(1).filter(|_| nanos < self.end);
        let ahead = known.and_then(|at| self.changes.get(at)).map(|(_, ahead)| *ahead);
        nanos.saturating_add(ahead.unwrap_or_else(|| offset(&self.zone, nanos)))
    }

    /// The instant at which the clocks show a time: the earlier one of two, and later by the gap where there is none. A
    /// time that no number of nanoseconds can have is the last or first one that can.
    pub fn instant(&self, local: i128) -> i64 {
        let instant = || {
            let civil = TimeZone::UTC.to_datetime(Timestamp::from_nanosecond(local).ok()?);
            let timestamp = self.zone.to_ambiguous_timestamp(civil).compatible().ok()?;
            i64::try_from(timestamp.as_nanosecond()).ok()
        };
        instant().unwrap_or(if local < 0 { i64::MIN } else { i64::MAX })
    }
}

/// Nanoseconds by which the clocks of a zone are ahead of UTC.
fn offset(zone: &TimeZone, nanos: i64) -> i64 {
    let timestamp = Timestamp::from_nanosecond(i128::from(nanos));
    timestamp.map_or(0, |timestamp| i64::from(zone.to_offset(timestamp).seconds()) * SECOND)
}
