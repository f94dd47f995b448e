//! Columns that Java declares as another class than the one that their values would have by themselves.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Date32Array, Decimal128Array, Decimal256Array, Float64Array, Int32Array, RecordBatch, StringArray,
};
use arrow_buffer::i256;
use arrow_schema::Schema;

use super::support::Batch;
use crate::formula::{Formula, Scope};
use crate::spec::{ColumnType, java_class};

#[test]
fn decimals_as_text_are_no_texts() {
    let decimals = ColumnType::Declared(Box::new(ColumnType::String), "java.math.BigDecimal".to_owned());
    let schema = Schema::new(vec![decimals.field("X")]);
    assert!(Formula::bind("X.length()", &Scope::of(&schema)).is_err());
    let values = StringArray::from(vec![Some("10.00"), Some("1.5"), None, Some("1E+3")]);
    let batch = Batch::of(RecordBatch::try_new(Arc::new(schema), vec![Arc::new(values)]).unwrap());
    for (formula, expected) in [
        ("isNull(X)", "Boolean [false, false, true, false]"),
        ("`x` + X", "String [x10.00, x1.5, xnull, x1E+3]"),
        ("(double)(X + 1)", "double [11.0, 2.5, null, 1001.0]"),
        ("X / 3", "BigDecimal [3.33333333, 0.50000000, null, 333.33333333]"),
        ("X > 2", "Boolean [true, false, false, true]"),
        ("X == 10", "Boolean [true, false, false, false]"),
        ("X == X", "Boolean [true, true, true, true]"),
        ("X == null", "Boolean [false, false, true, false]"),
        ("(long)-X", "long [-10, -1, null, -1000]"),
        (
            "isNull(X) ? null : X.setScale(1)",
            "BigDecimal [10.0, 1.5, null, 1000.0]",
        ),
        ("isNull(X) ? null : X.toString()", "String [10.00, 1.5, null, 1E+3]"),
        ("X > 2 ? X : null", "BigDecimal [10.00, null, null, 1E+3]"),
        ("doubleCast(X)", "double [10.0, 1.5, null, 1000.0]"),
    ] {
        let here = batch.answer(formula).unwrap_or_else(|error| format!("ERR {error}"));
        assert_eq!(here, expected, "{formula}");
    }
}

/// A column of objects that are all of one class.
#[test]
fn casts_tell_the_class_of_objects() {
    let objects = |of: ColumnType| ColumnType::ObjectOf(Box::new(of));
    let schema = Schema::new(vec![
        objects(ColumnType::Boolean).field("Z"),
        objects(ColumnType::own_digits()).field("BD"),
    ]);
    let scope = Scope::of(&schema);
    let class = |formula| java_class(&Formula::bind(formula, &scope).unwrap().field("X"));
    assert_eq!([class("Z"), class("BD")], ["java.lang.Object"; 2]);
    assert_eq!(class("(Boolean)Z"), "java.lang.Boolean");
    assert_eq!(class("(java.math.BigDecimal)BD"), "java.math.BigDecimal");
    assert_eq!(class("(Object)Z"), "java.lang.Object");
}

/// What the mirrored API answers about columns in which each decimal has its own digits behind the point.
#[test]
fn decimals_keep_their_own_digits() {
    let own = ColumnType::own_digits();
    let schema = Schema::new(vec![
        own.field("A"),
        own.field("B"),
        ColumnType::Int.field("I"),
        ColumnType::Double.field("F"),
        ColumnType::String.field("S"),
        ColumnType::BigInteger.field("BI"),
        ColumnType::BigDecimal {
            precision: 10,
            scale: 2,
        }
        .field("P"),
    ]);
    let big = Decimal256Array::from(vec![1, 2, 3, 4, 6].into_iter().map(i256::from_i128).collect::<Vec<_>>());
    let fixed = Decimal128Array::from(vec![150, 200, -325, 1, 0]);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from(vec!["1.5", "2", "-3.255", "1E+3", "10.00"])),
        Arc::new(StringArray::from(vec!["0.25", "3.0", "7", "1.00", "-0.5"])),
        Arc::new(Int32Array::from(vec![1, 2, 3, 4, 6])),
        Arc::new(Float64Array::from(vec![0.5, 1.0, 1.25, 1e10, 3.0])),
        Arc::new(StringArray::from(vec!["1.50", "2", "3.250", "1e3", "7"])),
        Arc::new(big.with_precision_and_scale(76, 0).unwrap()),
        Arc::new(fixed.with_precision_and_scale(10, 2).unwrap()),
    ];
    let batch = Batch::of(RecordBatch::try_new(Arc::new(schema), columns).unwrap());
    for (formula, expected) in [
        ("A + 1", "2.5, 3, -2.255, 1001, 11.00"),
        ("1 + A", "2.5, 3, -2.255, 1001, 11.00"),
        ("A * 2", "3.0, 4, -6.510, 2E+3, 20.00"),
        ("A * 1.50", "2.25, 3.0, -4.8825, 1.5E+3, 15.000"),
        ("A - 0.10", "1.4, 1.9, -3.355, 999.9, 9.90"),
        ("A / 3", "0.50000000, 0.66666667, -1.08500000, 333.33333333, 3.33333333"),
        ("3 / A", "2.00000000, 1.50000000, -0.92165899, 0.00300000, 0.30000000"),
        ("A % 2", "1.5, 0, -1.255, 0E+2, 0.00"),
        ("A + B", "1.75, 5.0, 3.745, 1001.00, 9.50"),
        ("A - B", "1.25, -1.0, -10.255, 999.00, 10.50"),
        ("A * B", "0.375, 6.0, -22.785, 1.00E+3, -5.000"),
        (
            "A / B",
            "6.00000000, 0.66666667, -0.46500000, 1000.00000000, -20.00000000",
        ),
        ("A % B", "0.00, 2, -3.255, 0E+1, 0.00"),
        ("A + 1 + B * 2", "3.00, 9.0, 11.745, 1003.00, 10.00"),
        ("-A", "-1.5, -2, 3.255, -1E+3, -10.00"),
        ("A + I", "2.5, 4, -0.255, 1004, 16.00"),
        ("A + F", "2.0, 3.0, -2.005, 1.0000001E+10, 13.00"),
        ("A * F", "0.75, 2.0, -4.06875, 1.0E+13, 30.000"),
        ("A + BI", "2.5, 4, -0.255, 1004, 16.00"),
        ("A * BI", "1.5, 4, -9.765, 4E+3, 60.00"),
        ("A % BI", "0.5, 0, -0.255, 0E+1, 4.00"),
        ("BI / A", "0.66666667, 1.00000000, -0.92165899, 0.00400000, 0.60000000"),
        ("P + F", "2.00, 3.00, -2.00, 10000000000.01, 3.00"),
        ("P * I", "1.50, 4.00, -9.75, 0.04, 0.00"),
        ("F * P", "0.750, 2.000, -4.0625, 1.0E+8, 0.000"),
        ("I > 2 ? A : B", "0.25, 3.0, -3.255, 1E+3, 10.00"),
        ("I > 2 ? A : P", "1.50, 2.00, -3.255, 1E+3, 10.00"),
        ("A > B", "true, false, false, true, true"),
        ("A < 2", "true, false, true, false, false"),
        ("A == 10", "false, false, false, false, true"),
        ("A > 1.5", "false, true, false, true, true"),
        ("A < F", "false, false, true, true, false"),
        ("1000 == A", "false, false, false, true, false"),
        ("A in 2, 10", "false, true, false, false, true"),
        ("A > P", "false, false, false, true, true"),
        ("(int)A", "1, 2, -3, 1000, 10"),
        ("(double)A", "1.5, 2.0, -3.255, 1000.0, 10.0"),
        ("java.math.BigDecimal.valueOf(F)", "0.5, 1.0, 1.25, 1.0E+10, 3.0"),
        ("java.math.BigDecimal.valueOf(F) * I", "0.5, 2.0, 3.75, 4.0E+10, 18.0"),
        ("new java.math.BigDecimal(S)", "1.50, 2, 3.250, 1E+3, 7"),
        ("new java.math.BigDecimal(S).scale()", "2, 0, 3, -3, 0"),
        ("A.add(B)", "1.75, 5.0, 3.745, 1001.00, 9.50"),
        ("A.subtract(B)", "1.25, -1.0, -10.255, 999.00, 10.50"),
        (
            "A.multiply(java.math.BigDecimal.TEN)",
            "15.0, 20, -32.550, 1.0E+4, 100.00",
        ),
        ("A.remainder(B)", "0.00, 2, -3.255, 0E+1, 0.00"),
        (
            "A.divide(B, 4, java.math.RoundingMode.HALF_UP)",
            "6.0000, 0.6667, -0.4650, 1000.0000, -20.0000",
        ),
        (
            "A.divide(B)",
            "6.00000000, 0.66666667, -0.46500000, 1000.00000000, -20.00000000",
        ),
        ("A.negate()", "-1.5, -2, 3.255, -1E+3, -10.00"),
        ("A.abs()", "1.5, 2, 3.255, 1E+3, 10.00"),
        ("abs(A)", "1.5, 2, 3.255, 1E+3, 10.00"),
        ("A.scale()", "1, 0, 3, -3, 2"),
        ("A.precision()", "2, 1, 4, 1, 4"),
        ("A.signum()", "1, 1, -1, 1, 1"),
        ("A.unscaledValue()", "15, 2, -3255, 1, 1000"),
        ("A.toBigInteger()", "1, 2, -3, 1000, 10"),
        ("A.toPlainString()", "1.5, 2, -3.255, 1000, 10.00"),
        ("A.stripTrailingZeros()", "1.5, 2, -3.255, 1E+3, 1E+1"),
        ("A.max(B)", "1.5, 3.0, 7, 1E+3, 10.00"),
        ("A.min(B)", "0.25, 2, -3.255, 1.00, -0.5"),
        ("A.max(P)", "1.5, 2, -3.25, 1E+3, 10.00"),
        ("A.compareTo(B)", "1, -1, -1, 1, 1"),
        ("A.doubleValue()", "1.5, 2.0, -3.255, 1000.0, 10.0"),
        ("A.longValue()", "1, 2, -3, 1000, 10"),
        ("A.setScale(4)", "1.5000, 2.0000, -3.2550, 1000.0000, 10.0000"),
        (
            "A.setScale(1, java.math.RoundingMode.HALF_UP)",
            "1.5, 2.0, -3.3, 1000.0, 10.0",
        ),
        (
            "A.setScale(I, java.math.RoundingMode.DOWN)",
            "1.5, 2.00, -3.255, 1000.0000, 10.000000",
        ),
        ("A.pow(2)", "2.25, 4, 10.595025, 1E+6, 100.0000"),
        ("A.movePointLeft(1)", "0.15, 0.2, -0.3255, 100, 1.000"),
        ("A.equals(B)", "false, false, false, false, false"),
    ] {
        let here = batch.answer(formula).unwrap_or_else(|error| format!("ERR {error}"));
        let values = here
            .split_once(" [")
            .map_or(&*here, |(_, values)| values.trim_end_matches(']'));
        assert_eq!(values, expected, "{formula}");
    }
    for (formula, expected) in [
        ("A.setScale(2)", "would have to be rounded"),
        ("A % 0", "/ by zero"),
        ("A + 0.0 / 0.0", "\"NaN\" is no decimal"),
        ("A + new java.math.BigDecimal(`1E+200000`)", "more than 100000 digits"),
        ("new java.math.BigDecimal(`x` + S)", "\"x1.50\" is no decimal"),
        ("A.setScale(1, 9)", "no way to round"),
    ] {
        let error = batch.answer(formula).unwrap_err().to_string();
        assert!(error.contains(expected), "{formula}: {error}");
    }
}

/// Values of one type in a column that Java declares as `Object` are what they are to formulas.
#[test]
fn objects_of_one_type() {
    let objects = |column_type| ColumnType::ObjectOf(Box::new(column_type));
    let schema = Schema::new(vec![
        objects(ColumnType::Int).field("I"),
        objects(ColumnType::LocalDate).field("D"),
    ]);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int32Array::from(vec![Some(1), None])),
        Arc::new(Date32Array::from(vec![Some(19_723), None])),
    ];
    let batch = Batch::of(RecordBatch::try_new(Arc::new(schema), columns).unwrap());
    for (formula, expected) in [
        ("I + 1", "int [2, null]"),
        ("isNull(D) ? null : D.plusDays(1)", "LocalDate [2024-01-02, null]"),
    ] {
        assert_eq!(batch.answer(formula).unwrap(), expected, "{formula}");
    }
}
