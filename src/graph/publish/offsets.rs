//! The offsets of consumed records that a publisher commits with what it makes of them.
//!
//! A table whose rows are each made of one record, as they come, can begin again where its group has stopped: what it
//! publishes after a restart is what it would have published without. One with a memory of earlier records, such as a sum,
//! would begin with an empty one: that is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::graph::consume::{Group, GroupTable};
use crate::graph::cycle::Engine;
use crate::graph::session::until_closed;
use crate::graph::subscription::OffsetsNow;
use crate::graph::table::{Lineage, Origin, TableCore};
use crate::kafka::GroupOffsets;
use crate::op::Flow;
use crate::spec::{PairOperation, TableOperation};

/// The groups for which a table's topics are read, while a publisher of the table commits their offsets.
pub(super) struct Sources {
    groups: Vec<Arc<Group>>,
    begun: bool,
}

/// How the rows of a table come about, of those that were asked about.
type Known = BTreeMap<*const TableCore, Rows>;

/// How the rows of a table come about.
#[derive(Clone, Copy, PartialEq)]
enum Rows {
    /// Of records of no group.
    Others,
    /// Each of a record that has just come.
    Records,
    /// The last one of each key of such.
    Last,
}

impl Sources {
    /// Has the offsets of the groups from whose topics the table's rows come committed by its publisher to `topic`, from
    /// now on; none where there are no groups. Waits until their consumers do not commit any more.
    ///
    /// # Errors
    /// A table that cannot begin again where its groups have stopped, a group whose offsets another publisher commits.
    pub fn take_over(engine: &Arc<Engine>, table: &Arc<TableCore>, topic: Option<&str>) -> Result<Option<Self>> {
        if rows_of(table, &mut Known::new())? == Rows::Others {
            return Ok(None);
        }
        let mut sources = Sources {
            groups: Vec::new(),
            begun: false,
        };
        let closed = until_closed(engine);
        for (_, source) in group_tables(table) {
            let group = &source.group;
            if sources.groups.iter().any(|known| Arc::ptr_eq(known, group)) {
                continue;
            }
            group.take_over(topic.unwrap_or_default(), &source.consumer, &closed)?;
            sources.groups.push(group.clone());
        }
        Ok(Some(sources))
    }

    /// Makes sure that no record is read twice. The publisher's producer has ended the transactions of earlier ones.
    pub fn check_starts(&self, engine: &Arc<Engine>) -> Result<()> {
        let mut groups = self.groups.iter();
        groups.try_for_each(|group| group.check_start(until_closed(engine)))
    }

    /// Makes sure that the table still has the rows of all records. No cycle runs until it is subscribed to.
    pub fn check_rows(table: &Arc<TableCore>) -> Result<()> {
        for (core, source) in group_tables(table) {
            if core.flow() == Flow::Blink && core.rows_written() > core.snapshot().num_rows() {
                return Err(refused(
                    &source.group,
                    "rows of the blink table are gone that were not published: hold the session until publishing has begun",
                ));
            }
        }
        Ok(())
    }

    /// Says that from now on offsets may be committed: the consumers do not do that again.
    pub fn begin(&mut self) {
        self.begun = true;
    }

    /// Tells the offsets after the rows that a table has.
    pub fn offsets(table: &Arc<TableCore>) -> OffsetsNow {
        // The table has the subscription.
        let table = Arc::downgrade(table);
        Box::new(move || Weak::upgrade(&table).map_or_else(GroupOffsets::new, |table| offsets_of(&table)))
    }

    /// How often offsets are committed without records.
    pub fn every(&self) -> Duration {
        self.groups
            .iter()
            .map(|group| group.every)
            .min()
            .unwrap_or(Duration::MAX)
    }
}

impl Drop for Sources {
    fn drop(&mut self) {
        self.groups.iter().for_each(|group| group.let_go(self.begun));
    }
}

fn offsets_of(table: &Arc<TableCore>) -> GroupOffsets {
    let mut all = GroupOffsets::new();
    for (_, source) in group_tables(table) {
        let group = all.entry(source.group.id.clone()).or_default();
        for (partition, offset) in source.offsets() {
            // Of two tables of a partition the one that is behind counts.
            let known = group.entry((source.group.topic.clone(), partition)).or_insert(offset);
            *known = offset.min(*known);
        }
    }
    all
}

/// The tables of topics that are read for a group among those from which a table's rows come.
fn group_tables(table: &Arc<TableCore>) -> Vec<(Arc<TableCore>, Arc<GroupTable>)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut left = vec![table.clone()];
    while let Some(table) = left.pop() {
        if !seen.insert(Arc::as_ptr(&table)) {
            continue;
        }
        match table.lineage() {
            Lineage::Topic(source) => found.push((table.clone(), source.clone())),
            _ => left.extend(table.parents()),
        }
    }
    found
}

/// How the rows of a table come about; fails for those that have a memory of a group's records.
fn rows_of(table: &Arc<TableCore>, known: &mut Known) -> Result<Rows> {
    if let Some(rows) = known.get(&Arc::as_ptr(table)) {
        return Ok(*rows);
    }
    let rows = rows_of_new(table, known)?;
    known.insert(Arc::as_ptr(table), rows);
    Ok(rows)
}

fn rows_of_new(table: &Arc<TableCore>, known: &mut Known) -> Result<Rows> {
    if let Lineage::Topic(source) = table.lineage() {
        if !source.group.resumes {
            let why = "reading does not begin where the group has stopped: expected ALL_PARTITIONS_DONT_SEEK and no \
                       topictable.start.time";
            return Err(refused(&source.group, why));
        }
        if table.flow() == Flow::Free {
            return Err(refused(
                &source.group,
                "a ring table forgets rows: expected append or blink",
            ));
        }
        return Ok(Rows::Records);
    }
    let inputs = table.parents();
    let parents: Vec<Rows> = inputs
        .iter()
        .map(|input| rows_of(input, known))
        .collect::<Result<_>>()?;
    if parents.iter().all(|rows| *rows == Rows::Others) {
        return Ok(Rows::Others);
    }
    let keeps_its_rows = table.flow() != Flow::Free;
    let blinks = inputs.iter().filter(|input| input.flow() == Flow::Blink).count();
    let rows = match (table.lineage(), table.origin(), &parents[..]) {
        // Rows come in between others, and those stay.
        (Lineage::Merge, _, parents)
            if parents.iter().all(|rows| *rows == Rows::Records) && (blinks == 0 || blinks == inputs.len()) =>
        {
            Some(Rows::Records)
        }
        (_, Some(Origin::Operation(operation, _)), [rows]) => match operation {
            TableOperation::View { .. }
            | TableOperation::Select { .. }
            | TableOperation::Update { .. }
            | TableOperation::UpdateView { .. }
            | TableOperation::LazyUpdate { .. }
            | TableOperation::DropColumns { .. }
            | TableOperation::RenameColumns { .. }
            | TableOperation::MoveColumns { .. } => Some(*rows),
            TableOperation::Where { .. } if *rows == Rows::Records => Some(Rows::Records),
            TableOperation::Ungroup { .. } | TableOperation::Flatten {} | TableOperation::BlinkToAppendOnly {}
                if keeps_its_rows && *rows == Rows::Records =>
            {
                Some(Rows::Records)
            }
            TableOperation::LastBy { .. } if *rows == Rows::Records => Some(Rows::Last),
            _ => None,
        },
        // The right table is whatever it is now, also after a restart.
        (_, Some(Origin::Pair(operation, _)), [Rows::Records, Rows::Others]) if keeps_its_rows => match operation {
            PairOperation::Natural { .. }
            | PairOperation::Exact { .. }
            | PairOperation::Cross { .. }
            | PairOperation::LeftOuter { .. }
            | PairOperation::AsOf { .. }
            | PairOperation::ReverseAsOf { .. }
            | PairOperation::WhereIn { .. }
            | PairOperation::WhereNotIn { .. }
            | PairOperation::Known { .. } => Some(Rows::Records),
            // Which right rows are alone, and what a snapshot shows, is decided by records before a restart.
            PairOperation::FullOuter { .. }
            | PairOperation::Range { .. }
            | PairOperation::AggBy { .. }
            | PairOperation::SnapshotWhen(_) => None,
        },
        _ => None,
    };
    rows.ok_or_else(|| {
        let why = format!(
            "after a restart {} would have only what has come since: expected rows that are each made of one record, or the \
             last ones by key",
            table.label()
        );
        match group_tables(table).first() {
            Some((_, source)) => refused(&source.group, &why),
            None => Error::invalid(why),
        }
    })
}

/// The error of a table that cannot be published exactly once.
fn refused(group: &Group, why: &str) -> Error {
    Error::invalid(format!(
        "the offsets of group {:?} cannot be part of transactions: {why}. Leave out group.id, or set \
         topictable.publish.send.offsets = false",
        group.id
    ))
    .with("group", &group.id)
    .with("topic", &group.topic)
}
