//! What functions of calendars take and give.

use std::cell::Cell;
use std::sync::Arc;

use arrow_array::builder::{ArrayBuilder, Date32Builder, ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef};
use arrow_buffer::NullBuffer;

use super::kernel::Kernel;
use super::kind::{Argument, Instant, LocalDate, NotNull, Returned, Text, Zoned as ZonedKind};
use super::table::{Param, Table};
use super::zones::{Zone, Zoned};
use crate::calendar::{self, BusinessCalendar, DAYS};
use crate::formula::time;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Outcome, Value};
use crate::text;

/// A calendar, which is there until the process ends.
pub(super) type Known = &'static BusinessCalendar;

/// A `BusinessCalendar`.
pub(super) struct Calendar;

/// The numbers of calendars, and the calendar that was looked up last.
pub(super) struct Calendars<'a> {
    numbers: &'a [i64],
    last: Cell<Option<(i64, Known)>>,
}

impl NotNull for Calendar {}

impl Argument for Calendar {
    /// None where the row is null: a method fails before.
    type Value<'a> = Result<Known, String>;
    type Reader<'a> = Calendars<'a>;

    fn param() -> Param {
        Param::Is(Type::Calendar)
    }

    fn reader(array: &dyn Array) -> Self::Reader<'_> {
        let numbers = array.as_primitive_opt::<Int64Type>();
        Calendars {
            numbers: numbers.map_or(&[], |numbers| numbers.values()),
            last: Cell::new(None),
        }
    }

    fn value<'a>(reader: &Self::Reader<'a>, row: usize) -> Self::Value<'a> {
        let number = reader.numbers[row];
        if let Some((_, calendar)) = reader.last.get().filter(|(known, _)| *known == number) {
            return Ok(calendar);
        }
        let calendar = calendar::by_number(number).ok_or_else(|| "there is no such calendar".to_owned())?;
        reader.last.set(Some((number, calendar)));
        Ok(calendar)
    }
}

impl Returned for Calendar {
    type Item = i64;

    fn returns() -> Type {
        Type::Calendar
    }

    fn collect(rows: usize, valid: Option<NullBuffer>, item: impl FnMut(usize) -> i64) -> Outcome {
        super::kind::Long::collect(rows, valid, item)
    }
}

/// What is on a date: the date itself, its text, an instant, a time with its zone.
pub(super) trait Moment: for<'a> Argument<Value<'a>: Copy> + NotNull {
    fn date(calendar: Known, value: Self::Value<'_>) -> Result<i32, String>;

    /// The day of the week, 0 is Monday, that a text names instead of a date.
    fn weekday(_: &Self::Value<'_>) -> Option<usize> {
        None
    }
}

impl Moment for LocalDate {
    fn date(_: Known, value: i32) -> Result<i32, String> {
        Ok(value)
    }
}

impl Moment for Text {
    fn date(_: Known, value: &str) -> Result<i32, String> {
        time::local_date(value).ok_or_else(|| format!("{value:?} is no date, which is written 2024-01-31"))
    }

    fn weekday(value: &&str) -> Option<usize> {
        DAYS.iter().position(|day| day == value)
    }
}

impl Moment for Instant {
    fn date(calendar: Known, value: i64) -> Result<i32, String> {
        Ok(calendar.date(value))
    }
}

impl Moment for ZonedKind {
    fn date(calendar: Known, value: &str) -> Result<i32, String> {
        Ok(calendar.date(Zoned::parse(value)?.nanos))
    }
}

/// An instant, by itself or with its zone.
pub(super) trait Nanos: Moment {
    fn nanos(value: Self::Value<'_>) -> Result<i64, String>;
}

impl Nanos for Instant {
    fn nanos(value: i64) -> Result<i64, String> {
        Ok(value)
    }
}

impl Nanos for ZonedKind {
    fn nanos(value: &str) -> Result<i64, String> {
        Ok(Zoned::parse(value)?.nanos)
    }
}

/// What can be moved to another date: the time of day on the calendar's clocks stays.
pub(super) trait Movable: Moment + Returned<Item: Default> {
    fn on(calendar: Known, value: Self::Value<'_>, date: i32) -> Result<Self::Item, String>;
}

impl Movable for LocalDate {
    fn on(_: Known, _: i32, date: i32) -> Result<i32, String> {
        Ok(date)
    }
}

impl Movable for Text {
    fn on(_: Known, _: &str, date: i32) -> Result<String, String> {
        Ok(date_text(date))
    }
}

impl Movable for Instant {
    fn on(calendar: Known, value: i64, date: i32) -> Result<i64, String> {
        calendar.on(value, date)
    }
}

impl Movable for ZonedKind {
    fn on(calendar: Known, value: &str, date: i32) -> Result<String, String> {
        let nanos = calendar.on(Zoned::parse(value)?.nanos, date)?;
        let mut text = String::new();
        Zone::of(&calendar.zone)?.write(nanos, &mut text);
        Ok(text)
    }
}

/// What lists of dates between two moments hold.
pub(super) trait Listed: Moment {
    type List: Returned<Item = Vec<i32>>;
}

impl Listed for LocalDate {
    type List = Dates;
}

impl Listed for Instant {
    type List = Dates;
}

impl Listed for ZonedKind {
    type List = Dates;
}

impl Listed for Text {
    type List = DateTexts;
}

/// A `LocalDate[]`.
pub(super) struct Dates;

impl Returned for Dates {
    type Item = Vec<i32>;

    fn returns() -> Type {
        Type::Array(Box::new(Type::LocalDate))
    }

    fn collect(rows: usize, valid: Option<NullBuffer>, mut item: impl FnMut(usize) -> Vec<i32>) -> Outcome {
        Ok(lists(
            Date32Builder::new(),
            &Type::LocalDate,
            rows,
            valid,
            |dates, row| dates.append_slice(&item(row)),
        ))
    }
}

/// A `String[]` of dates.
pub(super) struct DateTexts;

impl Returned for DateTexts {
    type Item = Vec<i32>;

    fn returns() -> Type {
        Type::Array(Box::new(Type::String))
    }

    fn collect(rows: usize, valid: Option<NullBuffer>, mut item: impl FnMut(usize) -> Vec<i32>) -> Outcome {
        Ok(lists(StringBuilder::new(), &Type::String, rows, valid, |texts, row| {
            let dates = item(row).into_iter();
            dates.for_each(|date| texts.append_value(date_text(date)));
        }))
    }
}

/// A list for each row that is there, whose items `append` adds.
fn lists<B: ArrayBuilder>(
    items: B,
    of: &Type,
    rows: usize,
    valid: Option<NullBuffer>,
    mut append: impl FnMut(&mut B, usize),
) -> ArrayRef {
    let mut lists = ListBuilder::new(items).with_field(of.item_field());
    for row in 0..rows {
        let there = valid.as_ref().is_none_or(|valid| valid.is_valid(row));
        if there {
            append(lists.values(), row);
        }
        lists.append(there);
    }
    Arc::new(lists.finish())
}

fn date_text(date: i32) -> String {
    let mut shown = String::with_capacity(10);
    // A text is written to without errors.
    let _ = text::local_date(date, &mut shown);
    shown
}

/// Whether what a calendar says changes as time goes by.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Asked {
    /// Of what it is given.
    Given,
    /// Of now.
    Now,
}

/// Adds a method of calendars, and the function of the default calendar, which may have another name.
pub(super) fn both(
    table: &mut Table,
    asked: Asked,
    [method, function]: [&'static str; 2],
    about: &'static str,
    kernel: &Kernel,
) {
    let added = table.method(method, about, kernel.clone());
    if asked == Asked::Now {
        added.impure();
    }
    // Another calendar may be made the default.
    table.function(function, about, of_default(kernel.clone())).impure();
}

/// The kernel with the default calendar as its first argument.
pub(super) fn of_default(kernel: Kernel) -> Kernel {
    let run = kernel.run;
    Kernel {
        params: kernel.params.into_iter().skip(1).collect(),
        sees_nulls: kernel.sees_nulls.into_iter().skip(1).collect(),
        returns: kernel.returns,
        fails: true,
        run: Arc::new(move |arguments| {
            let (number, _) = calendar::default()?;
            let number = arrow_array::Int64Array::from(vec![number]);
            let values: Vec<Value> = std::iter::once(Value::constant(Arc::new(number)))
                .chain(arguments.values.iter().cloned())
                .collect();
            run(&Arguments {
                values: &values,
                rows: arguments.rows,
            })
        }),
    }
}
