//! Statistics of pairs of numbers: weighted ones, covariance and correlation.

use arrow_array::types::{Float64Type, Int64Type};

use super::kernel::{Kernel, general};
use super::list::{Element, Lists};
use super::numeric::there;
use super::statistics::unless_rounding;
use super::table::{Param, Returns, Table};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

pub(super) fn add(table: &mut Table) {
    weighted(table);
    pairs(table);
}

/// Runs over pairs of the elements of two lists of the same length.
fn paired<A: Element, B: Element>(
    arguments: &Arguments<'_>,
    mut f: impl FnMut(&mut dyn Iterator<Item = (A::Native, B::Native)>) -> Result<(), String>,
) -> Outcome<()> {
    let (left, right) = (Lists::of(arguments, 0), Lists::of(arguments, 1));
    let (left_values, right_values) = (left.numbers::<A>(), right.numbers::<B>());
    for row in 0..arguments.rows {
        let (Some(first), Some(second)) = (left.range(row), right.range(row)) else {
            f(&mut std::iter::empty()).map_err(|reason| Failure::row(row, reason))?;
            continue;
        };
        if first.len() != second.len() {
            let reason = format!(
                "the lists are not of the same length: {} and {}",
                first.len(),
                second.len()
            );
            return Err(Failure::row(row, reason));
        }
        let there = |(left, right): &(usize, usize)| {
            arrow_array::Array::is_valid(&left_values, *left) && arrow_array::Array::is_valid(&right_values, *right)
        };
        let mut pairs = first
            .zip(second)
            .filter(there)
            .map(|(left, right)| (left_values.value(left), right_values.value(right)));
        f(&mut pairs).map_err(|reason| Failure::row(row, reason))?;
    }
    Ok(())
}

/// Values and weights: what weighted statistics need.
#[derive(Default)]
struct Weighted {
    sum: f64,
    squares: f64,
    weight: f64,
    weight_squares: f64,
    any: bool,
}

impl Weighted {
    fn of(pairs: &mut dyn Iterator<Item = (f64, f64)>) -> Option<Weighted> {
        let mut all = Weighted::default();
        for (value, weight) in pairs {
            all.any = true;
            all.sum += value * weight;
            all.squares += weight * value * value;
            all.weight += weight;
            all.weight_squares += weight * weight;
        }
        all.any.then_some(all)
    }

    fn average(&self) -> f64 {
        self.sum / self.weight
    }

    fn variance(&self) -> f64 {
        let finite = self.sum.is_finite() && self.squares.is_finite();
        if !finite || !self.weight.is_finite() || !self.weight_squares.is_finite() {
            return f64::NAN;
        }
        let expected = self.sum * (self.sum / self.weight);
        let divisor = self.weight * self.weight - self.weight_squares;
        unless_rounding(self.squares, expected, divisor, self.weight)
    }

    fn error(&self) -> f64 {
        self.variance().sqrt() * (self.weight_squares / self.weight / self.weight).sqrt()
    }
}

fn of_pairs(f: impl Fn(&mut dyn Iterator<Item = (f64, f64)>) -> Option<f64> + Send + Sync + 'static) -> Kernel {
    let run = move |arguments: &Arguments<'_>| {
        let mut results = arrow_array::builder::Float64Builder::with_capacity(arguments.rows);
        paired::<Float64Type, Float64Type>(arguments, |pairs| {
            results.append_option(f(pairs));
            Ok(())
        })?;
        Ok(std::sync::Arc::new(results.finish()) as _)
    };
    general(&[Param::Numbers, Param::Numbers], Returns::Is(Type::Double), run)
}

fn weighted(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        let (left, right) = (Lists::of(arguments, 0), Lists::of(arguments, 1));
        if left.is_floating() || right.is_floating() {
            let mut results = arrow_array::builder::Float64Builder::with_capacity(arguments.rows);
            paired::<Float64Type, Float64Type>(arguments, |pairs| {
                results.append_option(
                    pairs
                        .map(|(value, weight)| value * weight)
                        .reduce(|sum, part| sum + part),
                );
                Ok(())
            })?;
            return Ok(std::sync::Arc::new(results.finish()) as _);
        }
        let mut results = arrow_array::builder::Int64Builder::with_capacity(arguments.rows);
        paired::<Int64Type, Int64Type>(arguments, |pairs| {
            let sum = pairs
                .map(|(value, weight)| value.wrapping_mul(weight))
                .reduce(i64::wrapping_add);
            results.append_option(sum.and_then(|sum| there!(sum, i64::MIN)));
            Ok(())
        })?;
        Ok(std::sync::Arc::new(results.finish()) as _)
    };
    let returns = Returns::of("long or double", |types| {
        let whole = types.iter().all(|of| of.item().is_some_and(Type::is_whole));
        Some(if whole { Type::Long } else { Type::Double })
    });
    table.function(
        "wsum(values, weights)",
        "The weighted sum of the numbers.",
        general(&[Param::Numbers, Param::Numbers], returns, run),
    );
    table.function(
        "wavg(values, weights)",
        "The weighted average of the numbers.",
        of_pairs(|pairs| Weighted::of(pairs).map(|all| all.average())),
    );
    table.function(
        "wvar(values, weights)",
        "The weighted sample variance of the numbers.",
        of_pairs(|pairs| Weighted::of(pairs).map(|all| all.variance())),
    );
    table.function(
        "wstd(values, weights)",
        "The weighted sample standard deviation of the numbers.",
        of_pairs(|pairs| Weighted::of(pairs).map(|all| all.variance().sqrt())),
    );
    table.function(
        "wste(values, weights)",
        "The weighted standard error of the average.",
        of_pairs(|pairs| Weighted::of(pairs).map(|all| all.error())),
    );
    table.function(
        "wtstat(values, weights)",
        "The weighted t-statistic.",
        of_pairs(|pairs| Weighted::of(pairs).map(|all| all.average() / all.error())),
    );
}

/// Sums over pairs of numbers.
#[derive(Default)]
struct Pairs {
    count: f64,
    sums: [f64; 2],
    squares: [f64; 2],
    product: f64,
}

impl Pairs {
    fn of(pairs: &mut dyn Iterator<Item = (f64, f64)>) -> Option<Pairs> {
        let mut all = Pairs::default();
        for (left, right) in pairs {
            all.count += 1.0;
            all.sums[0] += left;
            all.sums[1] += right;
            all.squares[0] += left * left;
            all.squares[1] += right * right;
            all.product += left * right;
        }
        (all.count > 0.0).then_some(all)
    }
}

fn pairs(table: &mut Table) {
    table.function(
        "cov(x, y)",
        "The covariance of two lists of numbers.",
        of_pairs(|pairs| {
            Pairs::of(pairs).map(|all| all.product / all.count - (all.sums[0] * all.sums[1]) / all.count / all.count)
        }),
    );
    table.function(
        "cor(x, y)",
        "The correlation of two lists of numbers.",
        of_pairs(|pairs| {
            Pairs::of(pairs).map(|all| {
                let spread = |side: usize| all.count * all.squares[side] - all.sums[side] * all.sums[side];
                (all.count * all.product - all.sums[0] * all.sums[1]) / (spread(0) * spread(1)).sqrt()
            })
        }),
    );
}
