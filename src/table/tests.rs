use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Int64Array, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use proptest::prelude::*;

use super::*;
use crate::spec::TableType;

fn keys() -> impl Strategy<Value = BTreeSet<u64>> {
    let near = proptest::collection::btree_set(0u64..40, 0..30);
    let far = proptest::collection::btree_set(
        prop_oneof![0u64..10, 65_530u64..65_550, (1u64 << 33)..(1 << 33) + 9],
        0..20,
    );
    prop_oneof![
        near,
        far,
        (0u64..50, 0u64..50).prop_map(|(start, len)| (start..start + len).collect())
    ]
}

fn set(keys: &BTreeSet<u64>) -> RowSet {
    keys.iter().copied().collect()
}

proptest! {
    #[test]
    fn runs_are_the_values_that_were_pushed(
        pushes in proptest::collection::vec((0i64..4, 0usize..5), 0..40),
        counting in any::<bool>(),
        cut in (0usize..60, 0usize..60),
    ) {
        let run_type = if counting { RunType::Counting } else { RunType::Constant };
        let mut builder = RunsBuilder::new(run_type);
        let mut expected: Vec<i64> = Vec::new();
        for (start, rows) in pushes {
            builder.push(start, rows);
            expected.extend((0..rows as i64).map(|row| if counting { start + row } else { start }));
        }
        prop_assert_eq!(builder.len(), expected.len());
        let kept = cut.1.min(expected.len());
        builder.truncate(kept);
        expected.truncate(kept);
        prop_assert_eq!(builder.len(), expected.len());
        for value in [1, 2, 2] {
            builder.push(value, 1);
            expected.push(value);
        }
        let chunk = builder.finish();
        prop_assert_eq!(chunk.len(), expected.len());
        let (from, to) = (cut.0.min(cut.1).min(expected.len()), cut.0.max(cut.1).min(expected.len()));
        prop_assert_eq!(longs(&chunk.read(from..to).unwrap()), &expected[from..to]);
        let joined = Chunk::concat(&[(&chunk, from..to), (&chunk, 0..expected.len())]).unwrap();
        let twice: Vec<i64> = expected[from..to].iter().chain(&expected).copied().collect();
        prop_assert_eq!(longs(&joined.read(0..twice.len()).unwrap()), twice);
    }

    /// Every kind of table keeps exactly the rows that it should, in every snapshot, also in those held for long.
    #[test]
    fn retention_keeps_the_right_rows(
        cycles in proptest::collection::vec(proptest::collection::vec(0usize..7, 0..4), 1..16),
        kind in 0usize..3,
        capacity in 1u64..9,
        big in proptest::bool::weighted(0.03),
    ) {
        let table_type = [TableType::Append, TableType::Blink, TableType::Ring(capacity)][kind];
        let scale = if big { 9_000 } else { 1 };
        let mut retention = Retention::new(table_type);
        let (mut arrived, mut last) = (0u64, Snapshot::empty(schema()));
        let mut held = Vec::new();
        for blocks in cycles {
            let rows: u64 = blocks.iter().map(|rows| (rows * scale) as u64).sum();
            let mut next = arrived;
            let blocks = blocks.iter().map(|rows| block(&mut next, rows * scale)).collect();
            retention.absorb(blocks).unwrap();
            let first = match table_type {
                TableType::Append => 0,
                TableType::Blink => arrived,
                TableType::Ring(capacity) => (arrived + rows).saturating_sub(capacity),
            };
            arrived += rows;
            let snapshot = Snapshot::of_store(schema(), retention.rows(), retention.store());
            prop_assert_eq!(snapshot.row_keys(), &RowSet::from(first..arrived));
            let change = Change::of_rows(last, snapshot.clone());
            prop_assert_eq!(&change.before.row_keys().minus(&change.removed).union(&change.added), snapshot.row_keys());
            prop_assert!(change.added.intersection(change.before.row_keys()).is_empty());
            last = snapshot.clone();
            held.push((first..arrived, snapshot));
        }
        for (range, snapshot) in held {
            assert_rows(&snapshot, range);
        }
    }

    #[test]
    fn reading_any_rows_gives_their_values(blocks in proptest::collection::vec(1usize..40, 1..20), wanted in keys()) {
        let mut retention = Retention::new(TableType::Append);
        let mut end = 0;
        for rows in blocks {
            retention.absorb(vec![block(&mut end, rows)]).unwrap();
        }
        let rows = set(&wanted).intersection(&RowSet::from(0..end));
        let snapshot = Snapshot::of_store(schema(), rows.clone(), retention.store());
        let expected: Vec<i64> = rows.iter().map(value).collect();
        prop_assert_eq!(longs(&snapshot.read(0, &rows).unwrap()), expected.clone());
        let batches: Vec<i64> = snapshot.batches().flat_map(|batch| longs(batch.unwrap().column(0))).collect();
        prop_assert_eq!(batches, expected);
    }
}

/// Offsets as runs, a text, a constant partition.
fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("V", DataType::Int64, true),
        Field::new("T", DataType::Utf8, true),
        Field::new("P", DataType::Int32, true),
    ]))
}

fn value(key: u64) -> i64 {
    key as i64 * 3
}

/// `rows` rows with the keys from `next` on.
fn block(next: &mut u64, rows: usize) -> Block {
    let keys = *next..*next + rows as u64;
    *next = keys.end;
    let values: ArrayRef = Arc::new(Int64Array::from_iter_values(keys.clone().map(value)));
    let texts: ArrayRef = Arc::new(
        keys.map(|key| (key % 5 > 0).then(|| key.to_string()))
            .collect::<StringArray>(),
    );
    let mut partition = RunsBuilder::new(RunType::Constant);
    partition.push(7, rows);
    Block {
        columns: vec![values.into(), texts.into(), partition.finish()],
        rows,
    }
}

fn assert_rows(snapshot: &Snapshot, range: std::ops::Range<u64>) {
    assert_eq!(snapshot.num_rows(), range.end - range.start);
    let mut key = range.start;
    for batch in snapshot.batches() {
        let batch = batch.unwrap();
        let (values, texts) = (longs(batch.column(0)), batch.column(1).as_string::<i32>());
        let partitions = batch.column(2).as_primitive::<Int32Type>();
        for (row, found) in values.into_iter().enumerate() {
            assert_eq!(found, value(key));
            assert_eq!(texts.is_null(row), key.is_multiple_of(5));
            assert!(key.is_multiple_of(5) || texts.value(row) == key.to_string());
            assert_eq!(partitions.value(row), 7);
            key += 1;
        }
    }
    assert_eq!(key, range.end);
}

fn longs(array: &ArrayRef) -> Vec<i64> {
    match array.data_type() {
        DataType::Int32 => array
            .as_primitive::<Int32Type>()
            .values()
            .iter()
            .map(|value| i64::from(*value))
            .collect(),
        _ => array.as_primitive::<Int64Type>().values().to_vec(),
    }
}

#[test]
fn the_tail_is_merged_so_that_groups_stay_few() {
    let mut retention = Retention::new(TableType::Append);
    let mut end = 0;
    for _ in 0..10_000 {
        retention.absorb(vec![block(&mut end, 1)]).unwrap();
    }
    let groups = retention.store().groups_in(0..u64::MAX).count();
    assert!(groups <= 16, "{groups} groups for 10,000 rows that came one by one");
    assert_rows(
        &Snapshot::of_store(schema(), retention.rows(), retention.store()),
        0..10_000,
    );
}

#[test]
fn a_ring_of_so_many_bytes_keeps_the_newest_rows() {
    let mut retention = Retention::within(TableType::Ring(u64::MAX), 100_000);
    let mut end = 0;
    for _ in 0..100 {
        retention.absorb(vec![block(&mut end, 1_000)]).unwrap();
        assert!(retention.store().memory_size() <= 100_000 || retention.rows().len() <= 1_000);
    }
    let rows = retention.rows();
    assert_eq!(rows.last(), Some(99_999));
    assert!((1_000..100_000).contains(&rows.len()), "{} rows", rows.len());
}

#[test]
fn a_ring_lets_go_of_memory() {
    let mut retention = Retention::new(TableType::Ring(10));
    let mut end = 0;
    for _ in 0..1_000 {
        retention.absorb(vec![block(&mut end, 100)]).unwrap();
    }
    let rows: usize = retention.store().groups_in(0..u64::MAX).map(|group| group.rows).sum();
    assert!(rows < 500, "a ring of 10 rows holds {rows}");
}

#[test]
fn a_snapshot_is_read_in_part() {
    let mut retention = Retention::new(TableType::Append);
    let mut end = 0;
    for _ in 0..3 {
        retention.absorb(vec![block(&mut end, 70_000)]).unwrap();
    }
    let snapshot = Snapshot::of_store(schema(), retention.rows(), retention.store());
    let batches: Vec<_> = snapshot
        .batches()
        .rows(69_999..140_002)
        .columns(&["P", "V"])
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(batches.iter().map(|batch| batch.num_rows()).sum::<usize>(), 70_003);
    assert!(batches.iter().all(|batch| batch.num_rows() <= 65_536));
    let values: Vec<i64> = batches.iter().flat_map(|batch| longs(batch.column(1))).collect();
    assert_eq!(values, (69_999..140_002).map(value).collect::<Vec<_>>());
    assert_eq!(snapshot.batches().rows(300_000..300_001).count(), 0);
    let error = snapshot.batches().columns(&["Nope"]).err().unwrap();
    assert_eq!(error.message(), "column \"Nope\" does not exist; the table has V, T, P");
}

#[test]
fn rows_without_columns_are_counted() {
    let schema: SchemaRef = Arc::new(Schema::empty());
    let mut retention = Retention::new(TableType::Append);
    retention
        .absorb(vec![Block {
            columns: Vec::new(),
            rows: 5,
        }])
        .unwrap();
    let snapshot = Snapshot::of_store(schema, retention.rows(), retention.store());
    assert_eq!(snapshot.num_rows(), 5);
    assert_eq!(
        snapshot.batches().map(|batch| batch.unwrap().num_rows()).sum::<usize>(),
        5
    );
}
