//! Groups that need no rows, and values that are kept.

use std::cell::RefCell;

use proptest::prelude::*;

use super::grouping::{Groups, flows};
use super::groups::chain;
use super::harness::{Input, Subject, follow};
use super::model::{Cell, I, K, Model, Row, V, row, steps};
use super::{lines, make, texts};
use crate::error::Result;
use crate::formula::{ExternalFunctions, Names};
use crate::op::aggregate::{Aggregate, Empty};
use crate::op::{Flow, Operation};
use crate::spec::{Aggregation, TableOperation, Variables};
use crate::table::Snapshot;

/// The keys that come first.
fn initial() -> Snapshot {
    let keys = ["z", "a", "z", "b"];
    let rows = keys.map(|key| {
        let mut row = vec![Cell::Null; 6];
        row[K] = Cell::Text(key.to_owned());
        row
    });
    Model::new("", &rows).snapshot()
}

fn aggregations(flow: Flow) -> Vec<Aggregation> {
    let mut aggregations = vec![
        Aggregation::sum(["S = V"]),
        Aggregation::count("N"),
        Aggregation::max(["M = I"]),
        Aggregation::first(["F = V"]),
        Aggregation::last(["L = I"]),
        Aggregation::avg(["A = I"]),
    ];
    if flow != Flow::Blink {
        aggregations.push(Aggregation::group(["G = V"]));
        aggregations.push(Aggregation::formula("C = count(V)"));
    }
    aggregations
}

/// What the aggregations make of the rows of a group.
fn results(rows: &[&Row], flow: Flow) -> Row {
    let longs: Vec<i64> = rows.iter().filter_map(|row| row[V].long()).collect();
    let ints: Vec<i64> = rows.iter().filter_map(|row| row[I].long()).collect();
    let or_null = |value: Option<Cell>| value.unwrap_or(Cell::Null);
    let average = ints.iter().sum::<i64>() as f64 / ints.len() as f64;
    let mut row = vec![
        or_null((!longs.is_empty()).then(|| Cell::Long(longs.iter().sum()))),
        Cell::Long(rows.len() as i64),
        or_null(ints.iter().max().map(|max| Cell::Int(*max as i32))),
        or_null(rows.first().map(|row| row[V].clone())),
        or_null(rows.last().map(|row| row[I].clone())),
        or_null((!ints.is_empty()).then_some(Cell::Double(average))),
    ];
    if flow != Flow::Blink {
        row.push(Cell::list(&rows.iter().map(|row| row[V].clone()).collect()));
        row.push(Cell::Long(longs.len() as i64));
    }
    row
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn initial_groups_come_first(
        is_preserved in any::<bool>(),
        has_initial in any::<bool>(),
        flow in flows(),
        rows in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let (aggregations, keys, initial) = (aggregations(flow), texts(&["K"]), initial());
        // In the order in which keys were first seen, also those whose rows are gone.
        let seen = RefCell::new(Vec::<Cell>::new());
        if has_initial {
            *seen.borrow_mut() = ["z", "a", "b"].map(|key| Cell::Text(key.to_owned())).to_vec();
        }
        let reference = |inputs: &[Vec<Row>]| -> Vec<Row> {
            let mut seen = seen.borrow_mut();
            for row in &inputs[0] {
                if !seen.iter().any(|known| known.text() == row[K].text()) {
                    seen.push(row[K].clone());
                }
            }
            let group = |key: &Cell| {
                let rows: Vec<&Row> = inputs[0].iter().filter(|row| row[K].text() == key.text()).collect();
                let stays = is_preserved || !rows.is_empty();
                stays.then(|| std::iter::once(key.clone()).chain(results(&rows, flow)).collect())
            };
            seen.iter().filter_map(group).collect()
        };
        let make_it = |inputs: &[Snapshot], flows: &[Flow]| -> Result<Box<dyn Operation>> {
            let (variables, functions) = (Variables::new(), ExternalFunctions::new());
            let names = Names { variables: &variables, functions: &functions };
            let empty = Empty { is_preserved, initial: has_initial.then_some(&initial) };
            Ok(Box::new(Aggregate::keeping(&inputs[0], flows[0], (&aggregations, &keys), names, empty)?))
        };
        let subject = Subject { name: "aggBy with empty groups".into(), make: &make_it, reference: &reference, remembers: true };
        follow(&subject, &[Input { flow, suffix: "", initial: &rows, steps: &steps }])?;
    }

    #[test]
    fn frozen_values_stay_while_their_row_does(
        flow in flows(),
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let operations = [
            TableOperation::LastBy { keys: texts(&["K"]) },
            TableOperation::AggBy {
                aggregations: vec![Aggregation::freeze(["V", "I"]), Aggregation::last(["Now = V"])],
                keys: texts(&["K"]),
                preserve_empty: false,
                variables: Variables::new(),
            },
        ];
        let groups = Groups::default();
        // What was there when a key came, or came back.
        let kept = RefCell::new(Vec::<Row>::new());
        let reference = |inputs: &[Vec<Row>]| -> Vec<Row> {
            let mut kept = kept.borrow_mut();
            let groups = groups.of(&inputs[0], &[K]);
            let last: Vec<&Row> = groups.iter().filter_map(|(_, members)| members.last()).collect();
            kept.retain(|known| last.iter().any(|row| row[K].text() == known[K].text()));
            let mut frozen = |row: &&Row| {
                let known = kept.iter().find(|known| known[K].text() == row[K].text()).cloned().unwrap_or_else(|| {
                    kept.push(row.to_vec());
                    row.to_vec()
                });
                vec![row[K].clone(), known[V].clone(), known[I].clone(), row[V].clone()]
            };
            last.iter().map(&mut frozen).collect()
        };
        let make_it = |inputs: &[Snapshot], flows: &[Flow]| chain(&operations, &inputs[0], flows[0]);
        let subject = Subject { name: "freeze of lastBy".into(), make: &make_it, reference: &reference, remembers: true };
        follow(&subject, &[Input { flow, suffix: "", initial: &initial, steps: &steps }])?;
    }
}

#[test]
fn a_second_row_of_a_group_fails_what_is_frozen() {
    let freeze = TableOperation::AggBy {
        aggregations: vec![Aggregation::freeze(["V"])],
        keys: texts(&["K"]),
        preserve_empty: false,
        variables: Variables::new(),
    };
    assert_eq!(
        super::refusal(&freeze, Flow::Append),
        "AggFreeze of column \"V\": a group has a second row, expected one row in each group, as lastBy gives"
    );
}

#[test]
fn without_keys_the_group_of_all_rows_needs_none() {
    let nothing = Model::new("", &[]).snapshot();
    let counted = |preserve_empty| {
        let operation = TableOperation::AggBy {
            aggregations: vec![Aggregation::count("N"), Aggregation::sum(["V"])],
            keys: Vec::new(),
            preserve_empty,
            variables: Variables::new(),
        };
        lines(make(&operation, &nothing, Flow::Free).unwrap().snapshot())
    };
    assert_eq!(counted(true), ["0L null"]);
    assert!(counted(false).is_empty());
}
