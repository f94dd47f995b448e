//! Rows as they are.

use super::{Flow, Operation};
use crate::error::Result;
use crate::table::{Change, Snapshot};

/// The rows of the input under their keys, which may count as rows that come and go in another way.
pub(crate) struct Pass {
    flow: Flow,
    result: Snapshot,
}

impl Pass {
    /// The same rows. With [`Flow::Still`] they stay as they are now, whatever the input does.
    pub fn new(input: &Snapshot, flow: Flow) -> Self {
        Pass {
            flow,
            result: input.clone(),
        }
    }

    /// The same rows; those of a blink table come and go, so that what follows sees only the rows that are there.
    pub fn without_blink(input: &Snapshot, flow: Flow) -> Self {
        Self::new(input, if flow == Flow::Blink { Flow::Free } else { flow })
    }
}

impl Operation for Pass {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        if self.flow == Flow::Still {
            return Ok(None);
        }
        self.result = change.after.clone();
        Ok(Some(change.clone()))
    }
}
