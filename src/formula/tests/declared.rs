//! Columns that Java declares as another class than the one that their values would have by themselves.

use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Int32Array, RecordBatch, StringArray};
use arrow_schema::Schema;

use super::support::Batch;
use crate::formula::{Formula, Scope};
use crate::spec::ColumnType;

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
