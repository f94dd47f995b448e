//! Groups side by side: a row for each value of some keys, columns for each value of others.

use arrow_array::Array;
use arrow_array::cast::AsArray;

use super::multi_join::{MultiJoinInput, multi_join_in};
use super::texts;
use crate::error::{Error, Result};
use crate::graph::Table;
use crate::graph::session::Hold;
use crate::spec::{Aggregation, PairOperation, is_reserved};

/// What [`Table::keyed_transpose`] does beside.
#[derive(Clone, Debug, Default)]
pub struct TransposeOptions {
    /// Groups that are there from the beginning, whether there are rows of them or not: a table of the key columns. They
    /// come first, and their keys make columns. What counts rows is 0 in those that have none, everything else null.
    pub initial_groups: Option<Table>,
    /// What a key does for which there is no column.
    pub new_columns: NewColumns,
}

/// What becomes of groups that [`Table::keyed_transpose`] has no column for, as their keys came later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewColumns {
    /// The table fails, and keeps its last good state.
    #[default]
    Fail,
    /// They are left out.
    Ignore,
}

impl Table {
    /// What the aggregations make of each group of rows with equal keys, side by side: a row for each combination of values
    /// of `rows`, and columns for each of `columns` that there is now. A column is called after the values of `columns`, with
    /// `_` between them, and if there are several aggregations after what they make: `Count_INFO`, `Sum_INFO`. What names
    /// cannot have is left out, and a name that is taken gets a number.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::sync::Arc;
    /// # use arrow_array::{RecordBatch, StringArray};
    /// # use topictable::{Aggregation, Session, TransposeOptions, pretty};
    /// # let session = Session::new()?;
    /// # let column = |values: Vec<&str>| Arc::new(StringArray::from(values)) as _;
    /// # let batch = RecordBatch::try_from_iter([
    /// #     ("Day", column(vec!["Mon", "Mon", "Tue", "Mon"])),
    /// #     ("Level", column(vec!["INFO", "WARN", "INFO", "INFO"])),
    /// # ])?;
    /// # let messages = session.import(batch.schema(), [Ok(batch)])?;
    /// let days = messages.keyed_transpose([Aggregation::count("N")], ["Day"], ["Level"], &TransposeOptions::default())?;
    /// assert_eq!(pretty(&days.snapshot()).to_string(), "\
    /// +-----+------+------+
    /// | Day | INFO | WARN |
    /// +-----+------+------+
    /// | Mon | 2    | 1    |
    /// | Tue | 1    |      |
    /// +-----+------+------+");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// No aggregation, no keys, no group; a key of which no name can be made.
    pub fn keyed_transpose<S: Into<String>, T: Into<String>>(
        &self,
        aggregations: impl IntoIterator<Item = Aggregation>,
        rows: impl IntoIterator<Item = S>,
        columns: impl IntoIterator<Item = T>,
        options: &TransposeOptions,
    ) -> Result<Table> {
        let aggregations: Vec<Aggregation> = aggregations.into_iter().collect();
        let counts = aggregations.iter().filter_map(|aggregation| match aggregation {
            Aggregation::Count { column } | Aggregation::CountWhere { column, .. } => Some(column.clone()),
            _ => None,
        });
        let transpose = Transpose {
            rows: texts(rows),
            columns: texts(columns),
            aggregations: aggregations.len(),
            counts: counts.collect(),
        };
        transpose.check()?;
        let _hold = Hold::of(self.engine());
        let groups = self.agg_by(aggregations, transpose.keys())?;
        transpose.of(&groups, options)
    }
}

/// How groups are put side by side.
pub(crate) struct Transpose {
    /// The keys of a row.
    pub rows: Vec<String>,
    /// The keys of a column.
    pub columns: Vec<String>,
    /// How many aggregations have made the groups.
    pub aggregations: usize,
    /// What they make that is 0 of no rows.
    pub counts: Vec<String>,
}

impl Transpose {
    fn check(&self) -> Result<()> {
        let missing = [
            (self.aggregations == 0, "aggregations"),
            (self.rows.is_empty(), "columns whose values are rows"),
            (self.columns.is_empty(), "columns whose values become columns"),
        ];
        match missing.iter().find(|(is_missing, _)| *is_missing) {
            Some((_, what)) => Err(Error::invalid(format!(
                "keyedTranspose has no {what}: expected at least one"
            ))),
            None => Ok(()),
        }
    }

    /// All keys, each once.
    fn keys(&self) -> Vec<String> {
        let others = self.columns.iter().filter(|column| !self.rows.contains(column));
        self.rows.iter().chain(others).cloned().collect()
    }

    /// The table of the groups, which aggregations by all keys have made.
    pub fn of(&self, groups: &Table, options: &TransposeOptions) -> Result<Table> {
        self.check()?;
        let _hold = Hold::of(groups.engine());
        let groups = match &options.initial_groups {
            Some(initial) => self.with_initial(groups, initial)?,
            None => groups.clone(),
        };
        let known = groups.select_distinct(self.columns.clone())?.snapshot_table()?;
        if known.num_rows() == 0 {
            return Err(Error::invalid(format!(
                "keyedTranspose has no groups yet, and so no values of [{}] to make columns of: expected rows, or initial groups",
                self.columns.join(", ")
            )));
        }
        let on = self.columns.clone();
        let groups = match options.new_columns {
            NewColumns::Fail => groups.apply_with(&known, &PairOperation::Known { on })?,
            NewColumns::Ignore => groups,
        };
        let parts = groups.partition_by(self.columns.clone(), false)?;
        let values: Vec<String> = groups
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        let keys = self.keys();
        let values: Vec<&String> = values.iter().filter(|name| !keys.contains(name)).collect();
        let mut names = Names::default();
        let mut inputs = Vec::new();
        for (part, key) in parts.constituents().iter().zip(self.texts_of(&parts.keys())?) {
            let named = values.iter().map(|value| {
                let wanted = match self.aggregations {
                    1 => key.clone(),
                    _ => format!("{value}_{key}"),
                };
                Ok(format!("{} = {value}", names.take(&wanted, &self.rows)?))
            });
            inputs.push(MultiJoinInput::new(
                part,
                self.rows.clone(),
                named.collect::<Result<Vec<_>>>()?,
            ));
        }
        multi_join_in(groups.engine(), &inputs)
    }

    /// The groups behind those that are there from the beginning.
    fn with_initial(&self, groups: &Table, initial: &Table) -> Result<Table> {
        let keys = self.keys();
        let first = initial.view(keys.clone())?.select_distinct([""; 0])?;
        let inputs = [
            MultiJoinInput::new(&first, keys.clone(), [""; 0]),
            MultiJoinInput::new(groups, keys, [""; 0]),
        ];
        let joined = multi_join_in(groups.engine(), &inputs)?;
        let zeros = self
            .counts
            .iter()
            .map(|count| format!("{count} = isNull({count}) ? 0L : {count}"));
        joined.update_view(zeros)
    }

    /// The keys of columns as texts.
    fn texts_of(&self, keys: &Table) -> Result<Vec<String>> {
        let text = format!("Text = `` + {}", self.columns.join(" + `_` + "));
        let rows = keys.view([text])?.snapshot();
        let mut texts = Vec::new();
        for batch in rows.batches() {
            let batch = batch?;
            let column = batch.column(0).as_string_opt::<i32>();
            let column = column.ok_or_else(|| Error::internal("a text is none"))?;
            texts.extend((0..column.len()).map(|row| column.value(row).to_owned()));
        }
        Ok(texts)
    }
}

/// The names of the columns so far.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    /// A name like the wanted one that is not taken.
    fn take(&mut self, wanted: &str, keys: &[String]) -> Result<String> {
        let is_allowed = |char: &char| char.is_ascii_alphanumeric() || matches!(char, '_' | '$');
        let mut name: String = wanted.chars().filter(is_allowed).collect();
        if name.is_empty() {
            return Err(Error::invalid(format!(
                "keyedTranspose cannot make the name of a column of {wanted:?}: it has no letter and no digit"
            )));
        }
        if name.starts_with(|first: char| first.is_ascii_digit()) || is_reserved(&name) {
            name.insert_str(0, "column_");
        }
        let others = (2..).map(|number| format!("{name}{number}"));
        let free = std::iter::once(name.clone())
            .chain(others)
            .find(|name| !self.0.contains(name));
        let name = free.unwrap_or(name);
        if keys.contains(&name) {
            return Err(Error::invalid(format!(
                "keyedTranspose would have two columns {name:?}: a key, and one of the value {wanted:?}"
            ))
            .with("column", name));
        }
        self.0.push(name.clone());
        Ok(name)
    }
}

#[cfg(test)]
mod tests;
