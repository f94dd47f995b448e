//! Filters put together, with variables of a script.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, StringArray};
use arrow_schema::{DataType, Field, Schema};
use rstest::rstest;

use super::*;
use crate::formula::{ExternalFunctions, Names};
use crate::spec::TableOperation;
use crate::table::{Chunk, RowGroup, Store};

/// Names, one of them null, under the keys from 0 on, with numbers.
fn input(names: &[Option<&str>]) -> Snapshot {
    let numbers: ArrayRef = Arc::new(Int32Array::from_iter_values(0..names.len() as i32));
    let texts: ArrayRef = Arc::new(StringArray::from(names.to_vec()));
    let schema = Arc::new(Schema::new(vec![
        Field::new("N", DataType::Int32, true),
        Field::new("S", DataType::Utf8, true),
    ]));
    let mut store = Store::default();
    let columns = vec![Chunk::compact(numbers), Chunk::compact(texts)];
    store.push(RowGroup::new(0, names.len(), columns), 0).unwrap();
    Snapshot::of_store(schema, RowSet::from(0..names.len() as u64), &Arc::new(store))
}

const NAMES: [Option<&str>; 6] = [Some("a"), Some("b"), None, Some("a"), Some(""), Some("c")];

fn make(filters: &str, input: &Snapshot) -> Result<Where> {
    let variables = r#"{"least": {"int": 2}, "wanted": {"list": [{"string": "a"}, {"string": "c"}]}}"#;
    let document = format!(r#"{{"where": {{"filters": {filters}, "variables": {variables}}}}}"#);
    let TableOperation::Where { filters, variables } = serde_json::from_str(&document).unwrap() else {
        panic!("no where: {document}");
    };
    let names = Names {
        variables: &variables,
        functions: &ExternalFunctions::new(),
    };
    Where::new(input, Flow::Append, &filters, names)
}

#[rstest]
#[case(r#"[]"#, &[0, 1, 2, 3, 4, 5])]
#[case(r#"["N > 1", "S = `a`"]"#, &[3])]
#[case(r#"[{"or": ["N > 4", "S = `a`"]}]"#, &[0, 3, 5])]
#[case(r#"[{"and": ["N > 1", "N < 4"]}]"#, &[2, 3])]
#[case(r#"[{"not": {"or": ["N > 4", "S = `a`"]}}]"#, &[1, 2, 4])]
#[case(r#"[{"not": "N > 1"}, {"not": "N = 0"}]"#, &[1])]
#[case(r#"[{"or": []}]"#, &[])]
#[case(r#"[{"and": []}]"#, &[0, 1, 2, 3, 4, 5])]
#[case(r#"["N >= least"]"#, &[2, 3, 4, 5])]
#[case(r#"["S in wanted"]"#, &[0, 3, 5])]
#[case(r#"["S not in wanted", "N < least"]"#, &[1])]
#[case(r#"["!isNull(S)", "S.length() = 0"]"#, &[4])]
#[case(r#"[{"or": ["isNull(S)", "S.length() = 0"]}]"#, &[2, 4])]
#[case(r#"["i % 2 == 0 && N_[i-1] != 1"]"#, &[0, 4])]
fn filters_are_put_together(#[case] filters: &str, #[case] expected: &[u64]) {
    let made = make(filters, &input(&NAMES)).unwrap();
    let keys: Vec<u64> = made.snapshot().row_keys().iter().collect();
    assert_eq!(keys, expected);
}

#[test]
fn rows_that_come_are_asked() {
    let before = input(&NAMES[..3]);
    let mut made = make(r#"[{"or": ["N >= least", "S = `a`"]}]"#, &before).unwrap();
    let change = Change {
        added: RowSet::from(3..6),
        removed: RowSet::empty(),
        modified: RowSet::empty(),
        before,
        after: input(&NAMES),
    };
    let change = made.update(&[Some(change)]).unwrap().unwrap();
    assert_eq!(change.added, RowSet::from(3..6));
    assert_eq!(made.snapshot().row_keys().iter().collect::<Vec<_>>(), [0, 2, 3, 4, 5]);
}

#[test]
fn a_row_that_fails_ends_the_operation() {
    let error = make(r#"["S.length() > 0"]"#, &input(&NAMES)).err().unwrap();
    assert_eq!(
        (error.detail("row_key"), error.detail("column"), error.detail("formula")),
        (Some("2"), Some("S"), Some("S.length() > 0"))
    );
}
