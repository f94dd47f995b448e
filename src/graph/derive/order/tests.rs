use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Int64Array, RecordBatch, StringArray};

use super::*;
use crate::spec::{Aggregation, UpdateByOperation};

fn table(session: &Session, names: [&str; 2], rows: &[(i64, &str)]) -> Table {
    let numbers = Int64Array::from_iter_values(rows.iter().map(|row| row.0));
    let texts = StringArray::from_iter_values(rows.iter().map(|row| row.1));
    let columns: [(_, Arc<dyn arrow_array::Array>); 2] = [("N", Arc::new(numbers)), ("S", Arc::new(texts))];
    let [first, second] = names.map(|name| columns.iter().position(|column| column.0 == name).unwrap());
    let columns = [columns[first].clone(), columns[second].clone()];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    session.import(batch.schema(), [Ok(batch)]).unwrap()
}

fn texts(table: &Table, column: &str) -> Vec<String> {
    let batches = table.snapshot().batches().columns(&[column]).unwrap();
    let texts = |batch: Result<RecordBatch>| -> Vec<String> {
        let batch = batch.unwrap();
        let column = batch.column(0);
        match column.as_string_opt::<i32>() {
            Some(texts) => texts.iter().map(|text| text.unwrap().to_owned()).collect(),
            None => {
                let numbers = column.as_primitive::<Int64Type>().iter();
                numbers.map(|number| number.unwrap().to_string()).collect()
            }
        }
    };
    batches.flat_map(texts).collect()
}

fn refusal(result: Result<Table>) -> String {
    result.unwrap_err().message().to_owned()
}

#[test]
fn rows_are_ordered_and_chosen() {
    let session = Session::new().unwrap();
    let rows = [(3, "c"), (1, "a"), (2, "b"), (1, "b")];
    let source = table(&session, ["N", "S"], &rows);
    let is = |result: Result<Table>, expected: &str| {
        let table = result.unwrap();
        assert!(!table.is_refreshing());
        let rows = texts(&table, "N").into_iter().zip(texts(&table, "S"));
        assert_eq!(rows.map(|(n, s)| n + &s).collect::<Vec<_>>().join(" "), expected);
    };
    is(source.sort(["N"]), "1a 1b 2b 3c");
    is(source.sort_descending(["N"]), "3c 2b 1a 1b");
    is(
        source.sort_by([SortColumn::ascending("N"), SortColumn::descending("S")]),
        "1b 1a 2b 3c",
    );
    is(source.sort(Vec::<String>::new()), "3c 1a 2b 1b");
    is(source.head(2), "3c 1a");
    is(source.tail(u64::MAX), "3c 1a 2b 1b");
    is(source.head_pct(0.3), "3c 1a");
    is(source.tail_pct(0.25), "1b");
    is(source.slice(1, -1), "1a 2b");
    is(source.slice(-3, 0), "1a 2b 1b");
    is(source.slice(-3, 3), "1a 2b");
    is(source.slice(-1, 1), "");
    is(source.slice(3, -3), "");
    is(source.slice_pct(0.3, 0.9), "1a 2b");
    is(source.reverse(), "1b 2b 1a 3c");
    is(source.sort(["S"]).unwrap().reverse().unwrap().flatten(), "3c 1b 2b 1a");
    is(source.remove_blink(), "3c 1a 2b 1b");
    is(source.snapshot_table(), "3c 1a 2b 1b");
}

/// Constants have their order, not that of their names.
#[test]
fn days_of_the_week_are_in_their_order() {
    let session = Session::new().unwrap();
    let formulas = ["G = `all`", "D = epochDaysToLocalDate(ii % 5).getDayOfWeek()"];
    let days = session.empty_table(7).unwrap().update(formulas).unwrap();
    let names = |table: Result<Table>, column: &str| texts(&table.unwrap(), column).join(" ");
    assert_eq!(
        names(days.sort(["D"]), "D"),
        "MONDAY THURSDAY THURSDAY FRIDAY FRIDAY SATURDAY SUNDAY"
    );
    assert_eq!(
        names(days.sort_descending(["G", "D"]), "D"),
        "SUNDAY SATURDAY FRIDAY FRIDAY THURSDAY THURSDAY MONDAY"
    );
    assert_eq!(names(days.where_(["D > DayOfWeek.FRIDAY"]), "D"), "SATURDAY SUNDAY");
    assert_eq!(names(days.where_(["D in `MONDAY`, `SUNDAY`"]), "D"), "SUNDAY MONDAY");
    let aggregations = [
        Aggregation::min(["Min = D"]),
        Aggregation::max(["Max = D"]),
        Aggregation::median(["Mid = D"]),
        Aggregation::sorted_last(["D"], ["Last = D"]),
        Aggregation::distinct(false, ["Days = D"]),
    ];
    for keys in [vec![], vec!["G"]] {
        let found = days.agg_by(aggregations.clone(), keys.clone()).unwrap();
        let text = ["Min", "Max", "Mid", "Last"].map(|column| texts(&found, column).concat());
        assert_eq!(text, ["MONDAY", "SUNDAY", "FRIDAY", "SUNDAY"]);
        let first = found.update(["First = Days.get(0)", "Next = First.plus(1)"]);
        assert_eq!(names(first, "Next"), "TUESDAY");
        let so_far = days
            .update_by([UpdateByOperation::cum_max(["Most = D"])], keys.clone())
            .unwrap();
        assert_eq!(
            texts(&so_far, "Most")[..4],
            ["THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
        );
        // Of rows that may go.
        let kept = days.last_by(["D"]).unwrap().agg_by(aggregations.clone(), keys).unwrap();
        assert_eq!(texts(&kept, "Max").concat(), "SUNDAY");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let session = Session::new().unwrap();
    let source = table(&session, ["N", "S"], &[(1, "a")]);
    assert_eq!(
        refusal(source.sort(["X"])),
        "column \"X\" to sort by does not exist; the table has N, S"
    );
    assert_eq!(
        refusal(source.slice(5, 3)),
        "slice(5, 3): the first position 5 is after the last position 3"
    );
    assert_eq!(
        refusal(source.slice(-3, -5)),
        "slice(-3, -5): the first position -3 is after the last position -5"
    );
    assert_eq!(
        refusal(source.head_pct(1.5)),
        "the part of the rows must be between 0 and 1: 1.5"
    );
    assert_eq!(
        refusal(source.blink_to_append_only()),
        "the table is no blink table: its rows stay anyhow"
    );
}

#[test]
fn columns_are_told_of() {
    let session = Session::new().unwrap();
    let meta = table(&session, ["N", "S"], &[]).meta().unwrap();
    assert_eq!(texts(&meta, "Name"), ["N", "S"]);
    assert_eq!(texts(&meta, "DataType"), ["long", "java.lang.String"]);
    assert_eq!(texts(&meta, "ColumnType"), ["Normal", "Normal"]);
    assert_eq!(meta.schema().field(3).name(), "IsPartitioning");
}

#[test]
fn tables_are_merged() {
    let session = Session::new().unwrap();
    let first = table(&session, ["N", "S"], &[(3, "c"), (1, "a")]);
    let second = table(&session, ["S", "N"], &[(2, "b"), (1, "z")]);
    let merged = session.merge(&[first.clone(), second.clone(), first.clone()]).unwrap();
    assert_eq!(texts(&merged, "S"), ["c", "a", "b", "z", "c", "a"]);
    assert!(!merged.is_refreshing());
    assert!(merged.clone().await_change(Duration::ZERO).unwrap());
    let nested = session.merge(&[merged.reverse().unwrap(), merged]).unwrap();
    assert_eq!(
        texts(&nested, "N"),
        ["1", "3", "1", "2", "1", "3", "3", "1", "2", "1", "3", "1"]
    );
    let sorted = session.merge_sorted("N", &[second.clone(), first.clone()]).unwrap();
    assert_eq!(texts(&sorted, "S"), ["z", "a", "b", "c"]);
    assert_eq!(refusal(session.merge(&[])), "there is no table to merge");
    let other = Session::new().unwrap();
    assert_eq!(
        refusal(other.merge(std::slice::from_ref(&first))),
        "tables of different sessions cannot be merged"
    );
    assert_eq!(
        refusal(session.merge(&[first, second.drop_columns(["S"]).unwrap()])),
        "tables of other columns cannot be merged: expected column \"S\" is missing"
    );
}
