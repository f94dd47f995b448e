//! Topics into tables.
//!
//! A consumer has one thread, which polls its source, decodes whole batches into columns and hands finished blocks
//! to the table's node through a bounded [`Feed`]; the session's thread puts them into the table at the next cycle.
//!
//! A record whose schema has only been asked for waits with those after it in its partition, which is paused; the others go
//! on. No position passes it.
//!
//! Bad records may go to a topic of dead letters. No position is committed before those up to it are delivered there.

mod assembler;
mod builder;
mod commit;
mod consumer;
mod dead_letters;
mod errors;
mod feed;
mod group;
mod headers;
mod lanes;
mod layout;
mod maker;
mod meter;
mod output;
mod parked;
mod partitioned;
mod record_decoder;
mod schemas;

use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use arrow_schema::SchemaRef;
pub use builder::ConsumeBuilder;
pub(super) use consumer::Consumer;
pub(super) use feed::{Budget, ConsumedNode, Feed};
pub(super) use group::{Group, GroupTable};
pub(super) use meter::{PartitionReport, Report, State};

pub(super) use partitioned::consume_to_partitioned_table;
pub use record_decoder::{Decoded, RecordDecoder};
pub(crate) use schemas::{AvroFields, resolve_protobuf};

use self::consumer::Owner;
use self::dead_letters::OpenLetters;
use self::layout::Layout;
use self::maker::Maker;
use self::output::Outputs;
use super::cycle::Engine;
use super::table::Table;
use crate::error::{Error, Result};
use crate::kafka::{self, ClientProperties, Reading, Source, Start};
use crate::spec::{Consume, ConsumeOptions, End, Offsets, OnError, Partitions};

/// Asks the cluster, makes the table and starts its consumer.
pub(super) fn consume_to_table(engine: &Arc<Engine>, consume: &Consume) -> Result<(Table, Weak<Consumer>)> {
    let layout = Layout::new(consume)?;
    let source = open(engine, consume, &layout)?;
    start(engine, consume, layout, source, &|consumer| {
        dead_letters::open(engine, consume, consumer)
    })
}

impl Consume {
    /// The names and Arrow types of the columns that the table would have. No cluster is asked, but a registry
    /// where a specification leaves the schema to it.
    pub fn schema(&self) -> Result<SchemaRef> {
        self.check()?;
        Ok(Layout::new(self)?.schema())
    }
}

/// Checks the request, asks the cluster and begins to read.
fn open(engine: &Arc<Engine>, consume: &Consume, layout: &Layout) -> Result<Box<dyn Source>> {
    consume.check()?;
    let properties = ClientProperties::of(&consume.properties)?;
    let options = ConsumeOptions::from_properties(&consume.properties)?;
    check_end(&options)?;
    let membership = match options.subscribes {
        true => Some(membership(consume, &options)?),
        false => None,
    };
    let refreshed = consume.partitions == Partitions::All && options.end.is_none() && options.refresh_millis > 0;
    let closed = engine.clone();
    let reading = Reading {
        properties: &properties,
        topic: &consume.topic,
        fetcher: options.fetcher,
        choose: &|known: &[i32]| choose(consume, &options, known),
        membership: membership.as_ref(),
        headers: layout.wants_headers() || options.on_error == OnError::DeadLetter,
        end: options.end.as_ref(),
        refresh: refreshed.then(|| Duration::from_millis(options.refresh_millis)),
    };
    kafka::open(&reading, Box::new(move || closed.is_closed()))
}

/// The properties of a member of the group; fails where something else says what is read, or from where.
fn membership(consume: &Consume, options: &ConsumeOptions) -> Result<ClientProperties> {
    let name = "topictable.subscribe";
    let refused = |why: &str| Error::invalid(format!("property {name} = group: {why}")).with("property", name);
    if consume.properties.get("group.id").is_none_or(|id| id.trim().is_empty()) {
        return Err(refused("expected property group.id to name the group"));
    }
    if consume.partitions != Partitions::All {
        return Err(refused(
            "expected all partitions, since the group decides which are read",
        ));
    }
    if options.end.is_some() {
        return Err(refused(
            "expected no topictable.end.offset or topictable.end.time, since the group may give a partition to another member before",
        ));
    }
    if options.start_time.is_some() || consume.offsets != Offsets::DontSeek {
        return Err(refused(
            "expected reading to begin at the group's offsets (ALL_PARTITIONS_DONT_SEEK), since a partition may have been read by \
             another member before",
        ));
    }
    ClientProperties::of_member(&consume.properties)
}

/// What lies in the future has no end yet.
fn check_end(options: &ConsumeOptions) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    match options.end {
        Some(End::Time(millis)) if millis > now.as_millis() as i64 => Err(Error::invalid(
            "property topictable.end.time is in the future: expected a time that is over, so that it is known which \
             records lie before it",
        )
        .with("property", "topictable.end.time")),
        _ => Ok(()),
    }
}

/// Makes the table of a source and starts its consumer.
fn start(
    engine: &Arc<Engine>,
    consume: &Consume,
    layout: Layout,
    source: Box<dyn Source>,
    letters: OpenLetters<'_>,
) -> Result<(Table, Weak<Consumer>)> {
    let (maker, log) = Maker::new(engine, consume, &*source)?;
    let letters = letters(&maker.consumer)?;
    let owner = Arc::new(Owner(maker.consumer.clone()));
    let label = format!("the table of topic {:?}", consume.topic);
    let (core, output) = maker.make(engine.reserve(1), layout, label, owner, None)?;
    maker.run(source, Outputs::One(output), log, letters)?;
    Ok((Table::new(engine.clone(), core), Arc::downgrade(&maker.consumer)))
}

/// The partitions to read, of those that the topic has, and where to start in each.
fn choose(consume: &Consume, options: &ConsumeOptions, known: &[i32]) -> Result<Vec<(i32, Start)>> {
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
    let start = |partition| match (options.start_time, consume.offsets.of(partition)) {
        (Some(millis), _) => Start::Time(millis),
        (None, Offsets::SEEK_TO_BEGINNING) => Start::Beginning,
        (None, Offsets::SEEK_TO_END) => Start::End,
        (None, Offsets::DONT_SEEK) => Start::Committed,
        (None, offset) => Start::Offset(offset),
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
