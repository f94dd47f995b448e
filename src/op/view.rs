//! Columns chosen, renamed and put in another order.

use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};

use super::columns::Chosen;
use super::{Flow, Operation};
use crate::error::Result;
use crate::table::{Change, Snapshot};

/// The rows of the input with some of its columns: they are shared, not copied.
pub(crate) struct View {
    schema: SchemaRef,
    columns: Vec<usize>,
    flow: Flow,
    result: Snapshot,
}

impl View {
    /// The columns at these indices of the input, under these names.
    pub fn new(input: &Snapshot, flow: Flow, columns: &[Chosen]) -> Self {
        let field = |(name, index): &Chosen| input.schema().field(*index).clone().with_name(name);
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let columns: Vec<usize> = columns.iter().map(|(_, index)| *index).collect();
        let result = input.project(&schema, &columns);
        View {
            schema,
            columns,
            flow,
            result,
        }
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
