//! Calendars of business days: dates after and before others, and those between two.

use super::business_kinds::{Asked, Calendar, Known, Listed, Moment, Movable, both};
use super::kernel::{Kernel, map2, map3, map5};
use super::kind::{Bool, Fallible, Instant, Int, LocalDate, Maybe, Returned, Text, Zoned};
use super::table::Table;
use super::time::{TOO_FAR, current};
use crate::calendar::Kind;

pub(super) fn add(table: &mut Table) {
    moved::<LocalDate>(table);
    moved::<Text>(table);
    moved::<Instant>(table);
    moved::<Zoned>(table);
    from_today(table);
    between::<LocalDate>(table);
    between::<Text>(table);
    between::<Instant>(table);
    between::<Zoned>(table);
}

/// Which days are counted, and which way.
#[derive(Clone, Copy)]
struct Step {
    /// Every day without one.
    kind: Option<Kind>,
    sign: i32,
}

impl Step {
    fn from(self, calendar: Known, date: i32, count: i32) -> Result<Option<i32>, String> {
        let count = count.checked_mul(self.sign).ok_or(TOO_FAR)?;
        match self.kind {
            Some(kind) => calendar.moved(date, count, kind),
            None => Ok(Some(date.checked_add(count).ok_or(TOO_FAR)?)),
        }
    }
}

const fn step(kind: Option<Kind>, sign: i32) -> Step {
    Step { kind, sign }
}

/// Days after and before a date, and after and before today.
const STEPS: [(&str, &str, &str, Step); 6] = [
    (
        "plusDays(date, days)",
        "futureDate(days)",
        "The date so many days later, or that of today; the time of the day stays.",
        step(None, 1),
    ),
    (
        "minusDays(date, days)",
        "pastDate(days)",
        "The date so many days earlier, or that of today; the time of the day stays.",
        step(None, -1),
    ),
    (
        "plusBusinessDays(date, days)",
        "futureBusinessDate(days)",
        "The date so many days of business later, or that of today; of 0 days null where there is no business.",
        step(Some(Kind::Business), 1),
    ),
    (
        "minusBusinessDays(date, days)",
        "pastBusinessDate(days)",
        "The date so many days of business earlier, or that of today; of 0 days null where there is no business.",
        step(Some(Kind::Business), -1),
    ),
    (
        "plusNonBusinessDays(date, days)",
        "futureNonBusinessDate(days)",
        "The date so many days without business later, or that of today; of 0 days null where there is business.",
        step(Some(Kind::NonBusiness), 1),
    ),
    (
        "minusNonBusinessDays(date, days)",
        "pastNonBusinessDate(days)",
        "The date so many days without business earlier, or that of today; of 0 days null where there is business.",
        step(Some(Kind::NonBusiness), -1),
    ),
];

fn moved<D: Movable>(table: &mut Table) {
    for (call, _, about, step) in STEPS {
        let kernel = map3::<Calendar, Maybe<D>, Maybe<Int>, Fallible<Maybe<D>>>(move |calendar, moment, count| {
            let (Some(moment), Some(count)) = (moment, count) else {
                return Ok(None);
            };
            let calendar = calendar?;
            let date = step.from(calendar, D::date(calendar, moment)?, count)?;
            date.map(|date| D::on(calendar, moment, date)).transpose()
        });
        both(table, Asked::Given, [call, call], about, &kernel);
    }
}

fn from_today(table: &mut Table) {
    for (_, call, about, step) in STEPS {
        let kernel = map2::<Calendar, Maybe<Int>, Fallible<Maybe<LocalDate>>>(move |calendar, count| {
            let (calendar, Some(count)) = (calendar?, count) else {
                return Ok(None);
            };
            step.from(calendar, calendar.date(current()), count)
        });
        both(table, Asked::Now, [call, call], about, &kernel);
    }
}

/// How days are called in names of functions.
const BETWEEN: [(Option<Kind>, [&str; 4], [&str; 2]); 3] = [
    (
        None,
        [
            "calendarDates(from, until)",
            "calendarDates(from, until, fromIncluded, untilIncluded)",
            "numberCalendarDates(from, until)",
            "numberCalendarDates(from, until, fromIncluded, untilIncluded)",
        ],
        [
            "The dates from one to another, both included unless it says otherwise.",
            "How many dates there are from one to another, both included unless it says otherwise.",
        ],
    ),
    (
        Some(Kind::Business),
        [
            "businessDates(from, until)",
            "businessDates(from, until, fromIncluded, untilIncluded)",
            "numberBusinessDates(from, until)",
            "numberBusinessDates(from, until, fromIncluded, untilIncluded)",
        ],
        [
            "The days of business from one date to another, both included unless it says otherwise.",
            "How many days of business there are from one date to another, both included unless it says otherwise.",
        ],
    ),
    (
        Some(Kind::NonBusiness),
        [
            "nonBusinessDates(from, until)",
            "nonBusinessDates(from, until, fromIncluded, untilIncluded)",
            "numberNonBusinessDates(from, until)",
            "numberNonBusinessDates(from, until, fromIncluded, untilIncluded)",
        ],
        [
            "The days without business from one date to another, both included unless it says otherwise.",
            "How many days without business there are from one date to another, both included unless it says otherwise.",
        ],
    ),
];

/// The most dates that one list may have.
const MOST: i64 = 10_000_000;

/// The dates of two moments without those that are not included.
fn ends<D: Moment>(
    calendar: Known,
    (from, until): (D::Value<'_>, D::Value<'_>),
    included: (bool, bool),
) -> Result<(i32, i32), String> {
    let from = D::date(calendar, from)?.checked_add(i32::from(!included.0));
    let until = D::date(calendar, until)?.checked_sub(i32::from(!included.1));
    from.zip(until).ok_or_else(|| TOO_FAR.to_owned())
}

fn dates(calendar: Known, kind: Option<Kind>, (from, until): (i32, i32)) -> Result<Vec<i32>, String> {
    match kind {
        Some(kind) => calendar.dates(from, until, kind),
        None if i64::from(until) - i64::from(from) > MOST => Err(TOO_FAR.to_owned()),
        None => Ok((from..=until).collect()),
    }
}

fn number(calendar: Known, kind: Option<Kind>, (from, until): (i32, i32)) -> Result<i32, String> {
    match kind {
        Some(kind) => calendar.count(from, until, kind),
        None if from > until => Ok(0),
        None => i32::try_from(i64::from(until) - i64::from(from) + 1).map_err(|_| TOO_FAR.to_owned()),
    }
}

/// What is asked of the dates from one to another, both included.
type Span<T> = fn(Known, Option<Kind>, (i32, i32)) -> Result<T, String>;

/// The kernels of two moments: both are included, or it is said of each.
fn spans<D: Moment, R: Returned<Item: Default>>(kind: Option<Kind>, of: Span<R::Item>) -> [Kernel; 2] {
    let both = map3::<Calendar, Maybe<D>, Maybe<D>, Fallible<Maybe<R>>>(move |calendar, from, until| {
        span::<D, _>(calendar, from.zip(until), (true, true), (kind, of))
    });
    let each = map5::<Calendar, Maybe<D>, Maybe<D>, Bool, Bool, Fallible<Maybe<R>>>(
        move |calendar, from, until, first, last| span::<D, _>(calendar, from.zip(until), (first, last), (kind, of)),
    );
    [both, each]
}

fn span<D: Moment, T>(
    calendar: Result<Known, String>,
    moments: Option<(D::Value<'_>, D::Value<'_>)>,
    included: (bool, bool),
    (kind, of): (Option<Kind>, Span<T>),
) -> Result<Option<T>, String> {
    let (calendar, Some(moments)) = (calendar?, moments) else {
        return Ok(None);
    };
    of(calendar, kind, ends::<D>(calendar, moments, included)?).map(Some)
}

fn between<D: Listed>(table: &mut Table) {
    for (kind, [list, list_of, count, count_of], [about_list, about_count]) in BETWEEN {
        for (call, kernel) in [list, list_of].into_iter().zip(&spans::<D, D::List>(kind, dates)) {
            both(table, Asked::Given, [call, call], about_list, kernel);
        }
        for (call, kernel) in [count, count_of].into_iter().zip(&spans::<D, Int>(kind, number)) {
            both(table, Asked::Given, [call, call], about_count, kernel);
        }
    }
}
