//! Groups themselves: their rows, their keys and their lists.

use std::sync::Arc;

use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, ListArray, StringArray};
use arrow_schema::{DataType, Field, Schema};
use proptest::prelude::*;

use super::grouping::{Groups, check, flows, keys, list, names, others, positions};
use super::harness::{Input, Subject, follow};
use super::model::{B, Cell, D, I, K, Row, Step, T, V, row, steps};
use super::{filtered, lines, result, texts};
use crate::error::Result;
use crate::op::chain::Chain;
use crate::op::tests::make;
use crate::op::{Flow, Operation};
use crate::spec::{Aggregation, TableOperation, Variables};
use crate::table::{Chunk, RowGroup, RowSet, Snapshot, Store};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_last_and_first_rows_follow_any_table(
        last in any::<bool>(),
        keys in keys(),
        flow in flows(),
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let (names, positions) = (names(&keys), positions(&keys));
        let operation = if last {
            TableOperation::LastBy { keys: names }
        } else {
            TableOperation::AggAllBy {
                aggregation: Aggregation::first::<String>([]),
                keys: names,
                variables: Variables::new(),
            }
        };
        let reference = |key: &Row, rows: &[Row]| {
            let row = &rows[if last { rows.len() - 1 } else { 0 }];
            vec![[key.clone(), others(row, &positions)].concat()]
        };
        check(&operation, &positions, &reference, (flow, &initial, &steps))?;
    }

    #[test]
    fn distinct_keys_follow_any_table(
        keys in keys(),
        flow in flows(),
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let all: Vec<usize> = (0..6).collect();
        let positions = if keys.is_empty() { all } else { positions(&keys) };
        let operation = TableOperation::SelectDistinct {
            columns: names(&keys),
            variables: Variables::new(),
        };
        check(&operation, &positions, &|key, _| vec![key.clone()], (flow, &initial, &steps))?;
    }

    #[test]
    fn lists_follow_tables_that_keep_their_rows(
        keys in keys(),
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Free), Just(Flow::Still)],
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let positions = positions(&keys);
        let reference = |key: &Row, rows: &[Row]| {
            let columns = (0..6).filter(|column| !positions.contains(column));
            let lists = columns.map(|column| list(rows.iter().map(|row| row[column].clone()).collect()));
            vec![key.iter().cloned().chain(lists).collect()]
        };
        check(&TableOperation::GroupBy { keys: names(&keys) }, &positions, &reference, (flow, &initial, &steps))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn some_rows_of_groups_follow_tables_that_keep_theirs(
        last in any::<bool>(),
        count in 1usize..4,
        keys in keys(),
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Free), Just(Flow::Still)],
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let (names, positions, rows) = (names(&keys), positions(&keys), count as i64);
        let operation = if last {
            TableOperation::TailBy { rows, keys: names }
        } else {
            TableOperation::HeadBy { rows, keys: names }
        };
        let reference = |_: &Row, rows: &[Row]| {
            let skipped = if last { rows.len().saturating_sub(count) } else { 0 };
            let keys = |row: &Row| positions.iter().map(|key| row[*key].clone()).collect::<Row>();
            let rows = rows.iter().skip(skipped).take(count);
            rows.map(|row| [keys(row), others(row, &positions)].concat()).collect()
        };
        check(&operation, &positions, &reference, (flow, &initial, &steps))?;
    }
}

/// Operations one after another.
pub(super) fn chain(operations: &[TableOperation], input: &Snapshot, flow: Flow) -> Result<Box<dyn Operation>> {
    let mut chain: Box<dyn Operation> = make(&operations[0], input, flow)?;
    for operation in &operations[1..] {
        let second = make(operation, chain.snapshot(), chain.flow())?;
        chain = Box::new(Chain { first: chain, second });
    }
    Ok(chain)
}

/// Groups, and takes the groups apart again.
fn apart(keys: &[String], columns: &[&str], input: &Snapshot, flow: Flow) -> Result<Box<dyn Operation>> {
    let ungroup = TableOperation::Ungroup {
        columns: texts(columns),
        null_fill: false,
    };
    chain(&[TableOperation::GroupBy { keys: keys.to_vec() }, ungroup], input, flow)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn lists_come_apart_again(
        one in any::<bool>(),
        keys in keys(),
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Free), Just(Flow::Still)],
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let (names, positions, groups) = (names(&keys), positions(&keys), Groups::default());
        // A column that is no key of any example.
        prop_assume!(!positions.contains(&V));
        let columns: &[&str] = if one { &["V"] } else { &[] };
        let reference = |inputs: &[Vec<Row>]| -> Vec<Row> {
            let of_group = |(key, rows): (Row, Vec<Row>)| -> Vec<Row> {
                let item = |column: usize, row: &Row| match one && column != V {
                    true => list(rows.iter().map(|row| row[column].clone()).collect()),
                    false => row[column].clone(),
                };
                let others = |row: &Row| -> Row {
                    let columns = (0..6).filter(|column| !positions.contains(column));
                    columns.map(|column| item(column, row)).collect()
                };
                rows.iter().map(|row| [key.clone(), others(row)].concat()).collect()
            };
            groups.of(&inputs[0], &positions).into_iter().flat_map(of_group).collect()
        };
        let make_it = |inputs: &[Snapshot], flows: &[Flow]| apart(&names, columns, &inputs[0], flows[0]);
        let subject = Subject {
            name: "groupBy, ungroup".to_owned(),
            make: &make_it,
            reference: &reference,
            remembers: false,
        };
        let input = Input { flow, suffix: "", initial: &initial, steps: &steps };
        follow(&subject, &[input])?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn groups_of_the_last_rows_of_groups_follow_any_table(
        flow in flows(),
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        // The last row of each I, of those with V above zero the sums, the lists and the last of each K.
        let operations = [
            TableOperation::LastBy { keys: texts(&["I"]) },
            filtered(&["V > 0"]),
            TableOperation::AggBy { preserve_empty: false,
            variables: Variables::new(),
                aggregations: vec![
                    Aggregation::sum(["V"]),
                    Aggregation::max(["D"]),
                    Aggregation::last(["T"]),
                    Aggregation::group(["B"]),
                ],
                keys: texts(&["K"]),
            },
        ];
        let (last, groups) = (Groups::default(), Groups::default());
        let reference = |inputs: &[Vec<Row>]| -> Vec<Row> {
            let last = last.of(&inputs[0], &[I]).into_iter().map(|(_, rows)| rows[rows.len() - 1].clone());
            let rows: Vec<Row> = last.filter(|row| row[V].long().is_some_and(|value| value > 0)).collect();
            let of_group = |(key, rows): (Row, Vec<Row>)| -> Row {
                let sum = rows.iter().filter_map(|row| row[V].long()).sum();
                let doubles: Vec<f64> = rows.iter().filter_map(|row| row[D].double()).collect();
                let greatest = doubles.iter().copied().max_by(|left, right| {
                    left.is_nan().cmp(&right.is_nan()).then(left.total_cmp(right))
                });
                let booleans = list(rows.iter().map(|row| row[B].clone()).collect());
                let results = [
                    Cell::Long(sum),
                    greatest.map_or(Cell::Null, Cell::Double),
                    rows[rows.len() - 1][T].clone(),
                    booleans,
                ];
                key.into_iter().chain(results).collect()
            };
            groups.of(&rows, &[K]).into_iter().map(of_group).collect()
        };
        let make_it = |inputs: &[Snapshot], flows: &[Flow]| chain(&operations, &inputs[0], flows[0]);
        let subject = Subject {
            name: "lastBy, where, aggBy".to_owned(),
            make: &make_it,
            reference: &reference,
            remembers: true,
        };
        let input = Input { flow, suffix: "", initial: &initial, steps: &steps };
        follow(&subject, &[input])?;
    }
}

#[test]
fn lists_may_grow_beyond_the_keys_of_their_rows() {
    let rows = |count: i64| -> Vec<Row> {
        let row = |value| {
            vec![
                Cell::Text("a".into()),
                Cell::Long(value),
                Cell::Null,
                Cell::Null,
                Cell::Null,
                Cell::Null,
            ]
        };
        (0..count).map(row).collect()
    };
    let steps = [
        Step {
            added: rows(1500),
            touched: vec![],
        },
        Step {
            added: rows(9),
            touched: vec![],
        },
    ];
    let make_it = |inputs: &[Snapshot], flows: &[Flow]| apart(&texts(&["K"]), &[], &inputs[0], flows[0]);
    let subject = Subject {
        name: "groupBy, ungroup".to_owned(),
        make: &make_it,
        reference: &|inputs| inputs[0].clone(),
        remembers: false,
    };
    let input = Input {
        flow: Flow::Append,
        suffix: "",
        initial: &rows(7),
        steps: &steps,
    };
    follow(&subject, &[input]).unwrap();
}

/// 200,000 rows of a text of a thousand and a number, kept as they are when they come from a topic.
fn many() -> Snapshot {
    let schema = Schema::new(vec![
        Field::new("S", DataType::Utf8, true),
        Field::new("N", DataType::Int64, true),
    ]);
    let mut store = Store::default();
    for first in (0..200_000i64).step_by(40_000) {
        let rows = first..first + 40_000;
        let texts: ArrayRef = Arc::new(
            rows.clone()
                .map(|row| (row % 7 > 0).then(|| format!("text {}", row * row % 1000)))
                .collect::<StringArray>(),
        );
        let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(rows));
        let columns = vec![Chunk::compact(texts).settled(), Chunk::from(numbers)];
        store.push(RowGroup::new(first as u64, 40_000, columns), 0).unwrap();
    }
    Snapshot::of_store(Arc::new(schema), RowSet::from(0..200_000), &Arc::new(store))
}

#[test]
fn many_rows_are_grouped_by_their_codes() {
    let scattered = |kept: fn(u64) -> bool| many().with_rows((0..200_000).filter(|row| kept(*row)).collect());
    for input in [many(), scattered(|row| row % 3 > 0), scattered(|row| row % 5000 == 0)] {
        let operation = TableOperation::AggBy {
            preserve_empty: false,
            variables: Variables::new(),
            aggregations: vec![
                Aggregation::last(["L = N"]),
                Aggregation::sum(["N"]),
                Aggregation::count("C"),
            ],
            keys: texts(&["S"]),
        };
        let made = make(&operation, &input, Flow::Append).unwrap();
        let mut expected: Vec<(String, i64, i64, i64)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for row in input.row_keys().iter().map(|row| row as i64) {
            let key = if row % 7 > 0 {
                format!("\"text {}\"", row * row % 1000)
            } else {
                "null".to_owned()
            };
            let place = *places.entry(key.clone()).or_insert(expected.len());
            if place == expected.len() {
                expected.push((key, 0, 0, 0));
            }
            let (_, last, sum, count) = &mut expected[place];
            (*last, *sum, *count) = (row, *sum + row, *count + 1);
        }
        let expected: Vec<String> = expected
            .iter()
            .map(|(key, last, sum, count)| format!("{key} {last}L {sum}L {count}L"))
            .collect();
        assert_eq!(lines(made.snapshot()), expected);
    }
}

/// Lists of different lengths in two columns.
fn uneven() -> Snapshot {
    let lists = |lists: [Option<Vec<Option<i64>>>; 3]| ListArray::from_iter_primitive::<Int64Type, _, _>(lists);
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    let left = lists([Some(vec![Some(1), None]), None, Some(vec![Some(4)])]);
    let right = lists([Some(vec![Some(10)]), Some(vec![]), Some(vec![Some(40)])]);
    let field = |name: &str, data_type: &DataType| Field::new(name, data_type.clone(), true);
    let schema = Schema::new(vec![
        field("Id", ids.data_type()),
        field("A", left.data_type()),
        field("B", right.data_type()),
    ]);
    let columns = [ids, Arc::new(left), Arc::new(right)].map(Chunk::from);
    let mut store = Store::default();
    store.push(RowGroup::new(0, 3, columns.into()), 0).unwrap();
    Snapshot::of_store(Arc::new(schema), RowSet::from(0..3), &Arc::new(store))
}

#[test]
fn uneven_lists_are_refused_or_filled() {
    let ungrouped = |columns: &[&str], null_fill| {
        let operation = TableOperation::Ungroup {
            columns: texts(columns),
            null_fill,
        };
        make(&operation, &uneven(), Flow::Still).map(|made| lines(made.snapshot()))
    };
    assert_eq!(
        ungrouped(&[], false).unwrap_err().message(),
        "the lists of row 0 differ in length: \"A\" has 2 items, \"B\" has 1"
    );
    assert_eq!(
        ungrouped(&[], true).unwrap(),
        ["1L 1L 10L", "1L null null", "3L 4L 40L"]
    );
    assert_eq!(ungrouped(&["B"], false).unwrap(), ["1L [1L null] 10L", "3L [4L] 40L"]);
    assert_eq!(
        ungrouped(&["Id"], false).unwrap_err().message(),
        "column \"Id\" of type Int64 cannot be ungrouped: expected lists"
    );
    let plain = TableOperation::Ungroup {
        columns: vec![],
        null_fill: false,
    };
    assert_eq!(result(&plain).len(), 4);
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
