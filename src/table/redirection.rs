//! Columns whose rows are rows of another table.

use std::sync::Arc;

use arrow_array::ArrayRef;

use super::slots::{NO_ROW, Slots};
use super::{Column, RowSet};
use crate::error::Result;

/// Which row of a source stands under each row key; a row without one is null in every column.
pub(crate) type Redirection = Slots<u64>;

impl Redirection {
    /// The rows of the source for `keys` in their order, [`NO_ROW`] where there is none.
    pub fn targets(&self, keys: &RowSet) -> Vec<u64> {
        marked(self.read(keys))
    }

    /// Lets the rows `keys` be these rows of the source, one for each, [`NO_ROW`] where there is none.
    pub fn point(&mut self, keys: &RowSet, targets: &[u64]) {
        self.write(keys, targets, |target| *target == NO_ROW);
    }
}

fn marked((mut targets, nulls): (Vec<u64>, Option<arrow_buffer::NullBuffer>)) -> Vec<u64> {
    if let Some(nulls) = nulls {
        let missing = targets.iter_mut().zip(&nulls).filter(|(_, valid)| !valid);
        missing.for_each(|(target, _)| *target = NO_ROW);
    }
    targets
}

/// A column of a source, seen through a redirection.
pub(crate) struct RedirectedColumn {
    redirection: Redirection,
    source: Arc<dyn Column>,
}

impl RedirectedColumn {
    pub fn new(redirection: Redirection, source: Arc<dyn Column>) -> Self {
        RedirectedColumn { redirection, source }
    }
}

impl Column for RedirectedColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        self.source.gather(&self.redirection.targets(keys))
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        self.source.gather(&marked(self.redirection.gather(keys)))
    }

    /// What the source holds is the source's.
    fn memory_size(&self) -> usize {
        self.redirection.memory_size()
    }
}
