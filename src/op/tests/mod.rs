//! Every operation, incremental against a plain reference.

mod broken;
pub(in crate::op) mod harness;
mod joins;
pub(in crate::op) mod model;
mod order;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use self::harness::{Input, Subject, follow};
use self::model::{B, Cell, D, I, K, Model, Row, T, V, field_names, line, row, rows_of, steps};
use super::*;

/// An operation on one table, what its result has to be, and whether it remembers the rows of blink tables.
type Example = (TableOperation, fn(&[Row]) -> Vec<Row>, bool);

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn where_(filters: &[&str], keeps: fn(&[Row]) -> Vec<Row>) -> Example {
    let filters = texts(filters);
    (TableOperation::Where { filters }, keeps, false)
}

fn kept(rows: &[Row], keeps: impl Fn(&Row) -> bool) -> Vec<Row> {
    rows.iter().filter(|row| keeps(row)).cloned().collect()
}

fn columns(rows: &[Row], columns: &[usize]) -> Vec<Row> {
    let chosen = |row: &Row| columns.iter().map(|column| row[*column].clone()).collect();
    rows.iter().map(chosen).collect()
}

/// Whether keys are the same: zero and minus zero are.
fn same_key(left: &Row, right: &Row) -> bool {
    let plain = |cell: &Cell| match cell {
        Cell::Double(value) => Cell::Double(value + 0.0),
        other => other.clone(),
    };
    line(&left.iter().map(plain).collect()) == line(&right.iter().map(plain).collect())
}

/// The rows by the values of their keys, in the order of the first ones.
fn groups(rows: &[Row], keys: &[usize]) -> Vec<(Row, Vec<Row>)> {
    let mut groups: Vec<(Row, Vec<Row>)> = Vec::new();
    for row in rows {
        let key: Row = keys.iter().map(|key| row[*key].clone()).collect();
        match groups.iter_mut().find(|(known, _)| same_key(known, &key)) {
            Some((_, members)) => members.push(row.clone()),
            None => groups.push((key, vec![row.clone()])),
        }
    }
    groups
}

#[derive(Clone, Copy)]
enum Computes {
    View,
    Select,
    Update,
    UpdateView,
}

fn computed(kind: Computes, columns: &[&str], makes: fn(&[Row]) -> Vec<Row>) -> Example {
    let (columns, variables) = (texts(columns), Variables::new());
    let operation = match kind {
        Computes::View => TableOperation::View { columns, variables },
        Computes::Select => TableOperation::Select { columns, variables },
        Computes::Update => TableOperation::Update { columns, variables },
        Computes::UpdateView => TableOperation::UpdateView { columns, variables },
    };
    (operation, makes, false)
}

fn labelled(row: &Row) -> Row {
    let label = row[K].text().map_or("none".to_owned(), |key| format!("{key}!"));
    [row.clone(), vec![Cell::Text(label)]].concat()
}

fn examples() -> Vec<Example> {
    use Computes::{Select, Update, UpdateView, View};
    vec![
        where_(&["V > 1"], |rows| {
            kept(rows, |row| row[V].long().is_some_and(|v| v > 1))
        }),
        where_(&["V <= 0"], |rows| {
            kept(rows, |row| row[V].long().is_none_or(|v| v <= 0))
        }),
        where_(&["2 < V", "K != 'c'"], |rows| {
            kept(rows, |row| {
                row[V].long().is_some_and(|v| v > 2) && row[K].text() != Some("c")
            })
        }),
        where_(&["V = null"], |rows| kept(rows, |row| row[V].is_null())),
        where_(&["V != null"], |rows| kept(rows, |row| !row[V].is_null())),
        where_(&["D >= 1.5"], |rows| {
            kept(rows, |row| row[D].double().is_some_and(|d| d >= 1.5))
        }),
        where_(&["D == -0.0"], |rows| kept(rows, |row| row[D].double() == Some(0.0))),
        where_(&["D != 2"], |rows| kept(rows, |row| row[D].double() != Some(2.0))),
        where_(&["K = `a`"], |rows| kept(rows, |row| row[K].text() == Some("a"))),
        where_(&["K >= \"b\""], |rows| kept(rows, |row| row[K].text() >= Some("b"))),
        where_(&[], <[Row]>::to_vec),
        (
            TableOperation::View {
                columns: texts(&["D", "Key = K"]),
                variables: Variables::new(),
            },
            |rows| columns(rows, &[D, K]),
            false,
        ),
        computed(Update, &["V = V + I", "X = V * 2", "Y = D"], |rows| {
            let sum = |row: &Row| Some(row[V].long()? + row[I].long()?);
            let long = |value: Option<i64>| value.map_or(Cell::Null, Cell::Long);
            let updated = |row: &Row| {
                let mut row = row.clone();
                let sum = sum(&row);
                row[V] = long(sum);
                row.push(long(sum.map(|sum| sum * 2)));
                row.push(row[D].clone());
                row
            };
            rows.iter().map(updated).collect()
        }),
        computed(Update, &["S = K == null ? `none` : K + `!`"], |rows| {
            rows.iter().map(labelled).collect()
        }),
        computed(UpdateView, &["S = K == null ? `none` : K + `!`"], |rows| {
            rows.iter().map(labelled).collect()
        }),
        computed(View, &["T2 = lowerBin(T, 5L)", "K", "B2 = isNull(B)"], |rows| {
            let viewed = |row: &Row| {
                let time = row[T].long().map_or(Cell::Null, |time| Cell::Instant(time / 5 * 5));
                vec![time, row[K].clone(), Cell::Boolean(row[B].is_null())]
            };
            rows.iter().map(viewed).collect()
        }),
        computed(Select, &["V", "W = -V"], |rows| {
            let negated = |row: &Row| vec![row[V].clone(), row[V].long().map_or(Cell::Null, |v| Cell::Long(-v))];
            rows.iter().map(negated).collect()
        }),
        (
            TableOperation::DropColumns {
                columns: texts(&["V", "I", "B"]),
            },
            |rows| columns(rows, &[0, 2, 4]),
            false,
        ),
        (
            TableOperation::RenameColumns {
                pairs: texts(&["V = D", "D=V"]),
            },
            <[Row]>::to_vec,
            false,
        ),
        (
            TableOperation::MoveColumns {
                index: 1,
                columns: texts(&["K", "Z = D"]),
            },
            |rows| columns(rows, &[1, 0, 2, 3, 4, 5]),
            false,
        ),
    ]
}

/// Aggregations that follow tables whose rows only come.
fn aggregations() -> Vec<Example> {
    fn last_of(rows: &[Row], keys: &[usize]) -> Vec<Row> {
        let others: Vec<usize> = (0..6).filter(|column| !keys.contains(column)).collect();
        let groups = groups(rows, keys).into_iter();
        groups
            .map(|(key, members)| [key, columns(&members[members.len() - 1..], &others).remove(0)].concat())
            .collect()
    }
    fn count_of(rows: &[Row], keys: &[usize]) -> Vec<Row> {
        let groups = groups(rows, keys).into_iter();
        groups
            .map(|(key, members)| [key, vec![Cell::Long(members.len() as i64)]].concat())
            .collect()
    }
    let last = |keys: &[&str]| TableOperation::LastBy { keys: texts(keys) };
    let count = |keys: &[&str]| TableOperation::CountBy {
        column: "N".into(),
        keys: texts(keys),
    };
    vec![
        (last(&["K"]), |rows| last_of(rows, &[K]), true),
        (last(&["V", "K"]), |rows| last_of(rows, &[V, K]), true),
        (last(&[]), |rows| last_of(rows, &[]), true),
        (count(&["K"]), |rows| count_of(rows, &[K]), true),
        (count(&["D", "B"]), |rows| count_of(rows, &[D, B]), true),
        (count(&[]), |rows| count_of(rows, &[]), true),
    ]
}

fn any_of(examples: fn() -> Vec<Example>) -> impl Strategy<Value = Example> {
    (0..examples().len()).prop_map(move |index| examples().remove(index))
}

fn subject<'a>(example: &'a Example, make_it: &'a Maker<'a>) -> Subject<'a> {
    Subject {
        name: example.0.to_string(),
        make: make_it.0,
        reference: make_it.1,
        remembers: example.2,
    }
}

type Maker<'a> = (
    &'a dyn Fn(&[Snapshot], &[Flow]) -> Result<Box<dyn Operation>>,
    &'a dyn Fn(&[Vec<Row>]) -> Vec<Row>,
);

fn check(example: &Example, flow: Flow, initial: &[Row], steps: &[model::Step]) -> Result<(), TestCaseError> {
    let make_it = |inputs: &[Snapshot], flows: &[Flow]| make(&example.0, &inputs[0], flows[0]);
    let reference = |inputs: &[Vec<Row>]| (example.1)(&inputs[0]);
    let input = Input {
        flow,
        suffix: "",
        initial,
        steps,
    };
    follow(&subject(example, &(&make_it, &reference)), &[input])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn operations_follow_any_table(
        example in any_of(examples),
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Blink), Just(Flow::Free), Just(Flow::Still)],
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        check(&example, flow, &initial, &steps)?;
    }

    #[test]
    fn aggregations_follow_tables_whose_rows_come(
        example in any_of(aggregations),
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Blink), Just(Flow::Still)],
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        check(&example, flow, &initial, &steps)?;
    }
}

/// The columns K, V and D of four rows.
fn input() -> Snapshot {
    let text = |text: &str| Cell::Text(text.to_owned());
    let rows = [
        (text("a"), Cell::Long(1), Cell::Double(1.0)),
        (Cell::Null, Cell::Null, Cell::Null),
        (text("a"), Cell::Long(3), Cell::Double(f64::NAN)),
        (Cell::Null, Cell::Long(4), Cell::Null),
    ];
    let rows = rows.map(|(k, v, d)| vec![k, v, d, Cell::Null, Cell::Null, Cell::Null]);
    let columns = TableOperation::View {
        columns: texts(&["K", "V", "D"]),
        variables: Variables::new(),
    };
    let input = make(&columns, &Model::new("", &rows).snapshot(), Flow::Append).unwrap();
    input.snapshot().clone()
}

fn result(operation: &TableOperation) -> Vec<String> {
    lines(make(operation, &input(), Flow::Append).unwrap().snapshot())
}

fn lines(snapshot: &Snapshot) -> Vec<String> {
    rows_of(snapshot).values().map(line).collect()
}

fn refusal(operation: &TableOperation, flow: Flow) -> String {
    make(operation, &input(), flow).err().unwrap().message().to_owned()
}

#[test]
fn groups_come_in_the_order_of_their_first_rows() {
    let last = result(&TableOperation::LastBy { keys: vec!["K".into()] });
    assert_eq!(last, ["\"a\" 3L NaN", "null 4L null"]);
    let counts = result(&TableOperation::CountBy {
        column: "N".into(),
        keys: vec!["K".into()],
    });
    assert_eq!(counts, ["\"a\" 2L", "null 2L"]);
}

#[test]
fn nulls_are_least_in_filters() {
    let keys = |filter: &str| {
        result(&TableOperation::Where {
            filters: vec![filter.into()],
        })
        .len()
    };
    assert_eq!(keys("V < 2"), 2);
    assert_eq!(keys("V != 1"), 3);
    assert_eq!(keys("V > null"), 3);
    assert_eq!(keys("D = 1"), 1);
    assert_eq!(keys("D > 0"), 1);
    assert_eq!(keys("null = K"), 2);
}

#[test]
fn the_sum_of_nothing_is_null() {
    let operation = make(
        &TableOperation::View {
            columns: vec!["D".into(), "V".into()],
            variables: Variables::new(),
        },
        &input(),
        Flow::Append,
    )
    .unwrap();
    let only_null = make(
        &TableOperation::Where {
            filters: vec!["D = null".into()],
        },
        operation.snapshot(),
        Flow::Append,
    );
    let sums = make(
        &TableOperation::SumBy { keys: vec![] },
        only_null.unwrap().snapshot(),
        Flow::Append,
    )
    .unwrap();
    assert_eq!(lines(sums.snapshot()), ["null 4L"]);
}

#[test]
fn wrong_operations_are_refused() {
    let last = |key: &str| TableOperation::LastBy { keys: vec![key.into()] };
    assert_eq!(
        refusal(&last("Nope"), Flow::Append),
        "column \"Nope\" does not exist; the table has K, V, D"
    );
    assert!(refusal(&last("K"), Flow::Free).contains("not supported"));
    let sum = TableOperation::SumBy { keys: vec![] };
    assert_eq!(
        refusal(&sum, Flow::Append),
        "column \"K\" of type Utf8 cannot be summed"
    );
    let count = TableOperation::CountBy {
        column: "K".into(),
        keys: vec!["K".into()],
    };
    assert_eq!(
        refusal(&count, Flow::Append),
        "the count column \"K\" has the name of a key"
    );
    let twice = TableOperation::LastBy {
        keys: vec!["K".into(), "V".into(), "K".into()],
    };
    assert_eq!(refusal(&twice, Flow::Append), "key column \"K\" is given twice");
    let view = |column: &str| TableOperation::View {
        columns: vec!["K".into(), column.into()],
        variables: Variables::new(),
    };
    assert_eq!(refusal(&view("K"), Flow::Append), "column \"K\" is asked for twice");
    let filter = |text: &str| {
        refusal(
            &TableOperation::Where {
                filters: vec![text.into()],
            },
            Flow::Append,
        )
    };
    assert_eq!(
        filter("Price > 5"),
        "column \"Price\" doesn't exist in this table, available columns are K, V, D\n  Price > 5\n  ^"
    );
    assert_eq!(
        filter("V > `x"),
        "the text that begins with ` does not end\n  V > `x\n      ^"
    );
    assert!(filter("K > 5").contains("cannot be compared"));
    assert!(filter("V << 1 > 5").contains("no such operator"));
    assert!(filter("V + 1").contains("must be a Boolean"));
}

#[test]
fn columns_have_their_places() {
    let input = input();
    let names = |operation: &TableOperation| {
        let made = make(operation, &input, Flow::Append).map_err(|error| error.to_string())?;
        Ok::<_, String>(field_names(made.snapshot().schema()))
    };
    let drop = |columns: &[&str]| {
        names(&TableOperation::DropColumns {
            columns: texts(columns),
        })
    };
    assert_eq!(drop(&["D", "K"]).unwrap(), "V");
    assert_eq!(drop(&[]).unwrap(), "K V D");
    assert_eq!(
        drop(&["K", "Nope"]).unwrap_err(),
        "Column(s) not found: Nope; the table has K, V, D"
    );
    let rename = |pairs: &[&str]| names(&TableOperation::RenameColumns { pairs: texts(pairs) });
    assert_eq!(rename(&["Key = K", "V=D", "D = V"]).unwrap(), "Key D V");
    assert_eq!(rename(&["K = V"]).unwrap_err(), "there would be two columns \"K\"");
    assert!(
        rename(&["New = Old"])
            .unwrap_err()
            .starts_with("Column(s) not found: Old")
    );
    let moved = |index, columns: &[&str]| {
        names(&TableOperation::MoveColumns {
            index,
            columns: texts(columns),
        })
    };
    assert_eq!(moved(0, &["D", "V"]).unwrap(), "D V K");
    assert_eq!(moved(i32::MAX, &["K"]).unwrap(), "V D K");
    assert_eq!(moved(1, &["Z = K"]).unwrap(), "V Z D");
    assert_eq!(moved(-3, &["V"]).unwrap(), "V K D");
}
