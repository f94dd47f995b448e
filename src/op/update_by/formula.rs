//! Formulas over windows.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, UInt32Array, new_empty_array, new_null_array};
use arrow_schema::{DataType, Field, FieldRef};
use arrow_select::concat::concat;
use arrow_select::take::take;

use super::lists::WindowColumn;
use super::step::{Kept, Place};
use super::windows::Reach;
use crate::error::{Error, Result};
use crate::formula::{Formula, Frame, Source};
use crate::table::{Change, Column, RowSet, Snapshot};

/// A formula in which columns are the lists of their values in the rows of the window. A row without a window, since it
/// has no timestamp, has no result.
pub(super) struct WindowFormula {
    formula: Formula,
    /// The columns that it can read.
    columns: Vec<FormulaColumn>,
    data_type: DataType,
    kept: Kept,
}

/// A column of the input as a formula reads it.
pub(super) enum FormulaColumn {
    /// The value of the row.
    Value(usize),
    /// The values of the window.
    List(usize, FieldRef),
}

/// The timestamps that windows go by.
type Times = Option<(Arc<dyn Column>, Reach)>;

/// Lists of so many rows are made at once.
const PIECE: u64 = 1 << 12;

impl WindowFormula {
    pub fn new(formula: Formula, columns: Vec<FormulaColumn>, field: &Field) -> Self {
        WindowFormula {
            formula,
            columns,
            data_type: field.data_type().clone(),
            kept: Kept::Appended(Arc::default()),
        }
    }

    /// Forgets all results. With `appends` rows only come and stay.
    pub fn reset(&mut self, appends: bool) {
        self.kept = Kept::new(std::slice::from_ref(&self.data_type), appends);
    }

    /// The results as a column of the input's rows.
    pub fn column(&self, input: &Snapshot) -> Option<Arc<dyn Column>> {
        let mut columns = self.kept.columns(input, std::slice::from_ref(&self.data_type));
        columns.pop()
    }

    /// Computes the results of rows behind all others.
    pub fn append(&mut self, place: &Place<'_>, spans: Vec<Arc<dyn Column>>, times: Times, keys: &[u64]) -> Result<()> {
        let rows = keys.iter().copied().collect();
        let results = self.evaluate(place, spans, times, &rows)?;
        self.kept.append(keys, vec![results], 1)
    }

    /// Computes the results of these rows anew; gives those that are something else now.
    pub fn replace(
        &mut self,
        place: &Place<'_>,
        spans: Vec<Arc<dyn Column>>,
        times: Times,
        rows: &RowSet,
        change: Option<&Change>,
    ) -> Result<RowSet> {
        let results = self.evaluate(place, spans, times, rows)?;
        let Kept::Keyed(store) = &mut self.kept else {
            return Ok(RowSet::empty());
        };
        if let Some(change) = change {
            store.forget(&change.removed, change.after.row_keys());
        }
        let changed = store.update(&rows.iter().collect::<Vec<_>>(), &[results])?;
        Ok(changed.into_iter().collect())
    }

    fn evaluate(
        &self,
        place: &Place<'_>,
        spans: Vec<Arc<dyn Column>>,
        times: Times,
        rows: &RowSet,
    ) -> Result<ArrayRef> {
        let Some(first) = spans.first().cloned() else {
            return Err(Error::internal("a formula over windows without windows"));
        };
        let column = |column: &FormulaColumn| {
            let source = |index: &usize| place.input.column(*index).cloned();
            match column {
                FormulaColumn::Value(index) => source(index),
                FormulaColumn::List(index, item) => {
                    let lists = WindowColumn::new(spans.clone(), place, times.clone(), source(index)?, item.clone())?;
                    Some(Arc::new(lists) as Arc<dyn Column>)
                }
            }
        };
        let reader = Reader {
            rows: place.input.row_keys(),
            columns: self.columns.iter().map(column).collect(),
        };
        let mut results: Vec<ArrayRef> = vec![new_empty_array(&self.data_type)];
        let mut position = 0;
        while position < rows.len() {
            let piece = rows.slice(position..position + PIECE);
            position += piece.len();
            let windows = first.read(&piece)?;
            results.push(match windows.nulls().filter(|nulls| nulls.null_count() > 0) {
                None => self.evaluate_all(&reader, &piece)?,
                Some(nulls) => {
                    let valid = piece.iter().zip(nulls).filter(|(_, valid)| *valid).map(|(key, _)| key);
                    let valid: RowSet = valid.collect();
                    let values = match valid.is_empty() {
                        true => new_null_array(&self.data_type, 0),
                        false => self.evaluate_all(&reader, &valid)?,
                    };
                    let places = piece.iter().map(|key| valid.position_of(key).map(|place| place as u32));
                    take(&values, &places.collect::<UInt32Array>(), None)?
                }
            });
        }
        let results: Vec<&dyn Array> = results.iter().map(AsRef::as_ref).collect();
        Ok(concat(&results)?)
    }

    fn evaluate_all(&self, reader: &Reader<'_>, rows: &RowSet) -> Result<ArrayRef> {
        self.formula.evaluate(&Frame::new(reader, self.columns.len(), rows))
    }
}

/// What a formula reads.
struct Reader<'a> {
    rows: &'a RowSet,
    columns: Vec<Option<Arc<dyn Column>>>,
}

impl Source for Reader<'_> {
    fn row_keys(&self) -> &RowSet {
        self.rows
    }

    fn read(&self, index: usize, keys: &RowSet) -> Result<ArrayRef> {
        let column = self.columns.get(index).and_then(Option::as_ref);
        column
            .ok_or_else(|| Error::internal(format!("a formula reads column {index}, which is not there")))?
            .read(keys)
    }
}
