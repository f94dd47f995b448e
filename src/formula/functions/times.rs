//! Texts that are read as times.

use std::fmt::Write;

use super::kernel::{map1, write1};
use super::kind::{Duration, Fallible, Instant, LocalDate, LocalTime, Long, Maybe, Period, Returned, Text, Zoned};
use super::table::Table;
use super::zones::Zone;
use crate::calendar::SECOND;
use crate::formula::{text, time};

pub(super) fn add(table: &mut Table) {
    parsed::<Instant>(
        table,
        ["parseInstant(text)", "parseInstantQuiet(text)"],
        &["Instant.parse"],
        [
            "The instant of a text: `2024-01-31T10:00:00Z`, `2024-01-31T10:00 ET`, or an epoch time.",
            "The same; null for any other text.",
        ],
        "an instant",
        time::instant,
    );
    parsed::<Long>(
        table,
        ["parseEpochNanos(text)", "parseEpochNanosQuiet(text)"],
        &[],
        [
            "The nanoseconds since 1970 of a text that is an instant.",
            "The same; null for any other text.",
        ],
        "an instant",
        time::instant,
    );
    parsed::<Duration>(
        table,
        ["parseDuration(text)", "parseDurationQuiet(text)"],
        &["Duration.parse"],
        [
            "The duration of a text: `PT1h30m`, `PT01:30:00.5`, `P1DT2H`.",
            "The same; null for any other text.",
        ],
        "a duration",
        time::duration,
    );
    parsed::<Long>(
        table,
        ["parseDurationNanos(text)", "parseDurationNanosQuiet(text)"],
        &[],
        [
            "The nanoseconds of a text that is a duration.",
            "The same; null for any other text.",
        ],
        "a duration",
        time::duration,
    );
    parsed::<Period>(
        table,
        ["parsePeriod(text)", "parsePeriodQuiet(text)"],
        &["Period.parse"],
        [
            "The period of a text: `P1Y2M3D`, `P2W`.",
            "The same; null for any other text.",
        ],
        "a period",
        |period| {
            let mut shown = String::new();
            text::period(time::period(period)?, &mut shown).ok()?;
            Some(shown)
        },
    );
    parsed::<LocalDate>(
        table,
        ["parseLocalDate(text)", "parseLocalDateQuiet(text)"],
        &["LocalDate.parse"],
        [
            "The date of a text: `2024-01-31`.",
            "The same; null for any other text.",
        ],
        "a date",
        time::local_date,
    );
    parsed::<LocalTime>(
        table,
        ["parseLocalTime(text)", "parseLocalTimeQuiet(text)"],
        &["LocalTime.parse"],
        [
            "The time of day of a text: `10:00`, `10:00:00.5`.",
            "The same; null for any other text.",
        ],
        "a time of day",
        time::local_time,
    );
    parsed::<Zoned>(
        table,
        ["parseZonedDateTime(text)", "parseZonedDateTimeQuiet(text)"],
        &[],
        [
            "The time with a time zone of a text: `2024-01-31T10:00:00 ET`.",
            "The same; null for any other text.",
        ],
        "a time with a time zone",
        zoned,
    );
    table.function(
        "formatDurationNanos(nanos)",
        "Nanoseconds as a duration: `PT1:30:00.000000000`.",
        write1::<Long>(|nanos, into| {
            let (sign, size) = (if nanos < 0 { "-" } else { "" }, nanos.unsigned_abs());
            let (seconds, fraction) = (size / SECOND as u64, size % SECOND as u64);
            // A text is written to without errors.
            let _ = write!(
                into,
                "{sign}PT{}:{:02}:{:02}",
                seconds / 3_600,
                seconds / 60 % 60,
                seconds % 60
            );
            if fraction > 0 {
                let _ = write!(into, ".{fraction:09}");
            }
        }),
    );
}

/// A function that fails a row whose text it cannot read, and one that gives null.
fn parsed<R: Returned>(
    table: &mut Table,
    calls: [&'static str; 2],
    also: &'static [&'static str],
    about: [&'static str; 2],
    what: &'static str,
    parse: fn(&str) -> Option<R::Item>,
) where
    R::Item: Default,
{
    let strict = move |text: &str| parse(text).ok_or_else(|| format!("{text:?} is not {what}"));
    table
        .function(calls[0], about[0], map1::<Text, Fallible<R>>(strict))
        .also(also);
    table.function(calls[1], about[1], map1::<Text, Maybe<R>>(parse));
}

fn zoned(text: &str) -> Option<String> {
    let nanos = time::instant(text)?;
    let bracketed = text.strip_suffix(']').and_then(|text| text.split_once('['));
    let name = match (bracketed, text.split_once(' ')) {
        (Some((_, name)), _) => time::zone_name(name)?,
        (None, Some((_, name))) => time::zone_name(name)?,
        (None, None) => {
            let time = text.find('T')?;
            let offset = text[time..].find(['Z', '+', '-'])?;
            text[time + offset..].to_owned()
        }
    };
    let mut shown = String::new();
    Zone::of(&name).ok()?.write(nanos, &mut shown);
    Some(shown)
}
