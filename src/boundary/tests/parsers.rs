//! Parsers of Java: this plays the threads that answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, BinaryArray, Int32Array, RecordBatch, StringArray};

use super::super::{parsers, serializers};
use super::*;
use crate::error::ErrorKind;
use crate::spec::{Consume, Parsed, ProduceSpec, Publish, SharedParser, Spec};

/// The parser of the number as a table gets it, until `closed` is set.
fn attached(number: u64, closed: &Arc<AtomicBool>) -> SharedParser {
    let columns = json!([{"name": "N", "type": "int"}]);
    let consume: Consume = serde_json::from_value(json!({
        "topic": "t", "key": "ignore", "value": {"numbered": {"number": number, "columns": columns}},
    }))
    .unwrap();
    let cancelled = || {
        let closed = Arc::clone(closed);
        Box::new(move || closed.load(Ordering::Relaxed)) as _
    };
    let Spec::Parser { parser, columns } = parsers::attached(consume, cancelled).value else {
        panic!("the number has no parser");
    };
    assert_eq!(columns.len(), 1);
    parser
}

fn parse(parser: &SharedParser, records: [Option<&str>; 3]) -> thread::JoinHandle<Result<Parsed, Error>> {
    let parser = parser.clone();
    let records: BinaryArray = records.map(|record| record.map(str::as_bytes)).into_iter().collect();
    thread::spawn(move || parser.parse(&records))
}

fn next(number: u64) -> Value {
    ask(0, json!({"await_records": {"parser": number, "timeout_ms": 5000}}), b"").unwrap()
}

fn answer(number: u64, batch: &Value, answer: Value, payload: &[u8]) {
    let mut answer = answer;
    answer["parser"] = json!(number);
    answer["ticket"] = batch["ticket"].clone();
    ask(0, json!({ "answer_records": answer }), payload).unwrap();
    release(batch["view"]["handle"].as_u64().unwrap());
}

/// Three numbers, the second one null.
fn payload() -> Vec<u8> {
    let mut payload = vec![0, 1, 0];
    [7_i32, 0, 9]
        .iter()
        .for_each(|number| payload.extend(number.to_le_bytes()));
    payload
}

#[test]
fn batches_are_taken_and_answered() {
    let closed = Arc::new(AtomicBool::new(false));
    let parser = attached(900_001, &closed);
    let parsing = parse(&parser, [Some("7"), None, Some("?")]);
    let batch = next(900_001)["batch"].clone();
    assert_eq!((&batch["rows"], &batch["view"]["pieces"]), (&json!(3), &json!([3])));
    let bad = json!([{"index": 2, "field": "N", "reason": "no number"}]);
    answer(900_001, &batch, json!({ "bad": bad }), &payload());
    let parsed = parsing.join().unwrap().unwrap();
    let numbers = parsed.rows.column(0).as_primitive::<Int32Type>();
    assert_eq!((numbers.value(0), numbers.is_null(1), numbers.len()), (7, true, 3));
    assert_eq!((parsed.bad[0].index, parsed.bad[0].reason.as_str()), (2, "no number"));

    // A failure, a payload that is too short, and an answer to nobody.
    let parsing = parse(&parser, [None; 3]);
    let batch = next(900_001)["batch"].clone();
    answer(900_001, &batch, json!({"failure": "no way"}), b"");
    assert_eq!(parsing.join().unwrap().unwrap_err().message(), "no way");
    let parsing = parse(&parser, [None; 3]);
    let batch = next(900_001)["batch"].clone();
    answer(900_001, &batch, json!({}), &payload()[..8]);
    assert!(parsing.join().unwrap().unwrap_err().message().contains("short of"));
    let late = json!({"parser": 900_001, "ticket": batch["ticket"]});
    ask(0, json!({ "answer_records": late }), b"").unwrap();

    // Who has the parser goes, and the thread is told.
    let waiting = thread::spawn(|| next(900_001));
    drop(parser);
    assert_eq!(waiting.join().unwrap(), json!({"batch": null, "ended": true}));
    let news = ask(0, json!({"await_records": {"parser": 900_001, "timeout_ms": 1}}), b"").unwrap();
    assert_eq!(news["ended"], json!(true));
}

#[test]
fn a_closed_session_ends_the_wait() {
    let closed = Arc::new(AtomicBool::new(false));
    let parser = attached(900_002, &closed);
    let taken = parse(&parser, [None; 3]);
    let batch = next(900_002)["batch"].clone();
    let waiting = parse(&parser, [None; 3]);
    closed.store(true, Ordering::Relaxed);
    for parsing in [taken, waiting] {
        assert_eq!(parsing.join().unwrap().unwrap_err().kind(), ErrorKind::Closed);
    }
    // The one that was taken is answered too late; the other one is not given any more.
    answer(900_002, &batch, json!({}), &payload());
    let news = ask(0, json!({"await_records": {"parser": 900_002, "timeout_ms": 0}}), b"").unwrap();
    assert_eq!(news, json!({"batch": null, "ended": true}));
}

#[test]
fn kafkas_own_deserializers_are_known() {
    let check = |column_type: Value, deserializer: &str| {
        let deserializer = format!("org.apache.kafka.common.serialization.{deserializer}");
        let request = json!({"column": "C", "type": column_type, "deserializer": deserializer});
        ask(0, json!({ "check_raw": request }), b"")
    };
    assert_eq!(
        check(json!("int"), "IntegerDeserializer").unwrap(),
        json!({"own": true})
    );
    assert_eq!(
        check(json!("json_object"), "StringDeserializer").unwrap(),
        json!({"own": true})
    );
    assert_eq!(check(json!("int"), "ListDeserializer").unwrap(), json!({"own": false}));
    assert_eq!(check(Value::Null, "VoidDeserializer").unwrap(), json!({"own": true}));
    let error = check(json!("long"), "IntegerDeserializer").unwrap_err();
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .ends_with("expected a column of type int")
    );
    let error = check(json!("Map"), "IntegerDeserializer").unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("of type Map cannot hold"));
}

/// The thread of Java is there before its serializer is used.
#[test]
fn serializers_are_waited_for_and_asked() {
    let publish: Publish = serde_json::from_value(json!({
        "topic": "t", "value": {"numbered": {"number": 900_003, "column": "C"}},
    }))
    .unwrap();
    let waiting = thread::spawn(|| next(900_003));
    let attached = serializers::attached(publish, || Box::new(|| false));
    let ProduceSpec::Serializer { columns, serializer } = attached.value else {
        panic!("the number has no serializer");
    };
    assert_eq!(columns, ["C"]);
    let cells = Arc::new(Int32Array::from(vec![Some(7), None])) as _;
    let rows = RecordBatch::try_from_iter([("C", cells)]).unwrap();
    let topics = StringArray::from(vec![Some("a"), None]);
    let writing = thread::spawn(move || serializer.serialize(&rows, Some(&topics)));
    let batch = waiting.join().unwrap()["batch"].clone();
    assert_eq!(
        batch["columns"],
        json!([{"name": "C", "type": "int"}, {"name": "topic", "type": "string"}])
    );
    let payload = [&[0, 1][..], &1_u32.to_le_bytes(), b"7", &0_u32.to_le_bytes()].concat();
    answer(
        900_003,
        &batch,
        json!({"bad": [{"index": 1, "reason": "null"}]}),
        &payload,
    );
    let written = writing.join().unwrap().unwrap();
    assert_eq!(written.payloads, BinaryArray::from_iter([Some(b"7"), None]));
    assert_eq!((written.bad[0].index, written.bad[0].reason.as_str()), (1, "null"));
}
