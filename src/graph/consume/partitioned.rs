//! A topic as a table for each of its partitions.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use arrow_array::{ArrayRef, Int32Array};
use arrow_schema::{Schema, SchemaRef};

use super::consumer::{Consumer, Owner};
use super::dead_letters::{self, OpenLetters};
use super::feed::{Budget, ConsumedNode, Feed};
use super::layout::Layout;
use super::maker::{Maker, flow};
use super::output::{MakeOutput, Output, Outputs};
use crate::error::{Error, Result};
use crate::graph::cycle::Engine;
use crate::graph::partitioned::{Constituents, PartitionedTable};
use crate::graph::table::{TableCore, Traits};
use crate::kafka::Source;
use crate::op::Flow;
use crate::spec::{ColumnType, Consume, TableType};
use crate::table::{Block, Chunk};

/// The name of the column of keys, as in the mirrored API.
const KEY_COLUMN: &str = "Partition";
/// The most partitions of a topic: as many tables get numbers below those that are derived from them.
const MOST_PARTITIONS: u64 = 1 << 16;

/// Asks the cluster, makes the tables and starts their consumer.
pub(in crate::graph) fn consume_to_partitioned_table(
    engine: &Arc<Engine>,
    consume: &Consume,
) -> Result<(PartitionedTable, Weak<Consumer>)> {
    let layout = Layout::new(consume)?;
    let source = super::open(engine, consume, &layout)?;
    start(engine, consume, layout, source, &|consumer| {
        dead_letters::open(engine, consume, consumer)
    })
}

/// Makes the tables of a source and starts its consumer.
pub(super) fn start(
    engine: &Arc<Engine>,
    consume: &Consume,
    layout: Layout,
    source: Box<dyn Source>,
    letters: OpenLetters<'_>,
) -> Result<(PartitionedTable, Weak<Consumer>)> {
    let (maker, log) = Maker::new(engine, consume, &*source)?;
    let letters = letters(&maker.consumer)?;
    let owner = Arc::new(Owner(maker.consumer.clone()));
    let keys = Keys::new(engine, &consume.topic, &owner)?;
    maker.consumer.watch(&keys.feed);
    let key_schema = keys.table.snapshot().schema().clone();
    let constituents = Arc::new(Constituents::new(
        layout.schema(),
        flow(consume.table_type),
        key_schema,
    )?);
    let table = PartitionedTable::new(engine.clone(), keys.table.clone(), constituents.clone());
    let (list, owner) = (Arc::downgrade(&constituents), Arc::downgrade(&owner));
    let mut outputs = Outputs::Each {
        outputs: BTreeMap::new(),
        make: make_constituents(&maker, layout, keys, list, owner),
    };
    for partition in source.partitions() {
        outputs.open(*partition)?;
    }
    maker.run(source, outputs, log, letters)?;
    Ok((table, Arc::downgrade(&maker.consumer)))
}

/// What makes the constituents: those of the first partitions before the consumer starts, later ones on its thread,
/// which must not keep alive what it ends with.
fn make_constituents(
    maker: &Maker,
    layout: Layout,
    keys: Keys,
    list: Weak<Constituents>,
    owner: Weak<Owner>,
) -> MakeOutput {
    let first = maker.engine.reserve(MOST_PARTITIONS);
    let (maker, keys) = (maker.clone(), (keys.feed, keys.number));
    let mut made = 0;
    Box::new(move |partition| {
        let topic = &maker.consume.topic;
        let layout = layout.again();
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
        let (core, output) = maker.make(number, layout, label, owner, Some(partition))?;
        let key: ArrayRef = Arc::new(Int32Array::from(vec![partition]));
        maker
            .engine
            .exclusively(|| constituents.add(std::slice::from_ref(&key), &[core]))?;
        let block = Block {
            columns: vec![Chunk::from(key)],
            rows: 1,
        };
        keys.0.push(vec![block], BTreeMap::new());
        maker.engine.wake(keys.1);
        Ok(output)
    })
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
