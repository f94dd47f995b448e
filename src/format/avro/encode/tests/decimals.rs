//! Decimals with the digits of the schema.

use std::sync::Arc;

use apache_avro::types::Value;
use arrow_array::types::{Decimal128Type, Decimal256Type};
use arrow_array::{ArrayRef, Int32Array, PrimitiveArray, RecordBatch, StringArray};
use arrow_buffer::i256;
use arrow_schema::Schema as Columns;
use proptest::prelude::*;
use rstest::rstest;

use super::{reasons, values, values_of};
use crate::spec::ColumnType;

fn small(value: i128, scale: i8) -> ArrayRef {
    let array = PrimitiveArray::<Decimal128Type>::from(vec![value]);
    Arc::new(array.with_precision_and_scale(38, scale).unwrap())
}

fn large(value: i256, scale: i8) -> ArrayRef {
    let array = PrimitiveArray::<Decimal256Type>::from(vec![value]);
    Arc::new(array.with_precision_and_scale(76, scale).unwrap())
}

fn bytes_type(precision: usize, scale: usize) -> String {
    format!(r#"{{"type": "bytes", "logicalType": "decimal", "precision": {precision}, "scale": {scale}}}"#)
}

/// The unscaled number of the one decimal.
fn unscaled(values: &[Value]) -> Vec<u8> {
    match values {
        [Value::Decimal(decimal)] => decimal.try_into().unwrap(),
        other => panic!("expected a decimal: {other:?}"),
    }
}

#[rstest]
#[case::as_it_is(small(1_000, 2), 2, &[0x03, 0xe8])]
#[case::more_places(small(-25, 1), 3, &[0xf6, 0x3c])]
#[case::down(small(12_344, 4), 3, &[0x04, 0xd2])]
#[case::half_up(small(125, 3), 2, &[13])]
#[case::half_away(small(-125, 3), 2, &[0xf3])]
#[case::to_nothing(small(4, 20), 2, &[0])]
#[case::to_one(small(5, 7), 6, &[1])]
#[case::a_sign_needs_a_byte(small(128, 0), 0, &[0, 128])]
#[case::a_sign_needs_none(small(-128, 0), 0, &[128])]
#[case::minus_one(small(-1, 0), 0, &[255])]
#[case::large(large(i256::from_i128(-125), 3), 2, &[0xf3])]
#[case::places_before_the_point(large(i256::from_i128(3), -2), 0, &[0x01, 0x2c])]
#[case::whole(Arc::new(Int32Array::from(vec![3])), 2, &[0x01, 0x2c])]
fn numbers_are_rounded_half_up(#[case] column: ArrayRef, #[case] scale: usize, #[case] expected: &[u8]) {
    assert_eq!(unscaled(&values(&bytes_type(20, scale), column.clone())), expected);
    // In a fixed length, the sign fills the rest.
    let fixed = format!(
        r#"{{"type": "fixed", "name": "D", "size": 9, "logicalType": "decimal", "precision": 20, "scale": {scale}}}"#
    );
    let sign = if expected[0] >= 0x80 { 0xff } else { 0 };
    let filled = [&vec![sign; 9 - expected.len()], expected].concat();
    assert_eq!(unscaled(&values(&fixed, column)), filled);
}

#[rstest]
#[case("12.50", &[0x04, 0xe2])]
#[case("-0.005", &[0xff])]
#[case("+1E+2", &[0x27, 0x10])]
#[case("1.5e-1", &[15])]
#[case("-9.", &[0xfc, 0x7c])]
fn texts_of_decimals_are_numbers(#[case] text: &str, #[case] expected: &[u8]) {
    let field = ColumnType::Declared(Box::new(ColumnType::String), "java.math.BigDecimal".into()).field("f");
    let column: ArrayRef = Arc::new(StringArray::from(vec![text]));
    let batch = RecordBatch::try_new(Arc::new(Columns::new(vec![field])), vec![column]).unwrap();
    assert_eq!(unscaled(&values_of(&bytes_type(20, 2), &batch)), expected);
}

#[test]
fn a_decimal_is_a_text_where_there_is_no_other_type() {
    assert_eq!(
        values(r#""string""#, small(-1_250, 2)),
        [Value::String("-12.50".into())]
    );
    let long = large(i256::from_i128(10).wrapping_pow(75), 1);
    let text = format!("1{}.0", "0".repeat(74));
    assert_eq!(values(r#""string""#, long), [Value::String(text)]);
}

#[rstest]
#[case::too_many(small(12_345, 2), bytes_type(4, 2), "field f: 123.45 does not fit decimal(4, 2)")]
#[case::rounded_up(small(99_995, 3), bytes_type(4, 2), "field f: 99.995 does not fit decimal(4, 2)")]
#[case::more_places(small(100, 0), bytes_type(4, 2), "field f: 100 does not fit decimal(4, 2)")]
#[case::large(large(i256::MAX, 0), bytes_type(80, 3), &format!("field f: {} does not fit decimal(80, 3)", i256::MAX))]
#[case::fixed(
    small(40_000, 0),
    r#"{"type": "fixed", "name": "D", "size": 2, "logicalType": "decimal", "precision": 4, "scale": 0}"#.into(),
    "field f: 40000 does not fit decimal(4, 0) in 2 bytes"
)]
fn what_has_too_many_digits_is_bad(#[case] column: ArrayRef, #[case] field: String, #[case] reason: &str) {
    assert_eq!(reasons(&field, column), [(0, reason.to_owned())]);
}

proptest! {
    /// The nearest number, and of two that are as near the one that is farther from zero; the same from both widths.
    #[test]
    fn rounding_is_to_the_nearest(value in any::<i64>(), from in 0_i8..18, to in 0_usize..18) {
        let (value, field) = (i128::from(value), bytes_type(38, to));
        let bytes = unscaled(&values(&field, small(value, from)));
        prop_assert_eq!(&bytes, &unscaled(&values(&field, large(i256::from_i128(value), from))));
        let sign = if bytes[0] >= 0x80 { -1 } else { 0 };
        let found = bytes.iter().fold(sign, |number: i128, byte| number << 8 | i128::from(*byte));
        let (scaled, unit) = match to.checked_sub(from as usize) {
            Some(more) => (value * 10_i128.pow(more as u32), 1),
            None => (value, 10_i128.pow(u32::from(from.unsigned_abs()) - to as u32)),
        };
        let off = (found * unit - scaled).abs() * 2;
        prop_assert!(off < unit || (off == unit && (found * unit).abs() > scaled.abs()), "{found}");
    }
}
