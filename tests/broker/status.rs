//! What consumers say of themselves.

use std::time::{Duration, Instant};

use topictable::{ColumnType, Offsets, Session, Spec, Table};

use crate::stack::{Topic, await_rows, await_that, lines};

/// The columns Partition, State, Position, End, Lag, Records and `BadRecords` of a topic's rows, sorted.
fn status_of(status: &Table, topic: &Topic) -> Vec<String> {
    let mut rows: Vec<String> = lines(status)
        .iter()
        .map(|line| line.split(' ').collect::<Vec<_>>())
        .filter(|cells| cells[2] == topic.name)
        .map(|cells| [cells[1], cells[3], cells[4], cells[5], cells[6], cells[7], cells[11]].join(" "))
        .collect();
    rows.sort();
    rows
}

fn await_status(status: &Table, topic: &Topic, expected: &[&str]) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while status_of(status, topic) != expected && Instant::now() < deadline {
        let _ = status.await_change(Duration::from_secs(1));
    }
    assert_eq!(status_of(status, topic), expected);
}

#[test]
fn the_status_of_consumers() {
    let topic = Topic::new("status", 2);
    topic.send_texts(&["1", "2", "x"]);
    let session = Session::new().unwrap();
    let status = session.status().unwrap();
    assert_eq!(status.num_rows(), 0);
    let consume = || topic.consume(&session).offsets(Offsets::Beginning);
    let table = consume().value(Spec::simple("V", ColumnType::String)).append().unwrap();
    await_rows(&table, 3);
    await_status(&status, &topic, &["0 reading 3 3 0 3 0", "1 reading null 0 null 0 0"]);
    topic.send_texts(&["4"]);
    await_status(&status, &topic, &["0 reading 4 4 0 4 0", "1 reading null 0 null 0 0"]);
    assert_eq!(session.status().unwrap().num_rows(), 2);

    let label = format!("topic=\"{}\",partition=\"0\"}} 4", topic.name);
    let metrics = session.metrics();
    assert!(
        metrics
            .lines()
            .any(|line| line.starts_with("topictable_records_total{") && line.ends_with(&label))
    );
    assert!(
        metrics
            .lines()
            .any(|line| line.starts_with("topictable_position{") && line.ends_with(&label))
    );

    // What is gone is closed.
    drop(table);
    await_status(&status, &topic, &["0 closed 4 4 0 4 0", "1 closed null 0 null 0 0"]);
}

#[test]
fn the_status_of_what_fails_waits_and_ends() {
    let topic = Topic::new("status-bad", 1);
    topic.send_texts(&["{\"N\":1}", "nonsense", "{\"N\":3}"]);
    let session = Session::new().unwrap();
    let status = session.status().unwrap();
    let consume = || {
        topic
            .consume(&session)
            .offsets(Offsets::Beginning)
            .value(Spec::json([topictable::field("N", ColumnType::Int)]))
    };
    let failing = consume().append().unwrap();
    await_status(&status, &topic, &["0 failed 1 3 2 3 1"]);
    let error = lines(&status)[0].clone();
    assert!(error.contains("the record at offset 1"), "{error}");
    drop(failing);

    let skipping = consume()
        .property("topictable.on.error", "skip")
        .until(topictable::End::Latest)
        .append()
        .unwrap();
    await_rows(&skipping, 2);
    await_status(&status, &topic, &["0 closed 1 3 2 3 1", "0 finished 3 3 0 3 1"]);

    let full = consume()
        .property("topictable.on.error", "skip")
        .property("topictable.memory.max", "1")
        .append()
        .unwrap();
    await_rows(&full, 2);
    await_that(&status, "a consumer that waits", |status| {
        status_of(status, &topic)
            .iter()
            .any(|row| row.starts_with("0 waiting 3"))
    });
    session.close();
    assert!(session.status().is_err());
    assert!(session.metrics().contains("# TYPE topictable_lag gauge"));
}
