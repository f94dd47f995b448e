//! Dates and times in time zones as text, the current date, and the names of time zones.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;

use super::kernel::{general, map1};
use super::kind::{Fallible, LocalDate, Maybe, Text, Zone as ZoneKind, Zoned as ZonedKind};
use super::table::{Param, Returns, Table};
use super::zoned::in_zone;
use super::zones::{Zoned, Zones};
use crate::calendar::{Clock, SECOND};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};
use crate::formula::{text, time};

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

pub(super) fn add(table: &mut Table) {
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
        map1::<Text, Maybe<ZoneKind>>(time::zone_name),
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
