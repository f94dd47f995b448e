//! The value that the one row of a group had first.

use arrow_array::ArrayRef;
use arrow_schema::Field;

use super::keys::{Encodings, Keys};
use super::{Accumulator, Rows};
use crate::error::{Error, Result};

/// The accumulator for a column, whose results are values of it.
pub(super) fn of(field: &Field) -> Result<Box<dyn Accumulator>> {
    Ok(Box::new(Frozen {
        column: field.name().clone(),
        values: Encodings::of(field)?,
        states: Vec::new(),
    }))
}

/// The values, as bytes.
struct Frozen {
    /// What the column is called, for messages.
    column: String,
    values: Encodings,
    states: Vec<State>,
}

#[derive(Clone, Default)]
struct State {
    /// Also of a row that is gone, until its group is known to have none: a changed row goes and comes.
    value: Option<Box<[u8]>>,
    has_row: bool,
}

impl Accumulator for Frozen {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.states.resize(rows.count, State::default());
        let values = self.values.keys(rows.operand(0)?)?;
        for (group, value) in rows.groups.iter().zip(values) {
            let state = &mut self.states[*group as usize];
            if std::mem::replace(&mut state.has_row, true) {
                return Err(Error::invalid(format!(
                    "AggFreeze of column {:?}: a group has a second row, expected one row in each group, as lastBy gives",
                    self.column
                ))
                .with("column", &self.column));
            }
            state.value.get_or_insert(value);
        }
        Ok(())
    }

    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        for group in rows.groups {
            self.states[*group as usize].has_row = false;
        }
        Ok(())
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        let value = |group: &u32| self.states[*group as usize].value.as_ref();
        self.values.values(groups.iter().map(value))
    }

    fn forget(&mut self, groups: &[u32]) {
        for group in groups {
            if let Some(state) = self.states.get_mut(*group as usize) {
                *state = State::default();
            }
        }
    }
}
