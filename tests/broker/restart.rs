//! A broker that goes away, and one that comes back.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use topictable::{ColumnType, Offsets, Session, Spec};

use crate::load::{Load, close, numbers};
use crate::stack::{Stack, Topic, await_rows};

#[test]
fn a_restart_in_mid_stream_loses_and_doubles_nothing() {
    let mut stack = Stack::start(&[]);
    let topic = Arc::new(Topic::at(&stack.bootstrap, "restart", 2));
    let session = Session::new().unwrap();
    let table = numbers(&topic, &session).append().unwrap();
    let load = Load::start(&topic);
    for command in ["stop", "kill"] {
        load.await_progress(&table, 500, &format!("before the {command}"));
        stack.broker(command);
        thread::sleep(Duration::from_millis(300));
        stack.broker("start");
    }
    load.await_progress(&table, 500, "after the restarts");
    load.end(&[&table]);
}

#[test]
fn closing_is_bounded_with_the_broker_gone() {
    let mut stack = Stack::start(&[]);
    let topic = Topic::at(&stack.bootstrap, "gone", 3);
    topic.send_texts(&["a", "b"]);
    let session = Session::new().unwrap();
    let consume = || {
        topic
            .consume(&session)
            .offsets(Offsets::Beginning)
            .value(Spec::simple("V", ColumnType::String))
    };
    let (append, blink) = (consume().append().unwrap(), consume().blink().unwrap());
    await_rows(&append, 2);
    stack.broker("kill");
    thread::sleep(Duration::from_millis(500));
    close(&session);
    assert_eq!(append.num_rows(), 2);
    drop(blink);
}
