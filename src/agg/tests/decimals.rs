//! Decimals and big integers: the mirrored API's answers, and what has been taken back.

use std::cmp::Ordering;

use arrow_array::{ArrayRef, Decimal128Array, Decimal256Array, StringArray};
use arrow_buffer::i256;
use rstest::rstest;

use super::*;
use crate::decimal::{self, Decimal};
use crate::error::ErrorKind;
use crate::spec::ColumnType;

/// An accumulator of one column.
struct Subject {
    accumulator: Box<dyn Accumulator>,
    field: Field,
}

impl Subject {
    fn new(aggregation: &Aggregation, field: &Field, retracts: bool) -> Self {
        let schema = Schema::new(vec![field.clone()]);
        let plan = plan(aggregation, &schema, retracts).unwrap();
        let [(accumulator, _)] = <[_; 1]>::try_from(plan.accumulators).ok().unwrap();
        let field = plan.outputs[0].field.clone();
        Subject { accumulator, field }
    }

    fn apply(&mut self, values: &ArrayRef, adds: bool) -> Result<()> {
        let rows = Rows {
            groups: &vec![0; values.len()],
            count: 1,
            values: std::slice::from_ref(values),
        };
        match adds {
            true => self.accumulator.add(&rows),
            false => self.accumulator.remove(&rows),
        }
    }

    fn result(&self) -> String {
        let result = self.accumulator.results(&[0]).unwrap();
        assert_eq!(result.data_type(), self.field.data_type());
        match result.is_null(0) {
            true => "null".to_owned(),
            false => array_value_to_string(&result, 0).unwrap(),
        }
    }
}

fn own_digits() -> Field {
    ColumnType::own_digits().field("X")
}

fn texts(values: &[&str]) -> ArrayRef {
    let texts = values.iter().map(|text| (*text != "null").then_some(*text));
    Arc::new(texts.collect::<StringArray>())
}

/// A column with as many digits behind the point in each value, which fit into 128 bits.
fn fixed(values: &[&str]) -> (Field, ArrayRef) {
    let decimals = || values.iter().map(|text| text.parse::<Decimal>().ok());
    let scale = decimals().flatten().map(|decimal| decimal.scale as i8).next().unwrap();
    let digits = decimals().map(|decimal| Some(decimal?.to_i256().unwrap().as_i128()));
    let array: Decimal128Array = digits.collect();
    let field = ColumnType::BigDecimal { precision: 38, scale }.field("X");
    (field, Arc::new(array.with_precision_and_scale(38, scale).unwrap()))
}

fn big_integers(values: &[&str]) -> (Field, ArrayRef) {
    let digits = values
        .iter()
        .map(|text| text.parse::<Decimal>().ok()?.to_i256())
        .collect::<Decimal256Array>();
    let array = digits.with_precision_and_scale(76, 0).unwrap();
    (ColumnType::BigInteger.field("X"), Arc::new(array))
}

/// The results of rows that only come, and of rows of which others have gone.
fn answers(field: &Field, values: &ArrayRef) -> [String; 5] {
    type Make = fn([&'static str; 1]) -> Aggregation;
    let makes: [Make; 5] = [
        Aggregation::sum,
        Aggregation::abs_sum,
        Aggregation::avg,
        Aggregation::var,
        Aggregation::std,
    ];
    makes.map(|make| {
        let mut plain = Subject::new(&make(["X"]), field, false);
        plain.apply(values, true).unwrap();
        let mut retracting = Subject::new(&make(["X"]), field, true);
        for adds in [true, true, false] {
            retracting.apply(values, adds).unwrap();
        }
        assert_eq!(plain.result(), retracting.result());
        plain.result()
    })
}

/// Sum, sum of absolute values, average, variance and standard deviation in the mirrored API, of columns in which each
/// value has its own digits behind the point.
#[rstest]
#[case(&["10", "1.50", "-3.255"], ["8.245", "14.755", "2.748", "45.092509", "6.7150956062"])]
#[case(&["7.00", "7.0"], ["14.00", "14.00", "7.00", "0.0000", "0"])]
#[case(&["1E+3", "1", "null"], ["1001", "1001", "501", "499000", "706.3993204980"])]
#[case(&["1E+3", "2E+3", "2E+3"], ["5000", "5000", "1667", "333334", "577.3508465396"])]
#[case(&["-1", "-1", "-2.5"], ["-4.5", "4.5", "-1.5", "0.75", "0.8660254038"])]
#[case(&["1.5", "2.25", "3.125", "10"], ["16.875", "16.875", "4.219", "15.295573", "3.9109555098"])]
#[case(&["1E+3", "2E+3", "1E+2", "5"], ["3105", "3105", "776", "866590", "930.9081587353"])]
#[case(
    &["0.1234567890123", "0.5", "2.5", "7"],
    ["10.1234567890123", "10.1234567890123", "2.5308641972531", "9.96471574633447355616905449", "3.1566937999"]
)]
#[case(&["3.3", "null"], ["3.3", "3.3", "3.3", "null", "null"])]
#[case(&["null"], ["null"; 5])]
fn decimals_with_digits_of_their_own(#[case] values: &[&str], #[case] expected: [&str; 5]) {
    assert_eq!(answers(&own_digits(), &texts(values)), expected);
}

/// Of a column of decimals the standard deviation has 10 digits also where it is zero.
#[rstest]
#[case(&["10.00", "1.50"], ["11.50", "11.50", "5.75", "36.1250", "6.0104076401"])]
#[case(&["10.00", "1.50", "-3.25"], ["8.25", "14.75", "2.75", "45.0625", "6.7128607910"])]
#[case(&["1.00", "1.00", "2.00"], ["4.00", "4.00", "1.33", "0.3334", "0.5774080013"])]
#[case(&["10.00", "null"], ["10.00", "10.00", "10.00", "null", "null"])]
#[case(&["1.10", "1.10"], ["2.20", "2.20", "1.10", "0.0000", "0.0000000000"])]
fn decimals_of_one_scale(#[case] values: &[&str], #[case] expected: [&str; 5]) {
    let (field, values) = fixed(values);
    assert_eq!(answers(&field, &values), expected);
}

#[rstest]
#[case(&["5", "-7", "11"], ["9", "23", "3", "84", "9.1651513899"])]
#[case(&["3", "4"], ["7", "7", "4", "0", "0.0000000000"])]
#[case(&["1", "1", "2"], ["4", "4", "1", "1", "1.0000000000"])]
#[case(&["9", "null"], ["9", "9", "9", "null", "null"])]
fn big_integers_are_averaged_to_whole_numbers(#[case] values: &[&str], #[case] expected: [&str; 5]) {
    let (field, values) = big_integers(values);
    assert_eq!(answers(&field, &values), expected);
    let class = |aggregation: &Aggregation| {
        let field = Subject::new(aggregation, &field, false).field;
        crate::spec::java_class(&field)
    };
    assert_eq!(class(&Aggregation::sum(["X"])), "java.math.BigInteger");
    assert_eq!(class(&Aggregation::avg(["X"])), "java.math.BigDecimal");
}

#[test]
fn variances_of_the_largest_numbers() {
    let most = "9".repeat(76);
    let (field, values) = big_integers(&[&most, &format!("-{most}"), "0"]);
    let mut average = Subject::new(&Aggregation::avg(["X"]), &field, true);
    average.apply(&values, true).unwrap();
    assert_eq!(average.result(), "0");
    // 10^152 is no number of 76 digits; without the large ones there is a variance again.
    let mut variance = Subject::new(&Aggregation::var(["X"]), &field, true);
    variance.apply(&values, true).unwrap();
    let error = variance.accumulator.results(&[0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.to_string(), "a result of column \"X\" has more than 76 digits");
    variance.apply(&values.slice(0, 2), false).unwrap();
    variance.apply(&big_integers(&["2"]).1, true).unwrap();
    assert_eq!(variance.result(), "2");
}

/// A variance has twice as many digits behind the point, which no Arrow decimal may have.
#[test]
fn variances_of_many_digits_are_texts() {
    let field = ColumnType::BigDecimal {
        precision: 76,
        scale: 39,
    }
    .field("X");
    let digits = Decimal256Array::from(vec![i256::ONE, i256::from_i128(3)]);
    let values: ArrayRef = Arc::new(digits.with_precision_and_scale(76, 39).unwrap());
    let mut variance = Subject::new(&Aggregation::var(["X"]), &field, false);
    variance.apply(&values, true).unwrap();
    assert_eq!(variance.result(), "2E-78");
}

#[test]
fn what_is_no_decimal_and_what_is_too_long_is_told() {
    let told = |values: &[&str]| {
        let mut sum = Subject::new(&Aggregation::sum(["X"]), &own_digits(), false);
        sum.apply(&texts(values), true).unwrap_err().to_string()
    };
    assert_eq!(told(&["1", "one"]), "column \"X\" has \"one\", which is no decimal");
    assert_eq!(
        told(&["1", "1E+999999999"]),
        "the decimals of column \"X\" are more than 100000 digits apart"
    );
}

/// Values with their own digits in the order of the numbers.
#[test]
fn decimals_with_digits_of_their_own_have_the_order_of_numbers() {
    let values = texts(&["10", "null", "9.5", "-3", "1E+3", "9.50"]);
    for (aggregation, expected) in [
        (Aggregation::min(["X"]), "-3"),
        (Aggregation::max(["X"]), "1E+3"),
        (Aggregation::median(["X"]), "9.50"),
        (Aggregation::percentile(0.75, ["X"]), "10"),
        (Aggregation::count_distinct(true, ["X"]), "6"),
        (Aggregation::distinct(false, ["X"]), "[-3, 9.5, 9.50, 10, 1E+3]"),
        (Aggregation::unique(false, ["X"]), "null"),
    ] {
        for retracts in [false, true] {
            let mut subject = Subject::new(&aggregation, &own_digits(), retracts);
            subject.apply(&values, true).unwrap();
            assert_eq!(subject.result(), expected, "{aggregation}");
        }
    }
    let weighted = plan(
        &Aggregation::weighted_avg("X", ["X"]),
        &Schema::new(vec![own_digits()]),
        false,
    );
    let error = weighted.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[test]
fn rows_are_chosen_by_decimals_with_digits_of_their_own() {
    use crate::table::RowSet;
    let schema = Schema::new(vec![own_digits()]);
    let values = [texts(&["10", "9.5", "1E+3", "9.50", "1000.0"])];
    for retracts in [false, true] {
        let chosen = |aggregation: Aggregation| {
            let mut plan = plan(&aggregation, &schema, retracts).unwrap();
            let Choice::Chosen(chooser, _) = &mut plan.choosers[0] else {
                panic!("rows are sorted by values");
            };
            chooser
                .add(&NewRows {
                    groups: &[0; 5],
                    count: 1,
                    keys: &RowSet::from(0..5),
                    values: &values,
                })
                .unwrap();
            chooser.chosen(0)
        };
        assert_eq!(chosen(Aggregation::sorted_first(["X"], ["X"])), 1);
        assert_eq!(chosen(Aggregation::sorted_last(["X"], ["X"])), 4);
    }
}

fn aggregations() -> Vec<Aggregation> {
    vec![
        Aggregation::sum(["X"]),
        Aggregation::abs_sum(["X"]),
        Aggregation::avg(["X"]),
        Aggregation::var(["X"]),
        Aggregation::std(["X"]),
        Aggregation::min(["X"]),
        Aggregation::max(["X"]),
        Aggregation::median(["X"]),
        Aggregation::percentile(0.9, ["X"]),
        Aggregation::distinct(true, ["X"]),
        Aggregation::unique(false, ["X"]),
        Aggregation::count_distinct(false, ["X"]),
    ]
}

/// Decimals of any size with digits of their own.
fn any_decimals() -> impl Strategy<Value = Vec<Option<Decimal>>> {
    let digits = prop_oneof![
        (-30i128..30).boxed(),
        any::<i64>().prop_map(i128::from).boxed(),
        any::<i128>().boxed()
    ];
    let decimal = (digits, -3i64..6).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    proptest::collection::vec(proptest::option::weighted(0.9, decimal), 0..12)
}

proptest! {
    #[test]
    fn decimals_that_are_taken_back_leave_no_trace(kept in any_decimals(), gone in any_decimals()) {
        let own = |values: &[Option<Decimal>]| -> ArrayRef {
            Arc::new(values.iter().map(|value| value.as_ref().map(ToString::to_string)).collect::<StringArray>())
        };
        let one_scale = |values: &[Option<Decimal>]| -> ArrayRef {
            let digits = values.iter().map(|value| value.as_ref().and_then(Decimal::to_i256));
            // The variance of such has no more than 76 digits.
            let digits = digits.map(|digits| Some(digits?.to_i128()? % 10i128.pow(35)));
            Arc::new(digits.collect::<Decimal128Array>().with_precision_and_scale(38, 3).unwrap())
        };
        let of_one_scale = ColumnType::BigDecimal { precision: 38, scale: 3 }.field("X");
        type Array<'a> = &'a dyn Fn(&[Option<Decimal>]) -> ArrayRef;
        for (field, array) in [(own_digits(), &own as Array<'_>), (of_one_scale, &one_scale)] {
            for aggregation in aggregations() {
                let mut subject = Subject::new(&aggregation, &field, true);
                subject.apply(&array(&gone), true).unwrap();
                subject.apply(&array(&kept), true).unwrap();
                subject.apply(&array(&gone), false).unwrap();
                let mut recomputed = Subject::new(&aggregation, &field, false);
                recomputed.apply(&array(&kept), true).unwrap();
                let has_order = matches!(aggregation, Aggregation::Min { .. } | Aggregation::Max { .. });
                // Of equal numbers with other digits either may be the least.
                let number = |text: String| match text.parse::<Decimal>() {
                    Ok(number) if has_order => number.rescaled(10).unwrap().to_string(),
                    _ => text,
                };
                prop_assert_eq!(number(subject.result()), number(recomputed.result()), "{}", aggregation);
            }
        }
    }

    #[test]
    fn sums_and_averages_are_those_of_java(values in any_decimals()) {
        let array: ArrayRef = Arc::new(
            values.iter().map(|value| value.as_ref().map(ToString::to_string)).collect::<StringArray>(),
        );
        let answers = answers(&own_digits(), &array);
        let values: Vec<Decimal> = values.into_iter().flatten().collect();
        let zero = Decimal::new(0, 0);
        let sum = values.iter().fold(zero.clone(), |sum, value| sum.plus(value).unwrap());
        if values.is_empty() {
            prop_assert_eq!(answers, ["null"; 5]);
            return Ok(());
        }
        prop_assert_eq!(&answers[0], &sum.to_string());
        let absolute = |value: &Decimal| match value.order(&zero) {
            Ordering::Less => value.negated(),
            _ => value.clone(),
        };
        let absolutes = values.iter().fold(zero.clone(), |sum, value| sum.plus(&absolute(value)).unwrap());
        prop_assert_eq!(&answers[1], &absolutes.to_string());
        let count = Decimal::new(values.len() as u64, 0);
        let average = sum.divided(&count, sum.scale).unwrap();
        prop_assert_eq!(&answers[2], &average.to_string());
        if values.len() > 1 {
            let square = |value: &Decimal| value.times(value).unwrap();
            let squares = values.iter().fold(zero, |sum, value| sum.plus(&square(value)).unwrap());
            let squared = square(&sum);
            let spread = squares.minus(&squared.divided(&count, squared.scale).unwrap()).unwrap();
            let variance = spread.divided(&Decimal::new(values.len() as u64 - 1, 0), spread.scale).unwrap();
            prop_assert_eq!(&answers[3], &variance.to_string());
            let root = decimal::root(&variance, 10);
            let root = if variance.is_zero() { "0".to_owned() } else { Decimal::new(root, 10).to_string() };
            prop_assert_eq!(&answers[4], &root);
        }
    }
}
