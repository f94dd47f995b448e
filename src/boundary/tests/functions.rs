//! Functions of Java: this plays the thread that answers.

use std::thread;

use super::*;

fn derive(table: u64, columns: &[&str], functions: &Value) -> Result<Value, Value> {
    let operation = json!({"update": {"columns": columns}});
    ask(
        table,
        json!({"derive": {"operation": operation, "functions": functions}}),
        b"",
    )
}

/// Waits for the next call, and for the numbers of functions that are not called any more.
fn next() -> (Value, Vec<u64>) {
    let mut dropped = Vec::new();
    loop {
        let news = ask(0, json!({"await_call": {"timeout_ms": 20}}), b"").unwrap();
        dropped.extend(news["dropped"].as_array().unwrap().iter().filter_map(Value::as_u64));
        if !news["call"].is_null() || !dropped.is_empty() {
            return (news["call"].clone(), dropped);
        }
    }
}

fn fail(call: &Value, failure: &Value) {
    let answer = json!({"answer_call": {"ticket": call["ticket"], "failure": failure}});
    ask(0, answer, b"").unwrap();
    release(call["view"]["handle"].as_u64().unwrap());
}

/// Texts as a payload.
fn texts(texts: &[&str]) -> Vec<u8> {
    let mut payload = vec![0; texts.len()];
    for text in texts {
        payload.extend((text.len() as u32).to_le_bytes());
        payload.extend(text.as_bytes());
    }
    payload
}

/// One test, since there is one queue.
#[test]
fn calls_are_taken_and_answered() {
    let session = open();
    let table = table(session);
    let object = json!({"gg": {"number": 7, "method": "call"}});
    let made = thread::spawn({
        let object = object.clone();
        move || derive(table, &["G = gg(I, `x`)", "T = (String)G + 1"], &object)
    });
    let (call, _) = next();
    assert_eq!((&call["function"], &call["rows"]), (&json!(7), &json!(3)));
    assert_eq!(call["columns"][0]["type"], json!("int"));
    assert_eq!(call["columns"][1]["type"], json!("string"));
    assert_eq!(call["view"]["pieces"], json!([3]));
    // Within the call nothing can be made, and no other function be called.
    let error = derive(table, &["X = 1"], &json!({})).unwrap_err();
    assert!(
        error["message"].as_str().unwrap().contains("within a function"),
        "{error}"
    );
    let answer = json!({"answer_call": {"ticket": call["ticket"]}});
    ask(0, answer.clone(), &texts(&["\"a\"", "\"b\"", "\"c\""])).unwrap();
    // A second answer is nobody's.
    ask(0, answer, b"").unwrap();
    let made = made.join().unwrap().unwrap();
    assert_eq!(made["columns"][2]["type"], json!("object"));
    release(call["view"]["handle"].as_u64().unwrap());
    assert!(release(made["handle"].as_u64().unwrap()));
    assert_eq!(next().1, [7]);

    // What is no JSON is not believed, and neither is a payload that is too short.
    for payload in [texts(&["1", "b", "3"]), vec![0]] {
        let made = thread::spawn({
            let object = object.clone();
            move || derive(table, &["G = gg(I)"], &object)
        });
        let (call, _) = next();
        let answer = json!({"answer_call": {"ticket": call["ticket"]}});
        ask(0, answer, &payload).unwrap();
        let error = made.join().unwrap().unwrap_err();
        assert!(
            error["message"].as_str().unwrap().contains("the function gg failed"),
            "{error}"
        );
        release(call["view"]["handle"].as_u64().unwrap());
        assert_eq!(next().1, [7]);
    }

    // A registered function with a type of its own; its failure names a row.
    let function = json!({"number": 8, "method": "call", "returns": "long"});
    ask(session, json!({"register": {"name": "ll", "function": function}}), b"").unwrap();
    let refused = ask(
        session,
        json!({"register": {"name": "abs", "function": {"number": 9, "method": "call"}}}),
        b"",
    );
    assert!(refused.is_err());
    assert_eq!(next().1, [9]);
    let made = thread::spawn(move || derive(table, &["G = ll(null)"], &json!({})));
    let (call, _) = next();
    assert_eq!(call["columns"][0]["type"], json!("boolean"));
    fail(&call, &json!({"message": "not this one", "row": 1}));
    let error = made.join().unwrap().unwrap_err();
    assert_eq!(error["details"]["row_key"], json!("1"));

    // Closing the session ends a call that is not answered, and lets go of its functions.
    let made = thread::spawn(move || derive(table, &["G = ll(I)"], &json!({})));
    let (call, _) = next();
    ask(session, json!("close"), b"").unwrap();
    let error = made.join().unwrap().unwrap_err();
    assert_eq!(error["code"], json!(ErrorKind::Closed as i32));
    fail(&call, &json!({"message": "too late"}));
    let mut gone = next().1;
    gone.dedup();
    assert_eq!(gone, [8]);
    release(table);
    release(session);
}
