//! What clocks in time zones show.

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampNanosecondType;

use super::kernel::{Kernel, general, map1, map2, map3};
use super::kind::{
    Bool, DayOfWeek, Double, Fallible, Instant, Int, LocalDate, LocalTime, Long, Returned, Zone as ZoneKind,
    Zoned as ZonedKind,
};
use super::table::{Param, Returns, Table};
use super::time::TOO_FAR;
use super::zones::{Zone, Zoned, Zones};
use crate::calendar::{Clock, DAY, Date, SECOND, day_name, day_of_week};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure};

pub(super) fn add(table: &mut Table) {
    fields(table);
    parts_of_days(table);
    conversions(table);
}

/// A kernel of an instant and a time zone, and perhaps more arguments.
pub(super) fn in_zone<R: Returned>(
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
pub(super) fn field<R: Returned>(
    table: &mut Table,
    calls: [&'static str; 2],
    about: &'static str,
    f: fn(Clock) -> R::Item,
) where
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

/// How a part of what a clock shows is called, what it is, and how it is read.
pub(super) type Field<C> = (C, &'static str, fn(Clock) -> i32);

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
    const DAY_OF_WEEK: &str = "The day of the week.";
    table.function(
        "dayOfWeek(instant, zone)",
        DAY_OF_WEEK,
        in_zone::<DayOfWeek>(&[], |zone, nanos, _, _| {
            Ok(day_name(zone.clock(nanos).days()).to_owned())
        }),
    );
    table.function(
        "dayOfWeek(time)",
        DAY_OF_WEEK,
        map1::<ZonedKind, Fallible<DayOfWeek>>(|text| Ok(day_name(Zoned::parse(text)?.clock()?.days()).to_owned())),
    );
    table.function(
        "dayOfWeek(date)",
        DAY_OF_WEEK,
        map1::<LocalDate, DayOfWeek>(|days| day_name(days).to_owned()),
    );
    let ints: [Field<[&'static str; 2]>; 3] = [
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
