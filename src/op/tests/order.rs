//! Operations that put rows in order or choose them by their position.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::harness::check_change;
use super::model::{B, I, T};
use super::*;
use crate::spec::SortColumn;
use crate::table::{Change, RowSet};

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
        (
            TableOperation::Slice { first: -4, last: 3 },
            |rows| part(rows, rows.len().saturating_sub(4), 3),
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
    fn rings_hold_the_last_rows_that_have_come(
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Blink), Just(Flow::Still)],
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let ring = TableOperation::Ring { capacity: 4, initialize: true };
        let last: fn(&[Row]) -> Vec<Row> = |rows| part(rows, rows.len().saturating_sub(4), rows.len());
        check(&(ring, last, true), flow, &initial, &steps)?;
    }

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

proptest! {
    #[test]
    fn blink_rows_are_kept(initial in proptest::collection::vec(row(), 0..12), steps in steps()) {
        let all: Example = (TableOperation::BlinkToAppendOnly {}, <[Row]>::to_vec, true);
        check(&all, Flow::Blink, &initial, &steps)?;
    }
}

proptest! {
    /// Each row is there in the cycle with which it comes, under its own key, and no other.
    #[test]
    fn rows_that_come_are_there_for_one_cycle(initial in proptest::collection::vec(row(), 0..12), steps in steps()) {
        let mut model = Model::new("", &initial);
        let mut arrivals = make(&TableOperation::AddOnlyToBlink {}, &model.snapshot(), Flow::Append).unwrap();
        prop_assert_eq!(arrivals.flow(), Flow::Blink);
        let mut expected = lines(&model.snapshot());
        prop_assert_eq!(&lines(arrivals.snapshot()), &expected);
        for step in steps {
            let before = rows_of(arrivals.snapshot());
            let change = model.step(Flow::Append, &step);
            expected = change.as_ref().map_or_else(BTreeMap::new, |change| lines(&change.after.with_rows(change.added.clone())));
            let emitted = arrivals.update(&[change]).unwrap();
            prop_assert_eq!(&lines(arrivals.snapshot()), &expected);
            prop_assert_eq!(arrivals.fades(), !expected.is_empty());
            check_change("addOnlyToBlink", &before, &rows_of(arrivals.snapshot()), emitted.as_ref())?;
        }
    }
}

fn lines(snapshot: &Snapshot) -> BTreeMap<u64, String> {
    rows_of(snapshot).iter().map(|(key, row)| (*key, line(row))).collect()
}

/// How the result of an operation comes and goes on an input of some flow.
fn flow_of(operation: &TableOperation, flow: Flow) -> Flow {
    make(operation, &input(), flow).unwrap().flow()
}

#[test]
fn results_flow_as_their_rows_come() {
    let flows = |operation: &TableOperation| [Flow::Append, Flow::Blink].map(|flow| flow_of(operation, flow));
    let positions = |operation: &TableOperation| flow_of(operation, Flow::Append);
    assert_eq!(flows(&sort(&["V"])), [Flow::Free, Flow::Blink]);
    assert_eq!(flows(&sort(&[])), [Flow::Append, Flow::Blink]);
    assert_eq!(flows(&TableOperation::Reverse {}), [Flow::Free, Flow::Blink]);
    assert_eq!(flows(&TableOperation::Flatten {}), [Flow::Append, Flow::Blink]);
    assert_eq!(flows(&TableOperation::RemoveBlink {}), [Flow::Append, Flow::Free]);
    assert_eq!(flows(&TableOperation::Head { rows: 2 }), [Flow::Append, Flow::Append]);
    assert_eq!(flows(&TableOperation::Tail { rows: 2 }), [Flow::Free, Flow::Free]);
    assert_eq!(flows(&TableOperation::Snapshot {}), [Flow::Still, Flow::Still]);
    assert_eq!(flows(&TableOperation::Meta {}), [Flow::Still, Flow::Still]);
    assert_eq!(positions(&TableOperation::Slice { first: 1, last: 3 }), Flow::Append);
    assert_eq!(positions(&TableOperation::Slice { first: 1, last: -1 }), Flow::Free);
    assert_eq!(positions(&TableOperation::HeadPct { fraction: 0.5 }), Flow::Append);
    assert_eq!(positions(&TableOperation::TailPct { fraction: 0.5 }), Flow::Free);
    assert_eq!(
        positions(&TableOperation::SlicePct { first: 0.2, last: 0.5 }),
        Flow::Free
    );
}

#[test]
fn blink_tables_have_no_positions() {
    let slice = TableOperation::Slice { first: 1, last: 2 };
    assert!(refusal(&slice, Flow::Blink).contains("blinkToAppendOnly"));
    assert_eq!(
        refusal(&TableOperation::BlinkToAppendOnly {}, Flow::Append),
        "the table is no blink table: its rows stay anyhow"
    );
    assert_eq!(
        refusal(&TableOperation::Tail { rows: -1 }, Flow::Append),
        "the number of rows must not be negative: -1"
    );
}

#[test]
fn a_reversed_table_outgrows_its_keys_once() {
    let rows = |end: u64| input().with_rows(RowSet::from(0..end));
    let mut reverse = make(&TableOperation::Reverse {}, &rows(2), Flow::Append).unwrap();
    let grown = (1 << 40) + 7;
    let change = Change::of_rows(rows(2), rows(grown));
    let change = reverse.update(&[Some(change)]).unwrap().unwrap();
    assert_eq!(change.removed, RowSet::from((1 << 40) - 2..1 << 40));
    assert_eq!(change.added.len(), grown);
    assert_eq!(change.after.num_rows(), grown);
    let change = Change::of_rows(rows(grown), rows(grown + 1));
    let change = reverse.update(&[Some(change)]).unwrap().unwrap();
    assert_eq!((change.added.len(), change.modified.len()), (1, 0));
}
