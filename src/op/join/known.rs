//! Left rows whose keys have to be known.

use super::{Plan, WhereIn, changes};
use crate::error::{Error, Result};
use crate::op::{Flow, Operation};
use crate::table::{Change, Snapshot};

/// The left rows as they are, as long as each has the key of a right row. One that has another is an error.
pub(in crate::op) struct Known {
    /// The rows whose keys no right row has.
    others: WhereIn,
    flow: Flow,
    result: Snapshot,
}

impl Known {
    pub fn new(plan: Plan, left: &Snapshot, right: &Snapshot, flows: [Flow; 2]) -> Result<Self> {
        let known = Known {
            others: WhereIn::new(plan, false, left, right, flows)?,
            flow: flows[0],
            result: left.clone(),
        };
        known.check()?;
        Ok(known)
    }

    fn check(&self) -> Result<()> {
        let Some(row) = self.others.snapshot().row_keys().first() else {
            return Ok(());
        };
        let key = self.others.key_text(row)?;
        Err(Error::invalid(format!(
            "there is a row with the new key {key}, for which the table has no column"
        ))
        .with("key", key))
    }
}

impl Operation for Known {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [left, _] = changes(inputs)?;
        self.others.update(inputs)?;
        self.check()?;
        let Some(change) = left else { return Ok(None) };
        self.result = change.after.clone();
        Ok(Some(change.clone()))
    }
}
