use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use proptest::prelude::*;

use super::{Bytes, ColumnBuilder, Values};
use crate::spec::ColumnType;

type Row = Option<Vec<Option<i64>>>;

/// A column of lists of longs, and one of maps with the positions of the same longs as keys.
fn columns() -> [ColumnBuilder; 2] {
    let long = || Box::new(ColumnType::Long);
    let types = [
        ColumnType::List(long()),
        ColumnType::Map(Box::new(ColumnType::String), long()),
    ];
    types.map(|column_type| ColumnBuilder::new(&column_type).expect("decoders fill lists and maps"))
}

fn push(columns: &mut [ColumnBuilder; 2], row: &Row) {
    let [ColumnBuilder::List(lists), ColumnBuilder::Map(maps)] = columns else {
        panic!()
    };
    let Some(items) = row else {
        lists.push_null();
        maps.push_null();
        return;
    };
    for (position, item) in items.iter().enumerate() {
        push_long(lists.items(), *item);
        let [keys, values] = maps.entries();
        push_text(keys, &position.to_string());
        push_long(values, *item);
    }
    lists.end_list();
    maps.end_map();
}

fn push_long(column: &mut ColumnBuilder, value: Option<i64>) {
    let ColumnBuilder::Long(values) = column else { panic!() };
    match value {
        Some(value) => Values::push(values, value),
        None => Values::push_null(values),
    }
}

fn push_text(column: &mut ColumnBuilder, text: &str) {
    let ColumnBuilder::String(bytes) = column else { panic!() };
    Bytes::push(bytes, text.as_bytes());
}

/// The rows that the columns hold; both must hold the same.
fn rows(columns: &mut [ColumnBuilder; 2]) -> Vec<Row> {
    let [lists, maps] = columns.each_mut().map(ColumnBuilder::finish);
    let longs = |array: &dyn Array| -> Vec<Option<i64>> { array.as_primitive::<Int64Type>().iter().collect() };
    let rows: Vec<Row> = lists.as_list::<i32>().iter().map(|list| Some(longs(&list?))).collect();
    for (row, list) in rows.iter().enumerate() {
        assert_eq!(maps.is_null(row), list.is_none());
        let Some(list) = list else { continue };
        let entries = maps.as_map().value(row);
        assert_eq!(longs(entries.column(1)), *list);
        let keys: Vec<_> = entries.column(0).as_string::<i32>().iter().flatten().collect();
        assert_eq!(keys, (0..list.len()).map(|key| key.to_string()).collect::<Vec<_>>());
    }
    rows
}

proptest! {
    #[test]
    fn lists_and_maps_are_cut_back_and_lose_rows(
        given in prop::collection::vec(prop::option::of(prop::collection::vec(any::<Option<i64>>(), 0..4)), 0..20),
        len in 0_usize..25,
        removed in prop::collection::vec(any::<bool>(), 20),
        unended in 0_usize..3,
    ) {
        let mut columns = columns();
        given.iter().for_each(|row| push(&mut columns, row));
        // Of a record that turned out to be bad.
        let [ColumnBuilder::List(lists), ColumnBuilder::Map(maps)] = &mut columns else { panic!() };
        for _ in 0..unended {
            push_long(lists.items(), None);
            push_text(&mut maps.entries()[0], "half");
        }
        let len = len.min(given.len());
        columns.iter_mut().for_each(|column| column.truncate(len));
        let gone: Vec<usize> = (0..len).filter(|row| removed[*row]).collect();
        columns.iter_mut().for_each(|column| column.remove(&gone));
        push(&mut columns, &Some(vec![Some(7), None]));
        let kept = (0..len).filter(|row| !removed[*row]).map(|row| given[row].clone());
        let expected: Vec<Row> = kept.chain([Some(vec![Some(7), None])]).collect();
        prop_assert_eq!(columns[0].len(), expected.len());
        prop_assert_eq!(rows(&mut columns), expected);
    }
}

#[test]
fn the_start_of_bytes_is_a_value() {
    let text = b"0123456789abcdefghij";
    for len in 0..=text.len() {
        for from in 0..=text.len() - len {
            let mut bytes = Bytes::default();
            bytes.push(b"before");
            bytes.push_start(&text[from..], len);
            bytes.push(b"after");
            let found = bytes.finish_binary();
            assert_eq!(found.as_binary::<i32>().value(1), &text[from..from + len]);
            assert_eq!(found.as_binary::<i32>().value(2), b"after");
        }
    }
}
