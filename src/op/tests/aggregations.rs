//! Aggregations against plain references.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::grouping::{check, flows, keys, list, names, one_zero, positions};
use super::model::{B, Cell, D, I, K, Row, T, V, row, steps};
use super::{filtered, input, lines, refusal, result, texts};
use crate::digest::{COMPRESSION, Sketch};
use crate::op::Flow;
use crate::op::tests::make;
use crate::spec::{Aggregation, TableOperation, Variables};

/// An aggregation under a name, and what it makes of the rows of a group.
type Example = (fn(&str) -> Aggregation, fn(&[Row]) -> Cell);

fn longs(rows: &[Row], column: usize) -> Vec<i64> {
    rows.iter().filter_map(|row| row[column].long()).collect()
}

fn doubles(rows: &[Row], column: usize) -> Vec<f64> {
    rows.iter()
        .filter_map(|row| {
            row[column]
                .double()
                .or_else(|| row[column].long().map(|value| value as f64))
        })
        .collect()
}

fn or_null<V>(value: Option<V>, cell: fn(V) -> Cell) -> Cell {
    value.map_or(Cell::Null, cell)
}

fn sum_of(values: &[f64]) -> Cell {
    or_null(
        (!values.is_empty()).then(|| values.iter().fold(0.0, |sum, value| sum + value)),
        Cell::Double,
    )
}

fn average_of(values: &[f64]) -> Cell {
    match sum_of(values) {
        Cell::Double(sum) => Cell::Double(sum / values.len() as f64),
        other => other,
    }
}

fn variance_of(values: &[f64]) -> Option<f64> {
    let (count, sum) = (values.len() as f64, values.iter().sum::<f64>());
    let squares: f64 = values.iter().map(|value| value * value).sum();
    (count > 0.0).then(|| (count * squares - sum * sum) / (count * (count - 1.0)))
}

/// NaN is greatest, null least, and minus zero is less than zero if it `differs`.
fn compare(left: &Cell, right: &Cell, differs: bool) -> Ordering {
    match (left, right) {
        (Cell::Double(left), Cell::Double(right)) => {
            let order = |value: &f64| (value.is_nan(), if differs { *value } else { value + 0.0 });
            let (left, right) = (order(left), order(right));
            left.0.cmp(&right.0).then_with(|| match left.0 {
                true => Ordering::Equal,
                false => left.1.total_cmp(&right.1),
            })
        }
        (Cell::Text(left), Cell::Text(right)) => left.cmp(right),
        (Cell::Boolean(left), Cell::Boolean(right)) => left.cmp(right),
        _ => left
            .long()
            .cmp(&right.long())
            .then_with(|| right.is_null().cmp(&left.is_null())),
    }
}

fn sorted(rows: &[Row], column: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = rows.iter().map(|row| row[column].clone()).collect();
    cells.retain(|cell| !cell.is_null());
    cells.sort_by(|left, right| compare(left, right, true));
    cells
}

fn is_nan(cell: &Cell) -> bool {
    cell.double().is_some_and(f64::is_nan)
}

fn least(rows: &[Row], column: usize) -> Cell {
    let cells = sorted(rows, column);
    let nan = cells.last().filter(|cell| is_nan(cell));
    nan.or(cells.first()).cloned().unwrap_or(Cell::Null)
}

fn greatest(rows: &[Row], column: usize) -> Cell {
    sorted(rows, column).last().cloned().unwrap_or(Cell::Null)
}

/// The value at a fraction, or the average of the two in the middle.
fn percentile(rows: &[Row], column: usize, fraction: f64, average: bool) -> Cell {
    let cells = sorted(rows, column);
    if let Some(nan) = cells.last().filter(|cell| is_nan(cell)) {
        return nan.clone();
    }
    let Some(last) = cells.len().checked_sub(1) else {
        return Cell::Null;
    };
    let position = last as f64 * fraction;
    if !average {
        return cells[(position + 0.5).floor() as usize].clone();
    }
    let low = position.floor() as usize;
    let double = |cell: &Cell| cell.double().or_else(|| cell.long().map(|value| value as f64));
    let [Some(at), Some(above)] = [double(&cells[low]), double(&cells[(low + 1).min(last)])] else {
        return Cell::Null;
    };
    Cell::Double(if 2 * (low + 1) == cells.len() {
        (at + above) / 2.0
    } else {
        (at + at) / 2.0
    })
}

/// The value below which a fraction of all is, as double, without NaN.
fn below(rows: &[Row], column: usize, fraction: f64) -> Cell {
    let mut cells = sorted(rows, column);
    cells.retain(|cell| !is_nan(cell));
    let last = cells.len().saturating_sub(1);
    let at = (cells.len() as f64 * fraction).floor() as usize;
    let cell = cells.get(at.min(last));
    let double = |cell: &Cell| cell.double().or_else(|| cell.long().map(|value| value as f64));
    Cell::Double(cell.and_then(double).unwrap_or(f64::NAN))
}

/// The t-digest of the numbers, which are few: none stands for others.
fn digest(rows: &[Row], column: usize) -> Cell {
    let mut sketch = Sketch::new(COMPRESSION).unwrap();
    doubles(rows, column).iter().for_each(|number| sketch.add(*number));
    let bytes = sketch.digest().iter().map(|byte| format!("{byte:02x}")).collect();
    Cell::Other(bytes)
}

/// The different values in order, null first and NaN last, both only if they are wanted.
fn distinct(rows: &[Row], column: usize, nulls: bool) -> Vec<Cell> {
    let mut cells: Vec<Cell> = rows.iter().map(|row| one_zero(&row[column])).collect();
    cells.retain(|cell| nulls || !(cell.is_null() || is_nan(cell)));
    cells.sort_by(|left, right| compare(left, right, false));
    cells.dedup_by_key(|cell| cell.to_string());
    cells
}

fn number(cells: &[Cell]) -> Cell {
    or_null((!cells.is_empty()).then_some(cells.len() as i64), Cell::Long)
}

fn only(cells: &[Cell]) -> Cell {
    match cells {
        [cell] => cell.clone(),
        _ => Cell::Null,
    }
}

/// The first row by columns, or the last.
fn sorted_row(rows: &[Row], by: &[usize], last: bool) -> Row {
    let mut rows = rows.to_vec();
    rows.sort_by(|left, right| {
        let orders = by.iter().map(|column| compare(&left[*column], &right[*column], false));
        orders.fold(Ordering::Equal, Ordering::then)
    });
    rows[if last { rows.len() - 1 } else { 0 }].clone()
}

fn pair(output: &str, input: &str) -> [String; 1] {
    [format!("{output} = {input}")]
}

fn weighted(rows: &[Row], value: usize, weight: usize) -> (Vec<f64>, Vec<f64>) {
    let both = |row: &&Row| !row[value].is_null() && !row[weight].is_null();
    let rows: Vec<Row> = rows.iter().filter(both).cloned().collect();
    let (values, weights) = (doubles(&rows, value), doubles(&rows, weight));
    (
        values
            .iter()
            .zip(&weights)
            .map(|(value, weight)| value * weight)
            .collect(),
        weights,
    )
}

fn examples() -> Vec<Example> {
    vec![
        (
            |name| Aggregation::sum(pair(name, "V")),
            |rows| {
                let values = longs(rows, V);
                or_null((!values.is_empty()).then(|| values.iter().sum()), Cell::Long)
            },
        ),
        (
            |name| Aggregation::sum(pair(name, "I")),
            |rows| {
                let values = longs(rows, I);
                or_null((!values.is_empty()).then(|| values.iter().sum()), Cell::Long)
            },
        ),
        (
            |name| Aggregation::sum(pair(name, "D")),
            |rows| sum_of(&doubles(rows, D)),
        ),
        (
            |name| Aggregation::sum(pair(name, "B")),
            |rows| {
                let values = rows.iter().filter(|row| !row[B].is_null()).count();
                let trues = rows.iter().filter(|row| matches!(row[B], Cell::Boolean(true))).count();
                or_null((values > 0).then_some(trues as i64), Cell::Long)
            },
        ),
        (
            |name| Aggregation::abs_sum(pair(name, "V")),
            |rows| {
                let values = longs(rows, V);
                or_null(
                    (!values.is_empty()).then(|| values.iter().map(|value| value.abs()).sum()),
                    Cell::Long,
                )
            },
        ),
        (
            |name| Aggregation::abs_sum(pair(name, "D")),
            |rows| sum_of(&doubles(rows, D).iter().map(|value| value.abs()).collect::<Vec<_>>()),
        ),
        (
            |name| Aggregation::avg(pair(name, "I")),
            |rows| average_of(&doubles(rows, I)),
        ),
        (
            |name| Aggregation::avg(pair(name, "V")),
            |rows| average_of(&doubles(rows, V)),
        ),
        (
            |name| Aggregation::avg(pair(name, "D")),
            |rows| average_of(&doubles(rows, D)),
        ),
        (
            |name| Aggregation::var(pair(name, "V")),
            |rows| or_null(variance_of(&doubles(rows, V)), Cell::Double),
        ),
        (
            |name| Aggregation::std(pair(name, "D")),
            |rows| or_null(variance_of(&doubles(rows, D)).map(f64::sqrt), Cell::Double),
        ),
        (|name| Aggregation::min(pair(name, "V")), |rows| least(rows, V)),
        (|name| Aggregation::min(pair(name, "D")), |rows| least(rows, D)),
        (|name| Aggregation::min(pair(name, "K")), |rows| least(rows, K)),
        (|name| Aggregation::min(pair(name, "B")), |rows| least(rows, B)),
        (|name| Aggregation::max(pair(name, "I")), |rows| greatest(rows, I)),
        (|name| Aggregation::max(pair(name, "D")), |rows| greatest(rows, D)),
        (|name| Aggregation::max(pair(name, "T")), |rows| greatest(rows, T)),
        (|name| Aggregation::max(pair(name, "K")), |rows| greatest(rows, K)),
        (|name| Aggregation::first(pair(name, "V")), |rows| rows[0][V].clone()),
        (|name| Aggregation::first(pair(name, "K")), |rows| rows[0][K].clone()),
        (
            |name| Aggregation::last(pair(name, "D")),
            |rows| rows[rows.len() - 1][D].clone(),
        ),
        (
            |name| Aggregation::last(pair(name, "T")),
            |rows| rows[rows.len() - 1][T].clone(),
        ),
        (
            |name| Aggregation::median(pair(name, "V")),
            |rows| percentile(rows, V, 0.5, true),
        ),
        (
            |name| Aggregation::median(pair(name, "D")),
            |rows| percentile(rows, D, 0.5, true),
        ),
        (
            |name| Aggregation::median(pair(name, "K")),
            |rows| percentile(rows, K, 0.5, false),
        ),
        (
            |name| Aggregation::percentile(0.25, pair(name, "I")),
            |rows| percentile(rows, I, 0.25, false),
        ),
        (
            |name| Aggregation::percentile(0.9, pair(name, "D")),
            |rows| percentile(rows, D, 0.9, false),
        ),
        (
            |name| Aggregation::Percentile {
                fraction: 0.6,
                average_evenly_divided: true,
                columns: pair(name, "V").into(),
            },
            |rows| percentile(rows, V, 0.6, true),
        ),
        (
            |name| Aggregation::weighted_avg("I", pair(name, "D")),
            |rows| {
                let (products, weights) = weighted(rows, D, I);
                match (sum_of(&products), sum_of(&weights)) {
                    (Cell::Double(products), Cell::Double(weights)) => Cell::Double(products / weights),
                    _ => Cell::Null,
                }
            },
        ),
        (
            |name| Aggregation::weighted_sum("D", pair(name, "V")),
            |rows| sum_of(&weighted(rows, V, D).0),
        ),
        (
            |name| Aggregation::weighted_sum("I", pair(name, "V")),
            |rows| match sum_of(&weighted(rows, V, I).0) {
                Cell::Double(sum) => Cell::Long(sum as i64),
                other => other,
            },
        ),
        (|name| Aggregation::count(name), |rows| Cell::Long(rows.len() as i64)),
        (
            |name| Aggregation::count_where(name, ["V > 0", "K != `a`"]),
            |rows| {
                let counts = |row: &&Row| row[V].long().is_some_and(|v| v > 0) && row[K].text() != Some("a");
                Cell::Long(rows.iter().filter(counts).count() as i64)
            },
        ),
        (
            |name| Aggregation::count_distinct(false, pair(name, "D")),
            |rows| number(&distinct(rows, D, false)),
        ),
        (
            |name| Aggregation::count_distinct(true, pair(name, "K")),
            |rows| number(&distinct(rows, K, true)),
        ),
        (
            |name| Aggregation::distinct(false, pair(name, "K")),
            |rows| list(distinct(rows, K, false)),
        ),
        (
            |name| Aggregation::distinct(true, pair(name, "D")),
            |rows| list(distinct(rows, D, true)),
        ),
        (
            |name| Aggregation::unique(false, pair(name, "D")),
            |rows| only(&distinct(rows, D, false)),
        ),
        (
            |name| Aggregation::unique(true, pair(name, "I")),
            |rows| only(&distinct(rows, I, true)),
        ),
        (
            |name| Aggregation::approximate_percentile(0.3, pair(name, "V")),
            |rows| below(rows, V, 0.3),
        ),
        (
            |name| Aggregation::approximate_percentile(0.75, pair(name, "D")),
            |rows| below(rows, D, 0.75),
        ),
        (
            |name| Aggregation::t_digest(COMPRESSION, pair(name, "V")),
            |rows| digest(rows, V),
        ),
        (
            |name| Aggregation::t_digest(COMPRESSION, pair(name, "D")),
            |rows| digest(rows, D),
        ),
        (
            |name| Aggregation::sorted_first(["D"], pair(name, "V")),
            |rows| sorted_row(rows, &[D], false)[V].clone(),
        ),
        (
            |name| Aggregation::sorted_last(["D"], pair(name, "I")),
            |rows| sorted_row(rows, &[D], true)[I].clone(),
        ),
        (
            |name| Aggregation::sorted_last(["B", "K"], pair(name, "T")),
            |rows| sorted_row(rows, &[B, K], true)[T].clone(),
        ),
        (
            |name| Aggregation::sorted_first(["K", "V"], pair(name, "K")),
            |rows| sorted_row(rows, &[K, V], false)[K].clone(),
        ),
    ]
}

fn range(rows: &[Row], column: usize) -> Cell {
    let values = longs(rows, column);
    let ends = values.iter().min().zip(values.iter().max());
    or_null(ends.map(|(least, most)| most - least), Cell::Long)
}

/// Aggregations of the rows themselves, which a blink table does not keep.
fn lists_of_groups() -> Vec<Example> {
    vec![
        (
            |name| Aggregation::formula_of("max(x) - min(x)", "x", pair(name, "V")),
            |rows| range(rows, V),
        ),
        (
            |name| Aggregation::formula_of("len(each)", "each", pair(name, "B")),
            |rows| Cell::Long(rows.len() as i64),
        ),
        (
            |name| Aggregation::group(pair(name, "V")),
            |rows| list(rows.iter().map(|row| row[V].clone()).collect()),
        ),
        (
            |name| Aggregation::group(pair(name, "K")),
            |rows| list(rows.iter().map(|row| row[K].clone()).collect()),
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn aggregations_follow_any_table(
        chosen in proptest::collection::vec(any::<prop::sample::Index>(), 1..5),
        keys in keys(),
        flow in flows(),
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let mut examples = examples();
        if flow != Flow::Blink {
            examples.extend(lists_of_groups());
        }
        let chosen: Vec<Example> = chosen.iter().map(|index| *index.get(&examples)).collect();
        let operation = TableOperation::AggBy { preserve_empty: false,
            variables: Variables::new(),
            aggregations: (0..).zip(&chosen).map(|(index, (aggregation, _))| aggregation(&format!("A{index}"))).collect(),
            keys: names(&keys),
        };
        let reference = |key: &Row, rows: &[Row]| {
            let results = chosen.iter().map(|(_, result)| result(rows));
            vec![key.iter().cloned().chain(results).collect()]
        };
        check(&operation, &positions(&keys), &reference, (flow, &initial, &steps))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn formulas_over_several_columns_follow_tables_that_keep_their_rows(
        is_keyed in any::<bool>(),
        flow in prop_oneof![Just(Flow::Append), Just(Flow::Free), Just(Flow::Still)],
        initial in proptest::collection::vec(row(), 0..8),
        steps in steps(),
    ) {
        let (keys, name) = if is_keyed { (vec![K], "K + `!`") } else { (vec![], "`all`") };
        let operation = TableOperation::AggBy { preserve_empty: false,
            variables: Variables::new(),
            aggregations: vec![
                Aggregation::formula(format!("Name = {name}")),
                Aggregation::count("N"),
                Aggregation::formula("Both = sum(V) + sum(I)"),
                Aggregation::formula("Spread = max(V) - min(V)"),
            ],
            keys: if is_keyed { texts(&["K"]) } else { vec![] },
        };
        let reference = |key: &Row, rows: &[Row]| {
            let name = key.first().map_or("all".to_owned(), |key| format!("{}!", key.text().unwrap_or("null")));
            let sums = [V, I].map(|column| longs(rows, column));
            let is_known = sums.iter().all(|values| !values.is_empty());
            let both = or_null(is_known.then(|| sums.iter().flatten().sum()), Cell::Long);
            let results = [Cell::Text(name), Cell::Long(rows.len() as i64), both, range(rows, V)];
            vec![key.iter().cloned().chain(results).collect()]
        };
        check(&operation, &keys, &reference, (flow, &initial, &steps))?;
    }
}

#[test]
fn the_sum_of_nothing_is_null_and_of_no_row_is_no_row() {
    let rows_where = |filter: &str| {
        let columns = make(
            &TableOperation::View {
                columns: texts(&["D", "V"]),
                variables: Variables::new(),
            },
            &input(),
            Flow::Append,
        )
        .unwrap();
        let rows = make(&filtered(&[filter]), columns.snapshot(), Flow::Append).unwrap();
        let sums = make(&TableOperation::SumBy { keys: vec![] }, rows.snapshot(), Flow::Append).unwrap();
        lines(sums.snapshot())
    };
    assert_eq!(rows_where("D = null"), ["null 4L"]);
    assert_eq!(rows_where("V = 99"), [] as [&str; 0]);
}

#[test]
fn wrong_aggregations_are_refused() {
    let last = |key: &str| TableOperation::LastBy { keys: vec![key.into()] };
    assert_eq!(
        refusal(&last("Nope"), Flow::Append),
        "column \"Nope\" does not exist; the table has K, V, D"
    );
    let refused = |aggregations: &[Aggregation]| {
        let (aggregations, keys) = (aggregations.to_vec(), texts(&["V"]));
        refusal(
            &TableOperation::AggBy {
                preserve_empty: false,
                aggregations,
                keys,
                variables: Variables::new(),
            },
            Flow::Append,
        )
    };
    for rows in [0, -1] {
        let head = refusal(&TableOperation::HeadBy { rows, keys: vec![] }, Flow::Append);
        assert_eq!(
            head,
            format!("{rows} rows of each group were asked for: expected 1 to 4,294,967,295")
        );
    }
    assert!(refusal(&TableOperation::TailBy { rows: 1, keys: vec![] }, Flow::Blink).contains("blink"));
    assert_eq!(refused(&[]), "aggBy has no aggregations");
    assert_eq!(
        refused(&[Aggregation::sum::<String>([])]),
        "sum has no columns to aggregate"
    );
    assert_eq!(
        refused(&[Aggregation::sum(["K"])]),
        "column \"K\" of type Utf8 cannot be summed"
    );
    assert_eq!(
        refused(&[Aggregation::avg(["K"])]),
        "column \"K\" of type Utf8 cannot be averaged"
    );
    assert_eq!(
        refused(&[Aggregation::std(["K"])]),
        "column \"K\" of type Utf8 cannot be aggregated by std"
    );
    assert_eq!(
        refused(&[Aggregation::weighted_avg("K", ["D"])]),
        "column \"K\" of type Utf8 cannot be in wavg(K; D)"
    );
    assert_eq!(
        refused(&[Aggregation::max(["Nope"])]),
        "column \"Nope\" of max(Nope) does not exist; the table has K, V, D"
    );
    assert_eq!(
        refused(&[Aggregation::sorted_first(["Nope"], ["D"])]),
        "column \"Nope\" of sortedFirst(Nope; D) does not exist; the table has K, V, D"
    );
    assert_eq!(
        refused(&[Aggregation::max(["D"]), Aggregation::min(["D"])]),
        "there would be two columns \"D\", one of them of min(D)"
    );
    assert_eq!(
        refused(&[Aggregation::max(["V = D"])]),
        "the column \"V\" of max(V = D) has the name of a key"
    );
    assert_eq!(
        refused(&[Aggregation::count("V")]),
        "the count column \"V\" has the name of a key"
    );
    assert_eq!(
        refused(&[Aggregation::percentile(1.5, ["D"])]),
        "the percentile 1.5 is not within 0 and 1"
    );
    assert_eq!(
        refused(&[Aggregation::approximate_percentile(0.5, ["K"])]),
        "column \"K\" of type Utf8 cannot be aggregated by approxPct"
    );
    assert_eq!(
        refused(&[Aggregation::t_digest(100.0, ["K"])]),
        "column \"K\" of type Utf8 cannot be aggregated by tDigest"
    );
    assert_eq!(
        refused(&[Aggregation::t_digest(0.0, ["D"])]),
        "the compression 0 of a t-digest is not 1 or more"
    );
    assert!(refused(&[Aggregation::count_where("N", ["Nope > 1"])]).contains("\"Nope\" doesn't exist"));
    assert!(refused(&[Aggregation::formula("X = max(Nope)")]).contains("\"Nope\" doesn't exist"));
    assert!(refused(&[Aggregation::formula_of("max(each) + D", "each", ["D"])]).contains("\"D\" doesn't exist"));
    assert!(refused(&[Aggregation::formula("max(D)")]).contains("with the new column's name"));
    assert!(refused(&[Aggregation::formula("V = max(D)")]).contains("has the name of a key"));
    assert!(refused(&[Aggregation::formula("X = max(D) + i")]).contains("a group is no row of a table"));
    assert_eq!(
        refused(&[Aggregation::formula_of::<String>("max(each)", "each", [])]),
        "formula has no columns to aggregate"
    );
    let lists = TableOperation::GroupBy { keys: texts(&["K"]) };
    assert!(refusal(&lists, Flow::Blink).starts_with("a blink table does not keep the rows"));
    let formula = TableOperation::AggBy {
        preserve_empty: false,
        aggregations: vec![Aggregation::formula("X = max(V)")],
        keys: vec![],
        variables: Variables::new(),
    };
    assert!(refusal(&formula, Flow::Blink).starts_with("a blink table does not keep the rows"));
    let all = TableOperation::AggAllBy {
        aggregation: Aggregation::count("N"),
        keys: vec![],
        variables: Variables::new(),
    };
    assert_eq!(refusal(&all, Flow::Append), "count is no aggregation of columns");
}

#[test]
fn formulas_see_keys_as_they_are_and_other_columns_as_lists() {
    let by = |aggregations: &[Aggregation], keys: &[&str]| {
        result(&TableOperation::AggBy {
            preserve_empty: false,
            aggregations: aggregations.to_vec(),
            keys: texts(keys),
            variables: Variables::new(),
        })
    };
    let label = Aggregation::formula("Label = K + V.size()");
    assert_eq!(by(&[label], &["K"]), ["\"a\" \"a2\"", "null \"null2\""]);
    let doubled = Aggregation::formula("X = V * 2");
    assert_eq!(
        by(&[doubled, Aggregation::count("N")], &["K"]),
        ["\"a\" [2L 6L] 2L", "null [null 8L] 2L"]
    );
    assert_eq!(by(&[Aggregation::formula("N = K.size()")], &[]), ["4L"]);
    let of_key = Aggregation::formula_of("each.size()", "each", ["N = K"]);
    assert_eq!(by(&[of_key], &["K"]), ["\"a\" 2L", "null 2L"]);
}

#[test]
fn a_key_that_is_given_twice_is_one() {
    let counts = TableOperation::CountBy {
        column: "N".into(),
        keys: texts(&["K", "K"]),
    };
    assert_eq!(result(&counts), ["\"a\" 2L", "null 2L"]);
}
