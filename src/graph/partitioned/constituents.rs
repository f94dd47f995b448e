//! The list of constituents, and which key is whose.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};

use arrow_array::{Array, ArrayRef};
use arrow_schema::{Field, SchemaRef};

use super::described;
use super::key_bytes::KeyBytes;
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
    bytes: KeyBytes,
    /// Positions by encoded key.
    positions: HashMap<Box<[u8]>, Vec<usize>>,
    entries: Vec<Entry>,
    /// Merged tables, to which new constituents are added.
    merged: Vec<(u64, Weak<TableCore>)>,
}

/// A constituent.
#[derive(Clone)]
pub(super) struct Entry {
    pub table: Arc<TableCore>,
    /// Whether it is one now, if it may go: then it has no rows until it comes back.
    pub present: Option<Arc<AtomicBool>>,
}

impl Entry {
    /// A constituent that stays.
    pub fn lasting(table: Arc<TableCore>) -> Self {
        Entry { table, present: None }
    }

    fn is_present(&self) -> bool {
        self.present
            .as_ref()
            .is_none_or(|present| present.load(Ordering::Relaxed))
    }
}

impl Constituents {
    /// No constituents yet; they will have these columns and keys.
    pub fn new(schema: SchemaRef, flow: Flow, key_schema: SchemaRef) -> Result<Self> {
        let bytes = KeyBytes::new(&key_schema)?;
        Ok(Constituents {
            schema,
            flow,
            key_schema,
            list: Mutex::new(List {
                bytes,
                positions: HashMap::new(),
                entries: Vec::new(),
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

    /// The tables that are there now.
    pub fn tables(&self) -> Vec<Arc<TableCore>> {
        let list = locked(&self.list);
        let present = list.entries.iter().filter(|entry| entry.is_present());
        present.map(|entry| entry.table.clone()).collect()
    }

    pub fn count(&self) -> usize {
        locked(&self.list).entries.len()
    }

    /// The tables from a position on, also those that have gone.
    pub fn tables_from(&self, position: usize) -> Vec<Arc<TableCore>> {
        let list = locked(&self.list);
        let entries = list.entries.get(position..).unwrap_or_default();
        entries.iter().map(|entry| entry.table.clone()).collect()
    }

    /// The table at a position, also when it has gone.
    pub fn table_at(&self, position: usize) -> Option<Arc<TableCore>> {
        let list = locked(&self.list);
        list.entries.get(position).map(|entry| entry.table.clone())
    }

    /// The table of a key, which is one row.
    pub fn find(&self, key: &[ArrayRef]) -> Result<Option<Arc<TableCore>>> {
        let fields = self.key_schema.fields();
        let fits =
            |(field, array): (&Arc<Field>, &ArrayRef)| field.data_type() == array.data_type() && array.len() == 1;
        if fields.len() != key.len() || !fields.iter().zip(key).all(fits) {
            return Err(Error::invalid(format!(
                "a key of this partitioned table is one value of each of [{}]",
                described(fields)
            )));
        }
        let positions = self.positions(key, 1)?.pop().unwrap_or_default();
        let list = locked(&self.list);
        let entries = positions.iter().filter_map(|position| list.entries.get(*position));
        let found: Vec<&Entry> = entries.filter(|entry| entry.is_present()).collect();
        match found[..] {
            [] => Ok(None),
            [one] => Ok(Some(one.table.clone())),
            _ => Err(Error::unsupported(format!(
                "the key has {} tables: a table can be asked for where keys are unique only",
                found.len()
            ))),
        }
    }

    /// The positions of each of so many keys, an array a key column.
    pub fn positions(&self, keys: &[ArrayRef], count: usize) -> Result<Vec<Vec<usize>>> {
        let list = locked(&self.list);
        let keys = list.bytes.write(keys, count)?;
        let positions = keys.iter().map(|key| list.positions.get(key).cloned());
        Ok(positions.map(Option::unwrap_or_default).collect())
    }

    /// The keys of the tables, an array for each key column.
    pub fn keys(&self) -> Result<Vec<ArrayRef>> {
        let list = locked(&self.list);
        if self.key_schema.fields().is_empty() {
            return Ok(Vec::new());
        }
        let mut keys: Vec<(usize, &[u8])> = Vec::with_capacity(list.entries.len());
        for (key, positions) in &list.positions {
            keys.extend(positions.iter().map(|position| (*position, &**key)));
        }
        keys.sort_unstable();
        list.bytes.read(keys.into_iter().map(|(_, key)| key))
    }

    /// Adds tables with their keys, which are new, also to the tables that were merged before. No cycle is at work on
    /// what comes after them.
    pub fn add(&self, keys: &[ArrayRef], cores: &[Arc<TableCore>]) -> Result<()> {
        self.add_entries(keys, cores.iter().cloned().map(Entry::lasting).collect())
    }

    /// The same for those that may go; keys may be there more than once.
    pub(super) fn add_entries(&self, keys: &[ArrayRef], entries: Vec<Entry>) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut list = locked(&self.list);
        let keys = list.bytes.write(keys, entries.len())?;
        for (key, entry) in keys.into_iter().zip(entries) {
            for (number, merged) in &list.merged {
                if let Some(merged) = merged.upgrade() {
                    merged.add_parent(entry.table.clone());
                    entry.table.add_child(*number, &merged);
                }
            }
            let position = list.entries.len();
            list.positions.entry(key).or_default().push(position);
            list.entries.push(entry);
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
