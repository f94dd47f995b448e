//! Sums, averages and other statistics of arrays and vectors of numbers. They skip nulls; without a number they are
//! null. What is no number makes the result none.

use arrow_array::ArrayRef;
use arrow_array::types::{Float64Type, Int64Type};

use super::kernel::{Kernel, general};
use super::kind::{Double, Elements, Long, Maybe};
use super::list::{Element, Lists, by_number, common, of_numbers};
use super::numeric::{there, ulp};
use super::table::{Param, Returns, Table};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

pub(super) fn add(table: &mut Table) {
    sums(table);
    extremes(table);
    moments(table);
    counts(table);
    ranks(table);
}

/// Long for whole numbers, double for others.
fn total(types: &[Type]) -> Option<Type> {
    let whole = types.last()?.item()?.is_whole();
    Some(if whole { Type::Long } else { Type::Double })
}

/// A kernel of a list of numbers, which are read as longs if they are whole, and else as doubles.
fn whole_or_double(
    whole: impl Fn(Elements<'_, i64>) -> Option<i64> + Send + Sync + 'static,
    double: impl Fn(Elements<'_, f64>) -> Option<f64> + Send + Sync + 'static,
) -> Kernel {
    let run = move |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        if lists.is_floating() {
            lists.map::<Float64Type, Maybe<Double>>(arguments.rows, &double)
        } else {
            lists.map::<Int64Type, Maybe<Long>>(arguments.rows, &whole)
        }
    };
    general(&[Param::Numbers], Returns::of("long or double", total), run).infallible()
}

/// A kernel of a list of numbers, which are read as doubles.
fn of_doubles(f: impl Fn(Elements<'_, f64>) -> Option<f64> + Send + Sync + 'static) -> Kernel {
    let run =
        move |arguments: &Arguments<'_>| Lists::of(arguments, 0).map::<Float64Type, Maybe<Double>>(arguments.rows, &f);
    general(&[Param::Numbers], Returns::Is(Type::Double), run).infallible()
}

fn sums(table: &mut Table) {
    let kernel = whole_or_double(
        |values| {
            values
                .present()
                .reduce(i64::wrapping_add)
                .and_then(|sum| there!(sum, i64::MIN))
        },
        |values| values.present().reduce(|sum, value| sum + value),
    );
    of_numbers(table, "sum(values)", "The sum of the numbers.", kernel);
    let kernel = whole_or_double(
        |values| {
            values
                .present()
                .reduce(i64::wrapping_mul)
                .and_then(|product| there!(product, i64::MIN))
        },
        |values| values.present().reduce(|product, value| product * value),
    );
    of_numbers(table, "product(values)", "The product of the numbers.", kernel);
    let kernel = whole_or_double(
        |values| {
            values
                .present()
                .map(i64::wrapping_abs)
                .reduce(i64::wrapping_add)
                .and_then(|sum| there!(sum, i64::MIN))
        },
        |values| values.present().map(f64::abs).reduce(|sum, value| sum + value),
    );
    of_numbers(
        table,
        "absSum(values)",
        "The sum of the numbers without their signs.",
        kernel,
    );
}

fn extremes(table: &mut Table) {
    for (max, names, about) in [
        (false, "min(values)", "The least number."),
        (true, "max(values)", "The largest number."),
    ] {
        let run = move |arguments: &Arguments<'_>| {
            let lists = Lists::of(arguments, 0);
            Ok(lists_extreme(&lists, arguments.rows, max))
        };
        let returns = Returns::of("the element's type", |types| types[0].item().cloned());
        table.function(names, about, general(&[Param::Numbers], returns, run).infallible());
        let run = move |arguments: &Arguments<'_>| Ok(super::extremes::of_columns(arguments, max));
        let returns = Returns::of("the common type", common);
        table
            .function(names, about, general(&[Param::Number], returns, run).infallible())
            .variadic();
    }
    for (max, names, about) in [
        (
            false,
            "indexOfMin(values)",
            "Where the least number is first; null if there is none, or something that is no number.",
        ),
        (
            true,
            "indexOfMax(values)",
            "Where the largest number is first; null if there is none, or something that is no number.",
        ),
    ] {
        let run = move |arguments: &Arguments<'_>| {
            let lists = Lists::of(arguments, 0);
            by_number!(lists.item(), T => lists.map::<T, Maybe<Long>>(arguments.rows, |values| index(&values, max)))
        };
        of_numbers(
            table,
            names,
            about,
            general(&[Param::Numbers], Returns::Is(Type::Long), run).infallible(),
        );
    }
}

fn lists_extreme(lists: &Lists, rows: usize, max: bool) -> ArrayRef {
    by_number!(lists.item(), T => {
        let mut into = arrow_array::builder::PrimitiveBuilder::<T>::with_capacity(rows);
        let numbers = lists.numbers::<T>();
        let nulls = arrow_array::Array::nulls(&numbers).filter(|nulls| nulls.null_count() > 0);
        for row in 0..rows {
            let found = lists.range(row).and_then(|range| {
                let values = Elements::new(&numbers.values()[range.clone()], nulls, range.start);
                values.present().reduce(|best, value| super::extremes::better(best, value, max))
            });
            into.append_option(found);
        }
        std::sync::Arc::new(into.finish()) as ArrayRef
    })
}

fn index<T: PartialOrd + Copy>(values: &Elements<'_, T>, max: bool) -> Option<i64> {
    let mut best: Option<(usize, T)> = None;
    for (position, value) in values.iter().enumerate() {
        let Some(value) = value else { continue };
        // Whatever is not equal to itself is no number.
        value.partial_cmp(&value)?;
        let better = best.is_none_or(|(_, best)| if max { value > best } else { value < best });
        if better {
            best = Some((position, value));
        }
    }
    best.map(|(position, _)| position as i64)
}

/// What variances need: how many numbers there are, their sum and that of their squares.
#[derive(Default)]
struct Moments {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    /// None of nothing but nulls.
    fn of(values: &Elements<'_, f64>) -> Option<Moments> {
        let mut moments = Moments::default();
        for value in values.present() {
            moments.count += 1.0;
            moments.sum += value;
            moments.squares += value * value;
        }
        (moments.count > 0.0).then_some(moments)
    }

    fn average(&self) -> f64 {
        self.sum / self.count
    }

    fn variance(&self) -> f64 {
        let finite = self.sum.is_finite() && self.squares.is_finite();
        if self.count <= 1.0 || !finite {
            return f64::NAN;
        }
        unless_rounding(self.squares, self.sum * (self.sum / self.count), self.count - 1.0, 1.0)
    }
}

/// The difference of two sums times a factor by a divisor; zero where the difference is no more than an error of
/// rounding.
pub(super) fn unless_rounding(squares: f64, expected: f64, divisor: f64, factor: f64) -> f64 {
    let difference = squares - expected;
    if (difference / ulp(squares)).abs() > 1.0 {
        difference * factor / divisor
    } else {
        0.0
    }
}

fn moments(table: &mut Table) {
    let average = of_doubles(|values| Moments::of(&values).map(|moments| moments.average()));
    of_numbers(table, "avg(values)", "The average of the numbers.", average);
    let average = of_doubles(|values| {
        let (sum, count) = values
            .present()
            .fold((0.0, 0.0), |(sum, count), value| (sum + value.abs(), count + 1.0));
        (count > 0.0).then(|| sum / count)
    });
    of_numbers(
        table,
        "absAvg(values)",
        "The average of the numbers without their signs.",
        average,
    );
    let variance = of_doubles(|values| Moments::of(&values).map(|moments| moments.variance()));
    of_numbers(
        table,
        "var(values)",
        "The sample variance; NaN of one number.",
        variance,
    );
    let deviation = of_doubles(|values| Moments::of(&values).map(|moments| moments.variance().sqrt()));
    of_numbers(
        table,
        "std(values)",
        "The sample standard deviation; NaN of one number.",
        deviation,
    );
    let error =
        of_doubles(|values| Moments::of(&values).map(|moments| moments.variance().sqrt() / moments.count.sqrt()));
    of_numbers(table, "ste(values)", "The standard error of the average.", error);
    let statistic = of_doubles(|values| {
        Moments::of(&values).map(|moments| moments.average() / (moments.variance().sqrt() / moments.count.sqrt()))
    });
    of_numbers(
        table,
        "tstat(values)",
        "The t-statistic: the average by its standard error.",
        statistic,
    );
    let median = of_doubles(|values| {
        let mut sorted: Vec<f64> = values.present().collect();
        if sorted.iter().any(|value| value.is_nan()) {
            return Some(f64::NAN);
        }
        sorted.sort_unstable_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => None,
            len if len % 2 == 1 => Some(sorted[middle]),
            _ => Some(0.5 * (sorted[middle - 1] + sorted[middle])),
        }
    });
    of_numbers(table, "median(values)", "The median of the numbers.", median);
}

fn counts(table: &mut Table) {
    let mut count = |names: &'static str, about, wanted: fn(f64) -> bool| {
        let run = move |arguments: &Arguments<'_>| {
            // A long's sign is that of its double.
            Lists::of(arguments, 0).map::<Float64Type, Long>(arguments.rows, |values| {
                values.present().filter(|value| wanted(*value)).count() as i64
            })
        };
        of_numbers(
            table,
            names,
            about,
            general(&[Param::Numbers], Returns::Is(Type::Long), run).infallible(),
        );
    };
    count("countPos(values)", "How many numbers are above zero.", |value| {
        value > 0.0
    });
    count("countNeg(values)", "How many numbers are below zero.", |value| {
        value < 0.0
    });
    count("countZero(values)", "How many numbers are zero.", |value| value == 0.0);
    let run = |arguments: &Arguments<'_>| {
        Lists::of(arguments, 0).map::<Float64Type, super::kind::Bool>(arguments.rows, |values| {
            values.iter().any(|value| !value.is_some_and(f64::is_finite))
        })
    };
    of_numbers(
        table,
        "containsNonFinite(values)",
        "Whether a number is null, no number or infinite.",
        general(&[Param::Numbers], Returns::Is(Type::Boolean), run).infallible(),
    );
}

fn ranks(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 1);
        let wanted = arrow_array::cast::AsArray::as_primitive::<Float64Type>(arguments.values[0].array());
        let mut failed = None;
        let outcome = by_number!(lists.item(), T => percentiles::<T>(&lists, arguments, wanted, &mut failed));
        match failed {
            Some((row, share)) => Err(Failure::of(row, 0, format!("a percentile is from 0 to 1, not {share}"))),
            None => outcome,
        }
    };
    let returns = Returns::of("the element's type", |types| types[1].item().cloned());
    let params = [Param::Is(Type::Double), Param::Numbers];
    of_numbers(
        table,
        "percentile(share, values)",
        "The number that a share from 0 to 1 of the numbers are not above.",
        general(&params, returns, run),
    );
}

fn percentiles<T: Element>(
    lists: &Lists,
    arguments: &Arguments<'_>,
    wanted: &arrow_array::Float64Array,
    failed: &mut Option<(usize, f64)>,
) -> Outcome
where
    T::Native: PartialOrd,
{
    let numbers = lists.numbers::<T>();
    let nulls = arrow_array::Array::nulls(&numbers);
    let mut sorted: Vec<usize> = Vec::new();
    lists.pick(arguments.rows, |row, range| {
        let share = &arguments.values[0];
        if share.is_null(row) {
            return None;
        }
        let share = wanted.value(share.index(row));
        if !(0.0..=1.0).contains(&share) {
            failed.get_or_insert((row, share));
            return None;
        }
        sorted.clear();
        sorted.extend(range.filter(|place| nulls.is_none_or(|nulls| nulls.is_valid(*place))));
        let values = numbers.values();
        // What is no number is the result if there is any.
        if let Some(nan) = sorted
            .iter()
            .find(|place| values[**place].partial_cmp(&values[**place]).is_none())
        {
            return Some(*nan);
        }
        sorted.sort_unstable_by(|left, right| {
            values[*left]
                .partial_cmp(&values[*right])
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let last = sorted.len().checked_sub(1)?;
        let at = super::numeric::round(share * last as f64) as usize;
        sorted.get(at).copied()
    })
}
