//! The Gregorian calendar, and clocks that are read.

/// Nanoseconds of a second.
pub(crate) const SECOND: i64 = 1_000_000_000;
/// Nanoseconds of a day.
pub(crate) const DAY: i64 = 86_400 * SECOND;

/// The names of the days of a week.
pub(crate) const DAYS: [&str; 7] = [
    "MONDAY",
    "TUESDAY",
    "WEDNESDAY",
    "THURSDAY",
    "FRIDAY",
    "SATURDAY",
    "SUNDAY",
];

/// The names of the months.
pub(crate) const MONTHS: [&str; 12] = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];

/// A date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Date {
    pub year: i32,
    /// From 1 on.
    pub month: i32,
    pub day: i32,
}

impl Date {
    /// Of days since 1970. Years begin in March here, so that leap days come last.
    pub fn of(days: i32) -> Date {
        let days = i64::from(days) + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        Date {
            year: (year_of_era + era * 400 + i64::from(month <= 2)) as i32,
            month: month as i32,
            day: (day_of_year - (153 * shifted + 2) / 5 + 1) as i32,
        }
    }

    /// Days since 1970; none of a date that there is not, or that is too far away.
    pub fn days(self) -> Option<i32> {
        if !(1..=12).contains(&self.month) || self.day < 1 || self.day > days_in(self.year, self.month) {
            return None;
        }
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * ((i64::from(self.month) + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        i32::try_from(era * 146_097 + day_of_era - 719_468).ok()
    }

    /// From 1 on.
    pub fn day_of_year(self) -> i32 {
        (1..self.month).map(|month| days_in(self.year, month)).sum::<i32>() + self.day
    }

    /// The date with another day, or the month's last one where that is not there.
    pub fn or_last(self) -> Date {
        Date {
            day: self.day.min(days_in(self.year, self.month)),
            ..self
        }
    }
}

pub(crate) fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(crate) fn days_in(year: i32, month: i32) -> i32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// From 0, which is Monday, for days since 1970.
pub(crate) fn day_of_week(days: i32) -> usize {
    (i64::from(days) + 3).rem_euclid(7) as usize
}

/// The day of the week of a date, in capitals.
pub(crate) fn day_name(days: i32) -> &'static str {
    DAYS[day_of_week(days)]
}

/// What a clock in a time zone shows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    /// Nanoseconds since 1970 on the clock.
    pub local: i64,
    /// Nanoseconds since the day began, which is not what the clock shows on a day when it is changed.
    pub elapsed: i64,
}

impl Clock {
    /// Days since 1970.
    pub fn days(self) -> i32 {
        self.local.div_euclid(DAY) as i32
    }

    /// Nanoseconds since midnight on the clock.
    pub fn time(self) -> i64 {
        self.local.rem_euclid(DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_each_others_inverse() {
        let mut date = Date::of(-800_000);
        for days in -800_000..=800_000 {
            assert_eq!(Date::of(days).days(), Some(days));
            let next = Date::of(days);
            if days > -800_000 {
                assert!((next.year, next.month, next.day) > (date.year, date.month, date.day));
            }
            date = next;
        }
        assert_eq!(
            Date {
                year: 2023,
                month: 2,
                day: 29
            }
            .days(),
            None
        );
        assert_eq!(DAYS[day_of_week(0)], "THURSDAY");
    }
}
