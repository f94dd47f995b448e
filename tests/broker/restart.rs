//! A broker that goes away, and one that comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use topictable::{ColumnType, End, Offsets, Session, Spec};

use crate::stack::{Stack, Topic, await_rows, await_that, lines};

#[test]
fn a_restart_in_mid_stream_loses_and_doubles_nothing() {
    let mut stack = Stack::start(&[]);
    let topic = Arc::new(Topic::at(&stack.bootstrap, "restart", 2));
    let session = Session::new().unwrap();
    let table = topic
        .consume(&session)
        .property("deephaven.timestamp.column.name", "")
        .offsets(Offsets::Beginning)
        .value(Spec::simple("V", ColumnType::Long))
        .append()
        .unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let again = topic.clone();
    let sender = {
        let (topic, stop) = (topic, stop.clone());
        thread::spawn(move || {
            let mut sent = 0i64;
            while !stop.load(Ordering::Relaxed) {
                for _ in 0..20 {
                    topic.send_to((sent % 2) as i32, 1, None, Some(&sent.to_be_bytes()));
                    sent += 1;
                }
                thread::sleep(Duration::from_millis(5));
            }
            topic.flush();
            sent
        })
    };
    for command in ["stop", "kill"] {
        let before = table.num_rows();
        while table.num_rows() < before + 500 {
            assert!(
                table.await_change(Duration::from_secs(30)).unwrap(),
                "nothing arrives before the {command}"
            );
        }
        stack.broker(command);
        thread::sleep(Duration::from_millis(300));
        stack.broker("start");
    }
    let before = table.num_rows();
    while table.num_rows() < before + 500 {
        assert!(
            table.await_change(Duration::from_secs(30)).unwrap(),
            "nothing arrives after the restarts"
        );
    }
    stop.store(true, Ordering::Relaxed);
    let sent = sender.join().unwrap();

    // A producer sends a batch again whose acknowledgement was lost: what counts is what the broker has.
    let all = again
        .consume(&session)
        .offsets(Offsets::Beginning)
        .value(Spec::simple("V", ColumnType::Long))
        .until(End::Latest)
        .append()
        .unwrap();
    await_that(&all, "the last row", |all| !all.is_refreshing());
    assert!(
        all.num_rows() >= sent as u64,
        "{} of {sent} records are there",
        all.num_rows()
    );
    await_rows(&table, all.num_rows());
    let mut next = [0i64, 0];
    let mut values = vec![0u32; sent as usize];
    for line in lines(&table) {
        let cells: Vec<i64> = line.split(' ').map(|cell| cell.parse().unwrap()).collect();
        let [partition, offset, value] = cells[..] else {
            panic!("{line}")
        };
        assert_eq!(
            offset, next[partition as usize],
            "partition {partition} has a gap or a double"
        );
        next[partition as usize] += 1;
        values[value as usize] += 1;
    }
    assert!(values.iter().all(|times| *times >= 1), "a record is missing");
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
    let start = Instant::now();
    session.close();
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "closing took {:?}",
        start.elapsed()
    );
    assert_eq!(append.num_rows(), 2);
    drop(blink);
    // And with one that is there but does not answer.
    let mut stack = Stack::start(&[]);
    let topic = Topic::at(&stack.bootstrap, "still", 3);
    let session = Session::new().unwrap();
    let table = topic
        .consume(&session)
        .value(Spec::simple("V", ColumnType::String))
        .append()
        .unwrap();
    stack.broker("pause");
    thread::sleep(Duration::from_millis(500));
    let start = Instant::now();
    drop(session);
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "closing took {:?}",
        start.elapsed()
    );
    assert_eq!(table.num_rows(), 0);
    stack.broker("resume");
}
