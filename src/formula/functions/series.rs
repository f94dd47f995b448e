//! Arrays of numbers made of arrays and vectors of numbers: running totals, differences, sequences.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};

use super::kernel::general;
use super::list::{Element, Lists, NumberLists, by_number, of_numbers};
use super::table::{Param, Returns, Table};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

pub(super) fn add(table: &mut Table) {
    totals(table);
    extremes(table);
    differences(table);
    sequences(table);
    replacements(table);
}

/// An array of what the last list has.
fn same(types: &[Type]) -> Option<Type> {
    Some(Type::Array(Box::new(types.last()?.item()?.clone())))
}

fn totals(table: &mut Table) {
    let mut running = |names: &'static str, about, whole: fn(i64, i64) -> i64, double: fn(f64, f64) -> f64| {
        let run = move |arguments: &Arguments<'_>| {
            let lists = Lists::of(arguments, 0);
            if lists.is_floating() {
                running_total::<Float64Type>(&lists, arguments.rows, double, None)
            } else {
                running_total::<Int64Type>(&lists, arguments.rows, whole, Some(i64::MIN))
            }
        };
        let returns = Returns::of("long[] or double[]", |types| {
            let whole = types.last()?.item()?.is_whole();
            Some(Type::Array(Box::new(if whole { Type::Long } else { Type::Double })))
        });
        of_numbers(
            table,
            names,
            about,
            general(&[Param::Numbers], returns, run).infallible(),
        );
    };
    running(
        "cumsum(values)",
        "The sums of the numbers up to each one.",
        i64::wrapping_add,
        |sum, value| sum + value,
    );
    running(
        "cumprod(values)",
        "The products of the numbers up to each one.",
        i64::wrapping_mul,
        |product, value| product * value,
    );
}

/// What comes out of all numbers up to each one; null as long as there is none.
fn running_total<T: Element>(
    lists: &Lists,
    rows: usize,
    f: impl Fn(T::Native, T::Native) -> T::Native,
    null: Option<T::Native>,
) -> Outcome {
    lists.map_lists::<T, T>(rows, |values, into| {
        let mut total = None;
        for value in values.iter() {
            total = match (total, value) {
                (Some(total), Some(value)) => Some(f(total, value)),
                (total, value) => total.or(value),
            };
            into.push(total.filter(|total| Some(*total) != null));
        }
    })
}

fn extremes(table: &mut Table) {
    for (max, names, about) in [
        (false, "cummin(values)", "The least of the numbers up to each one."),
        (true, "cummax(values)", "The largest of the numbers up to each one."),
    ] {
        let run = move |arguments: &Arguments<'_>| {
            let lists = Lists::of(arguments, 0);
            by_number!(lists.item(), T => {
                running_total::<T>(&lists, arguments.rows, |best, value| running_best(best, value, max), None)
            })
        };
        let returns = Returns::of("an array of the element's type", same);
        of_numbers(
            table,
            names,
            about,
            general(&[Param::Numbers], returns, run).infallible(),
        );
    }
}

/// Once something is no number it stays so.
fn running_best<T: PartialOrd + Copy>(best: T, value: T, max: bool) -> T {
    match best.partial_cmp(&best) {
        None => best,
        Some(_) => super::extremes::better(best, value, max),
    }
}

/// A difference that wraps around, and none where it lands on null.
trait Difference: Copy {
    fn difference(self, other: Self) -> Option<Self>;
}

macro_rules! difference {
    ($($native:ident),*) => {$(
        impl Difference for $native {
            fn difference(self, other: Self) -> Option<Self> {
                let difference = self.wrapping_sub(other);
                (difference != $native::MIN).then_some(difference)
            }
        }
    )*};
}

difference!(i8, i16, i32, i64);

impl Difference for u16 {
    fn difference(self, other: Self) -> Option<Self> {
        let difference = self.wrapping_sub(other);
        (difference != u16::MAX).then_some(difference)
    }
}

impl Difference for f32 {
    fn difference(self, other: Self) -> Option<Self> {
        Some(self - other)
    }
}

impl Difference for f64 {
    fn difference(self, other: Self) -> Option<Self> {
        Some(self - other)
    }
}

fn differences(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        let stride = &arguments.values[0];
        let strides = stride.array().as_primitive::<arrow_array::types::Int32Type>();
        let lists = Lists::of(arguments, 1);
        by_number!(lists.item(), T => {
            let numbers = lists.numbers::<T>();
            let mut into = NumberLists::<T>::new(arguments.rows);
            for row in 0..arguments.rows {
                if let Some(range) = lists.range(row).filter(|_| !stride.is_null(row)) {
                    let far = strides.value(stride.index(row)) as isize;
                    for place in range.clone() {
                        let other = place.checked_add_signed(far).filter(|other| range.contains(other));
                        let there = |place: usize| arrow_array::Array::is_valid(&numbers, place).then(|| numbers.value(place));
                        let difference = other.and_then(|other| there(other)?.difference(there(place)?));
                        into.push(difference);
                    }
                }
                into.end();
            }
            into.finish(lists.valid(arguments.rows))
        })
    };
    let returns = Returns::of("an array of the element's type", same);
    of_numbers(
        table,
        "diff(stride, values)",
        "How far from each number the one is that comes so many places behind it.",
        general(&[Param::Is(Type::Int), Param::Numbers], returns, run).infallible(),
    );
}

fn sequences(table: &mut Table) {
    const ABOUT: &str = "The numbers from the start in steps to the end; none if the steps lead elsewhere.";
    macro_rules! whole {
        ($($of:ident $arrow:ident $native:ident),*) => {$(
            let run = |arguments: &Arguments<'_>| {
                sequence::<arrow_array::types::$arrow>(arguments, |start, end, step| {
                    let (distance, step) = (i128::from(end) - i128::from(start), i128::from(step));
                    (step != 0).then(|| distance / step).filter(|_| distance * step >= 0)
                }, |start, step, position| start.wrapping_add(step.wrapping_mul(position as $native)))
            };
            let params = [Param::Is(Type::$of), Param::Is(Type::$of), Param::Is(Type::$of)];
            let returns = Returns::Is(Type::Array(Box::new(Type::$of)));
            table.function("sequence(start, end, step)", ABOUT, general(&params, returns, run));
        )*};
    }
    whole!(Byte Int8Type i8, Short Int16Type i16, Int Int32Type i32, Long Int64Type i64);
    macro_rules! floating {
        ($($of:ident $arrow:ident $native:ident),*) => {$(
            let run = |arguments: &Arguments<'_>| {
                sequence::<arrow_array::types::$arrow>(arguments, |start, end, step| {
                    let steps = (end - start) / step;
                    (steps >= 0.0 && steps.is_finite()).then_some(steps as i128)
                }, |start, step, position| start + step * position as $native)
            };
            let params = [Param::Is(Type::$of), Param::Is(Type::$of), Param::Is(Type::$of)];
            let returns = Returns::Is(Type::Array(Box::new(Type::$of)));
            table.function("sequence(start, end, step)", ABOUT, general(&params, returns, run));
        )*};
    }
    floating!(Float Float32Type f32, Double Float64Type f64);
}

/// How many numbers a sequence may have: what Java's arrays hold.
const LONGEST: i128 = i32::MAX as i128 - 8;

fn sequence<T: Element>(
    arguments: &Arguments<'_>,
    steps: impl Fn(T::Native, T::Native, T::Native) -> Option<i128>,
    value: impl Fn(T::Native, T::Native, usize) -> T::Native,
) -> Outcome {
    let mut into = NumberLists::<T>::new(arguments.rows);
    let columns = arguments
        .values
        .iter()
        .map(|value| (value, value.array().as_primitive::<T>()));
    let columns: Vec<_> = columns.collect();
    for row in 0..arguments.rows {
        let number = |position: usize| {
            let (argument, numbers) = columns.get(position)?;
            (!argument.is_null(row)).then(|| numbers.value(argument.index(row)))
        };
        if let (Some(start), Some(end), Some(step)) = (number(0), number(1), number(2))
            && let Some(steps) = steps(start, end, step)
        {
            if steps >= LONGEST {
                return Err(Failure::row(
                    row,
                    format!("a sequence of {} numbers is too long", steps + 1),
                ));
            }
            (0..=steps as usize).for_each(|position| into.push(Some(value(start, step, position))));
        }
        into.end();
    }
    let valid = arguments.nulls(|_| true);
    into.finish(valid)
}

/// Replacements within lists.
fn replacements(table: &mut Table) {
    macro_rules! replace {
        ($($kind:ident $arrow:ident $native:ident),*) => {$(
            replacement::<arrow_array::types::$arrow>(table, "replaceIfNaN(values, replacement)",
                "The numbers, with a replacement for those that are no numbers.",
                |value| value.is_some_and($native::is_nan));
            replacement::<arrow_array::types::$arrow>(table, "replaceIfNullNaN(values, replacement)",
                "The numbers, with a replacement for those that are null or no numbers.",
                |value| value.is_none_or($native::is_nan));
            replacement::<arrow_array::types::$arrow>(table, "replaceIfNonFinite(values, replacement)",
                "The numbers, with a replacement for those that are null, no numbers or infinite.",
                |value| !value.is_some_and($native::is_finite));
        )*};
    }
    replace!(Float Float32Type f32, Double Float64Type f64);
    macro_rules! replace_null {
        ($($arrow:ident),*) => {$(
            replacement::<arrow_array::types::$arrow>(table, "replaceIfNull(values, replacement)",
                "The numbers, with a replacement for those that are null.", |value| value.is_none());
        )*};
    }
    replace_null!(
        Int8Type,
        UInt16Type,
        Int16Type,
        Int32Type,
        Int64Type,
        Float32Type,
        Float64Type
    );
}

fn replacement<T: Element>(
    table: &mut Table,
    call: &'static str,
    about: &'static str,
    wanted: impl Fn(Option<T::Native>) -> bool + Send + Sync + 'static,
) {
    let run = move |arguments: &Arguments<'_>| {
        let (replacement, rows) = (&arguments.values[1], arguments.rows);
        let replacements = replacement.array().as_primitive::<T>();
        let lists = Lists::of(arguments, 0);
        let numbers = lists.numbers::<T>();
        let mut into = NumberLists::<T>::new(rows);
        for row in 0..rows {
            let by = (!replacement.is_null(row)).then(|| replacements.value(replacement.index(row)));
            for place in lists.range(row).unwrap_or_default() {
                let value = arrow_array::Array::is_valid(&numbers, place).then(|| numbers.value(place));
                into.push(if wanted(value) { by } else { value });
            }
            into.end();
        }
        into.finish(lists.valid(rows))
    };
    let vector = Type::Vector(Box::new(T::TYPE));
    let returns = Returns::Is(Type::Array(Box::new(T::TYPE)));
    table.function(
        call,
        about,
        general(&[Param::Is(vector), Param::Is(T::TYPE)], returns, run).infallible(),
    );
}
