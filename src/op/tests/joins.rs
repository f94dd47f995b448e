//! Joins, incremental against nested loops.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::harness::{Input, Subject, follow};
use super::model::{B, Cell, D, I, K, Model, Row, Step, T, V, row, rows_of, steps};
use super::*;
use crate::spec::{Matching, PairOperation};
use crate::table::RowSet;

/// A join and, in other words, what its result has to be.
#[derive(Clone, Debug)]
struct Example {
    operation: PairOperation,
    /// Behind the names of the right columns.
    suffix: &'static str,
    /// The columns that have to be equal.
    keys: Vec<(usize, usize)>,
    choice: Choice,
    /// The right columns that are added.
    added: Vec<usize>,
}

/// Which right rows a left one is given, of those with its key.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Choice {
    First,
    Last,
    Only,
    /// There has to be one.
    One,
    Every,
    /// Every one, or nothing where there is none.
    EveryOrNone,
    /// The same, and behind them the right rows that no left one was given.
    EveryOfBoth,
    /// The last one of those that compare so with it, by these columns.
    LastWith(usize, &'static [Ordering]),
    /// The first one.
    FirstWith(usize, &'static [Ordering]),
    Some,
    None,
    /// None, but there has to be one.
    Known,
}

const ALL: [usize; 6] = [K, V, D, I, T, B];
const NOT_AFTER: &[Ordering] = &[Ordering::Less, Ordering::Equal];
const BEFORE: &[Ordering] = &[Ordering::Less];
const NOT_BEFORE: &[Ordering] = &[Ordering::Greater, Ordering::Equal];
const AFTER: &[Ordering] = &[Ordering::Greater];

/// Null first, NaN last, and zero equal to minus zero.
pub(super) fn compare(left: &Cell, right: &Cell) -> Ordering {
    match (left, right) {
        (Cell::Null, Cell::Null) => Ordering::Equal,
        (Cell::Null, _) => Ordering::Less,
        (_, Cell::Null) => Ordering::Greater,
        (Cell::Double(left), Cell::Double(right)) => {
            let order = left.partial_cmp(right);
            order.unwrap_or_else(|| left.is_nan().cmp(&right.is_nan()))
        }
        (Cell::Text(left), Cell::Text(right)) => left.cmp(right),
        (Cell::Boolean(left), Cell::Boolean(right)) => left.cmp(right),
        _ => left.long().cmp(&right.long()),
    }
}

impl Example {
    fn given<'a>(&self, left: &Row, right: &'a [Row]) -> Vec<&'a Row> {
        let is_same = |row: &&Row| self.keys.iter().all(|(l, r)| compare(&left[*l], &row[*r]).is_eq());
        let rows: Vec<&Row> = right.iter().filter(is_same).collect();
        let with = |column: usize, orderings: &[Ordering]| {
            let compared = rows.iter().copied();
            let compared = compared.filter(|row| orderings.contains(&compare(&row[column], &left[column])));
            let mut rows: Vec<&Row> = compared.collect();
            rows.sort_by(|left, right| compare(&left[column], &right[column]));
            rows
        };
        match self.choice {
            Choice::First => rows.first().copied().into_iter().collect(),
            Choice::Last => rows.last().copied().into_iter().collect(),
            Choice::Only | Choice::One | Choice::Every | Choice::EveryOrNone | Choice::EveryOfBoth => rows,
            Choice::LastWith(column, orderings) => with(column, orderings).last().copied().into_iter().collect(),
            Choice::FirstWith(column, orderings) => with(column, orderings).first().copied().into_iter().collect(),
            Choice::Some | Choice::None | Choice::Known => rows,
        }
    }

    /// The result, or what is wrong: each fault that there is.
    fn reference(&self, left: &[Row], right: &[Row]) -> Result<Vec<Row>, Vec<&'static str>> {
        let mut result = Vec::new();
        let mut faults = Vec::new();
        for row in left {
            let given = self.given(row, right);
            let joined = |other: &Row| {
                [
                    row.clone(),
                    self.added.iter().map(|column| other[*column].clone()).collect(),
                ]
                .concat()
            };
            match (self.choice, given.as_slice()) {
                (Choice::Some, rows) => result.extend((!rows.is_empty()).then(|| row.clone())),
                (Choice::None, rows) => result.extend(rows.is_empty().then(|| row.clone())),
                (Choice::Known, []) => faults.push("there is a row with the new key"),
                (Choice::Known, _) => result.push(row.clone()),
                (Choice::Only | Choice::One, [_, _, ..]) => faults.push("Natural Join found duplicate right key"),
                (Choice::One, []) => faults.push("Tables don't have one-to-one mapping"),
                (Choice::Every, rows) => result.extend(rows.iter().map(|row| joined(row))),
                (_, []) => result.push(joined(&vec![Cell::Null; 6])),
                (Choice::EveryOrNone | Choice::EveryOfBoth, rows) => {
                    result.extend(rows.iter().map(|row| joined(row)));
                }
                (_, rows) => result.push(joined(rows[0])),
            }
        }
        if self.choice == Choice::EveryOfBoth {
            let given = left
                .iter()
                .flat_map(|row| self.given(row, right))
                .map(std::ptr::from_ref);
            let given: HashSet<*const Row> = given.collect();
            for row in right.iter().filter(|row| !given.contains(&std::ptr::from_ref(*row))) {
                let key = |column: &usize| self.suffix.is_empty() && self.keys.contains(&(*column, *column));
                let left = ALL
                    .iter()
                    .map(|column| if key(column) { row[*column].clone() } else { Cell::Null });
                let added = self.added.iter().map(|column| row[*column].clone());
                result.push(left.chain(added).collect());
            }
        }
        if faults.is_empty() { Ok(result) } else { Err(faults) }
    }
}

fn natural(on: &[&str], add: &[&str], matching: Matching) -> PairOperation {
    PairOperation::Natural {
        on: texts(on),
        add: texts(add),
        matching,
    }
}

fn cross(on: &[&str], add: &[&str]) -> PairOperation {
    PairOperation::Cross {
        on: texts(on),
        add: texts(add),
    }
}

fn left_outer(on: &[&str], add: &[&str]) -> PairOperation {
    PairOperation::LeftOuter {
        on: texts(on),
        add: texts(add),
    }
}

fn full_outer(on: &[&str], add: &[&str]) -> PairOperation {
    PairOperation::FullOuter {
        on: texts(on),
        add: texts(add),
    }
}

fn aj(on: &[&str], add: &[&str]) -> PairOperation {
    PairOperation::AsOf {
        on: texts(on),
        add: texts(add),
    }
}

fn raj(on: &[&str], add: &[&str]) -> PairOperation {
    PairOperation::ReverseAsOf {
        on: texts(on),
        add: texts(add),
    }
}

/// Joins of any table with any other.
fn examples() -> Vec<Example> {
    let example = |operation, suffix, keys: &[usize], choice, added: &[usize]| Example {
        operation,
        suffix,
        keys: keys.iter().map(|key| (*key, *key)).collect(),
        choice,
        added: added.to_vec(),
    };
    let where_in = |on: &[&str]| PairOperation::WhereIn { on: texts(on) };
    let where_not_in = |on: &[&str]| PairOperation::WhereNotIn { on: texts(on) };
    vec![
        example(
            natural(&["K = KR"], &[], Matching::First),
            "R",
            &[K],
            Choice::First,
            &ALL,
        ),
        example(
            natural(&["K = KR"], &["D2=DR"], Matching::Last),
            "R",
            &[K],
            Choice::Last,
            &[D],
        ),
        example(
            natural(&["K", " V == V"], &["T2 = T"], Matching::First),
            "",
            &[K, V],
            Choice::First,
            &[T],
        ),
        example(
            natural(&["D=DR", "B = BR"], &["IR", "K2=KR"], Matching::Last),
            "R",
            &[D, B],
            Choice::Last,
            &[I, K],
        ),
        example(natural(&[], &["VR"], Matching::Last), "R", &[], Choice::Last, &[V]),
        example(
            natural(&["", "I=IR"], &["VR"], Matching::First),
            "R",
            &[I],
            Choice::First,
            &[V],
        ),
        example(cross(&["K = KR"], &[]), "R", &[K], Choice::Every, &ALL),
        example(cross(&["K", "B"], &["V2 = V"]), "", &[K, B], Choice::Every, &[V]),
        example(cross(&[], &["DR", "VR"]), "R", &[], Choice::Every, &[D, V]),
        example(cross(&["D=DR"], &["DR"]), "R", &[D], Choice::Every, &[D]),
        example(left_outer(&["K = KR"], &[]), "R", &[K], Choice::EveryOrNone, &ALL),
        example(
            left_outer(&["K", "B"], &["V2 = V"]),
            "",
            &[K, B],
            Choice::EveryOrNone,
            &[V],
        ),
        example(left_outer(&[], &["DR", "VR"]), "R", &[], Choice::EveryOrNone, &[D, V]),
        example(left_outer(&["T=TR"], &["TR"]), "R", &[T], Choice::EveryOrNone, &[T]),
        example(full_outer(&["K = KR"], &[]), "R", &[K], Choice::EveryOfBoth, &ALL),
        example(
            full_outer(&["V", "B"], &["V2 = V"]),
            "",
            &[V, B],
            Choice::EveryOfBoth,
            &[V],
        ),
        example(full_outer(&[], &["DR", "VR"]), "R", &[], Choice::EveryOfBoth, &[D, V]),
        example(full_outer(&["D=DR"], &["DR"]), "R", &[D], Choice::EveryOfBoth, &[D]),
        example(
            aj(&["K=KR", "T >= TR"], &[]),
            "R",
            &[K],
            Choice::LastWith(T, NOT_AFTER),
            &[K, T, V, D, I, B],
        ),
        example(
            aj(&["T>TR"], &["V2 = VR"]),
            "R",
            &[],
            Choice::LastWith(T, BEFORE),
            &[T, V],
        ),
        example(
            aj(&["K", "B", "V"], &["D2 = D"]),
            "",
            &[K, B],
            Choice::LastWith(V, NOT_AFTER),
            &[D],
        ),
        example(
            aj(&["D = DR"], &["D3 = DR", "VR"]),
            "R",
            &[],
            Choice::LastWith(D, NOT_AFTER),
            &[D, V],
        ),
        example(
            aj(&["B=BR", "K > KR"], &["IR"]),
            "R",
            &[B],
            Choice::LastWith(K, BEFORE),
            &[B, K, I],
        ),
        example(
            aj(&["I>=IR", "K=KR"], &["VR"]),
            "R",
            &[K],
            Choice::LastWith(I, NOT_AFTER),
            &[K, I, V],
        ),
        example(
            raj(&["K=KR", "T <= TR"], &["VR"]),
            "R",
            &[K],
            Choice::FirstWith(T, NOT_BEFORE),
            &[K, T, V],
        ),
        example(raj(&["V<VR"], &["DR"]), "R", &[], Choice::FirstWith(V, AFTER), &[V, D]),
        example(
            raj(&["K", "D"], &["V2 = V"]),
            "",
            &[K],
            Choice::FirstWith(D, NOT_BEFORE),
            &[V],
        ),
        example(
            raj(&["I", "B < B"], &["V2 = V"]),
            "",
            &[I],
            Choice::FirstWith(B, AFTER),
            &[V],
        ),
        example(where_in(&["K=KR"]), "R", &[K], Choice::Some, &[]),
        example(where_in(&["D", "I"]), "", &[D, I], Choice::Some, &[]),
        example(where_in(&[]), "", &[], Choice::Some, &[]),
        example(where_not_in(&["K"]), "", &[K], Choice::None, &[]),
        example(where_not_in(&["V=VR", "B=BR"]), "R", &[V, B], Choice::None, &[]),
        example(where_not_in(&[]), "", &[], Choice::None, &[]),
    ]
}

fn any_example() -> impl Strategy<Value = Example> {
    (0..examples().len()).prop_map(|index| examples().remove(index))
}

fn flow() -> impl Strategy<Value = Flow> {
    prop_oneof![1 => Just(Flow::Append), 1 => Just(Flow::Blink), 1 => Just(Flow::Still), 2 => Just(Flow::Free)]
}

fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec(row(), 0..most)
}

/// Makes what a table of all rows tells of into what a blink table of them does.
struct Blinking {
    join: Box<dyn Operation>,
    /// The rows of the last cycle.
    last: RowSet,
}

impl Operation for Blinking {
    fn snapshot(&self) -> &Snapshot {
        self.join.snapshot()
    }

    fn flow(&self) -> Flow {
        self.join.flow()
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let right = inputs[1].as_ref().map(|right| {
            let last = std::mem::replace(&mut self.last, right.added.clone());
            Change {
                before: right.before.with_rows(last.clone()),
                after: right.after.with_rows(right.added.clone()),
                removed: last,
                ..right.clone()
            }
        });
        self.join.update(&[inputs[0].clone(), right])
    }
}

fn check(
    example: &Example,
    mut flows: [Flow; 2],
    initial: &[Vec<Row>],
    steps: &[Vec<Step>],
) -> Result<(), TestCaseError> {
    // A full outer join remembers the keys of a left blink table, which has a test of its own.
    if example.choice == Choice::EveryOfBoth && flows[0] == Flow::Blink {
        flows[0] = Flow::Free;
    }
    // These remember the rows of a right blink table, but not those of a left one: so the model's right one only grows.
    let remembers = matches!(example.choice, Choice::Some | Choice::None) && flows[1] == Flow::Blink;
    let make_it = |inputs: &[Snapshot], flows: &[Flow]| -> Result<Box<dyn Operation>> {
        let right = if remembers { Flow::Blink } else { flows[1] };
        let join = combine(&example.operation, &inputs[0], &inputs[1], [flows[0], right])?;
        if !remembers {
            return Ok(join);
        }
        let last = inputs[1].row_keys().clone();
        Ok(Box::new(Blinking { join, last }))
    };
    let reference = |inputs: &[Vec<Row>]| example.reference(&inputs[0], &inputs[1]).unwrap();
    let subject = Subject {
        name: example.operation.to_string(),
        make: &make_it,
        reference: &reference,
        remembers: false,
    };
    let input = |side: usize, suffix, flow| Input {
        flow,
        suffix,
        initial: &initial[side],
        steps: &steps[side],
    };
    let right = if remembers { Flow::Append } else { flows[1] };
    follow(&subject, &[input(0, "", flows[0]), input(1, example.suffix, right)])
}

/// Follows steps until the reference says what is wrong; then the join has to say the same.
fn check_faults(
    example: &Example,
    flows: [Flow; 2],
    initial: &[Vec<Row>],
    steps: &[Vec<Step>],
) -> Result<(), TestCaseError> {
    let mut models = [Model::new("", &initial[0]), Model::new(example.suffix, &initial[1])];
    let expect = |models: &[Model; 2], outcome: Result<Vec<Row>>| match (
        example.reference(&models[0].rows(), &models[1].rows()),
        outcome,
    ) {
        (Ok(expected), Ok(result)) => {
            let lines = |rows: &[Row]| rows.iter().map(line).collect::<Vec<_>>();
            prop_assert_eq!(lines(&result), lines(&expected), "{} of {:?}", example.operation, flows);
            Ok(true)
        }
        (Err(faults), Err(error)) => {
            let is_told = faults.iter().any(|fault| error.message().starts_with(fault));
            prop_assert!(is_told, "{} instead of {:?}", error, faults);
            Ok(false)
        }
        (expected, result) => Err(TestCaseError::fail(format!("{expected:?} expected, not {result:?}"))),
    };
    let rows = |operation: &dyn Operation| rows_of(operation.snapshot()).into_values().collect::<Vec<Row>>();
    let made = combine(&example.operation, &models[0].snapshot(), &models[1].snapshot(), flows);
    if !expect(&models, made.as_ref().map(|made| rows(&**made)).map_err(Clone::clone))? {
        return Ok(());
    }
    let mut operation = made.map_err(|error| TestCaseError::fail(error.to_string()))?;
    for cycle in 0..steps[0].len().max(steps[1].len()) {
        let step = |side: usize| steps[side].get(cycle).cloned().unwrap_or_default();
        let changes = [models[0].step(flows[0], &step(0)), models[1].step(flows[1], &step(1))];
        let updated = operation.update(&changes);
        if !expect(&models, updated.map(|_| rows(&*operation)))? {
            return Ok(());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn joins_follow_both_tables(
        example in any_example(),
        flows in [flow(), flow()],
        initial in [rows(8), rows(8)],
        steps in [steps(), steps()],
    ) {
        check(&example, flows, &initial, &steps)?;
    }

    #[test]
    fn joins_of_unique_rows_say_what_is_wrong(
        choice in prop_oneof![Just(Choice::One), Just(Choice::Only), Just(Choice::Known)],
        keys in prop_oneof![Just(vec![K, V]), Just(vec![V]), Just(vec![I, T, B])],
        mut flows in [flow(), flow()],
        initial in [rows(4), rows(4)],
        steps in [steps(), steps()],
    ) {
        let names = ["K", "V", "D", "I", "T", "B"];
        let on: Vec<String> = keys.iter().map(|key| format!("{0} = {0}R", names[*key])).collect();
        let operation = match choice {
            Choice::One => PairOperation::Exact { on, add: vec![] },
            Choice::Known => PairOperation::Known { on },
            _ => PairOperation::Natural { on, add: vec![], matching: Matching::Unique },
        };
        // What is known stays known, also of a blink table.
        if choice == Choice::Known && flows[1] == Flow::Blink {
            flows[1] = Flow::Free;
        }
        let example = Example {
            operation,
            suffix: "R",
            keys: keys.iter().map(|key| (*key, *key)).collect(),
            choice,
            added: if choice == Choice::Known { vec![] } else { ALL.to_vec() },
        };
        check_faults(&example, flows, &initial, &steps)?;
    }
}

/// Every join for every pair of flows.
#[test]
fn joins_follow_tables_of_any_flow() {
    let flows = [Flow::Append, Flow::Blink, Flow::Still, Flow::Free];
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for example in examples() {
        for left in flows {
            for right in flows {
                let strategy = ([rows(8), rows(8)], [steps(), steps()]);
                let tree = strategy.new_tree(&mut runner).unwrap();
                let (initial, steps) = proptest::strategy::ValueTree::current(&tree);
                check(&example, [left, right], &initial, &steps).unwrap();
            }
        }
    }
}

/// Rows whose keys never come again: what is remembered of keys is made anew now and then.
#[test]
fn joins_follow_tables_whose_keys_are_ever_new() {
    const ROWS: usize = 400;
    let row = |key: usize| -> Row {
        let mut row = vec![Cell::Null; 6];
        (row[V], row[I]) = (Cell::Long(key as i64), Cell::Int(key as i32 % 7));
        row
    };
    let step = |cycle: usize, goes: usize| Step {
        added: (cycle * ROWS..(cycle + 1) * ROWS).map(row).collect(),
        touched: vec![(0, None); goes],
    };
    // A few rows stay on either side, and half of the others have a partner.
    let steps = [
        (1..20).map(|cycle| step(2 * cycle, ROWS - 3)).collect(),
        (1..20).map(|cycle| step(2 * cycle + cycle % 2, ROWS - 2)).collect(),
    ];
    let initial = [(0..ROWS).map(row).collect(), (0..ROWS).map(row).collect()];
    let mut examples: Vec<Example> = Vec::new();
    for (operation, choice, added) in [
        (natural(&["V=VR"], &["IR"], Matching::First), Choice::First, vec![I]),
        (cross(&["V=VR"], &["IR"]), Choice::Every, vec![I]),
        (left_outer(&["V=VR"], &["IR"]), Choice::EveryOrNone, vec![I]),
        (full_outer(&["V=VR"], &["IR"]), Choice::EveryOfBoth, vec![I]),
        (
            aj(&["V=VR", "I>=IR"], &[]),
            Choice::LastWith(I, NOT_AFTER),
            vec![V, I, K, D, T, B],
        ),
        (PairOperation::WhereIn { on: texts(&["V=VR"]) }, Choice::Some, vec![]),
    ] {
        examples.push(Example {
            operation,
            suffix: "R",
            keys: vec![(V, V)],
            choice,
            added,
        });
    }
    examples.push(Example {
        operation: PairOperation::WhereNotIn {
            on: texts(&["I=IR", "V=VR"]),
        },
        suffix: "R",
        keys: vec![(I, I), (V, V)],
        choice: Choice::None,
        added: vec![],
    });
    for example in examples {
        check(&example, [Flow::Free; 2], &initial, &steps).unwrap();
    }
}

/// With more rows than fit in one chunk of an index, a join is what it would be if it were made anew.
#[test]
fn joins_of_many_rows_are_as_made_anew() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut current = |rows: usize, touched: usize| {
        let touched = proptest::collection::vec((0..2 * rows, proptest::option::weighted(0.7, row())), touched);
        let rows = proptest::collection::vec(row(), rows);
        let tree = (rows, touched).new_tree(&mut runner).unwrap();
        let (added, touched) = proptest::strategy::ValueTree::current(&tree);
        Step { added, touched }
    };
    for example in examples() {
        let is_many = matches!(
            example.choice,
            Choice::Every | Choice::EveryOrNone | Choice::EveryOfBoth
        );
        let rows = if is_many { 90 } else { 700 };
        let mut models = ["", example.suffix].map(|suffix| Model::new(suffix, &current(rows, 0).added));
        let anew = |models: &[Model; 2]| {
            let joined = combine(
                &example.operation,
                &models[0].snapshot(),
                &models[1].snapshot(),
                [Flow::Still; 2],
            );
            rows_of(joined.unwrap().snapshot())
                .values()
                .map(line)
                .collect::<Vec<_>>()
        };
        let mut operation = combine(
            &example.operation,
            &models[0].snapshot(),
            &models[1].snapshot(),
            [Flow::Free; 2],
        )
        .unwrap();
        for _ in 0..2 {
            let changes = models
                .each_mut()
                .map(|model| model.step(Flow::Free, &current(rows / 3, rows / 10)));
            operation.update(&changes).unwrap();
            let result: Vec<String> = rows_of(operation.snapshot()).values().map(line).collect();
            assert_eq!(result, anew(&models), "{}", example.operation);
        }
    }
}
