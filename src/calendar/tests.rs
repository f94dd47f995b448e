//! Calendars by what their files say, and against days that are counted one by one.

use std::path::Path;

use proptest::prelude::*;

use super::business::{BusinessCalendar, Kind, Stretch};
use super::date::{DAY, Date, day_of_week};
use super::file::read;
use super::registry::add_text;
use super::{add_file, by_number, named, names, remove};

const SECOND: i64 = 1_000_000_000;

fn day(year: i32, month: i32, day: i32) -> i32 {
    Date { year, month, day }.days().unwrap()
}

fn nyse() -> &'static BusinessCalendar {
    named("USNYSE_EXAMPLE").unwrap().1
}

/// A calendar with the elements that are given in its file.
fn file(elements: &str) -> crate::error::Result<BusinessCalendar> {
    let text = format!("<calendar>\n<name>X</name>\n<timeZone>Europe/Berlin</timeZone>\n{elements}\n</calendar>");
    read(&text, Path::new("x.calendar"))
}

#[test]
fn shipped_calendars_can_be_read() {
    assert!(
        names()
            .iter()
            .filter(|name| ["UTC", "USNYSE_EXAMPLE", "USBANK_EXAMPLE"].contains(&name.as_str()))
            .count()
            == 3
    );
    for name in ["UTC", "USNYSE_EXAMPLE", "USBANK_EXAMPLE"] {
        let (number, calendar) = named(name).unwrap();
        assert_eq!(calendar.name, name);
        assert!(std::ptr::eq(by_number(number).unwrap(), calendar));
        assert_eq!(named(&name.to_lowercase()).unwrap().0, number);
    }
    assert_eq!(nyse().holidays.len(), 327);
    assert_eq!(nyse().weekend_names().collect::<Vec<_>>(), ["SATURDAY", "SUNDAY"]);
}

#[test]
fn a_file_says_hours_holidays_and_bounds() {
    let calendar = file(
        "<default><businessTime><open>13:00:30</open><close>17:00</close></businessTime>\
         <businessPeriod>09:00,12:00</businessPeriod><weekend>sunday</weekend></default>\
         <holiday><date>2024-01-05</date><businessTime><open>10:00</open><close>11:00</close>\
         <includeClose>true</includeClose></businessTime></holiday><holiday><date>2024-12-25</date></holiday>",
    )
    .unwrap();
    assert_eq!((calendar.first, calendar.last), (day(2024, 1, 5), day(2024, 12, 25)));
    let hours: Vec<_> = calendar
        .standard
        .iter()
        .map(|hours| (hours.from / SECOND, hours.until / SECOND))
        .collect();
    assert_eq!(hours, [(32_400, 43_200), (46_830, 61_200)]);
    assert_eq!(calendar.nanos(day(2024, 1, 5)), Ok(3_600 * SECOND + 1));
    assert_eq!(calendar.is_business_day(day(2024, 12, 25)), Ok(false));
    assert_eq!(calendar.is_business_day(day(2024, 1, 6)), Ok(true));
    assert_eq!(calendar.is_business_day(day(2024, 1, 7)), Ok(false));
    // Summer time begins: the clocks go from 2 to 3 while there is business.
    let night = file(
        "<firstValidDate>2024-01-01</firstValidDate><lastValidDate>2024-12-31</lastValidDate>\
         <default><businessPeriod>00:00,06:00</businessPeriod></default>",
    )
    .unwrap();
    assert_eq!(night.nanos(day(2024, 3, 30)), Ok(6 * 3_600 * SECOND));
    assert_eq!(night.nanos(day(2024, 3, 31)), Ok(5 * 3_600 * SECOND));
    assert_eq!(night.nanos(day(2024, 10, 27)), Ok(7 * 3_600 * SECOND));
}

#[test]
fn what_is_wrong_in_a_file_is_named() {
    let valid = "<firstValidDate>2024-01-01</firstValidDate><lastValidDate>2024-12-31</lastValidDate>";
    for (elements, wanted) in [
        (
            String::new(),
            "x.calendar:1: <calendar>: the element <default> is missing",
        ),
        (
            format!("{valid}<default/>\n<holliday/>"),
            "x.calendar:5: <holliday>: expected one of name, timeZone",
        ),
        ("<default/>".to_owned(), "expected the element <firstValidDate>"),
        (
            format!("{valid}<default>\n<weekend>Funday</weekend></default>"),
            "x.calendar:5: <weekend>Funday</weekend>: expected a day of the week",
        ),
        (
            format!("{valid}<default/><holiday><date>2024-02-30</date></holiday>"),
            "<date>2024-02-30</date>: expected a date",
        ),
        (
            format!(
                "{valid}<default/><holiday><date>2024-02-03</date></holiday><holiday><date>2024-02-03</date></holiday>"
            ),
            "the date is there twice",
        ),
        (
            format!("{valid}<default><businessTime><open>9</open><close>10:00</close></businessTime></default>"),
            "<open>9</open>: expected a time of the day",
        ),
        (
            format!("{valid}<default><businessTime><open>11:00</open><close>10:00</close></businessTime></default>"),
            "<close>10:00</close>: expected a time that is not before the opening",
        ),
        (
            format!(
                "{valid}<default><businessPeriod>08:00,10:00</businessPeriod><businessPeriod>09:00,11:00</businessPeriod></default>"
            ),
            "overlap",
        ),
        (
            "<firstValidDate>2024-01-02</firstValidDate><lastValidDate>2024-01-01</lastValidDate><default/>".to_owned(),
            "not before the first one",
        ),
        (
            "<name>Y</name><default/>".to_owned(),
            "<name>Y</name>: the element is there twice",
        ),
        ("<default>".to_owned(), "x.calendar:5: the file is no XML"),
    ] {
        let message = file(&elements).unwrap_err().to_string();
        assert!(message.contains(wanted), "{elements}: {message}");
    }
    let zone = read(
        "<calendar><name>X</name><timeZone>No/Where</timeZone><default/><holiday><date>2024-01-01</date></holiday></calendar>",
        Path::new("z"),
    );
    let error = zone.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("z:1: <timeZone>No/Where</timeZone>: expected a time zone"),
        "{error}"
    );
    assert_eq!(error.detail("element"), Some("timeZone"));
    assert!(
        add_file(Path::new("/nowhere/x.calendar"))
            .unwrap_err()
            .to_string()
            .contains("/nowhere/x.calendar cannot be read")
    );
}

#[test]
fn names_are_given_once_and_again_after_they_were_removed() {
    let text = |name: &str| {
        format!(
            "<calendar><name>{name}</name><timeZone>UTC</timeZone><default/><holiday><date>2024-01-01</date></holiday></calendar>"
        )
    };
    let (number, calendar) = add_text(&text("TWICE"), Path::new("a")).unwrap();
    let error = add_text(&text("twice"), Path::new("b")).unwrap_err().to_string();
    assert!(error.contains("b: there is a calendar TWICE already"), "{error}");
    remove("Twice");
    let error = named("TWICE").unwrap_err().to_string();
    assert!(
        error.contains("there is no calendar \"TWICE\"; there are ") && error.contains("UTC"),
        "{error}"
    );
    // Formulas that have it go on.
    assert!(std::ptr::eq(by_number(number).unwrap(), calendar));
    assert_ne!(add_text(&text("TWICE"), Path::new("c")).unwrap().0, number);
    remove("TWICE");
}

#[test]
fn dates_that_a_calendar_does_not_know_are_errors() {
    let after = nyse().is_business_day(day(2028, 1, 3)).unwrap_err();
    assert_eq!(
        after,
        "2028-01-03 is after 2027-12-31, the last date that the calendar USNYSE_EXAMPLE knows"
    );
    let before = nyse().moved(day(1999, 1, 4), -1, Kind::Business).unwrap_err();
    assert_eq!(
        before,
        "1998-12-31 is before 1999-01-01, the first date that the calendar USNYSE_EXAMPLE knows"
    );
    assert_eq!(
        nyse().moved(day(2028, 1, 1), -1, Kind::Business),
        Ok(Some(day(2027, 12, 31)))
    );
    assert_eq!(
        nyse().moved(day(1998, 12, 31), 1, Kind::Business),
        Ok(Some(day(1999, 1, 4)))
    );
    assert!(nyse().moved(i32::MAX, 1, Kind::Business).is_err());
    assert!(nyse().moved(i32::MIN, i32::MIN, Kind::NonBusiness).is_err());
    assert!(nyse().moved(day(2020, 1, 1), i32::MAX, Kind::Business).is_err());
    assert!(nyse().diff_nanos(i64::MIN, i64::MAX).is_err());
    assert!(nyse().diff_years(0, i64::MAX).is_err());
    assert!(nyse().is_last(day(2027, 12, 31), Stretch::Year).is_err());
}

proptest! {
    #[test]
    fn days_are_those_that_are_found_one_by_one(
        // Days of 1999 to 2027, all that the calendar has.
        start in 10_592i32..21_124,
        count in -40i32..40,
        length in 0i32..60,
        business in any::<bool>(),
    ) {
        let calendar = nyse();
        let kind = if business { Kind::Business } else { Kind::NonBusiness };
        let is = |date: i32| {
            let closed = matches!(calendar.holidays.get(&date), Some(hours) if hours.is_empty());
            (!closed && day_of_week(date) < 5) == business
        };
        let mut date = start;
        let mut left = count.abs();
        while left > 0 {
            date += count.signum();
            left -= i32::from(is(date));
        }
        let wanted = (count != 0 || is(start)).then_some(date);
        let moved = calendar.moved(start, count, kind);
        if (10_592..=21_183).contains(&date) {
            prop_assert_eq!(moved, Ok(wanted));
        } else {
            prop_assert!(moved.is_err(), "{} is none of the calendar's days", date);
        }
        let listed: Vec<i32> = (start..start + length).filter(|date| is(*date)).collect();
        prop_assert_eq!(calendar.count(start, start + length - 1, kind), Ok(listed.len() as i32));
        prop_assert_eq!(calendar.dates(start, start + length - 1, kind), Ok(listed));
    }

    #[test]
    fn business_between_instants_is_the_sum_of_its_days(from in 11_000i64..20_000, days in 0i64..400, times in [0i64..86_400, 0..86_400]) {
        let calendar = nyse();
        let (from, until) = (from * DAY + times[0] * SECOND, (from + days) * DAY + times[1] * SECOND);
        prop_assume!(from <= until);
        let mut sum = 0;
        for date in calendar.date(from)..=calendar.date(until) {
            for hours in calendar.hours(date).unwrap() {
                sum += (hours.until.min(until) - hours.from.max(from)).max(0);
            }
        }
        prop_assert_eq!(calendar.diff_nanos(from, until), Ok(sum));
        prop_assert_eq!(calendar.diff_nanos(until, from), Ok(-sum));
        prop_assert_eq!(calendar.diff_non_business_nanos(from, until), Ok(until - from - sum));
    }
}
