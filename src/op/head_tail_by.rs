//! The first or the last rows of each group.

use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};

use super::grouping::Grouping;
use super::rows::GroupRows;
use super::{Flow, Operation};
use crate::agg::End;
use crate::error::{Error, Result};
use crate::table::{Change, Column, RedirectedColumn, Redirection, RowSet, Snapshot};

/// At most so many rows of each group, group by group in the order in which those were first seen; the key columns come
/// first. The columns are those of the input, redirected.
///
/// A row's key is its place: the number of its group, which the group keeps, times the rows that a group can have, and
/// its position among them.
pub(crate) struct HeadTailBy {
    end: End,
    rows: u64,
    grouping: Grouping,
    /// The rows that each group has; of a table from which none goes, those that can be chosen.
    group_rows: GroupRows,
    redirection: Redirection,
    /// How many rows of each group are in the result.
    shown: Vec<u64>,
    /// The columns in the input: first the keys.
    columns: Vec<usize>,
    schema: SchemaRef,
    result: Snapshot,
}

impl HeadTailBy {
    /// The first or the last `rows` rows of each group of rows that are equal in the columns `keys`.
    pub fn new(input: &Snapshot, flow: Flow, end: End, rows: i64, keys: &[String]) -> Result<Self> {
        let rows = u64::try_from(rows)
            .ok()
            .filter(|rows| (1..=u64::from(u32::MAX)).contains(rows))
            .ok_or_else(|| {
                Error::invalid(format!(
                    "{rows} rows of each group were asked for: expected 1 to 4,294,967,295"
                ))
            })?;
        if flow == Flow::Blink {
            return Err(Error::unsupported(
                "a blink table does not keep the first or last rows of groups: make it append-only before",
            ));
        }
        let grouping = Grouping::new(input, keys, false)?;
        let others = (0..input.schema().fields().len()).filter(|column| !grouping.keys().contains(column));
        let columns: Vec<usize> = grouping.keys().iter().copied().chain(others).collect();
        let fields: Vec<_> = columns
            .iter()
            .map(|column| input.schema().field(*column).clone())
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let mut operation = HeadTailBy {
            end,
            rows,
            grouping,
            group_rows: match flow {
                Flow::Free => GroupRows::Own(Vec::new()),
                _ => GroupRows::Outermost(Vec::new(), end, rows as usize),
            },
            redirection: Redirection::default(),
            shown: Vec::new(),
            columns,
            result: Snapshot::empty(schema.clone()),
            schema,
        };
        operation.add(input, input.row_keys())?;
        operation.publish(input, &RowSet::empty());
        Ok(operation)
    }

    fn add(&mut self, input: &Snapshot, rows: &RowSet) -> Result<()> {
        let mut groups = Vec::new();
        for piece in self.grouping.pieces(input, rows) {
            self.grouping.add(input, &piece, &mut groups)?;
            self.group_rows.add(&groups, self.grouping.count(), &piece);
        }
        Ok(())
    }

    fn remove(&mut self, before: &Snapshot, rows: &RowSet) -> Result<()> {
        let mut groups = Vec::new();
        for piece in self.grouping.pieces(before, rows) {
            self.grouping.remove(before, &piece, &mut groups)?;
            self.group_rows.remove(&groups, &piece);
        }
        Ok(())
    }

    /// Chooses the rows of the groups that were touched anew, and gives the change; `input` is the input after the cycle,
    /// in which the rows `modified` hold something else than before.
    fn publish(&mut self, input: &Snapshot, modified: &RowSet) -> Change {
        let before = self.result.clone();
        let (mut added, mut removed, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        let mut targets: Vec<(u64, Option<u64>)> = Vec::new();
        self.shown.resize(self.grouping.count() as usize, 0);
        let touched = self.grouping.touched();
        self.grouping.settle();
        for group in touched {
            let first = u64::from(group) * self.rows;
            let chosen = self.group_rows.some(group, self.end, self.rows as usize);
            let shown = std::mem::replace(&mut self.shown[group as usize], chosen.len() as u64);
            let old = self.redirection.targets(&RowSet::from(first..first + shown));
            for (place, row) in (first..).zip(&chosen) {
                match old.get((place - first) as usize) {
                    None => added.push(place),
                    Some(old) if old != row || modified.contains(*row) => changed.push(place),
                    Some(_) => continue,
                }
                targets.push((place, Some(*row)));
            }
            let gone = first + chosen.len() as u64..first + shown.max(chosen.len() as u64);
            targets.extend(gone.clone().map(|place| (place, None)));
            removed.extend(gone);
        }
        self.redirection.set(targets);
        let [added, removed, changed] = [added, removed, changed].map(RowSet::from_iter);
        let rows = before.row_keys().minus(&removed).union(&added);
        if !removed.is_empty() {
            self.redirection.forget(&removed, &rows);
        }
        let sources = self.columns.iter().filter_map(|column| input.column(*column));
        let column = |source: &Arc<dyn Column>| RedirectedColumn::new(self.redirection.clone(), source.clone());
        let columns = sources.map(|source| Arc::new(column(source)) as Arc<dyn Column>);
        self.result = Snapshot::new(self.schema.clone(), rows, columns.collect());
        Change {
            added,
            removed,
            modified: changed,
            before,
            after: self.result.clone(),
        }
    }
}

impl Operation for HeadTailBy {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        Flow::Free
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        self.remove(&change.before, &change.removed.union(&change.modified))?;
        self.add(&change.after, &change.added.union(&change.modified))?;
        let change = self.publish(&change.after, &change.modified);
        Ok(change.if_any())
    }
}
