//! Aggregations of decimals against plain references, which count units of 10^-8.

use proptest::prelude::*;

use super::grouping::{Groups, flows};
use super::groups::chain;
use super::harness::{Input, Subject, follow};
use super::model::{Cell, K, Row, V, row, steps};
use super::texts;
use crate::op::Flow;
use crate::spec::{Aggregation, TableOperation, Variables};
use crate::table::Snapshot;

/// How many units are 1.
const ONE: i64 = 100_000_000;

/// A number of units, of which so many digits are shown behind the point.
#[derive(Clone, Copy)]
struct Number {
    units: i64,
    shown: usize,
}

impl Number {
    fn text(self) -> String {
        let (sign, units) = (if self.units < 0 { "-" } else { "" }, self.units.abs());
        let text = format!("{sign}{}.{:08}", units / ONE, units % ONE);
        text[..text.len() - 8 + self.shown].to_owned()
    }

    /// A value in a column whose decimals have the same digits behind the point, or each its own.
    fn cell(self, own: bool) -> Cell {
        if own {
            Cell::Text(self.text())
        } else {
            Cell::Other(self.text())
        }
    }
}

/// `V` and a quarter of it, with the digits of quotients.
fn fixed(v: i64) -> Number {
    Number {
        units: v * ONE / 100 * 125,
        shown: 8,
    }
}

/// `V` with `.5` behind it if it is even, else with `.25`.
fn own(v: i64) -> Number {
    let (fraction, shown) = if v % 2 == 0 { (ONE / 2, 1) } else { (ONE / 4, 2) };
    let sign = if v < 0 { -1 } else { 1 };
    Number {
        units: v * ONE + sign * fraction,
        shown,
    }
}

const COLUMNS: [&str; 3] = [
    "K",
    "F = isNull(V) ? null : BigDecimal.valueOf(V * 125) / BigDecimal.valueOf(100)",
    "O = isNull(V) ? null : new BigDecimal(V + (V % 2 == 0 ? `.5` : `.25`))",
];

fn quotient(dividend: i64, divisor: i64) -> i64 {
    let half = (2 * dividend.abs() + divisor) / (2 * divisor);
    half * dividend.signum()
}

/// One of the results, of the values of a group that are not null.
fn result(which: usize, values: &[Number], is_own: bool) -> Cell {
    let count = values.len() as i64;
    let digits = if is_own {
        values.iter().map(|value| value.shown).max().unwrap_or(0)
    } else {
        8
    };
    let of = |units: i64| Number { units, shown: digits }.cell(is_own);
    let sum: i64 = values.iter().map(|value| value.units).sum();
    if values.is_empty() {
        return Cell::Null;
    }
    let unit = 10i64.pow(8 - digits as u32);
    let in_order = |largest: bool| {
        let pick =
            |best: Number, value: &Number| match (value.units > best.units) == largest && value.units != best.units {
                true => *value,
                false => best,
            };
        values.iter().fold(values[0], pick).cell(is_own)
    };
    match which {
        0 => of(sum),
        1 => of(values.iter().map(|value| value.units.abs()).sum()),
        2 => of(quotient(sum / unit, count) * unit),
        3 => in_order(false),
        _ => in_order(true),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn aggregations_of_decimals_follow_any_table(
        is_own in any::<bool>(),
        flow in flows(),
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let source = if is_own { "O" } else { "F" };
        let pair = |name: &str| [format!("{name} = {source}")];
        let aggregations = vec![
            Aggregation::sum(pair("Sum")),
            Aggregation::abs_sum(pair("AbsSum")),
            Aggregation::avg(pair("Avg")),
            Aggregation::min(pair("Min")),
            Aggregation::max(pair("Max")),
        ];
        let operations = [
            TableOperation::View { columns: texts(&COLUMNS), variables: Variables::new() },
            TableOperation::AggBy { preserve_empty: false, aggregations, keys: texts(&["K"]), variables: Variables::new() },
        ];
        let groups = Groups::default();
        let reference = |inputs: &[Vec<Row>]| -> Vec<Row> {
            let groups = groups.of(&inputs[0], &[K]).into_iter();
            let results = |(key, members): (Row, Vec<Row>)| {
                let values: Vec<Number> = members
                    .iter()
                    .filter_map(|member| member[V].long())
                    .map(if is_own { own } else { fixed })
                    .collect();
                key.into_iter().chain((0..5).map(|which| result(which, &values, is_own))).collect()
            };
            groups.map(results).collect()
        };
        let make_it = |inputs: &[Snapshot], flows: &[Flow]| chain(&operations, &inputs[0], flows[0]);
        let subject = Subject { name: format!("aggregations of {source}"), make: &make_it, reference: &reference, remembers: true };
        follow(&subject, &[Input { flow, suffix: "", initial: &initial, steps: &steps }])?;
    }
}
