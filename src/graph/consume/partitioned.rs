//! A topic as a table for each of its partitions.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, Weak};

use arrow_array::{ArrayRef, Int32Array};
use arrow_schema::{Schema, SchemaRef};

use super::consumer::{Consumer, Owner};
use super::feed::{Budget, ConsumedNode, Feed};
use super::layout::Layout;
use super::maker::Maker;
use super::output::{MakeOutput, Output, Outputs};
use crate::error::{Error, Result};
use crate::graph::cycle::{Engine, locked};
use crate::graph::derive::merged;
use crate::graph::table::{Table, TableCore, Traits};
use crate::op::Flow;
use crate::spec::{ColumnType, Consume, TableType};
use crate::table::{Block, Chunk};

/// The name of the column of keys, as in the mirrored API.
const KEY_COLUMN: &str = "Partition";
/// The most partitions of a topic: as many tables get numbers below those that are derived from them.
const MOST_PARTITIONS: u64 = 1 << 16;

/// A table for each partition of a topic, its constituents. Constituents appear with new partitions.
///
/// Handles are cheap to clone and may be used from any thread. The topic is read as long as there is a handle of it, of
/// one of its tables, or of what is derived from those.
#[derive(Clone)]
pub struct PartitionedTable {
    engine: Arc<Engine>,
    keys: Arc<TableCore>,
    constituents: Arc<Constituents>,
}

/// The tables of the partitions.
struct Constituents {
    schema: SchemaRef,
    list: Mutex<List>,
}

#[derive(Default)]
struct List {
    tables: BTreeMap<i32, Arc<TableCore>>,
    /// Merged tables, to which new constituents are added.
    merged: Vec<(u64, Weak<TableCore>)>,
}

impl PartitionedTable {
    /// The keys of the constituents, in the order in which they appeared: a live table of the column `Partition`.
    pub fn keys(&self) -> Table {
        Table::new(self.engine.clone(), self.keys.clone())
    }

    /// The partitions that have a constituent now, in ascending order.
    pub fn partitions(&self) -> Vec<i32> {
        locked(&self.constituents.list).tables.keys().copied().collect()
    }

    /// The table of one partition, if there is one.
    pub fn constituent_for(&self, partition: i32) -> Option<Table> {
        let core = locked(&self.constituents.list).tables.get(&partition).cloned()?;
        Some(Table::new(self.engine.clone(), core))
    }

    /// The names and Arrow types of the columns of each constituent.
    pub fn constituent_schema(&self) -> &SchemaRef {
        &self.constituents.schema
    }

    /// The rows of all constituents, also of those that appear later. The rows of a constituent stay together, in its
    /// order.
    pub fn merge(&self) -> Result<Table> {
        let Constituents { schema, list } = &*self.constituents;
        let core = self.engine.add(|number| {
            let mut list = locked(list);
            let parents = list.tables.values().cloned().collect();
            let label = "the merged tables of a partitioned table";
            let core = merged(label, number, schema, parents, true, Some(self.constituents.clone()))?;
            list.merged.retain(|(_, table)| table.strong_count() > 0);
            list.merged.push((number, Arc::downgrade(&core)));
            Ok(core)
        })?;
        Ok(Table::new(self.engine.clone(), core))
    }
}

/// Asks the cluster, makes the tables and starts their consumer.
pub(in crate::graph) fn consume_to_partitioned_table(
    engine: &Arc<Engine>,
    consume: &Consume,
) -> Result<(PartitionedTable, Weak<Consumer>)> {
    let layout = Layout::new(consume)?;
    let source = super::open(engine, consume, &layout)?;
    let (maker, log) = Maker::new(engine, consume, &*source)?;
    let owner = Arc::new(Owner(maker.consumer.clone()));
    let keys = Keys::new(engine, &consume.topic, &owner)?;
    maker.consumer.watch(&keys.feed);
    let table = PartitionedTable {
        engine: engine.clone(),
        keys: keys.table.clone(),
        constituents: Arc::new(Constituents {
            schema: layout.schema(),
            list: Mutex::default(),
        }),
    };
    let mut outputs = Outputs::Each {
        outputs: BTreeMap::new(),
        make: constituents(
            &maker,
            keys,
            Arc::downgrade(&table.constituents),
            Arc::downgrade(&owner),
        ),
    };
    for partition in source.partitions() {
        outputs.open(*partition)?;
    }
    maker.run(source, outputs, log)?;
    Ok((table, Arc::downgrade(&maker.consumer)))
}

/// What makes the constituents: those of the first partitions before the consumer starts, later ones on its thread,
/// which must not keep alive what it ends with.
fn constituents(maker: &Maker, keys: Keys, list: Weak<Constituents>, owner: Weak<Owner>) -> MakeOutput {
    let first = maker.engine.reserve(MOST_PARTITIONS);
    let (maker, keys) = (maker.clone(), (keys.feed, keys.number));
    let mut made = 0;
    Box::new(move |partition| {
        let topic = &maker.consume.topic;
        let layout = Layout::new(&maker.consume)?;
        let (Some(owner), Some(constituents)) = (owner.upgrade(), list.upgrade()) else {
            // Nobody has a use for another partition: its records are dropped.
            return Output::to_nobody(layout);
        };
        if made == MOST_PARTITIONS {
            return Err(Error::unsupported(format!(
                "topic {topic:?} has more than {MOST_PARTITIONS} partitions"
            )));
        }
        let number = first + made;
        made += 1;
        let label = format!("the table of partition {partition} of topic {topic:?}");
        let (core, output) = maker.make(number, layout, label, owner)?;
        maker.engine.exclusively(|| constituents.add(partition, core));
        keys.0.push(key(partition), BTreeMap::new());
        maker.engine.wake(keys.1);
        Ok(output)
    })
}

impl Constituents {
    /// Adds a table without rows, also to the tables that were merged before. No cycle runs meanwhile.
    fn add(&self, partition: i32, core: Arc<TableCore>) {
        let mut list = locked(&self.list);
        for (number, merged) in &list.merged {
            if let Some(merged) = merged.upgrade() {
                merged.add_parent(core.clone());
                core.add_child(*number, &merged);
            }
        }
        list.tables.insert(partition, core);
    }
}

/// The table of keys, and what feeds it.
struct Keys {
    table: Arc<TableCore>,
    feed: Arc<Feed>,
    number: u64,
}

impl Keys {
    fn new(engine: &Arc<Engine>, topic: &str, owner: &Arc<Owner>) -> Result<Self> {
        let feed = Arc::new(Feed::new());
        let schema: SchemaRef = Arc::new(Schema::new(vec![ColumnType::Int.field(KEY_COLUMN)]));
        let number = engine.reserve(1);
        let table = engine.add_as(number, |_| {
            let traits = Traits {
                label: format!("the partitions of topic {topic:?}"),
                flow: Flow::Append,
                ..Traits::default()
            };
            let (feed, owner) = (feed.clone(), Some(owner.clone()));
            let node = ConsumedNode::new(TableType::Append, schema, feed, Budget::default(), owner);
            Ok(node.into_table(traits))
        })?;
        Ok(Keys { table, feed, number })
    }
}

/// A row of the table of keys.
fn key(partition: i32) -> Block {
    Block {
        columns: vec![Chunk::from(Arc::new(Int32Array::from(vec![partition])) as ArrayRef)],
        rows: 1,
    }
}
