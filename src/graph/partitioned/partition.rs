//! A table as one for each group of rows with equal keys.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, Weak};

use arrow_array::ArrayRef;
use arrow_schema::SchemaRef;

use super::{Constituents, PartitionedTable};
use crate::error::{Error, Result};
use crate::graph::cycle::locked;
use crate::graph::node::{Made, Node, Outcome};
use crate::graph::table::{Table, TableCore, Traits};
use crate::op::{Divided, Division, Flow, Part};
use crate::table::{Change, RowSet, Snapshot};

/// The most constituents: as many tables get numbers below those of the tables that are derived from them.
pub(super) const MOST: u64 = 1 << 32;

impl Table {
    /// A table for each group of rows with equal keys, in the order in which the groups are first seen; `drop_keys`
    /// leaves the key columns out of them. A group that has lost its rows keeps its table.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) for a key that is no column.
    pub fn partition_by<S: Into<String>>(
        &self,
        keys: impl IntoIterator<Item = S>,
        drop_keys: bool,
    ) -> Result<PartitionedTable> {
        let keys: Vec<String> = keys.into_iter().map(Into::into).collect();
        if keys.is_empty() {
            return Err(Error::invalid("a table is partitioned by at least one key column"));
        }
        let (engine, source) = (self.engine(), self.core());
        let columns: Vec<usize> = (0..self.schema().fields().len())
            .filter(|column| !drop_keys || !keys.contains(self.schema().field(*column).name()))
            .collect();
        let schema: SchemaRef = Arc::new(self.schema().project(&columns)?);
        let number = engine.reserve(1 + MOST);
        let mut partitioned = None;
        engine.add_all(|| {
            if let Some(failure) = source.failure() {
                return Err(failure);
            }
            let (rows, flow) = (source.snapshot(), source.flow());
            let mut division = Division::new(&rows, &keys)?;
            let label = format!("partitionBy({}) of {}", keys.join(", "), source.label());
            let begin = Change::of_rows(Snapshot::empty(rows.schema().clone()), rows);
            let divided = division.divide(&begin)?;
            let first_keys = division.keys();
            let constituents = Arc::new(Constituents::new(schema.clone(), flow, first_keys.schema().clone())?);
            let maker = Arc::new(Maker {
                first: number + 1,
                label: label.clone(),
                schema,
                columns,
                flow,
                cycle: Mutex::default(),
            });
            let traits = Traits {
                label: format!("the keys of {label}"),
                flow: if flow == Flow::Still { flow } else { Flow::Append },
                parents: vec![source.clone()],
                ..Traits::default()
            };
            let keys = first_keys.clone();
            let core = Arc::new_cyclic(|core| {
                let node = Partitioner {
                    division,
                    keys,
                    maker: maker.clone(),
                    constituents: Arc::downgrade(&constituents),
                    core: core.clone(),
                };
                TableCore::new(traits, first_keys.clone(), Box::new(node))
            });
            source.add_child(number, &core);
            let tables: Vec<Arc<TableCore>> = divided
                .parts
                .iter()
                .map(|(group, part)| maker.make(*group, maker.constituent(&begin.after, &part.rows), &core))
                .collect();
            constituents.add(&keys_of(&first_keys, &divided)?, &tables)?;
            partitioned = Some(PartitionedTable::new(engine.clone(), core.clone(), constituents));
            let made = [core].into_iter().chain(tables);
            Ok((number..)
                .zip(made)
                .map(|(number, table)| Made { number, table })
                .collect())
        })?;
        partitioned.ok_or_else(|| Error::internal("a partitioned table was not made"))
    }
}

/// Makes constituents, and tells them what a cycle did to their rows.
struct Maker {
    /// The number of the first constituent.
    first: u64,
    label: String,
    schema: SchemaRef,
    /// The columns of the source that constituents have.
    columns: Vec<usize>,
    flow: Flow,
    cycle: Mutex<Option<Cycle>>,
}

/// What the constituents of a cycle have not taken yet.
struct Cycle {
    after: Snapshot,
    parts: BTreeMap<u32, Part>,
}

impl Maker {
    /// The number of a constituent.
    fn number(&self, group: u32) -> u64 {
        self.first + u64::from(group)
    }

    /// A constituent's rows.
    fn constituent(&self, source: &Snapshot, rows: &RowSet) -> Snapshot {
        source.with_rows(rows.clone()).project(&self.schema, &self.columns)
    }

    fn make(self: &Arc<Self>, group: u32, snapshot: Snapshot, parent: &Arc<TableCore>) -> Arc<TableCore> {
        let node = Constituent {
            maker: self.clone(),
            group,
            result: snapshot.clone(),
        };
        let traits = Traits {
            label: format!("constituent {group} of {}", self.label),
            flow: self.flow,
            parents: vec![parent.clone()],
            ..Traits::default()
        };
        Arc::new(TableCore::new(traits, snapshot, Box::new(node)))
    }
}

/// The node of the keys. It keeps no constituent alive: those keep it.
struct Partitioner {
    division: Division,
    /// The keys of the groups so far.
    keys: Snapshot,
    maker: Arc<Maker>,
    constituents: Weak<Constituents>,
    core: Weak<TableCore>,
}

impl Node for Partitioner {
    fn update(&mut self, parents: &[Option<Change>]) -> Result<Outcome> {
        let [Some(change)] = parents else {
            // The source may have failed or finished: all constituents have to hear of that.
            let all = self.maker.first..self.maker.first + self.division.count() as u64;
            return Ok(Outcome {
                wakes: all.collect(),
                ..Outcome::default()
            });
        };
        let divided = self.division.divide(change)?;
        let mut outcome = Outcome {
            wakes: divided.parts.keys().map(|group| self.maker.number(*group)).collect(),
            ..Outcome::default()
        };
        if !divided.new.is_empty() {
            let keys = self.division.keys();
            let before = std::mem::replace(&mut self.keys, keys.clone());
            outcome.made = self.make(&divided)?;
            outcome.change = Some(Change::of_rows(before, keys));
        }
        *locked(&self.maker.cycle) = Some(Cycle {
            after: change.after.clone(),
            parts: divided.parts,
        });
        Ok(outcome)
    }
}

impl Partitioner {
    /// The constituents of new groups, whose rows come in this cycle.
    fn make(&self, divided: &Divided) -> Result<Vec<Made>> {
        // Without a handle nobody can ask for them.
        let (Some(constituents), Some(core)) = (self.constituents.upgrade(), self.core.upgrade()) else {
            return Ok(Vec::new());
        };
        let empty = Snapshot::empty(self.maker.schema.clone());
        let tables: Vec<Arc<TableCore>> = divided
            .new
            .clone()
            .map(|group| self.maker.make(group, empty.clone(), &core))
            .collect();
        constituents.add(&keys_of(&self.keys, divided)?, &tables)?;
        let made = divided.new.clone().zip(tables);
        Ok(made
            .map(|(group, table)| Made {
                number: self.maker.number(group),
                table,
            })
            .collect())
    }
}

/// The keys of the groups that are new, an array for each key column.
fn keys_of(keys: &Snapshot, divided: &Divided) -> Result<Vec<ArrayRef>> {
    let new = RowSet::from(u64::from(divided.new.start)..u64::from(divided.new.end));
    let columns = 0..keys.schema().fields().len();
    columns.map(|column| keys.read(column, &new)).collect()
}

/// The node of a constituent.
struct Constituent {
    maker: Arc<Maker>,
    group: u32,
    result: Snapshot,
}

impl Node for Constituent {
    fn update(&mut self, _: &[Option<Change>]) -> Result<Outcome> {
        let mut cycle = locked(&self.maker.cycle);
        let taken = cycle
            .as_mut()
            .and_then(|cycle| Some((cycle.parts.remove(&self.group)?, cycle.after.clone())));
        if cycle.as_ref().is_some_and(|cycle| cycle.parts.is_empty()) {
            // No snapshot of the source is kept longer than the cycle.
            *cycle = None;
        }
        let Some((part, source)) = taken else {
            return Ok(Outcome::default());
        };
        let after = self.maker.constituent(&source, &part.rows);
        let change = Change {
            added: part.added,
            removed: part.removed,
            modified: part.modified,
            before: std::mem::replace(&mut self.result, after.clone()),
            after,
        };
        Ok(Outcome {
            change: change.if_any(),
            ..Outcome::default()
        })
    }
}
