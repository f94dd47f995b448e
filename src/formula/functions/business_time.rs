//! Calendars of business days: hours of business, and the business between two instants.

use super::business_kinds::{Asked, Calendar, Known, Nanos, both};
use super::kernel::{Kernel, map1, map2, map3};
use super::kind::{Bool, Double, Duration, Fallible, Instant, Long, Maybe, Returned, Zoned};
use super::table::Table;
use super::time::current;

pub(super) fn add(table: &mut Table) {
    of_instants::<Instant>(table);
    of_instants::<Zoned>(table);
    now(table);
    both(
        table,
        Asked::Given,
        ["standardBusinessNanos()"; 2],
        "The business of a day that is nothing special, in nanoseconds.",
        &map1::<Calendar, Fallible<Long>>(|calendar| Ok(calendar?.standard_nanos())),
    );
    both(
        table,
        Asked::Given,
        ["standardBusinessDuration()"; 2],
        "The business of a day that is nothing special.",
        &map1::<Calendar, Fallible<Duration>>(|calendar| Ok(calendar?.standard_nanos())),
    );
}

/// Which part of a day is over and which is to come, with the same of now.
const PARTS: [(&str, &str, &str, Part); 2] = [
    (
        "fractionBusinessDayComplete(instant)",
        "fractionBusinessDayComplete()",
        "Which part of the business of its day is over at an instant, or now; 1 on a day without business.",
        |calendar, nanos| calendar.complete(nanos),
    ),
    (
        "fractionBusinessDayRemaining(instant)",
        "fractionBusinessDayRemaining()",
        "Which part of the business of its day is to come at an instant, or now; 0 on a day without business.",
        |calendar, nanos| Ok(1.0 - calendar.complete(nanos)?),
    ),
];

type Part = fn(Known, i64) -> Result<f64, String>;

const TIME: &str = "Whether there is business at an instant, or now; false for null.";

/// A kernel of two instants.
fn apart<D: Nanos, R: Returned<Item: Default>>(f: fn(Known, i64, i64) -> Result<R::Item, String>) -> Kernel {
    map3::<Calendar, Maybe<D>, Maybe<D>, Fallible<Maybe<R>>>(move |calendar, from, until| {
        let (calendar, Some((from, until))) = (calendar?, from.zip(until)) else {
            return Ok(None);
        };
        f(calendar, D::nanos(from)?, D::nanos(until)?).map(Some)
    })
}

fn of_instants<D: Nanos>(table: &mut Table) {
    let kernel = map2::<Calendar, Maybe<D>, Fallible<Bool>>(|calendar, instant| {
        let calendar = calendar?;
        instant.map_or(Ok(false), |instant| calendar.is_business_time(D::nanos(instant)?))
    });
    both(table, Asked::Given, ["isBusinessTime(instant)"; 2], TIME, &kernel);
    for (call, _, about, part) in PARTS {
        let kernel = map2::<Calendar, Maybe<D>, Fallible<Maybe<Double>>>(move |calendar, instant| {
            let calendar = calendar?;
            instant.map(|instant| part(calendar, D::nanos(instant)?)).transpose()
        });
        both(table, Asked::Given, [call, call], about, &kernel);
    }
    let differences: [(&'static str, &'static str, Kernel); 6] = [
        (
            "diffBusinessNanos(from, until)",
            "The nanoseconds of business from one instant to another.",
            apart::<D, Long>(|calendar, from, until| calendar.diff_nanos(from, until)),
        ),
        (
            "diffNonBusinessNanos(from, until)",
            "The nanoseconds without business from one instant to another.",
            apart::<D, Long>(|calendar, from, until| calendar.diff_non_business_nanos(from, until)),
        ),
        (
            "diffBusinessDuration(from, until)",
            "The time of business from one instant to another.",
            apart::<D, Duration>(|calendar, from, until| calendar.diff_nanos(from, until)),
        ),
        (
            "diffNonBusinessDuration(from, until)",
            "The time without business from one instant to another.",
            apart::<D, Duration>(|calendar, from, until| calendar.diff_non_business_nanos(from, until)),
        ),
        (
            "diffBusinessDays(from, until)",
            "The business from one instant to another, in days that are nothing special.",
            apart::<D, Double>(|calendar, from, until| calendar.diff_days(from, until)),
        ),
        (
            "diffBusinessYears(from, until)",
            "The business from one instant to another in years, each as long as its own business.",
            apart::<D, Double>(|calendar, from, until| calendar.diff_years(from, until)),
        ),
    ];
    for (call, about, kernel) in &differences {
        both(table, Asked::Given, [call, call], about, kernel);
    }
}

fn now(table: &mut Table) {
    let kernel = map1::<Calendar, Fallible<Bool>>(|calendar| calendar?.is_business_time(current()));
    both(table, Asked::Now, ["isBusinessTime()"; 2], TIME, &kernel);
    for (_, call, about, part) in PARTS {
        let kernel = map1::<Calendar, Fallible<Double>>(move |calendar| part(calendar?, current()));
        both(table, Asked::Now, [call, call], about, &kernel);
    }
}
