//! Topics into tables.
//!
//! A consumer has one thread, which polls its source, decodes whole batches into columns and hands finished blocks
//! to the table's node through a bounded [`Feed`]; the session's thread puts them into the table at the next cycle.

mod assembler;
mod builder;
mod consumer;
mod feed;
mod layout;

use std::sync::{Arc, Weak};

pub use builder::ConsumeBuilder;
pub(super) use consumer::Consumer;

use self::assembler::Assembler;
use self::feed::{ConsumedNode, Feed};
use self::layout::Layout;
use super::cycle::Engine;
use super::table::{Table, TableCore, Traits};
use crate::error::{Error, Result};
use crate::kafka::{self, ClientProperties, Source, Start};
use crate::op::Flow;
use crate::spec::{Consume, Offsets, Partitions, TableType};
use crate::table::Snapshot;

/// Asks the cluster, makes the table and starts its consumer.
pub(super) fn consume_to_table(engine: &Arc<Engine>, consume: &Consume) -> Result<(Table, Weak<Consumer>)> {
    consume.check()?;
    let layout = Layout::new(consume)?;
    let properties = ClientProperties::of(&consume.properties)?;
    let choose = |known: &[i32]| choose(consume, known);
    let closed = engine.clone();
    let source = kafka::open(
        &properties,
        &consume.topic,
        &choose,
        Box::new(move || closed.is_closed()),
    )?;
    start(engine, consume, layout, source)
}

/// Makes the table of a source and starts its consumer.
fn start(
    engine: &Arc<Engine>,
    consume: &Consume,
    layout: Layout,
    source: Box<dyn Source>,
) -> Result<(Table, Weak<Consumer>)> {
    let schema = layout.schema();
    let assembler = Assembler::new(layout)?;
    let feed = Arc::new(Feed::new());
    let mut started = None;
    let core = engine.add(|number| {
        let consumer = Consumer::start(&consume.topic, source, assembler, feed.clone(), engine.clone(), number)?;
        started = Some(Arc::downgrade(&consumer));
        let traits = Traits {
            label: format!("the table of topic {:?}", consume.topic),
            flow: match consume.table_type {
                TableType::Append => Flow::Append,
                TableType::Blink => Flow::Blink,
                TableType::Ring(_) => Flow::Free,
            },
            parents: Vec::new(),
        };
        let node = ConsumedNode::new(consume.table_type, schema.clone(), feed, consumer);
        Ok(Arc::new(TableCore::new(
            traits,
            Snapshot::empty(schema),
            Box::new(node),
        )))
    })?;
    Ok((Table::new(engine.clone(), core), started.unwrap_or_default()))
}

/// The partitions to read, of those that the topic has, and where to start in each.
fn choose(consume: &Consume, known: &[i32]) -> Result<Vec<(i32, Start)>> {
    let topic = &consume.topic;
    let wanted = match &consume.partitions {
        Partitions::All => known,
        Partitions::List(wanted) => wanted,
    };
    let range = format!("it has {}", numbers(known));
    if let Some(unknown) = wanted.iter().find(|partition| !known.contains(partition)) {
        return Err(Error::not_found(format!(
            "partition {unknown} of topic {topic:?} does not exist ({range})"
        ))
        .with("topic", topic)
        .with("partition", unknown));
    }
    if wanted.is_empty() {
        return Err(Error::invalid(format!(
            "the partition filter matches none of topic {topic:?}'s partitions ({range})"
        ))
        .with("topic", topic));
    }
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let start = |partition| match consume.offsets.of(partition) {
        Offsets::SEEK_TO_BEGINNING => Start::Beginning,
        Offsets::SEEK_TO_END => Start::End,
        Offsets::DONT_SEEK => Start::Committed,
        offset => Start::Offset(offset),
    };
    Ok(wanted
        .into_iter()
        .map(|partition| (partition, start(partition)))
        .collect())
}

/// `0..2` for adjacent numbers, else a list.
fn numbers(partitions: &[i32]) -> String {
    match partitions {
        [] => "none".to_owned(),
        [only] => only.to_string(),
        [first, .., last] if (last - first) as usize + 1 == partitions.len() => format!("{first}..{last}"),
        _ => partitions.iter().map(i32::to_string).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests;
