//! The tables of one consumer, and its start.

use std::sync::Arc;
use std::time::Instant;

use super::assembler::Assembler;
use super::commit::Committer;
use super::consumer::{Consumer, Owner, Worker};
use super::dead_letters::DeadLetters;
use super::errors::ErrorLog;
use super::feed::{Beyond, Budget, ConsumedNode, Feed};
use super::layout::Layout;
use super::output::{Output, Outputs};
use super::parked::Parked;
use crate::error::Result;
use crate::graph::cycle::Engine;
use crate::graph::table::{TableCore, Traits};
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
    budget: Budget,
    on_error: OnError,
}

impl Maker {
    pub fn new(engine: &Arc<Engine>, consume: &Consume, source: &dyn Source) -> Result<(Self, ErrorLog)> {
        let options = ConsumeOptions::from_properties(&consume.properties)?;
        let (log, errors) = ErrorLog::new(engine, &consume.topic)?;
        let consumer = Consumer::new(&consume.topic, source);
        consumer.watch(log.feed());
        let maker = Maker {
            engine: engine.clone(),
            consume: Arc::new(consume.clone()),
            consumer,
            errors,
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

    /// Makes a table under a number that was reserved, and what feeds it.
    pub fn make(
        &self,
        number: u64,
        layout: Layout,
        label: String,
        owner: Arc<Owner>,
    ) -> Result<(Arc<TableCore>, Output)> {
        let schema = layout.schema();
        let assembler = Assembler::new(layout)?;
        let feed = Arc::new(Feed::new());
        let table_type = self.consume.table_type;
        let core = self.engine.add_as(number, |_| {
            let traits = Traits {
                label,
                flow: flow(table_type),
                errors: Some(self.errors.clone()),
                ..Traits::default()
            };
            let node = ConsumedNode::new(table_type, schema, feed.clone(), self.budget, Some(owner));
            Ok(node.into_table(traits))
        })?;
        self.consumer.watch(&feed);
        self.consumer.meter().add_table(Arc::downgrade(&core));
        Ok((core, Output::new(assembler, feed, number)))
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
            committer: Committer::of(&self.consume.properties)?,
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
