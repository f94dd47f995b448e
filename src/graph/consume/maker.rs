//! The tables of one consumer, and its start.

use std::sync::Arc;
use std::time::Instant;

use super::commit::CommitOptions;
use super::consumer::{Consumer, Owner, Worker};
use super::dead_letters::DeadLetters;
use super::errors::ErrorLog;
use super::feed::{Beyond, Budget, ConsumedNode, Feed};
use super::group::{Group, GroupTable};
use super::lanes::Lanes;
use super::layout::Layout;
use super::output::{Output, Outputs};
use super::parked::Parked;
use crate::error::Result;
use crate::graph::cycle::Engine;
use crate::graph::table::{Lineage, TableCore, Traits};
use crate::kafka::Source;
use crate::op::Flow;
use crate::spec::{Consume, ConsumeOptions, OnError, TableType};

/// What all tables of one consumer share.
#[derive(Clone)]
pub(super) struct Maker {
    pub engine: Arc<Engine>,
    pub consume: Arc<Consume>,
    pub consumer: Arc<Consumer>,
    errors: Arc<TableCore>,
    /// There with a `group.id`.
    group: Option<Arc<Group>>,
    committer: CommitOptions,
    budget: Budget,
    on_error: OnError,
}

impl Maker {
    pub fn new(engine: &Arc<Engine>, consume: &Consume, source: &dyn Source) -> Result<(Self, ErrorLog)> {
        let options = ConsumeOptions::from_properties(&consume.properties)?;
        let committer = CommitOptions::of(&consume.properties)?;
        let (log, errors) = ErrorLog::new(engine, &consume.topic)?;
        let consumer = Consumer::new(&consume.topic, source);
        consumer.watch(log.feed());
        let maker = Maker {
            engine: engine.clone(),
            consume: Arc::new(consume.clone()),
            consumer,
            errors,
            group: Group::of(consume, committer.every, source)?,
            committer,
            budget: Budget {
                bytes: options.memory_max,
                beyond: if options.memory_fails {
                    Beyond::Fail
                } else {
                    Beyond::Wait
                },
            },
            on_error: options.on_error,
        };
        Ok((maker, log))
    }

    /// Makes a table under a number that was reserved, and what feeds it: `partition`, or all.
    pub fn make(
        &self,
        number: u64,
        layout: Layout,
        label: String,
        owner: Arc<Owner>,
        partition: Option<i32>,
    ) -> Result<(Arc<TableCore>, Output)> {
        let schema = layout.schema();
        let lanes = Lanes::new(layout)?;
        let feed = Arc::new(Feed::new());
        let table_type = self.consume.table_type;
        let core = self.engine.add_as(number, |_| {
            let traits = Traits {
                label,
                flow: flow(table_type),
                errors: Some(self.errors.clone()),
                lineage: self.lineage(&feed, partition),
                ..Traits::default()
            };
            let node = ConsumedNode::new(table_type, schema, feed.clone(), self.budget, Some(owner));
            Ok(node.into_table(traits))
        })?;
        self.consumer.watch(&feed);
        self.consumer.meter().add_table(Arc::downgrade(&core));
        Ok((core, Output::new(lanes, feed, number)))
    }

    fn lineage(&self, feed: &Arc<Feed>, partition: Option<i32>) -> Lineage {
        self.group.as_ref().map_or(Lineage::Other, |group| {
            Lineage::Topic(Arc::new(GroupTable::new(group, &self.consumer, feed, partition)))
        })
    }

    /// Starts the consumer.
    pub fn run(
        &self,
        source: Box<dyn Source>,
        outputs: Outputs,
        log: ErrorLog,
        letters: Option<DeadLetters>,
    ) -> Result<()> {
        Worker {
            consumer: self.consumer.clone(),
            source,
            outputs,
            log,
            letters,
            on_error: self.on_error,
            committer: self.committer.committer(self.group.as_ref()),
            group: self.group.clone(),
            engine: self.engine.clone(),
            looked: Instant::now(),
            parked: Parked::default(),
        }
        .start()
    }
}

/// How the rows of a table that is fed from outside come and go.
pub(super) fn flow(table_type: TableType) -> Flow {
    match table_type {
        TableType::Append => Flow::Append,
        TableType::Blink => Flow::Blink,
        TableType::Ring(_) => Flow::Free,
    }
}
