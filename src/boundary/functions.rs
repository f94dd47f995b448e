//! Functions of Java that formulas call.
//!
//! No thread of this library enters Java: a call is put into a queue, from which a thread of Java takes it, and the
//! thread that computes the formula waits for its answer, or for the end of its session.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch};
use arrow_schema::{DataType, Field, Fields, Schema};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{types, values};
use crate::error::{Error, ErrorKind, Result};
use crate::formula::{ExternalFunction, ExternalFunctions, Inside, object_field};
use crate::graph::{Session, Table};
use crate::kafka::Cancelled;
use crate::spec::{ColumnSpec, ColumnType, TableType};
use crate::table::{Block, Chunk, Retention, RowSet, Snapshot};

/// A function of Java as a request describes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JavaFunction {
    /// By which Java knows it: it is told when nobody calls it any more.
    number: u64,
    /// The method that calls it: `call` of a closure, `apply` of a `Function`.
    method: String,
    /// The type of its results; without one they are objects.
    #[serde(default)]
    returns: Option<ColumnType>,
}

/// A call for Java to answer.
pub(super) struct Call {
    pub ticket: u64,
    pub function: u64,
    pub arguments: Snapshot,
}

/// The functions with those that are registered: an operation of the table calls them.
pub(super) fn with_registered(table: &Table, functions: BTreeMap<String, JavaFunction>) -> Arc<ExternalFunctions> {
    let mut all = table.functions();
    if !functions.is_empty() {
        let known = Arc::make_mut(&mut all);
        for (name, function) in functions {
            known.insert(
                name.clone(),
                Arc::new(Remote::new(name, function, table.until_closed())),
            );
        }
    }
    all
}

/// Has the formulas of a session call a function of Java.
pub(super) fn register(session: &Session, name: String, function: JavaFunction) -> Result<()> {
    let remote = Remote::new(name.clone(), function, session.until_closed());
    session.register(name, Arc::new(remote))
}

/// How often one who waits for an answer looks whether its session was closed.
const LOOK: Duration = Duration::from_millis(50);

#[derive(Default)]
struct Calls {
    state: Mutex<State>,
    /// There is a call to take, or a function is not called any more.
    news: Condvar,
}

#[derive(Default)]
struct State {
    tickets: u64,
    waiting: VecDeque<Call>,
    /// Those that were taken and those that wait.
    unanswered: HashMap<u64, Arc<Expected>>,
    /// The numbers of functions that are called, with how to see that their session was closed.
    known: HashMap<u64, Arc<Cancelled>>,
    /// The numbers of functions that nobody calls any more.
    dropped: Vec<u64>,
}

/// An answer that somebody waits for.
struct Expected {
    returns: Option<ColumnType>,
    rows: usize,
    given: Mutex<Option<Result<ArrayRef>>>,
    told: Condvar,
}

fn calls() -> &'static Calls {
    static CALLS: LazyLock<Calls> = LazyLock::new(Calls::default);
    &CALLS
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

thread_local! {
    /// While this thread of Java has taken a call that it has not answered.
    static ANSWERING: RefCell<Option<Inside>> = const { RefCell::new(None) };
}

/// Waits until there is a call to answer, or a function is not called any more. Gives the call, which this thread is to
/// answer before it takes another one, and the numbers of such functions.
pub(super) fn take(timeout: Duration) -> (Option<Call>, Vec<u64>) {
    let idle = |state: &mut State| state.waiting.is_empty() && state.dropped.is_empty();
    let state = locked(&calls().state);
    let waited = calls().news.wait_timeout_while(state, timeout, idle);
    let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
    let (call, mut dropped) = (state.waiting.pop_front(), std::mem::take(&mut state.dropped));
    if call.is_none() {
        // What Java keeps of a function may hold the tables that call it: closing the session ends that.
        let closed = state.known.extract_if(|_, cancelled| cancelled());
        dropped.extend(closed.map(|(number, _)| number));
    }
    drop(state);
    ANSWERING.set(call.is_some().then(Inside::enter));
    (call, dropped)
}

/// Why a function of Java has no results.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JavaFailure {
    message: String,
    /// The row of the batch that it failed for, if it was one.
    row: Option<usize>,
}

/// Answers a call with results in the payload, or with a failure. Nothing happens when nobody waits for it any more.
pub(super) fn answer(ticket: u64, failure: Option<JavaFailure>, payload: &[u8]) {
    ANSWERING.set(None);
    let Some(expected) = locked(&calls().state).unanswered.remove(&ticket) else {
        return;
    };
    let results = match failure {
        None => expected.read(payload),
        Some(failure) => {
            let error = Error::new(ErrorKind::InvalidArgument, failure.message);
            Err(failure.row.into_iter().fold(error, |error, row| error.with("row", row)))
        }
    };
    *locked(&expected.given) = Some(results);
    expected.told.notify_one();
}

impl Expected {
    fn read(&self, payload: &[u8]) -> Result<ArrayRef> {
        let column = ColumnSpec {
            name: "results".to_owned(),
            column_type: self.returns.clone().unwrap_or(ColumnType::String),
        };
        let results = values::read(&[column], self.rows, payload)?.column(0).clone();
        if self.returns.is_none() {
            for text in results.as_string::<i32>().iter().flatten() {
                serde_json::from_str::<IgnoredAny>(text)
                    .map_err(|error| Error::internal(format!("an object of Java is no JSON text: {error}")))?;
            }
        }
        Ok(results)
    }
}

/// A function that a thread of Java calls.
pub(super) struct Remote {
    name: String,
    function: JavaFunction,
    cancelled: Arc<Cancelled>,
}

impl Remote {
    pub fn new(name: String, function: JavaFunction, cancelled: Cancelled) -> Self {
        let cancelled = Arc::new(cancelled);
        locked(&calls().state).known.insert(function.number, cancelled.clone());
        Remote {
            name,
            function,
            cancelled,
        }
    }

    fn closed(&self) -> Error {
        let name = &self.name;
        Error::closed(format!("the function {name} cannot be called: the session was closed")).with("function", name)
    }

    /// Waits for the answer of a call.
    fn wait(&self, ticket: u64, expected: &Expected) -> Result<ArrayRef> {
        let mut given = locked(&expected.given);
        loop {
            if let Some(results) = given.take() {
                return results;
            }
            if (self.cancelled)() {
                drop(given);
                let mut state = locked(&calls().state);
                state.unanswered.remove(&ticket);
                state.waiting.retain(|call| call.ticket != ticket);
                return Err(self.closed());
            }
            let waited = expected.told.wait_timeout(given, LOOK);
            given = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl ExternalFunction for Remote {
    fn method(&self) -> &str {
        &self.function.method
    }

    fn returns(&self, arguments: &Fields) -> Result<Field> {
        for argument in arguments {
            let name = types::java_type(argument);
            if name.contains("arrow:") && *argument.data_type() != DataType::Null {
                let data_type = argument.data_type();
                return Err(Error::unsupported(format!(
                    "{} cannot be given values of type {data_type}: Java has no class for them",
                    self.name
                )));
            }
        }
        Ok(match &self.function.returns {
            Some(column_type) => column_type.field(""),
            None => object_field(),
        })
    }

    fn call(&self, arguments: &RecordBatch) -> Result<ArrayRef> {
        if ANSWERING.with_borrow(Option::is_some) {
            return Err(Error::invalid(
                "it was called within another function that a formula calls: the thread that calls them is one",
            ));
        }
        if (self.cancelled)() {
            return Err(self.closed());
        }
        let expected = Arc::new(Expected {
            returns: self.function.returns.clone(),
            rows: arguments.num_rows(),
            given: Mutex::default(),
            told: Condvar::new(),
        });
        let arguments = snapshot(arguments)?;
        let ticket = {
            let mut state = locked(&calls().state);
            state.tickets += 1;
            let ticket = state.tickets;
            state.unanswered.insert(ticket, expected.clone());
            state.waiting.push_back(Call {
                ticket,
                function: self.function.number,
                arguments,
            });
            ticket
        };
        calls().news.notify_one();
        self.wait(ticket, &expected)
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        let mut state = locked(&calls().state);
        state.known.remove(&self.function.number);
        state.dropped.push(self.function.number);
        drop(state);
        calls().news.notify_one();
    }
}

/// A batch as a snapshot, whose cells Java reads.
pub(super) fn snapshot(batch: &RecordBatch) -> Result<Snapshot> {
    if batch.num_columns() == 0 {
        let rows = RowSet::from(0..batch.num_rows() as u64);
        return Ok(Snapshot::new(Arc::new(Schema::empty()), rows, Vec::new()));
    }
    let mut fields = Vec::with_capacity(batch.num_columns());
    let mut columns = Vec::with_capacity(batch.num_columns());
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        // Of nulls that have no type it does not matter which one they have.
        let untyped = *field.data_type() == DataType::Null;
        let column = if untyped {
            Arc::new(BooleanArray::new_null(column.len()))
        } else {
            column.clone()
        };
        fields.push(if untyped {
            Field::new(field.name(), DataType::Boolean, true)
        } else {
            field.as_ref().clone()
        });
        columns.push(Chunk::from(column));
    }
    let mut rows = Retention::new(TableType::Append);
    rows.absorb(vec![Block {
        columns,
        rows: batch.num_rows(),
    }])?;
    Ok(Snapshot::of_store(
        Arc::new(Schema::new(fields)),
        rows.rows(),
        rows.store(),
    ))
}
