//! Columns chosen and renamed.

use std::sync::Arc;

use arrow_schema::{Field, Schema, SchemaRef};

use super::{Flow, Operation};
use crate::error::{Error, Result};
use crate::table::{Change, Snapshot};

/// The rows of the input with some of its columns: they are shared, not copied.
pub(crate) struct View {
    schema: SchemaRef,
    columns: Vec<usize>,
    flow: Flow,
    result: Snapshot,
}

impl View {
    /// `columns` are names, or `New = Old`.
    pub fn new(input: &Snapshot, flow: Flow, columns: &[String]) -> Result<Self> {
        let mut indices = Vec::with_capacity(columns.len());
        let mut fields: Vec<Field> = Vec::with_capacity(columns.len());
        for column in columns {
            let (new, old) = column.split_once('=').unwrap_or((column, column));
            let (new, old) = (new.trim(), old.trim());
            if !old
                .chars()
                .all(|char| char.is_alphanumeric() || char == '_' || char == '$')
            {
                return Err(Error::unsupported(format!(
                    "the formula {column:?} is not supported by this version: expected a column, or New = Old"
                ))
                .with("formula", column));
            }
            let index = input.column_index(old)?;
            if fields.iter().any(|field| field.name() == new) {
                return Err(Error::invalid(format!("column {new:?} is asked for twice")).with("column", new));
            }
            indices.push(index);
            fields.push(input.schema().field(index).clone().with_name(new));
        }
        let schema = Arc::new(Schema::new(fields));
        let result = input.project(&schema, &indices);
        Ok(View {
            schema,
            columns: indices,
            flow,
            result,
        })
    }
}

impl Operation for View {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        self.flow
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let after = change.after.project(&self.schema, &self.columns);
        let before = std::mem::replace(&mut self.result, after.clone());
        Ok(Some(Change {
            before,
            after,
            ..change.clone()
        }))
    }
}
