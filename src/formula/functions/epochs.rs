//! Numbers of time as instants and back, and in other units.

use super::kernel::{map1, map2};
use super::kind::{Fallible, Instant, Int, Long};
use super::table::Table;
use super::time::TOO_FAR;
use crate::calendar::SECOND;

pub(super) fn add(table: &mut Table) {
    epochs(table);
    units(table);
}

fn epochs(table: &mut Table) {
    for (call, about, also, unit) in [
        ("epochNanos(instant)", "Nanoseconds since 1970.", &[][..], 1),
        (
            "epochMicros(instant)",
            "Microseconds since 1970, rounded down.",
            &[],
            1_000,
        ),
        (
            "epochMillis(instant)",
            "Milliseconds since 1970, rounded down.",
            &[],
            1_000_000,
        ),
        (
            "epochSeconds(instant)",
            "Seconds since 1970, rounded down.",
            &[],
            SECOND,
        ),
    ] {
        table
            .function(call, about, map1::<Instant, Long>(move |nanos| nanos.div_euclid(unit)))
            .also(also);
    }
    for (call, about, also, unit) in [
        (
            "epochNanosToInstant(nanos)",
            "The instant so many nanoseconds since 1970.",
            &["nanosToTime"][..],
            1,
        ),
        (
            "epochMicrosToInstant(micros)",
            "The instant so many microseconds since 1970.",
            &["microsToTime"],
            1_000,
        ),
        (
            "epochMillisToInstant(millis)",
            "The instant so many milliseconds since 1970.",
            &["millisToTime", "Instant.ofEpochMilli"],
            1_000_000,
        ),
        (
            "epochSecondsToInstant(seconds)",
            "The instant so many seconds since 1970.",
            &["secondsToTime", "Instant.ofEpochSecond"],
            SECOND,
        ),
    ] {
        table
            .function(
                call,
                about,
                map1::<Long, Fallible<Instant>>(move |value| value.checked_mul(unit).ok_or_else(|| TOO_FAR.to_owned())),
            )
            .also(also);
    }
    table.function(
        "Instant.ofEpochSecond(seconds, nanos)",
        "The instant so many seconds and nanoseconds since 1970.",
        map2::<Long, Long, Fallible<Instant>>(|seconds, nanos| {
            seconds
                .checked_mul(SECOND)
                .and_then(|start| start.checked_add(nanos))
                .ok_or_else(|| TOO_FAR.to_owned())
        }),
    );
    let about = "The instant so many seconds, milliseconds, microseconds or nanoseconds since 1970: the number's size tells which.";
    let from = |value: i64| crate::format::from_epoch(value).ok_or_else(|| TOO_FAR.to_owned());
    table
        .function(
            "epochAutoToInstant(value)",
            about,
            map1::<Long, Fallible<Instant>>(from),
        )
        .also(&["autoEpochToTime"]);
    table.function(
        "epochAutoToEpochNanos(value)",
        about,
        map1::<Long, Fallible<Long>>(from),
    );
    table.function(
        "nanosOfMilli(instant)",
        "The nanoseconds since the last whole millisecond.",
        map1::<Instant, Int>(|nanos| nanos.rem_euclid(1_000_000) as i32),
    );
    table.function(
        "microsOfMilli(instant)",
        "The microseconds since the last whole millisecond, rounded.",
        map1::<Instant, Int>(|nanos| ((nanos.rem_euclid(1_000_000) + 500) / 1_000) as i32),
    );
}

fn units(table: &mut Table) {
    const UNITS: [(&str, i64); 4] = [
        ("nanos", 1),
        ("micros", 1_000),
        ("millis", 1_000_000),
        ("seconds", SECOND),
    ];
    let calls = [
        [
            "",
            "nanosToMicros(nanos)",
            "nanosToMillis(nanos)",
            "nanosToSeconds(nanos)",
        ],
        [
            "microsToNanos(micros)",
            "",
            "microsToMillis(micros)",
            "microsToSeconds(micros)",
        ],
        [
            "millisToNanos(millis)",
            "millisToMicros(millis)",
            "",
            "millisToSeconds(millis)",
        ],
        [
            "secondsToNanos(seconds)",
            "secondsToMicros(seconds)",
            "secondsToMillis(seconds)",
            "",
        ],
    ];
    for ((_, from), calls) in UNITS.into_iter().zip(calls) {
        for ((_, to), call) in UNITS.into_iter().zip(calls).filter(|(_, call)| !call.is_empty()) {
            if from > to {
                table.function(
                    call,
                    "A number of time in a smaller unit.",
                    map1::<Long, Fallible<Long>>(move |value| {
                        value
                            .checked_mul(from / to)
                            .ok_or_else(|| format!("{value} is too much for {call}"))
                    }),
                );
            } else {
                table.function(
                    call,
                    "A number of time in a larger unit, rounded toward zero.",
                    map1::<Long, Long>(move |value| value / (to / from)),
                );
            }
        }
    }
}
