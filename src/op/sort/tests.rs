//! Sorts in which rows always come where room is scarce.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;
use crate::op::tests::harness::{Input, Subject, follow};
use crate::op::tests::model::{Cell, D, K, Row, Step};
use crate::op::tests::order::sorted;

/// Few blocks, so that room gets scarce.
const FEW_BITS: u32 = 11;

fn row(key: Option<&str>, value: f64) -> Row {
    let key = key.map_or(Cell::Null, |key| Cell::Text(key.to_owned()));
    vec![key, Cell::Null, Cell::Double(value), Cell::Null, Cell::Null, Cell::Null]
}

/// Follows the steps with a sort by `K` and `D`, or by `D` alone.
fn check(by_text: bool, descending: bool, initial: &[Row], steps: &[Step]) -> Result<(), TestCaseError> {
    let direction = if descending {
        SortColumn::descending
    } else {
        SortColumn::ascending
    };
    let make_it = |inputs: &[Snapshot], flows: &[Flow]| -> Result<Box<dyn Operation>> {
        let (input, flow) = (&inputs[0], flows[0]);
        if by_text {
            let encoder = Encoder::new(input.schema(), &[direction("K"), direction("D")])?;
            return Ok(Box::new(Sort::<ByteKeys>::new(input, flow, encoder, FEW_BITS)?));
        }
        let encoder = Encoder::new(input.schema(), &[direction("D")])?;
        Ok(Box::new(Sort::<Vec<u64>>::new(input, flow, encoder, FEW_BITS)?))
    };
    let reference = |inputs: &[Vec<Row>]| {
        let columns: &[(usize, bool)] = if by_text {
            &[(K, descending), (D, descending)]
        } else {
            &[(D, descending)]
        };
        sorted(&inputs[0], columns)
    };
    let subject = Subject {
        name: "sort".to_owned(),
        make: &make_it,
        reference: &reference,
        remembers: false,
    };
    let input = Input {
        flow: Flow::Free,
        suffix: "",
        initial,
        steps,
    };
    follow(&subject, &[input])
}

fn adding(rows: Vec<Row>) -> Step {
    Step {
        added: rows,
        touched: vec![],
    }
}

/// Rows with these values, so many a cycle.
fn steps_of(values: impl Iterator<Item = f64>, at_once: usize) -> Vec<Step> {
    let values: Vec<f64> = values.collect();
    values
        .chunks(at_once)
        .map(|values| adding(values.iter().map(|value| row(None, *value)).collect()))
        .collect()
}

#[test]
fn rows_always_at_the_front_or_the_end() {
    for descending in [false, true] {
        for (at_once, count) in [(1, 140), (40, 700), (300, 1500)] {
            check(false, descending, &[], &steps_of((0..count).map(f64::from), at_once)).unwrap();
        }
    }
}

#[test]
fn rows_always_in_the_middle() {
    let initial: Vec<Row> = (0..600).map(|value| row(None, f64::from(value))).collect();
    let toward = |count: u32| (0..count).map(|step| 300.0 + 0.5f64.powi(step as i32 % 50 + 1));
    for at_once in [1, 40] {
        check(
            false,
            false,
            &initial,
            &steps_of(toward(40 * at_once), at_once as usize),
        )
        .unwrap();
    }
    // Between the last two that came.
    let (mut low, mut high) = (300.0, 301.0);
    let bisect = (0..45).map(|step| {
        let middle = (low + high) / 2.0;
        *(if step % 2 == 0 { &mut low } else { &mut high }) = middle;
        middle
    });
    check(false, false, &initial, &steps_of(bisect, 1)).unwrap();
}

#[test]
fn ties_come_behind_those_that_are_there() {
    let initial: Vec<Row> = (0..500).map(|value| row(Some("a"), f64::from(value / 100))).collect();
    for (by_text, descending) in [(false, false), (false, true), (true, false), (true, true)] {
        let ties = |_| adding((0..30).map(|value| row(Some("a"), f64::from(value % 5))).collect());
        check(by_text, descending, &initial, &(0..30).map(ties).collect::<Vec<Step>>()).unwrap();
    }
}

#[test]
fn rows_that_go_leave_room() {
    let initial: Vec<Row> = (0..1000).map(|value| row(None, f64::from(value * 37 % 1000))).collect();
    let step = |_| Step {
        added: vec![row(None, 0.5)],
        touched: (0..40).map(|place| (place * 20, None)).collect(),
    };
    check(false, false, &initial, &(0..26).map(step).collect::<Vec<Step>>()).unwrap();
}

#[test]
fn a_table_that_empties_begins_anew() {
    let initial: Vec<Row> = (0..100).map(|value| row(Some("k"), f64::from(value))).collect();
    let gone = (0..100).map(|place| (place, None)).collect();
    let steps = [
        Step {
            added: vec![],
            touched: gone,
        },
        adding(vec![row(None, 2.0), row(None, 1.0)]),
        Step {
            added: vec![row(None, 0.0)],
            touched: vec![(0, None), (1, None)],
        },
        Step {
            added: vec![],
            touched: vec![(0, Some(row(Some(""), 5.0)))],
        },
    ];
    check(true, false, &initial, &steps).unwrap();
    check(false, true, &initial, &steps).unwrap();
}

#[test]
fn text_is_in_the_order_of_utf16() {
    let texts = [
        "\u{FFFD}",
        "\u{1F600}",
        "\u{E000}",
        "z",
        "",
        "\0",
        "a",
        "a\0",
        "\u{D7FF}",
        "\u{10FFFF}",
        "é",
    ];
    let rows: Vec<Row> = texts
        .iter()
        .map(|text| row(Some(text), 0.0))
        .chain([row(None, 1.0)])
        .collect();
    check(true, false, &rows, &[adding(rows.clone())]).unwrap();
    check(true, true, &[], &[adding(rows.clone()), adding(rows)]).unwrap();
}

#[test]
fn columns_that_cannot_be_sorted_by_are_refused() {
    let schema = crate::op::tests::model::schema("");
    let error = Encoder::new(&schema, &["K".into(), "Nope".into()]).unwrap_err();
    assert_eq!(
        error.message(),
        "column \"Nope\" to sort by does not exist; the table has K, V, D, I, T, B"
    );
    assert_eq!(error.detail("column"), Some("Nope"));
    let list = arrow_schema::Schema::new(vec![arrow_schema::Field::new_list(
        "L",
        arrow_schema::Field::new_list_field(arrow_schema::DataType::Int32, true),
        true,
    )]);
    let error = Encoder::new(&list, &["L".into()]).unwrap_err();
    assert!(error.message().starts_with("column \"L\" of type List"), "{error}");
}

fn change() -> impl Strategy<Value = Step> {
    let value = || prop_oneof![(0u8..4).prop_map(f64::from), -1e3..1e3];
    let key = || proptest::option::of(prop_oneof![Just("a"), Just("ab"), Just("b")]);
    let any_row = move || (key(), value()).prop_map(|(key, value)| row(key, value));
    let added = proptest::collection::vec(any_row(), 0..80);
    let touched = proptest::collection::vec((0usize..400, proptest::option::of(any_row())), 0..80);
    (added, touched).prop_map(|(added, touched)| Step { added, touched })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn large_changes_are_followed(
        by_text in any::<bool>(),
        descending in any::<bool>(),
        initial in change(),
        steps in proptest::collection::vec(change(), 1..10),
    ) {
        check(by_text, descending, &initial.added, &steps)?;
    }
}

/// How many labels get another row, or lose theirs, for each row that is added.
fn labels_changed(initial: u64, rounds: usize, keys: impl Fn(usize) -> Vec<u64>) -> f64 {
    let mut index = Index::<Vec<u64>>::new(NUMBER_BITS);
    let sorted = Sorted::new((0..initial).map(|key| key << 32).collect(), (0..initial).collect());
    index.fill(&sorted, false).unwrap();
    let (mut changed, mut next) = (0, initial);
    for round in 0..rounds {
        let earlier = index.permutation().clone();
        let keys = keys(round);
        let rows: Vec<u64> = (next..next + keys.len() as u64).collect();
        next += keys.len() as u64;
        let edits = Edits {
            added: Sorted::new(keys, rows),
            ..Edits::default()
        };
        index.apply(&edits).unwrap();
        let (numbers, touched) = index.take_changed();
        let difference = Difference::new(&earlier, index.permutation(), &numbers, &touched, vec![]);
        changed += difference.modified.len() + difference.removed.len();
    }
    assert_eq!(index.labels().len(), next);
    changed as f64 / (next - initial) as f64
}

#[test]
fn few_rows_get_other_labels() {
    let random = |round: usize| {
        let mut state = round as u64 + 1;
        let next = |_| {
            state = state
                .wrapping_mul(0x5851_F42D_4C95_7F2D)
                .wrapping_add(0x1405_7B7E_F767_814F);
            (state >> 20) % (20_000 << 32)
        };
        (0..100).map(next).collect::<Vec<u64>>()
    };
    let cases: [(&str, f64); 5] = [
        (
            "end",
            labels_changed(20_000, 300, |round| vec![(20_000 + round as u64) << 32; 50]),
        ),
        (
            "front",
            labels_changed(0, 300, |round| vec![1_000_000 - round as u64; 50]),
        ),
        ("one place", labels_changed(20_000, 600, |_| vec![10_000 << 32; 30])),
        (
            "toward a place",
            labels_changed(20_000, 9_000, |round| vec![(10_000 << 32) - round as u64]),
        ),
        ("anywhere", labels_changed(20_000, 300, random)),
    ];
    for (name, changed) in cases {
        assert!(changed < 6.0, "{name}: {changed} labels a row");
    }
}
