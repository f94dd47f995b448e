//! What is made of the rows around each, against plain references.

mod decimals;
mod plain;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use self::plain::{Example, cumulative, longs, moving, rolling, rolling_by_time, ticks};
use super::grouping::{flows, keys, names, one_zero, positions, same_key};
use super::harness::{Input, Subject, follow};
use super::model::{Cell, K, Row, Step, T, V, field_names, row, steps};
use super::{input, lines, refusal, texts};
use crate::decimal::MathContext;
use crate::error::Result;
use crate::op::tests::make;
use crate::op::{Flow, Operation};
use crate::spec::{BadDataBehavior, OperationControl, TableOperation, UpdateByOperation as By, Variables, Window};
use crate::table::Snapshot;

fn check(
    family: &[Example],
    chosen: &[prop::sample::Index],
    keys: &[(&str, usize)],
    (flow, initial, steps): (Flow, &[Row], &[Step]),
) -> Result<(), TestCaseError> {
    let chosen: Vec<Example> = chosen.iter().map(|index| *index.get(family)).collect();
    let operations = (0..).zip(&chosen);
    let operation = TableOperation::UpdateBy {
        operations: operations
            .map(|(index, (operation, _))| operation(&format!("A{index}")))
            .collect(),
        keys: names(keys),
        context: MathContext::DECIMAL64,
        variables: Variables::new(),
    };
    let positions = positions(keys);
    let key_of = |row: &Row| -> Row { positions.iter().map(|key| one_zero(&row[*key])).collect() };
    let reference = |inputs: &[Vec<Row>]| -> Vec<Row> {
        let rows = &inputs[0];
        let result = |(at, row): (usize, &Row)| {
            let is_of_group = |other: &&Row| same_key(&key_of(other), &key_of(row));
            let group: Vec<Row> = rows.iter().filter(is_of_group).cloned().collect();
            let before = rows[..at].iter().filter(is_of_group).count();
            let results = chosen.iter().map(|(_, result)| result(&group, before));
            row.iter().cloned().chain(results).collect()
        };
        rows.iter().enumerate().map(result).collect()
    };
    let make_it =
        |inputs: &[Snapshot], flows: &[Flow]| -> Result<Box<dyn Operation>> { make(&operation, &inputs[0], flows[0]) };
    let subject = Subject {
        name: operation.to_string(),
        make: &make_it,
        reference: &reference,
        remembers: false,
    };
    let input = Input {
        flow,
        suffix: "",
        initial,
        steps,
    };
    follow(&subject, &[input])
}

macro_rules! follows {
    ($name:ident, $family:expr) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(256))]

            #[test]
            fn $name(
                chosen in proptest::collection::vec(any::<prop::sample::Index>(), 1..4),
                keys in keys(),
                flow in flows(),
                initial in proptest::collection::vec(row(), 0..12),
                steps in steps(),
            ) {
                check(&$family, &chosen, &keys, (flow, &initial, &steps))?;
            }
        }
    };
}

follows!(cumulative_results_follow_any_table, cumulative());
follows!(moving_results_follow_any_table, moving());
follows!(windows_of_rows_follow_any_table, rolling());
follows!(windows_of_time_follow_any_table, rolling_by_time());

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Rows that are there at the beginning in the order of their timestamps, of which some are the same, or nearly so.
    #[test]
    fn windows_of_time_over_rows_in_their_order(
        chosen in proptest::collection::vec(any::<prop::sample::Index>(), 1..4),
        keys in keys(),
        flow in flows(),
        mut initial in proptest::collection::vec(row(), 0..40),
        late in proptest::option::weighted(0.2, any::<prop::sample::Index>()),
        steps in steps(),
    ) {
        initial.sort_by_key(|row| match row[T] {
            Cell::Instant(time) => time,
            _ => 0,
        });
        if let Some(late) = late && !initial.is_empty() {
            let last = initial.len() - 1;
            initial.swap(late.index(last + 1), last);
        }
        check(&rolling_by_time(), &chosen, &keys, (flow, &initial, &steps))?;
    }
}

fn update(operations: &[By], keys: &[&str]) -> TableOperation {
    TableOperation::UpdateBy {
        operations: operations.to_vec(),
        keys: texts(keys),
        context: MathContext::DECIMAL64,
        variables: Variables::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn formulas_of_several_columns_follow_any_table(
        only in any::<prop::sample::Index>(),
        flow in flows(),
        initial in proptest::collection::vec(row(), 0..12),
        steps in steps(),
    ) {
        let family: Vec<Example> = vec![(
            |name| By::rolling_formula((2, 1), format!("{name} = (isNull(K) ? `none` : K) + count(V) + `,` + len(I)")),
            |rows, at| {
                let near = ticks(rows, at, 2, 1);
                let key = rows[at][K].text().unwrap_or("none");
                Cell::Text(format!("{key}{},{}", longs(&near, V).len(), near.len()))
            },
        )];
        check(&family, &[only], &[("K", K)], (flow, &initial, &steps))?;
    }
}

/// The result of operations on the rows of [`input`], one column of it.
fn results(operations: &[By], keys: &[&str]) -> Vec<String> {
    let lines = lines(
        make(&update(operations, keys), &input(), Flow::Append)
            .unwrap()
            .snapshot(),
    );
    lines
        .iter()
        .map(|line| line.splitn(4, ' ').last().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn results_take_the_places_of_columns() {
    let columns = |operations: &[By], keys: &[&str]| {
        let made = make(&update(operations, keys), &input(), Flow::Append).unwrap();
        field_names(made.snapshot().schema())
    };
    assert_eq!(
        columns(&[By::cum_sum(["Z = V"]), By::ema(2.0, ["A = D"])], &["K"]),
        "K V D Z A"
    );
    assert_eq!(columns(&[By::cum_sum(["D = V"]), By::cum_max(["V"])], &[]), "K V D");
    assert_eq!(columns(&[By::cum_sum::<String>([])], &["K"]), "K V D");
    let all = make(
        &update(&[By::rolling_count::<String>(2, [])], &["V"]),
        &input(),
        Flow::Append,
    );
    assert_eq!(lines(all.unwrap().snapshot())[0], "1L 1L 1L");
}

#[test]
fn empty_windows_are_lists_without_items_and_sums_of_nothing() {
    let group = results(&[By::rolling_group((0, 0), ["G = V"])], &[]);
    assert_eq!(group, ["[]", "[]", "[]", "[]"]);
    assert_eq!(results(&[By::rolling_sum((1, -1), ["S = V"])], &[]), ["null"; 4]);
    assert_eq!(results(&[By::rolling_count((1, -1), ["S = V"])], &[]), ["0L"; 4]);
    assert_eq!(
        results(&[By::rolling_std(1, ["S = V"])], &[]),
        ["NaN", "null", "NaN", "NaN"]
    );
}

#[test]
fn tables_whose_rows_only_come_stay_so() {
    let flow = |operation: By, flow| make(&update(&[operation], &["K"]), &input(), flow).unwrap().flow();
    for operation in [
        By::cum_sum(["V"]),
        By::fill(["V"]),
        By::rolling_group(3, ["V"]),
        By::delta(["V"]),
    ] {
        assert_eq!(flow(operation.clone(), Flow::Append), Flow::Append);
        assert_eq!(flow(operation.clone(), Flow::Still), Flow::Still);
        assert_eq!(flow(operation, Flow::Blink), Flow::Free);
    }
    assert_eq!(flow(By::rolling_sum((3, 1), ["V"]), Flow::Append), Flow::Free);
    let by_time = Window::Time {
        column: "V".into(),
        reverse: 1,
        forward: 0,
    };
    assert_eq!(flow(By::rolling_sum(by_time, ["V"]), Flow::Append), Flow::Free);
}

#[test]
fn wrong_operations_are_refused() {
    let refused = |operation: By, keys: &[&str]| refusal(&update(&[operation], keys), Flow::Append);
    assert_eq!(
        refusal(&update(&[], &["K"]), Flow::Append),
        "updateBy has no operations"
    );
    assert_eq!(
        refused(By::cum_sum(["Z = Nope"]), &[]),
        "column \"Nope\" of cumSum(Z = Nope) does not exist; the table has K, V, D"
    );
    assert_eq!(
        refused(By::cum_sum(["V"]), &["Nope"]),
        "column \"Nope\" does not exist; the table has K, V, D"
    );
    assert_eq!(
        refused(By::ema(2.0, ["K"]), &[]),
        "column \"K\" of type Utf8 cannot be in ema(2; K)"
    );
    assert_eq!(
        refused(By::rolling_wavg(3, "K", ["V"]), &[]),
        "column \"K\" of type Utf8 cannot be in rollingWAvg(3, K; V)"
    );
    assert_eq!(
        refused(By::rolling_sum((-2, 1), ["V"]), &[]),
        "the window of rollingSum(-2, 1; V) ends before it begins: the sum of its two numbers must not be negative"
    );
    assert_eq!(
        refused(By::rolling_sum(i64::MAX, ["V"]), &[]),
        "the window of rollingSum(9223372036854775807; V) has 9223372036854775807 rows: expected at most 2147483639"
    );
    let time = |column: &str| Window::Time {
        column: column.into(),
        reverse: 5,
        forward: 0,
    };
    assert_eq!(
        refused(By::rolling_sum(time("D"), ["V"]), &[]),
        "the timestamp column \"D\" of rollingSum(D, PT0.000000005S; V) has type Float64: expected Instant, or long \
         nanoseconds"
    );
    assert!(refused(By::rolling_sum(time("T"), ["V"]), &[]).starts_with("column \"T\" of rollingSum"));
    assert_eq!(
        refused(By::cum_sum(["A = V", "A = D"]), &[]),
        "there would be two results \"A\", one of them of cumSum(A = V, A = D)"
    );
    assert!(refused(By::cum_sum(["1x = V"]), &[]).starts_with("Invalid column name \"1x\""));
    assert!(refused(By::cum_sum::<String>([]), &["V", "D"]).contains("none of them is of a type that it takes"));
    assert!(refused(By::rolling_formula(3, "F = i + sum(V)"), &[]).contains("uses i, ii, k or a column array"));
    assert!(refused(By::rolling_formula(3, "sum(V)"), &[]).contains("expected a column"));
    assert!(refused(By::cum_count_where("N", ["Nope > 1"]), &[]).contains("\"Nope\" doesn't exist"));
    let throws = OperationControl {
        context: MathContext::DECIMAL128,
        on_null: BadDataBehavior::Throw,
        on_nan: BadDataBehavior::Throw,
    };
    assert_eq!(
        refused(By::ema(2.0, ["V"]).with_control(throws), &[]),
        "column \"V\" has a null, at which the exponentially moving operation was told to fail"
    );
}
