//! The number of rows.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array};

use super::{Accumulator, Rows};
use crate::error::Result;
use crate::table::Snapshot;

#[derive(Default)]
pub(super) struct Count {
    rows: Vec<i64>,
}

impl Accumulator for Count {
    fn reads_values(&self) -> bool {
        false
    }

    fn add(&mut self, rows: &Rows<'_>) {
        self.rows.resize(rows.count, 0);
        for group in rows.groups {
            self.rows[*group as usize] += 1;
        }
    }

    fn results(&self, groups: &[u32], _: &Snapshot, _: Option<usize>) -> Result<ArrayRef> {
        let rows = groups.iter().map(|group| self.rows[*group as usize]);
        Ok(Arc::new(Int64Array::from_iter_values(rows)))
    }
}
