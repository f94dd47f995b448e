//! Two operations as one.

use super::{Flow, Operation};
use crate::error::Result;
use crate::table::{Change, Snapshot};

/// What `second` makes of what `first` makes.
pub(crate) struct Chain {
    pub first: Box<dyn Operation>,
    pub second: Box<dyn Operation>,
}

impl Operation for Chain {
    fn snapshot(&self) -> &Snapshot {
        self.second.snapshot()
    }

    fn flow(&self) -> Flow {
        self.second.flow()
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let between = self.first.update(inputs)?;
        self.second.update(&[between])
    }
}
