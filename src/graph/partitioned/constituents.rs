//! The list of constituents, and which key is whose.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, Weak};

use arrow_array::{Array, ArrayRef};
use arrow_row::{RowConverter, SortField};
use arrow_schema::{Field, SchemaRef};

use crate::error::{Error, Result};
use crate::graph::cycle::locked;
use crate::graph::table::TableCore;
use crate::op::Flow;

/// The tables of a partitioned table: the row of the keys at a position stands for the table at this position.
pub(in crate::graph) struct Constituents {
    schema: SchemaRef,
    flow: Flow,
    key_schema: SchemaRef,
    list: Mutex<List>,
}

struct List {
    converter: RowConverter,
    /// Positions by encoded key.
    positions: HashMap<Box<[u8]>, usize>,
    tables: Vec<Arc<TableCore>>,
    /// Merged tables, to which new constituents are added.
    merged: Vec<(u64, Weak<TableCore>)>,
}

impl Constituents {
    /// No constituents yet; they will have these columns and keys.
    pub fn new(schema: SchemaRef, flow: Flow, key_schema: SchemaRef) -> Result<Self> {
        let fields = key_schema
            .fields()
            .iter()
            .map(|field| SortField::new(field.data_type().clone()));
        let converter = RowConverter::new(fields.collect())?;
        Ok(Constituents {
            schema,
            flow,
            key_schema,
            list: Mutex::new(List {
                converter,
                positions: HashMap::new(),
                tables: Vec::new(),
                merged: Vec::new(),
            }),
        })
    }

    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub fn key_schema(&self) -> &SchemaRef {
        &self.key_schema
    }

    pub fn flow(&self) -> Flow {
        self.flow
    }

    pub fn tables(&self) -> Vec<Arc<TableCore>> {
        locked(&self.list).tables.clone()
    }

    pub fn count(&self) -> usize {
        locked(&self.list).tables.len()
    }

    /// The tables from a position on, at most up to another.
    pub fn tables_in(&self, positions: Range<usize>) -> Vec<Arc<TableCore>> {
        let list = locked(&self.list);
        let end = positions.end.min(list.tables.len());
        list.tables.get(positions.start..end).unwrap_or_default().to_vec()
    }

    /// The table of a key, which is one row.
    pub fn find(&self, key: &[ArrayRef]) -> Result<Option<Arc<TableCore>>> {
        let fields = self.key_schema.fields();
        let fits =
            |(field, array): (&Arc<Field>, &ArrayRef)| field.data_type() == array.data_type() && array.len() == 1;
        if fields.len() != key.len() || !fields.iter().zip(key).all(fits) {
            let described = fields
                .iter()
                .map(|field| format!("{} {}", field.name(), field.data_type()));
            return Err(Error::invalid(format!(
                "a key of this partitioned table is one value of each of [{}]",
                described.collect::<Vec<_>>().join(", ")
            )));
        }
        let list = locked(&self.list);
        let rows = list.converter.convert_columns(key)?;
        let position = list.positions.get(rows.row(0).data());
        Ok(position.map(|position| list.tables[*position].clone()))
    }

    /// The keys of the tables, an array for each key column.
    pub fn keys(&self) -> Result<Vec<ArrayRef>> {
        let list = locked(&self.list);
        let mut keys: Vec<(&usize, &[u8])> = list.positions.iter().map(|(key, at)| (at, &**key)).collect();
        keys.sort_unstable();
        let parser = list.converter.parser();
        Ok(list
            .converter
            .convert_rows(keys.into_iter().map(|(_, key)| parser.parse(key)))?)
    }

    /// Adds tables with their keys, which are new, also to the tables that were merged before. No cycle is at work on
    /// what comes after them.
    pub fn add(&self, keys: &[ArrayRef], cores: &[Arc<TableCore>]) -> Result<()> {
        if cores.is_empty() {
            return Ok(());
        }
        let mut list = locked(&self.list);
        let rows = list.converter.convert_columns(keys)?;
        for (row, core) in rows.iter().zip(cores) {
            for (number, merged) in &list.merged {
                if let Some(merged) = merged.upgrade() {
                    merged.add_parent(core.clone());
                    core.add_child(*number, &merged);
                }
            }
            let position = list.tables.len();
            list.positions.insert(row.data().into(), position);
            list.tables.push(core.clone());
        }
        Ok(())
    }

    /// Remembers a table of the rows of all constituents.
    pub fn add_merged(&self, number: u64, merged: &Arc<TableCore>) {
        let mut list = locked(&self.list);
        list.merged.retain(|(_, table)| table.strong_count() > 0);
        list.merged.push((number, Arc::downgrade(merged)));
    }
}
