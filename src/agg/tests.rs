use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{
    Array, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, StringArray,
    TimestampNanosecondArray, UInt16Array,
};
use arrow_cast::display::array_value_to_string;
use arrow_schema::{DataType, Field, Schema};
use proptest::prelude::*;

use super::total::{Retractable, Total};
use super::*;
use crate::formula::{ExternalFunctions, Names};
use crate::spec::{Aggregation, Variables};

mod decimals;

/// The plan of one aggregation of all rows, whose formulas see columns only.
fn plan(aggregation: &Aggregation, schema: &Schema, retracts: bool) -> Result<Plan> {
    let names = Names {
        variables: &Variables::new(),
        functions: &ExternalFunctions::new(),
    };
    compile(std::slice::from_ref(aggregation), (schema, &[]), retracts, names)
}

/// The type and the text of what an aggregation makes of one group of these values, and of the same after others were
/// there and went.
fn made(aggregation: Aggregation, values: &ArrayRef) -> String {
    let field = Field::new("X", values.data_type().clone(), true);
    let weight = Field::new("W", DataType::Int32, true);
    let schema = Schema::new(vec![field, weight]);
    let weights: ArrayRef = Arc::new(Int32Array::from_iter_values(1..=values.len() as i32));
    let results = [false, true].map(|retracts| {
        let plan = plan(&aggregation, &schema, retracts).unwrap();
        let [(mut accumulator, operands)] = <[_; 1]>::try_from(plan.accumulators).ok().unwrap();
        let columns = operands.iter().map(|operand| match plan.operands[*operand] {
            Operand::Column(0) => values.clone(),
            _ => weights.clone(),
        });
        let columns: Vec<ArrayRef> = columns.collect();
        let groups = vec![0; values.len()];
        let rows = Rows {
            groups: &groups,
            count: 1,
            values: &columns,
        };
        accumulator.add(&rows).unwrap();
        if retracts {
            accumulator.add(&rows).unwrap();
            accumulator.remove(&rows).unwrap();
        }
        let result = accumulator.results(&[0]).unwrap();
        assert_eq!(result.data_type(), plan.outputs[0].field.data_type());
        let text = if result.is_null(0) {
            "null".to_owned()
        } else {
            array_value_to_string(&result, 0).unwrap()
        };
        format!("{} {text}", result.data_type())
    });
    assert_eq!(results[0], results[1], "{aggregation} of {values:?}");
    results[0].clone()
}

#[test]
fn results_have_their_types() {
    let bytes: ArrayRef = Arc::new(Int8Array::from(vec![Some(1), None, Some(2)]));
    let shorts: ArrayRef = Arc::new(Int16Array::from(vec![-1, 2]));
    let chars: ArrayRef = Arc::new(UInt16Array::from(vec![120, 121]));
    let ints: ArrayRef = Arc::new(Int32Array::from(vec![3, 4]));
    let longs: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    let floats: ArrayRef = Arc::new(Float32Array::from(vec![1.0, 2.0]));
    let doubles: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.0]));
    let cases = [
        (Aggregation::sum(["X"]), &bytes, "Int64 3"),
        (Aggregation::sum(["X"]), &chars, "Int64 241"),
        (Aggregation::sum(["X"]), &floats, "Float32 3.0"),
        (Aggregation::abs_sum(["X"]), &shorts, "Int64 3"),
        (Aggregation::abs_sum(["X"]), &floats, "Float32 3.0"),
        (Aggregation::avg(["X"]), &chars, "Float64 120.5"),
        (Aggregation::avg(["X"]), &floats, "Float64 1.5"),
        (Aggregation::std(["X"]), &ints, "Float64 0.7071067811865476"),
        (Aggregation::var(["X"]), &floats, "Float64 0.5"),
        (Aggregation::min(["X"]), &shorts, "Int16 -1"),
        (Aggregation::max(["X"]), &chars, "UInt16 121"),
        (Aggregation::max(["X"]), &floats, "Float32 2.0"),
        (Aggregation::median(["X"]), &shorts, "Int16 2"),
        (Aggregation::median(["X"]), &chars, "UInt16 121"),
        (Aggregation::median(["X"]), &bytes, "Int8 2"),
        (Aggregation::median(["X"]), &ints, "Float64 3.5"),
        (Aggregation::median(["X"]), &floats, "Float32 1.5"),
        (Aggregation::percentile(0.5, ["X"]), &ints, "Int32 4"),
        (Aggregation::percentile(0.5, ["X"]), &floats, "Float32 2.0"),
        (Aggregation::count_distinct(false, ["X"]), &bytes, "Int64 2"),
        (Aggregation::unique(false, ["X"]), &chars, "UInt16 null"),
        (Aggregation::weighted_sum("W", ["X"]), &shorts, "Int64 3"),
        (Aggregation::weighted_sum("W", ["X"]), &floats, "Float64 5.0"),
        (
            Aggregation::weighted_avg("W", ["X"]),
            &longs,
            "Float64 1.6666666666666667",
        ),
        (Aggregation::weighted_sum("W", ["X"]), &doubles, "Float64 5.0"),
    ];
    for (aggregation, values, result) in cases {
        assert_eq!(made(aggregation.clone(), values), result, "{aggregation}");
    }
}

#[test]
fn other_types_have_an_order() {
    let instants: ArrayRef =
        Arc::new(TimestampNanosecondArray::from(vec![Some(7), None, Some(5)]).with_timezone("UTC"));
    let texts: ArrayRef = Arc::new(StringArray::from(vec![Some("q"), None, Some("p")]));
    let booleans: ArrayRef = Arc::new(BooleanArray::from(vec![None, Some(true), Some(false)]));
    assert_eq!(made(Aggregation::sum(["X"]), &booleans), "Int64 1");
    assert_eq!(made(Aggregation::max(["X"]), &booleans), "Boolean true");
    assert_eq!(made(Aggregation::median(["X"]), &texts), "Utf8 q");
    assert_eq!(made(Aggregation::min(["X"]), &texts), "Utf8 p");
    let least = made(Aggregation::min(["X"]), &instants);
    assert!(least.ends_with(" 1970-01-01T00:00:00.000000005Z"), "{least}");
    let list = made(Aggregation::distinct(true, ["X"]), &texts);
    assert!(list.ends_with(" [, p, q]"), "{list}");
}

#[test]
fn whole_numbers_wrap_in_sums_but_not_in_averages() {
    let values: ArrayRef = Arc::new(Int64Array::from(vec![i64::MAX, 1, 1]));
    assert_eq!(made(Aggregation::sum(["X"]), &values), "Int64 -9223372036854775807");
    assert_eq!(made(Aggregation::avg(["X"]), &values), "Float64 3.0744573456182584e18");
    let least: ArrayRef = Arc::new(Int64Array::from(vec![i64::MIN]));
    assert_eq!(made(Aggregation::abs_sum(["X"]), &least), format!("Int64 {}", i64::MIN));
}

#[test]
fn variances_far_from_zero_are_those_near_it() {
    let values = |origin: f64| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(
            [1.0, 2.0, 4.0].map(|value| value + origin),
        ))
    };
    assert_eq!(
        made(Aggregation::var(["X"]), &values(0.0)),
        "Float64 2.3333333333333335"
    );
    assert_eq!(
        made(Aggregation::var(["X"]), &values(1e15)),
        "Float64 2.3333333333333335"
    );
    let one: ArrayRef = Arc::new(Float64Array::from(vec![5.0]));
    assert_eq!(made(Aggregation::std(["X"]), &one), "Float64 NaN");
    let infinite: ArrayRef = Arc::new(Float64Array::from(vec![5.0, f64::INFINITY]));
    assert_eq!(made(Aggregation::std(["X"]), &infinite), "Float64 NaN");
}

#[test]
fn percentiles_of_few_values() {
    let of = |count: i32, fraction: f64, average_evenly_divided| {
        let values: ArrayRef = Arc::new(Float64Array::from_iter_values((1..=count).rev().map(f64::from)));
        let aggregation = Aggregation::Percentile {
            fraction,
            average_evenly_divided,
            columns: vec!["X".to_owned()],
        };
        let text = made(aggregation, &values);
        text.strip_prefix("Float64 ").unwrap().parse::<f64>().unwrap()
    };
    // What the mirrored API answers for 1 to n values.
    let fractions = [0.1, 0.125, 0.2, 0.25, 0.3, 0.5, 0.6, 0.75, 0.9, 1.0];
    let plain = [
        [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        [1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0],
        [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0],
        [1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0],
        [1.0, 2.0, 2.0, 2.0, 2.0, 3.0, 3.0, 4.0, 5.0, 5.0],
        [2.0, 2.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 6.0],
    ];
    let averaged = [
        [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2.0],
        [1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 3.0],
        [1.0, 1.0, 1.0, 1.0, 1.0, 2.5, 2.5, 3.0, 3.0, 4.0],
        [1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0],
        [1.0, 1.0, 2.0, 2.0, 2.0, 3.5, 4.0, 4.0, 5.0, 6.0],
    ];
    for (expected, average) in [(plain, false), (averaged, true)] {
        for (count, expected) in (1..).zip(expected) {
            let results = fractions.map(|fraction| of(count, fraction, average));
            assert_eq!(results, expected, "{count} values, averaged: {average}");
        }
    }
}

proptest! {
    #[test]
    fn what_is_taken_back_leaves_no_trace(
        kept in proptest::collection::vec(-1e6f64..1e6, 0..20),
        gone in proptest::collection::vec(prop_oneof![-1e12f64..1e12, Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY)], 0..20),
    ) {
        let mut total = Retractable::default();
        gone.iter().for_each(|value| total.add(*value));
        kept.iter().for_each(|value| total.add(*value));
        gone.iter().for_each(|value| total.remove(*value));
        let sum: f64 = kept.iter().sum();
        let size: f64 = kept.iter().map(|value| value.abs()).sum();
        prop_assert!((total.sum() - sum).abs() <= size * 1e-14, "{} is not {}", total.sum(), sum);
        kept.iter().for_each(|value| total.remove(*value));
        prop_assert_eq!(total.sum().to_bits(), 0.0f64.to_bits());
    }

    #[test]
    fn floats_are_in_the_order_of_their_keys(left in any::<f64>(), right in any::<f64>()) {
        let numbers = Numbers { data_type: DataType::Float64, one_zero: false };
        let values: ArrayRef = Arc::new(Float64Array::from(vec![left, right]));
        let keys = Keys::keys(&numbers, &values).unwrap();
        let plain = |value: f64| if value.is_nan() { f64::NAN } else { value };
        prop_assert_eq!(keys[0].cmp(&keys[1]), plain(left).total_cmp(&plain(right)));
        let back = numbers.array(keys.iter().copied().map(Some)).unwrap();
        let back = back.as_primitive::<Float64Type>();
        prop_assert_eq!(back.value(0).to_bits(), plain(left).to_bits());
        prop_assert_eq!(back.value(1).to_bits(), plain(right).to_bits());
    }

    #[test]
    fn longs_are_their_keys(values in proptest::collection::vec(any::<i64>(), 1..5)) {
        let numbers = Numbers { data_type: DataType::Int64, one_zero: false };
        let array: ArrayRef = Arc::new(Int64Array::from(values.clone()));
        let keys = Keys::keys(&numbers, &array).unwrap();
        let back = numbers.array(keys.into_iter().map(Some)).unwrap();
        prop_assert_eq!(back.as_primitive::<Int64Type>().values().to_vec(), values);
    }
}
