//! Partitions that get another leader while they are read.

use std::sync::Arc;
use std::time::{Duration, Instant};

use topictable::Session;

use crate::load::{Load, close, count_of, numbers};
use crate::logs::{listen, told};
use crate::stack::{Stack, Topic, await_that};

const SOON: Duration = Duration::from_secs(10);

#[test]
fn the_leader_that_a_broker_names_is_asked() {
    listen();
    let mut stack = Stack::start(&["--brokers", "3"]);
    let topic = Arc::new(Topic::replicated(
        &stack.bootstrap,
        "named",
        &[&[1, 2, 3], &[2, 3, 1], &[3, 1, 2]],
    ));
    topic.await_in_sync(3);
    let session = Session::new().unwrap();
    let table = numbers(&topic, &session)
        .property("topictable.fetcher", "native")
        // Much longer than a change takes: an answer comes because of it.
        .property("fetch.max.wait.ms", "5000")
        .append()
        .unwrap();
    let counts = table.count_by("N", ["KafkaPartition"]).unwrap();
    let load = Load::start(&topic);
    load.await_rows_of_each(&counts, 100);
    let mut took = Vec::new();
    for round in 0..4 {
        for partition in 0..3 {
            let broker = (partition + 1 + round) % 3 + 1;
            let command = format!(
                r#"{{"cmd":"lead","topic":"{}","partition":{partition},"broker":{broker}}}"#,
                topic.name
            );
            stack.tell(&command);
            // What the producer had sent to the new leader when it had found that itself.
            let end = topic.end(partition);
            let start = Instant::now();
            await_that(&counts, "what is there", |counts| count_of(counts, partition) >= end);
            took.push(start.elapsed());
            load.await_rows_of_each(&counts, 50);
        }
    }
    let named = told(
        log::Level::Debug,
        &format!("of topic {:?} is led by broker", topic.name),
    );
    assert!(took.iter().all(|took| *took < SOON), "{took:?}");
    // A change is found in another way only when it comes while nothing is asked for.
    assert!(named.len() >= took.len() / 2, "{named:?}");
    let lost = told(log::Level::Warn, "the connection for fetching was lost");
    let ports = stack.bootstrap.split(',').map(str::to_owned);
    for port in ports {
        assert!(!lost.iter().any(|line| line.starts_with(&port)), "{lost:?}");
    }
    load.end(&[&table]);
    close(&session);
}
