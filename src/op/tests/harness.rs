//! What every operation has to keep: it follows random cycles, and after each its result is what a plainly written
//! reference makes of all rows, and the change that it tells of leads there from the result before.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::model::{Model, Row, Step, line, rows_of};
use crate::error::Result;
use crate::op::{Flow, Operation};
use crate::table::{Change, RowSet, Snapshot};

/// Makes an operation of the snapshots and flows of its inputs.
pub(in crate::op) type Make<'a> = &'a dyn Fn(&[Snapshot], &[Flow]) -> Result<Box<dyn Operation>>;

/// An operation and what its result has to be.
pub(in crate::op) struct Subject<'a> {
    /// What it is called, for messages.
    pub name: String,
    pub make: Make<'a>,
    /// The rows of the result, in their order, made of the rows of the inputs in theirs.
    pub reference: &'a dyn Fn(&[Vec<Row>]) -> Vec<Row>,
    /// Whether the rows of a blink input count that are gone.
    pub remembers: bool,
}

/// One input: how its rows come and go, the rows at the beginning, and the cycles.
pub(in crate::op) struct Input<'a> {
    pub flow: Flow,
    /// Behind the names of its columns.
    pub suffix: &'a str,
    pub initial: &'a [Row],
    pub steps: &'a [Step],
}

/// Follows the steps of all inputs; a cycle without a step for an input does nothing to it.
pub(in crate::op) fn follow(subject: &Subject<'_>, inputs: &[Input<'_>]) -> Result<(), TestCaseError> {
    let mut models: Vec<Model> = inputs
        .iter()
        .map(|input| Model::new(input.suffix, input.initial))
        .collect();
    let mut histories = models.clone();
    let flows: Vec<Flow> = inputs.iter().map(|input| input.flow).collect();
    let snapshots: Vec<Snapshot> = models.iter().map(Model::snapshot).collect();
    let mut operation = (subject.make)(&snapshots, &flows).map_err(|error| TestCaseError::fail(error.to_string()))?;
    compare(subject, &models, &histories, &flows, &*operation)?;
    let cycles = inputs.iter().map(|input| input.steps.len()).max().unwrap_or(0);
    for cycle in 0..cycles {
        let before = rows_of(operation.snapshot());
        let mut changes = Vec::new();
        for ((input, model), history) in inputs.iter().zip(&mut models).zip(&mut histories) {
            let step = input.steps.get(cycle).cloned().unwrap_or_default();
            changes.push(model.step(input.flow, &step));
            history.step(Flow::Append, &step);
        }
        let emitted = operation
            .update(&changes)
            .map_err(|error| TestCaseError::fail(format!("{}: {error}", subject.name)))?;
        compare(subject, &models, &histories, &flows, &*operation)?;
        check_change(&subject.name, &before, &rows_of(operation.snapshot()), emitted.as_ref())?;
    }
    Ok(())
}

/// The result must be what the reference makes of the rows, in the same order.
fn compare(
    subject: &Subject<'_>,
    models: &[Model],
    histories: &[Model],
    flows: &[Flow],
    operation: &dyn Operation,
) -> Result<(), TestCaseError> {
    let inputs: Vec<Vec<Row>> = models
        .iter()
        .zip(histories)
        .zip(flows)
        .map(|((model, history), flow)| match flow {
            Flow::Blink if subject.remembers => history.rows(),
            _ => model.rows(),
        })
        .collect();
    let expected: Vec<String> = (subject.reference)(&inputs).iter().map(line).collect();
    let result: Vec<String> = rows_of(operation.snapshot()).values().map(line).collect();
    prop_assert_eq!(result, expected, "{} of {:?}", &subject.name, flows);
    Ok(())
}

/// The change must lead from the rows before to those after, and tell of no row twice or in vain.
pub(in crate::op) fn check_change(
    name: &str,
    before: &BTreeMap<u64, Row>,
    after: &BTreeMap<u64, Row>,
    emitted: Option<&Change>,
) -> Result<(), TestCaseError> {
    let lines = |rows: &BTreeMap<u64, Row>| -> BTreeMap<u64, String> {
        rows.iter().map(|(key, row)| (*key, line(row))).collect()
    };
    let (before, after) = (lines(before), lines(after));
    let Some(emitted) = emitted else {
        prop_assert_eq!(&before, &after, "{} changed without saying so", name);
        return Ok(());
    };
    prop_assert!(!emitted.is_empty(), "{} tells of a change of nothing", name);
    prop_assert_eq!(&lines(&rows_of(&emitted.before)), &before, "{}: rows before", name);
    prop_assert_eq!(&lines(&rows_of(&emitted.after)), &after, "{}: rows after", name);
    let added: RowSet = after.keys().filter(|key| !before.contains_key(key)).copied().collect();
    let removed: RowSet = before.keys().filter(|key| !after.contains_key(key)).copied().collect();
    prop_assert_eq!(&emitted.added, &added, "{}: added", name);
    prop_assert_eq!(&emitted.removed, &removed, "{}: removed", name);
    for (key, row) in &after {
        let changed = before.get(key).is_some_and(|old| old != row);
        prop_assert!(
            !changed || emitted.modified.contains(*key),
            "{} hid the change of row {}",
            name,
            key
        );
    }
    let stayed = |key: u64| before.contains_key(&key) && after.contains_key(&key);
    prop_assert!(
        emitted.modified.iter().all(stayed),
        "{} modified rows that were not there before and after",
        name
    );
    Ok(())
}
