//! Columns of a row that stands for its group.

use std::sync::Arc;

use arrow_schema::{Field, Schema};

use super::Flow;
use super::rows::GroupRows;
use crate::agg::{Choice, Chooser, Output};
use crate::error::{Error, Result};
use crate::table::{Column, KeyedStore, NO_ROW, RedirectedColumn, Redirection, RowSet, Snapshot};

/// A row of each group, and what the result has of it.
pub(super) struct Choosing {
    choice: Choice,
    /// The columns in the input, in the order of the outputs.
    columns: Vec<usize>,
    kept: Kept,
}

enum Kept {
    /// Which row it is: the result's columns are those of the input.
    Rows(Redirection),
    /// The values, of a row that does not stay.
    Values(KeyedStore),
}

impl Choosing {
    /// The chooser at `index`, for what the outputs have of it.
    pub fn new(choice: Choice, index: usize, outputs: &[(Field, Output)], schema: &Schema, flow: Flow) -> Self {
        let column = |(_, output): &(Field, Output)| match output {
            Output::Chosen { chooser, column } if *chooser == index => Some(*column),
            _ => None,
        };
        let columns: Vec<usize> = outputs.iter().filter_map(column).collect();
        let types = columns.iter().map(|column| schema.field(*column).data_type());
        let kept = match flow {
            Flow::Blink => Kept::Values(KeyedStore::new(types)),
            _ => Kept::Rows(Redirection::default()),
        };
        Choosing { choice, columns, kept }
    }

    /// Whether the rows of all groups must be known.
    pub fn is_of_group(&self) -> bool {
        matches!(self.choice, Choice::OfGroup(_))
    }

    /// What is told of rows, and the operands of those.
    pub fn chooser(&mut self) -> Option<(&mut dyn Chooser, &[usize])> {
        match &mut self.choice {
            Choice::OfGroup(_) => None,
            Choice::Chosen(chooser, operands) => Some((chooser.as_mut(), operands)),
        }
    }

    /// Keeps the chosen rows of these groups, and gives those groups for which it is another one than before, or one of
    /// the rows `modified`.
    pub fn keep(
        &mut self,
        groups: &[u32],
        input: &Snapshot,
        modified: &RowSet,
        group_rows: Option<&GroupRows>,
    ) -> Result<RowSet> {
        let chosen = groups.iter().map(|group| self.chosen(*group, group_rows));
        let chosen: Vec<u64> = chosen.collect::<Result<_>>()?;
        match &mut self.kept {
            Kept::Rows(rows) => {
                let mut changed = Vec::new();
                let mut next = groups.iter();
                let chosen = chosen.into_iter().map(|row| (row != NO_ROW).then_some(row));
                rows.replace(groups.iter().map(|group| u64::from(*group)).zip(chosen), |old, new| {
                    let group = next
                        .next()
                        .filter(|_| old != new || new.is_some_and(|row| modified.contains(row)));
                    changed.extend(group.map(|group| u64::from(*group)));
                });
                Ok(changed.into_iter().collect())
            }
            Kept::Values(values) => {
                let chosen = groups.iter().zip(chosen).filter(|(_, row)| *row != NO_ROW);
                let (groups, chosen): (Vec<u32>, Vec<u64>) = chosen.unzip();
                let columns = self.columns.iter().map(|column| input.gather(*column, &chosen));
                let keys: Vec<u64> = groups.iter().map(|group| u64::from(*group)).collect();
                values.set(&keys, &columns.collect::<Result<Vec<_>>>()?)?;
                if let Choice::Chosen(chooser, _) = &mut self.choice {
                    chooser.settle(&groups);
                }
                Ok(keys.into_iter().collect())
            }
        }
    }

    /// The row of a group; [`NO_ROW`] if it has not changed.
    fn chosen(&self, group: u32, rows: Option<&GroupRows>) -> Result<u64> {
        let end = match &self.choice {
            Choice::Chosen(chooser, _) => return Ok(chooser.chosen(group)),
            Choice::OfGroup(end) => *end,
        };
        let rows = rows.ok_or_else(|| Error::internal("the rows of the groups are not known"))?;
        Ok(rows.outermost(group, end).unwrap_or(NO_ROW))
    }

    /// Lets go of the memory of groups that have no rows, where none of `rows`, the others, is near.
    pub fn forget(&mut self, gone: &RowSet, rows: &RowSet) {
        match &mut self.kept {
            Kept::Rows(kept) => kept.forget(gone, rows),
            Kept::Values(kept) => kept.forget(gone, rows),
        }
    }

    /// The chosen rows' columns, in the order of the outputs.
    pub fn columns(&self, input: &Snapshot) -> Vec<Arc<dyn Column>> {
        match &self.kept {
            Kept::Values(values) => values.columns().collect(),
            Kept::Rows(rows) => {
                let sources = self.columns.iter().filter_map(|column| input.column(*column));
                let column = |source: &Arc<dyn Column>| RedirectedColumn::new(rows.clone(), source.clone());
                sources
                    .map(|source| Arc::new(column(source)) as Arc<dyn Column>)
                    .collect()
            }
        }
    }
}
