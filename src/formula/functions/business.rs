//! Calendars of business days: which days are, and what a calendar says of itself.

use std::sync::Arc;

use arrow_array::Int64Array;

use super::business_dates;
use super::business_kinds::{Asked, Calendar, Known, Moment, both, of_default};
use super::business_time;
use super::kernel::{Kernel, general, map1, map2};
use super::kind::{Bool, DayOfWeek, Double, Fallible, Instant, Int, LocalDate, Maybe, Returned, Text, Zone, Zoned};
use super::table::{Returns, Table};
use super::time::current;
use crate::calendar::{self, Stretch, day_name, day_of_week};
use crate::formula::types::Type;

pub(super) fn add(table: &mut Table) {
    named(table);
    about_calendars(table);
    dated::<LocalDate>(table);
    dated::<Text>(table);
    dated::<Instant>(table);
    dated::<Zoned>(table);
    today(table);
    business_dates::add(table);
    business_time::add(table);
}

/// Calendars by their names.
fn named(table: &mut Table) {
    table
        .function(
            "calendar(name)",
            "The calendar of a name.",
            map1::<Text, Fallible<Calendar>>(|name| {
                let found = calendar::named(name).map_err(|error| error.message().to_owned())?;
                Ok(found.0)
            }),
        )
        .impure();
    let name = map1::<Calendar, Fallible<Text>>(|calendar| Ok(calendar?.name.clone()));
    table
        .function("calendarName()", "The name of the default calendar.", of_default(name))
        .impure();
    let itself = general(&[], Returns::Is(Type::Calendar), |arguments| {
        let (number, _) = calendar::default()?;
        Ok(Arc::new(Int64Array::from(vec![number; arguments.rows])))
    });
    table.function("calendar()", "The default calendar.", itself).impure();
}

/// What a calendar says of itself.
fn about_calendars(table: &mut Table) {
    let mut methods = |call, about, kernel: Kernel| {
        table.method(call, about, kernel);
    };
    methods(
        "name()",
        "The name of a calendar.",
        map1::<Calendar, Fallible<Text>>(|calendar| Ok(calendar?.name.clone())),
    );
    methods(
        "description()",
        "What a calendar says that it is for.",
        map1::<Calendar, Fallible<Maybe<Text>>>(|calendar| Ok(calendar?.description.clone())),
    );
    methods(
        "firstValidDate()",
        "The first date that a calendar knows.",
        map1::<Calendar, Fallible<LocalDate>>(|calendar| Ok(calendar?.first)),
    );
    methods(
        "lastValidDate()",
        "The last date that a calendar knows.",
        map1::<Calendar, Fallible<LocalDate>>(|calendar| Ok(calendar?.last)),
    );
    both(
        table,
        Asked::Given,
        ["timeZone()", "calendarTimeZone()"],
        "The time zone of the calendar.",
        &map1::<Calendar, Fallible<Zone>>(|calendar| Ok(calendar?.zone.clone())),
    );
}

const IS_BUSINESS_DAY: &str = "isBusinessDay(date)";

/// The functions of a date that give false for null.
const TESTS: [(&str, &str, &str, Test); 4] = [
    (
        IS_BUSINESS_DAY,
        "isBusinessDay()",
        "Whether a date, or today, is a day of business; false for null.",
        |calendar, date| calendar.is_business_day(date),
    ),
    (
        "isLastBusinessDayOfWeek(date)",
        "isLastBusinessDayOfWeek()",
        "Whether a date, or today, is the last day of business of its week, which ends with Sunday; false for null.",
        |calendar, date| calendar.is_last(date, Stretch::Week),
    ),
    (
        "isLastBusinessDayOfMonth(date)",
        "isLastBusinessDayOfMonth()",
        "Whether a date, or today, is the last day of business of its month; false for null.",
        |calendar, date| calendar.is_last(date, Stretch::Month),
    ),
    (
        "isLastBusinessDayOfYear(date)",
        "isLastBusinessDayOfYear()",
        "Whether a date, or today, is the last day of business of its year; false for null.",
        |calendar, date| calendar.is_last(date, Stretch::Year),
    ),
];

type Test = fn(Known, i32) -> Result<bool, String>;

const DAY_NAME: &str = "The day of the week of a date or today.";
const DAY_VALUE: &str = "The number of the day of the week, from 1, which is Monday, of a date or today.";
const FRACTION: &str = "The business of a date, or today, as a part of that of a day that is nothing special.";

const DAY_NAME_OF: fn(Known, i32) -> Result<String, String> = |_, date| Ok(day_name(date).to_owned());

const DAY_VALUE_OF: fn(Known, i32) -> Result<i32, String> = |_, date| Ok(day_of_week(date) as i32 + 1);

fn fraction(calendar: Known, date: i32) -> Result<f64, String> {
    Ok(calendar.nanos(date)? as f64 / calendar.standard_nanos() as f64)
}

/// A kernel of a date that gives null for null.
fn of_date<D: Moment, R: Returned<Item: Default>>(f: fn(Known, i32) -> Result<R::Item, String>) -> Kernel {
    map2::<Calendar, Maybe<D>, Fallible<Maybe<R>>>(move |calendar, moment| {
        let calendar = calendar?;
        moment.map(|moment| f(calendar, D::date(calendar, moment)?)).transpose()
    })
}

/// A kernel of today.
fn of_today<R: Returned<Item: Default>>(f: fn(Known, i32) -> Result<R::Item, String>) -> Kernel {
    map1::<Calendar, Fallible<R>>(move |calendar| {
        let calendar = calendar?;
        f(calendar, calendar.date(current()))
    })
}

/// What is asked of a date.
fn dated<D: Moment>(table: &mut Table) {
    for (call, _, about, test) in TESTS {
        // It may be asked of the name of a day of the week, too.
        let takes_names = call == IS_BUSINESS_DAY;
        let kernel = map2::<Calendar, Maybe<D>, Fallible<Bool>>(move |calendar, moment| {
            let calendar = calendar?;
            moment.map_or(Ok(false), |moment| {
                if let Some(day) = takes_names.then(|| D::weekday(&moment)).flatten() {
                    return Ok(!calendar.is_weekend(day));
                }
                test(calendar, D::date(calendar, moment)?)
            })
        });
        both(table, Asked::Given, [call, call], about, &kernel);
    }
    let names = ["dayOfWeek(date)", "calendarDayOfWeek(date)"];
    both(
        table,
        Asked::Given,
        names,
        DAY_NAME,
        &of_date::<D, DayOfWeek>(DAY_NAME_OF),
    );
    let names = ["dayOfWeekValue(date)", "calendarDayOfWeekValue(date)"];
    both(table, Asked::Given, names, DAY_VALUE, &of_date::<D, Int>(DAY_VALUE_OF));
    let names = ["fractionStandardBusinessDay(date)"; 2];
    both(table, Asked::Given, names, FRACTION, &of_date::<D, Double>(fraction));
}

/// The same of today.
fn today(table: &mut Table) {
    for (_, call, about, test) in TESTS {
        both(table, Asked::Now, [call, call], about, &of_today::<Bool>(test));
    }
    let names = ["dayOfWeek()", "calendarDayOfWeek()"];
    both(table, Asked::Now, names, DAY_NAME, &of_today::<DayOfWeek>(DAY_NAME_OF));
    let names = ["dayOfWeekValue()", "calendarDayOfWeekValue()"];
    both(table, Asked::Now, names, DAY_VALUE, &of_today::<Int>(DAY_VALUE_OF));
    let names = ["fractionStandardBusinessDay()"; 2];
    both(table, Asked::Now, names, FRACTION, &of_today::<Double>(fraction));
    let names = ["calendarDate()"; 2];
    both(
        table,
        Asked::Now,
        names,
        "Today in the time zone of the calendar.",
        &of_today::<LocalDate>(|_, date| Ok(date)),
    );
}
