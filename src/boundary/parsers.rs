//! Parsers of Java, which make columns of keys and values; serializers, the other way round, are in [`super::serializers`].
//!
//! As with functions of formulas, no thread of this library enters Java. Each parser has a thread of Java of its own,
//! which takes batches of records and answers with columns, while the thread that reads the topic waits for the answer,
//! or for the end of the session. So one parser is never called by two threads at once, and none waits for another.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arrow_array::{BinaryArray, RecordBatch};
use serde::Deserialize;

use super::{functions, values};
use crate::error::{BadRecord, Error, Result};
use crate::kafka::Cancelled;
use crate::spec::{ColumnSpec, Consume, Parsed, Parser, SharedParser, Spec};
use crate::table::Snapshot;

/// How often one who waits for an answer looks whether the session was closed.
const LOOK: Duration = Duration::from_millis(50);

/// Where batches wait for the thread of a parser, and answers for whoever asked.
struct Lane {
    columns: Vec<ColumnSpec>,
    cancelled: Cancelled,
    state: Mutex<State>,
    /// There is a batch to take, or nobody asks any more.
    asked: Condvar,
    answered: Condvar,
}

#[derive(Default)]
struct State {
    tickets: u64,
    waiting: VecDeque<Batch>,
    /// By their tickets, the numbers of records of the batches that are not answered yet.
    unanswered: HashMap<u64, usize>,
    answers: HashMap<u64, Result<Parsed>>,
    /// Nobody asks any more.
    ended: bool,
}

/// Records for Java to parse: one column of bytes.
pub(super) struct Batch {
    pub ticket: u64,
    pub records: Snapshot,
}

/// What Java says of a batch that it was given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    parser: u64,
    ticket: u64,
    /// Why there are no columns at all.
    #[serde(default)]
    failure: Option<String>,
    #[serde(default)]
    bad: Vec<Reject>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reject {
    index: usize,
    #[serde(default)]
    field: Option<String>,
    reason: String,
}

/// The lanes of the parsers that are used, by their numbers.
fn lanes() -> MutexGuard<'static, HashMap<u64, Arc<Lane>>> {
    static LANES: LazyLock<Mutex<HashMap<u64, Arc<Lane>>>> = LazyLock::new(Mutex::default);
    locked(&LANES)
}

/// There is another lane.
static OPENED: Condvar = Condvar::new();

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts parsers that call Java in the places of their numbers. They wait for answers until `cancelled`, which is made
/// for each.
pub(super) fn attached(mut consume: Consume, cancelled: impl Fn() -> Cancelled) -> Consume {
    for spec in [&mut consume.key, &mut consume.value] {
        if let Spec::Numbered { columns, number } = spec {
            let parser = Remote::new(*number, columns.clone(), cancelled());
            *spec = Spec::Parser {
                columns: std::mem::take(columns),
                parser: SharedParser::new(parser),
            };
        }
    }
    consume
}

/// Waits for the next batch of a parser. Gives also whether there will be no other one; one that is not used yet is waited
/// for.
pub(super) fn take(parser: u64, timeout: Duration) -> (Option<Batch>, bool) {
    let waited = OPENED.wait_timeout_while(lanes(), timeout, |lanes| !lanes.contains_key(&parser));
    let lane = waited.unwrap_or_else(PoisonError::into_inner).0.get(&parser).cloned();
    let Some(lane) = lane else { return (None, true) };
    let idle = |state: &mut State| state.waiting.is_empty() && !state.ended;
    let waited = lane.asked.wait_timeout_while(locked(&lane.state), timeout, idle);
    let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
    let batch = state.waiting.pop_front();
    let ended = batch.is_none() && (state.ended || (lane.cancelled)());
    (batch, ended)
}

/// Answers a batch with columns in the payload. Nothing happens when nobody waits for it any more.
pub(super) fn answer(answer: Answer, payload: &[u8]) {
    let Some(lane) = lanes().get(&answer.parser).cloned() else {
        return;
    };
    let Some(records) = locked(&lane.state).unanswered.remove(&answer.ticket) else {
        return;
    };
    let parsed = match answer.failure {
        Some(reason) => Err(Error::invalid(reason)),
        None => values::read(&lane.columns, records, payload).map(|rows| Parsed {
            rows,
            bad: answer.bad.into_iter().map(Reject::record).collect(),
        }),
    };
    locked(&lane.state).answers.insert(answer.ticket, parsed);
    lane.answered.notify_all();
}

impl Reject {
    fn record(self) -> BadRecord {
        BadRecord {
            index: self.index,
            field: self.field,
            reason: self.reason,
        }
    }
}

/// A parser, or a serializer, that a thread of Java calls.
pub(super) struct Remote {
    number: u64,
    lane: Arc<Lane>,
}

impl Remote {
    pub fn new(number: u64, columns: Vec<ColumnSpec>, cancelled: Cancelled) -> Self {
        let lane = Arc::new(Lane {
            columns,
            cancelled,
            state: Mutex::default(),
            asked: Condvar::new(),
            answered: Condvar::new(),
        });
        lanes().insert(number, lane.clone());
        OPENED.notify_all();
        Remote { number, lane }
    }

    fn wait(&self, ticket: u64) -> Result<Parsed> {
        let mut state = locked(&self.lane.state);
        loop {
            if let Some(parsed) = state.answers.remove(&ticket) {
                return parsed;
            }
            if (self.lane.cancelled)() {
                state.unanswered.remove(&ticket);
                state.waiting.retain(|batch| batch.ticket != ticket);
                return Err(Error::closed("Java does not answer: the session was closed"));
            }
            let waited = self.lane.answered.wait_timeout(state, LOOK);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Parser for Remote {
    fn parse(&self, records: &BinaryArray) -> Result<Parsed> {
        self.ask(&RecordBatch::try_from_iter([(
            "record",
            Arc::new(records.clone()) as _,
        )])?)
    }
}

impl Remote {
    /// What Java makes of a batch.
    pub fn ask(&self, batch: &RecordBatch) -> Result<Parsed> {
        let snapshot = functions::snapshot(batch)?;
        let ticket = {
            let mut state = locked(&self.lane.state);
            state.tickets += 1;
            let ticket = state.tickets;
            state.unanswered.insert(ticket, batch.num_rows());
            state.waiting.push_back(Batch {
                ticket,
                records: snapshot,
            });
            ticket
        };
        self.lane.asked.notify_one();
        self.wait(ticket)
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        lanes().remove(&self.number);
        locked(&self.lane.state).ended = true;
        self.lane.asked.notify_all();
    }
}
