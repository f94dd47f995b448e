//! Dates and times of day: `LocalDate` and `LocalTime`.

use std::sync::Arc;

use arrow_array::Time64NanosecondArray;

use super::kernel::{map1, map2, map3, map4};
use super::kind::{Bool, DayOfWeek, Fallible, Int, LocalDate, LocalTime, Long, Month, Period};
use super::table::Table;
use super::time::TOO_FAR;
use crate::calendar::{DAY, Date, MONTHS, SECOND, day_name, days_in, is_leap};
use crate::formula::time;
use crate::formula::types::Type;

pub(super) fn add(table: &mut Table) {
    dates(table);
    moved_dates(table);
    new_dates(table);
    times(table);
    moved_times(table);
}

fn dates(table: &mut Table) {
    macro_rules! fields {
        ($($call:literal $about:literal $f:expr;)*) => {$(
            table.method($call, $about, map1::<LocalDate, Int>($f));
        )*};
    }
    fields! {
        "getYear()" "The year." |days| Date::of(days).year;
        "getMonthValue()" "The month, from 1 to 12." |days| Date::of(days).month;
        "getDayOfMonth()" "The day of the month, from 1 on." |days| Date::of(days).day;
        "getDayOfYear()" "The day of the year, from 1 on." |days| Date::of(days).day_of_year();
        "lengthOfMonth()" "How many days the month has." |days| days_in(Date::of(days).year, Date::of(days).month);
        "lengthOfYear()" "How many days the year has." |days| if is_leap(Date::of(days).year) { 366 } else { 365 };
        "hashCode()" "Java's hash of the date." |days| {
            let Date { year, month, day } = Date::of(days);
            (year & !0x7ff) ^ (year << 11).wrapping_add((month << 6) + day)
        };
    }
    table.method(
        "getDayOfWeek()",
        "The day of the week.",
        map1::<LocalDate, DayOfWeek>(|days| day_name(days).to_owned()),
    );
    table.method(
        "getMonth()",
        "The month.",
        map1::<LocalDate, Month>(|days| {
            let month = usize::try_from(Date::of(days).month - 1).unwrap_or(0);
            MONTHS.get(month).copied().unwrap_or_default().to_owned()
        }),
    );
    table.method(
        "toEpochDay()",
        "The days since 1970.",
        map1::<LocalDate, Long>(i64::from),
    );
    table.method(
        "isLeapYear()",
        "Whether the year has 366 days.",
        map1::<LocalDate, Bool>(|days| is_leap(Date::of(days).year)),
    );
    table.method(
        "isBefore(other)",
        "Whether the date comes before another one.",
        map2::<LocalDate, LocalDate, Bool>(|left, right| left < right),
    );
    table.method(
        "isAfter(other)",
        "Whether the date comes after another one.",
        map2::<LocalDate, LocalDate, Bool>(|left, right| left > right),
    );
    table.method(
        "isEqual(other)",
        "Whether the date is another one.",
        map2::<LocalDate, LocalDate, Bool>(|left, right| left == right),
    );
    table.method(
        "compareTo(other)",
        "The years between two dates; within a year the months, within a month the days.",
        map2::<LocalDate, LocalDate, Int>(|left, right| {
            let (left, right) = (Date::of(left), Date::of(right));
            let differences = [left.year - right.year, left.month - right.month, left.day - right.day];
            differences.into_iter().find(|difference| *difference != 0).unwrap_or(0)
        }),
    );
    table.function(
        "epochDays(date)",
        "The days since 1970.",
        map1::<LocalDate, Long>(i64::from),
    );
    table.function(
        "epochDaysAsInt(date)",
        "The days since 1970.",
        map1::<LocalDate, Int>(|days| days),
    );
    table
        .function(
            "ChronoUnit.DAYS.between(from, to)",
            "The days from one date to the other.",
            map2::<LocalDate, LocalDate, Long>(|from, to| i64::from(to) - i64::from(from)),
        )
        .also(&["DAYS.between"]);
}

fn moved(date: i32, period: (i32, i32, i32), sign: i32) -> Result<i32, String> {
    time::plus_period(date, period, sign).ok_or_else(|| TOO_FAR.to_owned())
}

fn moved_dates(table: &mut Table) {
    type Part = fn(i32) -> (i32, i32, i32);
    let units: [(&'static str, &'static str, [&'static str; 2], Part); 3] = [
        (
            "plusYears(count)",
            "minusYears(count)",
            ["The date so many years later.", "The date so many years earlier."],
            |count| (count, 0, 0),
        ),
        (
            "plusMonths(count)",
            "minusMonths(count)",
            ["The date so many months later.", "The date so many months earlier."],
            |count| (0, count, 0),
        ),
        (
            "plusDays(count)",
            "minusDays(count)",
            ["The date so many days later.", "The date so many days earlier."],
            |count| (0, 0, count),
        ),
    ];
    for (plus, minus, about, part) in units {
        let run = move |date: i32, count: i64, sign: i32| {
            let count = i32::try_from(count).map_err(|_| TOO_FAR.to_owned())?;
            moved(date, part(count), sign)
        };
        table.method(
            plus,
            about[0],
            map2::<LocalDate, Long, Fallible<LocalDate>>(move |date, count| run(date, count, 1)),
        );
        table.method(
            minus,
            about[1],
            map2::<LocalDate, Long, Fallible<LocalDate>>(move |date, count| run(date, count, -1)),
        );
    }
    for (calls, about, sign) in [
        (
            ["plusWeeks(count)", "plusDays(date, count)", "plus(period)"],
            [
                "The date so many weeks later.",
                "The date so many days later.",
                "The date so much later.",
            ],
            1,
        ),
        (
            ["minusWeeks(count)", "minusDays(date, count)", "minus(period)"],
            [
                "The date so many weeks earlier.",
                "The date so many days earlier.",
                "The date so much earlier.",
            ],
            -1,
        ),
    ] {
        let days = move |date: i32, count: Option<i64>| {
            let count = count
                .and_then(|count| i32::try_from(count).ok())
                .ok_or_else(|| TOO_FAR.to_owned())?;
            moved(date, (0, 0, count), sign)
        };
        table.method(
            calls[0],
            about[0],
            map2::<LocalDate, Long, Fallible<LocalDate>>(move |date, count| days(date, count.checked_mul(7))),
        );
        table.function(
            calls[1],
            about[1],
            map2::<LocalDate, Long, Fallible<LocalDate>>(move |date, count| days(date, Some(count))),
        );
        table.method(
            calls[2],
            about[2],
            map2::<LocalDate, Period, Fallible<LocalDate>>(move |date, period| {
                moved(date, time::period(period).ok_or_else(|| TOO_FAR.to_owned())?, sign)
            }),
        );
    }
    macro_rules! with {
        ($($call:literal $about:literal $f:expr;)*) => {$(
            table.method($call, $about, map2::<LocalDate, Int, Fallible<LocalDate>>(|days, value| {
                let change: fn(Date, i32) -> Date = $f;
                change(Date::of(days), value).days().ok_or_else(|| format!("there is no such date with {value}"))
            }));
        )*};
    }
    with! {
        "withYear(year)" "The date in another year." |date, year| Date { year, ..date }.or_last();
        "withMonth(month)" "The date in another month." |date, month| Date { month, ..date }.or_last();
        "withDayOfMonth(day)" "Another day of the month." |date, day| Date { day, ..date };
    }
    table.method(
        "withDayOfYear(day)",
        "Another day of the year.",
        map2::<LocalDate, Int, Fallible<LocalDate>>(|days, day| of_year(Date::of(days).year, day)),
    );
}

fn of_year(year: i32, day: i32) -> Result<i32, String> {
    let most = if is_leap(year) { 366 } else { 365 };
    let first = Date { year, month: 1, day: 1 }.days();
    let first = first.filter(|_| (1..=most).contains(&day));
    first
        .map(|first| first + day - 1)
        .ok_or_else(|| format!("the year {year} has no day {day}"))
}

fn new_dates(table: &mut Table) {
    table.function(
        "LocalDate.of(year, month, day)",
        "The date of a year, a month and a day.",
        map3::<Int, Int, Int, Fallible<LocalDate>>(|year, month, day| {
            Date { year, month, day }
                .days()
                .ok_or_else(|| format!("there is no date {year}-{month}-{day}"))
        }),
    );
    table.function(
        "LocalDate.ofYearDay(year, day)",
        "The date of a day of a year.",
        map2::<Int, Int, Fallible<LocalDate>>(of_year),
    );
    table
        .function(
            "epochDaysToLocalDate(days)",
            "The date so many days since 1970.",
            map1::<Long, Fallible<LocalDate>>(|days| i32::try_from(days).map_err(|_| TOO_FAR.to_owned())),
        )
        .also(&["LocalDate.ofEpochDay"]);
    table.function(
        "epochDaysAsIntToLocalDate(days)",
        "The date so many days since 1970.",
        map1::<Int, LocalDate>(|days| days),
    );
}

fn times(table: &mut Table) {
    macro_rules! fields {
        ($($call:literal $about:literal $f:expr;)*) => {$(
            table.method($call, $about, map1::<LocalTime, Int>($f));
        )*};
    }
    fields! {
        "getHour()" "The hour of the day." |nanos| (nanos / (3_600 * SECOND)) as i32;
        "getMinute()" "The minute of the hour." |nanos| (nanos / (60 * SECOND) % 60) as i32;
        "getSecond()" "The second of the minute." |nanos| (nanos / SECOND % 60) as i32;
        "getNano()" "The nanoseconds since the second began." |nanos| (nanos % SECOND) as i32;
        "toSecondOfDay()" "The seconds since midnight." |nanos| (nanos / SECOND) as i32;
    }
    table.method(
        "toNanoOfDay()",
        "The nanoseconds since midnight.",
        map1::<LocalTime, Long>(|nanos| nanos),
    );
    table.method(
        "isBefore(other)",
        "Whether the time comes before another one.",
        map2::<LocalTime, LocalTime, Bool>(|left, right| left < right),
    );
    table.method(
        "isAfter(other)",
        "Whether the time comes after another one.",
        map2::<LocalTime, LocalTime, Bool>(|left, right| left > right),
    );
    for (name, about, nanos) in [
        ("LocalTime.MIDNIGHT", "00:00.", 0),
        ("LocalTime.NOON", "12:00.", DAY / 2),
    ] {
        table.constant(
            name,
            about,
            Type::LocalTime,
            Arc::new(Time64NanosecondArray::from(vec![nanos])),
        );
    }
    let time = |parts: [i32; 4]| {
        let fits = (0..24).contains(&parts[0])
            && (0..60).contains(&parts[1])
            && (0..60).contains(&parts[2])
            && (0..1_000_000_000).contains(&parts[3]);
        let [hour, minute, second, nanos] = parts.map(i64::from);
        fits.then_some(((hour * 60 + minute) * 60 + second) * SECOND + nanos)
            .ok_or_else(|| format!("there is no time of day {hour}:{minute}:{second}"))
    };
    const OF: &str = "A time of the day.";
    table.function(
        "LocalTime.of(hour, minute)",
        OF,
        map2::<Int, Int, Fallible<LocalTime>>(move |hour, minute| time([hour, minute, 0, 0])),
    );
    table.function(
        "LocalTime.of(hour, minute, second)",
        OF,
        map3::<Int, Int, Int, Fallible<LocalTime>>(move |hour, minute, second| time([hour, minute, second, 0])),
    );
    table.function(
        "LocalTime.of(hour, minute, second, nanos)",
        OF,
        map4::<Int, Int, Int, Int, Fallible<LocalTime>>(move |hour, minute, second, nanos| {
            time([hour, minute, second, nanos])
        }),
    );
    for (call, about, also, unit) in [
        (
            "millisOfDayToLocalTime(millis)",
            "The time so many milliseconds after midnight.",
            &[][..],
            1_000_000,
        ),
        (
            "microsOfDayToLocalTime(micros)",
            "The time so many microseconds after midnight.",
            &[],
            1_000,
        ),
        (
            "nanosOfDayToLocalTime(nanos)",
            "The time so many nanoseconds after midnight.",
            &["LocalTime.ofNanoOfDay"],
            1,
        ),
        (
            "secondsOfDayToLocalTime(seconds)",
            "The time so many seconds after midnight.",
            &["LocalTime.ofSecondOfDay"],
            SECOND,
        ),
    ] {
        table
            .function(
                call,
                about,
                map1::<Long, Fallible<LocalTime>>(move |value| {
                    let nanos = value.checked_mul(unit).filter(|nanos| (0..DAY).contains(nanos));
                    nanos.ok_or_else(|| format!("a day has no time {value}"))
                }),
            )
            .also(also);
    }
}

fn moved_times(table: &mut Table) {
    for (plus, minus, about, unit) in [
        (
            "plusHours(count)",
            "minusHours(count)",
            [
                "The time so many hours later; the clock goes on at midnight.",
                "The time so many hours earlier; the clock goes on at midnight.",
            ],
            3_600 * SECOND,
        ),
        (
            "plusMinutes(count)",
            "minusMinutes(count)",
            ["The time so many minutes later.", "The time so many minutes earlier."],
            60 * SECOND,
        ),
        (
            "plusSeconds(count)",
            "minusSeconds(count)",
            ["The time so many seconds later.", "The time so many seconds earlier."],
            SECOND,
        ),
        (
            "plusNanos(count)",
            "minusNanos(count)",
            [
                "The time so many nanoseconds later.",
                "The time so many nanoseconds earlier.",
            ],
            1,
        ),
    ] {
        let run = move |time: i64, count: i64, sign: i64| (time + sign * (count % (DAY / unit)) * unit).rem_euclid(DAY);
        table.method(
            plus,
            about[0],
            map2::<LocalTime, Long, LocalTime>(move |time, count| run(time, count, 1)),
        );
        table.method(
            minus,
            about[1],
            map2::<LocalTime, Long, LocalTime>(move |time, count| run(time, count, -1)),
        );
    }
    for (call, about, unit, most) in [
        ("withHour(hour)", "The time with another hour.", 3_600 * SECOND, 24),
        ("withMinute(minute)", "The time with another minute.", 60 * SECOND, 60),
        ("withSecond(second)", "The time with another second.", SECOND, 60),
        ("withNano(nanos)", "The time with other nanoseconds.", 1, SECOND),
    ] {
        table.method(
            call,
            about,
            map2::<LocalTime, Int, Fallible<LocalTime>>(move |time, value| {
                let value = i64::from(value);
                if !(0..most).contains(&value) {
                    return Err(format!("{value} is not from 0 to {}", most - 1));
                }
                Ok(time + (value - time / unit % most) * unit)
            }),
        );
    }
}
