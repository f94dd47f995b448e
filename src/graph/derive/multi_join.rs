//! Many tables joined by their keys.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::order::merge_in;
use super::texts;
use crate::error::{Error, Result};
use crate::graph::cycle::Engine;
use crate::graph::{Session, Table};
use crate::spec::{ColumnType, Matching, PairOperation, TableOperation, Variables};

/// A table of a [`Session::multi_join`].
#[derive(Clone, Debug)]
pub struct MultiJoinInput {
    table: Table,
    on: Vec<String>,
    add: Vec<String>,
}

impl MultiJoinInput {
    /// A table, the columns by which its rows belong to those of other tables, each a name or `Key = Column`, and those
    /// that it adds, each a name or `New = Old`; all but the keys, if there is none.
    pub fn new<S: Into<String>, T: Into<String>>(
        table: &Table,
        on: impl IntoIterator<Item = S>,
        add: impl IntoIterator<Item = T>,
    ) -> Self {
        MultiJoinInput {
            table: table.clone(),
            on: texts(on),
            add: texts(add),
        }
    }

    /// The keys, each with the column of this table.
    fn keys(&self) -> Vec<(&str, &str)> {
        let items = self.on.iter().filter(|item| !item.trim().is_empty());
        items
            .map(|item| item.split_once('=').unwrap_or((item, item)))
            .map(|(key, column)| (key.trim(), column.trim_start_matches('=').trim()))
            .collect()
    }

    /// The columns that are added: those that are named, or all but the keys.
    fn added(&self, keys: &[(&str, &str)]) -> Vec<String> {
        let named = self.add.iter().filter(|item| !item.trim().is_empty());
        let named: Vec<String> = named.cloned().collect();
        if !named.is_empty() {
            return named;
        }
        let names = self.table.schema().fields().iter().map(|field| field.name());
        let is_key = |name: &str| keys.iter().any(|(_, column)| *column == name);
        names.filter(|name| !is_key(name)).cloned().collect()
    }
}

impl Session {
    /// A row for each key that any of the tables has, in the order in which the keys are first seen, with columns of the
    /// row of each table that has the key, or nulls. All tables have the same keys, by name and type, in any order. Without
    /// a key each table may have one row.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::sync::Arc;
    /// # use arrow_array::{Int64Array, RecordBatch, StringArray};
    /// use topictable::{MultiJoinInput, Session, pretty};
    /// # let session = Session::new()?;
    /// # let table = |key: &str, keys: Vec<&str>, value: &str, values: Vec<i64>| {
    /// #     let keys = Arc::new(StringArray::from(keys)) as _;
    /// #     let values = Arc::new(Int64Array::from(values)) as _;
    /// #     let batch = RecordBatch::try_from_iter([(key, keys), (value, values)]).unwrap();
    /// #     session.import(batch.schema(), [Ok(batch)]).unwrap()
    /// # };
    /// # let bought = table("Sym", vec!["AAPL", "TSLA"], "Qty", vec![9, 10]);
    /// # let sold = table("Symbol", vec!["MSFT", "AAPL"], "Qty", vec![4, 5]);
    /// let both = session.multi_join(&[
    ///     MultiJoinInput::new(&bought, ["Sym"], ["Bought = Qty"]),
    ///     MultiJoinInput::new(&sold, ["Sym = Symbol"], ["Sold = Qty"]),
    /// ])?;
    /// assert_eq!(pretty(&both.snapshot()).to_string(), "\
    /// +------+--------+------+
    /// | Sym  | Bought | Sold |
    /// +------+--------+------+
    /// | AAPL | 9      | 5    |
    /// | TSLA | 10     |      |
    /// | MSFT |        | 4    |
    /// +------+--------+------+");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// No table; keys that differ; columns of one name; two rows of a table with one key. When that comes about later, the
    /// result fails and keeps its last good state.
    pub fn multi_join(&self, inputs: &[MultiJoinInput]) -> Result<Table> {
        multi_join_in(self.engine(), inputs)
    }
}

/// What makes a table of the keys, under the names that they have in the result.
fn keys_of(input: &MultiJoinInput) -> TableOperation {
    let keys = input.keys();
    if keys.is_empty() {
        let all = input.table.schema().fields().iter();
        let columns = all.map(|field| field.name().clone()).collect();
        return TableOperation::DropColumns { columns };
    }
    TableOperation::View {
        columns: keys.iter().map(|(key, column)| format!("{key} = {column}")).collect(),
        variables: Variables::new(),
    }
}

/// See [`Session::multi_join`].
pub(super) fn multi_join_in(engine: &Arc<Engine>, inputs: &[MultiJoinInput]) -> Result<Table> {
    let Some(first) = inputs.first() else {
        return Err(Error::invalid("multiJoin has no table: expected at least one"));
    };
    let mut keys = Vec::with_capacity(inputs.len());
    for (index, input) in inputs.iter().enumerate() {
        check_keys(index, first, input)?;
        keys.push(input.table.apply(&keys_of(input))?);
    }
    let mut joined = merge_in(engine, &keys)?.apply(&TableOperation::SelectDistinct {
        columns: Vec::new(),
        variables: Variables::new(),
    })?;
    for (index, input) in inputs.iter().enumerate() {
        let keys = input.keys();
        let add = input.added(&keys);
        if add.is_empty() {
            continue;
        }
        let operation = PairOperation::Natural {
            on: keys.iter().map(|(key, column)| format!("{key} = {column}")).collect(),
            add,
            matching: Matching::Unique,
        };
        joined = joined
            .apply_with(&input.table, &operation)
            .map_err(|error| blamed(index, &error))?;
    }
    Ok(joined)
}

/// Refuses a table whose keys are not those of the first one.
fn check_keys(index: usize, first: &MultiJoinInput, input: &MultiJoinInput) -> Result<()> {
    let (expected, keys) = (first.keys(), input.keys());
    let names = |keys: &[(&str, &str)]| {
        keys.iter()
            .map(|(key, _)| (*key).to_owned())
            .collect::<BTreeSet<String>>()
    };
    if names(&expected) != names(&keys) || expected.len() != keys.len() {
        let text = |keys: &[(&str, &str)]| keys.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", ");
        return Err(Error::invalid(format!(
            "Key column mismatch for table {index} of multiJoin: the first table has the keys [{}], this one has [{}]",
            text(&expected),
            text(&keys)
        )));
    }
    for (key, column) in keys {
        let known = expected
            .iter()
            .find(|(known, _)| *known == key)
            .map_or(column, |(_, column)| *column);
        let data_type = |input: &MultiJoinInput, index: usize, column: &str| -> Result<ColumnType> {
            let position = input.table.snapshot().column_index(column);
            let position = position.map_err(|error| blamed(index, &error))?;
            Ok(ColumnType::from(
                input.table.schema().field(position).data_type().clone(),
            ))
        };
        let types = (data_type(first, 0, known)?, data_type(input, index, column)?);
        if types.0 != types.1 {
            return Err(Error::invalid(format!(
                "Key column type mismatch for table {index} of multiJoin: {key} has type {}, in the first table {}",
                types.1, types.0
            ))
            .with("column", key));
        }
    }
    Ok(())
}

fn blamed(index: usize, error: &Error) -> Error {
    Error::new(error.kind(), format!("in table {index} of multiJoin: {error}")).with_all(error)
}

#[cfg(test)]
mod tests;
