//! Filters: formulas that are conditions on the rows of a table.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::{Array, BooleanArray};

use super::formula::Formula;
use super::frame::Frame;
use super::lexer::wrong;
use super::parser::parse;
use super::scope::Scope;
use super::types::Type;
use crate::error::{Error, Result};
use crate::table::{RowSet, Snapshot};

/// A condition on the rows of a table.
///
/// Null is less than every value and equal to null. NaN is equal to nothing, and neither less nor greater.
#[derive(Clone)]
pub(crate) struct Filter {
    text: String,
    condition: Formula,
}

impl Filter {
    /// Reads a filter on a table with this scope.
    pub fn new(text: &str, scope: &Scope<'_>) -> Result<Self> {
        let expr = parse(text)?;
        let condition = Formula::of(text, &expr, scope, true)?;
        match condition.result() {
            Type::Boolean => Ok(Filter {
                text: text.to_owned(),
                condition,
            }),
            other => Err(wrong(
                text,
                expr.at,
                &format!("a filter must be a Boolean, this is {other}"),
            )),
        }
    }

    /// Whether the filter is true, row by row; no answer is null. Fails where the condition is null.
    pub fn test(&self, frame: &Frame<'_>) -> Result<BooleanArray> {
        let answers = self.condition.evaluate(frame)?;
        let answers: &BooleanArray = answers.as_boolean();
        if let Some(nulls) = answers.nulls()
            && let Some(row) = (0..nulls.len()).find(|row| nulls.is_null(*row))
        {
            let key = frame.keys().key_at(row as u64).unwrap_or_default();
            return Err(
                Error::invalid(format!("the filter {} is null for row {key}", self.text))
                    .with("formula", &self.text)
                    .with("row_key", key),
            );
        }
        Ok(answers.clone())
    }

    /// The keys of `rows`, which are rows of `input`, for which the filter is true. Fails where it is null.
    pub fn matching(&self, input: &Snapshot, rows: &RowSet) -> Result<RowSet> {
        let mut matching: Vec<Range<u64>> = Vec::new();
        for piece in input.with_rows(rows.clone()).batches().pieces() {
            let answers = self.test(&Frame::new(input, input.schema().fields().len(), &piece))?;
            let mut first = 0;
            for range in piece.ranges() {
                let len = (range.end - range.start) as usize;
                let bits = answers.values().slice(first, len);
                let runs = bits.set_slices();
                matching.extend(runs.map(|(from, to)| range.start + from as u64..range.start + to as u64));
                first += len;
            }
        }
        Ok(RowSet::from_ranges(join(matching)))
    }
}

/// Ranges in ascending order, with neighbours as one.
fn join(ranges: Vec<Range<u64>>) -> impl Iterator<Item = Range<u64>> {
    let mut ranges = ranges.into_iter().peekable();
    std::iter::from_fn(move || {
        let mut range = ranges.next()?;
        while let Some(next) = ranges.next_if(|next| next.start == range.end) {
            range.end = next.end;
        }
        Some(range)
    })
}
