//! Records that keep coming while something is done to the broker, and whether all of them have arrived.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use topictable::{ColumnType, ConsumeBuilder, End, Offsets, Session, Spec, Table};

use crate::stack::{SOON, Topic, await_or, await_rows, await_that, lines};

/// Sends the numbers from 0 on, in turn to each partition of a topic, until it is ended.
pub struct Load {
    topic: Arc<Topic>,
    stop: Arc<AtomicBool>,
    sent: Arc<AtomicI64>,
    sender: JoinHandle<()>,
}

impl Load {
    /// 4,000 records a second at most.
    pub fn start(topic: &Arc<Topic>) -> Load {
        Load::every(Duration::from_millis(5), topic)
    }

    /// Sends 20 records every so often.
    pub fn every(pause: Duration, topic: &Arc<Topic>) -> Load {
        let (stop, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
        let (again, stopped, count) = (topic.clone(), stop.clone(), sent.clone());
        let sender = thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                for _ in 0..20 {
                    again.send_number(count.load(Ordering::Relaxed));
                    count.fetch_add(1, Ordering::Relaxed);
                }
                again.tend(Duration::ZERO);
                thread::sleep(pause);
            }
            again.flush();
        });
        Load {
            topic: topic.clone(),
            stop,
            sent,
            sender,
        }
    }

    /// Ends it, and gives how many records the broker has.
    pub fn stop(self) -> i64 {
        self.stop.store(true, Ordering::Relaxed);
        self.sender.join().expect("the records are sent");
        self.sent.load(Ordering::Relaxed)
    }

    /// Waits until so many further rows have come.
    #[track_caller]
    pub fn await_progress(&self, table: &Table, rows: u64, when: &str) {
        let before = table.num_rows();
        await_or(
            table,
            |table| table.num_rows() >= before + rows,
            || format!("{rows} rows more than {before} {when}, where {}", self.state()),
        );
    }

    /// Waits until each partition has got so many further rows. `counts` has a row for each: its number, and how many.
    #[track_caller]
    pub fn await_rows_of_each(&self, counts: &Table, rows: i64) {
        let partitions = 0..self.topic.partitions;
        let now = || -> Vec<i64> {
            partitions
                .clone()
                .map(|partition| count_of(counts, partition))
                .collect()
        };
        let (before, start) = (now(), Instant::now());
        while now().iter().zip(&before).any(|(now, before)| *now < before + rows) {
            assert!(
                start.elapsed() < SOON,
                "{:?} rows of the partitions, expected {rows} more of each than {before:?}; {}",
                now(),
                self.state()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// How far it and the brokers are, so that one sees which of them a table waits for.
    fn state(&self) -> String {
        let Topic { name, partitions, .. } = &*self.topic;
        let ends: Vec<i64> = (0..*partitions).map(|partition| self.topic.end(partition)).collect();
        let sent = self.sent.load(Ordering::Relaxed);
        let replicas = self.topic.replicas();
        format!(
            "{sent} records were sent to {name}, its partitions end at {ends:?}, and are led and in sync at {replicas:?}"
        )
    }

    /// Ends it, and checks that the tables get what the broker has: each record once, and those of a partition in
    /// their order.
    #[track_caller]
    pub fn end(self, tables: &[&Table]) {
        let topic = self.topic.clone();
        let sent = self.stop();
        // A producer sends a batch again whose acknowledgement was lost: what counts is what the broker has.
        let session = Session::new().unwrap();
        let all = numbers(&topic, &session).until(End::Latest).append().unwrap();
        await_that(&all, "the last row", |all| !all.is_refreshing());
        let mut missing: Vec<bool> = vec![true; sent as usize];
        records(&all)
            .iter()
            .for_each(|(_, _, value)| missing[*value as usize] = false);
        assert!(!missing.contains(&true), "the broker has not all of the records");
        for table in tables {
            await_rows(table, all.num_rows());
            let mut next = BTreeMap::new();
            for (partition, offset, _) in records(table) {
                let next = next.entry(partition).or_insert(0);
                assert_eq!(offset, *next, "partition {partition} has a gap or a double");
                *next += 1;
            }
        }
    }
}

/// A table of a topic's numbers.
pub fn numbers<'a>(topic: &Topic, session: &'a Session) -> ConsumeBuilder<'a> {
    topic
        .consume(session)
        .property("deephaven.timestamp.column.name", "")
        .offsets(Offsets::Beginning)
        .value(Spec::simple("V", ColumnType::Long))
}

/// Partition, offset and number of each row.
pub fn records(table: &Table) -> Vec<(i32, i64, i64)> {
    let batches = table.snapshot().batches();
    let mut rows = Vec::new();
    for batch in batches.map(|batch| batch.expect("a batch")) {
        let partitions = batch.column(0).as_primitive::<Int32Type>();
        let [offsets, values] = [1, 2].map(|column| batch.column(column).as_primitive::<Int64Type>());
        rows.extend((0..batch.num_rows()).map(|row| (partitions.value(row), offsets.value(row), values.value(row))));
    }
    rows
}

/// How many rows a partition has, of a table with a row for each: its number, and how many.
pub fn count_of(counts: &Table, partition: i32) -> i64 {
    let start = format!("{partition} ");
    let line = lines(counts).into_iter().find(|line| line.starts_with(&start));
    line.map_or(0, |line| line[start.len()..].parse().expect("a number"))
}

/// Closes a session, which may take two seconds whatever the broker does.
#[track_caller]
pub fn close(session: &Session) {
    let start = Instant::now();
    session.close();
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "closing took {took:?}");
}
