use std::sync::Arc;

use arrow_array::{
    BinaryArray, BooleanArray, Date32Array, Decimal128Array, Decimal256Array, DurationNanosecondArray, Float32Array,
    Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, StringArray, Time64NanosecondArray, UInt16Array,
};
use arrow_buffer::i256;
use arrow_schema::Field;

use super::super::keys::KeyList;
use super::*;
use crate::table::{Chunk, RowGroup, Store};

fn snapshot(columns: &[ArrayRef]) -> Snapshot {
    let field = |(index, column): (usize, &ArrayRef)| Field::new(format!("C{index}"), column.data_type().clone(), true);
    let schema = Schema::new(columns.iter().enumerate().map(field).collect::<Vec<_>>());
    let rows = columns[0].len();
    let mut store = Store::default();
    let chunks = columns.iter().cloned().map(Chunk::compact).collect();
    store.push(RowGroup::new(0, rows, chunks), 0).unwrap();
    Snapshot::of_store(Arc::new(schema), RowSet::from(0..rows as u64), &Arc::new(store))
}

/// The order of the rows by all columns, by numbers if they fit and by bytes.
fn orders(columns: &[ArrayRef], descending: bool) -> Vec<Vec<u64>> {
    fn order<K: KeyList + Encode>(encoder: &Encoder, input: &Snapshot) -> Vec<u64> {
        let keys = K::encode(encoder, input, input.row_keys()).unwrap();
        keys.sorted(input.row_keys().iter().collect()).1
    }
    let input = snapshot(columns);
    let by: Vec<SortColumn> = (0..columns.len())
        .map(|index| SortColumn {
            column: format!("C{index}"),
            descending,
        })
        .collect();
    let encoder = Encoder::new(input.schema(), &by).unwrap();
    let bytes = order::<ByteKeys>(&encoder, &input);
    if encoder.is_packed() {
        return vec![order::<Vec<u64>>(&encoder, &input), bytes];
    }
    vec![bytes]
}

/// The values ascend, without two that are equal.
#[track_caller]
fn ascends(values: impl Array + 'static) {
    let values: ArrayRef = Arc::new(values);
    let rows = values.len() as u64;
    let turned = arrow_array::UInt32Array::from_iter_values((0..rows as u32).rev());
    let turned = arrow_select::take::take(&values, &turned, None).unwrap();
    let (up, down): (Vec<u64>, Vec<u64>) = ((0..rows).collect(), (0..rows).rev().collect());
    for order in orders(std::slice::from_ref(&turned), false) {
        assert_eq!(order, down);
    }
    for order in orders(&[values], true) {
        assert_eq!(order, down);
    }
    for order in orders(&[turned], true) {
        assert_eq!(order, up);
    }
}

#[test]
fn every_type_has_its_order() {
    ascends(BooleanArray::from(vec![None, Some(false), Some(true)]));
    ascends(Int8Array::from(vec![
        None,
        Some(i8::MIN),
        Some(-1),
        Some(0),
        Some(i8::MAX),
    ]));
    ascends(Int16Array::from(vec![
        None,
        Some(i16::MIN),
        Some(-1),
        Some(0),
        Some(i16::MAX),
    ]));
    ascends(UInt16Array::from(vec![None, Some(0), Some(1), Some(u16::MAX)]));
    ascends(Int32Array::from(vec![
        None,
        Some(i32::MIN),
        Some(-1),
        Some(0),
        Some(i32::MAX),
    ]));
    ascends(Int64Array::from(vec![
        None,
        Some(i64::MIN + 1),
        Some(-1),
        Some(0),
        Some(i64::MAX),
    ]));
    ascends(Date32Array::from(vec![None, Some(-1), Some(0), Some(19_000)]));
    ascends(Time64NanosecondArray::from(vec![None, Some(0), Some(1)]));
    ascends(DurationNanosecondArray::from(vec![None, Some(-5), Some(1)]));
    let infinite = f64::INFINITY;
    ascends(Float64Array::from(
        [
            -infinite,
            -1e300,
            -1.5,
            -f64::MIN_POSITIVE,
            0.0,
            f64::MIN_POSITIVE,
            1.0,
            infinite,
            f64::NAN,
        ]
        .to_vec(),
    ));
    ascends(Float64Array::from(vec![
        None,
        Some(-infinite),
        Some(0.0),
        Some(-f64::NAN),
    ]));
    ascends(Float32Array::from(vec![
        None,
        Some(f32::NEG_INFINITY),
        Some(-1.0),
        Some(0.0),
        Some(f32::NAN),
    ]));
    ascends(StringArray::from(vec![
        None,
        Some(""),
        Some("\0"),
        Some("a"),
        Some("a\0"),
        Some("ab"),
        Some("b"),
    ]));
    let bytes: Vec<Option<&[u8]>> = vec![
        None,
        Some(b""),
        Some(b"\0"),
        Some(b"\0\0"),
        Some(b"\0\x01"),
        Some(b"\x01"),
        Some(b"\xff"),
    ];
    ascends(BinaryArray::from(bytes));
    ascends(Decimal128Array::from(vec![
        None,
        Some(-300),
        Some(-1),
        Some(0),
        Some(7),
        Some(i128::from(u64::MAX)),
    ]));
    let wide = |value: i128| Some(i256::from_i128(value));
    ascends(Decimal256Array::from(vec![
        None,
        wide(-300),
        wide(-1),
        wide(0),
        wide(1 << 100),
    ]));
    // As Java compares them: the halves are signed numbers.
    let uuid = |high: i64, low: i64| [high.to_be_bytes(), low.to_be_bytes()].concat();
    let uuids = [uuid(-1, 0), uuid(1, -5), uuid(1, 5)];
    let uuids = std::iter::once(None).chain(uuids.iter().map(|uuid| Some(uuid.as_slice())));
    ascends(FixedSizeBinaryArray::try_from_sparse_iter_with_size(uuids, 16).unwrap());
}

#[test]
fn equal_values_stay_as_they_are() {
    let zeros: ArrayRef = Arc::new(Float64Array::from(vec![0.0, -0.0, 0.0, f64::NAN, -f64::NAN]));
    let nulls: ArrayRef = Arc::new(Int64Array::from(vec![Some(i64::MIN), None, Some(i64::MIN)]));
    for descending in [false, true] {
        let up: Vec<u64> = if descending {
            vec![3, 4, 0, 1, 2]
        } else {
            vec![0, 1, 2, 3, 4]
        };
        assert_eq!(orders(std::slice::from_ref(&zeros), descending), [up.clone(), up]);
        assert_eq!(orders(std::slice::from_ref(&nulls), descending), [[0, 1, 2], [0, 1, 2]]);
    }
}

#[test]
fn small_columns_share_a_number() {
    let first: ArrayRef = Arc::new(BooleanArray::from(vec![Some(true), None, Some(true), Some(false)]));
    let second: ArrayRef = Arc::new(Int32Array::from(vec![Some(5), Some(9), Some(-5), None]));
    let third: ArrayRef = Arc::new(Int16Array::from(vec![1, 2, 3, 4]));
    assert_eq!(
        orders(&[first.clone(), second.clone(), third], false),
        [[1, 3, 2, 0], [1, 3, 2, 0]]
    );
    assert_eq!(orders(&[first, second], true), [[0, 2, 3, 1], [0, 2, 3, 1]]);
}

#[test]
fn long_texts_that_begin_alike_are_sorted() {
    let long = "x".repeat(100_000);
    let texts: Vec<String> = (0..200).map(|row| format!("{long}{}", 1000 - row * 7 % 200)).collect();
    let values: ArrayRef = Arc::new(StringArray::from_iter_values(&texts));
    let mut expected: Vec<u64> = (0..200).collect();
    expected.sort_by_key(|row| &texts[*row as usize]);
    assert_eq!(orders(&[values], false), [expected]);
}

#[test]
fn many_rows_are_sorted_by_digits() {
    let values: Vec<i64> = (0..20_000)
        .map(|row: i64| row.wrapping_mul(0x9E37_79B9) % 5_000 - 2_500)
        .collect();
    let mut expected: Vec<u64> = (0..20_000).collect();
    expected.sort_by_key(|row| values[*row as usize]);
    let values: ArrayRef = Arc::new(Int64Array::from(values));
    for order in orders(&[values], false) {
        assert_eq!(order, expected);
    }
}

#[test]
fn decimals_with_digits_of_their_own_are_no_numbers_of_64_bits() {
    let field =
        crate::spec::ColumnType::Declared(Box::new(crate::spec::ColumnType::String), "java.math.BigDecimal".into());
    let schema = Schema::new(vec![field.field("D")]);
    assert!(!Encoder::new(&schema, &["D".into()]).unwrap().is_packed());
}
