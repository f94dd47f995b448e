//! Range joins against nested loops.

use proptest::test_runner::TestCaseError;

use super::join_columns::{ints, table, texts_of};
use super::joins::compare;
use super::model::{Cell, D, I, K, Model, Row, T, V, field_names, line, row, rows_of};
use super::*;
use crate::error::ErrorKind;
use crate::spec::PairOperation;

fn range_join(range: &str, groups: &[&str]) -> PairOperation {
    PairOperation::Range {
        on: texts(&["K = KR", range]),
        aggregations: vec![Aggregation::group(groups.iter().copied())],
    }
}

/// How the start and the end of a range are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Without,
    With,
    WithNext,
}

const ENDS: [End; 3] = [End::Without, End::With, End::WithNext];

fn is_nan(cell: &Cell) -> bool {
    cell.double().is_some_and(f64::is_nan)
}

/// The right rows in the range from `start` to `end`, by the right column `value`.
fn in_range<'a>(rows: &[&'a Row], value: usize, ends: [End; 2], [start, end]: [&Cell; 2]) -> Option<Vec<&'a Row>> {
    if is_nan(start) || is_nan(end) {
        return None;
    }
    if !start.is_null() && !end.is_null() {
        let order = compare(start, end);
        if order.is_gt() || order.is_eq() && ends.contains(&End::Without) {
            return None;
        }
    }
    let is_behind = |row: &Row| {
        let order = compare(&row[value], start);
        start.is_null() || order.is_gt() || order.is_eq() && ends[0] != End::Without
    };
    let is_before = |row: &Row| {
        let order = compare(&row[value], end);
        end.is_null() || order.is_lt() || order.is_eq() && ends[1] != End::Without
    };
    let has = |end: &Cell| rows.iter().any(|row| compare(&row[value], end).is_eq());
    let mut found: Vec<&Row> = Vec::new();
    if ends[0] == End::WithNext && !start.is_null() && !has(start) {
        let before = rows.iter().rev().find(|row| compare(&row[value], start).is_lt());
        found.extend(before.filter(|row| is_before(row)));
    }
    found.extend(rows.iter().filter(|row| is_behind(row) && is_before(row)));
    if ends[1] == End::WithNext && !end.is_null() && !has(end) {
        let behind = rows.iter().find(|row| compare(&row[value], end).is_gt());
        found.extend(behind.filter(|row| is_behind(row)));
    }
    Some(found)
}

fn check(left: &[Row], right: &[Row], column: (usize, &str), ends: [End; 2]) -> Result<(), TestCaseError> {
    let (value, name) = column;
    let mut right = right.to_vec();
    right.sort_by(|left, right| compare(&left[value], &right[value]));
    // The end of a row's range is the value of the next row, so that it is of any kind.
    let mut ranges: Vec<Row> = left.to_vec();
    ranges.rotate_left(usize::from(!left.is_empty()));
    let two = Model::new("", left).snapshot();
    let other = Model::new("E", &ranges).snapshot();
    let columns = two.schema().fields().iter().chain(other.schema().fields());
    let schema = arrow_schema::Schema::new(columns.cloned().collect::<Vec<_>>());
    let columns = [&two, &other].map(|table| (0..6).filter_map(|index| table.column(index).cloned()));
    let table = Snapshot::new(
        std::sync::Arc::new(schema),
        two.row_keys().clone(),
        columns.into_iter().flatten().collect(),
    );
    let next = |end, sign: &'static str| if end == End::WithNext { sign } else { "" };
    let sign = |end| if end == End::Without { "<" } else { "<=" };
    let range = format!(
        "{}{name} {} {name}R {} {name}E {}",
        next(ends[0], "<-"),
        sign(ends[0]),
        sign(ends[1]),
        next(ends[1], "->")
    );
    let rights = Model::new("R", &right).snapshot();
    let joined = combine(
        &range_join(&range, &["VR", "Is = IR"]),
        &table,
        &rights,
        [Flow::Still; 2],
    )
    .map_err(|error| TestCaseError::fail(error.to_string()))?;
    let result: Vec<String> = rows_of(joined.snapshot())
        .values()
        .map(|row| line(&row[12..].to_vec()))
        .collect();
    let expected = left.iter().zip(&ranges).map(|(row, range)| {
        let is_there =
            |other: &&Row| compare(&other[K], &row[K]).is_eq() && !other[value].is_null() && !is_nan(&other[value]);
        let rows: Vec<&Row> = right.iter().filter(is_there).collect();
        let found = in_range(&rows, value, ends, [&row[value], &range[value]]);
        let list = |column: usize| match &found {
            Some(found) => Cell::list(&found.iter().map(|row| row[column].clone()).collect()),
            None => Cell::Null,
        };
        line(&vec![list(V), list(I)])
    });
    prop_assert_eq!(result, expected.collect::<Vec<_>>(), "{}", range);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn right_rows_in_ranges_are_listed(
        left in proptest::collection::vec(row(), 0..12),
        right in proptest::collection::vec(row(), 0..24),
        column in prop_oneof![Just((V, "V")), Just((D, "D")), Just((T, "T"))],
        ends in [0usize..3, 0usize..3],
    ) {
        check(&left, &right, column, ends.map(|end| ENDS[end]))?;
    }
}

/// Texts and numbers: `KR`, `R` and `V`.
fn values(numbers: &[i32]) -> Snapshot {
    let keys: Vec<&str> = numbers.iter().map(|_| "a").collect();
    table(vec![
        ("KR", texts_of(&keys)),
        ("R", ints(numbers)),
        ("V", ints(numbers)),
    ])
}

/// `K`, `S` and `E`.
fn spans() -> Snapshot {
    table(vec![("K", texts_of(&["a"])), ("S", ints(&[1])), ("E", ints(&[3]))])
}

#[test]
fn lists_take_the_places_of_their_names() {
    let names = |groups: &[&str]| {
        let joined = combine(
            &range_join("S <= R < E", groups),
            &spans(),
            &values(&[1, 2, 3]),
            [Flow::Still; 2],
        )
        .unwrap();
        assert_eq!(joined.flow(), Flow::Still);
        let rows: Vec<String> = rows_of(joined.snapshot()).values().map(line).collect();
        format!("{}: {}", field_names(joined.snapshot().schema()), rows.join(" | "))
    };
    assert_eq!(names(&["V"]), "K S E V: \"a\" 1 3 [1 2]");
    assert_eq!(names(&["S = V", "R"]), "K S E R: \"a\" [1 2] 3 [1 2]");
}

#[test]
fn wrong_ranges_are_refused() {
    let refused = |operation: &PairOperation, right: &Snapshot, flows| {
        let error = combine(operation, &spans(), right, flows).err().unwrap();
        (error.kind(), error.message().to_owned())
    };
    let still = [Flow::Still; 2];
    let of = |range: &str| refused(&range_join(range, &["V"]), &values(&[1]), still).1;
    for range in ["S < R", "S > R > E", "S < R < E < S", "S == R < E", " < R < E", "K"] {
        let message = of(range);
        assert!(
            message.starts_with(&format!("range match {range:?} was not understood")),
            "{message}"
        );
    }
    assert!(of("S < R < S").contains("column \"S\" at both ends"));
    assert!(of("<-S < R < E").contains("<- without <="));
    assert!(of("S <= R < E->").contains("-> without <="));
    assert!(of("S < Nope < E").contains("right table: column \"Nope\" does not exist"));
    assert!(of("Nope < R < E").contains("left table: column \"Nope\" does not exist"));
    let message = of("K < R < E");
    assert!(
        message.contains("column \"K\" of the left table has type String, and \"R\" of the right one int"),
        "{message}"
    );
    let sum = PairOperation::Range {
        on: texts(&["S < R < E"]),
        aggregations: vec![Aggregation::sum(["V"])],
    };
    let (kind, message) = refused(&sum, &values(&[1]), still);
    assert_eq!(kind, ErrorKind::Unsupported);
    assert_eq!(message, "rangeJoin supports the aggregation \"group\" only, not sum(V)");
    let range = range_join("S <= R <= E", &["V"]);
    let (_, message) = refused(&range, &values(&[1, 3, 2]), still);
    assert!(
        message.contains("column \"R\" of the right table, at row key 2"),
        "{message}"
    );
    let (kind, message) = refused(&range, &values(&[1]), [Flow::Still, Flow::Append]);
    assert_eq!(kind, ErrorKind::Unsupported);
    assert!(message.contains("the right one is refreshing"), "{message}");
    let (_, message) = refused(&range_join("S <= R <= E", &["Nope"]), &values(&[1]), still);
    assert!(message.contains("Nope"), "{message}");
    let nothing = PairOperation::Range {
        on: vec![],
        aggregations: vec![],
    };
    assert!(
        refused(&nothing, &values(&[1]), still)
            .1
            .contains("does not say what the range is")
    );
}
