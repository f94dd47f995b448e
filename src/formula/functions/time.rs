//! Instants and numbers of time.

use std::sync::Arc;
use std::time::SystemTime;

use arrow_array::{ArrayRef, Float64Array, Int64Array, TimestampNanosecondArray};

use super::bins::bin;
use super::kernel::{general, map1, map2, map3};
use super::kind::{Bool, Double, Duration, Fallible, Instant, Int, Long, Maybe, Text};
use super::numeric::there;
use super::table::{Returns, Table};
use crate::calendar::SECOND;
use crate::formula::types::Type;
use crate::formula::value::Arguments;

pub(super) fn add(table: &mut Table) {
    constants(table);
    now(table);
    bins(table);
    differences(table);
    comparisons(table);
    methods(table);
}

/// Units of time, with their nanoseconds.
const UNITS: [(&str, i64); 8] = [
    ("ChronoUnit.NANOS", 1),
    ("ChronoUnit.MICROS", 1_000),
    ("ChronoUnit.MILLIS", 1_000_000),
    ("ChronoUnit.SECONDS", SECOND),
    ("ChronoUnit.MINUTES", 60 * SECOND),
    ("ChronoUnit.HOURS", 3_600 * SECOND),
    ("ChronoUnit.HALF_DAYS", 43_200 * SECOND),
    ("ChronoUnit.DAYS", 86_400 * SECOND),
];

pub(super) const TOO_FAR: &str = "the time is too far from 1970";

fn constants(table: &mut Table) {
    for (name, about, nanos) in [
        ("MICRO", "One microsecond, in nanoseconds.", 1_000),
        ("MILLI", "One millisecond, in nanoseconds.", 1_000_000),
        ("SECOND", "One second, in nanoseconds.", SECOND),
        ("MINUTE", "One minute, in nanoseconds.", 60 * SECOND),
        ("HOUR", "One hour, in nanoseconds.", 3_600 * SECOND),
        ("DAY", "One day, in nanoseconds.", 86_400 * SECOND),
        ("WEEK", "One week, in nanoseconds.", 7 * 86_400 * SECOND),
        ("YEAR_365", "One year of 365 days, in nanoseconds.", YEAR_365),
        ("YEAR_AVG", "One year of 365.2425 days, in nanoseconds.", YEAR_AVG),
    ] {
        table.constant(name, about, Type::Long, Arc::new(Int64Array::from(vec![nanos])));
    }
    for (name, about, nanos) in [
        ("SECONDS_PER_NANO", "How many seconds a nanosecond has.", SECOND),
        ("MINUTES_PER_NANO", "How many minutes a nanosecond has.", 60 * SECOND),
        ("HOURS_PER_NANO", "How many hours a nanosecond has.", 3_600 * SECOND),
        ("DAYS_PER_NANO", "How many days a nanosecond has.", 86_400 * SECOND),
        (
            "YEARS_PER_NANO_365",
            "How many years of 365 days a nanosecond has.",
            YEAR_365,
        ),
        (
            "YEARS_PER_NANO_AVG",
            "How many years of 365.2425 days a nanosecond has.",
            YEAR_AVG,
        ),
    ] {
        let value = 1.0 / nanos as f64;
        table.constant(name, about, Type::Double, Arc::new(Float64Array::from(vec![value])));
    }
    let epoch = TimestampNanosecondArray::from(vec![0]).with_data_type(Type::Instant.data_type());
    table.constant(
        "Instant.EPOCH",
        "The beginning of 1970.",
        Type::Instant,
        Arc::new(epoch),
    );
}

const YEAR_365: i64 = 365 * 86_400 * SECOND;

const YEAR_AVG: i64 = 31_556_952 * SECOND;

/// Nanoseconds since 1970.
pub(super) fn current() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

fn now(table: &mut Table) {
    let mut add = |call, about, also, resolution: i64| {
        // One instant for all rows that are evaluated at once.
        let run = move |arguments: &Arguments<'_>| {
            let now = current();
            let instants = TimestampNanosecondArray::from(vec![now - now.rem_euclid(resolution); arguments.rows]);
            Ok(Arc::new(instants.with_data_type(Type::Instant.data_type())) as ArrayRef)
        };
        table
            .function(call, about, general(&[], Returns::Is(Type::Instant), run).infallible())
            .impure()
            .also(also);
    };
    add("now()", "The current time.", &["nowSystem", "Instant.now"], 1);
    add(
        "nowMillisResolution()",
        "The current time, in whole milliseconds.",
        &["nowSystemMillisResolution"],
        1_000_000,
    );
    let run = |arguments: &Arguments<'_>| {
        let now = current() / 1_000_000;
        Ok(Arc::new(Int64Array::from(vec![now; arguments.rows])) as ArrayRef)
    };
    table
        .function(
            "System.currentTimeMillis()",
            "The current time, in milliseconds since 1970.",
            general(&[], Returns::Is(Type::Long), run).infallible(),
        )
        .impure();
    let run = |arguments: &Arguments<'_>| Ok(Arc::new(Int64Array::from(vec![current(); arguments.rows])) as ArrayRef);
    table
        .function(
            "System.nanoTime()",
            "The current time, in nanoseconds.",
            general(&[], Returns::Is(Type::Long), run).infallible(),
        )
        .impure();
}

fn bins(table: &mut Table) {
    type Bin = Fallible<Maybe<Instant>>;
    let instant = |bin: i64| there!(bin, i64::MIN);
    for (up, calls, about) in [
        (
            false,
            [
                "lowerBin(instant, nanos)",
                "lowerBin(instant, nanos, offset)",
                "lowerBin(instant, length)",
                "lowerBin(instant, length, offset)",
            ],
            [
                "The instant rounded down to a multiple of an interval since 1970.",
                "The same plus an offset.",
            ],
        ),
        (
            true,
            [
                "upperBin(instant, nanos)",
                "upperBin(instant, nanos, offset)",
                "upperBin(instant, length)",
                "upperBin(instant, length, offset)",
            ],
            [
                "The instant rounded up to a multiple of an interval since 1970.",
                "The same plus an offset.",
            ],
        ),
    ] {
        table.function(
            calls[0],
            about[0],
            map2::<Instant, Long, Bin>(move |nanos, length| bin(nanos, length, 0, up).map(instant)),
        );
        table.function(
            calls[1],
            about[1],
            map3::<Instant, Long, Long, Bin>(move |nanos, length, offset| bin(nanos, length, offset, up).map(instant)),
        );
        table.function(
            calls[2],
            about[0],
            map2::<Instant, Duration, Bin>(move |nanos, length| bin(nanos, length, 0, up).map(instant)),
        );
        table.function(
            calls[3],
            about[1],
            map3::<Instant, Duration, Duration, Bin>(move |nanos, length, offset| {
                bin(nanos, length, offset, up).map(instant)
            }),
        );
    }
}

/// Differences of two instants: what they are called, and by how many nanoseconds a unit is long.
pub(super) const DIFFERENCES: [(&str, &str, i64); 3] = [
    ("diffNanos(from, to)", "The nanoseconds from one time to the other.", 1),
    (
        "diffMicros(from, to)",
        "The whole microseconds from one time to the other.",
        1_000,
    ),
    (
        "diffMillis(from, to)",
        "The whole milliseconds from one time to the other.",
        1_000_000,
    ),
];

/// The same as doubles.
pub(super) const PARTS: [(&str, &str, i64); 6] = [
    (
        "diffSeconds(from, to)",
        "The seconds from one time to the other.",
        SECOND,
    ),
    (
        "diffMinutes(from, to)",
        "The minutes from one time to the other.",
        60 * SECOND,
    ),
    (
        "diffHours(from, to)",
        "The hours from one time to the other.",
        3_600 * SECOND,
    ),
    (
        "diffDays(from, to)",
        "The days of 24 hours from one time to the other.",
        86_400 * SECOND,
    ),
    (
        "diffYears365(from, to)",
        "The years of 365 days from one time to the other.",
        YEAR_365,
    ),
    (
        "diffYearsAvg(from, to)",
        "The years of 365.2425 days from one time to the other.",
        YEAR_AVG,
    ),
];

/// Nanoseconds in another unit. Years are counted by their part of a nanosecond, as there.
pub(super) fn in_units(nanos: i64, unit: i64) -> f64 {
    match unit {
        YEAR_365 | YEAR_AVG => nanos as f64 * (1.0 / unit as f64),
        unit => nanos as f64 / unit as f64,
    }
}

fn differences(table: &mut Table) {
    for (call, about, unit) in DIFFERENCES {
        table.function(
            call,
            about,
            map2::<Instant, Instant, Fallible<Long>>(move |from, to| {
                to.checked_sub(from)
                    .map(|nanos| nanos / unit)
                    .ok_or_else(|| TOO_FAR.to_owned())
            }),
        );
    }
    for (call, about, unit) in PARTS {
        table.function(
            call,
            about,
            map2::<Instant, Instant, Fallible<Double>>(move |from, to| {
                to.checked_sub(from)
                    .map(|nanos| in_units(nanos, unit))
                    .ok_or_else(|| TOO_FAR.to_owned())
            }),
        );
    }
}

fn comparisons(table: &mut Table) {
    macro_rules! compare {
        ($($call:literal $about:literal $test:expr;)*) => {$(
            table.function($call, $about, map2::<Maybe<Instant>, Maybe<Instant>, Bool>(|left, right| {
                left.zip(right).is_some_and($test)
            }));
        )*};
    }
    compare! {
        "isBefore(x, y)" "Whether one time comes before the other; a null never does." |(left, right)| left < right;
        "isBeforeOrEqual(x, y)" "Whether one time does not come after the other; a null never does." |(left, right)| left <= right;
        "isAfter(x, y)" "Whether one time comes after the other; a null never does." |(left, right)| left > right;
        "isAfterOrEqual(x, y)" "Whether one time does not come before the other; a null never does." |(left, right)| left >= right;
    }
    table.method(
        "isBefore(other)",
        "Whether the instant comes before another one.",
        map2::<Instant, Instant, Bool>(|left, right| left < right),
    );
    table.method(
        "isAfter(other)",
        "Whether the instant comes after another one.",
        map2::<Instant, Instant, Bool>(|left, right| left > right),
    );
}

fn methods(table: &mut Table) {
    table.method(
        "getEpochSecond()",
        "The seconds since 1970, rounded down.",
        map1::<Instant, Long>(|nanos| nanos.div_euclid(SECOND)),
    );
    table.method(
        "getNano()",
        "The nanoseconds since the last whole second.",
        map1::<Instant, Int>(|nanos| nanos.rem_euclid(SECOND) as i32),
    );
    table.method(
        "toEpochMilli()",
        "The milliseconds since 1970, rounded down.",
        map1::<Instant, Long>(|nanos| nanos.div_euclid(1_000_000)),
    );
    let added = |nanos: i64, count: i64, unit: i64| {
        count
            .checked_mul(unit)
            .and_then(|part| nanos.checked_add(part))
            .ok_or_else(|| TOO_FAR.to_owned())
    };
    for (plus, minus, about, unit) in [
        (
            "plusSeconds(count)",
            "minusSeconds(count)",
            [
                "The instant so many seconds later.",
                "The instant so many seconds earlier.",
            ],
            SECOND,
        ),
        (
            "plusMillis(count)",
            "minusMillis(count)",
            [
                "The instant so many milliseconds later.",
                "The instant so many milliseconds earlier.",
            ],
            1_000_000,
        ),
        (
            "plusNanos(count)",
            "minusNanos(count)",
            [
                "The instant so many nanoseconds later.",
                "The instant so many nanoseconds earlier.",
            ],
            1,
        ),
    ] {
        table.method(
            plus,
            about[0],
            map2::<Instant, Long, Fallible<Instant>>(move |nanos, count| added(nanos, count, unit)),
        );
        table.method(
            minus,
            about[1],
            map2::<Instant, Long, Fallible<Instant>>(move |nanos, count| added(nanos, count, -unit)),
        );
    }
    table.method(
        "plus(duration)",
        "The instant so much later.",
        map2::<Instant, Duration, Fallible<Instant>>(move |nanos, length| added(nanos, length, 1)),
    );
    table.method(
        "minus(duration)",
        "The instant so much earlier.",
        map2::<Instant, Duration, Fallible<Instant>>(move |nanos, length| added(nanos, length, -1)),
    );
    for (unit, _) in UNITS {
        table.constant(
            unit,
            "A unit of time, by its name.",
            Type::String,
            Arc::new(arrow_array::StringArray::from(vec![
                unit.trim_start_matches("ChronoUnit."),
            ])),
        );
    }
    table.method(
        "truncatedTo(unit)",
        "The instant rounded down to a unit of at most a day.",
        map2::<Instant, Text, Fallible<Instant>>(|nanos, wanted| {
            let unit = UNITS
                .iter()
                .find(|(unit, _)| unit.trim_start_matches("ChronoUnit.") == wanted);
            let unit = unit.ok_or_else(|| format!("an instant is not rounded to {wanted}"))?.1;
            nanos
                .checked_sub(nanos.rem_euclid(unit))
                .ok_or_else(|| TOO_FAR.to_owned())
        }),
    );
    table.method(
        "hashCode()",
        "Java's hash of the instant.",
        map1::<Instant, Maybe<Int>>(|nanos| {
            let (seconds, nanos) = (nanos.div_euclid(SECOND), nanos.rem_euclid(SECOND) as i32);
            let hash = ((seconds ^ (seconds as u64 >> 32) as i64) as i32).wrapping_add(nanos.wrapping_mul(51));
            there!(hash, i32::MIN)
        }),
    );
    table.function(
        "Duration.between(from, to)",
        "The time from one instant to the other.",
        map2::<Instant, Instant, Fallible<Duration>>(|from, to| to.checked_sub(from).ok_or_else(|| TOO_FAR.to_owned())),
    );
}
