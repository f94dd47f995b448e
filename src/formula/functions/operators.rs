//! Functions that `+ - * /` are called as where their sides are no numbers.

use super::kernel::map2;
use super::kind::{Duration, Fallible, Instant, Int, LocalDate, LocalTime, Long, Period};
use super::table::Table;
use crate::formula::time::{period, plus_period};

/// Nanoseconds of a day.
const DAY: i64 = 86_400_000_000_000;

pub(super) fn add(table: &mut Table) {
    const PLUS: &str = "What `+` gives.";
    const MINUS: &str = "What `-` gives.";
    let too_far = || "the time is too far from 1970".to_owned();
    let instant = move |nanos: Option<i64>| nanos.ok_or_else(too_far);
    let plus = move |left: i64, right: i64| instant(left.checked_add(right));
    let minus = move |left: i64, right: i64| instant(left.checked_sub(right));
    let days = move |instant: i64, text: &str, sign: i64| match period(text) {
        Some((0, 0, days)) => i64::from(days)
            .checked_mul(sign * DAY)
            .and_then(|nanos| instant.checked_add(nanos))
            .ok_or_else(too_far),
        _ => Err(format!("an instant has no months and years: {text} must be days")),
    };
    let date = |date: i32, text: &str, sign: i32| {
        let moved = period(text).and_then(|period| plus_period(date, period, sign));
        moved.ok_or_else(|| format!("the period {text} leads too far"))
    };
    table.function(
        "plus(instant, nanos)",
        PLUS,
        map2::<Instant, Long, Fallible<Instant>>(plus),
    );
    table.function(
        "plus(instant, duration)",
        PLUS,
        map2::<Instant, Duration, Fallible<Instant>>(plus),
    );
    table.function(
        "plus(instant, days)",
        PLUS,
        map2::<Instant, Period, Fallible<Instant>>(move |instant, period| days(instant, period, 1)),
    );
    table.function("plus(x, y)", PLUS, map2::<Duration, Duration, Fallible<Duration>>(plus));
    table.function(
        "plus(date, period)",
        PLUS,
        map2::<LocalDate, Period, Fallible<LocalDate>>(move |left, period| date(left, period, 1)),
    );
    table.function(
        "plus(time, duration)",
        "What `+` gives; the clock goes on at midnight.",
        map2::<LocalTime, Duration, LocalTime>(|time, duration| time.wrapping_add(duration).rem_euclid(DAY)),
    );
    table.function(
        "minus(instant, nanos)",
        MINUS,
        map2::<Instant, Long, Fallible<Instant>>(minus),
    );
    table.function(
        "minus(instant, duration)",
        MINUS,
        map2::<Instant, Duration, Fallible<Instant>>(minus),
    );
    table.function(
        "minus(instant, days)",
        MINUS,
        map2::<Instant, Period, Fallible<Instant>>(move |instant, period| days(instant, period, -1)),
    );
    table.function(
        "minus(to, from)",
        "The nanoseconds from one instant to the other.",
        map2::<Instant, Instant, Fallible<Long>>(minus),
    );
    table.function(
        "minus(x, y)",
        MINUS,
        map2::<Duration, Duration, Fallible<Duration>>(minus),
    );
    table.function(
        "minus(date, period)",
        MINUS,
        map2::<LocalDate, Period, Fallible<LocalDate>>(move |left, period| date(left, period, -1)),
    );
    table.function(
        "minus(time, duration)",
        "What `-` gives; the clock goes on at midnight.",
        map2::<LocalTime, Duration, LocalTime>(|time, duration| time.wrapping_sub(duration).rem_euclid(DAY)),
    );
    let times = move |duration: i64, factor: i64| instant(duration.checked_mul(factor));
    table.function(
        "multiply(duration, n)",
        "What `*` gives.",
        map2::<Duration, Long, Fallible<Duration>>(times),
    );
    table.function(
        "multiply(n, duration)",
        "What `*` gives.",
        map2::<Long, Duration, Fallible<Duration>>(move |n, duration| times(duration, n)),
    );
    table.function(
        "divide(duration, n)",
        "What `/` gives: a part of a duration.",
        map2::<Duration, Long, Fallible<Duration>>(move |duration, n| {
            duration.checked_div(n).ok_or_else(|| "/ by zero".to_owned())
        }),
    );
    let added = |left: &str, right: &str, sign: i32| {
        let (left_parts, right_parts) = (period(left)?, period(right)?);
        let add = |left: i32, right: i32| left.checked_add(right.checked_mul(sign)?);
        let (years, months) = (add(left_parts.0, right_parts.0)?, add(left_parts.1, right_parts.1)?);
        shown((years, months, add(left_parts.2, right_parts.2)?))
    };
    let too_long = || "the period is too long".to_owned();
    table.function(
        "plus(x, y)",
        PLUS,
        map2::<Period, Period, Fallible<Period>>(move |x, y| added(x, y, 1).ok_or_else(too_long)),
    );
    table.function(
        "minus(x, y)",
        MINUS,
        map2::<Period, Period, Fallible<Period>>(move |x, y| added(x, y, -1).ok_or_else(too_long)),
    );
    let many = |text: &str, n: i32| {
        let (years, months, days) = period(text)?;
        shown((years.checked_mul(n)?, months.checked_mul(n)?, days.checked_mul(n)?))
    };
    table.function(
        "multiply(period, n)",
        "What `*` gives.",
        map2::<Period, Int, Fallible<Period>>(move |period, n| many(period, n).ok_or_else(too_long)),
    );
    table.function(
        "multiply(n, period)",
        "What `*` gives.",
        map2::<Int, Period, Fallible<Period>>(move |n, period| many(period, n).ok_or_else(too_long)),
    );
}

fn shown(period: (i32, i32, i32)) -> Option<String> {
    let mut shown = String::new();
    crate::formula::text::period(period, &mut shown).ok()?;
    Some(shown)
}
