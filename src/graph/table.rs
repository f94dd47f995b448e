//! A live table.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use arrow_schema::SchemaRef;

use super::consume::GroupTable;
use super::cycle::{Engine, is_cycling, locked};
use super::input::Inputs;
use super::node::{Node, Outcome};
use super::subscription::Subscribers;
use crate::error::{Error, ErrorKind, Result};
use crate::formula::{ExternalFunctions, check_outside};
use crate::op::Flow;
use crate::spec::{PairOperation, TableOperation};
use crate::table::{CellNumber, CellTable, Change, Snapshot};

/// A handle of a live table.
///
/// Handles are cheap to clone, and may be used and dropped from any thread. A table lives as long as a handle of it,
/// or of a table derived from it; then its consumer stops. After its session is closed a table keeps its last state.
///
/// ```no_run
/// # fn main() -> topictable::Result<()> {
/// use std::time::Duration;
/// use topictable::{ColumnType, Offsets, Session, Spec};
/// let session = Session::new()?;
/// let words = session
///     .consume("words")
///     .property("bootstrap.servers", "localhost:9092")
///     .offsets(Offsets::Beginning)
///     .value(Spec::simple("Word", ColumnType::String))
///     .append()?;
/// while words.await_change(Duration::from_secs(5))? {
///     println!("{} rows", words.snapshot().num_rows());
/// }
/// # Ok(())
/// # }
/// ```
pub struct Table {
    engine: Arc<Engine>,
    core: Arc<TableCore>,
    /// The version that this handle has waited for.
    seen: AtomicU64,
}

impl Table {
    pub(super) fn new(engine: Arc<Engine>, core: Arc<TableCore>) -> Self {
        Table {
            engine,
            core,
            seen: AtomicU64::new(0),
        }
    }

    pub(super) fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    pub(super) fn core(&self) -> &Arc<TableCore> {
        &self.core
    }

    /// The names and Arrow types of the columns.
    pub fn schema(&self) -> &SchemaRef {
        &self.core.schema
    }

    /// The rows as they were at the end of the last cycle.
    pub fn snapshot(&self) -> Snapshot {
        self.core.snapshot()
    }

    /// How many rows the table has.
    pub fn num_rows(&self) -> u64 {
        self.snapshot().num_rows()
    }

    /// Whether rows may come or go: false for a table that was made from values, and for one whose topic has been read
    /// to the end that was asked for.
    pub fn is_refreshing(&self) -> bool {
        self.core.flow != Flow::Still && !locked(&self.core.published).finished
    }

    /// How the table's rows come and go.
    pub(crate) fn flow(&self) -> Flow {
        self.core.flow
    }

    /// The records of this table's topic that could not be decoded, the last 65,536 of them (at most 256 MiB), as a live
    /// table of the columns `Topic`, `Partition`, `Offset`, `Timestamp`, `Field`, `Reason`, `Key` and `Value`. Fails for a table
    /// that is not fed from a topic.
    pub fn errors(&self) -> Result<Table> {
        let errors =
            self.core.errors.clone().ok_or_else(|| {
                Error::invalid(format!("{} has no errors: it is not fed from a topic", self.core.label))
            })?;
        Ok(Table::new(self.engine.clone(), errors))
    }

    /// Why the table has failed, if it has. It keeps its last good state.
    pub fn failure(&self) -> Option<Error> {
        self.core.failure()
    }

    /// A number that grows whenever the table changes or fails.
    pub fn version(&self) -> u64 {
        self.core.version.load(Ordering::Acquire)
    }

    /// How many rows were added and modified since the table was made: it tells the rate of a table whose number of
    /// rows stays the same.
    pub fn rows_written(&self) -> u64 {
        self.core.rows_written()
    }

    /// The place of the version, which can be watched as long as the table lives.
    pub(crate) fn version_cell(&self) -> &AtomicU64 {
        &self.core.version
    }

    /// The rows now, and the version at which they came.
    pub(crate) fn versioned_snapshot(&self) -> (u64, Snapshot) {
        let published = locked(&self.core.published);
        (self.version(), published.snapshot.clone())
    }

    /// Waits until the table has changed since this handle last waited, or was made: true when it has, false when
    /// `timeout` is over or no change can come any more. Fails when the table has failed or its session was closed,
    /// after the last change was seen.
    pub fn await_change(&self, timeout: Duration) -> Result<bool> {
        if !timeout.is_zero() {
            check_outside("waiting for a change")?;
        }
        let deadline = Instant::now().checked_add(timeout);
        let seen = self.seen.load(Ordering::Relaxed);
        let mut published = locked(&self.core.published);
        loop {
            if published.changed > seen {
                self.seen.fetch_max(published.changed, Ordering::Relaxed);
                return Ok(true);
            }
            if let Some(failure) = &published.failure {
                return Err(failure.clone());
            }
            if published.finished || self.core.flow == Flow::Still {
                return Ok(false);
            }
            if published.closed {
                return Err(self.core.session_closed());
            }
            let left = deadline.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return Ok(false);
            }
            // A wait without an end is a wait of many years.
            let left = left.min(Duration::from_secs(1 << 30));
            published = self
                .core
                .news
                .wait_timeout(published, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

impl Clone for Table {
    /// Another handle of the same table, which has waited for the same changes.
    fn clone(&self) -> Self {
        let (engine, core) = (self.engine.clone(), self.core.clone());
        Table {
            engine,
            core,
            seen: AtomicU64::new(self.seen.load(Ordering::Relaxed)),
        }
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({}, {:?})", self.core.label, self.snapshot())
    }
}

/// What handles, the graph and derived tables share.
pub(super) struct TableCore {
    /// What the table is, for messages.
    label: String,
    schema: SchemaRef,
    /// How rows come and go.
    flow: Flow,
    /// The tables that this one is derived from; they live as long.
    parents: Mutex<Vec<Arc<TableCore>>>,
    /// The table of bad records, if this one is fed from a topic.
    errors: Option<Arc<TableCore>>,
    /// What was done with the parents, if it can be done again with others.
    origin: Option<Origin>,
    lineage: Lineage,
    /// What was added to the table, if it is an input table.
    inputs: Option<Arc<Inputs>>,
    /// What lives as long as the table.
    _keeps: Option<Arc<dyn Any + Send + Sync>>,
    node: Mutex<Box<dyn Node>>,
    /// What this cycle did, until it is published.
    staged: Mutex<Outcome>,
    published: Mutex<Published>,
    /// Grows with every publication, under the lock of `published`.
    version: AtomicU64,
    news: Condvar,
    /// The numbers of the tables derived from this one.
    children: Mutex<Vec<(u64, Weak<TableCore>)>>,
    subscribers: Subscribers,
    /// What stands for the table in columns of tables, once it is in one.
    cell: OnceLock<CellNumber>,
}

/// The state that readers see.
struct Published {
    snapshot: Snapshot,
    failure: Option<Error>,
    /// Whether no change can come any more.
    finished: bool,
    closed: bool,
    /// The version of the last change of rows.
    changed: u64,
    /// Rows added and modified since the table was made.
    written: u64,
}

/// An operation by which a table was made of its parents.
#[derive(Clone)]
pub(super) enum Origin {
    /// One on a table, whose formulas can call these functions.
    Operation(TableOperation, Arc<ExternalFunctions>),
    /// One on two tables.
    Pair(PairOperation, Arc<ExternalFunctions>),
}

/// Where a table's rows are from, as far as its origin does not tell.
#[derive(Clone, Default)]
pub(super) enum Lineage {
    #[default]
    Other,
    /// A topic that is read for a group.
    Topic(Arc<GroupTable>),
    /// They are those of its parents.
    Merge,
}

/// What a table is, apart from its rows.
#[derive(Default)]
pub(super) struct Traits {
    pub label: String,
    pub flow: Flow,
    pub parents: Vec<Arc<TableCore>>,
    /// The table of bad records, if this one is fed from a topic.
    pub errors: Option<Arc<TableCore>>,
    /// What was done with the parents, if it can be done again with others.
    pub origin: Option<Origin>,
    pub lineage: Lineage,
    /// Where rows are added, if it is an input table.
    pub inputs: Option<Arc<Inputs>>,
    /// What lives as long as the table.
    pub keeps: Option<Arc<dyn Any + Send + Sync>>,
}

/// The most bytes of a label: that of a table names the tables that it is made of, which are many after many joins.
const LABEL_BYTES: usize = 400;

/// A label whose middle is left out where it is too long.
fn shortened(label: String) -> String {
    if label.len() <= LABEL_BYTES {
        return label;
    }
    let end = label.floor_char_boundary(LABEL_BYTES * 3 / 4);
    let begin = label.ceil_char_boundary(label.len() - LABEL_BYTES / 4);
    format!("{} … {}", &label[..end], &label[begin..])
}

impl TableCore {
    pub fn new(traits: Traits, snapshot: Snapshot, node: Box<dyn Node>) -> Self {
        let written = snapshot.num_rows();
        let changed = u64::from(written > 0);
        TableCore {
            label: shortened(traits.label),
            schema: snapshot.schema().clone(),
            flow: traits.flow,
            parents: Mutex::new(traits.parents),
            errors: traits.errors,
            origin: traits.origin,
            lineage: traits.lineage,
            inputs: traits.inputs,
            _keeps: traits.keeps,
            node: Mutex::new(node),
            staged: Mutex::default(),
            published: Mutex::new(Published {
                snapshot,
                failure: None,
                finished: false,
                closed: false,
                changed,
                written,
            }),
            version: AtomicU64::new(changed),
            news: Condvar::new(),
            children: Mutex::default(),
            subscribers: Subscribers::default(),
            cell: OnceLock::new(),
        }
    }

    /// What stands for the table in columns of tables, to be used with its engine.
    pub fn cell(self: &Arc<Self>, engine: &Arc<Engine>) -> i64 {
        let number = || {
            let table: Arc<dyn CellTable> = self.clone();
            let owner: Arc<dyn Any + Send + Sync> = engine.clone();
            CellNumber::new(Arc::downgrade(&table), Arc::downgrade(&owner))
        };
        self.cell.get_or_init(number).get()
    }

    pub fn subscribers(&self) -> &Subscribers {
        &self.subscribers
    }

    /// Why no other change can come, if so.
    pub fn end(&self) -> Option<Error> {
        let published = locked(&self.published);
        if let Some(failure) = &published.failure {
            Some(failure.clone())
        } else if self.flow == Flow::Still || published.finished {
            Some(Error::closed(format!(
                "{} does not change any more: no other change can come",
                self.label
            )))
        } else {
            published.closed.then(|| self.session_closed())
        }
    }

    fn session_closed(&self) -> Error {
        Error::closed(format!("the session of {} is closed", self.label))
    }

    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    pub fn lineage(&self) -> &Lineage {
        &self.lineage
    }

    pub fn parents(&self) -> Vec<Arc<TableCore>> {
        locked(&self.parents).clone()
    }

    pub fn inputs(&self) -> Option<&Arc<Inputs>> {
        self.inputs.as_ref()
    }

    pub fn label(&self) -> &str {
        &self.label
    }

    /// How rows come and go from now on.
    pub fn flow(&self) -> Flow {
        if locked(&self.published).finished {
            Flow::Still
        } else {
            self.flow
        }
    }

    pub fn failure(&self) -> Option<Error> {
        locked(&self.published).failure.clone()
    }

    pub fn snapshot(&self) -> Snapshot {
        locked(&self.published).snapshot.clone()
    }

    /// How many rows were added and modified since the table was made.
    pub fn rows_written(&self) -> u64 {
        locked(&self.published).written
    }

    /// Says that a table was derived from this one.
    pub fn add_child(&self, number: u64, child: &Arc<TableCore>) {
        locked(&self.children).push((number, Arc::downgrade(child)));
    }

    /// Derives this table from one more. No cycle runs meanwhile.
    pub fn add_parent(&self, parent: Arc<TableCore>) {
        locked(&self.parents).push(parent);
    }

    /// Asks the node what this cycle brings; nothing once the table has failed. A table follows its parents' last
    /// change, and then fails with them; it is finished when all of them are.
    pub fn update(&self) -> Result<Outcome> {
        if self.failure().is_some() {
            return Ok(Outcome::default());
        }
        let parents = locked(&self.parents);
        let changes: Vec<Option<Change>> = parents
            .iter()
            .map(|parent| locked(&parent.staged).change.clone())
            .collect();
        let mut outcome = locked(&self.node).update(&changes)?;
        if outcome.failure.is_none() {
            let failed = |parent: &Arc<TableCore>| {
                locked(&parent.staged)
                    .failure
                    .as_ref()
                    .map(|error| failed(&parent.label, error))
            };
            outcome.failure = parents.iter().find_map(failed);
        }
        outcome.finished |= !parents.is_empty() && parents.iter().all(|parent| parent.is_finishing());
        Ok(outcome)
    }

    /// Whether no change can come after this cycle's.
    fn is_finishing(&self) -> bool {
        self.flow == Flow::Still || locked(&self.staged).finished || locked(&self.published).finished
    }

    /// Keeps what this cycle brought until it is published, and gives the tables that follow from it.
    pub fn stage(&self, outcome: Outcome) -> Vec<u64> {
        *locked(&self.staged) = outcome;
        let mut children = locked(&self.children);
        children.retain(|(_, child)| child.strong_count() > 0);
        children.iter().map(|(number, _)| *number).collect()
    }

    /// Shows readers what this cycle brought.
    pub fn publish(&self) {
        let outcome = std::mem::take(&mut *locked(&self.staged));
        let mut published = locked(&self.published);
        let version = self.version.load(Ordering::Relaxed) + 1;
        if let Some(change) = &outcome.change {
            let Change { before, after, .. } = change;
            published.written += change.added.len() + change.modified.len();
            debug_assert_eq!(
                before.row_keys(),
                published.snapshot.row_keys(),
                "a change follows the one before"
            );
            published.snapshot = after.clone();
            published.changed = version;
        }
        published.finished |= outcome.finished;
        if let Some(error) = outcome.failure {
            log::error!("{} failed: {error}", self.label);
            published.failure = Some(failed(&self.label, &error));
        }
        self.version.store(version, Ordering::Release);
        drop(published);
        self.news.notify_all();
        self.subscribers.push(outcome.change.as_ref(), self.end().as_ref());
    }

    /// Tells those who wait that the session is closed.
    pub fn close(&self) {
        locked(&self.published).closed = true;
        self.news.notify_all();
        self.subscribers.finish(|| self.session_closed());
        self.subscribers.wake();
    }
}

impl CellTable for TableCore {
    fn rows(&self) -> Snapshot {
        if is_cycling() {
            let staged = locked(&self.staged);
            if let Some(change) = &staged.change {
                return change.after.clone();
            }
        }
        self.snapshot()
    }

    fn is_refreshing(&self) -> bool {
        self.flow() != Flow::Still
    }
}

/// The failure of a table, with the facts of its cause; the failure of what it is derived from is passed on as it is.
fn failed(label: &str, cause: &Error) -> Error {
    if cause.kind() == ErrorKind::TableFailed {
        return cause.clone();
    }
    let error = Error::new(ErrorKind::TableFailed, format!("{label} has failed: {cause}"));
    error.with_all(cause)
}
