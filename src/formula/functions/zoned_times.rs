//! Times with a time zone: `ZonedDateTime`.

use super::bins::bin;
use super::kernel::{map1, map2};
use super::kind::{
    Bool, DayOfWeek, Double, Duration, Fallible, Instant, Int, LocalDate, LocalTime, Long, Maybe, Period,
    Zone as ZoneKind, Zoned as ZonedKind,
};
use super::table::Table;
use super::time::{DIFFERENCES, PARTS, TOO_FAR, in_units};
use super::zoned::{Field, local};
use super::zones::{Zone, Zoned};
use crate::calendar::{Date, SECOND, day_name};
use crate::formula::time;

pub(super) fn add(table: &mut Table) {
    zoned(table);
}

/// Times with a time zone.
fn zoned(table: &mut Table) {
    for (call, unit) in [
        ("epochNanos(time)", 1),
        ("epochMicros(time)", 1_000),
        ("epochMillis(time)", 1_000_000),
        ("epochSeconds(time)", SECOND),
    ] {
        table.function(
            call,
            "The time since 1970, rounded down.",
            map1::<ZonedKind, Fallible<Long>>(move |text| Ok(Zoned::parse(text)?.nanos.div_euclid(unit))),
        );
    }
    table.function(
        "nanosOfMilli(time)",
        "The nanoseconds since the last whole millisecond.",
        map1::<ZonedKind, Fallible<Int>>(|text| Ok(Zoned::parse(text)?.nanos.rem_euclid(1_000_000) as i32)),
    );
    table.function(
        "microsOfMilli(time)",
        "The microseconds since the last whole millisecond, rounded.",
        map1::<ZonedKind, Fallible<Int>>(|text| {
            Ok(((Zoned::parse(text)?.nanos.rem_euclid(1_000_000) + 500) / 1_000) as i32)
        }),
    );
    let apart = |from: &str, to: &str| {
        Zoned::parse(to)?
            .nanos
            .checked_sub(Zoned::parse(from)?.nanos)
            .ok_or_else(|| TOO_FAR.to_owned())
    };
    for (call, about, unit) in DIFFERENCES {
        table.function(
            call,
            about,
            map2::<ZonedKind, ZonedKind, Fallible<Long>>(move |from, to| Ok(apart(from, to)? / unit)),
        );
    }
    for (call, about, unit) in PARTS {
        table.function(
            call,
            about,
            map2::<ZonedKind, ZonedKind, Fallible<Double>>(move |from, to| Ok(in_units(apart(from, to)?, unit))),
        );
    }
    table.function(
        "minus(to, from)",
        "The nanoseconds from one time to the other.",
        map2::<ZonedKind, ZonedKind, Fallible<Long>>(move |to, from| apart(from, to)),
    );
    macro_rules! compare {
        ($($call:literal $about:literal $operator:tt;)*) => {$(
            table.function($call, $about, map2::<Maybe<ZonedKind>, Maybe<ZonedKind>, Fallible<Bool>>(|left, right| match (left, right) {
                (Some(left), Some(right)) => Ok(Zoned::parse(left)?.nanos $operator Zoned::parse(right)?.nanos),
                _ => Ok(false),
            }));
        )*};
    }
    compare! {
        "isBefore(x, y)" "Whether one time comes before the other; a null never does." <;
        "isBeforeOrEqual(x, y)" "Whether one time does not come after the other; a null never does." <=;
        "isAfter(x, y)" "Whether one time comes after the other; a null never does." >;
        "isAfterOrEqual(x, y)" "Whether one time does not come before the other; a null never does." >=;
    }
    table.method(
        "isBefore(other)",
        "Whether the time comes before another one.",
        map2::<ZonedKind, ZonedKind, Fallible<Bool>>(|left, right| {
            Ok(Zoned::parse(left)?.nanos < Zoned::parse(right)?.nanos)
        }),
    );
    table.method(
        "isAfter(other)",
        "Whether the time comes after another one.",
        map2::<ZonedKind, ZonedKind, Fallible<Bool>>(|left, right| {
            Ok(Zoned::parse(left)?.nanos > Zoned::parse(right)?.nanos)
        }),
    );
    let moved = |text: &str, nanos: Option<i64>| Zoned::parse(text)?.at(nanos.ok_or_else(|| TOO_FAR.to_owned())?);
    for (up, call, binned) in [
        (true, "plus(time, nanos)", "upperBin(time, nanos)"),
        (false, "minus(time, nanos)", "lowerBin(time, nanos)"),
    ] {
        let add = move |text: &str, nanos: i64| {
            let start = Zoned::parse(text)?.nanos;
            moved(
                text,
                if up {
                    start.checked_add(nanos)
                } else {
                    start.checked_sub(nanos)
                },
            )
        };
        let about = if up {
            "The time so much later."
        } else {
            "The time so much earlier."
        };
        table.function(call, about, map2::<ZonedKind, Long, Fallible<ZonedKind>>(add));
        table.function(call, about, map2::<ZonedKind, Duration, Fallible<ZonedKind>>(add));
        table.function(
            call,
            about,
            map2::<ZonedKind, Period, Fallible<ZonedKind>>(move |text, period| {
                by_period(text, period, if up { 1 } else { -1 })
            }),
        );
        let to_bin = move |text: &str, length: i64| moved(text, Some(bin(Zoned::parse(text)?.nanos, length, 0, up)?));
        let about = if up {
            "The time rounded up to a multiple of an interval since 1970."
        } else {
            "The time rounded down to a multiple of an interval since 1970."
        };
        table.function(binned, about, map2::<ZonedKind, Long, Fallible<ZonedKind>>(to_bin));
        table.function(binned, about, map2::<ZonedKind, Duration, Fallible<ZonedKind>>(to_bin));
    }
    methods(table);
}

/// A time moved by a period on the clocks of its zone.
fn by_period(text: &str, period: &str, sign: i32) -> Result<String, String> {
    let zoned = Zoned::parse(text)?;
    let mut zone = Zone::of(zoned.zone)?;
    let clock = zone.clock(zoned.nanos);
    let moved = time::period(period).and_then(|period| time::plus_period(clock.days(), period, sign));
    let local = moved.and_then(|days| local(days, clock.time()));
    zoned.at(local
        .and_then(|local| zone.instant(local))
        .ok_or_else(|| TOO_FAR.to_owned())?)
}

fn methods(table: &mut Table) {
    let ints: [Field<&'static str>; 7] = [
        ("getYear()", "The year.", |clock| Date::of(clock.days()).year),
        ("getMonthValue()", "The month, from 1 to 12.", |clock| {
            Date::of(clock.days()).month
        }),
        ("getDayOfMonth()", "The day of the month, from 1 on.", |clock| {
            Date::of(clock.days()).day
        }),
        ("getDayOfYear()", "The day of the year, from 1 on.", |clock| {
            Date::of(clock.days()).day_of_year()
        }),
        ("getHour()", "The hour of the day.", |clock| {
            (clock.time() / (3_600 * SECOND)) as i32
        }),
        ("getMinute()", "The minute of the hour.", |clock| {
            (clock.time() / (60 * SECOND) % 60) as i32
        }),
        ("getSecond()", "The second of the minute.", |clock| {
            (clock.time() / SECOND % 60) as i32
        }),
    ];
    for (call, about, f) in ints {
        table.method(
            call,
            about,
            map1::<ZonedKind, Fallible<Int>>(move |text| Ok(f(Zoned::parse(text)?.clock()?))),
        );
    }
    table.method(
        "getNano()",
        "The nanoseconds since the second began.",
        map1::<ZonedKind, Fallible<Int>>(|text| Ok((Zoned::parse(text)?.nanos.rem_euclid(SECOND)) as i32)),
    );
    table.method(
        "getDayOfWeek()",
        "The day of the week.",
        map1::<ZonedKind, Fallible<DayOfWeek>>(|text| Ok(day_name(Zoned::parse(text)?.clock()?.days()).to_owned())),
    );
    table.method(
        "toInstant()",
        "The instant.",
        map1::<ZonedKind, Fallible<Instant>>(|text| Ok(Zoned::parse(text)?.nanos)),
    );
    table.method(
        "toEpochSecond()",
        "The seconds since 1970, rounded down.",
        map1::<ZonedKind, Fallible<Long>>(|text| Ok(Zoned::parse(text)?.nanos.div_euclid(SECOND))),
    );
    table.method(
        "toLocalDate()",
        "The date.",
        map1::<ZonedKind, Fallible<LocalDate>>(|text| Ok(Zoned::parse(text)?.clock()?.days())),
    );
    table.method(
        "toLocalTime()",
        "The time of the day.",
        map1::<ZonedKind, Fallible<LocalTime>>(|text| Ok(Zoned::parse(text)?.clock()?.time())),
    );
    table.method(
        "getZone()",
        "The time zone.",
        map1::<ZonedKind, Fallible<ZoneKind>>(|text| Ok(Zoned::parse(text)?.zone.to_owned())),
    );
    table.method(
        "withZoneSameInstant(zone)",
        "The same instant in another time zone.",
        map2::<ZonedKind, ZoneKind, Fallible<ZonedKind>>(|text, zone| {
            Zoned {
                nanos: Zoned::parse(text)?.nanos,
                zone,
            }
            .at(Zoned::parse(text)?.nanos)
        }),
    );
    for (call, about, sign, unit) in [
        ("plusHours(count)", "The time so many hours later.", 1, 3_600 * SECOND),
        ("plusMinutes(count)", "The time so many minutes later.", 1, 60 * SECOND),
        ("plusSeconds(count)", "The time so many seconds later.", 1, SECOND),
        ("plusNanos(count)", "The time so many nanoseconds later.", 1, 1),
        (
            "minusHours(count)",
            "The time so many hours earlier.",
            -1,
            3_600 * SECOND,
        ),
        (
            "minusMinutes(count)",
            "The time so many minutes earlier.",
            -1,
            60 * SECOND,
        ),
        ("minusSeconds(count)", "The time so many seconds earlier.", -1, SECOND),
        ("minusNanos(count)", "The time so many nanoseconds earlier.", -1, 1),
    ] {
        table.method(
            call,
            about,
            map2::<ZonedKind, Long, Fallible<ZonedKind>>(move |text, count| {
                let zoned = Zoned::parse(text)?;
                let nanos = count
                    .checked_mul(sign * unit)
                    .and_then(|part| zoned.nanos.checked_add(part));
                zoned.at(nanos.ok_or_else(|| TOO_FAR.to_owned())?)
            }),
        );
    }
    for (call, about, sign, unit) in [
        ("plusDays(count)", "The time so many days later on the clocks.", 1, 'D'),
        (
            "plusWeeks(count)",
            "The time so many weeks later on the clocks.",
            1,
            'W',
        ),
        (
            "plusMonths(count)",
            "The time so many months later on the clocks.",
            1,
            'M',
        ),
        (
            "plusYears(count)",
            "The time so many years later on the clocks.",
            1,
            'Y',
        ),
        (
            "minusDays(count)",
            "The time so many days earlier on the clocks.",
            -1,
            'D',
        ),
        (
            "minusWeeks(count)",
            "The time so many weeks earlier on the clocks.",
            -1,
            'W',
        ),
        (
            "minusMonths(count)",
            "The time so many months earlier on the clocks.",
            -1,
            'M',
        ),
        (
            "minusYears(count)",
            "The time so many years earlier on the clocks.",
            -1,
            'Y',
        ),
    ] {
        table.method(
            call,
            about,
            map2::<ZonedKind, Long, Fallible<ZonedKind>>(move |text, count| {
                by_period(text, &format!("P{count}{unit}"), sign)
            }),
        );
    }
}
