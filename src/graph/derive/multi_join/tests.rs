//! Joins of many live tables.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};

use crate::{ErrorKind, MultiJoinInput, Session, Table, pretty};

type Rows<'a> = &'a [(Option<&'a str>, i64)];

fn batch(names: [&str; 2], rows: Rows<'_>) -> RecordBatch {
    let keys: StringArray = rows.iter().map(|row| row.0).collect();
    let values: Int64Array = rows.iter().map(|row| Some(row.1)).collect();
    let columns = [
        (names[0], Arc::new(keys) as ArrayRef, true),
        (names[1], Arc::new(values) as ArrayRef, true),
    ];
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

/// A keyed table of these rows.
fn table(session: &Session, names: [&str; 2], rows: Rows<'_>) -> Table {
    let table = session.input_table(batch(names, &[]).schema(), [names[0]]).unwrap();
    table.add_rows(&batch(names, rows)).unwrap();
    table
}

/// The rows as `key value value`, one a line.
fn rows(table: &Table) -> Vec<String> {
    let text = pretty(&table.snapshot()).to_string();
    let lines = text.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    lines.map(|line| cells(line)[1..].join(" ").trim().to_owned()).collect()
}

#[test]
fn keys_of_all_tables_have_rows() {
    let session = Session::new().unwrap();
    let left = table(&session, ["K", "X"], &[(Some("a"), 1), (Some("b"), 2), (None, 3)]);
    let right = table(&session, ["Key", "Y"], &[(Some("b"), 10), (Some("c"), 20)]);
    let both = session
        .multi_join(&[
            MultiJoinInput::new(&left, ["K"], [""; 0]),
            MultiJoinInput::new(&right, ["K == Key"], ["Z = Y"]),
        ])
        .unwrap();
    assert_eq!(rows(&both), ["a 1", "b 2 10", "3", "c  20"]);
    right
        .add_rows(&batch(["Key", "Y"], &[(Some("d"), 30), (Some("a"), 40)]))
        .unwrap();
    assert_eq!(rows(&both), ["a 1 40", "b 2 10", "3", "c  20", "d  30"]);
    left.delete_rows(&batch(["K", "X"], &[(Some("b"), 0)]).project(&[0]).unwrap())
        .unwrap();
    assert_eq!(rows(&both), ["a 1 40", "b  10", "3", "c  20", "d  30"]);
    right
        .delete_rows(&batch(["Key", "Y"], &[(Some("b"), 0)]).project(&[0]).unwrap())
        .unwrap();
    assert_eq!(rows(&both), ["a 1 40", "3", "c  20", "d  30"]);
    // A key that comes back is in its old place.
    left.add_rows(&batch(["K", "X"], &[(Some("e"), 5), (Some("b"), 6)]))
        .unwrap();
    assert_eq!(rows(&both), ["a 1 40", "b 6", "3", "c  20", "d  30", "e 5"]);
}

#[test]
fn keys_have_any_order_and_number() {
    let session = Session::new().unwrap();
    let left = table(&session, ["K", "X"], &[(Some("a"), 1)]);
    let right = left.view(["X", "K", "Y = X * 10"]).unwrap();
    let of = |inputs: &[MultiJoinInput]| session.multi_join(inputs);
    let none = [""; 0];
    let two = of(&[
        MultiJoinInput::new(&left.update(["Z = 7"]).unwrap(), ["K", "X"], none),
        MultiJoinInput::new(&right, ["X", "K"], none),
    ]);
    assert_eq!(rows(&two.unwrap()), ["a 1 7 10"]);
    let (one, other) = (left.view(["A = X"]).unwrap(), left.view(["B = X + 1"]).unwrap());
    let keyless = of(&[
        MultiJoinInput::new(&one, none, none),
        MultiJoinInput::new(&other, none, none),
    ]);
    assert_eq!(rows(&keyless.unwrap()), ["1 2"]);
    let alone = of(&[MultiJoinInput::new(&left, ["K"], none)]);
    assert_eq!(rows(&alone.unwrap()), ["a 1"]);
}

#[test]
fn wrong_tables_are_refused() {
    let session = Session::new().unwrap();
    let left = table(&session, ["K", "X"], &[(Some("a"), 1), (Some("b"), 2)]);
    let right = table(&session, ["Key", "X"], &[(Some("b"), 10)]);
    let refused = |inputs: &[MultiJoinInput]| {
        let error = session.multi_join(inputs).unwrap_err();
        (error.kind(), error.message().to_owned())
    };
    let input = |table: &Table, on: &str, add: &str| MultiJoinInput::new(table, [on], [add]);
    assert_eq!(refused(&[]).1, "multiJoin has no table: expected at least one");
    assert_eq!(
        refused(&[input(&left, "K", ""), input(&right, "Key", "")]).1,
        "Key column mismatch for table 1 of multiJoin: the first table has the keys [K], this one has [Key]"
    );
    assert_eq!(
        refused(&[input(&left, "K", ""), input(&right, "K = X", "")]).1,
        "Key column type mismatch for table 1 of multiJoin: K has type long, in the first table String"
    );
    let (kind, message) = refused(&[input(&left, "K", ""), input(&right, "K = Nope", "")]);
    assert_eq!(kind, ErrorKind::NotFound);
    assert!(
        message.starts_with("in table 1 of multiJoin: column \"Nope\" does not exist"),
        "{message}"
    );
    let (_, message) = refused(&[input(&left, "K", ""), input(&right, "K = Key", "")]);
    assert!(
        message.starts_with("in table 1 of multiJoin: Conflicting column names [X]"),
        "{message}"
    );
    let twice = session.merge(&[left.clone(), left.clone()]).unwrap();
    let (_, message) = refused(&[input(&left, "K", ""), input(&twice, "K", "Y = X")]);
    assert!(
        message.contains("in table 1 of multiJoin") && message.contains("duplicate right key for a"),
        "{message}"
    );
}
