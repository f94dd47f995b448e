//! Times and dates in patterns of one's own, read as Java's `DateTimeFormatter` reads them.

use std::str;

use jiff::tz::TimeZone;

use super::super::super::instant::{self, Local, days_in, days_since_1970};
use crate::error::{Error, Result};
use crate::spec::object::{DateTimePattern, Element, Field, Number, Offset, Part, Sign};

/// A pattern that is ready to read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reader {
    /// As it was given.
    pub pattern: DateTimePattern,
    elements: Vec<Element>,
    zone: Option<TimeZone>,
}

const FIELDS: usize = Field::Offset as usize + 1;

/// What has been read so far.
#[derive(Clone)]
struct Fields {
    values: [Option<i64>; FIELDS],
    zone: Option<TimeZone>,
}

impl Fields {
    fn get(&self, field: Field) -> Option<i64> {
        self.values[field as usize]
    }

    /// None when the field has another value.
    fn set(&mut self, field: Field, value: i64) -> Option<()> {
        (*self.values[field as usize].get_or_insert(value) == value).then_some(())
    }
}

/// A date, and a time if there is one: seconds and nanoseconds of the day.
struct Civil {
    days: i64,
    time: Option<(i64, i32)>,
}

impl Reader {
    /// For times, or for dates.
    pub fn new(pattern: &DateTimePattern, is_time: bool) -> Result<Self> {
        let named = |name: &String| {
            instant::zone(name).ok_or_else(|| {
                Error::invalid(format!("pattern {:?}: {name:?} is no time zone", pattern.text)).with("zone", name)
            })
        };
        Ok(Reader {
            elements: pattern.elements(is_time).map_err(Error::invalid)?,
            zone: pattern.zone.as_ref().map(named).transpose()?,
            pattern: pattern.clone(),
        })
    }

    /// Nanoseconds since 1970; none for any other text, and for times that do not fit.
    pub fn instant(&self, text: &str) -> Option<i64> {
        let fields = self.read(text)?;
        let Civil { days, time } = self.resolve(&fields)?;
        let (seconds, nanos) = time?;
        let local = Local::new(days, seconds, nanos);
        match fields.get(Field::Offset) {
            Some(offset) => local.at_offset(offset),
            None => local.at(fields.zone.as_ref().or(self.zone.as_ref())?),
        }
    }

    /// Days since 1970.
    pub fn local_date(&self, text: &str) -> Option<i32> {
        i32::try_from(self.resolve(&self.read(text)?)?.days).ok()
    }

    fn read(&self, text: &str) -> Option<Fields> {
        let mut text = Text {
            rest: text.as_bytes(),
            ignore_case: self.pattern.ignore_case,
            fields: Fields {
                values: [None; FIELDS],
                zone: None,
            },
        };
        text.elements(&self.elements)?;
        text.rest.is_empty().then_some(text.fields)
    }

    /// The date and the time of the fields, which have to agree.
    fn resolve(&self, fields: &Fields) -> Option<Civil> {
        let (time, next_day) = match self.hour(fields)? {
            Some(hour) => self.time(fields, hour)?,
            None => (None, false),
        };
        let days = self.date(fields)? + i64::from(next_day);
        Some(Civil { days, time })
    }

    fn date(&self, fields: &Fields) -> Option<i64> {
        const YEARS: i64 = 999_999_999;
        let year = match (fields.get(Field::Year), fields.get(Field::YearOfEra)) {
            (year, Some(of_era)) => {
                let agree = of_era >= 1 && year.is_none_or(|year| year == of_era);
                agree.then_some(of_era)?
            }
            (year, None) => year?,
        };
        if year.abs() > YEARS {
            return None;
        }
        let first = days_since_1970(year, 1, 1);
        let of_year = fields.get(Field::DayOfYear);
        let days = match (fields.get(Field::Month), fields.get(Field::Day)) {
            (Some(month), Some(day)) => {
                if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
                    return None;
                }
                let last = days_in(year, month);
                if self.pattern.strict && day > last {
                    return None;
                }
                days_since_1970(year, month, day.min(last))
            }
            _ => first + of_year? - 1,
        };
        let in_year = (first..days_since_1970(year + 1, 1, 1)).contains(&days);
        let agrees = of_year.is_none_or(|of_year| first + of_year - 1 == days);
        // 1970 began with a Thursday.
        let weekday = (days + 3).rem_euclid(7);
        let is_weekday = fields.get(Field::DayOfWeek).is_none_or(|day| day - 1 == weekday);
        (in_year && agrees && is_weekday).then_some(days)
    }

    /// The hour of the day, 24 for its end; the inner option is none when it is not told.
    fn hour(&self, fields: &Fields) -> Option<Option<i64>> {
        // A clock that shows 0 where it should show 12 or 24 is understood.
        let least = i64::from(self.pattern.strict);
        let clock = |field, hours: i64| match fields.get(field) {
            Some(hour) if !(least..=hours).contains(&hour) => None,
            hour => Some(hour.map(|hour| hour % hours)),
        };
        let same = |one: Option<i64>, other: Option<i64>| match (one, other) {
            (Some(one), Some(other)) if one != other => None,
            _ => Some(one.or(other)),
        };
        let of_half = same(fields.get(Field::HourOfHalf), clock(Field::ClockHourOfHalf, 12)?)?;
        if of_half.is_some_and(|hour| !(0..12).contains(&hour)) {
            return None;
        }
        let hour = same(fields.get(Field::Hour), clock(Field::ClockHour, 24)?)?;
        let half = fields.get(Field::Half);
        let hour = same(hour, half.zip(of_half).map(|(half, hour)| 12 * half + hour))?;
        if let Some(hour) = hour {
            let agrees =
                half.is_none_or(|half| hour / 12 == half) && of_half.is_none_or(|of_half| hour % 12 == of_half);
            if !(0..=24).contains(&hour) || !agrees {
                return None;
            }
        }
        Some(hour)
    }

    /// Seconds and nanoseconds of the day, and whether it is the next one; a minute or a second that is not told is 0
    /// when nothing smaller is.
    fn time(&self, fields: &Fields, hour: i64) -> Option<(Option<(i64, i32)>, bool)> {
        let (minute, second, nano) = (
            fields.get(Field::Minute),
            fields.get(Field::Second),
            fields.get(Field::Nano),
        );
        let in_range = |value: Option<i64>, most: i64| value.is_none_or(|value| (0..=most).contains(&value));
        if !in_range(minute, 59) || !in_range(second, 59) || !in_range(nano, 999_999_999) {
            return None;
        }
        if minute.is_none() && second.or(nano).is_some() || second.is_none() && nano.is_some() {
            return Some((None, false));
        }
        let seconds = 60 * minute.unwrap_or(0) + second.unwrap_or(0);
        let nanos = nano.unwrap_or(0);
        if hour == 24 {
            return (!self.pattern.strict && seconds == 0 && nanos == 0).then_some((Some((0, 0)), true));
        }
        Some((Some((3_600 * hour + seconds, nanos as i32)), false))
    }
}

/// A text that is read from front to back.
struct Text<'a> {
    rest: &'a [u8],
    ignore_case: bool,
    fields: Fields,
}

impl Text<'_> {
    /// Reads all elements; none, and the text is of no use any more, when one of them is not there.
    fn elements(&mut self, elements: &[Element]) -> Option<()> {
        for element in elements {
            match element {
                Element::Literal(text) => self.literal(text)?,
                Element::Number(number) => self.number(number)?,
                Element::Fraction(digits) => self.fraction(*digits)?,
                Element::Name(field, names) => self.name(*field, names)?,
                Element::Offset(offset) => self.offset(offset)?,
                Element::Zone => self.zone()?,
                Element::Optional(elements) => {
                    let (rest, fields) = (self.rest, self.fields.clone());
                    if self.elements(elements).is_none() {
                        (self.rest, self.fields) = (rest, fields);
                    }
                }
            }
        }
        Some(())
    }

    fn starts_with(&self, text: &str) -> bool {
        match self.rest.get(..text.len()) {
            Some(start) if self.ignore_case => start.eq_ignore_ascii_case(text.as_bytes()),
            Some(start) => start == text.as_bytes(),
            None => false,
        }
    }

    fn literal(&mut self, text: &str) -> Option<()> {
        self.starts_with(text).then(|| self.rest = &self.rest[text.len()..])
    }

    /// How many digits are here, at most so many.
    fn digits(&self, most: usize) -> usize {
        let digits = self.rest.iter().take(most);
        digits.take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// Steps over so many digits.
    fn take(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.rest.split_at_checked(digits)?;
        self.rest = rest;
        str::from_utf8(number).ok()?.parse().ok()
    }

    fn number(&mut self, number: &Number) -> Option<()> {
        let sign = self.rest.first().copied().filter(|byte| matches!(byte, b'+' | b'-'));
        match (sign, number.sign) {
            (None, _) => {}
            (Some(b'-'), Sign::Minus | Sign::Exceeding) | (Some(b'+'), Sign::Exceeding) => self.rest = &self.rest[1..],
            _ => return None,
        }
        let mut digits = self.digits(number.most + number.followed);
        if digits < number.least {
            return None;
        }
        if number.followed > 0 {
            digits = digits.saturating_sub(number.followed).max(number.least);
        }
        let value = self.take(digits)?;
        let exceeds = digits > number.least;
        let value = match sign {
            Some(b'-') => (value != 0).then_some(-value)?,
            Some(_) => exceeds.then_some(value)?,
            None => (!exceeds || number.sign != Sign::Exceeding).then_some(value)?,
        };
        self.fields.set(number.field, number.base + value)
    }

    fn fraction(&mut self, digits: usize) -> Option<()> {
        if self.digits(digits) < digits {
            return None;
        }
        let value = self.take(digits)?;
        self.fields.set(Field::Nano, value * 10i64.pow(9 - digits as u32))
    }

    /// A longer name first: `May` begins no other, but another could.
    fn name(&mut self, field: Field, names: &[&str]) -> Option<()> {
        let found = names.iter().enumerate().filter(|(_, name)| self.starts_with(name));
        let (position, name) = found.max_by_key(|(_, name)| name.len())?;
        self.rest = &self.rest[name.len()..];
        let first = i64::from(field != Field::Half);
        self.fields.set(field, position as i64 + first)
    }

    fn offset(&mut self, offset: &Offset) -> Option<()> {
        const MOST: i64 = 18 * 3_600;
        if self.starts_with(offset.none) {
            self.rest = &self.rest[offset.none.len()..];
            return self.fields.set(Field::Offset, 0);
        }
        let sign = match self.rest.first()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.rest = &self.rest[1..];
        let hours = self.two_digits()?;
        let minutes = self.part(offset.minutes, offset.colons)?;
        let seconds = self.part(offset.seconds, offset.colons)?;
        let total = hours * 3_600 + minutes * 60 + seconds;
        (minutes < 60 && seconds < 60 && total <= MOST).then_some(())?;
        self.fields.set(Field::Offset, sign * total)
    }

    /// Two digits of an offset, 0 when they are not there and need not be.
    fn part(&mut self, part: Part, colons: bool) -> Option<i64> {
        let rest = self.rest;
        let read = match part {
            Part::Never => return Some(0),
            _ if colons => self.literal(":").and_then(|()| self.two_digits()),
            _ => self.two_digits(),
        };
        if read.is_none() && part == Part::Perhaps {
            self.rest = rest;
            return Some(0);
        }
        read
    }

    fn two_digits(&mut self) -> Option<i64> {
        (self.digits(2) == 2).then(|| self.take(2)).flatten()
    }

    /// The longest text here that is the name of a zone, or an offset with colons, perhaps behind `UTC`.
    fn zone(&mut self) -> Option<()> {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_/+-:".contains(byte);
        let longest = self.rest.iter().take_while(|byte| is_name(byte)).count();
        let named = |len: usize| {
            let name = str::from_utf8(&self.rest[..len]).ok()?;
            let digits = name.trim_start_matches(|char: char| char.is_ascii_alphabetic());
            let is_offset = name.len() - digits.len() <= 3 && digits.starts_with(['+', '-']);
            if is_offset && !matches!(digits.len(), 6 | 9) {
                return None;
            }
            Some((len, instant::zone(name)?))
        };
        let (len, zone) = (1..=longest).rev().find_map(named)?;
        self.rest = &self.rest[len..];
        self.fields.zone = Some(zone);
        Some(())
    }
}

#[cfg(test)]
mod tests;
