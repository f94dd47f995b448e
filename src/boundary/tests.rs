mod functions;
mod parsers;
mod values;

use std::sync::Arc;

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{Int32Array, RecordBatch, RecordBatchReader, StringArray};
use serde_json::{Value, json};

use super::*;
use crate::error::{Error, ErrorKind};
use crate::graph::{Policy, Session};

/// Sends a request and gives the answer, or the error.
fn ask(handle: u64, request: Value, payload: &[u8]) -> Result<Value, Value> {
    let document = json!({"v": 1, "request": request}).to_string();
    answer(&call(handle, document.as_bytes(), payload))
}

fn answer(bytes: &[u8]) -> Result<Value, Value> {
    let document = serde_json::from_slice(&bytes[1..]).unwrap();
    if bytes[0] == 0 { Ok(document) } else { Err(document) }
}

fn open() -> u64 {
    ask(0, json!({"open": {}}), b"").unwrap()["handle"].as_u64().unwrap()
}

/// A table of three rows: 1, null, 3 and "a", "", "📈".
fn table(session: u64) -> u64 {
    let request =
        json!({"make": {"columns": [{"name": "I", "type": "int"}, {"name": "S\0", "type": "string"}], "rows": 3}});
    let mut payload = vec![0, 1, 0];
    for value in [1i32, 0, 3] {
        payload.extend(value.to_le_bytes());
    }
    payload.extend([0, 0, 0]);
    for value in ["a", "", "📈"] {
        payload.extend((value.len() as u32).to_le_bytes());
        payload.extend(value.as_bytes());
    }
    ask(session, request, &payload).unwrap()["handle"].as_u64().unwrap()
}

#[test]
fn codes_are_pinned() {
    let codes: Vec<(i32, String)> = codes::COLUMN_TYPES
        .iter()
        .map(|(code, column_type)| (*code, column_type.to_string()))
        .collect();
    let expected = [
        (1, "Boolean"),
        (2, "byte"),
        (3, "char"),
        (4, "short"),
        (5, "int"),
        (6, "long"),
        (7, "float"),
        (8, "double"),
        (9, "String"),
        (10, "Instant"),
        (11, "byte[]"),
        (12, "UUID"),
        (13, "JsonNode"),
    ];
    assert_eq!(codes, expected.map(|(code, name)| (code, name.to_owned())));
    let kinds = [
        ErrorKind::InvalidArgument,
        ErrorKind::NotFound,
        ErrorKind::Unsupported,
        ErrorKind::Timeout,
        ErrorKind::Kafka,
        ErrorKind::Authentication,
        ErrorKind::BadRecord,
        ErrorKind::TableFailed,
        ErrorKind::Closed,
        ErrorKind::Internal,
        ErrorKind::Overrun,
    ];
    assert_eq!(kinds.map(|kind| kind as i32), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    assert!(column_type(0).is_err() && column_type(14).is_err() && column_type(-1).is_err());
    assert!(offsets(1).is_err() && offsets(-4).is_err());
    let policies = [0, 1, 2, 3].map(|code| policy(code).unwrap());
    assert_eq!(policies, [Policy::Block, Policy::Block, Policy::Coalesce, Policy::Fail]);
    assert!(policy(4).is_err() && policy(-1).is_err());
}

#[test]
fn types_that_a_format_does_not_have_are_refused() {
    let check = |format: &str, name: &str| {
        let columns = json!([{"name": "A", "type": "int"}, {"name": "B", "type": name}]);
        ask(0, json!({"check_columns": {"format": format, "columns": columns}}), b"")
    };
    for (format, name) in [
        ("json", "json"),
        ("json", "json_object"),
        ("json", "instant"),
        ("simple", "byte_buffer"),
    ] {
        assert_eq!(check(format, name), Ok(Value::Null), "{name}");
    }
    for (format, name, reason) in [
        (
            "json",
            "BigDecimal",
            "column \"B\": type BigDecimal not supported for JSON: expected",
        ),
        ("json", "bytes", "column \"B\": type byte[] not supported for JSON"),
        (
            "simple",
            "boolean",
            "column \"B\": Kafka has no deserializer for type Boolean: expected",
        ),
        (
            "simple",
            "json_object",
            "column \"B\": Kafka has no deserializer for type Object",
        ),
    ] {
        let error = check(format, name).unwrap_err();
        assert!(error["message"].as_str().unwrap().starts_with(reason), "{error}");
        assert_eq!(error["details"]["column"], "B");
    }
}

#[test]
fn a_panic_is_an_error() {
    let result: Result<(), Error> = guard(|| panic!("at {}", 7));
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Internal, "a fault in the library: at 7")
    );
}

#[test]
fn a_handle_is_refused_after_its_release_whatever_came_since() {
    let session = open();
    let first = table(session);
    assert!(release(first));
    assert!(!release(first));
    let second = table(session);
    assert_ne!(first, second);
    let error = ask(first, json!("describe"), b"").unwrap_err();
    assert_eq!(
        (error["code"].as_i64(), error["message"].as_str()),
        (Some(9), Some("the object was closed before"))
    );
    assert!(ask(second, json!("describe"), b"").is_ok());
    let error = ask(second, json!("close"), b"").unwrap_err();
    assert_eq!(error["message"], "the handle is no session");
    assert!(ask(0, json!("describe"), b"").is_err());
    assert!(ask(u64::MAX, json!("describe"), b"").is_err());
    assert!(release(second) && release(session));
}

#[test]
fn a_view_is_read_by_its_buffers() {
    let session = open();
    let table = table(session);
    let described = ask(table, json!("describe"), b"").unwrap();
    assert_eq!(
        described,
        json!({"columns": [{"name": "I", "type": "int"}, {"name": "S\0", "type": "string"}]})
    );
    let view_answer = ask(table, json!("view"), b"").unwrap();
    assert_eq!(
        (&view_answer["ranges"], &view_answer["pieces"]),
        (&json!([[0, 3]]), &json!([3]))
    );
    let handle = view_answer["handle"].as_u64().unwrap();
    assert!(ask(handle, json!({"load": {"piece": 0, "column": 1}}), b"").is_ok());
    let view = view(handle).unwrap();
    let ints = view.buffers(0, 0).unwrap();
    assert_eq!(ints[0].as_ref().unwrap().as_slice()[0] & 7, 0b101);
    assert_eq!(ints[1].as_ref().unwrap().typed_data::<i32>()[..3], [1, 0, 3]);
    let strings = view.buffers(0, 1).unwrap();
    assert!(strings[0].is_none());
    assert_eq!(strings[1].as_ref().unwrap().typed_data::<i32>(), [0, 1, 1, 5]);
    assert_eq!(strings[2].as_ref().unwrap().as_slice(), "a📈".as_bytes());
    assert!(ask(handle, json!({"load": {"piece": 1, "column": 0}}), b"").is_err());
    assert!(ask(handle, json!({"load": {"piece": 0, "column": 2}}), b"").is_err());
    assert!(release(handle) && release(table) && release(session));
    // The buffers outlive the handles of what they came from.
    assert_eq!(strings[2].as_ref().unwrap().as_slice(), "a📈".as_bytes());
}

#[test]
fn errors_in_documents_name_the_place() {
    let wrong = |document: &[u8]| {
        let error = answer(&call(0, document, b"")).unwrap_err();
        (
            error["message"].as_str().unwrap().to_owned(),
            error["details"]["pointer"].as_str().unwrap_or("").to_owned(),
        )
    };
    let consume = json!({"v": 1, "request": {"consume": {"topic": "t", "key": "ignore", "value": {"json": {"columns": [
        {"name": "A", "type": "int"}, {"name": "B", "type": "decimal"}]}}}}});
    let (message, pointer) = wrong(consume.to_string().as_bytes());
    assert_eq!(pointer, "/request/consume/value/json/columns/1/type");
    assert!(
        message.starts_with("/request/consume/value/json/columns/1/type: unknown variant `decimal`"),
        "{message}"
    );
    let (message, pointer) = wrong(br#"{"v":2,"request":"live_handles"}"#);
    assert_eq!(
        (message.as_str(), pointer.as_str()),
        ("the request has version 2, this library reads version 1", "/v")
    );
    assert!(
        wrong(br#"{"v":1,"request":"live_handles","more":1}"#)
            .0
            .contains("unknown field `more`")
    );
    assert!(wrong(b"{").0.contains("EOF"));
    assert!(wrong(b"\xff").0.contains("expected value"));
}

#[test]
fn tables_are_joined() {
    let session = open();
    let (left, right) = (table(session), table(session));
    let join = |operation: Value| ask(left, json!({"combine": {"right": right, "operation": operation}}), b"");
    let names = |answer: &Value| {
        let columns = answer["columns"].as_array().unwrap();
        columns
            .iter()
            .map(|column| column["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let joined = join(json!({"natural": {"on": ["I"], "add": ["T = I"]}})).unwrap();
    assert_eq!(names(&joined), ["I", "S\0", "T"]);
    assert_eq!(joined["refreshing"], json!(false));
    let last = json!({"natural": {"on": ["I"], "add": ["T = I"], "matching": "last"}});
    let others = [
        last,
        json!({"exact": {"on": ["I"], "add": ["T = I"]}}),
        json!({"cross": {"on": ["I == I"], "add": ["T = I"]}}),
        json!({"left_outer": {"on": ["I"], "add": ["T = I"]}}),
        json!({"full_outer": {"on": ["I"], "add": ["T = I"]}}),
        json!({"as_of": {"on": ["I >= I"], "add": ["T = I"]}}),
        json!({"reverse_as_of": {"on": ["I <= I"], "add": ["T = I"]}}),
    ];
    for operation in others {
        assert_eq!(names(&join(operation).unwrap()), ["I", "S\0", "T"]);
    }
    for operation in [json!({"where_in": {"on": ["I"]}}), json!({"where_not_in": {"on": []}})] {
        assert_eq!(names(&join(operation).unwrap()), ["I", "S\0"]);
    }
    let message = |answer: Result<Value, Value>| answer.unwrap_err()["message"].as_str().unwrap().to_owned();
    assert_eq!(
        message(join(json!({"where_in": {"on": ["I"], "add": []}}))),
        "/request/combine/operation/where_in/add: unknown field `add`, expected `on` at line 1 column 53"
    );
    assert!(message(join(json!({"natural": {"on": ["I"]}}))).starts_with("Conflicting column names [S\0]"));
    let unknown = json!({"combine": {"right": 7, "operation": {"where_in": {"on": ["I"]}}}});
    assert!(ask(left, unknown, b"").is_err());
    assert!(release(session));
}

#[test]
fn broken_payloads_are_refused() {
    let session = open();
    let make = |rows: usize, payload: &[u8]| {
        let request = json!({"make": {"columns": [{"name": "S", "type": "string"}], "rows": rows}});
        ask(session, request, payload).unwrap_err()["message"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(make(2, b"\0").contains("short"));
    assert!(make(1, b"\0\xff\xff\xff\xff").contains("short"));
    assert!(make(1, b"\0\x01\0\0\0\xff").contains("not UTF-8"));
    assert!(make(1, b"\0\x01\0\0\0a!").contains("1 bytes follow"));
    assert!(ask(session, json!({"import": {"address": 0}}), b"").is_err());
    assert!(ask(session, json!({"import": {"address": 3}}), b"").is_err());
    assert!(release(session));
}

fn batch() -> RecordBatch {
    let strings: StringArray = [Some("x"), None, Some("z")].into_iter().collect();
    RecordBatch::try_from_iter([
        ("I", Arc::new(Int32Array::from(vec![1, 2, 3])) as _),
        ("S", Arc::new(strings) as _),
    ])
    .unwrap()
}

#[test]
fn streams_go_out_and_in() {
    let session = Session::new().unwrap();
    let table = session
        .import(batch().schema(), [Ok(batch()), Ok(batch().slice(1, 1))])
        .unwrap();
    let selection = Selection {
        first_row: 1,
        row_count: Some(3),
        columns: Some(vec!["S".into(), "I".into()]),
    };
    let stream = export_stream(&table.snapshot(), &selection).unwrap();
    let again = import_stream(&session, stream).unwrap();
    let batches: Vec<RecordBatch> = again.snapshot().batches().map(Result::unwrap).collect();
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    assert_eq!(rows, 3);
    assert_eq!(again.schema().field(0).name(), "S");
    assert!(
        export_stream(
            &table.snapshot(),
            &Selection {
                columns: Some(vec!["No".into()]),
                ..Selection::default()
            }
        )
        .is_err()
    );
    let mut reader =
        RecordBatchStreamReader::try_new(export_stream(&table.snapshot(), &Selection::default()).unwrap()).unwrap();
    assert_eq!(reader.schema(), batch().schema());
    assert_eq!(reader.next().unwrap().unwrap(), batch());
}

#[test]
fn changes_are_taken_after_their_event() {
    let session = open();
    let table = table(session);
    let request = json!({"subscribe": {"policy": "coalesce", "columns": ["I"]}});
    let subscription = ask(table, request, b"").unwrap()["handle"].as_u64().unwrap();
    ask(subscription, json!("ring"), b"").unwrap();
    // Other tests may wait for events too, but of no other subscription.
    let ready = ask(0, json!({"await_events": {"timeout_ms": 60_000}}), b"").unwrap();
    assert_eq!(ready["ready"], json!([subscription]));
    let answer = ask(subscription, json!("next_change"), b"").unwrap();
    assert_eq!(
        (
            &answer["initial"],
            &answer["sequence"],
            &answer["rows"],
            &answer["columns"]
        ),
        (
            &json!(true),
            &json!(0),
            &json!(3),
            &json!([{"name": "I", "type": "int"}])
        )
    );
    let change = answer["handle"].as_u64().unwrap();
    assert_eq!(
        ask(change, json!("modified_columns"), b"").unwrap()["columns"],
        json!([])
    );
    for (part, ranges) in [
        ("added", json!([[0, 3]])),
        ("removed", json!([])),
        ("after", json!([[0, 3]])),
    ] {
        let answer = ask(change, json!({"change_view": {"part": part}}), b"").unwrap();
        assert_eq!(answer["ranges"], ranges, "{part}");
        assert!(release(answer["handle"].as_u64().unwrap()));
    }
    // A table of values never changes: this is the end, each time it is asked for.
    for _ in 0..2 {
        assert_eq!(ask(subscription, json!("next_change"), b"").unwrap_err()["code"], 9);
    }
    let error = ask(table, json!({"subscribe": {"policy": "hurry"}}), b"").unwrap_err();
    assert_eq!(error["details"]["pointer"], "/request/subscribe/policy");
    assert!(release(change) && release(subscription) && release(table) && release(session));
}

#[test]
fn tables_are_ordered_and_merged() {
    let session = open();
    let table = table(session);
    let derive = |operation: Value| ask(table, json!({"derive": {"operation": operation}}), b"");
    let rows = |answer: Result<Value, Value>| {
        let handle = answer.unwrap()["handle"].as_u64().unwrap();
        let rows = ask(handle, json!("status"), b"").unwrap()["rows"].as_u64().unwrap();
        assert!(release(handle));
        rows
    };
    let sort = json!({"sort": {"columns": [{"column": "I", "descending": true}, {"column": "S\0"}]}});
    for (operation, expected) in [
        (sort, 3),
        (json!({"head": {"rows": 2}}), 2),
        (json!({"tail": {"rows": 1}}), 1),
        (json!({"head_pct": {"fraction": 0.5}}), 2),
        (json!({"tail_pct": {"fraction": 0.1}}), 1),
        (json!({"slice": {"first": -2, "last": -1}}), 1),
        (json!({"slice_pct": {"first": 0.25, "last": 0.75}}), 2),
        (json!({"reverse": {}}), 3),
        (json!({"flatten": {}}), 3),
        (json!({"remove_blink": {}}), 3),
        (json!({"snapshot": {}}), 3),
        (json!({"meta": {}}), 2),
    ] {
        assert_eq!(rows(derive(operation.clone())), expected, "{operation}");
    }
    let message = |answer: Result<Value, Value>| answer.unwrap_err()["message"].as_str().unwrap().to_owned();
    assert_eq!(
        message(derive(json!({"head": {"rows": -1}}))),
        "the number of rows must not be negative: -1"
    );
    assert!(message(derive(json!({"blink_to_append_only": {}}))).contains("no blink table"));
    let tables = [table, table];
    assert_eq!(rows(ask(session, json!({"merge_tables": {"tables": tables}}), b"")), 6);
    let sorted = json!({"merge_sorted": {"tables": tables, "column": "I"}});
    assert_eq!(rows(ask(session, sorted, b"")), 6);
    assert!(release(table) && release(session));
}
