//! The harness must fail for operations that are wrong.

use super::harness::{Input, Subject, follow};
use super::model::{Cell, Row, Step};
use super::*;
use crate::table::RowSet;

/// A filter with a fault.
struct Broken {
    sound: Box<dyn Operation>,
    fault: Fault,
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    /// A modified row is not told of.
    HidesModified,
    /// A row that goes is not told of.
    HidesRemoved,
    /// A row that comes is told of as modified.
    Confuses,
    /// Nothing is told.
    Silent,
    /// Nothing is done.
    KeepsOld,
}

impl Operation for Broken {
    fn snapshot(&self) -> &Snapshot {
        self.sound.snapshot()
    }

    fn flow(&self) -> Flow {
        self.sound.flow()
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        if matches!(self.fault, Fault::KeepsOld) {
            return Ok(None);
        }
        let Some(mut change) = self.sound.update(inputs)? else {
            return Ok(None);
        };
        match self.fault {
            Fault::None | Fault::KeepsOld => {}
            Fault::HidesModified => change.modified = RowSet::empty(),
            Fault::HidesRemoved => change.removed = RowSet::empty(),
            Fault::Confuses => change.modified = std::mem::take(&mut change.added),
            Fault::Silent => return Ok(None),
        }
        Ok((!change.is_empty()).then_some(change))
    }
}

fn long_row(value: i64) -> Row {
    vec![
        Cell::Text("a".into()),
        Cell::Long(value),
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::Null,
    ]
}

/// Rows that come, change and go.
fn verdict(fault: Fault) -> Result<(), TestCaseError> {
    let operation = filtered(&["V > 1"]);
    let make_it = |inputs: &[Snapshot], flows: &[Flow]| -> Result<Box<dyn Operation>> {
        let sound = make(&operation, &inputs[0], flows[0])?;
        Ok(Box::new(Broken { sound, fault }))
    };
    let reference = |inputs: &[Vec<Row>]| kept(&inputs[0], |row| row[V].long() > Some(1));
    let subject = Subject {
        name: format!("{fault:?}"),
        make: &make_it,
        reference: &reference,
        remembers: false,
    };
    let steps = [
        Step {
            added: vec![long_row(5), long_row(0)],
            touched: vec![(0, Some(long_row(3)))],
        },
        Step {
            added: vec![long_row(9)],
            touched: vec![(1, None)],
        },
    ];
    let input = Input {
        flow: Flow::Free,
        suffix: "",
        initial: &[long_row(2), long_row(7)],
        steps: &steps,
    };
    follow(&subject, &[input])
}

#[test]
fn faults_are_found() {
    verdict(Fault::None).unwrap();
    let found = |fault| verdict(fault).unwrap_err().to_string();
    assert!(found(Fault::HidesModified).contains("hid the change of row 0"));
    assert!(found(Fault::HidesRemoved).contains("removed"));
    assert!(found(Fault::Confuses).contains("added"));
    assert!(found(Fault::Silent).contains("changed without saying so"));
    assert!(found(Fault::KeepsOld).contains("KeepsOld of [Free]"));
}
