//! Days of the week and months.

use std::sync::Arc;

use arrow_array::StringArray;

use super::kernel::{map1, map2};
use super::kind::{Argument, DayOfWeek, Fallible, Int, Long, Month, NotNull, Returned, Text};
use super::table::Table;
use crate::formula::types::Type;
use crate::spec::JavaEnum;

pub(super) fn add(table: &mut Table) {
    methods::<DayOfWeek>(table, JavaEnum::DayOfWeek);
    methods::<Month>(table, JavaEnum::Month);
    for (name, position) in [
        ("DayOfWeek.MONDAY", 0),
        ("DayOfWeek.TUESDAY", 1),
        ("DayOfWeek.WEDNESDAY", 2),
        ("DayOfWeek.THURSDAY", 3),
        ("DayOfWeek.FRIDAY", 4),
        ("DayOfWeek.SATURDAY", 5),
        ("DayOfWeek.SUNDAY", 6),
    ] {
        constant(table, name, JavaEnum::DayOfWeek, position);
    }
    for (name, position) in [
        ("Month.JANUARY", 0),
        ("Month.FEBRUARY", 1),
        ("Month.MARCH", 2),
        ("Month.APRIL", 3),
        ("Month.MAY", 4),
        ("Month.JUNE", 5),
        ("Month.JULY", 6),
        ("Month.AUGUST", 7),
        ("Month.SEPTEMBER", 8),
        ("Month.OCTOBER", 9),
        ("Month.NOVEMBER", 10),
        ("Month.DECEMBER", 11),
    ] {
        constant(table, name, JavaEnum::Month, position);
    }
}

fn constant(table: &mut Table, name: &'static str, constants: JavaEnum, position: usize) {
    let value = constants.constants()[position];
    debug_assert!(name.ends_with(value));
    let value = StringArray::from(vec![value]);
    let about = "A day of the week or a month.";
    table.constant(name, about, Type::Enum(constants), Arc::new(value));
}

/// The methods of the constants `K` of an enumeration.
fn methods<K>(table: &mut Table, constants: JavaEnum)
where
    K: for<'a> Argument<Value<'a> = &'a str> + NotNull + Returned<Item = String>,
{
    let ordinal = move |name: &str| constants.ordinal(name).map_err(|error| error.message().to_owned());
    table.method(
        "getValue()",
        "Its number, from 1 on; that of Monday and of January is 1.",
        map1::<K, Fallible<Int>>(move |name| Ok(ordinal(name)? + 1)),
    );
    table.method("ordinal()", "Its number, from 0 on.", map1::<K, Fallible<Int>>(ordinal));
    table.method("name()", "Its name in capitals.", map1::<K, Text>(str::to_owned));
    table.method(
        "compareTo(other)",
        "How much later it is than another one, or less than 0.",
        map2::<K, K, Fallible<Int>>(move |name, other| Ok(ordinal(name)? - ordinal(other)?)),
    );
    let moved = move |name: &str, count: i128| {
        let all = constants.constants();
        let place = (i128::from(ordinal(name)?) + count).rem_euclid(all.len() as i128);
        Ok(all[place as usize].to_owned())
    };
    table.method(
        "plus(count)",
        "The one so many days or months later.",
        map2::<K, Long, Fallible<K>>(move |name, count| moved(name, i128::from(count))),
    );
    table.method(
        "minus(count)",
        "The one so many days or months earlier.",
        map2::<K, Long, Fallible<K>>(move |name, count| moved(name, -i128::from(count))),
    );
}
