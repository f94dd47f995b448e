use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use proptest::prelude::*;

use super::*;
use crate::graph::Session;

type Line<'a> = (&'a str, &'a str, &'a str, i64);

fn batch(rows: &[Line<'_>]) -> RecordBatch {
    let text = |text: fn(&Line<'_>) -> String| -> ArrayRef {
        let cells = rows.iter().map(|row| Some(text(row)).filter(|text| text != "-"));
        Arc::new(cells.collect::<StringArray>())
    };
    let values: Int64Array = rows.iter().map(|row| Some(row.3)).collect();
    RecordBatch::try_from_iter_with_nullable([
        ("K", text(|row| row.0.to_owned()), true),
        ("R", text(|row| row.1.to_owned()), true),
        ("C", text(|row| row.2.to_owned()), true),
        ("V", Arc::new(values), true),
    ])
    .unwrap()
}

/// An input table keyed by K.
fn input(session: &Session, rows: &[Line<'_>]) -> Table {
    let table = session.input_table(batch(&[]).schema(), ["K"]).unwrap();
    table.add_rows(&batch(rows)).unwrap();
    table
}

/// The names of the columns, and the cells of each row.
fn shown(table: &Table) -> Vec<Vec<String>> {
    let names = table
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    let mut lines = vec![names];
    for batch in table.snapshot().batches() {
        let batch = batch.unwrap();
        let cell = |column: &ArrayRef, row: usize| match column.is_null(row) {
            true => "-".to_owned(),
            false => arrow_cast::display::array_value_to_string(column, row).unwrap(),
        };
        lines.extend((0..batch.num_rows()).map(|row| batch.columns().iter().map(|column| cell(column, row)).collect()));
    }
    lines
}

fn is(table: &Table, expected: &[&str]) {
    let lines: Vec<String> = shown(table).iter().map(|line| line.join(" ")).collect();
    assert_eq!(lines, expected);
}

fn sum() -> [Aggregation; 1] {
    [Aggregation::sum(["V"])]
}

fn options(new_columns: NewColumns) -> TransposeOptions {
    TransposeOptions {
        new_columns,
        ..TransposeOptions::default()
    }
}

#[test]
fn groups_stand_side_by_side() {
    let session = Session::new().unwrap();
    let table = input(
        &session,
        &[
            ("a", "r1", "x", 1),
            ("b", "r1", "y", 2),
            ("c", "r2", "x", 3),
            ("d", "r3", "-", 4),
        ],
    );
    let fails = TransposeOptions::default();
    let sums = table.keyed_transpose(sum(), ["R"], ["C"], &fails).unwrap();
    is(&sums, &["R x y column_null", "r1 1 2 -", "r2 3 - -", "r3 - - 4"]);
    let both = [Aggregation::count("N"), Aggregation::max(["Most = V"])];
    let both = table.keyed_transpose(both, ["R"], ["C", "V"], &fails).unwrap();
    is(
        &both,
        &[
            "R N_x_1 Most_x_1 N_y_2 Most_y_2 N_x_3 Most_x_3 N_null_4 Most_null_4",
            "r1 1 1 1 2 - - - -",
            "r2 - - - - 1 3 - -",
            "r3 - - - - - - 1 4",
        ],
    );
    table
        .add_rows(&batch(&[("e", "r2", "y", 5), ("a", "r4", "x", 6)]))
        .unwrap();
    table
        .delete_rows(&batch(&[("d", "", "", 0)]).project(&[0]).unwrap())
        .unwrap();
    is(&sums, &["R x y column_null", "r1 - 2 -", "r2 3 5 -", "r4 6 - -"]);
}

#[test]
fn a_new_key_fails_or_is_left_out() {
    let session = Session::new().unwrap();
    let table = input(&session, &[("a", "r1", "x", 1), ("b", "r2", "y", 2)]);
    let fails = table
        .keyed_transpose(sum(), ["R"], ["C"], &TransposeOptions::default())
        .unwrap();
    let ignores = table
        .keyed_transpose(sum(), ["R"], ["C"], &options(NewColumns::Ignore))
        .unwrap();
    table
        .add_rows(&batch(&[("c", "r3", "z", 3), ("d", "r3", "x", 4), ("e", "r4", "z", 5)]))
        .unwrap();
    is(&ignores, &["R x y", "r1 1 -", "r2 - 2", "r3 4 -"]);
    is(&fails, &["R x y", "r1 1 -", "r2 - 2"]);
    let failure = fails.failure().expect("it has failed");
    assert!(
        failure.message().contains("there is a row with the new key z"),
        "{failure}"
    );
    assert!(ignores.failure().is_none());
}

#[test]
fn initial_groups_come_first() {
    let session = Session::new().unwrap();
    let table = input(&session, &[("a", "r1", "x", 1), ("b", "r2", "y", 2)]);
    let initial = session
        .import(
            batch(&[]).schema(),
            [Ok(batch(&[("", "r2", "y", 0), ("", "r9", "z", 0), ("", "r9", "z", 1)]))],
        )
        .unwrap();
    let options = TransposeOptions {
        initial_groups: Some(initial.drop_columns(["K", "V"]).unwrap()),
        ..TransposeOptions::default()
    };
    let made = [Aggregation::count("N"), Aggregation::sum(["V"])];
    let made = table.keyed_transpose(made, ["R"], ["C"], &options).unwrap();
    is(
        &made,
        &[
            "R N_y V_y N_z V_z N_x V_x",
            "r2 1 2 - - - -",
            "r9 - - 0 - - -",
            "r1 - - - - 1 1",
        ],
    );
    table.add_rows(&batch(&[("c", "r9", "z", 3)])).unwrap();
    table
        .delete_rows(&batch(&[("b", "", "", 0)]).project(&[0]).unwrap())
        .unwrap();
    is(
        &made,
        &[
            "R N_y V_y N_z V_z N_x V_x",
            "r2 0 - - - - -",
            "r9 - - 1 3 - -",
            "r1 - - - - 1 1",
        ],
    );
    assert!(made.failure().is_none());
    let empty = input(&session, &[]);
    is(
        &empty.keyed_transpose(sum(), ["R"], ["C"], &options).unwrap(),
        &["R y z", "r2 - -", "r9 - -"],
    );
}

#[test]
fn many_columns_have_short_labels() {
    let session = Session::new().unwrap();
    let rows = batch(&[("a", "r", "x", 0)]);
    let many: Vec<RecordBatch> = (0..60)
        .map(|row| {
            let value: ArrayRef = Arc::new(Int64Array::from(vec![row]));
            RecordBatch::try_new(
                rows.schema(),
                vec![
                    rows.column(0).clone(),
                    rows.column(1).clone(),
                    rows.column(2).clone(),
                    value,
                ],
            )
            .unwrap()
        })
        .collect();
    let table = session.import(rows.schema(), many.into_iter().map(Ok)).unwrap();
    let made = table
        .keyed_transpose([Aggregation::count("N")], ["R"], ["V"], &TransposeOptions::default())
        .unwrap();
    assert_eq!(made.schema().fields().len(), 61);
    assert_eq!(made.num_rows(), 1);
    let label = made.core().label();
    assert!(
        label.len() < 500 && label.starts_with("naturalJoin(") && label.ends_with("an imported table"),
        "{label}"
    );
}

#[test]
fn names_are_those_of_columns() {
    let session = Session::new().unwrap();
    let names = |keys: &[&str]| {
        let rows: Vec<Line<'_>> = keys.iter().map(|key| (*key, "r", *key, 1)).collect();
        let made = input(&session, &rows).keyed_transpose(sum(), ["R"], ["C"], &TransposeOptions::default());
        made.map(|made| shown(&made)[0][1..].join(" "))
    };
    assert_eq!(
        names(&["A B", "A-B", "1x", "new", "$x_", "a.é"]).unwrap(),
        "AB AB2 column_1x column_new $x_ a"
    );
    let refusal = |keys: &[&str]| names(keys).unwrap_err().message().to_owned();
    assert!(refusal(&["x", "é"]).contains("cannot make the name of a column of \"é\""));
    assert!(refusal(&["x", "R"]).contains("two columns \"R\""));
}

#[test]
fn what_is_missing_is_named() {
    let session = Session::new().unwrap();
    let table = input(&session, &[]);
    let refusal = |aggregations: Vec<Aggregation>, rows: &[&str], columns: &[&str]| {
        let (rows, columns) = (rows.iter().copied(), columns.iter().copied());
        let made = table.keyed_transpose(aggregations, rows, columns, &TransposeOptions::default());
        made.unwrap_err().message().to_owned()
    };
    assert!(refusal(vec![], &["R"], &["C"]).contains("no aggregations"));
    assert!(refusal(sum().to_vec(), &[], &["C"]).contains("no columns whose values are rows"));
    assert!(refusal(sum().to_vec(), &["R"], &[]).contains("no columns whose values become columns"));
    assert!(refusal(sum().to_vec(), &["R"], &["C"]).contains("has no groups yet"));
    assert!(refusal(sum().to_vec(), &["R"], &["Nope"]).contains("Nope"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// After each change the table has what a plainly written reference makes of all rows.
    #[test]
    fn it_follows_its_table(
        cycles in proptest::collection::vec(
            proptest::collection::vec((0..12u8, 0..4u8, 0..3u8, -9..9i64, any::<bool>()), 1..6), 1..6),
    ) {
        let session = Session::new().unwrap();
        let columns = ["c0", "c1", "c2"];
        let first: Vec<Line<'_>> = ["k-a", "k-b", "k-c"].iter().zip(columns).map(|(key, column)| (*key, "r", column, 1)).collect();
        let table = input(&session, &first);
        let made = table.keyed_transpose(sum(), ["R"], ["C"], &TransposeOptions::default()).unwrap();
        let mut known: BTreeMap<String, (String, String, i64)> =
            first.iter().map(|row| (row.0.to_owned(), (row.1.to_owned(), row.2.to_owned(), row.3))).collect();
        for cycle in cycles {
            for (key, row, column, value, goes) in cycle {
                let (key, row, column) = (format!("k{key}"), format!("r{row}"), format!("c{column}"));
                let line = batch(&[(&key, &row, &column, value)]);
                if goes {
                    table.delete_rows(&line.project(&[0]).unwrap()).unwrap();
                    known.remove(&key);
                } else {
                    table.add_rows(&line).unwrap();
                    known.insert(key, (row, column, value));
                }
            }
            let mut expected: BTreeMap<String, [Option<i64>; 3]> = BTreeMap::new();
            for (row, column, value) in known.values() {
                let place = columns.iter().position(|known| known == column).unwrap();
                let cell = &mut expected.entry(row.clone()).or_default()[place];
                *cell = Some(cell.unwrap_or(0) + value);
            }
            let text = |cell: &Option<i64>| cell.map_or("-".to_owned(), |value| value.to_string());
            let expected: Vec<Vec<String>> = expected
                .iter()
                .map(|(row, cells)| std::iter::once(row.clone()).chain(cells.iter().map(text)).collect())
                .collect();
            let mut rows = shown(&made);
            rows.remove(0);
            rows.sort();
            prop_assert_eq!(rows, expected);
        }
    }
}
