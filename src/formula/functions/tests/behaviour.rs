//! What no copied answer can say: random numbers, failures, long columns.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array, Int32Array, Int64Array, StringArray};
use proptest::prelude::*;

use crate::formula::Formula;
use crate::formula::tests::support::Batch;
use crate::formula::types::Type;

const ROWS: usize = 10_000;

fn ints() -> Batch {
    let values: ArrayRef = Arc::new((0..ROWS as i32).collect::<Int32Array>());
    Batch::new(&[("I", Type::Int, values)])
}

fn values(batch: &Batch, formula: &str) -> ArrayRef {
    let formula = Formula::bind(formula, &batch.scope()).unwrap();
    batch.evaluate(&formula).unwrap()
}

#[test]
fn random_numbers_are_new_for_each_row_and_spread_over_their_range() {
    let batch = ints();
    let drawn = values(&batch, "randomInt(0, 10)");
    let drawn = drawn.as_primitive::<Int32Type>();
    for wanted in 0..10 {
        let count = drawn.values().iter().filter(|value| **value == wanted).count();
        // 1,000 are expected, with a deviation of 30.
        assert!((800..1_200).contains(&count), "{wanted}: {count}");
    }
    let doubles = values(&batch, "randomDouble(-1.0, 1.0)");
    let doubles = doubles.as_primitive::<Float64Type>();
    assert!(doubles.values().iter().all(|value| (-1.0..1.0).contains(value)));
    let average = doubles.values().iter().sum::<f64>() / ROWS as f64;
    assert!(average.abs() < 0.05, "{average}");
    let gaussian = values(&batch, "randomGaussian(5.0, 2.0)");
    let gaussian = gaussian.as_primitive::<Float64Type>();
    let average = gaussian.values().iter().sum::<f64>() / ROWS as f64;
    assert!((average - 5.0).abs() < 0.2, "{average}");
    let longs = values(&batch, "randomLong(MIN_LONG, MAX_LONG)");
    let mut longs: Vec<i64> = longs.as_primitive::<Int64Type>().values().to_vec();
    longs.sort_unstable();
    longs.dedup();
    assert_eq!(longs.len(), ROWS);
    assert!(longs[0] < 0 && longs[ROWS - 1] > 0);
}

#[test]
fn failures_tell_the_value_and_what_was_expected() {
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["1", "x1", "2"]));
    let batch = Batch::new(&[("S", Type::String, texts)]);
    for (formula, reason) in [
        ("parseInt(S)", "\"x1\" is no int"),
        ("Double.parseDouble(S)", "\"x1\" is no double"),
        ("S.charAt(1)", "index 1 out of bounds for length 1 of \"1\""),
        (
            "S.substring(1, 9)",
            "begin 1, end 9 out of bounds for length 1 of \"1\"",
        ),
        ("parseInstant(S)", "\"x1\" is not an instant"),
        ("parseDuration(`PT` + S)", "\"PT1\" is not a duration"),
        ("timeZone(S)", "there is no time zone \"1\""),
        ("S.matches(`(`)", "\"(\" is no regular expression"),
        ("String.format(`%d`, S)", "%d takes no String"),
        ("lowerBin(ii, 0)", "the interval of a bin is not positive: 0"),
        ("percentile(1.5, ii, 2)", "a percentile is from 0 to 1, not 1.5"),
        ("randomInt(5, 5)", "there is no number from 5 to below 5"),
        ("LocalDate.of(2023, 2, 29)", "there is no date 2023-2-29"),
        ("epochSecondsToInstant(10000000000000L)", "too far from 1970"),
        ("`abc`.repeat(-1)", "a text cannot be repeated -1 times"),
        ("sequence(0L, MAX_LONG, 1L)", "is too long"),
        ("toIntExact(3000000000L)", "integer overflow"),
        ("floorMod(1, 0)", "/ by zero"),
    ] {
        let error = Formula::bind(formula, &batch.scope()).and_then(|formula| batch.evaluate(&formula));
        let error = error.expect_err(formula).to_string();
        assert!(error.contains(reason), "{formula}: {error}");
    }
}

#[test]
fn instants_in_a_zone_are_those_of_the_zones_rules() {
    // Each hour of 1960 to 2080, so that the clocks are changed within the column.
    let hours = (-87_672..964_320).map(|hour: i64| hour * 3_600_000_000_000);
    let instants = arrow_array::TimestampNanosecondArray::from_iter_values(hours);
    let instants: ArrayRef = Arc::new(instants.with_data_type(Type::Instant.data_type()));
    for zone in [
        "America/New_York",
        "Europe/London",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
    ] {
        let rows = instants.slice(0, 60_000);
        let later = instants.slice(instants.len() - 60_000, 60_000);
        for instants in [rows, later] {
            let batch = Batch::new(&[("T", Type::Instant, instants.clone())]);
            let hours = values(&batch, &format!("hourOfDay(T, '{zone}', true)"));
            let days = values(&batch, &format!("toLocalDate(T, '{zone}')"));
            let zone = jiff::tz::TimeZone::get(zone).unwrap();
            let instants = instants.as_primitive::<arrow_array::types::TimestampNanosecondType>();
            for row in 0..instants.len() {
                let timestamp = jiff::Timestamp::from_nanosecond(i128::from(instants.value(row))).unwrap();
                let civil = zone.to_datetime(timestamp);
                assert_eq!(hours.as_primitive::<Int32Type>().value(row), i32::from(civil.hour()));
                let since = civil.date().since(jiff::civil::date(1970, 1, 1)).unwrap().get_days();
                let day = days.as_primitive::<arrow_array::types::Date32Type>().value(row);
                assert_eq!(day, since);
            }
        }
    }
}

proptest! {
    #[test]
    fn bins_hold_their_numbers(x in -1_000_000i64..1_000_000, interval in 1i64..1_000, offset in -1_000i64..1_000) {
        let batch = Batch::new(&[
            ("X", Type::Long, Arc::new(Int64Array::from(vec![x])) as ArrayRef),
            ("N", Type::Long, Arc::new(Int64Array::from(vec![interval]))),
            ("O", Type::Long, Arc::new(Int64Array::from(vec![offset]))),
        ]);
        let long = |formula: &str| values(&batch, formula).as_primitive::<Int64Type>().value(0);
        let (low, high) = (long("lowerBin(X, N, O)"), long("upperBin(X, N, O)"));
        let width = if low == x { 0 } else { interval };
        prop_assert!(low <= x && x <= high && high - low == width);
        prop_assert_eq!((low - offset).rem_euclid(interval), 0);
    }

    #[test]
    fn statistics_of_lists_are_those_of_their_elements(numbers in proptest::collection::vec(-1_000i32..1_000, 1..20)) {
        let list = format!("vec({})", numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        let batch = Batch::new(&[("D", Type::Double, Arc::new(Float64Array::from(vec![0.0])) as ArrayRef)]);
        let sorted = { let mut sorted = numbers.clone(); sorted.sort_unstable(); sorted };
        let array = |formula: String| values(&batch, &formula).as_list::<i32>().value(0).as_primitive::<Int32Type>().values().to_vec();
        prop_assert_eq!(array(format!("sort({list})")), sorted.clone());
        prop_assert_eq!(array(format!("reverse(sortDescending({list}))")), sorted.clone());
        let sum = values(&batch, &format!("sum({list})"));
        prop_assert_eq!(sum.as_primitive::<Int64Type>().value(0), numbers.iter().map(|value| i64::from(*value)).sum::<i64>());
        let last = values(&batch, &format!("cumsum({list})[{}]", numbers.len() - 1));
        prop_assert_eq!(last.as_primitive::<Int64Type>().value(0), sum.as_primitive::<Int64Type>().value(0));
        let max = values(&batch, &format!("max({list})"));
        prop_assert_eq!(max.as_primitive::<Int32Type>().value(0), sorted[sorted.len() - 1]);
        let found = values(&batch, &format!("binSearchIndex(sort({list}), {}, BS_LOWEST)", sorted[0]));
        prop_assert_eq!(found.as_primitive::<Int32Type>().value(0), 0);
    }

    #[test]
    fn texts_are_cut_as_utf16_cuts_them(text in "[a-cé😀]{0,8}", from in 0usize..10, to in 0usize..10) {
        let units: Vec<u16> = text.encode_utf16().collect();
        let (from, to) = (from.min(units.len()), to.min(units.len()));
        let (from, to) = (from.min(to), from.max(to));
        let there = String::from_utf16_lossy(&units[from..to]);
        let batch = Batch::new(&[("S", Type::String, Arc::new(StringArray::from(vec![text.as_str()])) as ArrayRef)]);
        let here = values(&batch, &format!("S.substring({from}, {to})"));
        prop_assert_eq!(here.as_string::<i32>().value(0), there.as_str());
        let found = values(&batch, &format!("S.indexOf(`é`, {from})"));
        let wanted = units.iter().enumerate().position(|(at, unit)| at >= from && *unit == 0xe9);
        prop_assert_eq!(found.as_primitive::<Int32Type>().value(0), wanted.map_or(-1, |at| at as i32));
        let found = values(&batch, &format!("S.lastIndexOf(`é`, {from})"));
        let wanted = (0..units.len()).rev().find(|at| *at <= from && units[*at] == 0xe9);
        prop_assert_eq!(found.as_primitive::<Int32Type>().value(0), wanted.map_or(-1, |at| at as i32));
    }
}
