//! Columns of Arrow types that the library's own tables do not have.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, Date64Array, Decimal128Array, DictionaryArray, FixedSizeListArray, LargeStringArray, RecordBatch,
    StringViewArray, Time32SecondArray, TimestampMillisecondArray, TimestampNanosecondArray, UInt8Array, UInt32Array,
    UInt64Array,
};
use arrow_schema::{Field, Schema};
use rstest::rstest;

use super::support::{Batch, shown};
use crate::formula::Formula;
use crate::formula::types::Type;

fn imported() -> Batch {
    let columns: [(&str, ArrayRef); 11] = [
        (
            "Dict",
            Arc::new(
                [Some("a"), None, Some("b")]
                    .into_iter()
                    .collect::<DictionaryArray<Int32Type>>(),
            ),
        ),
        (
            "Large",
            Arc::new(LargeStringArray::from(vec![Some("a"), None, Some("b")])),
        ),
        (
            "View",
            Arc::new(StringViewArray::from(vec![Some("a"), None, Some("b")])),
        ),
        ("U8", Arc::new(UInt8Array::from(vec![Some(255), None, Some(1)]))),
        ("U32", Arc::new(UInt32Array::from(vec![Some(u32::MAX), None, Some(1)]))),
        ("U64", Arc::new(UInt64Array::from(vec![Some(u64::MAX), None, Some(1)]))),
        (
            "Ms",
            Arc::new(TimestampMillisecondArray::from(vec![Some(1_500), None, Some(-1)])),
        ),
        (
            "Ns",
            Arc::new(TimestampNanosecondArray::from(vec![Some(1), None, Some(-1)]).with_timezone("+01:00")),
        ),
        (
            "D64",
            Arc::new(Date64Array::from(vec![Some(86_400_000), None, Some(0)])),
        ),
        ("T32", Arc::new(Time32SecondArray::from(vec![Some(60), None, Some(0)]))),
        (
            "Dec",
            Arc::new(
                Decimal128Array::from(vec![Some(125), None, Some(-5)])
                    .with_precision_and_scale(10, 2)
                    .unwrap(),
            ),
        ),
    ];
    let lists = FixedSizeListArray::from_iter_primitive::<Int32Type, _, _>(
        vec![Some(vec![Some(1), None]), None, Some(vec![Some(3), Some(4)])],
        2,
    );
    let mut fields: Vec<Field> = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (name, array) in columns.into_iter().chain([("Fixed", Arc::new(lists) as ArrayRef)]) {
        fields.push(Field::new(name, array.data_type().clone(), true));
        arrays.push(array);
    }
    Batch::of(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap())
}

#[rstest]
#[case("Dict == `a`", "Boolean [true, false, false]")]
#[case("Dict + `!`", "String [a!, null!, b!]")]
#[case("Dict in `b`, null", "Boolean [false, true, true]")]
#[case("Large == Dict", "Boolean [true, true, true]")]
#[case("View > `a`", "Boolean [false, false, true]")]
#[case("Dict == null ? View : Large", "String [a, null, b]")]
#[case("U8 + 1", "int [256, null, 2]")]
#[case("U32 + 1", "long [4294967296, null, 2]")]
#[case("U64 + 1", "BigInteger [18446744073709551616, null, 2]")]
#[case("Ms + MILLI", "Instant [1970-01-01T00:00:01.501Z, null, 1970-01-01T00:00:00Z]")]
#[case("Ns > Ms", "Boolean [false, false, true]")]
#[case("D64 == '1970-01-02'", "Boolean [true, false, false]")]
#[case("T32 == '00:01'", "Boolean [true, false, false]")]
#[case("Dec * 2", "BigDecimal [2.50, null, -0.10]")]
#[case("Dec > 1", "Boolean [true, false, false]")]
#[case("Dec_[i-1]", "BigDecimal [null, 1.25, null]")]
#[case("isNull(Fixed) ? 0 : Fixed[0]", "int [1, 0, 3]")]
#[case("Dict_[0] + Large_.size()", "String [a3, a3, a3]")]
fn they_are_read_as_the_type_that_has_their_values(#[case] formula: &str, #[case] expected: &str) {
    assert_eq!(imported().answer(formula).unwrap(), expected);
}

#[test]
fn alone_they_stay_what_they_are() {
    let batch = imported();
    for (index, field) in batch.batch.schema().fields().iter().enumerate() {
        let formula = Formula::bind(field.name(), &batch.scope()).unwrap();
        let values = batch.evaluate(&formula).unwrap();
        assert_eq!(values.data_type(), formula.field("X").data_type());
        assert_eq!(&values, batch.batch.column(index), "{field}");
        assert_ne!(Type::of(field).to_string(), "", "{}", shown(&values, 0));
    }
}
