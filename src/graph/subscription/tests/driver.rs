//! A table that does what a test tells it to, one step in a cycle.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use arrow_array::{ArrayRef, Int64Array, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use crate::error::{Error, Result};
use crate::graph::cycle::locked;
use crate::graph::node::{Node, Outcome};
use crate::graph::table::{TableCore, Traits};
use crate::graph::{Session, SessionOptions, Table};
use crate::op::Flow;
use crate::spec::TableType;
use crate::table::{Block, Change, Column, Retention, RowSet, Snapshot};

/// Longer than anything takes.
pub(super) const LONG: Duration = Duration::from_secs(20);

pub(super) type Row = (i64, &'static str);

/// What one cycle does to a table.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Rows that come.
    Rows(Vec<Row>),
    /// Rows set under their keys, or taken out: only for tables of the type [`Kind::Free`].
    Set(Vec<(u64, Option<Row>)>),
    /// The last rows, as at the end of a bounded read.
    Last(Vec<Row>),
    Fail,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Append,
    Ring,
    Blink,
    Keyed,
    Free,
}

/// A table that does one step in a cycle.
struct Stepped {
    steps: Arc<Mutex<VecDeque<Step>>>,
    rows: Retention,
    free: BTreeMap<u64, Row>,
    last: Snapshot,
}

pub(super) fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("V", DataType::Int64, true),
        Field::new("S", DataType::Utf8, true),
    ]))
}

pub(super) fn columns(rows: &[Row]) -> Vec<ArrayRef> {
    vec![
        Arc::new(rows.iter().map(|row| row.0).collect::<Int64Array>()),
        Arc::new(rows.iter().map(|row| Some(row.1)).collect::<StringArray>()),
    ]
}

struct FreeColumn {
    rows: Arc<BTreeMap<u64, Row>>,
    index: usize,
}

impl Column for FreeColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let rows: Vec<Row> = keys.iter().map(|key| self.rows[&key]).collect();
        Ok(columns(&rows).remove(self.index))
    }

    fn memory_size(&self) -> usize {
        0
    }
}

impl Stepped {
    fn change(&mut self, step: Step) -> Result<Change> {
        let before = self.last.clone();
        match step {
            Step::Rows(rows) | Step::Last(rows) => {
                let columns = columns(&rows).into_iter().map(Into::into).collect();
                let rows = rows.len();
                self.rows.absorb(vec![Block { columns, rows }])?;
                self.last = Snapshot::of_store(schema(), self.rows.rows(), self.rows.store());
                Ok(Change::of_rows(before, self.last.clone()))
            }
            Step::Set(rows) => {
                for (key, row) in &rows {
                    match row {
                        Some(row) => self.free.insert(*key, *row),
                        None => self.free.remove(key),
                    };
                }
                let rows_now = Arc::new(self.free.clone());
                let keys: RowSet = self.free.keys().copied().collect();
                let column = |index| {
                    Arc::new(FreeColumn {
                        rows: rows_now.clone(),
                        index,
                    }) as Arc<dyn Column>
                };
                self.last = Snapshot::new(schema(), keys, vec![column(0), column(1)]);
                let set: RowSet = rows.iter().map(|row| row.0).collect();
                let change = Change::of_rows(before, self.last.clone());
                Ok(Change {
                    modified: set
                        .intersection(change.before.row_keys())
                        .intersection(change.after.row_keys()),
                    ..change
                })
            }
            Step::Fail => Err(Error::internal("a step went wrong")),
        }
    }
}

impl Node for Stepped {
    fn update(&mut self, _: &[Option<Change>]) -> Result<Outcome> {
        let Some(step) = locked(&self.steps).pop_front() else {
            return Ok(Outcome::default());
        };
        let finished = matches!(step, Step::Last(_));
        let change = self.change(step)?;
        Ok(Outcome {
            finished,
            change: (!change.is_empty()).then_some(change),
            again: (!locked(&self.steps).is_empty()).then(Instant::now),
            ..Outcome::default()
        })
    }
}

pub(super) struct Driver {
    pub(super) session: Session,
    pub(super) steps: Arc<Mutex<VecDeque<Step>>>,
    pub(super) number: u64,
    pub(super) table: Table,
}

pub(super) fn session() -> Session {
    Session::with_options(&SessionOptions {
        cycle_min: Duration::ZERO,
    })
    .unwrap()
}

impl Driver {
    pub fn new(kind: Kind) -> Self {
        let session = session();
        let steps = Arc::new(Mutex::new(VecDeque::new()));
        let (table_type, flow) = match kind {
            Kind::Append | Kind::Keyed => (TableType::Append, Flow::Append),
            Kind::Blink => (TableType::Blink, Flow::Blink),
            Kind::Ring => (TableType::Ring(4), Flow::Free),
            Kind::Free => (TableType::Append, Flow::Free),
        };
        let node = Stepped {
            steps: steps.clone(),
            rows: Retention::new(table_type),
            free: BTreeMap::new(),
            last: Snapshot::empty(schema()),
        };
        let traits = Traits {
            label: "a stepped table".to_owned(),
            flow,
            ..Traits::default()
        };
        let mut number = 0;
        let core = session.engine().add(|given| {
            number = given;
            Ok(Arc::new(TableCore::new(
                traits,
                Snapshot::empty(schema()),
                Box::new(node),
            )))
        });
        let source = Table::new(session.engine().clone(), core.unwrap());
        let table = match kind {
            Kind::Keyed => source.last_by(["S"]).unwrap(),
            _ => source.clone(),
        };
        Driver {
            session,
            steps,
            number,
            table,
        }
    }

    /// Has a step done by a cycle, and waits for it.
    pub fn step(&self, step: Step) {
        self.send([step]);
        self.settle();
    }

    /// Waits until all steps are done.
    pub fn settle(&self) {
        let end = Instant::now() + LONG;
        while !locked(&self.steps).is_empty() {
            assert!(Instant::now() < end, "the cycle does not come");
            thread::yield_now();
        }
        drop(self.session.hold());
    }

    pub fn send(&self, steps: impl IntoIterator<Item = Step>) {
        locked(&self.steps).extend(steps);
        self.session.engine().wake(self.number);
    }
}
