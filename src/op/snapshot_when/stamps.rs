//! What a trigger says beside a snapshot.

use std::sync::Arc;

use arrow_array::{ArrayRef, UInt32Array};
use arrow_schema::Field;
use arrow_select::take::take;

use crate::error::{Error, Result};
use crate::formula::check_name;
use crate::table::{Column, NO_ROW, RowSet, Snapshot};

/// The columns of a trigger that stand beside rows, under the names that they have there.
pub(super) struct Stamps {
    columns: Vec<usize>,
    fields: Vec<Arc<Field>>,
}

impl Stamps {
    /// The columns `wanted`, each a name or `New = Old`, or all. Fails when there is none of a name, or two of a new one.
    pub fn new(wanted: &[String], trigger: &Snapshot) -> Result<Self> {
        let mut stamps = Stamps {
            columns: Vec::new(),
            fields: Vec::new(),
        };
        if wanted.is_empty() {
            for field in trigger.schema().fields() {
                stamps.add(field.name(), field.name(), trigger)?;
            }
        }
        for item in wanted {
            let (new, old) = item.split_once('=').unwrap_or((item, item));
            // As in a join, two signs say the same as one.
            stamps.add(new.trim(), old.trim_start_matches('=').trim(), trigger)?;
        }
        Ok(stamps)
    }

    fn add(&mut self, new: &str, old: &str, trigger: &Snapshot) -> Result<()> {
        let index = trigger
            .column_index(old)
            .map_err(|error| Error::new(error.kind(), format!("in the trigger, {error}")).with_all(&error))?;
        if new != old {
            check_name(new)?;
        }
        if self.fields.iter().any(|known| known.name() == new) {
            return Err(Error::invalid(format!("stamp column {new:?} is asked for twice")).with("column", new));
        }
        let field = trigger.schema().field(index).clone().with_name(new).with_nullable(true);
        self.columns.push(index);
        self.fields.push(Arc::new(field));
        Ok(())
    }

    /// Fails when the base has a column of a stamp's name.
    pub fn check_beside(&self, base: &Snapshot) -> Result<()> {
        let names = self.fields.iter().map(|field| field.name());
        let clashing: Vec<&str> = names
            .filter(|name| base.schema().index_of(name).is_ok())
            .map(String::as_str)
            .collect();
        match clashing.first() {
            None => Ok(()),
            Some(first) => Err(Error::invalid(format!(
                "Column name conflicts: {}: both tables of snapshotWhen have them; name the stamp columns, such as New = Old",
                clashing.join(", ")
            ))
            .with("column", first)),
        }
    }

    pub fn fields(&self) -> &[Arc<Field>] {
        &self.fields
    }

    /// What the last row of the trigger holds, a value for each column; null when there is none.
    pub fn last(&self, trigger: &Snapshot) -> Result<Vec<ArrayRef>> {
        self.at(trigger, trigger.row_keys().last().unwrap_or(NO_ROW))
    }

    /// What a row of the trigger holds.
    pub fn at(&self, trigger: &Snapshot, row: u64) -> Result<Vec<ArrayRef>> {
        self.columns
            .iter()
            .map(|column| trigger.gather(*column, &[row]))
            .collect()
    }
}

/// One value so many times.
pub(super) fn repeated(value: &ArrayRef, rows: usize) -> Result<ArrayRef> {
    Ok(take(value, &UInt32Array::from(vec![0; rows]), None)?)
}

/// A column with one value under every key.
pub(super) struct OneValue(pub ArrayRef);

impl Column for OneValue {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        repeated(&self.0, keys.len() as usize)
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        let position = |key: &u64| (*key != NO_ROW).then_some(0);
        let positions: UInt32Array = keys.iter().map(position).collect();
        Ok(take(&self.0, &positions, None)?)
    }

    fn memory_size(&self) -> usize {
        self.0.get_buffer_memory_size()
    }
}
