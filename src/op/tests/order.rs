//! Operations that put rows in order or choose them by their position.

use std::cmp::Ordering;

use super::model::{B, I, T};
use super::*;
use crate::spec::SortColumn;

/// Null first, NaN last, zeros alike; text by UTF-16.
pub(in crate::op) fn compare(left: &Cell, right: &Cell) -> Ordering {
    match (left, right) {
        (Cell::Null, Cell::Null) => Ordering::Equal,
        (Cell::Null, _) => Ordering::Less,
        (_, Cell::Null) => Ordering::Greater,
        (Cell::Double(left), Cell::Double(right)) => left
            .partial_cmp(right)
            .unwrap_or_else(|| left.is_nan().cmp(&right.is_nan())),
        (Cell::Text(left), Cell::Text(right)) => left.encode_utf16().cmp(right.encode_utf16()),
        (Cell::Boolean(left), Cell::Boolean(right)) => left.cmp(right),
        _ => left.long().cmp(&right.long()),
    }
}

/// The rows by columns, each with whether it descends.
pub(in crate::op) fn sorted(rows: &[Row], columns: &[(usize, bool)]) -> Vec<Row> {
    let mut rows = rows.to_vec();
    rows.sort_by(|left, right| {
        let orders = columns.iter().map(|(column, descending)| {
            let order = compare(&left[*column], &right[*column]);
            if *descending { order.reverse() } else { order }
        });
        orders.fold(Ordering::Equal, Ordering::then)
    });
    rows
}

fn sort(columns: &[&str]) -> TableOperation {
    let column = |name: &&str| match name.strip_prefix('-') {
        Some(name) => SortColumn::descending(name),
        None => SortColumn::ascending(*name),
    };
    TableOperation::Sort {
        columns: columns.iter().map(column).collect(),
    }
}

/// What holds for tables of every kind.
fn orders() -> Vec<Example> {
    vec![
        (sort(&["K"]), |rows| sorted(rows, &[(K, false)]), false),
        (sort(&["-K"]), |rows| sorted(rows, &[(K, true)]), false),
        (sort(&["D"]), |rows| sorted(rows, &[(D, false)]), false),
        (sort(&["-D"]), |rows| sorted(rows, &[(D, true)]), false),
        (sort(&["V"]), |rows| sorted(rows, &[(V, false)]), false),
        (sort(&["B"]), |rows| sorted(rows, &[(B, false)]), false),
        (sort(&["-T"]), |rows| sorted(rows, &[(T, true)]), false),
        (sort(&["I", "-B"]), |rows| sorted(rows, &[(I, false), (B, true)]), false),
        (sort(&["-V", "K"]), |rows| sorted(rows, &[(V, true), (K, false)]), false),
        (
            sort(&["B", "-K", "D", "T"]),
            |rows| sorted(rows, &[(B, false), (K, true), (D, false), (T, false)]),
            false,
        ),
        (sort(&[]), <[Row]>::to_vec, false),
        (TableOperation::Head { rows: 3 }, |rows| part(rows, 0, 3), true),
        (TableOperation::Head { rows: 0 }, |_| vec![], true),
        (
            TableOperation::Tail { rows: 4 },
            |rows| part(rows, rows.len().saturating_sub(4), rows.len()),
            true,
        ),
        (
            TableOperation::Reverse {},
            |rows| rows.iter().rev().cloned().collect(),
            false,
        ),
        (TableOperation::Flatten {}, <[Row]>::to_vec, false),
        (TableOperation::RemoveBlink {}, <[Row]>::to_vec, false),
    ]
}

/// What blink tables have none of.
fn positions() -> Vec<Example> {
    fn span(rows: &[Row], first: f64, last: f64) -> Vec<Row> {
        let size = rows.len() as f64;
        part(rows, (first * size) as usize, (last * size) as usize)
    }
    vec![
        (
            TableOperation::HeadPct { fraction: 0.3 },
            |rows| part(rows, 0, (0.3 * rows.len() as f64).ceil() as usize),
            false,
        ),
        (
            TableOperation::TailPct { fraction: 0.5 },
            |rows| part(rows, rows.len() - (0.5 * rows.len() as f64).ceil() as usize, rows.len()),
            false,
        ),
        (
            TableOperation::SlicePct {
                first: 0.25,
                last: 0.75,
            },
            |rows| span(rows, 0.25, 0.75),
            false,
        ),
        (
            TableOperation::SlicePct { first: 0.0, last: 0.4 },
            |rows| span(rows, 0.0, 0.4),
            false,
        ),
        (TableOperation::SlicePct { first: 0.7, last: 0.2 }, |_| vec![], false),
        (
            TableOperation::Slice { first: 2, last: 5 },
            |rows| part(rows, 2, 5),
            false,
        ),
        (
            TableOperation::Slice { first: 1, last: -1 },
            |rows| part(rows, 1, rows.len().saturating_sub(1)),
            false,
        ),
        (
            TableOperation::Slice { first: -3, last: 0 },
            |rows| part(rows, rows.len().saturating_sub(3), rows.len()),
            false,
        ),
        (
            TableOperation::Slice { first: -4, last: -2 },
            |rows| part(rows, rows.len().saturating_sub(4), rows.len().saturating_sub(2)),
            false,
        ),
    ]
}

fn part(rows: &[Row], first: usize, last: usize) -> Vec<Row> {
    let last = last.min(rows.len());
    rows.get(first..last).unwrap_or_default().to_vec()
}

/// Operations one after another.
struct Chain(Vec<Box<dyn Operation>>);

impl Chain {
    fn make(operations: &[TableOperation], input: &Snapshot, flow: Flow) -> Result<Box<dyn Operation>> {
        let mut made: Vec<Box<dyn Operation>> = Vec::new();
        for operation in operations {
            let next = match made.last() {
                Some(last) => make(operation, last.snapshot(), last.flow())?,
                None => make(operation, input, flow)?,
            };
            made.push(next);
        }
        Ok(Box::new(Chain(made)))
    }
}

impl Operation for Chain {
    fn snapshot(&self) -> &Snapshot {
        self.0[self.0.len() - 1].snapshot()
    }

    fn flow(&self) -> Flow {
        self.0[self.0.len() - 1].flow()
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let mut change = inputs[0].clone();
        for operation in &mut self.0 {
            change = operation.update(&[change])?;
        }
        Ok(change)
    }
}

fn check_chain(chain: &[Example], flow: Flow, initial: &[Row], steps: &[model::Step]) -> Result<(), TestCaseError> {
    let operations: Vec<TableOperation> = chain.iter().map(|example| example.0.clone()).collect();
    let make_it = |inputs: &[Snapshot], flows: &[Flow]| Chain::make(&operations, &inputs[0], flows[0]);
    let reference = |inputs: &[Vec<Row>]| chain.iter().fold(inputs[0].clone(), |rows, example| (example.1)(&rows));
    let names: Vec<String> = operations.iter().map(ToString::to_string).collect();
    let subject = Subject {
        name: names.join("."),
        make: &make_it,
        reference: &reference,
        remembers: false,
    };
    let input = Input {
        flow,
        suffix: "",
        initial,
        steps,
    };
    follow(&subject, &[input])
}

fn all_live() -> Vec<Example> {
    let filters = examples().into_iter();
    filters
        .filter(|example| matches!(example.0, TableOperation::Where { .. }))
        .chain(orders())
        .chain(positions())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn orders_follow_any_table(
        example in any_of(orders),
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Blink), Just(Flow::Free), Just(Flow::Still)],
        initial in proptest::collection::vec(row(), 0..12),
        steps in steps(),
    ) {
        check(&example, flow, &initial, &steps)?;
    }

    #[test]
    fn positions_follow_lasting_tables(
        example in any_of(positions),
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Free), Just(Flow::Still)],
        initial in proptest::collection::vec(row(), 0..12),
        steps in steps(),
    ) {
        check(&example, flow, &initial, &steps)?;
    }

    #[test]
    fn orders_of_orders_follow(
        chain in proptest::collection::vec(any_of(all_live), 2..4),
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Free)],
        initial in proptest::collection::vec(row(), 0..12),
        steps in steps(),
    ) {
        check_chain(&chain, flow, &initial, &steps)?;
    }
}
