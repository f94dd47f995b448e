//! Business days and business hours.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use super::clocks::Clocks;
use super::date::{DAY, DAYS, Date, day_of_week};
use super::hours::Hours;
use crate::text;

/// A calendar of business days. It never changes; any thread may ask it.
///
/// Dates are days since 1970, instants nanoseconds since 1970. Errors are texts that name the date and the calendar.
#[derive(Debug)]
pub(crate) struct BusinessCalendar {
    pub name: String,
    pub description: Option<String>,
    /// The name of its time zone.
    pub zone: String,
    /// The first date that it knows.
    pub first: i32,
    /// The last one.
    pub last: i32,
    /// The days of the week without business, from Monday on.
    pub weekend: [bool; 7],
    /// The hours of a day that is nothing special; ascending, they do not overlap.
    pub standard: Vec<Hours>,
    /// The hours of days that are special, none where there is no business.
    pub holidays: BTreeMap<i32, Vec<Hours>>,
    clocks: Clocks,
    /// How many days of business there are before each day, and before the one after the last.
    before: OnceLock<Box<[u32]>>,
    /// How many nanoseconds of business there are before each day that instants reach.
    nanos_before: OnceLock<Box<[u64]>>,
}

/// What a calendar is made of; the rest it works out.
#[derive(Debug)]
pub(super) struct Parts {
    pub name: String,
    pub description: Option<String>,
    pub zone: (String, jiff::tz::TimeZone),
    pub valid: (i32, i32),
    pub weekend: [bool; 7],
    pub standard: Vec<Hours>,
    pub holidays: BTreeMap<i32, Vec<Hours>>,
}

/// Which days are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Business,
    NonBusiness,
}

/// Days of which one may be the last with business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    Week,
    Month,
    Year,
}

/// The days that instants are in.
const REACHED: RangeInclusive<i32> = -106_752..=106_752;

type Answer<T> = Result<T, String>;

impl BusinessCalendar {
    pub(super) fn new(parts: Parts) -> Self {
        let Parts {
            name,
            description,
            zone: (zone, time_zone),
            valid: (first, last),
            weekend,
            standard,
            holidays,
        } = parts;
        let clamped = |day: i32| day.clamp(*REACHED.start(), *REACHED.end());
        BusinessCalendar {
            clocks: Clocks::new(time_zone, (clamped(first), clamped(last))),
            name,
            description,
            zone,
            first,
            last,
            weekend,
            standard,
            holidays,
            before: OnceLock::new(),
            nanos_before: OnceLock::new(),
        }
    }

    /// What the clocks of the calendar show at an instant.
    pub fn local(&self, nanos: i64) -> i64 {
        self.clocks.local(nanos)
    }

    /// The date at an instant.
    pub fn date(&self, nanos: i64) -> i32 {
        self.local(nanos).div_euclid(DAY) as i32
    }

    /// The same time of the clocks on another date.
    pub fn on(&self, nanos: i64, date: i32) -> Answer<i64> {
        let time = self.local(nanos).rem_euclid(DAY);
        let instant = self.clocks.instant(local(date, time));
        match instant {
            i64::MIN | i64::MAX => Err(format!("{} is too far away for an instant", shown(date))),
            instant => Ok(instant),
        }
    }

    /// The place of a date in the range that the calendar knows.
    fn place(&self, date: i32) -> Answer<usize> {
        if date < self.first {
            let (date, first, name) = (shown(date), shown(self.first), &self.name);
            return Err(format!(
                "{date} is before {first}, the first date that the calendar {name} knows"
            ));
        }
        if date > self.last {
            let (date, last, name) = (shown(date), shown(self.last), &self.name);
            return Err(format!(
                "{date} is after {last}, the last date that the calendar {name} knows"
            ));
        }
        Ok((i64::from(date) - i64::from(self.first)) as usize)
    }

    /// The hours of a date on the clocks, which must be one that the calendar knows.
    fn clock_hours(&self, date: i32) -> &[Hours] {
        match self.holidays.get(&date) {
            Some(hours) => hours,
            None if self.is_weekend(day_of_week(date)) => &[],
            None => &self.standard,
        }
    }

    /// Whether a day of the week, 0 is Monday, has no business.
    pub fn is_weekend(&self, day: usize) -> bool {
        self.weekend.get(day).copied().unwrap_or(false)
    }

    /// The hours of a date in time.
    pub fn hours(&self, date: i32) -> Answer<impl Iterator<Item = Hours>> {
        self.place(date)?;
        Ok(self.instants(date))
    }

    /// The same of a date that it may not know.
    pub fn instants(&self, date: i32) -> impl Iterator<Item = Hours> {
        self.clock_hours(date).iter().map(move |hours| Hours {
            from: self.clocks.instant(local(date, hours.from)),
            until: self.clocks.instant(local(date, hours.until)),
            inclusive: hours.inclusive,
        })
    }

    fn before(&self) -> &[u32] {
        self.before.get_or_init(|| {
            let mut count = 0;
            let days = (self.first..=self.last).map(|date| {
                count += u32::from(self.clock_hours(date).iter().any(|hours| hours.nanos() > 0));
                count
            });
            std::iter::once(0).chain(days).collect()
        })
    }

    /// How many days of a kind there are before one of the range, by its place.
    fn count_before(&self, place: usize, kind: Kind) -> i64 {
        let business = self.before().get(place).copied().map_or(0, i64::from);
        match kind {
            Kind::Business => business,
            Kind::NonBusiness => place as i64 - business,
        }
    }

    fn is(&self, place: usize, kind: Kind) -> bool {
        self.count_before(place + 1, kind) > self.count_before(place, kind)
    }

    pub fn is_business_day(&self, date: i32) -> Answer<bool> {
        Ok(self.is(self.place(date)?, Kind::Business))
    }

    /// The day of a kind so many after a date; before it where `count` is less than 0. For 0 it is the date itself, or
    /// none where that is of the other kind.
    pub fn moved(&self, date: i32, count: i32, kind: Kind) -> Answer<Option<i32>> {
        let size = (i64::from(self.last) - i64::from(self.first) + 1) as usize;
        let found = match count {
            0 => return Ok(self.is(self.place(date)?, kind).then_some(date)),
            // The days that are passed must be known, the date itself need not.
            1.. => {
                let next = self.place(date.saturating_add(1))?;
                let wanted = self.count_before(next, kind) + i64::from(count);
                first_place(size + 1, |place| self.count_before(place, kind) >= wanted)
            }
            _ => {
                let previous = self.place(date.saturating_sub(1))?;
                let wanted = self.count_before(previous + 1, kind) + i64::from(count);
                match wanted {
                    ..0 => None,
                    _ => first_place(size + 1, |place| self.count_before(place, kind) > wanted),
                }
            }
        };
        let outside = if count > 0 {
            self.last.saturating_add(1)
        } else {
            self.first.saturating_sub(1)
        };
        match found {
            Some(place) => Ok(Some((i64::from(self.first) + place as i64 - 1) as i32)),
            None => self.place(outside).map(|_| None),
        }
    }

    /// The days from one place to the other, both included; none where there are none.
    fn between(&self, from: i32, until: i32) -> Answer<Option<(usize, usize)>> {
        if from > until {
            return Ok(None);
        }
        Ok(Some((self.place(from)?, self.place(until)?)))
    }

    /// How many days of a kind there are from one date to another, both included.
    pub fn count(&self, from: i32, until: i32, kind: Kind) -> Answer<i32> {
        Ok(self.between(from, until)?.map_or(0, |(from, until)| {
            (self.count_before(until + 1, kind) - self.count_before(from, kind)) as i32
        }))
    }

    /// The days of a kind from one date to another, both included.
    pub fn dates(&self, from: i32, until: i32, kind: Kind) -> Answer<Vec<i32>> {
        let places = self.between(from, until)?.map(|(from, until)| from..=until);
        let places = places.into_iter().flatten().filter(|place| self.is(*place, kind));
        Ok(places
            .map(|place| (i64::from(self.first) + place as i64) as i32)
            .collect())
    }

    /// Whether a date is the last one with business of its week, month or year.
    pub fn is_last(&self, date: i32, stretch: Stretch) -> Answer<bool> {
        if !self.is_business_day(date)? {
            return Ok(false);
        }
        let next = self.moved(date, 1, Kind::Business)?;
        let of = |date: i32| {
            let Date { year, month, .. } = Date::of(date);
            match stretch {
                Stretch::Week => (0, date - day_of_week(date) as i32),
                Stretch::Month => (year, month),
                Stretch::Year => (year, 0),
            }
        };
        Ok(next.is_none_or(|next| of(next) != of(date)))
    }

    /// Whether there is business at an instant.
    pub fn is_business_time(&self, nanos: i64) -> Answer<bool> {
        Ok(self.hours(self.date(nanos))?.any(|hours| hours.contains(nanos)))
    }

    /// The business of a date in nanoseconds.
    pub fn nanos(&self, date: i32) -> Answer<i64> {
        Ok(self.hours(date)?.map(|hours| hours.nanos()).sum())
    }

    /// The business of a day that is nothing special.
    pub fn standard_nanos(&self) -> i64 {
        self.standard.iter().map(Hours::nanos).sum()
    }

    /// The business before an instant on its date, and that of the whole date.
    fn elapsed(&self, nanos: i64) -> Answer<(i64, i64)> {
        let hours = self.hours(self.date(nanos))?;
        Ok(hours.fold((0, 0), |(elapsed, all), hours| {
            (elapsed + hours.elapsed(nanos), all + hours.nanos())
        }))
    }

    /// Which part of the business of its date is over at an instant; all of it where there is none.
    pub fn complete(&self, nanos: i64) -> Answer<f64> {
        let (elapsed, all) = self.elapsed(nanos)?;
        Ok(if all == 0 { 1.0 } else { elapsed as f64 / all as f64 })
    }

    /// The business of all days before an instant, in nanoseconds since the first day that counts.
    fn nanos_before(&self, nanos: i64) -> Answer<i128> {
        let date = self.date(nanos);
        let (elapsed, _) = self.elapsed(nanos)?;
        let first = self.first.max(*REACHED.start());
        let sums = self.nanos_before.get_or_init(|| {
            let mut sum: u64 = 0;
            let days = first..=self.last.min(*REACHED.end());
            days.map(|date| {
                let before = sum;
                let day: i64 = self.instants(date).map(|hours| hours.nanos()).sum();
                sum = sum.wrapping_add(day as u64);
                before
            })
            .collect()
        });
        let whole = usize::try_from(date - first).ok().and_then(|place| sums.get(place));
        Ok(i128::from(whole.copied().unwrap_or(0)) + i128::from(elapsed))
    }

    /// The nanoseconds of business from one instant to another.
    pub fn diff_nanos(&self, from: i64, until: i64) -> Answer<i64> {
        let nanos = self.nanos_before(until)? - self.nanos_before(from)?;
        i64::try_from(nanos).map_err(|_| TOO_LONG.to_owned())
    }

    /// The nanoseconds without business from one instant to another.
    pub fn diff_non_business_nanos(&self, from: i64, until: i64) -> Answer<i64> {
        let all = until.checked_sub(from).ok_or_else(|| TOO_LONG.to_owned())?;
        all.checked_sub(self.diff_nanos(from, until)?)
            .ok_or_else(|| TOO_LONG.to_owned())
    }

    /// The same in days of standard length.
    pub fn diff_days(&self, from: i64, until: i64) -> Answer<f64> {
        Ok(self.diff_nanos(from, until)? as f64 / self.standard_nanos() as f64)
    }

    /// The business from one instant to another in years: each counts as much as its own business says.
    pub fn diff_years(&self, from: i64, until: i64) -> Answer<f64> {
        if from > until {
            return Ok(-self.diff_years(until, from)?);
        }
        let year_of = |nanos: i64| Date::of(self.date(nanos)).year;
        let (first, last) = (year_of(from), year_of(until));
        let of_first = self.year(first)?;
        if first == last {
            return Ok(self.diff_nanos(from, until)? as f64 / of_first.nanos as f64);
        }
        let of_last = self.year(last)?;
        let start = (of_first.end - self.nanos_before(from)?) as f64 / of_first.nanos as f64;
        let end = (self.nanos_before(until)? - of_last.start) as f64 / of_last.nanos as f64;
        // In this order the digits that are lost are those that the mirrored API loses.
        Ok(start + end + f64::from(last) - f64::from(first) - 1.0)
    }

    /// The business of a whole year.
    fn year(&self, year: i32) -> Answer<Year> {
        let day = |month: i32, day: i32| Date { year, month, day }.days();
        let days = day(1, 1).zip(day(12, 31));
        let known = days.filter(|(first, last)| *first >= self.first && *last <= self.last);
        let (first, last) = known.ok_or_else(|| {
            let (name, from, until) = (&self.name, shown(self.first), shown(self.last));
            format!("the calendar {name} knows {from} to {until}, not the whole of the year {year}")
        })?;
        let start = self.nanos_before(self.clocks.instant(local(first, 0)))?;
        let end = self.nanos_before(self.clocks.instant(local(last, 0)))? + i128::from(self.nanos(last)?);
        Ok(Year {
            start,
            end,
            nanos: end - start,
        })
    }

    /// The days of the week without business, by their names.
    pub fn weekend_names(&self) -> impl Iterator<Item = &'static str> {
        DAYS.into_iter()
            .zip(self.weekend)
            .filter_map(|(name, off)| off.then_some(name))
    }
}

/// The business before a year, before the next one, and between.
struct Year {
    start: i128,
    end: i128,
    nanos: i128,
}

const TOO_LONG: &str = "the time between the instants is longer than 292 years";

/// A time of the clocks on a date, in nanoseconds since 1970.
fn local(date: i32, time: i64) -> i128 {
    i128::from(date) * i128::from(DAY) + i128::from(time)
}

/// The first place that is not before what is wanted.
fn first_place(places: usize, reached: impl Fn(usize) -> bool) -> Option<usize> {
    let (mut low, mut high) = (0, places);
    while low < high {
        let middle = low + (high - low) / 2;
        if reached(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    (low < places).then_some(low)
}

fn shown(date: i32) -> String {
    let mut shown = String::new();
    // A text is written to without errors.
    let _ = text::local_date(date, &mut shown);
    shown
}
