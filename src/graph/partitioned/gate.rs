//! Constituents that are tables of something else.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use crate::error::Result;
use crate::graph::node::{Node, Outcome};
use crate::graph::table::{TableCore, Traits};
use crate::op::Flow;
use crate::table::{CellTable, Change, Snapshot};

/// A table, with the number `number`, of the rows of another one as long as it is `present`. When it is made in a cycle its
/// rows come with the end of that, so that what follows it sees all of them come.
pub(super) fn gate(
    source: &Arc<TableCore>,
    number: u64,
    flow: Flow,
    present: Arc<AtomicBool>,
    in_cycle: bool,
) -> Arc<TableCore> {
    let rows = source.snapshot();
    let rows = match in_cycle {
        true => Snapshot::empty(rows.schema().clone()),
        false => rows,
    };
    let traits = Traits {
        label: source.label().to_owned(),
        // Of what is still nothing would come.
        flow: match flow {
            Flow::Still if in_cycle => Flow::Append,
            flow => flow,
        },
        parents: vec![source.clone()],
        ..Traits::default()
    };
    let node = Gate {
        source: Arc::downgrade(source),
        present,
        was_present: !in_cycle,
        result: rows.clone(),
    };
    let core = Arc::new(TableCore::new(traits, rows, Box::new(node)));
    source.add_child(number, &core);
    core
}

/// The node of such a table.
struct Gate {
    source: Weak<TableCore>,
    present: Arc<AtomicBool>,
    was_present: bool,
    result: Snapshot,
}

impl Node for Gate {
    fn update(&mut self, parents: &[Option<Change>]) -> Result<Outcome> {
        let is_present = self.present.load(Ordering::Relaxed);
        let was_present = std::mem::replace(&mut self.was_present, is_present);
        let change = match (was_present, is_present) {
            (true, true) => parents.first().cloned().flatten(),
            (false, false) => None,
            (false, true) => {
                let rows = self.source.upgrade().map(|source| source.rows());
                rows.and_then(|rows| Change::of_rows(self.result.clone(), rows).if_any())
            }
            (true, false) => {
                let nothing = Snapshot::empty(self.result.schema().clone());
                Change::of_rows(self.result.clone(), nothing).if_any()
            }
        };
        if let Some(change) = &change {
            self.result = change.after.clone();
        }
        Ok(Outcome {
            change,
            ..Outcome::default()
        })
    }
}
