use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Int64Array, RecordBatch, StringArray};

use super::*;
use crate::graph::Session;

fn batch(rows: &[(&str, i64)]) -> RecordBatch {
    let keys: StringArray = rows.iter().map(|row| Some(row.0)).collect();
    let values: Int64Array = rows.iter().map(|row| Some(row.1)).collect();
    let columns: [(&str, ArrayRef, bool); 2] = [("K", Arc::new(keys), true), ("V", Arc::new(values), true)];
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

fn key(key: &str) -> [ArrayRef; 1] {
    [Arc::new(StringArray::from(vec![key]))]
}

/// The values of the last column.
fn values(table: &Table) -> Vec<i64> {
    let read = |batch: Result<RecordBatch>| {
        let batch = batch.unwrap();
        let last = batch.columns().last().unwrap();
        last.as_primitive::<Int64Type>().values().to_vec()
    };
    table.snapshot().batches().flat_map(read).collect()
}

fn keyed(session: &Session) -> Table {
    session.input_table(batch(&[]).schema(), ["V"]).unwrap()
}

#[test]
fn rows_are_in_the_tables_of_their_keys() {
    let session = Session::new().unwrap();
    let table = session.input_table(batch(&[]).schema(), [""; 0]).unwrap();
    table.add_rows(&batch(&[("a", 1), ("b", 2)])).unwrap();
    let parts = table.partition_by(["K"], false).unwrap();
    let a = parts.constituent_for(&key("a")).unwrap().unwrap();
    let merged = parts.merge().unwrap();
    assert!(parts.constituent_for(&key("c")).unwrap().is_none());
    table.add_rows(&batch(&[("c", 3), ("a", 4), ("c", 5)])).unwrap();
    let c = parts.constituent_for(&key("c")).unwrap().unwrap();
    assert_eq!((values(&a), values(&c)), (vec![1, 4], vec![3, 5]));
    assert_eq!(values(&merged), [1, 4, 2, 3, 5]);
    assert_eq!((parts.keys().num_rows(), parts.constituents().len()), (3, 3));
}

/// Rows by their positions, which stay.
#[test]
fn what_never_changes_is_merged_so() {
    let session = Session::new().unwrap();
    let rows = batch(&[("a", 1), ("b", 2), ("a", 3)]);
    let still = session.import(rows.schema(), [Ok(rows)]).unwrap();
    let parts = still.partition_by(["K"], false).unwrap();
    let merged = parts.merge().unwrap();
    assert!(!merged.is_refreshing());
    assert_eq!(values(&merged.update(["Position = ii"]).unwrap()), [0, 1, 2]);
    let none = still.where_(["V > 9"]).unwrap().partition_by(["K"], false).unwrap();
    assert!(!none.merge().unwrap().is_refreshing());
}

#[test]
fn rows_move_between_tables_and_leave_them() {
    let session = Session::new().unwrap();
    let table = keyed(&session);
    table.add_rows(&batch(&[("a", 1), ("a", 2), ("b", 3)])).unwrap();
    let parts = table.partition_by(["K"], true).unwrap();
    assert_eq!(parts.constituent_schema().fields().len(), 1);
    let [a, b] = ["a", "b"].map(|name| parts.constituent_for(&key(name)).unwrap().unwrap());
    table.add_rows(&batch(&[("b", 1), ("a", 4)])).unwrap();
    assert_eq!((values(&a), values(&b)), (vec![2, 4], vec![1, 3]));
    let gone = batch(&[("", 2), ("", 4)]).project(&[1]).unwrap();
    table.delete_rows(&gone).unwrap();
    assert_eq!((values(&a), values(&b)), (vec![], vec![1, 3]));
    assert_eq!(parts.keys().num_rows(), 2);
}

#[test]
fn transformations_follow_constituents_that_come() {
    let session = Session::new().unwrap();
    let table = session.input_table(batch(&[]).schema(), [""; 0]).unwrap();
    table.add_rows(&batch(&[("a", 1), ("a", 2)])).unwrap();
    let parts = table.partition_by(["K"], false).unwrap();
    let sums = parts
        .transform(|table| table.where_(["V > 1"])?.count_by("N", ["K"]))
        .unwrap();
    let (before, merged) = (sums.constituents(), sums.merge().unwrap());
    table
        .add_rows(&batch(&[("b", 3), ("b", 4), ("b", 0), ("c", 5)]))
        .unwrap();
    assert_eq!(values(&merged), [1, 2, 1]);
    table.add_rows(&batch(&[("a", 9), ("c", 3)])).unwrap();
    assert_eq!(values(&before[0]), [2]);
    assert_eq!(values(&merged), [2, 2, 2]);
    let same = parts.transform(|table| Ok(table.clone())).unwrap();
    assert_eq!(values(&same.merge().unwrap()), values(&parts.merge().unwrap()));
    let twice = sums.transform(|table| table.view(["N"])).unwrap();
    table.add_rows(&batch(&[("d", 7)])).unwrap();
    assert_eq!(values(&twice.merge().unwrap()), [2, 2, 2, 1]);
}

#[test]
fn constituents_live_as_long_as_somebody_has_one() {
    let session = Session::new().unwrap();
    let table = keyed(&session);
    table.add_rows(&batch(&[("a", 1)])).unwrap();
    let parts = table.partition_by(["K"], false).unwrap();
    let a = parts.constituent_for(&key("a")).unwrap().unwrap();
    drop(parts);
    table.add_rows(&batch(&[("a", 2), ("b", 3)])).unwrap();
    assert_eq!(values(&a), [1, 2]);
    let weak = Arc::downgrade(a.core());
    drop(a);
    // The session's thread may still be at the end of the cycle.
    let deadline = Instant::now() + Duration::from_secs(20);
    while weak.strong_count() > 0 {
        assert!(Instant::now() < deadline, "the constituent is still there");
    }
    table.add_rows(&batch(&[("a", 4)])).unwrap();
}

#[test]
fn wrong_keys_are_refused() {
    let session = Session::new().unwrap();
    let table = keyed(&session);
    let refusal = |keys: &[&str]| {
        table
            .partition_by(keys.to_vec(), false)
            .err()
            .unwrap()
            .message()
            .to_owned()
    };
    assert!(refusal(&["Nope"]).starts_with("column \"Nope\" does not exist"));
    assert_eq!(refusal(&[]), "a table is partitioned by at least one key column");
    assert_eq!(refusal(&["K", "K"]), "key column \"K\" is given twice");
    let parts = table.partition_by(["K"], false).unwrap();
    let number: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let error = parts.constituent_for(&[number]).err().unwrap();
    assert_eq!(
        error.message(),
        "a key of this partitioned table is one value of each of [K Utf8]"
    );
}

/// Random cycles, against tables filtered by each key.
#[test]
fn partitions_are_filters_by_key() {
    let session = Session::new().unwrap();
    let table = keyed(&session);
    let parts = table.partition_by(["K"], false).unwrap();
    let large = parts
        .transform(|table| table.where_(["V > 9"]))
        .unwrap()
        .merge()
        .unwrap();
    let mut seed = 1u64;
    let mut random = |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let names = ["a", "b", "c", "d", "e"];
    for _ in 0..60 {
        let rows: Vec<(&str, i64)> = (0..1 + random(6))
            .map(|_| (names[random(5) as usize], random(20) as i64))
            .collect();
        table.add_rows(&batch(&rows)).unwrap();
        let gone: Vec<(&str, i64)> = (0..random(3)).map(|_| ("", random(20) as i64)).collect();
        if !gone.is_empty() {
            table.delete_rows(&batch(&gone).project(&[1]).unwrap()).unwrap();
        }
        let mut all = Vec::new();
        for name in names {
            let expected = values(&table.where_([format!("K = `{name}`")]).unwrap());
            let part = parts.constituent_for(&key(name)).unwrap();
            assert_eq!(part.map_or(Vec::new(), |part| values(&part)), expected, "{name}");
            all.extend(expected.into_iter().filter(|value| *value > 9));
        }
        let mut merged = values(&large);
        merged.sort_unstable();
        all.sort_unstable();
        assert_eq!(merged, all);
    }
}

mod cells;
