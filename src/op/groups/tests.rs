use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::Array;
use arrow_array::types::Float64Type;
use arrow_array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int32Array, Int64Array, ListArray, StringArray, UInt8Array,
};
use arrow_schema::DataType;
use proptest::prelude::*;

use super::*;

fn groups(types: &[DataType]) -> Groups {
    Groups::new(types).unwrap()
}

fn assigned(groups: &mut Groups, keys: &[ArrayRef]) -> (Vec<u32>, Vec<u32>) {
    let rows = keys.first().map_or(0, |key| key.len());
    let keys: Vec<Encoded> = keys.iter().cloned().map(Encoded::from).collect();
    let mut found = vec![7];
    let first = groups.assign(&keys, rows, &mut found).unwrap();
    let mut again = Vec::new();
    groups.find(&keys, rows, &mut again).unwrap();
    assert_eq!(again, found);
    (found, first)
}

fn found(groups: &Groups, keys: &[ArrayRef]) -> Vec<u32> {
    let keys: Vec<Encoded> = keys.iter().cloned().map(Encoded::from).collect();
    let mut found = vec![7];
    groups.find(&keys, 1, &mut found).unwrap();
    found
}

#[test]
fn without_keys_all_rows_are_one_group() {
    let mut groups = groups(&[]);
    let mut numbers = Vec::new();
    groups.find(&[], 2, &mut numbers).unwrap();
    assert_eq!(numbers, [NO_GROUP, NO_GROUP]);
    assert_eq!(groups.assign(&[], 0, &mut numbers).unwrap(), [] as [u32; 0]);
    assert_eq!(groups.count(), 0);
    assert_eq!(groups.assign(&[], 2, &mut numbers).unwrap(), [0]);
    assert_eq!(numbers, [0, 0]);
    assert_eq!(groups.assign(&[], 1, &mut numbers).unwrap(), [] as [u32; 0]);
    assert_eq!(groups.count(), 1);
}

#[test]
fn null_and_nan_are_keys_and_zeros_are_one() {
    let mut groups = groups(&[DataType::Float64]);
    let other_nan = f64::from_bits(f64::NAN.to_bits() | 1);
    let keys = Float64Array::from_iter([
        Some(0.0),
        Some(f64::NAN),
        None,
        Some(-0.0),
        Some(other_nan),
        None,
        Some(1.0),
    ]);
    let (numbers, first) = assigned(&mut groups, &[Arc::new(keys)]);
    assert_eq!(numbers, [0, 1, 2, 0, 1, 2, 3]);
    assert_eq!(first, [0, 1, 2, 6]);
    assert_eq!(found(&groups, &[Arc::new(Float64Array::from(vec![2.0]))]), [NO_GROUP]);
}

#[test]
fn codes_are_asked_for_once() {
    let mut groups = groups(&[DataType::Utf8]);
    let values: ArrayRef = Arc::new(StringArray::from_iter([Some("unused"), Some("b"), None, Some("a")]));
    let codes: ArrayRef = Arc::new(UInt8Array::from(vec![3, 1, 3, 2, 2, 1]));
    let encoded = [Encoded::Dictionary { values, codes }];
    let mut numbers = Vec::new();
    assert_eq!(groups.assign(&encoded, 6, &mut numbers).unwrap(), [0, 1, 3]);
    assert_eq!(numbers, [0, 1, 0, 2, 2, 1]);
    let plain: ArrayRef = Arc::new(StringArray::from_iter([Some("unused"), None, Some("b"), Some("a")]));
    groups.find(&[Encoded::Plain(plain.clone())], 4, &mut numbers).unwrap();
    assert_eq!(numbers, [NO_GROUP, 2, 1, 0]);
    groups.find(&encoded, 6, &mut numbers).unwrap();
    assert_eq!(numbers, [0, 1, 0, 2, 2, 1]);
    assert_eq!(assigned(&mut groups, &[plain]), (vec![3, 2, 1, 0], vec![0]));
}

#[test]
fn values_of_any_type_are_keys() {
    let decimals = Decimal128Array::from(vec![Some(5), None, Some(5), Some(6)]);
    let mut by_decimal = groups(&[decimals.data_type().clone()]);
    assert_eq!(assigned(&mut by_decimal, &[Arc::new(decimals)]).0, [0, 1, 0, 2]);
    let lists = [Some(vec![Some(1.0)]), None, Some(vec![]), Some(vec![Some(1.0)])];
    let lists = ListArray::from_iter_primitive::<Float64Type, _, _>(lists);
    let mut by_list = groups(&[lists.data_type().clone()]);
    assert_eq!(assigned(&mut by_list, &[Arc::new(lists)]).0, [0, 1, 2, 0]);
    let mut by_boolean = groups(&[DataType::Boolean]);
    let booleans = BooleanArray::from(vec![Some(true), None, Some(false), Some(true)]);
    assert_eq!(assigned(&mut by_boolean, &[Arc::new(booleans)]).0, [0, 1, 2, 0]);
}

#[test]
fn a_key_of_known_parts_need_not_be_known() {
    let mut groups = groups(&[DataType::Int32, DataType::Utf8]);
    let keys = |numbers: Vec<Option<i32>>, texts: Vec<Option<&str>>| -> Vec<ArrayRef> {
        vec![Arc::new(Int32Array::from(numbers)), Arc::new(StringArray::from(texts))]
    };
    let known = keys(
        vec![Some(1), Some(2), None, Some(1)],
        vec![Some("a"), Some("b"), None, Some("a")],
    );
    assert_eq!(assigned(&mut groups, &known), (vec![0, 1, 2, 0], vec![0, 1, 2]));
    assert_eq!(found(&groups, &keys(vec![Some(1)], vec![Some("b")])), [NO_GROUP]);
    assert_eq!(found(&groups, &keys(vec![Some(3)], vec![Some("b")])), [NO_GROUP]);
    assert_eq!(found(&groups, &keys(vec![None], vec![None])), [2]);
}

/// Stretches of numbers here and there, near and far.
fn long() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![
        2 => (-20i64..20).prop_map(Some),
        2 => (5000i64..5100).prop_map(Some),
        1 => (-3000i64..100).prop_map(Some),
        1 => any::<i64>().prop_map(Some),
        1 => prop_oneof![Just(i64::MIN), Just(i64::MAX)].prop_map(Some),
        1 => Just(None),
    ]
}

proptest! {
    #[test]
    fn numbers_count_up_from_the_first_seen(chunks in proptest::collection::vec(proptest::collection::vec(long(), 0..300), 1..6)) {
        let mut groups = groups(&[DataType::Int64]);
        let mut expected: HashMap<Option<i64>, u32> = HashMap::new();
        for chunk in chunks {
            let (numbers, first) = assigned(&mut groups, &[Arc::new(Int64Array::from(chunk.clone()))]);
            let mut firsts = Vec::new();
            for (row, value) in chunk.iter().enumerate() {
                let next = expected.len() as u32;
                let number = *expected.entry(*value).or_insert_with(|| {
                    firsts.push(row as u32);
                    next
                });
                prop_assert_eq!(numbers[row], number);
            }
            prop_assert_eq!(first, firsts);
            prop_assert_eq!(groups.count(), expected.len() as u32);
        }
        for value in [7, 4999, -3001, i64::MAX - 1] {
            let known = expected.get(&Some(value)).copied().unwrap_or(NO_GROUP);
            prop_assert_eq!(found(&groups, &[Arc::new(Int64Array::from(vec![value]))]), [known]);
        }
    }
}
