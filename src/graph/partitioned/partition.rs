//! A table as one for each group of rows with equal keys.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, Weak};

use arrow_array::Array;
use arrow_schema::{Schema, SchemaRef};

use super::{Constituents, PartitionedTable};
use crate::error::{Error, Result};
use crate::graph::cycle::locked;
use crate::graph::node::{Made, Node, Outcome};
use crate::graph::table::{Table, TableCore, Traits};
use crate::op::{Divided, Division, Flow, Part};
use crate::spec::TableType;
use crate::table::{Block, Change, Chunk, Retention, RowSet, Snapshot};

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
            let (mut division, key_fields) = Division::new(&rows, &keys)?;
            let constituents = Arc::new(Constituents::new(schema.clone(), flow, key_fields.clone())?);
            let label = format!("partitionBy({}) of {}", keys.join(", "), source.label());
            let begin = Change::of_rows(Snapshot::empty(rows.schema().clone()), rows);
            let divided = division.divide(&begin)?;
            let mut keys = Keys::new(Arc::new(Schema::new(key_fields)));
            keys.add(&divided)?;
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
            let first_keys = keys.snapshot();
            let core = Arc::new_cyclic(|core| {
                let node = Partitioner {
                    division,
                    keys,
                    maker: maker.clone(),
                    constituents: Arc::downgrade(&constituents),
                    core: core.clone(),
                };
                TableCore::new(traits, first_keys, Box::new(node))
            });
            source.add_child(number, &core);
            let tables: Vec<Arc<TableCore>> = divided
                .parts
                .iter()
                .map(|(group, part)| maker.make(*group, maker.constituent(&begin.after, &part.rows), &core))
                .collect();
            constituents.add(&divided.new_keys, &tables)?;
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

/// The keys in the order of their groups.
struct Keys {
    schema: SchemaRef,
    rows: Retention,
}

impl Keys {
    fn new(schema: SchemaRef) -> Self {
        Keys {
            schema,
            rows: Retention::new(TableType::Append),
        }
    }

    fn add(&mut self, divided: &Divided) -> Result<()> {
        let Some(rows) = divided.new_keys.first().map(Array::len) else {
            return Ok(());
        };
        let columns = divided.new_keys.iter().cloned().map(Chunk::compact).collect();
        self.rows.absorb(vec![Block { columns, rows }])
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot::of_store(self.schema.clone(), self.rows.rows(), self.rows.store())
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
    keys: Keys,
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
        let known = self.division.count() as u32;
        let before = self.keys.snapshot();
        let divided = self.division.divide(change)?;
        self.keys.add(&divided)?;
        let mut outcome = Outcome {
            wakes: divided
                .parts
                .keys()
                .map(|group| self.maker.first + u64::from(*group))
                .collect(),
            ..Outcome::default()
        };
        if self.division.count() as u32 > known {
            outcome.made = self.make(known, &divided)?;
            outcome.change = Some(Change::of_rows(before, self.keys.snapshot()));
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
    fn make(&self, known: u32, divided: &Divided) -> Result<Vec<Made>> {
        // Without a handle nobody can ask for them.
        let (Some(constituents), Some(core)) = (self.constituents.upgrade(), self.core.upgrade()) else {
            return Ok(Vec::new());
        };
        let groups = known..self.division.count() as u32;
        let empty = Snapshot::empty(self.maker.schema.clone());
        let tables: Vec<Arc<TableCore>> = groups
            .clone()
            .map(|group| self.maker.make(group, empty.clone(), &core))
            .collect();
        constituents.add(&divided.new_keys, &tables)?;
        let number = |group: u32| self.maker.first + u64::from(group);
        Ok(groups
            .zip(tables)
            .map(|(group, table)| Made {
                number: number(group),
                table,
            })
            .collect())
    }
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
            change: (!change.is_empty()).then_some(change),
            ..Outcome::default()
        })
    }
}
