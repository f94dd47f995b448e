//! How many rows there are, or of which something is true.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array};

use super::fold::State;
use super::sum::Whole;
use super::{Accumulator, Rows};
use crate::error::{Error, Result};

/// The number of rows.
#[derive(Default)]
pub(super) struct Count {
    rows: Vec<i64>,
}

impl Accumulator for Count {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.rows.resize(rows.count, 0);
        let counts = self.rows.as_mut_slice();
        rows.groups.iter().for_each(|group| counts[*group as usize] += 1);
        Ok(())
    }

    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        let counts = self.rows.as_mut_slice();
        rows.groups.iter().for_each(|group| counts[*group as usize] -= 1);
        Ok(())
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        let rows = groups.iter().map(|group| self.rows[*group as usize]);
        Ok(Arc::new(Int64Array::from_iter_values(rows)))
    }

    fn rest(&mut self) -> bool {
        self.rows = Vec::new();
        true
    }

    fn resume(&mut self, results: &ArrayRef) -> Result<()> {
        let counts = results
            .as_primitive_opt::<Int64Type>()
            .ok_or_else(|| Error::internal(format!("counts are no {}", results.data_type())))?;
        self.rows.clear();
        self.rows.extend(counts.iter().map(Option::unwrap_or_default));
        Ok(())
    }
}

/// The number of values that are true.
pub(super) struct Trues {
    states: Vec<Whole>,
    /// What is said of nulls only.
    of_nothing: Option<i64>,
}

impl Trues {
    pub fn new(of_nothing: Option<i64>) -> Self {
        Trues {
            states: Vec::new(),
            of_nothing,
        }
    }

    fn each(&mut self, rows: &Rows<'_>, apply: fn(&mut Whole, i64)) -> Result<()> {
        self.states.resize(rows.count, Whole::default());
        let values = rows.operand(0)?;
        let values = values
            .as_boolean_opt()
            .ok_or_else(|| Error::internal(format!("true values of {} were to be counted", values.data_type())))?;
        let states = self.states.as_mut_slice();
        for ((group, value), row) in rows.groups.iter().zip(values.values()).zip(0..) {
            if values.is_valid(row) {
                apply(&mut states[*group as usize], i64::from(value));
            }
        }
        Ok(())
    }
}

impl Accumulator for Trues {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, Whole::add)
    }

    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, Whole::remove)
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        let counts = groups
            .iter()
            .map(|group| self.states[*group as usize].sum().or(self.of_nothing));
        Ok(Arc::new(counts.collect::<Int64Array>()))
    }
}
