//! Values of all types that a request brings along.

use serde_json::{Value, json};

use super::super::handles;
use super::{ask, open, release};
use crate::table::pretty;

/// The bytes of a column of rows without nulls.
fn column(values: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0; values.len()];
    bytes.extend(values.concat());
    bytes
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    let mut sized = (bytes.len() as u32).to_le_bytes().to_vec();
    sized.extend(bytes);
    sized
}

fn make(column_type: &Value, rows: usize, payload: &[u8]) -> Result<Value, Value> {
    let columns = json!([{"name": "V", "type": column_type}]);
    let session = open();
    let made = ask(session, json!({"make": {"columns": columns, "rows": rows}}), payload);
    assert!(release(session));
    made
}

/// The Java type of the column, and its values.
fn made(column_type: &Value, rows: usize, payload: &[u8]) -> (String, String) {
    let answer = make(column_type, rows, payload).unwrap();
    let handle = answer["handle"].as_u64().unwrap();
    let table = handles::table(handle).unwrap();
    assert!(release(handle));
    let java_type = answer["columns"][0]["type"].as_str().unwrap().to_owned();
    let shown = pretty(&table.snapshot()).to_string();
    let rows: Vec<&str> = shown
        .lines()
        .skip(1)
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    (java_type, rows.join("; "))
}

#[test]
fn decimals() {
    let small = json!({"big_decimal": {"precision": 4, "scale": 2}});
    let mut payload = vec![0, 0, 1];
    payload.extend([1250_i128, -5, 77].iter().flat_map(|value| value.to_le_bytes()));
    let (java_type, shown) = made(&small, 3, &payload);
    assert_eq!(java_type, "big_decimal:128:2:4");
    assert!(shown.contains("12.50 |; | -0.05 |; |       |"), "{shown}");
    let large = json!({"big_decimal": {"precision": 60, "scale": 0}});
    let mut minus_one = vec![0];
    minus_one.extend([u8::MAX; 32]);
    let (java_type, shown) = made(&large, 1, &minus_one);
    assert_eq!(java_type, "big_decimal:256:0:60");
    assert!(shown.contains("-1"), "{shown}");
    let too_long = column(&[10_000_i128.to_le_bytes().to_vec()]);
    let error = make(&small, 1, &too_long).unwrap_err().to_string();
    assert!(error.contains("a decimal with too many digits"), "{error}");
}

#[test]
fn arrays_and_objects() {
    let items = [sized(&[]), {
        let mut two = 2_u32.to_le_bytes().to_vec();
        two.extend([0, 1]);
        two.extend([7_i32, 0].iter().flat_map(|value| value.to_le_bytes()));
        two
    }];
    let (java_type, shown) = made(&json!({"list": "int"}), 2, &column(&items));
    assert_eq!(java_type, "list:int");
    assert!(shown.contains("[]") && shown.contains('7'), "{shown}");

    let (java_type, _) = made(&json!({"object_of": {"list": "int"}}), 2, &column(&items));
    assert_eq!(java_type, "declared:java.lang.Object:list:int");

    let texts = column(&[sized(br#"{"a": 1}"#), sized(b"\"b\"")]);
    let (java_type, _) = made(&json!("object"), 2, &texts);
    assert_eq!(java_type, "object");
    let (java_type, _) = made(&json!({"declared": ["object", "java.util.Map"]}), 2, &texts);
    assert_eq!(java_type, "declared:java.util.Map:object");

    let texts = column(&[sized(b"{")]);
    let error = make(&json!("object"), 1, &texts).unwrap_err().to_string();
    assert!(error.contains("no JSON"), "{error}");
    // Not more items than there are bytes.
    let error = make(&json!({"list": "int"}), 1, b"\0\xff\xff\xff\xff")
        .unwrap_err()
        .to_string();
    assert!(error.contains("short"), "{error}");
    let error = make(&json!({"map": ["int", "int"]}), 0, b"").unwrap_err().to_string();
    assert!(error.contains("cannot be given"), "{error}");
}
