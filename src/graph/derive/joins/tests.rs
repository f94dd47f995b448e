//! Joins of tables that live.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_cast::display::array_value_to_string;
use arrow_schema::{DataType, Field, Schema};

use crate::ErrorKind;
use crate::error::Result;
use crate::graph::Session;
use crate::graph::Table;
use crate::graph::cycle::locked;
use crate::graph::node::{Node, Outcome};
use crate::graph::table::{TableCore, Traits};
use crate::op::Flow;
use crate::spec::TableType;
use crate::table::{Block, Change, Retention, Snapshot};

/// Longer than anything takes.
const LONG: Duration = Duration::from_secs(20);

type Row = (&'static str, i64);

fn columns(rows: &[Row]) -> Vec<ArrayRef> {
    vec![
        Arc::new(rows.iter().map(|row| Some(row.0)).collect::<StringArray>()),
        Arc::new(rows.iter().map(|row| row.1).collect::<Int64Array>()),
    ]
}

fn schema(names: [&str; 2]) -> Arc<Schema> {
    Arc::new(Schema::new(vec![
        Field::new(names[0], DataType::Utf8, true),
        Field::new(names[1], DataType::Int64, true),
    ]))
}

/// A table to which a test adds rows.
struct Fed {
    table: Table,
    number: u64,
    arriving: Arc<Mutex<VecDeque<Vec<Row>>>>,
}

struct Feed {
    arriving: Arc<Mutex<VecDeque<Vec<Row>>>>,
    rows: Retention,
    last: Snapshot,
}

impl Node for Feed {
    fn update(&mut self, _: &[Option<Change>]) -> Result<Outcome> {
        let Some(rows) = locked(&self.arriving).pop_front() else {
            return Ok(Outcome::default());
        };
        let columns = columns(&rows).into_iter().map(Into::into).collect();
        let rows = rows.len();
        self.rows.absorb(vec![Block { columns, rows }])?;
        let after = Snapshot::of_store(self.last.schema().clone(), self.rows.rows(), self.rows.store());
        let before = std::mem::replace(&mut self.last, after.clone());
        Ok(Outcome {
            change: Some(Change::of_rows(before, after)),
            again: (!locked(&self.arriving).is_empty()).then(Instant::now),
            ..Outcome::default()
        })
    }
}

impl Fed {
    fn new(session: &Session, names: [&str; 2]) -> Fed {
        let arriving = Arc::new(Mutex::default());
        let last = Snapshot::empty(schema(names));
        let feed = Feed {
            arriving: Arc::clone(&arriving),
            rows: Retention::new(TableType::Append),
            last: last.clone(),
        };
        let traits = Traits {
            label: format!("the table of {}", names.join(" and ")),
            flow: Flow::Append,
            ..Traits::default()
        };
        let mut number = 0;
        let core = session.engine().add(|given| {
            number = given;
            Ok(Arc::new(TableCore::new(traits, last, Box::new(feed))))
        });
        Fed {
            table: Table::new(session.engine().clone(), core.unwrap()),
            number,
            arriving,
        }
    }

    fn add(&self, rows: &[Row]) {
        locked(&self.arriving).push_back(rows.to_vec());
        self.table.engine().wake(self.number);
    }
}

fn lines(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    for batch in table.snapshot().batches() {
        let batch: RecordBatch = batch.unwrap();
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter();
            let cells: Vec<String> = cells.map(|cell| array_value_to_string(cell, row).unwrap()).collect();
            lines.push(cells.join(" "));
        }
    }
    lines
}

/// Waits until the table has these rows.
#[track_caller]
fn expect(table: &Table, expected: &[&str]) {
    let end = Instant::now() + LONG;
    while lines(table) != expected && Instant::now() < end {
        thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(lines(table), expected);
}

const NOTHING: [&str; 0] = [];

#[test]
fn joins_follow_both_tables() {
    let session = Session::new().unwrap();
    let (orders, quotes) = (Fed::new(&session, ["Sym", "Time"]), Fed::new(&session, ["Of", "At"]));
    let (left, right) = (&orders.table, &quotes.table);
    let last = right.last_by(["Of"]).unwrap();
    let natural = left.natural_join(&last, ["Sym = Of"], ["Last = At"]).unwrap();
    let as_of = left.aj(right, ["Sym = Of", "Time >= At"], ["At"]).unwrap();
    let next = left.raj(right, ["Sym = Of", "Time <= At"], ["At"]).unwrap();
    let pairs = left.join(right, ["Sym = Of"], ["At"]).unwrap();
    let known = left.where_in(right, ["Sym = Of"]).unwrap();
    let unknown = left.where_not_in(right, ["Sym = Of"]).unwrap();
    let counted = pairs.view(["Sym", "At"]).unwrap();
    assert!(natural.is_refreshing());
    orders.add(&[("A", 5), ("B", 1)]);
    expect(&natural, &["A 5 ", "B 1 "]);
    expect(&unknown, &["A 5", "B 1"]);
    quotes.add(&[("A", 4), ("A", 9), ("A", 2)]);
    expect(&natural, &["A 5 2", "B 1 "]);
    expect(&as_of, &["A 5 A 4", "B 1  "]);
    expect(&next, &["A 5 A 9", "B 1  "]);
    expect(&pairs, &["A 5 4", "A 5 9", "A 5 2"]);
    orders.add(&[("A", 3)]);
    expect(&as_of, &["A 5 A 4", "B 1  ", "A 3 A 2"]);
    expect(&pairs, &["A 5 4", "A 5 9", "A 5 2", "A 3 4", "A 3 9", "A 3 2"]);
    expect(&counted, &["A 4", "A 9", "A 2", "A 4", "A 9", "A 2"]);
    expect(&known, &["A 5", "A 3"]);
    expect(&unknown, &["B 1"]);
}

#[test]
fn a_second_right_row_is_the_end() {
    let session = Session::new().unwrap();
    let (orders, prices) = (Fed::new(&session, ["Sym", "Qty"]), Fed::new(&session, ["Sym", "Px"]));
    orders.add(&[("A", 1)]);
    prices.add(&[("A", 15)]);
    expect(&orders.table, &["A 1"]);
    expect(&prices.table, &["A 15"]);
    let add = NOTHING;
    let joined = orders.table.natural_join(&prices.table, ["Sym"], add).unwrap();
    let derived = joined.where_(["Qty > 0"]).unwrap();
    let last = orders
        .table
        .natural_join(&prices.table.last_by(["Sym"]).unwrap(), ["Sym"], add);
    let last = last.unwrap();
    // Nobody asks for this key.
    prices.add(&[("Z", 1), ("Z", 2)]);
    expect(&prices.table, &["A 15", "Z 1", "Z 2"]);
    assert!(joined.failure().is_none());
    prices.add(&[("A", 25)]);
    expect(&last, &["A 1 25"]);
    let failure = joined.failure().unwrap();
    assert_eq!(failure.kind(), ErrorKind::TableFailed);
    assert!(
        failure
            .message()
            .contains("Natural Join found duplicate right key for A"),
        "{failure}"
    );
    assert!(failure.message().contains("naturalJoin(\"Sym\")"), "{failure}");
    assert_eq!(failure.detail("key"), Some("A"));
    assert!(derived.failure().is_some());
    orders.add(&[("Z", 3)]);
    expect(&last, &["A 1 25", "Z 3 2"]);
    assert_eq!(lines(&joined), ["A 1 15"]);
    assert_eq!(lines(&derived), ["A 1 15"]);
    assert_eq!(
        joined.where_in(&last, ["Sym"]).unwrap_err().kind(),
        ErrorKind::TableFailed
    );
    let error = orders.table.natural_join(&prices.table, ["Sym"], add).unwrap_err();
    assert_eq!(error.message(), "Natural Join found duplicate right key for A");
}

#[test]
fn a_table_is_joined_with_itself() {
    let session = Session::new().unwrap();
    let table = Fed::new(&session, ["Sym", "Qty"]);
    let all = table.table.where_in(&table.table, ["Sym"]).unwrap();
    let none = table.table.where_not_in(&table.table, NOTHING).unwrap();
    let counts = table.table.count_by("N", ["Sym"]).unwrap();
    let counted = table.table.exact_join(&counts, ["Sym"], NOTHING).unwrap();
    let pairs = table.table.join(&table.table, ["Sym"], ["Other = Qty"]).unwrap();
    table.add(&[("A", 1), ("B", 2)]);
    table.add(&[("A", 3)]);
    expect(&all, &["A 1", "B 2", "A 3"]);
    expect(&counted, &["A 1 2", "B 2 1", "A 3 2"]);
    expect(&pairs, &["A 1 1", "A 1 3", "B 2 2", "A 3 1", "A 3 3"]);
    assert_eq!(lines(&none), NOTHING);
}

#[test]
fn tables_of_two_sessions_are_not_joined() {
    let (one, other) = (Session::new().unwrap(), Session::new().unwrap());
    let (left, right) = (Fed::new(&one, ["Sym", "Qty"]), Fed::new(&other, ["Sym", "Px"]));
    let error = left.table.natural_join(&right.table, ["Sym"], ["Px"]).unwrap_err();
    assert_eq!(
        error.message(),
        "naturalJoin(\"Sym\", \"Px\") of the table of Sym and Qty and the table of Sym and Px: tables of two sessions \
         cannot be combined"
    );
}
