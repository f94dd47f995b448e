//! The constituents as the cells of a column.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch};
use arrow_schema::{Field, Fields};

use super::{Constituents, PartitionedTable};
use crate::error::{Error, Result};
use crate::formula::{ExternalFunction, ExternalFunctions};
use crate::graph::cycle::Engine;
use crate::graph::table::{Table, TableCore};
use crate::spec::{TableOperation, Variables, is_table, table_field};
use crate::table::{RowSet, column_index, owned_table_of_cell};

/// The name under which a formula asks for the table of a position. No program can have one like it.
const FUNCTION: &str = "$constituent";

impl PartitionedTable {
    /// The keys, with the tables in the column `column`: see [`Table::cell`].
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when a key has this name.
    pub fn table(&self, column: &str) -> Result<Table> {
        if self.constituents.key_schema().field_with_name(column).is_ok() {
            return Err(
                Error::invalid(format!("the column of tables {column:?} has the name of a key")).with("column", column),
            );
        }
        self.keys().with_tables(
            column,
            Cells::Constituents(self.constituents.clone(), self.engine.clone()),
        )
    }
}

impl Table {
    /// The table that a cell of a column of tables shows, at a row position; none where the cell is null.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is no such column; [`InvalidArgument`](crate::ErrorKind::InvalidArgument)
    /// when it is no column of tables, or has fewer rows.
    pub fn cell(&self, column: &str, position: u64) -> Result<Option<Table>> {
        let rows = self.snapshot();
        let index = column_index(rows.schema(), column, " of tables")?;
        if !is_table(rows.schema().field(index)) {
            return Err(Error::invalid(format!("column {column:?} has no tables")).with("column", column));
        }
        let row: RowSet = rows.row_keys().slice(position..position.saturating_add(1));
        if row.is_empty() {
            return Err(Error::invalid(format!(
                "there is no row {position}: the table has {} rows",
                rows.num_rows()
            )));
        }
        let cell = rows.read(index, &row)?;
        let cells = cell.as_primitive_opt::<Int64Type>();
        match cells
            .filter(|cells| cells.is_valid(0))
            .and_then(|cells| cells.values().first())
        {
            Some(number) => Table::of_cell(*number).map(Some),
            None => Ok(None),
        }
    }

    /// The table that a number in a column of tables stands for.
    pub(crate) fn of_cell(number: i64) -> Result<Table> {
        let found = owned_table_of_cell(number).and_then(|(table, engine)| {
            let table: Arc<dyn Any + Send + Sync> = table;
            Some((engine.downcast::<Engine>().ok()?, table.downcast::<TableCore>().ok()?))
        });
        let (engine, core) = found.ok_or_else(|| {
            Error::not_found("the table of the cell is gone: what it was a part of has been released")
        })?;
        Ok(Table::new(engine, core))
    }

    /// The rows with one more column, of tables.
    pub(super) fn with_tables(&self, column: &str, cells: Cells) -> Result<Table> {
        let position = match &cells {
            Cells::Constituents(..) => "ii",
            Cells::One(_) => "",
        };
        let function: Arc<dyn ExternalFunction> = Arc::new(cells);
        let functions: ExternalFunctions = BTreeMap::from([(FUNCTION.to_owned(), function)]);
        let operation = TableOperation::Update {
            columns: vec![format!("{column} = {FUNCTION}({position})")],
            variables: Variables::new(),
        };
        self.apply_calling(&operation, Arc::new(functions))
    }
}

/// The tables of a column, which they keep alive.
pub(super) enum Cells {
    /// The constituent at the row's position.
    Constituents(Arc<Constituents>, Arc<Engine>),
    /// One table in all rows.
    One(Table),
}

impl ExternalFunction for Cells {
    fn returns(&self, _: &Fields) -> Result<Field> {
        Ok(table_field(""))
    }

    fn call(&self, arguments: &RecordBatch) -> Result<ArrayRef> {
        let (constituents, engine) = match self {
            Cells::Constituents(constituents, engine) => (constituents, engine),
            Cells::One(table) => {
                let cell = table.core().cell(table.engine());
                return Ok(Arc::new(Int64Array::from_value(cell, arguments.num_rows())));
            }
        };
        let positions = arguments
            .columns()
            .first()
            .and_then(|column| column.as_primitive_opt::<Int64Type>())
            .ok_or_else(|| Error::internal("a constituent is asked for by its position"))?;
        let cell = |position: &i64| {
            let position = usize::try_from(*position).ok()?;
            let table = constituents.table_at(position)?;
            Some(table.cell(engine))
        };
        let cells: Int64Array = positions.values().iter().map(cell).collect();
        Ok(Arc::new(cells))
    }
}
