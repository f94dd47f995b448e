//! Every operation, incremental against a plain reference.

mod aggregations;
mod broken;
mod decimals;
mod empty_groups;
mod grouping;
mod groups;
pub(in crate::op) mod harness;
mod join_columns;
mod joins;
mod levels;
pub(in crate::op) mod model;
pub(in crate::op) mod order;
mod ranges;
mod snapshots;
mod update_by;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use self::harness::{Input, Subject, follow};
use self::model::{B, Cell, D, I, K, Model, Row, T, V, field_names, line, row, rows_of, steps};
use super::*;
use crate::spec::FilterSpec;

/// Makes an operation whose formulas call no functions of a program.
pub fn make(operation: &TableOperation, input: &Snapshot, flow: Flow) -> Result<Box<dyn Operation>> {
    super::make(operation, input, flow, &ExternalFunctions::new())
}

/// The same of two tables.
pub fn combine(
    operation: &PairOperation,
    left: &Snapshot,
    right: &Snapshot,
    flows: [Flow; 2],
) -> Result<Box<dyn Operation>> {
    super::combine(operation, left, right, flows, &ExternalFunctions::new())
}

/// An operation on one table, what its result has to be, and whether it remembers the rows of blink tables.
type Example = (TableOperation, fn(&[Row]) -> Vec<Row>, bool);

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn filtered(filters: &[&str]) -> TableOperation {
    TableOperation::Where {
        filters: filters.iter().map(|filter| FilterSpec::from(*filter)).collect(),
        variables: Variables::new(),
    }
}

fn where_(filters: &[&str], keeps: fn(&[Row]) -> Vec<Row>) -> Example {
    (filtered(filters), keeps, false)
}

fn kept(rows: &[Row], keeps: impl Fn(&Row) -> bool) -> Vec<Row> {
    rows.iter().filter(|row| keeps(row)).cloned().collect()
}

fn columns(rows: &[Row], columns: &[usize]) -> Vec<Row> {
    let chosen = |row: &Row| columns.iter().map(|column| row[*column].clone()).collect();
    rows.iter().map(chosen).collect()
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
fn nulls_are_least_in_filters() {
    let keys = |filter: &str| result(&filtered(&[filter])).len();
    assert_eq!(keys("V < 2"), 2);
    assert_eq!(keys("V != 1"), 3);
    assert_eq!(keys("V > null"), 3);
    assert_eq!(keys("D = 1"), 1);
    assert_eq!(keys("D > 0"), 1);
    assert_eq!(keys("null = K"), 2);
}

#[test]
fn wrong_operations_are_refused() {
    let view = |column: &str| TableOperation::View {
        columns: vec!["K".into(), column.into()],
        variables: Variables::new(),
    };
    assert_eq!(refusal(&view("K"), Flow::Append), "column \"K\" is asked for twice");
    let filter = |text: &str| refusal(&filtered(&[text]), Flow::Append);
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
