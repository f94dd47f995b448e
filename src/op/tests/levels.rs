//! Rollups and trees against plain references.

use proptest::prelude::*;

use super::grouping::{Groups, flows, positions, same_key};
use super::harness::{Input, Subject, follow};
use super::model::{B, Cell, D, I, K, Model, Row, T, V, field_names, row, steps};
use super::{input, lines, make, refusal, texts};
use crate::error::ErrorKind;
use crate::op::Flow;
use crate::spec::{Aggregation, TableOperation, Variables};
use crate::table::Snapshot;

fn rolled(keys: &[&str], include_constituents: bool, aggregations: Vec<Aggregation>) -> TableOperation {
    TableOperation::Rollup {
        aggregations,
        keys: texts(keys),
        include_constituents,
        variables: Variables::new(),
    }
}

fn tree_of(id: &str, parent: &str) -> TableOperation {
    TableOperation::Tree {
        id: id.to_owned(),
        parent: parent.to_owned(),
    }
}

fn expanded(has_rows_below: bool) -> Cell {
    if has_rows_below {
        Cell::Boolean(true)
    } else {
        Cell::Null
    }
}

/// What the first row, the number of rows and the sum of `V` are.
fn results(rows: &[Row]) -> Row {
    let values = || rows.iter().filter_map(|row| row[V].long());
    let sum = if values().next().is_some() {
        Cell::Long(values().sum())
    } else {
        Cell::Null
    };
    vec![rows[0][I].clone(), Cell::Long(rows.len() as i64), sum]
}

/// The groups of each level, of which each remembers the order of its keys.
struct Rollup {
    keys: Vec<usize>,
    with_rows: bool,
    levels: Vec<Groups>,
}

impl Rollup {
    fn new(keys: &[usize], with_rows: bool) -> Self {
        Rollup {
            keys: keys.to_vec(),
            with_rows,
            levels: (0..=keys.len()).map(|_| Groups::default()).collect(),
        }
    }

    fn rows(&self, rows: &[Row]) -> Vec<Row> {
        let levels = self.levels.iter().enumerate();
        let levels: Vec<Vec<(Row, Vec<Row>)>> = levels
            .map(|(depth, groups)| groups.of(rows, &self.keys[..depth]))
            .collect();
        let mut result = Vec::new();
        for group in &levels[0] {
            self.push(0, group, &levels, &mut result);
        }
        result
    }

    fn push(&self, depth: usize, group: &(Row, Vec<Row>), levels: &[Vec<(Row, Vec<Row>)>], result: &mut Vec<Row>) {
        let (key, members) = group;
        let is_last = depth == self.keys.len();
        let others: Vec<usize> = (0..6).filter(|column| !self.keys.contains(column)).collect();
        let count = if self.with_rows { others.len() } else { 0 };
        let nulls = |count: usize| vec![Cell::Null; count];
        let structure = |depth: usize, below: bool| vec![Cell::Int(depth as i32), expanded(below)];
        result.push(
            [
                structure(depth + 1, !is_last || self.with_rows),
                key.clone(),
                nulls(self.keys.len() - depth),
                results(members),
                nulls(count),
            ]
            .concat(),
        );
        if !is_last {
            let is_below = |other: &&(Row, Vec<Row>)| same_key(&other.0[..depth].to_vec(), key);
            let below = levels[depth + 1].iter().filter(is_below);
            below.for_each(|other| self.push(depth + 1, other, levels, result));
        } else if self.with_rows {
            let of = |row: &Row, columns: &[usize]| columns.iter().map(|column| row[*column].clone()).collect::<Row>();
            let row = |row: &Row| {
                [
                    structure(depth + 2, false),
                    of(row, &self.keys),
                    nulls(3),
                    of(row, &others),
                ]
                .concat()
            };
            result.extend(members.iter().map(row));
        }
    }
}

fn rollup_keys() -> impl Strategy<Value = Vec<(&'static str, usize)>> {
    prop_oneof![
        Just(vec![]),
        Just(vec![("K", K)]),
        Just(vec![("B", B), ("K", K)]),
        Just(vec![("D", D), ("K", K)]),
        Just(vec![("K", K), ("B", B), ("I", I)]),
    ]
}

/// The rows of a tree whose identifiers are in `V`, of parents in `I`.
fn tree_rows(rows: &[Row]) -> Vec<Row> {
    fn push(depth: i32, parent: Option<i64>, rows: &[Row], result: &mut Vec<Row>) {
        for row in rows.iter().filter(|row| row[I].long() == parent) {
            let id = row[V].long();
            let has_rows_below = id.is_some_and(|id| rows.iter().any(|row| row[I].long() == Some(id)));
            result.push([vec![Cell::Int(depth), expanded(has_rows_below)], row.clone()].concat());
            if id.is_some() {
                push(depth + 1, id, rows, result);
            }
        }
    }
    let mut result = Vec::new();
    push(1, None, rows, &mut result);
    result
}

/// The rows whose `D` is positive, and those above them.
fn with_ancestors(rows: &[Row]) -> Vec<Row> {
    let mut kept: Vec<bool> = rows
        .iter()
        .map(|row| row[D].double().is_some_and(|d| d > 0.0))
        .collect();
    for _ in rows {
        let has_below = |id: i64| {
            rows.iter()
                .zip(&kept)
                .any(|(row, kept)| *kept && row[I].long() == Some(id))
        };
        let more = rows.iter().zip(&kept);
        kept = more
            .map(|(row, kept)| *kept || row[V].long().is_some_and(has_below))
            .collect();
    }
    let kept = rows.iter().zip(kept).filter(|(_, kept)| *kept);
    kept.map(|(row, _)| row.clone()).collect()
}

/// Numbers the rows in the order in which they come or change, and lets some have no number; parents are small numbers.
fn numbered(rows: &mut [Row], parents: &mut dyn Iterator<Item = Option<i32>>, next: &mut i64) {
    for row in rows {
        let is_without = row[V].is_null();
        row[V] = if is_without { Cell::Null } else { Cell::Long(*next) };
        row[I] = parents.next().flatten().map_or(Cell::Null, Cell::Int);
        *next += 1;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn rollups_follow_any_table(
        keys in rollup_keys(),
        with_rows in any::<bool>(),
        flow in flows(),
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let with_rows = with_rows && flow != Flow::Blink;
        let aggregations = vec![
            Aggregation::first(["First = I"]),
            Aggregation::count("N"),
            Aggregation::sum(["Sum = V"]),
        ];
        let key_names: Vec<&str> = keys.iter().map(|(name, _)| *name).collect();
        let operation = rolled(&key_names, with_rows, aggregations);
        let reference = Rollup::new(&positions(&keys), with_rows);
        let subject = Subject {
            name: operation.to_string(),
            make: &|inputs: &[Snapshot], flows: &[Flow]| make(&operation, &inputs[0], flows[0]),
            reference: &|inputs: &[Vec<Row>]| reference.rows(&inputs[0]),
            remembers: true,
        };
        follow(&subject, &[Input { flow, suffix: "", initial: &initial, steps: &steps }])?;
    }

    #[test]
    fn trees_follow_any_table(
        is_filtered in any::<bool>(),
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Free), Just(Flow::Still)],
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
        parents in proptest::collection::vec(proptest::option::weighted(0.7, 0i32..20), 1..60),
    ) {
        let (mut initial, mut steps) = (initial, steps);
        let mut next = 0;
        let mut parents = parents.into_iter().cycle();
        numbered(&mut initial, &mut parents, &mut next);
        for step in &mut steps {
            for row in step.touched.iter_mut().filter_map(|(_, row)| row.as_mut()) {
                numbered(std::slice::from_mut(row), &mut parents, &mut next);
            }
            numbered(&mut step.added, &mut parents, &mut next);
        }
        // The parents are int in the model, and the identifiers long.
        let columns = TableOperation::UpdateView {
            columns: texts(&["P = (long)I"]),
            variables: Variables::new(),
        };
        // With a filter the rows above those that it chooses are there, too.
        let filter = TableOperation::WithAncestors {
            filters: vec!["D > 0".into()],
            id: "V".to_owned(),
            parent: "P".to_owned(),
            variables: Variables::new(),
        };
        let subject = Subject {
            name: "tree".to_owned(),
            make: &|inputs: &[Snapshot], flows: &[Flow]| {
                let mut first = make(&columns, &inputs[0], flows[0])?;
                if is_filtered {
                    let second = make(&filter, first.snapshot(), flows[0])?;
                    first = Box::new(crate::op::chain::Chain { first, second });
                }
                let second = make(&tree_of("V", "P"), first.snapshot(), first.flow())?;
                Ok(Box::new(crate::op::chain::Chain { first, second }))
            },
            reference: &|inputs: &[Vec<Row>]| {
                let with_parent = |row: Row| {
                    let parent = row[2 + I].long().map_or(Cell::Null, Cell::Long);
                    [row, vec![parent]].concat()
                };
                let rows = if is_filtered { with_ancestors(&inputs[0]) } else { inputs[0].clone() };
                tree_rows(&rows).into_iter().map(with_parent).collect()
            },
            remembers: false,
        };
        follow(&subject, &[Input { flow, suffix: "", initial: &initial, steps: &steps }])?;
    }
}

#[test]
fn rollups_have_their_columns() {
    let columns = |keys: &[&str], with_rows, aggregations| {
        let made = make(&rolled(keys, with_rows, aggregations), &input(), Flow::Append);
        made.map(|made| field_names(made.snapshot().schema()))
            .map_err(|error| error.message().to_owned())
    };
    let sum = || vec![Aggregation::sum(["V"])];
    assert_eq!(columns(&["K"], false, sum()).unwrap(), "__DEPTH__ __EXPANDED__ K V");
    assert_eq!(
        columns(&["K"], true, sum()).unwrap(),
        "__DEPTH__ __EXPANDED__ K V V_Constituent D"
    );
    assert_eq!(
        columns(&["K", "D"], false, vec![]).unwrap(),
        "__DEPTH__ __EXPANDED__ K D"
    );
    assert_eq!(
        columns(&["K", "K"], false, sum()).unwrap_err(),
        "Duplicate output columns found: K used 2 times in a rollup"
    );
    assert!(
        columns(&["Nope"], false, sum())
            .unwrap_err()
            .contains("\"Nope\" does not exist")
    );
    assert!(columns(&["K"], false, vec![Aggregation::sum(["K = V"])]).is_err());
    assert!(columns(&["K"], false, vec![Aggregation::sum(["V"]), Aggregation::avg(["V"])]).is_err());
}

#[test]
fn what_is_not_rolled_up_is_refused() {
    let refused = |aggregation: Aggregation| refusal(&rolled(&["K"], false, vec![aggregation]), Flow::Append);
    assert_eq!(
        refused(Aggregation::median(["V"])),
        "AggMedian is not supported for rollup(): median(V)"
    );
    assert!(refused(Aggregation::percentile(0.5, ["V"])).starts_with("AggPercentile is not supported for rollup()"));
    assert!(refused(Aggregation::approximate_percentile(0.5, ["V"])).starts_with("AggApproximatePercentile is not"));
    assert!(refused(Aggregation::t_digest(100.0, ["V"])).starts_with("AggTDigest is not"));
    assert!(
        refused(Aggregation::formula_of("max(each)", "each", ["V"])).starts_with("AggFormula with a parameter is not")
    );
    assert!(refusal(&rolled(&["K"], true, vec![]), Flow::Blink).contains("make it append-only before"));
    // The mirrored API needs the column that is sorted by among the results.
    let sorted = Aggregation::SortedFirst {
        by: texts(&["V"]),
        columns: texts(&["D"]),
    };
    let made = make(&rolled(&["K"], false, vec![sorted]), &input(), Flow::Append);
    assert_eq!(
        lines(made.unwrap().snapshot()),
        ["1 true null null", "2 null \"a\" 1.0", "2 null null null"]
    );
    let made = make(
        &rolled(&["K"], false, vec![Aggregation::count("N")]),
        &input(),
        Flow::Blink,
    );
    assert_eq!(lines(made.unwrap().snapshot())[0], "1 true null 4L");
}

/// Rows of an identifier and a parent.
fn nodes(rows: &[(Option<i64>, Option<i64>)]) -> Snapshot {
    let long = |value: Option<i64>| value.map_or(Cell::Null, Cell::Long);
    let rows: Vec<Row> = rows
        .iter()
        .map(|(id, parent)| {
            let mut row = vec![Cell::Null; 6];
            row[V] = long(*id);
            row[T] = long(*parent).long().map_or(Cell::Null, Cell::Instant);
            row
        })
        .collect();
    let columns = TableOperation::View {
        columns: texts(&["Id = V", "P = T == null ? null : epochNanos(T)"]),
        variables: Variables::new(),
    };
    let made = make(&columns, &Model::new("", &rows).snapshot(), Flow::Append).unwrap();
    made.snapshot().clone()
}

#[test]
fn trees_have_neither_orphans_nor_cycles() {
    let tree = |rows: &[(Option<i64>, Option<i64>)]| make(&tree_of("Id", "P"), &nodes(rows), Flow::Append);
    let shown = |rows: &[(Option<i64>, Option<i64>)]| lines(tree(rows).unwrap().snapshot());
    let rows = [
        (Some(1), None),
        (Some(2), Some(1)),
        (Some(3), Some(1)),
        (Some(4), Some(2)),
        (Some(5), Some(99)),
        (Some(6), None),
        (Some(7), Some(5)),
        (Some(8), Some(9)),
        (Some(9), Some(8)),
        (Some(10), Some(10)),
        (None, Some(6)),
        (None, None),
    ];
    assert_eq!(
        shown(&rows),
        [
            "1 true 1L null",
            "2 true 2L 1L",
            "3 null 4L 2L",
            "2 null 3L 1L",
            "1 true 6L null",
            "2 null null 6L",
            "1 null null null"
        ]
    );
    let error = tree(&[(Some(1), None), (Some(1), None)]).err().unwrap();
    assert_eq!(
        error.message(),
        "tree(Id, P) has more than one row with the identifier 1: expected one"
    );
    let chain = |length: i64| -> Vec<(Option<i64>, Option<i64>)> {
        (0..length)
            .map(|id| (Some(id), id.checked_sub(1).filter(|parent| *parent >= 0)))
            .collect()
    };
    assert_eq!(shown(&chain(1_000)).len(), 1_000);
    let error = tree(&chain(1_001)).err().unwrap();
    assert_eq!(
        (error.kind(), error.message()),
        (
            ErrorKind::Unsupported,
            "tree(Id, P) has more than 1000 levels: expected fewer"
        )
    );
}

#[test]
fn wrong_trees_are_refused() {
    assert_eq!(
        refusal(&tree_of("V", "K"), Flow::Append),
        "tree parent and identifier columns must have the same data type, but parent is K of String and identifier is V of long"
    );
    assert!(refusal(&tree_of("Nope", "K"), Flow::Append).contains("\"Nope\" with the identifiers of a tree"));
    assert!(refusal(&tree_of("V", "V"), Flow::Blink).contains("make it append-only before"));
}
