//! Durations and periods.

use std::sync::Arc;

use arrow_array::DurationNanosecondArray;

use super::kernel::{map1, map2, map3};
use super::kind::{Bool, Duration, Fallible, Int, LocalDate, Long, Period};
use super::table::Table;
use crate::calendar::{DAY, SECOND};
use crate::formula::types::Type;
use crate::formula::{text, time};

pub(super) fn add(table: &mut Table) {
    durations(table);
    computed(table);
    periods(table);
}

const TOO_LONG: &str = "the duration is longer than 292 years";

fn durations(table: &mut Table) {
    for (call, about, also, unit) in [
        ("toNanos()", "The length in nanoseconds.", &[][..], 1),
        (
            "toMillis()",
            "The length in milliseconds, rounded down.",
            &[],
            1_000_000,
        ),
        (
            "toSeconds()",
            "The length in seconds, rounded down.",
            &["getSeconds"],
            SECOND,
        ),
    ] {
        table
            .method(call, about, map1::<Duration, Long>(move |nanos| nanos.div_euclid(unit)))
            .also(also);
    }
    for (call, about, seconds) in [
        ("toMinutes()", "The length in whole minutes.", 60),
        ("toHours()", "The length in whole hours.", 3_600),
        ("toDays()", "The length in whole days of 24 hours.", 86_400),
    ] {
        table.method(
            call,
            about,
            map1::<Duration, Long>(move |nanos| nanos.div_euclid(SECOND) / seconds),
        );
    }
    macro_rules! parts {
        ($($call:literal $about:literal $f:expr;)*) => {$(
            table.method($call, $about, map1::<Duration, Int>($f));
        )*};
    }
    parts! {
        "getNano()" "The nanoseconds beyond whole seconds." |nanos| nanos.rem_euclid(SECOND) as i32;
        "toNanosPart()" "The nanoseconds beyond whole seconds." |nanos| nanos.rem_euclid(SECOND) as i32;
        "toMillisPart()" "The milliseconds beyond whole seconds." |nanos| (nanos.rem_euclid(SECOND) / 1_000_000) as i32;
        "toSecondsPart()" "The seconds beyond whole minutes." |nanos| (nanos.div_euclid(SECOND) % 60) as i32;
        "toMinutesPart()" "The minutes beyond whole hours." |nanos| (nanos.div_euclid(SECOND) / 60 % 60) as i32;
        "toHoursPart()" "The hours beyond whole days." |nanos| (nanos.div_euclid(SECOND) / 3_600 % 24) as i32;
    }
    table.method(
        "toDaysPart()",
        "The length in whole days of 24 hours.",
        map1::<Duration, Long>(|nanos| nanos.div_euclid(SECOND) / 86_400),
    );
    table.method(
        "isNegative()",
        "Whether the duration is less than nothing.",
        map1::<Duration, Bool>(|nanos| nanos < 0),
    );
    table.method(
        "isZero()",
        "Whether the duration is nothing.",
        map1::<Duration, Bool>(|nanos| nanos == 0),
    );
    let zero = Arc::new(DurationNanosecondArray::from(vec![0]));
    table.constant("Duration.ZERO", "No time.", Type::Duration, zero);
}

fn computed(table: &mut Table) {
    let checked = |nanos: Option<i64>| nanos.ok_or_else(|| TOO_LONG.to_owned());
    table.method(
        "abs()",
        "The duration without its sign.",
        map1::<Duration, Fallible<Duration>>(move |nanos| checked(nanos.checked_abs())),
    );
    table.method(
        "negated()",
        "The duration with the other sign.",
        map1::<Duration, Fallible<Duration>>(move |nanos| checked(nanos.checked_neg())),
    );
    table.method(
        "plus(other)",
        "Both durations together.",
        map2::<Duration, Duration, Fallible<Duration>>(move |left, right| checked(left.checked_add(right))),
    );
    table.method(
        "minus(other)",
        "The duration less another one.",
        map2::<Duration, Duration, Fallible<Duration>>(move |left, right| checked(left.checked_sub(right))),
    );
    table.method(
        "multipliedBy(factor)",
        "The duration so many times.",
        map2::<Duration, Long, Fallible<Duration>>(move |nanos, factor| checked(nanos.checked_mul(factor))),
    );
    table.method(
        "dividedBy(divisor)",
        "A part of the duration.",
        map2::<Duration, Long, Fallible<Duration>>(|nanos, divisor| {
            nanos.checked_div(divisor).ok_or_else(|| "/ by zero".to_owned())
        }),
    );
    for (of, plus, minus, unit) in [
        ("Duration.ofDays(count)", "plusDays(count)", "minusDays(count)", DAY),
        (
            "Duration.ofHours(count)",
            "plusHours(count)",
            "minusHours(count)",
            3_600 * SECOND,
        ),
        (
            "Duration.ofMinutes(count)",
            "plusMinutes(count)",
            "minusMinutes(count)",
            60 * SECOND,
        ),
        (
            "Duration.ofSeconds(count)",
            "plusSeconds(count)",
            "minusSeconds(count)",
            SECOND,
        ),
        (
            "Duration.ofMillis(count)",
            "plusMillis(count)",
            "minusMillis(count)",
            1_000_000,
        ),
        ("Duration.ofNanos(count)", "plusNanos(count)", "minusNanos(count)", 1),
    ] {
        table.function(
            of,
            "A duration of so many units.",
            map1::<Long, Fallible<Duration>>(move |count| checked(count.checked_mul(unit))),
        );
        table.method(
            plus,
            "The duration longer by so many units.",
            map2::<Duration, Long, Fallible<Duration>>(move |nanos, count| {
                checked(count.checked_mul(unit).and_then(|part| nanos.checked_add(part)))
            }),
        );
        table.method(
            minus,
            "The duration shorter by so many units.",
            map2::<Duration, Long, Fallible<Duration>>(move |nanos, count| {
                checked(count.checked_mul(unit).and_then(|part| nanos.checked_sub(part)))
            }),
        );
    }
    table.function(
        "Duration.ofSeconds(seconds, nanos)",
        "A duration of seconds and nanoseconds.",
        map2::<Long, Long, Fallible<Duration>>(move |seconds, nanos| {
            checked(seconds.checked_mul(SECOND).and_then(|start| start.checked_add(nanos)))
        }),
    );
}

/// Years, months and days.
type Parts = (i32, i32, i32);

fn parts(period: &str) -> Result<Parts, String> {
    time::period(period).ok_or_else(|| format!("{period:?} is no period"))
}

fn shown(parts: Option<Parts>) -> Result<String, String> {
    let mut shown = String::new();
    let parts = parts.ok_or_else(|| "the period is too long".to_owned())?;
    text::period(parts, &mut shown).map_err(|error| error.to_string())?;
    Ok(shown)
}

fn periods(table: &mut Table) {
    macro_rules! ints {
        ($($call:literal $about:literal $f:expr;)*) => {$(
            table.method($call, $about, map1::<Period, Fallible<Int>>(|period| Ok($f(parts(period)?))));
        )*};
    }
    ints! {
        "getYears()" "The years." |(years, _, _): Parts| years;
        "getMonths()" "The months." |(_, months, _): Parts| months;
        "getDays()" "The days." |(_, _, days): Parts| days;
    }
    table.method(
        "toTotalMonths()",
        "The years and months in months.",
        map1::<Period, Fallible<Long>>(|period| {
            let (years, months, _) = parts(period)?;
            Ok(i64::from(years) * 12 + i64::from(months))
        }),
    );
    table.method(
        "isNegative()",
        "Whether a part is less than nothing.",
        map1::<Period, Fallible<Bool>>(|period| {
            let (years, months, days) = parts(period)?;
            Ok(years < 0 || months < 0 || days < 0)
        }),
    );
    table.method(
        "isZero()",
        "Whether all parts are nothing.",
        map1::<Period, Fallible<Bool>>(|period| Ok(parts(period)? == (0, 0, 0))),
    );
    let times = |period: &str, factor: i32| {
        let (years, months, days) = parts(period)?;
        shown(
            years
                .checked_mul(factor)
                .zip(months.checked_mul(factor))
                .zip(days.checked_mul(factor))
                .map(|((years, months), days)| (years, months, days)),
        )
    };
    table.method(
        "multipliedBy(factor)",
        "The period so many times.",
        map2::<Period, Int, Fallible<Period>>(times),
    );
    table.method(
        "negated()",
        "The period with the other sign.",
        map1::<Period, Fallible<Period>>(move |period| times(period, -1)),
    );
    table.method(
        "normalized()",
        "The period with less than twelve months.",
        map1::<Period, Fallible<Period>>(|period| {
            let (years, months, days) = parts(period)?;
            let total = i64::from(years) * 12 + i64::from(months);
            shown(
                i32::try_from(total / 12)
                    .ok()
                    .map(|years| (years, (total % 12) as i32, days)),
            )
        }),
    );
    let added = |period: &str, more: Parts, sign: i32| {
        let (years, months, days) = parts(period)?;
        let add = |left: i32, right: i32| left.checked_add(right.checked_mul(sign)?);
        shown(
            add(years, more.0)
                .zip(add(months, more.1))
                .zip(add(days, more.2))
                .map(|((years, months), days)| (years, months, days)),
        )
    };
    for (call, about, sign) in [
        ("plus(other)", "Both periods together.", 1),
        ("minus(other)", "The period less another one.", -1),
    ] {
        table.method(
            call,
            about,
            map2::<Period, Period, Fallible<Period>>(move |period, other| added(period, parts(other)?, sign)),
        );
    }
    type Unit = (&'static str, &'static str, &'static str, fn(i32) -> Parts);
    let units: [Unit; 3] = [
        (
            "plusYears(count)",
            "minusYears(count)",
            "Period.ofYears(count)",
            |count| (count, 0, 0),
        ),
        (
            "plusMonths(count)",
            "minusMonths(count)",
            "Period.ofMonths(count)",
            |count| (0, count, 0),
        ),
        ("plusDays(count)", "minusDays(count)", "Period.ofDays(count)", |count| {
            (0, 0, count)
        }),
    ];
    for (plus, minus, of, part) in units {
        let count = |count: i64| i32::try_from(count).map_err(|_| "the period is too long".to_owned());
        table.method(
            plus,
            "The period longer by so many units.",
            map2::<Period, Long, Fallible<Period>>(move |period, more| added(period, part(count(more)?), 1)),
        );
        table.method(
            minus,
            "The period shorter by so many units.",
            map2::<Period, Long, Fallible<Period>>(move |period, more| added(period, part(count(more)?), -1)),
        );
        table.function(
            of,
            "A period of so many units.",
            map1::<Int, Fallible<Period>>(move |count| shown(Some(part(count)))),
        );
    }
    table.function(
        "Period.ofWeeks(count)",
        "A period of so many weeks.",
        map1::<Int, Fallible<Period>>(|count| shown(count.checked_mul(7).map(|days| (0, 0, days)))),
    );
    table.function(
        "Period.of(years, months, days)",
        "A period of years, months and days.",
        map3::<Int, Int, Int, Fallible<Period>>(|years, months, days| shown(Some((years, months, days)))),
    );
    table.function(
        "Period.between(from, to)",
        "The years, months and days from one date to the other.",
        map2::<LocalDate, LocalDate, Fallible<Period>>(between),
    );
    table.method(
        "until(other)",
        "The years, months and days from the date to another one.",
        map2::<LocalDate, LocalDate, Fallible<Period>>(between),
    );
}

/// `LocalDate.until`.
fn between(from: i32, to: i32) -> Result<String, String> {
    use crate::calendar::{Date, days_in};
    let (first, last) = (Date::of(from), Date::of(to));
    let mut months = (last.year - first.year) * 12 + last.month - first.month;
    let mut days = last.day - first.day;
    if months > 0 && days < 0 {
        months -= 1;
        let start =
            time::plus_period(from, (0, months, 0), 1).ok_or_else(|| "the dates are too far apart".to_owned())?;
        days = to - start;
    } else if months < 0 && days > 0 {
        months += 1;
        days -= days_in(last.year, last.month);
    }
    shown(Some((months / 12, months % 12, days)))
}
