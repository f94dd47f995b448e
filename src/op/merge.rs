//! Tables one after another.

mod decimals;

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, new_empty_array, new_null_array};
use arrow_schema::{DataType, Schema, SchemaRef};
use arrow_select::concat::concat;
use arrow_select::interleave::interleave;

use super::{Flow, Operation};
use crate::error::{Error, Result};
use crate::table::{Change, Column, NO_ROW, RowSet, Snapshot};

/// The rows of all inputs: each input has a range of row keys of its own, in which its rows have their order. Inputs may
/// be added at any time.
///
/// A range has 2^40 keys, or more where an input has larger keys, as merged tables do. When an input outgrows its range
/// later, the rows of those behind it get other keys: they are removed and added.
pub(crate) struct Merge {
    flow: Flow,
    /// Shared with the columns, so that a cycle copies one list.
    parts: Arc<Vec<Part>>,
    result: Snapshot,
}

/// One input, with the columns of the result.
#[derive(Clone)]
struct Part {
    rows: Snapshot,
    /// Its columns in the order of the result.
    columns: Arc<[usize]>,
    /// What is added to its keys.
    base: u64,
    /// How many keys it may have, a power of two.
    width: u64,
}

/// The keys of one input, if that is enough.
const KEYS: u64 = 1 << 40;

/// Larger keys are not given out, so that distances of keys are always numbers with a sign.
const MOST: u64 = 1 << 63;

impl Part {
    /// All columns as they are.
    fn new(schema: &SchemaRef, rows: &Snapshot) -> Result<Self> {
        let columns = columns_of(schema, rows.schema())?;
        Ok(Part {
            rows: decimals::adopted(rows, schema, &columns),
            columns,
            base: 0,
            width: 0,
        })
    }

    /// Whether all keys are in the range.
    fn fits(&self) -> bool {
        self.rows.row_keys().last().is_none_or(|last| last < self.width)
    }

    fn keys(&self, rows: &RowSet) -> RowSet {
        rows.shifted(self.base)
    }

    fn range(&self) -> Range<u64> {
        self.base..self.base + self.width
    }
}

/// Where the columns of a result are in one of its inputs. Fails when they are not the same, in any order.
fn columns_of(schema: &Schema, input: &Schema) -> Result<Arc<[usize]>> {
    let mut problems = Vec::new();
    for field in schema.fields() {
        match input.field_with_name(field.name()) {
            Err(_) => problems.push(format!("expected column {:?} is missing", field.name())),
            Ok(other) if !decimals::fits(other, field) => problems.push(format!(
                "column {:?} has type {}, expected {}",
                field.name(),
                other.data_type(),
                field.data_type()
            )),
            Ok(_) => {}
        }
    }
    for field in input.fields() {
        if schema.field_with_name(field.name()).is_err() {
            problems.push(format!("column {:?} is not expected", field.name()));
        }
    }
    if !problems.is_empty() {
        return Err(Error::invalid(format!(
            "tables of other columns cannot be merged: {}",
            problems.join("; ")
        )));
    }
    let position = |field: &Arc<arrow_schema::Field>| Ok(input.index_of(field.name())?);
    schema.fields().iter().map(position).collect()
}

/// Gives ranges of keys to parts from the first that has outgrown its own, or has none, on.
fn place(parts: &mut [Part]) -> Result<()> {
    let mut base = 0u64;
    for part in parts {
        if part.width == 0 || !part.fits() {
            let keys = part.rows.row_keys().last().map_or(0, |last| last + 1);
            // Twice as many as there are, so that this is rare.
            part.width = keys
                .checked_next_power_of_two()
                .and_then(|keys| keys.checked_mul(if keys > KEYS { 2 } else { 1 }))
                .map_or(MOST, |keys| keys.clamp(KEYS, MOST));
        }
        part.base = base;
        base = base
            .checked_add(part.width)
            .filter(|end| *end <= MOST)
            .ok_or_else(|| Error::unsupported("the merged tables have row keys that are too large together"))?;
    }
    Ok(())
}

impl Merge {
    /// The columns are those of `schema`, but for decimals that have other types in some inputs.
    pub fn new(schema: &SchemaRef, inputs: &[Snapshot], flow: Flow) -> Result<Self> {
        let schema = &decimals::common(schema, inputs);
        let parts = inputs.iter().map(|input| Part::new(schema, input));
        let mut parts: Vec<Part> = parts.collect::<Result<_>>()?;
        place(&mut parts)?;
        let rows = all_rows(&parts);
        let parts = Arc::new(parts);
        let result = merged(schema, &parts, rows);
        Ok(Merge { flow, parts, result })
    }

    /// How the rows of tables come and go that are merged. `grows` says whether tables are added later.
    ///
    /// Rows that are appended to a table which others follow come before the rows of those, and so the result is
    /// append-only just when nothing follows.
    pub fn flow_of(flows: &[Flow], grows: bool) -> Flow {
        let all = |flow: Flow| flows.iter().all(|other| *other == flow);
        match flows {
            _ if all(Flow::Still) && !grows => Flow::Still,
            [_, ..] if all(Flow::Blink) => Flow::Blink,
            [still @ .., Flow::Append] if !grows && still.iter().all(|flow| *flow == Flow::Still) => Flow::Append,
            _ => Flow::Free,
        }
    }
}

/// The keys of all rows.
fn all_rows(parts: &[Part]) -> RowSet {
    let rows = parts.iter().map(|part| part.keys(part.rows.row_keys()));
    rows.fold(RowSet::empty(), |all, rows| all.union(&rows))
}

fn merged(schema: &SchemaRef, parts: &Arc<Vec<Part>>, rows: RowSet) -> Snapshot {
    let column = |index: usize| {
        Arc::new(MergedColumn {
            parts: parts.clone(),
            index,
            data_type: schema.field(index).data_type().clone(),
        }) as Arc<dyn Column>
    };
    let columns = (0..schema.fields().len()).map(column).collect();
    Snapshot::new(schema.clone(), rows, columns)
}

impl Operation for Merge {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let schema = self.result.schema().clone();
        let before = self.result.clone();
        let parts = Arc::make_mut(&mut self.parts);
        let mut ranges: Vec<Range<u64>> = parts.iter().map(Part::range).collect();
        for (index, change) in inputs.iter().enumerate() {
            match (parts.get_mut(index), change) {
                (Some(part), Some(change)) => part.rows = decimals::adopted(&change.after, &schema, &part.columns),
                (Some(_), None) => {}
                (None, Some(change)) => parts.push(Part::new(&schema, &change.after)?),
                (None, None) => parts.push(Part::new(&schema, &Snapshot::empty(schema.clone()))?),
            }
        }
        if parts.len() > ranges.len() || parts.iter().any(|part| !part.fits()) {
            place(parts)?;
        }
        ranges.resize(parts.len(), 0..0);
        let [mut added, mut removed, mut modified] = [RowSet::empty(), RowSet::empty(), RowSet::empty()];
        for ((part, old), change) in parts.iter().zip(&ranges).zip(inputs) {
            if !old.is_empty() && part.base != old.start {
                removed = removed.union(&before.row_keys().intersection(&RowSet::from(old.clone())));
                added = added.union(&part.keys(part.rows.row_keys()));
                continue;
            }
            let Some(change) = change else { continue };
            added = added.union(&part.keys(&change.added));
            removed = removed.union(&part.keys(&change.removed));
            modified = modified.union(&part.keys(&change.modified));
        }
        // What one table has left, another one may have taken.
        let taken = added.intersection(&removed);
        let change = {
            let rows = before.row_keys().minus(&removed).union(&added);
            let after = merged(&schema, &self.parts, rows);
            self.result = after.clone();
            Change {
                added: added.minus(&taken),
                removed: removed.minus(&taken),
                modified: modified.union(&taken),
                before,
                after,
            }
        };
        Ok(change.if_any())
    }
}

/// A column of each input, one after another.
struct MergedColumn {
    parts: Arc<Vec<Part>>,
    index: usize,
    data_type: DataType,
}

impl MergedColumn {
    /// The number of the part that has a key, if one has.
    fn part_of(&self, key: u64) -> Option<usize> {
        let behind = self.parts.partition_point(|part| part.base <= key);
        behind
            .checked_sub(1)
            .filter(|part| self.parts[*part].range().contains(&key))
    }

    fn column(&self, part: usize) -> Result<&Arc<dyn Column>> {
        let column = self.parts[part].rows.column(self.index);
        column.ok_or_else(|| Error::internal("a merged table lacks a column"))
    }
}

impl Column for MergedColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let mut pieces: Vec<ArrayRef> = Vec::new();
        let mut rest = keys.clone();
        while let Some(first) = rest.first() {
            let number = self
                .part_of(first)
                .ok_or_else(|| Error::internal(format!("no merged table has row key {first}")))?;
            let part = &self.parts[number];
            let range = RowSet::from(part.range());
            let here = rest.intersection(&range);
            let keys = RowSet::from_ranges(
                here.ranges()
                    .map(|range| range.start - part.base..range.end - part.base),
            );
            pieces.push(self.column(number)?.read(&keys)?);
            rest = rest.minus(&range);
        }
        match pieces.len() {
            0 => Ok(new_empty_array(&self.data_type)),
            1 => Ok(pieces.remove(0)),
            _ => {
                let pieces: Vec<&dyn Array> = pieces.iter().map(AsRef::as_ref).collect();
                Ok(concat(&pieces)?)
            }
        }
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        // The keys of each part that is read, and for each key its part, counted from 1, and its place there.
        let mut wanted: Vec<Vec<u64>> = vec![Vec::new(); self.parts.len()];
        let mut current = None;
        let picks: Vec<(usize, usize)> = keys
            .iter()
            .map(|key| {
                let is_in = |part: &usize| self.parts[*part].range().contains(key);
                current = current
                    .filter(is_in)
                    .or_else(|| self.part_of(*key).filter(|_| *key != NO_ROW));
                let Some(part) = current else { return (0, 0) };
                wanted[part].push(key - self.parts[part].base);
                (part + 1, wanted[part].len() - 1)
            })
            .collect();
        if let (Some((first, _)), true) = (picks.first(), picks.is_sorted_by(|left, right| left.0 == right.0))
            && let Some(part) = first.checked_sub(1)
        {
            return self.column(part)?.gather(&wanted[part]);
        }
        let mut arrays = vec![new_null_array(&self.data_type, 1)];
        for (part, keys) in wanted.iter().enumerate() {
            arrays.push(if keys.is_empty() {
                new_empty_array(&self.data_type)
            } else {
                self.column(part)?.gather(keys)?
            });
        }
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        Ok(interleave(&arrays, &picks)?)
    }

    fn memory_size(&self) -> usize {
        let parts = self.parts.iter().filter_map(|part| part.rows.column(self.index));
        parts.map(|part| part.memory_size()).sum()
    }

    fn contiguous(&self, key: u64) -> u64 {
        let Some(number) = self.part_of(key) else {
            return u64::MAX;
        };
        let part = &self.parts[number];
        let end = self
            .column(number)
            .map_or(u64::MAX, |column| column.contiguous(key - part.base));
        part.base + end.min(part.width)
    }
}

#[cfg(test)]
mod tests;
