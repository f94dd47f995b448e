//! Plain references: each looks at all rows of the group for each row.

use crate::decimal::MathContext;
use crate::op::tests::model::{B, Cell, D, I, K, Row, T, V};
use crate::spec::{BadDataBehavior, Decay, DeltaControl, OperationControl, UpdateByOperation as By, Window};

/// An operation under a name, and what it makes of the row at a position of its group.
pub(super) type Example = (fn(&str) -> By, fn(&[Row], usize) -> Cell);

fn pair(name: &str, column: &str) -> [String; 1] {
    [format!("{name} = {column}")]
}

fn or_null<V>(value: Option<V>, cell: fn(V) -> Cell) -> Cell {
    value.map_or(Cell::Null, cell)
}

fn long(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Boolean(value) => Some(i64::from(*value)),
        other => other.long(),
    }
}

fn double(cell: &Cell) -> Option<f64> {
    cell.double().or_else(|| long(cell).map(|value| value as f64))
}

pub(super) fn longs(rows: &[Row], column: usize) -> Vec<i64> {
    rows.iter().filter_map(|row| long(&row[column])).collect()
}

fn doubles(rows: &[Row], column: usize) -> Vec<f64> {
    rows.iter().filter_map(|row| double(&row[column])).collect()
}

/// The first value that none of the others is better than; a NaN at the beginning stays, others do not count.
fn best_so_far(cells: &[Cell], is_better: fn(&Cell, &Cell) -> bool) -> Cell {
    let mut best = Cell::Null;
    for cell in cells.iter().filter(|cell| !cell.is_null()) {
        let nan = |cell: &Cell| cell.double().is_some_and(f64::is_nan);
        if best.is_null() || !nan(&best) && !nan(cell) && is_better(cell, &best) {
            best = cell.clone();
        }
    }
    best
}

/// The best value; NaN only if there is nothing else.
fn best_of(cells: &[Cell], is_better: fn(&Cell, &Cell) -> bool) -> Cell {
    let numbers: Vec<Cell> = cells
        .iter()
        .filter(|cell| !cell.is_null() && !cell.double().is_some_and(f64::is_nan))
        .cloned()
        .collect();
    if numbers.is_empty() {
        return cells.iter().find(|cell| !cell.is_null()).cloned().unwrap_or(Cell::Null);
    }
    best_so_far(&numbers, is_better)
}

fn less(left: &Cell, right: &Cell) -> bool {
    match (left, right) {
        (Cell::Double(left), Cell::Double(right)) => left.total_cmp(right).is_lt(),
        (Cell::Text(left), Cell::Text(right)) => left < right,
        _ => long(left) < long(right),
    }
}

fn more(left: &Cell, right: &Cell) -> bool {
    less(right, left)
}

fn cells(rows: &[Row], column: usize) -> Vec<Cell> {
    rows.iter().map(|row| row[column].clone()).collect()
}

/// The rows from so many before, and with, a row to so many behind it.
pub(super) fn ticks(rows: &[Row], at: usize, reverse: i64, forward: i64) -> Vec<Row> {
    let at = at as i64;
    let inside = |other: &i64| *other > at - reverse && *other <= at + forward;
    (0..)
        .zip(rows)
        .filter(|(other, _)| inside(other))
        .map(|(_, row)| row.clone())
        .collect()
}

/// The rows whose timestamps are near that of a row, in their order.
fn times(rows: &[Row], at: usize, reverse: i64, forward: i64) -> Option<Vec<Row>> {
    let time = rows[at][T].long()?;
    let mut near: Vec<&Row> = rows
        .iter()
        .filter(|row| {
            row[T]
                .long()
                .is_some_and(|other| other >= time - reverse && other <= time + forward)
        })
        .collect();
    near.sort_by_key(|row| row[T].long());
    Some(near.into_iter().cloned().collect())
}

fn sum(values: &[f64]) -> Cell {
    or_null(
        (!values.is_empty()).then(|| values.iter().fold(0.0, |sum, value| sum + value)),
        Cell::Double,
    )
}

fn average(values: &[f64]) -> Cell {
    or_null(sum(values).double().map(|sum| sum / values.len() as f64), Cell::Double)
}

fn deviation(values: &[f64]) -> Cell {
    let total = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, |sum, value| sum + value);
    let (count, sum) = (values.len() as f64, total(&mut values.iter().copied()));
    let squares = total(&mut values.iter().map(|value| value * value));
    match values.len() {
        0 => Cell::Null,
        1 => Cell::Double(f64::NAN),
        _ => Cell::Double(((squares - sum * sum / count) / (count - 1.0)).sqrt()),
    }
}

fn product(values: &[f64]) -> Option<f64> {
    values.iter().copied().reduce(|product, value| product * value)
}

fn weighted(rows: &[Row]) -> Cell {
    let pairs = rows.iter().filter_map(|row| Some((double(&row[D])?, double(&row[I])?)));
    let pairs: Vec<(f64, f64)> = pairs.collect();
    let weights = pairs.iter().fold(0.0, |sum, (_, weight)| sum + weight);
    let products = pairs.iter().fold(0.0, |sum, (value, weight)| sum + value * weight);
    or_null((!pairs.is_empty()).then(|| products / weights), Cell::Double)
}

fn list(rows: &[Row], column: usize) -> Cell {
    Cell::list(&cells(rows, column))
}

/// Follows an exponential operation over the rows up to one. `left` is what is left after a number of rows or of
/// nanoseconds; `step` is given what there was, what is left and the value.
fn moved(
    rows: &[Row],
    column: usize,
    by_time: bool,
    decay: f64,
    control: OperationControl,
    step: fn((f64, f64), f64, f64) -> (f64, f64),
) -> Option<(f64, f64)> {
    let mut state: Option<(f64, f64)> = None;
    let mut last = 0;
    for row in rows {
        let value = double(&row[column]);
        let behavior = match value {
            None => Some(control.on_null),
            Some(value) if value.is_nan() => Some(control.on_nan),
            _ => None,
        };
        match (behavior, value) {
            (Some(BadDataBehavior::Reset), _) => state = None,
            (Some(BadDataBehavior::Poison), Some(_)) => state = Some((f64::NAN, f64::NAN)),
            (None, Some(value)) => {
                let passed = match (by_time, row[T].long()) {
                    (false, _) => 1,
                    (true, None) => continue,
                    (true, Some(time)) => {
                        let now = if state.is_some() { time.max(last) } else { time };
                        let passed = now - last;
                        last = now;
                        passed
                    }
                };
                let left = (-(passed as f64) / decay).exp();
                state = Some(match state {
                    None => (value, f64::NEG_INFINITY),
                    Some(before) => step(before, left, value),
                });
            }
            _ => {}
        }
    }
    state
}

/// At the time of the last value an average stays as it is.
fn mixed((before, _): (f64, f64), left: f64, value: f64) -> (f64, f64) {
    let mixed = before * left + (1.0 - left) * value;
    (if left == 1.0 { before } else { mixed }, 0.0)
}

fn summed((before, _): (f64, f64), left: f64, value: f64) -> (f64, f64) {
    (before * left + value, 0.0)
}

/// Of doubles a value of the time of the last one does not count.
fn summed_later((before, _): (f64, f64), left: f64, value: f64) -> (f64, f64) {
    (if left == 1.0 { before } else { before * left + value }, 0.0)
}

fn lesser((before, _): (f64, f64), left: f64, value: f64) -> (f64, f64) {
    let before = before * left;
    (
        if before.is_nan() || before < value {
            before
        } else {
            value
        },
        0.0,
    )
}

fn greater((before, _): (f64, f64), left: f64, value: f64) -> (f64, f64) {
    let before = before * left;
    (
        if before.is_nan() || before > value {
            before
        } else {
            value
        },
        0.0,
    )
}

/// The average, and the variance behind the first value.
fn spread((before, variance): (f64, f64), left: f64, value: f64) -> (f64, f64) {
    let variance = if variance == f64::NEG_INFINITY { 0.0 } else { variance };
    let distance = value - before;
    let variance = left * (variance + (1.0 - left) * distance * distance);
    (before * left + (1.0 - left) * value, variance)
}

fn deviated(state: Option<(f64, f64)>) -> Cell {
    let variance = state
        .map(|(_, variance)| variance)
        .filter(|variance| *variance != f64::NEG_INFINITY);
    Cell::Double(variance.map_or(f64::NAN, f64::sqrt))
}

fn first(state: Option<(f64, f64)>) -> Cell {
    or_null(state.map(|(value, _)| value), Cell::Double)
}

const SKIP: OperationControl = OperationControl {
    context: MathContext::DECIMAL128,
    on_null: BadDataBehavior::Skip,
    on_nan: BadDataBehavior::Skip,
};
const RESET: OperationControl = OperationControl {
    context: MathContext::DECIMAL128,
    on_null: BadDataBehavior::Reset,
    on_nan: BadDataBehavior::Poison,
};

fn by_time(nanos: i64) -> Decay {
    Decay::Time {
        column: "T".into(),
        nanos,
    }
}

fn window(reverse: i64, forward: i64) -> Window {
    Window::Time {
        column: "T".into(),
        reverse,
        forward,
    }
}

pub(super) fn cumulative() -> Vec<Example> {
    vec![
        (
            |name| By::cum_sum(pair(name, "V")),
            |rows, at| {
                let values = longs(&rows[..=at], V);
                or_null((!values.is_empty()).then(|| values.iter().sum()), Cell::Long)
            },
        ),
        (
            |name| By::cum_sum(pair(name, "D")),
            |rows, at| {
                or_null(
                    doubles(&rows[..=at], D).into_iter().reduce(|sum, value| sum + value),
                    Cell::Double,
                )
            },
        ),
        (
            |name| By::cum_sum(pair(name, "B")),
            |rows, at| {
                or_null(
                    longs(&rows[..=at], B).into_iter().reduce(|sum, value| sum + value),
                    Cell::Long,
                )
            },
        ),
        (
            |name| By::cum_prod(pair(name, "I")),
            |rows, at| {
                let values = longs(&rows[..=at], I).into_iter();
                or_null(values.reduce(|product, value| product.wrapping_mul(value)), Cell::Long)
            },
        ),
        (
            |name| By::cum_prod(pair(name, "D")),
            |rows, at| or_null(product(&doubles(&rows[..=at], D)), Cell::Double),
        ),
        (
            |name| By::cum_min(pair(name, "V")),
            |rows, at| best_so_far(&cells(&rows[..=at], V), less),
        ),
        (
            |name| By::cum_min(pair(name, "D")),
            |rows, at| best_so_far(&cells(&rows[..=at], D), less),
        ),
        (
            |name| By::cum_min(pair(name, "T")),
            |rows, at| best_so_far(&cells(&rows[..=at], T), less),
        ),
        (
            |name| By::cum_max(pair(name, "I")),
            |rows, at| best_so_far(&cells(&rows[..=at], I), more),
        ),
        (
            |name| By::cum_max(pair(name, "D")),
            |rows, at| best_so_far(&cells(&rows[..=at], D), more),
        ),
        (
            |name| By::cum_max(pair(name, "K")),
            |rows, at| best_so_far(&cells(&rows[..=at], K), more),
        ),
        (
            |name| By::cum_count_where(name, ["V > 0", "K != `a`"]),
            |rows, at| Cell::Long(rows[..=at].iter().filter(|row| counts(row)).count() as i64),
        ),
        (|name| By::fill(pair(name, "V")), |rows, at| filled(&rows[..=at], V)),
        (|name| By::fill(pair(name, "K")), |rows, at| filled(&rows[..=at], K)),
        (|name| By::fill(pair(name, "D")), |rows, at| filled(&rows[..=at], D)),
        (
            |name| By::delta(pair(name, "V")),
            |rows, at| difference(rows, at, V, |_| Cell::Null),
        ),
        (
            |name| By::delta(pair(name, "T")),
            |rows, at| difference(rows, at, T, |_| Cell::Null),
        ),
        (
            |name| By::Delta {
                control: DeltaControl::ValueDominates,
                columns: pair(name, "D").into(),
            },
            |rows, at| difference(rows, at, D, Cell::clone),
        ),
        (
            |name| By::Delta {
                control: DeltaControl::ZeroDominates,
                columns: pair(name, "V").into(),
            },
            |rows, at| difference(rows, at, V, |_| Cell::Long(0)),
        ),
    ]
}

fn counts(row: &Row) -> bool {
    row[V].long().is_some_and(|v| v > 0) && row[K].text() != Some("a")
}

fn filled(rows: &[Row], column: usize) -> Cell {
    let last = rows.iter().rev().find(|row| !row[column].is_null());
    last.map_or(Cell::Null, |row| row[column].clone())
}

fn difference(rows: &[Row], at: usize, column: usize, alone: fn(&Cell) -> Cell) -> Cell {
    let before = at.checked_sub(1).map_or(&Cell::Null, |before| &rows[before][column]);
    match (before, &rows[at][column]) {
        (_, Cell::Null) => Cell::Null,
        (Cell::Null, value) => alone(value),
        (Cell::Double(before), Cell::Double(value)) => Cell::Double(value - before),
        (before, value) => or_null(
            value.long().zip(before.long()).map(|(value, before)| value - before),
            Cell::Long,
        ),
    }
}

pub(super) fn moving() -> Vec<Example> {
    vec![
        (
            |name| By::ema(2.5, pair(name, "D")),
            |rows, at| first(moved(&rows[..=at], D, false, 2.5, SKIP, mixed)),
        ),
        (
            |name| By::ema(2.0, pair(name, "V")),
            |rows, at| first(moved(&rows[..=at], V, false, 2.0, SKIP, mixed)),
        ),
        (
            |name| By::ema(by_time(4), pair(name, "D")),
            |rows, at| first(moved(&rows[..=at], D, true, 4.0, SKIP, mixed)),
        ),
        (
            |name| By::ema(by_time(4), pair(name, "D")).with_control(RESET),
            |rows, at| first(moved(&rows[..=at], D, true, 4.0, RESET, mixed)),
        ),
        (
            |name| By::ems(3.0, pair(name, "I")),
            |rows, at| first(moved(&rows[..=at], I, false, 3.0, SKIP, summed)),
        ),
        (
            |name| By::ems(by_time(5), pair(name, "D")),
            |rows, at| first(moved(&rows[..=at], D, true, 5.0, SKIP, summed_later)),
        ),
        (
            |name| By::ems(by_time(5), pair(name, "V")),
            |rows, at| first(moved(&rows[..=at], V, true, 5.0, SKIP, summed)),
        ),
        (
            |name| By::em_min(2.0, pair(name, "D")).with_control(RESET),
            |rows, at| first(moved(&rows[..=at], D, false, 2.0, RESET, lesser)),
        ),
        (
            |name| By::em_max(by_time(3), pair(name, "V")),
            |rows, at| first(moved(&rows[..=at], V, true, 3.0, SKIP, greater)),
        ),
        (
            |name| By::em_std(2.0, pair(name, "V")),
            |rows, at| deviated(moved(&rows[..=at], V, false, 2.0, SKIP, spread)),
        ),
        (
            |name| By::em_std(by_time(6), pair(name, "D")).with_control(RESET),
            |rows, at| deviated(moved(&rows[..=at], D, true, 6.0, RESET, spread)),
        ),
    ]
}

pub(super) fn rolling() -> Vec<Example> {
    vec![
        (
            |name| By::rolling_sum(3, pair(name, "V")),
            |rows, at| {
                let values = longs(&ticks(rows, at, 3, 0), V);
                or_null((!values.is_empty()).then(|| values.iter().sum()), Cell::Long)
            },
        ),
        (
            |name| By::rolling_sum((2, 1), pair(name, "D")),
            |rows, at| sum(&doubles(&ticks(rows, at, 2, 1), D)),
        ),
        (
            |name| By::rolling_sum((3, -1), pair(name, "D")),
            |rows, at| sum(&doubles(&ticks(rows, at, 3, -1), D)),
        ),
        (
            |name| By::rolling_avg(2, pair(name, "D")),
            |rows, at| average(&doubles(&ticks(rows, at, 2, 0), D)),
        ),
        (
            |name| By::rolling_avg((-1, 3), pair(name, "I")),
            |rows, at| average(&doubles(&ticks(rows, at, -1, 3), I)),
        ),
        (
            |name| By::rolling_min(3, pair(name, "D")),
            |rows, at| best_of(&cells(&ticks(rows, at, 3, 0), D), less),
        ),
        (
            |name| By::rolling_max(3, pair(name, "V")),
            |rows, at| best_of(&cells(&ticks(rows, at, 3, 0), V), more),
        ),
        (
            |name| By::rolling_max((2, 2), pair(name, "K")),
            |rows, at| best_of(&cells(&ticks(rows, at, 2, 2), K), more),
        ),
        (
            |name| By::rolling_min((4, -2), pair(name, "T")),
            |rows, at| best_of(&cells(&ticks(rows, at, 4, -2), T), less),
        ),
        (
            |name| By::rolling_product(3, pair(name, "D")),
            |rows, at| {
                // Without minus zero.
                let product = product(&doubles(&ticks(rows, at, 3, 0), D)).map(|product| product + 0.0);
                or_null(product, Cell::Double)
            },
        ),
        (
            |name| By::rolling_count((2, 1), pair(name, "B")),
            |rows, at| Cell::Long(longs(&ticks(rows, at, 2, 1), B).len() as i64),
        ),
        (
            |name| By::rolling_std(4, pair(name, "V")),
            |rows, at| deviation(&doubles(&ticks(rows, at, 4, 0), V)),
        ),
        (
            |name| By::rolling_wavg(3, "I", pair(name, "D")),
            |rows, at| weighted(&ticks(rows, at, 3, 0)),
        ),
        (
            |name| By::rolling_count_where(2, name, ["V > 0", "K != `a`"]),
            |rows, at| Cell::Long(ticks(rows, at, 2, 0).iter().filter(|row| counts(row)).count() as i64),
        ),
        (
            |name| By::rolling_group(3, pair(name, "V")),
            |rows, at| list(&ticks(rows, at, 3, 0), V),
        ),
        (
            |name| By::rolling_group((1, 2), pair(name, "K")),
            |rows, at| list(&ticks(rows, at, 1, 2), K),
        ),
        (
            |name| By::rolling_group((2, -1), pair(name, "K")),
            |rows, at| list(&ticks(rows, at, 2, -1), K),
        ),
        (
            |name| By::rolling_formula_of(3, "sum(x) * 2", "x", pair(name, "V")),
            |rows, at| {
                let values = longs(&ticks(rows, at, 3, 0), V);
                or_null((!values.is_empty()).then(|| values.iter().sum::<i64>() * 2), Cell::Long)
            },
        ),
    ]
}

pub(super) fn rolling_by_time() -> Vec<Example> {
    fn timed(rows: Option<Vec<Row>>, result: impl Fn(&[Row]) -> Cell) -> Cell {
        rows.map_or(Cell::Null, |rows| result(&rows))
    }
    vec![
        (
            |name| By::rolling_sum(window(3, 0), pair(name, "D")),
            |rows, at| timed(times(rows, at, 3, 0), |near| sum(&doubles(near, D))),
        ),
        (
            |name| By::rolling_avg(window(2, 2), pair(name, "V")),
            |rows, at| timed(times(rows, at, 2, 2), |near| average(&doubles(near, V))),
        ),
        (
            |name| By::rolling_count(window(5, -2), pair(name, "K")),
            |rows, at| {
                timed(times(rows, at, 5, -2), |near| {
                    Cell::Long(cells(near, K).iter().filter(|cell| !cell.is_null()).count() as i64)
                })
            },
        ),
        (
            |name| By::rolling_max(window(-1, 4), pair(name, "I")),
            |rows, at| timed(times(rows, at, -1, 4), |near| best_of(&cells(near, I), more)),
        ),
        (
            |name| By::rolling_min(window(4, 0), pair(name, "D")),
            |rows, at| timed(times(rows, at, 4, 0), |near| best_of(&cells(near, D), less)),
        ),
        (
            |name| By::rolling_wavg(window(4, 0), "I", pair(name, "D")),
            |rows, at| timed(times(rows, at, 4, 0), weighted),
        ),
        (
            |name| By::rolling_group(window(3, 1), pair(name, "V")),
            |rows, at| timed(times(rows, at, 3, 1), |near| list(near, V)),
        ),
        (
            |name| By::rolling_count_where(window(2, 0), name, ["V > 0", "K != `a`"]),
            |rows, at| {
                timed(times(rows, at, 2, 0), |near| {
                    Cell::Long(near.iter().filter(|row| counts(row)).count() as i64)
                })
            },
        ),
        (
            |name| By::rolling_formula_of(window(3, 0), "max(x)", "x", pair(name, "V")),
            |rows, at| timed(times(rows, at, 3, 0), |near| best_of(&cells(near, V), more)),
        ),
    ]
}
