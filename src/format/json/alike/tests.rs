use super::super::super::tests::{builders, text};
use super::super::tests::mapping;
use super::*;
use crate::spec::{ColumnSpec, ColumnType, field};

fn columns() -> Vec<ColumnSpec> {
    vec![
        field("A", ColumnType::Int),
        field("B", ColumnType::String),
        field("C", ColumnType::Double),
    ]
}

fn plan(pairs: &[(&str, &str)]) -> Plan {
    Plan::new(&columns(), &mapping(pairs)).unwrap()
}

fn shape(record: &str, pairs: &[(&str, &str)]) -> Option<Shape> {
    Shape::of(record.as_bytes(), &plan(pairs), 3)
}

/// The row that a record like `like` becomes, with `others` behind it; none if it is not like that.
fn row(like: &str, record: &str, others: &str) -> Option<Vec<String>> {
    let shape = shape(like, &[("/in/b", "B")]).unwrap();
    let mut builders = builders(&columns());
    let window = [record, others].concat();
    shape.read(window.as_bytes(), record.len(), &mut builders)?;
    Some(builders.iter_mut().map(|column| text(&column.finish(), 0)).collect())
}

#[test]
fn records_of_one_shape() {
    const LIKE: &str = r#"{"A": 1, "in":{"b":"x", "y":[1,{}]},"C":1.5} "#;
    let others = r#"{"A": 1, "in":{"b":"x", "y":[1,{}]},"C":1.5} and what else is there, of more than 48 bytes"#;
    let read = |record: &str| {
        let row = row(LIKE, record, others);
        // With nothing behind it, a record is the same one.
        assert_eq!(self::row(LIKE, record, ""), row, "{record}");
        row
    };
    let is = |record: &str, cells: [&str; 3]| {
        assert_eq!(
            read(record).as_deref(),
            Some(cells.map(str::to_owned).as_slice()),
            "{record}"
        );
    };
    is(LIKE, ["1", "\"x\"", "1.5"]);
    is(
        r#"{"A": -23, "in":{"b":"a longer text, of more than 24 bytes", "y":"z"},"C":1e3} "#,
        ["-23", "\"a longer text, of more than 24 bytes\"", "1000.0"],
    );
    is(
        r#"{"A": null, "in":{"b":"\u0041\"", "y":null},"C":-0.0} "#,
        ["null", "\"A\\\"\"", "0.0"],
    );
    is(
        r#"{"A": "7", "in":{"b":{"c":[ ]}, "y":false},"C":123456789.12345678} "#,
        ["7", "\"{\\\"c\\\":[]}\"", "123456789.12345678"],
    );
    for record in [
        // Another text between the values, a value that is none, or not the end that was expected.
        r#"{"A":1, "in":{"b":"x", "y":[1,{}]},"C":1.5} "#,
        r#"{"A": 1, "in":{"b":"x", "y":[1,{}]},"C":1.5}"#,
        r#"{"A": 1, "in":{"b":"x", "y":[1,{}]},"C":1.5}  "#,
        r#"{"A": 1, "in":{"b":"x", "y":[1,{]},"C":1.5} "#,
        r#"{"A": 1, "in":{"b":"x", "y":[1,{}]},"C":01.5} "#,
        r#"{"A": 1, "in":{"b":"x", "y":[1,{}]},"C":1.} "#,
        r#"{"A": 12345678901, "in":{"b":"x", "y":[1,{}]},"C":1.5} "#,
        r#"{"A": 1, "in":{"b":"x", "y":[1,{}]},"#,
        r#"{"A": 1, "in":{"b":"x"#,
        "{\"A\": 1, \"in\":{\"b\":\"\n\", \"y\":[1,{}]},\"C\":1.5} ",
        r#"{"A": "#,
        "{}",
        "",
    ] {
        assert_eq!(read(record), None, "{record}");
    }
}

/// A record that ends in a value: what follows in the buffer goes on with it.
#[test]
fn what_is_behind_a_record_is_not_of_it() {
    const LIKE: &str = r#"{"A":1,"in":{"b":""},"C":2}"#;
    let whole = r#"{"A":1,"in":{"b":""},"C":23}"#;
    for len in 0..whole.len() {
        let (record, others) = whole.split_at(len);
        let others = format!("{others}{whole}{whole}");
        assert_eq!(row(LIKE, record, &others), None, "{record}");
    }
    assert!(row(LIKE, whole, whole).is_some());
}

#[test]
fn columns_without_a_field_are_null() {
    let row = row(r#"{"C":1}"#, r#"{"C":2}"#, "");
    assert_eq!(row.unwrap(), ["null", "null", "2.0"]);
}

#[test]
fn shapes_that_are_not_learned() {
    assert!(shape(r#"{"A":1,"x":[],"B":2}"#, &[]).is_some());
    // A repeated field, a name with an escape, what is inside of an array, and in both a value and its inside.
    assert!(shape(r#"{"A":1,"A":2}"#, &[]).is_none());
    assert!(shape(r#"{"\u0041":1}"#, &[]).is_none());
    assert!(shape(r#"{"x":[1]}"#, &[("/x/0", "A")]).is_none());
    assert!(shape(r#"{"x":{"y":1}}"#, &[("/x", "A"), ("/x/y", "B")]).is_none());
    // An inside that is not there may be another time.
    assert!(shape(r#"{"x":null}"#, &[("/x/y", "B")]).is_none());
    assert!(shape("{}", &[]).is_none());
    assert!(shape("[1]", &[]).is_none());
    assert!(shape("1", &[]).is_none());
    assert!(shape("", &[]).is_none());
}

#[test]
fn what_is_learned_in_vain_is_learned_ever_more_seldom() {
    let plan = plan(&[]);
    let (mut alike, mut learned) = (Alike::default(), 0);
    // No record is like another one.
    for number in 0..100_000 {
        let record = format!(r#"{{"A":1,"{number}":2}}"#);
        let mut builders = builders(&columns());
        assert!(!alike.read(record.as_bytes(), record.len(), &mut builders, 0));
        assert!(builders.iter().all(|column| column.len() == 0));
        alike.learn(record.as_bytes(), &plan, 3);
        learned += usize::from(alike.shape.is_some() && alike.missed == 0);
    }
    assert!((50..200).contains(&learned), "{learned}");
    // From now on they are all alike.
    let record = br#"{"A":1,"B":"x"}"#;
    let mut read = 0;
    for _ in 0..10_000 {
        let mut builders = builders(&columns());
        if alike.read(record, record.len(), &mut builders, 0) {
            read += 1;
        } else {
            alike.learn(record, &plan, 3);
        }
    }
    assert!(read > 8_000, "{read}");
    // One in between that is not does not matter.
    let other = br#"{"B":"x"}"#;
    assert!(!alike.read(other, other.len(), &mut builders(&columns()), 0));
    alike.learn(other, &plan, 3);
    assert!(alike.read(record, record.len(), &mut builders(&columns()), 0));
}
