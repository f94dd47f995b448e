//! Stores and redirections against maps.

use std::collections::BTreeMap;

use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Float32Array, Float64Array, Int32Array, Int64Array, StringArray};
use proptest::prelude::*;

use super::*;
use crate::table::{RedirectedColumn, Redirection};

type Row = (Option<i64>, Option<bool>, Option<String>);

fn row() -> impl Strategy<Value = Row> {
    let text = proptest::option::of((0..5).prop_map(|number| format!("text {number}")));
    (
        proptest::option::of(any::<i64>()),
        proptest::option::of(any::<bool>()),
        text,
    )
}

/// Keys that are near each other, and some that are far.
fn key() -> impl Strategy<Value = u64> {
    prop_oneof![5 => 0u64..600, 1 => (1u64 << 40)..(1 << 40) + 300, 1 => (u64::MAX - 200)..u64::MAX]
}

fn store() -> KeyedStore {
    use DataType::{Boolean, Float64, Int32, Int64, Utf8};
    KeyedStore::new([&Int64, &Boolean, &Utf8, &Int32, &Float64])
}

fn arrays(rows: &[&Row]) -> [ArrayRef; 5] {
    let numbers = || rows.iter().map(|row| row.0);
    [
        Arc::new(rows.iter().map(|row| row.0).collect::<Int64Array>()),
        Arc::new(rows.iter().map(|row| row.1).collect::<BooleanArray>()),
        Arc::new(rows.iter().map(|row| row.2.clone()).collect::<StringArray>()),
        Arc::new(
            numbers()
                .map(|number| number.map(|number| number as i32))
                .collect::<Int32Array>(),
        ),
        Arc::new(
            numbers()
                .map(|number| number.map(|number| number as f64))
                .collect::<Float64Array>(),
        ),
    ]
}

fn check(columns: &[Arc<dyn Column>], model: &BTreeMap<u64, Row>, wanted: &[u64]) -> Result<(), TestCaseError> {
    let all: RowSet = model.keys().copied().collect();
    let expected = arrays(&model.values().collect::<Vec<_>>());
    let nothing = (None, None, None);
    let picked: Vec<&Row> = wanted.iter().map(|key| model.get(key).unwrap_or(&nothing)).collect();
    for ((column, expected), picked) in columns.iter().zip(expected).zip(arrays(&picked)) {
        prop_assert_eq!(&column.read(&all).unwrap(), &expected);
        prop_assert_eq!(&column.gather(wanted).unwrap(), &picked);
    }
    Ok(())
}

use proptest::test_runner::TestCaseError;

proptest! {
    #[test]
    fn stores_hold_what_was_set_and_snapshots_what_they_saw(
        cycles in proptest::collection::vec((proptest::collection::btree_map(key(), row(), 0..60), proptest::collection::vec(key(), 0..40)), 1..8),
        wanted in proptest::collection::vec(prop_oneof![4 => key(), 1 => Just(NO_ROW)], 0..50),
    ) {
        let (mut store, mut model, mut seen) = (store(), BTreeMap::new(), Vec::new());
        for (set, gone) in cycles {
            let keys: Vec<u64> = set.keys().copied().collect();
            store.set(&keys, &arrays(&set.values().collect::<Vec<_>>())).unwrap();
            model.extend(set);
            let gone: RowSet = gone.into_iter().filter(|key| model.remove(key).is_some()).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
            store.forget(&gone, &model.keys().copied().collect());
            // What is gone may still be there, where other rows are near.
            seen.push((store.columns().collect::<Vec<_>>(), model.clone()));
        }
        for (columns, model) in seen {
            let wanted: Vec<u64> = wanted.iter().copied().filter(|key| *key == NO_ROW || model.contains_key(key)).collect();
            check(&columns, &model, &wanted)?;
        }
    }

    #[test]
    fn redirected_columns_read_rows_of_the_source(
        targets in proptest::collection::btree_map(key(), proptest::option::of(0u64..300), 0..100),
        wanted in proptest::collection::vec(0usize..100, 0..100),
    ) {
        let values: Vec<i64> = (0..300).map(|key| key * 7).collect();
        let mut source = KeyedStore::new([&DataType::Int64]);
        source.set(&(0..300).collect::<Vec<_>>(), &[Arc::new(Int64Array::from(values)) as ArrayRef]).unwrap();
        let mut redirection = Redirection::default();
        redirection.set(targets.clone());
        let column = RedirectedColumn::new(redirection, source.columns().next().unwrap());
        let value = |target: &Option<u64>| target.map(|key| key as i64 * 7);
        let all: Int64Array = targets.values().map(value).collect();
        let keys: RowSet = targets.keys().copied().collect();
        let read = column.read(&keys).unwrap();
        prop_assert_eq!(read.as_primitive::<Int64Type>(), &all);
        let wanted: Vec<(u64, Option<u64>)> = wanted.into_iter().filter_map(|position| targets.clone().into_iter().nth(position)).collect();
        let picked: Int64Array = wanted.iter().map(|(_, target)| value(target)).collect();
        let gathered = column.gather(&wanted.iter().map(|(key, _)| *key).collect::<Vec<_>>()).unwrap();
        prop_assert_eq!(gathered.as_primitive::<Int64Type>(), &picked);
    }
}

#[test]
fn rows_that_become_something_else_are_marked() {
    let doubles = |nan: f64, zero: f64| vec![Some(1.5), None, Some(nan), Some(zero), None, Some(2.5)];
    let (old, new) = (doubles(f64::NAN, 0.0), doubles(-f64::NAN, -0.0));
    let columns = |mut values: Vec<Option<f64>>, is_new: bool| -> [ArrayRef; 3] {
        if is_new {
            (values[4], values[5]) = (Some(3.5), None);
        }
        let texts = values
            .iter()
            .map(|value| value.map(|value| format!("{:?}", value.abs())));
        [
            Arc::new(Float64Array::from(values.clone())),
            Arc::new(
                values
                    .iter()
                    .map(|value| value.map(|value| value as f32))
                    .collect::<Float32Array>(),
            ),
            Arc::new(texts.collect::<StringArray>()),
        ]
    };
    let types = [DataType::Float64, DataType::Float32, DataType::Utf8];
    let keys = [0, 1, 70, 71, 500, 501];
    for (column, data_type) in types.iter().enumerate() {
        let mut store = KeyedStore::new([data_type]);
        store
            .set(&keys, &[columns(old.clone(), false)[column].clone()])
            .unwrap();
        let mut changed = [false; 6];
        let values = columns(new.clone(), true)[column].clone();
        store.replace(&keys, &[values], &mut changed).unwrap();
        // The texts are without signs.
        let expected = [false, false, false, column < 2, true, true];
        assert_eq!(changed, expected, "{data_type}");
    }
}

#[test]
fn memory_of_rows_that_are_gone_is_freed() {
    let mut store = KeyedStore::new([&DataType::Int32]);
    let memory = |store: &KeyedStore| store.columns().next().unwrap().memory_size();
    for first in (0..100_000u64).step_by(1000) {
        let values: ArrayRef = Arc::new(Int32Array::from_iter_values(first as i32..first as i32 + 1000));
        store
            .set(&(first..first + 1000).collect::<Vec<_>>(), &[values])
            .unwrap();
        let gone = RowSet::from(first.saturating_sub(1000)..first);
        store.forget(&gone, &RowSet::from(first..first + 1000));
    }
    let last = store
        .columns()
        .next()
        .unwrap()
        .read(&RowSet::from(99_998..100_000))
        .unwrap();
    assert_eq!(
        last.as_primitive::<Int32Type>(),
        &Int32Array::from(vec![99_998, 99_999])
    );
    assert!(memory(&store) < 10_000, "{} bytes for 1,000 rows", memory(&store));
}

#[test]
fn values_of_another_type_are_refused() {
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
    let error = KeyedStore::new([&DataType::Int64]).set(&[0], &[texts]).err().unwrap();
    assert!(error.message().contains("was given values of Utf8"), "{error}");
}
