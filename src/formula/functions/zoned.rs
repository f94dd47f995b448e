//! What clocks in time zones show.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::TimestampNanosecondType;

use super::bins::bin;
use super::calendar::{Clock, DAY, DAYS, Date, SECOND, day_of_week};
use super::kernel::{Kernel, general, map1, map2, map3};
use super::kind::{
    Bool, Double, Duration, Fallible, Instant, Int, LocalDate, LocalTime, Long, Maybe, Period, Returned, Text,
    Zone as ZoneKind, Zoned as ZonedKind,
};
use super::table::{Param, Returns, Table};
use super::time::{DIFFERENCES, PARTS, TOO_FAR, in_units};
use super::zones::{Zone, Zoned, Zones};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};
use crate::formula::{text, time};

pub(super) fn add(table: &mut Table) {
    fields(table);
    parts_of_days(table);
    conversions(table);
    texts(table);
    zoned(table);
}

/// A kernel of an instant and a time zone, and perhaps more arguments.
fn in_zone<R: Returned>(
    more: &[Param],
    f: impl Fn(&mut Zone<'_>, i64, &Arguments<'_>, usize) -> Result<R::Item, String> + Send + Sync + 'static,
) -> Kernel
where
    R::Item: Default,
{
    let mut params = vec![Param::Is(Type::Instant), Param::Is(Type::ZoneId)];
    params.extend_from_slice(more);
    let run = move |arguments: &Arguments<'_>| {
        let (instant, name) = (&arguments.values[0], &arguments.values[1]);
        let instants = instant.array().as_primitive::<TimestampNanosecondType>();
        let names = name.array().as_string::<i32>();
        let valid = arguments.nulls(|_| true);
        let mut zones = Zones::default();
        let mut failed = None;
        let result = R::collect(arguments.rows, valid.clone(), |row| {
            if failed.is_some() || valid.as_ref().is_some_and(|valid| valid.is_null(row)) {
                return R::Item::default();
            }
            let nanos = instants.value(instant.index(row));
            let zone = zones.get(names.value(name.index(row)));
            let item = zone.and_then(|zone| f(zone, nanos, arguments, row));
            item.unwrap_or_else(|reason| {
                failed = Some((row, reason));
                R::Item::default()
            })
        });
        match failed {
            Some((row, reason)) => Err(Failure::row(row, reason)),
            None => result,
        }
    };
    general(&params, Returns::Is(R::returns()), run)
}

/// A part of what a clock shows: of an instant in a time zone, and of a time with a zone.
fn field<R: Returned>(table: &mut Table, calls: [&'static str; 2], about: &'static str, f: fn(Clock) -> R::Item)
where
    R::Item: Default,
{
    table.function(
        calls[0],
        about,
        in_zone::<R>(&[], move |zone, nanos, _, _| Ok(f(zone.clock(nanos)))),
    );
    table.function(
        calls[1],
        about,
        map1::<ZonedKind, Fallible<R>>(move |text| Ok(f(Zoned::parse(text)?.clock()?))),
    );
}

fn fields(table: &mut Table) {
    macro_rules! dates {
        ($($name:literal $about:literal $f:expr;)*) => {$(
            let f: fn(i32) -> i32 = $f;
            table.function(concat!($name, "(instant, zone)"), $about, in_zone::<Int>(&[], move |zone, nanos, _, _| Ok(f(zone.clock(nanos).days()))));
            table.function(concat!($name, "(time)"), $about, map1::<ZonedKind, Fallible<Int>>(move |text| Ok(f(Zoned::parse(text)?.clock()?.days()))));
            table.function(concat!($name, "(date)"), $about, map1::<LocalDate, Int>(f));
        )*};
    }
    dates! {
        "year" "The year." |days| Date::of(days).year;
        "yearOfCentury" "The year within its century, from 0 to 99." |days| Date::of(days).year % 100;
        "monthOfYear" "The month, from 1 to 12." |days| Date::of(days).month;
        "dayOfMonth" "The day of the month, from 1 on." |days| Date::of(days).day;
        "dayOfYear" "The day of the year, from 1 on." |days| Date::of(days).day_of_year();
        "dayOfWeekValue" "The day of the week, from 1, which is Monday, to 7." |days| day_of_week(days) as i32 + 1;
    }
    const DAY_OF_WEEK: &str = "The name of the day of the week in capitals.";
    table.function(
        "dayOfWeek(instant, zone)",
        DAY_OF_WEEK,
        in_zone::<Text>(&[], |zone, nanos, _, _| {
            Ok(DAYS[day_of_week(zone.clock(nanos).days())].to_owned())
        }),
    );
    table.function(
        "dayOfWeek(time)",
        DAY_OF_WEEK,
        map1::<ZonedKind, Fallible<Text>>(|text| Ok(DAYS[day_of_week(Zoned::parse(text)?.clock()?.days())].to_owned())),
    );
    table.function(
        "dayOfWeek(date)",
        DAY_OF_WEEK,
        map1::<LocalDate, Text>(|days| DAYS[day_of_week(days)].to_owned()),
    );
    let ints: [([&'static str; 2], &'static str, fn(Clock) -> i32); 3] = [
        (
            ["minuteOfHour(instant, zone)", "minuteOfHour(time)"],
            "The minutes since the hour began.",
            |clock| (clock.time() / (60 * SECOND) % 60) as i32,
        ),
        (
            ["secondOfMinute(instant, zone)", "secondOfMinute(time)"],
            "The seconds since the minute began.",
            |clock| (clock.time() / SECOND % 60) as i32,
        ),
        (
            ["millisOfSecond(instant, zone)", "millisOfSecond(time)"],
            "The milliseconds since the second began.",
            |clock| (clock.time() % SECOND / 1_000_000) as i32,
        ),
    ];
    for (calls, about, f) in ints {
        field::<Int>(table, calls, about, f);
    }
    field::<Long>(
        table,
        ["microsOfSecond(instant, zone)", "microsOfSecond(time)"],
        "The microseconds since the second began.",
        |clock| clock.time() % SECOND / 1_000,
    );
    field::<Long>(
        table,
        ["nanosOfSecond(instant, zone)", "nanosOfSecond(time)"],
        "The nanoseconds since the second began.",
        |clock| clock.time() % SECOND,
    );
}

fn parts_of_days(table: &mut Table) {
    macro_rules! parts {
        ($($name:literal $about:literal $kind:ident $native:ident $unit:expr;)*) => {$(
            let part = |nanos: i64| (nanos / $unit) as $native;
            let about = concat!($about, " since midnight: as the clock shows them if the flag is true or not given, and else as they have passed.");
            table.function(concat!($name, "(instant, zone, asLocal)"), about, in_zone::<$kind>(&[Param::Is(Type::Boolean)], move |zone, nanos, arguments, row| {
                let flag = &arguments.values[2];
                let local = flag.array().as_boolean().value(flag.index(row));
                let clock = zone.clock(nanos);
                Ok(part(if local { clock.time() } else { clock.elapsed }))
            }));
            table.function(concat!($name, "(instant, zone)"), about, in_zone::<$kind>(&[], move |zone, nanos, _, _| Ok(part(zone.clock(nanos).time()))));
            table.function(concat!($name, "(time, asLocal)"), about, map2::<ZonedKind, Bool, Fallible<$kind>>(move |text, local| {
                let clock = Zoned::parse(text)?.clock()?;
                Ok(part(if local { clock.time() } else { clock.elapsed }))
            }));
            table.function(concat!($name, "(time)"), about, map1::<LocalTime, $kind>(part));
        )*};
    }
    parts! {
        "hourOfDay" "The hours" Int i32 3_600 * SECOND;
        "minuteOfDay" "The minutes" Int i32 60 * SECOND;
        "secondOfDay" "The seconds" Int i32 SECOND;
        "millisOfDay" "The milliseconds" Int i32 1_000_000;
        "nanosOfDay" "The nanoseconds" Long i64 1;
    }
}

/// Nanoseconds since 1970 of a date and a time on clocks.
pub(super) fn local(days: i32, time: i64) -> Option<i64> {
    i64::from(days).checked_mul(DAY)?.checked_add(time)
}

fn conversions(table: &mut Table) {
    table.function(
        "toLocalDate(instant, zone)",
        "The date in a time zone.",
        in_zone::<LocalDate>(&[], |zone, nanos, _, _| Ok(zone.clock(nanos).days())),
    );
    table.function(
        "toLocalDate(time)",
        "The date.",
        map1::<ZonedKind, Fallible<LocalDate>>(|text| Ok(Zoned::parse(text)?.clock()?.days())),
    );
    table.function(
        "toLocalTime(instant, zone)",
        "The time of the day in a time zone.",
        in_zone::<LocalTime>(&[], |zone, nanos, _, _| Ok(zone.clock(nanos).time())),
    );
    table.function(
        "toLocalTime(time)",
        "The time of the day.",
        map1::<ZonedKind, Fallible<LocalTime>>(|text| Ok(Zoned::parse(text)?.clock()?.time())),
    );
    table.function(
        "atMidnight(instant, zone)",
        "When the day began in a time zone.",
        in_zone::<Instant>(&[], |zone, nanos, _, _| Ok(zone.midnight(nanos))),
    );
    table.function(
        "atMidnight(time)",
        "When the day began.",
        map1::<ZonedKind, Fallible<ZonedKind>>(|text| {
            let zoned = Zoned::parse(text)?;
            zoned.at(Zone::of(zoned.zone)?.midnight(zoned.nanos))
        }),
    );
    let zoned_at = |zone: &str, local: Option<i64>| -> Result<(i64, String), String> {
        let mut zone = Zone::of(zone)?;
        let nanos = local
            .and_then(|local| zone.instant(local))
            .ok_or_else(|| TOO_FAR.to_owned())?;
        let mut text = String::new();
        zone.write(nanos, &mut text);
        Ok((nanos, text))
    };
    table.function(
        "atMidnight(date, zone)",
        "When a day began in a time zone.",
        map2::<LocalDate, ZoneKind, Fallible<ZonedKind>>(move |days, zone| Ok(zoned_at(zone, local(days, 0))?.1)),
    );
    table.method(
        "atStartOfDay(zone)",
        "When the day began in a time zone.",
        map2::<LocalDate, ZoneKind, Fallible<ZonedKind>>(move |days, zone| Ok(zoned_at(zone, local(days, 0))?.1)),
    );
    table.function(
        "toInstant(date, time, zone)",
        "The instant of a date and a time in a time zone.",
        map3::<LocalDate, LocalTime, ZoneKind, Fallible<Instant>>(move |days, time, zone| {
            Ok(zoned_at(zone, local(days, time))?.0)
        }),
    );
    table.function(
        "toZonedDateTime(date, time, zone)",
        "A date and a time in a time zone.",
        map3::<LocalDate, LocalTime, ZoneKind, Fallible<ZonedKind>>(move |days, time, zone| {
            Ok(zoned_at(zone, local(days, time))?.1)
        }),
    );
    table.function(
        "toInstant(time)",
        "The instant of a time with a time zone.",
        map1::<ZonedKind, Fallible<Instant>>(|text| Ok(Zoned::parse(text)?.nanos)),
    );
    let write = |zone: &mut Zone<'_>, nanos: i64| {
        let mut text = String::new();
        zone.write(nanos, &mut text);
        text
    };
    table.function(
        "toZonedDateTime(instant, zone)",
        "The instant with a time zone.",
        in_zone::<ZonedKind>(&[], move |zone, nanos, _, _| Ok(write(zone, nanos))),
    );
    table.method(
        "atZone(zone)",
        "The instant with a time zone.",
        in_zone::<ZonedKind>(&[], move |zone, nanos, _, _| Ok(write(zone, nanos))),
    );
    for (call, unit) in [
        ("epochNanosToZonedDateTime(nanos, zone)", 1),
        ("epochMicrosToZonedDateTime(micros, zone)", 1_000),
        ("epochMillisToZonedDateTime(millis, zone)", 1_000_000),
        ("epochSecondsToZonedDateTime(seconds, zone)", SECOND),
        ("epochAutoToZonedDateTime(value, zone)", 0),
    ] {
        table.function(
            call,
            "An epoch time with a time zone.",
            map2::<Long, ZoneKind, Fallible<ZonedKind>>(move |value, zone| {
                let nanos = if unit == 0 {
                    crate::format::from_epoch(value)
                } else {
                    value.checked_mul(unit)
                };
                Ok(write(&mut Zone::of(zone)?, nanos.ok_or_else(|| TOO_FAR.to_owned())?))
            }),
        );
    }
    const EXCEL_EPOCH: f64 = 25_569.0;
    const DAY_MILLIS: f64 = 86_400_000.0;
    let excel = |clock: Clock| clock.local.div_euclid(1_000_000) as f64 / DAY_MILLIS + EXCEL_EPOCH;
    field::<Double>(
        table,
        ["toExcelTime(instant, zone)", "toExcelTime(time)"],
        "Days since the end of 1899, as spreadsheets have them.",
        excel,
    );
    table.function(
        "excelToInstant(days, zone)",
        "The instant of days since the end of 1899 in a time zone.",
        map2::<Double, ZoneKind, Fallible<Instant>>(move |days, zone| {
            let millis = ((days - EXCEL_EPOCH) * DAY_MILLIS) as i64;
            Ok(zoned_at(zone, millis.checked_mul(1_000_000))?.0)
        }),
    );
    table.function(
        "excelToZonedDateTime(days, zone)",
        "The time of days since the end of 1899 in a time zone.",
        map2::<Double, ZoneKind, Fallible<ZonedKind>>(move |days, zone| {
            let millis = ((days - EXCEL_EPOCH) * DAY_MILLIS) as i64;
            Ok(zoned_at(zone, millis.checked_mul(1_000_000))?.1)
        }),
    );
}

/// The short name of a time zone, or its name.
fn short(zone: &str) -> &str {
    match zone {
        "America/Chicago" => "CT",
        "America/New_York" => "ET",
        "Asia/Hong_Kong" => "HK",
        "Asia/Tokyo" => "JP",
        "Europe/London" => "LON",
        "America/Denver" => "MT",
        "America/Los_Angeles" => "PT",
        other => other,
    }
}

fn texts(table: &mut Table) {
    let date = |days: i32| {
        let mut text = String::new();
        // A text is written to without errors.
        let _ = text::local_date(days, &mut text);
        text
    };
    let full = move |clock: Clock, zone: &str| {
        let (seconds, nanos) = (clock.time() / SECOND, clock.time() % SECOND);
        format!(
            "{}T{:02}:{:02}:{:02}.{nanos:09} {}",
            date(clock.days()),
            seconds / 3_600,
            seconds / 60 % 60,
            seconds % 60,
            short(zone)
        )
    };
    table.function(
        "formatDate(instant, zone)",
        "The date in a time zone, as `2024-01-31`.",
        in_zone::<Text>(&[], move |zone, nanos, _, _| Ok(date(zone.clock(nanos).days()))),
    );
    table.function(
        "formatDate(time)",
        "The date, as `2024-01-31`.",
        map1::<ZonedKind, Fallible<Text>>(move |text| Ok(date(Zoned::parse(text)?.clock()?.days()))),
    );
    table.function(
        "formatDate(date)",
        "The date, as `2024-01-31`.",
        map1::<LocalDate, Text>(date),
    );
    table.function(
        "formatDateTime(instant, zone)",
        "The date and time in a time zone, as `2024-01-31T10:00:00.000000000 ET`.",
        in_zone::<Text>(&[], move |zone, nanos, _, _| Ok(full(zone.clock(nanos), zone.name))),
    );
    table.function(
        "formatDateTime(time)",
        "The date and time, as `2024-01-31T10:00:00.000000000 ET`.",
        map1::<ZonedKind, Fallible<Text>>(move |text| {
            let zoned = Zoned::parse(text)?;
            Ok(full(zoned.clock()?, zoned.zone))
        }),
    );
    let today = move |arguments: &Arguments<'_>,
                      zone: Option<&super::super::value::Value>,
                      name: &str|
          -> Outcome<Vec<Option<i32>>> {
        let now = super::time::current();
        let mut zones = Zones::default();
        (0..arguments.rows)
            .map(|row| {
                let name = match zone {
                    Some(zone) if zone.is_null(row) => return Ok(None),
                    Some(zone) => zone.array().as_string::<i32>().value(zone.index(row)),
                    None => name,
                };
                let zone = zones.get(name).map_err(|reason| Failure::row(row, reason))?;
                Ok(Some(zone.clock(now).days()))
            })
            .collect()
    };
    for (call, about, params) in [
        (
            "today(zone)",
            "The current date in a time zone, as `2024-01-31`.",
            &[Param::Is(Type::ZoneId)][..],
        ),
        (
            "today()",
            "The current date in the system's time zone, as `2024-01-31`.",
            &[],
        ),
    ] {
        let run = move |arguments: &Arguments<'_>| {
            let mut into = StringBuilder::new();
            today(arguments, arguments.values.first(), &system_zone())?
                .into_iter()
                .for_each(|days| into.append_option(days.map(date)));
            Ok(Arc::new(into.finish()) as ArrayRef)
        };
        table
            .function(call, about, general(params, Returns::Is(Type::String), run))
            .impure();
    }
    for (call, about, params) in [
        (
            "todayLocalDate(zone)",
            "The current date in a time zone.",
            &[Param::Is(Type::ZoneId)][..],
        ),
        ("todayLocalDate()", "The current date in the system's time zone.", &[]),
    ] {
        let run = move |arguments: &Arguments<'_>| {
            let days = today(arguments, arguments.values.first(), &system_zone())?;
            Ok(Arc::new(arrow_array::Date32Array::from(days)) as ArrayRef)
        };
        table
            .function(call, about, general(params, Returns::Is(Type::LocalDate), run))
            .impure();
    }
    let named = |text: &str| time::zone_name(text).ok_or_else(|| format!("there is no time zone {text:?}"));
    table
        .function(
            "timeZone(name)",
            "The time zone of a name, a short name or an offset.",
            map1::<Text, Fallible<ZoneKind>>(named),
        )
        .also(&["parseTimeZone", "ZoneId.of"]);
    table
        .function(
            "timeZone(zone)",
            "The time zone itself.",
            map1::<ZoneKind, ZoneKind>(str::to_owned),
        )
        .also(&["ZoneId.of"]);
    table.function(
        "parseTimeZoneQuiet(name)",
        "The time zone of a name; null if there is none.",
        map1::<Text, Maybe<ZoneKind>>(|text| time::zone_name(text)),
    );
    let run = |arguments: &Arguments<'_>| {
        Ok(Arc::new(arrow_array::StringArray::from(vec![system_zone(); arguments.rows])) as ArrayRef)
    };
    table
        .function(
            "timeZone()",
            "The system's time zone.",
            general(&[], Returns::Is(Type::ZoneId), run).infallible(),
        )
        .also(&["ZoneId.systemDefault"]);
    table.method(
        "getId()",
        "The name of the time zone.",
        map1::<ZoneKind, Text>(str::to_owned),
    );
}

fn system_zone() -> String {
    jiff::tz::TimeZone::system().iana_name().unwrap_or("UTC").to_owned()
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
    let ints: [(&'static str, &'static str, fn(Clock) -> i32); 7] = [
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
        "The name of the day of the week in capitals.",
        map1::<ZonedKind, Fallible<Text>>(|text| Ok(DAYS[day_of_week(Zoned::parse(text)?.clock()?.days())].to_owned())),
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
