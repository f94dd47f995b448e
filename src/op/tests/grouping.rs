//! What the tests of operations on groups share.

use std::cell::RefCell;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::harness::{Input, Subject, follow};
use super::model::{B, Cell, D, I, K, Row, Step, T, V, line};
use crate::op::Flow;
use crate::op::tests::make;
use crate::spec::TableOperation;
use crate::table::Snapshot;

/// Whether keys are the same: zero and minus zero are.
pub(super) fn same_key(left: &Row, right: &Row) -> bool {
    let plain = |row: &Row| line(&row.iter().map(one_zero).collect());
    plain(left) == plain(right)
}

pub(super) fn one_zero(cell: &Cell) -> Cell {
    match cell {
        Cell::Double(value) => Cell::Double(value + 0.0),
        other => other.clone(),
    }
}

/// The groups of a table in the order in which their keys were first seen; those without rows keep their places.
#[derive(Default)]
pub(super) struct Groups(RefCell<Vec<Row>>);

impl Groups {
    pub fn of(&self, rows: &[Row], keys: &[usize]) -> Vec<(Row, Vec<Row>)> {
        let mut known = self.0.borrow_mut();
        let key_of = |row: &Row| -> Row { keys.iter().map(|key| row[*key].clone()).collect() };
        for row in rows {
            let key = key_of(row);
            if !known.iter().any(|known| same_key(known, &key)) {
                known.push(key);
            }
        }
        let members = |key: &Row| rows.iter().filter(|row| same_key(&key_of(row), key)).cloned().collect();
        let groups = known.iter().map(|key| (key.clone(), members(key)));
        groups
            .filter(|(_, members): &(Row, Vec<Row>)| !members.is_empty())
            .collect()
    }
}

/// A list of these, null if there is none.
pub(super) fn list(cells: Vec<Cell>) -> Cell {
    if cells.is_empty() {
        Cell::Null
    } else {
        Cell::list(&cells)
    }
}

/// The keys of groups, by name and position.
pub(super) fn keys() -> impl Strategy<Value = Vec<(&'static str, usize)>> {
    prop_oneof![
        Just(vec![]),
        Just(vec![("K", K)]),
        Just(vec![("D", D)]),
        Just(vec![("I", I)]),
        Just(vec![("B", B), ("K", K)]),
        Just(vec![("V", V), ("T", T)]),
    ]
}

pub(super) fn flows() -> impl Strategy<Value = Flow> {
    prop_oneof![
        1 => Just(Flow::Append),
        1 => Just(Flow::Blink),
        3 => Just(Flow::Free),
        1 => Just(Flow::Still),
    ]
}

/// Follows an operation, of which `reference` says what it makes of a table's groups.
pub(super) fn check(
    operation: &TableOperation,
    keys: &[usize],
    reference: &dyn Fn(&Row, &[Row]) -> Vec<Row>,
    (flow, initial, steps): (Flow, &[Row], &[Step]),
) -> Result<(), TestCaseError> {
    let groups = Groups::default();
    let make_it = |inputs: &[Snapshot], flows: &[Flow]| make(operation, &inputs[0], flows[0]);
    let of_groups = |inputs: &[Vec<Row>]| -> Vec<Row> {
        let groups = groups.of(&inputs[0], keys).into_iter();
        groups.flat_map(|(key, members)| reference(&key, &members)).collect()
    };
    let subject = Subject {
        name: operation.to_string(),
        make: &make_it,
        reference: &of_groups,
        remembers: true,
    };
    let input = Input {
        flow,
        suffix: "",
        initial,
        steps,
    };
    follow(&subject, &[input])
}

pub(super) fn names(keys: &[(&str, usize)]) -> Vec<String> {
    keys.iter().map(|(name, _)| (*name).to_owned()).collect()
}

pub(super) fn positions(keys: &[(&str, usize)]) -> Vec<usize> {
    keys.iter().map(|(_, position)| *position).collect()
}

pub(super) fn others(row: &Row, keys: &[usize]) -> Row {
    let others = (0..row.len()).filter(|column| !keys.contains(column));
    others.map(|column| row[column].clone()).collect()
}
