//! Rows that fail, rows that need not be evaluated, and places of rows in their table.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int32Array, Int64Array, StringArray};
use arrow_schema::{DataType, Field};
use rstest::rstest;

use super::support::{Batch, shown, source};
use crate::error::ErrorKind;
use crate::formula::types::Type;
use crate::formula::{Formula, Frame, Scope};
use crate::table::RowSet;

#[rstest]
#[case("S.length()", "S is null where S.length() is called", Some("S"))]
#[case("I % 0", "/ by zero", None)]
#[case("10 % (I + 3)", "/ by zero", None)]
#[case("Z && I > 0", "Z, the left side of &&, is null", Some("Z"))]
#[case("true && Z", "Z, the right side of &&, is null", Some("Z"))]
#[case("false || !Z", "the right side of || is null", None)]
#[case("Z ? 1 : 2", "Z, the condition of ?, is null", Some("Z"))]
#[case("A[0]", "the array is null", Some("A"))]
#[case("arr[I]", "index 3 out of bounds for length 3", Some("I"))]
#[case("S.contains(S)", "S is null where S.contains() is called", Some("S"))]
#[case("I > 0 || S.length() > 0", "S is null where S.length() is called", Some("S"))]
#[case("I > 0 ? 1 : S.length()", "S is null where S.length() is called", Some("S"))]
#[case("T - 'P1M'", "an instant has no months and years: P1M must be days", None)]
fn a_failing_row_is_named(#[case] text: &str, #[case] reason: &str, #[case] column: Option<&str>) {
    let error = source().answer(text).unwrap_err();
    let key = error.detail("row_key").unwrap().to_owned();
    assert_eq!(
        error.message(),
        format!("the formula {text} fails for row {key}: {reason}")
    );
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(error.detail("formula"), Some(text));
    assert_eq!(error.detail("column"), column);
    let expected = match text {
        "I % 0" | "arr[I]" | "T - 'P1M'" => "0",
        "10 % (I + 3)" => "2",
        _ => "1",
    };
    assert_eq!(key, expected);
}

#[test]
fn failures_deep_inside_name_the_row_of_the_table() {
    let values: Vec<i32> = (0..100).collect();
    let batch = Batch::new(&[("N", Type::Int, Arc::new(Int32Array::from(values)) as ArrayRef)]);
    for (text, row) in [
        ("N > 50 && (N < 60 || 1 % (N - 77) == 0)", "77"),
        ("N % 2 == 0 ? 0 : (N % 3 == 0 ? 1 % (N - 63) : 1)", "63"),
        ("N > 10 ? (N > 20 && 1 % (N - 33) == 0) : false", "33"),
    ] {
        let error = batch.answer(text).unwrap_err();
        assert_eq!(error.detail("row_key"), Some(row), "{error}");
    }
    assert!(batch.answer("N > 50 && N != 77 && 1 % (N - 77) == 0").is_ok());
    assert!(batch.answer("N == 77 || N < 50 || 1 % (N - 77) == 0").is_ok());
}

#[test]
fn a_failing_filter_names_the_row() {
    let source = source();
    let error = source.matching("Z").unwrap_err();
    assert_eq!(error.message(), "the filter Z is null for row 1");
    assert_eq!(
        (error.detail("row_key"), error.detail("formula")),
        (Some("1"), Some("Z"))
    );
    let error = source.matching("S.length() = 1").unwrap_err();
    assert_eq!(error.detail("row_key"), Some("1"));
}

/// A table of rows under the keys 10, 12, 14, …
fn scattered() -> (crate::table::Snapshot, RowSet) {
    let values: ArrayRef = Arc::new(Int64Array::from((0..30).collect::<Vec<i64>>()));
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values((0..30).map(|row| format!("t{row}"))));
    let batch = Batch::new(&[("V", Type::Long, values), ("S", Type::String, texts)]);
    let keys: RowSet = (10..30).step_by(2).collect();
    (batch.snapshot().with_rows(keys.clone()), keys)
}

#[rstest]
#[case("i", "int [3, 4, 7]")]
#[case("ii * 2", "long [6, 8, 14]")]
#[case("k", "long [16, 18, 24]")]
#[case("V_[i-1]", "long [14, 16, 22]")]
#[case("V_[i+3] == null", "Boolean [false, false, true]")]
#[case("V - V_[i-1]", "long [2, 2, 2]")]
#[case("V_[0]", "long [10, 10, 10]")]
#[case("V_.size()", "long [10, 10, 10]")]
#[case("V_.size() > 9 ? i : -1", "int [3, 4, 7]")]
#[case("i > 3 ? V_[i-4] : -1L", "long [-1, 10, 16]")]
fn rows_know_their_places(#[case] text: &str, #[case] expected: &str) {
    let (snapshot, _) = scattered();
    let keys: RowSet = [16, 18, 24].into_iter().collect();
    let formula = Formula::bind(text, &Scope::of(snapshot.schema())).unwrap();
    assert!(formula.needs_positions());
    let values = formula.evaluate(&Frame::new(&snapshot, 2, &keys)).unwrap();
    let values: Vec<String> = (0..values.len()).map(|row| shown(&values, row)).collect();
    assert_eq!(
        format!("{} [{}]", Type::of(&formula.field("X")), values.join(", ")),
        expected
    );
}

#[test]
fn a_column_that_was_computed_before_is_not_read() {
    let (snapshot, keys) = scattered();
    let fields = [
        snapshot.schema().fields().to_vec(),
        vec![Arc::new(Field::new("New", DataType::Int64, true))],
    ];
    let schema = arrow_schema::Schema::new(fields.concat());
    let formula = Formula::bind("New + V", &Scope::of(&schema)).unwrap();
    assert_eq!(formula.columns(), [0, 2]);
    assert!(!formula.needs_positions() && formula.as_column().is_none());
    let new: ArrayRef = Arc::new(Int64Array::from((0..10).map(|row| row * 1_000).collect::<Vec<i64>>()));
    let frame = Frame::new(&snapshot, 2, &keys).with_column(2, new);
    let values = formula.evaluate(&frame).unwrap();
    let expected: ArrayRef = Arc::new(Int64Array::from(
        (0..10).map(|row| row * 1_002 + 10).collect::<Vec<i64>>(),
    ));
    assert_eq!(&values, &expected);
}

#[test]
fn a_column_alone_stays_as_it_is() {
    let (snapshot, keys) = scattered();
    let formula = Formula::bind(" S ", &Scope::of(snapshot.schema())).unwrap();
    assert_eq!(formula.as_column(), Some(1));
    let frame = Frame::new(&snapshot, 2, &keys);
    let read = frame.column(1).unwrap().clone();
    assert!(Arc::ptr_eq(&formula.evaluate(&frame).unwrap(), &read));
}

#[test]
fn bound_formulas_are_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Formula>();
    shared::<crate::formula::Filter>();
}

#[test]
fn without_rows_nothing_fails() {
    let batch = Batch::new(&[(
        "N",
        Type::Int,
        Arc::new(Int32Array::from(Vec::<i32>::new())) as ArrayRef,
    )]);
    assert_eq!(batch.answer("1 % 0").unwrap(), "int []");
    assert_eq!(batch.answer("N % 0 + `x`").unwrap(), "String []");
    assert_eq!(batch.answer("N_[0]").unwrap(), "int []");
}
